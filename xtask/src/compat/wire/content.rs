//! Bodies: the request's body, and the media types of a body, parameter or header.

use super::{Effect, Encoding, Finding, Node, Side, Walk, Wire};

impl<'a> Walk<'a> {
    pub(crate) fn request_body(&mut self, old: &Node<'a>, new: &Node<'a>) {
        match (old.child("requestBody"), new.child("requestBody")) {
            (Some(was), Some(is)) => {
                if !self.same.holds(&was, &is) {
                    self.required(&was, &is, |body| body.flag("required"));
                    self.contents(&was, &is);
                }
            }
            (Some(was), None) => {
                let finding = Finding::new(was.place, "a request body", "", Effect::Differs);
                self.tell(finding.because("who sends one goes beyond the contract"));
            }
            (None, Some(is)) if is.flag("required") => {
                self.tell(Finding::new(is.place, "", "a required request body", Effect::Narrows));
            }
            (None, Some(is)) => {
                self.tell(Finding::new(is.place, "", "an optional request body", Effect::Adds))
            }
            (None, None) => {}
        }
    }

    /// The media types of a body, parameter or header.
    pub(crate) fn contents(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (was, is) = (media_types(old), media_types(new));
        for (name, old) in &was {
            let exact = is.iter().find(|(other, _)| other == name);
            let covering = exact.or_else(|| is.iter().find(|(range, _)| covers(range, name)));
            match covering {
                Some((other, new)) => {
                    if other != name {
                        let effect = Effect::Widens;
                        self.tell(Finding::new(new.place.clone(), name.clone(), other.clone(), effect));
                    }
                    self.media_type(name, old, new);
                }
                // A range that has become some of its types.
                None if is.iter().any(|(other, _)| covers(name, other)) => {
                    let others: Vec<&str> = is
                        .iter()
                        .filter(|(other, _)| covers(name, other))
                        .map(|(other, _)| other.as_str())
                        .collect();
                    let place = new.place_of("content");
                    self.tell(Finding::new(place, name.clone(), others.join(", "), Effect::Narrows));
                    for (_, new) in is.iter().filter(|(other, _)| covers(name, other)) {
                        self.media_type(name, old, new);
                    }
                }
                None => {
                    let why = match self.scope.side {
                        Side::Request => "a body in it may be refused",
                        Side::Reply => "replies don't come in it any more",
                    };
                    let finding =
                        Finding::new(old.place.clone(), name.clone(), "", Effect::Is(Wire::Breaking));
                    self.tell(finding.because(why));
                }
            }
        }
        for (name, new) in &is {
            let known = |other: &String| other == name || covers(other, name) || covers(name, other);
            if !was.iter().any(|(other, _)| known(other)) {
                // A reply comes in it only to a client that says in `Accept` that it takes it.
                let finding = Finding::new(new.place.clone(), "", name.clone(), Effect::Is(Wire::Compatible));
                self.tell(finding.because("it is one more choice"));
            }
        }
    }

    fn media_type(&mut self, name: &str, old: &Node<'a>, new: &Node<'a>) {
        if self.same.holds(old, new) {
            return;
        }
        let side = self.scope.side;
        self.within(side, encoding(name), |walk| {
            match (old.child("schema"), new.child("schema")) {
                (Some(was), None) if side == Side::Reply => {
                    // Anything may come; what did come so far may come still.
                    walk.tell(Finding::new(was.place, "a schema", "", Effect::Undecided));
                }
                (was, is) => walk.schemas(was.into_iter().collect(), is.into_iter().collect()),
            }
        });
        let (was, is) = (old.get("encoding"), new.get("encoding"));
        // It says something of forms alone (OpenAPI 3.0.3, section 4.7.14.1).
        if encoding(name) == Encoding::Text
            && was.as_ref().map(|node| node.value) != is.as_ref().map(|node| node.value)
        {
            let finding =
                Finding::new(new.place_of("encoding"), "the parts' encoding", "another", Effect::Undecided);
            self.tell(finding);
        }
    }
}

/// The media types under `content`, in lower case and without a charset, which says nothing about a schema.
fn media_types<'a>(of: &Node<'a>) -> Vec<(String, Node<'a>)> {
    let essence = |name: &str| {
        let mut parts = name.split(';').map(|part| part.trim().to_ascii_lowercase());
        let essence = parts.next().unwrap_or_default();
        parts
            .filter(|part| !part.starts_with("charset="))
            .fold(essence, |name, part| format!("{name};{part}"))
    };
    of.get("content").iter().flat_map(Node::members).map(|(name, node)| (essence(name), node)).collect()
}

/// Whether the range, such as `text/*`, holds the media type and more.
fn covers(range: &str, name: &str) -> bool {
    if range == name {
        return false;
    }
    match range.strip_suffix('*') {
        Some("*/") => true,
        Some(family) => name.starts_with(family),
        // `application/json` is taken for a name with any parameters and suffixes.
        None => name.strip_prefix(range).is_some_and(|rest| rest.starts_with(';')),
    }
}

fn encoding(media_type: &str) -> Encoding {
    let essence = media_type.split(';').next().unwrap_or_default();
    if essence == "application/json" || essence.ends_with("+json") || essence.contains('*') {
        Encoding::Json
    } else if essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/") {
        Encoding::Text
    } else {
        Encoding::Opaque
    }
}
