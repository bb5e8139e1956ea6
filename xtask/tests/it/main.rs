//! The commands as a maintainer runs them: the real binary, on a repository of the test's own, with the vendor's site on
//! loopback. What `diff` says of each change is in `tests/diff`.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which the lints would let the tests themselves do"
)]

mod bump;
mod check;
mod cli;
mod fetch;
mod page;
mod pages;
mod repository;
mod site;

/// For a snapshot: a name replaces each text that differs from run to run.
fn redact(text: &str, names: &[(&str, &str)]) -> String {
    names.iter().fold(text.to_owned(), |text, (what, name)| text.replace(what, name))
}
