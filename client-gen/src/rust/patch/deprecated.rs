//! What the document calls deprecated is `#[deprecated]`: types, their fields and variants, and the methods that set them.

use std::collections::BTreeSet;

use syn::{
    Attribute, Expr, ExprLit, Field, File, Item, ItemEnum, ItemStruct, Lit, Meta, Variant, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{PatchReason, module, types::methods};
use crate::{
    normalize::DEPRECATED,
    rust::{emit::deprecated, read::last_ident},
};

/// Turns each mark in a description into the attribute.
pub(super) fn mark(file: &mut File) -> Result<(), PatchReason> {
    let mut marks = Marks::default();
    let types = module::items_of(file, "types")?;
    types.iter_mut().for_each(|item| marks.visit_item_mut(item));
    for item in module::builders_of(types).into_iter().flatten() {
        let Item::Impl(block) = item else { continue };
        let Some(of) = last_ident(&block.self_ty).map(ToString::to_string) else { continue };
        let setters = methods(block)
            .filter(|method| marks.fields.contains(&(of.clone(), method.sig.ident.to_string())));
        setters.for_each(|method| method.attrs.push(deprecated()));
    }
    Ok(())
}

#[derive(Default)]
struct Marks {
    /// The type that is being visited.
    of: String,
    /// The deprecated fields of each struct.
    fields: BTreeSet<(String, String)>,
}

impl VisitMut for Marks {
    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        self.of = item.ident.to_string();
        take_mark(&mut item.attrs);
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        self.of = item.ident.to_string();
        take_mark(&mut item.attrs);
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if take_mark(&mut field.attrs)
            && let Some(name) = &field.ident
        {
            self.fields.insert((self.of.clone(), name.to_string()));
        }
    }

    fn visit_variant_mut(&mut self, variant: &mut Variant) {
        take_mark(&mut variant.attrs);
        visit_mut::visit_variant_mut(self, variant);
    }
}

/// Replaces the mark in the documentation by the attribute, and says whether there was one.
fn take_mark(attributes: &mut Vec<Attribute>) -> bool {
    let mut found = false;
    attributes.retain_mut(|attribute| {
        let Meta::NameValue(doc) = &attribute.meta else { return true };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &doc.value else { return true };
        let text = text.value();
        if !doc.path.is_ident("doc") || !text.contains(DEPRECATED) {
            return true;
        }
        found = true;
        let text = text.replace(DEPRECATED, "");
        *attribute = parse_quote!(#[doc = #text]);
        !text.trim().is_empty()
    });
    if found {
        attributes.push(deprecated());
    }
    found
}
