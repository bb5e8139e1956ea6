//! From the OpenAPI documents of a documentation page to a typed Rust client.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod emit;
#[cfg(feature = "documents")]
pub mod extract;
mod generate;
#[cfg(feature = "documents")]
pub mod json;
mod lower;
#[cfg(feature = "documents")]
pub mod merge;
pub mod operation;
mod pointer;
pub mod problem;
mod rewrite;
#[cfg(feature = "documents")]
pub mod surface;

pub use emit::Server;
pub use generate::{GenerateReason, Generated, generate};
pub use lower::LowerReason;
pub use rewrite::RewriteReason;
