//! Tokens from a provider: when it is asked, what its token is used for, and what its failure looks like.

use std::{
    error::Error as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use collibra_client_management::{
    AccessToken, Client, ClientCredentials, Credentials, ErrorKind, Outcome, TokenFn, TokenFuture,
    TokenProvider, sandbox::Sandbox, types::UpdateClient,
};

use crate::recorder::{READ, Recorder, json, response};

type Fetch = dyn Fn(usize) -> Result<AccessToken, String> + Send + Sync;

/// Returns what a function returns that gets the number of earlier requests.
struct Provider {
    fetch: Box<Fetch>,
    asked: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Provider")
    }
}

impl TokenProvider for Provider {
    fn token(&self) -> TokenFuture<'_> {
        let token = (self.fetch)(self.asked.fetch_add(1, Ordering::SeqCst));
        // One turn of the executor, so that others get to ask meanwhile.
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(token?)
        })
    }
}

fn client(
    recorder: &Recorder,
    fetch: impl Fn(usize) -> Result<AccessToken, String> + Send + Sync + 'static,
) -> (Client, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let provider = Provider { fetch: Box::new(fetch), asked: Arc::clone(&asked) };
    (Client::builder(recorder.url()).token_provider(provider).build().unwrap(), asked)
}

fn numbered(number: usize) -> AccessToken {
    AccessToken::new(format!("token-{number}"))
}

/// The tokens that the server was sent, in order.
fn tokens(recorder: &Recorder) -> Vec<String> {
    let line = |request: &String| {
        let line = request.lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
        line.unwrap_or("none").to_owned()
    };
    recorder.requests().iter().map(line).collect()
}

#[tokio::test]
async fn a_token_is_kept_as_long_as_it_lives() {
    for (lifetime, sent) in [
        (None, ["token-0", "token-0", "token-0"]),
        (Some(3600), ["token-0", "token-0", "token-0"]),
        (Some(0), ["token-0", "token-1", "token-2"]),
    ] {
        let recorder = Recorder::answering(json(READ)).await;
        let (client, _) = client(&recorder, move |number| {
            Ok(match lifetime {
                Some(seconds) => numbered(number).expires_in(Duration::from_secs(seconds)),
                None => numbered(number),
            })
        });
        for _ in 0..3 {
            client.get_client("x").send().await.unwrap();
        }
        assert_eq!(tokens(&recorder), sent, "{lifetime:?}");
    }
}

#[tokio::test]
async fn an_invalid_token_is_replaced_once_and_the_call_repeated_once() {
    let challenge = r#"www-authenticate: Bearer error="invalid_token""#;
    let refusal = response("401 Unauthorized", &[challenge], "");
    let recorder = Recorder::answering(refusal).await;
    let (client, asked) = client(&recorder, |number| Ok(numbered(number)));
    let update = UpdateClient::builder().client_name("n");
    let error = client.update_client("x", update).send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (ErrorKind::Unauthorized, Outcome::Rejected, 2)
    );
    assert_eq!(tokens(&recorder), ["token-0", "token-1"]);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

/// A description need not be ASCII (obs-text: RFC 9110, section 5.6.4), nor UTF-8.
#[tokio::test]
async fn a_challenge_in_another_alphabet_is_still_read() {
    for (described, read) in [("expiré".as_bytes(), "expiré"), (b"expir\xe9", "expir\u{fffd}")] {
        let head = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n";
        let challenge = b"www-authenticate: Bearer error_description=\"";
        let rest = b"\", error=\"invalid_token\"\r\n\r\n";
        let refusal = [&head[..], challenge, described, rest].concat();
        let recorder = Recorder::answering(refusal).await;
        let (client, _) = client(&recorder, |number| Ok(numbered(number)));
        let error = client.get_client("x").await.unwrap_err();
        let [challenge] = &error.challenges()[..] else { panic!("one challenge") };
        assert_eq!((challenge.error_description.as_deref(), &challenge.raw), (Some(read), &None));
        assert_eq!(tokens(&recorder), ["token-0", "token-1"]);
        assert!(error.to_string().contains(&format!("(invalid_token: {read})")), "{error}");
    }
}

#[tokio::test]
async fn a_401_that_blames_no_token_is_not_repeated() {
    for challenge in [r#"www-authenticate: Bearer realm="x""#, "www-authenticate: null", "x-nothing: here"] {
        let recorder = Recorder::answering(response("401 Unauthorized", &[challenge], "")).await;
        let (client, _) = client(&recorder, |number| Ok(numbered(number)));
        let error = client.delete_client("x").send().await.unwrap_err();
        assert_eq!(error.attempts(), 1, "{challenge}");
        assert_eq!(tokens(&recorder), ["token-0"], "{challenge}");
    }
}

#[tokio::test]
async fn a_fixed_token_is_not_sent_again() {
    let challenge = r#"www-authenticate: Bearer error="invalid_token""#;
    let recorder = Recorder::answering(response("401 Unauthorized", &[challenge], "")).await;
    let client =
        Client::builder(recorder.url()).credentials(Credentials::Bearer("token".into())).build().unwrap();
    let error = client.delete_client("x").send().await.unwrap_err();
    assert_eq!((error.attempts(), recorder.requests().len()), (1, 1));
}

/// All who need a token while it is fetched wait for it.
#[tokio::test]
async fn a_hundred_calls_ask_for_one_token() {
    let recorder = Recorder::answering(json(READ)).await;
    // The first token has expired when it comes: the hundred calls come after its expiry.
    let (client, asked) = client(&recorder, |number| {
        Ok(if number == 0 { numbered(0).expires_in(Duration::ZERO) } else { numbered(number) })
    });
    client.get_client("x").send().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let calls = (0..100).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get_client("x").send().await.map(|_| ()) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

/// A hundred tokens are refused at once, and all of them are the same one.
#[tokio::test]
async fn a_hundred_refusals_ask_for_one_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    let (own_id, secret) = sandbox.client_credentials();
    let tokens = ClientCredentials::builder(sandbox.url(), own_id, secret).build().unwrap();
    let client = Client::builder(sandbox.url()).token_provider(tokens).build().unwrap();
    client.get_client(&id).send().await.unwrap();
    sandbox.revoke_tokens();
    let calls = (0..100).map(|_| {
        let (client, id) = (client.clone(), id.clone());
        tokio::spawn(async move { client.get_client(id).send().await.unwrap().attempts() })
    });
    let mut refused = 0;
    for call in calls.collect::<Vec<_>>() {
        refused += u64::from(call.await.unwrap() - 1);
    }
    assert!(refused > 1, "{refused} were refused");
    assert_eq!(sandbox.token_requests(), 2);
    assert_eq!(sandbox.ledger().len() as u64, 101 + refused, "each of them was made once more");
}

#[tokio::test]
async fn a_failing_provider_is_asked_once_for_all_who_wait() {
    let recorder = Recorder::answering(json(READ)).await;
    let (client, asked) = client(&recorder, |_| Err("the vault is sealed".to_owned()));
    let calls = (0..100).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get_client("x").send().await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TokenProvider);
        assert_eq!(error.source().unwrap().to_string(), "the vault is sealed");
    }
    assert_eq!((asked.load(Ordering::SeqCst), recorder.requests().len()), (1, 0));
    client.get_client("x").send().await.unwrap_err();
    assert_eq!(asked.load(Ordering::SeqCst), 2, "who comes later asks again");
}

#[tokio::test]
async fn a_failing_provider_is_an_error_of_its_own_and_nothing_is_sent() {
    let recorder = Recorder::answering(json(READ)).await;
    let (client, asked) = client(&recorder, |_| Err("the vault is sealed".to_owned()));
    let error = client.delete_client("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenProvider);
    assert_eq!(
        (error.outcome(), error.attempts(), error.operation_id()),
        (Outcome::NotSent, 0, Some("deleteClient"))
    );
    assert_eq!(error.to_string(), "deleteClient: the token provider failed; nothing was sent");
    assert_eq!(error.source().unwrap().to_string(), "the vault is sealed");
    assert_eq!((asked.load(Ordering::SeqCst), recorder.requests().len()), (1, 0));
}

#[tokio::test]
async fn a_provider_that_recovers_is_asked_again() {
    let recorder = Recorder::answering(json(READ)).await;
    let (client, _) =
        client(&recorder, |number| if number == 0 { Err("no".to_owned()) } else { Ok(numbered(number)) });
    client.get_client("x").send().await.unwrap_err();
    client.get_client("x").send().await.unwrap();
    assert_eq!(tokens(&recorder), ["token-1"]);
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_the_provider_s_failure_and_not_shown() {
    let recorder = Recorder::answering(json(READ)).await;
    let (client, _) = client(&recorder, |_| Ok(AccessToken::new("s3cr3t\n")));
    let error = client.get_client("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenProvider);
    assert!(!format!("{error:?} {:?}", error.source()).contains("s3cr3t"), "{error:?}");
}

/// A token of ten seconds, whose refresh begins a second before its end.
#[tokio::test]
async fn a_refresh_that_fails_leaves_the_valid_token_in_use() {
    let recorder = Recorder::answering(json(READ)).await;
    let (client, asked) = client(&recorder, |number| match number {
        1..=3 => Err("the vault is sealed".to_owned()),
        _ => Ok(numbered(number).expires_in(Duration::from_secs(10))),
    });
    // How long after the step before, how often the provider has then been asked, and the token that was sent.
    for (step, (after, asked_by_then, sent)) in [
        (0, 1, Some("token-0")),
        (8_500, 1, Some("token-0")),
        (600, 2, Some("token-0")),
        // The provider failed: not every call asks again.
        (0, 2, Some("token-0")),
        (100, 2, Some("token-0")),
        (300, 3, Some("token-0")),
        // The token has expired.
        (1_000, 4, None),
        (0, 5, Some("token-4")),
        (9_500, 6, Some("token-4")),
        (0, 6, Some("token-5")),
    ]
    .into_iter()
    .enumerate()
    {
        tokio::time::pause();
        tokio::time::advance(Duration::from_millis(after)).await;
        tokio::time::resume();
        let result = client.get_client("x").await;
        assert_eq!(asked.load(Ordering::SeqCst), asked_by_then, "step {step}");
        match sent {
            Some(sent) => {
                result.unwrap();
                assert_eq!(tokens(&recorder).last().unwrap(), sent, "step {step}");
            }
            None => assert_eq!(result.unwrap_err().kind(), ErrorKind::TokenProvider, "step {step}"),
        }
    }
}

/// A provider that takes longer than a call's deadline: the next call has its token.
#[tokio::test]
async fn a_fetch_outlives_the_call_that_began_it() {
    let recorder = Recorder::answering(json(READ)).await;
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let asked = Arc::new(AtomicUsize::new(0));
    let provider = TokenFn::new({
        let (gate, asked) = (Arc::clone(&gate), Arc::clone(&asked));
        async move || {
            let number = asked.fetch_add(1, Ordering::SeqCst);
            drop(gate.acquire().await?);
            Ok::<_, tokio::sync::AcquireError>(numbered(number))
        }
    });
    let builder = Client::builder(recorder.url()).token_provider(provider);
    let client = builder.deadline(Duration::from_secs(5)).build().unwrap();

    tokio::time::pause();
    let error = client.get_client("x").await.unwrap_err();
    tokio::time::resume();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::TokenProvider, Outcome::NotSent));
    assert!(error.to_string().contains("the deadline passed while a token was fetched"), "{error}");
    // Dropped while it waits.
    let dropped = tokio::spawn({
        let client = client.clone();
        async move { client.get_client("x").await.map(drop) }
    });
    tokio::task::yield_now().await;
    dropped.abort();

    gate.add_permits(1);
    client.get_client("x").await.unwrap();
    assert_eq!((tokens(&recorder), asked.load(Ordering::SeqCst)), (vec!["token-0".to_owned()], 1));
}

/// A server that refuses a token would refuse the same one again.
#[tokio::test]
async fn a_provider_without_another_token_costs_no_second_request() {
    let challenge = r#"www-authenticate: Bearer error="invalid_token""#;
    let recorder = Recorder::answering(response("401 Unauthorized", &[challenge], "")).await;
    let (client, asked) = client(&recorder, |_| Ok(AccessToken::new("the-only-one")));
    let error = client.get_client("x").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, 1));
    assert_eq!((recorder.requests().len(), asked.load(Ordering::SeqCst)), (1, 2));
}

#[tokio::test]
async fn a_provider_that_panics_fails_the_call_and_is_asked_again() {
    let recorder = Recorder::answering(json(READ)).await;
    let (client, _) = client(&recorder, |number| {
        assert_ne!(number, 0, "the first time");
        Ok(numbered(number))
    });
    let error = client.get_client("x").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::TokenProvider, Outcome::NotSent));
    client.get_client("x").await.unwrap();
}

/// A provider that never answers: the call ends at the timeout, and the next one asks anew.
#[tokio::test]
async fn a_provider_that_hangs_is_cut_off() {
    #[derive(Debug)]
    struct Hanging(Mutex<bool>);
    impl TokenProvider for Hanging {
        fn token(&self) -> TokenFuture<'_> {
            let first = std::mem::replace(&mut *self.0.lock().unwrap(), false);
            Box::pin(async move {
                if first {
                    std::future::pending::<()>().await;
                }
                Ok(AccessToken::new("token"))
            })
        }
    }
    let recorder = Recorder::answering(json(READ)).await;
    let builder = Client::builder(recorder.url()).token_provider(Hanging(Mutex::new(true)));
    let client = builder.build().unwrap();
    // Nothing has been sent yet: the clock runs on to the timeout by itself.
    tokio::time::pause();
    let error = client.get_client("x").send().await.unwrap_err();
    tokio::time::resume();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::TokenProvider, Outcome::NotSent));
    client.get_client("x").send().await.unwrap();
}
