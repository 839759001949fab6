//! Associations of an item: pictures and related stories.

use std::collections::BTreeSet;

use url::Url;
use uuid::Uuid;

use super::item::{AltId, Association, Rendition, Text};
use crate::clearance::{ClearedDocument, ClearedPicture};
use pressroom_document::{
    Document, ImageSource, LinkTarget, Related,
    paths::{file_url, picture_file},
    text,
};

/// Pictures and related stories, each once.
pub(super) fn associations(cleared: &ClearedDocument<'_>, base: Option<&Url>) -> Vec<Association> {
    let pictures =
        cleared.pictures.iter().filter_map(|picture| build_association(picture, &cleared.document, base));
    let related = cleared.related.iter().filter_map(related_story);
    let mut known = BTreeSet::new();
    pictures.chain(related).filter(|association| known.insert(association.uri.clone())).collect()
}

fn build_association(
    picture: &ClearedPicture,
    document: &Document,
    base: Option<&Url>,
) -> Option<Association> {
    let image = &picture.image;
    let (uri, file, rendition, hash) = match &image.source {
        ImageSource::Local(index) => {
            let asset = document.asset(*index)?;
            let href = base.and_then(|base| file_url(base, &picture_file(&asset.name))).map(String::from);
            let named = || Uuid::new_v5(&Uuid::NAMESPACE_URL, asset.sha256.as_bytes()).urn().to_string();
            let rendition = Rendition {
                name: "full",
                href: href.clone(),
                content_type: Some(asset.media_type.as_str()),
                title: Some(picture_file(&asset.name)),
                width: Some(asset.width),
                height: Some(asset.height),
                size_in_bytes: Some(asset.bytes.len()),
            };
            (
                href.unwrap_or_else(named),
                asset.name.as_str(),
                rendition,
                Some(AltId::sha256(asset.sha256.as_str())),
            )
        }
        ImageSource::Remote { url, size } => {
            let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
            let href = Some(url.clone());
            let rendition = Rendition { name: "full", href, width, height, ..Rendition::default() };
            (url.clone(), url.as_str(), rendition, None)
        }
        ImageSource::Missing(_) => return None,
    };
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let alt = image.alt.as_deref().and_then(filled);
    let caption = filled(&picture.caption);
    let name = alt.clone().or_else(|| caption.clone()).unwrap_or_else(|| file.to_owned());
    let caption = caption.map(|caption| Text::plain("caption", caption));
    Some(Association {
        name,
        rel: if picture.lead { "lead" } else { "picture" },
        uri,
        kind: "picture",
        by: image.credit.clone(),
        usage_terms: document.metadata.rights.clone(),
        descriptions: caption.into_iter().chain(alt.map(|alt| Text::plain("alternative", alt))).collect(),
        renditions: vec![rendition],
        alt_ids: hash.into_iter().collect(),
        ..Association::default()
    })
}

fn related_story(related: &Related) -> Option<Association> {
    let uri = match related.target.as_ref()? {
        LinkTarget::External(url) => url.clone(),
        LinkTarget::Internal(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => return None,
    };
    let headline = text::plain(&related.headline);
    let description = text::lines(&related.description).join("\n");
    Some(Association {
        name: if headline.trim().is_empty() { uri.clone() } else { headline.clone() },
        rel: "related",
        uri,
        kind: "text",
        headlines: vec![Text::plain("main", headline)],
        descriptions: (!description.is_empty())
            .then(|| Text::plain("summary", description))
            .into_iter()
            .collect(),
        ..Association::default()
    })
}
