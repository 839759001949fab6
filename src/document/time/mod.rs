//! Dates, moments and time zones.

mod date;
mod zone;

pub use date::{Date, DateError, FIRST_YEAR};
pub use zone::{Shown, Zone};
