//! What a change of the document does to code that uses the client: the surfaces of both clients, compared fact by
//! fact. It has no rules about documents: the surface says it.

use std::{
    collections::BTreeSet,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use collibra_client_gen::{
    Decisions, Generated, generate_with,
    surface::{Definition, Fact, Item, ItemName, Surface},
};

use super::change::Rust;

/// The two clients compared.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) verdict: Rust,
    /// The items that differ, by name.
    pub(crate) items: Vec<ItemChange>,
    /// `info.version` of the new document.
    pub(crate) api_version: Option<String>,
    /// Why there is no verdict.
    pub(crate) problems: Vec<String>,
}

impl Comparison {
    /// Of two documents that give the same code.
    pub(crate) fn of_equal(api_version: Option<&str>) -> Self {
        let api_version = api_version.map(str::to_owned);
        Self { verdict: Rust::None, items: Vec::new(), api_version, problems: Vec::new() }
    }
}

/// An item of the surface that isn't the same in both.
#[derive(Debug)]
pub(crate) struct ItemChange {
    pub(crate) name: ItemName,
    pub(crate) verdict: Rust,
    /// Nothing if it is new.
    pub(crate) was: Option<Item>,
    /// Nothing if it is gone.
    pub(crate) is: Option<Item>,
}

/// Why code that is there has to be changed: a fact that items have lost, with the one in its place; or one that they
/// have got; or neither, if the items are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Break {
    pub(crate) items: Vec<ItemName>,
    pub(crate) was: Option<Fact>,
    pub(crate) is: Option<Fact>,
}

impl ItemChange {
    /// The facts that only one of both has.
    pub(crate) fn difference(&self) -> [Vec<&Fact>; 2] {
        let [was, is] = [&self.was, &self.is].map(|item| item.as_ref().map_or(&[][..], |item| &item.facts));
        [(was, is), (is, was)].map(|(of, other)| of.iter().filter(|fact| !other.contains(fact)).collect())
    }

    /// Each of its facts whose absence or presence breaks callers.
    pub(crate) fn breaks(&self) -> Vec<Break> {
        let one = |was: Option<&Fact>, is: Option<&Fact>| Break {
            items: vec![self.name.clone()],
            was: was.cloned(),
            is: is.cloned(),
        };
        if self.is.is_none() {
            return vec![one(None, None)];
        }
        if self.was.is_none() {
            return Vec::new();
        }
        let [gone, new] = self.difference();
        let instead = |was: &Fact| new.iter().copied().find(|is| is_in_place_of(was, is));
        let mut breaks: Vec<Break> = gone
            .into_iter()
            .filter(|fact| if_gone(fact) == Rust::Breaking)
            .map(|was| (was, instead(was)))
            .filter(|(was, is)| {
                !is.is_some_and(|is| differ_in_deprecation(was, is) || derives_more_than(was, is))
            })
            .map(|(was, is)| one(Some(was), is))
            .collect();
        let required = new.into_iter().filter(|fact| if_new(fact, true) == Rust::Breaking);
        let required: Vec<Break> = required
            .filter(|fact| !breaks.iter().any(|Break { is, .. }| is.as_ref() == Some(*fact)))
            .map(|is| one(None, Some(is)))
            .collect();
        breaks.extend(required);
        breaks
    }
}

/// Whether a fact says of the same thing what the other said.
fn is_in_place_of(was: &Fact, is: &Fact) -> bool {
    match (was, is) {
        (Fact::Field(was), Fact::Field(is)) | (Fact::Variant(was), Fact::Variant(is)) => was.name == is.name,
        (Fact::Start(_), Fact::Start(_)) | (Fact::Definition(_), Fact::Definition(_)) => true,
        (Fact::Server { base_path: was, .. }, Fact::Server { base_path: is, .. }) => was == is,
        _ => false,
    }
}

/// Making a client may take long for a document that was made to; a report is due all the same.
const MOST_TIME: Duration = Duration::from_secs(300);

/// Generates both clients and compares their surfaces.
pub(crate) fn compare(old: [&str; 2], new: [&str; 2], decisions: [&Decisions; 2]) -> Comparison {
    let (was, is) = (start(old, decisions[0]), start(new, decisions[1]));
    match (was(), is()) {
        (Ok(was), Ok(is)) => compared(&was, &is),
        (was, is) => Comparison {
            verdict: Rust::Unknown,
            items: Vec::new(),
            api_version: is.as_ref().ok().map(|(generated, _)| generated.api_version.clone()),
            problems: [was.err(), is.err()].into_iter().flatten().collect(),
        },
    }
}

/// Makes a client on a thread that nobody waits for longer than is reasonable, and gives what waits for it.
fn start([name, document]: [&str; 2], decisions: &Decisions) -> impl FnOnce() -> Result<Client, String> {
    let (send, made) = mpsc::channel();
    let (own_name, document, decisions) = (name.to_owned(), document.to_owned(), decisions.clone());
    thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = send.send(client(&own_name, &document, &decisions));
    });
    let until = Instant::now() + MOST_TIME;
    move || {
        made.recv_timeout(until.saturating_duration_since(Instant::now())).unwrap_or_else(|error| {
            let why = match error {
                RecvTimeoutError::Timeout => format!("it takes longer than {MOST_TIME:?}"),
                RecvTimeoutError::Disconnected => "the generator panicked".to_owned(),
            };
            Err(format!(
                "error: no client can be made: {why}\n  --> {name}\n  help: report it, with the document"
            ))
        })
    }
}

type Client = (Generated, Surface);

fn client(name: &str, document: &str, decisions: &Decisions) -> Result<Client, String> {
    let generated = generate_with(name, document, decisions).map_err(|problems| problems.to_string())?;
    let surface = generated.surface().map_err(|error| error.to_string())?;
    Ok((generated, surface))
}

fn compared((was, old): &Client, (is, new): &Client) -> Comparison {
    let names: BTreeSet<&ItemName> = old.keys().chain(new.keys()).collect();
    let inside = if was.code == is.code { Rust::None } else { Rust::Internal };
    let items: Vec<ItemChange> = names
        .into_iter()
        .map(|name| (name, old.get(name), new.get(name)))
        .filter(|(_, was, is)| was != is && !(inside == Rust::None && differ_in_security(*was, *is)))
        .map(|(name, was, is)| {
            let verdict = match (was, is) {
                (Some(was), Some(is)) => verdict(&was.facts, &is.facts),
                (Some(_), None) => Rust::Breaking,
                (None, _) => Rust::Additive,
            };
            ItemChange { name: name.clone(), verdict, was: was.cloned(), is: is.cloned() }
        })
        .collect();
    Comparison {
        verdict: items.iter().map(|item| item.verdict).max().unwrap_or(Rust::None).max(inside),
        items,
        api_version: Some(is.api_version.clone()),
        problems: Vec::new(),
    }
}

/// Whether only the credentials that the document requires differ, which is no code.
fn differ_in_security(was: Option<&Item>, is: Option<&Item>) -> bool {
    let facts = |item: Option<&Item>| -> Vec<Fact> {
        let without = |fact: &Fact| match fact {
            Fact::Operation(operation) => {
                let mut operation = operation.clone();
                operation.security = None;
                Fact::Operation(operation)
            }
            other => other.clone(),
        };
        item.iter().flat_map(|item| &item.facts).map(without).collect()
    };
    facts(was) == facts(is)
}

/// What the difference of an item's facts means. Their order means nothing.
pub(super) fn verdict<'a>(
    was: impl IntoIterator<Item = &'a Fact>,
    is: impl IntoIterator<Item = &'a Fact>,
) -> Rust {
    let mut new: Vec<&Fact> = is.into_iter().collect();
    let mut gone: Vec<&Fact> = Vec::new();
    let mut is_open = true;
    for fact in was {
        if let Fact::Definition(definition) = fact {
            is_open = definition.non_exhaustive;
        }
        let same = new.iter().position(|candidate| *candidate == fact);
        match same.or_else(|| new.iter().position(|candidate| differ_in_deprecation(fact, candidate))) {
            Some(index) => drop(new.remove(index)),
            None => gone.push(fact),
        }
    }
    let gone = gone.into_iter().map(|fact| match fact {
        was if new.iter().any(|is| derives_more_than(was, is)) => Rust::Additive,
        fact => if_gone(fact),
    });
    gone.chain(new.iter().map(|fact| if_new(fact, is_open))).max().unwrap_or(Rust::Internal)
}

/// Whether a fact is the other but that one of them is deprecated: whoever uses it gets a warning, and the code compiles.
pub(crate) fn differ_in_deprecation(was: &Fact, is: &Fact) -> bool {
    let undeprecated = |fact: &Fact| {
        let mut fact = fact.clone();
        let attributes = match &mut fact {
            Fact::Field(member) | Fact::Variant(member) => &mut member.attributes,
            Fact::Definition(definition) => &mut definition.attributes,
            _ => return None,
        };
        attributes.retain(|attribute| !attribute.starts_with("deprecated"));
        Some(fact)
    };
    was != is && undeprecated(was).is_some_and(|was| undeprecated(is) == Some(was))
}

/// What it means to code that is there that an item hasn't this fact any more.
pub(crate) fn if_gone(fact: &Fact) -> Rust {
    match fact {
        // They repeat the document: what that means for code, other facts say.
        Fact::ApiVersion(_) | Fact::Operation(_) | Fact::Held(_) | Fact::GivenUp(_) => Rust::Internal,
        Fact::Server { .. } | Fact::Definition(_) | Fact::Field(_) | Fact::Variant(_) => Rust::Breaking,
        Fact::Start(_) | Fact::Method(_) | Fact::Setter(_) | Fact::Impl(_) => Rust::Breaking,
    }
}

/// What it means to code that is there that an item has this fact too.
pub(crate) fn if_new(fact: &Fact, is_open: bool) -> Rust {
    match fact {
        Fact::ApiVersion(_) | Fact::Operation(_) | Fact::Held(_) | Fact::GivenUp(_) => Rust::Internal,
        // Whoever builds the type without it gets an error, though the code compiles.
        Fact::Field(field) if field.is_required() => Rust::Breaking,
        Fact::Field(_) | Fact::Variant(_) if !is_open => Rust::Breaking,
        Fact::Server { .. } | Fact::Definition(_) | Fact::Field(_) | Fact::Variant(_) => Rust::Additive,
        Fact::Start(_) | Fact::Method(_) | Fact::Setter(_) | Fact::Impl(_) => Rust::Additive,
    }
}

/// Whether both are definitions, and the new one is the old one with more traits.
fn derives_more_than(was: &Fact, is: &Fact) -> bool {
    let (Fact::Definition(was), Fact::Definition(is)) = (was, is) else { return false };
    was.traits.is_subset(&is.traits) && *was == Definition { traits: was.traits.clone(), ..is.clone() }
}
