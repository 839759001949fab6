//! Writing HTML and XHTML so that no text can become markup.

/// Which of the two ways to write HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// HTML, as browsers read it.
    Html,
    /// XHTML, as EPUB demands it (EPUB 3.3, section 6.1).
    Xhtml,
}

/// Markup under construction. What goes in through [`text`](Self::text) and [`Tag::attribute`] is escaped.
#[derive(Debug)]
pub struct Markup {
    out: String,
    syntax: Syntax,
}

impl Markup {
    /// Nothing yet.
    pub fn new(syntax: Syntax) -> Self {
        Self { out: String::new(), syntax }
    }

    /// Escaped text.
    pub fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// Markup as it stands: only for what this module made.
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Begins a tag; [`Tag::open`] or [`Tag::void`] ends it. `name` is ours, never an author's.
    pub fn tag(&mut self, name: &str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { markup: self }
    }

    /// An opening tag without attributes.
    pub fn open(&mut self, name: &str) {
        self.tag(name).open();
    }

    /// An opening tag with a class.
    pub fn open_class(&mut self, name: &str, class: &str) {
        self.tag(name).attribute("class", class).open();
    }

    /// A closing tag.
    pub fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// A whole element that holds text only.
    pub fn element(&mut self, name: &str, class: &str, text: &str) {
        self.open_class(name, class);
        self.text(text);
        self.close(name);
    }

    /// A line end between blocks, so that the source can be read.
    pub fn line(&mut self) {
        self.out.push('\n');
    }

    /// Returns the markup written so far and empties the writer.
    pub fn take_markup(&mut self) -> String {
        std::mem::take(&mut self.out)
    }
}

/// A tag whose attributes are being written.
#[must_use = "a tag is ended by open or void"]
pub struct Tag<'a> {
    markup: &'a mut Markup,
}

impl Tag<'_> {
    /// An attribute; its value is escaped.
    pub fn attribute(self, name: &str, value: &str) -> Self {
        let out = &mut self.markup.out;
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape_into(out, value);
        out.push('"');
        self
    }

    /// An attribute, where there is a value.
    pub fn optional(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// A boolean attribute: `name` in HTML, `name="name"` in XHTML.
    pub fn flag(self, name: &str) -> Self {
        match self.markup.syntax {
            Syntax::Html => {
                self.markup.out.push(' ');
                self.markup.out.push_str(name);
                self
            }
            Syntax::Xhtml => self.attribute(name, name),
        }
    }

    /// Ends the tag of an element that holds something.
    pub fn open(self) {
        self.markup.out.push('>');
    }

    /// Ends the tag of an element that never holds anything: `<br>` in HTML, `<br/>` in XHTML.
    pub fn void(self) {
        self.markup.out.push_str(match self.markup.syntax {
            Syntax::Html => ">",
            Syntax::Xhtml => "/>",
        });
    }
}

/// Text that is safe between tags and in quoted attributes of HTML and XHTML alike.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(&mut out, text);
    out
}

/// Escapes the five characters of markup. Line ends and tabs in attributes would become spaces in XML, and a lone
/// CR a line end, so CR is written as a number; what XML 1.0 forbids becomes U+FFFD.
fn escape_into(out: &mut String, text: &str) {
    let special = |character: char| {
        matches!(
            character,
            '&' | '<' | '>' | '"' | '\'' | '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'
        )
    };
    let mut rest = text;
    // What needs no escape goes out in runs: most of a text is one.
    while let Some((at, character)) = rest.char_indices().find(|(_, character)| special(*character)) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str(match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\r' => "&#13;",
            _ => "\u{FFFD}",
        });
        rest = rest.get(at + character.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_cannot_break_out() {
        let hostile = "</p><script>alert('1' && \"2\")</script>]]>\u{1}";
        let mut out = Markup::new(Syntax::Xhtml);
        out.tag("a").attribute("title", hostile).flag("hidden").open();
        out.text(hostile);
        out.close("a");
        out.tag("br").void();
        let escaped = "&lt;/p&gt;&lt;script&gt;alert(&#39;1&#39; &amp;&amp; &quot;2&quot;)&lt;/script&gt;]]&gt;\u{FFFD}";
        let expected = format!("<a title=\"{escaped}\" hidden=\"hidden\">{escaped}</a><br/>");
        assert_eq!(out.take_markup(), expected);
    }

    #[test]
    fn all_between_what_is_escaped_stays() {
        assert_eq!(escape("Ω<a\tb\nc\r\u{FFFE}Я&&"), "Ω&lt;a\tb\nc&#13;\u{FFFD}Я&amp;&amp;");
        assert_eq!((escape(""), escape("слово")), (String::new(), "слово".to_owned()));
    }
}
