//! A theme's files, and how the files of another theme are found.

use std::{borrow::Cow, collections::BTreeMap};

/// Files of a theme: path inside its folder, with `/` -> content.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// Opens the theme of a name that stands beside another, in the same folder: its name for people, and its files;
/// `None` where there is none.
pub type ThemeResolver<'a> = &'a dyn Fn(&str) -> Result<Option<(String, Files)>, OpenError>;

/// Why a caller's function can't open a file or another theme, as the rest of a sentence.
pub type OpenError = Box<dyn std::error::Error + Send + Sync>;

/// Tells if a theme's folder may have this name: no path, nothing hidden, no control characters.
pub fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(['/', '\\'])
        && !name.contains(char::is_control)
}
