//! Who takes a value, and whether one can send what the other refuses: by a validator, and by the algebra of schemas,
//! where it can tell.

use jsonschema::{
    Draft, Validator,
    canonical::{self, Satisfiability},
};
use serde_json::{Value, json};

use super::Scope;

/// Judges values by the schemas of who sends and who reads them.
pub(super) struct Judge {
    reader: Validator,
    /// With any property that isn't forbidden, with described ones, with described ones whatever is a map.
    senders: [Validator; 3],
    /// As text, one value is a list of one, where lists are spoken of.
    text: bool,
    lists: bool,
}

/// How a value breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// It has a property that nobody describes.
    Undescribed,
    /// It has one in what is a map.
    Mapped,
    /// All that it has is described.
    Described,
}

/// The part of a value that isn't taken, and the keyword that says so.
pub(crate) type Refusal = (String, String);

impl Judge {
    /// Nothing if one of the schemas is none.
    pub(super) fn new(reader: &Value, senders: [&Value; 3], scope: Scope) -> Option<Self> {
        let build = |schema| {
            let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
            options.should_ignore_unknown_formats(true).offline().build(schema).ok()
        };
        let [open, described, named] = senders.map(build);
        let (text, lists) = (scope.text, scope.list && reader.to_string().contains("\"array\""));
        Some(Self { reader: build(reader)?, senders: [open?, described?, named?], text, lists })
    }

    /// Whether it can be sent at all.
    pub(super) fn is_sent(&self, value: &Value) -> bool {
        self.senders[0].is_valid(value)
    }

    pub(super) fn breaks(&self, value: &Value) -> Option<Strength> {
        let [open, described, named] = &self.senders;
        if !open.is_valid(value) || self.readings(value).iter().any(|reading| self.reader.is_valid(reading)) {
            return None;
        }
        Some(match (described.is_valid(value), named.is_valid(value)) {
            (true, true) => Strength::Described,
            (true, false) => Strength::Mapped,
            _ => Strength::Undescribed,
        })
    }

    pub(super) fn refusals(&self, value: &Value) -> Vec<Refusal> {
        let errors = self.reader.iter_errors(value);
        errors.map(|error| (error.instance_path().to_string(), error.kind().keyword().to_owned())).collect()
    }

    /// What may be read: as text, `5` is a number and a string, and one value a list of one.
    fn readings(&self, value: &Value) -> Vec<Value> {
        if !self.text {
            return vec![value.clone()];
        }
        let mut readings = vec![value.clone(), leaves(value, &written), leaves(value, &typed)];
        if self.lists && !value.is_array() && !value.is_object() {
            readings.extend(readings.clone().into_iter().map(|one| json!([one])));
        }
        readings
    }
}

fn leaves(value: &Value, each: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| leaves(item, each)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), leaves(member, each))).collect()
        }
        leaf => each(leaf),
    }
}

fn written(leaf: &Value) -> Value {
    if leaf.is_string() { leaf.clone() } else { leaf.to_string().into() }
}

fn typed(leaf: &Value) -> Value {
    let typed = leaf.as_str().and_then(|text| serde_json::from_str(text).ok());
    typed.filter(|typed: &Value| typed.is_number() || typed.is_boolean()).unwrap_or_else(|| leaf.clone())
}

/// What one may send and the other refuses, as a schema: `false` if it is shown that there is nothing, and nothing if
/// the algebra can't tell.
pub(super) fn difference(sender: &Value, reader: &Value) -> Option<Value> {
    let read = |schema: &Value| {
        let options = canonical::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        options.offline().canonicalize(schema).ok()
    };
    let difference = read(sender)?.subtract(&read(reader)?).ok()?;
    match difference.satisfiability() {
        Satisfiability::No => Some(false.into()),
        _ => Some(difference.to_json_schema()),
    }
}
