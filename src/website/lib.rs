//! The files about a whole build: index, topics, `404.html`, sitemaps, `robots.txt` and feeds.
//!
//! A site is a product of all documents together, not an edition of one.

pub mod feeds;
mod localizer;
pub mod site;
mod site_index;
mod slug;

pub use feeds::FeedPlan;
pub use site::SiteRenderer;
pub use site_index::{SiteIndex, Summaries};
