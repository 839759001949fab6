//! The structured body of an item (role `cards`, `application/json`): what a receiver needs to build each card in pages
//! of its own, and to see which cards changed since the last version.
//!
//! The hashes are those of [`Fingerprint`]: of the newsroom's document, with the pictures that stay in the house, so
//! that they are the same in every edition and in the build's manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    bodies::{Rendered, RenderedNote},
    clearance::{ClearedDocument, ClearedPicture},
    media::media_url,
};
use pressroom_document::{Date, Document, Fingerprint, ImageSource, Place, text};
use pressroom_render::Context;

/// The name and version of this form.
pub(crate) const FORMAT: &str = "pressroom-cards/1";

/// The whole explainer, part by part. Absent members are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardsBody {
    /// Always `pressroom-cards/1`.
    #[schemars(extend("const" = FORMAT))]
    pub(crate) format: String,
    /// A BCP 47 tag.
    pub(crate) language: String,
    /// `ltr` or `rtl`.
    #[schemars(extend("enum" = ["ltr", "rtl"]))]
    pub(crate) direction: String,
    /// SHA-256 of the whole document, 64 lower-case hexadecimal digits.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub(crate) sha256: String,
    /// SHA-256 of the words that the edition adds in this language (labels, titles of boxes): each part's own `sha256` is that of
    /// the part's hash, the language and this one, each with a line feed behind it.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub(crate) words: String,
    /// The lead picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lead: Option<PictureBody>,
    /// Before the first card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lede: Option<PartBody>,
    /// The cards, in order.
    pub(crate) cards: Vec<CardBody>,
    /// After the last card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signoff: Option<PartBody>,
    /// Corrections of the whole explainer, in the newsroom's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) corrections: Vec<CorrectionBody>,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardBody {
    /// Its number, from 1; changes when a card is put before it.
    pub(crate) number: u32,
    /// Its id, which stays: the fragment of its permalink.
    pub(crate) id: String,
    /// Its question as plain text.
    pub(crate) question: String,
    /// When it was last changed: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) updated: Option<String>,
    /// What was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// The card.
    pub(crate) body: PartBody,
}

/// The text of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartBody {
    /// SHA-256 of the part, 64 lower-case hexadecimal digits; it changes with the part, the
    /// language and `words` alone, and so do `html` and `text`.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub(crate) sha256: String,
    /// Simple HTML with everything: question, answer, footnotes. A card is a `section` with its id; the ids of its notes and
    /// headings begin with that.
    pub(crate) html: String,
    /// The same as plain text: lists, tables and the addresses of links as in the edition `text`. Paragraphs are lines, separated
    /// by empty ones.
    pub(crate) text: String,
    /// The footnotes once more, each alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) footnotes: Vec<NoteBody>,
    /// The pictures that the HTML shows, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) pictures: Vec<PictureBody>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteBody {
    /// Its number in the part, from 1.
    pub(crate) number: u32,
    /// Simple HTML.
    pub(crate) html: String,
    /// Plain text, a line for each paragraph.
    pub(crate) text: String,
}

/// A picture. Its file is beside the item, in `media/`, unless it is remote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PictureBody {
    /// Where it is, as the HTML has it: an absolute URL, or a path relative to the item.
    pub(crate) src: String,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits; a remote picture has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// Width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) width: Option<u32>,
    /// Height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) height: Option<u32>,
    /// Text in its place; empty for decoration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alt: Option<String>,
    /// What it shows, as plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) caption: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) credit: Option<String>,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectionBody {
    /// When it was made: RFC 3339.
    pub(crate) date: String,
    /// What it says.
    pub(crate) text: String,
}

impl CardsBody {
    /// The structured body of a document that was cleared, of its parts as HTML and text, and of the fingerprints of the
    /// document that it was made from.
    pub(super) fn new(
        cleared: &ClearedDocument<'_>,
        parts: Vec<Rendered>,
        fingerprint: &Fingerprint,
        context: &Context<'_>,
        base: Option<&Url>,
    ) -> Self {
        let document = cleared.document.as_ref();
        let language = &document.metadata.language;
        let picture = |picture: &ClearedPicture| picture_body(picture, document, base);
        let corrections = document.metadata.corrections.iter();
        let mut out = Self {
            format: FORMAT.to_owned(),
            language: language.as_str().to_owned(),
            direction: language.direction().as_str().to_owned(),
            sha256: fingerprint.document.clone(),
            words: context.messages.hash().to_owned(),
            lead: cleared.pictures.iter().find(|picture| picture.lead).and_then(picture),
            lede: None,
            cards: Vec::with_capacity(document.cards.len()),
            signoff: None,
            corrections: corrections
                .map(|correction| CorrectionBody {
                    date: correction.date.rfc3339(),
                    text: correction.text.clone(),
                })
                .collect(),
        };
        for Rendered { place, html, text, notes } in parts {
            let shown = cleared.pictures.iter().filter(|picture| !picture.lead && picture.place == place);
            let body = PartBody {
                sha256: context.hash_shown_part(fingerprint, place, language).unwrap_or_default(),
                html,
                text,
                footnotes: notes
                    .into_iter()
                    .map(|RenderedNote { number, html, text }| NoteBody { number, html, text })
                    .collect(),
                pictures: shown.filter_map(picture).collect(),
            };
            out.push(place, body, document);
        }
        out
    }

    fn push(&mut self, place: Place, body: PartBody, document: &Document) {
        match place {
            Place::Lede => self.lede = Some(body),
            Place::Signoff => self.signoff = Some(body),
            Place::Card(number) => {
                let card = document.cards.iter().find(|card| card.number == number);
                self.cards.extend(card.map(|card| CardBody {
                    number,
                    id: card.id.clone(),
                    question: text::plain(&card.question),
                    updated: card.updated.as_ref().map(|update| update.date).map(Date::rfc3339),
                    reason: card.updated.as_ref().and_then(|update| update.reason.clone()),
                    body,
                }));
            }
        }
    }
}

fn picture_body(picture: &ClearedPicture, document: &Document, base: Option<&Url>) -> Option<PictureBody> {
    let image = &picture.image;
    let (src, sha256, size) = match &image.source {
        ImageSource::Local(index) => {
            let asset = document.asset(*index)?;
            let src = media_url(&asset.name, base);
            (src, Some(asset.sha256.clone()), Some((asset.width, asset.height)))
        }
        ImageSource::Remote { url, size } => (url.clone(), None, *size),
        ImageSource::Missing(_) => return None,
    };
    Some(PictureBody {
        src,
        sha256,
        width: size.map(|size| size.0),
        height: size.map(|size| size.1),
        alt: image.alt.clone(),
        caption: Some(picture.caption.clone()).filter(|caption| !caption.trim().is_empty()),
        credit: image.credit.clone(),
    })
}
