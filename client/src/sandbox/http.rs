//! The HTTP side of the sandbox: endpoints, content negotiation, and responses.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{ALLOW, EXPECT, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::access::bearer_token;
use super::connection::Writer;
use super::ledger::Target;
use super::metadata::Metadata;
use super::refusal::Refusal;
use super::registry::Registered;
use super::store::{self, Store};
use super::{body, response, token};
use crate::Server;
use crate::instance::TOKEN_PATH;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The endpoints under each base path, and the token endpoint.
pub(super) fn router(store: &Arc<Store>, token_lifetime: Duration) -> Router {
    let sandbox = Endpoints { store: Arc::clone(store), token_lifetime };
    Router::new().fallback(fail_if_due).with_state(sandbox)
}

#[derive(Clone)]
struct Endpoints {
    store: Arc<Store>,
    token_lifetime: Duration,
}

/// What a path leads to.
enum Endpoint {
    Token,
    Client(Target),
    Nowhere,
}

impl Endpoint {
    fn of(path: &str) -> Self {
        if path == TOKEN_PATH {
            return Self::Token;
        }
        let target = Server::ALL.iter().map(|server| server.base_path()).find_map(|base_path| {
            let id = path.strip_prefix(base_path)?.strip_prefix("/clients/")?;
            // Decoded once. An identifier that isn't UTF-8 becomes the empty string: neither identifies a client.
            let client_id = percent_decode_str(id).decode_utf8().unwrap_or_default().into_owned();
            (!id.is_empty() && !id.contains('/')).then_some((base_path, client_id))
        });
        target.map_or(Self::Nowhere, Self::Client)
    }

    fn target(&self) -> Option<Target> {
        if let Self::Client(target) = self { Some(target.clone()) } else { None }
    }
}

/// Counts each request, and makes it fail if there is a fault for it.
async fn fail_if_due(
    State(endpoints): State<Endpoints>,
    ConnectInfo(connection): ConnectInfo<Writer>,
    request: Request,
) -> Response {
    let endpoint = Endpoint::of(request.uri().path());
    let (request, body) = request.into_parts();
    let store = &endpoints.store;
    let is_for_token = matches!(endpoint, Endpoint::Token);
    let fault = {
        let mut state = store.lock();
        state.token_requests += u64::from(is_for_token);
        state.arrived(&request.method)
    };
    let Some(fault) = fault else { return endpoints.respond(&endpoint, &request, body).await };
    let (end, delay) = (fault.end, fault.delay);
    let bytes = if fault.after_effect {
        let (real, mut body) = endpoints.respond(&endpoint, &request, body).await.into_parts();
        if let Some(Recorded(number)) = real.extensions.get() {
            store.lock().ledger.fail(*number);
        }
        let body = body::read(&mut body).await.unwrap_or_default();
        fault.bytes(Some((&real, &body)))
    } else {
        if !is_for_token {
            store.lock().ledger.record(request.method, endpoint.target(), None);
        }
        // The body is read to its end first: closing with unread bytes would reset the connection. But a caller that
        // waits for `100 Continue` sends none.
        if !request.headers.contains_key(EXPECT) {
            body::discarded(body).await;
        }
        fault.bytes(None)
    };
    tokio::time::sleep(delay).await;
    // That the caller is gone is no failure of the fault's.
    let _ = connection.fail(&bytes, end).await;
    // Nothing more can be sent.
    Response::new(Body::empty())
}

impl Endpoints {
    /// The real response.
    async fn respond(&self, endpoint: &Endpoint, request: &Parts, mut body: Body) -> Response {
        let Parts { method, headers, .. } = request;
        match (endpoint, method.as_str()) {
            (Endpoint::Token, "POST") => {
                token::respond(&self.store, self.token_lifetime, headers, body).await
            }
            (Endpoint::Token, _) => allowing("POST", response::empty(StatusCode::METHOD_NOT_ALLOWED)),
            (Endpoint::Client(target), "GET" | "HEAD") => self.answer(method, endpoint, |state| {
                let client = authorized(state, target, headers)?;
                Ok(state.replay.read(information(client), client.client_secret.expose_secret()))
            }),
            (Endpoint::Client(target), "PUT") => {
                let metadata = self.metadata(target, headers, &mut body).await;
                // A caller that waits for `100 Continue` (RFC 9110, section 10.1.1) won't send the body now.
                if metadata.is_err() && !headers.contains_key(EXPECT) {
                    body::discard(body);
                }
                self.answer(method, endpoint, |state| {
                    // 401 also if the client was deleted while the body was received.
                    let client = state.update(&target.1, metadata?)?;
                    Ok(response::json(StatusCode::OK, &registration(client)))
                })
            }
            (Endpoint::Client(target), "DELETE") => self.answer(method, endpoint, |state| {
                authorized(state, target, headers)?;
                state.registry.remove(&target.1);
                Ok(response::empty(StatusCode::NO_CONTENT))
            }),
            (Endpoint::Client(_), _) => {
                let refused = self.answer(method, endpoint, |_| Err(Refusal::METHOD_NOT_ALLOWED));
                allowing("GET, HEAD, PUT, DELETE", refused)
            }
            (Endpoint::Nowhere, _) => self.answer(method, endpoint, |_| Err(Refusal::NO_SUCH_PATH)),
        }
    }

    /// The body of an update. It isn't read before the caller is known to be allowed to send one.
    async fn metadata(
        &self,
        target: &Target,
        headers: &HeaderMap,
        body: &mut Body,
    ) -> Result<Metadata, Refusal> {
        authorized(&self.store.lock(), target, headers)?;
        if !body::is_of_type(headers, "application/json") {
            return Err(Refusal::NOT_JSON);
        }
        Metadata::from_body(&body::read(body).await?, &target.1)
    }

    /// Acts and records the response in one step, so that the ledger is in the order of the changes.
    fn answer(
        &self,
        method: &Method,
        endpoint: &Endpoint,
        act: impl FnOnce(&mut store::State) -> Result<Response, Refusal>,
    ) -> Response {
        let mut state = self.store.lock();
        let acted = act(&mut state);
        let mut response = acted.unwrap_or_else(|refusal| state.replay.refuse(refusal, method));
        let (number, request_id) =
            state.ledger.record(method.clone(), endpoint.target(), Some(response.status()));
        drop(state);
        if let Ok(request_id) = HeaderValue::try_from(request_id) {
            response.headers_mut().insert(X_REQUEST_ID, request_id);
        }
        response.extensions_mut().insert(Recorded(number));
        response
    }
}

/// The number of a response's entry in the ledger.
#[derive(Clone, Copy)]
struct Recorded(u64);

/// The addressed client, if the caller is allowed to access it.
fn authorized<'s>(
    state: &'s store::State,
    (base_path, client_id): &Target,
    headers: &HeaderMap,
) -> Result<&'s Registered, Refusal> {
    state.authorize(bearer_token(headers)?, base_path, client_id)
}

/// With the methods that are served in its place (RFC 9110, section 15.5.6).
fn allowing(methods: &'static str, mut response: Response) -> Response {
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}

/// The body of the response to a GET. Written out here rather than taken from the generated types, so that the
/// sandbox can tell when those are wrong.
fn information(client: &Registered) -> Value {
    let mut body = json!(client.undocumented);
    body["client_id"] = json!(client.client_id);
    body["client_id_issued_at"] = json!(client.client_id_issued_at);
    body["client_name"] = json!(client.client_name);
    if let Some(grant_types) = &client.grant_types {
        body["grant_types"] = json!(grant_types);
    }
    body
}

/// The body of the response to a PUT, the one place where a secret is shown.
fn registration(client: &Registered) -> Value {
    let mut body = information(client);
    body["client_secret"] = json!(client.client_secret.expose_secret());
    body
}
