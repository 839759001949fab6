//! Inlines, pictures and links in a mail's HTML.

use super::page::Page;
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{Figure, Image, ImageSource, Inline, LeadImage, LinkTarget, text};
use pressroom_theme::MessageKey;

/// The widest picture that the column holds, in CSS pixels.
const COLUMN: u32 = 600;

impl Page<'_> {
    pub(super) fn push_inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { value, .. } => self.out.text(value),
                Inline::Emphasis { content, .. } if self.plan.document.metadata.language.is_upright() => {
                    self.styled("em", None, self.style.upright).open();
                    self.push_inlines(content);
                    self.out.close("em");
                }
                Inline::Emphasis { content, .. } => self.wrap("em", content),
                Inline::Strong { content, .. } => self.wrap("strong", content),
                Inline::Strikethrough { content, .. } => self.wrap("s", content),
                Inline::Superscript { content, .. } => self.wrap("sup", content),
                Inline::Subscript { content, .. } => self.wrap("sub", content),
                Inline::Code { value, .. } | Inline::Math { value, display: false, .. } => {
                    self.push_code(value);
                }
                Inline::Math { value, display: true, .. } => {
                    self.styled("code", None, &self.style.formula).attribute("dir", "ltr").open();
                    self.out.text(value);
                    self.out.close("code");
                }
                Inline::Link { target, title, content, .. } => {
                    self.push_link(target, title.as_deref(), content)
                }
                Inline::Image(image) => self.push_image(image),
                Inline::FootnoteReference { number, .. } => match self.in_link {
                    true => self.notes.push(*number),
                    false => self.push_note_number(*number),
                },
                Inline::SoftBreak => self.out.line(),
                Inline::HardBreak => self.out.tag("br").void(),
            }
        }
    }

    fn wrap(&mut self, name: &str, content: &[Inline]) {
        self.out.open(name);
        self.push_inlines(content);
        self.out.close(name);
    }

    fn push_code(&mut self, value: &str) {
        self.styled("code", None, &self.style.code).attribute("dir", "ltr").open();
        self.out.text(value);
        self.out.close("code");
    }

    fn push_note_number(&mut self, number: u32) {
        self.styled("sup", None, self.style.note).attribute("dir", "ltr").open();
        self.out.text(&format!("[{number}]"));
        self.out.close("sup");
    }

    /// A link; within a link, its words alone. One to another part of the document leads to the page on the web, since
    /// jumps within a mail work in few programs.
    pub(super) fn push_link(&mut self, target: &LinkTarget, title: Option<&str>, content: &[Inline]) {
        let url = match target {
            LinkTarget::Internal(id) => {
                let canonical = self.plan.document.metadata.canonical_url.as_deref();
                canonical.map(|url| pressroom_render::plain::with_fragment(url, id))
            }
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => Some(target.url()),
        };
        let Some(url) = url.filter(|_| !self.in_link) else {
            return self.push_inlines(content);
        };
        // A link that holds only a picture without a description must still have a name.
        let name = text::plain(content).trim().is_empty().then(|| url.clone());
        self.open_link(&self.plan.tracking.tagged(&url), title, name.as_deref());
        self.in_link = true;
        self.push_inlines(content);
        self.in_link = false;
        self.out.close("a");
        for number in std::mem::take(&mut self.notes) {
            self.push_note_number(number);
        }
    }

    /// A link of plain words to the web, with the campaign's parameters.
    pub(super) fn push_address(&mut self, url: &str, words: &str) {
        self.push_untagged(&self.plan.tracking.tagged(url), words);
    }

    /// A link of plain words to a URL as it is.
    pub(super) fn push_untagged(&mut self, url: &str, words: &str) {
        self.open_link(url, None, None);
        self.out.text(words);
        self.out.close("a");
    }

    fn open_link(&mut self, url: &str, title: Option<&str>, name: Option<&str>) {
        let link = &self.style.link;
        let tag = self.out.tag("a").attribute("href", url).attribute("class", "ac").attribute("style", link);
        tag.optional("title", title).optional("aria-label", name).open();
    }

    fn push_image(&mut self, image: &Image) {
        match self.pictures.shown(image) {
            Some(shown) => {
                let tag = self.out.tag("img").attribute("src", &shown.source).attribute("alt", shown.alt);
                let tag = tag.attribute("width", &fitted(shown.width));
                tag.attribute("style", self.style.inline_picture).void();
            }
            None if image.alt.as_deref() == Some("") && matches!(image.source, ImageSource::Local(_)) => {}
            None => {
                self.out.text("[");
                self.push_in_place(image);
                self.out.text("]");
            }
        }
    }

    pub(super) fn push_lead(&mut self, lead: &LeadImage) {
        let caption: Vec<_> = lead.caption.iter().filter(|caption| !caption.trim().is_empty()).collect();
        let caption: Vec<_> = caption
            .into_iter()
            .map(|caption| Inline::Text { value: caption.clone(), span: lead.image.span })
            .collect();
        self.push_captioned(&lead.image, &caption);
    }

    pub(super) fn push_figure(&mut self, figure: &Figure) {
        self.push_captioned(&figure.image, &figure.caption);
    }

    fn push_captioned(&mut self, image: &Image, caption: &[Inline]) {
        let style = self.style;
        self.styled("div", None, style.figure).open();
        match self.pictures.shown(image) {
            Some(shown) => {
                // Without a height: a picture that is not loaded takes no more room than its text.
                let tag = self.out.tag("img").attribute("src", &shown.source).attribute("alt", shown.alt);
                let tag = tag.attribute("width", &fitted(shown.width));
                tag.attribute("class", "mu").attribute("style", &style.picture).void();
            }
            None if image.alt.as_deref() == Some("") && matches!(image.source, ImageSource::Local(_)) => {}
            None => {
                self.styled("p", None, style.last).open();
                self.push_in_place(image);
                self.out.close("p");
            }
        }
        let credit = image.credit.as_deref().filter(|credit| !credit.trim().is_empty());
        if !caption.is_empty() || credit.is_some() {
            self.styled("p", Some("mu"), &style.caption).open();
            self.push_inlines(caption);
            if let Some(credit) = credit {
                if !caption.is_empty() {
                    self.out.text(" ");
                }
                self.out.text(&self.context.messages.fill(MessageKey::Credit, &[("credit", credit)]));
            }
            self.out.close("p");
        }
        self.out.close("div");
        self.out.line();
    }

    /// The words in place of a picture; a remote one is linked.
    fn push_in_place(&mut self, image: &Image) {
        let words = match image.alt.as_deref().map(str::trim) {
            Some(alt) if !alt.is_empty() => self.context.messages.fill(MessageKey::Picture, &[("alt", alt)]),
            _ => self.context.messages.get(MessageKey::PictureMissing).to_owned(),
        };
        match &image.source {
            ImageSource::Remote { url, size } => {
                // One without a size was reported when it was read.
                if size.is_some() {
                    let message = "a remote picture can't be shown here; its text and link go out instead";
                    let finding = Diagnostic::warning(Code::Simplified, message).with_span(image.span);
                    self.warnings.push(finding.follows(Code::RemotePicture));
                }
                match self.in_link {
                    true => self.out.text(&words),
                    false => self.push_address(url, &words),
                }
            }
            ImageSource::Local(_) | ImageSource::Missing(_) => self.out.text(&words),
        }
    }
}

/// The width of a picture in the column.
fn fitted(width: u32) -> String {
    width.clamp(1, COLUMN).to_string()
}
