//! The head of a page: what machines read of it. Made here, not in a template, because receivers' rules are strict.

mod meta_tags;
mod open_graph;
mod page_facts;
mod structured_data;

use super::{
    amp::{self, Components},
    dialect::WebDialect,
    profile::Profile,
};
use meta_tags::named;
use page_facts::PageFacts;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{Status, paths::edition_file};
use pressroom_render::{
    Context, json_feed,
    markup::{Markup, PicturePlace, Syntax},
};

/// The styles that a theme gives to the head.
pub(crate) struct PageStyle {
    /// The style sheet.
    pub(crate) style: String,
    /// The colour of the ground in the light scheme, in CSS.
    pub(crate) light: String,
    /// The same in the dark scheme.
    pub(crate) dark: String,
}

/// The head of one page.
pub(crate) struct Head<'a> {
    pub(crate) facts: PageFacts<'a>,
    dialect: &'a WebDialect<'a>,
}

impl<'a> Head<'a> {
    pub(crate) fn new(dialect: &'a WebDialect<'a>, context: &'a Context<'a>) -> Self {
        Self { facts: PageFacts::new(dialect.document, context), dialect }
    }

    /// The attributes of the page's `html` element that its profile asks for, each with a space before it.
    pub(crate) fn html_attributes(&self) -> &'static str {
        match self.dialect.profile {
            Profile::Amp => self.dialect.form.html_attributes(),
            Profile::Html => "",
        }
    }

    /// The whole head, for between `<head>` and `</head>`.
    pub(crate) fn render(&self, looks: &PageStyle) -> String {
        let mut out = Markup::new(Syntax::Html);
        out.tag("meta").attribute("charset", "utf-8").void();
        out.line();
        named(&mut out, "viewport", "width=device-width,initial-scale=1");
        match self.dialect.profile {
            Profile::Amp => self.amp(&mut out, looks),
            Profile::Html => {
                self.facts(&mut out, looks);
                out.open("style");
                out.raw(&looks.style);
                out.close("style");
            }
        }
        out.take_markup()
    }

    /// In the order that AMP recommends: what is needed to show the page, then what machines read.
    fn amp(&self, out: &mut Markup, looks: &PageStyle) {
        let (form, components) = (self.dialect.form, Components::new(&self.facts.context.site.amp));
        let lead = self.facts.document.metadata.image.as_ref();
        let hero = lead.and_then(|lead| self.dialect.locate(&lead.image, PicturePlace::Lead));
        amp::push_runtime(out, form, hero.as_ref(), components);
        // Nothing is unescaped here: the style was checked when the theme was prepared.
        out.tag("style").flag("amp-custom").open();
        out.raw(&looks.style);
        out.close("style");
        out.line();
        self.facts(out, looks);
        components.blocking().into_iter().for_each(|elements| named(out, "amp-consent-blocking", elements));
        amp::push_boilerplate(out, form);
    }

    /// Writes the metadata for machines, the same in both profiles.
    fn facts(&self, out: &mut Markup, looks: &PageStyle) {
        out.open("title");
        out.text(&self.facts.title());
        out.close("title");
        out.line();
        self.links(out);
        self.names(out, looks);
        open_graph::push(out, &self.facts);
        // The JSON has neither `<` nor `&`.
        out.raw("<script type=\"application/ld+json\">");
        out.raw(&structured_data::news_article(&self.facts));
        out.raw("</script>\n");
    }

    /// Warnings about values that were made up because the real ones are not known.
    pub(crate) fn warnings(&self) -> Diagnostics {
        let unknown = self.dialect.profile == Profile::Amp && self.facts.canonical().is_none();
        unknown.then(|| self.no_canonical()).into_iter().collect()
    }

    fn no_canonical(&self) -> Diagnostic {
        let message = format!(
            "an AMP page needs a canonical URL; it names the page beside it, {}.html",
            self.facts.document.metadata.slug
        );
        Diagnostic::warning(Code::Defaulted, message)
            .follows(Code::MissingCanonicalUrl)
            .help("write canonical_url in the front matter, or the site's base_url in pressroom.toml")
    }

    fn links(&self, out: &mut Markup) {
        let slug = &self.facts.document.metadata.slug;
        let mut link = |rel: &str, href: &str| {
            out.tag("link").attribute("rel", rel).attribute("href", href).void();
            out.line();
        };
        match (self.dialect.profile, self.facts.canonical()) {
            (_, Some(url)) => link("canonical", url),
            (Profile::Amp, None) => link("canonical", &edition_file(slug, Profile::Html.extension())),
            (Profile::Html, None) => {}
        }
        if self.dialect.profile == Profile::Html && self.facts.context.has_edition(Profile::Amp.name()) {
            let amp = edition_file(slug, Profile::Amp.extension());
            link("amphtml", &self.facts.absolute(&amp).unwrap_or(amp));
        }
        // The page asks nobody for an icon.
        link("icon", "data:,");
        let site = self.facts.context.site;
        if let (Some(base), true) = (site.feeds_base(), self.facts.context.has_edition(json_feed::EDITION)) {
            let name = site.name.as_deref().or(site.publisher_name()).unwrap_or_default();
            json_feed::push_links(out, base, name);
        }
        self.alternates(out);
    }

    /// The same explainer in all languages, the page's own among them (HTML Living Standard, `rel=alternate` with
    /// `hreflang`); `x-default` is the original that all of them translate in the end.
    fn alternates(&self, out: &mut Markup) {
        let metadata = &self.facts.document.metadata;
        let Some(own) = self.facts.canonical() else { return };
        let mut all: Vec<(&str, &str)> =
            self.facts.translations().map(|(other, url)| (other.language.as_str(), url)).collect();
        if all.is_empty() {
            return;
        }
        all.push((metadata.language.as_str(), own));
        all.sort_unstable();
        let original = self.facts.translations().find(|(other, _)| other.is_original).map(|(_, url)| url);
        let original = original.or(Some(own).filter(|_| metadata.translation_of.is_none()));
        for (language, url) in all.into_iter().chain(original.map(|url| ("x-default", url))) {
            let tag = out.tag("link").attribute("rel", "alternate").attribute("hreflang", language);
            tag.attribute("href", url).void();
            out.line();
        }
    }

    fn names(&self, out: &mut Markup, looks: &PageStyle) {
        let metadata = &self.facts.document.metadata;
        named(out, "description", &self.facts.description());
        for author in &metadata.authors {
            named(out, "author", &author.name);
        }
        if !metadata.keywords.is_empty() {
            named(out, "keywords", &metadata.keywords.join(", "));
        }
        let mut robots = match metadata.status {
            Status::Usable => "max-image-preview:large".to_owned(),
            Status::Withheld | Status::Canceled => "noindex".to_owned(),
        };
        if let Some(expires) = metadata.expires {
            robots.push_str(", unavailable_after:");
            robots.push_str(&expires.rfc3339());
        }
        named(out, "robots", &robots);
        named(out, "color-scheme", "light dark");
        for (scheme, color) in [("light", &looks.light), ("dark", &looks.dark)] {
            let tag = out.tag("meta").attribute("name", "theme-color").attribute("content", color);
            tag.attribute("media", &format!("(prefers-color-scheme: {scheme})")).void();
            out.line();
        }
        named(out, "generator", "Pressroom");
    }
}
