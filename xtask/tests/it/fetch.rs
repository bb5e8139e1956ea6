//! `xtask fetch`: what it asks for, what it writes, what it says, and that it is completed by the next run if it is cut
//! off.

mod changes;
mod failures;
mod ledger;

const SOURCES: &str = "openapi/sources.toml";
const LOCK: &str = "openapi/sources.lock";
/// Of the page.
const PATH: &str = "/client-management.md";
