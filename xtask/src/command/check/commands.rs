//! The commands that README.md and CONTRIBUTING.md show: each names a command, package, target, feature or script that
//! exists. What a command does, the tests say.

use std::{collections::BTreeSet, ops::Range, process::Command};

use clap::{CommandFactory as _, error::ErrorKind};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde::Deserialize;

use crate::{
    Cli,
    outcome::Failure,
    repository::{files, workspace::Workspace},
};

const PAGES: [&str; 2] = ["README.md", "CONTRIBUTING.md"];

pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let metadata = Metadata::read(workspace)?;
    let mut failures = Vec::new();
    for page in PAGES {
        let text = files::read_text(&workspace.path(page))?;
        for (command, at) in commands(&text) {
            if let Err(what) = exists(&command, &metadata, workspace) {
                let line = 1 + text.get(..at.start).unwrap_or_default().matches('\n').count();
                let place = format!("{page}:{line}");
                let what = format!("there is no such command: `{command}`: {what}");
                failures.push(Failure::new(what, Some(&place), "mend the page, or bring the command back"));
            }
        }
    }
    Failure::all(failures)
}

/// The lines of shell fences, and the code in the text that is a cargo command. What is elided isn't one.
fn commands(page: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut in_shell = false;
    for (event, at) in Parser::new(page).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => in_shell = &*language == "sh",
            Event::End(TagEnd::CodeBlock) => in_shell = false,
            Event::Text(text) if in_shell => {
                let mut start = at.start;
                for line in text.split_inclusive('\n') {
                    let command = line.split(" #").next().unwrap_or_default().trim();
                    if !command.is_empty() && !command.starts_with('#') {
                        found.push((command.to_owned(), start..start + line.len()));
                    }
                    start += line.len();
                }
            }
            Event::Code(text) if text.starts_with("cargo ") => {
                found.push((text.split_whitespace().collect::<Vec<_>>().join(" "), at));
            }
            _ => {}
        }
    }
    found.retain(|(command, _)| !command.contains('…'));
    found
}

/// Whether everything that the command names is there; or else what isn't.
fn exists(command: &str, metadata: &Metadata, workspace: &Workspace) -> Result<(), String> {
    let is_variable = |word: &&str| word.split_once('=').is_some_and(|(name, _)| !name.starts_with('-'));
    let words: Vec<&str> = command.split_whitespace().skip_while(is_variable).collect();
    match words.as_slice() {
        ["cargo", "xtask", args @ ..] => xtask(args),
        ["cargo", _, args @ ..] => metadata.has_all(args),
        [script, ..] if script.contains('/') => {
            let path = workspace.path(script);
            if path.is_file() { Ok(()) } else { Err(format!("{script} is no file")) }
        }
        _ => Ok(()),
    }
}

fn xtask(args: &[&str]) -> Result<(), String> {
    let parsed = Cli::command().try_get_matches_from([&["cargo xtask"], args].concat());
    match parsed {
        Err(error)
            if !matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::MissingRequiredArgument) =>
        {
            let message = error.to_string();
            let first = message.lines().next().unwrap_or_default();
            Err(first.trim_start_matches("error: ").to_owned())
        }
        _ => Ok(()),
    }
}

/// What cargo knows of the workspace.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
    features: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: BTreeSet<String>,
}

impl Metadata {
    fn read(workspace: &Workspace) -> Result<Self, Failure> {
        let failed = |what: String| {
            let help = "run `cargo metadata --no-deps` and mend what it says";
            Failure::new(
                format_args!("cargo can't tell the workspace's packages: {what}"),
                Some("Cargo.toml"),
                help,
            )
        };
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(workspace.path("")).args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ]);
        let output = cargo.output().map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
    }

    /// Whether the packages, targets and features of a cargo command are there.
    fn has_all(&self, args: &[&str]) -> Result<(), String> {
        // What comes after `--` is for the program.
        let args: Vec<&str> = args.iter().copied().take_while(|arg| *arg != "--").collect();
        let after = |flags: &[&str]| -> Option<&str> {
            let at = args.iter().position(|arg| flags.contains(arg))?;
            args.get(at + 1).copied()
        };
        let packages: Vec<&Package> = match after(&["-p", "--package"]) {
            Some(name) => {
                let package = self.packages.iter().find(|package| package.name == name);
                vec![package.ok_or_else(|| format!("there is no package {name}"))?]
            }
            None => self.packages.iter().collect(),
        };
        for kind in ["example", "bench", "test"] {
            let Some(name) = after(&[&format!("--{kind}")]) else { continue };
            let is_it = |target: &Target| target.name == name && target.kind.contains(kind);
            if !packages.iter().any(|package| package.targets.iter().any(is_it)) {
                return Err(format!("there is no {kind} {name}"));
            }
        }
        for feature in after(&["-F", "--features"]).into_iter().flat_map(|list| list.split(',')) {
            // A dependency's feature is that one's to know.
            if !feature.contains('/')
                && !packages.iter().any(|package| package.features.contains_key(feature))
            {
                return Err(format!("there is no feature {feature}"));
            }
        }
        Ok(())
    }
}
