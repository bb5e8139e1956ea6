//! The HTTP side of the sandbox: routes, content negotiation, and responses.

use std::convert::Infallible;
use std::mem;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Request, State};
use axum::http::header::{EXPECT, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::access::bearer_token;
use super::connection::{Control, Failure};
use super::ledger::Target;
use super::metadata::Metadata;
use super::refusal::Refusal;
use super::registry::Registered;
use super::store::{self, Store};
use super::{body, response};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The endpoints under each of the base paths, which are empty or begin with a slash.
pub(super) fn router(
    store: &Arc<Store>,
    base_paths: impl IntoIterator<Item = &'static str>,
    token_endpoint: Router,
) -> Router {
    let nothing_else =
        Router::new().without_v07_checks().fallback(no_such_path).with_state(Arc::clone(store));
    let at =
        |place| middleware::from_fn_with_state(Entrance { store: Arc::clone(store), place }, fail_if_due);
    let endpoints =
        base_paths.into_iter().fold(nothing_else.layer(at(Place::Nowhere)), |router, base_path| {
            // A base path is taken literally, whatever it holds.
            let base = base_path.replace('{', "{{").replace('}', "}}");
            let client = get(read).put(update).delete(remove).fallback(method_not_allowed);
            let endpoints = Router::new()
                .without_v07_checks()
                .route(&format!("{base}/clients/{{client_id}}"), client)
                .with_state(Scope { store: Arc::clone(store), base_path })
                .layer(at(Place::Api { base_path }));
            router.merge(endpoints)
        });
    endpoints.merge(token_endpoint.layer(at(Place::TokenEndpoint)))
}

/// Which part of the server a request reaches.
#[derive(Clone)]
struct Entrance {
    store: Arc<Store>,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Api { base_path: &'static str },
    TokenEndpoint,
    Nowhere,
}

/// Counts each request, and makes it fail if there is a fault for it.
async fn fail_if_due(
    State(Entrance { store, place }): State<Entrance>,
    ConnectInfo(connection): ConnectInfo<Control>,
    client_id: Result<Path<String>, PathRejection>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let fault = {
        let mut state = store.lock();
        state.token_requests += u64::from(matches!(place, Place::TokenEndpoint));
        state.arrived(&method)
    };
    let Some(fault) = fault else { return next.run(request).await };
    let (end, delay) = (fault.end, fault.delay);
    let bytes = if fault.after_effect {
        let (real, mut body) = next.run(request).await.into_parts();
        if let Some(Recorded(number)) = real.extensions.get() {
            store.lock().ledger.fail(*number);
        }
        let body = body::read(&mut body).await.unwrap_or_default();
        fault.bytes(Some((&real, &body)))
    } else {
        let target = match place {
            Place::Api { base_path } => Some((base_path, client_id.map(|Path(id)| id).unwrap_or_default())),
            Place::Nowhere | Place::TokenEndpoint => None,
        };
        if !matches!(place, Place::TokenEndpoint) {
            store.lock().ledger.record(method, target, None);
        }
        // The body is read to its end first: closing with unread bytes would reset the connection. But a caller that
        // waits for `100 Continue` sends none.
        if !request.headers().contains_key(EXPECT) {
            body::discarded(request.into_body()).await;
        }
        fault.bytes(None)
    };
    tokio::time::sleep(delay).await;
    connection.set(Failure { bytes, end });
    // The failure has the bytes that are written instead.
    Response::new(Body::empty())
}

async fn read(State(scope): State<Scope>, call: Call) -> Response {
    scope.answer(&call, |state| {
        let client = scope.authorized(state, &call)?;
        Ok(response::json(StatusCode::OK, &information(client)))
    })
}

async fn update(State(scope): State<Scope>, call: Call, mut body: Body) -> Response {
    let metadata = scope.metadata(&call, &mut body).await;
    // A caller that waits for `100 Continue` (RFC 9110, section 10.1.1) won't send the body now.
    if metadata.is_err() && !call.headers.contains_key(EXPECT) {
        body::discard(body);
    }
    scope.answer(&call, |state| {
        // 401 also if the client was deleted while the body was received.
        let client = state.update(&call.client_id, metadata?)?;
        Ok(response::json(StatusCode::OK, &registration(client)))
    })
}

async fn remove(State(scope): State<Scope>, call: Call) -> Response {
    scope.answer(&call, |state| {
        scope.authorized(state, &call)?;
        state.registry.remove(&call.client_id);
        Ok(response::empty(StatusCode::NO_CONTENT))
    })
}

async fn method_not_allowed(State(scope): State<Scope>, call: Call) -> Response {
    scope.answer(&call, |_| Err(Refusal::METHOD_NOT_ALLOWED))
}

async fn no_such_path(State(store): State<Arc<Store>>, method: Method) -> Response {
    answer(&store, method, None, |_| Err(Refusal::NO_SUCH_PATH))
}

/// The state that the endpoints under one base path share.
#[derive(Clone)]
struct Scope {
    store: Arc<Store>,
    base_path: &'static str,
}

impl Scope {
    fn answer(
        &self,
        call: &Call,
        act: impl FnOnce(&mut store::State) -> Result<Response, Refusal>,
    ) -> Response {
        answer(&self.store, call.method.clone(), Some((self.base_path, call.client_id.clone())), act)
    }

    /// The addressed client, if the caller is allowed to access it.
    fn authorized<'s>(&self, state: &'s store::State, call: &Call) -> Result<&'s Registered, Refusal> {
        state.authorize(bearer_token(&call.headers)?, self.base_path, &call.client_id)
    }

    /// The body of an update. It isn't read before the caller is known to be allowed to send one.
    async fn metadata(&self, call: &Call, body: &mut Body) -> Result<Metadata, Refusal> {
        self.authorized(&self.store.lock(), call)?;
        if !body::is_of_type(&call.headers, "application/json") {
            return Err(Refusal::NOT_JSON);
        }
        Metadata::from_body(&body::read(body).await?, &call.client_id)
    }
}

/// Acts and records the response in one step, so that the ledger is in the order of the changes.
fn answer(
    store: &Store,
    method: Method,
    target: Option<Target>,
    act: impl FnOnce(&mut store::State) -> Result<Response, Refusal>,
) -> Response {
    let mut state = store.lock();
    let mut response = act(&mut state).unwrap_or_else(Refusal::into_response);
    let (number, request_id) = state.ledger.record(method, target, Some(response.status()));
    drop(state);
    if let Ok(request_id) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert(X_REQUEST_ID, request_id);
    }
    response.extensions_mut().insert(Recorded(number));
    response
}

/// The number of a response's entry in the ledger.
#[derive(Clone, Copy)]
struct Recorded(u64);

/// A request to an endpoint, without its body.
struct Call {
    method: Method,
    headers: HeaderMap,
    /// Decoded once. An identifier that isn't UTF-8 becomes the empty string: neither identifies a client.
    client_id: String,
}

impl FromRequestParts<Scope> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, scope: &Scope) -> Result<Self, Infallible> {
        let client_id = Path::from_request_parts(parts, scope).await.map(|Path(id)| id).unwrap_or_default();
        Ok(Self { method: parts.method.clone(), headers: mem::take(&mut parts.headers), client_id })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_base_path_can_be_served() {
        let base_paths = ["", "/plain", "/a/{b}", "/{c}", "/{*d}", "/:e", "/*f", "/{", "/}", "/clients"];
        let _ = router(&Arc::new(Store::new()), base_paths, Router::new());
    }
}
