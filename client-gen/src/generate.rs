//! From a document to the source of the client: the one place with progenitor's settings.
//!
//! `client/build.rs`, the snapshots and the maintainer's tools all come through here, so that what is reviewed
//! is what is compiled.

mod culprit;
mod reason;

use std::{
    any::Any,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use schemars::schema::{InstanceType, SchemaObject, StringValidation};

#[cfg(feature = "documents")]
use crate::rust::surface;
use crate::{
    decisions::{self, Decisions, Held},
    diagnostic::{Diagnostic, Diagnostics, Location},
    document::{
        json::{Json, OutOfRange},
        operation::{self, Operation},
        pointer::Pointer,
        reference, v31,
    },
    names,
    normalize::{self, GiveUp, NormalizeReason, Normalized},
    rust::emit::Server,
    rust::patch,
};

pub use reason::GenerateReason;

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
    /// What the document has and the client leaves out, by [`Decisions::hold`].
    pub held: Vec<Held>,
    /// What the client doesn't say as the document does: warnings, in no order that means anything.
    pub given_up: Vec<Diagnostic<GiveUp>>,
    /// Entries of the [`Decisions`] that name nothing in the document.
    pub unknown: Vec<String>,
}

#[cfg(feature = "documents")]
impl Generated {
    /// What users of this client can name and call.
    ///
    /// # Errors
    /// The code has something that the surface wouldn't show.
    pub fn surface(&self) -> Result<surface::Surface, surface::SurfaceError> {
        let mut surface = surface::read(&self.code, &self.api_version, &self.servers, &self.operations)?;
        let held = self.held.iter().map(|held| surface::Fact::Held(held.to_string()));
        let given_up = normalize::lines_of_given_up(&self.given_up).map(surface::Fact::GivenUp);
        surface.entry(surface::ItemName::Operations).or_default().facts.extend(held.chain(given_up));
        Ok(surface)
    }
}

/// Generates the client from the text of an OpenAPI 3.0 document, or of a 3.1 one that 3.0 has words for.
///
/// `name` is how messages call the document, such as its path. The same text gives the same bytes.
///
/// # Errors
/// Everything that is wrong with the document, with its place; and a defect of the generator as a message,
/// never as a panic.
pub fn generate(name: &str, document: &str) -> Result<Generated, Diagnostics<GenerateReason>> {
    generate_with(name, document, &Decisions::default())
}

/// [`generate`], as the maintainer decided.
///
/// # Errors
/// Those of [`generate`], and a decision that can't be followed. An entry that names nothing in the document isn't
/// one: it is in [`Generated::unknown`].
///
/// ```
/// use collibra_client_gen::{Decisions, generate_with};
///
/// let document = r#"{
///     "openapi": "3.0.3",
///     "info": { "title": "Logos", "version": "1" },
///     "paths": { "/logo": { "get": { "responses": {} }, "delete": { "responses": {} } } }
/// }"#;
/// let decisions = Decisions::new(vec!["DELETE /logo".to_owned(), "PUT /logo".to_owned()], vec![]);
/// let generated = generate_with("logos.json", document, &decisions).unwrap();
/// assert_eq!(generated.operations.len(), 1);
/// assert_eq!(generated.held[0].entry, "DELETE /logo");
/// assert_eq!(generated.unknown, ["PUT /logo"]);
/// ```
pub fn generate_with(
    name: &str,
    document: &str,
    decisions: &Decisions,
) -> Result<Generated, Diagnostics<GenerateReason>> {
    let document = Json::parse(document).map_err(|error| {
        let line = Location::line(name, error.line);
        Diagnostics::from(Diagnostic::new(GenerateReason::NotJson(error), [line]))
    })?;
    on_own_thread(name, || generate_from(name, document, decisions))
}

fn generate_from(
    name: &str,
    document: Json,
    decisions: &Decisions,
) -> Result<Generated, Diagnostics<GenerateReason>> {
    let whole = |reason| whole(name, reason);
    check_version(&document).map_err(|message| whole(GenerateReason::NotOpenApi(message)))?;
    let mut said = v31::in_words_of_3_0(document);
    let applied = decisions.apply(name, &mut said)?;
    let document = &said.document;
    let servers = Server::read(document);
    let api_version = document["info"]["version"].as_str().unwrap_or_default().to_owned();

    let mut security = operation::security(document);
    let mut normalized =
        normalize::normalize(name, said).map_err(|found| found.map(GenerateReason::Normalize))?;
    for operation in &mut normalized.operations {
        operation.security = security.remove(&(operation.method.clone(), operation.path.clone()));
    }
    let tokens = tokens(&normalized)?;
    let mut patched = patch::patch(tokens, &normalized, &servers, &api_version)
        .map_err(|reason| whole(GenerateReason::Patch(reason)))?;
    if let Some(rust) = patch::repeated_name(&patched.file) {
        let at = component_of(&normalized.document, &rust).unwrap_or_default();
        let at = normalized.places.location(&at);
        return Err(Diagnostic::new(GenerateReason::RepeatedName(rust), [at]).into());
    }
    check_secrets(&normalized, &patched.secrets)?;
    decisions::document(&mut patched.file, &applied.held, &normalized.given_up);
    let code = prettyplease::unparse(&patched.file);
    Ok(Generated {
        code,
        api_version,
        operations: normalized.operations,
        servers,
        held: applied.held,
        given_up: normalized.given_up,
        unknown: applied.unknown,
    })
}

/// What is wrong with the document as a whole.
fn whole(name: &str, reason: GenerateReason) -> Diagnostics<GenerateReason> {
    let location = Location::Pointer { document: name.to_owned(), pointer: Pointer::default() };
    Diagnostic::new(reason, [location]).into()
}

fn check_version(document: &Json) -> Result<(), String> {
    match (document["openapi"].as_str(), document["info"]["version"].as_str()) {
        (None, _) => Err("it has no `openapi` member".to_owned()),
        (Some(version), _) if !version.starts_with("3.0.") && !version.starts_with("3.1.") => {
            Err(format!("`openapi` is {version:?}, not 3.0.x or 3.1.x"))
        }
        (_, None) => Err("it has no `info.version`".to_owned()),
        _ => Ok(()),
    }
}

/// The component whose type this is, or one named after it.
fn component_of(document: &Json, rust: &str) -> Option<Pointer> {
    let name = rust.strip_prefix("types::")?;
    let components = document["components"].members("schemas").map(|(component, _)| component);
    let around = components.filter(|component| name.starts_with(&names::pascal(component)));
    around.max_by_key(|component| component.len()).map(|component| reference::component("schemas", component))
}

/// What progenitor makes of the document.
fn tokens(normalized: &Normalized) -> Result<TokenStream, Diagnostics<GenerateReason>> {
    let generate = |document: &OpenAPI| {
        let mut generator = Generator::new(&settings(normalized.secrets.len()));
        let tokens = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(document)));
        tokens.map_err(|panic| panicked(&*panic)).and_then(|tokens| tokens.map_err(|error| error.to_string()))
    };
    generate(&for_progenitor(normalized, &normalized.document)?).map_err(|message| {
        let is_refused =
            |part: &Json| for_progenitor(normalized, part).is_ok_and(|part| generate(&part).is_err());
        let at = culprit::find(&normalized.document, &is_refused).unwrap_or_default();
        Diagnostic::new(GenerateReason::generator(&message), [normalized.places.location(&at)]).into()
    })
}

/// What somebody said while panicking.
fn panicked(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("it panicked: {}", message.unwrap_or("without a message"))
}

/// Every secret has got the secret type.
fn check_secrets(normalized: &Normalized, kept: &BTreeSet<usize>) -> Result<(), Diagnostics<GenerateReason>> {
    let all = normalized.secrets.iter().enumerate();
    let lost = all.filter(|(number, _)| !kept.contains(number));
    let lost = lost.map(|(_, place)| Diagnostic::new(GenerateReason::SecretLost, [place.clone()]));
    Diagnostics::or(lost.collect(), ())
}

/// The normalized document, or a part of it, as progenitor's own type, or the place that doesn't fit it.
fn for_progenitor(normalized: &Normalized, document: &Json) -> Result<OpenAPI, Diagnostics<GenerateReason>> {
    let refuse = |message: String, at: &Pointer| {
        let reason = GenerateReason::NotOpenApi(message);
        Diagnostics::from(Diagnostic::new(reason, [normalized.places.location(at)]))
    };
    let value = document.to_value().map_err(|OutOfRange { spelling, at }| {
        let reason = GenerateReason::Normalize(NormalizeReason::OutOfRange(spelling));
        Diagnostics::from(Diagnostic::new(reason, [normalized.places.location(&at)]))
    })?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let tokens = error.path().iter().map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => index.to_string(),
            other => other.to_string(),
        });
        refuse(error.inner().to_string(), &Pointer::new(tokens))
    })
}

/// Runs the generation on a thread of its own: an assertion ends there, and deep schemas have room. The process's panic
/// hook is its owner's: what it prints of a panic comes before the diagnostic.
fn on_own_thread(
    name: &str,
    work: impl FnOnce() -> Result<Generated, Diagnostics<GenerateReason>> + Send,
) -> Result<Generated, Diagnostics<GenerateReason>> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("collibra-client-gen".to_owned()).stack_size(256 << 20);
        let thread = thread
            .spawn_scoped(scope, work)
            .map_err(|error| whole(name, GenerateReason::generator(&format!("no thread for it: {error}"))))?;
        thread.join().unwrap_or_else(|panic| Err(whole(name, GenerateReason::generator(&panicked(&*panic)))))
    })
}

fn settings(secrets: usize) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_derive("PartialEq")
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
