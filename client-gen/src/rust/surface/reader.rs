//! Facts out of generated code. What this doesn't know is an error: it would be missing from the surface, and nobody
//! would see it change.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{
    Attribute, File, Ident, ImplItem, Item as Code, ItemEnum, ItemImpl, ItemStruct, Meta, Path, Signature,
    Token, Visibility, parse_quote,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use super::{Definition, Fact, Item, ItemName, Member, Surface, plain::plain};
use crate::{
    document::operation::Operation,
    names,
    rust::{
        emit::Server,
        read::{argument, bound_of, last_ident, name_in_types, serde, wire_name},
    },
};

/// The generated code isn't what the surface is read from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the surface can't be read out of the generated code: {message}")]
#[non_exhaustive]
pub struct SurfaceError {
    /// What is wrong with it.
    pub message: String,
}

impl SurfaceError {
    fn unknown(code: &impl ToTokens) -> Self {
        let text: String = plain(code).chars().take(100).collect();
        Self { message: format!("`{text}` isn't a part of it that is known") }
    }
}

/// The impl blocks of each type.
type Blocks<'a> = BTreeMap<String, Vec<&'a ItemImpl>>;

/// Reads the surface out of generated code and the operations and servers that it was generated for.
pub(crate) fn read(
    code: &str,
    api_version: &str,
    servers: &[Server],
    operations: &[Operation],
) -> Result<Surface, SurfaceError> {
    let mut file: File = syn::parse_str(code).map_err(|error| SurfaceError { message: error.to_string() })?;
    Shorten.visit_file_mut(&mut file);
    let [types, calls] = ["types", "calls"].map(|name| module(&file.items, name));
    check_known(&file.items, false, &["API_VERSION", "Client", "Server", "calls", "operations", "types"])?;
    check_known(types, true, &["builder", "defaults", "error"])?;
    check_known(calls, true, &[])?;
    // Beside the modules are the blocks of the client and the servers, and those that we add to types.
    let (added, beside): (Vec<_>, Vec<_>) =
        blocks(&file.items).partition(|block| name_in_types(&block.self_ty).is_some());
    let mut of_types = by_type(blocks(types).chain(added));
    // How a builder becomes its type goes without saying.
    let setters = blocks(module(types, "builder")).filter(|block| block.trait_.is_none());
    let mut of_setters = by_type(setters);
    let mut of_calls = by_type(blocks(calls));
    let mut beside = by_type(beside);

    let mut surface = Surface::new();
    surface.insert(ItemName::Operations, documented(api_version, servers, operations));
    let mut starts = methods(beside.remove("Client").iter().flatten())?;
    for id in operations.iter().flat_map(|operation| &operation.calls) {
        let missing = |what| SurfaceError { message: format!("no {what} for the operation `{id}`") };
        let (method, name) = (names::method(id), names::call(id));
        let start = starts.iter().position(|start| start.ident == method).ok_or_else(|| missing("method"))?;
        let call = calls.iter().find_map(|item| match item {
            Code::Struct(item) if item.ident == name => Some(item),
            _ => None,
        });
        let attributes = &call.ok_or_else(|| missing("call"))?.attrs;
        let start = Fact::Start(plain(starts.remove(start)));
        let mut facts = vec![start, definition(&format!("struct calls::{name}"), attributes)];
        facts.extend(implemented(of_calls.remove(&name))?);
        surface.insert(ItemName::Operation(id.clone()), Item { facts });
    }
    for item in types {
        let (name, mut facts) = match item {
            Code::Struct(item) => {
                let name = item.ident.to_string();
                let setters = methods(of_setters.remove(&format!("{name}Builder")).iter().flatten())?;
                (name, structure(item, &setters))
            }
            Code::Enum(item) => (item.ident.to_string(), enumeration(item)),
            _ => continue,
        };
        facts.extend(implemented(of_types.remove(&name))?);
        surface.insert(ItemName::Type(name), Item { facts });
    }
    // What a foreign type has because of one of ours, such as `From<Ours>`, belongs to ours.
    for block in of_types.into_values().flatten() {
        let ours = block.trait_.as_ref().and_then(|(path, _)| last_ident(argument(path)?));
        let item = ours.and_then(|name| surface.get_mut(&ItemName::Type(name.to_string())));
        item.ok_or_else(|| SurfaceError::unknown(block))?.facts.extend(implemented([[block]])?);
    }
    beside.remove("Server");
    let left = [of_setters, of_calls, beside].into_iter().flat_map(BTreeMap::into_values).flatten().next();
    match (left, starts.first()) {
        (Some(block), _) => Err(SurfaceError::unknown(block)),
        (_, Some(start)) => Err(SurfaceError::unknown(start)),
        (None, None) => Ok(surface),
    }
}

/// The module holds impl blocks, private imports, items of these names, and types if it is for them.
fn check_known(items: &[Code], has_types: bool, names: &[&str]) -> Result<(), SurfaceError> {
    let is_named = |name: &Ident| names.iter().any(|known| name == known);
    let is_known = |item: &&Code| match item {
        Code::Impl(_) => true,
        Code::Use(import) => !is_public(&import.vis),
        Code::Struct(item) => has_types || is_named(&item.ident),
        Code::Enum(item) => has_types || is_named(&item.ident),
        Code::Mod(item) => is_named(&item.ident),
        Code::Const(item) => is_named(&item.ident),
        _ => false,
    };
    match items.iter().find(|item| !is_known(item)) {
        Some(unknown) => Err(SurfaceError::unknown(unknown)),
        None => Ok(()),
    }
}

fn documented(api_version: &str, servers: &[Server], operations: &[Operation]) -> Item {
    let mut facts = vec![Fact::ApiVersion(api_version.to_owned())];
    facts.extend(servers.iter().enumerate().map(|(index, server)| Fact::Server {
        variant: server.variant.clone(),
        base_path: server.base_path.clone(),
        is_default: index == 0,
    }));
    facts.extend(operations.iter().cloned().map(Fact::Operation));
    Item { facts }
}

fn structure(item: &ItemStruct, setters: &[&Signature]) -> Vec<Fact> {
    let mut facts = vec![definition(&format!("struct types::{}", item.ident), &item.attrs)];
    facts.extend(item.fields.iter().map(|field| {
        let is_private = !is_public(&field.vis);
        Fact::Field(Member { is_private, ..member(field.ident.as_ref(), plain(&field.ty), &field.attrs) })
    }));
    // A setter takes whatever converts into its field: that goes without saying.
    let is_usual = |setter: &&&Signature| {
        let bound = bound_of(setter).cloned().map(|mut bound| {
            Outside.visit_type_mut(&mut bound);
            plain(&bound)
        });
        let field = item.fields.iter().find(|field| field.ident.as_ref() == Some(&setter.ident));
        field.is_some_and(|field| Some(plain(&field.ty)) == bound)
    };
    let unusual = setters.iter().filter(|setter| !is_usual(setter));
    facts.extend(unusual.map(|setter| Fact::Setter(plain(setter))));
    facts
}

fn enumeration(item: &ItemEnum) -> Vec<Fact> {
    let mut facts = vec![definition(&format!("enum types::{}", item.ident), &item.attrs)];
    facts.extend(
        item.variants.iter().map(|variant| {
            Fact::Variant(member(Some(&variant.ident), plain(&variant.fields), &variant.attrs))
        }),
    );
    facts
}

fn member(name: Option<&Ident>, of: String, attributes: &[Attribute]) -> Member {
    let others = attributes.iter().filter(|attribute| !attribute.path().is_ident("serde"));
    let mut serde = serde(attributes);
    serde.retain(|(name, value)| name != "rename" || value.is_none());
    Member {
        name: name.map(ToString::to_string).unwrap_or_default(),
        wire: name.map(|name| wire_name(name, attributes)),
        of,
        is_private: false,
        serde,
        attributes: others.map(|attribute| plain(&attribute.meta)).collect(),
    }
}

/// What an item is, with its derives and other attributes.
fn definition(what: &str, attributes: &[Attribute]) -> Fact {
    let mut definition = Definition { what: what.to_owned(), ..Definition::default() };
    for attribute in attributes {
        let traits = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        match (&attribute.meta, traits) {
            (Meta::List(list), Ok(traits)) if list.path.is_ident("derive") => {
                let names = traits.iter().filter_map(|path| path.segments.last());
                definition.traits.extend(names.map(|name| name.ident.to_string()));
            }
            (Meta::Path(path), _) if path.is_ident("non_exhaustive") => definition.non_exhaustive = true,
            (meta, _) => definition.attributes.push(plain(meta)),
        }
    }
    Fact::Definition(definition)
}

/// Trait impls by their heads, inherent impls by their methods.
fn implemented<'a>(
    blocks: impl IntoIterator<Item: IntoIterator<Item = &'a ItemImpl>>,
) -> Result<Vec<Fact>, SurfaceError> {
    let mut facts = Vec::new();
    for block in blocks.into_iter().flatten() {
        match &block.trait_ {
            // A trait of the client's own is private.
            Some((of, _)) if of.segments.first().is_some_and(|first| first.ident == "crate") => {}
            Some((of, _)) => facts.push(Fact::Impl(format!("{} for {}", plain(of), plain(&block.self_ty)))),
            None => facts.extend(methods([&block])?.into_iter().map(|own| Fact::Method(plain(own)))),
        }
    }
    Ok(facts)
}

/// The public methods of inherent impls.
fn methods<'a: 'b, 'b>(
    blocks: impl IntoIterator<Item = &'b &'a ItemImpl>,
) -> Result<Vec<&'a Signature>, SurfaceError> {
    let mut methods = Vec::new();
    for item in blocks.into_iter().filter(|block| block.trait_.is_none()).flat_map(|block| &block.items) {
        match item {
            ImplItem::Fn(method) if is_public(&method.vis) => methods.push(&method.sig),
            ImplItem::Fn(_) => {}
            other => return Err(SurfaceError::unknown(other)),
        }
    }
    Ok(methods)
}

fn module<'a>(items: &'a [Code], name: &str) -> &'a [Code] {
    let found = items.iter().find_map(|item| match item {
        Code::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map(|(_, items)| items.as_slice()).unwrap_or_default()
}

fn blocks(items: &[Code]) -> impl Iterator<Item = &ItemImpl> {
    items.iter().filter_map(|item| match item {
        Code::Impl(block) => Some(block),
        _ => None,
    })
}

fn by_type<'a>(blocks: impl IntoIterator<Item = &'a ItemImpl>) -> Blocks<'a> {
    let mut by_type = Blocks::new();
    for block in blocks {
        let name = last_ident(&block.self_ty).map(ToString::to_string);
        by_type.entry(name.unwrap_or_default()).or_default().push(block);
    }
    by_type
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Leaves out what goes without saying: documentation, the description of every type in JSON Schema, the `mut` of a
/// `self`, and where names of the standard library and of serde come from.
struct Shorten;

impl VisitMut for Shorten {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let schema: Attribute =
            parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]);
        attributes.retain(|attribute| {
            let shown = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let is_doc = |meta: &Meta| meta.path().is_ident("doc");
            let is_shown_doc = attribute.path().is_ident("cfg_attr")
                && shown.is_ok_and(|metas| metas.iter().skip(1).all(is_doc));
            let is_lint = attribute.path().is_ident("must_use");
            !(is_doc(&attribute.meta) || is_shown_doc || is_lint || *attribute == schema)
        });
    }

    fn visit_receiver_mut(&mut self, receiver: &mut syn::Receiver) {
        receiver.mutability = None;
        visit_mut::visit_receiver_mut(self, receiver);
    }

    fn visit_type_path_mut(&mut self, of: &mut syn::TypePath) {
        // `<V as ::std::convert::TryInto<T>>::Error`: the trait's name stays, and the associated type.
        if let Some(qself) = &mut of.qself
            && qself.position > 1
        {
            of.path.segments = of.path.segments.iter().skip(qself.position - 1).cloned().collect();
            of.path.leading_colon = None;
            qself.position = 1;
        }
        visit_mut::visit_type_path_mut(self, of);
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let first = path.segments.first().map(|segment| segment.ident.to_string());
        if matches!(first.as_deref(), Some("std" | "serde")) && path.segments.len() > 1 {
            path.leading_colon = None;
            path.segments = path.segments.iter().last().cloned().into_iter().collect();
        }
    }
}

/// Types as they are named a module further out.
struct Outside;

impl VisitMut for Outside {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if path.segments.first().is_some_and(|first| first.ident == "super") {
            path.segments = path.segments.iter().skip(1).cloned().collect();
        }
    }
}
