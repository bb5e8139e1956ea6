//! The report as one page that needs nothing else: no script, no font, no picture. Readable on a phone, in light
//! and dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use similar::{ChangeTag, TextDiff};

use super::{counts, sentence::Sentence};
use crate::compat::{
    Comparison,
    change::{Change, Wire},
    rust::ItemChange,
};

pub(crate) fn render(report: &Comparison) -> String {
    let title = "What changed in the API";
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    p.documents { code { (report.documents[0]) } " → " code { (report.documents[1]) } }
                    @if report.changes.is_empty() {
                        p { "No change." }
                    } @else {
                        (verdicts(report))
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
            div { dt { "Wire" } dd { (badge(report.wire.name())) } dd { (report.counts()) } }
            div { dt { "Rust" } dd { (badge(report.rust.verdict.name())) } dd { (report.rust_summary()) } }
            div { dt { "Version" } dd { code { (report.version_line()) } } }
        }
    }
}

fn operation(operations: &str, changes: &[&Change]) -> Markup {
    html! {
        details open[changes.iter().any(|change| change.wire >= Wire::Review)] {
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
            @for item in &report.rust.items { (self::item(item)) }
        }
        @for problem in &report.rust.problems { pre { (problem) } }
    }
}

fn item(item: &ItemChange) -> Markup {
    let [was, is] = item.lines();
    let diff = TextDiff::from_lines(&was, &is);
    html! {
        details {
            summary { code { (item.name) } " " (badge(item.verdict.name())) }
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

const STYLE: &str = "
:root { --text: #1c1f23; --page: #fff; --quiet: #5a6370; --line: #d8dde3; --box: #f5f7f9;
  --bad: #b3261e; --doubt: #8a5a00; --good: #1b6e3c; --docs: #3d5a80; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7eb; --page: #14171a; --quiet: #9aa4b0; --line: #343a41;
  --box: #1d2125; --bad: #ff8a80; --doubt: #ffc266; --good: #7ddba0; --docs: #9dbbe0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
code, pre { font: .88em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--box); padding: .75rem; border-radius: .4rem; }
.documents, .counts, .rust, .pointer { color: var(--quiet); }
.verdicts div { display: flex; flex-wrap: wrap; gap: .25rem .75rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
dt { width: 5rem; font-weight: 600; } dd { margin: 0; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .75rem 0; padding: 0 .75rem; }
summary { cursor: pointer; padding: .6rem 0; }
article { border-top: 1px solid var(--line); padding: .6rem 0; } article p { margin: .15rem 0; }
.badge { font-weight: 600; } .badge::before { content: '● '; }
.breaking { color: var(--bad); } .review, .unknown { color: var(--doubt); }
.compatible, .additive { color: var(--good); } .docs, .internal, .none { color: var(--docs); }
del { color: var(--bad); text-decoration: line-through; } ins { color: var(--good); text-decoration: none; }
pre del { text-decoration: none; }
";
