//! Compiling generated clients with the client crate's own runtime: in a copy of the repository, each as a module.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Deserialize;

use crate::{
    outcome::Failure,
    repository::{Scratch, Workspace, files},
};

/// The folder of the modules in the copy.
const MODULES: &str = "client/src/tried";
const LIB: &str = "client/src/lib.rs";
/// What includes a generated client, and how it is linted.
const GENERATED: &str = "client/src/generated.rs";
/// What the crate has of its own for the one client that it is made for, and generated code needs.
const BESIDE: &str = "
impl ::std::fmt::Debug for Client {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        let _ = (&self.client, &self.inner);
        f.write_str(API_VERSION)
    }
}
";
const CHECK: [&str; 9] = [
    "check",
    "--package",
    "collibra-client-management",
    "--no-default-features",
    "--features",
    "rustls,schemars",
    "--locked",
    "--message-format",
    "json",
];

/// What the compiler says of a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Built {
    pub(super) errors: Vec<String>,
    pub(super) warnings: Vec<String>,
}

impl Built {
    pub(super) fn verdict(&self) -> String {
        match (self.errors.len(), self.warnings.len()) {
            (0, 0) => "compiles".to_owned(),
            (0, warnings) => format!("compiles with {warnings} warnings"),
            (errors, _) => format!("doesn't compile: {errors} errors"),
        }
    }
}

/// A line of cargo's output (`cargo check --message-format json`).
#[derive(Deserialize)]
struct Line {
    reason: String,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    is_primary: bool,
}

/// Compiles them all in one build. What doesn't compile is taken out, and the rest compiled again, since errors of one
/// phase of the compiler hide those of the next.
pub(super) fn build(workspace: &Workspace, code: &[&str]) -> Result<Vec<Built>, Failure> {
    let scratch = Scratch::copy(workspace, "try")?;
    let tree = scratch.workspace();
    let include = files::read_text(&tree.path(GENERATED))?;
    let lib = files::read_text(&tree.path(LIB))?;
    files::write(&tree.path(LIB), format!("{lib}pub mod tried;\n").as_bytes())?;
    for (number, code) in code.iter().enumerate() {
        let folder = tree.path(&format!("{MODULES}/m{number}"));
        fs::create_dir_all(&folder).map_err(|error| Failure::io("create the folder", &folder, &error))?;
        files::write(&folder.join("mod.rs"), format!("{include}{BESIDE}").as_bytes())?;
        files::write(&folder.join("pregenerated.rs"), code.as_bytes())?;
    }
    let mut built = vec![Built::default(); code.len()];
    loop {
        let good = built.iter().enumerate().filter(|(_, built)| built.errors.is_empty());
        let modules: String = good.map(|(number, _)| format!("pub mod m{number};\n")).collect();
        let module: PathBuf = tree.path(&format!("{MODULES}.rs"));
        files::write(&module, format!("#![allow(missing_docs)]\n{modules}").as_bytes())?;
        let (is_done, said) = check(&scratch)?;
        let is_progress = said.values().any(|said| !said.errors.is_empty());
        for (number, said) in said {
            if let Some(built) = built.get_mut(number) {
                *built = said;
            }
        }
        if is_done {
            return Ok(built);
        }
        if !is_progress {
            let what = "the copy of the client doesn't compile, and not because of a document";
            return Err(Failure::new(
                what,
                Some("client"),
                "run `cargo check --package collibra-client-management`",
            ));
        }
    }
}

/// Whether it compiles, and what is said of each module.
fn check(scratch: &Scratch) -> Result<(bool, BTreeMap<usize, Built>), Failure> {
    let mut cargo = scratch.cargo();
    let output = cargo
        .args(CHECK)
        .output()
        .map_err(|error| Failure::io("run cargo", cargo.get_program().as_ref(), &error))?;
    let mut said: BTreeMap<usize, Built> = BTreeMap::new();
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let Ok(Line { reason, message: Some(message) }) = serde_json::from_slice(line) else { continue };
        let primary = message.spans.iter().find(|span| span.is_primary);
        let module = primary.and_then(|span| module(&span.file_name));
        let (Some(module), "compiler-message") = (module, reason.as_str()) else { continue };
        let built = said.entry(module).or_default();
        let list = if message.level.starts_with("error") { &mut built.errors } else { &mut built.warnings };
        list.extend(message.rendered);
    }
    Ok((output.status.success(), said))
}

/// The number of the module that a file is of.
fn module(file: &str) -> Option<usize> {
    let file = file.replace('\\', "/");
    let (_, rest) = file.split_once(&format!("{MODULES}/m"))?;
    rest.split_once('/')?.0.parse().ok()
}
