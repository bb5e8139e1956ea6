//! What a change of the document does to code that uses the client: the surfaces of both clients, held against
//! each other. It has no rules about documents: the surface says it.

use std::{
    collections::BTreeSet,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use collibra_client_gen::{Generated, generate, surface};

use super::change::Rust;

/// The two clients compared.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) verdict: Rust,
    /// The items that differ, by name.
    pub(crate) items: Vec<Item>,
    /// `info.version` of the new document.
    pub(crate) api_version: Option<String>,
    /// Why there is no verdict.
    pub(crate) problems: Vec<String>,
}

impl Comparison {
    /// Of two equal documents.
    pub(crate) fn of_equal(api_version: Option<&str>) -> Self {
        let api_version = api_version.map(str::to_owned);
        Self { verdict: Rust::None, items: Vec::new(), api_version, problems: Vec::new() }
    }
}

/// An item of the surface that isn't the same in both.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) verdict: Rust,
    pub(crate) was: String,
    pub(crate) is: String,
}

impl Item {
    /// What was and what is, each line with its end.
    pub(crate) fn lines(&self) -> [String; 2] {
        [&self.was, &self.is].map(|text| text.lines().map(|line| format!("{line}\n")).collect())
    }
}

/// Making a client may take long for a document that was made to; a report is due all the same.
const MOST_TIME: Duration = Duration::from_secs(300);

/// Generates both clients and compares their surfaces.
pub(crate) fn compare(old: [&str; 2], new: [&str; 2]) -> Comparison {
    let (was, is) = (Pending::start(old), Pending::start(new));
    match (was.end(), is.end()) {
        (Ok(was), Ok(is)) => compared(&was, &is),
        (was, is) => Comparison {
            verdict: Rust::Unknown,
            items: Vec::new(),
            api_version: is.as_ref().ok().map(|(generated, _)| generated.api_version.clone()),
            problems: [was.err(), is.err()].into_iter().flatten().collect(),
        },
    }
}

/// A client that is being made, on a thread that nobody waits for longer than is reasonable.
struct Pending {
    name: String,
    made: Receiver<Result<Client, String>>,
    until: Instant,
}

impl Pending {
    fn start([name, document]: [&str; 2]) -> Self {
        let (send, made) = mpsc::channel();
        let (own_name, document) = (name.to_owned(), document.to_owned());
        thread::spawn(move || {
            // Nobody may be waiting any more.
            let _ = send.send(client(&own_name, &document));
        });
        Self { name: name.to_owned(), made, until: Instant::now() + MOST_TIME }
    }

    fn end(self) -> Result<Client, String> {
        let left = self.until.saturating_duration_since(Instant::now());
        self.made.recv_timeout(left).unwrap_or_else(|error| {
            let why = match error {
                RecvTimeoutError::Timeout => format!("it takes longer than {MOST_TIME:?}"),
                RecvTimeoutError::Disconnected => "the generator panicked".to_owned(),
            };
            let name = self.name;
            Err(format!(
                "error: no client can be made: {why}\n  --> {name}\n  help: report it, with the document"
            ))
        })
    }
}

type Client = (Generated, surface::Surface);

fn client(name: &str, document: &str) -> Result<Client, String> {
    let generated = generate(name, document).map_err(|problems| problems.to_string())?;
    let surface = surface::surface(&generated).map_err(|error| error.to_string())?;
    Ok((generated, surface))
}

fn compared((was, old): &Client, (is, new): &Client) -> Comparison {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let text = |surface: &surface::Surface, name: &String| surface.get(name).cloned().unwrap_or_default();
    let items: Vec<Item> = names
        .into_iter()
        .map(|name| (name, text(old, name), text(new, name)))
        .filter(|(_, was, is)| was != is)
        .map(|(name, was, is)| Item { verdict: verdict(name, &was, &is), name: name.clone(), was, is })
        .collect();
    let inside = if was.code == is.code { Rust::None } else { Rust::Patch };
    Comparison {
        verdict: items.iter().map(|item| item.verdict).max().unwrap_or(Rust::None).max(inside),
        items,
        api_version: Some(is.api_version.clone()),
        problems: Vec::new(),
    }
}

/// The surface has one fact a line: what is gone breaks, what is new doesn't.
pub(super) fn verdict(name: &str, was: &str, is: &str) -> Rust {
    let relevant = |text: &str| -> Vec<String> {
        let lines = text.lines();
        // The list of operations repeats the document: what it means for code, the other items say.
        lines.filter(|line| name != "operations" || line.starts_with("server ")).map(str::to_owned).collect()
    };
    let (was, is) = (relevant(was), relevant(is));
    let mut new: Vec<&String> = is.iter().collect();
    let mut gone: Vec<&String> = Vec::new();
    for line in &was {
        match new.iter().position(|candidate| *candidate == line) {
            Some(index) => {
                new.remove(index);
            }
            None => gone.push(line),
        }
    }
    // A heading with a trait more is a heading with something new.
    gone.retain(|line| !new.iter().any(|candidate| has_more_traits(line, candidate)));
    let is_struct = was.first().is_some_and(|heading| heading.starts_with("struct types::"));
    if !gone.is_empty() || is_struct && new.iter().any(|line| is_required_field(line)) {
        return Rust::Breaking;
    }
    let open =
        was.is_empty() || name == "operations" || was.iter().any(|line| line.contains("[non_exhaustive]"));
    let adds_to_closed =
        new.iter().any(|line| !line.contains("fn ") && !line.trim_start().starts_with("impl "));
    match (new.is_empty(), open || !adds_to_closed) {
        (true, _) => Rust::Patch,
        (false, true) => Rust::Minor,
        (false, false) => Rust::Breaking,
    }
}

/// A field without a default, `  name: Type as "name"`: whoever builds the type without it gets an error, though the
/// code compiles.
fn is_required_field(line: &str) -> bool {
    line.contains(" as \"") && line.ends_with('"')
}

/// Headings are `struct Name: Trait + Trait [attribute]`.
fn has_more_traits(was: &str, is: &str) -> bool {
    let parts = |line: &str| -> Option<(String, BTreeSet<String>, String)> {
        let (what, rest) = line.split_once(": ")?;
        let (traits, attributes) = rest.split_once(" [").unwrap_or((rest, ""));
        (!line.starts_with(' ')).then(|| {
            (what.to_owned(), traits.split(" + ").map(str::to_owned).collect(), attributes.to_owned())
        })
    };
    match (parts(was), parts(is)) {
        (Some((what, was, attributes)), Some((same, is, others))) => {
            what == same && attributes == others && was.is_subset(&is)
        }
        _ => false,
    }
}
