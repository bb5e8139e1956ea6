//! The API surface of a generated client: what its users can name and call, one text an item and one fact a
//! line, so that a difference of two surfaces shows just what changed.
//!
//! Documentation and bodies aren't part of it. It says what is there, not whether a change is breaking.

use std::{collections::BTreeMap, fmt};

use quote::ToTokens;
use syn::{
    Field, Fields, File, Item, ItemEnum, ItemImpl, ItemStruct, Path, Signature, Visibility, parse_quote,
    visit_mut::{self, VisitMut},
};

use crate::{document::operation::Operation, generate::Generated, rust::read::wire_name};

/// The surface: the text of each item by the item's name, which is usable as a file name.
///
/// `operations` lists the operations and servers; `operation__getClient` and `type__UpdateClient` are an
/// operation's builder and a type.
pub type Surface = BTreeMap<String, String>;

/// The generated code isn't Rust, which it has been when it was generated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SurfaceError {
    /// What the parser says.
    pub message: String,
}

impl fmt::Display for SurfaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the generated code can't be parsed: {}", self.message)
    }
}

impl std::error::Error for SurfaceError {}

/// Reads the surface out of generated code.
///
/// # Errors
/// `generated.code` was changed after its generation and isn't Rust any more.
pub fn surface(generated: &Generated) -> Result<Surface, SurfaceError> {
    let mut file: File =
        syn::parse_str(&generated.code).map_err(|error| SurfaceError { message: error.to_string() })?;
    ShortPaths.visit_file_mut(&mut file);
    let client = impls_of(&file.items, "Client");
    let types = module(&file.items, "types");
    let type_builders = module(types, "builder");

    let mut surface = Surface::new();
    surface.insert("operations".to_owned(), operations(generated));
    for (operation, builder) in generated.operations.iter().zip(structs(module(&file.items, "builder"))) {
        let name = builder.ident.to_string();
        let start = client.iter().flat_map(|block| methods(block)).find(|method| mentions(method, &name));
        let mut lines: Vec<String> =
            start.map(|method| format!("Client::{}", signature(method))).into_iter().collect();
        lines.push(heading(&format!("struct builder::{name}"), &builder.attrs));
        let own = impls_of(module(&file.items, "builder"), &name);
        lines.extend(
            own.iter().flat_map(|block| methods(block)).map(|method| format!("  {}", signature(method))),
        );
        surface.insert(format!("operation__{}", operation.id), text(lines));
    }
    for item in types {
        let (name, mut lines) = match item {
            Item::Struct(item) => (item.ident.to_string(), struct_lines(item, type_builders)),
            Item::Enum(item) => (item.ident.to_string(), enum_lines(item)),
            _ => continue,
        };
        for block in impls_of(types, &name).into_iter().chain(impls_of(&file.items, &name)) {
            lines.extend(impl_lines(block));
        }
        surface.insert(format!("type__{name}"), text(lines));
    }
    Ok(surface)
}

/// `info.version`, the servers, and one line an operation.
fn operations(generated: &Generated) -> String {
    let mut lines = vec![format!("info.version {}", generated.api_version)];
    for (index, server) in generated.servers.iter().enumerate() {
        let default = if index == 0 { " (default)" } else { "" };
        lines.push(format!("server {:?} Server::{}{default}", server.base_path, server.variant));
    }
    lines.extend(generated.operations.iter().map(operation));
    text(lines)
}

fn operation(operation: &Operation) -> String {
    let content = |content: &[(String, String)]| -> String {
        content.iter().map(|(media_type, schema)| format!(" {media_type} {schema}")).collect()
    };
    let optional = |required: bool| if required { "" } else { "?" };
    let parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|p| format!("{}{}: {} in {}", p.name, optional(p.required), p.schema, p.location))
        .collect();
    let body = operation
        .body
        .as_ref()
        .map(|body| format!(" body{}:{}", optional(body.required), content(&body.content)));
    let replies: Vec<String> = operation
        .replies
        .iter()
        .map(|reply| format!("{}{}", reply.status, content(&reply.content)))
        .collect();
    format!(
        "{} {} {}({}){} -> {}",
        operation.method,
        operation.path,
        operation.id,
        parameters.join(", "),
        body.unwrap_or_default(),
        replies.join(", "),
    )
}

fn struct_lines(item: &ItemStruct, builders: &[Item]) -> Vec<String> {
    let mut lines = vec![heading(&format!("struct types::{}", item.ident), &item.attrs)];
    match &item.fields {
        Fields::Named(fields) => {
            lines.extend(fields.named.iter().map(|field| format!("  {}", self::field(field))))
        }
        Fields::Unnamed(fields) => {
            lines.extend(
                fields
                    .unnamed
                    .iter()
                    .map(|field| format!("  {}{}", visibility(&field.vis), plain(&field.ty))),
            );
        }
        Fields::Unit => {}
    }
    let setters: Vec<&Signature> =
        impls_of(builders, &item.ident.to_string()).into_iter().flat_map(methods).collect();
    for field in &item.fields {
        let Some(name) = &field.ident else { continue };
        let Some(setter) = setters.iter().find(|setter| setter.ident == *name) else { continue };
        // A setter takes whatever converts into its field: that goes without saying.
        let bound = plain(&setter.generics.where_clause).replace("super::", "");
        if !bound.contains(&format!("TryInto<{}>", plain(&field.ty))) {
            lines.push(format!("  builder {}", signature(setter)));
        }
    }
    lines
}

fn enum_lines(item: &ItemEnum) -> Vec<String> {
    let mut lines = vec![heading(&format!("enum types::{}", item.ident), &item.attrs)];
    for variant in &item.variants {
        let as_field = Field {
            attrs: variant.attrs.clone(),
            ident: Some(variant.ident.clone()),
            ..parse_quote!(_x: ())
        };
        let wire = wire_name(&as_field);
        lines.push(format!("  {}{} as {wire:?}", variant.ident, plain(&variant.fields)));
    }
    lines
}

/// Trait impls by their heads, inherent methods by their signatures.
fn impl_lines(block: &ItemImpl) -> Vec<String> {
    match &block.trait_ {
        Some((path, ..)) => vec![format!("  impl {} for {}", plain(path), plain(&block.self_ty))],
        None => methods(block).into_iter().map(|method| format!("  {}", signature(method))).collect(),
    }
}

/// A field's type, its name in JSON, and what serde is told besides.
fn field(field: &Field) -> String {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut line =
        format!("{}{name}: {} as {:?}", visibility(&field.vis), plain(&field.ty), wire_name(field));
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            let name = meta.path.to_token_stream().to_string();
            let value =
                meta.value().and_then(|value| value.parse::<syn::LitStr>()).map(|value| value.value());
            match (name.as_str(), value) {
                ("rename", _) => {}
                ("skip_serializing_if", Ok(value)) => {
                    line.push_str(&format!(
                        ", not sent if {}",
                        value.rsplit("::").next().unwrap_or_default()
                    ));
                }
                (name, Ok(value)) => line.push_str(&format!(", {name} = {value:?}")),
                (name, Err(_)) => line.push_str(&format!(", {name}")),
            }
            Ok(())
        });
    }
    line
}

/// What an item is, with its derives and other attributes.
fn heading(what: &str, attributes: &[syn::Attribute]) -> String {
    let mut derives = Vec::new();
    let mut others = Vec::new();
    for attribute in attributes {
        match &attribute.meta {
            syn::Meta::List(list) if list.path.is_ident("derive") => {
                derives.extend(
                    plain(&list.tokens)
                        .split(',')
                        .map(|path| path.rsplit("::").next().unwrap_or_default().trim().to_owned()),
                );
            }
            syn::Meta::List(list) if list.path.is_ident("cfg_attr") => {}
            meta => others.push(plain(meta)),
        }
    }
    derives.sort();
    let mut heading = what.to_owned();
    if !derives.is_empty() {
        heading.push_str(&format!(": {}", derives.join(" + ")));
    }
    others.iter().for_each(|other| heading.push_str(&format!(" [{other}]")));
    heading
}

fn visibility(visibility: &Visibility) -> &'static str {
    if matches!(visibility, Visibility::Public(_)) { "" } else { "private " }
}

/// The public methods of an inherent impl.
fn methods(block: &ItemImpl) -> Vec<&Signature> {
    let public = block.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(&method.sig),
        _ => None,
    });
    public.collect()
}

fn signature(signature: &Signature) -> String {
    plain(signature).replace("mut self", "self")
}

fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => {
            module.content.as_ref().map(|(_, items)| items.as_slice())
        }
        _ => None,
    });
    found.unwrap_or_default()
}

fn structs(items: &[Item]) -> impl Iterator<Item = &ItemStruct> {
    items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    })
}

/// The impl blocks for the type of that name, by its last segment.
fn impls_of<'a>(items: &'a [Item], name: &str) -> Vec<&'a ItemImpl> {
    let blocks = items.iter().filter_map(|item| match item {
        Item::Impl(block) => Some(block),
        _ => None,
    });
    blocks
        .filter(|block| match block.self_ty.as_ref() {
            syn::Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == name),
            _ => false,
        })
        .collect()
}

fn mentions(signature: &Signature, name: &str) -> bool {
    crate::rust::read::mentions(&signature.output, name)
}

/// Tokens on one line, spaced as a person would.
fn plain(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, tight) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        (" (", "("),
        (" : ", ": "),
        ("' ", "'"),
        (" ;", ";"),
    ] {
        text = text.replace(spaced, tight);
    }
    for (trailing, none) in [(",>", ">"), (",)", ")"), (",<", ", <"), ("->(", "-> (")] {
        text = text.replace(trailing, none);
    }
    text.trim_end_matches(',').to_owned()
}

fn text(lines: Vec<String>) -> String {
    lines.join("\n")
}

/// Names of the standard library without the path that generated code spells out.
struct ShortPaths;

impl VisitMut for ShortPaths {
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
