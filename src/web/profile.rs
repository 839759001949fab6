//! The two kinds of web page.

/// Which rules a page follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// The AMP HTML specification.
    Amp,
    /// The HTML Living Standard.
    Html,
}

impl Profile {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Amp => "amp",
            Self::Html => "html",
        }
    }

    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Amp => "amp.html",
            Self::Html => "html",
        }
    }
}
