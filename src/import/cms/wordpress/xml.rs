//! From the text of an export to XML: exports hold what XML does not allow.

/// True for the beginning of an export.
pub(crate) fn is_export(start: &str) -> bool {
    start.contains("<rss") && (start.contains("wordpress.org/export/") || start.contains("<wp:"))
}

/// Mends a bare `&`, entities of HTML, control characters, and a `CDATA` section within another.
pub(super) fn repair(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    let mut rest = text;
    while let Some(at) = rest.find("<![CDATA[") {
        let (before, from) = rest.split_at(at);
        push_text(&mut out, before);
        let inside = from.get("<![CDATA[".len()..).unwrap_or_default();
        let Some(end) = end_of_section(inside) else {
            // One that is never closed: the parser says where.
            out.push_str(from);
            return out;
        };
        let (content, after) = inside.split_at(end);
        out.push_str("<![CDATA[");
        let content = content.replace("]]]]><![CDATA[>", "]]>");
        out.extend(
            content.replace("]]>", "]]]]><![CDATA[>").chars().filter(|character| is_allowed(*character)),
        );
        out.push_str("]]>");
        rest = after.get("]]>".len()..).unwrap_or_default();
    }
    push_text(&mut out, rest);
    out
}

/// Where a section ends: at the `]]>` that an end tag follows. WordPress of old wrote sections of posts as they were.
fn end_of_section(inside: &str) -> Option<usize> {
    let mut ends = inside.match_indices("]]>").map(|(at, _)| at);
    let first = ends.next()?;
    let ends_there = |at: &usize| {
        let after = inside.get(at + 3..).unwrap_or_default().trim_start();
        after.starts_with("</")
            && after.get(2..).and_then(|name| name.split('>').next()).is_some_and(|name| {
                // An element of the export, not one of the post's.
                name.contains(':')
                    || matches!(
                        name,
                        "title" | "link" | "category" | "description" | "guid" | "pubDate" | "url"
                    )
            })
    };
    if ends_there(&first) {
        return Some(first);
    }
    // The sections after this one have ends of their own.
    let next = inside.find("<![CDATA[").unwrap_or(inside.len());
    if next > first && !is_inside(inside, first) {
        return Some(first);
    }
    ends.find(ends_there).or(Some(first))
}

/// True if what follows an end of a section can't stand outside of one: a tag that is no tag of an export.
fn is_inside(inside: &str, end: usize) -> bool {
    let after = inside.get(end + 3..).unwrap_or_default().trim_start();
    !after.starts_with('<')
}

fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.extend(before.chars().filter(|character| is_allowed(*character)));
        let name = from.get(1..).and_then(|name| name.split_once(';')).map(|(name, _)| name);
        let is_reference = name.is_some_and(|name| {
            matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
                || name.strip_prefix("#x").is_some_and(|digits| is_code(digits, 16))
                || name.strip_prefix('#').is_some_and(|digits| is_code(digits, 10))
        });
        out.push_str(if is_reference { "&" } else { "&amp;" });
        rest = from.get(1..).unwrap_or_default();
    }
    out.extend(rest.chars().filter(|character| is_allowed(*character)));
}

fn is_code(digits: &str, radix: u32) -> bool {
    digits.len() <= 7
        && u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).is_some_and(is_allowed)
}

/// Characters of XML 1.0 (section 2.2).
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> String {
        let repaired = repair(xml);
        let document = roxmltree::Document::parse(&repaired).unwrap();
        document.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect()
    }

    #[test]
    fn what_is_no_xml_is_mended() {
        assert_eq!(text("<a>x?a=1&b=2 &amp; &nbsp; &#38; &#0;\u{b}</a>"), "x?a=1&b=2 & &nbsp; & &#0;");
    }

    #[test]
    fn a_section_within_a_section_is_text() {
        assert_eq!(
            text("<a:b xmlns:a='c'><![CDATA[one <![CDATA[two]]> three]]></a:b>"),
            "one <![CDATA[two]]> three"
        );
        assert_eq!(text("<a:b xmlns:a='c'><![CDATA[x ]]]]><![CDATA[> y]]></a:b>"), "x ]]> y");
        assert_eq!(text("<a><title><![CDATA[x]]></title><link><![CDATA[y]]></link></a>"), "xy");
        assert_eq!(text("<a><x><![CDATA[x]]></x><y><![CDATA[y]]></y></a>"), "xy");
    }
}
