//! Which change of the documents caused what in Rust. It judges nothing by itself: the items of the surface have
//! their verdicts, and a change has the worst of those that it is about.

use collibra_client_gen::surface::{Fact, Item, ItemName};

use super::{
    change::{Change, Rust},
    rust::{Break, Comparison, ItemChange, verdict},
};

/// Says of each change what it does to the items that it is about, as far as their names show it. What breaks callers is
/// said beside at least one change, unless all are documentation.
pub(crate) fn attribute(changes: &mut [Change], comparison: &Comparison) {
    let inside = if comparison.verdict == Rust::None { Rust::None } else { Rust::Internal };
    for change in changes.iter_mut() {
        let items = comparison.items.iter().filter(|item| is_about(change, item));
        let most = items.map(|item| verdict_for(change, item)).max().unwrap_or(inside);
        change.rust = match comparison.verdict {
            Rust::Unknown => Rust::Unknown,
            _ if change.is_documentation() => inside,
            _ => most,
        };
    }
    let mut left = Vec::new();
    for item in &comparison.items {
        for broken in item.breaks() {
            let by_name = |change: &Change| is_about(change, item) && is_about_fact(change, item, &broken);
            let about_item = |change: &Change| is_about(change, item);
            if !say(&broken, changes, by_name) && !say(&broken, changes, about_item) {
                left.push(broken);
            }
        }
    }
    // A conversion between two types goes with what breaks one of them.
    for broken in left {
        if !say(&broken, changes, |change| !change.breaks.is_empty()) {
            say(&broken, changes, |_| true);
        }
    }
    for change in changes {
        let own = change.place.property();
        change.breaks.sort_by_key(|broken| match (&broken.was, &broken.is) {
            (Some(Fact::Field(field)), _) | (_, Some(Fact::Field(field))) if field.wire == own => 0,
            (Some(Fact::Field(_) | Fact::Setter(_)), _) => 2,
            _ => 1,
        });
    }
}

/// Says beside these changes that this breaks callers, and whether there are any.
fn say(broken: &Break, changes: &mut [Change], is_cause: impl Fn(&Change) -> bool) -> bool {
    let causes = changes
        .iter_mut()
        .filter(|change| !change.is_documentation() && !change.is_consequence() && is_cause(change));
    let mut found = false;
    for change in causes {
        found = true;
        change.rust = change.rust.max(Rust::Breaking);
        let same = |known: &&mut Break| (&known.was, &known.is) == (&broken.was, &broken.is);
        match change.breaks.iter_mut().find(same) {
            Some(known) => known.items.extend(broken.items.iter().cloned()),
            None => change.breaks.push(broken.clone()),
        }
    }
    found
}

/// Whether a change of the item's fact is this change's: that of its own property, or any if it is about none.
fn is_about_fact(change: &Change, item: &ItemChange, broken: &Break) -> bool {
    let Some(wire) = change.place.property() else { return true };
    let is_here = [&item.was, &item.is].into_iter().flatten().any(|item| field(item, &wire).is_some());
    let own = |fact: &Fact| matches!(fact, Fact::Field(field) if field.wire.as_deref() == Some(&wire));
    !is_here || broken.was.iter().chain(&broken.is).any(own)
}

/// The verdict of the facts about the change's property, or of the whole item if none is about it.
fn verdict_for(change: &Change, item: &ItemChange) -> Rust {
    match (change.place.property(), &item.was, &item.is) {
        (Some(wire), Some(was), Some(is)) if field(was, &wire).or(field(is, &wire)).is_some() => {
            let [was, is] = [was, is].map(|item| {
                let definition = item.facts.iter().filter(|fact| matches!(fact, Fact::Definition(_)));
                definition.chain(field(item, &wire))
            });
            verdict(was, is)
        }
        _ => item.verdict,
    }
}

/// The item's field of this name in JSON.
fn field<'a>(item: &'a Item, wire: &str) -> Option<&'a Fact> {
    item.facts.iter().find(|fact| matches!(fact, Fact::Field(field) if field.wire.as_deref() == Some(wire)))
}

/// Whether the item's field of this name in JSON isn't the same.
fn differs_in(item: &ItemChange, wire: &str) -> bool {
    let [was, is] = [&item.was, &item.is].map(|item| field(item.as_ref()?, wire));
    was != is
}

/// Whether the change is about this item: a component's type, a type that has its property by `allOf`, or the method
/// and types of an operation.
fn is_about(change: &Change, item: &ItemChange) -> bool {
    let mut tokens = change.place.pointer.tokens();
    match (tokens.next().as_deref(), &item.name) {
        (Some("components"), ItemName::Type(_)) => {
            tokens.nth(1).is_some_and(|component| item.name.is_type_of(&component))
                || change.old_component().is_some_and(|component| item.name.is_type_of(component))
                || change.place.property().is_some_and(|wire| differs_in(item, &wire))
        }
        (Some("paths"), ItemName::Operation(id)) => {
            change.operations.contains(id) || change.old_operation_id() == Some(id)
        }
        (Some("paths"), ItemName::Type(_)) => {
            change.operations.iter().any(|operation| item.name.is_type_of(operation))
        }
        (Some("components"), ItemName::Operation(id)) => {
            change.operations.contains(id) && tokens.next().is_none_or(|section| section != "schemas")
        }
        (Some("servers"), ItemName::Operations) => true,
        _ => false,
    }
}
