//! Tells a success from what only looks like one: what isn't understood is never good news.
//!
//! The members of a documented object are often all optional, so any JSON object can be read as one. An error object, an
//! envelope or another spelling of the names would come out as a value without members. And `{}`, or an object whose
//! documented members are all null, says nothing of what was asked for, though the document may allow it. So a body has to
//! have a member that the document names, and a value in it.

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};

use crate::{
    DecodeCategory, DecodeError, ResponseSpec,
    error::reports_error,
    members::{self, Glance, ReadMember},
};

/// Checks the body of a success that its type could be read from.
///
/// # Errors
/// Why it isn't what the document promises.
pub(crate) fn check(body: &[u8], spec: &ResponseSpec) -> Result<(), DecodeError> {
    if !spec.has_body {
        return if body.is_empty() { Ok(()) } else { Err(DecodeCategory::UnexpectedBody.into()) };
    }
    let seen = match members::read(body, Seen::new(spec)) {
        Ok(seen) => seen,
        // The document promises no object.
        Err(_) if spec.members.is_empty() => return Ok(()),
        Err(error) => return Err(DecodeError::from(&error)),
    };
    match seen.fault() {
        Some(category) => Err(category.into()),
        None => Ok(()),
    }
}

/// What the members of an object say.
struct Seen<'b> {
    spec: &'b ResponseSpec,
    /// Whether a documented member isn't null.
    is_recognized: bool,
    reports_error: bool,
    lacks_secret: bool,
    /// The names that the document doesn't have. A documented member that is duplicated can't be read as its type.
    others: Vec<Cow<'b, str>>,
}

impl<'b> Seen<'b> {
    fn new(spec: &'b ResponseSpec) -> Self {
        Self { spec, is_recognized: false, reports_error: false, lacks_secret: false, others: Vec::new() }
    }

    fn fault(mut self) -> Option<DecodeCategory> {
        let is_known_object = !self.spec.members.is_empty();
        self.others.sort_unstable();
        let is_duplicated = self.others.windows(2).any(|pair| pair[0] == pair[1]);
        if is_known_object && self.reports_error {
            Some(DecodeCategory::ErrorObject)
        } else if is_known_object && !self.is_recognized {
            Some(DecodeCategory::Unrecognized)
        } else if self.lacks_secret {
            Some(DecodeCategory::NoSecret)
        } else if is_duplicated {
            Some(DecodeCategory::Data)
        } else {
            None
        }
    }
}

impl<'b> ReadMember<'b> for Seen<'b> {
    fn read<A: MapAccess<'b>>(&mut self, name: Cow<'b, str>, object: &mut A) -> Result<(), A::Error> {
        let documented = self.spec.members.iter().find(|member| member.name == name);
        let is_secret = documented.is_some_and(|member| member.is_secret && !member.is_nullable);
        let is_error = documented.is_none() && reports_error(&name);
        if documented.is_none() {
            self.others.push(name);
        }
        // One documented member with a value is enough to recognize the object.
        if !is_secret && !is_error && (documented.is_none() || self.is_recognized) {
            return object.next_value::<IgnoredAny>().map(drop);
        }
        let (is_null, is_empty) = match object.next_value()? {
            Glance::Null => (true, true),
            Glance::Text(text) => (false, text.is_empty()),
            Glance::Other => (false, false),
        };
        self.is_recognized |= documented.is_some() && !is_null;
        self.lacks_secret |= is_secret && is_empty;
        self.reports_error |= is_error && !is_null;
        Ok(())
    }
}
