//! A document -> its members, each under the key that it unites by.

use std::borrow::Cow;

use super::inherited::{self, INHERITED, Inherited};
use super::key::Key;
use super::source::Source;
use super::union::{Reading, Union};
use crate::diagnostic::Location;
use crate::document::grammar::{Holds, Kind, is_extension};
use crate::document::json::{Json, Object};
use crate::document::pointer::Pointer;

/// Adds the members of a document.
pub(super) fn add<'a>(source: &'a Source<'a>, union: &mut Union<'a>) {
    let mut splitter = Splitter { source, union };
    for (name, value) in source.root {
        let key = Key::new([name.as_str()]);
        match name.as_str() {
            // All documents together have one, the newest.
            "openapi" => {}
            "info" => splitter.each_member(&key, value),
            "paths" => splitter.paths(&key, value),
            "components" => splitter.components(&key, value),
            "tags" => splitter.tags(&key, value),
            // They belong to the operations.
            "security" | "servers" => splitter.check_objects(&key, value),
            _ => splitter.add(key, value),
        }
    }
}

struct Splitter<'a, 'u> {
    source: &'a Source<'a>,
    union: &'u mut Union<'a>,
}

impl<'a> Splitter<'a, '_> {
    fn paths(&mut self, key: &Key<'a>, paths: &'a Json) {
        for (path, item) in self.object(key, paths).into_iter().flatten() {
            let key = key.child(path);
            if is_extension(path) {
                self.add(key, item);
            } else if let Some(item) = self.object(&key, item) {
                self.path_item(&key, item);
            }
        }
    }

    fn path_item(&mut self, key: &Key<'a>, item: &'a Object) {
        // A path item can be empty, and its path is there nevertheless.
        self.add_at(key.clone(), key.pointer(), Cow::Owned(Json::Object(Object::new())));
        for (member, value) in item {
            let key = key.child(member);
            match member.as_str() {
                "servers" => {
                    self.check_objects(&key, value);
                    if !inherited::is_empty(value) {
                        self.add(key, value);
                    }
                }
                _ if key.holds() == Some(Holds::One(Kind::Operation)) => {
                    if let Some(operation) = self.object(&key, value) {
                        self.operation(&key, value, operation, item);
                    }
                }
                _ => self.add(key, value),
            }
        }
    }

    fn operation(&mut self, key: &Key<'a>, value: &'a Json, operation: &'a Object, item: &'a Object) {
        let is_own = |name: &str| INHERITED.iter().any(|inherited| inherited.member == name);
        let rest = match operation.keys().any(|name| is_own(name)) {
            true => {
                let rest = operation.iter().filter(|(name, _)| !is_own(name));
                Cow::Owned(Json::Object(rest.map(|(name, value)| (name.clone(), value.clone())).collect()))
            }
            false => Cow::Borrowed(value),
        };
        self.add_at(key.clone(), key.pointer(), rest);
        for inherited in &INHERITED {
            self.inherited(inherited, key, operation, item);
        }
    }

    /// Adds what the operation has of its own, or else of its path item or document.
    fn inherited(&mut self, inherited: &Inherited, key: &Key<'a>, operation: &'a Object, item: &'a Object) {
        let member = inherited.member;
        if let Some(value) = operation.get(member) {
            self.check_objects(&key.child(member), value);
        }
        let path: Vec<_> = key.tokens().into_iter().take(2).collect();
        let [own, of_path, of_root] = [
            (operation, key.child(member)),
            (item, Key::new(path).child(member)),
            (self.source.root, Key::new([member])),
        ];
        let levels = [Some(own), inherited.is_on_path_items.then_some(of_path), Some(of_root)];
        let said = levels.into_iter().flatten().find_map(|(level, key)| {
            level.get(member).filter(|value| inherited.says_something(value)).map(|value| (key, value))
        });
        let (pointer, value) = match said {
            Some((key, value)) => (key.pointer(), Cow::Borrowed(value)),
            None => (key.pointer(), Cow::Owned(inherited.default_value())),
        };
        self.add_at(key.child(member), pointer, value);
    }

    fn components(&mut self, key: &Key<'a>, components: &'a Json) {
        for (section, value) in self.object(key, components).into_iter().flatten() {
            let key = key.child(section);
            if is_extension(section) {
                self.add(key, value);
            } else {
                // Sections that other versions of OpenAPI have are objects of names as well.
                self.each_member(&key, value);
            }
        }
    }

    fn tags(&mut self, key: &Key<'a>, tags: &'a Json) {
        let Some(tags) = tags.as_array() else {
            return self.malformed("an array", key.pointer());
        };
        for (index, tag) in tags.iter().enumerate() {
            let pointer = key.pointer().item(index);
            match tag.get("name").and_then(Json::as_str) {
                Some(name) => self.add_at(key.child(name), pointer, Cow::Borrowed(tag)),
                None => self.malformed("an object with a string `name`", pointer),
            }
        }
    }

    fn each_member(&mut self, key: &Key<'a>, value: &'a Json) {
        for (name, value) in self.object(key, value).into_iter().flatten() {
            self.add(key.child(name), value);
        }
    }

    fn add(&mut self, key: Key<'a>, value: &'a Json) {
        let pointer = key.pointer();
        self.add_at(key, pointer, Cow::Borrowed(value));
    }

    fn add_at(&mut self, key: Key<'a>, pointer: Pointer, value: Cow<'a, Json>) {
        self.union.add(key, Reading { document: &self.source.name, pointer, value });
    }

    fn object(&mut self, key: &Key<'a>, value: &'a Json) -> Option<&'a Object> {
        let object = value.as_object();
        if object.is_none() {
            self.malformed("an object", key.pointer());
        }
        object
    }

    fn check_objects(&mut self, key: &Key<'a>, value: &Json) {
        let is_object = |item: &Json| item.as_object().is_some();
        if !value.as_array().is_some_and(|items| items.iter().all(is_object)) {
            self.malformed("an array of objects", key.pointer());
        }
    }

    fn malformed(&mut self, expected: &'static str, pointer: Pointer) {
        let document = self.source.name.clone();
        self.union.malformed(expected, Location::Pointer { document, pointer });
    }
}
