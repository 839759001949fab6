//! The canonical document: what an explainer *is*, whatever it was written in and whatever it becomes.
//!
//! `read` makes a [`Document`] once; every edition is made from it alone. There is no raw HTML, no Markdown and no
//! unresolved reference in it: ids are unique, links are allowed and lead somewhere, pictures are measured.

mod alone;
mod asset;
mod block;
mod card;
mod changes;
mod date;
pub(crate) mod decode_budget;
mod document;
mod family;
mod fingerprint;
mod fit;
mod fonts;
mod hash;
mod inline;
mod language;
mod metadata;
mod print;
pub mod reserved;
mod schema;
mod script;
mod site;
mod summary;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
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
pub use family::originals;
pub use fingerprint::Fingerprint;
pub use fonts::FontSource;
pub use hash::{Seen, hexadecimal, sha256};
pub use inline::{Image, ImageSource, Inline, LinkTarget};
pub use language::{Direction, Doubt, Language};
pub use metadata::{Author, AuthorKind, Correction, LeadImage, Metadata, Newsletter, Status};
pub use print::{InkSettings, Limited, PresetSettings, PrintPictures, PrintSettings};
pub use site::{
    AmpComponent, AmpPage, Certification, Feeds, MailPictures, Mailing, Organization, References, Sender,
    ShareService, Site, StatusWord, UNSUBSCRIBE_TOKEN, WebPage,
};
pub use summary::{NEWS, Summary, SummaryPicture, is_public};
pub use visit::{Part, parts};
pub use zone::{Shown, Zone};

/// How deep blocks and inlines may nest, counted together; `read` flattens what is deeper.
pub const MAX_DEPTH: usize = 64;
