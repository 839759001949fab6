//! Atom (RFC 4287).

use atom_syndication::{
    Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text, WriteConfig,
};

use super::{channel::Channel, error::FeedFileError};
use pressroom_document::{Date, paths::ATOM_FEED};
use pressroom_render::json_feed::{Author, Item};

/// The feed as XML.
///
/// # Errors
/// It has no XML form.
pub(super) fn feed(channel: &Channel<'_>, items: &[Item]) -> Result<Vec<u8>, FeedFileError> {
    let feed = Feed {
        title: channel.title.into(),
        id: channel.url(ATOM_FEED),
        updated: moment(channel.updated),
        authors: vec![person(&channel.author())],
        generator: Some(Generator { value: "Pressroom".to_owned(), ..Generator::default() }),
        icon: channel.site.publisher.logo.clone(),
        links: vec![
            link("self", &channel.url(ATOM_FEED), "application/atom+xml"),
            link("alternate", channel.base, "text/html"),
        ],
        rights: channel.site.rights.as_deref().map(Text::from),
        entries: items.iter().map(entry).collect(),
        lang: channel.language.map(|language| language.as_str().to_owned()),
        ..Feed::default()
    };
    let lines = WriteConfig { indent_size: Some(0), ..WriteConfig::default() };
    let mut xml = feed.write_with_config(Vec::new(), lines).map_err(FeedFileError::Atom)?;
    xml.push(b'\n');
    Ok(xml)
}

fn entry(item: &Item) -> Entry {
    let lang = Some(item.language.clone());
    let text = |value: &str| Text { lang: lang.clone(), ..Text::plain(value) };
    let page = item.url.iter().map(|url| link("alternate", url, "text/html"));
    let files = item.attachments.iter().map(|file| Link {
        title: Some(file.title.clone()),
        length: file.size_in_bytes.map(|size| size.to_string()),
        ..link("enclosure", &file.url, &file.mime_type)
    });
    let topics = item.pressroom.section.iter().chain(&item.tags);
    let content = item.content_html.as_ref().map(|html| (html, "html"));
    let content = content.or(item.content_text.as_ref().map(|text| (text, "text")));
    Entry {
        title: text(&item.title),
        id: item.id.clone(),
        updated: moment(item.changed()),
        authors: item.authors.iter().map(person).collect(),
        categories: topics.map(|term| Category { term: term.clone(), ..Category::default() }).collect(),
        links: page.chain(files).collect(),
        published: item.date_published.as_deref().and_then(|date| date.parse().ok()),
        rights: item.pressroom.rights.as_deref().map(&text),
        summary: item.summary.as_deref().map(&text),
        content: content.map(|(value, kind)| Content {
            lang: lang.clone(),
            value: Some(value.clone()),
            content_type: Some(kind.to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// The moment that an element must say; what has no date is of the first day of 1970, which is older than anything.
fn moment(date: Option<Date>) -> FixedDateTime {
    date.and_then(|date| date.rfc3339().parse().ok()).unwrap_or_default()
}

fn link(rel: &str, href: &str, media_type: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        href: href.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

fn person(author: &Author) -> Person {
    Person { name: author.name.clone(), uri: author.url.clone(), ..Person::default() }
}
