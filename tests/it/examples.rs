//! Every example runs: on the sandbox by itself, and on an instance that the environment names.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use collibra_client_management::sandbox::Sandbox;
use serde_json::Value;

/// The variables that name the instance for an example.
const VARIABLES: [&str; 3] = ["COLLIBRA_URL", "COLLIBRA_TOKEN", "COLLIBRA_TARGET_CLIENT_ID"];

/// The others that examples read.
const OTHERS: [&str; 3] = ["COLLIBRA_CLIENT_ID", "COLLIBRA_CLIENT_SECRET", "COLLIBRA_SERVER"];

/// The examples' programs, built if they aren't yet.
pub(crate) fn built() -> Vec<(String, PathBuf)> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--package", "collibra-client-management", "--features", "sandbox", "--examples"])
        .args(["--message-format", "json", "--quiet"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let examples = messages.filter(|message| message["target"]["kind"][0] == "example");
    let named = examples.map(|message| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&message["target"]["name"]), text(&message["executable"]).into())
    });
    named.collect()
}

pub(crate) fn run(program: &Path, environment: &[(&str, impl AsRef<OsStr>)]) -> Output {
    let mut command = Command::new(program);
    for variable in VARIABLES.into_iter().chain(OTHERS) {
        command.env_remove(variable);
    }
    // Where files go that are for the moment only, by the names that systems have for it.
    let folder = ["TMPDIR", "TMP", "TEMP"].map(|name| (name, env!("CARGO_TARGET_TMPDIR")));
    command.envs(folder).envs(environment.iter().map(|(name, value)| (name, value))).output().unwrap()
}

#[tokio::test]
async fn every_example_runs() {
    let mut examples = built();
    examples.sort();
    let names: Vec<_> = examples.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["custom_token_provider", "demo", "read", "rotate_secret", "sandboxed_test", "serve"]);

    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("of the instance", &[]).unwrap();
    let instance = [sandbox.url(), sandbox.token().expose_secret(), &client.client_id];
    let instance: Vec<_> = VARIABLES.into_iter().zip(instance).collect();
    let mut rotated = None;
    // What each asks of the instance that it is given.
    for (name, asked) in [
        ("custom_token_provider", &["GET"][..]),
        ("demo", &[]),
        ("read", &["GET"]),
        ("rotate_secret", &["GET", "PUT"]),
        ("sandboxed_test", &[]),
    ] {
        let (_, program) = examples.iter().find(|(found, _)| found == name).unwrap();
        for environment in [&[][..], &instance] {
            let before = sandbox.ledger().len();
            let output = run(program, environment);
            let shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(output.status.success(), "{name}: {shown}");
            if let Some(file) = shown.trim().strip_prefix("the new secret is in ") {
                rotated = Some(PathBuf::from(file));
            }
            let stored = sandbox.registered(&client.client_id).unwrap();
            for secret in [sandbox.token(), &client.client_secret, &stored.client_secret] {
                assert!(!shown.contains(secret.expose_secret()), "{name} shows a secret: {shown}");
            }
            let ledger = sandbox.ledger();
            let found: Vec<_> = ledger[before..].iter().map(|entry| entry.method.as_str()).collect();
            assert_eq!(found, if environment.is_empty() { &[][..] } else { asked }, "{name}: {shown}");
        }
    }
    let stored = sandbox.registered(&client.client_id).unwrap();
    assert_eq!((stored.updates, &*stored.client_name), (1, "of the instance"));
    // On the instance that it was given, the rotated secret is kept, for its owner alone.
    let file = rotated.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), stored.client_secret.expose_secret());
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777,
        0o600
    );
    fs::remove_file(file).unwrap();
}
