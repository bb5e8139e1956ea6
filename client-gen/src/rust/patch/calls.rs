//! progenitor's builders become calls: the type of each argument is read from the builder, and that of the response from
//! its `send`; the call is emitted anew.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Fields, File, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, ReturnType, Type, parse_quote};

use super::{PatchReason, module::items_of, names::last_segments};
use crate::{
    document::{json::Json, operation},
    names,
    normalize::{BodyContent, CallSpec, Decoding, Normalized, ParameterSpec},
    rust::{
        emit::{Argument, Call, Docs, Signature},
        read::{bound_of, first_argument, last_ident, mentions, name_in_types, option_of},
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
    let documented: BTreeMap<_, _> = operation::operations(&normalized.document)
        .filter_map(|(_, _, at)| normalized.document.at(&at))
        .map(|operation| (operation["operationId"].as_str().unwrap_or_default(), operation))
        .collect();
    let mut specs = normalized.calls.iter().peekable();
    for operation in &normalized.operations {
        let missing = |what: &str| PatchReason::new(format!("{what} of `{}`", operation.id));
        let document = documented.get(operation.id.as_str()).copied().unwrap_or(&Json::Null);
        let decoding = normalized.decodings.get(&operation.id).ok_or_else(|| missing("the decoding"))?;
        let first = Builder::read(builders.remove(&operation.id)?)?;
        let response = match decoding {
            Decoding::Bytes => parse_quote!(::std::vec::Vec<u8>),
            _ => first.response.clone(),
        };
        let response_struct = name_in_types(&response).and_then(|name| structs.get(&name.to_string()));
        let is_secret = response_struct.is_some_and(|of| mentions(&of.fields, "Secret"));
        let mut body = None;
        while let Some(spec) = specs.next_if(|spec| spec.operation_id == operation.id) {
            let is_first = spec.id == operation.id;
            let own = if is_first { None } else { Some(Builder::read(builders.remove(&spec.id)?)?) };
            let arguments = arguments(spec, &first, own.as_ref().unwrap_or(&first), structs)?;
            if is_first {
                body = arguments.iter().find(|of| of.parameter.is_none()).map(|body| body.takes.clone());
            }
            let call = Call { operation, spec, arguments, decoding, response: response.clone() };
            let docs = Docs::new(&call, document, is_secret);
            calls.push(call.item(&docs));
            methods.push(call.method(&docs));
        }
        let signature = Signature {
            body: body.as_ref().and_then(name_in_types).cloned(),
            response: name_in_types(&response).cloned(),
        };
        signatures.insert(operation.id.clone(), signature);
    }
    builders.check_empty()?;
    file.items.push(parse_quote! {
        /// The calls, one per operation: what a method of the client makes, and awaiting sends.
        #[allow(clippy::all)]
        pub mod calls {
            #[allow(unused_imports)]
            use super::{encode_path, types, Error, Response};

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

    fn remove(&mut self, id: &str) -> Result<(ItemStruct, ItemImpl), PatchReason> {
        let name = names::builder(id);
        let found = self.structs.remove(&name).zip(self.blocks.remove(&name));
        found.ok_or_else(|| PatchReason::new(format!("a builder `{name}` for the call `{id}`")))
    }

    fn check_empty(&self) -> Result<(), PatchReason> {
        match self.structs.keys().chain(self.blocks.keys()).next() {
            Some(name) => Err(PatchReason::new(format!("no builder `{name}`, which is of no operation"))),
            None => Ok(()),
        }
    }
}

/// What a builder says.
struct Builder {
    name: Ident,
    /// What each setter takes, and whether progenitor takes its value for one that may be absent.
    fields: BTreeMap<String, (Type, bool)>,
    /// What a success response holds.
    response: Type,
}

impl Builder {
    fn read((builder, block): (ItemStruct, ItemImpl)) -> Result<Self, PatchReason> {
        let name = builder.ident;
        let missing = |what: &str| PatchReason::new(format!("{what} in the builder `{name}`"));
        let methods = block.items.into_iter().filter_map(|item| match item {
            ImplItem::Fn(method) => Some((method.sig.ident.to_string(), method)),
            _ => None,
        });
        let methods: BTreeMap<String, ImplItemFn> = methods.collect();
        let send = methods.get("send").ok_or_else(|| missing("`send`"))?;
        let response = response_type(send).ok_or_else(|| missing("`Result<ResponseValue<_>, Error<_>>`"))?;
        let mut fields = BTreeMap::new();
        // The client comes first.
        for field in builder.fields.into_iter().skip(1) {
            let own = field.ident.ok_or_else(|| missing("fields with names"))?.to_string();
            let setter = methods.get(&own).ok_or_else(|| missing(&format!("a setter `{own}`")))?;
            let takes = bound_of(&setter.sig).ok_or_else(|| missing("setters that convert a value"))?;
            let may_be_absent = first_argument(&field.ty).and_then(option_of).is_some_and(|of| of == takes);
            fields.insert(own, (takes.clone(), may_be_absent));
        }
        Ok(Self { name, fields, response })
    }
}

/// The arguments of a call, the body last.
fn arguments<'a>(
    spec: &'a CallSpec,
    parameters: &Builder,
    body: &Builder,
    structs: &BTreeMap<String, ItemStruct>,
) -> Result<Vec<Argument<'a>>, PatchReason> {
    let field = |builder: &Builder, name: &str| {
        let missing = || PatchReason::new(format!("`{name}` in the builder `{}`", builder.name));
        builder.fields.get(name).cloned().ok_or_else(missing)
    };
    let mut arguments = Vec::new();
    for parameter in &spec.parameters {
        let (mut takes, mut may_be_absent) = field(parameters, &parameter.rust)?;
        if parameter.in_list {
            let item = first_argument(&takes).cloned();
            takes = item.ok_or_else(|| PatchReason::new(format!("a list for `{}`", parameter.rust)))?;
            if let Some(inner) = option_of(&takes).cloned() {
                (takes, may_be_absent) = (inner, true);
            }
        }
        let required = parameter.required && (parameter.is_in_path() || !may_be_absent);
        arguments.push(argument(&parameter.rust, required, takes, Some(parameter), structs));
    }
    if let Some(of) = &spec.body {
        let takes = match of.content {
            BodyContent::Json(_) | BodyContent::Form(_) => field(body, "body")?.0,
            BodyContent::Text(_) => parse_quote!(::std::string::String),
            BodyContent::Multipart => parse_quote!(crate::multipart::Multipart),
            BodyContent::Bytes(_) => parse_quote!(::reqwest::Body),
        };
        arguments.push(argument("body", of.required, takes, None, structs));
    }
    Ok(arguments)
}

fn argument<'a>(
    name: &str,
    required: bool,
    takes: Type,
    parameter: Option<&'a ParameterSpec>,
    structs: &BTreeMap<String, ItemStruct>,
) -> Argument<'a> {
    let of = name_in_types(&takes).and_then(|name| structs.get(&name.to_string()));
    // Such a struct has a builder, whose error says what is missing.
    let shows_error = of.is_some_and(|of| matches!(of.fields, Fields::Named(_)));
    let called = last_segments(&takes.to_token_stream().to_string());
    Argument { name: Ident::new(name, Span::call_site()), required, takes, called, shows_error, parameter }
}

/// `T` of `Result<ResponseValue<T>, _>`.
fn response_type(method: &ImplItemFn) -> Option<Type> {
    let ReturnType::Type(_, output) = &method.sig.output else { return None };
    first_argument(first_argument(output)?).cloned()
}
