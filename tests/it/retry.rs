//! What is sent again, and what never is: counted where it arrives.

use std::time::{Duration, Instant};

use collibra_client_management::{Client, Error, ErrorKind, Outcome, RetryPolicy, types::UpdateClient};
use tokio::net::TcpListener;

use crate::recorder::{Recorder, json, reply};

fn policy() -> RetryPolicy {
    RetryPolicy::default().base_delay(Duration::from_millis(1)).max_retry_after(Duration::from_millis(20))
}

fn client(url: &str) -> Client {
    Client::builder(url).retry(policy()).timeout(Duration::from_millis(500)).build().unwrap()
}

/// The same call in each method, as an error if it fails.
async fn call(client: &Client, method: &str) -> Result<(), Error> {
    match method {
        "GET" => client.get_client().client_id("x").send().await.map(drop),
        "PUT" => {
            let body = UpdateClient::builder().client_name("n");
            client.update_client().client_id("x").body(body).send().await.map(drop)
        }
        _ => client.delete_client().client_id("x").send().await.map(drop),
    }
}

#[tokio::test]
async fn a_put_or_delete_is_sent_once_whatever_comes_of_it() {
    let status = |status: &str| reply(status, &["retry-after: 0"], "{}");
    // What is answered, how often a GET is sent, and whether a PUT or DELETE may have been done.
    for (answer, gets, outcome) in [
        (status("429 Too Many Requests"), 3, Outcome::Rejected),
        (status("502 Bad Gateway"), 3, Outcome::Unknown),
        (status("503 Service Unavailable"), 3, Outcome::Unknown),
        (status("504 Gateway Timeout"), 3, Outcome::Unknown),
        (status("500 Internal Server Error"), 1, Outcome::Unknown),
        (status("408 Request Timeout"), 1, Outcome::Unknown),
        (status("400 Bad Request"), 1, Outcome::Rejected),
        (status("401 Unauthorized"), 1, Outcome::Rejected),
        (status("403 Forbidden"), 1, Outcome::Rejected),
        (status("302 Found"), 1, Outcome::Unknown),
        (String::new(), 3, Outcome::Unknown),
        ("HTTP/1.1 200".to_owned(), 3, Outcome::Unknown),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n".to_owned(), 1, Outcome::Rejected),
    ] {
        for (method, sent) in [("GET", gets), ("PUT", 1), ("DELETE", 1)] {
            let recorder = Recorder::answering(answer.clone()).await;
            let error = call(&client(recorder.url()), method).await.unwrap_err();
            assert_eq!(recorder.requests().len(), sent, "{method}, answered {answer:?}");
            assert_eq!(error.attempts(), u32::try_from(sent).unwrap(), "{method}, answered {answer:?}");
            assert_eq!(error.outcome(), outcome, "{method}, answered {answer:?}");
        }
    }
}

/// What is worth another try later, and can do no harm.
#[tokio::test]
async fn an_error_tells_whether_the_call_may_be_made_again() {
    for (answer, read, write) in [
        (reply("429 Too Many Requests", &[], ""), true, false),
        (reply("503 Service Unavailable", &[], ""), true, false),
        (reply("500 Internal Server Error", &[], ""), false, false),
        (reply("401 Unauthorized", &[], ""), false, false),
        (reply("403 Forbidden", &[], ""), false, false),
        (reply("302 Found", &[], ""), false, false),
        (String::new(), true, false),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n".to_owned(), false, false),
    ] {
        for (method, expected) in [("GET", read), ("PUT", write), ("DELETE", write)] {
            let recorder = Recorder::answering(answer.clone()).await;
            let error = call(&client(recorder.url()), method).await.unwrap_err();
            assert_eq!(error.is_retryable(), expected, "{method}, answered {answer:?}: {error:?}");
        }
    }
    for method in ["GET", "PUT", "DELETE"] {
        let recorder = Recorder::stalling_after("").await;
        let error = call(&client(recorder.url()), method).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Timeout, false), "{method}");
    }
    let recorder = Recorder::answering(json("[]")).await;
    let error = call(&client(recorder.url()), "GET").await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Decode, false));
}

#[tokio::test]
async fn silence_is_not_answered_by_sending_again() {
    for method in ["GET", "PUT", "DELETE"] {
        let recorder = Recorder::stalling_after("").await;
        let error = call(&client(recorder.url()), method).await.unwrap_err();
        assert_eq!((error.kind(), recorder.requests().len()), (ErrorKind::Timeout, 1), "{method}");
    }
}

/// The reply to a PUT came in part: its secret may be in what was lost, and no second PUT brings it back.
#[tokio::test]
async fn a_reply_that_breaks_off_is_not_asked_for_again() {
    for method in ["GET", "PUT"] {
        let recorder = Recorder::answering("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}").await;
        let error = call(&client(recorder.url()), method).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown), "{method}");
        assert_eq!(recorder.requests().len(), 1, "{method}");
    }
}

#[tokio::test]
async fn without_a_connection_everything_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for method in ["GET", "PUT", "DELETE"] {
        let error = call(&client(&closed), method).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent));
        assert_eq!((error.attempts(), error.is_retryable()), (3, true), "{method}");
    }
}

#[tokio::test]
async fn a_policy_of_none_makes_one_attempt() {
    let recorder = Recorder::answering(reply("503 Service Unavailable", &[], "")).await;
    let client = Client::builder(recorder.url()).retry(RetryPolicy::none()).build().unwrap();
    let error = client.get_client().client_id("x").send().await.unwrap_err();
    assert_eq!((error.attempts(), recorder.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_long_retry_after_is_cut_and_still_told() {
    let recorder = Recorder::answering(reply("503 Service Unavailable", &["retry-after: 3600"], "")).await;
    let started = Instant::now();
    let error = call(&client(recorder.url()), "GET").await.unwrap_err();
    assert!(started.elapsed() >= Duration::from_millis(40), "twice the cap of 20 ms");
    assert!(started.elapsed() < Duration::from_secs(60));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(recorder.requests().len(), 3);
}

/// The deadline bounds the whole: a delay that would pass it is not begun.
#[tokio::test]
async fn a_deadline_ends_the_attempts() {
    let recorder = Recorder::answering(reply("503 Service Unavailable", &[], "")).await;
    let slow = RetryPolicy::default().base_delay(Duration::from_secs(3600));
    let builder = Client::builder(recorder.url()).retry(slow.max_delay(Duration::from_secs(3600)));
    let client = builder.deadline(Duration::from_secs(5)).build().unwrap();
    let error = client.get_client().client_id("x").send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnexpectedStatus, 1));

    let silent = Recorder::stalling_after("").await;
    let client = Client::builder(silent.url()).deadline(Duration::from_millis(200)).build().unwrap();
    let error = client.get_client().client_id("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_reply_tells_its_attempts_and_its_request_id() {
    let answer = reply("200 OK", &["x-request-id: r-7", "content-type: application/json"], "{}");
    let recorder = Recorder::answering(answer).await;
    let read = client(recorder.url()).get_client().client_id("x").send().await.unwrap();
    assert_eq!((read.attempts(), read.request_id()), (1, Some("r-7")));

    let refused = Recorder::answering(reply("403 Forbidden", &["x-correlation-id: c-8"], "")).await;
    let error = call(&client(refused.url()), "GET").await.unwrap_err();
    assert_eq!(error.request_id(), Some("c-8"));
    let none = Recorder::answering(json("{}")).await;
    assert_eq!(client(none.url()).get_client().client_id("x").send().await.unwrap().request_id(), None);
}
