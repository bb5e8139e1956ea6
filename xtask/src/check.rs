//! `check`: what must be true of the repository itself, offline. Every failure says what, where, and the command
//! that mends it; all are told.

use std::{collections::BTreeSet, fs};

use collibra_client_gen::{generate, surface};
use toml_edit::DocumentMut;

use crate::{
    documents, files, generate as generation, merge,
    outcome::Failure,
    status::Status,
    workspace::{CHANGELOG, CLIENT_MANIFEST, MERGED, Workspace},
};

const SNAPSHOTS: &str = "tests/it/snapshots";

type Check = fn(&Workspace, &mut Status) -> Result<(), Failure>;

pub(crate) fn run(workspace: &Workspace, status: &mut Status) -> Result<(), Failure> {
    let checks: [(&str, Check); 5] = [
        ("the merged document is the merge of the documents", merged),
        ("the generated code is the same twice", deterministic),
        ("the version carries the document's", version),
        ("the changelog has the version", changelog),
        ("there is a snapshot for each item of the surface, and none besides", snapshots),
    ];
    let mut failures = Vec::new();
    for (what, check) in checks {
        match check(workspace, status) {
            Ok(()) => status.say("Checked", what),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::all(failures)
}

fn merged(workspace: &Workspace, status: &mut Status) -> Result<(), Failure> {
    let expected = documents::merge(&documents::read(workspace)?, status)?;
    merge::check(workspace, &expected.document.to_pretty(), status)
}

fn deterministic(workspace: &Workspace, _: &mut Status) -> Result<(), Failure> {
    let document = files::read_text(&workspace.path(MERGED))?;
    if generate(MERGED, &document)?.code == generate(MERGED, &document)?.code {
        return Ok(());
    }
    Err(Failure::new(
        "generating twice gave different code",
        Some(MERGED),
        "mend client-gen: something iterates in random order",
    ))
}

fn version(workspace: &Workspace, _: &mut Status) -> Result<(), Failure> {
    let generated = generation::from_merged(workspace)?;
    let version = client_version(workspace)?;
    let carried = version.split_once('+').map(|(_, carried)| carried);
    if carried == Some(generated.api_version.as_str()) {
        return Ok(());
    }
    Err(Failure::out_of_date(
        format_args!(
            "the version is {version}, and the document's `info.version` is {}",
            generated.api_version
        ),
        Some(CLIENT_MANIFEST),
        &format!("set the part after `+` to {}", generated.api_version),
    ))
}

fn client_version(workspace: &Workspace) -> Result<String, Failure> {
    let manifest = files::read_text(&workspace.path(CLIENT_MANIFEST))?;
    let manifest: DocumentMut = manifest.parse().map_err(|error: toml_edit::TomlError| {
        Failure::new(
            format_args!("not a manifest: {}", error.message()),
            Some(CLIENT_MANIFEST),
            "mend the file",
        )
    })?;
    let version = manifest.get("package").and_then(|package| package.get("version")).and_then(|v| v.as_str());
    version.map(str::to_owned).ok_or_else(|| {
        Failure::new("`package.version` is missing", Some(CLIENT_MANIFEST), "set it, as in \"0.1.0+1.2.0\"")
    })
}

fn changelog(workspace: &Workspace, _: &mut Status) -> Result<(), Failure> {
    let version = client_version(workspace)?;
    let changelog = files::read_text(&workspace.path(CHANGELOG))?;
    if changelog
        .lines()
        .any(|line| line.starts_with("## ") && line.split_whitespace().any(|word| word == version))
    {
        return Ok(());
    }
    Err(Failure::out_of_date(
        format_args!("there is no entry for {version}"),
        Some(CHANGELOG),
        &format!("add a section `## {version}`"),
    ))
}

fn snapshots(workspace: &Workspace, _: &mut Status) -> Result<(), Failure> {
    let generated = generation::from_merged(workspace)?;
    let surface = surface::surface(&generated)
        .map_err(|error| Failure::new(error, Some(MERGED), "mend client-gen/src/surface.rs"))?;
    let expected: BTreeSet<String> = surface.keys().map(|item| format!("{item}.snap")).collect();
    let folder = workspace.path(SNAPSHOTS);
    let entries = fs::read_dir(&folder).map_err(|error| Failure::io("read the folder", &folder, &error))?;
    let found: BTreeSet<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();

    let place = |name: &String| format!("{SNAPSHOTS}/{name}");
    let missing = expected.difference(&found).map(|name| {
        let help = "run `INSTA_UPDATE=always cargo test -p tests surface`, and read it before you commit it";
        Failure::out_of_date("a snapshot is missing", Some(&place(name)), help)
    });
    let left = found.difference(&expected).map(|name| {
        let (what, help) = if name.ends_with(".snap.new") {
            ("a snapshot is pending", "read it; to accept it, move it over the one without `.new`")
        } else {
            ("nothing refers to this snapshot", "remove the file")
        };
        Failure::out_of_date(what, Some(&place(name)), help)
    });
    Failure::all(missing.chain(left).collect())
}
