//! The bytes of each kind of call, as a server receives them: what a document of another API says is what is sent. The
//! expected ones are those of OpenAPI 3.0.3, section 4.7.12, and of RFC 6570.

use other_api::{Client, Response, Secret, types};
use reqwest::StatusCode;
use serde_json::json;

use crate::recorder::{Recorder, response};

/// What a call sends: the request line's method and target, the headers that aren't those of every request, and the body.
async fn sent<T>(call: impl AsyncFnOnce(Client) -> Result<T, other_api::Error>) -> String {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    let client = Client::builder(recorder.url()).bearer_token("t").user_agent("u").build().unwrap();
    call(client).await.map(drop).unwrap();
    let [request] = &recorder.requests()[..] else { panic!("one request, not {:?}", recorder.requests()) };
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let is_usual = |header: &&str| {
        ["accept: */*", "authorization:", "content-length:", "host:", "user-agent:"]
            .iter()
            .any(|usual| header.starts_with(usual))
    };
    let mut lines = vec![line.trim_end_matches(" HTTP/1.1")];
    let mut headers: Vec<&str> = headers.split("\r\n").filter(|header| !is_usual(header)).collect();
    headers.sort_unstable();
    lines.extend(headers);
    lines.extend(Some(body).filter(|body| !body.is_empty()));
    lines.join("\n")
}

fn strings(of: &[&str]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

fn color() -> types::Color {
    types::Color::builder().r(100).name("a b".to_owned()).try_into().unwrap()
}

#[tokio::test]
async fn paths() {
    let path = sent(async |client| client.path(strings(&["a/b", "c,d"]), color(), vec![3, 4], "x;y").await);
    assert_eq!(path.await, "GET /path/a%2Fb,c%2Cd/R=100,name=a%20b/.3.4/;matrix=x%3By");
    let untyped = sent(async |client| client.untyped(json!(["a", 1]), "é").await);
    assert_eq!(untyped.await, "GET /untyped/a,1/%C3%A9");
    let fixed = sent(async |client| client.fixed("a&b").y("z").await);
    assert_eq!(fixed.await, "GET /fixed?kind=a%26b&x=1&y=z");
}

#[tokio::test]
async fn a_path_that_would_lead_elsewhere_is_not_sent() {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    let client = Client::builder(recorder.url()).bearer_token("t").build().unwrap();
    for value in [json!([]), json!(null), json!(".."), json!(["..", "/.."])] {
        let error = client.untyped(value.clone(), "x").await.unwrap_err();
        assert_eq!(error.kind(), other_api::ErrorKind::InvalidRequest, "{value}");
    }
    assert_eq!(recorder.requests(), [""; 0]);
}

#[tokio::test]
async fn queries() {
    assert_eq!(sent(async |client| client.query().await).await, "GET /query");
    let lists = sent(async |client| {
        let list = || strings(&["a,b", "c d"]);
        client.query().number(-1).exploded(list()).list(list()).spaces(list()).pipes(list()).await
    });
    assert_eq!(
        lists.await,
        "GET /query?number=-1&exploded=a%2Cb&exploded=c%20d&list=a%2Cb,c%20d&spaces=a%2Cb%20c%20d&pipes=a%2Cb%7Cc%20d"
    );
    let objects = sent(async |client| {
        let members = types::QueryMembers::builder().a("x&y".to_owned());
        let map = [("é".to_owned(), "+".to_owned())];
        client.query().deep(color()).members(members).joined(color()).map(map).json(color()).await
    });
    assert_eq!(
        objects.await,
        "GET /query?deep%5BR%5D=100&deep%5Bname%5D=a%20b&a=x%26y&joined=R,100,name,a%20b&map%5B%C3%A9%5D=%2B\
         &json=%7B%22R%22%3A100%2C%22name%22%3A%22a%20b%22%7D"
    );
}

#[tokio::test]
async fn names_that_are_ours_or_of_rust() {
    let sent = sent(async |client| {
        let call = client.names().client("1").request("2").url("3").self_("4").self_query("5").type_("6");
        call.options_query("7").operation("8").invalid("9").path_values("10").send_query("11").send().await
    });
    assert_eq!(
        sent.await,
        "GET /names?client=1&request=2&url=3&self=4&Self=5&type=6&options=7&operation=8&invalid=9&path_values=10&send=11"
    );
}

#[tokio::test]
async fn headers_and_cookies() {
    let headers = sent(async |client| {
        let call = client.headers(Secret::from("s3cr3t")).x_list(strings(&["a", "b c"]));
        let call = call.x_object(color()).x_exploded(color());
        assert!(!format!("{call:?}").contains("s3cr3t"));
        call.await
    });
    assert_eq!(
        headers.await,
        "GET /headers\nx-exploded: R=100,name=a b\nx-list: a,b c\nx-object: R,100,name,a b\nx-secret: s3cr3t"
    );
    let cookies = sent(async |client| {
        client.cookies("ab==").list(strings(&["x", "y;z"])).exploded(strings(&["1", "2"])).await
    });
    assert_eq!(cookies.await, "GET /cookies\ncookie: session=ab==; list=x,y%3Bz; exploded=1; exploded=2");
}

#[tokio::test]
async fn every_method() {
    assert_eq!(sent(async |client| client.options().await).await, "OPTIONS /methods");
    assert_eq!(sent(async |client| client.trace().await).await, "TRACE /methods");
    assert_eq!(sent(async |client| client.delete().await).await, "DELETE /methods");
    let with_body = sent(async |client| client.delete().body(color()).await);
    let json = "content-type: application/json\n{\"name\":\"a b\",\"R\":100}";
    assert_eq!(with_body.await, format!("DELETE /methods\n{json}"));
    // A response to HEAD has no body, whatever length it declares.
    let recorder = Recorder::answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n".to_owned()).await;
    let client = Client::builder(recorder.url()).bearer_token("t").build().unwrap();
    assert_eq!(client.head().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn bodies_of_every_media_type() {
    let json = r#"{"name":"a b","R":100}"#;
    for (request, expected) in [
        (
            sent(async |c| c.put(color()).q("1").await).await,
            format!("PUT /media-types?q=1\ncontent-type: application/json\n{json}"),
        ),
        (
            sent(async |c| c.put_as_form(color()).q("1").await).await,
            "PUT /media-types?q=1\ncontent-type: application/x-www-form-urlencoded\nR=100&name=a+b"
                .to_owned(),
        ),
        (
            sent(async |c| c.put_as_text("é").await).await,
            "PUT /media-types\ncontent-type: text/plain\né".to_owned(),
        ),
        (
            sent(async |c| c.put_as_xml("<a/>").await).await,
            "PUT /media-types\ncontent-type: application/xml\n<a/>".to_owned(),
        ),
        (
            sent(async |c| c.merge_patch(color()).await).await,
            format!("PATCH /merge-patch\ncontent-type: application/merge-patch+json\n{json}"),
        ),
        (
            sent(async |c| c.json_patch(vec![serde_json::Map::new()]).await).await,
            "PATCH /json-patch\ncontent-type: application/json-patch+json\n[{}]".to_owned(),
        ),
        (sent(async |c| c.image().await).await, "PUT /image".to_owned()),
        (
            sent(async |c| c.image().body("png").await).await,
            "PUT /image\ncontent-type: image/png\npng".to_owned(),
        ),
        (
            sent(async |c| c.images(vec![b'g']).header("content-type", "image/gif").await).await,
            "PUT /images\ncontent-type: image/gif\ng".to_owned(),
        ),
        // A path that is another one by reference is called by its own name.
        (
            sent(async |c| c.patch_alias(color()).await).await,
            format!("PATCH /alias\ncontent-type: application/merge-patch+json\n{json}"),
        ),
    ] {
        assert_eq!(request, expected);
    }
}

#[tokio::test]
async fn a_form_has_each_field_as_its_encoding_says() {
    assert_eq!(sent(async |client| client.form().await).await, "POST /form");
    let form = sent(async |client| {
        let body =
            types::FormBody::builder().text("a&b".to_owned()).list(strings(&["1", "2"])).object(color());
        client.form().body(body.deep(color()).joined(strings(&["x", "y"]))).await
    });
    assert_eq!(
        form.await,
        "POST /form\ncontent-type: application/x-www-form-urlencoded\n\
         deep%5BR%5D=100&deep%5Bname%5D=a+b&joined=x,y&list=1&list=2&object=%7B%22R%22%3A100%2C%22name%22%3A%22a+b%22%7D&text=a%26b"
    );
}

#[tokio::test]
async fn parts() {
    let written = sent(async |client| client.upload(("multipart/form-data; boundary=b", "--b--")).await);
    assert_eq!(written.await, "POST /upload\ncontent-type: multipart/form-data; boundary=b\n--b--");
    let form = reqwest::multipart::Form::new().text("file", "content");
    let boundary = form.boundary().to_owned();
    let sent = sent(async |client| client.upload(form).await).await;
    let expected = format!(
        "POST /upload\ncontent-type: multipart/form-data; boundary={boundary}\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"\r\n\r\ncontent\r\n--{boundary}--\r\n"
    );
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn the_status_says_what_a_body_is() {
    let read = async |status: &str, body: &str| -> Response<types::ReportResponse> {
        let recorder = Recorder::answering(response(status, &[], body)).await;
        let client = Client::builder(recorder.url()).bearer_token("t").build().unwrap();
        client.report().await.unwrap()
    };
    assert_eq!(*read("200 OK", "%PDF").await, types::ReportResponse::Ok(b"%PDF".to_vec()));
    let accepted = read("202 Accepted", r#"{"R":100,"name":"a b"}"#).await;
    assert_eq!(*accepted, types::ReportResponse::Accepted(color()));
    assert_eq!(*read("206 Partial Content", "").await, types::ReportResponse::Success);
}
