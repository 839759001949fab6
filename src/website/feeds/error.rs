//! Failures of feeds.

use std::{error::Error, fmt};

/// Why a feed can't be written.
#[derive(Debug)]
pub enum FeedFileError {
    /// The feed has no address below the site's.
    NoAddress,
    /// The feed has no form as JSON.
    Json(serde_json::Error),
    /// The feed has no form as Atom.
    Atom(atom_syndication::Error),
    /// The feed has no form as RSS.
    Rss(rss::Error),
}

impl fmt::Display for FeedFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAddress => formatter.write_str("its address is none"),
            Self::Json(error) => error.fmt(formatter),
            Self::Atom(error) => error.fmt(formatter),
            Self::Rss(error) => error.fmt(formatter),
        }
    }
}

impl Error for FeedFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoAddress => None,
            Self::Json(error) => Some(error),
            Self::Atom(error) => Some(error),
            Self::Rss(error) => Some(error),
        }
    }
}
