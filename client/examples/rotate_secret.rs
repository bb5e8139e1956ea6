//! Gives a registered client a new secret: read, change nothing, write, and store the secret before anything else
//! can go wrong. The old secret stops working, and the new one can't be read again.
//!
//! The secret goes into the file that `COLLIBRA_SECRET_FILE` names. What can't be read goes into another, next to it: the
//! old secret stays in its file until a new one is there to replace it.

mod connect;

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use collibra_client_management::Outcome;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = connect::target().await?;
    let client = target.builder.build()?;
    let by_default = || env::temp_dir().join(format!("rotated-secret-{}", std::process::id()));
    let secret_file = env::var_os("COLLIBRA_SECRET_FILE").map_or_else(by_default, PathBuf::from);

    let read = client.get_client(&target.client_id).await?;
    let unchanged = read.to_update()?;

    // If a file can't be made, find out before the old secret is gone.
    let new_file = secret_file.with_extension("new");
    let mut new = private(&new_file)?;
    match client.update_client(&target.client_id, unchanged).send().await {
        Ok(updated) => {
            let Some(secret) = &updated.client_secret else {
                store(&mut new, updated.raw_body())?;
                return Err(format!("the response, in {}, has no secret", new_file.display()).into());
            };
            store(&mut new, secret.expose_secret().as_bytes())?;
            fs::rename(&new_file, &secret_file)?;
            println!("the new secret is in {}", secret_file.display());
        }
        Err(error) => {
            match error.undelivered_body() {
                // It may hold the new secret.
                Some(body) => {
                    store(&mut new, body)?;
                    println!("the response's body is in {}", new_file.display());
                }
                None => fs::remove_file(&new_file)?,
            }
            match error.outcome() {
                Outcome::NotSent | Outcome::Rejected => println!("the old secret still works"),
                _ => println!("the old secret may no longer work; if so, rotate again"),
            }
            return Err(error.into());
        }
    }
    if env::var_os("COLLIBRA_URL").is_none() {
        fs::remove_file(&secret_file)?;
    }
    Ok(())
}

/// A new file that only its owner may read. It never is one that was there before.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn store(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}
