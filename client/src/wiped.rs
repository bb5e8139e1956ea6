//! Bytes that may hold a secret.

use std::ops::Deref;

use secrecy::zeroize::Zeroize as _;

/// Bytes whose memory is overwritten when they are dropped, and that leave no copy behind when they grow.
///
/// Not `Zeroizing<Vec<u8>>`, which also overwrites the nothing that is in an empty one: where the C library does that with
/// AVX-512, it takes a tenth of a microsecond, and each call drops two.
#[derive(Clone, Default)]
pub(crate) struct Wiped(Vec<u8>);

impl Wiped {
    /// Appends. A vector that grew by itself would free its old memory as it is.
    pub(crate) fn append(&mut self, chunk: &[u8]) {
        let needed = self.0.len() + chunk.len();
        if needed > self.0.capacity() {
            let mut grown = Vec::with_capacity(needed.max(2 * self.0.len()));
            grown.extend_from_slice(&self.0);
            *self = Self(grown);
        }
        self.0.extend_from_slice(chunk);
    }

    /// The bytes, which are no longer wiped.
    pub(crate) fn into_inner(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        if self.0.len() < self.0.capacity() {
            self.0.resize(self.0.capacity(), 0);
        }
        if !self.0.is_empty() {
            self.0.as_mut_slice().zeroize();
        }
    }
}

impl From<Vec<u8>> for Wiped {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for Wiped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
