//! The requests: what will be sent, and sending it, each once and on a connection of its own.

use std::{error::Error, time::Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use collibra_client_management::{
    Client, ErrorKind, RetryPolicy, Secret, Server,
    http::reqwest::{self, Url, redirect},
    sandbox::recording::{Exchange, Question, Recording, Verdict},
};
use form_urlencoded::{Serializer, byte_serialize};

use crate::settings::{Access, Settings};

/// Where an instance issues access tokens, below its URL.
const TOKEN_PATH: &str = "/rest/oauth/v2/token";
/// A token that no server has issued.
const INVALID_TOKEN: &str = "probe-not-a-valid-token";
/// The id of a client that can't exist.
const UNKNOWN_ID: &str = "urn:sys:env:00000000-0000-0000-0000-000000000000:i:0000000";
const MAX_BODY_BYTES: usize = 1 << 20;

pub(crate) struct Probe {
    settings: Settings,
    base: Url,
    questions: Vec<Question>,
    /// What is sent and may come back.
    sent: Vec<Secret>,
}

impl Probe {
    pub(crate) fn new(settings: Settings, unknown_id: bool) -> Result<Self, Box<dyn Error>> {
        let mut base = Url::parse(&settings.url)?;
        let path = base.path().trim_end_matches('/').to_owned();
        base.set_path(&path);
        let mut questions = Vec::new();
        let mut sent = vec![Secret::from(INVALID_TOKEN), Secret::from(UNKNOWN_ID)];
        match &settings.access {
            Access::Token(token) => sent.push(token.clone()),
            Access::ClientCredentials { id, secret } => {
                questions.extend([Question::TokenByHeader, Question::TokenByForm]);
                sent.extend([Secret::from(id.as_str()), secret.clone(), basic(id, secret)]);
            }
        }
        questions.extend(settings.target.is_some().then_some(Question::KnownClient));
        questions.extend([Question::InvalidToken, Question::NoToken]);
        // Last, as it may cost the token.
        questions.extend(unknown_id.then_some(Question::UnknownClient));
        sent.extend(settings.target.as_deref().map(Secret::from));
        Ok(Self { settings, base, questions, sent })
    }

    /// What will be sent, and where.
    pub(crate) fn plan(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        let port = self.base.port().map(|port| format!(":{port}")).unwrap_or_default();
        let prefix = self.base.path().trim_end_matches('/');
        let mut plan = format!("To {}://{host}{port}, in this order, each once:\n", self.base.scheme());
        for question in &self.questions {
            let target =
                if self.settings.target.is_some() { "$COLLIBRA_TARGET_CLIENT_ID" } else { UNKNOWN_ID };
            let client = |id: &str| format!("GET  {prefix}{}/clients/{id}", self.settings.server);
            let (request, note) = match question {
                Question::TokenByHeader => {
                    (format!("POST {prefix}{TOKEN_PATH}"), "credentials in the header")
                }
                Question::TokenByForm => (
                    format!("POST {prefix}{TOKEN_PATH}"),
                    "credentials in the form; only if the one before gave no token",
                ),
                Question::InvalidToken => (client(target), "with an invalid token"),
                Question::NoToken => (client(target), "without a token"),
                Question::UnknownClient => {
                    (client(UNKNOWN_ID), "a client that can't exist; some servers then REVOKE the token")
                }
                _ => (client(target), "with the token"),
            };
            plan.push_str(&format!("  {request}  ({note})\n"));
        }
        plan
    }

    /// Asks all questions that can be asked.
    pub(crate) async fn run(&self) -> Result<Recording, Box<dyn Error>> {
        let mut recording = Recording::new(self.settings.server);
        let mut token = match &self.settings.access {
            Access::Token(token) => Some(token.clone()),
            Access::ClientCredentials { .. } => None,
        };
        for question in &self.questions {
            let presented = match question {
                Question::TokenByHeader | Question::TokenByForm => {
                    if token.is_none() {
                        let exchange;
                        (exchange, token) = self.ask_for_token(*question).await?;
                        recording.push(exchange);
                    }
                    continue;
                }
                Question::InvalidToken => Some(Secret::from(INVALID_TOKEN)),
                Question::NoToken => None,
                // Without a token there is nothing to ask with.
                _ if token.is_none() => continue,
                _ => token.clone(),
            };
            recording.push(self.ask_for_client(*question, presented, &token).await?);
        }
        Ok(recording)
    }

    /// The questions that weren't asked.
    pub(crate) fn skipped(&self, recording: &Recording) -> Vec<Question> {
        let by_header = recording.exchange(Question::TokenByHeader);
        let has_token = by_header.is_some_and(|exchange| exchange.client() == Verdict::Accepted);
        let is_needless = |question| question == Question::TokenByForm && has_token;
        let is_asked = |question| recording.exchange(question).is_some() || is_needless(question);
        let is_for_token = |question| matches!(question, Question::TokenByHeader | Question::TokenByForm);
        Question::ALL
            .into_iter()
            .filter(|question| !is_asked(*question))
            .filter(|question| !is_for_token(*question) || self.questions.contains(question))
            .collect()
    }

    async fn ask_for_client(
        &self,
        question: Question,
        presented: Option<Secret>,
        token: &Option<Secret>,
    ) -> Result<Exchange, Box<dyn Error>> {
        let server: Server = self.settings.server;
        // A new client has no open connection.
        let mut client = Client::builder(&self.settings.url)
            .server(server)
            .retry(RetryPolicy::none())
            .max_body_bytes(MAX_BODY_BYTES);
        if let Some(presented) = presented {
            client = client.bearer_token(presented);
        }
        let client = client.build()?;
        let id = match (&self.settings.target, question) {
            (Some(target), Question::KnownClient | Question::InvalidToken | Question::NoToken) => target,
            _ => UNKNOWN_ID,
        };
        let start = Instant::now();
        let result = client.get_client(id).send().await;
        let sent: Vec<_> = self.sent.iter().chain(token).cloned().collect();
        Ok(Exchange::of_call(question, &result, start.elapsed(), &sent))
    }

    /// RFC 6749, sections 2.3.1 and 4.4.
    async fn ask_for_token(&self, question: Question) -> Result<(Exchange, Option<Secret>), Box<dyn Error>> {
        let Access::ClientCredentials { id, secret } = &self.settings.access else {
            return Err("there are no client credentials".into());
        };
        let mut url = self.base.clone();
        url.set_path(&format!("{}{TOKEN_PATH}", self.base.path().trim_end_matches('/')));
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .timeout(std::time::Duration::from_secs(30))
            .https_only(url.scheme() == "https");
        // Plain HTTP is for this machine only, where no proxy is to see it.
        let http = if url.scheme() == "http" { http.no_proxy() } else { http };
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        let mut request = http.build()?.post(url).header("accept", "application/json");
        if question == Question::TokenByForm {
            form.append_pair("client_id", id).append_pair("client_secret", secret.expose_secret());
        } else {
            let credentials = format!("Basic {}", basic(id, secret).expose_secret());
            let mut credentials = reqwest::header::HeaderValue::from_str(&credentials)?;
            credentials.set_sensitive(true);
            request = request.header("authorization", credentials);
        }
        request = request.header("content-type", "application/x-www-form-urlencoded").body(form.finish());

        let start = Instant::now();
        let unanswered = |error: &reqwest::Error| {
            let kind = match error {
                error if error.is_connect() => ErrorKind::Connect,
                error if error.is_timeout() => ErrorKind::Timeout,
                _ => ErrorKind::Transport,
            };
            Exchange::unanswered(question, kind, start.elapsed())
        };
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Ok((unanswered(&error), None)),
        };
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_BODY_BYTES => {
                    body.extend_from_slice(&chunk)
                }
                Ok(_) => break,
                Err(error) => return Ok((unanswered(&error), None)),
            }
        }
        let parts = (response.status(), response.headers(), &body[..]);
        Ok(Exchange::of_token_response(question, parts, start.elapsed(), &self.sent))
    }
}

/// The credentials as HTTP Basic has them.
fn basic(id: &str, secret: &Secret) -> Secret {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    Secret::from(STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret.expose_secret()))))
}
