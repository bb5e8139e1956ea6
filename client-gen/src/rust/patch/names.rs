//! Names: those that came out twice, which rustc would report without a word about the document, and those that
//! messages are better off without.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use syn::{File, ImplItem, Item, Type};

use crate::normalize::WireWords;

/// The first name that a module has twice for an item, or an item for its members.
pub(crate) fn repeated_name(file: &File) -> Option<String> {
    let mut names = Names::default();
    names.add_items("", &file.items);
    names.repeated
}

#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    repeated: Option<String>,
}

impl Names {
    fn add(&mut self, name: String) {
        if self.taken.contains(&name) {
            self.repeated.get_or_insert(name);
        } else {
            self.taken.insert(name);
        }
    }

    fn add_items(&mut self, module: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => {
                    let name = format!("{module}{}", item.ident);
                    for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                        self.add(format!("{name}.{field}"));
                    }
                    self.add(name);
                }
                Item::Enum(item) => {
                    let name = format!("{module}{}", item.ident);
                    item.variants.iter().for_each(|variant| self.add(format!("{name}::{}", variant.ident)));
                    self.add(name);
                }
                Item::Static(item) => self.add(format!("{module}{}", item.ident)),
                Item::Impl(block) if block.trait_.is_none() => {
                    let Type::Path(of) = block.self_ty.as_ref() else { continue };
                    let Some(of) = of.path.segments.last() else { continue };
                    let methods = block.items.iter().filter_map(|item| match item {
                        ImplItem::Fn(method) => Some(&method.sig.ident),
                        _ => None,
                    });
                    methods.for_each(|method| self.add(format!("{module}{}::{method}()", of.ident)));
                }
                Item::Mod(item) => {
                    let name = format!("{module}{}", item.ident);
                    let items = item.content.as_ref().map(|(_, items)| items.as_slice());
                    self.add_items(&format!("{name}::"), items.unwrap_or_default());
                    self.add(name);
                }
                _ => {}
            }
        }
    }
}

/// Puts words on the wire in the place of those that the generator got.
pub(super) fn restore_words(tokens: TokenStream, words: &WireWords) -> TokenStream {
    let restore = |token| match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), restore_words(group.stream(), words));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        TokenTree::Literal(literal) => {
            let text = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok();
            let word = text.and_then(|text| words.of(&text.value()).map(Literal::string));
            TokenTree::Literal(word.unwrap_or(literal))
        }
        other => other,
    };
    tokens.into_iter().map(restore).collect()
}

/// The type with each path reduced to its last segment.
pub(super) fn last_segments(of: &str) -> String {
    let dense = of.replace(' ', "");
    let pieces = dense.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    pieces.map(|piece| piece.rsplit("::").next().unwrap_or_default()).collect()
}
