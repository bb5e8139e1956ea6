//! What the document says about an operation: the types of the generated table of operations.

use std::fmt;

use http::{Method, StatusCode};

/// A documented operation. The module [`operations`](crate::operations) has all of them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// Whether a success response is JSON.
    pub(crate) accepts_json: bool,
    pub(crate) responses: &'static [ResponseSpec],
}

impl Operation {
    /// The `operationId`, such as `getClient`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path template, such as `/clients/{client_id}`, which follows a server's base path.
    #[must_use]
    pub const fn path_template(&self) -> &'static str {
        self.path
    }

    /// The documented responses.
    #[must_use]
    pub const fn responses(&self) -> &'static [ResponseSpec] {
        self.responses
    }

    /// The documented response for this status, if it means success.
    pub(crate) fn success(&self, status: StatusCode) -> Option<ResponseSpec> {
        if !status.is_success() {
            return None;
        }
        let exact = self.successes().find(|response| response.status == StatusSpec::Code(status.as_u16()));
        let class = || self.successes().find(|response| response.status == StatusSpec::Range(2));
        let default = || self.responses.iter().find(|response| response.status == StatusSpec::Default);
        let is_only_default = || self.successes().next().is_none();
        let found = exact.or_else(class).or_else(|| if is_only_default() { default() } else { None });
        found.copied()
    }

    /// Whether a response with this status, which the document doesn't list, is a success if it has no body: where none
    /// is documented, nothing is left in it that could say otherwise. 202 and 207 do say otherwise.
    pub(crate) fn is_success_without_body(&self, status: StatusCode) -> bool {
        status.is_success()
            && !matches!(status, StatusCode::ACCEPTED | StatusCode::MULTI_STATUS)
            && self.successes().all(|response| !response.has_body)
    }

    /// The resource that a call addresses: the name and value of the parameter that is the last segment of its path.
    pub(crate) fn resource<'v>(&self, path_values: &'v [String]) -> Option<(&'static str, &'v str)> {
        let (_, segment) = self.path.rsplit_once('/')?;
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        if name.contains(['{', '}']) { None } else { Some((name, path_values.last()?)) }
    }

    fn successes(&self) -> impl Iterator<Item = &'static ResponseSpec> {
        self.responses.iter().filter(|response| response.status.means_success())
    }
}

impl fmt::Display for Operation {
    /// The `operationId`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// A documented response of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseSpec {
    /// The statuses that it is documented for.
    pub status: StatusSpec,
    /// Whether a body is documented.
    pub has_body: bool,
    /// The members that the document names, if the body is a JSON object with members of these names alone; otherwise
    /// empty.
    pub members: &'static [MemberSpec],
}

impl ResponseSpec {
    /// A success without a body, of a status that the document doesn't list.
    pub(crate) const EMPTY: Self = Self { status: StatusSpec::Range(2), has_body: false, members: &[] };
}

/// A documented member of a JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberSpec {
    /// Its name.
    pub name: &'static str,
    /// Whether its value is a [`Secret`](crate::Secret), never null.
    pub is_secret: bool,
}

/// The statuses that a response is documented for (OpenAPI 3.0.3, section 4.7.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusSpec {
    /// One status code.
    Code(u16),
    /// A class of status codes: `4` for `4XX`.
    Range(u16),
    /// Every status without a response of its own.
    Default,
}

impl StatusSpec {
    fn means_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(class) => class == 2,
            Self::Default => false,
        }
    }
}
