//! Changes without the values of secrets: what a document lists, for a string of `format: password`, as an enumeration,
//! default or example is shown nowhere.

use std::collections::BTreeSet;

use collibra_client_gen::document::{
    json::{Json, Object},
    pointer::Pointer,
};
use serde_json::Value;

use super::{
    change::{Change, ChangeKind, Element},
    secret::is_password,
};

/// What is shown in the place of a secret.
const HIDDEN: &str = "(a secret)";

/// What both documents give away of secrets.
#[derive(Default)]
pub(super) struct Secrets {
    texts: BTreeSet<String>,
    /// The properties that are secrets.
    names: BTreeSet<String>,
}

impl Secrets {
    /// Adds those of the schemas of a document; some of them are known to be secrets.
    pub(super) fn add(&mut self, schemas: &[(Pointer, &Object)], is_marked: impl Fn(&Pointer) -> bool) {
        for (at, schema) in schemas.iter().filter(|(at, schema)| is_password(schema) || is_marked(at)) {
            for keyword in ["enum", "const", "default", "example", "examples", "x-extensible-enum"] {
                self.add_texts(schema.get(keyword));
            }
            let is_property = at.parent().and_then(|above| above.last().map(|name| name == "properties"));
            self.names.extend(at.last().filter(|_| is_property == Some(true)).map(|name| name.into_owned()));
        }
    }

    fn add_texts(&mut self, value: Option<&Json>) {
        match value {
            Some(Json::String(text)) if !text.is_empty() => drop(self.texts.insert(text.clone())),
            Some(Json::Array(items)) => items.iter().for_each(|item| self.add_texts(Some(item))),
            Some(Json::Object(members)) => members.values().for_each(|member| self.add_texts(Some(member))),
            _ => {}
        }
    }

    /// Takes them out of a change.
    pub(super) fn hide(&self, change: &mut Change) {
        if self.texts.is_empty() && self.names.is_empty() {
            return;
        }
        let is_secret = change.place.pointer.last().is_some_and(|name| self.names.contains(&*name));
        match &mut change.kind {
            ChangeKind::Added(element) | ChangeKind::Removed(element) => self.hide_in_element(element),
            ChangeKind::Replaced(was, is) => [was, is].into_iter().for_each(|of| self.hide_in_element(of)),
            ChangeKind::Keyword { was, is, .. }
            | ChangeKind::SecurityScheme { was, is, .. }
            | ChangeKind::Unreadable { was, is }
            | ChangeKind::Unsent { was, is, .. } => {
                for value in [was, is].into_iter().flatten() {
                    match value {
                        Json::String(text) if is_secret => *text = HIDDEN.to_owned(),
                        value => self.hide_in(value),
                    }
                }
            }
            _ => {}
        }
        if let Some(example) = &mut change.example {
            self.hide_in_example(&mut example.value);
        }
    }

    fn hide_in_element(&self, element: &mut Element) {
        match element {
            Element::Values(values) => values.iter_mut().for_each(|value| self.hide_in(value)),
            // It may be known by its text.
            Element::Schema(name) | Element::Alternative(name) => {
                if let Ok(mut value) = Json::parse(name) {
                    self.hide_in(&mut value);
                    *name = value.to_string();
                }
            }
            _ => {}
        }
    }

    fn hide_in(&self, value: &mut Json) {
        match value {
            Json::String(text) if self.texts.contains(text) => *text = HIDDEN.to_owned(),
            Json::Array(items) => items.iter_mut().for_each(|item| self.hide_in(item)),
            Json::Object(members) => {
                for (name, member) in members {
                    match member {
                        Json::String(text) if self.names.contains(name) => *text = HIDDEN.to_owned(),
                        member => self.hide_in(member),
                    }
                }
            }
            _ => {}
        }
    }

    /// What an example has by the name of a secret was made by the search.
    fn hide_in_example(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.texts.contains(text) => *text = HIDDEN.to_owned(),
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_in_example(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.hide_in_example(member)),
            _ => {}
        }
    }
}
