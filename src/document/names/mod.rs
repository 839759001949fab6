//! Names and addresses: slugs, ids, links, published paths, and the names that Pressroom keeps for itself.

pub mod link;
pub mod paths;
pub mod reserved;
pub mod slug;
mod translations;

pub use translations::canonical_slugs;
