//! What changed between two documents, and what it means: on the wire, in Rust, and for readers. It writes nothing,
//! and has no sentences.

pub(crate) mod attribution;
pub(crate) mod change;
pub(crate) mod docs;
pub(crate) mod node;
pub(crate) mod part;
pub(crate) mod rust;
pub(crate) mod version;
pub(crate) mod wire;

#[cfg(test)]
mod tests;
