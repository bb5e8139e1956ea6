//! Rust: what is emitted beside progenitor's output, what is changed in it, and the surface that comes of it.

pub(crate) mod emit;
pub(crate) mod patch;
mod read;
#[cfg(feature = "documents")]
pub mod surface;
