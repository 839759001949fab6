//! The part of Apple News Format that Pressroom writes.
//!
//! The types are closed: there is no map of unknown members in them. Members have Apple's names in camel case; sizes are
//! points, dates ISO 8601 with an offset, colours `#rrggbb`.

use std::collections::BTreeMap;

use serde::Serialize;

/// The version that articles declare. It is the oldest that Apple still documents; nothing here needs a newer one.
/// Dark mode is left to Apple News, which inverts the colours of articles that don't set any for it.
pub(super) const VERSION: &str = "1.7";

/// `ArticleDocument`: the content of `article.json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Article {
    /// `version`.
    pub(super) version: &'static str,
    /// `identifier`: at most 64 letters, digits, `-` and `_`; never changes.
    pub(super) identifier: String,
    /// `title`: plain text.
    pub(super) title: String,
    /// `subtitle`: plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subtitle: Option<String>,
    /// `language`: a BCP 47 tag of letters.
    pub(super) language: String,
    /// `layout`.
    pub(super) layout: Layout,
    /// `metadata`.
    pub(super) metadata: Metadata,
    /// `documentStyle`.
    pub(super) document_style: DocumentStyle,
    /// `components`: the article itself.
    pub(super) components: Vec<Component>,
    /// `componentTextStyles`: by name; `default` and `default-ROLE` hold for all components of a role.
    pub(super) component_text_styles: BTreeMap<&'static str, TextStyle>,
    /// `textStyles`: `default-tag-TAG` holds for all text in an element.
    pub(super) text_styles: BTreeMap<&'static str, TextStyle>,
    /// `componentStyles`, by name.
    pub(super) component_styles: BTreeMap<&'static str, ComponentStyle>,
    /// `componentLayouts`, by name.
    pub(super) component_layouts: BTreeMap<&'static str, ComponentLayout>,
}

/// `Layout`: the columns that the article is set on, in points.
#[derive(Debug, Serialize)]
pub(super) struct Layout {
    pub(super) columns: u32,
    pub(super) width: u32,
    pub(super) margin: u32,
    pub(super) gutter: u32,
}

/// `Metadata`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    /// `authors`: each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<String>,
    /// `canonicalURL`.
    #[serde(rename = "canonicalURL", skip_serializing_if = "Option::is_none")]
    pub(super) canonical_url: Option<String>,
    /// `dateCreated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_created: Option<String>,
    /// `datePublished`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_published: Option<String>,
    /// `dateModified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_modified: Option<String>,
    /// `excerpt`: plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) excerpt: Option<String>,
    /// `keywords`: each once, at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) keywords: Vec<String>,
    /// `thumbnailURL`: the lead picture.
    #[serde(rename = "thumbnailURL", skip_serializing_if = "Option::is_none")]
    pub(super) thumbnail_url: Option<String>,
    /// `generatorName`.
    pub(super) generator_name: &'static str,
}

/// `DocumentStyle`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentStyle {
    pub(super) background_color: String,
}

/// A component.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Component {
    /// `title`, `heading2`, `body` and the like.
    Text(TextComponent),
    /// `photo` or `figure`.
    Picture(Picture),
    /// `htmltable`.
    Table(Table),
    /// `divider`.
    Divider(Divider),
    /// `section` or `container`.
    Container(Container),
}

/// A component that holds text. It is never empty.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextComponent {
    /// `role`.
    pub(super) role: &'static str,
    /// `identifier`: what links within the article lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<String>,
    /// `text`.
    pub(super) text: String,
    /// `format`: `html`, or `none` where the text is no markup.
    pub(super) format: &'static str,
    /// `textStyle`: a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text_style: Option<&'static str>,
    /// `layout`: a name.
    pub(super) layout: &'static str,
}

/// A picture. What it shows is said by a `caption` component below it; `caption` here is for the full screen.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Picture {
    /// `role`.
    pub(super) role: &'static str,
    /// `URL`: `bundle://` and the name of a file beside `article.json`, or a web address.
    #[serde(rename = "URL")]
    pub(super) url: String,
    /// `caption`: plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) caption: Option<String>,
    /// `accessibilityCaption`: the alternative text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) accessibility_caption: Option<String>,
    /// `layout`: a name.
    pub(super) layout: &'static str,
}

/// A table.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Table {
    /// `role`: `htmltable`.
    pub(super) role: &'static str,
    /// `html`: a `table` element.
    pub(super) html: String,
    /// `style`: a name.
    pub(super) style: &'static str,
    /// `layout`: a name.
    pub(super) layout: &'static str,
}

/// A line between two passages.
#[derive(Debug, Serialize)]
pub(super) struct Divider {
    /// `role`: `divider`.
    pub(super) role: &'static str,
    /// `stroke`.
    pub(super) stroke: Stroke,
    /// `layout`: a name.
    pub(super) layout: &'static str,
}

/// `StrokeStyle`; the width is in points.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Stroke {
    pub(super) color: String,
    pub(super) width: u32,
}

/// A component that holds others.
#[derive(Debug, Serialize)]
pub(super) struct Container {
    /// `role`.
    pub(super) role: &'static str,
    /// `identifier`: what links within the article lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identifier: Option<String>,
    /// `style`: a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) style: Option<&'static str>,
    /// `layout`: a name.
    pub(super) layout: &'static str,
    /// `components`.
    pub(super) components: Vec<Component>,
}

/// `ComponentTextStyle` or `TextStyle`; sizes are in points.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextStyle {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) font_family: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) font_size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line_height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) font_weight: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) font_style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) link_style: Option<LinkStyle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hyphenation: Option<bool>,
}

/// How links in a text look.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkStyle {
    pub(super) text_color: String,
    pub(super) underline: bool,
}

/// `ComponentStyle`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ComponentStyle {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) background_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) border: Option<Border>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) table_style: Option<TableStyle>,
}

/// `Border`: the sides that are said to be false have none.
#[derive(Debug, Serialize)]
pub(super) struct Border {
    pub(super) all: Stroke,
    pub(super) top: bool,
    pub(super) right: bool,
    pub(super) bottom: bool,
    pub(super) left: bool,
}

/// `TableStyle`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TableStyle {
    pub(super) rows: TableRowStyle,
    pub(super) header_rows: TableRowStyle,
    pub(super) cells: TableCellStyle,
    pub(super) header_cells: TableCellStyle,
}

/// `TableRowStyle`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TableRowStyle {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) background_color: Option<String>,
    pub(super) divider: Stroke,
}

/// `TableCellStyle`; the padding is in points.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TableCellStyle {
    pub(super) padding: u32,
    pub(super) text_style: &'static str,
    pub(super) vertical_alignment: &'static str,
}

/// `ComponentLayout`; the margin is in points.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ComponentLayout {
    pub(super) margin: Margin,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_inset: Option<bool>,
}

/// `Margin`, in points.
#[derive(Debug, Serialize)]
pub(super) struct Margin {
    pub(super) top: u32,
    pub(super) bottom: u32,
}
