//! The files about a whole build: index, topics, `404.html`, sitemaps, `robots.txt` and feeds.
//!
//! A site is a product of all documents together, not an edition of one.

pub mod feeds;
mod lexicon;
mod roll;
pub mod site;
mod slug;

pub use feeds::Plan;
pub use roll::{SiteIndex, Summaries};
pub use site::SiteMaker;
