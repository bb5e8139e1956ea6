//! The report as one page that needs nothing else: no script, no font, no picture. Readable on a phone, in light
//! and dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use similar::{ChangeTag, TextDiff};

use super::{
    counts, notice,
    rust::{self, Group},
    sentence::Sentence,
};
use crate::{
    compat::{Comparison, change::Change},
    fetch::Notice,
};
use collibra_client_gen::diagnostic::Diagnostic;

pub(crate) fn render(report: &Comparison, notices: &[Diagnostic<Notice>]) -> String {
    let title = "What changed in the API";
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { "\n" (PreEscaped(include_str!("html.css"))) }
            }
            body {
                main {
                    h1 { (title) }
                    p { strong { (report.title) } ": " (report.summary()) "." }
                    p.documents { code { (report.documents[0]) } " → " code { (report.documents[1]) } }
                    (notice::html(notices))
                    @if let Some(held) = report.held_line(str::to_owned) { p { "Left out of the client: " (held) } }
                    @if report.changes.is_empty() && report.rust.items.is_empty() {
                        p { "No change." }
                    } @else {
                        (verdicts(report))
                        @if let Some(why) = report.why_version() { p { (why) } }
                        @for (operations, changes) in report.by_operations() { (operation(&operations, &changes)) }
                        (surface(report))
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn verdicts(report: &Comparison) -> Markup {
    html! {
        dl.verdicts {
            div { dt { "Wire" } dd { (badge(report.wire.name())) } dd { (counts(&report.changes)) } }
            div { dt { "Rust" } dd { (badge(report.rust.verdict.name())) } dd { (report.rust_summary()) } }
            div { dt { "Version" } dd { code { (report.version_line()) } } }
        }
    }
}

fn operation(operations: &str, changes: &[&Change]) -> Markup {
    html! {
        details open[changes.iter().any(|change| change.is_open())] {
            summary { code { (operations) } " " span.counts { (counts(changes.iter().copied())) } }
            @for change in changes {
                @let sentence = Sentence::of(change);
                article {
                    p { (badge(change.wire.name())) " " span.rust { "Rust: " (change.rust) } }
                    p {
                        @if let Some(name) = &sentence.subject { strong { (name) } ": " }
                        @if !sentence.was.is_empty() { del { (sentence.was) } " " }
                        @if !sentence.is.is_empty() { ins { (sentence.is) } }
                    }
                    p { (sentence.why) }
                    @if let Some((value, fate)) = &sentence.example { p { code { (value) } " " (fate) } }
                    @for reason in rust::reasons(change, str::to_owned) { p { "In Rust: " code { (reason) } } }
                    p.pointer { code { (change.place.pointer.as_str()) } }
                }
            }
        }
    }
}

fn surface(report: &Comparison) -> Markup {
    html! {
        @if !report.rust.items.is_empty() {
            h2 { "Surface of the generated client" }
            @for group in report.items() { (item(&group)) }
        }
        @for problem in &report.rust.problems { pre { (problem) } }
    }
}

fn item(group: &Group<'_>) -> Markup {
    let [was, is] = group.item.lines();
    let diff = TextDiff::from_lines(&was, &is);
    html! {
        details open[group.is_breaking()] {
            summary { code { (group.heading()) } " " (badge(group.verdict())) }
            pre {
                @for line in diff.iter_all_changes() {
                    @let text = line.value().trim_end_matches('\n');
                    @match line.tag() {
                        ChangeTag::Delete => del { "- " (text) "\n" },
                        ChangeTag::Insert => ins { "+ " (text) "\n" },
                        ChangeTag::Equal => { "  " (text) "\n" },
                    }
                }
            }
        }
    }
}

fn badge(verdict: &str) -> Markup {
    html! { span class={ "badge " (verdict) } { (verdict) } }
}
