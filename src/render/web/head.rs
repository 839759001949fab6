//! The head of a page: what machines read of it. Made here, not in a template, because receivers' rules are strict.

use url::Url;

use super::{Profile, structured};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{Block, Date, Document, ImageSource, Inline, LeadImage, Status, text},
    render::{
        Context,
        markup::{Markup, Syntax},
    },
};

/// How many characters of text describe a document without a dek.
const DESCRIPTION_LENGTH: usize = 200;

/// The runtime and the boilerplate, letter by letter (AMP HTML specification, "AMP Boilerplate Code").
const AMP_RUNTIME: &str = "<script async src=\"https://cdn.ampproject.org/v0.js\"></script>\n";
const AMP_BOILERPLATE: &str = "<style amp-boilerplate>body{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both;-moz-animation:-amp-start 8s steps(1,end) 0s 1 normal both;-ms-animation:-amp-start 8s steps(1,end) 0s 1 normal both;animation:-amp-start 8s steps(1,end) 0s 1 normal both}@-webkit-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@-moz-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@-ms-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@-o-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}</style><noscript><style amp-boilerplate>body{-webkit-animation:none;-moz-animation:none;-ms-animation:none;animation:none}</style></noscript>\n";

/// What the head says, and the addresses of the document.
pub(super) struct Head<'a> {
    pub(super) document: &'a Document,
    pub(super) context: &'a Context<'a>,
    profile: Profile,
    canonical: Option<Url>,
}

/// The lead picture as machines want it.
pub(super) struct LeadPicture<'a> {
    /// Absolute where the page's own URL is known.
    pub(super) url: String,
    /// Width and height in pixels.
    pub(super) size: Option<(u32, u32)>,
    pub(super) lead: &'a LeadImage,
}

impl<'a> Head<'a> {
    pub(super) fn new(document: &'a Document, context: &'a Context<'a>, profile: Profile) -> Self {
        let canonical = document.metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        Self { document, context, profile, canonical }
    }

    /// The whole head, for between `<head>` and `</head>`.
    pub(super) fn render(&self, style: &str) -> String {
        let mut out = Markup::new(Syntax::Html);
        out.tag("meta").attribute("charset", "utf-8").void();
        out.line();
        named(&mut out, "viewport", "width=device-width,initial-scale=1");
        if self.profile == Profile::Amp {
            out.raw(AMP_RUNTIME);
        }
        out.open("title");
        out.text(&self.title());
        out.close("title");
        out.line();
        self.links(&mut out);
        self.names(&mut out);
        self.open_graph(&mut out);
        // Inside these two elements nothing is unescaped: the style was checked when the theme was prepared, and the
        // JSON has neither `<` nor `&`.
        out.raw("<script type=\"application/ld+json\">");
        out.raw(&structured::news_article(self));
        out.raw("</script>\n");
        match self.profile {
            Profile::Amp => out.raw(AMP_BOILERPLATE),
            Profile::Html => {}
        }
        let tag = out.tag("style");
        match self.profile {
            Profile::Amp => tag.flag("amp-custom").open(),
            Profile::Html => tag.open(),
        }
        out.raw(style);
        out.close("style");
        out.take()
    }

    /// What was put in place of what is not known.
    pub(super) fn warnings(&self) -> Diagnostics {
        let unknown = self.profile == Profile::Amp && self.canonical.is_none();
        unknown.then(|| self.no_canonical()).into_iter().collect()
    }

    fn no_canonical(&self) -> Diagnostic {
        let message = format!(
            "an AMP page needs a canonical URL; it names the page beside it, {}.html",
            self.document.metadata.slug
        );
        Diagnostic::warning(Code::Defaulted, message)
            .help("write canonical_url in the front matter, or the site's base_url in pressroom.toml")
    }

    /// A file beside the page as an absolute URL, where the page's own is known.
    pub(super) fn absolute(&self, relative: &str) -> Option<String> {
        self.canonical.as_ref()?.join(relative).ok().map(String::from)
    }

    /// The page's profile.
    pub(super) fn profile(&self) -> Profile {
        self.profile
    }

    /// The canonical URL.
    pub(super) fn canonical(&self) -> Option<&str> {
        self.canonical.as_ref().map(Url::as_str)
    }

    /// The permanent address of a card: absolute where the page's is known.
    pub(super) fn permalink(&self, id: &str) -> String {
        match self.canonical.clone() {
            Some(mut url) => {
                url.set_fragment(Some(id));
                url.into()
            }
            None => format!("#{id}"),
        }
    }

    /// The lead picture, where machines can have it.
    pub(super) fn lead_picture(&self) -> Option<LeadPicture<'_>> {
        let lead = self.document.metadata.image.as_ref()?;
        let (url, size) = match &lead.image.source {
            ImageSource::Local(index) => {
                let asset = self.document.asset(*index)?;
                let path = format!("media/{}", asset.name);
                (self.absolute(&path).unwrap_or(path), Some((asset.width, asset.height)))
            }
            ImageSource::Remote { url, size } => (url.clone(), *size),
            ImageSource::Missing(_) => return None,
        };
        Some(LeadPicture { url, size, lead })
    }

    /// The dek, else the beginning of the text.
    pub(super) fn description(&self) -> String {
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

    fn links(&self, out: &mut Markup) {
        let slug = &self.document.metadata.slug;
        let mut link = |rel: &str, href: &str| {
            out.tag("link").attribute("rel", rel).attribute("href", href).void();
            out.line();
        };
        match (self.profile, self.canonical()) {
            (_, Some(url)) => link("canonical", url),
            (Profile::Amp, None) => link("canonical", &format!("{slug}.html")),
            (Profile::Html, None) => {}
        }
        if self.profile == Profile::Html {
            let amp = format!("{slug}.{}", Profile::Amp.extension());
            link("amphtml", &self.absolute(&amp).unwrap_or(amp));
        }
        let site = self.context.site;
        match (&site.publisher.logo, &site.base_url) {
            (Some(logo), _) => link("icon", logo),
            // A page without a site asks nobody for an icon.
            (None, None) => link("icon", "data:,"),
            (None, Some(_)) => {}
        }
    }

    fn names(&self, out: &mut Markup) {
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
        named(out, "generator", "Pressroom");
    }

    /// The Open Graph protocol, which the Twitter card falls back on.
    fn open_graph(&self, out: &mut Markup) {
        let metadata = &self.document.metadata;
        property(out, "og:type", "article");
        property(out, "og:title", &metadata.headline);
        property(out, "og:description", &self.description());
        self.canonical().into_iter().for_each(|url| property(out, "og:url", url));
        self.context.site.name.iter().for_each(|name| property(out, "og:site_name", name));
        // The protocol knows languages with a territory only.
        if let [language, territory] = metadata.language.as_str().split('-').collect::<Vec<_>>().as_slice()
            && territory.len() == 2
        {
            property(out, "og:locale", &format!("{language}_{territory}"));
        }
        // The protocol wants absolute URLs.
        let picture = self.lead_picture().filter(|picture| Url::parse(&picture.url).is_ok());
        if let Some(LeadPicture { url, size, lead }) = &picture {
            property(out, "og:image", url);
            if let Some((width, height)) = size {
                property(out, "og:image:width", &width.to_string());
                property(out, "og:image:height", &height.to_string());
            }
            if let Some(alt) = lead.image.alt.as_deref().filter(|alt| !alt.is_empty()) {
                property(out, "og:image:alt", alt);
            }
        }
        let dates = [("published", metadata.date_published), ("modified", metadata.date_modified)];
        for (name, date) in dates.into_iter().filter_map(|(name, date)| Some((name, date?))) {
            property(out, &format!("article:{name}_time"), &Date::rfc3339(date));
        }
        metadata.section.iter().for_each(|section| property(out, "article:section", section));
        metadata.keywords.iter().for_each(|tag| property(out, "article:tag", tag));
        named(out, "twitter:card", if picture.is_some() { "summary_large_image" } else { "summary" });
    }
}

fn named(out: &mut Markup, name: &str, content: &str) {
    out.tag("meta").attribute("name", name).attribute("content", content).void();
    out.line();
}

fn property(out: &mut Markup, property: &str, content: &str) {
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
