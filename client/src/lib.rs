#![cfg_attr(feature = "sandbox", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "sandbox"), doc = "Typed client for the Collibra OAuth 2.0 Client Management API.")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod body;
mod challenge;
mod client_builder;
#[cfg(feature = "client-credentials")]
mod client_credentials;
mod decode_error;
mod error;
mod exchange;
mod generated;
#[cfg(feature = "sandbox")]
#[cfg_attr(docsrs, doc(cfg(all())))]
pub mod guide;
mod instance;
#[cfg(feature = "schemars")]
mod json_schema;
mod operation;
mod path_guard;
mod response;
mod retry;
mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod telemetry;
mod token_cache;

pub use auth::{AccessToken, Credentials, TokenFuture, TokenProvider};
pub use challenge::Challenge;
pub use client_builder::ClientBuilder;
#[cfg(feature = "client-credentials")]
pub use client_credentials::{ClientCredentials, ClientCredentialsBuilder, TokenError};
pub use decode_error::{DecodeCategory, DecodeError};
pub use error::{Error, ErrorKind, Outcome};
pub use generated::{API_VERSION, Client, Server, builder, operations, types};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use instance::TlsBackend;
pub use operation::{Operation, Reply, Status};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use reqwest::Certificate;
pub use response::ResponseValue;
pub use retry::RetryPolicy;
pub use secret::Secret;
