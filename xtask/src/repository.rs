//! The files of this repository: what they hold, and how they are written.

pub(crate) mod change;
pub(crate) mod changelog;
pub(crate) mod documents;
pub(crate) mod files;
pub(crate) mod git;
pub(crate) mod lock_file;
pub(crate) mod manifest;
pub(crate) mod merged;
pub(crate) mod page_url;
pub(crate) mod pregenerated;
pub(crate) mod revision;
pub(crate) mod scratch;
pub(crate) mod snapshots;
pub(crate) mod sources;
pub(crate) mod toml_file;
pub(crate) mod workspace;
