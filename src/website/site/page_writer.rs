//! The context that all parts of a site share, and the sink of their files.

use jiff::Timestamp;

use crate::localizer::Localizer;
use pressroom_config::Site;
use pressroom_diagnostics::Diagnostic;
use pressroom_render::{json_feed::FeedLocation, markup::Templates};
use pressroom_theme::Theme;

/// Takes the files of a site as they are made: path relative to the site's root, with `/`, and content.
pub type Sink<'a> = &'a mut dyn FnMut(&str, String) -> Result<(), Diagnostic>;

/// The facts about a site besides its documents.
#[derive(Debug, Clone, Copy)]
pub struct SiteContext<'a> {
    /// The newsroom's site.
    pub site: &'a Site,
    /// The theme that the renderer was prepared for: its words.
    pub theme: &'a Theme,
    /// Feeds that pages lead to: that of all explainers first. Empty where none are made.
    pub feeds: &'a [FeedLocation],
    /// When this is, as for the index: what is news.
    pub now: Timestamp,
}

/// The context of every part of a site.
pub(super) struct PageWriter<'a> {
    pub(super) context: SiteContext<'a>,
    pub(super) templates: &'a Templates,
    /// The style sheet of every page.
    pub(super) style: &'a str,
    pub(super) localizer: Localizer<'a>,
}
