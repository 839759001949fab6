//! The web editions: an AMP page and an HTML page, one tree in two profiles with the same words.
//!
//! The text comes from [`markup`](pressroom_render::markup), the head from [`head`], order and ornaments from the theme's
//! `web/page.html`, the looks from `web/style.css` with the theme's tokens as custom properties.

mod amp;
mod dialect;
mod head;
mod json_script;
mod page;
mod picture;
mod profile;
mod style;

use std::{collections::BTreeMap, sync::Arc};

use amp::{Components, Form};
use dialect::WebDialect;
use head::{Head, PageStyle};
use page::{LanguageNames, MessageValues};
use profile::Profile;

use pressroom_config::SiteTable;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Document,
    paths::{edition_file, picture_file},
};
use pressroom_images::variants;
use pressroom_render::{
    Backend, Context, Edition, EditionKind, in_edition,
    markup::{Flow, Templates},
    sample,
};
use pressroom_theme::{Screen, Theme, TokenTable};

/// The AMP page.
pub const AMP: EditionKind = EditionKind {
    name: Profile::Amp.name(),
    extension: Profile::Amp.extension(),
    summary: "a web page for AMP caches and fast phones",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["web/"],
    theme_tables: &[TokenTable::Light, TokenTable::Dark, TokenTable::Font, TokenTable::Web],
    tables: &[SiteTable::Amp, SiteTable::Web, SiteTable::Feeds, SiteTable::Images],
    prepare: |theme| Web::prepare(theme, Profile::Amp),
};

/// The HTML page.
pub const HTML: EditionKind = EditionKind {
    name: Profile::Html.name(),
    extension: Profile::Html.extension(),
    summary: "a web page in one file, without scripts",
    depends_on: None,
    is_syndicated: false,
    theme_dirs: &["web/"],
    theme_tables: &[TokenTable::Light, TokenTable::Dark, TokenTable::Font, TokenTable::Web],
    tables: &[SiteTable::Web, SiteTable::Feeds, SiteTable::Images],
    prepare: |theme| Web::prepare(theme, Profile::Html),
};

/// Templates and style of a theme, ready for any document.
struct Web {
    profile: Profile,
    templates: Templates,
    looks: PageStyle,
    /// How wide the theme shows pictures.
    screen: Screen,
    /// The templates write AMP elements of their own.
    bare: bool,
    /// Findings about the theme.
    found: Diagnostics,
    /// The languages' own names.
    names: LanguageNames,
    phrases: MessageValues,
}

impl Web {
    fn prepare(theme: &Theme, profile: Profile) -> Result<Box<dyn Backend>, Diagnostics> {
        let style = style::compile(theme, profile).map_err(|found| in_edition(profile.name(), found));
        let templates = Templates::compile(theme, "web/").map_err(|found| in_edition(profile.name(), found));
        let (light, dark) = (theme.tokens.light.background.clone(), theme.tokens.dark.background.clone());
        let bare = theme.files_below("web/").any(|(path, content)| {
            path.ends_with(".html") && content.windows(5).any(|at| at.eq_ignore_ascii_case(b"<amp-"))
        });
        match (style, templates) {
            (Ok((style, found)), Ok(templates)) => {
                let (found, looks) = (in_edition(profile.name(), found), PageStyle { style, light, dark });
                let web = Self {
                    profile,
                    templates,
                    looks,
                    bare,
                    found,
                    names: LanguageNames::new(theme),
                    phrases: MessageValues::default(),
                    screen: theme.tokens.web,
                };
                let wrong =
                    sample::render_samples(theme, |document, context| web.page(document, context).map(drop));
                if wrong.is_empty() { Ok(Box::new(web)) } else { Err(in_edition(profile.name(), wrong)) }
            }
            (style, templates) => Err(style.err().into_iter().chain(templates.err()).flatten().collect()),
        }
    }

    fn page(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let form = Form::new(context.site.amp.transformed, self.bare);
        let (profile, screen) = (self.profile, self.screen);
        let (image_cache, images) = (context.image_cache, &context.site.images);
        let dialect = WebDialect { profile, form, document, screen, image_cache, widest: images.widest };
        variants::prepare_page_variants(&document.assets, image_cache, images.widest);
        let mut flow = Flow::new(&dialect, context.messages);
        let head = Head::new(&dialect, context);
        let translations = self.names.links(context, self.profile.extension());
        let values =
            page::values(document, context, &head, &self.looks, &self.phrases, translations, &mut flow);
        let mut warnings = flow.into_warnings();
        warnings.extend(head.warnings());
        let mut page = self.templates.render("page.html", values).map_err(|finding| vec![finding])?;
        if self.profile == Profile::Amp {
            if let Some(finding) = foreign_element(&page) {
                return Err(vec![finding]);
            }
            // Here and not by the template, which could forget to ask for the reader's consent.
            let end = page.rfind("</body>").unwrap_or(page.len());
            page.insert_str(end, &Components::new(&context.site.amp).body(form));
        }
        let name = edition_file(&document.metadata.slug, self.profile.extension());
        let forms = document.assets.iter().flat_map(|asset| dialect.forms(asset));
        let mut files: BTreeMap<String, Arc<[u8]>> = forms.map(|form| (form.path(), form.bytes)).collect();
        if images.originals {
            let originals = document.assets.iter();
            files.extend(originals.map(|asset| (picture_file(&asset.name), Arc::clone(&asset.bytes))));
        }
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

/// The style of the site's own pages, that of a page and what is theirs alone; with findings that are warnings.
///
/// # Errors
/// Findings about the theme's styles.
pub fn site_style(theme: &Theme) -> Result<(String, Diagnostics), Diagnostics> {
    let (style, mut found) =
        style::compile_with(theme, Profile::Html, &["web/style.css", "web/site/style.css"])?;
    // That the style is heavy is said of the pages of explainers.
    found.retain(|finding| finding.code != Code::ReceiverLimit);
    Ok((style, found))
}

/// The AMP elements that a page may have: those that need no extension, before components are added.
const ELEMENTS: &[&str] = &["amp-img", "amp-layout", "amp-pixel"];

/// Finds an element that AMP pages must not have, and that only a theme's template can have written: an `<img>` (the
/// official validator accepts one without a size), or an element whose extension the page does not load.
fn foreign_element(page: &str) -> Option<Diagnostic> {
    let wrong = page.split('<').skip(1).find_map(|tag| {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        if name.eq_ignore_ascii_case("img") && !tag.starts_with("img class=\"i-amphtml-") {
            return Some((name, "write an <amp-img>"));
        }
        let of_amp = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("amp-"));
        let known = ELEMENTS.iter().any(|known| known.eq_ignore_ascii_case(name));
        (of_amp && !known).then_some((name, "analytics and consent are said in pressroom.toml, in [amp]"))
    });
    wrong.map(|(name, help)| {
        let message = format!("the theme's templates write an <{name}>, which AMP pages must not have");
        Diagnostic::error(Code::Template, message).help(help)
    })
}

#[cfg(test)]
mod tests;
