//! The errors of pictures.

use std::{error::Error, fmt, sync::Arc};

use pressroom_diagnostics::Code;

/// The reason why a picture can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// There is no such file.
    NotFound,
    /// The path leads out of the document's folder.
    Outside,
    /// The file is larger than a picture may be.
    TooLarge,
    /// The path leads to something that can't be read as a file.
    Unreadable(String),
    /// The disk failed: the picture may well exist, so that nothing may be made without it.
    Disk(String),
}

impl PictureError {
    /// The code of the diagnostic that reports this error.
    pub fn code(&self) -> Code {
        match self {
            Self::NotFound | Self::Outside | Self::TooLarge | Self::Unreadable(_) => Code::MissingPicture,
            Self::Disk(_) => Code::Disk,
        }
    }
}

impl fmt::Display for PictureError {
    /// Completes "the picture PATH ...".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => formatter.write_str("was not found beside the document"),
            Self::Outside => formatter.write_str("lies outside the document's folder"),
            Self::TooLarge => formatter.write_str("is too large a file"),
            Self::Unreadable(why) => write!(formatter, "could not be read: {why}"),
            Self::Disk(why) => write!(formatter, "can't be read: {why}"),
        }
    }
}

impl Error for PictureError {}

/// The reason why a file can't be used as a picture.
#[derive(Debug, Clone)]
pub enum InspectError {
    /// It is none of the kinds that every edition can show. Holds what it is, and what to do instead.
    Unsupported(&'static str),
    /// The decoder refused it.
    Broken(ImageError),
    /// It has more pixels than a picture may have.
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The most pixels that a picture may have.
        limit: u64,
    },
    /// It has no pixels.
    Empty,
}

impl InspectError {
    /// True for a picture that was damaged, so that another copy of it may be whole.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Broken(_) => true,
            Self::Unsupported(_) | Self::TooManyPixels { .. } | Self::Empty => false,
        }
    }
}

impl fmt::Display for InspectError {
    /// Completes "the picture PATH ...". An advice may follow after a semicolon.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(what) => formatter.write_str(what),
            Self::Broken(_) => formatter.write_str("is broken: it can't be decoded to its end"),
            Self::TooManyPixels { width, height, limit } => {
                let millions = limit / 1_000_000;
                write!(formatter, "has {width} × {height} pixels; the limit is {millions} million")
            }
            Self::Empty => formatter.write_str("has no pixels"),
        }
    }
}

impl Error for InspectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Broken(error) => Some(error),
            Self::Unsupported(_) | Self::TooManyPixels { .. } | Self::Empty => None,
        }
    }
}

impl From<ImageError> for InspectError {
    fn from(error: ImageError) -> Self {
        if matches!(error, ImageError::Empty) { Self::Empty } else { Self::Broken(error) }
    }
}

/// The reason why a form of a picture could not be made.
#[derive(Debug, Clone)]
pub enum ImageError {
    /// A decoder or an encoder failed.
    Codec(Arc<image::ImageError>),
    /// Its colours could not be converted.
    Color(Arc<moxcms::CmsError>),
    /// It has no pixels.
    Empty,
    /// The document has no such picture.
    Missing,
    /// A form was asked for by two types.
    FormConflict(String),
    /// Too many pictures: the number of one is larger than its stand-in can say.
    TooMany,
}

impl fmt::Display for ImageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Codec(error) => error.fmt(formatter),
            Self::Color(error) => error.fmt(formatter),
            Self::Empty => formatter.write_str("it has no pixels"),
            Self::Missing => formatter.write_str("it is not there"),
            Self::FormConflict(form) => write!(formatter, "the form `{form}` has two types"),
            Self::TooMany => formatter.write_str("the document has too many pictures"),
        }
    }
}

impl Error for ImageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Codec(error) => error.source(),
            Self::Color(error) => error.source(),
            Self::Empty | Self::Missing | Self::FormConflict(_) | Self::TooMany => None,
        }
    }
}

impl From<image::ImageError> for ImageError {
    fn from(error: image::ImageError) -> Self {
        Self::Codec(Arc::new(error))
    }
}

impl From<moxcms::CmsError> for ImageError {
    fn from(error: moxcms::CmsError) -> Self {
        Self::Color(Arc::new(error))
    }
}

/// The reason why a colour profile can't be used for a press.
#[derive(Debug)]
pub enum ProfileError {
    /// The file is not a colour profile.
    Unreadable(moxcms::CmsError),
    /// The profile does not lead from colours to four inks.
    NoInks(moxcms::CmsError),
}

impl fmt::Display for ProfileError {
    /// Completes "the profile PATH ...".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(formatter, "can't be read: {error}"),
            Self::NoInks(error) => write!(formatter, "turns no picture into inks: {error}"),
        }
    }
}

impl Error for ProfileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable(error) | Self::NoInks(error) => Some(error),
        }
    }
}
