//! A text that a pattern matches.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A text that matches, if one is easy to find. `below` picks a number below another.
pub(super) fn matching(pattern: &str, below: &mut dyn FnMut(usize) -> usize) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, below, &mut text);
    (text.len() < 400).then_some(text)
}

fn write(hir: &Hir, below: &mut dyn FnMut(usize) -> usize, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let range = class.ranges().get(below(class.ranges().len()));
            let (start, length) = range.map_or(('x', 1), |range| (range.start(), range.len()));
            let offset = u32::try_from(below(length)).unwrap_or(0);
            text.push(char::from_u32(u32::from(start) + offset).unwrap_or(start));
        }
        HirKind::Class(Class::Bytes(_)) => text.push('x'),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min + 2).min(repetition.min + 2);
            let more = below(most.saturating_sub(repetition.min) as usize + 1);
            (0..(repetition.min as usize + more).min(300)).for_each(|_| write(&repetition.sub, below, text));
        }
        HirKind::Capture(capture) => write(&capture.sub, below, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, below, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = parts.get(below(parts.len())) {
                write(part, below, text);
            }
        }
    }
}
