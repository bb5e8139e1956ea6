//! What a search can leave out of a document, from the whole of it down to single schemas. It doesn't search.

use std::collections::BTreeSet;

use super::{Decisions, leads_to_secret, reached, values};
use crate::document::{
    grammar::{Holds, Kind},
    json::Json,
    operation,
    pointer::Pointer,
    reference::component_around,
    v31,
    walk::sites,
};

/// The parts of a document that [`Decisions::hold`] takes, each as its entry. A schema with a secret in it isn't one,
/// since any JSON value would show the secret; nor is a branch of an `allOf`, since its members would be lost and not be
/// any JSON value.
///
/// ```
/// use collibra_client_gen::{Decisions, Parts};
///
/// let document = r##"{ "paths": { "/logo": { "get": { "operationId": "getLogo" }, "put": {} } }, "components": {
///     "schemas": { "Logo": { "properties": { "size": { "type": "integer" } } } } } }"##;
/// let parts = Parts::new("logos.json", document, &Decisions::default()).unwrap();
/// assert_eq!(parts.operations(), ["getLogo", "PUT /logo"]);
/// assert_eq!(parts.schemas(), [vec!["#/components/schemas/Logo"], vec![]]);
/// assert_eq!(parts.within("#/components/schemas/Logo"), ["#/components/schemas/Logo/properties/size"]);
/// ```
#[derive(Clone, Debug)]
pub struct Parts {
    document: Json,
    has_secrets: bool,
}

impl Parts {
    /// Those of the text of a document, as it is after these decisions. Nothing if it isn't JSON, or if the decisions
    /// can't be followed. `name` is how messages call the document.
    #[must_use]
    pub fn new(name: &str, document: &str, decisions: &Decisions) -> Option<Self> {
        let mut said = v31::in_words_of_3_0(Json::parse(document).ok()?);
        decisions.apply(name, &mut said).ok()?;
        let has_secrets = values(&said.document).any(super::is_secret);
        Some(Self { document: said.document, has_secrets })
    }

    /// The operations, each by its `operationId`, or by method and path.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        operation::operations(&self.document).map(|(_, _, at)| self.operation(&at)).collect()
    }

    /// The outermost schemas, those of components first: the ones that no parameter is made of, and then the others. Any
    /// JSON value is rarely what a parameter can be.
    #[must_use]
    pub fn schemas(&self) -> [Vec<String>; 2] {
        let parameters = sites(&self.document, Holds::DOCUMENT).filter(|site| site.kind == Kind::Parameter);
        let parameters: Vec<Pointer> = parameters.map(|site| site.pointer).collect();
        let reached = reached(&self.document, parameters.iter().filter_map(|at| self.document.at(at)));
        let is_of_parameter = |at: &Pointer| {
            let mut around = std::iter::successors(Some(at.clone()), Pointer::parent);
            around.any(|at| reached.contains(&at) || Holds::at(&at) == Some(Holds::One(Kind::Parameter)))
        };
        let all = self.outermost(&Pointer::default(), Holds::DOCUMENT);
        let is_component = |at: &&Pointer| at.tokens().next().is_some_and(|first| first == "components");
        let (components, others): (Vec<_>, Vec<_>) = all.iter().partition(is_component);
        let (of_parameters, rest): (Vec<_>, Vec<_>) =
            components.into_iter().chain(others).partition(|at| is_of_parameter(at));
        [rest, of_parameters].map(|list| list.into_iter().map(entry).collect())
    }

    /// The outermost schemas within one.
    #[must_use]
    pub fn within(&self, schema: &str) -> Vec<String> {
        let is_schema = |at: &Pointer| Holds::at(at) == Some(Holds::One(Kind::Schema));
        let at = super::pointer(schema).filter(is_schema);
        let found = at.map(|at| self.outermost(&at, Holds::One(Kind::Schema)));
        found.iter().flatten().map(entry).collect()
    }

    /// The innermost part at a place or around it that isn't among these: a schema, or else an operation or a path. For a
    /// place in another component, such as a parameter, the operations that use it.
    #[must_use]
    pub fn around(&self, at: &Pointer, but: &BTreeSet<String>) -> Vec<String> {
        let mut around = std::iter::successors(Some(at.clone()), Pointer::parent);
        let innermost = around.find_map(|at| {
            let entry = match Holds::at(&at)? {
                Holds::One(Kind::Schema) if self.can_be_held(&at) => entry(&at),
                Holds::One(Kind::Operation) if self.document.at(&at).is_some() => self.operation(&at),
                Holds::One(Kind::PathItem) if self.document.at(&at).is_some() => entry(&at),
                _ => return None,
            };
            (!but.contains(&entry)).then_some(entry)
        });
        let users = |component: &Pointer| -> Vec<String> {
            let uses = |operation: &Pointer| {
                let shared = operation.parent().map(|path| path.child("parameters"));
                let of_path = shared.and_then(|at| self.document.at(&at));
                let whole = self.document.at(operation).into_iter().chain(of_path);
                reached(&self.document, whole).contains(component)
            };
            let all = operation::operations(&self.document).map(|(_, _, at)| at);
            let entries = all.filter(uses).map(|at| self.operation(&at));
            entries.filter(|entry| !but.contains(entry)).collect()
        };
        match innermost {
            Some(entry) => vec![entry],
            None => component_around(at).map(|component| users(&component)).unwrap_or_default(),
        }
    }

    /// The schemas in a value of this kind that aren't in another of them, without the value itself.
    fn outermost(&self, at: &Pointer, holds: Holds) -> Vec<Pointer> {
        let mut found: Vec<Pointer> = Vec::new();
        let Some(value) = self.document.at(at) else { return found };
        for site in sites(value, holds).filter(|site| site.kind == Kind::Schema) {
            let place = at.join(&site.pointer);
            // In the order of the document, so that only the last found can be around it.
            let is_inside = found.last().is_some_and(|outer| place.below(outer).is_some());
            if place != *at && !is_inside && self.can_be_held(&place) {
                found.push(place);
            }
        }
        found
    }

    /// The entry of an operation: `operationId`, unless that finds another.
    fn operation(&self, at: &Pointer) -> String {
        let id = self.document.at(at).and_then(|operation| operation["operationId"].as_str());
        let id = id.filter(|id| super::find(&self.document, id).as_ref() == Some(at));
        id.map_or_else(|| super::what(at), str::to_owned)
    }

    fn can_be_held(&self, at: &Pointer) -> bool {
        let within = |keyword: &str, holds: Holds, place: Option<Pointer>| {
            place.is_some_and(|place| {
                place.last().is_some_and(|last| last == keyword) && Holds::at(&place) == Some(holds)
            })
        };
        let is_property =
            at.parent().is_some_and(|above| Holds::at(&above) == Some(Holds::Map(Kind::Schema)));
        let is_negated = !is_property && within("not", Holds::One(Kind::Schema), Some(at.clone()));
        Holds::at(at) == Some(Holds::One(Kind::Schema))
            && self.document.at(at).is_some()
            && !is_negated
            && !within("allOf", Holds::List(Kind::Schema), at.parent())
            && !(self.has_secrets && leads_to_secret(&self.document, at))
    }
}

fn entry(at: &Pointer) -> String {
    format!("#{}", at.as_str())
}
