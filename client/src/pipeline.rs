//! What happens to every call once its request is built: path guard, credentials, attempts with their limits, and a
//! `tracing` span. It doesn't decode: that is up to the runtime.

mod exchange;
mod path_guard;
mod retry;
mod retry_budget;
mod telemetry;

pub(crate) use exchange::{Auth, Settings, Success, exchange};
pub use retry::RetryPolicy;
pub(crate) use retry::{Retry, is_transient};
