//! The commands, one module each: what is asked for, and the calls that answer it.

pub(crate) mod bump;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod fetch;
pub(crate) mod generate;
pub(crate) mod merge;
pub(crate) mod probe;
pub(crate) mod serve;
pub(crate) mod r#try;
