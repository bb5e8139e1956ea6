//! Access tokens from your own source, by a closure. For an environment variable, a file or a command there are
//! `TokenVariable`, `TokenFile` and `TokenCommand`.

mod connect;

use std::{error::Error, time::Duration};

use collibra_client_management::{AccessToken, TokenFn};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = connect::target().await?;
    let token = target.token.ok_or("this example needs COLLIBRA_TOKEN")?;
    let tokens = TokenFn::new(async move || {
        // Here you would ask your vault. The client does it again shortly before the token expires, and when a server
        // rejects it as invalid.
        Ok::<_, Box<dyn Error + Send + Sync>>(AccessToken::new(token).expires_in(Duration::from_secs(300)))
    });
    let client = target.builder.token_provider(tokens).build()?;

    let read = client.get_client(&target.client_id).await?;
    println!("{:?}, after {} attempt", read.client_name, read.attempts());
    Ok(())
}
