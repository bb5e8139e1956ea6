//! The tests of the workspace through its public API: over real sockets, on the committed document.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which the lints would let the tests themselves do"
)]

mod auth;
mod authority;
mod calls;
mod cancellation;
mod client_builder;
mod client_credentials;
mod concurrency;
mod error;
mod examples;
mod faults;
mod from_env;
mod http2;
mod issued_at;
mod json_schema;
mod lookalike;
mod other_api;
mod packaging;
mod path_guard;
mod probe;
mod readme;
mod recorder;
mod response;
mod retry;
mod sandbox;
mod sandbox_client;
mod sandbox_faults;
mod secrets;
mod surface;
mod telemetry;
mod tls;
mod token_sources;
mod update;
mod version;
mod wire;
