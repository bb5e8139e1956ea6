//! The types of the crates `http` and `reqwest` that this crate takes or returns, in the versions that it uses: name
//! them from here, without a dependency of your own. Those of `reqwest` are all that its next major version can change in
//! this crate's API.
//!
//! ```
//! use collibra_client_management::{
//!     Client,
//!     http::{HeaderValue, reqwest},
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://example.collibra.com")
//!     .http_client(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?)
//!     .default_header("x-team", HeaderValue::from_static("identity"))
//!     .build()?;
//! # Ok(())
//! # }
//! ```

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
pub use reqwest;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
pub use reqwest::Certificate;
