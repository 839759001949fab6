//! Characters that no font shows: which script they are of, and which font to install.

use std::collections::{BTreeMap, BTreeSet};

use icu_properties::{CodePointMapData, PropertyNamesLong, props::Script};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Document, Language, text::document_lines, word};

/// A group of missing glyphs, most often a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum GlyphKind {
    Emoji,
    Symbols,
    PrivateUse,
    Of(Script),
}

/// The characters of one document that no font shows, by their scripts.
#[derive(Debug, Default)]
pub struct MissingGlyphs {
    kinds: BTreeMap<GlyphKind, GlyphGroup>,
    characters: BTreeSet<char>,
}

#[derive(Debug)]
struct GlyphGroup {
    /// The first of them.
    example: char,
    /// Where it stands, if any of them has a place.
    span: Option<Span>,
    count: usize,
}

impl MissingGlyphs {
    /// Notes one more.
    pub fn record(&mut self, character: char, span: Option<Span>) {
        let new = GlyphGroup { example: character, span, count: 0 };
        let seen = self.kinds.entry(kind(character)).or_insert(new);
        seen.count += 1;
        self.characters.insert(character);
        // Words of the metadata have no place; a later character may.
        seen.span = seen.span.or(span);
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Each of them once.
    pub fn characters(&self) -> impl Iterator<Item = char> {
        self.characters.iter().copied()
    }

    /// One warning for each script.
    pub fn warnings(&self, language: &Language) -> Diagnostics {
        let warning = |(kind, seen): (&GlyphKind, &GlyphGroup)| {
            let code = format_code_point(seen.example);
            let more = match seen.count {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            let message = format!(
                "no font has glyphs for {}: `{}` ({code}){more}; signs stand in their place",
                name(*kind),
                seen.example
            );
            let finding = Diagnostic::warning(Code::MissingGlyph, message).help(advice(*kind, language));
            Diagnostic { span: seen.span, ..finding }
        };
        self.kinds.iter().map(warning).collect()
    }
}

/// More than so many hundredths of a text's letters without a glyph are too many for an edition.
const MOST: usize = 50;

/// An error for a text that would mostly be signs in the place of letters; `shows` tells whether a font has a letter.
pub fn mostly_missing(document: &Document, shows: &mut dyn FnMut(char) -> bool) -> Option<Diagnostic> {
    let (mut letters, mut lost) = (0_usize, BTreeMap::<GlyphKind, usize>::new());
    for line in document_lines(document) {
        for character in line.chars().filter(|c| c.is_alphabetic()) {
            letters += 1;
            if !character.is_ascii() && !shows(character) {
                *lost.entry(kind(character)).or_default() += 1;
            }
        }
    }
    let all: usize = lost.values().sum();
    let (kind, _) = lost.iter().max_by_key(|(_, count)| **count)?;
    if all * 100 <= letters * MOST {
        return None;
    }
    let share = all * 100 / letters.max(1);
    let scripts: Vec<String> = lost.keys().map(|kind| name(*kind)).collect();
    let message = format!(
        "no font has glyphs for {}, and {share} % of the letters of this text are such",
        scripts.join(", ")
    );
    Some(Diagnostic::error(Code::MissingGlyph, message).help(advice(*kind, &document.metadata.language)))
}

/// A code point, as people write it.
pub fn format_code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

fn kind(character: char) -> GlyphKind {
    match u32::from(character) {
        0xE000..=0xF8FF | 0xF0000.. => return GlyphKind::PrivateUse,
        0x1F000..=0x1FAFF => return GlyphKind::Emoji,
        _ => {}
    }
    match CodePointMapData::<Script>::new().get(character) {
        Script::Common if word::is_unspaced(character) => GlyphKind::Of(Script::Han),
        Script::Common | Script::Inherited | Script::Unknown => GlyphKind::Symbols,
        script => GlyphKind::Of(script),
    }
}

fn name(kind: GlyphKind) -> String {
    match kind {
        GlyphKind::Emoji => "emoji".to_owned(),
        GlyphKind::Symbols => "signs".to_owned(),
        GlyphKind::PrivateUse => "characters for private use".to_owned(),
        GlyphKind::Of(script) => {
            PropertyNamesLong::<Script>::new().get(script).unwrap_or("an unknown script").replace('_', " ")
        }
    }
}

fn advice(kind: GlyphKind, language: &Language) -> String {
    let family = match kind {
        GlyphKind::PrivateUse => {
            return "write characters that Unicode has: these mean something in one font only".to_owned();
        }
        GlyphKind::Emoji => "Noto Emoji".to_owned(),
        GlyphKind::Symbols => "Noto Sans Symbols 2".to_owned(),
        GlyphKind::Of(Script::Han) => format!("Noto Sans CJK {}", cjk(language)),
        GlyphKind::Of(Script::Hiragana | Script::Katakana) => "Noto Sans CJK JP".to_owned(),
        GlyphKind::Of(Script::Hangul) => "Noto Sans CJK KR".to_owned(),
        GlyphKind::Of(Script::Bopomofo) => "Noto Sans CJK TC".to_owned(),
        GlyphKind::Of(Script::Latin | Script::Greek | Script::Cyrillic) => "Noto Sans".to_owned(),
        GlyphKind::Of(Script::Arabic) => "Noto Sans Arabic".to_owned(),
        GlyphKind::Of(Script::Nko) => "Noto Sans NKo".to_owned(),
        GlyphKind::Of(Script::Tibetan) => "Noto Serif Tibetan".to_owned(),
        GlyphKind::Of(_) => format!("Noto Sans {}", name(kind)),
    };
    format!("install a font for {} ({family}), or put its files into the theme's folder fonts/", name(kind))
}

/// The part of the Noto CJK fonts for a language.
fn cjk(language: &Language) -> &'static str {
    match (language.primary(), language.script().as_deref()) {
        ("ja", _) => "JP",
        ("ko", _) => "KR",
        ("yue", _) => "HK",
        (_, Some("Hant")) if language.as_str().ends_with("-HK") => "HK",
        (_, Some("Hant")) => "TC",
        _ => "SC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_is_named_once_with_its_font() {
        let mut missing = MissingGlyphs::default();
        for (number, character) in "क्षत्र漢字、あ☃\u{1F9E8}\u{E000}ไ\u{20E3}".chars().enumerate()
        {
            missing.record(character, Some(Span::new(number, number + 1)));
        }
        let found = missing.warnings(&"zh-TW".parse().unwrap());
        let lines: Vec<String> =
            found.iter().map(|it| format!("{} / {}", it.message, it.help.clone().unwrap())).collect();
        assert_eq!(lines.len(), 7, "{lines:#?}");
        let has = |text: &str| assert!(lines.iter().any(|line| line.contains(text)), "{text}: {lines:#?}");
        has("no font has glyphs for Devanagari: `क` (U+0915) and 5 more; signs stand in their place");
        has("install a font for Devanagari (Noto Sans Devanagari), or put");
        has("install a font for Han (Noto Sans CJK TC), or put");
        has("install a font for Thai (Noto Sans Thai), or put");
        has("emoji: `\u{1F9E8}` (U+1F9E8); signs");
    }

    #[test]
    fn a_text_that_is_mostly_without_glyphs_is_an_error() {
        let mut document = pressroom_samples::every_variant();
        assert_eq!(mostly_missing(&document, &mut |_| true), None);
        document.cards.clear();
        document.lede.clear();
        document.signoff.clear();
        document.footnotes.clear();
        document.metadata.corrections.clear();
        document.metadata.image = None;
        document.metadata.kicker = None;
        document.metadata.headline = "Dates".to_owned();
        document.metadata.description = Some("हिन्दी प्रश्न ".repeat(20));
        let finding = mostly_missing(&document, &mut |_| false).unwrap();
        assert!(finding.is_error() && finding.message.contains("Devanagari"), "{finding:?}");
        document.metadata.headline = "As many letters ".repeat(20);
        assert_eq!(mostly_missing(&document, &mut |_| false), None);
    }
}
