//! Reading the TOML files of `openapi/`: errors say the line.

use serde::de::DeserializeOwned;

use crate::outcome::Failure;

/// The content of a file of this name and text.
pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &str, help: &str) -> Result<T, Failure> {
    toml::from_str(text).map_err(|error| {
        let place = error.span().map_or_else(|| file.to_owned(), |span| place(file, text, span.start));
        Failure::new(error.message().trim().replace('\n', ", "), Some(&place), help)
    })
}

/// A place in a file, as messages show it.
pub(crate) fn place(file: &str, text: &str, offset: usize) -> String {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    format!("{file}:{}", 1 + before.iter().filter(|&&byte| byte == b'\n').count())
}
