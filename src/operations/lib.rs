//! Everything beside a build: compare, digest, fix, format, import, merge and stream; and the JSON Schemas of its output.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod compare;
mod digest;
mod fix;
mod format;
mod import;
mod merge;
mod schemas;
mod stream;

pub use compare::{
    CompareError, CompareJob, CompareUsage, Compared, Comparison, DocumentChange, Revision, compare,
};
pub use digest::{DigestError, DigestJob, DigestOutcome, build_digest};
pub use fix::{FixJob, Fixed, Mend, fix};
pub use format::{FormatJob, Formatted, format};
pub use import::{
    ImportFailure, ImportFile, ImportJob, ImportedFile, MAX_IMPORT_BYTES, find_imports, import,
    write_template,
};
pub use merge::{MergeFailure, MergeJob, MergeUsage, Merged, merge};
pub use schemas::{NamedSchema, schemas};
pub use stream::{StreamJob, Streamed, stream};
