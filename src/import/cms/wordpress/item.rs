//! The items of an export: posts, pages, attachments, and what a site needs besides.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::xml::repair;
use crate::ImportError;

/// The most nodes of an export's XML.
const MAX_NODES: u32 = 20_000_000;

/// An export.
#[derive(Debug, Default)]
pub(super) struct Export {
    /// The address of the site.
    pub(super) link: Option<String>,
    /// Its language.
    pub(super) language: Option<String>,
    /// The program that made it.
    pub(super) generator: Option<String>,
    /// Names to show, by login.
    pub(super) authors: BTreeMap<String, String>,
    pub(super) items: Vec<Item>,
}

/// An item.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) creator: String,
    pub(super) content: String,
    pub(super) excerpt: String,
    pub(super) slug: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) is_locked: bool,
    pub(super) published: When,
    pub(super) modified: When,
    pub(super) attachment_url: String,
    pub(super) terms: Vec<Term>,
    pub(super) meta: Vec<(String, String)>,
    pub(super) comments: Vec<(String, String)>,
}

/// A moment as an export says it: in the site's time and in UTC, and as RSS has it.
#[derive(Debug, Default)]
pub(super) struct When {
    pub(super) local: String,
    pub(super) utc: String,
    pub(super) rss: String,
}

/// A category, a tag, an author.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) domain: String,
    pub(super) slug: String,
    pub(super) name: String,
}

impl Item {
    /// The value of a custom field.
    pub(super) fn meta(&self, key: &str) -> Option<&str> {
        let value = self.meta.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}

/// Reads the XML of an export.
///
/// # Errors
/// It is no XML, or no export.
pub(super) fn parse(text: &str) -> Result<Export, ImportError> {
    let repaired = repair(text);
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&repaired, options)
        .map_err(|error| ImportError::Damaged(format!("its XML can't be read: {error}")))?;
    let root = document.root_element();
    let channel = root.children().find(|node| node.has_tag_name("channel"));
    let Some(channel) = channel.filter(|_| root.has_tag_name("rss")) else {
        return Err(ImportError::Damaged(
            "it is not an export of WordPress: there is no `rss` with a `channel`".to_owned(),
        ));
    };
    let version = child(channel, "wxr_version").unwrap_or_default();
    if !version.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())) {
        let message =
            "it is not an export of WordPress, or damaged: it does not say its version in `wp:wxr_version`";
        return Err(ImportError::Damaged(message.to_owned()));
    }
    let mut export = Export {
        link: child(channel, "link"),
        language: child(channel, "language"),
        generator: child(channel, "generator"),
        ..Export::default()
    };
    for node in channel.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "author" => {
                let login = child(node, "author_login").unwrap_or_default();
                let name = child(node, "author_display_name").unwrap_or_else(|| {
                    let part = |name| child(node, name).unwrap_or_default();
                    format!("{} {}", part("author_first_name"), part("author_last_name")).trim().to_owned()
                });
                export.authors.insert(login, name);
            }
            "item" => export.items.push(item(node)),
            _ => {}
        }
    }
    Ok(export)
}

fn item(node: Node<'_, '_>) -> Item {
    let mut item = Item::default();
    for child_node in node.children().filter(Node::is_element) {
        let tag = child_node.tag_name();
        let value = || text(child_node);
        let namespace = tag.namespace().unwrap_or_default();
        match tag.name() {
            "title" => item.title = value(),
            "link" => item.link = value().trim().to_owned(),
            "creator" => item.creator = value().trim().to_owned(),
            "encoded" if namespace.contains("excerpt") => item.excerpt = value(),
            "encoded" => item.content = value(),
            "post_id" => item.id = value().trim().to_owned(),
            "post_name" => item.slug = value().trim().to_owned(),
            "post_type" => item.kind = value().trim().to_owned(),
            "status" => item.status = value().trim().to_owned(),
            "post_password" => item.is_locked = !value().trim().is_empty(),
            "pubDate" => item.published.rss = value().trim().to_owned(),
            "post_date" => item.published.local = value().trim().to_owned(),
            "post_date_gmt" => item.published.utc = value().trim().to_owned(),
            "post_modified" => item.modified.local = value().trim().to_owned(),
            "post_modified_gmt" => item.modified.utc = value().trim().to_owned(),
            "attachment_url" => item.attachment_url = value().trim().to_owned(),
            "category" => item.terms.push(Term {
                domain: child_node.attribute("domain").unwrap_or("category").to_owned(),
                slug: child_node.attribute("nicename").unwrap_or_default().to_owned(),
                name: value().trim().to_owned(),
            }),
            "postmeta" => {
                let key = child(child_node, "meta_key").unwrap_or_default();
                let value = child(child_node, "meta_value").unwrap_or_default();
                item.meta.push((key, value));
            }
            "comment" => {
                let author = child(child_node, "comment_author").unwrap_or_default();
                item.comments.push((author, child(child_node, "comment_content").unwrap_or_default()));
            }
            _ => {}
        }
    }
    item
}

/// The text of a child, if it has one.
fn child(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = node.children().find(|child| child.is_element() && child.tag_name().name() == name)?;
    Some(text(child).trim().to_owned()).filter(|text| !text.is_empty())
}

/// All text of an element: sections may part it.
fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}
