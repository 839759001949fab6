//! What callers say and get: kinds, options, reports and errors.

mod error;
mod kind;
mod options;
mod report;

pub use error::ImportError;
pub use kind::ImportKind;
pub use options::{Changes, Comments, ImportOptions};
pub use report::{Action, FindingKind, ImportCounts, ImportFinding, ImportReport, REPORT_FORMAT};
