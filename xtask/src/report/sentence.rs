//! The words for a change: what was, what is, and what that means to a caller. No other module has any.

use std::{collections::BTreeSet, fmt};

use collibra_client_gen::document::{json::Json, keyword::Keyword};

use crate::compat::change::{
    Allowed, Bound, Change, ChangeKind, Credentials, Effect, Element, Example, Exposed, Judged, Side, Unsent,
    Wire,
};
use crate::compat::witness::WITHIN;

/// A change in words.
pub(crate) struct Sentence {
    /// The property that it is about, if what was and what is don't name it.
    pub(crate) subject: Option<String>,
    /// Empty if there was nothing.
    pub(crate) was: String,
    /// Empty if there is nothing.
    pub(crate) is: String,
    pub(crate) why: String,
    /// A value that shows it, as JSON, and what becomes of it.
    pub(crate) example: Option<(String, &'static str)>,
}

impl Sentence {
    pub(crate) fn of(change: &Change) -> Self {
        let (was, is) = what(&change.kind);
        let subject = change.place.property().filter(|name| named(&change.kind) != Some(name));
        let left_out = if change.is_left_out { "; this client leaves it out" } else { "" };
        let accepted = change.approved.as_ref().map(|reason| format!("; accepted: {reason}"));
        let why = format!("{}{left_out}{}", why(change), accepted.unwrap_or_default());
        Self { subject, was, is, why, example: change.example.as_ref().map(example) }
    }

    /// What was added, removed or changed, with the document's own words in this style.
    pub(crate) fn what(&self, style: impl Fn(&str) -> String) -> String {
        match (self.was.as_str(), self.is.as_str()) {
            ("", is) => format!("added {}", style(is)),
            (was, "") => format!("removed {}", style(was)),
            (was, is) => format!("{} -> {}", style(was), style(is)),
        }
    }
}

/// All on one line.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.subject {
            write!(f, "{name}: ")?;
        }
        write!(f, "{}: {}", self.what(str::to_owned), self.why)?;
        match &self.example {
            Some((value, fate)) => write!(f, "; {value} {fate}"),
            None => Ok(()),
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
        ChangeKind::Added(of) => (String::new(), element(of)),
        ChangeKind::Removed(of) => (element(of), String::new()),
        ChangeKind::Replaced(was, is) => (element(was), element(is)),
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
        ChangeKind::SecurityScheme { member, was, is } => both([was, is].map(|value| match value {
            Some(value) => format!("{member} {}", shown(value)),
            None => format!("no {member}"),
        })),
        ChangeKind::Unreadable { was, is } => {
            both([was, is].map(|value| value.as_ref().map_or_else(String::new, shown)))
        }
        ChangeKind::Secret(Exposed::NoLongerMarked) => ("format password".to_owned(), "no format".to_owned()),
        ChangeKind::Secret(Exposed::NotMarked) => {
            (String::new(), "a string without `format: password`".to_owned())
        }
        ChangeKind::PathParameterNames { was, is } => (was.clone(), is.clone()),
        ChangeKind::ComponentName { was, is } => both([was, is].map(|name| format!("component {name}"))),
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
        Element::RequestBody { required: true } => "required request body".to_owned(),
        Element::RequestBody { required: false } => "optional request body".to_owned(),
        Element::Parameter { location, name, required: flag } => {
            format!("{}{location} parameter {name:?}", required(flag))
        }
        Element::DescribedBy(keyword) => (*keyword).to_owned(),
        Element::OneValue(of) => format!("one {of}"),
        Element::ListOfValues => "an array".to_owned(),
        Element::MediaTypes(names) => format!("media type {}", names.join(", ")),
        Element::Statuses(names) => format!("status {}", names.join(", ")),
        Element::Header { name, required: flag } => format!("{}header {name:?}", required(flag)),
        Element::Schema(name) => format!("schema {}", cut(name, MOST)),
        Element::Property { name, required: flag } => format!("{}property {name:?}", required(flag)),
        Element::OtherProperties(Allowed::Nothing) => "no additional properties".to_owned(),
        Element::OtherProperties(Allowed::Anything) => "any additional properties".to_owned(),
        Element::OtherProperties(Allowed::Schema) => "additional properties with a schema".to_owned(),
        Element::Items(Allowed::Nothing) => "no items".to_owned(),
        Element::Items(Allowed::Anything) => "any items".to_owned(),
        Element::Items(Allowed::Schema) => "items with a schema".to_owned(),
        Element::Values(values) => format!("enum value {}", list(values)),
        Element::Choice { keyword, alternatives } => format!("{keyword} with {alternatives} alternatives"),
        Element::Alternative(name) => format!("alternative {}", cut(name, MOST)),
        Element::Discriminator(property) => format!("discriminator {property:?}"),
        Element::DiscriminatorValues(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
            format!("discriminator value {}", values.join(", "))
        }
        Element::Credentials(alternatives) => {
            alternatives.iter().map(credentials).collect::<Vec<_>>().join(" or ")
        }
        Element::Flow(name) => format!("OAuth flow {name}"),
        Element::Scope(name) => format!("OAuth scope {name}"),
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
        let texts = items.iter().map(|item| item.as_str().map_or_else(|| shown(item), str::to_owned));
        format!("{keyword} {}", texts.collect::<Vec<_>>().join(between))
    };
    match (keyword, value) {
        ("nullable", _) => text_of(value, ["not nullable", "nullable"]),
        ("uniqueItems", _) => text_of(value, ["repeated items", "unique items"]),
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

/// Where an example is: the body, parameter or header, and the way from there.
pub(crate) fn place(example: &Example) -> String {
    let of = match &example.of {
        Element::RequestBody { .. } => "request body".to_owned(),
        of => element(of),
    };
    // A way longer than that nobody reads.
    let (start, end) = example.path.split_at(example.path.len().saturating_sub(8));
    let start = if start.is_empty() { of } else { format!("{of} / …") };
    end.iter().fold(start, |place, step| format!("{place} / {step}"))
}

/// An example in a few words: the property that it is of, with the value, and what becomes of it.
fn example(example: &Example) -> (String, &'static str) {
    const MOST: usize = 200;
    let value = cut(&example.value.to_string(), MOST);
    let value = match example.path.split_last() {
        Some((last, _)) if last != WITHIN => format!("{last:?}: {value}"),
        Some(_) => format!("{value} in {}", place(example)),
        None => value,
    };
    let fate = match example.side {
        Side::Request => "was accepted and is refused",
        Side::Response => "may come and was ruled out",
    };
    (value, fate)
}

/// What it means to a caller, on each side that it is as bad for as its verdict says.
fn why(change: &Change) -> String {
    let sides: Vec<Side> = change.worst_sides().collect();
    let whys: Vec<&str> = sides.iter().map(|side| for_side(change, *side)).collect();
    match (sides.as_slice(), whys.as_slice()) {
        ([], _) => for_side(change, Side::Request).to_owned(),
        ([first, _], [why, other]) if why != other => {
            let (request, response) = if *first == Side::Request { (why, other) } else { (other, why) };
            format!("in requests, {request}; in responses, {response}")
        }
        ([side], [why]) if change.sides.len() > 1 => match side {
            Side::Request => format!("in requests, {why}"),
            Side::Response => format!("in responses, {why}"),
        },
        (_, whys) => whys.first().copied().unwrap_or_default().to_owned(),
    }
}

fn for_side(change: &Change, side: Side) -> &'static str {
    let said = by_rule(change, side);
    match (change.judged.get(&side), side) {
        (None, _) => said,
        (Some(Judged::Same), _) => unsent(Unsent::Spelling),
        (Some(Judged::Safe), Side::Request) => "every request that was valid stays valid",
        (Some(Judged::Safe), Side::Response) => "no response holds a value that wasn't allowed for",
        (Some(Judged::NotFound), _) => "no value was found that breaks, nor is it shown that there is none",
        (Some(Judged::Unjudged), _) => "not judged: it isn't understood, or is too much to search",
        (Some(Judged::Picked), _) => "what was valid stays valid, but may be taken for another alternative",
        (Some(Judged::Mapped), _) => "in what was a map, any property may have any value",
        // The rule has something milder to say, or nothing.
        (Some(Judged::Shown), _) if change.effect.verdict(side) == Wire::Breaking => said,
        (Some(Judged::Shown), Side::Request) => by_effect(Effect::Narrows, side),
        (Some(Judged::Shown), Side::Response) => by_effect(Effect::Widens, side),
    }
}

fn by_rule(change: &Change, side: Side) -> &'static str {
    use ChangeKind::{Added, Removed, Replaced};
    match (&change.kind, change.effect, side) {
        (Added(Element::Operation { .. }), ..) if change.is_left_out => "it is new",
        (Added(Element::Operation { .. }), ..) => "callers can use it now",
        (Removed(Element::Operation { .. }), ..) => "calls to it fail",
        (Added(Element::Callback { .. }), ..) => "clients don't have to handle it",
        (Removed(Element::Callback { .. }), ..) => "a client that waits for it never gets it",
        (Removed(Element::RequestBody { .. }), ..) => "a request that has one may be refused",
        (Added(Element::MediaTypes(_) | Element::Server(_)), ..) => "callers have one more choice",
        (Removed(Element::MediaTypes(_)), _, Side::Request) => "a request body of this type may be refused",
        (Removed(Element::MediaTypes(_)), _, Side::Response) => "responses no longer come in this type",
        (Replaced(Element::Parameter { .. }, _), ..) => {
            "the server looks for it in another part of the request"
        }
        (Replaced(Element::DescribedBy(_), _), ..) => "it is serialized in another way",
        (Removed(Element::Statuses(_)), Effect::Is(Wire::Breaking), _) => {
            "callers rely on this success response"
        }
        (Added(Element::Statuses(_)), Effect::Is(Wire::Review), _) => {
            "a client that knows only the other success status may treat it as a failure"
        }
        (Added(Element::Statuses(names)), ..) if names.iter().any(|name| name.starts_with('2')) => {
            "no success response was documented before"
        }
        (Added(Element::Statuses(_)) | Removed(Element::Statuses(_)), ..) => {
            "clients handle any error status"
        }
        (Removed(Element::Property { .. }), Effect::Narrows, _) => "a request with it is refused",
        (Removed(Element::Property { .. }), Effect::Widens, _) => {
            "responses may lack a property that this client requires"
        }
        (Added(Element::Discriminator(_)) | Removed(Element::Discriminator(_)), ..) => {
            "the alternatives are distinguished in another way"
        }
        (Replaced(Element::Credentials(_), _), ..) => "a caller with only the old credentials is refused",
        (Added(Element::Credentials(_)), ..) => "callers have one more way to authenticate",
        (Added(Element::Flow(_)), ..) => "callers have one more way to get a token",
        (Removed(Element::Flow(_)), ..) => "callers can't get a token this way any more",
        (Removed(Element::Scope(_)), ..) => "tokens with this scope may no longer be issued",
        (Removed(Element::Server(_)), ..) => "requests to it fail",
        (Replaced(Element::Server(_), _), ..) => {
            "the host is the caller's choice; whether the old one answers isn't said"
        }
        (Removed(Element::Schema(_)), Effect::Is(_), _) => "any value may come; what did come may come still",
        (ChangeKind::Bound { .. }, Effect::Is(_), _) => {
            "it says nothing of this type, but its author meant something"
        }
        (Replaced(Element::DefaultServer(_), _), ..) => {
            "callers that don't choose a server now use another one"
        }
        (Replaced(Element::ServerVariable { .. }, _), Effect::Is(Wire::Compatible), _) => {
            "callers have more to choose from"
        }
        (Replaced(Element::ServerVariable { .. }, _), ..) => "a server that callers could choose is gone",
        (ChangeKind::Keyword { keyword, .. }, Effect::Is(_), _) if change.sides.is_empty() => {
            unruled(keyword, change)
        }
        (ChangeKind::Keyword { .. }, Effect::Is(Wire::Compatible), _) => {
            "a body that isn't JSON is passed on as it is"
        }
        (ChangeKind::Keyword { keyword, .. }, Effect::Is(Wire::Review), _) if keyword == "pattern" => {
            "few clients check the text; who takes it apart may fail"
        }
        (ChangeKind::Keyword { keyword, .. }, Effect::Is(Wire::Review), _)
            if Keyword::from_name(keyword).is_none() =>
        {
            "OpenAPI 3.0 doesn't define it, so its meaning is unknown"
        }
        (ChangeKind::Keyword { .. }, Effect::Is(Wire::Review), _) => {
            "it says nothing of this type, but its author meant something"
        }
        (ChangeKind::Keyword { .. }, Effect::Is(Wire::Breaking), _) => {
            "a call without it now means something else"
        }
        (ChangeKind::SecurityScheme { .. }, Effect::Is(Wire::Breaking), _) => {
            "credentials are presented in another way"
        }
        (ChangeKind::SecurityScheme { .. }, ..) => "tokens come from another address",
        (ChangeKind::Unreadable { .. }, ..) => "it can't be resolved or compared",
        (ChangeKind::Secret(Exposed::NoLongerMarked), ..) => {
            "it would be a plain string that Debug prints: if it is still a secret, list its pointer in `secret` of openapi/sources.toml"
        }
        (ChangeKind::Secret(Exposed::NotMarked), ..) => {
            "by its name it is a secret, and would be a plain string that Debug prints: if it is one, list its pointer in `secret` of openapi/sources.toml"
        }
        (ChangeKind::PathParameterNames { .. }, ..) => {
            "parameter names in a path aren't sent, but the generated methods use them"
        }
        (ChangeKind::ComponentName { .. }, ..) if change.wire >= Wire::Review => {
            "a discriminator's value may be the component's name"
        }
        (ChangeKind::ComponentName { .. }, ..) => {
            "a component's name isn't sent, but what is generated from it is named after it"
        }
        (ChangeKind::Unsent { .. }, ..) if change.is_deprecation() => "callers should move away from it",
        (ChangeKind::Unsent { because, .. }, ..) => unsent(*because),
        (_, effect, side) => by_effect(effect, side),
    }
}

/// What no rule is about, but the evidence.
fn unruled(keyword: &str, change: &Change) -> &'static str {
    match change.wire {
        Wire::Breaking => "what was valid no longer is",
        Wire::Review if change.example.is_some() => "in what was a map, any property may have any value",
        Wire::Review if Keyword::from_name(keyword).is_none() => "its meaning is unknown",
        Wire::Review => "no value was found that breaks, nor is it shown that there is none",
        _ => "what was valid stays valid",
    }
}

fn unsent(because: Unsent) -> &'static str {
    match because {
        Unsent::Order => "the order has no meaning",
        Unsent::OperationId => "it isn't sent, but the generated method is named after it",
        Unsent::DocumentVersion => "the version of the document",
        Unsent::Documentation => "only documentation",
        Unsent::Unused => "no operation uses it",
        Unsent::Consequence => "another change here says what it means",
        Unsent::Spelling => "written differently, with the same meaning",
    }
}

fn by_effect(effect: Effect, side: Side) -> &'static str {
    match (effect, side) {
        (Effect::Narrows, Side::Request) => "a request that was valid may be refused",
        (Effect::Narrows, Side::Response) => "responses hold nothing that they couldn't hold before",
        (Effect::Widens, Side::Request) => "requests that were valid stay valid",
        (Effect::Widens, Side::Response) => "a response may now hold a value that this client doesn't expect",
        (Effect::Differs, Side::Request) => "what clients send now may be refused",
        (Effect::Differs, Side::Response) => "responses aren't what this client expects",
        (Effect::Undecided, _) => "it can't be decided whether what was valid still is",
        (Effect::Drops, Side::Request) => "the server may ignore it or refuse it",
        (Effect::Drops, Side::Response) => "a caller that reads it no longer finds it",
        (Effect::Adds, Side::Request) => "callers don't have to send it",
        (Effect::Adds | Effect::Requires, Side::Response) => "clients ignore what they don't know",
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
    cut(&value.to_string(), MOST)
}

/// Characters of a value or a name.
const MOST: usize = 60;

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
