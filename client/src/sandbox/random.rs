//! Identifiers and secrets that look like the vendor's.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::iter::repeat_with;

use crate::Secret;

const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

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
        let environment = uuid(rng.u128(..));
        Self { rng, environment, issued: 0 }
    }

    /// An identifier such as `urn:sys:env:2eeadf60-1a11-4170-be57-3c9a01b2c3d4:i:1cnxts0`.
    ///
    /// Six random characters and a running number: it can't be guessed from the one before, and it is never
    /// given out twice, not even after its client was deleted.
    pub(super) fn client_id(&mut self) -> String {
        let random: String = repeat_with(|| self.base36()).take(6).collect();
        let number = in_base36(self.issued);
        self.issued += 1;
        format!("urn:sys:env:{}:i:{random}{number}", self.environment)
    }

    /// 40 letters and digits.
    pub(super) fn secret(&mut self) -> Secret {
        repeat_with(|| self.rng.alphanumeric()).take(40).collect::<String>().into()
    }

    /// A prefix by which the request ids of one sandbox are told from those of another.
    pub(super) fn request_prefix(&mut self) -> String {
        format!("{:08x}", self.rng.u32(..))
    }

    fn base36(&mut self) -> char {
        char::from(BASE36[self.rng.usize(..BASE36.len())])
    }
}

fn in_base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(BASE36[(number % 36) as usize]));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// The bits as a random (version 4) UUID.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) | (0x4 << 76);
    let bits = bits & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn client_ids_look_like_the_vendors_and_never_repeat() {
        let mut random = Random::new();
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            let id = random.client_id();
            let parts: Vec<_> = id.split(':').collect();
            assert_eq!((&parts[..3], parts[4], parts.len()), (&["urn", "sys", "env"][..], "i", 6), "{id}");
            assert_eq!(parts[3].split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
            assert!(parts[5].len() >= 7, "{id}");
            assert!(parts[5].bytes().all(|c| BASE36.contains(&c)), "{id}");
            assert!(seen.insert(id));
        }
    }

    #[test]
    fn two_sandboxes_share_nothing() {
        let (mut one, mut other) = (Random::new(), Random::new());
        assert_ne!(one.environment, other.environment);
        assert_ne!(one.secret().expose_secret(), other.secret().expose_secret());
        assert_ne!(one.request_prefix(), other.request_prefix());
    }

    #[test]
    fn secrets_are_long_and_differ() {
        let mut random = Random::new();
        let (one, other) = (random.secret(), random.secret());
        assert_eq!(one.expose_secret().len(), 40);
        assert_ne!(one.expose_secret(), other.expose_secret());
    }

    #[test]
    fn numbers_are_spelt_in_base_36() {
        for (number, spelt) in [(0, "0"), (35, "z"), (36, "10"), (1295, "zz"), (u64::MAX, "3w5e11264sgsf")] {
            assert_eq!(in_base36(number), spelt);
        }
    }

    #[test]
    fn a_uuid_tells_its_version_and_variant() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
