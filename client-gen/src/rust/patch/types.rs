//! The generated types: the secret type in its places, responses that are chosen by status, and room to grow.

use std::collections::{BTreeMap, BTreeSet};

use quote::format_ident;
use syn::{
    Attribute, File, Item, ItemEnum, ItemStruct, Path, Token, parse_quote,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use super::{PatchReason, module};
use crate::{
    normalize::{self, Decoding, Normalized},
    rust::{
        emit::{self, Signature},
        read::{last_ident, mentions},
    },
};

/// Puts `crate::Secret` in the place of every placeholder and gives the numbers that were found.
pub(super) fn reveal_secret_types(file: &mut File, secrets: usize) -> BTreeSet<usize> {
    struct Reveal {
        numbers: BTreeMap<String, usize>,
        found: BTreeSet<usize>,
    }
    impl VisitMut for Reveal {
        fn visit_path_mut(&mut self, path: &mut Path) {
            let module = path.segments.iter().rev().nth(1).map(|segment| segment.ident.to_string());
            if let Some(&number) = module.and_then(|module| self.numbers.get(&module)) {
                self.found.insert(number);
                *path = parse_quote!(crate::Secret);
            }
            visit_mut::visit_path_mut(self, path);
        }
    }
    let numbers = (0..secrets).map(|number| (normalize::placeholder_module(number), number)).collect();
    let mut reveal = Reveal { numbers, found: BTreeSet::new() };
    reveal.visit_file_mut(file);
    reveal.found
}

/// A builder is called `…Builder`, and each of its methods says what it does.
pub(super) fn name_builders(file: &mut File) -> Result<(), PatchReason> {
    struct Rename {
        builders: BTreeSet<String>,
        inside: bool,
    }
    impl VisitMut for Rename {
        fn visit_path_mut(&mut self, path: &mut Path) {
            visit_mut::visit_path_mut(self, path);
            let in_module = path.segments.iter().rev().nth(1).is_some_and(|of| of.ident == "builder");
            let alone = self.inside && path.segments.len() == 1;
            if let Some(last) = path.segments.last_mut()
                && (in_module || alone)
                && self.builders.contains(&last.ident.to_string())
            {
                last.ident = format_ident!("{}Builder", last.ident);
            }
        }
    }
    let types = module::items_of(file, "types")?;
    let mut rename = Rename { builders: BTreeSet::new(), inside: true };
    let Some(builders) = module::builders_of(types) else { return Ok(()) };
    for item in &mut *builders {
        let Item::Struct(item) = item else { continue };
        let of = item.ident.to_string();
        let doc = format!(
            "Builds a [`{of}`](super::{of}): `try_from` or `try_into` gives it, or says what is wrong."
        );
        item.attrs.insert(0, parse_quote!(#[doc = #doc]));
        item.ident = format_ident!("{of}Builder");
        rename.builders.insert(of);
    }
    for item in &mut *builders {
        if let Item::Impl(block) = item
            && block.trait_.is_none()
            && let Some(of) = last_ident(&block.self_ty).cloned()
        {
            for method in methods(block) {
                let name = &method.sig.ident;
                let doc = format!("Sets [`{name}`](super::{of}::{name}).");
                method.attrs.insert(0, parse_quote!(#[doc = #doc]));
            }
        }
        rename.visit_item_mut(item);
    }
    rename.inside = false;
    for block in types.iter_mut() {
        let Item::Impl(block) = block else { continue };
        for method in methods(block).filter(|method| method.sig.ident == "builder") {
            method.attrs.push(parse_quote!(#[doc = "Starts a builder without values."]));
        }
    }
    rename.visit_file_mut(file);
    Ok(())
}

pub(super) fn methods(block: &mut syn::ItemImpl) -> impl Iterator<Item = &mut syn::ImplItemFn> {
    block.items.iter_mut().filter_map(|item| match item {
        syn::ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// The structs of the module `types` by name.
pub(super) fn structs(file: &mut File) -> Result<BTreeMap<String, ItemStruct>, PatchReason> {
    let items = module::items_of(file, "types")?.iter();
    let structs = items.filter_map(|item| match item {
        Item::Struct(item) => Some((item.ident.to_string(), item.clone())),
        _ => None,
    });
    Ok(structs.collect())
}

/// With the client's feature `schemars`, every type that is JSON describes itself in JSON Schema.
pub(super) fn derive_json_schema(file: &mut File) -> Result<(), PatchReason> {
    for item in module::items_of(file, "types")? {
        let attributes = match item {
            Item::Struct(item) => &mut item.attrs,
            Item::Enum(item) => &mut item.attrs,
            _ => continue,
        };
        if attributes.iter().any(|attribute| mentions(attribute, "serde")) {
            attributes.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
        }
    }
    Ok(())
}

/// Has the enums of several success responses read by status, and by nothing else: they lose what makes them JSON.
pub(super) fn choose_by_status(
    file: &mut File,
    normalized: &Normalized,
    signatures: &BTreeMap<String, Signature>,
) -> Result<Vec<Item>, PatchReason> {
    let types = module::items_of(file, "types")?;
    let mut implementations = Vec::new();
    for (id, decoding) in &normalized.decodings {
        let Decoding::ByStatus(variants) = decoding else { continue };
        let response = signatures.get(id).and_then(|signature| signature.response.as_ref());
        let item = types.iter_mut().find_map(|item| match item {
            Item::Enum(item) if Some(&item.ident) == response => Some(item),
            _ => None,
        });
        let implementation = item.and_then(|item| {
            drop_serde(item);
            emit::from_response(item, variants)
        });
        let expected = || PatchReason::new(format!("an enum with a variant per success response of `{id}`"));
        let implementation = implementation.ok_or_else(expected)?;
        implementations.push(parse_quote!(#implementation));
    }
    Ok(implementations)
}

/// Drops what serde derives and reads; other derives are left.
fn drop_serde(item: &mut ItemEnum) {
    let others = |attribute: &Attribute| !attribute.path().is_ident("serde");
    item.attrs.retain(others);
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let derived = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let Ok(derived) = derived else { continue };
        let others = derived.iter().filter(|path| !mentions(path, "serde"));
        *attribute = parse_quote!(#[derive(#(#others),*)]);
    }
    for variant in &mut item.variants {
        variant.attrs.retain(others);
    }
}

/// typify writes a function for each kind of default, used or not.
pub(super) fn allow_unused_defaults(file: &mut File) -> Result<(), PatchReason> {
    for item in module::items_of(file, "types")? {
        if let Item::Mod(module) = item
            && module.ident == "defaults"
        {
            module.attrs.push(parse_quote!(#[allow(dead_code)]));
        }
    }
    Ok(())
}

/// A new field or variant is then no breaking change.
pub(super) fn mark_non_exhaustive(file: &mut File) {
    struct Mark;
    impl VisitMut for Mark {
        fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
            item.attrs.push(parse_quote!(#[non_exhaustive]));
        }
        fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
            item.attrs.push(parse_quote!(#[non_exhaustive]));
        }
    }
    Mark.visit_file_mut(file);
}
