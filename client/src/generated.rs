//! What `build.rs` generates from the document, whose descriptions become the documentation.
#![allow(missing_docs, unreachable_pub, unused_mut, clippy::all, clippy::unwrap_used, rustdoc::all)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
