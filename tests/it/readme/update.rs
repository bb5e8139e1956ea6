use std::{error::Error, fs::File, io::Write as _, path::Path};

use collibra_client_management::{Client, Secret};

/// Renames a registered client, which gives it a new secret. Whatever comes back is in `file` before anything else.
async fn rename(client: &Client, id: &str, name: &str, file: &Path) -> Result<Secret, Box<dyn Error>> {
    let mut update = client.get_client(id).await?.to_update()?;
    update.client_name = name.to_owned();

    // A new file for its owner alone, made before the old secret is gone. It never overwrites one that is still good.
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;

    let result = client.update_client(id, update).await;
    file.write_all(match &result {
        Ok(updated) => updated.raw_body(),
        // It may hold the new secret, though it isn't what the document promises.
        Err(error) => error.undelivered_body().unwrap_or_default(),
    })?;
    file.sync_all()?;
    Ok(result?.into_inner().client_secret.ok_or("the response has no secret")?)
}
