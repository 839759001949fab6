//! The only writer of editions.

mod claims;
mod document_update;
mod hard_links;
mod publisher;
mod replace;
mod source_folders;
mod swap;

pub(crate) use self::claims::Claims;
pub use self::{
    document_update::{DocumentUpdate, Retention},
    publisher::{Publication, Publisher},
    replace::replace,
};
