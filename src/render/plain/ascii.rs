//! Text in ASCII, as people who write a language without its letters write it.
//!
//! Nothing gets another meaning: a sign without a likeness, and a Chinese character that a Japanese text may read quite
//! differently, are given by their code points. One finding names the words that lost something.

mod cyrillic;
mod greek;
mod neighbours;
mod sign;

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthChar as _;

use cyrillic::Cyrillic;
use neighbours::Neighbours;
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{Document, Language, text, word};

/// Writes text in ASCII by the practice of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ascii {
    letters: Letters,
    cyrillic: Cyrillic,
}

/// Languages with a practice of their own for Latin and Chinese letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    German,
    /// Danish and Norwegian.
    Danish,
    Icelandic,
    /// Croatian, Bosnian, Serbian.
    Croatian,
    Chinese,
    Greek,
    Korean,
    Japanese,
    Other,
}

/// How well a character can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// As its readers write it without their letters.
    Good,
    /// Only roughly, without vowels or tones.
    Rough,
    /// Not at all: its code stands there.
    None,
}

/// How many words the finding shows.
const SHOWN: usize = 6;

impl Ascii {
    /// The practice of a language.
    pub fn for_language(language: &Language) -> Self {
        let letters = match language.primary() {
            "de" | "gsw" | "lb" => Letters::German,
            "da" | "no" | "nb" | "nn" => Letters::Danish,
            "is" => Letters::Icelandic,
            "hr" | "bs" | "sr" => Letters::Croatian,
            "zh" | "yue" => Letters::Chinese,
            "el" | "grc" => Letters::Greek,
            "ko" => Letters::Korean,
            "ja" => Letters::Japanese,
            _ => Letters::Other,
        };
        Self { letters, cyrillic: Cyrillic::for_language(language.primary()) }
    }

    /// The practice for a document, and what is lost by it. `None`: most of its letters have no form in ASCII, and it keeps
    /// its own script.
    pub fn for_document(document: &Document) -> (Option<Self>, Option<Diagnostic>) {
        let ascii = Self::for_language(&document.metadata.language);
        let (mut letters, mut lost) = (0, 0);
        let mut words = BTreeSet::new();
        let (mut shown, mut more) = (Vec::new(), 0);
        for line in text::document_lines(document).iter().filter(|line| !line.is_ascii()) {
            for piece in line.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation()) {
                letters += piece.chars().filter(|c| c.is_alphabetic()).count();
                let is_lost = |c: &char| c.is_alphabetic() && ascii.likeness(*c) == Likeness::None;
                lost += piece.chars().filter(is_lost).count();
                let bad = piece.chars().any(|c| ascii.likeness(c) != Likeness::Good);
                let short: String = piece.chars().take(24).collect();
                if bad && !words.contains(&short) {
                    match shown.len() < SHOWN {
                        true => shown.push(format!("`{short}` as `{}`", ascii.write(&short))),
                        false => more += 1,
                    }
                    words.insert(short);
                }
            }
        }
        if document.metadata.language.primary() == "ja" && lost > 0 || lost * 2 > letters {
            let message = "this text can't be written in ASCII: most of its letters have no form there; it keeps its own";
            let finding = Diagnostic::warning(Code::Simplified, message).help(
                "write `ascii = false` in [newsletter], or send this explainer from a build of its own",
            );
            return (None, Some(finding));
        }
        let more = match more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let finding = (!shown.is_empty()).then(|| {
            let message = format!("ASCII can't hold all of this text; it has {}{more}", shown.join(", "));
            Diagnostic::warning(Code::Simplified, message)
                .help("see whether readers will understand it, or write `ascii = false` in [newsletter]")
        });
        (Some(ascii), finding)
    }

    /// A text in ASCII.
    pub(crate) fn write(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.each(text, &mut |_, written| out.push_str(written));
        out
    }

    /// Shows what stands for each character of a text, with the number of its bytes.
    pub(crate) fn each(self, text: &str, show: &mut dyn FnMut(usize, &str)) {
        let mut before = None;
        let mut cyrillic = self.cyrillic;
        let mut coded = false;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (character, length) = composed(first, rest);
            let after = rest.get(length..).unwrap_or_default();
            if cyrillic::is_letter(character) && !before.is_some_and(cyrillic::is_letter) {
                cyrillic = self.cyrillic.for_word(rest);
            }
            let code = self.likeness(character) == Likeness::None;
            let inner = text.len() - rest.len();
            let within =
                text.get(..inner).and_then(|text| text.chars().rev().nth(1)).is_some_and(greek::is_letter);
            let accented = before.is_some_and(greek_accent);
            let place = Neighbours { before, character, after, within, accented };
            let written = match code {
                true => format!("{}U+{:04X}", if coded { "," } else { "[" }, u32::from(character)),
                false => self.one(&place, cyrillic),
            };
            coded = code;
            let ends =
                code && !after.chars().next().is_some_and(|next| self.likeness(next) == Likeness::None);
            show(first.len_utf8(), &if ends { written + "]" } else { written });
            // Marks that the letter took in have nothing of their own.
            let marks = rest.get(first.len_utf8()..length).unwrap_or_default();
            marks.chars().for_each(|mark| show(mark.len_utf8(), ""));
            before = Some(character);
            rest = after;
        }
    }

    /// Writes a character that has a likeness.
    fn one(self, place: &Neighbours<'_>, cyrillic: Cyrillic) -> String {
        let character = place.character;
        if self.letters == Letters::Greek {
            let before = place.before.is_some_and(|c| greek::is_letter(c) || matches!(c, ')' | '»' | '”'));
            match character {
                // The Greek question mark looks like a semicolon, and the semicolon is a raised dot.
                ';' if before => return "?".to_owned(),
                '·' if !place.is_within(char::is_alphabetic) => return ";".to_owned(),
                _ => {}
            }
        }
        if greek::is_letter(character) {
            let alone =
                !place.before.is_some_and(greek::is_letter) && !place.next().is_some_and(greek::is_letter);
            let unit =
                matches!(character, 'μ' | 'Ω') && self.letters != Letters::Greek && sign::is_unit(place);
            let named = if alone && self.letters != Letters::Greek { greek::name(character) } else { None };
            match (named, unit) {
                (_, true) => {}
                (Some(name), false) => return place.named(name),
                (None, false) => {
                    if let Some(letters) = greek::letter(place) {
                        return place.cased(letters);
                    }
                }
            }
        }
        if character.is_ascii() {
            // An apostrophe parts Cyrillic letters that are romanized apart anyway.
            let dropped = character == '\'' && place.is_within(cyrillic::is_letter);
            return if dropped { String::new() } else { character.to_string() };
        }
        if character.is_whitespace() {
            return " ".to_owned();
        }
        if let Some(sign) = sign::written(place, self.letters == Letters::Chinese) {
            return sign;
        }
        let lower = character.to_lowercase().next().unwrap_or(character);
        let own = match cyrillic::is_letter(character) {
            true => cyrillic.letter(lower, place),
            false => self.letter(lower),
        };
        match own {
            Some(letters) => place.cased(letters),
            None => any_ascii::any_ascii_char(character).to_owned(),
        }
    }

    /// Writes a letter as the language does.
    fn letter(self, lower: char) -> Option<&'static str> {
        Some(match (self.letters, lower) {
            (Letters::German, 'ä') => "ae",
            (Letters::German, 'ö') => "oe",
            (Letters::German, 'ü') => "ue",
            (Letters::Danish, 'å') => "aa",
            (Letters::Danish, 'ø') => "oe",
            (Letters::Croatian, 'đ') => "dj",
            (_, 'ß') => "ss",
            (_, 'þ') => "th",
            (_, 'æ') => "ae",
            (_, 'œ') => "oe",
            (_, 'ə') => "a",
            // Alif carries a vowel that writing leaves out.
            (_, '\u{627}') => "a",
            (
                Letters::German
                | Letters::Danish
                | Letters::Icelandic
                | Letters::Croatian
                | Letters::Chinese
                | Letters::Greek
                | Letters::Korean
                | Letters::Japanese
                | Letters::Other,
                _,
            ) => return None,
        })
    }

    fn likeness(self, character: char) -> Likeness {
        // A letter of mathematics is named, a Greek word is only spelled.
        if greek::is_letter(character) && self.letters != Letters::Greek && !matches!(character, 'μ') {
            return Likeness::Rough;
        }
        if character.is_ascii() || sign::is_known(character) || is_invisible(character) {
            return Likeness::Good;
        }
        match u32::from(character) {
            // Chinese characters are read by the language that they stand in.
            0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => {
                if self.letters == Letters::Chinese {
                    Likeness::Rough
                } else {
                    Likeness::None
                }
            }
            // Operators are what they are: a likeness of one may be another.
            0x2190..=0x22FF | 0x27C0..=0x27FF | 0x2900..=0x2BFF => Likeness::None,
            // Syllables of Korean and Japanese are spelled for those who read them.
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7FF if self.letters != Letters::Korean => {
                Likeness::Rough
            }
            0x3041..=0x30FF if self.letters != Letters::Japanese => Likeness::Rough,
            _ if any_ascii::any_ascii_char(character).is_empty() && character != '\u{627}' => Likeness::None,
            // Latin, Greek, Cyrillic, Armenian; Georgian, Hangul; punctuation; kana; full width.
            0xA0..=0x58F | 0x10A0..=0x11FF | 0x1C80..=0x1CBF | 0x1D00..=0x1FFF | 0x2000..=0x21FF => {
                Likeness::Good
            }
            0x2200..=0x2E7F | 0x3000..=0x318F | 0x31F0..=0x33FF | 0xA640..=0xA69F | 0xA720..=0xA7FF => {
                Likeness::Good
            }
            0xAC00..=0xD7FF | 0xFB00..=0xFB17 | 0xFE30..=0xFE6F | 0xFF00..=0xFFEF | 0x1D400..=0x1FAFF => {
                Likeness::Good
            }
            _ => Likeness::Rough,
        }
    }
}

/// The letter at the beginning of a text with its marks, if there is one for them all, and how many bytes that takes.
fn composed(first: char, text: &str) -> (char, usize) {
    let marks = text.chars().skip(1).take_while(|mark| word::is_mark(*mark)).take(4);
    let length = first.len_utf8() + marks.map(char::len_utf8).sum::<usize>();
    if length == first.len_utf8() {
        return (first, length);
    }
    let whole = word::nfc(text.get(..length).unwrap_or_default());
    let mut characters = whole.chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) => (one, length),
        _ => (first, first.len_utf8()),
    }
}

/// True for a Greek vowel with an accent: a υ after it is a letter of its own.
fn greek_accent(character: char) -> bool {
    matches!(character, 'ά' | 'έ' | 'ή' | 'ό' | 'Ά' | 'Έ' | 'Ή' | 'Ό')
}

/// True for what has no width: marks, joiners, variation selectors.
fn is_invisible(character: char) -> bool {
    character.width().unwrap_or_default() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, language: &str) -> String {
        Ascii::for_language(&language.parse().unwrap()).write(text)
    }

    #[test]
    fn each_language_has_its_practice() {
        for (language, text, expected) in [
            ("de", "Größe über Äcker, ÜBUNG, STRAẞE", "Groesse ueber Aecker, UEBUNG, STRASSE"),
            ("de", "Gro\u{308}ße u\u{308}ber A\u{308}cker", "Groesse ueber Aecker"),
            ("en", "Größe, naïve, Łódź, İstanbul, ñ œ", "Grosse, naive, Lodz, Istanbul, n oe"),
            ("da", "Ærø, Århus, smørrebrød", "Aeroe, Aarhus, smoerrebroed"),
            ("nb", "ÅLESUND på Åland", "AALESUND paa Aaland"),
            ("sv", "Åland, Österrike, är", "Aland, Osterrike, ar"),
            ("is", "Þór, ð, Æ", "Thor, d, Ae"),
            ("tr", "İstanbul ışık ğ ş", "Istanbul isik g s"),
            ("hr", "Đakovo, ćuk", "Djakovo, cuk"),
            (
                "uk",
                "Київ, Їжак, поїзд, Згурський, Юрій, Знам’янка, щастя, ЄС",
                "Kyiv, Yizhak, poizd, Zghurskyi, Yurii, Znamianka, shchastia, YES",
            ),
            ("de", "Київ, Москва", "Kyiv, Moskva"),
            ("ru", "Ельцин, Достоевский, объект, Україна", "Yeltsin, Dostoyevskiy, obyekt, Ukraina"),
            ("bg", "Търново, България, Щастие, Ямбол", "Tarnovo, Balgaria, Shtastie, Yambol"),
            ("sr", "Београд, Љубљана, ђак", "Beograd, Ljubljana, djak"),
            ("be", "Воўк, Гомель, мяса", "Vouk, Homiel, miasa"),
            ("el", "Ελλάδα, Αθήνα", "Ellada, Athina"),
            (
                "el",
                "αυτό, Αυγή, Ευρώπη, εύκολο, ευχή, άυλος, πραΰς",
                "afto, Avgi, Evropi, efkolo, efchi, aylos, prays",
            ),
            ("el", "ούζο, άγγελος, μπύρα, λάμπα, Σάλτσμπουργκ", "ouzo, angelos, byra, lampa, Saltsmpourgk"),
            ("el", "Γιατί; Ναι· όχι.", "Giati? Nai; ochi."),
            ("zh", "北京", "BeiJing"),
            ("ko", "서울", "seoul"),
        ] {
            assert_eq!(written(text, language).to_lowercase(), expected.to_lowercase(), "{language}");
            if language != "ko" {
                assert_eq!(written(text, language), expected, "{language}");
            }
        }
    }

    #[test]
    fn no_sign_gets_another_meaning() {
        for (text, expected) in [
            ("a ≠ b ≤ c ≥ d ± e × f ÷ g − h", "a != b <= c >= d +/- e x f / g - h"),
            ("½, 2½, ¾", "1/2, 2 1/2, 3/4"),
            ("€20, 5 €, 5€, £30, ₴50", "EUR 20, 5 EUR, 5 EUR, GBP 30, UAH 50"),
            ("20 °C, 5°, 20°C", "20 deg C, 5 deg, 20 deg C"),
            ("m², 10⁻⁶, CO₂", "m^2, 10^-6, CO2"),
            ("5 µg, √2, ∞, a ≈ b", "5 ug, sqrt 2, infinity, a ~ b"),
            ("“a” ‘b’ «c» „d“ … – — a—b • a → b ← c", "\"a\" 'b' \"c\" \"d\" ... - - a--b * a -> b <- c"),
            ("a ⇒ b ⇐ c", "a => b <== c"),
            ("a ⟹ b ⟸ c ⟷ d ⟺ e", "a ==> b <== c <-> d <=> e"),
            ("20˚, 20 ˚C", "20 deg, 20 deg C"),
            (
                "5 kΩ, 5Ω, an α particle, ΔT, 2πr, σ",
                "5 kohm, 5 ohm, an alpha particle, Delta T, 2 pi r, sigma",
            ),
            ("5 \u{212B}", "5 angstrom"),
            ("Hawaiʻi, ¿Qué? ¡No!", "Hawai'i, Que? No!"),
            ("∉ ∦", "not in [U+2226]"),
            ("№7 §8 ™ © ®", "No. 7 Sec. 8 (TM) (C) (R)"),
            ("👍", ":thumbsup:"),
            ("東京都 と", "[U+6771,U+4EAC,U+90FD] to"),
        ] {
            assert_eq!(written(text, "en"), expected);
        }
    }

    #[test]
    fn one_finding_names_what_was_lost() {
        let document = |language: &str, dek: &str| {
            let mut document = pressroom_samples::every_variant();
            document.metadata.language = language.parse().unwrap();
            document.cards.clear();
            document.lede.clear();
            document.signoff.clear();
            document.footnotes.clear();
            document.metadata.corrections.clear();
            document.metadata.image = None;
            document.metadata.description = Some(dek.to_owned());
            document
        };
        let (ascii, finding) = Ascii::for_document(&document("de", "Größe, 東京都 und שלום"));
        let message = finding.unwrap().message;
        assert!(ascii.is_some() && message.contains("`東京都` as `[U+6771,U+4EAC,U+90FD]`"), "{message}");
        assert!(message.contains("`שלום` as `"), "{message}");
        assert_eq!(Ascii::for_document(&document("de", "Größe — 5 €")).1, None);
        let (ascii, finding) = Ascii::for_document(&document("ja", "北大西洋条約の集団防衛とは何か"));
        assert!(ascii.is_none() && finding.is_some());
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_written_is_ascii(text in "\\PC{0,40}", language in "de|uk|zh|en") {
            let ascii = Ascii::for_language(&language.parse().unwrap());
            let mut bytes = 0;
            ascii.each(&text, &mut |length, _| bytes += length);
            proptest::prop_assert_eq!(bytes, text.len());
            proptest::prop_assert!(ascii.write(&text).is_ascii());
        }
    }
}
