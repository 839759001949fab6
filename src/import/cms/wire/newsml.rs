//! NewsML-G2: items of news in XML, alone or in a message. Their text is XHTML, NITF or plain.

use roxmltree::{Document, Node, ParsingOptions};

use super::{
    super::html_body::{HtmlBody, escaped},
    pictures::{ItemPicture, paragraphs, paths},
    shape,
    value::parse_date,
};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata},
};
use pressroom_document::{Author, AuthorKind, Language, Status, Zone, link};
use pressroom_read::builder::Builder;

/// The most nodes of a message.
const MAX_NODES: u32 = 4_000_000;

/// True for the beginning of an item or a message.
pub(crate) fn is_newsml(start: &str) -> bool {
    ["<newsItem", "<newsMessage", "<packageItem", ":newsItem", ":newsMessage"]
        .iter()
        .any(|tag| start.contains(tag))
        && start.contains("iptc.org/std/nar/")
}

/// Reads items: each text is an explainer, each picture is one of the text in its message.
///
/// # Errors
/// It is no XML, no NewsML-G2, or holds no text.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let (decoded, _) = source.decode()?;
    let parsing = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&decoded.text, parsing)
        .map_err(|error| ImportError::Damaged(format!("its XML can't be read: {error}")))?;
    let items: Vec<Node<'_, '_>> = document.descendants().filter(|node| is(*node, "newsItem")).collect();
    if items.is_empty() {
        return Err(ImportError::Damaged("it is not NewsML-G2, or holds no `newsItem`".to_owned()));
    }
    let (pictures, texts): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| is_picture(*item));
    let alone = texts.len() == 1;
    let mut articles = Vec::new();
    for item in texts {
        let beside = if alone { pictures.as_slice() } else { &[] };
        articles.push(article(item, beside, source, options)?);
    }
    if let (false, Some(first)) = (alone, articles.first_mut()) {
        for picture in pictures {
            let words =
                [headline(picture), description(picture)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let message = "the message does not say which text this picture belongs to";
            first.find(FindingKind::Picture, Action::LeftOut, guid(picture), words, message);
        }
    }
    Ok(articles)
}

fn article(
    item: Node<'_, '_>,
    pictures: &[Node<'_, '_>],
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Article, ImportError> {
    let mut metadata = metadata(item, options.site.timezone.as_ref());
    let language = metadata.language.clone().or_else(|| options.site.language.clone());
    let mut body = HtmlBody::new(source.beside, paths, None, language.unwrap_or_else(Language::english));
    let mut found = Vec::new();
    let mut builder = Builder::new(&mut found);
    for content in item.descendants().filter(|node| is(*node, "inlineXML") || is(*node, "inlineData")) {
        let kind = content.attribute("contenttype").unwrap_or_default();
        if is(content, "inlineXML") {
            let root = content.children().find(Node::is_element);
            body.read(&mut builder, &root.map(html).unwrap_or_default(), shape::shape)?;
        } else if kind.contains("html") {
            body.read(&mut builder, &text(content), shape::shape)?;
        } else {
            paragraphs(&mut builder, &text(content));
        }
    }
    for (number, picture) in pictures.iter().enumerate() {
        let picture = item_picture(*picture);
        if number == 0 {
            metadata.image = picture.lead(&mut body);
        } else {
            picture.figure(&mut builder, &mut body);
        }
    }
    let draft = builder.finish_all();
    body.findings.extend(found.iter().map(ImportFinding::of_reader));
    report(item, &mut body.findings);
    let name = child_text(item, "slugline").unwrap_or_else(|| source.stem().to_owned());
    Ok(Article {
        name,
        metadata,
        draft,
        findings: std::mem::take(&mut body.findings),
        pictures: body.pictures.into_files(),
        producer: Some("NewsML-G2".to_owned()),
        ..Article::default()
    })
}

/// An element by its local name.
fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The elements of a name below an item, but not in its text.
fn all<'a, 'i>(item: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    let parts = item.children().filter(|part| part.is_element() && !is(*part, "contentSet"));
    parts.flat_map(|part| part.descendants()).filter(move |node| is(*node, name))
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

fn line(node: Node<'_, '_>) -> String {
    text(node).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn child_text(item: Node<'_, '_>, name: &'static str) -> Option<String> {
    all(item, name).map(line).find(|text| !text.is_empty())
}

fn guid(item: Node<'_, '_>) -> String {
    item.attribute("guid").unwrap_or_default().to_owned()
}

fn is_picture(item: Node<'_, '_>) -> bool {
    all(item, "itemClass").any(|class| {
        class.attribute("qcode").is_some_and(|code| code.ends_with(":picture") || code.ends_with(":graphic"))
    })
}

/// The headline: the one without a role, or with that of the main one.
fn headline(item: Node<'_, '_>) -> Option<String> {
    let is_main = |node: &Node<'_, '_>| {
        node.attribute("role").is_none_or(|role| role.ends_with(":main") || role.ends_with(":hl1"))
    };
    let all_of: Vec<_> = all(item, "headline").collect();
    all_of.iter().copied().find(is_main).or(all_of.first().copied()).map(line).filter(|text| !text.is_empty())
}

fn description(item: Node<'_, '_>) -> Option<String> {
    child_text(item, "description")
}

/// The name that an element says: in a `name`, as `literal`, or itself.
fn name_of(node: Node<'_, '_>) -> Option<String> {
    let named = node.children().find(|child| is(*child, "name")).map(line);
    let literal = || node.attribute("literal").map(str::to_owned);
    named.or_else(literal).or_else(|| Some(line(node))).filter(|name| !name.is_empty())
}

fn metadata(item: Node<'_, '_>, zone: Option<&Zone>) -> ArticleMetadata {
    let date = |name: &'static str| child_text(item, name).and_then(|text| parse_date(&text, zone));
    let language = all(item, "language").find_map(|node| node.attribute("tag")).map(str::to_owned);
    let own = item
        .attributes()
        .find(|attribute| attribute.name() == "lang")
        .map(|attribute| attribute.value().to_owned());
    let mut authors: Vec<Author> = all(item, "creator")
        .filter_map(name_of)
        .map(|name| Author { name, url: None, kind: AuthorKind::Person })
        .collect();
    if let Some(by) = child_text(item, "by") {
        authors = crate::plain::authors(&by);
    }
    let status = all(item, "pubStatus").find_map(|node| node.attribute("qcode")).unwrap_or_default();
    let kicker =
        all(item, "headline").find(|node| node.attribute("role").is_some_and(|role| role.contains("kicker")));
    ArticleMetadata {
        headline: headline(item),
        kicker: kicker.map(line),
        description: description(item),
        authors,
        date_published: date("contentCreated")
            .or_else(|| date("firstCreated"))
            .or_else(|| date("versionCreated")),
        date_modified: date("contentModified").or_else(|| date("versionCreated")),
        language: language.or(own).and_then(|language| language.parse().ok()),
        keywords: all(item, "keyword")
            .map(line)
            .chain(
                all(item, "subject")
                    .filter_map(|node| node.children().find(|child| is(*child, "name")).map(line)),
            )
            .collect(),
        canonical_url: link::web(&guid(item)),
        rights: child_text(item, "usageTerms").or_else(|| child_text(item, "copyrightNotice")),
        embargo: date("embargoed"),
        status: match status.rsplit(':').next() {
            Some("withheld") => Status::Withheld,
            Some("canceled") => Status::Canceled,
            _ => Status::Usable,
        },
        ..ArticleMetadata::default()
    }
}

fn item_picture(item: Node<'_, '_>) -> ItemPicture {
    let mut renditions: Vec<Node<'_, '_>> =
        item.descendants().filter(|node| is(*node, "remoteContent")).collect();
    let width = |node: &Node<'_, '_>| {
        node.attribute("width").and_then(|width| width.parse::<u64>().ok()).unwrap_or_default()
    };
    renditions.sort_by_key(|node| std::cmp::Reverse(width(node)));
    let creator = all(item, "creator").find_map(name_of);
    ItemPicture {
        sources: renditions.iter().filter_map(|node| node.attribute("href")).map(str::to_owned).collect(),
        alt: None,
        caption: description(item).or_else(|| headline(item)),
        credit: child_text(item, "creditline").or(creator),
        is_lead: true,
    }
}

/// XHTML and NITF as HTML, without prefixes, which HTML does not know.
fn html(root: Node<'_, '_>) -> String {
    let mut out = String::new();
    let mut open = vec![(root, false)];
    while let Some((node, is_over)) = open.pop() {
        let name = node.tag_name().name();
        if node.is_text() {
            out.push_str(&escaped(node.text().unwrap_or_default()));
        } else if node.is_element() && is_over {
            out.push_str(&format!("</{name}>"));
        } else if node.is_element() {
            out.push_str(&format!("<{name}"));
            for attribute in node.attributes() {
                out.push_str(&format!(" {}=\"{}\"", attribute.name(), escaped(attribute.value())));
            }
            out.push('>');
            if !matches!(name, "br" | "hr" | "img" | "col" | "wbr") {
                open.push((node, true));
            }
            open.extend(node.children().rev().map(|child| (child, false)));
        }
    }
    out
}

/// Says what an explainer has no place for.
fn report(item: Node<'_, '_>, findings: &mut Vec<ImportFinding>) {
    for name in
        ["edNote", "dateline", "located", "provider", "copyrightHolder", "urgency", "instructions", "service"]
    {
        for node in all(item, name) {
            let words =
                name_of(node).or_else(|| node.attribute("qcode").map(str::to_owned)).unwrap_or_default();
            if !words.is_empty() {
                findings.push(ImportFinding {
                    kind: FindingKind::Metadata,
                    action: Action::LeftOut,
                    place: name.to_owned(),
                    text: words,
                    message: "an explainer has no place for this element".to_owned(),
                });
            }
        }
    }
    for node in all(item, "headline").skip(1) {
        findings.push(ImportFinding {
            kind: FindingKind::Headline,
            action: Action::LeftOut,
            place: node.attribute("role").unwrap_or_default().to_owned(),
            text: line(node),
            message: "another headline of the item".to_owned(),
        });
    }
}
