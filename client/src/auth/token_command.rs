//! Tokens from a command.

use std::{
    ffi::{OsStr, OsString},
    fmt,
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

use super::token_provider::{AccessToken, TokenFuture, TokenProvider};
use crate::Secret;

/// A [`TokenProvider`] that runs a command, such as a password manager's, and takes what it prints as the token.
///
/// The command is run directly and not by a shell. It gets no input, its error messages go to this process's, and it is
/// killed when the client's timeout ends. White space around the token is ignored.
///
/// ```no_run
/// use std::time::Duration;
///
/// use collibra_client_management::{Client, TokenCommand};
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let tokens = TokenCommand::new("vault")
///     .args(["read", "-field=token", "secret/collibra"])
///     .expires_in(Duration::from_secs(300));
/// let client = Client::builder("https://example.collibra.com").token_provider(tokens).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct TokenCommand {
    program: OsString,
    args: Vec<OsString>,
    lifetime: Option<Duration>,
}

impl TokenCommand {
    /// Runs this program, without arguments.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), args: Vec::new(), lifetime: None }
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets how long each token is valid. By default it is used until a server rejects it as invalid.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl TokenProvider for TokenCommand {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let program = self.program.display();
            let mut command = Command::new(&self.program);
            command.args(&self.args).stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
            let output = command.output().await.map_err(|error| format!("can't run {program}: {error}"))?;
            let printed = String::from_utf8(output.stdout).map(Secret::from);
            if !output.status.success() {
                return Err(format!("{program} failed: {}", output.status).into());
            }
            let printed = printed.map_err(|_| format!("{program} printed something that isn't UTF-8"))?;
            Ok(AccessToken { token: printed.expose_secret().trim().into(), expires_in: self.lifetime })
        })
    }
}

impl fmt::Debug for TokenCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An argument may be a secret.
        f.debug_struct("TokenCommand").field("program", &self.program).finish_non_exhaustive()
    }
}
