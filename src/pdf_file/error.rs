//! The error of reading and writing PDF files.

use std::{error::Error, fmt, io};

/// The reason why a PDF file can't be read, changed or written.
#[derive(Debug)]
pub struct PdfError(lopdf::Error);

/// A result of this crate.
pub type Result<T> = std::result::Result<T, PdfError>;

impl fmt::Display for PdfError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Error for PdfError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl From<lopdf::Error> for PdfError {
    fn from(error: lopdf::Error) -> Self {
        Self(error)
    }
}

impl From<io::Error> for PdfError {
    fn from(error: io::Error) -> Self {
        Self(error.into())
    }
}
