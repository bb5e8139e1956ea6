//! `Client::from_env`, by running an example with other environments.

use std::ffi::OsStr;

use collibra_client_management::{ClientCredentials, sandbox::Sandbox};

use crate::examples::{built, run};

#[tokio::test]
async fn the_environment_describes_a_client_or_the_error_says_all_that_is_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    let target = sandbox.register("the target", &[]).unwrap().client_id;
    let (id, secret) = sandbox.client_credentials();
    let (url, token, secret) = (sandbox.url(), sandbox.token().expose_secret(), secret.expose_secret());
    assert!(ClientCredentials::builder(url, &id, secret).build().is_ok());

    let (_, read) = built().into_iter().find(|(name, _)| name == "read").unwrap();
    let none = "neither COLLIBRA_TOKEN nor COLLIBRA_CLIENT_ID and COLLIBRA_CLIENT_SECRET are set";
    for (environment, expected) in [
        // Name and value, by the last part of the name.
        (vec![("URL", url), ("TOKEN", token)], Ok(())),
        (vec![("URL", url), ("CLIENT_ID", &*id), ("CLIENT_SECRET", secret)], Ok(())),
        (vec![("URL", url), ("TOKEN", token), ("CLIENT_ID", ""), ("SERVER", "/rest/auth/v1")], Ok(())),
        (vec![("URL", url)], Err(vec![none])),
        (vec![("URL", "")], Err(vec!["COLLIBRA_URL isn't set", none])),
        (
            vec![("URL", ""), ("CLIENT_ID", &*id), ("SERVER", "/v2")],
            Err(vec![
                "COLLIBRA_URL isn't set",
                "COLLIBRA_CLIENT_ID is set, but COLLIBRA_CLIENT_SECRET isn't",
                "COLLIBRA_SERVER is not a base path of the API: expected one of `/rest/auth/v1`, ",
            ]),
        ),
        (
            vec![("URL", url), ("CLIENT_SECRET", secret)],
            Err(vec!["COLLIBRA_CLIENT_SECRET is set, but COLLIBRA_CLIENT_ID isn't"]),
        ),
        (
            vec![("URL", url), ("TOKEN", token), ("CLIENT_ID", &*id), ("CLIENT_SECRET", secret)],
            Err(vec![
                "COLLIBRA_TOKEN contradicts COLLIBRA_CLIENT_ID and COLLIBRA_CLIENT_SECRET: unset one or the other",
            ]),
        ),
        (vec![("URL", "example.com"), ("TOKEN", token)], Err(vec!["the instance URL isn't an absolute URL"])),
    ] {
        let named: Vec<_> =
            environment.iter().map(|(name, value)| (format!("COLLIBRA_{name}"), *value)).collect();
        let mut variables: Vec<_> =
            named.iter().map(|(name, value)| (name.as_str(), OsStr::new(*value))).collect();
        variables.push(("COLLIBRA_TARGET_CLIENT_ID", OsStr::new(&target)));
        let output = run(&read, &variables);
        let shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.success(), expected.is_ok(), "{environment:?}: {shown}");
        for words in expected.err().into_iter().flatten() {
            assert!(shown.contains(words), "{environment:?}: {words:?} isn't in {shown}");
        }
        assert!(!shown.contains(token) && !shown.contains(secret), "{shown}");
    }
}
