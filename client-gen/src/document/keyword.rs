//! The keywords of a schema (OpenAPI 3.0.3, section 4.7.24): what each holds, which types it is about, and what
//! it does.
//!
//! Whoever treats keywords differently matches on [`Keyword`] without a wildcard, or asks [`Keyword::role`]: one
//! that is added here is then a compile error where it is forgotten.

use super::json::Json;

/// The types of JSON values that a schema can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `array`
    Array,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `object`
    Object,
    /// `string`
    String,
}

impl Type {
    /// Each type.
    pub const ALL: [Self; 6] =
        [Self::Array, Self::Boolean, Self::Integer, Self::Number, Self::Object, Self::String];

    /// The word for it in a schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }

    /// The type with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.name() == name)
    }

    /// The narrowest type of a value: `1.0` is spelled as a number, `1` as an integer. `null` has none in OpenAPI
    /// 3.0.
    #[must_use]
    pub fn of(value: &Json) -> Option<Self> {
        match value {
            Json::Null => None,
            Json::Bool(_) => Some(Self::Boolean),
            Json::Number(number) if number.spelling().contains(['.', 'e', 'E']) => Some(Self::Number),
            Json::Number(_) => Some(Self::Integer),
            Json::String(_) => Some(Self::String),
            Json::Array(_) => Some(Self::Array),
            Json::Object(_) => Some(Self::Object),
        }
    }

    /// Whether each value of `other` is one of this type: an integer is a number.
    #[must_use]
    pub fn includes(self, other: Self) -> bool {
        self == other || (self, other) == (Self::Number, Self::Integer)
    }
}

/// What a keyword does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It says which values are valid.
    Asserts,
    /// It leads to other schemas for the same value: what they say is what it says.
    Structures,
    /// It says something about valid values to programs, such as the value that an absent one has.
    Annotates,
    /// It says something to people.
    Documents,
}

/// What JSON a keyword holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A number of characters, items or members.
    Count,
    /// The name of a type.
    Type,
    /// A list of strings.
    Names,
    /// A list of anything.
    Values,
    /// An object that isn't a schema.
    Object,
    /// A schema.
    Schema,
    /// A schema, or `true` or `false`.
    SchemaOrFlag,
    /// A list of schemas.
    Schemas,
    /// An object from names to schemas.
    NamedSchemas,
}

impl Shape {
    /// Whether this value has the shape. Of a schema only whether it is an object counts.
    #[must_use]
    pub fn fits(self, value: &Json) -> bool {
        let all = |test: fn(&Json) -> bool| value.as_array().is_some_and(|items| items.iter().all(test));
        let is_object = |value: &Json| value.as_object().is_some();
        match self {
            Self::Any => true,
            Self::Text => value.as_str().is_some(),
            Self::Flag => matches!(value, Json::Bool(_)),
            Self::Number | Self::Count => matches!(value, Json::Number(_)),
            Self::Type => value.as_str().and_then(Type::from_name).is_some(),
            Self::Names => all(|item| item.as_str().is_some()),
            Self::Values => value.as_array().is_some(),
            Self::Object | Self::Schema => is_object(value),
            Self::SchemaOrFlag => is_object(value) || matches!(value, Json::Bool(_)),
            Self::Schemas => all(is_object),
            Self::NamedSchemas => value.as_object().is_some_and(|schemas| schemas.values().all(is_object)),
        }
    }

    /// The shape in words: what "… should be …" ends with.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Text => "a string",
            Self::Flag => "true or false",
            Self::Number | Self::Count => "a number",
            Self::Type => "string, number, integer, boolean, object or array",
            Self::Names => "a list of strings",
            Self::Values => "a list",
            Self::Object => "an object",
            Self::Schema => "a schema",
            Self::SchemaOrFlag => "a schema, true or false",
            Self::Schemas => "a list of schemas",
            Self::NamedSchemas => "an object of schemas",
        }
    }
}

const ANY: &[Type] = &Type::ALL;
const ARRAY: &[Type] = &[Type::Array];
const NUMBER: &[Type] = &[Type::Number, Type::Integer];
const OBJECT: &[Type] = &[Type::Object];
const STRING: &[Type] = &[Type::String];
const FORMATTED: &[Type] = &[Type::String, Type::Number, Type::Integer];

macro_rules! keywords {
    ($($variant:ident $name:literal $shape:ident $types:ident $role:ident,)*) => {
        /// A keyword of a schema: those of OpenAPI 3.0, and `const` and `examples`, which 3.1 has as well.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Keyword {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Keyword {
            /// Each keyword.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The keyword with this name. Extensions (`x-…`) are none.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Some(match name { $($name => Self::$variant,)* _ => return None })
            }

            /// Its name in a schema.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it holds.
            #[must_use]
            pub const fn shape(self) -> Shape {
                match self { $(Self::$variant => Shape::$shape),* }
            }

            /// The types that it says something about; values of other types satisfy it, whatever they are.
            #[must_use]
            pub const fn applies_to(self) -> &'static [Type] {
                match self { $(Self::$variant => $types),* }
            }

            /// What it does.
            #[must_use]
            pub const fn role(self) -> Role {
                match self { $(Self::$variant => Role::$role),* }
            }
        }
    };
}

keywords! {
    Ref "$ref" Text ANY Structures,
    AllOf "allOf" Schemas ANY Structures,
    OneOf "oneOf" Schemas ANY Structures,
    AnyOf "anyOf" Schemas ANY Structures,
    Not "not" Schema ANY Asserts,
    Discriminator "discriminator" Object ANY Asserts,
    Type "type" Type ANY Asserts,
    Nullable "nullable" Flag ANY Asserts,
    Enum "enum" Values ANY Asserts,
    Const "const" Any ANY Asserts,
    Format "format" Text FORMATTED Asserts,
    Pattern "pattern" Text STRING Asserts,
    MinLength "minLength" Count STRING Asserts,
    MaxLength "maxLength" Count STRING Asserts,
    Minimum "minimum" Number NUMBER Asserts,
    Maximum "maximum" Number NUMBER Asserts,
    ExclusiveMinimum "exclusiveMinimum" Flag NUMBER Asserts,
    ExclusiveMaximum "exclusiveMaximum" Flag NUMBER Asserts,
    MultipleOf "multipleOf" Number NUMBER Asserts,
    Items "items" Schema ARRAY Asserts,
    MinItems "minItems" Count ARRAY Asserts,
    MaxItems "maxItems" Count ARRAY Asserts,
    UniqueItems "uniqueItems" Flag ARRAY Asserts,
    Properties "properties" NamedSchemas OBJECT Asserts,
    AdditionalProperties "additionalProperties" SchemaOrFlag OBJECT Asserts,
    Required "required" Names OBJECT Asserts,
    MinProperties "minProperties" Count OBJECT Asserts,
    MaxProperties "maxProperties" Count OBJECT Asserts,
    Default "default" Any ANY Annotates,
    ReadOnly "readOnly" Flag ANY Annotates,
    WriteOnly "writeOnly" Flag ANY Annotates,
    Xml "xml" Object ANY Annotates,
    Title "title" Text ANY Documents,
    Description "description" Text ANY Documents,
    Deprecated "deprecated" Flag ANY Documents,
    Example "example" Any ANY Documents,
    Examples "examples" Any ANY Documents,
    ExternalDocs "externalDocs" Object ANY Documents,
}

impl Keyword {
    /// The type that a schema with this keyword and without `type` is meant to have, if it is about one alone.
    #[must_use]
    pub const fn implies(self) -> Option<Type> {
        match self.applies_to() {
            [one] | [one, Type::Integer] => Some(*one),
            _ => None,
        }
    }
}
