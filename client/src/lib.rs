// Without the feature `sandbox`, the examples that call it can't be compiled, and links to it lead nowhere.
#![cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "sandbox"), allow(rustdoc::broken_intra_doc_links))]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Names of a document may be in any script.
#![allow(confusable_idents, mixed_script_confusables)]

#[cfg(target_arch = "wasm32")]
compile_error!(
    "collibra-client-management doesn't support wasm32: it needs tokio's network and timers, which browsers don't have"
);

mod auth;
mod body;
mod call_options;
mod client_builder;
mod error;
mod from_env;
mod generated;
pub mod guide;
pub mod http;
mod instance;
#[cfg(feature = "schemars")]
mod json_schema;
mod lookalike;
mod members;
mod multipart;
mod operation;
mod parameter;
mod path_segment;
mod pipeline;
mod response;
mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod server;
mod style;
mod undocumented;
mod wiped;

pub use auth::{
    AccessToken, ClientCredentials, ClientCredentialsBuilder, Credentials, TokenCommand, TokenError,
    TokenFile, TokenFn, TokenFuture, TokenProvider, TokenVariable,
};
pub use client_builder::ClientBuilder;
pub use error::{Challenge, DecodeCategory, DecodeError, Error, ErrorKind, Outcome};
pub use generated::{API_VERSION, Client, Server, calls, operations, types};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use instance::TlsBackend;
pub use operation::{MemberSpec, Operation, ResponseSpec, StatusSpec};
pub use pipeline::RetryPolicy;
pub use response::Response;
pub use secret::Secret;
pub use server::UnknownServer;
pub use undocumented::Undocumented;
