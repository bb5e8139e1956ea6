//! The README's example of an update, run on responses that go wrong.

use std::{fs, path::PathBuf};

use collibra_client_management::sandbox::Sandbox;

use crate::examples::{Rescue, faults};

mod update {
    include!("readme/update.rs");

    pub(super) async fn run(sandbox: &super::Sandbox, id: &str, file: &Path) -> Result<Secret, String> {
        rename(&sandbox.client(), id, "renamed", file).await.map_err(|error| error.to_string())
    }
}

#[test]
fn the_readme_has_what_is_run_here() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let example = readme.split("```rust\n").find(|block| block.contains("async fn rename")).unwrap();
    let (imports, function) = include_str!("readme/update.rs").split_once("\n\n/// Renames").unwrap();
    assert!(example.contains(function), "copy tests/it/readme/update.rs into the README");
    assert!(example.contains(imports.lines().next().unwrap()));
}

#[tokio::test]
async fn an_update_stores_what_comes_and_overwrites_nothing() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("readme-{}", std::process::id()));
    for (name, fault, rescue) in faults() {
        let sandbox = Sandbox::start().await.unwrap();
        let id = sandbox.register("n", &[]).unwrap().client_id;
        sandbox.fail_next(1, fault);
        update::run(&sandbox, &id, &file).await.expect_err(name);
        let secret = sandbox.registered(&id).unwrap().client_secret;
        let kept = fs::read_to_string(&file).unwrap();
        assert_eq!(kept.contains(secret.expose_secret()), rescue == Rescue::Secret, "{name}");
        assert_eq!(kept.is_empty(), rescue == Rescue::Nothing, "{name}");

        // Nothing is sent if there is no new file to store the secret in.
        let error = update::run(&sandbox, &id, &file).await.unwrap_err();
        assert!(error.contains("exists"), "{name}: {error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), kept, "{name}");
        assert_eq!(sandbox.registered(&id).unwrap().client_secret.expose_secret(), secret.expose_secret());
        fs::remove_file(&file).unwrap();
    }

    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("n", &[]).unwrap().client_id;
    let secret = update::run(&sandbox, &id, &file).await.unwrap();
    assert_eq!(secret.expose_secret(), sandbox.registered(&id).unwrap().client_secret.expose_secret());
    assert!(fs::read_to_string(&file).unwrap().contains(secret.expose_secret()));
    #[cfg(unix)]
    crate::examples::assert_private(&file);
    fs::remove_file(file).unwrap();
}
