//! The operation table: what the runtime holds each call and each reply against.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    document::operation::{Operation, Reply},
    names,
};

/// The name of an operation's entry.
pub(crate) fn constant(operation: &Operation) -> Ident {
    match names::snake(&operation.id).to_uppercase().as_str() {
        // The name of the whole table.
        "ALL" => Ident::new("ALL_", Span::call_site()),
        name => Ident::new(name, Span::call_site()),
    }
}

/// The module `operations`.
pub(crate) fn table(operations: &[Operation], api_version: &str) -> TokenStream {
    let names: Vec<Ident> = operations.iter().map(constant).collect();
    let entries = operations.iter().map(entry);
    let docs = operations.iter().map(|operation| format!("`{} {}`", operation.method, operation.path));
    quote! {
        /// `info.version` of the document that this client was generated from.
        pub const API_VERSION: &str = #api_version;

        /// The documented operations, an entry each.
        pub mod operations {
            use crate::operation::{Operation, ResponseSpec, StatusSpec};

            #(#[doc = #docs] pub static #names: Operation = #entries;)*

            /// All of them, in the document's order.
            pub static ALL: &[&Operation] = &[#(&#names),*];
        }
    }
}

fn entry(operation: &Operation) -> TokenStream {
    let Operation { id, path, .. } = operation;
    let method = Ident::new(&operation.method, Span::call_site());
    let responses = operation.replies.iter().map(reply);
    quote! {
        Operation { id: #id, method: ::reqwest::Method::#method, path: #path, responses: &[#(#responses),*] }
    }
}

fn reply(reply: &Reply) -> TokenStream {
    let has_body = !reply.content.is_empty();
    let status = match reply.status.parse::<u16>() {
        Ok(code) => quote!(StatusSpec::Code(#code)),
        Err(_) => match reply.status.chars().next().and_then(|first| first.to_digit(10)) {
            Some(class) => {
                let class = class as u16;
                quote!(StatusSpec::Class(#class))
            }
            None => quote!(StatusSpec::Default),
        },
    };
    quote!(ResponseSpec { status: #status, has_body: #has_body })
}
