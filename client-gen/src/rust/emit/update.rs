//! Read, change, write: a PUT replaces, so what it doesn't mention is gone. For a path with GET and PUT this
//! emits the conversion of what GET gave into what PUT takes, member by member.

use std::collections::{BTreeMap, BTreeSet};

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

/// A type that is read and the type that is written in its place.
pub(crate) type Pair = (Ident, Ident);

/// The pairs of all paths that are written with PUT: what GET or the PUT itself gave, and what PUT takes. The
/// signatures are by operation id. A pair of which some member could not be carried over is not among them, nor is one that
/// shares less than half of what PUT takes: a page of a list is not the item that a PUT adds to it.
pub(crate) fn pairs(
    operations: &[Operation],
    signatures: &BTreeMap<String, Signature>,
    structs: &BTreeMap<String, ItemStruct>,
) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for put in operations.iter().filter(|operation| operation.method == "PUT") {
        let body = signatures.get(&put.id).and_then(|signature| signature.body.clone());
        let reads =
            operations.iter().filter(|get| get.path == put.path && ["GET", "PUT"].contains(&&*get.method));
        for read in reads.filter_map(|read| signatures.get(&read.id)?.response.clone()) {
            let Some(pair) = body.clone().map(|body| (read, body)).filter(|(from, to)| from != to) else {
                continue;
            };
            if !pairs.contains(&pair) && conversion(&pair, structs, None).is_some() {
                pairs.push(pair);
            }
        }
    }
    pairs
}

/// The conversions of these pairs. Those types whose names are in `undocumented` keep the members that the document
/// doesn't name in that field.
pub(crate) fn conversions(
    pairs: &[Pair],
    structs: &BTreeMap<String, ItemStruct>,
    undocumented: &BTreeMap<String, Ident>,
) -> TokenStream {
    let mut all = TokenStream::new();
    let mut with_method = BTreeSet::new();
    for pair in pairs {
        all.extend(conversion(pair, structs, Some(undocumented)));
        let (from, to) = pair;
        if with_method.insert(from) {
            all.extend(quote! {
                impl types::#from {
                    /// What was read as the body of an update: change what should change, and send it.
                    ///
                    /// # Errors
                    /// What an update requires wasn't in what was read.
                    pub fn to_update(&self) -> ::std::result::Result<types::#to, types::error::ConversionError> {
                        ::std::convert::TryFrom::try_from(::std::clone::Clone::clone(self))
                    }
                }
            });
        }
    }
    all
}

/// The conversion, or nothing if some member could not be carried over as it is: half a conversion would drop
/// what this exists to keep.
fn conversion(
    (from, to): &Pair,
    structs: &BTreeMap<String, ItemStruct>,
    undocumented: Option<&BTreeMap<String, Ident>>,
) -> Option<TokenStream> {
    let (from, to) = (structs.get(&from.to_string())?, structs.get(&to.to_string())?);
    let mut members = Vec::new();
    let mut unread = Vec::new();
    let mut shared = 0;
    let on_wire = |field: &Field| Some(wire_name(field.ident.as_ref()?, &field.attrs));
    for field in &to.fields {
        let (name, wire) = (field.ident.as_ref()?, on_wire(field)?);
        match from.fields.iter().find(|candidate| on_wire(candidate).as_ref() == Some(&wire)) {
            Some(source) => {
                members.push(carry_over(source, field, &wire)?);
                shared += 1;
            }
            None => {
                option_of(&field.ty)?;
                unread.push(format!("`{wire}`"));
                members.push(quote!(#name: ::std::option::Option::None));
            }
        }
    }
    if shared == 0 || shared < unread.len() {
        return None;
    }
    let (from, to) = (&from.ident, &to.ident);
    let field = |of: &Ident| undocumented?.get(&of.to_string());
    if let Some((read, written)) = field(from).zip(field(to)) {
        members.push(quote!(#written: value.#read.into_update()));
    }
    let mut doc = format!(
        "Read, change, write: everything that `{from}` says and `{to}` can say. PUT replaces, so an update \
         that starts from here doesn't drop what it doesn't mention, members that the document doesn't name \
         included."
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
