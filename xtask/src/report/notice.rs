//! What there is to know of the pages, at the head of each form of the report.

use collibra_client_gen::diagnostic::{Diagnostic, List, Reason as _};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::markdown;
use crate::fetch::Notice;

type Notices = [Diagnostic<Notice>];

pub(super) fn text(notices: &Notices) -> String {
    if notices.is_empty() { String::new() } else { format!("{}\n\n", List(notices)) }
}

pub(super) fn markdown(notices: &Notices) -> String {
    if notices.is_empty() {
        return String::new();
    }
    format!("**Read this first:**\n\n{}\n", markdown::fence("text", &List(notices).to_string()))
}

pub(super) fn json(notices: &Notices) -> Value {
    let notice = |notice: &Diagnostic<Notice>| {
        let at: Vec<String> = notice.at.iter().map(ToString::to_string).collect();
        json!({ "message": notice.reason.to_string(), "help": notice.reason.help(), "at": at })
    };
    notices.iter().map(notice).collect()
}

pub(super) fn html(notices: &Notices) -> Markup {
    html! {
        @if !notices.is_empty() {
            h2 { "Read this first" }
            pre { (List(notices)) }
        }
    }
}
