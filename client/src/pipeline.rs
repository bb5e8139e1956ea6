//! What happens to every call once its request is built: path guard, credentials, attempts with their limits, and a
//! span of `tracing`. What a response means for an operation is the runtime's matter.

mod exchange;
mod path_guard;
mod retry;
mod telemetry;

pub(crate) use exchange::{Auth, Settings, Success, exchange};
pub use retry::RetryPolicy;
