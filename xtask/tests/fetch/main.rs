//! `xtask fetch` against a site on loopback: what it asks for, what it writes, what it says, and that it is
//! completed by the next run if it is cut off.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which the lints would let the tests themselves do"
)]

mod changes;
mod failures;
mod repository;
#[path = "../site/mod.rs"]
mod site;
