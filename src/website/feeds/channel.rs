//! The feed itself: its title, its address and its publisher.

use pressroom_config::Site;
use pressroom_document::{Date, Language};
use pressroom_render::json_feed::Author;

/// Everything that a feed says besides its items.
pub(super) struct Channel<'a> {
    pub(super) site: &'a Site,
    /// The site's own URL.
    pub(super) base: &'a str,
    /// The URL of the feed's folder.
    pub(super) folder: String,
    pub(super) title: &'a str,
    /// The language of all items, if they share one.
    pub(super) language: Option<&'a Language>,
    /// The newest date of its items.
    pub(super) updated: Option<Date>,
}

impl Channel<'_> {
    /// The URL of a file of this feed.
    pub(super) fn url(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    /// The publisher, as the feed's author.
    pub(super) fn author(&self) -> Author {
        let name = self.site.publisher_name().unwrap_or(self.title).to_owned();
        Author { name, url: self.site.publisher.url.clone() }
    }
}
