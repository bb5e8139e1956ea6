//! Enums in responses are open: a value that the document doesn't list is kept, and sent back as it was read. An enum that
//! is only ever sent stays closed.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Arm, Attribute, Expr, Fields, File, Item, ItemEnum, Path, Token, parse_quote,
    punctuated::Punctuated,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{PatchReason, module::items_of};
use crate::{
    names,
    rust::read::{last_ident, mentions, serde},
};

/// Adds a variant for other values to every enum of strings that a response can hold.
pub(super) fn open(file: &mut File) -> Result<(), PatchReason> {
    let mut responses = Responses::default();
    responses.visit_file(file);
    let items = items_of(file, "types")?;
    let read = reached(items, responses.0);
    let closed = told_apart(items);
    let mut opened = BTreeMap::new();
    for item in items.iter_mut() {
        if let Item::Enum(item) = item
            && read.contains(&item.ident.to_string())
            && !closed.contains(&item.ident.to_string())
            && is_of_strings(item)
        {
            opened.insert(item.ident.to_string(), add_variant(item));
        }
    }
    for item in items {
        let Item::Impl(block) = item else { continue };
        let Some(variant) = last_ident(&block.self_ty).and_then(|name| opened.get(&name.to_string())) else {
            continue;
        };
        match block
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last())
            .map(|of| of.ident.to_string())
            .as_deref()
        {
            Some("Display") => {
                let arm = parse_quote!(Self::#variant(value) => f.write_str(value),);
                OtherArm { arm, matched: Some(parse_quote!(self)) }.visit_item_impl_mut(block);
            }
            Some("FromStr") => {
                let arm = parse_quote!(_ => Ok(Self::#variant(value.to_owned())),);
                OtherArm { arm, matched: None }.visit_item_impl_mut(block);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The names of types that are in what calls respond with.
#[derive(Default)]
struct Responses(BTreeSet<String>);

impl<'ast> Visit<'ast> for Responses {
    fn visit_path(&mut self, path: &'ast Path) {
        if let Some(last) = path.segments.last().filter(|last| last.ident == "Response") {
            identifiers(last.arguments.to_token_stream(), &mut self.0);
        }
        visit::visit_path(self, path);
    }
}

fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(found.insert(ident.to_string())),
            TokenTree::Group(group) => identifiers(group.stream(), found),
            _ => {}
        }
    }
}

/// These types, and those that their values hold.
fn reached(types: &[Item], from: BTreeSet<String>) -> BTreeSet<String> {
    let mut holds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in types {
        let (name, fields): (_, Vec<&Fields>) = match item {
            Item::Struct(item) => (&item.ident, vec![&item.fields]),
            Item::Enum(item) => (&item.ident, item.variants.iter().map(|variant| &variant.fields).collect()),
            _ => continue,
        };
        let held = holds.entry(name.to_string()).or_default();
        for field in fields.into_iter().flatten() {
            identifiers(field.ty.to_token_stream(), held);
        }
    }
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = from.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(held) = holds.get(&name)
            && reached.insert(name)
        {
            open.extend(held.iter().cloned());
        }
    }
    reached
}

/// The enums that come before another alternative which a string may be: an open one would take all of them.
fn told_apart(types: &[Item]) -> BTreeSet<String> {
    let mut strings = BTreeSet::from(["String", "Value", "Secret"].map(str::to_owned));
    for item in types {
        match item {
            Item::Enum(item) if is_of_strings(item) => drop(strings.insert(item.ident.to_string())),
            Item::Struct(item) if matches!(item.fields, Fields::Unnamed(_)) => {
                strings.insert(item.ident.to_string());
            }
            _ => {}
        }
    }
    let mut closed = BTreeSet::new();
    for item in types {
        let Item::Enum(item) = item else { continue };
        if !serde(&item.attrs).iter().any(|(name, _)| name == "untagged") {
            continue;
        }
        let held = item.variants.iter().map(|variant| {
            let types = variant.fields.iter().filter_map(|field| last_ident(&field.ty));
            types.map(ToString::to_string).find(|name| strings.contains(name))
        });
        let mut held: Vec<String> = held.flatten().collect();
        held.pop();
        closed.extend(held);
    }
    closed
}

/// Whether each value of it is a string.
fn is_of_strings(item: &ItemEnum) -> bool {
    let is_json = item.attrs.iter().any(|attribute| mentions(attribute, "Deserialize"));
    let is_plain = !item.attrs.iter().any(|attribute| attribute.path().is_ident("serde"));
    let are_units = item.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    is_json && is_plain && are_units && !item.variants.is_empty()
}

/// The variant for other values. It isn't `Copy`.
fn add_variant(item: &mut ItemEnum) -> Ident {
    let is_free = |name: &str| item.variants.iter().all(|variant| variant.ident != name);
    let name = Ident::new(&names::first_free("Unknown", is_free), Span::call_site());
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let derived = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let Ok(derived) = derived else { continue };
        let others = derived.iter().filter(|path| !path.is_ident("Copy"));
        let others: Attribute = parse_quote!(#[derive(#(#others),*)]);
        *attribute = others;
    }
    item.variants.push(parse_quote! {
        /// A value that the document doesn't list, as it was read.
        #[serde(untagged)]
        #name(::std::string::String)
    });
    name
}

/// Has each `match` end with this arm, in place of one for everything else.
struct OtherArm {
    arm: Arm,
    matched: Option<Expr>,
}

impl VisitMut for OtherArm {
    fn visit_expr_match_mut(&mut self, choice: &mut syn::ExprMatch) {
        choice.arms.retain(|arm| !matches!(arm.pat, syn::Pat::Wild(_)));
        choice.arms.push(self.arm.clone());
        if let Some(matched) = &self.matched {
            *choice.expr = matched.clone();
        }
        visit_mut::visit_expr_match_mut(self, choice);
    }
}
