//! Which kinds of objects an OpenAPI 3.0.3 document has, and what their members hold (section 4.7).
//!
//! The specification's own grammar decides what is a reference, a schema or an operation, and what is a name or
//! somebody's data that merely looks like one: a property may be called `$ref`, and an `example` may hold
//! anything. The members of schemas are in [`keyword`](super::keyword).

use super::{
    keyword::{Keyword, Role, Shape},
    pointer::Pointer,
};

/// What a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text, a number, a flag, or a list of them: something that acts.
    Value,
    /// Something for people: it changes nothing.
    Words,
    /// An object of this kind.
    One(Kind),
    /// A list of such objects.
    List(Kind),
    /// An object from names to such objects: the names are the author's and mean nothing.
    Map(Kind),
}

macro_rules! grammar {
    ($($kind:ident { $($member:literal $holds:expr),* })*) => {
        /// A kind of object.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the specification's own names")]
        pub enum Kind { $($kind),* }

        impl Kind {
            /// Each kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The members that objects of this kind have, in the specification's order, and what they hold.
            /// Those of a schema are [`Keyword::ALL`]; objects that are maps have none.
            #[must_use]
            pub const fn members(self) -> &'static [(&'static str, Holds)] {
                use Holds::*;
                use Kind::*;
                match self { $($kind => &[$(($member, $holds)),*],)* }
            }
        }
    };
}

grammar! {
    OpenApi {
        "openapi" Value, "info" One(Info), "servers" List(Server), "paths" One(Paths),
        "components" One(Components), "security" List(SecurityRequirement), "tags" List(Tag),
        "externalDocs" One(ExternalDocs)
    }
    Info {
        "title" Words, "description" Words, "termsOfService" Words, "contact" One(Contact),
        "license" One(License), "version" Words
    }
    Contact { "name" Words, "url" Words, "email" Words }
    License { "name" Words, "url" Words }
    Server { "url" Value, "description" Words, "variables" Map(ServerVariable) }
    ServerVariable { "enum" Value, "default" Value, "description" Words }
    Components {
        "schemas" Map(Schema), "responses" Map(Response), "parameters" Map(Parameter),
        "examples" Map(Example), "requestBodies" Map(RequestBody), "headers" Map(Header),
        "securitySchemes" Map(SecurityScheme), "links" Map(Link), "callbacks" Map(Callback)
    }
    Paths {}
    PathItem {
        "$ref" Value, "summary" Words, "description" Words,
        "get" One(Operation), "put" One(Operation), "post" One(Operation), "delete" One(Operation),
        "options" One(Operation), "head" One(Operation), "patch" One(Operation), "trace" One(Operation),
        "servers" List(Server), "parameters" List(Parameter)
    }
    Operation {
        "tags" Words, "summary" Words, "description" Words, "externalDocs" One(ExternalDocs),
        "operationId" Value, "parameters" List(Parameter), "requestBody" One(RequestBody),
        "responses" One(Responses), "callbacks" Map(Callback), "deprecated" Words,
        "security" List(SecurityRequirement), "servers" List(Server)
    }
    ExternalDocs { "description" Words, "url" Words }
    Parameter {
        "name" Value, "in" Value, "description" Words, "required" Value, "deprecated" Words,
        "allowEmptyValue" Value, "style" Value, "explode" Value, "allowReserved" Value,
        "schema" One(Schema), "example" Words, "examples" Map(Example), "content" Map(MediaType)
    }
    RequestBody { "description" Words, "content" Map(MediaType), "required" Value }
    MediaType {
        "schema" One(Schema), "example" Words, "examples" Map(Example), "encoding" Map(Encoding)
    }
    Encoding {
        "contentType" Value, "headers" Map(Header), "style" Value, "explode" Value, "allowReserved" Value
    }
    Responses {}
    Response {
        "description" Words, "headers" Map(Header), "content" Map(MediaType), "links" Map(Link)
    }
    Callback {}
    Example { "summary" Words, "description" Words, "value" Words, "externalValue" Words }
    Link {
        "operationRef" Value, "operationId" Value, "parameters" Value, "requestBody" Value,
        "description" Words, "server" One(Server)
    }
    Header {
        "description" Words, "required" Value, "deprecated" Words, "allowEmptyValue" Value, "style" Value,
        "explode" Value, "allowReserved" Value, "schema" One(Schema), "example" Words,
        "examples" Map(Example), "content" Map(MediaType)
    }
    Tag { "name" Words, "description" Words, "externalDocs" One(ExternalDocs) }
    Schema {}
    Discriminator { "propertyName" Value, "mapping" Value }
    Xml { "name" Value, "namespace" Value, "prefix" Value, "attribute" Value, "wrapped" Value }
    SecurityScheme {
        "type" Value, "description" Words, "name" Value, "in" Value, "scheme" Value, "bearerFormat" Words,
        "flows" One(OAuthFlows), "openIdConnectUrl" Value
    }
    OAuthFlows {
        "implicit" One(OAuthFlow), "password" One(OAuthFlow), "clientCredentials" One(OAuthFlow),
        "authorizationCode" One(OAuthFlow)
    }
    OAuthFlow { "authorizationUrl" Value, "tokenUrl" Value, "refreshUrl" Value, "scopes" Value }
    SecurityRequirement {}
}

impl Kind {
    /// What the member of this name holds, if objects of this kind can have it. Extensions hold what is unknown:
    /// nothing here.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Holds> {
        match self {
            Self::Schema => Keyword::from_name(name).map(of_keyword),
            Self::SecurityRequirement => Some(Holds::Value),
            Self::Paths | Self::Callback | Self::Responses if is_extension(name) => None,
            Self::Paths | Self::Callback => Some(Holds::One(Self::PathItem)),
            Self::Responses => Some(Holds::One(Self::Response)),
            _ => self.members().iter().find(|(member, _)| *member == name).map(|(_, holds)| *holds),
        }
    }

    /// The place of this member in the specification's order. Members that it doesn't list come after all others.
    #[must_use]
    pub fn rank(self, name: &str) -> usize {
        self.members().iter().position(|(member, _)| *member == name).unwrap_or(usize::MAX)
    }

    /// Whether a reference may be in the place of such an object, and must lead somewhere. One to an example may
    /// be, but is for people.
    #[must_use]
    pub const fn may_be_reference(self) -> bool {
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

    /// Whether such an object says nothing but to people.
    #[must_use]
    pub const fn is_words(self) -> bool {
        use Kind::*;
        matches!(self, Info | Contact | License | ExternalDocs | Tag | Example)
    }
}

/// What a keyword of a schema holds.
fn of_keyword(keyword: Keyword) -> Holds {
    match (keyword.shape(), keyword) {
        (Shape::Schema | Shape::SchemaOrFlag, _) => Holds::One(Kind::Schema),
        (Shape::Schemas, _) => Holds::List(Kind::Schema),
        (Shape::NamedSchemas, _) => Holds::Map(Kind::Schema),
        (_, Keyword::Discriminator) => Holds::One(Kind::Discriminator),
        (_, Keyword::Xml) => Holds::One(Kind::Xml),
        (_, Keyword::ExternalDocs) => Holds::One(Kind::ExternalDocs),
        _ if keyword.role() == Role::Documents => Holds::Words,
        _ => Holds::Value,
    }
}

impl Holds {
    /// A whole document.
    pub const DOCUMENT: Self = Self::One(Kind::OpenApi);

    /// What is under this token of what this is.
    #[must_use]
    pub fn child(self, token: &str) -> Option<Self> {
        match self {
            Self::One(kind) => kind.member(token),
            Self::List(kind) | Self::Map(kind) => Some(Self::One(kind)),
            Self::Value | Self::Words => None,
        }
    }

    /// What a document holds at this pointer. Below a value or words there is nothing more to say.
    #[must_use]
    pub fn at(pointer: &Pointer) -> Option<Self> {
        pointer.tokens().try_fold(Self::DOCUMENT, |holds, token| holds.child(&token))
    }

    const fn is_words(self) -> bool {
        match self {
            Self::Words => true,
            Self::Value => false,
            Self::One(kind) | Self::List(kind) | Self::Map(kind) => kind.is_words(),
        }
    }
}

/// What a place in a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The specification says what it does, or what holds it: somebody's value, say.
    Acts,
    /// It is for people, or in an extension.
    Words,
    /// The specification doesn't have it.
    Unknown,
}

/// What the place at this pointer of a document is for.
#[must_use]
pub fn meaning(pointer: &Pointer) -> Meaning {
    let mut holds = Holds::DOCUMENT;
    for token in pointer.tokens() {
        holds = match (holds, holds.child(&token)) {
            (Holds::Value, _) => return Meaning::Acts,
            // Elsewhere it is a name like any other.
            (Holds::One(kind), _) if kind != Kind::SecurityRequirement && is_extension(&token) => {
                return Meaning::Words;
            }
            (_, Some(inner)) if inner.is_words() => return Meaning::Words,
            (_, Some(inner)) => inner,
            (Holds::One(kind), None) if kind.may_be_reference() && token == "$ref" => return Meaning::Acts,
            (_, None) => return Meaning::Unknown,
        };
    }
    Meaning::Acts
}

/// Whether a member with this name is an extension (section 4.9).
#[must_use]
pub fn is_extension(name: &str) -> bool {
    name.starts_with("x-")
}
