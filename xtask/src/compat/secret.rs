//! Secrets that would be plain strings: those that lost `format: password`, and new members that are called like a
//! secret and have none. Nothing changes on the wire by that; but what was wiped and hidden would be printed, so
//! somebody has to look at it before all else.

use std::collections::BTreeSet;

use collibra_client_gen::document::{
    grammar::{Holds, Kind},
    json::{Json, Object},
    pointer::Pointer,
    reference,
    walk::sites,
};

use super::{
    change::{Change, ChangeKind, Effect, Exposed, Wire},
    node::{Place, Version},
    redact::Secrets,
};

/// Takes the values of secrets out of the changes, and adds what would be exposed, but for the pointers that the
/// maintainer has marked as secrets.
pub(super) fn judge([old, new]: [&Json; 2], marked: &[String], changes: &mut Vec<Change>) {
    if changes.is_empty() {
        return;
    }
    let is_marked = |at: &Pointer| marked.iter().any(|entry| entry.strip_prefix('#') == Some(at.as_str()));
    let may_be_secret =
        |(at, schema): &(Pointer, &Object)| is_password(schema) || names_secret(at) || is_marked(at);
    let [was, is] = [old, new].map(|document| schemas(document).filter(may_be_secret).collect::<Vec<_>>());
    let mut secrets = Secrets::default();
    [&was, &is].into_iter().for_each(|schemas| secrets.add(schemas, is_marked));
    changes.iter_mut().for_each(|change| secrets.hide(change));
    let passwords = was.iter().filter(|(_, schema)| is_password(schema)).map(|(at, _)| at);
    let places: BTreeSet<&Pointer> = passwords.chain(is.iter().map(|(at, _)| at)).collect();
    for at in places.into_iter().filter(|at| !is_marked(at)) {
        let [before, now] = [old, new].map(|document| document.at(at).and_then(Json::as_object));
        let Some(schema) = now else { continue };
        let exposed = match before {
            Some(before) if is_password(before) && !leads_to_password(new, schema) => Exposed::NoLongerMarked,
            None if names_secret(at) && is_text(new, schema) => Exposed::NotMarked,
            _ => continue,
        };
        let format = at.child("format");
        let around = |change: &&Change| format.below(&change.place.pointer).is_some();
        let operations =
            changes.iter().filter(around).max_by_key(|change| change.place.pointer.as_str().len());
        let operations = operations.map(|change| change.operations.clone()).unwrap_or_default();
        // What says less of the same.
        changes.retain(|change| change.place.pointer != format || change.wire > Wire::Docs);
        let place = Place { pointer: at.clone(), version: Version::New };
        let change = Change::new(place, ChangeKind::Secret(exposed), Effect::Is(Wire::Review));
        changes.push(Change { wire: Wire::Review, operations, ..change });
    }
}

fn schemas(document: &Json) -> impl Iterator<Item = (Pointer, &Object)> {
    let sites = sites(document, Holds::DOCUMENT).filter(|site| site.kind == Kind::Schema);
    sites.map(|site| (site.pointer, site.object))
}

pub(super) fn is_password(schema: &Object) -> bool {
    schema.get("format").is_some_and(|format| *format == "password")
}

/// Whether it is a secret by itself, by what it refers to, or by a member of its `allOf`.
fn leads_to_password(document: &Json, schema: &Object) -> bool {
    let mut open = vec![schema];
    let mut left = 100;
    while let Some(schema) = open.pop().filter(|_| left > 0) {
        left -= 1;
        if is_password(schema) {
            return true;
        }
        let to =
            schema.get("$ref").and_then(Json::as_str).and_then(|to| reference::target(document, to).ok());
        open.extend(to.and_then(|to| to.value.as_object()));
        let members = schema.get("allOf").and_then(Json::as_array).unwrap_or_default();
        open.extend(members.iter().filter_map(Json::as_object));
    }
    false
}

/// Whether its values are strings, or may be, and no secrets.
fn is_text(document: &Json, schema: &Object) -> bool {
    let end = schema.get("$ref").and_then(|_| {
        let value = Json::Object(schema.clone());
        reference::resolve(document, &value).ok().flatten().and_then(|end| end.value.as_object().cloned())
    });
    let end = end.as_ref().unwrap_or(schema);
    let text = match end.get("type").and_then(Json::as_str) {
        Some("array") => {
            end.get("items").and_then(Json::as_object).is_some_and(|items| is_text(document, items))
        }
        kind => kind.is_none_or(|kind| kind == "string") && !end.contains_key("properties"),
    };
    text && !leads_to_password(document, schema)
}

/// Whether it is a property whose name has a word for a secret.
fn names_secret(at: &Pointer) -> bool {
    let is_property = at.parent().and_then(|above| above.last().map(|name| name == "properties"));
    let name = at.last().unwrap_or_default();
    is_property == Some(true) && words(&name).iter().any(|word| SECRETS.contains(&word.as_str()))
}

const SECRETS: [&str; 10] = [
    "secret",
    "secrets",
    "password",
    "passwords",
    "passphrase",
    "token",
    "tokens",
    "key",
    "keys",
    "credential",
];

/// `accessToken`, `access_token` and `ACCESS-TOKEN` have the same words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for char in name.chars() {
        if !char.is_alphanumeric() || (char.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = char.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| char.is_alphanumeric()) {
            word.extend(char.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_secret() {
        for (name, expected) in [
            ("client_secret", true),
            ("accessToken", true),
            ("API-KEY", true),
            ("registration_access_token", true),
            ("password", true),
            ("keyboard", false),
            ("monkey", false),
            ("client_name", false),
        ] {
            let at = Pointer::new(["components", "schemas", "A", "properties", name]);
            assert_eq!(names_secret(&at), expected, "{name}");
        }
        assert!(!names_secret(&Pointer::new(["components", "schemas", "Token"])));
    }
}
