//! Why an explainer is left as it is.

use std::fmt;

use crate::error::WriteError;

/// Why an explainer is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatError {
    /// It has errors.
    Errors,
    /// Its front matter is not in YAML, or can't be divided into keys.
    FrontMatter,
    /// It holds a comment that could not be kept.
    Comment {
        /// The line of the comment.
        line: usize,
    },
    /// A warning would be gone, and what it is about with it.
    Warning {
        /// The line of the finding.
        line: usize,
        /// The message of the finding.
        message: String,
    },
    /// A warning would come.
    NewWarning {
        /// The message of the finding.
        message: String,
    },
    /// A tag of HTML says more than the document holds.
    Tag {
        /// Its line.
        line: usize,
        /// The tag.
        tag: String,
    },
    /// A word would be missing.
    Word {
        /// The word.
        word: String,
    },
    /// It has no form in Markdown.
    Write(WriteError),
    /// The formatted text was read as another document; this is an error of Pressroom's.
    Different,
}

impl fmt::Display for FormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errors => formatter.write_str("it has errors; mend them first"),
            Self::FrontMatter => formatter.write_str("its front matter is not a list of keys in YAML"),
            Self::Comment { line } => {
                write!(formatter, "the comment in line {line} would be lost; move it between two blocks")
            }
            Self::Warning { line, message } => {
                write!(formatter, "line {line} has a warning that needs its author: {message}")
            }
            Self::NewWarning { message } => write!(formatter, "formatting would bring a warning: {message}"),
            Self::Tag { line, tag } => write!(formatter, "line {line}: what {tag} says would be lost"),
            Self::Word { word } => write!(formatter, "the word “{word}” would be lost"),
            Self::Write(error) => write!(formatter, "{error}"),
            Self::Different => formatter
                .write_str("the formatted text would say something else; this is an error of Pressroom's"),
        }
    }
}

impl std::error::Error for FormatError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write(error) => Some(error),
            Self::Errors
            | Self::FrontMatter
            | Self::Comment { .. }
            | Self::Warning { .. }
            | Self::NewWarning { .. }
            | Self::Tag { .. }
            | Self::Word { .. }
            | Self::Different => None,
        }
    }
}
