//! Hashes by which receivers see changes, and the changes themselves.

mod alone;
mod changes;
#[allow(clippy::module_inception)]
mod fingerprint;
mod hash;

pub use alone::{PartAlone, parts_alone};
pub use changes::{Change, Changes, FieldChange, Line, PartChange, PartName, Side};
pub use fingerprint::{Fingerprint, canonical};
pub use hash::{DigestSet, hexadecimal, sha256};
