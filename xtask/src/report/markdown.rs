//! The report as the body of a pull request: verdicts, a table, what is collapsible collapsed.
//!
//! All that comes out of the documents is in code spans and fences: it can't mention anybody, and isn't
//! rendered.

use similar::TextDiff;

use super::{counts, rust, sentence::Sentence};
use crate::compat::{Comparison, change::Change};

/// GitHub takes 65,536 characters.
const MOST: usize = 60_000;

pub(crate) fn render(report: &Comparison) -> String {
    let held = report.held_line(code_span);
    if report.changes.is_empty() && report.rust.items.is_empty() {
        let held = held.map(|held| format!("Left out of the client: {held}.\n\n"));
        return held.unwrap_or_default() + "No change.\n";
    }
    let mut out = format!("{}: {}.\n\n", code_span(&report.title), report.summary());
    out.push_str(&format!(
        "| | Verdict | |\n|---|---|---|\n| Wire | **{}** | {} |\n| Rust | **{}** | {} |\n| Version | {} | |\n",
        report.wire,
        counts(&report.changes),
        report.rust.verdict,
        report.rust_summary(),
        code_span(&report.version_line()),
    ));
    out.extend(held.map(|held| format!("| Left out | {held} | `openapi/sources.toml` holds it |\n")));
    out.extend(report.why_version().map(|why| format!("\n{why}\n")));
    let mut left_out = 0;
    let mut add = |out: &mut String, part: String| {
        if out.len() + part.len() > MOST { left_out += 1 } else { out.push_str(&part) }
    };
    for (operations, changes) in report.by_operations() {
        add(&mut out, operation(&operations, &changes));
    }
    if !report.rust.items.is_empty() {
        out.push_str("\n### Surface of the generated client\n");
        for group in report.items() {
            let [was, is] = group.item.lines();
            let diff = TextDiff::from_lines(&was, &is).unified_diff().context_radius(3).to_string();
            let summary = format!("<code>{}</code>: {}", escaped(&group.heading()), group.verdict());
            let open = if group.is_breaking() { " open" } else { "" };
            add(
                &mut out,
                format!(
                    "\n<details{open}><summary>{summary}</summary>\n\n{}\n</details>\n",
                    fence("diff", &diff)
                ),
            );
        }
    }
    for problem in &report.rust.problems {
        add(&mut out, format!("\n{}", fence("text", problem)));
    }
    if left_out > 0 {
        out.push_str(&format!("\n{left_out} more parts don't fit here: `cargo xtask diff` shows them.\n"));
    }
    out
}

fn operation(operations: &str, changes: &[&Change]) -> String {
    let open = if changes.iter().any(|change| change.is_open()) { " open" } else { "" };
    let mut out = format!(
        "\n<details{open}><summary><code>{}</code>: {}</summary>\n\n| Wire | Rust | Was | Is | Why | Where |\n|---|---|---|---|---|---|\n",
        escaped(operations),
        counts(changes.iter().copied()),
    );
    for change in changes {
        let sentence = Sentence::of(change);
        let subject = sentence.subject.as_deref().map(|name| format!("{} ", code_span(name)));
        out.push_str(&format!(
            "| {} | {} | {}{} | {} | {} | {} |\n",
            change.wire,
            change.rust,
            subject.unwrap_or_default(),
            code_span(&sentence.was),
            code_span(&sentence.is),
            why(change, &sentence),
            code_span(change.place.pointer.as_str()),
        ));
    }
    out.push_str("\n</details>\n");
    out
}

/// Why it matters on the wire, a value that shows it, and why code has to be changed.
fn why(change: &Change, sentence: &Sentence) -> String {
    let mut why = sentence.why.clone();
    if let Some((value, fate)) = &sentence.example {
        why.push_str(&format!("; {} {fate}", code_span(value)));
    }
    for (index, reason) in rust::reasons(change, code_span).iter().enumerate() {
        why.push_str(if index == 0 { "<br>In Rust: " } else { "; " });
        why.push_str(reason);
    }
    why
}

/// A code span on one line, as it fits into a table's cell.
pub(crate) fn code_span(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    if line.is_empty() {
        return "–".to_owned();
    }
    let ticks = "`".repeat(longest_run(&line) + 1);
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{ticks}{space}{line}{space}{ticks}")
}

pub(super) fn fence(language: &str, text: &str) -> String {
    let ticks = "`".repeat((longest_run(text) + 1).max(3));
    format!("{ticks}{language}\n{}\n{ticks}\n", text.trim_end())
}

fn longest_run(text: &str) -> usize {
    text.split(|other| other != '`').map(str::len).max().unwrap_or(0)
}

/// Text within an HTML element.
fn escaped(text: &str) -> String {
    // A zero-width space keeps a name from being a mention.
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('@', "@\u{200b}")
}
