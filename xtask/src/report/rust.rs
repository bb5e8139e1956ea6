//! The texts of what differs in the generated client.

use crate::compat::rust::ItemChange;

impl ItemChange {
    /// What was and what is; nothing if it wasn't or isn't.
    pub(crate) fn texts(&self) -> [String; 2] {
        [&self.was, &self.is].map(|item| item.as_ref().map(ToString::to_string).unwrap_or_default())
    }

    /// What was and what is, each line with its end.
    pub(super) fn lines(&self) -> [String; 2] {
        self.texts().map(|text| text.lines().map(|line| format!("{line}\n")).collect())
    }
}
