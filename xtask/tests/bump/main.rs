//! `xtask bump` from one end to the other: a page on a server on loopback, a clone of the repository, the real
//! command, and what it leaves in the tree.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which the lints would let the tests themselves do"
)]

mod clone;
mod page;
mod scenarios;
#[path = "../site/mod.rs"]
#[allow(dead_code, reason = "the tests of `fetch` need more of it")]
mod site;
