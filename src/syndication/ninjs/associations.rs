//! Associations of an item: pictures and related stories.

use std::collections::BTreeSet;

use url::Url;
use uuid::Uuid;

use super::item::{AltId, Association, Rendition, Text};
use crate::{
    clearance::{ClearedDocument, ClearedPicture},
    media::form_as_asset,
};
use pressroom_document::{
    Asset, ImageSource, LinkTarget, Related,
    paths::{file_url, picture_file},
    text,
};
use pressroom_images::{
    ImageCache,
    variants::{Variant, make_bounded},
};

/// The longest side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 480;

/// Pictures and related stories, each once; and the thumbnails that pictures have. `shown` has the forms of pictures that `cleared` has as they came.
pub(super) fn associations(
    cleared: &ClearedDocument<'_>,
    shown: &ClearedDocument<'_>,
    base: Option<&Url>,
    image_cache: &ImageCache,
) -> (Vec<Association>, Vec<Variant>) {
    let mut writer = PictureWriter { cleared, shown, base, image_cache, thumbnails: Vec::new() };
    let pictures: Vec<_> =
        cleared.pictures.iter().filter_map(|picture| writer.build_association(picture)).collect();
    let related = cleared.related.iter().filter_map(related_story);
    let mut known = BTreeSet::new();
    let all = pictures.into_iter().chain(related);
    let all = all.filter(|association| known.insert(association.uri.clone())).collect();
    (all, writer.thumbnails)
}

/// Writes the associations of pictures.
struct PictureWriter<'a> {
    cleared: &'a ClearedDocument<'a>,
    shown: &'a ClearedDocument<'a>,
    base: Option<&'a Url>,
    image_cache: &'a ImageCache,
    thumbnails: Vec<Variant>,
}

impl PictureWriter<'_> {
    /// The renditions of a picture: the file that came, the form that the text shows, and a thumbnail; each file once.
    fn renditions(&mut self, index: usize) -> Option<Vec<Rendition>> {
        let asset = self.cleared.document.asset(index)?;
        let mut renditions = vec![self.rendition("original", asset)];
        if let Some(shown) = self.shown.document.asset(index).filter(|shown| shown.name != asset.name) {
            renditions.push(self.rendition("web", shown));
        }
        if let Ok(form) = make_bounded(asset, self.image_cache, THUMBNAIL)
            && form.width < asset.width
        {
            let thumbnail = form_as_asset(asset, form.clone());
            renditions.push(self.rendition("thumbnail", &thumbnail));
            self.thumbnails.push(form);
        }
        Some(renditions)
    }

    fn rendition(&self, name: &'static str, asset: &Asset) -> Rendition {
        let path = picture_file(&asset.name);
        Rendition {
            name,
            href: self.base.and_then(|base| file_url(base, &path)).map(String::from),
            content_type: Some(asset.media_type.as_str()),
            title: Some(path),
            width: Some(asset.width),
            height: Some(asset.height),
            size_in_bytes: Some(asset.bytes.len()),
        }
    }

    fn build_association(&mut self, picture: &ClearedPicture) -> Option<Association> {
        let document = &self.cleared.document;
        let image = &picture.image;
        let (uri, file, renditions, hash) = match &image.source {
            ImageSource::Local(index) => {
                let asset = document.asset(*index)?;
                let renditions = self.renditions(*index)?;
                let named = || Uuid::new_v5(&Uuid::NAMESPACE_URL, asset.sha256.as_bytes()).urn().to_string();
                let uri = renditions.first().and_then(|original| original.href.clone()).unwrap_or_else(named);
                (uri, asset.name.as_str(), renditions, Some(AltId::sha256(asset.sha256.as_str())))
            }
            ImageSource::Remote { url, size } => {
                let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
                let href = Some(url.clone());
                let rendition = Rendition { name: "original", href, width, height, ..Rendition::default() };
                (url.clone(), url.as_str(), vec![rendition], None)
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
            renditions,
            alt_ids: hash.into_iter().collect(),
            ..Association::default()
        })
    }
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
