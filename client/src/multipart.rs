//! The body of a `multipart/form-data` request: reqwest's own form with the feature `multipart`, which costs three crates.
//! Without it, bytes with the content type that names their boundary.
#![allow(dead_code, unreachable_pub, reason = "whether it is used is the document's choice")]

use reqwest::{Body, RequestBuilder, header::CONTENT_TYPE};

/// What converts into it: `reqwest::multipart::Form`, with the feature `multipart`; and a content type with a body.
#[derive(Debug)]
pub struct Multipart(Content);

#[derive(Debug)]
enum Content {
    #[cfg(feature = "multipart")]
    Form(reqwest::multipart::Form),
    Written(String, Body),
}

impl Multipart {
    pub(crate) fn attach_to(self, request: RequestBuilder) -> RequestBuilder {
        match self.0 {
            #[cfg(feature = "multipart")]
            Content::Form(form) => request.multipart(form),
            Content::Written(content_type, body) => request.header(CONTENT_TYPE, content_type).body(body),
        }
    }
}

#[cfg(feature = "multipart")]
impl From<reqwest::multipart::Form> for Multipart {
    fn from(form: reqwest::multipart::Form) -> Self {
        Self(Content::Form(form))
    }
}

impl<T: Into<String>, B: Into<Body>> From<(T, B)> for Multipart {
    fn from((content_type, body): (T, B)) -> Self {
        Self(Content::Written(content_type.into(), body.into()))
    }
}
