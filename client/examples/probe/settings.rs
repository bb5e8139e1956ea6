//! What the probe is given: arguments, and the environment.

use std::{env, error::Error, path::PathBuf};

use collibra_client_management::{ClientBuilder, Secret, Server};

pub(crate) const HELP: &str = "\
Ask a real server what its documentation leaves open, compare, and record the answers without a value in them.

Only GET requests are sent to the API, and at most six requests in all, each once. With client credentials, the token
endpoint is asked too (by POST, its only method).

Usage: probe [--yes] [--unknown-id] [--format text|json] [--out FILE]
       probe --check FILE...

  --yes          Don't ask before sending
  --unknown-id   Ask for a client that doesn't exist, last. Some servers revoke the token that asks for one
  --format       How to print the report: text (the default) or json
  --out          Where to write the recording: probe.json by default
  --check        Only check that recordings hold nothing but what their format allows

Environment:
  COLLIBRA_URL, COLLIBRA_SERVER                   the instance, and the base path to call
  COLLIBRA_TOKEN                                  an access token, or
  COLLIBRA_CLIENT_ID, COLLIBRA_CLIENT_SECRET      the credentials to get one with
  COLLIBRA_TARGET_CLIENT_ID                       optional: a registered client to read

Exit codes: 0 as documented, 4 differences found, 1 failed.
";

#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) help: bool,
    pub(crate) yes: bool,
    pub(crate) unknown_id: bool,
    pub(crate) json: bool,
    pub(crate) out: PathBuf,
    pub(crate) check: Vec<PathBuf>,
}

impl Arguments {
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut read = Self { out: "probe.json".into(), ..Self::default() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => read.help = true,
                "--yes" => read.yes = true,
                "--unknown-id" => read.unknown_id = true,
                "--format" => match arguments.next().as_deref() {
                    Some("json") => read.json = true,
                    Some("text") => read.json = false,
                    _ => return Err("--format takes text or json".to_owned()),
                },
                "--out" => read.out = arguments.next().ok_or("--out takes a file")?.into(),
                "--check" => {
                    read.check = arguments.by_ref().map(PathBuf::from).collect();
                    if read.check.is_empty() {
                        return Err("--check takes files".to_owned());
                    }
                }
                // It isn't quoted: it may be a secret that landed here by mistake.
                _ => return Err("an unknown argument; --help lists those that there are".to_owned()),
            }
        }
        Ok(read)
    }
}

/// How the probe gets its access token.
pub(crate) enum Access {
    Token(Secret),
    ClientCredentials { id: String, secret: Secret },
}

pub(crate) struct Settings {
    pub(crate) url: String,
    pub(crate) server: Server,
    pub(crate) access: Access,
    /// The registered client to read.
    pub(crate) target: Option<String>,
}

impl Settings {
    pub(crate) fn from_env() -> Result<Self, Box<dyn Error>> {
        // It checks all of it, and says everything that is wrong at once.
        ClientBuilder::from_env()?.build()?;
        let get = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let url = get("COLLIBRA_URL").ok_or("COLLIBRA_URL isn't set")?;
        let servers: Vec<_> = Server::ALL.iter().map(Server::to_string).collect();
        let server = get("COLLIBRA_SERVER")
            .ok_or_else(|| format!("COLLIBRA_SERVER must name the base path: {}", servers.join(" or ")))?
            .parse()?;
        let access = match (get("COLLIBRA_TOKEN"), get("COLLIBRA_CLIENT_ID"), get("COLLIBRA_CLIENT_SECRET")) {
            (Some(token), ..) => Access::Token(token.into()),
            (None, Some(id), Some(secret)) => Access::ClientCredentials { id, secret: secret.into() },
            _ => return Err("the environment has no credentials".into()),
        };
        Ok(Self { url, server, access, target: get("COLLIBRA_TARGET_CLIENT_ID") })
    }
}
