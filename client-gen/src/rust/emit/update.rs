//! Read, change, write: a PUT replaces, so what it doesn't mention is gone. For a path with GET and PUT this
//! emits the conversion of what GET gave into what PUT takes, member by member.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Ident, ItemStruct};

use crate::{
    document::operation::Operation,
    rust::read::{option_of, wire_name},
};

/// The types that an operation takes and gives, as far as they are structs of the module `types`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signature {
    /// What `body` takes.
    pub(crate) body: Option<Ident>,
    /// What `send` gives.
    pub(crate) response: Option<Ident>,
}

/// The conversions for all paths that are read with GET and written with PUT; the signatures are by operation id.
pub(crate) fn conversions(
    operations: &[Operation],
    signatures: &BTreeMap<String, Signature>,
    structs: &BTreeMap<String, ItemStruct>,
) -> TokenStream {
    let mut emitted = Vec::new();
    let mut all = TokenStream::new();
    for put in operations.iter().filter(|operation| operation.method == "PUT") {
        let get = operations.iter().find(|get| get.path == put.path && get.method == "GET");
        let response = get.and_then(|get| signatures.get(&get.id)?.response.as_ref());
        let body = signatures.get(&put.id).and_then(|signature| signature.body.as_ref());
        let (Some(response), Some(body)) = (response, body) else { continue };
        let pair = (response.to_string(), body.to_string());
        let (Some(from), Some(to)) = (structs.get(&pair.0), structs.get(&pair.1)) else { continue };
        if pair.0 != pair.1 && !emitted.contains(&pair) {
            all.extend(conversion(from, to));
            emitted.push(pair);
        }
    }
    all
}

/// The conversion, or nothing if some member could not be carried over as it is: half a conversion would drop
/// what this exists to keep.
fn conversion(from: &ItemStruct, to: &ItemStruct) -> Option<TokenStream> {
    let mut members = Vec::new();
    let mut unread = Vec::new();
    let on_wire = |field: &Field| Some(wire_name(field.ident.as_ref()?, &field.attrs));
    for field in &to.fields {
        let (name, wire) = (field.ident.as_ref()?, on_wire(field)?);
        match from.fields.iter().find(|candidate| on_wire(candidate).as_ref() == Some(&wire)) {
            Some(source) => members.push(carry_over(source, field, &wire)?),
            None => {
                option_of(&field.ty)?;
                unread.push(format!("`{wire}`"));
                members.push(quote!(#name: ::std::option::Option::None));
            }
        }
    }
    let (from, to) = (&from.ident, &to.ident);
    let mut doc = format!(
        "Read, change, write: everything that `{from}` says and `{to}` can say. PUT replaces, so an update \
         that starts from here doesn't drop what it doesn't mention."
    );
    if !unread.is_empty() {
        doc.push_str(&format!("\n\nNot readable, and so left out: {}.", unread.join(", ")));
    }
    Some(quote! {
        #[doc = #doc]
        impl ::std::convert::TryFrom<types::#from> for types::#to {
            type Error = types::error::ConversionError;

            fn try_from(value: types::#from) -> ::std::result::Result<Self, Self::Error> {
                ::std::result::Result::Ok(Self { #(#members),* })
            }
        }
    })
}

fn carry_over(source: &Field, target: &Field, wire: &str) -> Option<TokenStream> {
    let (source_name, target_name) = (source.ident.as_ref()?, target.ident.as_ref()?);
    if source.ty == target.ty {
        return Some(quote!(#target_name: value.#source_name));
    }
    if option_of(&source.ty).is_some_and(|inner| *inner == target.ty) {
        let message = format!("`{wire}` is required here, and what was read doesn't have it");
        return Some(quote!(#target_name: value.#source_name.ok_or(#message)?));
    }
    if option_of(&target.ty).is_some_and(|inner| *inner == source.ty) {
        return Some(quote!(#target_name: ::std::option::Option::Some(value.#source_name)));
    }
    None
}
