//! RSS 2.0 (rssboard.org/rss-specification), with `content:encoded`, Dublin Core and `atom:link`.

use std::collections::BTreeMap;

use jiff::tz::{Offset, TimeZone};
use rss::{
    Category, Enclosure, Guid, Image,
    extension::{Extension, ExtensionMap, dublincore::DublinCoreExtension},
};

use super::{channel::Channel, error::FeedFileError};
use pressroom_document::{Date, paths::RSS_FEED};
use pressroom_render::{
    json_feed::{Attachment, Item},
    markup::escape,
};

/// The feed as XML.
///
/// # Errors
/// It has no XML form.
pub(super) fn channel(channel: &Channel<'_>, items: &[Item]) -> Result<Vec<u8>, FeedFileError> {
    let own = [("href", channel.url(RSS_FEED)), ("rel", "self".to_owned())];
    let own = own.into_iter().chain([("type", "application/rss+xml".to_owned())]);
    let out = rss::Channel {
        title: channel.title.to_owned(),
        link: channel.base.to_owned(),
        description: channel.title.to_owned(),
        language: channel.language.map(|language| language.as_str().to_owned()),
        copyright: channel.site.rights.clone(),
        last_build_date: channel.updated.map(rfc2822),
        generator: Some("Pressroom".to_owned()),
        image: channel.site.publisher.logo.as_ref().map(|logo| Image {
            url: logo.clone(),
            title: channel.title.to_owned(),
            link: channel.base.to_owned(),
            ..Image::default()
        }),
        items: items.iter().map(item).collect(),
        extensions: atom_links([atom_link(own)]),
        namespaces: BTreeMap::from([("atom".to_owned(), "http://www.w3.org/2005/Atom".to_owned())]),
        ..rss::Channel::default()
    };
    let mut xml = out.pretty_write_to(Vec::new(), b' ', 0).map_err(FeedFileError::Rss)?;
    xml.push(b'\n');
    Ok(xml)
}

/// An item has one enclosure (RSS Best Practices Profile); further files are links, as in Atom.
fn item(item: &Item) -> rss::Item {
    let mut files = item.attachments.iter();
    let topics = item.pressroom.section.iter().chain(&item.tags);
    let content = item.content_html.clone().or_else(|| item.content_text.as_deref().map(in_lines));
    rss::Item {
        title: Some(item.title.clone()),
        link: item.url.clone(),
        // It is read as HTML.
        description: item.summary.as_deref().map(escape),
        categories: topics.map(|name| Category { name: name.clone(), domain: None }).collect(),
        enclosure: files.next().map(|file| Enclosure {
            url: file.url.clone(),
            length: size(file),
            mime_type: file.mime_type.clone(),
        }),
        guid: Some(Guid { value: item.id.clone(), permalink: item.url.as_ref() == Some(&item.id) }),
        pub_date: item.date_published.as_deref().and_then(|date| date.parse().ok()).map(rfc2822),
        content,
        extensions: atom_links(files.map(|file| {
            let (href, kind) = (file.url.clone(), file.mime_type.clone());
            let rel = "enclosure".to_owned();
            atom_link([("href", href), ("length", size(file)), ("rel", rel), ("type", kind)])
        })),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: item.authors.iter().map(|author| author.name.clone()).collect(),
            languages: vec![item.language.clone()],
            dates: item.changed().map(Date::rfc3339).into_iter().collect(),
            rights: item.pressroom.rights.clone().into_iter().collect(),
            ..DublinCoreExtension::default()
        }),
        ..rss::Item::default()
    }
}

/// Bytes; an enclosure has to say them, and 0 stands for what is not known.
fn size(file: &Attachment) -> String {
    file.size_in_bytes.unwrap_or_default().to_string()
}

/// Plain text as HTML.
fn in_lines(text: &str) -> String {
    escape(text).replace('\n', "<br>\n")
}

fn atom_links(links: impl IntoIterator<Item = Extension>) -> ExtensionMap {
    let links: Vec<_> = links.into_iter().collect();
    if links.is_empty() {
        return ExtensionMap::new();
    }
    BTreeMap::from([("atom".to_owned(), BTreeMap::from([("link".to_owned(), links)]))])
}

fn atom_link(attributes: impl IntoIterator<Item = (&'static str, String)>) -> Extension {
    let attrs = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Extension { name: "atom:link".to_owned(), attrs, ..Extension::default() }
}

/// "Wed, 17 Dec 2025 09:00:00 +0100" (RFC 2822); a day is its midnight in UTC.
fn rfc2822(date: Date) -> String {
    let offset = match date {
        Date::Day(_) => Offset::UTC,
        Date::Moment(_, offset) => offset,
    };
    let local = date.timestamp().to_zoned(TimeZone::fixed(offset));
    local.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}
