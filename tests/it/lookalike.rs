//! Looks good, isn't: responses with a status of success that aren't what the document promises. Each is an error that
//! says what is known of the call, keeps the body, and is asked for once.

use std::error::Error as _;

use collibra_client_management::{
    Client, DecodeCategory, DecodeError, Error, ErrorKind, Outcome, Response, types::UpdateClient,
};
use tokio::task::JoinSet;

use crate::{
    recorder::{Recorder, response},
    secrets::{SECRET, assert_error_hides},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Get,
    Put,
    Delete,
}
use Call::{Delete, Get, Put};

/// What a response is, in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    Success,
    /// A body that isn't what the document promises.
    Decode(DecodeCategory),
    /// Any other kind of failure.
    Failure(ErrorKind),
}
use Truth::{Decode, Failure, Success};

const ID: &str = "urn:sys:env:1:i:a";

async fn make(call: Call, client: &Client) -> Result<Response<()>, Error> {
    match call {
        Get => client.get_client(ID).send().await.map(|response| response.map(drop)),
        Put => {
            let body = UpdateClient::builder().client_name("n");
            client.update_client(ID, body).send().await.map(|response| response.map(drop))
        }
        Delete => client.delete_client(ID).send().await,
    }
}

/// A call, the status, content type and body that it is answered with, and what they are.
type Case = (Call, &'static str, &'static str, String, Truth);

async fn check((call, status, content_type, body, truth): Case) {
    let what = format!("{call:?}: {status}, {content_type}: {body}");
    let answer = response(status, &[&format!("content-type: {content_type}")], &body);
    let recorder = Recorder::answering(answer).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let result = make(call, &client).await;
    assert_eq!(recorder.requests().len(), 1, "{what}: requests");
    let error = match (result, truth) {
        (Ok(response), Success) => {
            let sent = if status.starts_with("204") { "" } else { &body };
            assert_eq!(response.raw_body(), sent.as_bytes(), "{what}");
            return;
        }
        (Ok(_), _) => panic!("{what}: a success, not {truth:?}"),
        (Err(error), Success) => panic!("{what}: {error:?}"),
        (Err(error), _) => error,
    };
    let decode_error = error.source().and_then(|source| source.downcast_ref::<DecodeError>());
    let found = match (error.kind(), decode_error) {
        (ErrorKind::Decode, Some(of)) => Decode(of.category),
        (kind, _) => Failure(kind),
    };
    assert_eq!(found, truth, "{what}: {error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown, "{what}");
    assert_eq!(error.body(), Some(body.as_bytes()), "{what}: the body is kept");
    assert_eq!(error.attempts(), 1, "{what}");
    assert!(!error.is_retryable(), "{what}");
    assert_error_hides(&what, &error);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("urn:sys"), "{what} shows an id: {shown}");
}

async fn check_all(cases: impl IntoIterator<Item = Case>) {
    cases.into_iter().map(check).collect::<JoinSet<_>>().join_all().await;
}

/// An object with the new secret and these members.
fn with_secret(members: &str) -> String {
    format!(r#"{{"client_secret":"{SECRET}"{members}}}"#)
}

#[tokio::test]
async fn what_an_update_is_answered_with() {
    use DecodeCategory::{Data, Eof, ErrorObject, NoSecret, Syntax, Unrecognized};
    let registration = with_secret("");
    let owned = |(body, truth): (&str, Truth)| (body.to_owned(), truth);
    let in_envelopes = [
        (format!(r#"{{"data":{registration}}}"#), Decode(Unrecognized)),
        (format!(r#"{{"client":{registration},"status":"ok"}}"#), Decode(Unrecognized)),
        (format!(r#"{{"clientSecret":"{SECRET}"}}"#), Decode(Unrecognized)),
        (format!(r#"{{"Client_Secret":"{SECRET}","Client_Name":"n"}}"#), Decode(Unrecognized)),
        (format!(r#"{{"secret":"{SECRET}"}}"#), Decode(Unrecognized)),
        (format!("[{registration}]"), Decode(Data)),
        (format!("\"{SECRET}\""), Decode(Data)),
        (with_secret(r#","error":"conflict""#), Decode(ErrorObject)),
        (with_secret(r#","error":{"code":1}"#), Decode(ErrorObject)),
        (with_secret(r#","errorCode":"oauth-1""#), Decode(ErrorObject)),
        (with_secret(&format!(r#","client_secret":"{SECRET}""#)), Decode(Data)),
        (with_secret(r#","other":1,"other":2"#), Decode(Data)),
        (with_secret(r#","client_name":1"#), Decode(Data)),
        (format!("{registration}{registration}"), Decode(Syntax)),
        (registration[..20].to_owned(), Decode(Eof)),
        // What is right, whatever else is in it.
        (with_secret(r#","error":null"#), Success),
        (with_secret(r#","registration_access_token":"t","data":{"error":1}"#), Success),
    ];
    let of_another = [
        (with_secret(r#","client_id":"urn:sys:env:1:i:b""#), Failure(ErrorKind::WrongResource)),
        (with_secret(r#","client_id":"urn:sys:env:1:i:A""#), Failure(ErrorKind::WrongResource)),
        (with_secret(r#","client_id":"""#), Failure(ErrorKind::WrongResource)),
        (with_secret(r#","client_id":"urn:sys:env:1:i:b","error":"x""#), Decode(ErrorObject)),
        (with_secret(r#","client_id":"urn:sys:env:1:i:\u0061""#), Success),
        (with_secret(r#","client_id":null"#), Success),
    ];
    let without_secret = [
        ("{}", Decode(Unrecognized)),
        ("[]", Decode(Data)),
        ("null", Decode(Data)),
        ("true", Decode(Data)),
        ("", Decode(Eof)),
        (r#"{"":""}"#, Decode(Unrecognized)),
        (r#"{"ok":true}"#, Decode(Unrecognized)),
        (r#"{"client_id":null,"client_id_issued_at":null,"client_name":null}"#, Decode(Unrecognized)),
        (r#"{"error":"server_error"}"#, Decode(ErrorObject)),
        (r#"{"error":"server_error","client_name":"n"}"#, Decode(ErrorObject)),
        (r#"{"\u0065rror":"escaped","client_name":"n"}"#, Decode(ErrorObject)),
        (r#"{"errorCode":"x","userMessage":"no","statusCode":400}"#, Decode(ErrorObject)),
        (r#"{"message":"updated"}"#, Decode(Unrecognized)),
        (r#"{"client_secret":null,"client_name":"n"}"#, Decode(NoSecret)),
        (r#"{"client_secret":"","client_name":"n"}"#, Decode(NoSecret)),
        (r#"{"client_secret":null,"client_secret":"a"}"#, Decode(Data)),
        (r#"["urn:sys:env:1:i:a"]"#, Decode(Data)),
        // The document makes the secret optional.
        (r#"{"client_id":"urn:sys:env:1:i:a","client_name":"n"}"#, Success),
        (r#"{"client_n\u0061me":"n"}"#, Success),
    ];
    let bodies = in_envelopes.into_iter().chain(of_another).chain(without_secret.map(owned));
    check_all(bodies.map(|(body, truth)| (Put, "200 OK", "application/json", body, truth))).await;
}

#[tokio::test]
async fn what_a_deletion_is_answered_with() {
    let status = Failure(ErrorKind::UnexpectedStatus);
    let html = "<html><title>Log in</title></html>";
    let cases = [
        ("200 OK", "text/html", html, status),
        ("200 OK", "application/json", r#"{"error":"insufficient_scope"}"#, status),
        ("200 OK", "application/json", "{}", status),
        ("200 OK", "application/json", "null", status),
        ("200 OK", "text/plain", " ", status),
        ("202 Accepted", "text/plain", "", status),
        ("202 Accepted", "application/json", r#"{"status":"pending"}"#, status),
        ("203 Non-Authoritative Information", "text/html", html, status),
        ("207 Multi-Status", "application/json", "", status),
        ("207 Multi-Status", "application/json", r#"[{"status":403}]"#, status),
        ("226 IM Used", "text/html", html, status),
        ("299 Whatever", "text/plain", "not deleted", status),
        ("200 OK", "text/plain", "", Success),
        ("204 No Content", "text/plain", "not read", Success),
        ("205 Reset Content", "text/plain", "", Success),
        ("299 Whatever", "text/plain", "", Success),
    ];
    check_all(cases.map(|(status, of, body, truth)| (Delete, status, of, body.to_owned(), truth))).await;
}

#[tokio::test]
async fn what_a_read_is_answered_with() {
    use DecodeCategory::{Data, ErrorObject, Syntax, Unrecognized};
    let cases = [
        ("application/json", "{}", Decode(Unrecognized)),
        ("application/json", r#"{"data":{"client_name":"n"}}"#, Decode(Unrecognized)),
        ("application/json", r#"{"clientName":"n"}"#, Decode(Unrecognized)),
        ("application/json", r#"{"error":"invalid_token"}"#, Decode(ErrorObject)),
        ("application/json", r#"{"x":1,"x":2}"#, Decode(Unrecognized)),
        ("application/json", r#"{"client_name":"n","x":1,"x":2}"#, Decode(Data)),
        ("application/json", r#"[{"client_name":"n"}]"#, Decode(Data)),
        ("application/json", "[]", Decode(Data)),
        ("application/json", r#"{"client_id":null,"grant_types":null}"#, Decode(Unrecognized)),
        (
            "application/json",
            r#"{"client_id":"urn:sys:env:1:i:b","client_name":"n"}"#,
            Failure(ErrorKind::WrongResource),
        ),
        ("text/html", "<html><title>Log in</title></html>", Decode(Syntax)),
        ("text/plain", "OK", Decode(Syntax)),
        ("application/json", r#"{"client_name":"n","x":1,"y":[{"x":2}]}"#, Success),
        ("application/json", r#"{"client_id":null,"client_id_issued_at":1}"#, Success),
        ("text/plain", r#"{"grant_types":[]}"#, Success),
    ];
    check_all(cases.map(|(of, body, truth)| (Get, "200 OK", of, body.to_owned(), truth))).await;
}

#[tokio::test]
async fn the_message_says_what_to_check() {
    for (status, body, message) in [
        (
            "200 OK",
            "<html>",
            "deleteClient: 200 OK: a body where the document has none; `Error::body` has it; check with a GET whether \
             the call was carried out",
        ),
        (
            "202 Accepted",
            "",
            "deleteClient: 202 Accepted: the server accepted the call, but hasn't carried it out yet; check with a GET \
             whether the call was carried out",
        ),
        (
            "207 Multi-Status",
            "[]",
            "deleteClient: 207 Multi-Status: the call has several results; `Error::body` has them; check with a GET \
             whether the call was carried out",
        ),
    ] {
        let recorder = Recorder::answering(response(status, &[], body)).await;
        let client = Client::builder(recorder.url()).build().unwrap();
        assert_eq!(make(Delete, &client).await.unwrap_err().to_string(), message);
    }
}
