//! What the documentation of a call says: the vendor's words, then what this client does with the method, then an
//! example that compiles.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, parse_quote};

use super::call::Call;
use crate::{
    document::{json::Json, operation::Operation},
    names,
};

/// The crate that the generated code is part of.
const CRATE: &str = "collibra_client_management";

/// The texts about one operation.
pub(crate) struct Docs {
    /// The vendor's summary and description.
    vendor: String,
    deprecated: bool,
    request_line: String,
    method: String,
    /// By the name in Rust.
    parameters: BTreeMap<String, String>,
    deprecated_parameters: BTreeSet<String>,
    /// Whether a response holds a secret.
    secret: bool,
}

impl Docs {
    /// Reads them from the operation of the normalized document.
    pub(crate) fn new(operation: &Operation, of: &Json, secret: bool) -> Self {
        let text = |of: &Json, member: &str| of[member].as_str().unwrap_or_default().trim().to_owned();
        let paragraphs = ["summary", "description"].map(|member| text(of, member));
        let paragraphs: Vec<_> = paragraphs.into_iter().filter(|text| !text.is_empty()).collect();
        let parameters = of.items("parameters");
        let parameters = parameters.map(|one| (names::snake(&text(one, "name")), text(one, "description")));
        let deprecated = of.items("parameters").filter(|parameter| parameter.flag("deprecated"));
        let body = of.get("requestBody").map(|body| ("body".to_owned(), text(body, "description")));
        Self {
            vendor: paragraphs.join("\n\n"),
            deprecated: of.flag("deprecated"),
            request_line: format!("`{} {}`", operation.method, operation.path),
            method: operation.method.clone(),
            parameters: parameters.chain(body).collect(),
            deprecated_parameters: deprecated.map(|one| names::snake(&text(one, "name"))).collect(),
            secret,
        }
    }

    pub(super) fn of_method(&self, method: &Ident, call: &Call) -> TokenStream {
        let mut arguments = String::new();
        for parameter in call.parameters.iter().filter(|parameter| parameter.required) {
            let name = parameter.name.to_string();
            let about = self.parameters.get(&name).filter(|text| !text.is_empty());
            let about = about.map(|text| format!(": {}", text.replace('\n', "\n  "))).unwrap_or_default();
            arguments.push_str(&format!("- `{name}`{about}\n"));
        }
        let arguments = if arguments.is_empty() { arguments } else { format!("# Arguments\n{arguments}\n") };
        let (line, behaviour, example) = (&self.request_line, self.behaviour(), example(method, call));
        let vendor = vendor(&format!("{}\n\nSends {line}.\n\n{arguments}", self.vendor));
        let deprecated = self.deprecated.then(deprecated);
        quote!(#vendor #[doc = #behaviour] #[doc = #example] #deprecated)
    }

    pub(super) fn of_struct(&self, call: &Call) -> TokenStream {
        let method = names::method(&call.operation.id);
        let doc = format!(
            "A call of [`{method}`](super::Client::{method}), sent when it is awaited.\n\n{}",
            self.request_line
        );
        quote!(#[doc = #doc])
    }

    pub(super) fn of_send(&self) -> TokenStream {
        let doc =
            format!("Sends {}. Awaiting the call does the same.\n\n{}", self.request_line, self.behaviour());
        quote!(#[doc = #doc])
    }

    pub(super) fn of_parameter(&self, name: &str) -> TokenStream {
        let about = self.parameters.get(name).filter(|text| !text.is_empty());
        let sets = format!("Sets `{name}`.");
        let docs = vendor(&about.map_or(sets.clone(), |about| format!("{sets}\n\n{about}")));
        let deprecated = self.deprecated_parameters.contains(name).then(deprecated);
        quote!(#docs #deprecated)
    }

    fn behaviour(&self) -> String {
        let mut text = String::new();
        if self.method == "PUT" {
            text.push_str(
                "A PUT replaces everything: what the body leaves out is gone. Start from what was read.\n\n",
            );
        }
        if self.secret {
            text.push_str(
                "The response may hold a new secret that can't be read again: save it first. If it has none, \
                 [`Response`](crate::Response) says what to do. Dropping the future before it is ready loses the \
                 secret; a task that [`Client::spawn`](crate::Client::spawn) starts goes on.\n\n",
            );
        }
        text.push_str(match self.method.as_str() {
            "GET" => "Retried after transient failures, as [`RetryPolicy`](crate::RetryPolicy) says.",
            _ => "Retried only if no connection was made, as [`RetryPolicy`](crate::RetryPolicy) says.",
        });
        text.push_str(
            "\n\n# Errors\nAn argument can't be sent, there was no response, or the response isn't what the API's \
             documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken \
             effect.\n",
        );
        text
    }
}

/// What the document calls deprecated is so in Rust.
pub(crate) fn deprecated() -> Attribute {
    parse_quote!(#[deprecated = "the API's documentation says so"])
}

/// The vendor's words are shown, but no code block in them is run as a test.
fn vendor(text: &str) -> TokenStream {
    let text = text.trim();
    quote!(#[cfg_attr(not(doctest), doc = #text)] #[doc = ""])
}

/// A complete call. What can't be written as a literal is a parameter of the example.
fn example(method: &Ident, call: &Call) -> String {
    let mut given = String::new();
    let mut arguments = Vec::new();
    for parameter in call.parameters.iter().filter(|parameter| parameter.required) {
        let (name, of) = (&parameter.name, parameter.takes.to_token_stream().to_string().replace(' ', ""));
        if of == "::std::string::String" || of == "String" {
            arguments.push(format!("\"{name}\""));
        } else {
            let of = of.replace("types::", &format!("{CRATE}::types::")).replace("reqwest::", "::reqwest::");
            given.push_str(&format!(", {name}: {of}"));
            arguments.push(name.to_string());
        }
    }
    let arguments = arguments.join(", ");
    format!(
        "# Example\n```no_run\n# async fn example(client: &{CRATE}::Client{given}) -> Result<(), {CRATE}::Error> {{\n\
         let response = client.{method}({arguments}).await?;\nprintln!(\"{{response:?}}\");\n# Ok(())\n# }}\n```"
    )
}
