//! The canonical document: what an explainer *is*, whatever it was written in and whatever it becomes.
//!
//! `read` makes a [`Document`] once; every edition is made from it alone. There is no raw HTML, no Markdown and no
//! unresolved reference in it: ids are unique, links are allowed and lead somewhere, pictures are measured.

mod characters;
mod fingerprint;
mod language;
mod model;
mod names;
mod summary;
pub mod text;
mod time;

pub use characters::{clean, scan, word};
pub use fingerprint::{
    Change, Changes, DigestSet, FieldChange, Fingerprint, Line, PartAlone, PartChange, PartName, Side,
    canonical, hexadecimal, parts_alone, sha256,
};
pub use language::{Direction, Doubt, Language, LanguageError, check_language};
pub use model::{
    Alignment, Asset, Author, AuthorKind, Block, Callout, CalloutKind, Card, CodeBlock, Correction,
    DefinitionItem, DefinitionList, Document, FORMAT, Figure, Footnote, Heading, Image, ImageSource, Inline,
    LeadImage, LinkTarget, List, ListItem, MediaType, Metadata, Newsletter, Part, Place, Quote, Related,
    Status, Table, TableCell, Update, parts,
};
pub use names::{canonical_slugs, link, paths, reserved, slug};
pub use summary::{NEWS, Summary, SummaryPicture, is_public};
pub use time::{Date, DateError, FIRST_YEAR, Shown, Zone};

/// How deep blocks and inlines may nest, counted together; `read` flattens what is deeper.
pub const MAX_DEPTH: usize = 64;

/// A slug from any text, such as a name; empty where nothing of it can be in a slug.
pub fn slug_of(text: &str) -> String {
    slug::for_file(text, None)
}
