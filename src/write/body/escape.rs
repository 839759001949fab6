//! Characters that would be taken for markup, and how each is written so that it stays a character.

/// How much is escaped. A document is read back after it was written; a part that came back as something else is written
/// with more care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) enum Care {
    /// As an author would write it.
    #[default]
    Natural,
    /// A backslash before every character that may be markup somewhere, and tags in place of marks.
    Careful,
    /// Character references for all marks, and elements of HTML in place of Markdown's blocks.
    Strict,
    /// The same, as a note that nothing refers to: the reader puts it at the end of the text after all other notes.
    AsNote,
}

impl Care {
    /// The next level, if there is one.
    pub(crate) fn more(self) -> Option<Self> {
        match self {
            Self::Natural => Some(Self::Careful),
            Self::Careful => Some(Self::Strict),
            Self::Strict => Some(Self::AsNote),
            Self::AsNote => None,
        }
    }
}

/// Where running text stands, as far as it changes which characters are markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// In a paragraph, which may have several lines.
    Paragraph,
    /// In a heading, on one line.
    Heading,
    /// In a cell of a table, on one line.
    Cell,
}

impl Line {
    /// Returns true if a line end may stand in it.
    pub(crate) fn has_lines(self) -> bool {
        self == Self::Paragraph
    }
}

/// A run of words and what stands around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) text: &'a str,
    /// The last character of what was written before it on its line.
    pub(crate) before: Option<char>,
    /// The first character of what follows; a line end is a space.
    pub(crate) after: Option<char>,
    pub(crate) line: Line,
    pub(crate) care: Care,
    /// It begins a line.
    pub(crate) begins_line: bool,
    /// It stands in the words of a link or for a picture.
    pub(crate) in_brackets: bool,
    /// It follows a picture or a link, whose attributes may stand here.
    pub(crate) follows_target: bool,
    /// It follows a reference to a footnote.
    pub(crate) follows_note: bool,
    /// A link or a reference to a footnote follows.
    pub(crate) bracket_follows: bool,
    /// It stands for a picture: bare addresses in it are words.
    pub(crate) in_picture: bool,
    /// The name of a no-break space is written.
    pub(crate) names_spaces: bool,
}

impl Run<'_> {
    /// The words as Markdown.
    pub(crate) fn escaped(&self) -> String {
        let characters: Vec<char> = self.text.chars().collect();
        let mut out = String::with_capacity(self.text.len() + 16);
        let from = if self.begins_line { self.line_start(&characters, &mut out) } else { 0 };
        for at in from..characters.len() {
            self.character(&characters, at, &mut out);
        }
        out
    }

    fn character_at(&self, characters: &[char], at: usize) -> Option<char> {
        characters.get(at).copied().or(if at >= characters.len() { self.after } else { None })
    }

    fn previous(&self, characters: &[char], at: usize) -> Option<char> {
        match at.checked_sub(1) {
            Some(before) => characters.get(before).copied(),
            None => self.before,
        }
    }

    /// Writes what would begin a block at the start of a line; gives how many characters that took.
    fn line_start(&self, characters: &[char], out: &mut String) -> usize {
        let spaces = characters.iter().take_while(|c| **c == ' ').count();
        if spaces > 0 {
            out.push_str("&#32;");
            return 1;
        }
        if self.care == Care::Strict {
            return 0;
        }
        let first = characters.first().copied().unwrap_or(' ');
        let is_only = |marks: &[char]| characters.iter().all(|c| marks.contains(c));
        let after_mark = self.character_at(characters, 1);
        let is_marker = after_mark.is_none_or(|c| c == ' ');
        let escapes = match first {
            '#' | '>' | ':' | '|' => true,
            '+' => is_marker || is_only(&['+']),
            '-' => is_marker || is_only(&['-', ' ']) || after_mark == Some('-'),
            '=' => is_only(&['=', ' ']),
            '~' => after_mark == Some('~'),
            '[' => characters.get(2) == Some(&']') || self.opens_bracket(characters, 0),
            _ => false,
        };
        if escapes {
            out.push('\\');
            out.push(first);
            return 1;
        }
        let digits = characters.iter().take_while(|c| c.is_ascii_digit()).count();
        let delimiter = characters.get(digits).copied();
        if digits > 0
            && digits < 10
            && let Some(mark) = delimiter.filter(|c| matches!(c, '.' | ')'))
            && self.character_at(characters, digits + 1).is_none_or(|c| c == ' ')
        {
            out.extend(characters.iter().take(digits));
            out.push('\\');
            out.push(mark);
            return digits + 1;
        }
        0
    }

    fn character(&self, characters: &[char], at: usize, out: &mut String) {
        let Some(character) = characters.get(at).copied() else { return };
        if character == '@' && !self.in_picture && self.is_mail(characters, at) {
            // Neither a backslash nor a reference keeps an address from becoming a link.
            out.push_str(if self.care == Care::Strict { "&#64;<!-- -->" } else { "@<!-- -->" });
            return;
        }
        if character == '\u{a0}' && (self.names_spaces || self.care == Care::Strict) {
            out.push_str("&nbsp;");
            return;
        }
        match self.care {
            Care::Natural if self.is_markup(characters, at) => {
                out.push('\\');
                out.push(character);
            }
            Care::Careful if character.is_ascii_punctuation() && self.may_be_markup(characters, at) => {
                out.push('\\');
                out.push(character);
            }
            Care::Strict | Care::AsNote => self.strict(characters, at, out),
            Care::Natural | Care::Careful => out.push(character),
        }
    }

    fn strict(&self, characters: &[char], at: usize, out: &mut String) {
        let Some(character) = characters.get(at).copied() else { return };
        let doubled = character == ' ' && self.previous(characters, at).is_none_or(|before| before == ' ');
        let last = character == ' ' && self.character_at(characters, at + 1).is_none();
        let plain = matches!(character, ',' | '.' | '?' | '!' | '\'' | '"' | ';' | '(' | ')' | '/' | '%');
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let within = plain && is_letter(self.previous(characters, at));
        let is_word = character.is_alphanumeric()
            || (character == ' ' && !doubled && !last)
            || (within && !matches!(character, '(' | ')' | '.' | '!' | '/'))
            || (within && character == '.' && !self.is_number(characters, at))
            || (!character.is_ascii() && !character.is_whitespace() && !is_invisible(character));
        let is_web = matches!(character, 'w' | 'W') && self.is_www(characters, at);
        if is_word && !is_web {
            out.push(character);
        } else {
            out.push_str(&format!("&#{};", u32::from(character)));
        }
    }

    /// Returns true if only digits stand before a full stop.
    fn is_number(&self, characters: &[char], at: usize) -> bool {
        characters.get(..at).is_some_and(|before| before.iter().all(char::is_ascii_digit))
    }

    fn is_www(&self, characters: &[char], at: usize) -> bool {
        let starts: String = characters.iter().skip(at).take(4).collect();
        !self.in_picture && !self.in_brackets && starts == "www."
    }

    /// Returns true for an `@` between the characters of an address.
    fn is_mail(&self, characters: &[char], at: usize) -> bool {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_');
        let before = self.previous(characters, at).is_some_and(is_part);
        let host: String = characters.iter().skip(at + 1).take_while(|c| is_part(**c)).collect();
        before && host.contains('.') && host.starts_with(|c: char| c.is_ascii_alphanumeric())
    }

    fn may_be_markup(&self, characters: &[char], at: usize) -> bool {
        let character = characters.get(at).copied().unwrap_or(' ');
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '$' | '~' | '#' | '|' | '{' | '}' => true,
            '.' => {
                self.is_dot_of_www(characters, at)
                    || (self.begins_line && self.is_number(characters, at) && at > 0)
            }
            ':' => self.is_scheme(characters, at) || self.follows_note,
            '!' => self.character_at(characters, at + 1).is_none_or(|c| c == '['),
            '(' => at == 0 && self.follows_note,
            '^' | '=' => true,
            _ => false,
        }
    }

    fn is_dot_of_www(&self, characters: &[char], at: usize) -> bool {
        at >= 3 && self.is_www(characters, at - 3)
    }

    /// Returns true for the colon of `https://` and its like.
    fn is_scheme(&self, characters: &[char], at: usize) -> bool {
        !self.in_picture
            && !self.in_brackets
            && characters.get(at + 1) == Some(&'/')
            && characters.get(at + 2) == Some(&'/')
            && self.previous(characters, at).is_some_and(|c| c.is_ascii_alphabetic())
    }

    /// Returns true for a character that would be markup where it stands.
    fn is_markup(&self, characters: &[char], at: usize) -> bool {
        let character = characters.get(at).copied().unwrap_or(' ');
        let before = self.previous(characters, at);
        let after = self.character_at(characters, at + 1);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match character {
            '\\' | '`' => true,
            '*' => !(before == Some(' ') && after == Some(' ')),
            '_' => {
                let is_within = is_word(before) && is_word(after);
                !(is_within || (before == Some(' ') && after == Some(' ')))
            }
            '[' => self.in_brackets || self.opens_bracket(characters, at),
            ']' => self.in_brackets,
            '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => self.is_reference(characters, at),
            '~' => before == Some('~') || after == Some('~'),
            '|' => self.line == Line::Cell,
            '#' => self.line == Line::Heading && (is_space(after) || after == Some('#')),
            '{' => {
                self.line == Line::Heading
                    || (self.follows_target
                        && characters.iter().take(at).all(|c| matches!(c, ' ' | '\u{a0}')))
            }
            ':' => self.is_scheme(characters, at) || (at == 0 && self.follows_note),
            '(' => at == 0 && self.follows_note,
            '.' => self.is_dot_of_www(characters, at),
            '!' => at + 1 == characters.len() && self.bracket_follows,
            _ => false,
        }
    }

    /// Returns true for a bracket that would begin a link, a picture, a note, or what a slip makes of one.
    fn opens_bracket(&self, characters: &[char], at: usize) -> bool {
        if matches!(self.character_at(characters, at + 1), Some('^' | '!' | '['))
            || self.previous(characters, at) == Some('!')
        {
            return true;
        }
        let rest = characters.get(at + 1..).unwrap_or_default();
        let Some(close) = rest.iter().position(|c| *c == ']') else { return true };
        if rest.get(..close).is_some_and(|inner| inner.contains(&'[')) {
            return true;
        }
        let next = self.character_at(characters, at + close + 2);
        next.is_some_and(|c| matches!(c, '(' | '[' | '{' | ':'))
            || (next == Some(' ') && matches!(self.character_at(characters, at + close + 3), Some('(' | '[')))
    }

    /// Returns true for an ampersand that begins a character reference.
    fn is_reference(&self, characters: &[char], at: usize) -> bool {
        let rest = characters.get(at + 1..).unwrap_or_default();
        let name = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#').count();
        name > 0 && rest.get(name).is_none_or(|c| *c == ';')
    }
}

/// Returns true for characters that are not seen.
fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0xad | 0x200b..=0x200f | 0x2028..=0x202f | 0x2060..=0x206f | 0xfeff | 0x180e
    )
}

/// A value of an attribute of HTML, with its quotes.
pub(crate) fn attribute_of_html(value: &str) -> String {
    let mut out = String::from("\"");
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            c if c.is_alphanumeric() || " .,-_/:?=%#+".contains(c) => out.push(c),
            c => out.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// A text between tags of HTML.
pub(crate) fn text_of_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

/// A value in braces behind a heading or a picture, with its quotes.
pub(crate) fn attribute_of_braces(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The title of a link or picture, with its quotes.
pub(crate) fn title(text: &str, care: Care) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        let is_plain = character.is_alphanumeric() || !(character.is_ascii_punctuation());
        match (care, character) {
            (Care::Strict, _) if !is_plain || (character.is_whitespace() && character != ' ') => {
                out.push_str(&format!("&#{};", u32::from(character)));
            }
            (_, '"' | '\\') => {
                out.push('\\');
                out.push(character);
            }
            (_, '&') => out.push_str("&amp;"),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// The address of a link or picture, in angle brackets if it needs them.
pub(crate) fn destination(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for (at, character) in url.char_indices() {
        match character {
            '&' => {
                let rest = url.get(at + 1..).unwrap_or_default();
                let name = rest.len()
                    - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#').len();
                let is_reference = name > 0 && rest.get(name..).is_some_and(|rest| rest.starts_with(';'));
                out.push_str(if is_reference { "&amp;" } else { "&" });
            }
            '\\' | '<' | '>' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    if out.is_empty() || out.contains(['(', ')', ' ', '"', '\'']) || out.starts_with('<') {
        format!("<{out}>")
    } else {
        out
    }
}

/// A path as it is written: what would be read as something else is percent-encoded.
pub(crate) fn path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with("./") || path.starts_with('/') {
        out.push_str("./");
    }
    for character in path.chars() {
        let encodes = matches!(
            character,
            '%' | '?'
                | '#'
                | ':'
                | '\\'
                | ' '
                | '<'
                | '>'
                | '('
                | ')'
                | '"'
                | '\''
                | '*'
                | '$'
                | '~'
                | '&'
                | '|'
                | '['
                | ']'
                | '`'
                | '{'
                | '}'
                | '^'
                | '!'
        ) || character.is_control()
            || (character.is_whitespace());
        if encodes {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}
