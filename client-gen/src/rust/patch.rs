//! From progenitor's tokens to the client's source: our error type, one hand-written way for every call, types
//! that can grow.
//!
//! progenitor's types are kept, with changes. Of its builders only what their setters take and what `send` gives is read:
//! the calls are emitted anew. Where progenitor's output isn't of the expected shape, the rewriting fails: code that
//! slipped through would print secrets.

mod calls;
mod deprecated;
mod module;
mod names;
mod open_enums;
mod types;
mod undocumented;

use std::{collections::BTreeSet, fmt};

use proc_macro2::TokenStream;
use syn::File;

use super::{emit, emit::Server};
use crate::{diagnostic::Reason, normalize::Normalized};

pub(crate) use names::repeated_name;

/// progenitor's output has another shape than the rewriting knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatchReason {
    /// What was expected, and where.
    pub expected: String,
}

impl PatchReason {
    fn new(expected: impl Into<String>) -> Self {
        Self { expected: expected.into() }
    }
}

impl fmt::Display for PatchReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "progenitor's output has changed its shape: expected {}", self.expected)
    }
}

impl Reason for PatchReason {
    fn help(&self) -> String {
        "adapt client-gen/src/rust/patch to the new shape, or pin the progenitor that it was written for"
            .to_owned()
    }
}

/// The patched client.
pub(crate) struct Patched {
    pub(crate) file: File,
    /// The numbers of the secrets that became the secret type.
    pub(crate) secrets: BTreeSet<usize>,
}

/// Rewrites progenitor's output and adds what is emitted from the document.
///
/// # Errors
/// The first place where the output isn't what this was written for.
pub(crate) fn patch(
    tokens: TokenStream,
    normalized: &Normalized,
    servers: &[Server],
    api_version: &str,
) -> Result<Patched, PatchReason> {
    let mut file: File = syn::parse2(names::restore_words(tokens, &normalized.wire_words))
        .map_err(|error| PatchReason::new(format!("Rust ({error})")))?;
    module::replace_imports(&mut file)?;
    module::strip_client(&mut file)?;
    deprecated::mark(&mut file)?;
    module::hide_docs_from_doctests(&mut file);
    let secrets = types::reveal_secret_types(&mut file, normalized.secrets.len());
    types::name_builders(&mut file)?;
    let structs = types::structs(&mut file)?;
    let signatures = calls::rewrite_all(&mut file, normalized, &structs)?;

    let pairs = emit::pairs(&normalized.operations, &signatures, &structs);
    let undocumented = undocumented::keep(&mut file, &pairs)?;
    let update = emit::conversions(&pairs, &structs, &undocumented);
    let table = emit::table(&normalized.operations, &normalized.decodings, api_version);
    let server = Server::emit(servers);
    let issued_at = emit::issued_at(&structs);
    let emitted: File = syn::parse_quote! { #server #table #update #issued_at };
    file.items.extend(emitted.items);

    let by_status = types::choose_by_status(&mut file, normalized, &signatures)?;
    file.items.extend(by_status);
    open_enums::open(&mut file)?;
    types::derive_json_schema(&mut file)?;
    types::allow_unused_defaults(&mut file)?;
    types::mark_non_exhaustive(&mut file);
    module::check_nothing_left(&file)?;
    Ok(Patched { file, secrets })
}
