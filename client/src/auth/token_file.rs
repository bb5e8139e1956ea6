//! Tokens from a file.

use std::{fs, path::PathBuf, time::Duration};

use super::token_provider::{AccessToken, TokenFuture, TokenProvider};
use crate::Secret;

/// A [`TokenProvider`] that reads a file for every call, so that a new token is used as soon as the file has it: for
/// secrets that something else renews, as Kubernetes does with the files that it mounts.
///
/// The file holds the token alone; white space around it is ignored. Replace it by renaming another file, so that no
/// call reads half of it. (Kubernetes does this with a symbolic link to a folder.)
///
/// ```no_run
/// use collibra_client_management::{Client, TokenFile};
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let tokens = TokenFile::new("/var/run/secrets/collibra/token");
/// let client = Client::builder("https://example.collibra.com").token_provider(tokens).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TokenFile(PathBuf);

impl TokenFile {
    /// Reads the file at this path. While it can't be read, calls fail.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl TokenProvider for TokenFile {
    fn token(&self) -> TokenFuture<'_> {
        let path = self.0.clone();
        Box::pin(async move {
            let read = tokio::task::spawn_blocking({
                let path = path.clone();
                move || fs::read_to_string(path).map(Secret::from)
            });
            let text = read.await?.map_err(|error| format!("can't read {}: {error}", path.display()))?;
            Ok(AccessToken::new(text.expose_secret().trim()).expires_in(Duration::ZERO))
        })
    }
}
