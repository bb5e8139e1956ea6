//! A document that is compared: places in it, and where its references lead.
//!
//! Nothing is taken for granted: whatever a document lacks or misspells is absent, not an error, so that an odd
//! document still gets a report.

use std::collections::{BTreeMap, HashMap, HashSet};

use collibra_client_gen::document::{
    json::Json,
    operation,
    pointer::Pointer,
    reference::{self, component_around, lead, reference, references},
};

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Version {
    Old,
    New,
}

/// A place in one of the documents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) pointer: Pointer,
    pub(crate) version: Version,
}

impl Place {
    /// The property that it is in, if it is in one: the innermost.
    pub(crate) fn property(&self) -> Option<String> {
        let tokens: Vec<_> = self.pointer.tokens().collect();
        let names = tokens.windows(2).rev().filter(|pair| pair[0] == "properties");
        names.map(|pair| pair[1].to_string()).next()
    }
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Json,
    pub(crate) place: Place,
    root: &'a Json,
}

impl<'a> Node<'a> {
    pub(crate) fn root(version: Version, document: &'a Json) -> Self {
        Self { value: document, place: Place { pointer: Pointer::default(), version }, root: document }
    }

    /// The member of this name, a reference or not.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        self.value.get(name).map(|value| self.at(name, value))
    }

    /// The member of this name, and what it refers to if it is a reference.
    pub(crate) fn child(&self, name: &str) -> Option<Self> {
        self.get(name).map(Self::resolved)
    }

    /// The members, references or not.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a, '_> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.as_str(), self.at(name, value)))
    }

    /// The items, references or not.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> + use<'a, '_> {
        let items = self.value.as_array().unwrap_or_default().iter();
        items.enumerate().map(|(index, value)| self.at(&index.to_string(), value))
    }

    /// What this refers to, if it is a reference into its document that leads somewhere; itself otherwise.
    pub(crate) fn resolved(self) -> Self {
        match reference::steps(self.root, self.value).last() {
            Some(target) => self.elsewhere(target),
            None => self,
        }
    }

    /// The text of its `$ref`. In OpenAPI 3.0 the members beside it don't count.
    pub(crate) fn reference(&self) -> Option<&'a str> {
        reference(self.value)
    }

    /// The schema of its document that a discriminator's mapping names: by a reference or by a
    /// component's name.
    pub(crate) fn mapped_schema(&self, name: &str) -> Option<Self> {
        Some(self.elsewhere(lead(self.root, name)?).resolved())
    }

    /// Where a reference or a mapping of its document leads.
    pub(crate) fn target(&self, name: &str) -> Option<Pointer> {
        lead(self.root, name).map(|target| target.pointer)
    }

    /// The name that its place has among the document's schemas, if it is one of these.
    pub(crate) fn component_name(&self) -> Option<String> {
        reference::component_name(&self.place.pointer, "schemas")
    }

    /// The components that a value of its document refers to.
    pub(crate) fn components_in(&self, value: &Json) -> Vec<Pointer> {
        references(value).filter_map(|to| component_around(&lead(self.root, to)?.pointer)).collect()
    }

    /// The components that a component of its document leads to: those that it refers to, and its subtypes.
    pub(crate) fn components_of(&self, component: &Pointer) -> Vec<Pointer> {
        let Some(value) = self.root.at(component) else { return Vec::new() };
        let mut components = self.components_in(value);
        if is_base(value) {
            let target = reference::Target { pointer: component.clone(), value };
            components.extend(self.elsewhere(target).subtypes().into_iter().map(|node| node.place.pointer));
        }
        components
    }

    /// The components that extend this one by `allOf`, at any remove, if its discriminator says which of them a value is
    /// (OpenAPI 3.0.3, section 4.7.25). Nothing has to refer to them.
    pub(crate) fn subtypes(&self) -> Vec<Self> {
        if !is_base(self.value) || self.component_name().is_none() {
            return Vec::new();
        }
        let found = Extensions::of(self.root).below(&self.place.pointer);
        let nodes = found.into_keys().filter_map(|name| {
            let pointer = reference::component("schemas", name);
            Some(self.elsewhere(reference::Target { value: self.root.at(&pointer)?, pointer }))
        });
        nodes.collect()
    }

    /// Each operation of its document, with its name.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (String, Self)> {
        operation::operations(self.root).filter_map(|(template, method, pointer)| {
            let operation = self.elsewhere(reference::Target { value: self.root.at(&pointer)?, pointer });
            Some((operation.operation_name(method, template), operation))
        })
    }

    /// The name of an operation: its `operationId`, or its method and path.
    pub(crate) fn operation_name(&self, method: &str, template: &str) -> String {
        match self.str("operationId") {
            Some(id) => id.to_owned(),
            None => format!("{} {template}", method.to_ascii_uppercase()),
        }
    }

    pub(crate) fn str(&self, name: &str) -> Option<&'a str> {
        self.value.get(name)?.as_str()
    }

    /// Whether the member of this name is `true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value.get(name) == Some(&Json::Bool(true))
    }

    /// The place of its member of this name, whether there is one or not.
    pub(crate) fn place_of(&self, name: &str) -> Place {
        Place { pointer: self.place.pointer.child(name), version: self.place.version }
    }

    /// The same value has the same address, for as long as the documents live.
    pub(crate) fn address(&self) -> usize {
        std::ptr::from_ref(self.value).addr()
    }

    fn at(&self, name: &str, value: &'a Json) -> Self {
        Self { value, place: self.place_of(name), root: self.root }
    }

    /// Another place in its document.
    fn elsewhere(&self, target: reference::Target<'a>) -> Self {
        let place = Place { pointer: target.pointer, version: self.place.version };
        Self { value: target.value, place, root: self.root }
    }
}

/// Whether a discriminator distinguishes the subtypes of this schema, and not the alternatives of a choice.
fn is_base(schema: &Json) -> bool {
    let has = |keyword| schema.get(keyword).is_some();
    has("discriminator") && !has("oneOf") && !has("anyOf")
}

/// The component schemas of a document that extend another by `allOf`, by the other's pointer.
struct Extensions<'a>(HashMap<Pointer, Vec<(&'a str, Pointer)>>);

impl<'a> Extensions<'a> {
    fn of(root: &'a Json) -> Self {
        let mut extensions: HashMap<Pointer, Vec<(&'a str, Pointer)>> = HashMap::new();
        let schemas = root.get("components").and_then(|components| components.get("schemas"));
        for (name, schema) in schemas.and_then(Json::as_object).into_iter().flatten() {
            for base in schema.items("allOf").filter_map(reference) {
                if let Some(base) = lead(root, base) {
                    let own = reference::component("schemas", name);
                    extensions.entry(base.pointer).or_default().push((name, own));
                }
            }
        }
        Self(extensions)
    }

    /// The names of those that extend a component, or extend one that does.
    fn below(&self, base: &Pointer) -> BTreeMap<&'a str, Pointer> {
        let mut found = BTreeMap::new();
        let mut open = vec![base.clone()];
        while let Some(base) = open.pop() {
            for (name, own) in self.0.get(&base).into_iter().flatten() {
                if found.insert(*name, own.clone()).is_none() {
                    open.push(own.clone());
                }
            }
        }
        found
    }
}

/// Which values say the same in both documents, with all that they refer to.
///
/// It is the shortcut past everything that didn't change: only what is left needs to be compared.
pub(crate) struct Sameness<'a> {
    changed: HashSet<&'a str>,
    /// The addresses of those that are bases: nothing in a base refers to its subtypes.
    bases: HashSet<usize>,
}

impl<'a> Sameness<'a> {
    pub(crate) fn of(old: &'a Json, new: &'a Json) -> Self {
        let mut within = HashMap::new();
        let extensions = [old, new].map(Extensions::of);
        let mut open: Vec<&'a str> = references(old).chain(references(new)).collect();
        while let Some(reference) = open.pop() {
            within.entry(reference).or_insert_with(|| {
                let targets = [old, new].map(|root| lead(root, reference));
                let [was, is] = targets.each_ref().map(|target| target.as_ref().map(|target| target.value));
                let mut inner: Vec<&'a str> = [was, is].into_iter().flatten().flat_map(references).collect();
                for (target, extensions) in targets.iter().zip(&extensions) {
                    let base = target.as_ref().filter(|target| is_base(target.value));
                    inner.extend(base.iter().flat_map(|base| extensions.below(&base.pointer).into_keys()));
                }
                open.extend(&inner);
                (was == is, inner)
            });
        }
        let mut users: HashMap<&str, Vec<&'a str>> = HashMap::new();
        for (user, (_, inner)) in &within {
            inner.iter().for_each(|used| users.entry(used).or_default().push(user));
        }
        // What refers to something that changed has changed.
        let mut open: Vec<&'a str> =
            within.iter().filter(|(_, (equal, _))| !equal).map(|(reference, _)| *reference).collect();
        let mut changed = HashSet::new();
        while let Some(reference) = open.pop() {
            if changed.insert(reference) {
                open.extend(users.get(reference).into_iter().flatten());
            }
        }
        let targets = |reference: &&'a str| [old, new].map(|root| lead(root, reference));
        let bases = changed.iter().flat_map(targets).flatten().filter(|target| is_base(target.value));
        let bases = bases.map(|base| std::ptr::from_ref(base.value).addr()).collect();
        Self { changed, bases }
    }

    pub(crate) fn holds(&self, old: &Node<'_>, new: &Node<'_>) -> bool {
        old.value == new.value
            && (self.changed.is_empty()
                || !self.bases.contains(&old.address())
                    && !references(old.value).any(|reference| self.changed.contains(reference)))
    }
}
