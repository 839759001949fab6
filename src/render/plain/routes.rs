//! How a text names what its links lead to.

use std::borrow::Cow;

use pressroom_document::Place;

/// Where links lead.
pub trait Routes {
    /// A URL as it is listed.
    fn tagged<'u>(&self, url: &'u str) -> Cow<'u, str> {
        Cow::Borrowed(url)
    }

    /// The way from a part to an id of the document.
    fn internal(&self, id: &str, from: Place) -> LinkRoute;
}

/// The way to an id of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkRoute {
    /// A URL.
    Url(String),
    /// To the card of this number.
    Card(u32),
    /// It is in the part that is being read.
    Here,
}
