//! Reads a registered client, and explains a 401.

mod connect;

use std::error::Error;

use collibra_client_management::ErrorKind;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = connect::target().await?;
    let client = target.builder.build()?;

    match client.get_client(&target.client_id).await {
        Ok(read) => {
            println!("name:        {}", read.client_name.as_deref().unwrap_or("(none)"));
            println!("grant types: {}", read.grant_types.as_deref().unwrap_or_default().join(", "));
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::Unauthorized => {
            // The message has what the server's challenge says.
            println!("{error}");
            for challenge in error.challenges() {
                println!("challenge: {challenge}");
            }
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}
