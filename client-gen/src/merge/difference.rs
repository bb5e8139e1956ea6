//! Where two unequal values begin to differ.

use crate::diagnostic::Quoted;
use crate::document::json::Json;
use crate::document::pointer::Pointer;

/// The first place where two values differ, and what they hold there.
pub(super) struct Difference {
    pub(super) pointer: Pointer,
    pub(super) one: String,
    pub(super) another: String,
}

pub(super) fn first(one: &Json, another: &Json) -> Difference {
    let (mut one, mut another) = (Some(one), Some(another));
    let mut pointer = Pointer::default();
    while let Some((token, next_one, next_another)) = one.zip(another).and_then(|(a, b)| first_child(a, b)) {
        pointer.push(&token);
        (one, another) = (next_one, next_another);
    }
    Difference { pointer, one: describe(one), another: describe(another) }
}

type Child<'a> = (String, Option<&'a Json>, Option<&'a Json>);

/// The first member or item in which two objects or two arrays differ.
fn first_child<'a>(one: &'a Json, another: &'a Json) -> Option<Child<'a>> {
    match (one, another) {
        (Json::Object(one), Json::Object(another)) => one
            .keys()
            .chain(another.keys())
            .find(|key| one.get(*key) != another.get(*key))
            .map(|key| (key.clone(), one.get(key), another.get(key))),
        (Json::Array(one), Json::Array(another)) => (0..one.len().max(another.len()))
            .find(|&index| one.get(index) != another.get(index))
            .map(|index| (index.to_string(), one.get(index), another.get(index))),
        _ => None,
    }
}

/// A value in a few words; a scalar is quoted.
pub(super) fn describe(value: Option<&Json>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Json::Array(_)) => "an array".to_owned(),
        Some(Json::Object(_)) => "an object".to_owned(),
        Some(scalar) => Quoted(&scalar.to_string()).to_string(),
    }
}
