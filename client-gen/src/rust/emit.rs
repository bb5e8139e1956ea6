//! Rust that progenitor has no notion of, emitted from the document: the servers, the operation table, the choice
//! of a response by its status, and the step from what was read to what is written.

mod by_status;
mod call;
mod call_docs;
mod issued_at;
mod send;
mod server;
mod table;
mod update;

pub(crate) use by_status::from_response;
pub(crate) use call::{Argument, Call};
pub(crate) use call_docs::{Docs, deprecated};
pub(crate) use issued_at::issued_at;
pub use server::Server;
pub(crate) use table::table;
pub(crate) use update::{Signature, conversions, pairs};
