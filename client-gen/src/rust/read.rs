//! Reading Rust that progenitor or we have generated: what a field is called in JSON, which
//! type is inside another. It knows nothing of OpenAPI, and changes nothing.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    Attribute, GenericArgument, Ident, Meta, PathArguments, Signature, Token, Type, punctuated::Punctuated,
};

/// The last segment of a type's path.
pub(crate) fn last_ident(of: &Type) -> Option<&Ident> {
    let Type::Path(path) = of else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// The name of a type of the module `types`.
pub(crate) fn name_in_types(of: &Type) -> Option<&Ident> {
    let Type::Path(path) = of else { return None };
    let first = path.path.segments.first()?;
    last_ident(of).filter(|_| first.ident == "types")
}

/// `T` of `Result<T, E>` or `Option<T>`.
pub(crate) fn first_argument(of: &Type) -> Option<&Type> {
    let Type::Path(path) = of else { return None };
    argument(&path.path)
}

/// `T` of the trait `TryFrom<T>`.
pub(crate) fn argument(of: &syn::Path) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &of.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// `T` of an `Option<T>`.
pub(crate) fn option_of(of: &Type) -> Option<&Type> {
    last_ident(of).filter(|name| *name == "Option").and_then(|_| first_argument(of))
}

/// `T` of a setter's `where V: TryInto<T>`.
pub(crate) fn bound_of(setter: &Signature) -> Option<&Type> {
    let predicate = setter.generics.where_clause.as_ref()?.predicates.first()?;
    let syn::WherePredicate::Type(predicate) = predicate else { return None };
    match predicate.bounds.first()? {
        syn::TypeParamBound::Trait(bound) => argument(&bound.path),
        _ => None,
    }
}

/// What serde attributes say: each name with its value, as it is written where it isn't a string.
pub(crate) fn serde(attributes: &[Attribute]) -> Vec<(String, Option<String>)> {
    let serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde
        .flat_map(|attribute| {
            match attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(metas) => metas.iter().map(named).collect(),
                Err(_) => vec![(attribute.meta.to_token_stream().to_string(), None)],
            }
        })
        .collect()
}

fn named(meta: &Meta) -> (String, Option<String>) {
    match meta {
        Meta::NameValue(pair) => {
            let value = match &pair.value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => text.value(),
                other => other.to_token_stream().to_string(),
            };
            (pair.path.to_token_stream().to_string(), Some(value))
        }
        other => (other.to_token_stream().to_string(), None),
    }
}

/// The name of a field or a variant in JSON.
pub(crate) fn wire_name(name: &Ident, attributes: &[Attribute]) -> String {
    let renamed = serde(attributes).into_iter().find(|(name, _)| name == "rename");
    renamed.and_then(|(_, value)| value).unwrap_or_else(|| name.to_string())
}

/// Whether these tokens have an identifier of that name.
pub(crate) fn mentions(tokens: &impl ToTokens, name: &str) -> bool {
    tokens.to_token_stream().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}
