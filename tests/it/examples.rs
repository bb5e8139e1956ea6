//! Every example runs: on the sandbox by itself, and on an instance that the environment names.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use collibra_client_management::sandbox::{Fault, Sandbox};
use reqwest::Method;
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
    assert_eq!(
        names,
        [
            "custom_token_provider",
            "demo",
            "interop",
            "probe",
            "read",
            "rotate_secret",
            "sandboxed_test",
            "serve"
        ]
    );

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
    assert_private(&file);
    fs::remove_file(file).unwrap();
}

/// What is to be stored of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rescue {
    Nothing,
    /// A body with the new secret in it.
    Secret,
    /// A body without one, which only a person can tell.
    Other,
}

/// Responses to an update that aren't what the document promises, and what is to be stored of each.
pub(crate) fn faults() -> [(&'static str, Fault, Rescue); 7] {
    let json = [("content-type", "application/json")];
    let page = Fault::response(401, &[("content-type", "text/html")], "<html>401</html>");
    let faults = [
        ("a 401 page", page, Rescue::Nothing),
        ("a 400 object", Fault::response(400, &json, r#"{"error":"a"}"#), Rescue::Nothing),
        ("a login page", Fault::login_page(), Rescue::Nothing),
        ("no response", Fault::closed().after_effect(), Rescue::Nothing),
        ("an error object", Fault::json(r#"{"error":"a"}"#), Rescue::Other),
        ("a body that breaks off", Fault::real_response().declare_length(1000), Rescue::Secret),
        ("an envelope", Fault::real_response().wrapped_in("data"), Rescue::Secret),
    ];
    faults.map(|(name, fault, rescue)| (name, fault.only(Method::PUT), rescue))
}

/// A secret that may still be good is replaced by a new one or not at all.
#[tokio::test]
async fn a_rotation_that_fails_keeps_the_old_secret_and_what_came() {
    let examples = built();
    let (_, program) = examples.iter().find(|(name, _)| name == "rotate_secret").unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rotated-{}", std::process::id()));
    let new = file.with_extension("new");
    for (name, fault, rescue) in faults() {
        let sandbox = Sandbox::start().await.unwrap();
        let client = sandbox.register("n", &[]).unwrap();
        fs::write(&file, "the old secret").unwrap();
        sandbox.fail_next(1, fault);
        let instance = [sandbox.url(), sandbox.token().expose_secret(), &client.client_id];
        let mut environment: Vec<_> = VARIABLES.into_iter().zip(instance).collect();
        environment.push(("COLLIBRA_SECRET_FILE", file.to_str().unwrap()));
        let output = run(program, &environment);
        let shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!output.status.success(), "{name}: {shown}");

        let secret = sandbox.registered(&client.client_id).unwrap().client_secret;
        assert!(!shown.contains(secret.expose_secret()), "{name}: {shown}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "the old secret", "{name}");
        assert_eq!(new.exists(), rescue != Rescue::Nothing, "{name}: {shown}");
        if new.exists() {
            let kept = fs::read_to_string(&new).unwrap();
            assert_eq!(kept.contains(secret.expose_secret()), rescue == Rescue::Secret, "{name}");
            #[cfg(unix)]
            assert_private(&new);
            fs::remove_file(&new).unwrap();
        }

        // What a failed rotation has left isn't overwritten, and so nothing is sent.
        fs::write(&new, "kept").unwrap();
        assert!(!run(program, &environment).status.success(), "{name}");
        assert_eq!(fs::read_to_string(&new).unwrap(), "kept", "{name}");
        assert_eq!(sandbox.ledger().iter().filter(|entry| entry.method == Method::PUT).count(), 1, "{name}");
        fs::remove_file(&new).unwrap();
    }
    fs::remove_file(file).unwrap();
}

/// Only its owner may read the file.
#[cfg(unix)]
pub(crate) fn assert_private(file: &Path) {
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "{}", file.display());
}
