//! Pictures, and what stands in the place of one that can't be shown.

use super::{Flow, PicturePlace};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{Figure, Image, ImageSource, LeadImage, LinkTarget};
use pressroom_theme::MessageKey;

impl Flow<'_> {
    pub(super) fn push_figure(&mut self, figure: &Figure) {
        let mut caption = |flow: &mut Self| flow.push_inlines(&figure.caption);
        let has_caption = !figure.caption.is_empty();
        self.push_captioned(&figure.image, PicturePlace::Figure, has_caption, &mut caption);
    }

    pub(super) fn push_lead(&mut self, lead: &LeadImage) {
        let text = lead.caption.as_deref().unwrap_or_default();
        let mut caption = |flow: &mut Self| flow.out.text(text);
        self.push_captioned(&lead.image, PicturePlace::Lead, !text.is_empty(), &mut caption);
    }

    pub(super) fn push_inline_picture(&mut self, image: &Image) {
        if !self.dialect.picture(&mut self.out, image, PicturePlace::Inline) {
            self.push_in_place(image);
        }
    }

    fn push_captioned(
        &mut self,
        image: &Image,
        place: PicturePlace,
        has_caption: bool,
        caption: &mut dyn FnMut(&mut Self),
    ) {
        let mut picture = super::Markup::new(self.dialect.syntax());
        let shown = self.dialect.picture(&mut picture, image, place);
        self.out.open_class("figure", if shown { "picture" } else { "picture missing" });
        match shown {
            true => self.out.raw(&picture.take_markup()),
            false => {
                self.out.open("p");
                self.push_in_place(image);
                self.out.close("p");
            }
        }
        if has_caption || image.credit.is_some() {
            self.out.open("figcaption");
            if has_caption {
                self.out.open_class("span", "caption");
                caption(self);
                self.out.close("span");
            }
            if let Some(credit) = &image.credit {
                if has_caption {
                    self.out.text(" ");
                }
                let credit = self.messages.fill(MessageKey::Credit, &[("credit", credit)]);
                self.out.element("span", "credit", &credit);
            }
            self.out.close("figcaption");
        }
        self.out.close("figure");
        self.out.line();
    }

    /// The alternative text of a picture that can't be shown; a remote one is linked.
    fn push_in_place(&mut self, image: &Image) {
        let text = match image.alt.as_deref().map(str::trim) {
            Some(alt) if !alt.is_empty() => self.messages.fill(MessageKey::Picture, &[("alt", alt)]),
            _ => self.messages.get(MessageKey::PictureMissing).to_owned(),
        };
        let link = match &image.source {
            ImageSource::Remote { url, size } => {
                // A remote picture without a size was reported when it was read.
                if size.is_some() {
                    let message = "a remote picture can't be shown here; its text and link go out instead";
                    let finding = Diagnostic::warning(Code::Simplified, message).with_span(image.span);
                    self.warnings.push(finding.follows(Code::RemotePicture));
                }
                Some(LinkTarget::External(url.clone()))
            }
            ImageSource::Local(_) => {
                let message = "the picture can't be shown; its text goes out instead";
                self.warnings.push(Diagnostic::warning(Code::Simplified, message).with_span(image.span));
                None
            }
            ImageSource::Missing(_) => None,
        };
        self.out.open_class("span", "missing");
        match link.filter(|_| !self.in_link) {
            Some(target) => {
                self.out.tag("a").attribute("href", &self.dialect.href(&target)).open();
                self.out.text(&text);
                self.out.close("a");
            }
            None => self.out.text(&text),
        }
        self.out.close("span");
    }
}
