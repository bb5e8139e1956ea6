//! The operation table: what the runtime compares each call and each response with.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    document::{
        members::Member,
        operation::{Operation, ResponseSpec, StatusSpec},
        template::PathTemplate,
    },
    names,
    normalize::{Decoding, Payload},
};

/// The name of an operation's entry.
pub(super) fn constant(operation: &Operation) -> Ident {
    match names::snake(&operation.id).to_uppercase().as_str() {
        // The name of the whole table.
        "ALL" => Ident::new("ALL_", Span::call_site()),
        name => Ident::new(name, Span::call_site()),
    }
}

/// The module `operations`.
pub(crate) fn table(
    operations: &[Operation],
    decodings: &BTreeMap<String, Decoding>,
    api_version: &str,
) -> TokenStream {
    let names: Vec<Ident> = operations.iter().map(constant).collect();
    let entries = operations.iter().map(|operation| entry(operation, decodings.get(&operation.id)));
    let docs = operations.iter().map(|operation| format!("`{} {}`", operation.method, operation.path));
    quote! {
        /// `info.version` of the document that this client was generated from.
        pub const API_VERSION: &str = #api_version;

        /// The documented operations, one entry per operation.
        pub mod operations {
            #[allow(unused_imports)]
            use crate::operation::{MemberSpec, Operation, ResponseSpec, StatusSpec};

            #(#[doc = #docs] pub static #names: Operation = #entries;)*

            /// All of them, in the order of the document.
            pub static ALL: &[&Operation] = &[#(&#names),*];
        }
    }
}

fn entry(operation: &Operation, decoding: Option<&Decoding>) -> TokenStream {
    let id = &operation.id;
    let path = PathTemplate::new(&operation.path).path().text();
    let method = Ident::new(&operation.method, Span::call_site());
    let responses = operation.responses.iter().map(response);
    let accepts_json = match decoding {
        Some(Decoding::Json) => true,
        Some(Decoding::ByStatus(variants)) => variants.iter().all(|variant| variant.holds != Payload::Bytes),
        _ => false,
    };
    quote! {
        Operation {
            id: #id,
            method: ::reqwest::Method::#method,
            path: #path,
            accepts_json: #accepts_json,
            responses: &[#(#responses),*],
        }
    }
}

fn response(response: &ResponseSpec) -> TokenStream {
    let has_body = !response.content.is_empty();
    let status = status_spec(response.status);
    let members = response
        .members
        .iter()
        .map(|Member { name, is_secret }| quote!(MemberSpec { name: #name, is_secret: #is_secret }));
    quote!(ResponseSpec { status: #status, has_body: #has_body, members: &[#(#members),*] })
}

/// A status as the client's `StatusSpec`.
pub(super) fn status_spec(status: StatusSpec) -> TokenStream {
    match status {
        StatusSpec::Code(code) => quote!(StatusSpec::Code(#code)),
        StatusSpec::Range(class) => quote!(StatusSpec::Range(#class)),
        StatusSpec::Default => quote!(StatusSpec::Default),
    }
}
