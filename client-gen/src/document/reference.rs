//! References: where a `$ref` leads.

use percent_encoding::percent_decode_str;

use super::{json::Json, pointer::Pointer};

/// No chain of references is longer in earnest; what is, goes in a circle.
const MOST_HOPS: usize = 64;

/// A value and its place in its document.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// Its place.
    pub pointer: Pointer,
    /// The value.
    pub value: &'a Json,
}

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It leads out of the document, which isn't ours to look at.
    External,
    /// There is nothing at that place.
    Missing,
    /// It comes back to itself.
    Cycle,
}

/// The text of a value's `$ref`. In OpenAPI 3.0 the members beside it don't count.
#[must_use]
pub fn reference(value: &Json) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The place in its document that a reference names, whether there is something or not. Nothing if it leads out of
/// the document.
#[must_use]
pub fn place(document: &Json, reference: &str) -> Option<Pointer> {
    let fragment = reference.strip_prefix('#').or(reference.is_empty().then_some(""))?;
    // A fragment should be percent-encoded, but names are often put into it as they are.
    let as_is = Pointer::parse(fragment).filter(|pointer| document.at(pointer).is_some());
    as_is.or_else(|| Pointer::parse(&percent_decode_str(fragment).decode_utf8_lossy()))
}

/// Where a reference leads, one step. One to the whole document is never what is meant.
///
/// # Errors
/// Why it leads nowhere: [`Why::External`] or [`Why::Missing`].
pub fn target<'a>(document: &'a Json, reference: &str) -> Result<Target<'a>, Why> {
    if !reference.is_empty() && !reference.starts_with('#') {
        return Err(Why::External);
    }
    let pointer = place(document, reference).filter(|pointer| *pointer != Pointer::default());
    pointer.and_then(|pointer| Some(Target { value: document.at(&pointer)?, pointer })).ok_or(Why::Missing)
}

/// Where a chain of references leads, step by step, as far as it leads anywhere.
pub fn steps<'a>(document: &'a Json, value: &'a Json) -> impl Iterator<Item = Target<'a>> {
    let step = move |value| target(document, reference(value)?).ok();
    std::iter::successors(step(value), move |last| step(last.value)).take(MOST_HOPS)
}

/// What a value refers to, at the end of the chain; nothing if it is no reference.
///
/// # Errors
/// The first reference that leads nowhere, and why.
pub fn resolve<'a>(document: &'a Json, value: &'a Json) -> Result<Option<Target<'a>>, (&'a str, Why)> {
    let end = steps(document, value).last();
    match reference(end.as_ref().map_or(value, |target| target.value)) {
        None => Ok(end),
        // A step that leads somewhere was one too many.
        Some(next) => Err((next, target(document, next).err().unwrap_or(Why::Cycle))),
    }
}

/// What a value is at the end of its references; the value itself if it is none, or one that leads nowhere.
#[must_use]
pub fn resolved<'a>(document: &'a Json, value: &'a Json) -> &'a Json {
    match resolve(document, value) {
        Ok(Some(target)) => target.value,
        _ => value,
    }
}

/// Where the text of a reference leads, or that of a discriminator's mapping, which may also be a schema's name.
#[must_use]
pub fn lead<'a>(document: &'a Json, to: &str) -> Option<Target<'a>> {
    let component = || {
        let pointer = component("schemas", to);
        Some(Target { value: document.at(&pointer)?, pointer })
    };
    target(document, to).ok().or_else(component)
}

/// The texts of all references in a value, those of discriminators' mappings included.
pub fn references(value: &Json) -> impl Iterator<Item = &str> {
    let mut open = vec![value];
    let mut mapped: Vec<&str> = Vec::new();
    std::iter::from_fn(move || {
        if let Some(reference) = mapped.pop() {
            return Some(reference);
        }
        while let Some(value) = open.pop() {
            let mapping =
                value.get("discriminator").and_then(|of| of.get("mapping")).and_then(Json::as_object);
            mapped.extend(mapping.into_iter().flat_map(|mapping| mapping.values()).filter_map(Json::as_str));
            match value {
                Json::Object(members) => open.extend(members.values()),
                Json::Array(items) => open.extend(items),
                _ => {}
            }
            if let Some(reference) = reference(value) {
                return Some(reference);
            }
            if let Some(reference) = mapped.pop() {
                return Some(reference);
            }
        }
        None
    })
}

/// The pointer of the component with this name.
#[must_use]
pub fn component(section: &str, name: &str) -> Pointer {
    Pointer::new(["components", section, name])
}

/// The pointer of the component that a pointer leads to or into.
#[must_use]
pub fn component_around(pointer: &Pointer) -> Option<Pointer> {
    let mut tokens = pointer.tokens();
    let is_in = tokens.next()? == "components";
    let component = component(&tokens.next()?, &tokens.next()?);
    is_in.then_some(component)
}

/// The name of the component that a pointer points at, if it is in this section.
#[must_use]
pub fn component_name(pointer: &Pointer, section: &str) -> Option<String> {
    let mut tokens = pointer.tokens();
    let is_in = tokens.next()? == "components" && tokens.next()? == section;
    let name = tokens.next()?.into_owned();
    (is_in && tokens.next().is_none()).then_some(name)
}
