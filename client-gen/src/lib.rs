//! From the OpenAPI documents of a documentation page to a typed Rust client.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod decisions;
pub mod diagnostic;
pub mod document;
#[cfg(feature = "documents")]
pub mod extract;
mod generate;
#[cfg(feature = "documents")]
pub mod merge;
mod names;
mod normalize;
mod rust;

#[cfg(feature = "documents")]
pub use decisions::Parts;
pub use decisions::{Decisions, Held};
pub use generate::{GenerateReason, Generated, generate, generate_with};
pub use normalize::{GiveUp, NormalizeReason};
pub use rust::emit::Server;
pub use rust::patch::PatchReason;
#[cfg(feature = "documents")]
pub use rust::surface;
