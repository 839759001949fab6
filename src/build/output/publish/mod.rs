//! The only writer of editions.

mod document_update;
mod hard_links;
mod publisher;
mod replace;
mod source_folders;
mod swap;

pub use self::{
    document_update::{DocumentUpdate, Retention},
    publisher::{Publication, Publisher},
    replace::replace,
};
