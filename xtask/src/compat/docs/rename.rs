//! What has another name in the new document, and is the same otherwise or nearly so: paths whose parameters are called
//! otherwise, and components.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use collibra_client_gen::document::{
    json::Json,
    pointer::Pointer,
    reference::{component_around, lead},
    template::PathTemplate,
};

use super::difference::{Difference, differences};
use crate::compat::node::Node;

/// The new names, by the old ones.
#[derive(Default)]
pub(super) struct Renames {
    paths: HashMap<String, String>,
    /// The names of parameters in these paths, old and new.
    placeholders: BTreeSet<(String, String)>,
    components: BTreeMap<Pointer, Pointer>,
}

impl Renames {
    /// The differences of two documents, with what has another name taken for the same.
    pub(super) fn left_by<'a>(old: &Node<'a>, new: &Node<'a>) -> Vec<Difference<'a>> {
        let mut renames = Self::of_paths(old, new);
        let (gone, added) = (components_without(old, new), components_without(new, old));
        loop {
            let mut found = Vec::new();
            differences(old, new, &renames, &mut found);
            let free = |of: &BTreeSet<Pointer>, taken: &BTreeSet<&Pointer>| -> BTreeSet<Pointer> {
                of.iter().filter(|component| !taken.contains(component)).cloned().collect()
            };
            let gone = free(&gone, &renames.components.keys().collect());
            let added = free(&added, &renames.components.values().collect());
            let more = if gone.is_empty() || added.is_empty() {
                BTreeMap::new()
            } else {
                renamed([old, new], [&gone, &added], &found)
            };
            if more.is_empty() {
                return found;
            }
            renames.components.extend(more);
        }
    }

    fn of_paths(old: &Node<'_>, new: &Node<'_>) -> Self {
        let templates = |of: &Node<'_>, other: &Node<'_>| -> Vec<String> {
            let (of, other) = (of.get("paths"), other.get("paths"));
            let is_there = |name: &str| other.as_ref().is_some_and(|other| other.get(name).is_some());
            let names = of.iter().flat_map(Node::members).map(|(name, _)| name);
            names.filter(|name| !is_there(name)).map(str::to_owned).collect()
        };
        let key = |template: &str| PathTemplate::new(template).without_names();
        let mut by_key: BTreeMap<String, String> =
            templates(new, old).into_iter().map(|name| (key(&name), name)).collect();
        let mut renames = Self::default();
        for was in templates(old, new) {
            let Some(is) = by_key.remove(&key(&was)) else { continue };
            let [old, new] = [&was, &is].map(|template| PathTemplate::new(template).placeholders());
            renames.placeholders.extend(old.zip(new).map(|(old, new)| (old.to_owned(), new.to_owned())));
            renames.paths.insert(was.clone(), is.clone());
        }
        renames
    }

    /// The new name of a member, if it has another one.
    pub(super) fn now(&self, object: &Pointer, name: &str) -> Option<String> {
        if object.as_str() == "/paths" {
            return self.paths.get(name).cloned();
        }
        let component = if is_requirement(object) {
            Pointer::new(["components", "securitySchemes", name])
        } else {
            object.child(name)
        };
        self.components.get(&component)?.last().map(|name| name.into_owned())
    }

    /// Whether the members of this object have their names here, and not only because others have.
    pub(super) fn is_declared_at(&self, object: &Pointer) -> bool {
        !is_requirement(object)
    }

    /// Whether two values differ in nothing but such a name.
    pub(super) fn explain(&self, old: &Node<'_>, new: &Node<'_>) -> bool {
        let (Some(was), Some(is)) = (old.value.as_str(), new.value.as_str()) else { return false };
        match referred([old, new]) {
            Some([old, new]) => {
                let now = component_around(&old).and_then(|component| {
                    let below = old.below(&component)?;
                    Some(self.components.get(&component)?.join(&below))
                });
                now.as_ref() == Some(&new)
            }
            None => {
                let is_name = new.place.pointer.last().is_some_and(|member| member == "name");
                is_name && self.placeholders.contains(&(was.to_owned(), is.to_owned()))
            }
        }
    }
}

/// Whether it is an alternative of a security requirement, whose members are named like the schemes.
fn is_requirement(object: &Pointer) -> bool {
    object.parent().is_some_and(|list| list.last().is_some_and(|member| member == "security"))
}

/// Where two references, or two values of a mapping, lead.
fn referred([old, new]: [&Node<'_>; 2]) -> Option<[Pointer; 2]> {
    let place = &new.place.pointer;
    let is_mapping =
        || place.parent().is_some_and(|above| above.last().is_some_and(|last| last == "mapping"));
    if !(place.last().is_some_and(|member| member == "$ref") || is_mapping()) {
        return None;
    }
    Some([old.target(old.value.as_str()?)?, new.target(new.value.as_str()?)?])
}

/// The components that the other document has none of this name for.
fn components_without(of: &Node<'_>, other: &Node<'_>) -> BTreeSet<Pointer> {
    let sections = of.get("components");
    let sections: Vec<Node<'_>> =
        sections.iter().flat_map(Node::members).map(|(_, section)| section).collect();
    let all = sections.iter().flat_map(Node::members).map(|(_, component)| component.place.pointer);
    all.filter(|pointer| other.value.at(pointer).is_none()).collect()
}

/// Components of which each has become the other wherever it is referred to, or which are equal.
fn renamed(
    [old, new]: [&Node<'_>; 2],
    [gone, added]: [&BTreeSet<Pointer>; 2],
    found: &[Difference<'_>],
) -> BTreeMap<Pointer, Pointer> {
    let mut pairs: BTreeSet<(Pointer, Pointer)> = BTreeSet::new();
    for difference in found {
        let (Some(was), Some(is)) =
            (difference.was.and_then(Json::as_str), difference.is.and_then(Json::as_str))
        else {
            continue;
        };
        let around = |root: &Node<'_>, to: &str| component_around(&lead(root.value, to)?.pointer);
        if let (Some(was), Some(is)) = (around(old, was), around(new, is))
            && gone.contains(&was)
            && added.contains(&is)
            && was.parent() == is.parent()
        {
            pairs.insert((was, is));
        }
    }
    if pairs.is_empty() {
        let mut by_text: HashMap<(Option<Pointer>, String), Vec<&Pointer>> = HashMap::new();
        let key = |root: &Node<'_>, component: &Pointer| {
            (component.parent(), root.value.at(component).map(ToString::to_string).unwrap_or_default())
        };
        for component in added {
            by_text.entry(key(new, component)).or_default().push(component);
        }
        for component in gone {
            let same = by_text.get(&key(old, component)).into_iter().flatten();
            pairs.extend(same.map(|now| (component.clone(), (*now).clone())));
        }
    }
    let once =
        |is_it: &dyn Fn(&(Pointer, Pointer)) -> bool| pairs.iter().filter(|pair| is_it(pair)).count() == 1;
    let unique =
        pairs.iter().filter(|(was, is)| once(&|(other, _)| other == was) && once(&|(_, other)| other == is));
    unique.cloned().collect()
}
