//! How the web writes pictures, links and tables.

use super::{
    amp::{Form, push_picture},
    picture::{Picture, Sources},
    profile::Profile,
};
use pressroom_document::{Asset, Document, Image, ImageSource, LinkTarget};
use pressroom_images::{
    ImageCache,
    variants::{self, Variant},
};
use pressroom_render::markup::{Dialect, Markup, PicturePlace, Syntax};
use pressroom_theme::Screen;

/// The web's way with one document.
pub(super) struct WebDialect<'a> {
    pub(super) profile: Profile,
    /// The form of AMP pages.
    pub(super) form: Form,
    pub(super) document: &'a Document,
    /// How wide the theme shows pictures.
    pub(super) screen: Screen,
    pub(super) image_cache: &'a ImageCache,
    /// The width in pixels of the widest form of a picture.
    pub(super) widest: u32,
}

impl WebDialect<'_> {
    /// A picture that can be shown; one of the document's own in the widths that it is there in.
    pub(super) fn locate(&self, image: &Image, place: PicturePlace) -> Option<Picture> {
        let alt = image.alt.clone().unwrap_or_default();
        match &image.source {
            ImageSource::Local(index) => {
                let asset = self.document.asset(*index)?;
                let forms = self.forms(asset);
                let widest = forms.last()?;
                let sources = (forms.len() > 1).then(|| Sources::new(&forms, place, self.screen));
                let Variant { width, height, is_transparent, .. } = *widest;
                Some(Picture { src: widest.path(), sources, width, height, alt, is_transparent })
            }
            ImageSource::Remote { url, size } => size.map(|(width, height)| {
                let src = url.clone();
                Picture { src, sources: None, width, height, alt, is_transparent: false }
            }),
            ImageSource::Missing(_) => None,
        }
    }

    /// The forms of a picture, the widest last. One that could be measured but not read goes out as it came.
    pub(super) fn forms(&self, asset: &Asset) -> Vec<Variant> {
        let forms = variants::make_page_variants(asset, self.image_cache, self.widest);
        forms.unwrap_or_else(|_| vec![Variant::original(asset)])
    }
}

impl Dialect for WebDialect<'_> {
    fn syntax(&self) -> Syntax {
        Syntax::Html
    }

    fn picture(&self, out: &mut Markup, image: &Image, place: PicturePlace) -> bool {
        let Some(picture) = self.locate(image, place) else { return false };
        let lead = place == PicturePlace::Lead;
        match self.profile {
            Profile::Amp => push_picture(out, &picture, lead, self.form),
            Profile::Html => {
                let (width, height) = (picture.width.to_string(), picture.height.to_string());
                let tag = out.tag("img").attribute("src", &picture.src);
                let tag = picture.push_sources(tag, "srcset", "sizes");
                let tag = tag.attribute("width", &width).attribute("height", &height);
                let tag = tag.attribute("alt", &picture.alt);
                let tag = tag.optional("class", picture.is_transparent.then_some("transparent"));
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

    fn labelled_cells(&self) -> bool {
        true
    }

    fn scrolling_tables(&self) -> bool {
        true
    }
}
