//! Which change of the documents caused what in Rust. It judges nothing by itself: the items of the surface have
//! their verdicts, and a change has the worst of those that it is about.

use super::{
    change::{Change, Rust},
    rust::{Comparison, Item, verdict},
};

/// Says of each change what it does to the items that it is about, as far as their names show it.
pub(crate) fn attribute(changes: &mut [Change], comparison: &Comparison) {
    let inside = if comparison.verdict == Rust::None { Rust::None } else { Rust::Patch };
    for change in changes {
        let items = comparison.items.iter().filter(|item| is_about(change, item));
        let most = items.map(|item| verdict_for(change, item)).max().unwrap_or(inside);
        change.rust = match comparison.verdict {
            Rust::Unknown => Rust::Unknown,
            _ if change.is_documentation() => inside,
            _ => most,
        };
    }
}

/// Whether what was and what is are different fields of this name in JSON.
fn differs_in(item: &Item, property: &str) -> bool {
    let about = format!(" as {property:?}");
    let field = |text: &str| text.lines().find(|line| line.contains(&about)).map(str::to_owned);
    field(&item.was) != field(&item.is)
}

/// The verdict of an item's lines about the change's property, or of the whole item if no line is about it.
fn verdict_for(change: &Change, item: &Item) -> Rust {
    let Some(property) = change.place.property() else { return item.verdict };
    let lines = |text: &str| -> Vec<String> {
        let about = format!(" as {property:?}");
        let lines = text.lines().enumerate();
        lines
            .filter(|(index, line)| *index == 0 || line.contains(&about))
            .map(|(_, line)| line.to_owned())
            .collect()
    };
    let (was, is) = (lines(&item.was), lines(&item.is));
    if was.len() < 2 && is.len() < 2 {
        return item.verdict;
    }
    verdict(&item.name, &was.join("\n"), &is.join("\n"))
}

/// Whether the change is about this item: a component's type, a type that has its property by `allOf`, or the method
/// and types of an operation.
fn is_about(change: &Change, item: &Item) -> bool {
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
    };
    let (kind, name) = item.name.split_once("__").unwrap_or((&item.name, ""));
    let mut tokens = change.place.pointer.split('/').skip(1);
    match (tokens.next(), kind) {
        (Some("components"), "type") => {
            tokens.nth(1).is_some_and(|component| plain(name).starts_with(&plain(component)))
                || change.place.property().is_some_and(|property| differs_in(item, &property))
        }
        (Some("paths"), "operation") => {
            change.operations.contains(name) || change.old_operation_id() == Some(name)
        }
        (Some("paths"), "type") => {
            change.operations.iter().any(|operation| plain(name).starts_with(&plain(operation)))
        }
        (Some("components"), "operation") => {
            change.operations.contains(name) && !change.place.pointer.starts_with("/components/schemas/")
        }
        (Some("servers"), "operations") => true,
        _ => false,
    }
}
