//! One page per topic that is larger than a type.

// The examples call the sandbox.
#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/first_call.md"))]
pub mod first_call {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/rotation.md"))]
pub mod rotation {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/auth.md"))]
pub mod auth {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/errors.md"))]
pub mod errors {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/retries.md"))]
pub mod retries {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/testing.md"))]
pub mod testing {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/reqwest.md"))]
pub mod from_reqwest {}
