//! The sandbox on its own, until Ctrl-C: `cargo run --example serve --features sandbox -- [PORT]`.

use std::error::Error;

use collibra_client_management::{Server, sandbox::Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse())?;
    let sandbox = Sandbox::builder().port(port).start().await?;
    let client = sandbox.register("example", &["client_credentials"])?;
    let base = format!("{}{}", sandbox.url(), Server::default());
    println!(
        "\
# The sandbox listens at {url}; Ctrl-C stops it. Its only token and its only client:
token={token}
client_id={id}

curl -i -H \"Authorization: Bearer $token\" {base}/clients/$client_id
curl -i -H \"Authorization: Bearer $token\" -X PUT -H 'Content-Type: application/json' \\
     -d '{{\"client_name\": \"renamed\", \"grant_types\": [\"client_credentials\"]}}' {base}/clients/$client_id
curl -i -H \"Authorization: Bearer $token\" -X DELETE {base}/clients/$client_id",
        url = sandbox.url(),
        token = sandbox.token().expose_secret(),
        id = client.client_id,
    );
    tokio::signal::ctrl_c().await?;
    println!("# {} calls were answered.", sandbox.ledger().len());
    Ok(())
}
