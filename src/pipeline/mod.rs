//! From files to files: finds the sources, has them read and rendered, and publishes what came of it.
//!
//! This layer and the command line are the only ones that touch the disk. `discover` finds the sources, `execute` runs
//! documents x editions on all cores, `publish` is the only writer of editions; `deliver` sends newsletters;
//! `handover` packs editions for partners and checks such packages.

mod adopt;
mod claims;
mod compare;
#[cfg(feature = "send")]
pub mod deliver;
mod digest;
mod discover;
pub(crate) mod disk;
mod edition_set;
mod execute;
mod failures;
mod feeds;
mod findings;
mod fix;
mod folder;
mod foreign_files;
mod handover;
mod holdings;
mod inputs;
mod keys;
mod late_files;
mod life;
mod making;
mod manifest;
mod manifest_parts;
mod merge;
mod panics;
mod pictures;
mod publish;
mod reading;
mod schemas;
mod settle;
mod share;
mod sharing;
mod site;
mod site_files;
mod source;
mod store;
mod stream;
mod summaries;
mod survey;
mod swap;
#[cfg(feature = "pdf")]
mod system_fonts;
mod theme_folder;
mod translations;
mod workers;
mod workspace;

pub use compare::{CompareError, CompareJob, Compared, Comparison, DocumentChange, Revision, compare};
pub use digest::{Bound, DigestJob, bind};
pub use discover::{PathError, discover, searched};
pub use execute::{Failure, Job, Observer, Outcome, execute};
pub use findings::{EditRecord, Finding, FindingRecord, PlaceRecord, Report};
pub use fix::{FixJob, Fixed, Mend, fix};
pub use handover::{
    HandoverError, Limits, PackJob, Packed, Signer, SigningKey, Statement, Verified, VerifyJob, VerifyingKey,
    new_key, pack, verify,
};
pub use inputs::{Input, InputKind, Inputs};
pub use life::Embargoed;
pub use manifest::{
    DocumentFile, MANIFEST, Manifest, ManifestCard, ManifestDocument, ManifestFile, PublishedDocument,
    is_draft_in, status_in,
};
pub use merge::{MergeFailure, MergeJob, Merged, merge};
pub use panics::silence_caught_panics;
pub use schemas::{NamedSchema, schemas};
pub use share::Share;
pub use source::{Unreadable, read_json, read_profile, read_text};
pub use stream::{StreamJob, Streamed, stream};
#[cfg(feature = "pdf")]
pub use system_fonts::MachineFonts;
pub use theme_folder::{load_theme, local_themes};
pub use workers::{MEMORY_CAN_BE_LIMITED, Workers, limit_memory, serve};
