//! Each operation's `send`: the building of the request is kept, what follows becomes one call of the runtime.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Literal;
use quote::{ToTokens, quote};
use syn::{
    Expr, ExprMethodCall, Ident, ImplItemFn, Local, ReturnType, Stmt, Type, parse_quote,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use super::PatchReason;
use crate::{
    document::operation::Operation,
    normalize::Decoding,
    rust::{
        emit,
        read::{first_argument, mentions},
    },
};

/// What `send` does after it has taken the builder apart, and the type of what a success response holds. `strings`
/// are the parameters that are strings.
pub(super) fn rewrite(
    mut method: ImplItemFn,
    operation: &Operation,
    decoding: &Decoding,
    wire_names: Option<&BTreeMap<String, String>>,
    strings: &BTreeSet<String>,
) -> Result<(Vec<Stmt>, Type), PatchReason> {
    let shape = |what: &str| PatchReason::new(format!("{what} in `send` of `{}`", operation.id));
    let response = response_type(&method).ok_or_else(|| shape("`Result<ResponseValue<_>, Error<_>>`"))?;
    let response: Type =
        if *decoding == Decoding::Bytes { parse_quote!(::std::vec::Vec<u8>) } else { response };

    if let Some(names) = wire_names {
        restore_wire_names(&mut method, names, &operation.id)?;
    }
    let statements = method.block.stmts;
    let build = statements
        .iter()
        .position(|statement| built_request(statement).is_some())
        .ok_or_else(|| shape("`let request = ….build()?`"))?;
    let mut kept = statements;
    check_tail(&kept.split_off(build + 1)).ok_or_else(|| shape("hooks and one match after `build()?`"))?;
    let client = client_ident(&kept).ok_or_else(|| shape("`let Self { client, … } = self`"))?;
    keep_path_values(&mut kept, &client, strings)
        .ok_or_else(|| shape("`let url = format!(\"{}/…\", client.baseurl, …)`"))?;
    drop_api_version(&mut kept).ok_or_else(|| shape("one `api-version` header"))?;
    let request = kept.last_mut().and_then(unwrap_build).ok_or_else(|| shape("`….build()?` at the end"))?;

    let entry = emit::constant(operation);
    let entry: Expr = parse_quote!(super::operations::#entry);
    // The runtime asks for JSON itself: a request without headers is cheaper to keep for a retry.
    let accept = drop_accept(&mut kept);
    if accept != usize::from(matches!(decoding, Decoding::Json | Decoding::ByStatus(_))) {
        return Err(shape("an `Accept` header for JSON and for nothing else"));
    }
    // The fields come from the call.
    kept.remove(0);
    for statement in &mut kept {
        Errors { entry: &entry }.visit_stmt_mut(statement);
    }
    let call = match decoding {
        Decoding::Empty => quote!(empty),
        Decoding::Json => quote!(json),
        Decoding::ByStatus(_) => quote!(json_by_status),
        Decoding::Bytes => quote!(bytes),
    };
    let tail: Expr = parse_quote!(#client.inner.#call(&#entry, #request, &__path_values, options).await);
    kept.push(Stmt::Expr(tail, None));
    Ok((kept, response))
}

/// Sends parameters under their own names where progenitor got others: `QueryParam::new("x", …)` and
/// `header_map.append("x", …)`.
fn restore_wire_names(
    method: &mut ImplItemFn,
    names: &BTreeMap<String, String>,
    operation_id: &str,
) -> Result<(), PatchReason> {
    struct Restore<'a> {
        names: &'a BTreeMap<String, String>,
        restored: usize,
    }
    impl Restore<'_> {
        fn restore(&mut self, name: Option<&mut Expr>) {
            let Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. })) = name else { return };
            if let Some(wire) = self.names.get(&literal.value()) {
                *literal = syn::LitStr::new(wire, literal.span());
                self.restored += 1;
            }
        }
    }
    impl VisitMut for Restore<'_> {
        fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
            if mentions(&call.func, "QueryParam") {
                self.restore(call.args.first_mut());
            }
            visit_mut::visit_expr_call_mut(self, call);
        }
        fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
            if call.method == "append" {
                self.restore(call.args.first_mut());
            }
            visit_mut::visit_expr_method_call_mut(self, call);
        }
    }
    let mut restore = Restore { names, restored: 0 };
    restore.visit_impl_item_fn_mut(method);
    if restore.restored == names.len() {
        Ok(())
    } else {
        Err(PatchReason::new(format!("every query and header parameter once in `send` of `{operation_id}`")))
    }
}

/// The local that holds the built request.
fn built_request(statement: &Stmt) -> Option<&Local> {
    let Stmt::Local(local) = statement else { return None };
    match local.init.as_ref().map(|init| init.expr.as_ref()) {
        Some(Expr::Try(tried)) => match tried.expr.as_ref() {
            Expr::MethodCall(call) if call.method == "build" => Some(local),
            _ => None,
        },
        _ => None,
    }
}

/// What follows the request: `info`, two hooks around `exec`, the response, and the match on its status.
fn check_tail(tail: &[Stmt]) -> Option<()> {
    let [info, pre, exec, post, response, Stmt::Expr(Expr::Match(last), None)] = tail else { return None };
    let expected = mentions(info, "OperationInfo")
        && mentions(pre, "pre")
        && mentions(exec, "exec")
        && mentions(post, "post")
        && matches!(response, Stmt::Local(_))
        && mentions(&last.expr, "status");
    expected.then_some(())
}

/// The name that the client has in `let Self { client, … } = self`: its field comes first.
fn client_ident(statements: &[Stmt]) -> Option<Ident> {
    match statements.first()? {
        Stmt::Local(Local { pat: syn::Pat::Struct(pattern), .. }) => match &pattern.fields.first()?.member {
            syn::Member::Named(name) => Some(name.clone()),
            syn::Member::Unnamed(_) => None,
        },
        _ => None,
    }
}

/// Has the values of the path's placeholders written out once, for the URL and for the runtime's guard:
/// `encode_path(&x.to_string())` becomes `encode_path(&__path_values[0])`, in the placeholders' order.
/// What is a string already isn't copied. The runtime makes the URL, of which it has parsed the part before the path.
fn keep_path_values(statements: &mut Vec<Stmt>, client: &Ident, strings: &BTreeSet<String>) -> Option<()> {
    let (place, arguments) = statements.iter().enumerate().find_map(|(place, statement)| {
        let Stmt::Local(local) = statement else { return None };
        let Expr::Macro(call) = local.init.as_ref()?.expr.as_ref() else { return None };
        if !call.mac.path.is_ident("format") {
            return None;
        }
        let arguments = call.mac.parse_body_with(Punctuated::<Expr, syn::Token![,]>::parse_terminated);
        Some((place, arguments.ok()?))
    })?;
    let mut arguments = arguments.into_iter();
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(format), .. }) = arguments.next()? else { return None };
    let path = syn::LitStr::new(format.value().strip_prefix("{}")?, format.span());
    arguments.next().filter(|base| mentions(base, "baseurl"))?;
    let values: Vec<Expr> = arguments.map(|argument| encoded(&argument, strings)).collect::<Option<_>>()?;
    let count = Literal::usize_unsuffixed(values.len());
    let indices = (0..values.len()).map(Literal::usize_unsuffixed);
    let Stmt::Local(url) = &mut statements[place] else { return None };
    let init = url.init.as_mut()?;
    init.expr = parse_quote! {
        #client.inner.url(format_args!(#path, #(encode_path(&__path_values[#indices])),*))
    };
    let kept = parse_quote!(let __path_values: [::std::string::String; #count] = [#(#values),*];);
    statements.insert(place, kept);
    Some(())
}

/// `x.to_string()` of `encode_path(&x.to_string())`, or `x` if it is a string.
fn encoded(argument: &Expr, strings: &BTreeSet<String>) -> Option<Expr> {
    let Expr::Call(encode) = argument else { return None };
    let Expr::Reference(reference) = encode.args.first()? else { return None };
    match reference.expr.as_ref() {
        Expr::MethodCall(call) if call.method == "to_string" => {
            let is_string = strings.contains(&call.receiver.to_token_stream().to_string());
            Some(if is_string { call.receiver.as_ref().clone() } else { reference.expr.as_ref().clone() })
        }
        _ => None,
    }
}

/// Takes out the `api-version` header, which the runtime sends if asked to; and, if no other header is added,
/// the allocation for it.
fn drop_api_version(statements: &mut Vec<Stmt>) -> Option<()> {
    let is_append = |statement: &Stmt| matches!(statement, Stmt::Expr(Expr::MethodCall(call), Some(_)) if call.method == "append");
    let before = statements.len();
    statements.retain(|statement| !(is_append(statement) && mentions(statement, "api_version")));
    if before - statements.len() != 1 {
        return None;
    }
    let others = statements.iter().any(|statement| mentions(statement, "append"));
    if !others {
        let map = statements.iter_mut().find(|statement| mentions(*statement, "with_capacity"))?;
        *map = parse_quote!(let header_map = ::reqwest::header::HeaderMap::new(););
    }
    Some(())
}

/// Takes out `.header(ACCEPT, …)` and says how many there were.
fn drop_accept(statements: &mut [Stmt]) -> usize {
    struct Drop(usize);
    impl VisitMut for Drop {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            visit_mut::visit_expr_mut(self, expr);
            if let Expr::MethodCall(call) = &*expr
                && call.method == "header"
                && call.args.first().is_some_and(|name| mentions(name, "ACCEPT"))
            {
                *expr = call.receiver.as_ref().clone();
                self.0 += 1;
            }
        }
    }
    let mut drop = Drop(0);
    statements.iter_mut().for_each(|statement| drop.visit_stmt_mut(statement));
    drop.0
}

/// Turns `let mut request = ….build()?` into `let request = ….build()` and gives the name.
fn unwrap_build(statement: &mut Stmt) -> Option<Ident> {
    let Stmt::Local(local) = statement else { return None };
    let syn::Pat::Ident(pattern) = &mut local.pat else { return None };
    pattern.mutability = None;
    local.attrs.clear();
    let name = pattern.ident.clone();
    let init = local.init.as_mut()?;
    let Expr::Try(tried) = init.expr.as_ref() else { return None };
    init.expr = tried.expr.clone();
    Some(name)
}

/// Errors that arise while a request is built become ours, and name the operation.
struct Errors<'a> {
    entry: &'a Expr,
}

impl VisitMut for Errors<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let entry = self.entry;
        match expr {
            Expr::Path(path) if path.to_token_stream().to_string() == "Error :: InvalidRequest" => {
                *expr = parse_quote!(|message| Error::invalid_request(&#entry, message));
            }
            // A form is encoded by reqwest itself, whose error comes with the built request.
            Expr::Try(tried) => match tried.expr.as_ref() {
                Expr::MethodCall(call) if call.method == "form_urlencoded" => {
                    let (receiver, body) = (&call.receiver, &call.args);
                    *expr = parse_quote!(#receiver.form(#body));
                }
                Expr::MethodCall(call) if call.method == "try_into" => {
                    *expr = parse_quote! {
                        #call.map_err(|_| Error::invalid_request(&#entry, "a header can't hold its value"))?
                    };
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// `T` of `Result<ResponseValue<T>, _>`.
fn response_type(method: &ImplItemFn) -> Option<Type> {
    let ReturnType::Type(_, output) = &method.sig.output else { return None };
    first_argument(first_argument(output)?).cloned()
}
