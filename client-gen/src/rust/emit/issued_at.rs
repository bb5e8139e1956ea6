//! `client_id_issued_at` as a time, for the types that have it: seconds since 1970-01-01T00:00:00Z (RFC 7591,
//! section 3.2.1).

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ItemStruct;

use crate::rust::read::wire_name;

/// The member's name on the wire, which the RFC gives.
const MEMBER: &str = "client_id_issued_at";

/// A method `issued_at` for every struct with the member as an optional or required `i64`.
pub(crate) fn issued_at(structs: &BTreeMap<String, ItemStruct>) -> TokenStream {
    structs.values().filter_map(method).collect()
}

fn method(item: &ItemStruct) -> Option<TokenStream> {
    let fields = item.fields.iter().filter_map(|field| Some((field, field.ident.as_ref()?)));
    let (field, of) = fields.into_iter().find(|(field, name)| wire_name(name, &field.attrs) == MEMBER)?;
    let name = &item.ident;
    let kind = field.ty.to_token_stream().to_string().replace(' ', "");
    let seconds = match kind.as_str() {
        "::std::option::Option<i64>" => quote!(self.#of?),
        "i64" => quote!(self.#of),
        _ => return None,
    };
    Some(quote! {
        impl types::#name {
            /// When the client identifier was issued (RFC 7591, section 3.2.1). `None` if the response doesn't say,
            /// or if the platform can't express a time so far from now.
            #[must_use]
            pub fn issued_at(&self) -> ::std::option::Option<::std::time::SystemTime> {
                let seconds = #seconds;
                let distance = ::std::time::Duration::from_secs(seconds.unsigned_abs());
                if seconds < 0 {
                    ::std::time::SystemTime::UNIX_EPOCH.checked_sub(distance)
                } else {
                    ::std::time::SystemTime::UNIX_EPOCH.checked_add(distance)
                }
            }
        }
    })
}
