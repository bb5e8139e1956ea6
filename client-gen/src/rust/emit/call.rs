//! The calls: per operation a struct in the module `calls`, and the client's method that makes it. What the operation
//! requires are arguments of the method, what is optional are setters of the struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Attribute, Expr, Stmt, Type};

use super::call_docs::Docs;
use crate::{document::operation::Operation, names};

/// A call as progenitor builds its request.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    /// What the struct derives.
    pub(crate) attributes: Vec<Attribute>,
    /// The field with the client, which is the first.
    pub(crate) client: Ident,
    /// In the order in which the required ones become arguments.
    pub(crate) parameters: Vec<Parameter>,
    /// What `send` does with the fields, and with `options`.
    pub(crate) send: Vec<Stmt>,
    /// What a success response holds.
    pub(crate) response: Type,
}

/// A parameter or body of a call.
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    pub(crate) required: bool,
    /// The field's type: `Result<_, String>`.
    pub(crate) field: Type,
    /// What a value is converted into.
    pub(crate) takes: Type,
    /// Whether the message quotes the error of the conversion.
    pub(crate) shows_error: bool,
    /// The field's value for a value that has the parameter's name.
    pub(crate) convert: Expr,
}

impl Parameter {
    /// `impl TryInto<T>`
    fn accepts(&self) -> TokenStream {
        let takes = &self.takes;
        if self.shows_error {
            quote!(impl ::std::convert::TryInto<#takes, Error: ::std::fmt::Display>)
        } else {
            quote!(impl ::std::convert::TryInto<#takes>)
        }
    }
}

impl Call<'_> {
    fn name(&self) -> Ident {
        Ident::new(&names::call(&self.operation.id), Span::call_site())
    }

    fn arguments(&self) -> impl Iterator<Item = (&Ident, TokenStream)> {
        let required = self.parameters.iter().filter(|parameter| parameter.required);
        required.map(|parameter| (&parameter.name, parameter.accepts()))
    }

    /// The client's method that makes the call.
    pub(crate) fn method(&self, docs: &Docs) -> TokenStream {
        let (call, method) = (self.name(), Ident::new(&names::method(&self.operation.id), Span::call_site()));
        let (names, types): (Vec<_>, Vec<_>) = self.arguments().unzip();
        let attributes = docs.of_method(&method, self);
        quote! {
            #attributes
            pub fn #method(&self, #(#names: #types),*) -> calls::#call<'_> {
                calls::#call::new(self, #(#names),*)
            }
        }
    }

    /// The struct of the call.
    pub(crate) fn item(&self, docs: &Docs) -> TokenStream {
        let Self { attributes, client, parameters, send, response, .. } = self;
        let call = self.name();
        let fields: Vec<_> = parameters.iter().map(|parameter| &parameter.name).collect();
        let held = parameters.iter().map(|parameter| &parameter.field);
        let (arguments, types): (Vec<_>, Vec<_>) = self.arguments().unzip();
        let values = parameters.iter().map(|parameter| match parameter.required {
            true => parameter.convert.clone(),
            false => syn::parse_quote!(Ok(None)),
        });
        let setters = parameters.iter().filter(|parameter| !parameter.required).map(|parameter| {
            let Parameter { name, convert, .. } = parameter;
            let (doc, accepts) = (docs.of_parameter(&name.to_string()), parameter.accepts());
            quote! {
                #doc
                pub fn #name(mut self, #name: #accepts) -> Self {
                    self.#name = #convert;
                    self
                }
            }
        });
        let (struct_docs, send_docs) = (docs.of_struct(self), docs.of_send());
        let output = quote!(::std::result::Result<Response<#response>, Error>);
        quote! {
            #struct_docs
            #(#attributes)*
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
                    let Self { #client, #(#fields,)* options } = self;
                    #(#send)*
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
