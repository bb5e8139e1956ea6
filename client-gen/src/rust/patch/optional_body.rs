//! A body that may be left out: `send` has it as an `Option`, and adds it to the request if there is one.

use quote::ToTokens;
use syn::{
    Expr, Local, Stmt, parse_quote,
    visit_mut::{self, VisitMut},
};

/// Rewrites the statements of `send`; says whether the body is of a kind that can be left out: JSON or a form.
pub(super) fn send_if_set(statements: &mut [Stmt]) -> bool {
    let mut attach = Attach { done: false };
    statements.iter_mut().for_each(|statement| attach.visit_stmt_mut(statement));
    attach.done && statements.iter_mut().any(|statement| finish_if_set(statement).is_some())
}

/// `request.json(&body)` becomes the same for a body that is set.
struct Attach {
    done: bool,
}

impl VisitMut for Attach {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let Expr::MethodCall(call) = &*expr else { return };
        let kind = &call.method;
        if (kind == "json" || kind == "form") && call.args.to_token_stream().to_string() == "& body" {
            let request = &call.receiver;
            *expr = parse_quote!(crate::runtime::with_body(#request, body.as_ref(), |request, body| request.#kind(body)));
            self.done = true;
        }
    }
}

/// `let body = body….map_err(…)?` converts the body that is set.
fn finish_if_set(statement: &mut Stmt) -> Option<()> {
    let Stmt::Local(Local { pat: syn::Pat::Ident(name), init: Some(init), .. }) = statement else {
        return None;
    };
    let Expr::Try(tried) = init.expr.as_mut() else { return None };
    let Expr::MethodCall(reported) = tried.expr.as_mut() else { return None };
    if name.ident != "body" || reported.method != "map_err" {
        return None;
    }
    let mut finished = reported.receiver.as_ref().clone();
    let mut innermost = &mut finished;
    while let Expr::MethodCall(call) = innermost {
        innermost = &mut call.receiver;
    }
    *innermost = parse_quote!(Ok::<_, String>(body));
    *reported.receiver = parse_quote!(body.and_then(|body| body.map(|body| #finished).transpose()));
    Some(())
}
