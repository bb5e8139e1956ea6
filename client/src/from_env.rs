//! A client whose settings are in the environment.

use std::env;

use crate::{Client, ClientBuilder, ClientCredentials, Error, Server};

const URL: &str = "COLLIBRA_URL";
const TOKEN: &str = "COLLIBRA_TOKEN";
const ID: &str = "COLLIBRA_CLIENT_ID";
const SECRET: &str = "COLLIBRA_CLIENT_SECRET";
const SERVER: &str = "COLLIBRA_SERVER";

impl Client {
    /// Builds a client from environment variables:
    ///
    /// | variable | |
    /// |---|---|
    /// | `COLLIBRA_URL` | the instance's URL |
    /// | `COLLIBRA_TOKEN` | an access token, or |
    /// | `COLLIBRA_CLIENT_ID`, `COLLIBRA_CLIENT_SECRET` | the id and the secret to get tokens with: [`ClientCredentials`] |
    /// | `COLLIBRA_SERVER` | optional: the base path to call, such as `/rest/auth/v1`: [`Server`] |
    ///
    /// A variable that is empty counts as not set. To change other settings, use [`ClientBuilder::from_env`].
    ///
    /// ```no_run
    /// use collibra_client_management::Client;
    ///
    /// # fn main() -> Result<(), collibra_client_management::Error> {
    /// let client = Client::from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), with everything that is missing, contradicts or
    /// can't be read, or for the reasons that [`ClientBuilder::build`] gives.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

impl ClientBuilder {
    /// Builds a client from the environment variables of [`Client::from_env`].
    ///
    /// # Errors
    /// Those of [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        let mut wrong = Vec::new();
        let mut get = |name: &str| match env::var_os(name).map(|value| value.into_string()) {
            None => None,
            Some(Ok(value)) => Some(value).filter(|value| !value.is_empty()),
            Some(Err(_)) => {
                wrong.push(format!("{name} isn't UTF-8"));
                None
            }
        };
        let (url, token, id, secret) = (get(URL), get(TOKEN), get(ID), get(SECRET));
        let server = get(SERVER);
        if url.is_none() {
            wrong.push(format!("{URL} isn't set"));
        }
        match (&token, &id, &secret) {
            (Some(_), None, None) | (None, Some(_), Some(_)) => {}
            (Some(_), ..) => {
                let set = [(ID, &id), (SECRET, &secret)].into_iter().filter(|(_, value)| value.is_some());
                let set: Vec<_> = set.map(|(name, _)| name).collect();
                wrong.push(format!("{TOKEN} contradicts {}: unset one or the other", set.join(" and ")));
            }
            (None, None, None) => {
                wrong.push(format!("neither {TOKEN} nor {ID} and {SECRET} are set"));
            }
            (None, Some(_), None) => wrong.push(format!("{ID} is set, but {SECRET} isn't")),
            (None, None, Some(_)) => wrong.push(format!("{SECRET} is set, but {ID} isn't")),
        }
        let server = server.map_or(Ok(Server::default()), |text| text.parse());
        if let Err(unknown) = &server {
            wrong.push(format!("{SERVER} is {unknown}"));
        }
        let (Some(url), Ok(server), true) = (url, server, wrong.is_empty()) else {
            return Err(Error::configuration(format!(
                "the environment doesn't describe a client: {}",
                wrong.join("; ")
            )));
        };
        let builder = Client::builder(&url).server(server);
        match (token, id, secret) {
            (None, Some(id), Some(secret)) => {
                Ok(builder.token_provider(ClientCredentials::builder(url, id, secret).build()?))
            }
            (Some(token), ..) => Ok(builder.bearer_token(token)),
            _ => Ok(builder),
        }
    }
}
