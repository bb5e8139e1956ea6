//! What is generated from the document, whose descriptions become the documentation: by `build.rs`, or ahead of time.
//! Both are the same, byte for byte.
#![allow(
    deprecated,
    missing_docs,
    unreachable_pub,
    unused_mut,
    clippy::all,
    clippy::unwrap_used,
    rustdoc::all
)]

#[cfg(feature = "codegen")]
include!(concat!(env!("OUT_DIR"), "/client.rs"));
#[cfg(not(feature = "codegen"))]
include!("pregenerated.rs");
