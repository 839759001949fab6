//! Parts of a document as trees of XML, without document types and their entities.

use crate::ImportError;
use roxmltree::{Document, ParsingOptions};

/// An element or a text.
pub(super) type Node<'d> = roxmltree::Node<'d, 'd>;

/// The most elements, texts and attributes that a part may have.
const MAX_NODES: u32 = 8_000_000;

/// The text of a part.
#[derive(Debug)]
pub(super) struct XmlText {
    pub(super) text: String,
    /// The document type that was cut out, which may name files and entities.
    pub(super) document_type: Option<String>,
}

/// Decodes a part, and takes its document type out: entities are never expanded.
pub(super) fn decode(bytes: &[u8]) -> XmlText {
    let utf16 = |from: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| match pair {
            [first, second] => from([*first, *second]),
            _ => 0,
        });
        char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect::<String>()
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    match document_type(&text) {
        None => XmlText { text, document_type: None },
        Some((start, end)) => {
            let declared = text.get(start..end).unwrap_or_default().to_owned();
            let rest = text.get(end..).unwrap_or_default();
            let before = text.get(..start).unwrap_or_default();
            let text = format!("{before}{}", without_entities(rest));
            XmlText { text, document_type: Some(declared) }
        }
    }
}

/// Where the document type stands: before the first element.
fn document_type(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<!DOCTYPE")?;
    let element = text.match_indices('<').map(|(at, _)| at).find(|at| {
        text.get(at + 1..).and_then(|rest| rest.chars().next()).is_some_and(|next| !matches!(next, '?' | '!'))
    });
    if element.is_some_and(|element| element < start) {
        return None;
    }
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, character) in text.get(start..)?.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '[' | '<') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, '>') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some((start, start + at + 1));
                }
            }
            (None, _) => {}
        }
    }
    Some((start, text.len()))
}

/// A text without references to entities of its own.
fn without_entities(text: &str) -> String {
    const KNOWN: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = after.split(';').next().unwrap_or_default();
        let is_name = !name.is_empty()
            && name.len() < 64
            && name.len() < after.len()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'));
        if is_name && !KNOWN.contains(&name) {
            rest = after.get(name.len() + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Parses a part.
pub(super) fn parse<'t>(part: &str, text: &'t str) -> Result<Document<'t>, ImportError> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        if matches!(error, roxmltree::Error::NodesLimitReached) {
            return ImportError::TooLarge(format!("{part} has more than {MAX_NODES} elements"));
        }
        ImportError::Damaged(format!(
            "{part} is no XML ({error}); open it in the word processor and save it again"
        ))
    })
}

/// The name of an element without its prefix; empty for a text.
pub(super) fn name<'d>(node: Node<'d>) -> &'d str {
    if node.is_element() { node.tag_name().name() } else { "" }
}

/// The first child of a name.
pub(super) fn child<'d>(node: Node<'d>, wanted: &str) -> Option<Node<'d>> {
    node.children().find(|child| name(*child) == wanted)
}

/// The children that are elements.
pub(super) fn elements<'d>(node: Node<'d>) -> impl Iterator<Item = Node<'d>> {
    node.children().filter(|child| child.is_element())
}

/// All elements of a name below a node.
pub(super) fn descendants<'d>(node: Node<'d>, wanted: &'d str) -> impl Iterator<Item = Node<'d>> {
    node.descendants().filter(move |child| name(*child) == wanted)
}

/// An attribute by its name without prefix.
pub(super) fn attribute<'d>(node: Node<'d>, wanted: &str) -> Option<&'d str> {
    node.attributes().find(|attribute| attribute.name() == wanted).map(|attribute| attribute.value())
}

/// `w:val` of a child.
pub(super) fn value<'d>(node: Node<'d>, wanted: &str) -> Option<&'d str> {
    child(node, wanted).and_then(|child| attribute(child, "val"))
}

/// A property that is on or off (ST_OnOff, 22.9.2.7): `None` if it is not there.
pub(super) fn on_off(properties: Node<'_>, wanted: &str) -> Option<bool> {
    child(properties, wanted).map(is_on)
}

/// The value of a property that is on or off.
pub(super) fn is_on(property: Node<'_>) -> bool {
    !matches!(attribute(property, "val"), Some("0" | "false" | "off" | "none"))
}

/// The words of a part, whatever they stand in; a line for each paragraph. Of alternatives the first counts.
pub(super) fn words(node: Node<'_>) -> String {
    let mut out = String::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        match name(node) {
            "t" | "delText" => out.extend(node.children().filter_map(|text| text.text())),
            "tab" | "br" | "cr" => out.push(' '),
            "noBreakHyphen" => out.push('-'),
            "Fallback" if node.prev_siblings().skip(1).take(8).any(|sibling| name(sibling) == "Choice") => {}
            // Values of charts.
            "v" => {
                out.push(' ');
                out.extend(node.children().filter_map(|text| text.text()));
            }
            other => {
                if matches!(other, "p" | "pt") && !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                let at = waiting.len();
                waiting.extend(elements(node));
                if let Some(children) = waiting.get_mut(at..) {
                    children.reverse();
                }
            }
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{decode, parse};

    #[test]
    fn document_types_and_their_entities_are_taken_out() {
        let hostile = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \"y]>\"><!ENTITY z SYSTEM 'file:///etc/passwd'>]><a>b&x; &amp; &#65;&z;</a>";
        let decoded = decode(hostile);
        assert!(decoded.document_type.is_some());
        let tree = parse("a.xml", &decoded.text).unwrap();
        assert_eq!(tree.root_element().text(), Some("b & A"));
    }

    #[test]
    fn a_document_type_in_a_text_is_text() {
        let decoded = decode(b"<a><![CDATA[<!DOCTYPE b>]]></a>");
        assert!(decoded.document_type.is_none());
    }

    #[test]
    fn parts_in_utf_16_are_read() {
        let bytes: Vec<u8> = "\u{feff}<a>\u{e4}</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bytes).text, "<a>\u{e4}</a>");
    }
}
