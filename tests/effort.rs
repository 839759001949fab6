//! How much a test tries: enough to see a fault in every run, or for as long as it is worth when somebody waits for it.

use std::env;

/// What a test counts to: rounds, documents, seeds.
pub(crate) struct Effort {
    /// In every run of the tests.
    pub(crate) short: usize,
    /// With `PRESSROOM_LONG=1`.
    pub(crate) long: usize,
}

impl Effort {
    /// How much is asked of this run.
    pub(crate) fn now(&self) -> usize {
        if env::var_os("PRESSROOM_LONG").is_some() { self.long } else { self.short }
    }
}
