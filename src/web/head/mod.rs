//! The head of a page: what machines read of it. Made here, not in a template, because receivers' rules are strict.

mod open_graph;
mod structured_data;

pub(crate) use structured_data::safe_in_script;

use url::Url;

use super::{Profile, amp::Components, dialect::WebDialect};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Block, Document, ImageSource, Inline, LeadImage, Status,
    paths::{file_url, picture_file},
    text,
    word::Extent,
};
use pressroom_render::{
    Context, Translation, json_feed,
    markup::{Markup, PicturePlace, Syntax},
};

/// How many characters of text describe a document without a dek.
const DESCRIPTION_LENGTH: usize = 200;

/// What a theme gives to the head.
pub(crate) struct PageStyle {
    /// The style sheet.
    pub(crate) style: String,
    /// The colour of the ground in the light scheme, in CSS.
    pub(crate) light: String,
    /// The same in the dark scheme.
    pub(crate) dark: String,
}

/// What the head says, and the addresses of the document.
pub(crate) struct Head<'a> {
    pub(crate) document: &'a Document,
    pub(crate) context: &'a Context<'a>,
    dialect: &'a WebDialect<'a>,
    canonical: Option<Url>,
    /// How long the document is.
    pub(crate) extent: Extent,
}

/// The lead picture as machines want it.
pub(crate) struct LeadPicture<'a> {
    /// Absolute where the page's own URL is known.
    pub(crate) url: String,
    /// Width and height in pixels.
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) lead: &'a LeadImage,
}

impl<'a> Head<'a> {
    pub(crate) fn new(dialect: &'a WebDialect<'a>, context: &'a Context<'a>) -> Self {
        let document = dialect.document;
        let canonical = document.metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        Self { document, context, dialect, canonical, extent: text::extent(document) }
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
        out.take()
    }

    /// In the order that AMP recommends: what is needed to show the page, then what machines read.
    fn amp(&self, out: &mut Markup, looks: &PageStyle) {
        let (form, components) = (self.dialect.form, Components::new(&self.context.site.amp));
        let lead = self.document.metadata.image.as_ref();
        let hero = lead.and_then(|lead| self.dialect.locate(&lead.image, PicturePlace::Lead));
        form.push_first(out, hero.as_ref(), components);
        // Nothing is unescaped here: the style was checked when the theme was prepared.
        out.tag("style").flag("amp-custom").open();
        out.raw(&looks.style);
        out.close("style");
        out.line();
        self.facts(out, looks);
        components.blocking().into_iter().for_each(|elements| named(out, "amp-consent-blocking", elements));
        form.push_last(out);
    }

    /// What machines read, the same in both profiles.
    fn facts(&self, out: &mut Markup, looks: &PageStyle) {
        out.open("title");
        out.text(&self.title());
        out.close("title");
        out.line();
        self.links(out);
        self.names(out, looks);
        open_graph::push(out, self);
        // The JSON has neither `<` nor `&`.
        out.raw("<script type=\"application/ld+json\">");
        out.raw(&structured_data::news_article(self));
        out.raw("</script>\n");
    }

    /// What was put in place of what is not known.
    pub(crate) fn warnings(&self) -> Diagnostics {
        let unknown = self.dialect.profile == Profile::Amp && self.canonical.is_none();
        unknown.then(|| self.no_canonical()).into_iter().collect()
    }

    fn no_canonical(&self) -> Diagnostic {
        let message = format!(
            "an AMP page needs a canonical URL; it names the page beside it, {}.html",
            self.document.metadata.slug
        );
        Diagnostic::warning(Code::Defaulted, message)
            .follows(Code::MissingCanonicalUrl)
            .help("write canonical_url in the front matter, or the site's base_url in pressroom.toml")
    }

    /// A file beside the page as an absolute URL, where the page's own is known.
    pub(crate) fn absolute(&self, relative: &str) -> Option<String> {
        file_url(self.canonical.as_ref()?, relative).map(String::from)
    }

    /// The canonical URL.
    pub(crate) fn canonical(&self) -> Option<&str> {
        self.canonical.as_ref().map(Url::as_str)
    }

    /// The permanent address of a card: absolute where the page's is known.
    pub(crate) fn permalink(&self, id: &str) -> String {
        match self.canonical.clone() {
            Some(mut url) => {
                url.set_fragment(Some(id));
                url.into()
            }
            None => format!("#{id}"),
        }
    }

    /// The lead picture, where machines can have it.
    pub(crate) fn lead_picture(&self) -> Option<LeadPicture<'_>> {
        let lead = self.document.metadata.image.as_ref()?;
        let (url, size) = match &lead.image.source {
            ImageSource::Local(index) => {
                let asset = self.document.asset(*index)?;
                let path = picture_file(&asset.name);
                (self.absolute(&path).unwrap_or(path), Some((asset.width, asset.height)))
            }
            ImageSource::Remote { url, size } => (url.clone(), *size),
            ImageSource::Missing(_) => return None,
        };
        Some(LeadPicture { url, size, lead })
    }

    /// The dek, else the beginning of the text.
    pub(crate) fn description(&self) -> String {
        let document = self.document;
        if let Some(description) = &document.metadata.description {
            return description.clone();
        }
        let blocks = document.lede.iter().chain(document.cards.iter().flat_map(|card| &card.blocks));
        let first = blocks.filter_map(paragraph).map(text::plain).find(|line| !line.trim().is_empty());
        first.map_or_else(|| document.metadata.headline.clone(), |line| shorten(&line))
    }

    fn title(&self) -> String {
        let headline = &self.document.metadata.headline;
        match &self.context.site.name {
            Some(site) => format!("{headline} | {site}"),
            None => headline.clone(),
        }
    }

    /// Translations that have an address, sorted by language.
    pub(crate) fn translations(&self) -> impl Iterator<Item = (&'a Translation, &'a str)> {
        self.context.translations.iter().filter_map(|other| Some((other, other.url.as_deref()?)))
    }

    fn links(&self, out: &mut Markup) {
        let slug = &self.document.metadata.slug;
        let mut link = |rel: &str, href: &str| {
            out.tag("link").attribute("rel", rel).attribute("href", href).void();
            out.line();
        };
        match (self.dialect.profile, self.canonical()) {
            (_, Some(url)) => link("canonical", url),
            (Profile::Amp, None) => link("canonical", &format!("{slug}.html")),
            (Profile::Html, None) => {}
        }
        if self.dialect.profile == Profile::Html && self.context.has_edition(Profile::Amp.name()) {
            let amp = format!("{slug}.{}", Profile::Amp.extension());
            link("amphtml", &self.absolute(&amp).unwrap_or(amp));
        }
        // The page asks nobody for an icon.
        link("icon", "data:,");
        let site = self.context.site;
        if let (Some(base), true) = (site.feeds_base(), self.context.has_edition(json_feed::EDITION)) {
            let name = site.name.as_deref().or(site.publisher_name()).unwrap_or_default();
            json_feed::push_links(out, base, name);
        }
        self.alternates(out);
    }

    /// The same explainer in all languages, the page's own among them (HTML Living Standard, `rel=alternate` with
    /// `hreflang`); `x-default` is the original that all of them translate in the end.
    fn alternates(&self, out: &mut Markup) {
        let metadata = &self.document.metadata;
        let Some(own) = self.canonical() else { return };
        let mut all: Vec<(&str, &str)> =
            self.translations().map(|(other, url)| (other.language.as_str(), url)).collect();
        if all.is_empty() {
            return;
        }
        all.push((metadata.language.as_str(), own));
        all.sort_unstable();
        let original = self.translations().find(|(other, _)| other.is_original).map(|(_, url)| url);
        let original = original.or(Some(own).filter(|_| metadata.translation_of.is_none()));
        for (language, url) in all.into_iter().chain(original.map(|url| ("x-default", url))) {
            let tag = out.tag("link").attribute("rel", "alternate").attribute("hreflang", language);
            tag.attribute("href", url).void();
            out.line();
        }
    }

    fn names(&self, out: &mut Markup, looks: &PageStyle) {
        let metadata = &self.document.metadata;
        named(out, "description", &self.description());
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

pub(crate) fn named(out: &mut Markup, name: &str, content: &str) {
    out.tag("meta").attribute("name", name).attribute("content", content).void();
    out.line();
}

pub(crate) fn property(out: &mut Markup, property: &str, content: &str) {
    out.tag("meta").attribute("property", property).attribute("content", content).void();
    out.line();
}

fn paragraph(block: &Block) -> Option<&[Inline]> {
    match block {
        Block::Paragraph { content, .. } => Some(content),
        Block::Heading(_)
        | Block::BlockQuote(_)
        | Block::List(_)
        | Block::CodeBlock(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::Related(_)
        | Block::Callout(_)
        | Block::DefinitionList(_)
        | Block::ThematicBreak { .. } => None,
    }
}

/// The beginning of a text, cut between words.
fn shorten(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in line.split_whitespace() {
        length += word.chars().count() + 1;
        if length > DESCRIPTION_LENGTH {
            if out.is_empty() {
                out = word.chars().take(DESCRIPTION_LENGTH).collect();
            }
            out.push('\u{2026}');
            return out;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
