//! Tokens from files, variables and commands.

use std::{error::Error as _, fs, path::PathBuf};

use collibra_client_management::{Client, ErrorKind, TokenCommand, TokenFile, TokenProvider, TokenVariable};

use crate::recorder::{READ, Recorder, json};

/// The token that a client with this provider sends, or why the provider has none.
async fn sent(recorder: &Recorder, client: &Client) -> Result<String, String> {
    match client.get_client("x").await {
        Ok(_) => {
            let requests = recorder.requests();
            let line =
                requests.last().unwrap().lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
            Ok(line.unwrap().to_owned())
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::TokenProvider);
            Err(error.source().unwrap().to_string())
        }
    }
}

fn client(recorder: &Recorder, provider: impl TokenProvider) -> Client {
    Client::builder(recorder.url()).token_provider(provider).build().unwrap()
}

/// As Kubernetes mounts a secret: `token` links to `..data/token`, and `..data` to a folder that is replaced.
#[cfg(unix)]
#[tokio::test]
async fn a_file_is_read_again_when_it_changes() {
    use std::os::unix::fs::symlink;

    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("token-{}", std::process::id()));
    let mount = |name: &str, token: &str| {
        fs::create_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("token"), token).unwrap();
        symlink(name, folder.join("..data_tmp")).unwrap();
        fs::rename(folder.join("..data_tmp"), folder.join("..data")).unwrap();
    };
    mount("..1", "one\n");
    let path = folder.join("token");
    symlink("..data/token", &path).unwrap();

    let recorder = Recorder::answering(json(READ)).await;
    let client = client(&recorder, TokenFile::new(&path));
    assert_eq!(sent(&recorder, &client).await.unwrap(), "one");
    mount("..2", " two ");
    assert_eq!(sent(&recorder, &client).await.unwrap(), "two");
    mount("..3", "\n");
    assert_eq!(sent(&recorder, &client).await.unwrap_err(), "the bearer token is empty");
    fs::remove_file(&path).unwrap();
    let error = sent(&recorder, &client).await.unwrap_err();
    assert!(error.starts_with(&format!("can't read {}: ", path.display())), "{error}");
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_variable_is_read_for_each_call() {
    let recorder = Recorder::answering(json(READ)).await;
    // The one variable that cargo sets and that could be a token.
    let client_of = |name: &str| client(&recorder, TokenVariable::new(name));
    assert_eq!(sent(&recorder, &client_of("CARGO_PKG_NAME")).await.unwrap(), "tests");
    let error = sent(&recorder, &client_of("NO_SUCH_VARIABLE")).await.unwrap_err();
    assert_eq!(error, "the environment variable \"NO_SUCH_VARIABLE\" has no token");
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_prints_the_token() {
    let recorder = Recorder::answering(json(READ)).await;
    let shell = |script: &str| client(&recorder, TokenCommand::new("sh").args(["-c", script]));
    assert_eq!(sent(&recorder, &shell("echo t0ken")).await.unwrap(), "t0ken");
    for (script, why) in [
        ("echo t0ken; exit 3", "sh failed: exit status: 3"),
        ("true", "the bearer token is empty"),
        (
            "echo t0ken t0ken",
            "the bearer token contains a character that a token can't, such as a space or a line break",
        ),
        (r"printf 't0ken\377'", "sh printed something that isn't UTF-8"),
    ] {
        assert_eq!(sent(&recorder, &shell(script)).await.unwrap_err(), why, "{script}");
    }
    let none = client(&recorder, TokenCommand::new("no-such-program"));
    assert!(sent(&recorder, &none).await.unwrap_err().starts_with("can't run no-such-program: "));
    let debug = format!("{:?}", TokenCommand::new("sh").args(["t0ken"]));
    assert!(!debug.contains("t0ken"), "{debug}");
}
