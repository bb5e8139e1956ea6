//! A change, as data: what differs and where, what it does on the wire and in Rust, and whom it reaches. Its
//! sentences are the report's.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use collibra_client_gen::document::json::{Json, Number};

use serde_json::Value;

use super::{node::Place, rust::Break, witness::Path};

/// What a change does to a client that is out there, on the wire. Ordered from harmless to harmful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Wire {
    /// There is no change.
    None,
    /// Nothing that is sent.
    Docs,
    /// What was valid stays valid, and responses hold what was promised.
    Compatible,
    /// It can't be decided from the documents, or only a lenient client survives it.
    Review,
    /// A valid request may be refused now, or a response may hold what it wasn't to.
    Breaking,
}

/// What a change does to code that is compiled against the client. Ordered from harmless to harmful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Rust {
    /// The same code.
    None,
    /// The same surface; documentation or the inside differ.
    Internal,
    /// Something is new, and nothing is gone.
    Additive,
    /// Something is gone or different.
    Breaking,
    /// One of the documents doesn't become a client.
    Unknown,
}

/// Who reads what is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Side {
    /// The server: it must go on to accept what the client sends.
    Request,
    /// The client: it must go on to understand what the server sends.
    Response,
}

/// What a difference does to what is accepted or promised there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The new document allows less.
    Narrows,
    /// The new document allows more.
    Widens,
    /// The new document allows something else.
    Differs,
    /// Which of these can't be decided.
    Undecided,
    /// Something optional isn't described any more.
    Drops,
    /// Something optional is described now.
    Adds,
    /// Something new is described now, and must be there.
    Requires,
    /// The verdict is the same on both sides.
    Is(Wire),
}

/// What differs. With the effect and the side it is also why that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Added(Element),
    Removed(Element),
    Replaced(Element, Element),
    /// A keyword of a schema or parameter; a list for what may be said several times.
    Keyword {
        keyword: String,
        was: Option<Json>,
        is: Option<Json>,
    },
    /// A bound of numbers, lengths or counts.
    Bound {
        keyword: &'static str,
        was: Option<Bound>,
        is: Option<Bound>,
    },
    /// Whether something must be there: a property, by its name, or what the place itself describes.
    Required {
        property: Option<String>,
        is: bool,
    },
    /// A member of a security scheme or of one of its flows.
    SecurityScheme {
        member: &'static str,
        was: Option<Json>,
        is: Option<Json>,
    },
    /// What can't be read, such as a reference that leads nowhere.
    Unreadable {
        was: Option<Json>,
        is: Option<Json>,
    },
    /// A string that is no secret any more, or is called like one and isn't.
    Secret(Exposed),
    /// The names of a path's parameters, in its template.
    PathParameterNames {
        was: String,
        is: String,
    },
    /// The name of a component.
    ComponentName {
        was: String,
        is: String,
    },
    /// A member that says nothing about what is sent.
    Unsent {
        member: String,
        was: Option<Json>,
        is: Option<Json>,
        because: Unsent,
    },
}

/// Why a string that may be a secret has no secret type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposed {
    /// It had `format: password`.
    NoLongerMarked,
    /// It is new, and only its name says so.
    NotMarked,
}

/// What a document describes, or doesn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Operation {
        method: &'static str,
        template: String,
    },
    Callback {
        name: String,
        method: Option<&'static str>,
    },
    RequestBody {
        required: bool,
    },
    Parameter {
        location: String,
        name: String,
        required: bool,
    },
    /// By `schema` or by `content`.
    DescribedBy(&'static str),
    /// A parameter with one value of this type, or with a list of them.
    OneValue(String),
    ListOfValues,
    MediaTypes(Vec<String>),
    Statuses(Vec<String>),
    Header {
        name: String,
        required: bool,
    },
    Schema(String),
    Property {
        name: String,
        required: bool,
    },
    OtherProperties(Allowed),
    Items(Allowed),
    /// Of an enumeration.
    Values(Vec<Json>),
    Choice {
        keyword: &'static str,
        alternatives: usize,
    },
    Alternative(String),
    Discriminator(String),
    DiscriminatorValues(Vec<String>),
    /// Alternatives of a security requirement.
    Credentials(Vec<Credentials>),
    Flow(String),
    Scope(String),
    Server(String),
    /// The server that a client takes if it isn't given one.
    DefaultServer(String),
    /// A variable of a server, and the values to choose from.
    ServerVariable {
        name: String,
        values: Option<BTreeSet<String>>,
    },
}

/// What is allowed where a schema may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    Nothing,
    Anything,
    Schema,
}

/// A bound's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) value: Number,
    pub(crate) exclusive: bool,
}

/// Every scheme that a caller needs together, with the scopes.
pub(crate) type Credentials = BTreeMap<String, BTreeSet<String>>;

/// Why a difference is none of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsent {
    /// The same items in another order.
    Order,
    OperationId,
    /// `info.version`.
    DocumentVersion,
    /// Descriptions, examples and extensions.
    Documentation,
    /// In a component that no operation uses.
    Unused,
    /// What it does is reported with another change.
    Consequence,
    /// Whatever says the same in other words, such as a schema that has become a component.
    Spelling,
}

/// One change, at the place where its author made it.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) wire: Wire,
    pub(crate) rust: Rust,
    /// Why that is breaking, if it is.
    pub(crate) breaks: Vec<Break>,
    /// In the new document, or in the old one if it is gone.
    pub(crate) place: Place,
    pub(crate) kind: ChangeKind,
    pub(crate) effect: Effect,
    /// The sides that it reaches; none if nothing is sent.
    pub(crate) sides: BTreeSet<Side>,
    /// The operations that it reaches, by `operationId`, or by method and path.
    pub(crate) operations: BTreeSet<String>,
    /// Whether the new client leaves all of these out.
    pub(crate) is_left_out: bool,
    /// The values that it is about.
    pub(crate) sites: BTreeSet<Site>,
    /// What the evidence makes of it, where that isn't what the effect says.
    pub(crate) judged: BTreeMap<Side, Judged>,
    pub(crate) example: Option<Example>,
    /// What it is known by from one release to the next; empty until all of it is known.
    pub(crate) fingerprint: String,
    /// Why a reviewer has accepted it.
    pub(crate) approved: Option<String>,
}

/// A value: the place that describes it, by its index, and the way from there.
pub(crate) type Site = (usize, Path);

/// What the evidence makes of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// It is shown that both documents allow the same values.
    Same,
    /// It is shown that no value breaks.
    Safe,
    /// No value was found that breaks, nor is it shown that there is none.
    NotFound,
    /// It wasn't looked at.
    Unjudged,
    /// It is shown that no value breaks, but one may be taken for another alternative.
    Picked,
    /// The value has properties that nothing describes, in what is a map.
    Mapped,
    /// There is an example.
    Shown,
}

/// A value that was valid and is refused, or that may come and wasn't expected.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) operation: String,
    pub(crate) side: Side,
    /// The body, parameter or header.
    pub(crate) of: Element,
    /// The way to the value from there.
    pub(crate) path: Path,
    pub(crate) value: Value,
}

impl Change {
    /// A change that reaches nothing yet.
    pub(crate) fn new(place: Place, kind: ChangeKind, effect: Effect) -> Self {
        let (sides, operations) = (BTreeSet::new(), BTreeSet::new());
        Self {
            wire: Wire::None,
            rust: Rust::None,
            breaks: Vec::new(),
            place,
            kind,
            effect,
            sides,
            operations,
            is_left_out: false,
            sites: BTreeSet::new(),
            judged: BTreeMap::new(),
            example: None,
            fingerprint: String::new(),
            approved: None,
        }
    }

    /// Adds an operation that it reaches, and on which side: the verdict is the worst of them.
    pub(crate) fn reach(&mut self, operation: &str, side: Side) {
        self.wire = self.wire.max(self.effect.verdict(side));
        self.operations.insert(operation.to_owned());
        self.sides.insert(side);
    }

    /// Notes what the evidence makes of it on a side.
    pub(crate) fn judge(&mut self, side: Side, judged: Judged) {
        self.judged.insert(side, judged);
        self.wire = self.sides.iter().map(|side| self.verdict(*side)).max().unwrap_or(self.wire);
    }

    pub(crate) fn verdict(&self, side: Side) -> Wire {
        match self.judged.get(&side) {
            None => self.effect.verdict(side),
            Some(Judged::Same) => Wire::Docs,
            Some(Judged::Safe) => Wire::Compatible,
            Some(Judged::NotFound | Judged::Unjudged | Judged::Picked | Judged::Mapped) => Wire::Review,
            Some(Judged::Shown) => Wire::Breaking,
        }
    }

    /// The sides for which it is as bad as its verdict says.
    pub(crate) fn worst_sides(&self) -> impl Iterator<Item = Side> {
        self.sides.iter().copied().filter(|side| self.verdict(*side) == self.wire)
    }

    /// The required property that came or went.
    pub(crate) fn required_property(&self) -> Option<&str> {
        match &self.kind {
            ChangeKind::Added(Element::Property { name, required: true })
            | ChangeKind::Removed(Element::Property { name, required: true }) => Some(name),
            _ => None,
        }
    }

    /// The `operationId` that an operation had before it got another.
    pub(crate) fn old_operation_id(&self) -> Option<&str> {
        match &self.kind {
            ChangeKind::Unsent { because: Unsent::OperationId, was: Some(was), .. } => was.as_str(),
            _ => None,
        }
    }

    /// The name that a component had before it got another.
    pub(crate) fn old_component(&self) -> Option<&str> {
        match &self.kind {
            ChangeKind::ComponentName { was, .. } => Some(was),
            _ => None,
        }
    }

    pub(crate) fn is_about_a_secret(&self) -> bool {
        matches!(self.kind, ChangeKind::Secret(_))
    }

    /// Whether a reviewer has to see it.
    pub(crate) fn is_open(&self) -> bool {
        self.wire >= Wire::Review || self.rust >= Rust::Breaking
    }

    /// Whether another change to the same object says what it means.
    pub(crate) fn is_consequence(&self) -> bool {
        matches!(self.kind, ChangeKind::Unsent { because: Unsent::Consequence, .. })
    }

    /// Whether callers should move away from what it is about.
    pub(crate) fn is_deprecation(&self) -> bool {
        let ChangeKind::Unsent { member, is, .. } = &self.kind else { return false };
        member == "deprecated" && *is == Some(Json::Bool(true))
    }

    pub(crate) fn is_documentation(&self) -> bool {
        matches!(self.kind, ChangeKind::Unsent { because: Unsent::Documentation, .. })
    }
}

impl ChangeKind {
    /// What is there in the new document alone, or in the old one.
    pub(crate) fn one_sided(element: Element, is_added: bool) -> Self {
        if is_added { Self::Added(element) } else { Self::Removed(element) }
    }

    pub(crate) fn keyword(keyword: &str, was: Option<Json>, is: Option<Json>) -> Self {
        Self::Keyword { keyword: keyword.to_owned(), was, is }
    }

    pub(crate) fn flag(keyword: &str, is: bool) -> Self {
        Self::keyword(keyword, Some(Json::Bool(!is)), Some(Json::Bool(is)))
    }
}

impl Side {
    /// In a callback the server sends the request.
    pub(crate) fn reversed(self) -> Self {
        match self {
            Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }
}

impl Effect {
    /// What allows more, or else less.
    pub(crate) fn widens(more: bool) -> Self {
        if more { Self::Widens } else { Self::Narrows }
    }

    pub(crate) fn verdict(self, side: Side) -> Wire {
        match (self, side) {
            (Self::Is(wire), _) => wire,
            (Self::Differs, _) => Wire::Breaking,
            (Self::Undecided, _) | (Self::Drops, _) => Wire::Review,
            (Self::Adds, _) => Wire::Compatible,
            (Self::Narrows | Self::Requires, Side::Request) | (Self::Widens, Side::Response) => {
                Wire::Breaking
            }
            (Self::Narrows | Self::Requires, Side::Response) | (Self::Widens, Side::Request) => {
                Wire::Compatible
            }
        }
    }
}

impl Wire {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Review => "review",
            Self::Breaking => "breaking",
        }
    }
}

impl Rust {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Internal => "internal",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
