//! The table `[web]` of `theme.toml`: the widths of pictures on web pages.

use serde::{Deserialize, Serialize};

/// How wide pictures are shown at most, in rem; on a narrower screen they are as wide as the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Screen {
    /// The lead picture.
    pub lead: u16,
    /// Any other.
    pub figure: u16,
}

/// The table as written: what is missing comes from the theme that it extends.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScreenSection {
    lead: Option<u16>,
    figure: Option<u16>,
}

impl ScreenSection {
    /// The table, completed.
    pub(crate) fn screen(self, parent: Option<&Screen>) -> Screen {
        let Screen { lead, figure } = parent.copied().unwrap_or(Screen { lead: 44, figure: 38 });
        Screen { lead: self.lead.unwrap_or(lead), figure: self.figure.unwrap_or(figure) }
    }
}
