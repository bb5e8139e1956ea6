//! The keys that members unite by. Their order is the order of the merged document.

use crate::document::grammar::Holds;
use crate::document::pointer::Pointer;

/// The path of a member in the merged document, such as `paths`, `/clients`, `get`. A tag's last token is its
/// name.
///
/// Keys are ordered token by token: first those that the specification lists, in its order, then the others
/// by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'a>(Vec<(usize, &'a str)>);

impl<'a> Key<'a> {
    pub(super) fn new(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        tokens.into_iter().fold(Self(Vec::new()), |key, token| key.child(token))
    }

    pub(super) fn child(&self, token: &'a str) -> Self {
        let rank = match self.holds() {
            Some(Holds::One(kind)) => kind.rank(token),
            _ => usize::MAX,
        };
        Self(self.0.iter().copied().chain([(rank, token)]).collect())
    }

    pub(super) fn tokens(&self) -> Vec<&'a str> {
        self.0.iter().map(|&(_, token)| token).collect()
    }

    pub(super) fn pointer(&self) -> Pointer {
        Pointer::new(self.tokens())
    }

    /// What the member holds.
    pub(super) fn holds(&self) -> Option<Holds> {
        self.0.iter().try_fold(Holds::DOCUMENT, |holds, (_, token)| holds.child(token))
    }
}
