//! The tags in a piece of HTML, without parsing it: enough to see what it leaves open.

use std::borrow::Cow;

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: &'static str,
    pub(crate) closing: bool,
    /// The byte at which it begins.
    pub(crate) at: usize,
}

/// What a piece of HTML holds.
#[derive(Debug, Default)]
pub(crate) struct TagScan {
    pub(crate) tags: Vec<Tag>,
    /// A tag, comment or script begins here and does not end.
    pub(crate) unfinished: Option<usize>,
    /// What ends it, where something can.
    pub(crate) end: String,
}

/// Elements that may enclose Markdown, or that nothing but their end tag ends.
const NAMES: &[&str] = &[
    "details",
    "summary",
    "figure",
    "figcaption",
    "blockquote",
    "ul",
    "ol",
    "menu",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "div",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "main",
    "nav",
    "center",
    "address",
    "hgroup",
    "form",
    "fieldset",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "b",
    "strong",
    "i",
    "em",
    "a",
    "del",
    "ins",
    "s",
    "u",
    "mark",
    "small",
    "big",
    "sub",
    "sup",
    "span",
    "font",
    "cite",
    "pre",
    "listing",
    "select",
    "button",
    "svg",
    "math",
    "object",
    "video",
    "audio",
    "ruby",
    "template",
    "noscript",
    "code",
    "kbd",
    "samp",
    "q",
    "label",
    "abbr",
    "var",
    "dfn",
    "strike",
    "tt",
];

/// Elements whose content is text to the end tag.
const RAW: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// True for an element whose content is text to its end tag.
pub(super) fn is_raw(name: &str) -> bool {
    RAW.contains(&name)
}

/// The name of an element that is known, in lower case.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    NAMES.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}

/// The tags of a piece of HTML.
pub(crate) fn scan(html: &str) -> TagScan {
    let mut found = TagScan::default();
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|more| at + more) {
        let rest = html.get(start..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            // `<!-->` is a comment too.
            rest.get(2..).and_then(|rest| rest.find("-->")).map(|at| at + 5).ok_or("-->")
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest.find('>').map(|at| at + 1).ok_or(">")
        } else {
            element(rest, start, &mut found)
        };
        match end {
            Ok(length) => at = start + length,
            Err(end) => {
                found.unfinished = Some(start);
                end.clone_into(&mut found.end);
                break;
            }
        }
    }
    found
}

/// The bytes of HTML in which parts of a table stand without a table around them.
pub(super) fn loose_rows(html: &str) -> Option<std::ops::Range<usize>> {
    let (mut tables, mut start, mut end) = (0usize, None, html.len());
    for tag in scan(html).tags {
        let is_part = matches!(tag.name, "tr" | "td" | "th" | "tbody" | "thead" | "tfoot");
        match (tag.name, tag.closing) {
            ("table", false) => tables += 1,
            ("table", true) => tables = tables.saturating_sub(1),
            (_, false) if is_part && tables == 0 => {
                start.get_or_insert(tag.at);
                end = html.len();
            }
            (name, true) if is_part && tables == 0 => {
                let length = html.get(tag.at..).and_then(|rest| rest.find('>')).unwrap_or(name.len() + 2);
                end = tag.at + length + 1;
            }
            _ => {}
        }
    }
    start.filter(|start| *start < end).map(|start| start..end.min(html.len()))
}

/// The start tags of a piece of HTML: the name of each in lower case, and its place.
pub(super) fn starts(html: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices('<') {
        let after = html.get(at + 1..).unwrap_or_default();
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(after.len());
        let name = after.get(..end).unwrap_or_default();
        if name.len() < 40 && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.push((name.to_ascii_lowercase(), at..at + 1 + end));
        }
    }
    found
}

/// The length of the tag, with the text of an element of text, at the start of `rest`; else what would end it.
fn element(rest: &str, at: usize, found: &mut TagScan) -> Result<usize, &'static str> {
    let closing = rest.starts_with("</");
    let after = rest.get(1 + usize::from(closing)..).unwrap_or_default();
    let length =
        after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':')).unwrap_or(after.len());
    let name = after.get(..length).unwrap_or_default();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(1);
    }
    let Some(tag) = tag_length(rest) else { return Err("") };
    if let Some(name) = known(name) {
        found.tags.push(Tag { name, closing, at });
    }
    let raw = RAW.iter().find(|raw| !closing && raw.eq_ignore_ascii_case(name));
    let Some(raw) = raw else { return Ok(tag) };
    let text = rest.get(tag..).unwrap_or_default();
    let end = text
        .match_indices("</")
        .map(|(at, _)| at)
        .find(|at| text.get(at + 2..at + 2 + raw.len()).is_some_and(|name| name.eq_ignore_ascii_case(raw)));
    end.map(|end| tag + end).ok_or_else(|| raw_end(raw))
}

fn raw_end(name: &str) -> &'static str {
    match name {
        "script" => "</script>",
        "style" => "</style>",
        "textarea" => "</textarea>",
        "title" => "</title>",
        "xmp" => "</xmp>",
        "iframe" => "</iframe>",
        "noembed" => "</noembed>",
        "noframes" => "</noframes>",
        _ => "",
    }
}

/// The length of a tag, past quoted values of attributes.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (None, _) => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// The most attributes of one tag that are read: the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 100;

/// The same HTML without the attributes that are too many in a tag.
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    // An attribute takes a sign for its name and one before it.
    if html.len() < 2 * MAX_ATTRIBUTES {
        return Cow::Borrowed(html);
    }
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|more| at + more) {
        let rest = html.get(start..).unwrap_or_default();
        at = start + 1;
        if !rest.get(1..).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
        {
            continue;
        }
        let (cut, end) = attributes_end(rest);
        if let Some(cut) = cut {
            out.push_str(html.get(from..start + cut).unwrap_or_default());
            from = start + end;
        }
        at = start + end;
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the first attribute begins that is too many in the tag at the start of `rest`, and where the tag ends (at its `>`,
/// or with the text).
fn attributes_end(rest: &str) -> (Option<usize>, usize) {
    let (mut quote, mut before, mut last) = (None, b' ', b'<');
    let (mut attributes, mut cut) = (0, None);
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return (cut, at),
            (None, _) => {
                let begins = matches!(last, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r' | b'/' | b'"' | b'\'');
                if begins && before != b'=' && !(byte.is_ascii_whitespace() || matches!(byte, b'=' | b'/')) {
                    attributes += 1;
                    if attributes > MAX_ATTRIBUTES && cut.is_none() {
                        cut = Some(at);
                    }
                }
            }
        }
        last = byte;
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    (cut, rest.len())
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTRIBUTES, bounded, scan};

    #[test]
    fn attributes_beyond_the_limit_are_left_out() {
        let attributes = |count: usize| (0..count).map(|at| format!(" a{at}='> <'")).collect::<String>();
        let within = format!("<p{}>a</p>", attributes(MAX_ATTRIBUTES));
        assert_eq!(bounded(&within), within);
        let beyond = format!("<i><p{} b>a</p><b{}>", attributes(MAX_ATTRIBUTES), attributes(2));
        let expected = format!("<i><p{} >a</p><b{}>", attributes(MAX_ATTRIBUTES), attributes(2));
        assert_eq!(bounded(&beyond), expected);
        let open = format!("<p{}", attributes(MAX_ATTRIBUTES * 2));
        assert_eq!(bounded(&open), format!("<p{} ", attributes(MAX_ATTRIBUTES)));
    }

    #[test]
    fn tags_are_seen_and_what_looks_like_them_is_not() {
        let html = "<div a='>' b=\">\"><!-- <ul> --><script>\"<td>\"</script><P>a < b</p></div><x-y><br/>";
        let tags: Vec<_> = scan(html).tags.iter().map(|tag| (tag.name, tag.closing)).collect();
        assert_eq!(tags, [("div", false), ("p", false), ("p", true), ("div", true)]);
        for (html, unfinished, end) in [
            ("<div><!-- x", Some(5), "-->"),
            ("<div class=\"a", Some(0), ""),
            ("<p><textarea>x", Some(3), "</textarea>"),
            ("a < b", None, ""),
            ("<!-->x", None, ""),
        ] {
            let found = scan(html);
            assert_eq!((found.unfinished, found.end.as_str()), (unfinished, end), "{html}");
        }
    }
}
