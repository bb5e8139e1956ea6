//! The one walk over a document: every object of a known kind, with its place.

use super::{
    grammar::{Holds, Kind},
    json::{Json, Object},
    keyword::Keyword,
    pointer::Pointer,
};

/// An object of a known kind.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// Its kind.
    pub kind: Kind,
    /// The object, or a reference in its place.
    pub object: &'a Object,
    /// Where it is, as seen from where the walk began.
    pub pointer: Pointer,
}

/// Every object in `value`, which is what `holds` says, in the order of the document: an outer one before those
/// within it.
pub fn sites(value: &Json, holds: Holds) -> impl Iterator<Item = Site<'_>> {
    let mut open = vec![(value, holds, Pointer::default())];
    std::iter::from_fn(move || {
        loop {
            let (value, holds, pointer) = open.pop()?;
            let before = open.len();
            match (value, holds) {
                (Json::Object(members), Holds::One(_) | Holds::Map(_)) => open.extend(
                    members
                        .iter()
                        .filter_map(|(name, value)| Some((value, holds.child(name)?, pointer.child(name)))),
                ),
                (Json::Array(items), Holds::List(kind)) => {
                    let items = items.iter().enumerate();
                    open.extend(items.map(|(index, item)| (item, Holds::One(kind), pointer.item(index))));
                }
                _ => {}
            }
            if let Some(within) = open.get_mut(before..) {
                within.reverse();
            }
            if let (Holds::One(kind), Json::Object(object)) = (holds, value) {
                return Some(Site { kind, object, pointer });
            }
        }
    })
}

/// The schemas that a schema is made of, one level deep, each with the keyword that holds it.
pub fn subschemas(schema: &Object) -> impl Iterator<Item = (Keyword, &Json)> {
    schema.iter().flat_map(|(name, value)| {
        let keyword = Keyword::from_name(name);
        let schemas: Vec<&Json> = match (Kind::Schema.member(name), value) {
            (Some(Holds::One(Kind::Schema)), Json::Object(_)) => vec![value],
            (Some(Holds::List(Kind::Schema)), Json::Array(items)) => items.iter().collect(),
            (Some(Holds::Map(Kind::Schema)), Json::Object(members)) => members.values().collect(),
            _ => Vec::new(),
        };
        schemas.into_iter().filter_map(move |schema| Some((keyword?, schema)))
    })
}

/// Calls `visit` on every object of a document, an outer one before those within it: what it leaves there is
/// walked on.
pub fn visit_mut(document: &mut Json, visit: &mut dyn FnMut(Kind, &Pointer, &mut Object)) {
    visit_mut_at(document, Holds::DOCUMENT, &Pointer::default(), visit);
}

fn visit_mut_at(
    value: &mut Json,
    holds: Holds,
    at: &Pointer,
    visit: &mut dyn FnMut(Kind, &Pointer, &mut Object),
) {
    match (value, holds) {
        (Json::Object(object), Holds::One(_) | Holds::Map(_)) => {
            if let Holds::One(kind) = holds {
                visit(kind, at, object);
            }
            for (name, value) in object {
                if let Some(holds) = holds.child(name) {
                    visit_mut_at(value, holds, &at.child(name), visit);
                }
            }
        }
        (Json::Array(items), Holds::List(kind)) => {
            for (index, item) in items.iter_mut().enumerate() {
                visit_mut_at(item, Holds::One(kind), &at.item(index), visit);
            }
        }
        _ => {}
    }
}
