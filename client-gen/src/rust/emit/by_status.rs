//! Several success responses that hold different things: the status says which variant of their enum a body is read
//! into.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, ItemEnum};

use super::table::status_spec;
use crate::normalize::{Payload, Variant};

/// The implementation of the runtime's trait; nothing if the enum doesn't have exactly these variants.
pub(crate) fn from_response(item: &ItemEnum, variants: &[Variant]) -> Option<TokenStream> {
    let arms = variants.iter().map(|variant| arm(item, variant)).collect::<Option<Vec<_>>>()?;
    if item.variants.len() != variants.len() {
        return None;
    }
    let name = &item.ident;
    Some(quote! {
        impl crate::runtime::FromResponse for types::#name {
            fn from_response(status: crate::StatusSpec, body: &[u8]) -> ::serde_json::Result<Self> {
                use crate::StatusSpec;
                match status {
                    #(#arms,)*
                    _ => ::std::result::Result::Err(::serde::de::Error::custom("no response has this status")),
                }
            }
        }
    })
}

fn arm(item: &ItemEnum, variant: &Variant) -> Option<TokenStream> {
    let found = item.variants.iter().find(|found| found.ident == variant.name)?;
    let name = &found.ident;
    let value = match &found.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => match variant.holds {
            Payload::Json => quote!(::serde_json::from_slice(body).map(Self::#name)),
            Payload::Bytes => quote!(::std::result::Result::Ok(Self::#name(body.to_vec()))),
            Payload::Nothing => return None,
        },
        Fields::Unit if variant.holds == Payload::Nothing => quote!(::std::result::Result::Ok(Self::#name)),
        _ => return None,
    };
    let status = status_spec(variant.status);
    Some(quote!(#status => #value))
}
