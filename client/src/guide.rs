//! One page per topic that is larger than a type.

// The examples call the sandbox.
#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/auth.md"))]
pub mod auth {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/errors.md"))]
pub mod errors {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/retries.md"))]
pub mod retries {}

#[cfg_attr(any(feature = "sandbox", not(doctest)), doc = include_str!("../docs/testing.md"))]
pub mod testing {}
