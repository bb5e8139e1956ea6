//! Blocks of calls, their time and allocations, and what many of them say.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use allocation_counter::measure;
use tokio::{runtime::Runtime, task::JoinSet};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A way to make the call.
pub(crate) trait Read: Clone + Send + Sync + 'static {
    /// Reads the registered client, decodes it, and looks whether it is the one.
    fn read(&self) -> impl Future<Output = Result<()>> + Send;
}

/// What so many calls took.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    calls: u64,
    time: Duration,
    allocations: u64,
}

impl Block {
    /// Calls per second.
    pub(crate) fn throughput(self) -> f64 {
        self.calls as f64 / self.time.as_secs_f64()
    }

    /// A reallocation counts as an allocation.
    pub(crate) fn allocations_per_call(self) -> f64 {
        self.allocations as f64 / self.calls as f64
    }
}

/// Makes so many calls, so many at a time.
pub(crate) fn block<R: Read>(runtime: &Runtime, way: &R, concurrency: u64, calls: u64) -> Result<Block> {
    let each = calls / concurrency;
    let mut result = Ok(());
    let mut time = Duration::ZERO;
    let allocations = measure(|| {
        let start = Instant::now();
        result = runtime.block_on(async {
            let mut tasks = JoinSet::<Result<()>>::new();
            for _ in 0..concurrency {
                let way = way.clone();
                tasks.spawn(async move {
                    for _ in 0..each {
                        way.read().await?;
                    }
                    Ok(())
                });
            }
            while let Some(task) = tasks.join_next().await {
                task??;
            }
            Ok(())
        });
        time = start.elapsed();
    });
    result.map(|()| Block { calls: each * concurrency, time, allocations: allocations.count_total })
}

/// The value that half of them are below; 0 of none.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The values between which the middle half of them are.
pub(crate) fn quartiles(values: &[f64]) -> (f64, f64) {
    (quantile(values, 0.25), quantile(values, 0.75))
}

fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1) as f64;
    sorted.get((last * part).round() as usize).copied().unwrap_or_default()
}
