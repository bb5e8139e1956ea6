//! Longer texts on what the types can't say: one page each.

#[doc = include_str!("../docs/auth.md")]
pub mod auth {}

#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

#[doc = include_str!("../docs/retries.md")]
pub mod retries {}

#[doc = include_str!("../docs/testing.md")]
pub mod testing {}
