//! The sandbox on its own, until Ctrl-C: `cargo run --example serve --features sandbox -- [PORT [RECORDING]]`.

use std::error::Error;

use collibra_client_management::{Server, sandbox::Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let mut builder = Sandbox::builder().port(port);
    if let Some(recording) = arguments.next() {
        builder = builder.recording(recording);
    }
    let sandbox = builder.start().await?;
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
