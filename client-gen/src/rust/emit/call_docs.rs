//! What the documentation of a call says: the vendor's words, then what this client does with the method, then an
//! example that compiles.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, parse_quote};

use super::call::Call;
use crate::{
    document::json::Json,
    names,
    normalize::{BodyContent, BodySpec},
};

/// The crate that the generated code is part of.
const CRATE: &str = "collibra_client_management";

/// The texts about one call.
pub(crate) struct Docs {
    /// The vendor's summary and description.
    vendor: String,
    deprecated: bool,
    request_line: String,
    method: String,
    /// By the name in Rust.
    arguments: BTreeMap<String, String>,
    deprecated_arguments: BTreeSet<String>,
    /// Whether a response holds a secret.
    secret: bool,
    /// The methods for other media types of the body.
    others: Vec<String>,
}

impl Docs {
    /// Reads them from the operation of the normalized document.
    pub(crate) fn new(call: &Call<'_>, of: &Json, secret: bool) -> Self {
        let text = |of: &Json, member: &str| of[member].as_str().unwrap_or_default().trim().to_owned();
        let paragraphs = ["summary", "description"].map(|member| text(of, member));
        let paragraphs: Vec<_> = paragraphs.into_iter().filter(|text| !text.is_empty()).collect();
        let parameters = call.spec.parameters.iter();
        let parameters = parameters.map(|one| (one.rust.clone(), one.description.clone()));
        let body = call.spec.body.iter().map(|body| ("body".to_owned(), of_body(body)));
        let deprecated = call.spec.parameters.iter().filter(|one| one.deprecated);
        Self {
            vendor: paragraphs.join("\n\n"),
            deprecated: of.flag("deprecated"),
            request_line: format!("`{} {}`", call.operation.method, call.operation.path),
            method: call.operation.method.clone(),
            arguments: parameters.chain(body).collect(),
            deprecated_arguments: deprecated.map(|one| one.rust.clone()).collect(),
            secret,
            others: call
                .operation
                .calls
                .iter()
                .filter(|id| **id != call.spec.id)
                .map(|id| names::method(id))
                .collect(),
        }
    }

    pub(super) fn of_method(&self, method: &Ident, call: &Call) -> TokenStream {
        let mut arguments = String::new();
        for parameter in call.arguments.iter().filter(|argument| argument.required) {
            let name = parameter.name.to_string();
            let about = self.arguments.get(&name).filter(|text| !text.is_empty());
            let about = about.map(|text| format!(": {}", text.replace('\n', "\n  "))).unwrap_or_default();
            arguments.push_str(&format!("- `{name}`{about}\n"));
        }
        let arguments = if arguments.is_empty() { arguments } else { format!("# Arguments\n{arguments}\n") };
        let (line, behaviour, example) = (&self.request_line, self.behaviour(), example(method, call));
        let others: Vec<String> =
            self.others.iter().map(|other| format!("[`{other}`](Self::{other})")).collect();
        let others = match others.is_empty() {
            true => String::new(),
            false => format!(" With a body of another media type: {}.", others.join(", ")),
        };
        let vendor = vendor(&format!("{}\n\nSends {line}.{others}\n\n{arguments}", self.vendor));
        let deprecated = self.deprecated.then(deprecated);
        quote!(#vendor #[doc = #behaviour] #[doc = #example] #deprecated)
    }

    pub(super) fn of_struct(&self, call: &Call) -> TokenStream {
        let method = names::method(&call.spec.id);
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

    pub(super) fn of_argument(&self, name: &str) -> TokenStream {
        let about = self.arguments.get(name).filter(|text| !text.is_empty());
        let sets = format!("Sets `{name}`.");
        let docs = vendor(&about.map_or(sets.clone(), |about| format!("{sets}\n\n{about}")));
        let deprecated = self.deprecated_arguments.contains(name).then(deprecated);
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

/// What the vendor says of a body, and what it has to be where its type doesn't say that.
fn of_body(body: &BodySpec) -> String {
    let what = match &body.content {
        BodyContent::Json(None) => return body.description.clone(),
        BodyContent::Json(Some(media_type)) => format!("JSON, sent as `{media_type}`."),
        BodyContent::Form(_) => "Sent as a form.".to_owned(),
        BodyContent::Text(media_type) => format!("Text, sent as `{media_type}`."),
        BodyContent::Bytes(Some(media_type)) => format!("Sent as it is, as `{media_type}`."),
        BodyContent::Bytes(None) => "Sent as it is. `header` sets its `Content-Type`.".to_owned(),
        BodyContent::Multipart => {
            "A `reqwest::multipart::Form`, with the crate's feature `multipart`; or its content \
                                   type, which names the boundary, with the body."
                .to_owned()
        }
    };
    if body.description.is_empty() { what } else { format!("{}\n\n{what}", body.description) }
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
    for parameter in call.arguments.iter().filter(|argument| argument.required) {
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
