//! Merging: what two schemas say of the same value, keyword by keyword. Those within them are for the caller.

use std::collections::BTreeSet;

use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Role, Type},
    pointer::Pointer,
};

/// No value fits both.
pub(super) const NOTHING_FITS: &str = "is composed of types that no value is of";

/// Whether it says something about a value without describing it.
pub(super) fn is_annotation(keyword: &str) -> bool {
    matches!(Keyword::from_name(keyword).map(Keyword::role), Some(Role::Annotates | Role::Documents))
}

/// The schema without what it says to people, and of what isn't there.
pub(super) fn without_annotations(schema: &Object) -> Object {
    let described = schema.iter().filter(|(keyword, _)| !is_annotation(keyword));
    described.map(|(keyword, value)| (keyword.clone(), value.clone())).collect()
}

/// Whether every value fits, null or not.
pub(super) fn asserts_nothing(schema: &Object) -> bool {
    schema.keys().all(|keyword| keyword == "nullable" || is_annotation(keyword))
}

/// Whether both describe a value alike.
pub(super) fn same_values(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => without_annotations(one) == without_annotations(other),
        _ => one == other,
    }
}

/// Has the schema say what the other one does, too. `within` gets each place of a schema within them with what both have
/// there: the first one's is kept.
///
/// # Errors
/// No value fits both.
pub(super) fn merge(
    schema: &mut Object,
    other: Object,
    within: &mut dyn FnMut(&Pointer, [Option<&Json>; 2]),
) -> Result<(), &'static str> {
    let mut other = other;
    merge_bound(schema, &mut other, "minimum", "exclusiveMinimum", |own, other| own < other);
    merge_bound(schema, &mut other, "maximum", "exclusiveMaximum", |own, other| own > other);
    // A part that is closed to the others' members would leave nothing of a composition.
    if is_open(schema) || is_open(&other) {
        for part in [&mut *schema, &mut other] {
            part.retain(|name, value| name != "additionalProperties" || *value != Json::Bool(false));
        }
    }
    for (name, value) in other {
        if is_annotation(&name) || name == "nullable" {
            continue;
        }
        let at = Pointer::new([&name]);
        match (Keyword::from_name(&name), schema.get_mut(&name)) {
            (Some(Keyword::Properties), own) => {
                let Json::Object(properties) = value else { continue };
                let mut all = own.map(std::mem::take).unwrap_or_else(|| Json::object([]));
                for (name, property) in properties {
                    within(&at.child(&name), [all.get(&name), Some(&property)]);
                    if all.get(&name).is_none() {
                        all.set(&name, property);
                    }
                }
                schema.insert(name, all);
            }
            (Some(Keyword::Required), Some(own)) => {
                let names: BTreeSet<&str> = [&*own, &value]
                    .iter()
                    .flat_map(|names| names.as_array().unwrap_or_default())
                    .filter_map(Json::as_str)
                    .collect();
                *own = names.into_iter().map(str::to_owned).collect();
            }
            (Some(Keyword::Items | Keyword::AdditionalProperties), own) => match (own, &value) {
                (Some(own @ Json::Object(_)), Json::Object(_)) => within(&at, [Some(own), Some(&value)]),
                (None, _) | (Some(Json::Bool(_)), Json::Object(_)) => {
                    within(&at, [None, Some(&value)]);
                    schema.insert(name, value);
                }
                (Some(_), _) => {}
            },
            (Some(Keyword::Type), Some(own)) => {
                let types = [&*own, &value].map(|of| of.as_str().and_then(Type::from_name));
                let [Some(one), Some(other)] = types else { continue };
                if other.includes(one) {
                } else if one.includes(other) {
                    *own = value;
                } else {
                    return Err(NOTHING_FITS);
                }
            }
            (Some(Keyword::Enum), Some(Json::Array(own))) => {
                own.retain(|listed| value.as_array().is_none_or(|others| others.contains(listed)));
                if own.is_empty() {
                    return Err(NOTHING_FITS);
                }
            }
            // A secret is one whatever else is said of it.
            (Some(Keyword::Format), Some(own)) if value == "password" => *own = value,
            (_, Some(_)) => {}
            (_, None) => {
                schema.insert(name, value);
            }
        }
    }
    Ok(())
}

/// Whether it names members, and allows others.
fn is_open(schema: &Object) -> bool {
    schema.contains_key("properties") && schema.get("additionalProperties") != Some(&Json::Bool(false))
}

/// Of two bounds, the one that leaves less is kept.
fn merge_bound(
    schema: &mut Object,
    other: &mut Object,
    bound: &str,
    exclusion: &str,
    leaves_less: fn(f64, f64) -> bool,
) {
    let number = |of: &Object| match of.get(bound) {
        Some(Json::Number(number)) => number.spelling().parse::<f64>().ok(),
        _ => None,
    };
    let Some((own, others)) = number(schema).zip(number(other)) else { return };
    let wider = if leaves_less(own, others) { schema } else { other };
    wider.retain(|name, _| name != bound && name != exclusion);
}
