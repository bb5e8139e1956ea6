//! Words of a document that are one in Rust: members of an object, and listed values. The generator gets another word for
//! the later one, which ends with a character that stands for the word on the wire; afterwards that takes its place.

use super::{Findings, GiveUp, subschema::for_each};
use crate::{
    document::{
        json::{Json, Object},
        pointer::Pointer,
    },
    names,
};

/// The words on the wire, by the characters that stand for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct WireWords(Vec<String>);

/// Private use: no document says anything with these, and no identifier in Rust has one.
const FIRST: u32 = 0xF_0000;
const LAST: u32 = 0xF_FFFD;

impl WireWords {
    /// The word on the wire of one that the generator got, if it is another one.
    pub(crate) fn of(&self, word: &str) -> Option<&str> {
        let index = u32::from(word.chars().last()?).checked_sub(FIRST)?;
        self.0.get(usize::try_from(index).ok()?).map(String::as_str)
    }

    /// A word that is this one in Rust. None if there are too many.
    fn add(&mut self, rust: &str, wire: &str) -> Option<String> {
        let index = u32::try_from(self.0.len()).ok()?;
        let mark = FIRST.checked_add(index).filter(|mark| *mark <= LAST).and_then(char::from_u32)?;
        self.0.push(wire.to_owned());
        Some(format!("{rust}{mark}"))
    }
}

fn is_mark(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

/// Gives the later of several members or listed values that are one in Rust another name there: its signs in words, or
/// a number behind it.
pub(super) fn separate(document: &mut Json, findings: &mut Findings) -> WireWords {
    let mut words = WireWords::default();
    for_each(document, &mut |at, schema| {
        separate_members(schema, at, &mut words, findings);
        separate_values(schema, at, &mut words, findings);
    });
    words
}

fn separate_members(schema: &mut Object, at: &Pointer, words: &mut WireWords, findings: &mut Findings) {
    let mut taken = Vec::new();
    if schema.get("additionalProperties").is_some_and(|allowed| allowed.as_object().is_some()) {
        // typify's name for the map of them.
        taken.push("extra".to_owned());
    }
    let Some(Json::Object(properties)) = schema.get_mut("properties") else { return };
    let mut renamed = Vec::new();
    for name in properties.keys() {
        let free = names::first_free(&names::snake(name), |rust| !taken.contains(&names::snake(rust)));
        if free != names::snake(name) {
            renamed.push((name.clone(), free.clone()));
        }
        taken.push(free);
    }
    for (name, rust) in renamed {
        let Some(word) = words.add(&rust, &name) else { return };
        let at = at.child("properties");
        report(findings, "member", &at.child(&name), &name, &rust);
        findings.moved([(at.child(&word), at.child(&name))]);
        if let Some(Json::Object(properties)) = schema.get_mut("properties")
            && let Some(property) = properties.shift_remove(&name)
        {
            properties.insert(word.clone(), property);
        }
        if let Some(Json::Array(required)) = schema.get_mut("required") {
            required
                .iter_mut()
                .filter(|member| **member == *name)
                .for_each(|member| *member = word.as_str().into());
        }
    }
}

fn separate_values(schema: &mut Object, at: &Pointer, words: &mut WireWords, findings: &mut Findings) {
    let Some(Json::Array(values)) = schema.get("enum") else { return };
    let mut taken: Vec<String> = Vec::new();
    let mut renamed = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value.as_str() else { continue };
        let rust = names::pascal(value);
        let in_words = in_words(value);
        let is_free = |name: &str| !taken.contains(&names::pascal(name));
        let free = [value, &in_words].into_iter().find(|name| is_free(name)).map(names::pascal);
        let free = free.unwrap_or_else(|| names::first_free(&rust, is_free));
        // A mark of the document's own would be taken for one of these.
        if free != rust || value.contains(is_mark) {
            renamed.push((index, value.to_owned(), free.clone()));
        }
        taken.push(free);
    }
    for (index, value, rust) in renamed {
        let Some(word) = words.add(&rust, &value) else { return };
        report(findings, "value", &at.child("enum").item(index), &value, &rust);
        if let Some(Json::Array(values)) = schema.get_mut("enum")
            && let Some(place) = values.get_mut(index)
        {
            *place = word.as_str().into();
        }
        if let Some(default) = schema.get_mut("default").filter(|default| **default == *value) {
            *default = word.as_str().into();
        }
    }
}

fn report(findings: &mut Findings, what: &'static str, at: &Pointer, name: &str, rust: &str) {
    findings.give_up(GiveUp::Renamed { what, name: name.to_owned(), rust: rust.to_owned() }, at);
}

/// A word with its signs spelled out, a minus where a number follows.
fn in_words(word: &str) -> String {
    let signs = [('<', "-lt-"), ('>', "-gt-"), ('=', "-eq-"), ('!', "-not-"), ('+', "-plus-")];
    let mut spelled = String::new();
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        let is_negative = c == '-'
            && !spelled.ends_with(char::is_alphanumeric)
            && rest.peek().is_some_and(char::is_ascii_digit);
        match signs.iter().find(|(sign, _)| *sign == c) {
            Some((_, word)) => spelled.push_str(word),
            None if is_negative => spelled.push_str("-minus-"),
            None => spelled.push(c),
        }
    }
    spelled
}
