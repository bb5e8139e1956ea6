#![cfg_attr(feature = "sandbox", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "sandbox"), doc = "Typed client for the Collibra OAuth 2.0 Client Management API.")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod body;
mod call_options;
mod client_builder;
mod error;
mod generated;
#[cfg(feature = "sandbox")]
#[cfg_attr(docsrs, doc(cfg(all())))]
pub mod guide;
mod instance;
#[cfg(feature = "schemars")]
mod json_schema;
mod operation;
mod pipeline;
mod response;
mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod undocumented;

pub use auth::{AccessToken, Credentials, TokenFuture, TokenProvider};
#[cfg(feature = "client-credentials")]
pub use auth::{ClientCredentials, ClientCredentialsBuilder, TokenError};
pub use client_builder::ClientBuilder;
/// Types of the `http` crate that calls take and give.
pub mod http {
    pub use reqwest::{
        Method, StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue},
    };
}
pub use error::{Challenge, DecodeCategory, DecodeError, Error, ErrorKind, Outcome};
pub use generated::{API_VERSION, Client, Server, calls, operations, types};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use instance::TlsBackend;
pub use operation::{Operation, ResponseSpec, StatusSpec};
pub use pipeline::RetryPolicy;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use reqwest::Certificate;
pub use response::ResponseValue;
pub use secret::Secret;
pub use undocumented::Undocumented;
