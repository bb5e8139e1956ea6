//! Access tokens from your own source: here the environment, or the sandbox.

mod connect;

use std::{env, error::Error, time::Duration};

use collibra_client_management::{AccessToken, Secret, TokenFuture, TokenProvider};

/// Reads the token whenever one is needed, so that something else can replace it.
#[derive(Debug)]
struct FromEnvironment {
    variable: &'static str,
    otherwise: Secret,
}

impl TokenProvider for FromEnvironment {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let token = env::var(self.variable).map_or_else(|_| self.otherwise.clone(), Secret::from);
            // The client fetches another shortly before this expires, and when a server rejects the token as invalid.
            Ok(AccessToken::new(token).expires_in(Duration::from_secs(300)))
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = connect::target().await?;
    let provider = FromEnvironment { variable: "COLLIBRA_TOKEN", otherwise: target.token.clone() };
    let client = target.builder.token_provider(provider).build()?;

    let read = client.get_client(&target.client_id).await?;
    println!("{:?}, after {} attempt", read.client_name, read.attempts());
    Ok(())
}
