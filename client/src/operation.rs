//! What the document says about an operation: the types of the generated table of operations.

use std::fmt;

use http::{Method, StatusCode};

/// A documented operation. The module [`operations`](crate::operations) has all of them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) responses: &'static [ResponseSpec],
}

impl Operation {
    /// The `operationId`, such as `getClient`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path template, such as `/clients/{client_id}`, which follows a server's base path.
    #[must_use]
    pub const fn path_template(&self) -> &'static str {
        self.path
    }

    /// The documented responses.
    #[must_use]
    pub const fn responses(&self) -> &'static [ResponseSpec] {
        self.responses
    }

    /// The documented response for this status, if it means success.
    ///
    /// Where no success response has a body, any 2xx is success: nothing in it could be misread.
    pub(crate) fn success(&self, status: StatusCode) -> Option<ResponseSpec> {
        if !status.is_success() {
            return None;
        }
        let successes = || self.responses.iter().filter(|response| response.status.means_success());
        let exact = successes().find(|response| response.status == StatusSpec::Code(status.as_u16()));
        let class = || successes().find(|response| response.status == StatusSpec::Range(2));
        let default = || self.responses.iter().find(|response| response.status == StatusSpec::Default);
        let found =
            exact.or_else(class).or_else(|| if successes().next().is_none() { default() } else { None });
        match found {
            Some(response) => Some(*response),
            None if successes().all(|response| !response.has_body) => {
                Some(ResponseSpec { status: StatusSpec::Range(2), has_body: false })
            }
            None => None,
        }
    }
}

impl fmt::Display for Operation {
    /// The `operationId`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// A documented response of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseSpec {
    /// The statuses that it is documented for.
    pub status: StatusSpec,
    /// Whether a body is documented.
    pub has_body: bool,
}

/// The statuses that a response is documented for (OpenAPI 3.0.3, section 4.7.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusSpec {
    /// One status code.
    Code(u16),
    /// A class of status codes: `4` for `4XX`.
    Range(u16),
    /// Every status without a response of its own.
    Default,
}

impl StatusSpec {
    fn means_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(class) => class == 2,
            Self::Default => false,
        }
    }
}
