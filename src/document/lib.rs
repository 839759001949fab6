//! The canonical document: what an explainer *is*, whatever it was written in and whatever it becomes.
//!
//! `read` makes a [`Document`] once; every edition is made from it alone. There is no raw HTML, no Markdown and no
//! unresolved reference in it: ids are unique, links are allowed and lead somewhere, pictures are measured.

mod alone;
mod asset;
mod block;
mod card;
mod changes;
pub mod clean;
mod date;
mod document;
mod family;
mod fingerprint;
mod fit;
mod hash;
mod inline;
mod language;
pub mod link;
mod metadata;
pub mod reserved;
mod schema;
mod script;
pub mod slug;
mod summary;
pub mod text;
mod visit;
pub mod word;
mod zone;

pub use alone::{PartAlone, parts_alone};
pub use asset::{Asset, MediaType};
pub use block::{
    Alignment, Block, Callout, CalloutKind, CodeBlock, DefinitionItem, DefinitionList, Figure, Heading, List,
    ListItem, Quote, Related, Table, TableCell,
};
pub use card::{Card, Update};
pub use changes::{Change, Changes, FieldChange, Line, PartChange, PartName, Side};
pub use date::{Date, DateError, FIRST_YEAR};
pub use document::{Document, FORMAT, Footnote, Place};
pub use family::canonical_slugs;
pub use fingerprint::{Fingerprint, canonical};
pub use hash::{DigestSet, hexadecimal, sha256};
pub use inline::{Image, ImageSource, Inline, LinkTarget};
pub use language::{Direction, Doubt, Language, check_language};
pub use metadata::{Author, AuthorKind, Correction, LeadImage, Metadata, Newsletter, Status};
pub use summary::{NEWS, Summary, SummaryPicture, is_public};
pub use visit::{Part, parts};
pub use zone::{Shown, Zone};

/// How deep blocks and inlines may nest, counted together; `read` flattens what is deeper.
pub const MAX_DEPTH: usize = 64;

/// A slug from any text, such as a name; empty where nothing of it can be in a slug.
pub fn slug_of(text: &str) -> String {
    slug::for_file(text, None)
}
