//! JSON Feed 1.1 on as many pages as it takes.

use std::{collections::BTreeMap, sync::Arc};

use super::{channel::Channel, error::FeedFileError};
use pressroom_document::paths::json_feed_file;
use pressroom_render::json_feed::{Feed, Item, VERSION};

/// The most bytes of a page: a reader fetches the first one again and again. A longer explainer has a page of its own.
pub(super) const MOST_BYTES: usize = 250_000;

/// Name -> content of each page.
///
/// # Errors
/// The items have no JSON form.
pub(super) fn pages(
    channel: &Channel<'_>,
    items: &[Item],
) -> Result<BTreeMap<String, Arc<[u8]>>, FeedFileError> {
    // The longest name that a page can have is counted for each, so that all fit.
    let empty = json(&frame(channel, 0, Some(usize::MAX), Vec::new()))?.len();
    let mut pages: Vec<(usize, Vec<Item>)> = Vec::new();
    for item in items {
        let (item, size) = slim(item, MOST_BYTES.saturating_sub(empty))?;
        match pages.last_mut() {
            Some((total, page)) if *total + size <= MOST_BYTES => {
                *total += size;
                page.push(item);
            }
            Some(_) | None => pages.push((empty + size, vec![item])),
        }
    }
    let count = pages.len();
    let mut files = BTreeMap::new();
    for (number, (_, items)) in pages.into_iter().enumerate() {
        let next = (number + 1 < count).then_some(number + 1);
        files.insert(json_feed_file(number), json(&frame(channel, number, next, items))?.into());
    }
    Ok(files)
}

/// An item and its size on a page with the comma after it. What is too large for a page goes without its plain text, since
/// the HTML has every word.
fn slim(item: &Item, room: usize) -> Result<(Item, usize), FeedFileError> {
    let mut item = item.clone();
    let size = json(&item)?.len();
    if size <= room || item.content_html.is_none() {
        return Ok((item, size));
    }
    item.content_text = None;
    let size = json(&item)?.len();
    Ok((item, size))
}

fn frame(channel: &Channel<'_>, number: usize, next: Option<usize>, items: Vec<Item>) -> Feed {
    Feed {
        version: VERSION.to_owned(),
        title: channel.title.to_owned(),
        home_page_url: Some(channel.base.to_owned()),
        feed_url: Some(channel.url(&json_feed_file(number))),
        next_url: next.map(|next| channel.url(&json_feed_file(next))),
        icon: channel.site.publisher.logo.clone(),
        authors: vec![channel.author()],
        language: channel.language.map(|language| language.as_str().to_owned()),
        items,
    }
}

/// With a line end, which is where a comma is counted.
fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, FeedFileError> {
    let mut json = serde_json::to_vec(value).map_err(FeedFileError::Json)?;
    json.push(b'\n');
    Ok(json)
}
