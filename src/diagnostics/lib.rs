//! What can be wrong with a document, as plain data: code, severity, place, message, help.
//!
//! Every layer above reports through these types and nobody prints but the command line, so that the same finding
//! can be shown to a person, to an editor or to a machine.

mod code;
mod diagnostic;
mod edits;
pub mod explain;
pub mod findings;
pub mod panics;
mod policy;
mod source;
mod wording;

pub use code::{Class, Code};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use edits::{Edit, show_edits, sort_edits};
pub use explain::Explanation;
pub use findings::{
    Causes, DiagnosticReport, EditRecord, FindingRecord, PlaceRecord, ReportedDiagnostic, is_refused,
};
pub use panics::silence_caught_panics;
pub use policy::CheckPolicy;
pub use source::{LineColumn, Source, Span};
pub use wording::{counted, nearest};
