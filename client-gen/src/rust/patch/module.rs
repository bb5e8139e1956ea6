//! The module as a whole: what it imports, what the runtime does in its place, and what must not be left.

use quote::ToTokens;
use syn::{
    Attribute, File, Item, ItemUse, Path, parse_quote,
    visit::{self, Visit},
    visit_mut::VisitMut,
};

use super::PatchReason;

/// Imports of progenitor's support library and re-exports of its types become imports of the runtime's.
pub(super) fn replace_imports(file: &mut File) -> Result<(), PatchReason> {
    let before = file.items.len();
    file.items.retain(|item| !matches!(item, Item::Use(import) if names_support_library(import)));
    if before - file.items.len() != 2 {
        return Err(PatchReason::new("two imports of `progenitor_client` at the top"));
    }
    let imports: [Item; 2] = [
        parse_quote! { #[allow(unused_imports)] use crate::path_segment::encode_path; },
        parse_quote! { #[allow(unused_imports)] use crate::{Error, Response}; },
    ];
    file.items.splice(0..0, imports);

    Ok(())
}

fn names_support_library(import: &ItemUse) -> bool {
    matches!(&import.tree, syn::UseTree::Path(path) if path.ident == "progenitor_client")
}

/// The client has no constructors, no URL, no hooks and no derived `Debug`: the runtime builds and shows it.
pub(super) fn strip_client(file: &mut File) -> Result<(), PatchReason> {
    let mut constructors = 0;
    let mut client = 0;
    file.items.retain_mut(|item| match item {
        Item::Impl(block) => {
            let of_trait = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
            if of_trait.is_some_and(|name| name.ident == "ClientInfo" || name.ident == "ClientHooks") {
                return false;
            }
            let before = block.items.len();
            block.items.retain(|item| {
                !matches!(item, syn::ImplItem::Fn(method)
                    if method.sig.ident == "new" || method.sig.ident == "new_with_client")
            });
            constructors += before - block.items.len();
            !block.items.is_empty()
        }
        Item::Mod(module) => module.ident != "prelude",
        Item::Struct(item) if item.ident == "Client" => {
            item.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
            item.attrs.push(parse_quote!(#[derive(Clone)]));
            if let syn::Fields::Named(fields) = &mut item.fields {
                let kept = std::mem::take(&mut fields.named).into_iter();
                fields.named =
                    kept.filter(|field| field.ident.as_ref().is_none_or(|name| name != "baseurl")).collect();
            }
            client += 1;
            true
        }
        _ => true,
    });
    if (client, constructors) != (1, 2) {
        return Err(PatchReason::new("one struct `Client` with `new` and `new_with_client`"));
    }
    Ok(())
}

/// Documentation that comes from the document is shown by rustdoc, but no code block in it is run as a test.
/// progenitor's own examples, which name what isn't there, go.
pub(super) fn hide_docs_from_doctests(file: &mut File) {
    struct Docs;
    impl VisitMut for Docs {
        fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
            let syn::Meta::NameValue(doc) = &attribute.meta else { return };
            if !doc.path.is_ident("doc") {
                return;
            }
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &doc.value else { return };
            let text = text.value();
            let text = text.split("```ignore\nlet response").next().unwrap_or_default().trim();
            *attribute = parse_quote!(#[cfg_attr(not(doctest), doc = #text)]);
        }
    }
    Docs.visit_file_mut(file);
}

/// Nothing of progenitor's error handling is left, and nothing that panics.
pub(super) fn check_nothing_left(file: &File) -> Result<(), PatchReason> {
    #[derive(Default)]
    struct Leftovers(Option<String>);
    impl<'ast> Visit<'ast> for Leftovers {
        fn visit_path(&mut self, path: &'ast Path) {
            let segments: Vec<String> =
                path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let names = |name: &str| segments.iter().any(|segment| segment == name);
            let support = names("progenitor_client");
            let forgotten = names("ByteStream") || names("OperationInfo") || names("ClientInfo");
            let variant = segments.first().is_some_and(|first| first == "Error") && segments.len() > 1;
            if support || forgotten || (variant && segments[1] != "invalid_request") {
                self.0.get_or_insert(path.to_token_stream().to_string());
            }
            visit::visit_path(self, path);
        }

        fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
            // The types have their documented defaults by `unwrap`, which typify has tried while it wrote them.
            if module.ident != "types" {
                visit::visit_item_mod(self, module);
            }
        }

        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            if call.method == "unwrap" || call.method == "expect" {
                self.0.get_or_insert(format!(".{}()", call.method));
            }
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut leftovers = Leftovers::default();
    leftovers.visit_file(file);
    match leftovers.0 {
        Some(found) => Err(PatchReason::new(format!("no `{found}` after the rewriting"))),
        None => Ok(()),
    }
}

/// The items of the module `builder` within those of the module `types`; none if no type has a builder.
pub(super) fn builders_of(types: &mut [Item]) -> Option<&mut Vec<Item>> {
    types.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    })
}

/// The items of an inline module.
pub(super) fn items_of<'a>(file: &'a mut File, module: &str) -> Result<&'a mut Vec<Item>, PatchReason> {
    file.items
        .iter_mut()
        .find_map(|item| match item {
            Item::Mod(found) if found.ident == module => found.content.as_mut().map(|(_, items)| items),
            _ => None,
        })
        .ok_or_else(|| PatchReason::new(format!("a module `{module}`")))
}
