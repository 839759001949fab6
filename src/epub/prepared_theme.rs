//! A theme, ready for any publication.

use super::{
    book::ContainerTemplate,
    templates::{self, Templates},
};
use pressroom_diagnostics::Diagnostics;
use pressroom_theme::Theme;

/// A theme with its templates compiled and its style sheet rendered.
pub(super) struct PreparedTheme {
    pub(super) theme: Theme,
    pub(super) templates: Templates,
    pub(super) container: ContainerTemplate,
}

impl PreparedTheme {
    /// Compiles the templates and renders everything that all publications of the theme share.
    ///
    /// # Errors
    /// A finding for each template that is missing or not well-formed.
    pub(super) fn new(theme: &Theme) -> Result<Self, Diagnostics> {
        let templates = Templates::compile(theme)?;
        let stylesheet = templates.render("style.css", templates::tokens(&theme.tokens));
        let stylesheet = stylesheet.map_err(|finding| vec![finding])?;
        let container = ContainerTemplate::new(&stylesheet).map_err(|finding| vec![finding])?;
        Ok(Self { theme: theme.clone(), templates, container })
    }
}
