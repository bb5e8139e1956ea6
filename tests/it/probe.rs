//! The probe, as its user runs it: what it sends, what it reports, and with which exit code.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use collibra_client_management::sandbox::{
    Fault, Sandbox,
    recording::{Question, Recording},
};

use crate::recorder::{Recorder, json, response};

mod format;
mod hidden;
mod replay;

/// What a run of the probe left.
struct Probed {
    code: i32,
    stdout: String,
    stderr: String,
    /// The text of the recording, if there is one.
    file: Option<String>,
}

impl Probed {
    fn recording(&self) -> Recording {
        Recording::read(self.file.as_ref().unwrap_or_else(|| panic!("{}{}", self.stdout, self.stderr)))
            .unwrap()
    }
}

/// A file of its own for each recording.
fn new_file() -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("probe-{}-{number}.json", std::process::id()))
}

/// The environment of a probe of the sandbox, which reads this client.
fn environment<'e>(sandbox: &'e Sandbox, client_id: &'e str) -> [(&'static str, &'e str); 4] {
    [
        ("COLLIBRA_URL", sandbox.url()),
        ("COLLIBRA_SERVER", "/rest/auth/v1"),
        ("COLLIBRA_TOKEN", sandbox.token().expose_secret()),
        ("COLLIBRA_TARGET_CLIENT_ID", client_id),
    ]
}

fn probe(environment: &[(&str, &str)], arguments: &[&str]) -> Probed {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| {
        let mut built = crate::examples::built().into_iter();
        built.find(|(name, _)| name == "probe").unwrap().1
    });
    let file = new_file();
    let mut command = Command::new(program);
    command.arg("--out").arg(&file).args(arguments).stdin(Stdio::null());
    for name in ["URL", "SERVER", "TOKEN", "CLIENT_ID", "CLIENT_SECRET", "TARGET_CLIENT_ID"] {
        command.env_remove(format!("COLLIBRA_{name}"));
    }
    let output = command.env("RUST_LOG", "trace").envs(environment.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let probed = Probed {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        file: fs::read_to_string(&file).ok(),
    };
    let _ = fs::remove_file(file);
    probed
}

/// How the line about what is optional and missing begins.
const MISSING: &str = "  note: optional, and missing: ";

/// The report without the times, and without what is optional and missing: each version of the document may name more.
fn timeless(report: &str) -> String {
    let lines = report.split_inclusive('\n').filter(|line| !line.starts_with(MISSING));
    let words: Vec<_> = lines.flat_map(|line| line.split_inclusive(' ')).collect();
    let is_time = |at: usize| words.get(at + 1).is_some_and(|next| next.starts_with("ms"));
    words.iter().enumerate().map(|(at, word)| if is_time(at) { "? " } else { word }).collect()
}

/// The requests of the plan: what it prints before it sends.
fn planned(stderr: &str) -> Vec<String> {
    let lines = stderr.lines().filter_map(|line| line.strip_prefix("  "));
    lines.map(|line| line.split("  (").next().unwrap().replace("  ", " ")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_sees_what_was_printed_in_that_order_and_nothing_else() {
    let refusal = response("401 Unauthorized", &["www-authenticate: Bearer"], "");
    // The last is no reason to retry either.
    let busy = response("503 Service Unavailable", &["retry-after: 0"], "");
    let recorder = Recorder::scripted(
        [json(r#"{"client_name":"n"}"#), refusal.clone(), refusal, busy].map(Into::into).into(),
    )
    .await;
    let environment = [
        ("COLLIBRA_URL", recorder.url()),
        ("COLLIBRA_SERVER", "/rest/auth/v1/platform"),
        ("COLLIBRA_TOKEN", "the-token"),
        ("COLLIBRA_TARGET_CLIENT_ID", "the-id"),
    ];
    let probed = probe(&environment, &["--yes", "--unknown-id"]);
    assert_eq!(probed.code, 4, "{}{}", probed.stdout, probed.stderr);
    let host = recorder.url().strip_prefix("http://").unwrap();
    assert!(probed.stderr.contains(&format!("To http://{host}, ")), "{}", probed.stderr);

    let requests = recorder.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.split(" HTTP/").next().unwrap()).collect();
    let decoded: Vec<_> = sent.iter().map(|line| line.replace("%3A", ":")).collect();
    let planned: Vec<_> = planned(&probed.stderr)
        .iter()
        .map(|line| line.replace("$COLLIBRA_TARGET_CLIENT_ID", "the-id"))
        .collect();
    assert_eq!(decoded, planned);
    assert_eq!(sent.len(), 4);
    for request in &requests {
        assert!(request.starts_with("GET /rest/auth/v1/platform/clients/"), "{request}");
        assert!(request.contains(&format!("host: {host}\r\n")), "{request}");
    }
    let tokens: Vec<_> = requests
        .iter()
        .map(|request| request.lines().find_map(|line| line.strip_prefix("authorization: Bearer ")))
        .collect();
    let (valid, invalid) = (Some("the-token"), Some("probe-not-a-valid-token"));
    assert_eq!(tokens, [valid, invalid, None, valid]);
    assert!(!format!("{}{}", probed.stdout, probed.stderr).contains("the-"), "{}", probed.stderr);
}

#[tokio::test]
async fn nothing_is_sent_unless_it_is_confirmed_and_can_be_recorded() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("n", &[]).unwrap().client_id;
    let complete = environment(&sandbox, &id);
    let unconfirmed = probe(&complete, &[]);
    assert_eq!(unconfirmed.code, 1);
    assert!(unconfirmed.stderr.contains("  GET  /rest/auth/v1/clients/$COLLIBRA_TARGET_CLIENT_ID"));
    assert!(unconfirmed.stderr.ends_with("not confirmed; nothing was sent\n"), "{}", unconfirmed.stderr);

    let [url, server, token, target] = complete;
    for (environment, says) in [
        (&[url, token, target][..], "COLLIBRA_SERVER must name the base path: /rest/auth/v1 or"),
        (&[url, server, target], "neither COLLIBRA_TOKEN nor"),
        (&[server, token], "COLLIBRA_URL isn't set"),
    ] {
        let probed = probe(environment, &["--yes"]);
        assert_eq!((probed.code, probed.file), (1, None));
        assert!(probed.stderr.contains(says), "{}", probed.stderr);
    }
    let unknown = probe(&complete, &["--yes", "hush"]);
    assert_eq!(unknown.code, 1);
    assert!(!unknown.stderr.contains("hush"), "{}", unknown.stderr);

    let existing = new_file();
    fs::write(&existing, "kept").unwrap();
    let probed = probe(&complete, &["--yes", "--out", existing.to_str().unwrap()]);
    assert_eq!(probed.code, 1, "{}", probed.stderr);
    assert!(probed.stderr.contains(" exists: "), "{}", probed.stderr);
    assert_eq!(fs::read_to_string(&existing).unwrap(), "kept");
    fs::remove_file(existing).unwrap();
    assert_eq!(sandbox.requests(), 0);
}

#[tokio::test]
async fn the_sandbox_is_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("n", &[]).unwrap().client_id;
    let probed = probe(&environment(&sandbox, &id), &["--yes", "--unknown-id"]);
    assert_eq!(probed.code, 0, "{}{}", probed.stdout, probed.stderr);
    insta::assert_snapshot!(timeless(&probed.stdout), @r"
    A registered client: 200 application/json in ? ms, 4 members; the client takes it
    A client, with an invalid token: 401 in ? ms, challenge Bearer realm, error=invalid_token, error_description, no body; an error for the client: unauthorized
    A client, without a token: 401 in ? ms, challenge Bearer realm, no body; an error for the client: unauthorized
    A client that doesn't exist: 401 in ? ms, challenge Bearer realm, error=invalid_token, error_description, no body; an error for the client: unauthorized
    As documented, as far as it was asked.
    ");
    assert_eq!(sandbox.connections(), 4, "each on its own");
    assert_eq!(sandbox.registered(&id).unwrap().updates, 0);

    let (own_id, own_secret) = sandbox.client_credentials();
    let credentials = [
        ("COLLIBRA_URL", sandbox.url()),
        ("COLLIBRA_SERVER", "/rest/auth/v1"),
        ("COLLIBRA_CLIENT_ID", &own_id),
        ("COLLIBRA_CLIENT_SECRET", own_secret.expose_secret()),
        ("COLLIBRA_TARGET_CLIENT_ID", &id),
    ];
    let probed = probe(&credentials, &["--yes"]);
    assert_eq!(probed.code, 0, "{}{}", probed.stdout, probed.stderr);
    assert_eq!(sandbox.token_requests(), 1, "the form is only for a server that refuses the header");
    let recording = probed.recording();
    let asked: Vec<_> = recording.exchanges().iter().map(|exchange| exchange.question()).collect();
    let expected =
        [Question::TokenByHeader, Question::KnownClient, Question::InvalidToken, Question::NoToken];
    assert_eq!(asked, expected);

    // Without a token, what needs one isn't asked, and the report says so.
    let wrong =
        credentials.map(|(name, value)| (name, if name.ends_with("SECRET") { "wrong" } else { value }));
    let probed = probe(&wrong, &["--yes", "--unknown-id"]);
    assert_eq!((probed.code, sandbox.token_requests()), (4, 3), "{}{}", probed.stdout, probed.stderr);
    assert!(probed.stdout.contains("\nA registered client: not asked\n"), "{}", probed.stdout);
}

#[tokio::test]
async fn differences_are_reported_one_by_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = r#"{"client_id":"the-id","client_name":1,"redirect_uris":[],"hJ7xK2pQ9vR4tY8w":null}"#;
    sandbox.fail_next(1, Fault::response(200, &[("content-type", "text/plain; a=b")], body));
    let vendor = r#"{"statusCode":401,"errorCode":"hush","titleMessage":"hush"}"#;
    sandbox.fail_next(
        1,
        Fault::response(401, &[("www-authenticate", "Negotiate hush=="), ("x-hush", "a")], vendor),
    );
    sandbox.fail_next(1, Fault::response(302, &[("location", "https://hush.example/")], "<html>hush"));
    sandbox.fail_next(1, Fault::closed());
    let probed = probe(&environment(&sandbox, "the-id"), &["--yes", "--unknown-id"]);
    assert_eq!(probed.code, 1, "{}{}", probed.stdout, probed.stderr);
    let missing = probed.stdout.lines().find(|line| line.starts_with(MISSING));
    assert!(missing.is_some_and(|line| line.contains("grant_types")), "{}", probed.stdout);
    insta::assert_snapshot!(timeless(&probed.stdout), @r"
    A registered client: 200 text/plain in ? ms, 4 members; an error for the client: not the documented response, a member is missing, duplicated or of the wrong type
      differs: application/json is documented
      differs: client_name is of the type integer, string is documented
      differs: the client doesn't take it as a success
      differs: not documented: member_1 (null), redirect_uris (array)
    A client, with an invalid token: 401 in ? ms, challenge Negotiate (can't be parsed), the error body of the vendor's other APIs; an error for the client: unauthorized
      differs: no Bearer challenge
      differs: no body is documented, but there is the error body of the vendor's other APIs
    A client, without a token: 302 in ? ms, an HTML page; an error for the client: unexpected status
      differs: 401 is documented for this
      differs: no body is documented, but there is an HTML page
    A client that doesn't exist: no response in ? ms; an error for the client: connection failed
      differs: no response
    Failed: not every request was answered.
    ");
    let all = [&*probed.stdout, &*probed.stderr, probed.file.as_deref().unwrap()].concat();
    assert!(!all.contains("hush"), "{all}");

    sandbox.fail_next(1, Fault::response(403, &[], ""));
    let probed = probe(&environment(&sandbox, "the-id"), &["--yes", "--format", "json"]);
    assert_eq!(probed.code, 4);
    let report: serde_json::Value = serde_json::from_str(&probed.stdout).unwrap();
    assert_eq!(report["exit_code"], 4);
    assert_eq!(report["comparisons"][0]["findings"][0]["rule"], "status", "{report:#}");
    assert_eq!(report["not_asked"], serde_json::json!(["unknown_client"]));
}
