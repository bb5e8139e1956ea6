//! What a change is called by programs: a rule, and a fingerprint by which a reviewer accepts it. Both stay the same
//! from one release to the next, whatever the words for the change are. Which are accepted is not known here.

use collibra_client_gen::document::json::Json;
use sha2::{Digest as _, Sha256};

use super::{
    change::{Change, ChangeKind, Element, Exposed, Unsent},
    node::Version,
};

impl Change {
    /// What kind of change it is, such as `property-removed`.
    pub(crate) fn rule(&self) -> String {
        match &self.kind {
            ChangeKind::Added(element) => format!("{}-added", name(element)),
            ChangeKind::Removed(element) => format!("{}-removed", name(element)),
            ChangeKind::Replaced(was, is) if name(was) == name(is) => format!("{}-changed", name(was)),
            ChangeKind::Replaced(was, is) => format!("{}-became-{}", name(was), name(is)),
            ChangeKind::Keyword { keyword, was, is } => {
                format!("{}-{}", kebab(keyword), verb(was.is_some(), is.is_some()))
            }
            ChangeKind::Bound { keyword, was, is } => {
                format!("{}-{}", kebab(keyword), verb(was.is_some(), is.is_some()))
            }
            ChangeKind::Required { property: Some(_), is: true } => "property-became-required".to_owned(),
            ChangeKind::Required { property: Some(_), is: false } => "property-became-optional".to_owned(),
            ChangeKind::Required { property: None, is: true } => "became-required".to_owned(),
            ChangeKind::Required { property: None, is: false } => "became-optional".to_owned(),
            ChangeKind::SecurityScheme { member, .. } => format!("security-scheme-{}-changed", kebab(member)),
            ChangeKind::Secret(Exposed::NoLongerMarked) => "secret-no-longer-marked".to_owned(),
            ChangeKind::Secret(Exposed::NotMarked) => "secret-not-marked".to_owned(),
            ChangeKind::Unreadable { .. } => "unreadable".to_owned(),
            ChangeKind::PathParameterNames { .. } => "path-parameter-renamed".to_owned(),
            ChangeKind::ComponentName { .. } => "component-renamed".to_owned(),
            ChangeKind::Unsent { because, .. } => match because {
                Unsent::Order => "order-changed",
                Unsent::OperationId => "operation-id-changed",
                Unsent::DocumentVersion => "version-changed",
                Unsent::Documentation => "documentation-changed",
                Unsent::Unused => "unused-component-changed",
                Unsent::Consequence => "consequence",
                Unsent::Spelling => "spelling-changed",
            }
            .to_owned(),
        }
    }
}

/// The fingerprint of a change of these documents: what it is, how bad, where, and what both documents have there.
/// Sixteen hexadecimal digits.
pub(super) fn fingerprint(change: &Change, old: &Json, new: &Json) -> String {
    let at = |document: &Json| {
        let mut value = document.at(&change.place.pointer).cloned().unwrap_or(Json::Null);
        value.sort();
        value.to_string()
    };
    let version = if change.place.version == Version::Old { "old" } else { "new" };
    let parts =
        [&change.rule(), change.wire.name(), version, change.place.pointer.as_str(), &at(old), &at(new)];
    let hash = Sha256::digest(parts.join("\n"));
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn verb(was: bool, is: bool) -> &'static str {
    match (was, is) {
        (false, _) => "added",
        (_, false) => "removed",
        (true, true) => "changed",
    }
}

fn name(element: &Element) -> &'static str {
    match element {
        Element::Operation { .. } => "operation",
        Element::Callback { .. } => "callback",
        Element::RequestBody { .. } => "request-body",
        Element::Parameter { required: true, .. } => "required-parameter",
        Element::Parameter { .. } => "parameter",
        Element::DescribedBy("schema") => "schema-of-parameter",
        Element::DescribedBy(_) => "content-of-parameter",
        Element::OneValue(_) => "single-value",
        Element::ListOfValues => "list-of-values",
        Element::MediaTypes(_) => "media-type",
        Element::Statuses(_) => "status",
        Element::Header { .. } => "header",
        Element::Schema(_) => "schema",
        Element::Property { required: true, .. } => "required-property",
        Element::Property { .. } => "property",
        Element::OtherProperties(_) => "additional-properties",
        Element::Items(_) => "items",
        Element::Values(_) => "enum-value",
        Element::Choice { .. } => "choice",
        Element::Alternative(_) => "alternative",
        Element::Discriminator(_) => "discriminator",
        Element::DiscriminatorValues(_) => "discriminator-value",
        Element::Credentials(_) => "credentials",
        Element::Flow(_) => "oauth-flow",
        Element::Scope(_) => "oauth-scope",
        Element::Server(_) => "server",
        Element::DefaultServer(_) => "default-server",
        Element::ServerVariable { .. } => "server-variable",
    }
}

/// `maxLength` as `max-length`.
fn kebab(keyword: &str) -> String {
    let mut text = String::new();
    for char in keyword.chars() {
        if char.is_ascii_uppercase() {
            text.push('-');
        }
        text.push(char.to_ascii_lowercase());
    }
    text
}
