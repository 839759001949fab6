//! What a publication says about its accessibility (EPUB Accessibility 1.1, section 2.2; schema.org).
//!
//! Everything is computed from the content. Conformance is not claimed: that takes a person who checked.

use std::io::Cursor;

use super::plan::Plan;
use crate::model::{Asset, Document, Image, ImageSource, MediaType};
use image::{AnimationDecoder, codecs::gif::GifDecoder, codecs::webp::WebPDecoder};

/// The values of schema.org's accessibility properties.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Accessibility {
    /// `schema:accessMode`: the senses that the content speaks to.
    pub(super) modes: Vec<&'static str>,
    /// `schema:accessModeSufficient`: sets of them that are enough to get everything.
    pub(super) sufficient: Vec<&'static str>,
    /// `schema:accessibilityFeature`: what helps.
    pub(super) features: Vec<&'static str>,
    /// `schema:accessibilityHazard`: what harms.
    pub(super) hazards: Vec<&'static str>,
}

impl Accessibility {
    /// Looks at what a publication of `document` will hold.
    pub(super) fn of(document: &Document, plan: &Plan<'_>, paginated: bool) -> Self {
        let lead = document.metadata.image.iter().map(|lead| &lead.image);
        let shown: Vec<(&Image, &Asset)> =
            lead.chain(plan.images.iter().copied()).filter_map(|image| local(document, image)).collect();
        let telling = shown.iter().any(|(image, _)| image.alt.as_deref() != Some(""));
        let described = shown.iter().all(|(image, _)| image.alt.is_some());
        let mut features = vec![
            "structuralNavigation",
            "tableOfContents",
            "readingOrder",
            "displayTransformability",
            "ARIA",
        ];
        if telling && described {
            features.push("alternativeText");
        }
        if plan.math {
            features.push("latex");
        }
        if paginated {
            features.extend(["pageBreakMarkers", "pageNavigation"]);
        }
        let mut sufficient = Vec::new();
        if described {
            sufficient.push("textual");
        }
        if telling {
            sufficient.push("textual,visual");
        }
        let animated = shown.iter().any(|(_, asset)| is_animated(asset));
        Self {
            modes: if telling { vec!["textual", "visual"] } else { vec!["textual"] },
            sufficient,
            features,
            hazards: match animated {
                // Whether a moving picture flashes or sways, nobody has looked.
                true => vec!["unknown"],
                false => vec!["none"],
            },
        }
    }
}

/// The picture file of an image that is shown.
pub(super) fn local<'a>(document: &'a Document, image: &'a Image) -> Option<(&'a Image, &'a Asset)> {
    match image.source {
        ImageSource::Local(index) => document.asset(index).map(|asset| (image, asset)),
        ImageSource::Remote { .. } | ImageSource::Missing(_) => None,
    }
}

/// True where a picture moves, or might.
fn is_animated(asset: &Asset) -> bool {
    let bytes = Cursor::new(&asset.bytes[..]);
    match asset.media_type {
        MediaType::Gif => GifDecoder::new(bytes).is_ok_and(|gif| gif.into_frames().take(2).count() > 1),
        MediaType::Webp => WebPDecoder::new(bytes).is_ok_and(|webp| webp.has_animation()),
        MediaType::Png | MediaType::Jpeg => false,
    }
}
