//! progenitor's builders become calls: what each parameter is and how its value is converted is read from the builder,
//! then the call is emitted anew.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Expr, ExprPath, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Stmt, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{PatchReason, module::items_of, optional_body, send};
use crate::{
    document::{
        json::Json,
        operation::{self, Operation},
    },
    names,
    normalize::Normalized,
    rust::{
        emit::{Call, Docs, Parameter, Signature},
        read::{bound_of, first_argument, last_ident, mentions, name_in_types},
    },
};

/// Replaces the builders and the client's methods; gives the operations' types by their ids.
pub(super) fn rewrite_all(
    file: &mut File,
    normalized: &Normalized,
    structs: &BTreeMap<String, ItemStruct>,
) -> Result<BTreeMap<String, Signature>, PatchReason> {
    let mut builders = Builders::take(file)?;
    let (mut calls, mut methods) = (Vec::new(), Vec::new());
    let mut signatures = BTreeMap::new();
    let documented = operation::operations(&normalized.document);
    let documented: BTreeMap<_, _> = documented
        .filter_map(|(_, _, at)| normalized.document.at(&at))
        .map(|operation| (operation["operationId"].as_str().unwrap_or_default(), operation))
        .collect();
    for operation in &normalized.operations {
        let document = documented.get(operation.id.as_str()).copied().unwrap_or(&Json::Null);
        let call = call(builders.remove(operation)?, operation, document, normalized)?;
        let body = call.parameters.iter().find(|parameter| parameter.name == "body");
        let signature = Signature {
            body: body.and_then(|body| name_in_types(&body.takes)).cloned(),
            response: name_in_types(&call.response).cloned(),
        };
        let response = signature.response.as_ref().and_then(|name| structs.get(&name.to_string()));
        let docs = Docs::new(operation, document, response.is_some_and(|of| mentions(&of.fields, "Secret")));
        calls.push(call.item(&docs));
        methods.push(call.method(&docs));
        signatures.insert(operation.id.clone(), signature);
    }
    builders.check_empty()?;
    file.items.push(parse_quote! {
        /// The calls, one per operation: what a method of the client makes, and awaiting sends.
        #[allow(clippy::all)]
        pub mod calls {
            use super::types;
            #[allow(unused_imports)]
            use super::{encode_path, Error, Response};

            #(#calls)*
        }
    });
    // What is left of the client's own methods are those that start a builder.
    file.items.retain(|item| {
        !matches!(item, Item::Impl(block) if last_ident(&block.self_ty).is_some_and(|name| name == "Client"))
    });
    if !methods.is_empty() {
        file.items.push(parse_quote! { impl Client { #(#methods)* } });
    }
    Ok(signatures)
}

/// progenitor's builders by name.
struct Builders {
    structs: BTreeMap<String, ItemStruct>,
    blocks: BTreeMap<String, ItemImpl>,
}

impl Builders {
    /// Takes the module `builder` out of the file.
    fn take(file: &mut File) -> Result<Self, PatchReason> {
        let items = std::mem::take(items_of(file, "builder")?);
        file.items.retain(|item| !matches!(item, Item::Mod(module) if module.ident == "builder"));
        let (mut structs, mut blocks) = (BTreeMap::new(), BTreeMap::new());
        for item in items {
            let (name, repeated) = match item {
                Item::Struct(item) => {
                    let name = item.ident.to_string();
                    (name.clone(), structs.insert(name, item).is_some())
                }
                Item::Impl(block) => {
                    let name = last_ident(&block.self_ty).map(ToString::to_string).unwrap_or_default();
                    (name.clone(), blocks.insert(name, block).is_some())
                }
                _ => continue,
            };
            if repeated {
                return Err(PatchReason::new(format!("one builder `{name}` with one impl block")));
            }
        }
        Ok(Self { structs, blocks })
    }

    fn remove(&mut self, operation: &Operation) -> Result<(ItemStruct, ItemImpl), PatchReason> {
        let name = names::builder(&operation.id);
        self.structs.remove(&name).zip(self.blocks.remove(&name)).ok_or_else(|| {
            PatchReason::new(format!("a builder `{name}` for the operation `{}`", operation.id))
        })
    }

    fn check_empty(&self) -> Result<(), PatchReason> {
        match self.structs.keys().chain(self.blocks.keys()).next() {
            Some(name) => Err(PatchReason::new(format!("no builder `{name}`, which is of no operation"))),
            None => Ok(()),
        }
    }
}

fn call<'a>(
    (builder, block): (ItemStruct, ItemImpl),
    operation: &'a Operation,
    document: &Json,
    normalized: &Normalized,
) -> Result<Call<'a>, PatchReason> {
    let missing = |what: &str| PatchReason::new(format!("{what} in the builder of `{}`", operation.id));
    let mut methods: BTreeMap<String, ImplItemFn> = BTreeMap::new();
    for item in block.items {
        let ImplItem::Fn(method) = item else { continue };
        methods.insert(method.sig.ident.to_string(), method);
    }
    let decoding = normalized.decodings.get(&operation.id).ok_or_else(|| missing("the decoding"))?;
    let send = methods.remove("send").ok_or_else(|| missing("`send`"))?;
    let new = methods.remove("new").ok_or_else(|| missing("`new`"))?;

    let mut fields = builder.fields.into_iter();
    let client = fields.next().and_then(|field| field.ident).ok_or_else(|| missing("the client first"))?;
    let mut parameters = Vec::new();
    for field in fields {
        let name = field.ident.ok_or_else(|| missing("fields with names"))?;
        let setter = methods.remove(&name.to_string());
        let setter = setter.ok_or_else(|| missing(&format!("a setter `{name}`")))?;
        let required =
            !starts_as_none(&new, &name).ok_or_else(|| missing("a value of each field in `new`"))?;
        let parameter = parameter(name, required, field.ty, &setter);
        parameters.push(parameter.ok_or_else(|| missing("setters that convert a value"))?);
    }
    in_document_order(&mut parameters, operation, document);
    let wire_names = normalized.wire_names.get(&operation.id);
    let is_string = |takes: &syn::Type| last_ident(takes).is_some_and(|name| name == "String");
    let strings = parameters.iter().filter(|parameter| parameter.required && is_string(&parameter.takes));
    let strings = strings.map(|parameter| parameter.name.to_string()).collect();
    let (mut send, response) = send::rewrite(send, operation, decoding, wire_names, &strings)?;
    // progenitor takes every body for a required one.
    if let Some(body) = parameters.iter_mut().find(|parameter| parameter.name == "body")
        && operation.body.as_ref().is_some_and(|body| !body.required)
        && optional_body::send_if_set(&mut send)
    {
        let (convert, held) = (&body.convert, first_argument(&body.field));
        body.field = parse_quote!(Result<Option<#held>, String>);
        body.convert = parse_quote!(#convert.map(Some));
        body.required = false;
    }
    let attributes = builder.attrs.into_iter().filter(|attribute| attribute.path().is_ident("derive"));
    Ok(Call { operation, attributes: attributes.collect(), client, parameters, send, response })
}

/// Those of the path first, as they are in it, then the others as documented, the body last.
fn in_document_order(parameters: &mut [Parameter], operation: &Operation, document: &Json) {
    let documented: Vec<(String, bool)> = document
        .items("parameters")
        .map(|of| (names::snake(of["name"].as_str().unwrap_or_default()), of["in"] == "path"))
        .collect();
    let rank = |name: &Ident| {
        let index = documented.iter().position(|(documented, _)| name == documented);
        let in_path = index.and_then(|index| {
            let wire = &operation.parameters.get(index)?.name;
            documented[index].1.then(|| operation.path.find(&format!("{{{wire}}}")))
        });
        match (in_path, index) {
            (Some(place), _) => (0, place),
            (None, Some(index)) => (1, Some(index)),
            (None, None) => (2, None),
        }
    };
    parameters.sort_by_key(|parameter| rank(&parameter.name));
}

/// Whether a field is `Ok(None)` until it is set; nothing if `new` doesn't say.
fn starts_as_none(new: &ImplItemFn, field: &Ident) -> Option<bool> {
    let Some(Stmt::Expr(Expr::Struct(value), None)) = new.block.stmts.last() else { return None };
    let mut values = value.fields.iter();
    let value = values.find(|value| matches!(&value.member, syn::Member::Named(name) if name == field))?;
    Some(value.expr.to_token_stream().to_string() == "Ok (None)")
}

/// Reads `self.field = value.try_into()…` of a setter.
fn parameter(name: Ident, required: bool, field: syn::Type, setter: &ImplItemFn) -> Option<Parameter> {
    struct Rename<'a>(&'a Ident);
    impl VisitMut for Rename<'_> {
        fn visit_expr_path_mut(&mut self, path: &mut ExprPath) {
            if path.path.is_ident("value") {
                *path = syn::ExprPath { attrs: Vec::new(), qself: None, path: self.0.clone().into() };
            }
            visit_mut::visit_expr_path_mut(self, path);
        }
    }
    let takes = bound_of(&setter.sig)?.clone();
    let bounds = setter.sig.generics.where_clause.as_ref()?.predicates.len();
    let Stmt::Expr(Expr::Assign(assign), Some(_)) = setter.block.stmts.first()? else { return None };
    let mut convert = assign.right.as_ref().clone();
    Rename(&name).visit_expr_mut(&mut convert);
    Some(Parameter { name, required, field, takes, shows_error: bounds > 1, convert })
}
