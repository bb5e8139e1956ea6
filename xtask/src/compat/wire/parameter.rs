//! The parameters of an operation, those of its path included.

use indexmap::IndexMap;

use super::{Effect, Encoding, Finding, Node, Walk, Wire, operation::placeholders, shown};

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
                            let finding = Finding::new(
                                new.place_of("in"),
                                what(&old),
                                what(new),
                                Effect::Is(Wire::Breaking),
                            );
                            self.tell(finding.because("it is looked for in another part of the request"));
                        }
                        None => self.added(new),
                    }
                }
            }
        }
        for old in was.into_values() {
            let effect = if old.str("in") == Some("path") { Effect::Differs } else { Effect::Drops };
            self.tell(Finding::new(old.place.clone(), what(&old), "", effect));
        }
    }

    fn added(&mut self, new: &Node<'a>) {
        if is_required(new) {
            // A default doesn't help: who has to send it hasn't sent it so far.
            let what = format!("required {}", what(new));
            self.tell(Finding::new(new.place.clone(), "", what, Effect::Narrows));
        } else {
            self.tell(Finding::new(new.place.clone(), "", what(new), Effect::Adds));
        }
    }

    fn parameter(&mut self, old: &Node<'a>, new: &Node<'a>) {
        if self.same.holds(old, new) {
            return;
        }
        self.required(old, new, is_required);
        let types =
            [old, new].map(|parameter| parameter.child("schema").and_then(|schema| schema.str("type")));
        let has_parts =
            types.iter().any(|of| !matches!(of, Some("string" | "number" | "integer" | "boolean")));
        let styles = [style(old), style(new)];
        if styles[0] != styles[1] {
            let [was, is] = styles.map(|style| format!("style {style}"));
            self.tell(Finding::new(new.place_of("style"), was, is, Effect::Differs));
        } else if has_parts && explodes(old) != explodes(new) {
            let [was, is] = [old, new].map(|parameter| format!("explode {}", explodes(parameter)));
            self.tell(Finding::new(new.place_of("explode"), was, is, Effect::Differs));
        }
        for keyword in ["allowReserved", "allowEmptyValue"] {
            let [was, is] = [old, new].map(|parameter| parameter.flag(keyword));
            if was != is {
                let effect = if is { Effect::Widens } else { Effect::Narrows };
                let [was, is] = [was, is].map(|flag| format!("{keyword} {flag}"));
                self.tell(Finding::new(new.place_of(keyword), was, is, effect));
            }
        }
        if let [Some(was), Some(is)] = [old, new].map(described_by)
            && was != is
        {
            let finding = Finding::new(new.place_of(is), was, is, Effect::Differs);
            return self.tell(finding.because("it is written in another way, as JSON with its quotes"));
        }
        self.default_of_parameter(old, new);
        let side = self.scope.side;
        self.within(side, Encoding::Text, |walk| match (old.child("schema"), new.child("schema")) {
            // One value is an array of one, if an array's items are sent as separate parameters.
            (Some(was), Some(is))
                if old.str("in") == Some("query")
                    && style(new) == "form"
                    && explodes(new)
                    && has_parts
                    && types[0].is_some_and(|of| of != "array")
                    && types[1] == Some("array") =>
            {
                let place = is.place_of("type");
                walk.tell(Finding::new(
                    place,
                    format!("one {}", types[0].unwrap_or_default()),
                    "an array",
                    Effect::Widens,
                ));
                let items: Vec<_> = is.child("items").into_iter().collect();
                walk.schemas(vec![was], items);
            }
            (was, is) => walk.schemas(was.into_iter().collect(), is.into_iter().collect()),
        });
        self.contents(old, new);
    }

    /// A builder leaves out what isn't set: the default is what an existing caller gets. (A body's default is
    /// different: the generated types put it in themselves.)
    fn default_of_parameter(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let default =
            |parameter: &Node<'a>| parameter.child("schema").and_then(|schema| schema.get("default"));
        let (was, is) = (default(old), default(new));
        if is_required(new) || was.as_ref().map(|node| node.value) == is.as_ref().map(|node| node.value) {
            return;
        }
        let Some(place) = is.as_ref().or(was.as_ref()).map(|node| node.place.clone()) else { return };
        let text = |node: Option<Node<'_>>| {
            node.map_or_else(|| "no default".to_owned(), |node| format!("default {}", shown(node.value)))
        };
        let finding = Finding::new(place, text(was), text(is), Effect::Is(Wire::Breaking));
        self.tell(finding.because("a call that leaves it out means something else now"));
    }

    /// The flag `required` of a parameter, body or header.
    pub(crate) fn required(&mut self, old: &Node<'a>, new: &Node<'a>, is_required: fn(&Node<'_>) -> bool) {
        let [was, is] = [old, new].map(is_required);
        if was != is {
            let effect = if is { Effect::Narrows } else { Effect::Widens };
            let text = |flag| if flag { "required" } else { "optional" };
            self.tell(Finding::new(new.place_of("required"), text(was), text(is), effect));
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
                "path" => placeholders(template)
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

fn what(parameter: &Node<'_>) -> String {
    let (location, name) =
        (parameter.str("in").unwrap_or_default(), parameter.str("name").unwrap_or_default());
    format!("{location} parameter {name:?}")
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
