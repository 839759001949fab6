//! What reading needs besides the source.

use pressroom_config::Site;
use pressroom_images::Pictures;

/// What reading needs besides the source.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// The newsroom's defaults.
    pub site: &'a Site,
    /// The slug to use where the front matter has none: from the file's name.
    pub slug: &'a str,
    /// The document's pictures.
    pub pictures: &'a dyn Pictures,
    /// When this is, if that is known: an explainer of another system waits for its `date`.
    pub now: Option<jiff::Timestamp>,
}

impl std::fmt::Debug for ReadOptions<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ReadOptions").field("slug", &self.slug).finish_non_exhaustive()
    }
}
