//! `demo`: the whole way once, on a fresh clone, without network: merge, generate, and then the client's example
//! `demo`, which calls every operation of the embedded server. It changes nothing in the repository.

use super::{generate, merge};
use crate::{
    outcome::Failure,
    repository::{
        documents,
        workspace::{MERGED, Workspace},
    },
    status::Status,
};

pub(crate) fn run(workspace: &Workspace, status: &mut Status) -> Result<(), Failure> {
    let documents = documents::read(workspace)?;
    let merged = documents::merge(&documents, status)?;
    merge::check(workspace, &merged.document.to_pretty(), status)?;
    status.say("Merged", format_args!("{} documents, as {MERGED} has them", documents.len()));
    let generated = generate::from_merged(workspace)?;
    status.say("Generated", generate::summary(&generated));
    workspace.run_example("demo", &[])
}
