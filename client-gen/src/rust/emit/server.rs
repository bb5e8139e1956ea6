//! The `servers` of a document as an enum: the caller chooses which of them a client uses.

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    diagnostic::harmless,
    document::{json::Json, template::path_of_server},
};

/// One entry of `servers` (OpenAPI 3.0.3, section 4.7.5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// The name of its variant.
    pub variant: String,
    /// The base path, without a slash at its end.
    pub base_path: String,
    /// What the document says of it.
    pub description: Option<String>,
}

impl Server {
    /// Reads `servers`; a document without has one, at the root (OpenAPI 3.0.3, section 4.7.1).
    ///
    /// Of an absolute URL only the path counts, since the instance is the caller's to name; a variable has
    /// its default value.
    pub(crate) fn read(document: &Json) -> Vec<Self> {
        let mut servers: Vec<Self> = Vec::new();
        for entry in document.get("servers").and_then(Json::as_array).into_iter().flatten() {
            let base_path = base_path(entry);
            if servers.iter().all(|server| server.base_path != base_path) {
                let description = entry.get("description").and_then(Json::as_str).map(harmless);
                servers.push(Self { variant: variant(&base_path, &servers), base_path, description });
            }
        }
        if servers.is_empty() {
            servers.push(Self { variant: variant("", &[]), base_path: String::new(), description: None });
        }
        servers
    }

    /// The `Server` enum.
    pub(crate) fn emit(servers: &[Self]) -> TokenStream {
        let variants: Vec<Ident> =
            servers.iter().map(|server| Ident::new(&server.variant, Span::call_site())).collect();
        let paths = servers.iter().map(|server| &server.base_path);
        let docs = servers.iter().map(|server| match &server.description {
            Some(description) => format!("`{}`: {description}", server.base_path),
            None => format!("`{}`", server.base_path),
        });
        let default = std::iter::once(quote!(#[default])).chain(std::iter::repeat(TokenStream::new()));
        quote! {
            /// The base paths that the document lists. The caller chooses which of them a client uses.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub enum Server {
                #(#default #[doc = #docs] #variants,)*
            }

            impl Server {
                /// Every server, in the document's order.
                pub const ALL: &'static [Self] = &[#(Self::#variants),*];

                /// The base path, such as `/rest/auth/v1`; without a slash at its end.
                #[must_use]
                pub const fn base_path(self) -> &'static str {
                    match self {
                        #(Self::#variants => #paths,)*
                    }
                }
            }

            impl ::std::fmt::Display for Server {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(self.base_path())
                }
            }
        }
    }
}

fn base_path(entry: &Json) -> String {
    let mut url = entry.get("url").and_then(Json::as_str).unwrap_or_default().to_owned();
    for (name, variable) in entry.get("variables").and_then(Json::as_object).into_iter().flatten() {
        let default = variable.get("default").and_then(Json::as_str).unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let path = path_of_server(&url).trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

/// A name from the whole path: one more server never renames another.
fn variant(base_path: &str, taken: &[Server]) -> String {
    let camel = base_path.to_upper_camel_case();
    let base = match camel.chars().next() {
        None => "Root".to_owned(),
        Some(first) if first.is_ascii_alphabetic() && camel.is_ascii() && camel != "Self" => camel,
        Some(_) => format!("Path{}", camel.chars().filter(char::is_ascii_alphanumeric).collect::<String>()),
    };
    let mut name = base.clone();
    let mut number = 2;
    while taken.iter().any(|server| server.variant == name) {
        name = format!("{base}{number}");
        number += 1;
    }
    name
}
