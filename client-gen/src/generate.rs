//! From a document to the source of the client: the one place with progenitor's settings.
//!
//! `client/build.rs`, the snapshots and the maintainer's tools all come through here, so that what is reviewed
//! is what is compiled.

use std::{fmt, panic, sync::Once, thread};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use schemars::schema::{InstanceType, SchemaObject, StringValidation};
use serde_json::Value;

use crate::{
    emit::Server,
    lower::{self, LowerReason, Lowered},
    operation::Operation,
    problem::{Location, Problem, Problems, Reason},
    rewrite::{self, RewriteReason},
};

/// The generated client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// Formatted Rust: the source of a module of the client crate.
    pub code: String,
    /// `info.version` of the document.
    pub api_version: String,
    /// The operations as documented.
    pub operations: Vec<Operation>,
    /// The servers as documented, the default one first.
    pub servers: Vec<Server>,
}

/// Why there is no client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GenerateReason {
    /// The document isn't JSON.
    NotJson {
        /// Where reading stopped: line and column, counted from 1.
        position: (usize, usize),
        /// What stands there, without quoting it.
        message: String,
    },
    /// The document isn't an OpenAPI 3.0 document.
    NotOpenApi {
        /// What is wrong with it.
        message: String,
    },
    /// The document says something that the client can't.
    Lower(LowerReason),
    /// progenitor refused the document, or panicked on it.
    Generator {
        /// What it said.
        message: String,
    },
    /// progenitor's output isn't what the rewriting expects.
    Rewrite(RewriteReason),
    /// A `format: password` that didn't become the secret type.
    SecretLost,
}

impl fmt::Display for GenerateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { position: (line, column), message } => {
                write!(f, "not JSON: {message} at line {line}, column {column}")
            }
            Self::NotOpenApi { message } => write!(f, "not an OpenAPI 3.0 document: {message}"),
            Self::Lower(reason) => write!(f, "{reason}"),
            Self::Generator { message } => write!(f, "progenitor can't generate a client: {message}"),
            Self::Rewrite(reason) => write!(f, "{reason}"),
            Self::SecretLost => write!(f, "this secret didn't become the secret type"),
        }
    }
}

impl Reason for GenerateReason {
    fn help(&self) -> String {
        match self {
            Self::NotJson { .. } => "correct the document, or write it anew with `cargo xtask merge`".to_owned(),
            Self::NotOpenApi { .. } => "correct the document at that place".to_owned(),
            Self::Lower(reason) => reason.help(),
            Self::Generator { .. } => {
                "find the schema or operation it speaks of, and give it a rule in client-gen/src/lower".to_owned()
            }
            Self::Rewrite(reason) => reason.help(),
            Self::SecretLost => {
                "it would be a plain string that Debug prints: give its schema a rule in client-gen/src/lower"
                    .to_owned()
            }
        }
    }
}

/// Generates the client from the text of an OpenAPI 3.0 document.
///
/// `name` is how messages call the document, such as its path. The same text gives the same bytes.
///
/// # Errors
/// Everything that is wrong with the document, with its place; and a defect of the generator as a message,
/// never as a panic.
pub fn generate(name: &str, document: &str) -> Result<Generated, Problems<GenerateReason>> {
    let whole = || Location::Pointer { document: name.to_owned(), pointer: String::new() };
    let problem = |reason| Problems::from(Problem::new(reason, [whole()]));

    let value: Value = serde_json::from_str(document).map_err(|error| {
        let line = Location::Line { page: name.to_owned(), line: error.line() };
        let reason = GenerateReason::NotJson {
            position: (error.line(), error.column()),
            message: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
        };
        Problems::from(Problem::new(reason, [line]))
    })?;
    check_version(&value).map_err(|message| problem(GenerateReason::NotOpenApi { message }))?;
    let servers = Server::read(&value);
    let api_version = value["info"]["version"].as_str().unwrap_or_default().to_owned();

    let lowered = lower::lower(name, value).map_err(|problems| problems.map(GenerateReason::Lower))?;
    let document = parse(name, &lowered)?;
    let tokens = run_progenitor(document, lowered.secrets.len())
        .map_err(|message| problem(GenerateReason::Generator { message }))?;
    let rewritten = rewrite::rewrite(tokens, &lowered, &servers, &api_version)
        .map_err(|reason| problem(GenerateReason::Rewrite(reason)))?;

    let lost: Vec<_> = lowered
        .secrets
        .iter()
        .enumerate()
        .filter(|(number, _)| !rewritten.secrets.contains(number))
        .map(|(_, place)| Problem::new(GenerateReason::SecretLost, [place.clone()]))
        .collect();
    Problems::or(
        lost,
        Generated {
            code: prettyplease::unparse(&rewritten.file),
            api_version,
            operations: lowered.operations,
            servers,
        },
    )
}

fn check_version(document: &Value) -> Result<(), String> {
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => {}
        Some(version) => return Err(format!("`openapi` is {version:?}, not 3.0.x")),
        None => return Err("it has no `openapi` member".to_owned()),
    }
    match document.pointer("/info/version") {
        Some(Value::String(_)) => Ok(()),
        _ => Err("it has no `info.version`".to_owned()),
    }
}

/// The lowered document as progenitor's own type, or the place that doesn't fit it.
fn parse(name: &str, lowered: &Lowered) -> Result<OpenAPI, Problems<GenerateReason>> {
    serde_path_to_error::deserialize(&lowered.document).map_err(|error| {
        let path = error.path().iter().map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => index.to_string(),
            serde_path_to_error::Segment::Map { key } => key.clone(),
            serde_path_to_error::Segment::Enum { variant } => variant.clone(),
            serde_path_to_error::Segment::Unknown => "?".to_owned(),
        });
        let pointer = path.fold(String::new(), |pointer, key| crate::pointer::child(&pointer, &key));
        let reason = GenerateReason::NotOpenApi { message: error.inner().to_string() };
        Problem::new(reason, [Location::Pointer { document: name.to_owned(), pointer }]).into()
    })
}

const THREAD: &str = "progenitor";

/// Runs progenitor on a thread of its own: its assertions end there, and deep schemas have room.
fn run_progenitor(document: OpenAPI, secrets: usize) -> Result<proc_macro2::TokenStream, String> {
    silence_panics_of_the_generator();
    let work = move || {
        let settings = settings(secrets);
        Generator::new(&settings)
            .generate_tokens(&document)
            // Tokens are bound to their thread, text is not.
            .map(|tokens| tokens.to_string())
            .map_err(|error| error.to_string())
    };
    let thread = thread::Builder::new()
        .name(THREAD.to_owned())
        .stack_size(256 << 20)
        .spawn(work)
        .map_err(|error| format!("no thread for it: {error}"))?;
    let code = thread.join().unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|message| (*message).to_owned()));
        Err(format!("it panicked: {}", message.unwrap_or_else(|| "without a message".to_owned())))
    })?;
    code.parse().map_err(|error| format!("its output isn't Rust: {error}"))
}

/// A panic on the generator's thread is reported as an error: the default hook's backtrace would say it twice.
fn silence_panics_of_the_generator() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                previous(info);
            }
        }));
    });
}

fn settings(secrets: usize) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote::quote!(crate::runtime::Runtime))
        // Iteration order and so Debug output are the same in each run.
        .with_map_type("::std::collections::BTreeMap");
    for number in 0..secrets {
        let schema = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            format: Some(lower::MARK.to_owned()),
            string: Some(Box::new(StringValidation {
                max_length: u32::try_from(number).ok(),
                ..StringValidation::default()
            })),
            ..SchemaObject::default()
        };
        // Names that typify derives from the type's, such as a variant's, come from `Secret` alone.
        let path = format!("crate::{}::Secret", lower::placeholder_module(number));
        settings.with_conversion(schema, path, std::iter::empty());
    }
    settings
}
