//! Tags within a line that are none: `<your name here>`, or a tag that a sentence speaks of.

use super::tags;

/// Elements of HTML, past ones included, and those of SVG and MathML that stand in texts.
const ELEMENTS: &str = " a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink \
    blockquote body br button canvas caption center cite code col colgroup content data datalist dd del details dfn dialog \
    dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup \
    hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu \
    menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture \
    plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script search section select shadow slot small source \
    spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track \
    tt u ul var video wbr xmp \
    circle clippath defs desc ellipse g line lineargradient path polygon polyline rect stop symbol text tspan use \
    annotation mfrac mi mn mo mover mrow ms mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover semantics ";

/// Attributes that stand without a value.
const FLAGS: &str = " allowfullscreen async autofocus autoplay checked compact contenteditable controls crossorigin \
    declare default defer disabled download draggable formnovalidate hidden inert ismap itemscope loop multiple muted nohref \
    nomodule noresize noshade novalidate nowrap open playsinline popover readonly required reversed selected truespeed \
    webkitallowfullscreen mozallowfullscreen ";

/// Elements whose meaning would go on to the end of the paragraph.
const FORMATTING: &str = " a b cite code del dfn em i ins kbd q s samp strike strong sub sup tt u var ";

/// A start or end tag as written within a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenTag {
    /// In lower case.
    pub(crate) name: String,
    pub(crate) closing: bool,
    /// It ends with `/>`.
    empty: bool,
    /// Some attribute has a value.
    valued: bool,
    /// Some attribute without a value is none that HTML knows.
    wordy: bool,
}

impl WrittenTag {
    /// Reads a tag; `None` for a comment or declaration.
    pub(crate) fn read(literal: &str) -> Option<Self> {
        let inner = literal.strip_prefix('<')?.strip_suffix('>')?;
        let closing = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let empty = rest.trim_end().ends_with('/');
        let (mut valued, mut wordy) = (false, false);
        for (attribute, value) in attributes(rest) {
            valued |= value;
            wordy |= !value && !is_flag(attribute);
        }
        Some(Self { name: name.to_ascii_lowercase(), closing, empty, valued, wordy })
    }

    /// True for words between angle brackets; `closed` if an end tag for it follows in its paragraph, `quoted` if it stands in
    /// quotation marks.
    pub(crate) fn is_text(&self, closed: bool, quoted: bool) -> bool {
        if self.closing || self.valued {
            return false;
        }
        let known = self.name.contains(':') || is_in(ELEMENTS, &self.name);
        match known {
            true => self.wordy || quoted && !closed && !self.empty,
            false => !(closed || self.empty) || self.wordy,
        }
    }

    /// True for an end tag of an element that HTML does not know.
    pub(crate) fn is_unknown_end(&self) -> bool {
        self.closing && !self.name.contains([':', '-']) && !is_in(ELEMENTS, &self.name)
    }

    /// True for a start tag whose meaning goes on as long as no end tag comes.
    pub(crate) fn needs_end(&self) -> bool {
        // `<a name="x">` marks a place.
        !self.closing && !self.empty && is_in(FORMATTING, &self.name)
    }

    /// True for an element that a line can't hold: its paragraph is read as HTML.
    pub(crate) fn makes_blocks(&self) -> bool {
        !self.closing
            && matches!(
                self.name.as_str(),
                "table" | "tr" | "ul" | "ol" | "menu" | "dl" | "pre" | "blockquote" | "details" | "figure"
            )
    }

    /// True for an element whose content is no HTML.
    pub(crate) fn is_raw(&self) -> bool {
        tags::is_raw(&self.name)
    }
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

fn is_flag(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("data-") || lower.starts_with("aria-") || is_in(FLAGS, &lower)
}

/// The names of attributes, each with whether it has a value.
fn attributes(text: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let Some((name, after)) = rest.split_at_checked(end).filter(|(name, _)| !name.is_empty()) else {
            return found;
        };
        let Some(value) = after.trim_start().strip_prefix('=') else {
            found.push((name, false));
            rest = after;
            continue;
        };
        found.push((name, true));
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        rest = match quote {
            Some(quote) => {
                value.get(1..).and_then(|inner| inner.split_once(quote)).map_or("", |(_, rest)| rest)
            }
            None => value.find(char::is_whitespace).and_then(|end| value.get(end..)).unwrap_or_default(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::WrittenTag;

    #[test]
    fn words_in_angle_brackets_are_text() {
        for (tag, text) in [
            ("<your name here>", true),
            ("<name>", true),
            ("<your-name>", true),
            ("<b and c>", true),
            ("<i think so>", true),
            ("<b>", false),
            ("<o:p>", false),
            ("<br/>", false),
            ("<details open>", false),
            ("<video controls muted>", false),
            ("<a name=x>", false),
            ("<Tweet id=\"1\" />", false),
            ("<x-y class='a b'>", false),
            ("</name>", false),
        ] {
            assert_eq!(WrittenTag::read(tag).unwrap().is_text(false, false), text, "{tag}");
        }
        assert!(!WrittenTag::read("<name>").unwrap().is_text(true, false));
        assert!(WrittenTag::read("<b>").unwrap().is_text(false, true));
        assert!(!WrittenTag::read("<b>").unwrap().is_text(true, true));
        assert_eq!(WrittenTag::read("<!-- x -->"), None);
        assert!(WrittenTag::read("</name>").unwrap().is_unknown_end());
    }
}
