//! Accessibility metadata of a publication (EPUB Accessibility 1.1, section 2.2; schema.org).
//!
//! Everything is computed from the content. Conformance is claimed only where a person who checked is named.

use crate::{article::Article, book::local};
use pressroom_document::{Asset, MediaType};
use pressroom_images::variants;
use pressroom_theme::{MessageKey, Messages};

/// Features of a publication's articles that decide its accessibility metadata.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AccessibilityFacts {
    /// A picture that tells something.
    telling: bool,
    /// A picture without an alternative text.
    pub(crate) undescribed: bool,
    /// A picture that moves, or might.
    animated: bool,
    /// Mathematics, in TeX notation.
    math: bool,
    /// Footnotes.
    notes: bool,
    /// The page breaks of a print edition.
    paginated: bool,
}

/// The values of schema.org's accessibility properties.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Accessibility {
    /// `schema:accessMode`: the senses that the content speaks to.
    pub(crate) modes: Vec<&'static str>,
    /// `schema:accessModeSufficient`: sets of them that are enough to get everything.
    pub(crate) sufficient: Vec<&'static str>,
    /// `schema:accessibilityFeature`: what helps.
    pub(crate) features: Vec<&'static str>,
    /// `schema:accessibilityHazard`: what harms.
    pub(crate) hazards: Vec<&'static str>,
    /// `schema:accessibilitySummary`: the same in a few sentences.
    pub(crate) summary: String,
}

impl AccessibilityFacts {
    /// Looks at one more article.
    pub(crate) fn inspect(&mut self, article: &Article<'_>) {
        let lead = article.document.metadata.image.iter().map(|lead| &lead.image);
        for image in lead.chain(article.plan.images.iter().copied()) {
            let Some(asset) = local(article.document, image) else { continue };
            self.telling |= image.alt.as_deref() != Some("");
            self.undescribed |= image.alt.is_none();
            self.animated = self.animated || is_animated(asset);
        }
        self.math |= article.plan.math;
        self.notes |= !article.document.footnotes.is_empty();
        self.paginated |= article.breaks.is_some();
    }

    /// Derives the metadata, with the summary in the language of `messages`.
    pub(crate) fn accessibility(self, messages: &Messages) -> Accessibility {
        let mut features = vec![
            "structuralNavigation",
            "tableOfContents",
            "readingOrder",
            "displayTransformability",
            "ARIA",
        ];
        if self.telling && !self.undescribed {
            features.push("alternativeText");
        }
        if self.math {
            features.push("latex");
        }
        if self.paginated {
            features.extend(["pageBreakMarkers", "pageNavigation"]);
        }
        let mut sufficient = Vec::new();
        if !self.undescribed {
            sufficient.push("textual");
        }
        if self.telling {
            sufficient.push("textual,visual");
        }
        Accessibility {
            modes: if self.telling { vec!["textual", "visual"] } else { vec!["textual"] },
            sufficient,
            features,
            // Whether a moving picture flashes or sways, nobody has looked.
            hazards: vec![if self.animated { "unknown" } else { "none" }],
            summary: self.summary(messages),
        }
    }

    fn summary(self, messages: &Messages) -> String {
        let sentences = [
            (true, MessageKey::AccessibilitySummary),
            (self.notes, MessageKey::AccessibilityNotes),
            (self.telling && !self.undescribed, MessageKey::AccessibilityPictures),
            (self.undescribed, MessageKey::AccessibilityPicturesUndescribed),
            (self.math, MessageKey::AccessibilityFormulas),
        ];
        let said = sentences.into_iter().filter(|(is, _)| *is).map(|(_, word)| messages.get(word));
        messages.sentences(&said.collect::<Vec<_>>())
    }
}

/// Tells if a picture moves, or might.
fn is_animated(asset: &Asset) -> bool {
    match asset.media_type {
        MediaType::Gif | MediaType::Webp => variants::is_animated(asset),
        MediaType::Png | MediaType::Jpeg => false,
    }
}
