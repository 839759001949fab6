//! Pictures that stand beside the text of an item.

use super::super::html_body::{HtmlBody, plain};
use crate::{Action, FindingKind, ImportFinding, article::LeadPicture};
use pressroom_diagnostics::Span;
use pressroom_read::builder::{Builder, Container, Picture};

/// A picture of an item.
#[derive(Debug, Default)]
pub(super) struct ItemPicture {
    /// Addresses and paths, the best one first.
    pub(super) sources: Vec<String>,
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) is_lead: bool,
}

impl ItemPicture {
    /// The key of the file beside the item, else the address on the web.
    fn take_into(&self, body: &mut HtmlBody<'_>) -> Option<String> {
        let paths: Vec<String> =
            self.sources.iter().filter_map(|source| body.pictures.take_picture(source)).collect();
        paths.iter().find(|path| !path.contains("://")).or(paths.first()).cloned()
    }

    /// As the lead picture.
    pub(super) fn lead(&self, body: &mut HtmlBody<'_>) -> Option<LeadPicture> {
        let Some(path) = self.take_into(body) else {
            body.findings.push(
                self.finding(Action::LeftOut, "the lead picture is neither beside the item nor on the web"),
            );
            return None;
        };
        let caption = self.caption.as_deref().map(plain).filter(|caption| !caption.is_empty());
        Some(LeadPicture { path, alt: self.alt.clone(), caption, credit: self.credit.clone() })
    }

    /// As a figure at the end of the text: an item does not say where it stands.
    pub(super) fn figure(&self, builder: &mut Builder<'_>, body: &mut HtmlBody<'_>) {
        let Some(path) = self.take_into(body) else {
            body.findings
                .push(self.finding(Action::LeftOut, "the picture is neither beside the item nor on the web"));
            return;
        };
        body.findings.push(self.finding(
            Action::Guessed,
            "the item does not say where its picture stands; it stands at the end",
        ));
        let picture = Picture {
            path,
            alt_missing: self.alt.is_none(),
            alt: self.alt.clone(),
            credit: self.credit.clone(),
            ..Picture::default()
        };
        let figure = builder.open(Container::Figure, Span::default());
        let image = builder.open(Container::Image(Box::new(picture)), Span::default());
        builder.close(image);
        if let Some(caption) = self.caption.as_deref().map(plain).filter(|caption| !caption.is_empty()) {
            let opened = builder.open(Container::Caption, Span::default());
            builder.text(caption, Span::default());
            builder.close(opened);
        }
        builder.close(figure);
    }

    fn finding(&self, action: Action, message: &str) -> ImportFinding {
        let words = [self.alt.clone(), self.caption.clone(), self.credit.clone()];
        ImportFinding {
            kind: FindingKind::Picture,
            action,
            place: self.sources.first().cloned().unwrap_or_default(),
            text: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
            message: message.to_owned(),
        }
    }
}

/// The paths at which the file of a picture may lie: as it is named, and by its name in `media`.
pub(super) fn paths(address: &str) -> Vec<String> {
    let mut paths = crate::cms::wordpress::paths(address);
    if let Some(file) =
        paths.last().and_then(|path| path.rsplit('/').next()).map(|file| format!("media/{file}"))
    {
        paths.push(file);
    }
    paths
}

/// The paragraphs of a plain text.
pub(super) fn paragraphs(builder: &mut Builder<'_>, text: &str) {
    let by_blank_lines = text.contains("\n\n");
    let parts: Vec<&str> = if by_blank_lines { text.split("\n\n").collect() } else { text.lines().collect() };
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        let opened = builder.open(Container::Paragraph, Span::default());
        builder.text(part.split_whitespace().collect::<Vec<_>>().join(" "), Span::default());
        builder.close(opened);
    }
}
