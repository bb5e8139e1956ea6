//! The maintainer's commands: `cargo xtask` lists them.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage, 3 out of date, 4 breaking. Results go to stdout, everything else
//! to stderr.

mod command;
mod compat;
mod fetch;
mod net;
mod outcome;
mod report;
mod repository;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::{outcome::Failure, repository::Workspace, terminal::Terminal};

/// Keep the client up to date with the published documents.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 out of date, 4 breaking.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

// In the order in which a person meets them.
#[derive(Subcommand)]
enum Command {
    /// Show the whole pipeline: merge, generate, and call an embedded server
    Demo,
    /// Run the embedded server, for manual tests and clients in other languages
    Serve(command::serve::Args),
    /// Ask a real server what its documentation leaves open, by GET alone, and record the answers without their values
    Probe(command::probe::Args),
    /// Update to the current pages: fetch, compare, set the version, accept the snapshots, build and test
    Bump(command::bump::Args),
    /// Fetch the pages of openapi/sources.toml, and write their documents and the merge of them
    Fetch(command::fetch::Args),
    /// Report what changed between two documents, on the wire and in Rust
    Diff(command::diff::Args),
    /// Merge openapi/documents into openapi/client-management.json
    Merge(command::merge::Args),
    /// Write the generated client to client/src/pregenerated.rs
    Generate(command::generate::Args),
    /// Report what client any other documents would give, and compile it; change nothing
    Try(command::r#try::Args),
    /// Check the repository itself, as CI does
    Check(command::check::Args),
    /// What `net` tries, in a process of its own
    #[command(name = net::COMMAND, hide = true)]
    GenerateOnce,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut terminal = Terminal::stderr();
    let Some(command) = cli.command else {
        return match Cli::command().print_long_help() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => Failure::from(error).report(),
        };
    };
    if matches!(command, Command::GenerateOnce) {
        return net::answer();
    }
    let result = Workspace::find().and_then(|workspace| match command {
        Command::Demo => command::demo::run(&workspace, &mut terminal),
        Command::Serve(args) => command::serve::run(&args, &workspace),
        Command::Probe(args) => command::probe::run(&args, &workspace),
        Command::Fetch(args) => command::fetch::run(&args, &workspace, &mut terminal),
        Command::Merge(args) => command::merge::run(&args, &workspace, &mut terminal),
        Command::Generate(args) => command::generate::run(&args, &workspace, &mut terminal),
        Command::Diff(args) => command::diff::run(&args, &workspace, &mut terminal),
        Command::Bump(args) => command::bump::run(&args, &workspace, &mut terminal),
        Command::Check(args) => command::check::run(&args, &workspace, &mut terminal),
        Command::Try(args) => command::r#try::run(&args, &workspace, &mut terminal),
        Command::GenerateOnce => Ok(()),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
