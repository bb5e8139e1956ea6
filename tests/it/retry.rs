//! What sets the limits of a call: the policy, the deadline, and the server's wishes. Which failures are retried is
//! in the tables of `faults`.

use std::time::Duration;

use collibra_client_management::{
    Client, ErrorKind, Outcome, RetryPolicy,
    types::{ClientInformation, UpdateClient},
};

use crate::recorder::{Answer, READ, Recorder, json, outwait, response, unreachable};

const BUSY: &str = "503 Service Unavailable";

fn client(url: &str) -> Client {
    let policy = RetryPolicy::default().base_delay(Duration::from_millis(1));
    Client::builder(url).retry(policy.max_retry_after(Duration::from_millis(20))).build().unwrap()
}

#[tokio::test]
async fn without_a_connection_everything_is_retried() {
    let (_taken, url) = unreachable();
    let client = client(&url);
    let update = UpdateClient::builder().client_name("n");
    for (method, error) in [
        ("GET", client.get_client("x").send().await.map(drop).unwrap_err()),
        ("PUT", client.update_client("x", update).send().await.map(drop).unwrap_err()),
        ("DELETE", client.delete_client("x").send().await.map(drop).unwrap_err()),
    ] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent));
        assert_eq!((error.attempts(), error.is_retryable()), (3, true), "{method}");
        assert!(error.to_string().ends_with(": can't connect to the server; nothing was sent"), "{error}");
    }
}

#[tokio::test]
async fn a_policy_of_none_makes_one_attempt() {
    let recorder = Recorder::answering(response(BUSY, &[], "")).await;
    let client = Client::builder(recorder.url()).retry(RetryPolicy::none()).build().unwrap();
    let error = client.get_client("x").send().await.unwrap_err();
    assert_eq!((error.attempts(), recorder.requests().len(), error.is_retryable()), (1, 1, true));
}

/// A server that is asked again before it wants to be would refuse again.
#[tokio::test]
async fn a_retry_after_beyond_the_cap_ends_the_call() {
    for seconds in [1, 3600, u64::MAX] {
        let recorder = Recorder::answering(response(BUSY, &[&format!("retry-after: {seconds}")], "")).await;
        let error = client(recorder.url()).get_client("x").await.unwrap_err();
        assert_eq!((error.retry_after(), error.is_retryable()), (Some(Duration::from_secs(seconds)), true));
        assert_eq!((error.attempts(), recorder.requests().len()), (1, 1));
    }
}

/// All calls of a client, and of its clones, have one budget. What is answered pays back.
#[tokio::test]
async fn a_budget_bounds_the_retries_of_all_calls() {
    let busy = || response(BUSY, &[], "").into();
    let mut script: Vec<Answer> = (0..8).map(|_| busy()).collect();
    script.extend((0..5).map(|_| Answer::from(json(READ))));
    script.push(busy());
    let recorder = Recorder::scripted(script).await;
    let policy = RetryPolicy::default().base_delay(Duration::from_millis(1)).budget(4);
    let client = Client::builder(recorder.url()).retry(policy).build().unwrap();
    // Two retries, two more, then none; five successes are one retry.
    for (call, attempts) in [3, 3, 1, 1, 1, 1, 1, 1, 1, 2, 1].into_iter().enumerate() {
        let made = match client.clone().get_client("x").await {
            Ok(read) => read.attempts(),
            Err(error) => {
                assert!(error.is_retryable());
                error.attempts()
            }
        };
        assert_eq!(made, attempts, "call {call}");
    }
}

/// The deadline bounds the whole: a delay that would pass it is not begun.
#[tokio::test]
async fn a_deadline_ends_the_attempts() {
    let recorder = Recorder::answering(response(BUSY, &[], "")).await;
    let slow = RetryPolicy::default().base_delay(Duration::from_secs(3600));
    let builder = Client::builder(recorder.url()).retry(slow.max_delay(Duration::from_secs(3600)));
    let client = builder.deadline(Duration::from_secs(5)).build().unwrap();
    let error = client.get_client("x").send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnexpectedStatus, 1));
}

#[tokio::test]
async fn silence_ends_at_the_timeout_or_the_deadline() {
    let minute = Duration::from_secs(60);
    for sent in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}"] {
        let recorder = Recorder::answering(Answer::stalling_after(sent)).await;
        let builder = Client::builder(recorder.url()).timeout(minute);
        let handed_in = builder.clone().http_client(reqwest::Client::new());
        let bounded = builder.clone().timeout(Duration::MAX).deadline(minute);
        for (whose, builder) in [("our own", builder), ("handed in", handed_in), ("a deadline", bounded)] {
            let client = builder.build().unwrap();
            let error = outwait(&recorder, client.get_client("x").send()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout, "{whose}, {sent:?}: {error:?}");
        }
    }
}

#[tokio::test]
async fn attempts_and_request_id_are_reported() {
    let answer = response("200 OK", &["x-request-id: r-7", "content-type: application/json"], READ);
    let recorder = Recorder::scripted(vec![response(BUSY, &[], "").into(), answer.into()]).await;
    let read = client(recorder.url()).get_client("x").send().await.unwrap();
    assert_eq!((read.attempts(), read.request_id()), (2, Some("r-7")));

    let refused = Recorder::answering(response("403 Forbidden", &["x-correlation-id: c-8"], "")).await;
    let error = client(refused.url()).get_client("x").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.request_id()), (1, Some("c-8")));
    let none = Recorder::answering(json(READ)).await;
    let read = client(none.url()).get_client("x").send().await.unwrap();
    assert_eq!(read.request_id(), None);
    let _: ClientInformation = read.into_inner();
}
