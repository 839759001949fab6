//! How an article looks: the theme's colours, and the nearest of the typefaces that every device has.

use std::collections::BTreeMap;

use super::article::{
    Border, ComponentLayout, ComponentStyle, DocumentStyle, Layout, LinkStyle, Margin, Stroke,
    TableCellStyle, TableRowStyle, TableStyle, TextStyle,
};
use pressroom_theme::{Colors, Tokens};

/// Columns of ten for a page as wide as a large tablet.
pub(super) const LAYOUT: Layout = Layout { columns: 10, width: 1024, margin: 60, gutter: 20 };

/// The ground of the article.
pub(super) fn document(colors: &Colors) -> DocumentStyle {
    DocumentStyle { background_color: colors.background.clone() }
}

/// Styles of components that hold text; nothing is slanted where the script is `upright`. `kicker`, `label`, `muted` and those of tables are named by components.
pub(super) fn component_texts(tokens: &Tokens, upright: bool) -> BTreeMap<&'static str, TextStyle> {
    let colors = &tokens.light;
    let (text, display) = (family(&tokens.font.web_text), family(&tokens.font.web_display));
    let sized = |size: u32, line: u32| TextStyle {
        font_size: Some(size),
        line_height: Some(line),
        ..TextStyle::default()
    };
    let heading = |size: u32, line: u32| TextStyle {
        font_family: Some(display),
        font_weight: Some("bold"),
        hyphenation: Some(false),
        ..sized(size, line)
    };
    let muted = |style: TextStyle| TextStyle { text_color: Some(colors.muted.clone()), ..style };
    let accent = |style: TextStyle| TextStyle { text_color: Some(colors.accent.clone()), ..style };
    BTreeMap::from([
        (
            "default",
            TextStyle {
                font_family: Some(text),
                text_color: Some(colors.text.clone()),
                link_style: Some(LinkStyle { text_color: colors.accent.clone(), underline: true }),
                ..sized(18, 27)
            },
        ),
        ("default-title", heading(38, 44)),
        ("default-intro", muted(sized(22, 30))),
        ("default-author", sized(16, 22)),
        ("default-byline", muted(sized(15, 21))),
        ("default-caption", muted(sized(15, 21))),
        ("default-quote", TextStyle { font_style: (!upright).then_some("italic"), ..sized(20, 29) }),
        ("default-heading2", heading(28, 34)),
        ("default-heading3", heading(22, 28)),
        ("default-heading4", heading(19, 26)),
        ("default-heading5", heading(18, 25)),
        ("default-heading6", heading(17, 24)),
        ("kicker", accent(heading(16, 21))),
        ("label", accent(heading(15, 21))),
        ("muted", muted(sized(15, 21))),
        ("cell", sized(16, 22)),
        ("header-cell", heading(16, 22)),
    ])
}

/// Styles of text in elements.
pub(super) fn texts() -> BTreeMap<&'static str, TextStyle> {
    let mono = || TextStyle { font_family: Some("Menlo"), ..TextStyle::default() };
    BTreeMap::from([("default-tag-code", mono()), ("default-tag-pre", mono())])
}

/// Styles of components: a rule above each card, boxes on a tint, rules between the rows of tables.
pub(super) fn components(colors: &Colors) -> BTreeMap<&'static str, ComponentStyle> {
    let row = |ground: Option<&String>| TableRowStyle {
        background_color: ground.cloned(),
        divider: stroke(colors),
    };
    let cell = |text_style| TableCellStyle { padding: 8, text_style, vertical_alignment: "top" };
    let table = TableStyle {
        rows: row(None),
        header_rows: row(Some(&colors.tint)),
        cells: cell("cell"),
        header_cells: cell("header-cell"),
    };
    let side = |top, left| Border { all: stroke(colors), top, right: false, bottom: false, left };
    BTreeMap::from([
        ("card", ComponentStyle { border: Some(side(true, false)), ..ComponentStyle::default() }),
        ("quote", ComponentStyle { border: Some(side(false, true)), ..ComponentStyle::default() }),
        ("box", ComponentStyle { background_color: Some(colors.tint.clone()), ..ComponentStyle::default() }),
        ("table", ComponentStyle { table_style: Some(table), ..ComponentStyle::default() }),
    ])
}

/// The space around components.
pub(super) fn layouts() -> BTreeMap<&'static str, ComponentLayout> {
    let layout = |top, bottom, inset: bool| ComponentLayout {
        margin: Margin { top, bottom },
        content_inset: inset.then_some(true),
    };
    BTreeMap::from([
        ("block", layout(8, 8, false)),
        ("box", layout(16, 16, true)),
        ("card", layout(32, 8, false)),
        ("heading", layout(20, 6, false)),
    ])
}

/// A thin line.
pub(super) fn stroke(colors: &Colors) -> Stroke {
    Stroke { color: colors.rule.clone(), width: 1 }
}

/// The nearest of two typefaces that every device has, by the end of a CSS font stack.
fn family(stack: &str) -> &'static str {
    let generic = stack.rsplit(',').next().unwrap_or_default().trim();
    if generic == "serif" { "Georgia" } else { "Helvetica Neue" }
}
