#![cfg_attr(feature = "sandbox", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "sandbox"), doc = "Typed client for the Collibra OAuth 2.0 Client Management API.")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod body;
mod challenge;
mod client_builder;
mod error;
mod generated;
mod operation;
mod path_guard;
mod response;
mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;

pub use challenge::Challenge;
pub use client_builder::ClientBuilder;
pub use error::{DecodeCategory, DecodeError, Error, ErrorKind};
pub use generated::{API_VERSION, Client, Server, builder, operations, types};
pub use operation::{Operation, Reply, Status};
pub use response::ResponseValue;
pub use secret::Secret;
