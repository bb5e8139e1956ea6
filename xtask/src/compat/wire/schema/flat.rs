//! A schema as what it comes to: the parts that a value must satisfy together.

use std::collections::BTreeSet;

use collibra_client_gen::document::{
    grammar::is_extension,
    json::Json,
    keyword::{Keyword, Role, Type},
};

use super::{Element, Node, Place};

/// Schemas that hold together: a schema, the members of its `allOf`, and theirs.
pub(crate) struct Flat<'a> {
    pub(crate) parts: Vec<Node<'a>>,
}

/// `oneOf` or `anyOf`.
pub(crate) struct Choice<'a> {
    pub(crate) keyword: &'static str,
    /// Of the keyword.
    pub(crate) node: Node<'a>,
    pub(crate) alternatives: Vec<Node<'a>>,
}

impl Choice<'_> {
    pub(crate) fn element(&self) -> Element {
        Element::Choice { keyword: self.keyword, alternatives: self.alternatives.len() }
    }
}

/// The keywords that offer alternatives.
const CHOICES: [&str; 2] = [Keyword::OneOf.name(), Keyword::AnyOf.name()];

/// An `allOf` nested deeper than this is contrived.
const MOST_PARTS: usize = 1_000;

impl<'a> Flat<'a> {
    pub(crate) fn of(parts: &[Node<'a>]) -> Self {
        let mut flat = Vec::new();
        let mut known = BTreeSet::new();
        let mut open: Vec<Node<'a>> = parts.iter().rev().cloned().collect();
        while let Some(part) = open.pop() {
            if flat.len() == MOST_PARTS || !known.insert(part.address()) {
                continue;
            }
            let members =
                |name: &str| part.get(name).map(|list| list.items().map(Node::resolved).collect::<Vec<_>>());
            let mut inner = members("allOf").unwrap_or_default();
            for choice in CHOICES {
                if let Some(mut only) = members(choice).filter(|alternatives| alternatives.len() == 1) {
                    inner.append(&mut only);
                }
            }
            open.extend(inner.into_iter().rev());
            flat.push(part);
        }
        Self { parts: flat }
    }

    /// The place of the schema.
    pub(crate) fn place(&self) -> Option<Place> {
        self.parts.first().map(|part| part.place.clone())
    }

    /// The values of a keyword, references followed.
    pub(crate) fn of_keyword(&self, keyword: &str) -> Vec<Node<'a>> {
        self.parts.iter().filter_map(|part| part.child(keyword)).collect()
    }

    pub(crate) fn of_keyword_as_is(&self, keyword: &str) -> Vec<Node<'a>> {
        self.parts.iter().filter_map(|part| part.get(keyword)).collect()
    }

    /// Where it says what distinguishes its alternatives; a single one needs nothing, nor does one of a base's subtypes.
    pub(crate) fn discriminators(&self) -> Vec<Node<'a>> {
        let needs_none = |part: &Node<'a>| {
            let mut choices = CHOICES.into_iter().filter_map(|keyword| part.get(keyword)).peekable();
            if choices.peek().is_some() {
                return choices.any(|choice| choice.items().count() == 1);
            }
            let is_here = |subtype: &Node<'a>| {
                subtype.address() != part.address()
                    && self.parts.iter().any(|part| part.address() == subtype.address())
            };
            self.parts.len() > 1 && subtypes(part).iter().any(is_here)
        };
        let parts = self.parts.iter().filter(|part| part.get("discriminator").is_some());
        parts.filter(|part| !needs_none(part)).filter_map(|part| part.get("discriminator")).collect()
    }

    /// Whether any part sets this flag.
    pub(crate) fn flag(&self, keyword: &str) -> bool {
        self.parts.iter().any(|part| part.flag(keyword))
    }

    pub(crate) fn choices(&self) -> Vec<Choice<'a>> {
        let mut choices = Vec::new();
        for part in &self.parts {
            for keyword in CHOICES {
                let Some(node) = part.get(keyword) else { continue };
                let alternatives: Vec<Node<'a>> = node.items().map(Node::resolved).collect();
                if alternatives.len() > 1 {
                    choices.push(Choice { keyword, node, alternatives });
                }
            }
        }
        choices
    }

    /// Whether it is a choice, and says nothing that its alternatives wouldn't say.
    pub(crate) fn is_bare_choice(&self) -> bool {
        let also = [Keyword::Nullable, Keyword::Discriminator, Keyword::Type];
        let silent =
            self.keywords().all(|keyword| keyword.role() != Role::Asserts || also.contains(&keyword));
        silent && self.choices().len() == 1
    }

    /// Whether it allows every value.
    pub(crate) fn is_anything(&self) -> bool {
        self.keywords().all(|keyword| keyword.role() != Role::Asserts)
            && self.choices().is_empty()
            && !self.is_opaque()
    }

    /// Whether it has more parts than are looked at.
    pub(crate) fn is_truncated(&self) -> bool {
        self.parts.len() == MOST_PARTS
    }

    /// Whether it can't be read, such as a reference that leads nowhere.
    pub(crate) fn is_opaque(&self) -> bool {
        self.is_truncated()
            || self.parts.iter().any(|part| part.reference().is_some() || part.value.as_object().is_none())
    }

    /// The types that are allowed, `null` aside; nothing if that isn't said. A schema that describes members or
    /// items is taken for an object's or array's, as its author meant it.
    pub(crate) fn types(&self) -> Option<BTreeSet<&'a str>> {
        let said = self.parts.iter().filter_map(|part| part.get("type")).map(|node| {
            let list = node.value.as_array().unwrap_or(std::slice::from_ref(node.value));
            list.iter().filter_map(Json::as_str).filter(|name| *name != "null").collect::<BTreeSet<_>>()
        });
        let said = said.reduce(|all, one| {
            // An integer is a number.
            all.iter().chain(&one).copied().filter(|name| has(&all, name) && has(&one, name)).collect()
        });
        said.or_else(|| self.implied_types())
    }

    fn implied_types(&self) -> Option<BTreeSet<&'a str>> {
        let implied: BTreeSet<Type> = match self.values() {
            Some(values) if !values.is_empty() => values.into_iter().filter_map(Type::of).collect(),
            _ => {
                let implies = |of: &Type| self.keywords().any(|keyword| keyword.implies() == Some(*of));
                [Type::Object, Type::Array].into_iter().find(implies).into_iter().collect()
            }
        };
        (!implied.is_empty()).then(|| implied.into_iter().map(Type::name).collect())
    }

    /// The keywords of all parts.
    fn keywords(&self) -> impl Iterator<Item = Keyword> {
        self.parts.iter().flat_map(Node::members).filter_map(|(name, _)| Keyword::from_name(name))
    }

    pub(crate) fn is_array(&self) -> bool {
        self.types().is_some_and(|types| types.contains("array"))
    }

    /// Whether `null` is allowed as far as `nullable` says.
    pub(crate) fn is_nullable(&self) -> bool {
        let by_type = |part: &Node<'a>| {
            part.get("type")
                .and_then(|of| of.value.as_array())
                .is_some_and(|list| list.contains(&Json::from("null")))
        };
        let says = |part: &Node<'a>| part.flag("nullable") || by_type(part);
        let typed: Vec<&Node<'a>> = self.parts.iter().filter(|part| part.get("type").is_some()).collect();
        // A part that gives a type without `nullable` refuses null, whatever the others say; yet
        // `nullable` beside a reference's `allOf` is how many authors say that null is meant.
        self.parts.first().is_some_and(says) || !typed.is_empty() && typed.iter().all(|part| says(part))
    }

    /// The values of `enum` and `const`, `null` aside.
    pub(crate) fn values(&self) -> Option<Vec<&'a Json>> {
        let lists = self.parts.iter().flat_map(|part| {
            let list =
                part.get("enum").and_then(|list| list.value.as_array()).map(|list| list.iter().collect());
            let only = part.get("const").map(|only| vec![only.value]);
            list.into_iter().chain(only)
        });
        let all: Option<Vec<&'a Json>> = lists
            .reduce(|all: Vec<&'a Json>, one| all.into_iter().filter(|value| one.contains(value)).collect());
        all.map(|values| values.into_iter().filter(|value| **value != Json::Null).collect())
    }

    pub(crate) fn required(&self) -> Vec<(&'a str, Node<'a>)> {
        let lists = self.parts.iter().filter_map(|part| part.get("required"));
        let mut names = Vec::new();
        for list in lists {
            let items: Vec<_> = list.items().filter_map(|item| Some((item.value.as_str()?, item))).collect();
            names.extend(items);
        }
        names
    }

    /// The properties' names in the order of the document, each once.
    pub(crate) fn property_names(&self) -> Vec<&'a str> {
        let mut known = BTreeSet::new();
        let lists: Vec<Node<'a>> = self.parts.iter().filter_map(|part| part.get("properties")).collect();
        lists
            .iter()
            .flat_map(Node::members)
            .map(|(name, _)| name)
            .filter(|name| known.insert(*name))
            .collect()
    }

    /// What is said of a property, by all parts.
    pub(crate) fn property(&self, name: &str) -> Vec<Node<'a>> {
        let lists = self.parts.iter().filter_map(|part| part.get("properties"));
        lists.filter_map(|list| list.child(name)).collect()
    }

    /// Keywords that OpenAPI 3.0 doesn't have.
    pub(crate) fn unknown_keywords(&self) -> impl Iterator<Item = &'a str> {
        let names: BTreeSet<&'a str> =
            self.parts.iter().flat_map(Node::members).map(|(name, _)| name).collect();
        names.into_iter().filter(|name| Keyword::from_name(name).is_none() && !is_extension(name))
    }
}

/// The subtypes of a base: those that its mapping names, and those that say so themselves.
fn subtypes<'a>(base: &Node<'a>) -> Vec<Node<'a>> {
    let mapping = base.get("discriminator").and_then(|of| of.get("mapping"));
    let targets: Vec<Node<'a>> = mapping.iter().flat_map(Node::members).map(|(_, target)| target).collect();
    let mapped = targets.iter().filter_map(|target| target.mapped_schema(target.value.as_str()?));
    mapped.chain(base.subtypes()).collect()
}

/// Whether the types allow this one: an integer is a number.
pub(crate) fn has(types: &BTreeSet<&str>, name: &str) -> bool {
    types.contains(name) || name == "integer" && types.contains("number")
}
