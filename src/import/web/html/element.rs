//! What elements mean to the model.

use dom_query::NodeRef;

use super::{dom::class_words, dom::name, dom::text, table};
use pressroom_document::CalloutKind;
use pressroom_read::builder::{Container, RowGroup};

/// What an element means to the model.
pub(super) enum Meaning {
    /// It holds what is in it.
    Container(Container),
    /// It holds what is in it, and these words stand around that.
    Around(&'static str, &'static str),
    /// A block whose source is said after a dash.
    Attribution,
    /// A link; its address has to be looked at.
    Link,
    /// A film, a sound or a frame.
    Embed,
    /// A picture.
    Picture,
    /// Preformatted text.
    Preformatted,
    /// A formula.
    Math,
    /// A box that is ticked or not.
    CheckBox(bool),
    /// A reference to a note, by its name.
    Reference(String),
    /// A line ends.
    Break,
    /// A break between two passages.
    Rule,
    /// Neither it nor what is in it is text.
    Nothing,
}

/// What an element means.
pub(super) fn meaning(node: NodeRef<'_>) -> Meaning {
    let name = name(node);
    let container = match &*name {
        "em" | "i" | "cite" | "dfn" | "var" => {
            if name == "cite" && is_source_of_quote(node) {
                return Meaning::Attribution;
            }
            Container::Emphasis
        }
        "strong" | "b" => {
            if is_of_normal_weight(node) {
                Container::Transparent
            } else {
                Container::Strong
            }
        }
        "s" | "del" | "strike" => Container::Strikethrough,
        "sup" => Container::Superscript,
        "sub" => Container::Subscript,
        "code" | "kbd" | "samp" | "tt" => Container::Code,
        "a" => return Meaning::Link,
        "p" => Container::Paragraph,
        "h1" => Container::Heading { level: 1 },
        "h2" => Container::Heading { level: 2 },
        "h3" => Container::Heading { level: 3 },
        "h4" => Container::Heading { level: 4 },
        "h5" => Container::Heading { level: 5 },
        "h6" => Container::Heading { level: 6 },
        "blockquote" => Container::Quote,
        "ul" | "menu" | "dir" => Container::List { start: None, tight: is_tight(node) },
        "ol" => {
            let start = node.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            Container::List { start: Some(start), tight: is_tight(node) }
        }
        "li" => Container::Item { task: None },
        "dl" => Container::DefinitionList,
        "dt" => Container::Term,
        "dd" => Container::Definition,
        "figure" => Container::Figure,
        "figcaption" | "caption" => Container::Caption,
        "table" if table::is_layout(node) => Container::Division,
        "table" => Container::Table { alignments: table::alignments(node) },
        "thead" => Container::RowGroup(RowGroup::Head),
        "tbody" => Container::RowGroup(RowGroup::Body),
        "tfoot" => Container::RowGroup(RowGroup::Foot),
        "tr" => Container::Row { head: table::is_head(node) },
        "td" | "th" => table::cell(node),
        "details" => Container::Callout { kind: CalloutKind::Details },
        "summary" => Container::Title,
        "pre" | "listing" | "plaintext" | "xmp" => return Meaning::Preformatted,
        "br" => return Meaning::Break,
        "hr" => return Meaning::Rule,
        "img" | "amp-img" => return Meaning::Picture,
        "math" | "mjx-container" => return Meaning::Math,
        "iframe" | "video" | "audio" | "embed" | "object" | "amp-youtube" | "amp-iframe" | "amp-video" => {
            return Meaning::Embed;
        }
        "q" => return Meaning::Around("“", "”"),
        "rt" => return Meaning::Around("(", ")"),
        "input" if node.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
            return Meaning::CheckBox(node.has_attr("checked"));
        }
        "note" => Container::Footnote { name: node.attr_or("name", "").to_string() },
        "related-story" => Container::Related { label: node.attr("label").map(|label| label.to_string()) },
        "sign-off" => Container::Signoff,
        "note-reference" => return Meaning::Reference(node.attr_or("name", "").to_string()),
        "footer" if is_source_of_quote(node) => return Meaning::Attribution,
        "div" if is_callout(node) => Container::Callout { kind: callout_kind(node) },
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address"
        | "center" | "hgroup" | "form" | "fieldset" | "legend" | "option" | "optgroup" | "select"
        | "dialog" | "amp-carousel" => Container::Division,
        "script" => {
            let is_math = node.attr("type").is_some_and(|kind| kind.starts_with("math/tex"));
            return if is_math { Meaning::Math } else { Meaning::Nothing };
        }
        "style" | "template" | "head" | "title" | "meta" | "link" | "base" | "wbr" | "col" | "colgroup"
        | "track" | "param" | "source" | "rp" | "svg" | "canvas" | "input" | "textarea" | "map" | "area" => {
            return Meaning::Nothing;
        }
        "span" | "font" => match styled(node) {
            Styled::Math => return Meaning::Math,
            Styled::As(container) => container,
        },
        // Their meaning is lost, the text is not.
        _ => Container::Transparent,
    };
    Meaning::Container(container)
}

enum Styled {
    As(Container),
    Math,
}

/// What a `span` means by its classes and its style.
fn styled(node: NodeRef<'_>) -> Styled {
    if super::math::is_formula(node) {
        return Styled::Math;
    }
    let Some(style) = node.attr("style") else { return Styled::As(Container::Transparent) };
    let style: String = style.to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let has = |declarations: &[&str]| style.split(';').any(|one| declarations.contains(&one));
    Styled::As(if has(&["font-weight:bold", "font-weight:600", "font-weight:700", "font-weight:800"]) {
        Container::Strong
    } else if has(&["font-style:italic", "font-style:oblique"]) {
        Container::Emphasis
    } else if has(&["text-decoration:line-through", "text-decoration-line:line-through"]) {
        Container::Strikethrough
    } else if has(&["vertical-align:super"]) {
        Container::Superscript
    } else if has(&["vertical-align:sub"]) {
        Container::Subscript
    } else {
        Container::Transparent
    })
}

/// `<b style="font-weight:normal" id="docs-internal-guid-…">` stands around what is copied out of Google Docs.
fn is_of_normal_weight(node: NodeRef<'_>) -> bool {
    let style = node.attr_or("style", "").to_ascii_lowercase().replace(' ', "");
    style.contains("font-weight:normal") || style.contains("font-weight:400")
}

/// True for a `footer` or `cite` that is the last line of a quotation.
fn is_source_of_quote(node: NodeRef<'_>) -> bool {
    let is_quote = node.parent().is_some_and(|parent| name(parent) == "blockquote");
    let mut after = node.next_sibling();
    while let Some(next) = after {
        if !next.text().trim().is_empty() {
            return false;
        }
        after = next.next_sibling();
    }
    is_quote && node.prev_element_sibling().is_some()
}

/// Items are set without space between them unless they hold paragraphs.
fn is_tight(list: NodeRef<'_>) -> bool {
    let items = list.element_children();
    !items
        .iter()
        .any(|item| item.element_children().into_iter().filter(|child| name(*child) == "p").count() > 1)
}

/// A box that its classes call a callout, with a title of its own.
fn is_callout(node: NodeRef<'_>) -> bool {
    let words = class_words(node);
    let is_box = words.iter().any(|word| matches!(&**word, "callout" | "admonition"));
    let is_part = words.iter().any(|word| matches!(&**word, "title" | "content" | "body" | "icon" | "inner"));
    is_box && !is_part && !text(node).is_empty()
}

fn callout_kind(node: NodeRef<'_>) -> CalloutKind {
    let said = node.attr_or("data-callout", "").to_ascii_lowercase();
    let words = class_words(node);
    let is = |names: &[&str]| names.contains(&&*said) || words.iter().any(|word| names.contains(&&**word));
    if is(&["tip", "hint", "success", "check", "done"]) {
        CalloutKind::Tip
    } else if is(&["important"]) {
        CalloutKind::Important
    } else if is(&["warning", "attention"]) {
        CalloutKind::Warning
    } else if is(&["caution", "danger", "error", "bug", "failure"]) {
        CalloutKind::Caution
    } else {
        CalloutKind::Note
    }
}
