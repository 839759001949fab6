//! Running text as Markdown.

use pressroom_document::{
    Document, Image, ImageSource, Inline, LinkTarget,
    link::{self, Checked},
};

use super::escape::{self, Care, Line, Run, attribute_of_braces, attribute_of_html, destination};
use crate::habits::Habits;

/// The document and the ways in which it is written, for lines and blocks alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) document: &'a Document,
    pub(crate) habits: &'a Habits,
    pub(crate) care: Care,
}

/// Writes one line or paragraph.
pub(crate) struct InlineWriter<'a> {
    setting: Setting<'a>,
    line: Line,
    out: String,
    begins_line: bool,
    in_brackets: bool,
    in_picture: bool,
    /// Delimiters of the emphasis that is open.
    open: Vec<&'static str>,
}

/// Running text of a kind of line.
pub(crate) fn inlines(setting: Setting<'_>, line: Line, content: &[Inline]) -> String {
    let mut writer = InlineWriter::new(setting, line);
    writer.begins_line = line == Line::Paragraph;
    writer.write(content, None);
    writer.finish()
}

/// Running text that goes on in a line that something else begins.
pub(crate) fn rest_of_line(setting: Setting<'_>, content: &[Inline]) -> String {
    let mut writer = InlineWriter::new(setting, Line::Paragraph);
    writer.write(content, None);
    writer.finish()
}

/// Returns true if a line end stands in running text.
pub(crate) fn has_soft_break(inlines: &[Inline]) -> bool {
    inlines
        .iter()
        .any(|inline| matches!(inline, Inline::SoftBreak) || inline.content().is_some_and(has_soft_break))
}

impl<'a> InlineWriter<'a> {
    fn new(setting: Setting<'a>, line: Line) -> Self {
        Self {
            setting,
            line,
            out: String::new(),
            begins_line: false,
            in_brackets: false,
            in_picture: false,
            open: Vec::new(),
        }
    }

    fn finish(mut self) -> String {
        self.keep_last_space();
        self.out
    }

    /// A space at the end of a line is no part of its text, unless it is written so.
    fn keep_last_space(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
            self.out.push_str("&#32;");
        }
    }

    fn care(&self) -> Care {
        self.setting.care
    }

    fn write(&mut self, content: &[Inline], after: Option<char>) {
        // A picture alone is a figure, unless a link that leads nowhere is around it.
        if self.begins_line
            && self.out.is_empty()
            && let [Inline::Image(image)] = content
        {
            self.push("[");
            self.push(&image_of(self.setting, self.line, image, None));
            self.push("](#)");
            return;
        }
        let mut skipped = 0;
        for (at, inline) in content.iter().enumerate() {
            let rest = content.get(at + 1..).unwrap_or_default();
            let next = first_character(rest).or(after);
            let previous = at.checked_sub(1).and_then(|at| content.get(at));
            if let Inline::Text { value, .. } = inline {
                let value = value.get(std::mem::take(&mut skipped)..).unwrap_or_default();
                if self.care() >= Care::Strict && self.is_trimmed(value, rest, after) {
                    self.push("[");
                    self.in_brackets = true;
                    self.text(value, previous, Some(']'), false);
                    self.in_brackets = false;
                    self.push("](#)");
                    continue;
                }
                let bracket_follows = matches!(
                    rest.first(),
                    Some(Inline::Link { .. } | Inline::FootnoteReference { .. } | Inline::Image(_))
                );
                self.text(value, previous, next, bracket_follows);
                continue;
            }
            let is_end = (at == 0 && self.out.is_empty()) || (rest.is_empty() && after.is_none());
            if inline.is_break() && is_end && self.care() >= Care::Strict && !self.in_brackets {
                // The reader takes a line end off the ends of its paragraph, but not out of a link.
                self.push("[");
                self.inline(inline, rest, next);
                self.push("](#)");
                continue;
            }
            if let Inline::Image(image) = inline {
                let (title, length) = words_behind(image, rest.first());
                let is_all = matches!(content, [_, Inline::Text { value, .. }] if value.len() == length);
                skipped = if is_all && title.is_none() { 0 } else { length };
                self.push(&image_of(self.setting, self.line, image, title));
                continue;
            }
            self.inline(inline, rest, next);
        }
    }

    /// Returns true for a text whose space at the start or end of its line the reader would take off. A link that leads nowhere
    /// keeps it.
    fn is_trimmed(&self, value: &str, rest: &[Inline], after: Option<char>) -> bool {
        let begins = self.out.is_empty() && value.starts_with(' ');
        let ends = rest.is_empty() && after.is_none() && value.ends_with(' ');
        !self.in_brackets && self.open.is_empty() && (begins || ends)
    }

    fn text(&mut self, value: &str, previous: Option<&Inline>, next: Option<char>, bracket_follows: bool) {
        if value.is_empty() {
            return;
        }
        let run = Run {
            text: value,
            before: self.out.chars().next_back().filter(|_| !self.begins_line),
            after: next,
            line: self.line,
            care: self.care(),
            begins_line: self.begins_line,
            in_brackets: self.in_brackets,
            follows_target: matches!(previous, Some(Inline::Image(_) | Inline::Link { .. })),
            follows_note: matches!(previous, Some(Inline::FootnoteReference { .. })),
            bracket_follows,
            in_picture: self.in_picture,
            names_spaces: self.setting.habits.names_spaces,
        };
        let escaped = run.escaped();
        self.push(&escaped);
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.begins_line = false;
    }

    /// A tag; at the start of a line it would begin a block if nothing else stood on the line.
    fn tag(&mut self, tag: &str) {
        if self.begins_line && self.care() == Care::Strict {
            self.push("<b></b>");
        }
        self.push(tag);
    }

    fn inline(&mut self, inline: &Inline, rest: &[Inline], next: Option<char>) {
        match inline {
            Inline::Text { .. } => {}
            Inline::Emphasis { content, .. } => {
                if let [Inline::Strong { content: inner, .. }] = content.as_slice()
                    && self.care() == Care::Natural
                    && let Some(written) = self.with_mark(inner, "***", next)
                {
                    self.push(&written);
                    return;
                }
                self.emphasis(content, &["*", "_"], "em", next);
            }
            Inline::Strong { content, .. } => self.emphasis(content, &["**"], "strong", next),
            Inline::Strikethrough { content, .. } => self.emphasis(content, &["~~"], "del", next),
            Inline::Superscript { content, .. } => self.element(content, "sup"),
            Inline::Subscript { content, .. } => self.element(content, "sub"),
            Inline::Code { value, .. } => self.code(value, next),
            Inline::Math { value, display, .. } => self.math(value, *display, next),
            Inline::Link { target, title, content, .. } => self.link(target, title.as_deref(), content, rest),
            Inline::Image(image) => self.push(&image_of(self.setting, self.line, image, None)),
            Inline::FootnoteReference { number, .. } => {
                let name = self.setting.habits.note_name(*number);
                self.push(&format!("[^{name}]"));
            }
            Inline::SoftBreak => self.soft_break(),
            Inline::HardBreak => self.hard_break(rest),
        }
    }

    fn soft_break(&mut self) {
        if self.begins_line || self.out.is_empty() {
            self.push("<b></b>");
        }
        self.keep_last_space();
        self.out.push('\n');
        self.begins_line = true;
    }

    fn hard_break(&mut self, rest: &[Inline]) {
        let ends = rest.first().is_none_or(Inline::is_break);
        if self.line.has_lines()
            && !self.begins_line
            && !ends
            && self.care() != Care::Strict
            && !self.in_picture
        {
            self.keep_last_space();
            self.out.push_str("\\\n");
            self.begins_line = true;
        } else {
            self.tag("<br>");
        }
    }

    fn element(&mut self, content: &[Inline], name: &str) {
        self.tag(&format!("<{name}>"));
        self.write(content, Some('<'));
        self.push(&format!("</{name}>"));
    }

    fn emphasis(&mut self, content: &[Inline], marks: &[&'static str], name: &str, next: Option<char>) {
        if self.care() == Care::Natural {
            for mark in marks {
                if let Some(written) = self.with_mark(content, mark, next) {
                    self.push(&written);
                    return;
                }
            }
        }
        self.element(content, name);
    }

    /// Emphasis between marks, where they are read as such.
    fn with_mark(&self, content: &[Inline], mark: &'static str, next: Option<char>) -> Option<String> {
        let sign = mark.chars().next()?;
        let before = self.out.chars().next_back().filter(|_| !self.begins_line);
        if self.open.contains(&mark) || before == Some(sign) || next == Some(sign) {
            return None;
        }
        let mut inner = Self::new(self.setting, self.line);
        inner.in_brackets = self.in_brackets;
        inner.in_picture = self.in_picture;
        inner.open = self.open.clone();
        inner.open.push(mark);
        inner.out.push_str(mark);
        inner.write(content, Some(sign));
        let written = inner.out.get(mark.len()..)?;
        if inner.begins_line || written.starts_with(sign) || written.ends_with(sign) {
            return None;
        }
        let (first, last) = (first_character(content)?, last_character(content)?);
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_mark = |c: Option<char>| c.is_some_and(is_punctuation);
        let opens = !first.is_whitespace() && (!is_punctuation(first) || is_space(before) || is_mark(before));
        let closes = !last.is_whitespace() && (!is_punctuation(last) || is_space(next) || is_mark(next));
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if !opens || !closes || (sign == '_' && (is_word(before) || is_word(next))) {
            return None;
        }
        Some(format!("{mark}{written}{mark}"))
    }

    fn code(&mut self, value: &str, next: Option<char>) {
        let in_cell = self.line == Line::Cell && (value.contains('\\') || self.care() != Care::Natural);
        let touches = self.out.ends_with('`') || next == Some('`');
        if self.care() == Care::Strict || in_cell || touches {
            self.tag("<code>");
            self.text(value, None, Some('<'), false);
            self.push("</code>");
            return;
        }
        let longest = value.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence =
            (1..=longest + 1).find(|length| !value.split(|c| c != '`').any(|run| run.len() == *length));
        let ticks = "`".repeat(fence.unwrap_or(longest + 1));
        let spaced = value.starts_with(' ') && value.ends_with(' ') && !value.trim_matches(' ').is_empty();
        let pad = if value.starts_with('`') || value.ends_with('`') || spaced { " " } else { "" };
        let value = if self.line == Line::Cell { value.replace('|', "\\|") } else { value.to_owned() };
        self.push(&format!("{ticks}{pad}{value}{pad}{ticks}"));
    }

    fn math(&mut self, value: &str, display: bool, next: Option<char>) {
        let value = if self.line == Line::Cell { value.replace('|', "\\|") } else { value.to_owned() };
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = self.out.chars().next_back();
        let guards = self.care() == Care::Strict;
        if (guards || is_word(before)) && !self.begins_line {
            self.push("<!-- -->");
        } else if guards {
            self.push("<b></b>");
        }
        let written = match (display, self.care()) {
            (true, Care::Natural) => format!("$${value}$$"),
            (true, Care::Careful | Care::Strict | Care::AsNote) if self.line.has_lines() => {
                let inner = value.strip_prefix(' ').and_then(|value| value.strip_suffix(' '));
                match inner {
                    Some(inner) => format!("$$\n{inner}\n$$"),
                    None => format!("$${value}$$"),
                }
            }
            (true, Care::Careful | Care::Strict | Care::AsNote) => format!("$${value}$$"),
            (false, Care::Natural) => format!("${value}$"),
            (false, Care::Careful | Care::Strict | Care::AsNote) => format!("$`{value}`$"),
        };
        self.push(&written);
        if guards || next.is_some_and(char::is_numeric) {
            self.push("<!-- -->");
        }
    }

    fn link(&mut self, target: &LinkTarget, title: Option<&str>, content: &[Inline], rest: &[Inline]) {
        if title.is_none()
            && self.care() == Care::Natural
            && !self.in_brackets
            && let [Inline::Text { value, .. }] = content
            && let Some(written) = self.bare(target, value, rest)
        {
            self.push(&written);
            return;
        }
        let url = target.url();
        let url = self.setting.habits.address(&url);
        let has_note = content.iter().any(holds_note);
        if self.care() == Care::Strict || has_note {
            let title = title.map(|title| format!(" title={}", attribute_of_html(title))).unwrap_or_default();
            self.tag(&format!("<a href={}{title}>", attribute_of_html(url)));
            self.write(content, Some('<'));
            self.push("</a>");
            return;
        }
        self.push("[");
        let outer = std::mem::replace(&mut self.in_brackets, true);
        self.write(content, Some(']'));
        self.in_brackets = outer;
        if self.begins_line {
            self.push("<b></b>");
        }
        let title = title.map(|title| format!(" {}", escape::title(title, self.care()))).unwrap_or_default();
        self.push(&format!("]({}{title})", self.in_cell(&destination(url))));
    }

    /// A text that may hold a bar, as a cell of a table writes it.
    fn in_cell(&self, text: &str) -> String {
        if self.line == Line::Cell { text.replace('|', "\\|") } else { text.to_owned() }
    }

    /// An address that is its own text.
    fn bare(&self, target: &LinkTarget, text: &str, rest: &[Inline]) -> Option<String> {
        if !text.is_ascii()
            || text.contains([' ', '<', '>', '|', '*', '_', '~', '$', '\\', '`', '[', ']', '(', ')', '&'])
        {
            return None;
        }
        let before = self.out.chars().next_back().filter(|_| !self.begins_line);
        // A mark at the end of an address is no part of it if a space follows.
        let is_end = match rest.first() {
            Some(Inline::Text { value, .. }) => {
                let after = value.trim_start_matches(['.', ',', ';', ':', '!', '?']);
                after.starts_with(' ') || (after.is_empty() && rest.get(1).is_none_or(Inline::is_break))
            }
            Some(inline) => inline.is_break(),
            None => self.open.is_empty(),
        };
        let is_free = !self.setting.habits.angles && is_end && before.is_none_or(|c| c == ' ' || c == '\n');
        let full = match target {
            LinkTarget::Email(address) => {
                let is_address = address == text && text.contains('@') && !text.contains('?');
                return is_address.then(|| if is_free { text.to_owned() } else { format!("<{text}>") });
            }
            LinkTarget::External(url) => url,
            LinkTarget::Internal(_) | LinkTarget::Telephone(_) => return None,
        };
        let leads = |raw: &str| matches!(link::check(raw, None), Checked::Target(LinkTarget::External(url)) if url == *full);
        let ends_well = text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        if text.starts_with("https://") || text.starts_with("http://") {
            return leads(text)
                .then(|| if is_free && ends_well { text.to_owned() } else { format!("<{text}>") });
        }
        let is_www = text.starts_with("www.") && is_free && ends_well && leads(&format!("http://{text}"));
        is_www.then(|| text.to_owned())
    }
}

/// A picture, with its caption as title.
pub(crate) fn image_of(setting: Setting<'_>, line: Line, image: &Image, caption: Option<&str>) -> String {
    let Image { source, alt, credit, syndicate, span: _ } = image;
    let (url, size) = match source {
        ImageSource::Local(index) => {
            let path = setting.document.asset(*index).map(|asset| asset.path.as_str()).unwrap_or_default();
            (escape::path(path), None)
        }
        ImageSource::Missing(path) => (escape::path(path), None),
        ImageSource::Remote { url, size } => (url.clone(), *size),
    };
    let mut attributes = Vec::new();
    let words = match alt.as_deref() {
        Some("") => {
            attributes.push("alt=\"\"".to_owned());
            String::new()
        }
        Some(alt) if setting.care == Care::Strict => {
            attributes.push(format!("alt={}", attribute_of_braces(alt)));
            String::new()
        }
        Some(alt) => {
            let mut writer = InlineWriter::new(setting, line);
            writer.in_brackets = true;
            writer.in_picture = true;
            writer.text(alt, None, Some(']'), false);
            writer.out
        }
        None => String::new(),
    };
    attributes.extend(size.map(|(width, height)| format!("width={width} height={height}")));
    attributes.extend(credit.as_ref().map(|credit| format!("credit={}", attribute_of_braces(credit))));
    attributes.extend(syndicate.then(|| "syndicate=true".to_owned()));
    let title =
        caption.map(|caption| format!(" {}", escape::title(caption, setting.care))).unwrap_or_default();
    let url = if url.is_empty() && title.is_empty() { String::new() } else { destination(&url) };
    let braces = if attributes.is_empty() { String::new() } else { format!("{{{}}}", attributes.join(" ")) };
    let rest = format!("({url}{title}){braces}");
    let rest = if line == Line::Cell { rest.replace('|', "\\|") } else { rest };
    format!("![{words}]{rest}")
}

/// The title and the credit of a picture, which the reader puts behind it: the title, and the length of both.
fn words_behind<'t>(image: &Image, next: Option<&'t Inline>) -> (Option<&'t str>, usize) {
    let (Some(credit), Some(Inline::Text { value, .. })) = (&image.credit, next) else { return (None, 0) };
    let words = format!(" ({credit})");
    let Some((before, _)) = value.split_once(&words) else { return (None, 0) };
    match before.strip_prefix(" (").and_then(|title| title.strip_suffix(')')) {
        _ if before.is_empty() => (None, words.len()),
        Some(title) => (Some(title), before.len() + words.len()),
        None => (None, 0),
    }
}

fn holds_note(inline: &Inline) -> bool {
    matches!(inline, Inline::FootnoteReference { .. })
        || inline.content().is_some_and(|content| content.iter().any(holds_note))
}

/// The character that running text begins with when it is written; of markup, its mark.
fn first_character(inlines: &[Inline]) -> Option<char> {
    inlines.iter().find_map(|inline| match inline {
        Inline::Text { value, .. } => value.chars().next(),
        Inline::Emphasis { .. } | Inline::Strong { .. } => Some('*'),
        Inline::Strikethrough { .. } => Some('~'),
        Inline::Superscript { .. } | Inline::Subscript { .. } => Some('<'),
        Inline::Code { .. } => Some('`'),
        Inline::Math { .. } => Some('$'),
        Inline::Link { .. } | Inline::FootnoteReference { .. } => Some('['),
        Inline::Image(_) => Some('!'),
        Inline::SoftBreak | Inline::HardBreak => Some(' '),
    })
}

fn last_character(inlines: &[Inline]) -> Option<char> {
    match inlines.last()? {
        Inline::Text { value, .. } => value.chars().next_back(),
        Inline::Emphasis { .. } | Inline::Strong { .. } => Some('*'),
        Inline::Strikethrough { .. } => Some('~'),
        Inline::Superscript { .. } | Inline::Subscript { .. } => Some('>'),
        Inline::Code { .. } => Some('`'),
        Inline::Math { .. } => Some('$'),
        Inline::Link { .. } | Inline::Image(_) => Some(')'),
        Inline::FootnoteReference { .. } => Some(']'),
        Inline::SoftBreak | Inline::HardBreak => Some(' '),
    }
}

/// Returns true for what CommonMark takes for punctuation beside emphasis: no letter, digit or space.
fn is_punctuation(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace()
}
