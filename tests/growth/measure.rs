//! What a piece of work costs, and whether its costs grow with its size alone.

use std::time::Duration;

use cpu_time::ThreadTime;

/// The most that a cost may grow where the size doubles. The small sizes of the short form are less exact; what is quadratic
/// grows fourfold.
fn growth() -> f64 {
    if crate::effort::is_long("growth") { 2.3 } else { 3.0 }
}

/// How often a measurement that shows too much is repeated, before it is believed.
const REPEATS: usize = 3;

/// How often a row that shows too much is measured with twice the size, before it fails.
const LARGER: usize = 3;

/// No row is measured with a larger size.
const MOST: usize = 1 << 20;

/// What one run costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// Time of the thread on a processor, in seconds: what others do at the same time doesn't count.
    pub(super) time: f64,
    /// The most memory that is taken at once, in bytes.
    pub(super) peak: f64,
}

impl Cost {
    /// What is more than in another run. A time is never less than what a clock can tell.
    fn beyond(self, other: Self) -> Self {
        Self { time: (self.time - other.time).max(1e-6), peak: (self.peak - other.peak).max(1024.0) }
    }

    fn least(self, other: Self) -> Self {
        Self { time: self.time.min(other.time), peak: self.peak.min(other.peak) }
    }
}

/// Runs `work` on this thread and gives what it cost. Memory that other threads take is not seen.
pub(super) fn cost(work: impl FnOnce()) -> Cost {
    let mut time = Duration::ZERO;
    let memory = allocation_counter::measure(|| {
        let start = ThreadTime::now();
        work();
        time = start.elapsed();
    });
    Cost { time: time.as_secs_f64(), peak: memory.bytes_max as f64 }
}

/// How two doublings went, or one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    /// The smallest of the three sizes.
    pub(super) n: usize,
    /// What it cost at four times that size.
    pub(super) last: Cost,
    /// The larger growth of both doublings.
    pub(super) time: f64,
    /// The same for memory.
    pub(super) peak: f64,
}

impl Figures {
    pub(super) fn is_linear(&self) -> bool {
        self.time <= growth() && self.peak <= growth()
    }
}

/// Measures `run` with n, 2n and 4n. `enough`: how many seconds the smallest must take beyond what nothing costs, so that it
/// can be compared. `limit`: no single run is tried that would take longer, in seconds. `None` if `run` has nothing to do.
pub(super) fn grow(enough: f64, limit: f64, run: &mut dyn FnMut(usize) -> Option<Cost>) -> Option<Figures> {
    let nothing = run(1)?.least(run(1)?);
    let mut n = 32;
    while n < MOST && run(n)?.beyond(nothing).time < enough {
        n *= 2;
    }
    let mut figures = three(n, nothing, limit, run)?;
    for _ in 0..LARGER {
        if figures.is_linear() || figures.last.time * 2.0 > limit || figures.n >= MOST {
            break;
        }
        figures = three(figures.n * 2, nothing, limit, run)?;
    }
    Some(figures)
}

/// Measures n, 2n and 4n; not 4n where 2n shows too much already, and would take too long again.
fn three(n: usize, nothing: Cost, limit: f64, run: &mut dyn FnMut(usize) -> Option<Cost>) -> Option<Figures> {
    let mut costs = vec![run(n)?, run(2 * n)?];
    if figures(n, &costs, nothing).is_linear() || costs[1].time * 4.0 < limit {
        costs.push(run(4 * n)?);
    }
    for _ in 0..REPEATS {
        let figures = figures(n, &costs, nothing);
        if figures.is_linear() || figures.last.time * 2.0 > limit {
            break;
        }
        for (at, cost) in costs.iter_mut().enumerate() {
            *cost = cost.least(run(n << at)?);
        }
    }
    Some(figures(n, &costs, nothing))
}

fn figures(n: usize, costs: &[Cost], nothing: Cost) -> Figures {
    let beyond: Vec<Cost> = costs.iter().map(|cost| cost.beyond(nothing)).collect();
    let most =
        |of: fn(&Cost) -> f64| beyond.windows(2).map(|pair| of(&pair[1]) / of(&pair[0])).fold(0.0, f64::max);
    let last = *costs.last().unwrap();
    Figures { n, last, time: most(|cost| cost.time), peak: most(|cost| cost.peak) }
}

#[test]
fn what_grows_too_fast_is_seen() {
    let count = |n: usize| (0..n as u64).fold(0_u64, |sum, each| sum ^ std::hint::black_box(each));
    let take = |n: usize| drop(std::hint::black_box(vec![1_u8; n]));
    let of = |work: &dyn Fn(usize)| grow(0.001, 0.1, &mut |n| Some(cost(|| work(n)))).unwrap();
    let linear = of(&|n| {
        count(n * 100);
        take(n * 1024);
    });
    assert!(linear.is_linear(), "{linear:?}");
    let slow = of(&|n| _ = count(n * n));
    assert!(slow.time > growth(), "{slow:?}");
    let large = of(&|n| {
        count(n * 1000);
        take(n * n * 16);
    });
    assert!(large.peak > growth(), "{large:?}");
}
