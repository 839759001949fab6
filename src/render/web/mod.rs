//! The web editions: an AMP page and an HTML page, one tree in two profiles with the same words.
//!
//! The text comes from [`markup`](super::markup), the head from [`head`], order and ornaments from the theme's
//! `web/page.html`, the looks from `web/style.css` with the theme's tokens as custom properties.

mod dialect;
mod head;
mod page;
mod structured;
mod style;

use std::{collections::BTreeMap, sync::Arc};

use dialect::WebDialect;
use head::Head;

use super::{
    Backend, Context, Edition, EditionKind, in_edition,
    markup::{Flow, Templates},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::Document,
    theme::Theme,
};

/// The AMP page.
pub(crate) const AMP: EditionKind = EditionKind {
    name: Profile::Amp.name(),
    extension: Profile::Amp.extension(),
    summary: "a web page for AMP caches and fast phones",
    after: None,
    prepare: |theme| Web::prepare(theme, Profile::Amp),
};

/// The HTML page.
pub(crate) const HTML: EditionKind = EditionKind {
    name: Profile::Html.name(),
    extension: Profile::Html.extension(),
    summary: "a web page in one file, without scripts",
    after: None,
    prepare: |theme| Web::prepare(theme, Profile::Html),
};

/// Which rules a page follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Profile {
    /// The AMP HTML specification.
    Amp,
    /// The HTML Living Standard.
    Html,
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Amp => "amp",
            Self::Html => "html",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Amp => "amp.html",
            Self::Html => "html",
        }
    }
}

/// Templates and style of a theme, ready for any document.
struct Web {
    profile: Profile,
    templates: Templates,
    style: String,
    /// What was found in the theme.
    found: Diagnostics,
}

impl Web {
    fn prepare(theme: &Theme, profile: Profile) -> Result<Box<dyn Backend>, Diagnostics> {
        let style = style::compile(theme, profile).map_err(|found| in_edition(profile.name(), found));
        let templates = Templates::compile(theme, "web/").map_err(|found| in_edition(profile.name(), found));
        match (style, templates) {
            (Ok((style, found)), Ok(templates)) => {
                let found = in_edition(profile.name(), found);
                Ok(Box::new(Self { profile, templates, style, found }))
            }
            (style, templates) => Err(style.err().into_iter().chain(templates.err()).flatten().collect()),
        }
    }

    fn page(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let dialect = WebDialect { profile: self.profile, document };
        let mut flow = Flow::new(&dialect, context.words);
        let head = Head::new(document, context, self.profile);
        let values = page::values(document, context, &head, &self.style, &mut flow);
        let mut warnings = flow.into_warnings();
        warnings.extend(head.warnings());
        let page = self.templates.render("page.html", values).map_err(|finding| vec![finding])?;
        if self.profile == Profile::Amp && has_bare_picture(&page) {
            let message = "the theme's templates write an <img>, which AMP pages must not have";
            return Err(vec![Diagnostic::error(Code::Template, message).help("write an <amp-img>")]);
        }
        let name = format!("{}.{}", document.metadata.slug, self.profile.extension());
        let pictures =
            document.assets.iter().map(|asset| (format!("media/{}", asset.name), Arc::clone(&asset.bytes)));
        let mut files: BTreeMap<String, Arc<[u8]>> = pictures.collect();
        files.insert(name, page.into_bytes().into());
        Ok(Edition { files, warnings, pages: None })
    }
}

impl Backend for Web {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let name = self.profile.name();
        let mut edition = self.page(document, context).map_err(|found| in_edition(name, found))?;
        edition.warnings = in_edition(name, edition.warnings);
        Ok(edition)
    }

    fn theme_warnings(&self) -> &[Diagnostic] {
        &self.found
    }
}

/// True where a page has an `<img>`: the official AMP validator lets one without a size through.
fn has_bare_picture(page: &str) -> bool {
    page.match_indices('<').any(|(at, _)| {
        let rest = page.as_bytes().get(at + 1..at + 5).unwrap_or_default();
        rest.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(b"img"))
            && rest.get(3).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'-')
    })
}

#[cfg(test)]
mod tests;
