//! What `build.rs` generated from the document. Its documentation is the vendor's own words.
#![allow(missing_docs, unreachable_pub, unused_mut, clippy::all, clippy::unwrap_used, rustdoc::all)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
