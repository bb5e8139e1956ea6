//! The API surface of a generated client as facts: what its users can name and call.
//!
//! The text of an item has one line per fact, so that a difference of two surfaces shows just what changed.
//! Documentation and bodies aren't part of it. It says what is there, not whether a change is breaking.

mod plain;
mod reader;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{document::operation::Operation, names};

pub use reader::SurfaceError;
pub(crate) use reader::read;

/// The items of a client's surface.
pub type Surface = BTreeMap<ItemName, Item>;

/// What an item is called. Its text is usable as a file name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemName {
    /// The call of an operation, by the operation's id: `operation__getClient`.
    Operation(String),
    /// The document's version, servers and operations: `operations`.
    Operations,
    /// A type of the module `types`: `type__UpdateClient`.
    Type(String),
}

impl ItemName {
    /// Whether this is the type that is generated for that component or operation, or for a schema inside it, whose
    /// type has the name of what it is in and its own.
    #[must_use]
    pub fn is_type_of(&self, owner: &str) -> bool {
        let Self::Type(name) = self else { return false };
        let inside = name.strip_prefix(&names::pascal(owner));
        inside.is_some_and(|own| !own.starts_with(char::is_lowercase))
    }
}

impl fmt::Display for ItemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(id) => write!(f, "operation__{id}"),
            Self::Operations => f.write_str("operations"),
            Self::Type(name) => write!(f, "type__{name}"),
        }
    }
}

/// An item: its facts in the order of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What there is to say about it.
    pub facts: Vec<Fact>,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fact) in self.facts.iter().enumerate() {
            write!(f, "{}{fact}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

/// One thing that users of a client rely on. Whoever judges facts decides about each kind of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `info.version` of the document.
    ApiVersion(String),
    /// A server that the document lists.
    Server {
        /// The variant of `Server`.
        variant: String,
        /// Its base path.
        base_path: String,
        /// Whether a client has this one unless another is chosen.
        is_default: bool,
    },
    /// An operation as documented.
    Operation(Operation),
    /// What the document has and the client leaves out.
    Held(String),
    /// What the client doesn't say as the document does.
    GivenUp(String),
    /// What the item is, with what it derives.
    Definition(Definition),
    /// A field of a struct.
    Field(Member),
    /// A variant of an enum.
    Variant(Member),
    /// The client's method that gives the item, with its name, parameters and result.
    Start(String),
    /// A method of the item.
    Method(String),
    /// A setter of the item's builder that doesn't just take what converts into its field.
    Setter(String),
    /// A trait that is implemented other than by a derive: `Trait for Type`.
    Impl(String),
}

/// The head of a struct or an enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// `struct types::UpdateClient`.
    pub what: String,
    /// The derived traits.
    pub traits: BTreeSet<String>,
    /// Other attributes.
    pub attributes: Vec<String>,
    /// Whether it can get another field or variant without breaking code that names it.
    pub non_exhaustive: bool,
}

/// A field or a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name in Rust; empty in a tuple.
    pub name: String,
    /// Its name in JSON; none in a tuple.
    pub wire: Option<String>,
    /// Its type, or what a variant holds.
    pub of: String,
    /// Whether only the generated code can use it.
    pub is_private: bool,
    /// What serde attributes say otherwise: names, some with values.
    pub serde: Vec<(String, Option<String>)>,
    /// Other attributes.
    pub attributes: Vec<String>,
}

impl Member {
    /// Whether nobody can build the struct without this field.
    #[must_use]
    pub fn is_required(&self) -> bool {
        let optional = ["default", "flatten", "skip_serializing_if"];
        !self.serde.iter().any(|(name, _)| optional.contains(&name.as_str()))
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApiVersion(version) => write!(f, "info.version {version}"),
            Self::Server { variant, base_path, is_default } => {
                let default = if *is_default { " (default)" } else { "" };
                write!(f, "server {base_path:?} Server::{variant}{default}")
            }
            Self::Operation(operation) => f.write_str(&line(operation)),
            Self::Held(held) => write!(f, "left out: {held}"),
            Self::GivenUp(what) => write!(f, "given up: {what}"),
            Self::Definition(definition) => definition.fmt(f),
            Self::Field(member) => member.show(": ", f),
            Self::Variant(member) => member.show("", f),
            Self::Start(signature) => write!(f, "Client::{signature}"),
            Self::Method(signature) => write!(f, "  {signature}"),
            Self::Setter(signature) => write!(f, "  builder {signature}"),
            Self::Impl(head) => write!(f, "  impl {head}"),
        }
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for (index, of) in self.traits.iter().enumerate() {
            write!(f, "{}{of}", if index == 0 { ": " } else { " + " })?;
        }
        self.attributes.iter().try_for_each(|attribute| write!(f, " [{attribute}]"))?;
        f.write_str(if self.non_exhaustive { " [non_exhaustive]" } else { "" })
    }
}

impl Member {
    /// `  private name: Type as "wire", default [attribute]`
    fn show(&self, separator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.name.is_empty() { "" } else { separator };
        f.write_str(if self.is_private { "  private " } else { "  " })?;
        write!(f, "{}{separator}{}", self.name, self.of)?;
        self.wire.iter().try_for_each(|wire| write!(f, " as {wire:?}"))?;
        for (name, value) in &self.serde {
            match (name.as_str(), value) {
                // The path of a function, of which the last name says it.
                ("skip_serializing_if", Some(path)) => {
                    write!(f, ", not sent if {}", path.rsplit("::").next().unwrap_or(path))?;
                }
                (name, Some(value)) => write!(f, ", {name} = {value:?}")?,
                (name, None) => write!(f, ", {name}")?,
            }
        }
        self.attributes.iter().try_for_each(|attribute| write!(f, " [{attribute}]"))
    }
}

/// An operation as documented, on one line.
fn line(operation: &Operation) -> String {
    let content = |content: &[(String, String)]| -> String {
        content.iter().map(|(media_type, schema)| format!(" {media_type} {schema}")).collect()
    };
    let optional = |required: bool| if required { "" } else { "?" };
    let parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|p| format!("{}{}: {} in {}", p.name, optional(p.required), p.schema, p.location))
        .collect();
    let body = operation.body.iter();
    let body: String =
        body.map(|body| format!(" body{}:{}", optional(body.required), content(&body.content))).collect();
    let responses = operation.responses.iter();
    let responses: Vec<String> =
        responses.map(|response| format!("{}{}", response.status, content(&response.content))).collect();
    let (parameters, responses) = (parameters.join(", "), responses.join(", "));
    let security = operation.security.iter();
    let security: String = security.map(|any| format!(" security {}", any.join(" or "))).collect();
    let deprecated = if operation.deprecated { " deprecated" } else { "" };
    format!(
        "{} {} {}({parameters}){body} -> {responses}{security}{deprecated}",
        operation.method, operation.path, operation.id
    )
}
