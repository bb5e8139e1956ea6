//! `demo`: the whole pipeline, on a fresh clone, without network: merge, generate, and then the client's example
//! `demo`, which calls every operation of the embedded server. It changes nothing in the repository.

use crate::{
    outcome::Failure,
    repository::{MERGED, Workspace, merged},
    terminal::Terminal,
};

pub(crate) fn run(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let documents = merged::check(workspace, terminal)?;
    terminal.status("Merged", format_args!("{documents} documents, as {MERGED} has them"));
    let generated = merged::client(workspace)?;
    terminal.status("Generated", merged::summary(&generated));
    workspace.run_example("demo", &[])
}
