//! The wire: items of news in JSON and XML, feeds, and the explainers that Pressroom itself wrote.

pub(crate) mod json_feed;
pub(crate) mod model;
pub(crate) mod newsml;
pub(crate) mod ninjs;
mod pictures;
mod shape;
mod value;
