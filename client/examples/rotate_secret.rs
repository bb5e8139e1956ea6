//! Gives a registered client a new secret: read, change nothing, write, and store the secret before anything else
//! can go wrong. The old secret stops working, and the new one can't be read again.

mod connect;

use std::{
    error::Error,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use collibra_client_management::{Outcome, types::UpdateClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = connect::target().await?;
    let client = target.builder.build()?;
    let file = std::env::temp_dir().join(format!("rotated-secret-{}", std::process::id()));

    // If the file can't be written, find out before the old secret is gone.
    store(&file, b"")?;

    let read = client.get_client(&target.client_id).await?;
    let unchanged = UpdateClient::try_from(read.into_inner())?;
    match client.update_client(&target.client_id, unchanged).await {
        Ok(updated) => {
            let secret = updated.client_secret.as_ref().ok_or("the response has no secret")?;
            store(&file, secret.expose_secret().as_bytes())?;
            println!("the new secret is in {}", file.display());
        }
        Err(error) => {
            // A response that can't be decoded may still contain the new secret.
            if let Some(body) = error.body().filter(|body| !body.is_empty()) {
                store(&file, body)?;
                println!("the response's body is in {}", file.display());
            }
            match error.outcome() {
                Outcome::NotSent | Outcome::Rejected => println!("the old secret still works"),
                _ => println!("the old secret may no longer work; if so, rotate again"),
            }
            return Err(error.into());
        }
    }
    if std::env::var_os("COLLIBRA_URL").is_none() {
        fs::remove_file(&file)?;
    }
    Ok(())
}

/// Writes to a file that only its owner may read.
fn store(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}
