//! Every operation once, against the sandbox: read, update (read, change, write), read back, delete, and two calls
//! that must fail. Fails itself if one of them doesn't do what it should.

use std::{
    error::Error as StdError,
    fmt::Display,
    time::{Duration, Instant},
};

use collibra_client_management::{
    Error, ErrorKind, Operation, Response, Server, operations, sandbox::Sandbox,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    let sandbox = Sandbox::start().await?;
    let (client, id) = (sandbox.client(), sandbox.register("demo", &["client_credentials"])?.client_id);
    println!("{:>12} the sandbox at {}, with one registered client", "Started", sandbox.url());
    let mut steps = Steps { client_id: id.clone(), passed: true };

    let read = steps.time(&operations::GET_CLIENT, client.get_client(&id).send()).await;
    let read = steps.success(read, |read| {
        let named = read.client_name.as_deref() == Some("demo");
        (named, format!("read {:?}, grant types {:?}", text(&read.client_name), list(&read.grant_types)))
    });

    let read = read.ok_or("what can't be read can't be changed")?;
    let mut update = read.to_update()?;
    update.client_name = "renamed demo".to_owned();
    let write = steps.time(&operations::UPDATE_CLIENT, client.update_client(&id, update).send()).await;
    steps.success(write, |written| {
        let secret = written.client_secret.as_ref();
        (secret.is_some(), format!("changed the name, kept the rest; a new secret: {secret:?}"))
    });

    let read = steps.time(&operations::GET_CLIENT, client.get_client(&id).send()).await;
    steps.success(read, |read| {
        let kept = read.client_name.as_deref() == Some("renamed demo")
            && list(&read.grant_types) == ["client_credentials"];
        (kept, format!("read back {:?}, grant types {:?}", text(&read.client_name), list(&read.grant_types)))
    });

    let deleted = steps.time(&operations::DELETE_CLIENT, client.delete_client(&id).send()).await;
    steps.success(deleted, |_| (sandbox.registered(&id).is_none(), "deleted".to_owned()));

    let gone = steps.time(&operations::GET_CLIENT, client.get_client(&id).send()).await;
    steps.failure(gone, |error| {
        let challenge = error.challenges().into_iter().next();
        let invalid_token = challenge.as_ref().is_some_and(|c| c.error.as_deref() == Some("invalid_token"));
        (error.kind() == ErrorKind::Unauthorized && invalid_token, error.to_string())
    });

    let calls = sandbox.ledger().len();
    steps.client_id = "..".to_owned();
    let elsewhere = steps.time(&operations::DELETE_CLIENT, client.delete_client("..").send()).await;
    steps.failure(elsewhere, |error| {
        let nothing_sent = sandbox.ledger().len() == calls;
        (error.kind() == ErrorKind::InvalidRequest && nothing_sent, error.to_string())
    });

    if steps.passed { Ok(()) } else { Err("a step didn't do what it should, see above".into()) }
}

/// A call and how long it took.
struct Timed<T> {
    operation: &'static Operation,
    took: Duration,
    result: Result<Response<T>, Error>,
}

struct Steps {
    /// What the calls are made for: the path shows it.
    client_id: String,
    passed: bool,
}

impl Steps {
    async fn time<T>(
        &self,
        operation: &'static Operation,
        call: impl Future<Output = Result<Response<T>, Error>>,
    ) -> Timed<T> {
        let start = Instant::now();
        let result = call.await;
        Timed { operation, took: start.elapsed(), result }
    }

    /// A call that should succeed. `judge` says whether it did what it should, and what to show.
    fn success<T>(
        &mut self,
        call: Timed<T>,
        judge: impl FnOnce(&T) -> (bool, String),
    ) -> Option<Response<T>> {
        let (operation, took) = (call.operation, call.took);
        match call.result {
            Ok(response) => {
                let (passed, shown) = judge(&response);
                self.show(operation, response.status(), took, passed, &shown);
                Some(response)
            }
            Err(error) => {
                self.show(operation, "failed", took, false, &error.to_string());
                None
            }
        }
    }

    /// A call that should fail.
    fn failure<T>(&mut self, call: Timed<T>, judge: impl FnOnce(&Error) -> (bool, String)) {
        match call.result {
            Ok(response) => {
                self.show(call.operation, response.status(), call.took, false, "should have failed")
            }
            Err(error) => {
                let (passed, shown) = judge(&error);
                match error.status() {
                    Some(status) => self.show(call.operation, status, call.took, passed, &shown),
                    None => self.show(call.operation, "not sent", call.took, passed, &shown),
                }
            }
        }
    }

    fn show(
        &mut self,
        operation: &Operation,
        result: impl Display,
        took: Duration,
        passed: bool,
        shown: &str,
    ) {
        let took = took.as_secs_f64() * 1000.0;
        let method = operation.method().as_str();
        let path = operation.path_template().replace("{client_id}", &self.client_id);
        let path = format!("{}{path}", Server::default());
        let verdict = if passed { "" } else { " (NOT what it should be)" };
        println!("{method:>12} {path} -> {result} in {took:.1} ms: {shown}{verdict}");
        self.passed &= passed;
    }
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

fn list(value: &Option<Vec<String>>) -> &[String] {
    value.as_deref().unwrap_or_default()
}
