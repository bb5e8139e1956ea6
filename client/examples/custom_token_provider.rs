//! Tokens from wherever they come from: here from the environment, or from the sandbox in its stead.

mod connect;

use std::{env, error::Error, time::Duration};

use collibra_client_management::{AccessToken, Secret, TokenFuture, TokenProvider};

/// Reads the token anew whenever one is needed: something else writes a fresh one there now and then.
#[derive(Debug)]
struct FromEnvironment {
    variable: &'static str,
    otherwise: Secret,
}

impl TokenProvider for FromEnvironment {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let token = env::var(self.variable).map_or_else(|_| self.otherwise.clone(), Secret::from);
            // The client asks again shortly before this is over, and when a server calls the token invalid.
            Ok(AccessToken::new(token).expires_in(Duration::from_secs(300)))
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = connect::target().await?;
    let provider = FromEnvironment { variable: "COLLIBRA_TOKEN", otherwise: target.token.clone() };
    let client = target.builder.token_provider(provider).build()?;

    let read = client.get_client().client_id(&target.client_id).send().await?;
    println!("{:?}, after {} attempt", read.client_name, read.attempts());
    Ok(())
}
