//! The calls: per operation a struct in the module `calls`, and the client's method that makes it. What the operation
//! requires are arguments of the method, what is optional are setters of the struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

use super::call_docs::Docs;
use crate::{
    document::operation::Operation,
    names,
    normalize::{BodyContent, CallSpec, Decoding, ParameterSpec},
};

/// A call with the types that progenitor made.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) spec: &'a CallSpec,
    /// In the order in which the required ones become arguments.
    pub(crate) arguments: Vec<Argument<'a>>,
    pub(crate) decoding: &'a Decoding,
    /// What a success response holds.
    pub(crate) response: Type,
}

/// A parameter or body of a call.
pub(crate) struct Argument<'a> {
    pub(crate) name: Ident,
    pub(crate) required: bool,
    /// What a value is converted into.
    pub(crate) takes: Type,
    /// What messages call that.
    pub(crate) called: String,
    /// Whether they quote the error of the conversion.
    pub(crate) shows_error: bool,
    /// How it is sent; none of the body.
    pub(crate) parameter: Option<&'a ParameterSpec>,
}

impl Argument<'_> {
    /// `impl TryInto<T>`
    fn accepts(&self) -> TokenStream {
        let takes = &self.takes;
        if self.shows_error {
            quote!(impl ::std::convert::TryInto<#takes, Error: ::std::fmt::Display>)
        } else {
            quote!(impl ::std::convert::TryInto<#takes>)
        }
    }

    /// The field's type.
    fn field(&self) -> TokenStream {
        let takes = &self.takes;
        if self.required { quote!(Result<#takes, String>) } else { quote!(Result<Option<#takes>, String>) }
    }

    /// The field's value for a value that has the argument's name.
    fn convert(&self) -> TokenStream {
        let name = &self.name;
        let message = format!("conversion to `{}` for {name} failed", self.called);
        let error = if self.shows_error {
            let message = format!("{message}: {{}}");
            quote!(|s| format!(#message, s))
        } else {
            quote!(|_| #message.to_string())
        };
        let some = (!self.required).then(|| quote!(.map(Some)));
        quote!(#name.try_into() #some .map_err(#error))
    }
}

impl Call<'_> {
    fn name(&self) -> Ident {
        Ident::new(&names::call(&self.spec.id), Span::call_site())
    }

    fn arguments(&self) -> impl Iterator<Item = (&Ident, TokenStream)> {
        let required = self.arguments.iter().filter(|argument| argument.required);
        required.map(|argument| (&argument.name, argument.accepts()))
    }

    /// The client's method that makes the call.
    pub(crate) fn method(&self, docs: &Docs) -> TokenStream {
        let (call, method) = (self.name(), Ident::new(&names::method(&self.spec.id), Span::call_site()));
        let (names, types): (Vec<_>, Vec<_>) = self.arguments().unzip();
        let attributes = docs.of_method(&method, self);
        quote! {
            #attributes
            pub fn #method(&self, #(#names: #types),*) -> calls::#call<'_> {
                calls::#call::new(self, #(#names),*)
            }
        }
    }

    /// The name of the field with the client, which no argument has.
    pub(super) fn client(&self) -> Ident {
        let is_taken = self.arguments.iter().any(|argument| argument.name == "client");
        format_ident!("client{}", if is_taken { "_" } else { "" })
    }

    /// The struct of the call.
    pub(crate) fn item(&self, docs: &Docs) -> TokenStream {
        let (call, client, response, send) = (self.name(), self.client(), &self.response, self.send());
        let fields: Vec<_> = self.arguments.iter().map(|argument| &argument.name).collect();
        let held = self.arguments.iter().map(Argument::field);
        let (arguments, types): (Vec<_>, Vec<_>) = self.arguments().unzip();
        let values = self.arguments.iter().map(|argument| match argument.required {
            true => argument.convert(),
            false => quote!(Ok(None)),
        });
        let setters = self.arguments.iter().filter(|argument| !argument.required).map(|argument| {
            let (name, convert, accepts) = (&argument.name, argument.convert(), argument.accepts());
            let doc = docs.of_argument(&name.to_string());
            quote! {
                #doc
                pub fn #name(mut self, #name: #accepts) -> Self {
                    self.#name = #convert;
                    self
                }
            }
        });
        // A stream can be read once.
        let is_stream =
            |content: &BodyContent| matches!(content, BodyContent::Multipart | BodyContent::Bytes(_));
        let clone = match &self.spec.body {
            Some(body) if is_stream(&body.content) => quote!(),
            _ => quote!(, Clone),
        };
        let (struct_docs, send_docs) = (docs.of_struct(self), docs.of_send());
        let output = quote!(::std::result::Result<Response<#response>, Error>);
        quote! {
            #struct_docs
            #[derive(Debug #clone)]
            #[must_use = "nothing is sent until the call is awaited or `send` is"]
            pub struct #call<'a> {
                #client: &'a super::Client,
                #(#fields: #held,)*
                options: crate::call_options::CallOptions,
            }

            impl<'a> #call<'a> {
                pub(super) fn new(#client: &'a super::Client, #(#arguments: #types),*) -> Self {
                    let options = ::std::default::Default::default();
                    Self { #client, #(#fields: #values,)* options }
                }

                #(#setters)*

                /// Sets the time limit of each attempt of this call, in place of the client's
                /// [`timeout`](crate::ClientBuilder::timeout).
                pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                    self.options.timeout = ::std::option::Option::Some(timeout);
                    self
                }

                /// Adds a header, such as `traceparent`, or replaces one that the client would send. A name or value
                /// that HTTP doesn't allow makes the call fail, and so do `Authorization`, `Host` and the headers that
                /// say how the body is framed.
                pub fn header(
                    mut self,
                    name: impl ::std::convert::TryInto<crate::http::HeaderName>,
                    value: impl ::std::convert::TryInto<crate::http::HeaderValue>,
                ) -> Self {
                    self.options.header(name.try_into().ok(), value.try_into().ok());
                    self
                }

                #send_docs
                pub async fn send(self) -> #output {
                    #send
                }
            }

            impl<'a> ::std::future::IntoFuture for #call<'a> {
                type Output = #output;
                type IntoFuture = ::std::pin::Pin<::std::boxed::Box<
                    dyn ::std::future::Future<Output = Self::Output> + ::std::marker::Send + 'a
                >>;

                fn into_future(self) -> Self::IntoFuture {
                    ::std::boxed::Box::pin(self.send())
                }
            }
        }
    }
}
