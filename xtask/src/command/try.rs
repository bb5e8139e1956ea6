//! `try`: what client other documents would give. Each is generated, with what must be left out left out, and compiled as
//! a module of a copy of the client crate, all in one build. It changes nothing in the repository.

mod build;

use std::{
    ffi::OsStr,
    fmt::Write as _,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};

use collibra_client_gen::{
    Decisions, Generated,
    diagnostic::{Reason as _, harmless},
    document::{
        grammar::{Holds, Kind},
        json::Json,
        walk::sites,
    },
    extract::Document,
    surface::ItemName,
};

use self::build::{Built, build};
use crate::{
    net::{self, Catch},
    outcome::Failure,
    repository::{Workspace, documents, files},
    terminal::Terminal,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Pages (.md), which are merged, and documents (.json, .yaml, .yml), each of which is tried as it is
    #[arg(value_name = "PAGES-OR-DOCUMENT", required = true)]
    files: Vec<PathBuf>,
    /// Don't compile the clients
    #[arg(long)]
    no_build: bool,
}

/// A document to try.
struct Candidate {
    name: String,
    document: Json,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let (mut clients, mut failures) = (Vec::new(), Vec::new());
    for candidate in read(&args.files, terminal)? {
        let started = Instant::now();
        match net::catch(&candidate.name, &candidate.document.to_pretty(), &Decisions::default(), terminal) {
            Ok(catch) => {
                let seconds = started.elapsed().as_secs_f64();
                terminal.status("Generated", format_args!("{} in {seconds:.1} s", candidate.name));
                clients.push((candidate, catch));
            }
            Err(failure) => failures.push(failure),
        }
    }
    let started = Instant::now();
    let code: Vec<&str> = clients.iter().map(|(_, catch)| catch.generated.code.as_str()).collect();
    let mut built = vec![None; code.len()];
    if !args.no_build && !code.is_empty() {
        built = build(workspace, &code)?.into_iter().map(Some).collect();
        let seconds = started.elapsed().as_secs_f64();
        terminal.status("Compiled", format_args!("{} documents' clients in {seconds:.1} s", code.len()));
    }
    let mut summaries = String::new();
    for ((candidate, catch), built) in clients.iter().zip(&built) {
        summaries.push_str(&summary(candidate, catch, built.as_ref())?);
        if let Some(error) = built.iter().flat_map(|built| &built.errors).next() {
            let what = format!("the generated client doesn't compile\n{}", error.trim_end());
            let help = "give what it is about a rule in client-gen/src/normalize";
            failures.push(Failure::new(what, Some(&candidate.name), help));
        }
    }
    io::stdout().write_all(harmless(&summaries).as_bytes())?;
    Failure::all(failures)
}

/// The documents of the files: the merge of all pages, and the others.
fn read(files: &[PathBuf], terminal: &mut Terminal) -> Result<Vec<Candidate>, Failure> {
    let is_page = |file: &&PathBuf| file.extension() == Some(OsStr::new("md"));
    let (pages, others): (Vec<&PathBuf>, Vec<_>) = files.iter().partition(is_page);
    let mut candidates = Vec::new();
    if let Some(first) = pages.first() {
        let pages: Vec<PathBuf> = pages.iter().map(|page| (*page).clone()).collect();
        let documents = documents::read_pages(&pages, terminal)?;
        let document = documents::merge(&documents, &Decisions::default(), terminal)?.document;
        let more = if pages.len() > 1 { format!(" and {} more", pages.len() - 1) } else { String::new() };
        candidates.push(Candidate { name: format!("{}{more}", first.display()), document });
    }
    let mut failures = Vec::new();
    for file in others {
        let name = file.display().to_string();
        let stem = Path::new(file).file_stem().and_then(OsStr::to_str).unwrap_or("document");
        match Document::read(&name, stem, &files::read(file)?) {
            Ok(document) => candidates.push(Candidate { name, document: document.json().clone() }),
            Err(diagnostics) => failures.push(diagnostics.into()),
        }
    }
    Failure::all(failures)?;
    Ok(candidates)
}

/// What became of a document.
fn summary(candidate: &Candidate, catch: &Catch, built: Option<&Built>) -> Result<String, Failure> {
    let Catch { generated, caught } = catch;
    let Generated { operations, code, given_up, held, .. } = generated;
    let surface = generated.surface().map_err(|error| {
        Failure::new(error, Some(&candidate.name), "adapt client-gen/src/rust/surface/reader.rs")
    })?;
    let types = surface.keys().filter(|item| matches!(item, ItemName::Type(_))).count();
    let is_schema = |site: &collibra_client_gen::document::walk::Site<'_>| {
        site.kind == Kind::Schema && !site.object.contains_key("$ref")
    };
    let schemas = sites(&candidate.document, Holds::DOCUMENT).filter(is_schema).count();
    let mut text = format!(
        "{}: {} operations, {types} types, {} lines of Rust, {schemas} schemas; {} given up, {} left out, {}\n",
        candidate.name,
        operations.len(),
        code.lines().count(),
        given_up.len(),
        held.len(),
        built.map_or_else(|| "not compiled".to_owned(), Built::verdict),
    );
    let mut line = |what: String| {
        // A string takes everything.
        let _ = writeln!(text, "    {what}");
    };
    for caught in caught {
        line(format!("left out: {}: {}", caught.entry, caught.reason));
    }
    for given_up in given_up {
        let at: Vec<String> = given_up.at.iter().map(ToString::to_string).collect();
        line(format!("{}: {}: {}", given_up.reason.level(), given_up.reason, at.join(", ")));
    }
    for warning in built.iter().flat_map(|built| &built.warnings) {
        line(format!("compiled with {}", warning.lines().next().unwrap_or_default()));
    }
    Ok(text)
}
