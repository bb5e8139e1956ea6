//! Path templates (OpenAPI 3.0.3, section 4.7.8): paths with placeholders, such as `/clients/{client_id}`.

/// A path template, which may be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PathTemplate<'a>(&'a str);

/// What is wrong with a path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
#[non_exhaustive]
pub enum TemplateError {
    #[error("doesn't start with `/`")]
    Relative,
    #[error("holds an empty segment or `\\`")]
    Segment,
    #[error("closes a brace that isn't open")]
    Unopened,
    #[error("leaves a brace open")]
    Unclosed,
    #[error("holds an empty or broken placeholder")]
    Placeholder,
    #[error("holds a placeholder twice")]
    Repeated,
}

/// The path of a server's URL (OpenAPI 3.0.3, section 4.7.5), which may have placeholders. What names the origin isn't in
/// it: a scheme and a host, or a placeholder in their place.
#[must_use]
pub fn path_of_server(url: &str) -> &str {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest,
        None if url.starts_with('{') => url,
        None => return url,
    };
    let origin = rest.strip_prefix('{').and_then(|rest| rest.find('}')).map_or(0, |end| end + 2);
    rest.get(origin..).and_then(|rest| rest.get(rest.find('/')?..)).unwrap_or_default()
}

impl<'a> PathTemplate<'a> {
    /// The template with this text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The names in braces, in order.
    pub fn placeholders(self) -> impl Iterator<Item = &'a str> {
        self.parts().filter_map(|(_, name)| name)
    }

    /// It without what some documents have behind the path to tell one operation from another: a query, which is sent,
    /// and a fragment, which never is.
    #[must_use]
    pub fn path(self) -> Self {
        Self(self.0.split(['?', '#']).next().unwrap_or_default())
    }

    /// The query behind the path, if there is one.
    #[must_use]
    pub fn query(self) -> Option<Self> {
        self.without_fragment().0.split_once('?').map(|(_, query)| Self(query))
    }

    /// It without a fragment.
    #[must_use]
    pub fn without_fragment(self) -> Self {
        Self(self.0.split('#').next().unwrap_or_default())
    }

    /// The template's text.
    #[must_use]
    pub const fn text(self) -> &'a str {
        self.0
    }

    /// The template with `{}` for each placeholder: what a server sees of it, for names are never sent.
    #[must_use]
    pub fn without_names(self) -> String {
        self.parts().map(|(text, name)| format!("{text}{}", name.map_or("", |_| "{}"))).collect()
    }

    /// The text before each placeholder and its name, then the text after all of them.
    fn parts(self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let mut rest = Some(self.0);
        std::iter::from_fn(move || {
            let text = rest.take()?;
            let placeholder = text
                .split_once('{')
                .and_then(|(before, after)| after.split_once('}').map(|(name, after)| (before, name, after)));
            let Some((before, name, after)) = placeholder else { return Some((text, None)) };
            rest = Some(after);
            Some((before, Some(name)))
        })
    }

    /// Whether it is a template that a URL can be made of.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(self) -> Result<(), TemplateError> {
        if !self.0.starts_with('/') {
            return Err(TemplateError::Relative);
        }
        if self.path().0.contains("//") || self.0.contains('\\') {
            return Err(TemplateError::Segment);
        }
        let mut names: Vec<&str> = Vec::new();
        for (text, name) in self.parts() {
            match (text.find('}'), text.find('{'), name) {
                (Some(_), ..) => return Err(TemplateError::Unopened),
                (_, Some(_), None) => return Err(TemplateError::Unclosed),
                (_, _, Some(name)) if name.is_empty() || name.contains(['{', '/']) => {
                    return Err(TemplateError::Placeholder);
                }
                (_, _, Some(name)) if names.contains(&name) => return Err(TemplateError::Repeated),
                _ => names.extend(name),
            }
        }
        Ok(())
    }
}
