//! Pictures: their virtual files, and the words that stand in their places.

use typst::foundations::Bytes;

use super::{
    builder::{MAX_STRING, PictureFile, TemplateDataBuilder, shorten},
    data::{Block, Figure, Run},
};
use crate::file::make_stand_in;
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{Image, ImageSource};
use pressroom_theme::MessageKey;

/// Pictures that one document may show: their virtual names are kept for ever.
const MAX_PICTURES: usize = 4096;

/// A caption with fewer bytes than this is kept on the page of its picture; more might not fit on one.
const MAX_KEPT_CAPTION: usize = 1000;

impl TemplateDataBuilder<'_> {
    /// A picture with caption and credit, or what stands in its place.
    pub(crate) fn picture(
        &mut self,
        image: &Image,
        plain_caption: Option<&str>,
        caption: impl FnOnce(&mut Self) -> Vec<Run>,
    ) -> Block {
        let words = self.context.messages;
        let caption = plain_caption.filter(|text| !text.trim().is_empty()).map(|_| caption(self));
        let credit = image.credit.as_deref().filter(|credit| !credit.trim().is_empty());
        let credit = credit.map(|credit| {
            let text = words.fill(MessageKey::Credit, &[("credit", credit)]);
            self.line(&text, Some(image.span))
        });
        match self.picture_file(image) {
            Some(PictureFile { file, width, height }) => Block::Figure(Figure {
                file,
                width,
                height,
                alt: self.alternative(image, plain_caption),
                caption,
                credit,
                keep: plain_caption.map_or(0, str::len) < MAX_KEPT_CAPTION,
            }),
            None => {
                let (text, url) = self.words_instead(image);
                Block::NoPicture { text, url, caption, credit }
            }
        }
    }

    /// The text that a screen reader says for a picture; `None` for decoration. PDF/UA wants words for every other picture: if the
    /// author gave none, the caption is used, else the headline.
    pub(crate) fn alternative(&self, image: &Image, caption: Option<&str>) -> Option<String> {
        let headline = || {
            let headline = self.document.metadata.headline.as_str();
            self.context.messages.fill(MessageKey::Picture, &[("alt", headline)])
        };
        match image.alt.as_deref() {
            Some("") => None,
            Some(alt) if !alt.trim().is_empty() => Some(shorten(alt)),
            Some(_) | None => {
                Some(caption.filter(|text| !text.trim().is_empty()).map_or_else(headline, shorten))
            }
        }
    }

    /// The text in place of a picture that can't be shown, and where the picture is.
    pub(crate) fn words_instead(&mut self, image: &Image) -> (String, Option<String>) {
        let words = self.context.messages;
        let alt = image.alt.as_deref().filter(|alt| !alt.trim().is_empty());
        let text = match alt {
            Some(alt) => words.fill(MessageKey::Picture, &[("alt", alt)]),
            None => words.get(MessageKey::PictureMissing).to_owned(),
        };
        let url = match &image.source {
            ImageSource::Remote { url, .. } => Some(url.clone()).filter(|url| url.len() < MAX_STRING),
            ImageSource::Local(_) | ImageSource::Missing(_) => None,
        };
        match url {
            Some(url) if self.options.press.is_some() => {
                let note = self.link_note(&url);
                (self.line(&format!("{text} [{note}]"), Some(image.span)), None)
            }
            url => (self.line(&text, Some(image.span)), url),
        }
    }

    /// The virtual file of a picture, if it can be shown.
    pub(crate) fn picture_file(&mut self, image: &Image) -> Option<PictureFile> {
        let ImageSource::Local(index) = image.source else { return None };
        if let Some(known) = self.assets.get(&index) {
            return known.clone();
        }
        let asset = self.document.asset(index)?;
        let number = self.pictures.len();
        let stand_in = match self.options.broken.get(&index) {
            Some(error) => Err(error.to_string()),
            None if number >= MAX_PICTURES => {
                Err(format!("a document shows at most {MAX_PICTURES} pictures"))
            }
            None => make_stand_in(number).map_err(|error| error.to_string()),
        };
        let known = match stand_in {
            Ok(bytes) => {
                let file = format!("img/{number}.png");
                self.pictures.push((index, image.span));
                self.files.insert(file.clone(), Bytes::new(bytes));
                Some(PictureFile { file, width: asset.width, height: asset.height })
            }
            Err(why) => {
                let message =
                    format!("`{}` can't be printed: {why}; its words stand in its place", asset.path);
                self.warnings.push(Diagnostic::warning(Code::BadPicture, message).with_span(image.span));
                None
            }
        };
        self.assets.insert(index, known.clone());
        known
    }
}
