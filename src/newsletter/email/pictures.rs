//! How a mail's pictures travel.

use std::collections::BTreeMap;

use url::Url;

use pressroom_config::MailPictures;
use pressroom_document::{
    Document, Image, ImageSource,
    paths::{document_url, file_url},
};
use pressroom_images::{
    ImageCache,
    variants::{Variant, make_for_mail},
};
use pressroom_render::Context;

/// The pictures of a mail.
pub(super) struct Pictures<'a> {
    document: &'a Document,
    mode: MailPictures,
    image_cache: &'a ImageCache,
    /// Where the document's folder is on the web, with a slash at its end.
    folder: Option<Url>,
    /// The forms that the mail shows, by the numbers of the document's pictures.
    shown: BTreeMap<usize, Variant>,
}

/// A picture as the HTML names it.
pub(super) struct Shown<'a> {
    pub(super) source: String,
    pub(super) width: u32,
    pub(super) alt: &'a str,
}

impl<'a> Pictures<'a> {
    pub(super) fn new(document: &'a Document, context: &Context<'a>, mode: MailPictures) -> Self {
        let slug = &document.metadata.slug;
        let base = context.site.base_url.as_deref();
        let folder = base.and_then(|base| Url::parse(&document_url(base, slug)).ok()).or_else(|| {
            // Without a base URL, the page's own folder.
            let canonical = document.metadata.canonical_url.as_deref()?;
            Url::parse(canonical).ok()?.join(".").ok()
        });
        Self { document, mode, image_cache: context.image_cache, folder, shown: BTreeMap::new() }
    }

    /// Tells if local pictures can't be shown because they have no address.
    pub(super) fn nowhere(&self) -> bool {
        self.mode == MailPictures::Url && self.folder.is_none() && !self.document.assets.is_empty()
    }

    /// The picture, where the mail can show it.
    pub(super) fn shown<'i>(&mut self, image: &'i Image) -> Option<Shown<'i>> {
        let alt = image.alt.as_deref().unwrap_or_default();
        match (&image.source, self.mode) {
            (_, MailPictures::None) | (ImageSource::Missing(_), _) => None,
            (ImageSource::Local(index), mode) => {
                let asset = self.document.asset(*index)?;
                let form =
                    make_for_mail(asset, self.image_cache).unwrap_or_else(|_| Variant::original(asset));
                let source = match mode {
                    MailPictures::Cid => format!("cid:{}", content_id(&form)),
                    MailPictures::Url | MailPictures::None => {
                        file_url(self.folder.as_ref()?, &form.path())?.into()
                    }
                };
                self.shown.insert(*index, form);
                // A picture is shown as wide as it came, however many pixels its form has.
                Some(Shown { source, width: asset.width, alt })
            }
            (ImageSource::Remote { url, size }, MailPictures::Url) => {
                let (width, _) = (*size)?;
                Some(Shown { source: url.clone(), width, alt })
            }
            // A mail that carries its pictures asks nobody for one.
            (ImageSource::Remote { .. }, MailPictures::Cid) => None,
        }
    }

    /// The forms that the mail shows.
    pub(super) fn into_forms(self) -> MailForms {
        let forms = self.shown.into_values().collect();
        match self.mode {
            MailPictures::Cid => MailForms { carried: forms, linked: Vec::new() },
            MailPictures::Url | MailPictures::None => MailForms { carried: Vec::new(), linked: forms },
        }
    }
}

/// The forms of pictures that a mail shows.
#[derive(Debug, Default)]
pub(super) struct MailForms {
    /// Those that are part of the mail.
    pub(super) carried: Vec<Variant>,
    /// Those that stand beside the explainer's page, where the mail finds them.
    pub(super) linked: Vec<Variant>,
}

/// The name of a picture within a mail (RFC 2392); the host is a fixed one, since the name is used nowhere else.
pub(super) fn content_id(form: &Variant) -> String {
    format!("{}@pictures.invalid", form.name)
}
