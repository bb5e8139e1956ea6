//! Types that are read and written keep the members that the document doesn't name: a PUT replaces, so a member that
//! was dropped on reading would be erased by writing.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::{
    Expr, ExprStruct, Fields, File, Item, ItemStruct, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{
    PatchReason,
    module::{builders_of, items_of},
};
use crate::rust::read::{last_ident, serde};

/// Adds a field to the structs of these pairs, and gives its name by theirs. A struct that refuses unknown members or
/// keeps them already is left as it is.
pub(super) fn keep(
    file: &mut File,
    pairs: &[(Ident, Ident)],
) -> Result<BTreeMap<String, Ident>, PatchReason> {
    let mut added = BTreeMap::new();
    if pairs.is_empty() {
        return Ok(added);
    }
    let is_paired = |name: &Ident| pairs.iter().any(|(from, to)| from == name || to == name);
    let types = items_of(file, "types")?;
    for item in types.iter_mut() {
        let Item::Struct(item) = item else { continue };
        if is_paired(&item.ident)
            && let Some(field) = add_field(item)
        {
            added.insert(item.ident.to_string(), field);
        }
    }
    fill(types, "", &added);
    let Some(builders) = builders_of(types) else {
        return Err(PatchReason::new("a module `builder` of the types"));
    };
    for item in builders.iter_mut() {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        let Some(field) = name.strip_suffix("Builder").and_then(|of| added.get(of)) else { continue };
        if let Fields::Named(fields) = &mut item.fields {
            fields.named.push(parse_quote!(#field: crate::Undocumented));
        }
    }
    fill(builders, "Builder", &added);
    Ok(added)
}

/// The last field of a struct whose other members are known.
fn add_field(item: &mut ItemStruct) -> Option<Ident> {
    let refuses = serde(&item.attrs).iter().any(|(name, _)| name == "deny_unknown_fields");
    let keeps = item.fields.iter().any(|field| serde(&field.attrs).iter().any(|(name, _)| name == "flatten"));
    let Fields::Named(fields) = &mut item.fields else { return None };
    if refuses || keeps {
        return None;
    }
    let mut name = "undocumented".to_owned();
    while fields.named.iter().any(|field| field.ident.as_ref().is_some_and(|of| *of == name)) {
        name.push('_');
    }
    let name = Ident::new(&name, Span::call_site());
    fields.named.push(parse_quote! {
        /// The members that the document doesn't name. An update that is made from what was read sends them back.
        #[serde(flatten)]
        pub #name: crate::Undocumented
    });
    Some(name)
}

/// Gives the field a value wherever one of the structs or builders is made, and each builder its setter.
fn fill(items: &mut [Item], suffix: &str, added: &BTreeMap<String, Ident>) {
    struct Fill<'a> {
        field: &'a Ident,
        value: Expr,
    }
    impl VisitMut for Fill<'_> {
        fn visit_expr_struct_mut(&mut self, made: &mut ExprStruct) {
            visit_mut::visit_expr_struct_mut(self, made);
            if made.path.is_ident("Self") {
                let Self { field, value } = self;
                made.fields.push(parse_quote!(#field: #value));
            }
        }
    }
    for item in items {
        let Item::Impl(block) = item else { continue };
        let name = last_ident(&block.self_ty).map(ToString::to_string).unwrap_or_default();
        let of =
            if suffix.is_empty() { Some(name.as_str()) } else { name.strip_suffix(suffix).or(Some(&name)) };
        let Some(field) = of.and_then(|of| added.get(of)) else { continue };
        let from = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        match from.map(|of| of.ident.to_string()).as_deref() {
            Some("From" | "TryFrom") => {
                Fill { field, value: parse_quote!(value.#field) }.visit_item_impl_mut(block);
            }
            Some(_) => {
                Fill { field, value: parse_quote!(::std::default::Default::default()) }
                    .visit_item_impl_mut(block);
            }
            None if !suffix.is_empty() => block.items.push(parse_quote! {
                /// Sets the members that the document doesn't name.
                pub fn #field(mut self, value: crate::Undocumented) -> Self {
                    self.#field = value;
                    self
                }
            }),
            None => {}
        }
    }
}
