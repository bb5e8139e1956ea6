//! Bounds the retries of all calls of a client together, as a token bucket (as the AWS SDKs and gRPC do): while a server
//! is down, a thousand calls must not become three thousand.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

/// What a retry costs. A call that needs none gives 1 back.
const COST: u32 = 5;

/// The retries that are left. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct RetryBudget {
    left: Arc<AtomicU32>,
    full: u32,
}

impl RetryBudget {
    pub(super) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(COST);
        Self { left: Arc::new(full.into()), full }
    }

    /// Pays for a retry; false if not enough is left.
    pub(super) fn spend(&self) -> bool {
        self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    /// Gives back for a call that ended well, or that was answered.
    pub(super) fn refund(&self) {
        // Almost always full: then nothing is written.
        if self.left.load(Relaxed) < self.full {
            let _ = self.left.fetch_update(Relaxed, Relaxed, |left| (left < self.full).then_some(left + 1));
        }
    }
}
