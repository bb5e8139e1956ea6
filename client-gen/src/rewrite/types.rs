//! The generated types: the secret type in its places, and room to grow.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Field, File, Item, ItemStruct, Path, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{RewriteReason, module};
use crate::lower;

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
    let numbers = (0..secrets).map(|number| (lower::placeholder_module(number), number)).collect();
    let mut reveal = Reveal { numbers, found: BTreeSet::new() };
    reveal.visit_file_mut(file);
    reveal.found
}

/// The structs of the module `types` by name.
///
/// # Errors
/// Two types or two fields of one name, which rustc would tell without a word about the document.
pub(super) fn structs(file: &File) -> Result<BTreeMap<String, ItemStruct>, RewriteReason> {
    let mut file = file.clone();
    let mut structs = BTreeMap::new();
    let mut names = BTreeSet::new();
    for item in module::items_of(&mut file, "types")? {
        let name = match item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            _ => continue,
        };
        if !names.insert(name.clone()) {
            return Err(RewriteReason::new(format!("one type `types::{name}`, there are two")));
        }
        let Item::Struct(item) = item else { continue };
        let mut fields = BTreeSet::new();
        for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
            if !fields.insert(field.to_string()) {
                return Err(RewriteReason::new(format!("one field `types::{name}::{field}`, there are two")));
            }
        }
        structs.insert(name, item.clone());
    }
    Ok(structs)
}

/// The name of a field in JSON.
pub(crate) fn wire_name(field: &Field) -> String {
    let mut name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // A meta item this doesn't know is none of its business.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<syn::LitStr>()?.value();
            } else if let Ok(value) = meta.value() {
                value.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    name
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
