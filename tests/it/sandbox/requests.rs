//! Which requests the sandbox refuses and why, and what every response has.

use super::*;

/// What is sent (in words, path, headers), and the status and challenge it earns.
type AccessCase<'a> = (&'a str, &'a str, &'a [&'a str], u16, Option<&'a str>);

/// A body, and the `error` and description that it earns.
type UpdateCase<'a> = (&'a [u8], Option<(&'a str, &'a str)>);

#[tokio::test]
async fn who_is_refused_and_how() {
    let (sandbox, client) = started().await;
    let other = sandbox.register("m", &[]).unwrap();
    let mine = path(&client);
    let good = bearer(sandbox.token());
    let good_lower = good.replace("Bearer", "bearer");
    let longer = format!("{good}x");
    let shorter = &good[..good.len() - 1];
    let basic = good.replace("Bearer", "Basic");
    let deleted = sandbox.register("d", &[]).unwrap();
    let denied = bearer(&sandbox.token_except([&client.client_id, &deleted.client_id]));
    let deleted = path(&deleted);
    assert_eq!(delete(&sandbox, &deleted).status, 204);
    let elsewhere = bearer(&sandbox.token_except([&other.client_id]));
    let unknown = format!("{mine}x");
    let by_other_base = mine.replace(Server::ALL[0].base_path(), Server::ALL[1].base_path());
    let sentence = "This client doesn't exist on this server, or the provided access token is invalid";
    let invalid = format!(r#"Bearer realm="sandbox", error="invalid_token", error_description="{sentence}""#);
    let (bare, invalid) = (Some(r#"Bearer realm="sandbox""#), Some(invalid.as_str()));

    let cases: &[AccessCase<'_>] = &[
        ("the token", &mine, &[&good], 200, None),
        ("a scheme in lower case", &mine, &[&good_lower], 200, None),
        ("a token denied elsewhere", &mine, &[&elsewhere], 200, None),
        ("no token", &mine, &[], 401, bare),
        ("no token, unknown client", &unknown, &[], 401, bare),
        ("another scheme", &mine, &[&basic], 401, bare),
        ("an empty header", &mine, &["Authorization:"], 401, bare),
        ("a token without scheme", &mine, &["Authorization: abc"], 401, bare),
        ("a scheme and token in one", &mine, &["Authorization: Bearerabc"], 401, bare),
        ("a scheme alone", &mine, &["Authorization: Bearer"], 401, invalid),
        ("a token of two words", &mine, &["Authorization: Bearer a b"], 401, invalid),
        ("a token beyond ASCII", &mine, &["Authorization: Bearer \u{e9}"], 401, invalid),
        ("a token too long", &mine, &[&longer], 401, invalid),
        ("a token too short", &mine, &[shorter], 401, invalid),
        ("two headers, one good", &mine, &[&good, &basic], 401, invalid),
        ("two headers, both good", &mine, &[&good, &good], 401, invalid),
        ("unknown client", &unknown, &[&good], 401, invalid),
        ("a client that is gone", &deleted, &[&good], 401, invalid),
        ("a client that is gone, denied token", &deleted, &[&denied], 401, invalid),
        ("the client of another base path", &by_other_base, &[&good], 401, invalid),
        ("a denied token", &mine, &[&denied], 403, None),
    ];
    for method in ["GET", "PUT", "DELETE", "HEAD"] {
        for &(what, path, headers, status, challenge) in cases {
            if status == 200 && method == "DELETE" {
                continue;
            }
            let body = if method == "PUT" { br#"{"client_name":"n"}"#.as_slice() } else { b"" };
            let response = send(&sandbox, method, path, &[headers, &[JSON]].concat(), body);
            let found = (response.status, response.header("www-authenticate"));
            assert_eq!(found, (status, challenge), "{method} with {what}");
            assert!(status == 200 || response.body.is_empty(), "{method} with {what}");
        }
    }
    assert_eq!(sandbox.count(Server::default()), 2);
}

#[tokio::test]
async fn which_updates_are_refused_and_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &["password"]).unwrap();
    sandbox.register("taken", &[]).unwrap();
    let path = path(&client);
    let deep = format!(r#"{{"client_name":"n","x":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let id = format!(r#"{{"client_name":"n","client_id":"{}"}}"#, client.client_id);

    let request = Some(("invalid_request", "the body is not "));
    let metadata = |why| Some(("invalid_client_metadata", why));
    let cases: &[UpdateCase<'_>] = &[
        (br#"{"client_name":"n"}"#, None),
        (b" {\"x\" : {\"y\":[null]}, \"grant_types\":[], \"client_name\" : \"\\u006e\" } ", None),
        (br#"{"client_name":"n","client_id_issued_at":"x","client_secret":1}"#, None),
        (id.as_bytes(), None),
        (b"{", request),
        (b"client_name=n", request),
        (b"null", request),
        (br#"["n",[]]"#, request),
        (br#"{"client_name":"n"}{}"#, request),
        (br#"{"client_name":"n","client_name":"n"}"#, request),
        (br#"{"client_name":"n","x":1,"x":1}"#, request),
        (b"{\"client_name\":\"n\xff\"}", request),
        (b"{\"client_name\":\"n\",\"x\":\"\xc0\xaf\"}", request),
        (b"\xef\xbb\xbf{\"client_name\":\"n\"}", request),
        (br#"{"client_name":"\ud800"}"#, request),
        (deep.as_bytes(), request),
        (b"{}", metadata("client_name is missing")),
        (br#"{"grant_types":[]}"#, metadata("client_name is missing")),
        (br#"{"client_name":null}"#, metadata("client_name must be a string")),
        (br#"{"client_name":["n"]}"#, metadata("client_name must be a string")),
        (br#"{"client_name":"n","grant_types":null}"#, metadata("grant_types must be an array of strings")),
        (br#"{"client_name":"n","grant_types":"a"}"#, metadata("grant_types must be an array of strings")),
        (br#"{"client_name":"n","grant_types":[null]}"#, metadata("grant_types must be an array of strings")),
        (br#"{"client_name":"n","client_id":"other"}"#, metadata("client_id must be the one in the path")),
        (br#"{"client_name":"n","client_id":null}"#, metadata("client_id must be the one in the path")),
        (br#"{"client_name":"taken"}"#, metadata("client_name is taken by another client")),
    ];
    for (body, refusal) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]);
        let before = sandbox.registered(&client.client_id).unwrap();
        let response = put(&sandbox, &path, body);
        let after = sandbox.registered(&client.client_id).unwrap();
        match refusal {
            None => assert_eq!((response.status, after.updates), (200, before.updates + 1), "{shown}"),
            Some((code, why)) => {
                let (error, description) = response.described_error();
                assert_eq!((response.status, error.as_str()), (400, *code), "{shown}");
                assert!(description.starts_with(why), "{shown}: {description}");
                assert_eq!(after.updates, before.updates, "{shown}");
                let [before, after] = [before, after].map(|client| client.client_secret);
                assert_eq!(after.expose_secret(), before.expose_secret(), "{shown}");
            }
        }
    }
    let empty = send(&sandbox, "PUT", &path, &[&bearer(sandbox.token()), JSON, "Content-Length: 0"], b"");
    assert_eq!((empty.status, empty.error().as_str()), (400, "invalid_request"));
}

#[tokio::test]
async fn only_json_is_taken() {
    let (sandbox, client) = started().await;
    let cases: &[(&[&str], u16)] = &[
        (&["Content-Type: application/json"], 200),
        (&["Content-Type: application/json; charset=utf-8"], 200),
        (&["content-type: Application/JSON ;a=b"], 200),
        (&[], 415),
        (&["Content-Type:"], 415),
        (&["Content-Type: text/plain"], 415),
        (&["Content-Type: application/json5"], 415),
        (&["Content-Type: application/problem+json"], 415),
        (&["Content-Type: application/x-www-form-urlencoded"], 415),
        (&["Content-Type: application/json", "Content-Type: application/json"], 415),
    ];
    let good = bearer(sandbox.token());
    for &(headers, status) in cases {
        let headers = [headers, &[&good]].concat();
        let response = send(&sandbox, "PUT", &path(&client), &headers, br#"{"client_name":"n"}"#);
        assert_eq!(response.status, status, "{headers:?}");
        assert!(status == 200 || response.error() == "invalid_request");
    }
}

#[tokio::test]
async fn a_body_may_be_one_mebibyte_and_no_more() {
    let (sandbox, client) = started().await;
    let padded = |size: usize| {
        let object = r#"{"client_name":"n"}"#;
        object.to_owned() + &" ".repeat(size - object.len())
    };
    for (size, status) in [(1 << 20, 200), ((1 << 20) + 1, 413), (8 << 20, 413)] {
        let response = put(&sandbox, &path(&client), padded(size));
        assert_eq!(response.status, status, "{size} bytes");

        let headers = [&bearer(sandbox.token()), JSON, "Transfer-Encoding: chunked"];
        let mut stream = open(&sandbox, "PUT", &path(&client), &headers);
        let chunked = format!("{size:x}\r\n{}\r\n0\r\n\r\n", padded(size));
        stream.write_all(chunked.as_bytes()).unwrap();
        assert_eq!(read_head(&mut stream).status, status, "{size} bytes, chunked");
    }
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_the_body_and_ignores_what_is_in_it() {
    let (sandbox, client) = started().await;
    let good = bearer(sandbox.token());
    let denied = bearer(&sandbox.token_except([&client.client_id]));
    let cases: &[(&[&str], u16)] = &[
        (&[JSON], 401),
        (&[JSON, "Authorization: Bearer bad"], 401),
        (&[JSON, &denied], 403),
        (&[&good], 415),
        (&[JSON, &good], 413),
        (&["Content-Type: text/plain"], 401),
    ];
    for &(headers, status) in cases {
        let headers = [headers, &["Content-Length: 2000000"]].concat();
        let mut stream = open(&sandbox, "PUT", &path(&client), &headers);
        // Not a byte of the body has been sent.
        assert_eq!(read_head(&mut stream).status, status, "{headers:?}");
        // Whoever sends it nevertheless can: the connection isn't reset.
        stream.write_all(&vec![b'{'; 2_000_000]).unwrap();
    }
}

#[tokio::test]
async fn a_connection_is_kept_after_a_refusal() {
    let (sandbox, client) = started().await;
    let refused = format!("PUT {} HTTP/1.1\r\nHost: localhost\r\n{JSON}\r\n", path(&client));
    let refused = format!("{refused}Content-Length: 200000\r\n\r\n{}", " ".repeat(200_000));
    let mut stream = connect(&sandbox);
    for _ in 0..3 {
        stream.write_all(refused.as_bytes()).unwrap();
        assert_eq!(read_head(&mut stream).status, 401);
    }
}

#[tokio::test]
async fn a_body_is_asked_for_only_once_it_may_be_sent_and_the_client_may_be_gone_by_then() {
    let (sandbox, client) = started().await;
    let body = r#"{"client_name":"n"}"#;
    let ask = |authorization: &str| {
        let length = format!("Content-Length: {}", body.len());
        let headers = [authorization, JSON, "Expect: 100-continue", &length];
        let mut stream = open(&sandbox, "PUT", &path(&client), &headers);
        let status = read_head(&mut stream).status;
        (stream, status)
    };
    let (stream, status) = ask("Authorization: Bearer bad");
    assert_eq!(status, 401);
    assert!(is_closed(stream), "the body will not come, so nothing can follow it");

    let (mut stream, status) = ask(&bearer(sandbox.token()));
    assert_eq!(status, 100);
    assert_eq!(delete(&sandbox, &path(&client)).status, 204);
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(read_head(&mut stream).status, 401);
    let statuses: Vec<_> = sandbox.ledger().iter().map(|entry| entry.status.unwrap().as_u16()).collect();
    assert_eq!(statuses, [401, 204, 401]);
}

#[tokio::test]
async fn what_is_not_served_is_not_found_or_not_allowed() {
    let (sandbox, client) = started().await;
    let mine = path(&client);
    let base = client.base_path;
    for not_found in [
        "/".to_owned(),
        base.to_owned(),
        format!("{base}/"),
        format!("{base}/clients"),
        format!("{base}/clients/"),
        format!("{mine}/"),
        format!("{mine}/secret"),
        format!("/{mine}"),
        mine.replace("clients", "Clients"),
        mine.replace("clients", "client%73"),
    ] {
        let response = get(&sandbox, &not_found);
        assert_eq!((response.status, response.error().as_str()), (404, "invalid_request"), "{not_found}");
    }
    for method in ["POST", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let response = send(&sandbox, method, &mine, &[&bearer(sandbox.token())], b"");
        assert_eq!((response.status, response.error().as_str()), (405, "invalid_request"), "{method}");
        let allowed: HashSet<_> = response.header("allow").unwrap().split(',').map(str::trim).collect();
        assert_eq!(allowed, HashSet::from(["GET", "HEAD", "PUT", "DELETE"]), "{method}");
    }
    assert_eq!(get(&sandbox, &format!("{mine}?a=b")).status, 200, "a query is no part of the path");
}

#[tokio::test]
async fn an_id_is_decoded_once() {
    let (sandbox, client) = started().await;
    let id = &client.client_id;
    for (sent, decoded, status) in [
        (id.clone(), id.clone(), 200),
        (id.replace(':', "%3A"), id.clone(), 200),
        (id.replace(':', "%3a").replace('u', "%75"), id.clone(), 200),
        (id.replace(':', "%253A"), id.replace(':', "%3A"), 401),
        (id.to_uppercase(), id.to_uppercase(), 401),
        (format!("{id}%20"), format!("{id} "), 401),
        ("a%2Fb".to_owned(), "a/b".to_owned(), 401),
        ("%FF".to_owned(), String::new(), 401),
        ("..".to_owned(), "..".to_owned(), 401),
    ] {
        let response = get(&sandbox, &format!("{}/clients/{sent}", client.base_path));
        assert_eq!(response.status, status, "{sent}");
        assert_eq!(sandbox.ledger().pop().unwrap().client_id, Some(decoded), "{sent}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let (sandbox, client) = started().await;
    let head = send(&sandbox, "HEAD", &path(&client), &[&bearer(sandbox.token())], b"");
    let get = get(&sandbox, &path(&client));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-type", "content-length", "cache-control"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
}

#[tokio::test]
async fn every_response_is_not_to_be_stored_and_has_a_request_id_of_its_own() {
    let (sandbox, client) = started().await;
    let mine = path(&client);
    let good = bearer(sandbox.token());
    let denied = bearer(&sandbox.token_except([&client.client_id]));
    let requests: &[(&str, &str, &[&str], &str, u16)] = &[
        ("GET", &mine, &[&good], "", 200),
        ("PUT", &mine, &[&good, JSON], r#"{"client_name":"n"}"#, 200),
        ("PUT", &mine, &[&good, JSON], "{", 400),
        ("GET", &mine, &[], "", 401),
        ("GET", &mine, &[&denied], "", 403),
        ("GET", "/nowhere", &[], "", 404),
        ("POST", &mine, &[], "", 405),
        ("PUT", &mine, &[&good], "{}", 415),
        ("DELETE", &mine, &[&good], "", 204),
    ];
    let mut ids = Vec::new();
    for &(method, path, headers, body, status) in requests {
        let response = send(&sandbox, method, path, headers, body.as_bytes());
        let found = (response.status, response.header("cache-control"));
        assert_eq!(found, (status, Some("no-store")), "{method}");
        ids.push(response.header("x-request-id").unwrap().to_owned());
    }

    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), requests.len());
    for ((entry, id), (method, path, _, _, status)) in ledger.iter().zip(&ids).zip(requests) {
        assert_eq!((entry.method.as_str(), entry.status.unwrap().as_u16()), (*method, *status));
        assert_eq!(&entry.request_id, id);
        let addressed = (*path == mine).then_some((client.base_path, client.client_id.as_str()));
        assert_eq!(entry.base_path.zip(entry.client_id.as_deref()), addressed);
    }
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}
