//! `xtask diff` compared with a table of changes: `pairs/` has a file per change, with the verdicts that follow from the
//! principle (a request may only accept more, a response may only promise more) and from the client's surface.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which the lints would let the tests themselves do"
)]

mod edit;
mod pairs;
mod report;
mod robust;
