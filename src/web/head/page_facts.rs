//! Metadata of a page for machines, whatever the vocabulary.

use url::Url;

use pressroom_document::{
    Block, Document, ImageSource, Inline, LeadImage, paths::file_url, text, word::Extent,
};
use pressroom_images::variants::{Variant, make_page_variants};
use pressroom_render::{Context, Translation};

/// How many characters of text describe a document without a dek.
const DESCRIPTION_LENGTH: usize = 200;

/// A document as machines see it: its addresses, its description and its length.
pub(crate) struct PageFacts<'a> {
    pub(crate) document: &'a Document,
    pub(crate) context: &'a Context<'a>,
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

impl<'a> PageFacts<'a> {
    pub(crate) fn new(document: &'a Document, context: &'a Context<'a>) -> Self {
        let canonical = document.metadata.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
        Self { document, context, canonical, extent: text::extent(document) }
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
                let widest = self.context.site.images.widest;
                let forms = make_page_variants(asset, self.context.image_cache, widest).unwrap_or_default();
                let form = forms.last().cloned().unwrap_or_else(|| Variant::original(asset));
                let path = form.path();
                (self.absolute(&path).unwrap_or(path), Some((form.width, form.height)))
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

    pub(crate) fn title(&self) -> String {
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
