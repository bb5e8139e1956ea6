//! How a call is sent: its request is built from its arguments, and the runtime does the rest.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use super::{
    call::{Argument, Call},
    table,
};
use crate::{
    document::{media_type::MediaType, template::PathTemplate},
    normalize::{BodyContent, BodySpec, Decoding, ParameterLocation, ParameterSpec, Style},
    rust::read::last_ident,
};

impl Call<'_> {
    /// The body of `send`. Every argument is a field of `self`: nothing that is called like one is in its way.
    pub(super) fn send(&self) -> TokenStream {
        let (operation, client) = (table::constant(self.operation), self.client());
        let invalid = (!self.arguments.is_empty())
            .then(|| quote!(let invalid = |message: String| Error::invalid_request(operation, message);));
        let Path { before, values, url, query } = self.path();
        let count = Literal::usize_unsuffixed(values.len());
        let url = self.url(url, query);
        let headers = self.headers();
        let request = self.request(!headers.is_empty());
        let read = match self.decoding {
            Decoding::Empty => quote!(empty),
            Decoding::Json => quote!(json),
            Decoding::ByStatus(_) => quote!(json_by_status),
            Decoding::Bytes => quote!(bytes),
        };
        quote! {
            let operation = &super::operations::#operation;
            #invalid
            #(#before)*
            let path_values: [::std::string::String; #count] = [#(#values),*];
            #url
            #headers
            #request
            self.#client.inner.#read(operation, request, &path_values, self.options).await
        }
    }

    /// `let url = …;`
    fn url(&self, path: TokenStream, query_of_path: Option<TokenStream>) -> TokenStream {
        let parameters = self.parameters(ParameterLocation::Query).map(|(argument, field)| {
            let value = value(argument);
            quote!(crate::parameter::query(&mut query, #field, &#value).map_err(invalid)?;)
        });
        let parameters: Vec<_> = parameters.collect();
        if parameters.is_empty() && query_of_path.is_none() {
            return quote!(let url = #path;);
        }
        let query = query_of_path.unwrap_or_else(|| quote!(::std::string::String::new()));
        quote! {
            let mut query = #query;
            #(#parameters)*
            let url = crate::parameter::with_query(#path, query);
        }
    }

    /// `let mut headers = …;` if the call has any.
    fn headers(&self) -> TokenStream {
        let places =
            [(ParameterLocation::Header, quote!(header)), (ParameterLocation::Cookie, quote!(cookie))];
        let added = places.iter().flat_map(|(location, add)| {
            self.parameters(*location).map(move |(argument, field)| {
                let value = value(argument);
                quote!(crate::parameter::#add(&mut headers, #field, &#value).map_err(invalid)?;)
            })
        });
        let added: Vec<_> = added.collect();
        if added.is_empty() {
            return TokenStream::new();
        }
        quote! {
            let mut headers = ::reqwest::header::HeaderMap::new();
            #(#added)*
        }
    }

    /// `let request = …;`
    fn request(&self, has_headers: bool) -> TokenStream {
        let client = self.client();
        let headers = has_headers.then(|| quote!(.headers(headers)));
        let start = quote!(self.#client.client.request(operation.method.clone(), url) #headers);
        let argument = self.arguments.iter().find(|argument| argument.parameter.is_none());
        let Some((body, argument)) = self.spec.body.as_ref().zip(argument) else {
            return quote!(let request = #start.build(););
        };
        let value = value(argument);
        if argument.required {
            let request = with_body(body, start, quote!(#value), quote!(&#value));
            return quote!(let request = #request.build(););
        }
        let request = with_body(body, quote!(request), quote!(body), quote!(&body));
        quote! {
            let mut request = #start;
            if let Some(body) = #value {
                request = #request;
            }
            let request = request.build();
        }
    }

    /// The parameters that go to this place, each with the client's `Field` for it.
    fn parameters(&self, location: ParameterLocation) -> impl Iterator<Item = (&Argument<'_>, TokenStream)> {
        let all = self.arguments.iter().filter_map(|argument| argument.parameter.zip(Some(argument)));
        all.filter(move |(of, _)| of.location == location).map(|(of, argument)| (argument, field(of)))
    }

    /// The values of the path's placeholders are written out once, for the URL and for the runtime's guard. One that is a
    /// string already isn't copied.
    fn path(&self) -> Path {
        let client = self.client();
        let template = PathTemplate::new(&self.operation.path).without_fragment();
        let in_path = template.path().placeholders().count();
        let (mut before, mut values, mut encoded) = (Vec::new(), Vec::new(), Vec::new());
        for (index, name) in template.placeholders().enumerate() {
            let mut arguments = self.parameters(ParameterLocation::Path);
            let found = arguments.find(|(of, _)| of.parameter.is_some_and(|of| of.name == name));
            let Some((argument, field)) = found else { continue };
            let value = value(argument);
            let is_string = last_ident(&argument.takes).is_some_and(|name| name == "String");
            let is_simple = argument.parameter.is_some_and(|of| of.style == Style::Simple);
            if is_string && is_simple && index < in_path {
                let place = Literal::usize_unsuffixed(values.len());
                values.push(value);
                encoded.push(quote!(encode_path(&path_values[#place])));
                continue;
            }
            let (place, write) =
                (format_ident!("place_{}", index), if index < in_path { "path" } else { "value" });
            let write = Ident::new(write, Span::call_site());
            before.push(quote!(let #place = crate::parameter::#write(#field, &#value).map_err(invalid)?;));
            if index < in_path {
                values.push(quote!(crate::parameter::decoded(&#place)));
            }
            encoded.push(quote!(#place));
        }
        let in_query = encoded.split_off(in_path.min(encoded.len()));
        let (path, query) =
            (template.path().without_names(), template.query().map(PathTemplate::without_names));
        Path {
            before,
            values,
            url: quote!(self.#client.inner.url(format_args!(#path, #(#encoded),*))),
            query: query.map(|query| quote!(format!(#query, #(#in_query),*))),
        }
    }
}

/// The code for a path.
struct Path {
    before: Vec<TokenStream>,
    /// What the server reads in the place of each placeholder.
    values: Vec<TokenStream>,
    url: TokenStream,
    /// The query that the path has itself.
    query: Option<TokenStream>,
}

/// `self.x.map_err(invalid)?`
fn value(argument: &Argument<'_>) -> TokenStream {
    let name = &argument.name;
    quote!(self.#name.map_err(invalid)?)
}

/// How the client is to write a parameter.
fn field(parameter: &ParameterSpec) -> TokenStream {
    new_field(&parameter.name, parameter.style, parameter.explode)
}

fn new_field(name: &str, style: Style, explode: bool) -> TokenStream {
    let style = Ident::new(style.name(), Span::call_site());
    quote!(crate::parameter::Field::new(#name, crate::parameter::Style::#style, #explode))
}

/// The request with the body, of which there is the value and a reference.
fn with_body(
    body: &BodySpec,
    request: TokenStream,
    value: TokenStream,
    reference: TokenStream,
) -> TokenStream {
    let content_type = |media_type: &str| quote!(.header(::reqwest::header::CONTENT_TYPE, #media_type));
    match &body.content {
        BodyContent::Json(None) => quote!(#request.json(#reference)),
        BodyContent::Json(Some(media_type)) => {
            let content_type = content_type(media_type);
            quote!(#request #content_type.json(#reference))
        }
        BodyContent::Form(fields) => {
            let content_type = content_type(MediaType::FORM);
            let fields = fields.iter().map(|(name, style, explode)| new_field(name, *style, *explode));
            quote! {
                #request #content_type
                    .body(crate::parameter::form(#reference, &[#(#fields),*]).map_err(invalid)?)
            }
        }
        BodyContent::Text(media_type) | BodyContent::Bytes(Some(media_type)) => {
            let content_type = content_type(media_type);
            quote!(#request #content_type.body(#value))
        }
        BodyContent::Bytes(None) => quote!(#request.body(#value)),
        BodyContent::Multipart => quote!(#value.attach_to(#request)),
    }
}
