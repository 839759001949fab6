//! What word processors write: styles in place of elements, and paragraphs in place of lists.

use ego_tree::NodeRef;
use scraper::{Node, node::Element};

use crate::body::builder::Container;

/// True for a block of HTML with an item of a list as Word writes it.
pub(crate) fn is_word_list(html: &str) -> bool {
    html.contains("MsoListParagraph")
}

/// What an inline element means by its style, where that is another than its name's. `None`: the name says it.
pub(super) fn styled(element: &Element) -> Option<Container> {
    let style = element.attr("style")?.to_ascii_lowercase();
    let value = |name: &str| {
        let declarations = style.split(';').filter_map(|part| part.split_once(':'));
        declarations
            .filter(|(property, _)| property.trim() == name)
            .map(|(_, value)| value.trim())
            .next_back()
    };
    let weight = value("font-weight");
    let (bold, normal) = (
        weight.is_some_and(|weight| matches!(weight, "bold" | "bolder" | "600" | "700" | "800" | "900")),
        weight.is_some_and(|weight| matches!(weight, "normal" | "lighter" | "100" | "200" | "300" | "400")),
    );
    match element.name() {
        "b" | "strong" if normal => Some(Container::Transparent),
        "i" | "em" if value("font-style") == Some("normal") => Some(Container::Transparent),
        "span" | "font" if bold => Some(Container::Strong),
        "span" | "font" if value("font-style").is_some_and(|style| matches!(style, "italic" | "oblique")) => {
            Some(Container::Emphasis)
        }
        "span" | "font" if value("text-decoration").is_some_and(|line| line.contains("line-through")) => {
            Some(Container::Strikethrough)
        }
        "span" | "font" if value("vertical-align") == Some("super") => Some(Container::Superscript),
        "span" | "font" if value("vertical-align") == Some("sub") => Some(Container::Subscript),
        "span" | "font" => Some(Container::Transparent),
        _ => None,
    }
}

/// What stands before the words of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Bullet,
    Number(u64),
}

/// The marker of a paragraph that Word means as an item, and the nodes that hold it.
pub(super) fn item<'n>(paragraph: NodeRef<'n, Node>) -> Option<(Marker, Vec<NodeRef<'n, Node>>)> {
    let element = paragraph.value().as_element()?;
    if element.name() != "p"
        || !element.attr("class").is_some_and(|class| class.starts_with("MsoListParagraph"))
    {
        return None;
    }
    let mut nodes = Vec::new();
    let mut text = String::new();
    // A marker is short, and so is the look for it.
    for node in paragraph.children().take(8) {
        nodes.push(node);
        let texts = node.descendants().take(64).filter_map(|node| node.value().as_text());
        texts.for_each(|more| text.push_str(more));
        if node.descendants().take(64).any(is_marker) {
            return marker(text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}'))
                .map(|found| (found, nodes));
        }
        if text.trim().chars().count() > 8 {
            break;
        }
    }
    None
}

/// True for the space between a marker and its item.
fn is_marker(node: NodeRef<'_, Node>) -> bool {
    let style = node.value().as_element().and_then(|element| element.attr("style")).unwrap_or_default();
    style.contains("mso-list:Ignore") || style.trim_start().starts_with("font:7.0pt")
}

fn marker(text: &str) -> Option<Marker> {
    let number = text.trim_end_matches(['.', ')']);
    match number.parse() {
        Ok(number) if text.len() > number_length(number) => Some(Marker::Number(number)),
        _ => {
            let mut characters = text.chars();
            let first = characters.next()?;
            let bullet = !first.is_alphanumeric() || matches!(first, 'o' | 'Ø' | 'ü' | 'v' | 'q');
            (bullet && characters.next().is_none()).then_some(Marker::Bullet)
        }
    }
}

fn number_length(number: u64) -> usize {
    number.to_string().len()
}

/// The next or previous element beside a node.
pub(super) fn beside<'n>(
    node: NodeRef<'n, Node>,
    step: fn(&NodeRef<'n, Node>) -> Option<NodeRef<'n, Node>>,
) -> Option<NodeRef<'n, Node>> {
    let mut at = step(&node);
    while let Some(node) = at {
        let blank = node.value().as_text().is_some_and(|text| text.trim().is_empty());
        if !(blank || node.value().is_comment()) {
            return Some(node);
        }
        at = step(&node);
    }
    None
}
