//! The document as the templates see it: one JSON value.
//!
//! It is made for setting: words and dates are resolved, text is ready for the fonts, styles within a line are
//! flattened into runs, and containers nest at most [`MAX_NEST`] deep, because typst bounds the depth of its layout
//! (72 levels, of which a list takes several). What is deeper goes on at that depth, with its bullet or number.

mod blocks;
mod inlines;
mod qr;
mod tables;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value, json};
use typst::foundations::Bytes;

use super::{cuts, fonts::Faces, picture, text::Setter};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Block, Direction, Document, Image, ImageSource, Place, parts, text};
use pressroom_render::{Context, TextPlace, pagination::Passages};
use pressroom_theme::{Count, Press, Tokens, Word};

/// How deep quotes, lists and boxes nest on the page.
const MAX_NEST: usize = 10;

/// Words longer than this may break in running text.
const LIMIT: usize = 30;

/// Strings in a PDF's structure (titles, alternative texts) stay below this many characters; PDF/A allows 32,767 bytes.
const MAX_STRING: usize = 4000;

/// Headings stay below this many characters: the tag of a heading can't be split across pages.
const MAX_HEADING: usize = 600;

/// Pictures that one document may show: their virtual names are kept for ever.
const MAX_PICTURES: usize = 4096;

/// How a document is to be set.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The theme's.
    pub(super) tokens: &'a Tokens,
    /// The press that it's set for; `None`: a screen.
    pub(super) press: Option<&'a Press>,
    /// The fonts.
    pub(super) faces: &'a Arc<Faces>,
    /// Texts that these fonts fail to shape.
    pub(super) unshaped: &'a BTreeSet<String>,
    /// Assets that can't be shown, and why.
    pub(super) broken: &'a BTreeMap<usize, String>,
}

/// A document ready to be set.
pub(super) struct Projection {
    /// `document.json`.
    pub(super) json: Value,
    /// The files that it names: stand-ins for pictures.
    pub(super) files: BTreeMap<String, Bytes>,
    /// The pictures, by the numbers of their stand-ins: the document's asset, and where it is written first.
    pub(super) pictures: Vec<(usize, Span)>,
    /// For the press: the runs of text, by the numbers that mark them on the pages.
    pub(super) runs: Vec<Run>,
    /// What could not be shown as written.
    pub(super) warnings: Diagnostics,
    /// True where the fonts lack a character that was replaced.
    pub(super) lacks_glyphs: bool,
    /// True where the other fonts given have a character that was replaced.
    pub(super) other_fonts_help: bool,
}

/// A run of text that is set, and where in the document it stands.
pub(super) struct Run {
    /// Where it begins.
    pub(super) place: TextPlace,
    /// How many of the document's characters it stands for.
    pub(super) length: usize,
    /// What is set, without characters that do not count.
    pub(super) text: String,
}

/// Projects a document for setting; `others` are fonts that might help.
pub(super) fn project(
    document: &Document,
    context: &Context<'_>,
    setting: &Setting<'_>,
    others: Option<&Faces>,
) -> Projection {
    let mut projector = Projector {
        document,
        context,
        setting: *setting,
        setter: Setter::new(setting.faces, setting.unshaped, document.metadata.language.primary()),
        warnings: Diagnostics::new(),
        files: BTreeMap::new(),
        pictures: Vec::new(),
        assets: BTreeMap::new(),
        passages: setting.press.map(|_| Passages::of(document)),
        place: None,
        looks: None,
        marked: Vec::new(),
        noted: BTreeSet::new(),
        cells: 0,
        in_notes: 0,
        links: Vec::new(),
        first_level: 2,
        last_level: 1,
    };
    let mut json = projector.document();
    if document.metadata.language.direction() == Direction::LeftToRight {
        cuts::mark(&mut json);
    }
    let Projector { setter, mut warnings, files, pictures, marked, .. } = projector;
    let lacks_glyphs = setter.lacks_glyphs();
    let other_fonts_help = others.is_some_and(|others| setter.is_helped_by(others));
    warnings.extend(setter.into_warnings(&document.metadata.language));
    Projection { json, files, pictures, runs: marked, warnings, lacks_glyphs, other_fonts_help }
}

struct Projector<'a> {
    document: &'a Document,
    context: &'a Context<'a>,
    setting: Setting<'a>,
    setter: Setter<'a>,
    warnings: Diagnostics,
    files: BTreeMap<String, Bytes>,
    pictures: Vec<(usize, Span)>,
    /// Asset -> its virtual file and size in pixels; `None`: it can't be shown, which was reported.
    assets: BTreeMap<usize, Option<(String, u32, u32)>>,
    /// For the press: the numbers of the document's passages.
    passages: Option<Passages<'a>>,
    /// For the press: where the next run begins.
    place: Option<TextPlace>,
    /// For the press: how the last run looks.
    looks: Option<inlines::Looks>,
    /// For the press: the runs so far.
    marked: Vec<Run>,
    /// The footnotes that were given already.
    noted: BTreeSet<u32>,
    /// How many cells its tables have so far.
    cells: usize,
    /// How many footnotes are being given, one within the other.
    in_notes: usize,
    /// On paper: the addresses that links lead to, each once; a link's note is its place among them.
    links: Vec<String>,
    /// The level that the model's first level of headings has in the part: 3 below a card's question, else 2.
    first_level: u8,
    /// The level of the last heading given: the next may be one deeper at most (ISO 14289-1, 7.4.2).
    last_level: u8,
}

impl Projector<'_> {
    fn document(&mut self) -> Value {
        let (document, words) = (self.document, self.context.words);
        let metadata = &document.metadata;
        let authors: Vec<&str> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        let byline = match authors.is_empty() {
            true => None,
            false => Some(words.by(&authors)),
        };
        let date = |word, date: pressroom_document::Date| words.dated(word, date.day());
        let published = metadata.date_published.map(|day| date(Word::Published, day));
        let updated = metadata
            .date_modified
            .filter(|day| metadata.date_published.is_none_or(|first| first.day() != day.day()))
            .map(|day| date(Word::Updated, day));
        let dates: Vec<String> =
            [published, updated].into_iter().flatten().map(|text| self.line(&text, None)).collect();
        let as_of = metadata.date_modified.or(metadata.date_published).map(|day| date(Word::AsOf, day));
        let count = (!document.cards.is_empty()).then(|| words.count(Count::Cards, document.cards.len()));
        let running =
            metadata.kicker.as_ref().or(metadata.section.as_ref()).or(self.context.site.name.as_ref());
        let (headline, rest) = split(&metadata.headline, MAX_HEADING);
        let lead = metadata.image.as_ref().map(|lead| {
            let caption = lead.caption.as_deref();
            self.picture(&lead.image, caption, |this| {
                vec![json!({"k": "t", "v": this.line(caption.unwrap_or_default(), Some(lead.image.span))})]
            })
        });
        let parts: Vec<Value> = parts(document)
            .map(|part| {
                let (kind, mut value) = match (part.place, part.card) {
                    (_, Some(card)) => ("card", self.card(card)),
                    (Place::Signoff, None) => ("signoff", json!({})),
                    (Place::Lede | Place::Card(_), None) => ("lede", json!({})),
                };
                self.first_level = if part.card.is_some() { 3 } else { 2 };
                if part.card.is_some() {
                    self.last_level = 2;
                }
                let mut blocks = self.blocks(part.blocks, 0);
                blocks.extend(self.leftover_notes(part.place));
                if let Value::Object(fields) = &mut value {
                    fields.insert("kind".to_owned(), json!(kind));
                    fields.insert("blocks".to_owned(), Value::Array(blocks));
                }
                value
            })
            .collect();
        let corrections: Vec<Value> = metadata
            .corrections
            .iter()
            .map(|correction| {
                let label = words.dated(Word::Correction, correction.date.day());
                json!({
                    "label": self.line(&label, None),
                    "colon": self.setter.set(words.colon(&label), LIMIT, None),
                    "text": self.line(&correction.text, Some(correction.span)),
                })
            })
            .collect();
        let url = metadata.canonical_url.as_deref();
        let language = &metadata.language;
        let region = language.as_str().split('-').skip(1).find(|part| part.len() == 2);
        let script = language.as_str().split('-').skip(1).find(|part| part.len() == 4);
        json!({
            "meta": {
                "title": short(&metadata.headline),
                "authors": authors.iter().map(|name| short(name)).collect::<Vec<_>>(),
                "description": metadata.description.as_deref().map(short),
                "keywords": metadata.keywords.iter().map(|word| short(word)).collect::<Vec<_>>(),
                "lang": Some(language.primary()).filter(|primary| primary.len() <= 3).unwrap_or("en"),
                "region": region,
                "script": script.map(str::to_ascii_lowercase),
                "dir": language.direction().as_str(),
                "upright": language.is_upright(),
                "arabic": document.metadata.language.direction() == Direction::RightToLeft && !is_hebrew(language.primary()),
            },
            "theme": tokens::theme(self.setting.tokens, self.setting.press),
            "head": {
                "kicker": metadata.kicker.as_deref().map(|text| self.line(text, None)),
                "headline": self.line(headline, None),
                "headline_rest": (!rest.is_empty()).then(|| self.line(rest, None)),
                "dek": metadata.description.as_deref().map(|text| self.line(text, None)),
                "byline": byline.map(|text| self.line(&text, None)),
                "dates": dates,
                "as_of": as_of.map(|text| self.line(&text, None)),
                "count": count.map(|text| self.line(&text, None)),
                "contents": self.line(words.get(Word::Contents), None),
                "running": running.map(|text| self.line(&clipped(text, 60), None)),
                "short": self.line(&clipped(&metadata.headline, 80), None),
                "lead": lead,
            },
            "parts": parts,
            "corrections_title": self.line(words.get(Word::Corrections), None),
            "corrections": corrections,
            "publisher": self.context.site.publisher_name().map(|text| self.line(text, None)),
            "rights": metadata.rights.as_deref().map(|text| self.line(text, None)),
            "version": (metadata.version > 1).then(|| {
                let text = words.fill(Word::Version, &[("version", &metadata.version.to_string())]);
                self.line(&text, None)
            }),
            "press": self.setting.press.map(|press| self.press(press)),
            "online": url.filter(|url| url.len() < MAX_STRING).map(|url| {
                let text = words.fill(Word::ReadOnline, &[("url", &self.isolated(url))]);
                json!({"text": self.line(&text, None), "url": url})
            }),
        })
    }

    /// What there is on paper only: the addresses of links, and a code that leads to the article.
    fn press(&mut self, press: &Press) -> Value {
        let words = self.context.words;
        let links: Vec<String> = std::mem::take(&mut self.links);
        let links: Vec<Value> = links
            .iter()
            .enumerate()
            .map(|(n, url)| {
                let text = self.isolated(url.strip_prefix("mailto:").unwrap_or(url));
                json!({"n": (n + 1).to_string(), "text": self.line(&text, None)})
            })
            .collect();
        let url = self.document.metadata.canonical_url.as_deref();
        json!({
            "bleed": press.bleed,
            "links_title": self.line(words.get(Word::Links), None),
            "links": links,
            "qr": url.and_then(qr::of),
            "qr_caption": self.line(words.get(Word::Scan), None),
        })
    }

    /// On paper, the note of a link: the number of its address.
    fn link_note(&mut self, url: &str) -> String {
        let place = self.links.iter().position(|known| known == url).unwrap_or_else(|| {
            self.links.push(url.to_owned());
            self.links.len() - 1
        });
        (place + 1).to_string()
    }

    fn card(&mut self, card: &pressroom_document::Card) -> Value {
        let words = self.context.words;
        let updated = card.updated.as_ref().map(|update| {
            let date = words.dated(Word::Updated, update.date.day());
            json!({
                "date": self.line(&date, None),
                "colon": self.setter.set(words.colon(&date), LIMIT, None),
                "reason": update.reason.as_deref().map(|reason| self.line(reason, Some(card.span))),
            })
        });
        let plain = text::plain(&card.question);
        json!({
            "number": card.number.to_string(),
            "id": card.id,
            "question": self.inlines(&card.question, LIMIT),
            "plain": self.line(&plain, Some(card.span)),
            "heading": is_heading(&plain),
            "noted": blocks::has_note(&card.question),
            "updated": updated,
        })
    }

    /// Footnotes of a part that no reference could give (a note that only a note deep within notes refers to).
    fn leftover_notes(&mut self, place: Place) -> Vec<Value> {
        let mut out = Vec::new();
        for footnote in self.document.footnotes_of(place) {
            if self.noted.insert(footnote.number) {
                self.in_notes += 1;
                let blocks = self.blocks(&footnote.blocks, 0);
                self.in_notes -= 1;
                out.push(json!({"k": "leftover", "n": footnote.number.to_string(), "b": blocks}));
            }
        }
        out
    }

    /// A text that runs from left to right wherever it stands, such as an address or code: in a document that runs from
    /// right to left, its ends would go astray.
    fn isolated(&self, text: &str) -> String {
        match self.document.metadata.language.direction() {
            Direction::RightToLeft => format!("\u{2066}{text}\u{2069}"),
            Direction::LeftToRight => text.to_owned(),
        }
    }

    /// A text on one line of its own.
    fn line(&mut self, text: &str, span: Option<Span>) -> String {
        self.setter.set(text.trim(), LIMIT, span)
    }

    /// A picture with caption and credit, or what stands in its place.
    fn picture(
        &mut self,
        image: &Image,
        plain_caption: Option<&str>,
        caption: impl FnOnce(&mut Self) -> Vec<Value>,
    ) -> Value {
        let words = self.context.words;
        let caption = plain_caption.filter(|text| !text.trim().is_empty()).map(|_| caption(self));
        let credit = image.credit.as_deref().filter(|credit| !credit.trim().is_empty());
        let credit = credit.map(|credit| {
            let text = words.fill(Word::Credit, &[("credit", credit)]);
            self.line(&text, Some(image.span))
        });
        match self.asset(image) {
            Some((file, width, height)) => json!({
                "k": "figure", "file": file, "width": width, "height": height,
                "alt": self.alternative(image, plain_caption), "caption": caption, "credit": credit,
                "keep": plain_caption.map_or(0, str::len) < blocks::KEPT,
            }),
            None => {
                let (text, url) = self.instead(image);
                json!({"k": "no-picture", "text": text, "url": url, "caption": caption, "credit": credit})
            }
        }
    }

    /// What a screen reader says for a picture; `None` for decoration. PDF/UA wants words for every other picture:
    /// where the author gave none it is the caption, else the headline.
    fn alternative(&self, image: &Image, caption: Option<&str>) -> Option<String> {
        let headline = || {
            let headline = self.document.metadata.headline.as_str();
            self.context.words.fill(Word::Picture, &[("alt", headline)])
        };
        match image.alt.as_deref() {
            Some("") => None,
            Some(alt) if !alt.trim().is_empty() => Some(short(alt)),
            Some(_) | None => {
                Some(caption.filter(|text| !text.trim().is_empty()).map_or_else(headline, short))
            }
        }
    }

    /// The text in place of a picture that can't be shown, and where the picture is.
    fn instead(&mut self, image: &Image) -> (String, Option<String>) {
        let words = self.context.words;
        let alt = image.alt.as_deref().filter(|alt| !alt.trim().is_empty());
        let text = match alt {
            Some(alt) => words.fill(Word::Picture, &[("alt", alt)]),
            None => words.get(Word::PictureMissing).to_owned(),
        };
        let url = match &image.source {
            ImageSource::Remote { url, .. } => Some(url.clone()).filter(|url| url.len() < MAX_STRING),
            ImageSource::Local(_) | ImageSource::Missing(_) => None,
        };
        match url {
            Some(url) if self.setting.press.is_some() => {
                let note = self.link_note(&url);
                (self.line(&format!("{text} [{note}]"), Some(image.span)), None)
            }
            url => (self.line(&text, Some(image.span)), url),
        }
    }

    /// The virtual file of a picture and its size in pixels, where it can be shown.
    fn asset(&mut self, image: &Image) -> Option<(String, u32, u32)> {
        let ImageSource::Local(index) = image.source else { return None };
        if let Some(known) = self.assets.get(&index) {
            return known.clone();
        }
        let asset = self.document.asset(index)?;
        let number = self.pictures.len();
        let file = match self.setting.broken.get(&index) {
            Some(why) => Err(why.clone()),
            None if number >= MAX_PICTURES => {
                Err(format!("a document shows at most {MAX_PICTURES} pictures"))
            }
            None => picture::stand_in(number),
        };
        let known = match file {
            Ok(bytes) => {
                let file = format!("img/{number}.png");
                self.pictures.push((index, image.span));
                self.files.insert(file.clone(), Bytes::new(bytes));
                Some((file, asset.width, asset.height))
            }
            Err(why) => {
                let message =
                    format!("`{}` can't be printed: {why}; its words stand in its place", asset.path);
                self.warnings.push(Diagnostic::warning(Code::BadPicture, message).at(image.span));
                None
            }
        };
        self.assets.insert(index, known.clone());
        known
    }

    fn simplified(&mut self, message: &str, span: Span) {
        self.warnings.push(Diagnostic::warning(Code::Simplified, message).at(span));
    }
}

fn is_hebrew(primary: &str) -> bool {
    matches!(primary, "he" | "iw" | "yi")
}

/// True for a text that can be a heading: it becomes a bookmark, and must not break across pages.
fn is_heading(plain: &str) -> bool {
    !plain.trim().is_empty() && plain.chars().nth(MAX_HEADING).is_none()
}

/// A text short enough for a PDF string.
fn short(text: &str) -> String {
    clipped(text.trim(), MAX_STRING)
}

/// The first `limit` characters of a text, with an ellipsis where there is more.
fn clipped(text: &str, limit: usize) -> String {
    match split(text, limit) {
        (all, "") => all.to_owned(),
        (head, _) => format!("{head}…"),
    }
}

/// A text divided after at most `limit` characters, at a space if one is near.
fn split(text: &str, limit: usize) -> (&str, &str) {
    let Some((end, _)) = text.char_indices().nth(limit) else { return (text, "") };
    let head = text.get(..end).unwrap_or(text);
    let at = head.rfind(' ').filter(|&space| space * 2 > end).unwrap_or(end);
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The blocks of a document, each with its own span: where to look for what the engine refused.
pub(super) fn top_blocks(document: &Document) -> impl Iterator<Item = &Block> {
    parts(document).flat_map(|part| part.blocks)
}

/// Takes out of a projected document the top blocks that are not among `keep`, counted as [`top_blocks`] counts them.
/// Headings stay: links lead to them.
pub(super) fn keep_blocks(json: &mut Value, keep: &std::ops::Range<usize>) {
    let mut number = 0;
    for part in json.get_mut("parts").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(blocks) = part.get_mut("blocks").and_then(Value::as_array_mut) {
            blocks.retain(|block| {
                let kind = block.get("k").and_then(Value::as_str);
                if kind == Some("leftover") {
                    return true;
                }
                number += 1;
                kind == Some("h") || keep.contains(&(number - 1))
            });
        }
    }
}
