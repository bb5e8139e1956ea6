//! OpenAPI's schemas as JSON Schema (draft 2020-12), as they count for one who sends or reads a value.
//!
//! What isn't understood, such as a reference that leads nowhere, is a gap: nothing is concluded from a translation
//! with one.

mod discriminator;

use std::collections::{BTreeSet, HashMap};

use collibra_client_gen::document::{
    grammar::is_extension,
    json::Json,
    keyword::{Keyword, Shape},
    pointer::Pointer,
};
use serde_json::{Map, Value, json};

use super::{
    Scope, WITHIN,
    keyword::{format, implied, plain},
    parts::{MOST_SCHEMAS, Names, has_flag},
};
use crate::compat::{change::Side, node::Node};

/// Which values a schema stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Those that are understood.
    Reader,
    /// Those that a client understands, which is less strict.
    Client,
    /// Those that may be sent, with any property that isn't forbidden.
    Sender,
    /// Those with described properties alone. What describes none, such as a map, may have any.
    Described,
    /// Those with described properties alone, whatever is a map.
    Named,
}

/// A translated schema.
#[derive(Debug)]
pub(super) struct Translation {
    pub(super) schema: Value,
    /// Where the schemas are that it is made of.
    pub(super) places: BTreeSet<Pointer>,
    /// Whether there is something that isn't understood: nothing may be concluded.
    pub(super) gap: bool,
    /// Keywords that OpenAPI doesn't have, with their values: what is the same in both does no harm.
    pub(super) unknown: BTreeSet<String>,
}

/// Schemas nested deeper than this are left to a person.
const MOST_DEPTH: usize = 60;

/// The steps to what is looked at on its own.
pub(super) type Apart = BTreeSet<String>;

/// Translates a schema; without one, anything goes. What is under `apart` may be anything.
pub(super) fn translate(schema: Option<&Node<'_>>, scope: Scope, role: Role, apart: &Apart) -> Translation {
    let mut to = Translator {
        scope,
        role,
        apart,
        names: HashMap::new(),
        definitions: Map::new(),
        places: BTreeSet::new(),
        above: Vec::new(),
        depth: 0,
        schemas: 0,
        gap: false,
        unknown: BTreeSet::new(),
    };
    let mut whole = |role| {
        to.role = role;
        let schema = schema.map(std::slice::from_ref);
        schema.map_or(true.into(), |schema| to.location(schema, &Names::default(), &BTreeSet::new()))
    };
    // Whatever is described, it must be allowed first.
    let mut schema = match role {
        Role::Described | Role::Named => json!({ "allOf": [whole(Role::Sender), whole(role)] }),
        _ => whole(role),
    };
    if !to.definitions.is_empty()
        && let Value::Object(members) = &mut schema
    {
        members.insert("$defs".to_owned(), to.definitions.into());
    }
    Translation { schema, places: to.places, gap: to.gap, unknown: to.unknown }
}

struct Translator<'s> {
    scope: Scope,
    role: Role,
    apart: &'s Apart,
    /// Of the schemas that are referred to, by their addresses.
    names: HashMap<(usize, Role), String>,
    definitions: Map<String, Value>,
    places: BTreeSet<Pointer>,
    /// The schemas of the same value that this one is in.
    above: Vec<usize>,
    depth: usize,
    schemas: usize,
    gap: bool,
    unknown: BTreeSet<String>,
}

/// What is known of the value that a schema is about, whatever part of it says so.
struct Around<'n, 'a> {
    parts: &'n [Node<'a>],
    outer: &'n Names,
    /// Properties that aren't sent on this side.
    kept_back: BTreeSet<String>,
    /// Whether it is the whole value.
    is_top: bool,
}

impl Translator<'_> {
    /// A value's schema, in parts; `outer` and `kept_back` are what is said of the same value around it.
    fn location(&mut self, parts: &[Node<'_>], outer: &Names, kept_back: &BTreeSet<String>) -> Value {
        if self.gap {
            return true.into();
        }
        let mut kept_back = kept_back.clone();
        let flag = if self.scope.side == Side::Request { "readOnly" } else { "writeOnly" };
        for part in parts.iter().flat_map(|part| super::parts::parts(part, &["allOf"], None)) {
            let properties = part.get("properties");
            let flagged =
                properties.iter().flat_map(Node::members).filter(|(_, property)| has_flag(property, flag));
            kept_back.extend(flagged.map(|(name, _)| name.to_owned()));
        }
        let around = Around { parts, outer, kept_back, is_top: self.depth == 0 };
        let mut all: Vec<Value> = parts.iter().map(|part| self.schema(part, &around)).collect();
        if matches!(self.role, Role::Described | Role::Named) {
            let mut names = outer.clone();
            let choices: Vec<bool> = parts.iter().map(|part| names.add(part, None)).collect();
            let has_choice = choices.contains(&true);
            let is_map = names.names.is_empty() && self.role == Role::Described;
            if !has_choice && !names.any && !is_map {
                let names = names.names.into_iter().map(|name| (name, true.into()));
                all.push(json!({ "properties": Map::from_iter(names), "additionalProperties": false }));
            }
        }
        if all.len() == 1 { all.swap_remove(0) } else { json!({ "allOf": all }) }
    }

    /// A schema of another value: a property's or an item's.
    fn child(&mut self, node: &Node<'_>, step: &str, around: &Around<'_, '_>) -> Value {
        let schema = node.clone().resolved();
        if around.is_top && self.apart.contains(step) {
            return true.into();
        }
        let none = (Names::default(), BTreeSet::new());
        if node.reference().is_none() {
            let above = std::mem::take(&mut self.above);
            let translated = self.location(&[schema], &none.0, &none.1);
            self.above = above;
            return translated;
        }
        let key = (schema.address(), self.role);
        let name = match self.names.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.names.len().to_string();
                self.names.insert(key, name.clone());
                let above = std::mem::take(&mut self.above);
                let translated = self.location(&[schema], &none.0, &none.1);
                self.above = above;
                self.definitions.insert(name.clone(), translated);
                name
            }
        };
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// Another schema of the same value.
    fn schema(&mut self, node: &Node<'_>, around: &Around<'_, '_>) -> Value {
        let node = node.clone().resolved();
        self.places.insert(node.place.pointer.clone());
        self.schemas += 1;
        let is_too_much = self.gap || self.depth > MOST_DEPTH || self.schemas > MOST_SCHEMAS;
        let Some(members) = node.value.as_object().filter(|_| !is_too_much && node.reference().is_none())
        else {
            self.gap = true;
            return true.into();
        };
        self.depth += 1;
        self.above.push(node.address());
        let mut schema = Map::new();
        let mut also = Vec::new();
        for (name, value) in node.members() {
            match Keyword::from_name(name) {
                Some(keyword) => self.keyword(keyword, &node, &value, around, &mut schema, &mut also),
                None if is_extension(name) => {}
                None => drop(self.unknown.insert(format!("{name} {}", value.value))),
            }
        }
        let reads_text = self.scope.text && self.reads();
        if let (None, Some(of)) = (node.get("type"), implied(members, reads_text)) {
            schema.insert("type".to_owned(), self.types(&node, &of.name().into()).unwrap_or_default());
        }
        self.discriminated(&node, around, &mut schema, &mut also);
        self.above.pop();
        self.depth -= 1;
        if !also.is_empty() {
            let own = std::mem::take(&mut schema);
            also.insert(0, own.into());
            schema.insert("allOf".to_owned(), also.into());
        }
        let is_composed = ["allOf", "oneOf", "anyOf"].iter().any(|name| node.get(name).is_some());
        if node.flag("nullable") && node.get("type").is_none() && is_composed && !self.scope.text {
            // How many authors say that null is meant, though strictly it says nothing.
            return json!({ "anyOf": [{ "type": "null" }, schema] });
        }
        schema.into()
    }

    fn keyword(
        &mut self,
        keyword: Keyword,
        node: &Node<'_>,
        value: &Node<'_>,
        around: &Around<'_, '_>,
        schema: &mut Map<String, Value>,
        also: &mut Vec<Value>,
    ) {
        use Keyword::*;
        let fits = keyword.shape().fits(value.value);
        let mut set = |name: &str, value: Value| drop(schema.insert(name.to_owned(), value));
        match keyword {
            Type => match self.types(node, value.value) {
                Some(types) => set("type", types),
                None => self.gap = true,
            },
            // With the keyword that they say more about; and what is for people, or for programs.
            Nullable | Discriminator | ReadOnly | WriteOnly | Default | Xml => {}
            Title | Description | Deprecated | Example | Examples | ExternalDocs | Ref => {}
            ExclusiveMinimum | ExclusiveMaximum => {
                // As later versions of JSON Schema write it.
                match (value.value, plain(value.value)) {
                    (Json::Bool(_), _) => {}
                    (Json::Number(_), Some(bound)) => set(keyword.name(), bound),
                    _ => self.gap = true,
                }
            }
            _ if !fits => self.gap = true,
            Pattern if self.is_lenient() => {}
            Const | Enum | Pattern | MinLength | MaxLength | Minimum | Maximum | MultipleOf | MinItems
            | MaxItems | UniqueItems | MinProperties | MaxProperties => match plain(value.value) {
                Some(bound) => match keyword {
                    Minimum if node.flag("exclusiveMinimum") => set("exclusiveMinimum", bound),
                    Maximum if node.flag("exclusiveMaximum") => set("exclusiveMaximum", bound),
                    _ => set(keyword.name(), bound),
                },
                None => self.gap = true,
            },
            Format => also.extend(format(value.value.as_str().unwrap_or_default())),
            Required => {
                let names = value.items().filter_map(|item| item.value.as_str());
                let sent: BTreeSet<&str> = names.filter(|name| !around.kept_back.contains(*name)).collect();
                set("required", json!(sent));
            }
            Items => set("items", self.child(value, WITHIN, around)),
            Properties => {
                let each = value.members().map(|(name, property)| {
                    let schema = if around.kept_back.contains(name) {
                        // Who reads it may ignore it.
                        self.reads().into()
                    } else {
                        self.child(&property, name, around)
                    };
                    (name.to_owned(), schema)
                });
                set("properties", Map::from_iter(each).into());
            }
            AdditionalProperties => match value.value {
                Json::Bool(allowed) => set("additionalProperties", (*allowed).into()),
                _ => set("additionalProperties", self.child(value, WITHIN, around)),
            },
            AllOf => also.extend(value.items().map(|part| self.schema(&part, around))),
            Not => {
                // What is under it isn't sent: only what it says counts.
                let role = std::mem::replace(&mut self.role, Role::Sender);
                set("not", self.location(&[value.clone().resolved()], around.outer, &around.kept_back));
                self.role = role;
            }
            OneOf | AnyOf => {
                if node.get("discriminator").is_none() || value.items().count() == 1 {
                    let each: Vec<Value> =
                        value.items().map(|one| self.alternative(&one, value, around)).collect();
                    set(
                        if keyword == OneOf && self.is_exact(value.value) { "oneOf" } else { "anyOf" },
                        each.into(),
                    );
                }
            }
        }
    }

    fn alternative(&mut self, one: &Node<'_>, choice: &Node<'_>, around: &Around<'_, '_>) -> Value {
        let mut outer = around.outer.clone();
        if choice.items().count() > MOST_SCHEMAS / 10 {
            self.gap = true;
        } else if matches!(self.role, Role::Described | Role::Named) {
            for part in around.parts {
                outer.add(part, Some(choice.address()));
            }
        }
        self.location(&[one.clone().resolved()], &outer, &around.kept_back)
    }

    /// Whether a text looks as promised neither our client nor most others check.
    fn is_lenient(&self) -> bool {
        self.scope.side == Side::Response && self.role == Role::Client
    }

    /// Whether a value may match one alternative alone: where they say less here than in the document, they overlap.
    fn is_exact(&self, alternatives: &Json) -> bool {
        match self.role {
            Role::Sender => true,
            Role::Described | Role::Named => false,
            Role::Client if self.is_lenient() && alternatives.to_string().contains("\"pattern\"") => false,
            Role::Reader | Role::Client => !self.scope.text,
        }
    }

    fn reads(&self) -> bool {
        matches!(self.role, Role::Reader | Role::Client)
    }

    fn types(&self, node: &Node<'_>, value: &Json) -> Option<Value> {
        let named: Vec<&str> = match value {
            Json::Array(items) => items.iter().map(Json::as_str).collect::<Option<_>>()?,
            one => vec![one.as_str()?],
        };
        let known = |name: &&str| *name == "null" || Shape::Type.fits(&Json::from(*name));
        if !named.iter().all(known) {
            return None;
        }
        let mut types: BTreeSet<&str> = named.into_iter().collect();
        if node.flag("nullable") {
            types.insert("null");
        }
        if self.scope.text {
            // As text, null is nothing; and whatever is no list is a string too.
            types.remove("null");
            let says = |keyword: &Keyword| node.get(keyword.name()).is_some();
            let limits = [Keyword::Pattern, Keyword::MinLength, Keyword::MaxLength, Keyword::Enum];
            if self.reads() && types.contains("string") && !limits.iter().any(says) && !says(&Keyword::Format)
            {
                types.extend(["boolean", "integer", "number"]);
            }
        }
        Some(json!(types))
    }
}
