//! Ghost: its JSON export, a post or page each an explainer.
//!
//! [`post`] finds the posts however deep they are wrapped; a post's text is HTML, [`lexical`] or [`mobiledoc`], whose cards
//! [`card`] reads; [`shape`] gives the elements of cards in HTML their meaning.

mod card;
mod lexical;
mod media;
mod mobiledoc;
mod post;
mod relations;
mod shape;
mod text;

pub(crate) use post::{is_export, read};
