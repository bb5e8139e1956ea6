//! One page per topic that is larger than a type.

#[doc = include_str!("../docs/first_call.md")]
pub mod first_call {}

#[doc = include_str!("../docs/rotation.md")]
pub mod rotation {}

#[doc = include_str!("../docs/auth.md")]
pub mod auth {}

#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

#[doc = include_str!("../docs/retries.md")]
pub mod retries {}

#[doc = include_str!("../docs/testing.md")]
pub mod testing {}

#[doc = include_str!("../docs/reqwest.md")]
pub mod from_reqwest {}
