//! The parameters of an operation, those of its path included.

use collibra_client_gen::document::{json::Json, template::PathTemplate};
use indexmap::IndexMap;

use super::{ChangeKind, Effect, Element, Encoding, Node, Walk, Wire, schema::Flat};

/// Where a parameter is, and by what it is known there: a path's parameters by their position, since their names
/// never get onto the wire.
type Key = (String, String);

impl<'a> Walk<'a> {
    /// The parameters of both documents, from the path's item and the operation, with both templates.
    pub(crate) fn parameters(&mut self, old: [&Node<'a>; 2], new: [&Node<'a>; 2], templates: [&str; 2]) {
        let [old_template, new_template] = templates;
        let (mut was, is) = (declared(old, old_template), declared(new, new_template));
        for (key, new) in &is {
            match was.shift_remove(key) {
                Some(old) => self.parameter(&old, new),
                None => {
                    let moved = was.keys().find(|(location, name)| {
                        *name == key.1
                            && *location != key.0
                            && !is.contains_key(&(location.clone(), name.clone()))
                    });
                    let moved = moved.cloned().and_then(|key| was.shift_remove(&key));
                    match moved {
                        Some(old) => {
                            let elements = [&old, new].map(|parameter| element(parameter, false));
                            self.replaced(new.place_of("in"), elements, Effect::Is(Wire::Breaking));
                        }
                        None => {
                            // A default doesn't help: who has to send it hasn't sent it so far.
                            let required = is_required(new);
                            let effect = if required { Effect::Narrows } else { Effect::Adds };
                            self.added(new.place.clone(), element(new, required), effect);
                        }
                    }
                }
            }
        }
        self.unreadable(old, new);
        for old in was.into_values() {
            let effect = if old.str("in") == Some("path") { Effect::Differs } else { Effect::Drops };
            self.removed(old.place.clone(), element(&old, false), effect);
        }
    }

    /// What is no parameter: references to nothing, and what lacks a place or a name.
    fn unreadable(&mut self, old: [&Node<'a>; 2], new: [&Node<'a>; 2]) {
        let [was, is] = [old, new].map(|levels| {
            let lists = levels.into_iter().filter_map(|level| level.get("parameters"));
            let items: Vec<_> = lists.flat_map(|list| list.items().collect::<Vec<_>>()).collect();
            let is_none = |item: &Node<'a>| {
                let end = item.clone().resolved();
                end.reference().is_some() || end.str("in").is_none() || end.str("name").is_none()
            };
            items.into_iter().filter(is_none).collect::<Vec<_>>()
        });
        for (here, there, is_new) in [(&was, &is, false), (&is, &was, true)] {
            for item in here.iter().filter(|item| !there.iter().any(|other| other.value == item.value)) {
                let value = Some(item.value.clone());
                let (was, is) = if is_new { (None, value) } else { (value, None) };
                self.add(item.place.clone(), ChangeKind::Unreadable { was, is }, Effect::Undecided);
            }
        }
    }

    fn parameter(&mut self, old: &Node<'a>, new: &Node<'a>) {
        if self.same.holds(old, new) {
            return;
        }
        self.required(old, new, is_required);
        let types =
            [old, new].map(|parameter| parameter.child("schema").and_then(|schema| schema.str("type")));
        let scalars = ["string", "number", "integer", "boolean"];
        let has_parts = |parameter: &Node<'a>| {
            let schema: Vec<_> = parameter.child("schema").into_iter().collect();
            Flat::of(&schema).types().is_none_or(|types| types.iter().any(|of| !scalars.contains(of)))
        };
        let has_parts = has_parts(old) || has_parts(new);
        let styles = [style(old), style(new)];
        if styles[0] != styles[1] {
            let [was, is] = styles.map(|style| Some(Json::from(style)));
            self.add(new.place_of("style"), ChangeKind::keyword("style", was, is), Effect::Differs);
        } else if has_parts && explodes(old) != explodes(new) {
            let kind = ChangeKind::flag("explode", explodes(new));
            self.add(new.place_of("explode"), kind, Effect::Differs);
        }
        for keyword in ["allowReserved", "allowEmptyValue"] {
            let is = new.flag(keyword);
            if old.flag(keyword) != is {
                self.add(new.place_of(keyword), ChangeKind::flag(keyword, is), Effect::widens(is));
            }
        }
        if let [Some(was), Some(is)] = [old, new].map(described_by)
            && was != is
        {
            return self.replaced(new.place_of(is), [was, is].map(Element::DescribedBy), Effect::Differs);
        }
        self.default_of_parameter(old, new);
        let schemas = [old, new].map(|parameter| parameter.get("schema"));
        let of = element(new, false);
        self.described(of.clone(), Encoding::Text, schemas, |walk| {
            match (old.child("schema"), new.child("schema")) {
                // One value is an array of one, if an array's items are sent as separate parameters.
                (Some(was), Some(is))
                    if old.str("in") == Some("query")
                        && style(new) == "form"
                        && explodes(new)
                        && has_parts
                        && types[0].is_some_and(|of| of != "array")
                        && types[1] == Some("array") =>
                {
                    let one = Element::OneValue(types[0].unwrap_or_default().to_owned());
                    walk.replaced(is.place_of("type"), [one, Element::ListOfValues], Effect::Widens);
                    let items: Vec<_> = is.child("items").into_iter().collect();
                    walk.schemas(vec![was], items);
                }
                (was, is) => walk.schemas(was.into_iter().collect(), is.into_iter().collect()),
            }
        });
        self.contents(&of, old, new);
    }

    /// A builder leaves out what isn't set: the default is what an existing caller gets. (A body's default is
    /// different: the generated types put it in themselves.)
    fn default_of_parameter(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let default = |parameter: &Node<'a>| {
            let schema: Vec<_> = parameter.child("schema").into_iter().collect();
            Flat::of(&schema).of_keyword_as_is("default").into_iter().next()
        };
        let (was, is) = (default(old), default(new));
        let Some(place) = is.as_ref().or(was.as_ref()).map(|node| node.place.clone()) else { return };
        let [was, is] = [was, is].map(|node| node.map(|node| node.value.clone()));
        if !is_required(new) && was != is {
            self.add(place, ChangeKind::keyword("default", was, is), Effect::Is(Wire::Breaking));
        }
    }

    /// The flag `required` of a parameter, body or header.
    pub(crate) fn required(&mut self, old: &Node<'a>, new: &Node<'a>, is_required: fn(&Node<'_>) -> bool) {
        let is = is_required(new);
        if is_required(old) != is {
            let kind = ChangeKind::Required { property: None, is };
            self.add(new.place_of("required"), kind, Effect::widens(!is));
        }
    }
}

fn declared<'a>(levels: [&Node<'a>; 2], template: &str) -> IndexMap<Key, Node<'a>> {
    let lists = levels.into_iter().filter_map(|level| level.get("parameters"));
    let mut declared = IndexMap::new();
    for list in lists {
        for parameter in list.items().map(Node::resolved) {
            let (Some(location), Some(name)) = (parameter.str("in"), parameter.str("name")) else { continue };
            let name = match location {
                "path" => PathTemplate::new(template)
                    .placeholders()
                    .position(|placeholder| placeholder == name)
                    .map_or_else(|| name.to_owned(), |position| position.to_string()),
                "header" => name.to_ascii_lowercase(),
                _ => name.to_owned(),
            };
            // OpenAPI has these headers follow from the rest of the document.
            if location == "header" && matches!(name.as_str(), "accept" | "content-type" | "authorization") {
                continue;
            }
            declared.insert((location.to_owned(), name), parameter);
        }
    }
    declared
}

pub(crate) fn is_required(parameter: &Node<'_>) -> bool {
    parameter.flag("required") || parameter.str("in") == Some("path")
}

/// `schema`, for a value in the parameter's style, or `content`, for one of a media type.
fn described_by(parameter: &Node<'_>) -> Option<&'static str> {
    ["schema", "content"].into_iter().find(|keyword| parameter.get(keyword).is_some())
}

fn element(parameter: &Node<'_>, required: bool) -> Element {
    let [location, name] = ["in", "name"].map(|member| parameter.str(member).unwrap_or_default().to_owned());
    Element::Parameter { location, name, required }
}

fn style<'a>(parameter: &Node<'a>) -> &'a str {
    let implied = match parameter.str("in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    parameter.str("style").unwrap_or(implied)
}

fn explodes(parameter: &Node<'_>) -> bool {
    if parameter.get("explode").is_some() { parameter.flag("explode") } else { style(parameter) == "form" }
}
