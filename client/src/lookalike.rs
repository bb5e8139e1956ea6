//! Separates a success from what only looks like one: what isn't understood is never good news.
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

/// Why a response isn't what the document promises.
pub(crate) enum Lookalike {
    /// Its body is something else.
    Body(DecodeError),
    /// It is about another resource than the call: its member of this name has another value than the path.
    WrongResource(&'static str),
}

impl<T: Into<DecodeError>> From<T> for Lookalike {
    fn from(error: T) -> Self {
        Self::Body(error.into())
    }
}

/// Checks the body of a success that its type could be read from. `resource` is what the call addresses: the name and
/// value of the parameter at the end of its path.
///
/// # Errors
/// Why it isn't what the document promises.
pub(crate) fn check(
    body: &[u8],
    spec: &ResponseSpec,
    resource: Option<(&'static str, &str)>,
) -> Result<(), Lookalike> {
    if !spec.has_body {
        return if body.is_empty() { Ok(()) } else { Err(DecodeCategory::UnexpectedBody.into()) };
    }
    match members::read(body, Seen::new(spec, resource)) {
        Ok(seen) => seen.verdict(),
        // The document promises no object.
        Err(_) if spec.members.is_empty() => Ok(()),
        Err(error) => Err((&error).into()),
    }
}

/// What the members of an object say.
struct Seen<'b> {
    spec: &'b ResponseSpec,
    resource: Option<(&'static str, &'b str)>,
    /// Whether a documented member isn't null.
    is_recognized: bool,
    reports_error: bool,
    lacks_secret: bool,
    is_of_another: bool,
    /// The names that the document doesn't have. A documented member that is duplicated can't be read as its type.
    others: Vec<Cow<'b, str>>,
}

impl<'b> Seen<'b> {
    fn new(spec: &'b ResponseSpec, resource: Option<(&'static str, &'b str)>) -> Self {
        Self {
            spec,
            resource,
            is_recognized: false,
            reports_error: false,
            lacks_secret: false,
            is_of_another: false,
            others: Vec::new(),
        }
    }

    fn verdict(mut self) -> Result<(), Lookalike> {
        let is_known_object = !self.spec.members.is_empty();
        self.others.sort_unstable();
        let is_duplicated = self.others.windows(2).any(|pair| pair[0] == pair[1]);
        if is_known_object && self.reports_error {
            return Err(DecodeCategory::ErrorObject.into());
        }
        if is_known_object && !self.is_recognized {
            return Err(DecodeCategory::Unrecognized.into());
        }
        if self.lacks_secret {
            return Err(DecodeCategory::NoSecret.into());
        }
        if is_duplicated {
            return Err(DecodeCategory::Data.into());
        }
        match self.resource {
            Some((parameter, _)) if self.is_of_another => Err(Lookalike::WrongResource(parameter)),
            _ => Ok(()),
        }
    }
}

impl<'b> ReadMember<'b> for Seen<'b> {
    fn read<A: MapAccess<'b>>(&mut self, name: Cow<'b, str>, object: &mut A) -> Result<(), A::Error> {
        let documented = self.spec.members.iter().find(|member| member.name == name);
        let is_secret = documented.is_some_and(|member| member.is_secret);
        let is_error = documented.is_none() && reports_error(&name);
        let addressed = self.resource.filter(|(parameter, _)| *parameter == name);
        if documented.is_none() {
            self.others.push(name);
        }
        // One documented member with a value is enough to recognize the object.
        let may_recognize = documented.is_some() && !self.is_recognized;
        if !is_secret && !is_error && !may_recognize && addressed.is_none() {
            return object.next_value::<IgnoredAny>().map(drop);
        }
        let value: Glance<'_> = object.next_value()?;
        let is_null = matches!(value, Glance::Null);
        self.is_recognized |= documented.is_some() && !is_null;
        self.reports_error |= is_error && !is_null;
        if let Glance::Text(text) = value {
            self.lacks_secret |= is_secret && text.is_empty();
            self.is_of_another |= addressed.is_some_and(|(_, sent)| text != sent);
        } else {
            self.lacks_secret |= is_secret && is_null;
        }
        Ok(())
    }
}
