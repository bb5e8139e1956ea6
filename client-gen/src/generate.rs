//! From a document to the source of the client: the one place with progenitor's settings.
//!
//! `client/build.rs`, the snapshots and the maintainer's tools all come through here, so that what is reviewed
//! is what is compiled.

use std::{fmt, panic, sync::Once, thread};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use schemars::schema::{InstanceType, SchemaObject, StringValidation};
use serde_json::Value;

#[cfg(feature = "documents")]
use crate::rust::surface;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Location, Reason},
    document::operation::Operation,
    normalize::{self, NormalizeReason, Normalized},
    rust::emit::Server,
    rust::patch::{self, PatchReason},
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

#[cfg(feature = "documents")]
impl Generated {
    /// What users of this client can name and call.
    ///
    /// # Errors
    /// The code has something that the surface wouldn't show.
    pub fn surface(&self) -> Result<surface::Surface, surface::SurfaceError> {
        surface::read(&self.code, &self.api_version, &self.servers, &self.operations)
    }
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
    Normalize(NormalizeReason),
    /// progenitor refused the document, or panicked on it.
    Generator {
        /// What it said.
        message: String,
    },
    /// progenitor's output isn't what the rewriting expects.
    Patch(PatchReason),
    /// Two items of one name in one module, or two members of one item.
    RepeatedName {
        /// The name, with the module's.
        rust: String,
    },
    /// A `format: password` that didn't become the secret type.
    SecretLost,
}

impl GenerateReason {
    /// On one line, and no more than says what it is about: progenitor dumps whole schemas.
    fn generator(message: &str) -> Self {
        let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let brief: String = line.chars().take(300).collect();
        Self::Generator { message: if brief == line { line } else { format!("{brief}…") } }
    }
}

impl fmt::Display for GenerateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { position: (line, column), message } => {
                write!(f, "not JSON: {message} at line {line}, column {column}")
            }
            Self::NotOpenApi { message } => write!(f, "not an OpenAPI 3.0 document: {message}"),
            Self::Normalize(reason) => write!(f, "{reason}"),
            Self::Generator { message } => write!(f, "progenitor can't generate a client: {message}"),
            Self::Patch(reason) => write!(f, "{reason}"),
            Self::RepeatedName { rust } => write!(f, "{rust:?} would be the Rust name of several things"),
            Self::SecretLost => write!(f, "this secret didn't become the secret type"),
        }
    }
}

impl Reason for GenerateReason {
    fn help(&self) -> String {
        match self {
            Self::NotJson { .. } => {
                "correct the document, or write it anew with `cargo xtask merge`".to_owned()
            }
            Self::NotOpenApi { .. } => "correct the document at that place".to_owned(),
            Self::Normalize(reason) => reason.help(),
            Self::Generator { .. } => {
                "find the schema or operation it speaks of, and give it a rule in client-gen/src/normalize"
                    .to_owned()
            }
            Self::Patch(reason) => reason.help(),
            Self::RepeatedName { .. } => "ask the vendor to rename one of them".to_owned(),
            Self::SecretLost => {
                "it would be a plain string that Debug prints: give its schema a rule in client-gen/src/normalize"
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
pub fn generate(name: &str, document: &str) -> Result<Generated, Diagnostics<GenerateReason>> {
    let value: Value = serde_json::from_str(document).map_err(|error| {
        let line = Location::Line { page: name.to_owned(), line: error.line() };
        let reason = GenerateReason::NotJson {
            position: (error.line(), error.column()),
            message: error.to_string().split(" at line").next().unwrap_or_default().to_owned(),
        };
        Diagnostics::from(Diagnostic::new(reason, [line]))
    })?;
    on_own_thread(name, || generate_from(name, value))
}

/// The problem that the document as a whole has.
fn whole(name: &str, reason: GenerateReason) -> Diagnostics<GenerateReason> {
    let location = Location::Pointer { document: name.to_owned(), pointer: String::new() };
    Diagnostic::new(reason, [location]).into()
}

fn generate_from(name: &str, value: Value) -> Result<Generated, Diagnostics<GenerateReason>> {
    check_version(&value).map_err(|message| whole(name, GenerateReason::NotOpenApi { message }))?;
    let servers = Server::read(&value);
    let api_version = value["info"]["version"].as_str().unwrap_or_default().to_owned();

    let normalized =
        normalize::normalize(name, value).map_err(|problems| problems.map(GenerateReason::Normalize))?;
    let document = parse(name, &normalized)?;
    let tokens = Generator::new(&settings(normalized.secrets.len()))
        .generate_tokens(&document)
        .map_err(|error| whole(name, GenerateReason::generator(&error.to_string())))?;
    let patched = patch::patch(tokens, &normalized, &servers, &api_version)
        .map_err(|reason| whole(name, GenerateReason::Patch(reason)))?;
    if let Some(rust) = patch::repeated_name(&patched.file) {
        return Err(whole(name, GenerateReason::RepeatedName { rust }));
    }

    let lost: Vec<_> = normalized
        .secrets
        .iter()
        .enumerate()
        .filter(|(number, _)| !patched.secrets.contains(number))
        .map(|(_, place)| Diagnostic::new(GenerateReason::SecretLost, [place.clone()]))
        .collect();
    Diagnostics::or(
        lost,
        Generated {
            code: prettyplease::unparse(&patched.file),
            api_version,
            operations: normalized.operations,
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

/// The normalized document as progenitor's own type, or the place that doesn't fit it.
fn parse(name: &str, normalized: &Normalized) -> Result<OpenAPI, Diagnostics<GenerateReason>> {
    serde_path_to_error::deserialize(&normalized.document).map_err(|error| {
        let path = error.path().iter().map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => index.to_string(),
            serde_path_to_error::Segment::Map { key } => key.clone(),
            serde_path_to_error::Segment::Enum { variant } => variant.clone(),
            serde_path_to_error::Segment::Unknown => "?".to_owned(),
        });
        let pointer =
            path.fold(String::new(), |pointer, key| crate::document::pointer::child(&pointer, &key));
        let reason = GenerateReason::NotOpenApi { message: error.inner().to_string() };
        Diagnostic::new(reason, [Location::Pointer { document: name.to_owned(), pointer }]).into()
    })
}

const THREAD: &str = "collibra-client-gen";

/// Runs the generation on a thread of its own: progenitor's assertions end there, and deep schemas have room.
fn on_own_thread(
    name: &str,
    work: impl FnOnce() -> Result<Generated, Diagnostics<GenerateReason>> + Send,
) -> Result<Generated, Diagnostics<GenerateReason>> {
    silence_panics_of_the_generator();
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(THREAD.to_owned()).stack_size(256 << 20);
        let thread = thread
            .spawn_scoped(scope, work)
            .map_err(|error| whole(name, GenerateReason::generator(&format!("no thread for it: {error}"))))?;
        thread.join().unwrap_or_else(|panic| {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
            let message = message.unwrap_or("without a message");
            Err(whole(name, GenerateReason::generator(&format!("it panicked: {message}"))))
        })
    })
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
            format: Some(normalize::MARK.to_owned()),
            string: Some(Box::new(StringValidation {
                max_length: u32::try_from(number).ok(),
                ..StringValidation::default()
            })),
            ..SchemaObject::default()
        };
        // Names that typify derives from the type's, such as a variant's, come from `Secret` alone.
        let path = format!("crate::{}::Secret", normalize::placeholder_module(number));
        settings.with_conversion(schema, path, std::iter::empty());
    }
    settings
}
