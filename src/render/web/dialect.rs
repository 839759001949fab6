//! How the web writes pictures, links and tables.

use super::{
    Profile,
    amp::{Form, Picture, push_picture},
};
use crate::{
    model::{Document, Image, ImageSource, LinkTarget},
    render::markup::{Dialect, Markup, PicturePlace, Syntax},
};

/// The web's way with one document.
pub(super) struct WebDialect<'a> {
    pub(super) profile: Profile,
    /// The form of AMP pages.
    pub(super) form: Form,
    pub(super) document: &'a Document,
}

impl WebDialect<'_> {
    /// The URL, width and height of a picture that can be shown.
    pub(super) fn locate(&self, image: &Image) -> Option<(String, u32, u32)> {
        match &image.source {
            ImageSource::Local(index) => {
                let asset = self.document.asset(*index)?;
                Some((format!("media/{}", asset.name), asset.width, asset.height))
            }
            ImageSource::Remote { url, size } => size.map(|(width, height)| (url.clone(), width, height)),
            ImageSource::Missing(_) => None,
        }
    }

    /// A picture that can be shown, as AMP wants it.
    pub(super) fn amp_picture(&self, image: &Image) -> Option<Picture> {
        let (src, width, height) = self.locate(image)?;
        let alt = image.alt.clone().unwrap_or_default();
        Some(Picture { src, sources: None, width, height, alt })
    }
}

impl Dialect for WebDialect<'_> {
    fn syntax(&self) -> Syntax {
        Syntax::Html
    }

    fn picture(&self, out: &mut Markup, image: &Image, place: PicturePlace) -> bool {
        let lead = place == PicturePlace::Lead;
        match self.profile {
            Profile::Amp => {
                let Some(picture) = self.amp_picture(image) else { return false };
                push_picture(out, &picture, lead, self.form);
            }
            Profile::Html => {
                let Some((url, width, height)) = self.locate(image) else { return false };
                let (width, height) = (width.to_string(), height.to_string());
                let tag = out.tag("img").attribute("src", &url);
                let tag = tag.attribute("width", &width).attribute("height", &height);
                let tag = tag.attribute("alt", image.alt.as_deref().unwrap_or_default());
                let tag = match lead {
                    true => tag.attribute("fetchpriority", "high"),
                    false => tag.attribute("loading", "lazy"),
                };
                tag.attribute("decoding", "async").void();
            }
        }
        true
    }

    fn href(&self, target: &LinkTarget) -> String {
        match target {
            LinkTarget::Internal(id) => format!("#{id}"),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => {
                // AMP forbids this name in links; an escaped letter leads to the same place.
                target.url().replace("__amp_source_origin", "%5F_amp_source_origin")
            }
        }
    }

    /// The official AMP validator can't follow more than some 115 elements, the page's own among them; inlines may add
    /// what is left of the model's depth.
    fn max_open(&self) -> usize {
        60
    }

    fn scrolling_tables(&self) -> bool {
        true
    }
}
