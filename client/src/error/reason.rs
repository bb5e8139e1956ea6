//! What an error body says: the members of OAuth's error objects, and those that the vendor's sibling APIs use.

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};

use super::{Error, ErrorResponse, Hidden, presentable};
use crate::members::{self, Glance, ReadMember};

/// The error code: RFC 6749, section 5.2 (RFC 7591, section 3.2.2 has the same), and the vendor's.
const CODES: [&str; 2] = ["error", "errorCode"];
/// Its description, likewise. Of the vendor's three, the one that says most.
const DESCRIPTIONS: [&str; 4] = ["error_description", "userMessage", "titleMessage", "helpMessage"];

/// Whether a member with this name reports an error.
pub(crate) fn reports_error(name: &str) -> bool {
    CODES.contains(&name)
}

impl Error {
    /// The error code in the response's body, such as `invalid_client_metadata`: the string `error` of a JSON object
    /// (RFC 6749, section 5.2, and RFC 7591, section 3.2.2), or `errorCode`, as the vendor's sibling APIs have it.
    ///
    /// A 401 commonly has its code in a header instead: see [`challenges`](Self::challenges).
    #[must_use]
    pub fn error_code(&self) -> Option<String> {
        text(self.body()?, &CODES)
    }

    /// The description of the error in the response's body: the string `error_description` of a JSON object, or the
    /// first of `userMessage`, `titleMessage` and `helpMessage`, as the vendor's sibling APIs have them.
    ///
    /// It is as the server sent it. The error's own message shows it only where it is short, on one line, and without
    /// what was sent. Don't parse it.
    #[must_use]
    pub fn error_description(&self) -> Option<String> {
        text(self.body()?, &DESCRIPTIONS)
    }
}

impl ErrorResponse {
    /// What the body of an error says, fit for a message. Nothing of a success is shown: it may have a new secret in it.
    pub(super) fn reason(&self, hidden: &Hidden<'_>) -> Option<String> {
        if self.status.is_success() {
            return None;
        }
        let shown = |names| text(&self.body, names).map(|text| presentable(&text, hidden));
        match (shown(&CODES), shown(&DESCRIPTIONS)) {
            (Some(code), Some(description)) => Some(format!("{code}: {description}")),
            (code, description) => code.or(description),
        }
    }
}

/// The first of these members of a JSON object that is a string and not empty.
fn text(body: &[u8], names: &[&str]) -> Option<String> {
    let Texts(_, found) = members::read(body, Texts(names, None)).ok()?;
    found.map(|(_, text)| text.into_owned())
}

/// The names to look for, and what was found under the first of them, with its rank.
struct Texts<'b>(&'b [&'b str], Option<(usize, Cow<'b, str>)>);

impl<'b> ReadMember<'b> for Texts<'b> {
    fn read<A: MapAccess<'b>>(&mut self, name: Cow<'b, str>, object: &mut A) -> Result<(), A::Error> {
        let Some(rank) = self.0.iter().position(|wanted| *wanted == name) else {
            return object.next_value::<IgnoredAny>().map(drop);
        };
        if let Glance::Text(text) = object.next_value()?
            && !text.is_empty()
            && self.1.as_ref().is_none_or(|(found, _)| rank < *found)
        {
            self.1 = Some((rank, text));
        }
        Ok(())
    }
}
