//! The words for a change: what was, what is, and what that means to a caller. No other module has any.

use std::{collections::BTreeSet, fmt};

use collibra_client_gen::document::json::Json;

use crate::compat::change::{
    Allowed, Bound, Change, ChangeKind, Credentials, Effect, Element, Side, Unsent, Wire,
};

/// A change in words.
pub(crate) struct Sentence {
    /// The property that it is about, if what was and what is don't name it.
    pub(crate) subject: Option<String>,
    /// Empty if there was nothing.
    pub(crate) was: String,
    /// Empty if there is nothing.
    pub(crate) is: String,
    pub(crate) why: String,
}

impl Sentence {
    pub(crate) fn of(change: &Change) -> Self {
        let (was, is) = what(&change.kind);
        let subject = change.place.property().filter(|name| named(&change.kind) != Some(name));
        Self { subject, was, is, why: why(change) }
    }
}

/// All on one line.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, was, is, why } = self;
        if let Some(name) = subject {
            write!(f, "{name}: ")?;
        }
        match (was.as_str(), is.as_str()) {
            ("", is) => write!(f, "{is}: {why}"),
            (was, "") => write!(f, "{was}, gone: {why}"),
            (was, is) => write!(f, "{was} -> {is}: {why}"),
        }
    }
}

/// The property that the words for this name.
fn named(kind: &ChangeKind) -> Option<&String> {
    match kind {
        ChangeKind::Added(Element::Property { name, .. })
        | ChangeKind::Removed(Element::Property { name, .. }) => Some(name),
        ChangeKind::Required { property, .. } => property.as_ref(),
        _ => None,
    }
}

/// What was and what is.
fn what(kind: &ChangeKind) -> (String, String) {
    let both = |texts: [String; 2]| texts.into();
    match kind {
        ChangeKind::Added(Element::MediaTypes(names)) => (String::new(), names.join(", ")),
        ChangeKind::Added(of) => (String::new(), element(of)),
        ChangeKind::Removed(Element::Schema(_)) => ("a schema".to_owned(), String::new()),
        ChangeKind::Removed(of) => (element(of), String::new()),
        ChangeKind::Replaced(Element::Statuses(was), Element::Statuses(is)) => {
            (was.join(", "), is.join(", "))
        }
        ChangeKind::Replaced(Element::Choice { keyword: was, .. }, Element::Choice { keyword: is, .. }) => {
            ((*was).to_owned(), (*is).to_owned())
        }
        ChangeKind::Replaced(Element::Discriminator(was), Element::Discriminator(is)) => {
            (format!("discriminator {was:?}"), format!("discriminator {is:?}"))
        }
        ChangeKind::Replaced(Element::DefaultServer(was), Element::DefaultServer(is)) => {
            (format!("default server {was:?}"), format!("{is:?}"))
        }
        ChangeKind::Replaced(was, is) => (element(was), element(is)),
        ChangeKind::Keyword { keyword, .. } if keyword == "encoding" => {
            ("the parts' encoding".to_owned(), "another".to_owned())
        }
        ChangeKind::Keyword { keyword, was, is } => {
            both([was, is].map(|value| self::keyword(keyword, value.as_ref())))
        }
        ChangeKind::Bound { keyword, was, is } => {
            both([was, is].map(|bound| self::bound(keyword, bound.as_ref())))
        }
        ChangeKind::Required { property, is } => {
            let name = property.iter().map(|name| format!(" {name:?}")).collect::<String>();
            both([!is, *is].map(|is| format!("{}{name}", if is { "required" } else { "optional" })))
        }
        ChangeKind::SecurityScheme { member, was, is } if member.ends_with("Url") => {
            both([was, is].map(|url| url.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned()))
        }
        ChangeKind::SecurityScheme { member, was, is } => both([was, is].map(|value| match value {
            Some(value) => format!("{member} {}", shown(value)),
            None => format!("no {member}"),
        })),
        ChangeKind::Unreadable { was, is } => {
            both([was, is].map(|value| value.as_ref().map_or_else(String::new, shown)))
        }
        ChangeKind::PathParameterNames => ("the path's parameters".to_owned(), "other names".to_owned()),
        ChangeKind::Unsent { member, was, is, .. } => {
            both([was, is].map(|value| member_text(member, value.as_ref())))
        }
    }
}

fn element(element: &Element) -> String {
    let required = |required: &bool| if *required { "required " } else { "" };
    match element {
        Element::Operation { method, template } => format!("{} {template}", method.to_ascii_uppercase()),
        Element::Callback { name, method: None } => format!("callback {name}"),
        Element::Callback { name, method: Some(method) } => format!("callback {name} {method}"),
        Element::RequestBody { required: true } => "a required request body".to_owned(),
        Element::RequestBody { required: false } => "an optional request body".to_owned(),
        Element::Parameter { location, name, required: flag } => {
            format!("{}{location} parameter {name:?}", required(flag))
        }
        Element::DescribedBy(keyword) => (*keyword).to_owned(),
        Element::OneValue(of) => format!("one {of}"),
        Element::ListOfValues => "an array".to_owned(),
        Element::MediaTypes(names) => names.join(", "),
        Element::Statuses(names) => format!("status {}", names.join(", ")),
        Element::Header { name, required: flag } => format!("{}header {name:?}", required(flag)),
        Element::Schema(name) => cut(name),
        Element::Property { name, required: flag } => format!("{}property {name:?}", required(flag)),
        Element::OtherProperties(Allowed::Nothing) => "no other properties".to_owned(),
        Element::OtherProperties(Allowed::Anything) => "any other properties".to_owned(),
        Element::OtherProperties(Allowed::Schema) => "other properties of a schema".to_owned(),
        Element::Items(Allowed::Nothing) => "no items".to_owned(),
        Element::Items(Allowed::Anything) => "any items".to_owned(),
        Element::Items(Allowed::Schema) => "items of a schema".to_owned(),
        Element::Values(values) => format!("value {}", list(values)),
        Element::Choice { keyword, alternatives } => format!("{keyword} of {alternatives}"),
        Element::Alternative(name) => format!("alternative {}", cut(name)),
        Element::Discriminator(_) => "a discriminator".to_owned(),
        Element::DiscriminatorValues(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
            format!("discriminator value {}", values.join(", "))
        }
        Element::Credentials(alternatives) => {
            alternatives.iter().map(credentials).collect::<Vec<_>>().join(" or ")
        }
        Element::Flow(name) => format!("flow {name}"),
        Element::Scope(name) => format!("scope {name}"),
        Element::Server(url) => format!("server {url:?}"),
        Element::DefaultServer(url) => format!("default server {url:?}"),
        Element::ServerVariable { name, values } => {
            let values = values.as_ref().map(|values| values.iter().map(String::as_str).collect::<Vec<_>>());
            let values = values.map_or_else(|| "any value".to_owned(), |values| values.join(", "));
            format!("server variable {name}: {values}")
        }
    }
}

fn keyword(keyword: &str, value: Option<&Json>) -> String {
    let items = value.and_then(Json::as_array).unwrap_or_default();
    let each = |between: &str| {
        let text = |item: &Json| match (keyword, item) {
            ("type", Json::String(name)) => format!("type {name}"),
            _ => format!("{keyword} {}", shown(item)),
        };
        items.iter().map(text).collect::<Vec<_>>().join(between)
    };
    match (keyword, value) {
        ("nullable", _) => text_of(value, ["never null", "nullable"]),
        ("uniqueItems", _) => text_of(value, ["items that may repeat", "unique items"]),
        ("type", None) => "any type".to_owned(),
        ("type", Some(_)) => each(" or "),
        ("enum", None) => "any value".to_owned(),
        ("enum", Some(_)) => format!("one of {}", list(items)),
        ("pattern", Some(_)) => each(" and "),
        ("pattern" | "format" | "default" | "multipleOf", None) => format!("no {keyword}"),
        ("format" | "style", Some(Json::String(value))) => format!("{keyword} {value}"),
        _ => member_text(keyword, value),
    }
}

fn text_of(flag: Option<&Json>, texts: [&str; 2]) -> String {
    let [no, yes] = texts;
    if flag == Some(&Json::Bool(true)) { yes.to_owned() } else { no.to_owned() }
}

fn member_text(member: &str, value: Option<&Json>) -> String {
    value.map_or_else(String::new, |value| format!("{member} {}", shown(value)))
}

fn bound(keyword: &str, bound: Option<&Bound>) -> String {
    match bound {
        None => format!("no {keyword}"),
        Some(Bound { value, exclusive: false }) => format!("{keyword} {value}"),
        Some(Bound { value, exclusive: true }) => format!("{keyword} {value} (exclusive)"),
    }
}

fn credentials(alternative: &Credentials) -> String {
    if alternative.is_empty() {
        return "no credentials".to_owned();
    }
    let one = |(scheme, scopes): (&String, &BTreeSet<String>)| {
        if scopes.is_empty() {
            return scheme.clone();
        }
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        format!("{scheme} ({})", scopes.join(" "))
    };
    alternative.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// What it means to a caller.
fn why(change: &Change) -> String {
    // Good for the one side is bad for the other: the worse counts.
    let Some(side) = change.worst_sides().last() else { return for_side(change, Side::Request).to_owned() };
    let why = for_side(change, side);
    let is_for_both = change.worst_sides().count() == change.sides.len();
    match side {
        _ if is_for_both => why.to_owned(),
        Side::Request => format!("in requests, {why}"),
        Side::Response => format!("in replies, {why}"),
    }
}

fn for_side(change: &Change, side: Side) -> &'static str {
    use ChangeKind::{Added, Removed, Replaced};
    match (&change.kind, change.effect, side) {
        (Added(Element::Operation { .. }), ..) => "it can be called now",
        (Removed(Element::Operation { .. }), ..) => "calls of it fail",
        (Added(Element::Callback { .. }), ..) => "nobody has to take it",
        (Removed(Element::Callback { .. }), ..) => "who waits for it waits in vain",
        (Removed(Element::RequestBody { .. }), ..) => "who sends one goes beyond the contract",
        (Added(Element::MediaTypes(_) | Element::Server(_)), ..) => "it is one more choice",
        (Removed(Element::MediaTypes(_)), _, Side::Request) => "a body in it may be refused",
        (Removed(Element::MediaTypes(_)), _, Side::Response) => "replies don't come in it any more",
        (Replaced(Element::Parameter { .. }, _), ..) => "it is looked for in another part of the request",
        (Replaced(Element::DescribedBy(_), _), ..) => "it is written in another way, as JSON with its quotes",
        (Removed(Element::Statuses(_)), Effect::Is(Wire::Breaking), _) => {
            "the success that callers wait for isn't promised any more"
        }
        (Added(Element::Statuses(_)), Effect::Is(Wire::Review), _) => {
            "a client that knows only the other success may take it for a failure"
        }
        (Added(Element::Statuses(_)) | Removed(Element::Statuses(_)), ..) => "a client copes with any error",
        (Removed(Element::Property { .. }), Effect::Narrows, _) => "a request with it is refused",
        (Removed(Element::Property { .. }), Effect::Widens, _) => {
            "replies lack what this client must find in them"
        }
        (Added(Element::Discriminator(_)) | Removed(Element::Discriminator(_)), ..) => {
            "how the alternatives are told apart has changed"
        }
        (Replaced(Element::Credentials(_), _), ..) => "a caller who presents only that is refused",
        (Added(Element::Credentials(_)), ..) => "it is one more way to be let in",
        (Added(Element::Flow(_)), ..) => "it is one more way to a token",
        (Removed(Element::Flow(_)), ..) => "tokens can't be had that way any more",
        (Removed(Element::Scope(_)), ..) => "a token with it may not be given any more",
        (Removed(Element::Server(_)), ..) => "requests to it go nowhere",
        (Replaced(Element::DefaultServer(_), _), ..) => "callers that chose none are sent elsewhere",
        (Replaced(Element::ServerVariable { .. }, _), Effect::Is(Wire::Compatible), _) => {
            "there are more to choose from"
        }
        (Replaced(Element::ServerVariable { .. }, _), ..) => {
            "a server that could be chosen isn't there any more"
        }
        (ChangeKind::Keyword { .. }, Effect::Is(Wire::Compatible), _) => {
            "a body that isn't JSON is carried as it is"
        }
        (ChangeKind::Keyword { .. }, Effect::Is(Wire::Review), _) => "OpenAPI 3.0 doesn't say what it means",
        (ChangeKind::Keyword { .. }, Effect::Is(Wire::Breaking), _) => {
            "a call that leaves it out means something else now"
        }
        (ChangeKind::SecurityScheme { .. }, Effect::Is(Wire::Breaking), _) => {
            "credentials are presented in another way"
        }
        (ChangeKind::SecurityScheme { .. }, ..) => "tokens come from another address",
        (ChangeKind::Unreadable { .. }, ..) => "the reference leads nowhere in this document",
        (ChangeKind::PathParameterNames, ..) => {
            "the parameters' names aren't sent; the generated methods have them"
        }
        (ChangeKind::Unsent { because, .. }, ..) => unsent(*because),
        (_, effect, side) => by_effect(effect, side),
    }
}

fn unsent(because: Unsent) -> &'static str {
    match because {
        Unsent::Order => "the order means nothing",
        Unsent::OperationId => "it isn't sent; the generated method has its name",
        Unsent::DocumentVersion => "the document's own version",
        Unsent::Documentation => "only words",
        Unsent::Unused => "no operation uses it",
        Unsent::Consequence => "it goes with a change told beside it",
        Unsent::Spelling => "written otherwise, with the same meaning",
    }
}

fn by_effect(effect: Effect, side: Side) -> &'static str {
    match (effect, side) {
        (Effect::Narrows, Side::Request) => "a request that was valid may be refused",
        (Effect::Narrows, Side::Response) => "replies promise more",
        (Effect::Widens, Side::Request) => "requests that are valid stay valid",
        (Effect::Widens, Side::Response) => "a reply may hold what this client was told it wouldn't",
        (Effect::Differs, Side::Request) => "what was sent so far may be refused",
        (Effect::Differs, Side::Response) => "replies are other than this client expects",
        (Effect::Undecided, _) => "whether what was valid stays so can't be decided",
        (Effect::Drops, Side::Request) => "a server may ignore it, or refuse what it doesn't know",
        (Effect::Drops, Side::Response) => "a caller that reads it finds nothing any more",
        (Effect::Adds, Side::Request) => "callers may go on without it",
        (Effect::Adds | Effect::Requires, Side::Response) => "a client passes over what it doesn't know",
        (Effect::Requires, Side::Request) => "a request without it is refused",
        (Effect::Is(_), _) => "",
    }
}

/// Values on one line, and not too many.
fn list(values: &[Json]) -> String {
    const MOST: usize = 8;
    let mut texts: Vec<String> = values.iter().take(MOST).map(shown).collect();
    if values.len() > MOST {
        texts.push(format!("and {} more", values.len() - MOST));
    }
    texts.join(", ")
}

/// A value on one line, and not too long.
fn shown(value: &Json) -> String {
    cut(&value.to_string())
}

fn cut(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
