//! The report for a terminal: a line for each lens, then the changes by operation.

use super::{counts, rust, sentence::Sentence};
use crate::compat::Comparison;

pub(crate) fn render(report: &Comparison) -> String {
    let mut out = String::new();
    if let Some(held) = report.held_line(str::to_owned) {
        out.push_str(&format!("{:>12} {held}: openapi/sources.toml holds it\n", "Left out"));
    }
    if report.changes.is_empty() && report.rust.items.is_empty() {
        return out + "no change\n";
    }
    out.push_str(&format!("{:>12} {}\n", "Changes", report.summary()));
    out.push_str(&format!("{:>12} {}: {}\n", "Wire", report.wire, counts(&report.changes)));
    out.push_str(&format!("{:>12} {}: {}\n", "Rust", report.rust.verdict, report.rust_summary()));
    out.push_str(&format!("{:>12} {}\n", "Version", report.version_line()));
    out.extend(report.why_version().map(|why| format!("\n{why}\n")));
    for (operations, changes) in report.by_operations() {
        out.push_str(&format!("\n{operations}\n"));
        for change in changes {
            out.push_str(&format!(
                "  {:<10} {} ({})\n",
                change.wire,
                Sentence::of(change),
                pointer(change.place.pointer.as_str())
            ));
            for reason in rust::reasons(change, str::to_owned) {
                out.push_str(&format!("  {:<10} {reason}\n", "in Rust:"));
            }
        }
    }
    if !report.rust.items.is_empty() {
        out.push_str("\nsurface of the generated client\n");
        for group in report.items() {
            out.push_str(&format!("  {:<10} {}\n", group.verdict(), group.heading()));
        }
    }
    for problem in &report.rust.problems {
        out.push_str(&format!("\n{problem}\n"));
    }
    out
}

/// The pointer of the whole document is empty, which nobody would see.
fn pointer(pointer: &str) -> &str {
    if pointer.is_empty() { "/" } else { pointer }
}
