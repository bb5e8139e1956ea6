//! Which kind of object stands where in an OpenAPI 3.0 document.
//!
//! The specification's own grammar decides what is a reference, a schema or an operation, and what is a name
//! or somebody's data that merely looks like one: a property may be called `$ref`, and an `example` may hold
//! anything.

use std::borrow::Cow;

use super::union::{Members, Reading};
use crate::diagnostic::Location;
use crate::document::json::{Json, Object};
use crate::document::operation::METHODS;

/// The kinds of objects that hold references, schemas or operations. `Example` is left out: it holds data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    OpenApi,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Responses,
    Response,
    Header,
    MediaType,
    Encoding,
    Callback,
    Link,
    SecurityScheme,
    Schema,
}

impl Kind {
    /// Whether a reference may stand in its place.
    pub(super) fn may_be_reference(self) -> bool {
        use Kind::*;
        matches!(
            self,
            PathItem
                | Parameter
                | RequestBody
                | Response
                | Header
                | Callback
                | Link
                | SecurityScheme
                | Schema
        )
    }

    /// What stands under a member of such an object.
    fn member(self, name: &str) -> Option<Position> {
        use Kind::*;
        use Position::{List, Map, One};
        Some(match (self, name) {
            (OpenApi, "paths") => One(Paths),
            (OpenApi, "components") => One(Components),
            (Paths | Callback | Responses, name) if name.starts_with("x-") => return None,
            (Paths | Callback, _) => One(PathItem),
            (Responses, _) => One(Response),
            (PathItem, name) if METHODS.contains(&name) => One(Operation),
            (PathItem | Operation, "parameters") => List(Parameter),
            (Operation, "requestBody") => One(RequestBody),
            (Operation, "responses") => One(Responses),
            (Operation | Components, "callbacks") => Map(Callback),
            (Components, "schemas") => Map(Schema),
            (Components, "responses") => Map(Response),
            (Components, "parameters") => Map(Parameter),
            (Components, "requestBodies") => Map(RequestBody),
            (Components, "securitySchemes") => Map(SecurityScheme),
            (Components | Response | Encoding, "headers") => Map(Header),
            (Components | Response, "links") => Map(Link),
            (Parameter | Header | RequestBody | Response, "content") => Map(MediaType),
            (Parameter | Header | MediaType, "schema") => One(Schema),
            (MediaType, "encoding") => Map(Encoding),
            (Schema, "properties") => Map(Schema),
            (Schema, "items" | "additionalProperties" | "not") => One(Schema),
            (Schema, "allOf" | "anyOf" | "oneOf") => List(Schema),
            _ => return None,
        })
    }
}

#[derive(Clone, Copy)]
enum Position {
    One(Kind),
    /// From names to objects: the names are the author's and mean nothing.
    Map(Kind),
    List(Kind),
}

impl Position {
    fn child(self, token: &str) -> Option<Self> {
        match self {
            Self::One(kind) => kind.member(token),
            Self::Map(kind) | Self::List(kind) => Some(Self::One(kind)),
        }
    }
}

/// An object in a member of the merged document.
pub(super) struct Found<'f> {
    pub(super) kind: Kind,
    pub(super) object: &'f Object,
    reading: &'f Reading<'f>,
    below: &'f [Cow<'f, str>],
}

impl Found<'_> {
    pub(super) fn location(&self) -> Location {
        self.reading.location(self.below)
    }
}

/// Visits every object of a known kind.
pub(super) fn visit(members: &Members<'_>, mut visitor: impl FnMut(Found<'_>)) {
    for (key, reading) in members {
        let root = Some(Position::One(Kind::OpenApi));
        if let Some(position) = key.tokens().into_iter().fold(root, |position, token| position?.child(token))
        {
            Walk { reading, visitor: &mut visitor }.value(&reading.value, position, &mut Vec::new());
        }
    }
}

struct Walk<'w, V> {
    reading: &'w Reading<'w>,
    visitor: &'w mut V,
}

impl<V: FnMut(Found<'_>)> Walk<'_, V> {
    fn value<'j>(&mut self, value: &'j Json, position: Position, below: &mut Vec<Cow<'j, str>>) {
        match value {
            Json::Object(object) => {
                if let Position::One(kind) = position {
                    (self.visitor)(Found { kind, object, reading: self.reading, below });
                }
                for (name, value) in object {
                    self.child(Cow::Borrowed(name), value, position, below);
                }
            }
            Json::Array(items) if matches!(position, Position::List(_)) => {
                for (index, item) in items.iter().enumerate() {
                    self.child(Cow::Owned(index.to_string()), item, position, below);
                }
            }
            _ => {}
        }
    }

    fn child<'j>(
        &mut self,
        token: Cow<'j, str>,
        value: &'j Json,
        position: Position,
        below: &mut Vec<Cow<'j, str>>,
    ) {
        if let Some(position) = position.child(&token) {
            below.push(token);
            self.value(value, position, below);
            below.pop();
        }
    }
}
