//! The members of an object, shared by its copies.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use indexmap::{IndexMap, map};

use super::Json;

/// The members of a JSON object, in authored order: an [`IndexMap`].
///
/// Copies share their members until one of them is changed. So a copy costs next to nothing, and so does finding out
/// that it is equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Arc<IndexMap<String, Json>>);

impl Object {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Deref for Object {
    type Target = IndexMap<String, Json>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Object {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Arc::make_mut(&mut self.0)
    }
}

impl FromIterator<(String, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        Self(Arc::new(members.into_iter().collect()))
    }
}

impl<const N: usize> From<[(String, Json); N]> for Object {
    fn from(members: [(String, Json); N]) -> Self {
        Self::from_iter(members)
    }
}

impl Extend<(String, Json)> for Object {
    fn extend<I: IntoIterator<Item = (String, Json)>>(&mut self, members: I) {
        (**self).extend(members);
    }
}

impl IntoIterator for Object {
    type Item = (String, Json);
    type IntoIter = map::IntoIter<String, Json>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = (&'a String, &'a Json);
    type IntoIter = map::Iter<'a, String, Json>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Object {
    type Item = (&'a String, &'a mut Json);
    type IntoIter = map::IterMut<'a, String, Json>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
