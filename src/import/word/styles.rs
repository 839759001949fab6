//! The styles of a document, and what they mean (ISO/IEC 29500-1, 17.7).
//!
//! A style is known by its id. Word stores the names of its own styles in English whatever its language is; what a style is
//! based on and its outline level say what styles of others mean.

use std::collections::{BTreeMap, HashMap};

use super::xml::{self, Node, attribute, child, is_on, name, on_off, value};
use pressroom_config::StyleMeaning;

/// How many styles are followed from one to the one that it is based on.
const MAX_CHAIN: usize = 24;

/// What a paragraph style means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParagraphMeaning {
    /// Running text.
    Body,
    /// The headline.
    Title,
    /// The dek.
    Subtitle,
    /// A heading, from 1.
    Heading(u8),
    /// A quotation.
    Quote,
    /// The caption of a picture or table.
    Caption,
    /// Preformatted text.
    Code,
    /// Part of a table of contents.
    Contents,
    /// What `[import.styles]` says.
    House(StyleMeaning),
}

/// A style with all that it takes from those it is based on.
#[derive(Debug, Clone, Default)]
pub(super) struct WordStyle<'d> {
    /// Its name, as the word processor shows it.
    pub(super) name: &'d str,
    /// True if no application brings it along.
    pub(super) is_custom: bool,
    based_on: Option<&'d str>,
    pub(super) meaning: Option<ParagraphMeaning>,
    /// The list and level of its paragraphs.
    pub(super) list: Option<&'d str>,
    pub(super) list_level: Option<u8>,
    /// Indents from the left and right, in twentieths of a point.
    pub(super) left: Option<i64>,
    pub(super) right: Option<i64>,
    pub(super) hidden: Option<bool>,
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) strike: Option<bool>,
    pub(super) vertical: Option<&'d str>,
    pub(super) font: Option<&'d str>,
    pub(super) language: Option<&'d str>,
    pub(super) right_to_left: Option<bool>,
    outline: Option<u8>,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct WordStyles<'d> {
    all: HashMap<&'d str, WordStyle<'d>>,
    default_paragraph: Option<&'d str>,
    /// What text is if no style says otherwise.
    pub(super) defaults: WordStyle<'d>,
}

/// The house's meanings, by names in lower case.
pub(super) type HouseStyles = BTreeMap<String, StyleMeaning>;

impl<'d> WordStyles<'d> {
    /// Reads `styles.xml`.
    pub(super) fn read(root: Node<'d>, house: &HouseStyles) -> Self {
        let mut own: HashMap<&'d str, WordStyle<'d>> = HashMap::new();
        let mut default_paragraph = None;
        let mut defaults = WordStyle::default();
        for node in xml::elements(root) {
            match name(node) {
                "docDefaults" => {
                    if let Some(text) = child(node, "rPrDefault").and_then(|node| child(node, "rPr")) {
                        defaults.read_text(text);
                    }
                }
                "style" => {
                    let Some(id) = attribute(node, "styleId") else { continue };
                    let style = WordStyle::read(node, id, house);
                    let is_default = matches!(attribute(node, "default"), Some("1" | "true" | "on"));
                    if is_default && attribute(node, "type") == Some("paragraph") {
                        default_paragraph = Some(id);
                    }
                    own.entry(id).or_insert(style);
                }
                _ => {}
            }
        }
        let all = own.keys().map(|id| (*id, resolve(&own, id))).collect();
        Self { all, default_paragraph, defaults }
    }

    /// The style of a paragraph or of characters; the default of paragraphs if there is no such style.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Option<&WordStyle<'d>> {
        id.and_then(|id| self.all.get(id)).or_else(|| self.all.get(self.default_paragraph?))
    }

    /// The language of text that names none.
    pub(super) fn usual_language(&self) -> Option<&'d str> {
        self.paragraph(None).and_then(|style| style.language).or(self.defaults.language)
    }

    /// A style by its id.
    pub(super) fn find(&self, id: &str) -> Option<&WordStyle<'d>> {
        self.all.get(id)
    }
}

/// A style with what it takes from others.
fn resolve<'d>(own: &HashMap<&'d str, WordStyle<'d>>, id: &str) -> WordStyle<'d> {
    let mut style = own.get(id).cloned().unwrap_or_default();
    let mut next = style.based_on;
    for _ in 0..MAX_CHAIN {
        let Some(base) = next.and_then(|id| own.get(id)) else { break };
        style.inherit(base);
        next = base.based_on;
    }
    if style.meaning.is_none() {
        style.meaning =
            style.outline.filter(|level| *level < 9).map(|level| ParagraphMeaning::Heading(level + 1));
    }
    style
}

impl<'d> WordStyle<'d> {
    fn read(node: Node<'d>, id: &str, house: &HouseStyles) -> Self {
        let mut style = Self {
            name: value(node, "name").unwrap_or_default(),
            is_custom: matches!(attribute(node, "customStyle"), Some("1" | "true" | "on")),
            based_on: value(node, "basedOn"),
            ..Self::default()
        };
        style.meaning = meaning(style.name, id, house);
        if let Some(paragraph) = child(node, "pPr") {
            style.read_paragraph(paragraph);
        }
        if let Some(text) = child(node, "rPr") {
            style.read_text(text);
        }
        style
    }

    /// Reads properties of paragraphs.
    pub(super) fn read_paragraph(&mut self, properties: Node<'d>) {
        for node in xml::elements(properties) {
            match name(node) {
                "numPr" => {
                    self.list = value(node, "numId");
                    self.list_level = value(node, "ilvl").and_then(|level| level.parse().ok());
                }
                "ind" => {
                    let twips = |names: [&str; 2]| {
                        names.into_iter().find_map(|name| attribute(node, name)).and_then(twips)
                    };
                    self.left = twips(["left", "start"]).or(self.left);
                    self.right = twips(["right", "end"]).or(self.right);
                }
                "outlineLvl" => {
                    self.outline = attribute(node, "val").and_then(|level| level.parse().ok());
                }
                _ => {}
            }
        }
    }

    /// Reads properties of characters.
    pub(super) fn read_text(&mut self, properties: Node<'d>) {
        for node in xml::elements(properties) {
            match name(node) {
                "vanish" | "specVanish" => self.hidden = Some(is_on(node)),
                "b" => self.bold = Some(is_on(node)),
                "i" => self.italic = Some(is_on(node)),
                "strike" | "dstrike" => {
                    self.strike = Some(is_on(node) || self.strike == Some(true));
                }
                "vertAlign" => self.vertical = attribute(node, "val"),
                "rFonts" => self.font = attribute(node, "ascii").or(self.font),
                "lang" => self.language = attribute(node, "val").or(self.language),
                "rtl" => self.right_to_left = Some(is_on(node)),
                _ => {}
            }
        }
    }

    /// Takes what it does not say itself from another.
    pub(super) fn inherit(&mut self, base: &Self) {
        // The nearest of both that says what it means: an outline level of its own goes before a name far away.
        if self.meaning.is_none() && self.outline.is_none() {
            self.meaning = base.meaning;
        }
        self.outline = self.outline.or(base.outline);
        if self.list.is_none() {
            self.list = base.list;
            self.list_level = self.list_level.or(base.list_level);
        }
        self.left = self.left.or(base.left);
        self.right = self.right.or(base.right);
        self.hidden = self.hidden.or(base.hidden);
        self.bold = self.bold.or(base.bold);
        self.italic = self.italic.or(base.italic);
        self.strike = self.strike.or(base.strike);
        self.vertical = self.vertical.or(base.vertical);
        self.font = self.font.or(base.font);
        self.language = self.language.or(base.language);
        self.right_to_left = self.right_to_left.or(base.right_to_left);
    }

    /// True if its text is set like a typewriter's.
    pub(super) fn is_monospaced(&self) -> bool {
        self.font.is_some_and(is_monospaced)
    }
}

/// A measure in twentieths of a point: a number of them, or one with a unit (22.9.2.14).
fn twips(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')));
    let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
    let number: f64 = number.parse().ok()?;
    let scale = match unit {
        "" => 1.0,
        "pt" => 20.0,
        "cm" => 567.0,
        "mm" => 56.7,
        "in" => 1440.0,
        "pc" | "pi" => 240.0,
        _ => return None,
    };
    Some((number * scale).round() as i64)
}

/// True for fonts in which all letters are of one width.
fn is_monospaced(font: &str) -> bool {
    const KNOWN: &[&str] = &[
        "courier",
        "consolas",
        "menlo",
        "monaco",
        "andale mono",
        "lucida console",
        "roboto mono",
        "inconsolata",
        "liberation mono",
        "dejavu sans mono",
        "source code",
        "fira code",
        "fira mono",
        "cascadia",
        "ubuntu mono",
        "noto mono",
        "noto sans mono",
        "ibm plex mono",
        "space mono",
        "jetbrains mono",
        "sf mono",
    ];
    let font = font.to_lowercase();
    KNOWN.iter().any(|known| font.starts_with(known))
}

/// What a style means by its name or id alone.
fn meaning(name: &str, id: &str, house: &HouseStyles) -> Option<ParagraphMeaning> {
    let name = name.trim().to_lowercase();
    if let Some(meaning) = house.get(&name).or_else(|| house.get(&id.to_lowercase())) {
        return Some(ParagraphMeaning::House(*meaning));
    }
    // The template's own.
    if let Some(meaning) = name.strip_prefix("pressroom ").and_then(StyleMeaning::named) {
        return Some(ParagraphMeaning::House(meaning));
    }
    if let Some(level) = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok()) {
        return (1..=9).contains(&level).then_some(ParagraphMeaning::Heading(level));
    }
    if name.strip_prefix("toc ").is_some_and(|level| level.parse::<u8>().is_ok()) {
        return Some(ParagraphMeaning::Contents);
    }
    Some(match name.as_str() {
        "title"
        | "titel"
        | "titre"
        | "título"
        | "titolo"
        | "название"
        | "назва"
        | "заголовок"
        | "标题"
        | "표제"
        | "表題"
        | "otsikko"
        | "tytuł"
        | "tittel"
        | "rubrik"
        | "název"
        | "konu başlığı"
        | "العنوان"
        | "כותרת טקסט" => ParagraphMeaning::Title,
        "subtitle"
        | "untertitel"
        | "sous-titre"
        | "subtítulo"
        | "sottotitolo"
        | "подзаголовок"
        | "підзаголовок"
        | "副标题"
        | "副題"
        | "ondertitel"
        | "podtytuł"
        | "altyazı" => ParagraphMeaning::Subtitle,
        "toc heading" | "contents heading" => ParagraphMeaning::Contents,
        "quote" | "intense quote" | "block text" | "quotations" | "zitat" | "intensives zitat"
        | "citation" | "citation intense" | "cita" | "cita destacada" | "citazione" | "цитата"
        | "block quotation" | "blockquote" | "block quote" => ParagraphMeaning::Quote,
        "caption"
        | "beschriftung"
        | "légende"
        | "leyenda"
        | "didascalia"
        | "figure caption"
        | "image caption"
        | "table caption"
        | "підпис"
        | "название объекта" => ParagraphMeaning::Caption,
        "html preformatted" | "preformatted text" | "source code" | "code" | "code block" | "macro"
        | "verbatim" => ParagraphMeaning::Code,
        "normal" | "default" | "standard" | "body text" | "normal (web)" | "no spacing"
        | "list paragraph" | "footnote text" | "endnote text" | "header" | "footer" | "text body" => {
            ParagraphMeaning::Body
        }
        _ => return None,
    })
}

/// True for character styles whose text is code.
pub(super) fn is_code_style(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "html code"
            | "html keyboard"
            | "html sample"
            | "html typewriter"
            | "source text"
            | "verbatim char"
            | "code"
            | "code char"
            | "inline code"
            | "user entry"
            | "teletype"
    )
}

/// The outline level that a paragraph itself says; 9 is none.
pub(super) fn outline_level(properties: Node<'_>) -> Option<u8> {
    value(properties, "outlineLvl").and_then(|level| level.parse::<u8>().ok())
}

/// True if a paragraph's properties say that it runs from right to left.
pub(super) fn is_right_to_left(properties: Node<'_>) -> bool {
    on_off(properties, "bidi") == Some(true)
}

#[cfg(test)]
mod tests {
    use super::{HouseStyles, ParagraphMeaning, WordStyles, twips};
    use crate::word::xml::parse;
    use pressroom_config::StyleMeaning;

    const STYLES: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
        <w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:customStyle="1" w:styleId="a"><w:name w:val="Frage"/><w:basedOn w:val="berschrift1"/></w:style>
        <w:style w:type="paragraph" w:customStyle="1" w:styleId="b"><w:name w:val="Unterfrage"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:customStyle="1" w:styleId="c"><w:name w:val="Kasten"/><w:basedOn w:val="c"/></w:style>
        </w:styles>"#;

    #[test]
    fn styles_mean_what_they_are_based_on() {
        let tree = parse("styles.xml", STYLES).unwrap();
        let mut house = HouseStyles::new();
        house.insert("kasten".to_owned(), StyleMeaning::Related);
        let styles = WordStyles::read(tree.root_element(), &house);
        let meaning = |id: &str| styles.find(id).and_then(|style| style.meaning);
        assert_eq!(meaning("a"), Some(ParagraphMeaning::Heading(1)));
        assert_eq!(meaning("b"), Some(ParagraphMeaning::Heading(2)));
        assert_eq!(meaning("c"), Some(ParagraphMeaning::House(StyleMeaning::Related)));
        assert_eq!(styles.paragraph(Some("missing")).map(|style| style.name), Some("Normal"));
    }

    #[test]
    fn measures_have_units() {
        assert_eq!(twips("720"), Some(720));
        assert_eq!(twips("1cm"), Some(567));
        assert_eq!(twips("-12.7mm"), Some(-720));
        assert_eq!(twips("1em"), None);
    }
}
