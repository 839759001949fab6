//! Editions for the systems of partners, feeds and aggregators. What they share: which pictures may leave the house
//! ([`clearance`]), and the text as simple HTML, as plain text and card by card ([`bodies`]).

mod applenews;
mod bodies;
mod change_lines;
mod clearance;
mod identity;
mod jsonfeed;
mod media;
mod ninjs;
mod plain_text;

pub use applenews::KIND as APPLENEWS;
pub use jsonfeed::KIND as JSONFEED;
pub use ninjs::{KIND as NINJS, cards_schema, ninjs_schema};
