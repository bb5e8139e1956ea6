//! JSON pointers (RFC 6901): places in a JSON document.

use std::{borrow::Cow, fmt};

/// A JSON pointer, such as `/paths/~1clients/get`. The empty one is the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer made of these tokens, each escaped: `["paths", "/a"]` is `/paths/~1a`.
    #[must_use]
    pub fn new<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Self {
        let mut pointer = Self::default();
        tokens.into_iter().for_each(|token| pointer.push(token.as_ref()));
        pointer
    }

    /// The pointer with this text, if it is one: nothing, or tokens that each begin with `/`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pointer of the member `token` of what this points at.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut child = self.clone();
        child.push(token);
        child
    }

    /// The pointer of the item `index` of what this points at.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{self}/{index}"))
    }

    /// The pointer of what `below` points at, as seen from here.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        Self(format!("{self}{below}"))
    }

    /// The pointer of what this is a member or an item of, unless it is the whole document.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// This pointer as seen from `ancestor`, if it is that place or one below it.
    #[must_use]
    pub fn below(&self, ancestor: &Self) -> Option<Self> {
        self.0.strip_prefix(&ancestor.0).and_then(Self::parse)
    }

    /// The tokens, with their escapes undone.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        let mut tokens = self.0.split('/');
        // What comes before the first slash.
        tokens.next();
        tokens.map(unescape)
    }

    /// The last token: the name or index of what it points at.
    #[must_use]
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.tokens().next_back()
    }

    pub(crate) fn push(&mut self, token: &str) {
        self.0.push('/');
        for char in token.chars() {
            match char {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                _ => self.0.push(char),
            }
        }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Pointer {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A reference token as the name that it stands for (RFC 6901, section 4).
fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}
