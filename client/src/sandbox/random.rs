//! Identifiers and secrets that look like the vendor's.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::iter::repeat_with;

use crate::Secret;

/// The source of a sandbox's identifiers and secrets.
///
/// Seeded from the operating system's randomness, by way of the standard library's hasher, so that no two
/// sandboxes agree. Not fit for cryptography: these secrets protect nothing but a test.
pub(super) struct Random {
    rng: fastrand::Rng,
    environment: String,
    issued: u64,
}

impl Random {
    pub(super) fn new() -> Self {
        let mut rng = fastrand::Rng::with_seed(RandomState::new().hash_one("sandbox"));
        let hex = format!("{:032x}", rng.u128(..));
        let environment =
            format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..]);
        Self { rng, environment, issued: 0 }
    }

    /// An identifier such as `urn:sys:env:2eeadf60-1a11-4170-ae57-3c9a01b2c3d4:i:1cnxts0`.
    ///
    /// Six random characters and a running number: it can't be guessed from the previous one, and it is never issued
    /// twice, not even after its client was deleted.
    pub(super) fn client_id(&mut self) -> String {
        let random: String = repeat_with(|| self.rng.digit(36)).take(6).collect();
        let number = self.issued;
        self.issued += 1;
        format!("urn:sys:env:{}:i:{random}{number}", self.environment)
    }

    /// 40 letters and digits.
    pub(super) fn secret(&mut self) -> Secret {
        repeat_with(|| self.rng.alphanumeric()).take(40).collect::<String>().into()
    }

    /// What the request ids of one sandbox begin with.
    pub(super) fn request_prefix(&mut self) -> String {
        format!("{:08x}", self.rng.u32(..))
    }
}
