//! The parts of a document, from the whole to a word with its markup.

mod asset;
mod block;
mod card;
mod document;
mod inline;
mod metadata;
mod parts;
mod schema;
mod shrink;

pub use asset::{Asset, MediaType};
pub use block::{
    Alignment, Block, Callout, CalloutKind, CodeBlock, DefinitionItem, DefinitionList, Figure, Heading, List,
    ListItem, Quote, Related, Table, TableCell,
};
pub use card::{Card, Update};
pub use document::{Document, FORMAT, Footnote, Place};
pub use inline::{Image, ImageSource, Inline, LinkTarget};
pub use metadata::{Author, AuthorKind, Correction, LeadImage, Metadata, Newsletter, Status};
pub use parts::{Part, parts};
