//! How a mail's pictures travel.

use url::Url;

use pressroom_config::{MailPictures, Site};
use pressroom_document::{
    Asset, Document, Image, ImageSource,
    paths::{document_url, file_url, picture_file},
};

/// The pictures of a mail.
pub(super) struct Pictures<'a> {
    document: &'a Document,
    mode: MailPictures,
    /// Where the document's folder is on the web, with a slash at its end.
    folder: Option<Url>,
    /// The pictures that the mail has to carry.
    carried: Vec<usize>,
}

/// A picture as the HTML names it.
pub(super) struct Shown<'a> {
    pub(super) source: String,
    pub(super) width: u32,
    pub(super) alt: &'a str,
}

impl<'a> Pictures<'a> {
    pub(super) fn new(document: &'a Document, site: &Site, mode: MailPictures) -> Self {
        let slug = &document.metadata.slug;
        let base = site.base_url.as_deref();
        let folder = base.and_then(|base| Url::parse(&document_url(base, slug)).ok()).or_else(|| {
            // Without a base URL, the page's own folder.
            let canonical = document.metadata.canonical_url.as_deref()?;
            Url::parse(canonical).ok()?.join(".").ok()
        });
        Self { document, mode, folder, carried: Vec::new() }
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
                let source = match mode {
                    MailPictures::Cid => {
                        if !self.carried.contains(index) {
                            self.carried.push(*index);
                        }
                        format!("cid:{}", content_id(asset))
                    }
                    MailPictures::Url | MailPictures::None => {
                        file_url(self.folder.as_ref()?, &picture_file(&asset.name))?.into()
                    }
                };
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

    pub(super) fn carried(&self) -> Vec<usize> {
        self.carried.clone()
    }
}

/// The name of a picture within a mail (RFC 2392); the host is a fixed one, since the name is used nowhere else.
pub(super) fn content_id(asset: &Asset) -> String {
    format!("{}@pictures.invalid", asset.name)
}
