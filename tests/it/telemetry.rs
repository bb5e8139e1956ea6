//! What a subscriber of `tracing` sees of a call: OpenTelemetry's names, and nothing that identifies or is secret.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
    time::Duration,
};

use collibra_client_management::{
    AccessToken, Client, RetryPolicy, TokenFuture, TokenProvider, types::UpdateClient,
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    instrument::WithSubscriber as _,
    span,
};

use crate::recorder::{Recorder, json, response};

const ID: &str = "urn:sys:env:an-id";
const TOKEN: &str = "t0ken-t0ken";
const SECRET: &str = "s3cr3t-s3cr3t";

/// What a span or an event says.
#[derive(Debug, Default)]
struct Fields(BTreeMap<&'static str, String>);

/// Keeps what this crate's spans and events say.
#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<Vec<Fields>>>,
    events: Arc<Mutex<Vec<Fields>>>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("collibra_client_management")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        assert_eq!(attributes.metadata().name(), "collibra_client_management");
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let mut spans = self.spans.lock().unwrap();
        spans.push(fields);
        span::Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &span::Id, values: &span::Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut self.spans.lock().unwrap()[index]);
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.events.lock().unwrap().push(fields);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl Collector {
    /// The fields of the one span, a line each.
    fn span(&self) -> Vec<String> {
        let spans = self.spans.lock().unwrap();
        let [Fields(fields)] = &spans[..] else { panic!("one span, not {spans:?}") };
        fields.iter().map(|(name, value)| format!("{name} = {value}")).collect()
    }

    /// The events, a line each.
    fn events(&self) -> Vec<String> {
        let events = self.events.lock().unwrap();
        let line = |Fields(fields): &Fields| {
            let fields = fields.iter().map(|(name, value)| format!("{name}={value}"));
            fields.collect::<Vec<_>>().join(" ")
        };
        events.iter().map(line).collect()
    }

    fn assert_shows_nothing_secret(&self) {
        let all = format!("{:?} {:?}", self.spans.lock().unwrap(), self.events.lock().unwrap());
        for hidden in [ID, TOKEN, SECRET] {
            assert!(!all.contains(hidden), "{hidden} shows: {all}");
        }
    }
}

fn client(recorder: &Recorder) -> Client {
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1)).jitter(false);
    Client::builder(recorder.url()).bearer_token(TOKEN).retry(retry).build().unwrap()
}

fn port(recorder: &Recorder) -> &str {
    recorder.url().rsplit(':').next().unwrap()
}

#[tokio::test]
async fn a_call_is_one_span() {
    let body = format!(r#"{{"client_id":"{ID}","client_secret":"{SECRET}"}}"#);
    let recorder = Recorder::answering(json(&body)).await;
    let collector = Collector::default();
    let update = UpdateClient::builder().client_name("n");
    let client = client(&recorder);
    let call = client.update_client(ID, update).send();
    call.with_subscriber(collector.clone()).await.unwrap();
    assert_eq!(
        collector.span(),
        [
            "http.request.method = PUT".to_owned(),
            "http.response.status_code = 200".to_owned(),
            "operation.id = updateClient".to_owned(),
            "otel.kind = client".to_owned(),
            "otel.name = PUT /clients/{client_id}".to_owned(),
            "server.address = 127.0.0.1".to_owned(),
            format!("server.port = {}", port(&recorder)),
            "url.template = /clients/{client_id}".to_owned(),
        ]
    );
    assert_eq!(collector.events(), Vec::<String>::new());
    collector.assert_shows_nothing_secret();
}

#[tokio::test]
async fn a_failure_has_its_type_and_each_retry_an_event() {
    let recorder = Recorder::answering(response("503 Service Unavailable", &[], SECRET)).await;
    let collector = Collector::default();
    let client = client(&recorder);
    let call = client.get_client(ID).send();
    call.with_subscriber(collector.clone()).await.unwrap_err();
    let span = collector.span();
    for field in
        ["error.type = unexpected_status", "http.response.status_code = 503", "http.request.resend_count = 2"]
    {
        assert!(span.iter().any(|found| found == field), "{field} is not in {span:?}");
    }
    assert_eq!(
        collector.events(),
        [
            "attempt=1 delay_ms=1 error.type=unexpected_status http.response.status_code=503 message=retrying",
            "attempt=2 delay_ms=2 error.type=unexpected_status http.response.status_code=503 message=retrying",
        ]
    );
    collector.assert_shows_nothing_secret();
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_is_a_failure_too() {
    let recorder = Recorder::answering(json(&format!("[\"{SECRET}\"]"))).await;
    let collector = Collector::default();
    let client = client(&recorder);
    client.get_client(ID).send().with_subscriber(collector.clone()).await.unwrap_err();
    assert!(collector.span().contains(&"error.type = decode".to_owned()), "{:?}", collector.span());
    collector.assert_shows_nothing_secret();
}

#[derive(Debug)]
struct Provider;

impl TokenProvider for Provider {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::new(TOKEN)) })
    }
}

#[tokio::test]
async fn fetching_a_token_is_an_event() {
    let challenge = r#"www-authenticate: Bearer error="invalid_token""#;
    let recorder = Recorder::answering(response("401 Unauthorized", &[challenge], "")).await;
    let collector = Collector::default();
    let client = Client::builder(recorder.url()).token_provider(Provider).build().unwrap();
    client.get_client(ID).send().with_subscriber(collector.clone()).await.unwrap_err();
    assert_eq!(
        collector.events(),
        ["message=fetching an access token refused=false", "message=fetching an access token refused=true"]
    );
    collector.assert_shows_nothing_secret();
}
