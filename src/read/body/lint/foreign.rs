//! Shortcodes, wikilinks and the like of other systems.

use super::Leaf;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};

/// How far the end is looked for, in bytes.
const REACH: usize = 600;

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    let mask = leaf.mask.as_str();
    let mut done = 0;
    for (at, byte) in mask.bytes().enumerate() {
        if at < done || !matches!(byte, b'{' | b'[' | b'=' | b'%' | b':' | b'^' | b'\'' | b'<') {
            continue;
        }
        let character = char::from(byte);
        let before = mask.get(..at).and_then(|text| text.chars().next_back()).unwrap_or(' ');
        let text = leaf.mask.get(at..).unwrap_or_default();
        let mark = match character {
            '{' => braces(text),
            '[' => brackets(leaf, at, text, before),
            '=' => pair(text, "==", before)
                .map(|end| (end, "highlighting", "for emphasis write *text* or **text**")),
            '%' => {
                let comment =
                    pair(text, "%%", before).or_else(|| spaced_comment(text).filter(|_| begins(mask, at)));
                comment.map(|end| (end, "a comment", "write <!-- text --> for a comment"))
            }
            '\'' => pair(text, "'''", before).map(|end| (end, "strong emphasis", "write **text**")),
            '^' => inline_note(text),
            '<' => template(text),
            _ => emoji(text, before),
        };
        if let Some((end, what, help)) = mark {
            done = at + end;
            let place = leaf.span(at - usize::from(character == '[' && before == '!')..done);
            let message = format!("this is {what} of another system; Pressroom prints it as typed");
            found.push(Diagnostic::warning(Code::ForeignMarkup, message).with_span(place).help(help));
        }
    }
}

/// Where it ends, what it is, and a help.
type Mark = (usize, &'static str, &'static str);

fn until(text: &str, from: usize, close: &str) -> Option<usize> {
    let rest = text.get(from..text.floor_char_boundary(REACH.min(text.len())))?;
    Some(from + rest.find(close)? + close.len())
}

/// `{{< figure >}}`, `{% include %}`, `{{ name }}`, `{: .class}`.
fn braces(text: &str) -> Option<Mark> {
    let help = "write it in Markdown, or remove it";
    if text.starts_with("{{") {
        return Some((until(text, 2, "}}")?, "a shortcode or variable", help));
    }
    if text.starts_with("{%") {
        return Some((until(text, 2, "%}")?, "a tag", help));
    }
    // `{updated: 2026-01-31}`
    let key = text.get(1..)?.split(':').next()?;
    if ["updated", "reason", "teaser", "id", "credit", "alt"].contains(&key.trim())
        && key.len() + 1 < text.find('}')?
    {
        let help = "write attributes with =, as in {updated=2026-01-31 reason=\"why\"}";
        return Some((until(text, 1, "}")?, "an attribute", help));
    }
    let body = text.strip_prefix("{:")?;
    let kramdown = body.starts_with([' ', '.', '#']) || body.starts_with(|c: char| c.is_ascii_lowercase());
    kramdown.then_some(())?;
    Some((
        until(text, 2, "}")?,
        "an attribute list",
        "write the attributes directly after the picture, as in {credit=\"…\"}",
    ))
}

/// `[[Page]]`, `[caption …]`, `[/caption]`, `[b]`, `[!info]`, `[@key]`, `[https://… text]`.
fn brackets(leaf: &Leaf<'_>, at: usize, text: &str, before: char) -> Option<Mark> {
    if let Some(inner) = text.strip_prefix("[[") {
        let end = inner.get(..inner.floor_char_boundary(REACH.min(inner.len())))?.find("]]")?;
        let page = inner.get(..end)?;
        let wiki = page.contains(char::is_alphabetic)
            && !page.starts_with(|c: char| c.is_whitespace() || matches!(c, '[' | '"' | '\'' | ':'))
            && page.len() < 200
            && !page.contains(['\n', '[', '\0'])
            && !before.is_alphanumeric();
        let what = if before == '!' { "an embedded picture or page" } else { "a link" };
        let help =
            if before == '!' { "write ![what it shows](picture.png)" } else { "write [text](address)" };
        return wiki.then_some((end + 4, what, help));
    }
    if before.is_alphanumeric() {
        return None;
    }
    let end = until(text, 1, "]")?;
    // An address in it, or quotes, may be masked.
    let raw = leaf.raw(at..at + end);
    let inner = raw.get(1..raw.len() - 1)?;
    let linked = text.get(end..).is_some_and(|rest| rest.starts_with('(') || rest.starts_with('['));
    let shortcode = "write it in Markdown, or remove it";
    if inner.eq_ignore_ascii_case("toc") && leaf.raw(0..at).trim().is_empty() && !linked {
        return Some((
            end,
            "a table of contents",
            "remove it: editions with a table of contents make their own",
        ));
    }
    // `[#nine]`, as AsciiDoc has it.
    if let Some(id) = inner.strip_prefix('#') {
        let is_id = id.starts_with(|c: char| c.is_alphabetic())
            && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let help = "write an id as {#id} at the end of a heading";
        return (is_id && !linked).then_some((end, "an anchor", help));
    }
    // `*[WHO]: World Health Organization`, as PHP Markdown Extra has it.
    if before == '*' && text.get(end..).is_some_and(|rest| rest.starts_with(": ")) {
        let help = "write out the words at their first use: World Health Organization (WHO)";
        return Some((end + 1, "an abbreviation", help));
    }
    if let Some(name) = inner.strip_prefix('/') {
        let is_name = name.len() < 30
            && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_' | '0'..='9'));
        return (is_name && !name.is_empty() && !linked).then_some((end, "a shortcode", shortcode));
    }
    if let Some(kind) = inner.strip_prefix('!') {
        let kind = kind.trim_end_matches(['+', '-']);
        let callout = !kind.is_empty()
            && kind.chars().all(|c| c.is_ascii_alphabetic())
            && leaf.raw(0..at).trim().is_empty();
        let help = "the boxes are [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] and [!CAUTION]";
        return callout.then_some((end, "a callout", help));
    }
    if inner.strip_prefix('@').is_some_and(|key| key.starts_with(|c: char| c.is_ascii_alphabetic()))
        && !linked
    {
        return Some((
            end,
            "a citation",
            "write a footnote: [^1], and [^1]: the source, on a line of its own",
        ));
    }
    if inner.starts_with("http") && inner.contains("://") && inner.contains(' ') && !linked {
        return Some((end, "a link", "write [text](address)"));
    }
    (is_shortcode(inner) && !linked).then_some((end, "a shortcode", shortcode))
}

/// `caption id="a" align="left"`, `gallery`, `url=https://example.org`.
fn is_shortcode(inner: &str) -> bool {
    let end =
        inner.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(inner.len());
    let Some((name, rest)) = inner.split_at_checked(end) else { return false };
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return false;
    }
    let alone = ["gallery", "embed", "caption", "audio", "video", "playlist", "toc"];
    if rest.is_empty() {
        return alone.contains(&name);
    }
    if rest.starts_with('=') {
        return ["url", "img", "color", "size", "quote", "font", "list"].contains(&name);
    }
    // An attribute with a value.
    let Some((key, value)) = rest.trim_start().split_once('=') else { return false };
    let key_fits =
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    rest.starts_with(' ')
        && key_fits
        && value.starts_with(|c: char| {
            matches!(c, '"' | '\'' | '“' | '”' | '‘' | '″' | '„') || c.is_ascii_alphanumeric()
        })
}

/// Text between two of the same marks, with words next to them.
fn pair(text: &str, mark: &str, before: char) -> Option<usize> {
    let inner = text.strip_prefix(mark)?;
    let sign = mark.chars().next()?;
    if before.is_alphanumeric()
        || before == sign
        || inner.starts_with(|c: char| c.is_whitespace() || c == sign)
    {
        return None;
    }
    let end = inner.get(..inner.floor_char_boundary(REACH.min(inner.len())))?.find(mark)?;
    let words = inner.get(..end)?;
    let after = inner.get(end + mark.len()..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
    let fits = words.contains(char::is_alphabetic)
        && !words.ends_with(char::is_whitespace)
        && !words.contains('\n')
        && !after.is_alphanumeric()
        && after != sign;
    fits.then_some(end + 2 * mark.len())
}

/// True at the beginning of a line.
fn begins(mask: &str, at: usize) -> bool {
    let before = mask.get(..at).unwrap_or_default().trim_end_matches([' ', '\0']);
    before.is_empty() || before.ends_with('\n')
}

/// `%% such words %%`, as Obsidian has it.
fn spaced_comment(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("%% ")?;
    let end = inner.get(..inner.floor_char_boundary(REACH.min(inner.len())))?.find("%%")?;
    inner.get(..end)?.contains(char::is_alphabetic).then_some(end + 5)
}

/// `<%= name %>`
fn template(text: &str) -> Option<Mark> {
    text.strip_prefix("<%")?;
    Some((until(text, 2, "%>")?, "a tag", "write it in Markdown, or remove it"))
}

/// `^[a note]`, as pandoc has it.
fn inline_note(text: &str) -> Option<Mark> {
    let inner = text.strip_prefix("^[")?;
    inner.starts_with(char::is_alphabetic).then_some(())?;
    let help = "write [^1] here, and [^1]: the note, on a line of its own";
    Some((until(text, 2, "]")?, "a footnote", help))
}

/// `:smile:`.
fn emoji(text: &str, before: char) -> Option<Mark> {
    let inner = text.strip_prefix(':')?;
    if before.is_alphanumeric() || matches!(before, ':' | '_' | '/' | '.' | '<') {
        return None;
    }
    let end = inner.get(..inner.floor_char_boundary(40.min(inner.len())))?.find(':')?;
    let name = inner.get(..end)?;
    let after = inner.get(end + 1..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
    let thumbs = matches!(name, "+1" | "-1" | "100" | "1234");
    let named = name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
        && !name.ends_with(['_', '-']);
    let fits = (thumbs || named) && !after.is_alphanumeric() && after != ':';
    fits.then_some((end + 2, "the name of an emoji", "write the character itself, or remove it"))
}
