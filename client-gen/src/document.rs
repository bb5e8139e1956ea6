//! Everything that is known about OpenAPI documents: JSON, places in it, and operations. It knows no Rust names.

#[cfg(feature = "documents")]
pub mod json;
pub mod operation;
pub(crate) mod pointer;
