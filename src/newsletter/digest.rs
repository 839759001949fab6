//! Many explainers as one plain-text newsletter.

use minijinja::{Value, context};

use super::{
    letter::{self, WIDTH},
    plan::Plan,
    templates::Templates,
};
use pressroom_config::{Mailing, Site};
use pressroom_diagnostics::{Diagnostic, Diagnostics};
use pressroom_document::{Document, paths::edition_file};
use pressroom_render::{
    Context, Digest, DigestBackend, DigestEdition, DigestKind,
    plain::{
        Ornaments,
        ascii::Ascii,
        breaking,
        layout::{Layout, Prose},
        plain,
    },
};
use pressroom_theme::{Count, MessageKey, Theme};

/// The plain-text newsletter of many explainers.
pub const DIGEST: DigestKind = DigestKind { name: "text", extension: "txt", prepare };

fn prepare(theme: &Theme) -> Result<Box<dyn DigestBackend>, Diagnostics> {
    let templates = Templates::compile(theme)?;
    Ok(Box::new(TextDigest { templates, theme: theme.clone() }))
}

struct TextDigest {
    templates: Templates,
    theme: Theme,
}

impl DigestBackend for TextDigest {
    fn render_digest(
        &self,
        digest: &Digest<'_>,
        context: &Context<'_>,
    ) -> Result<DigestEdition, Diagnostics> {
        // What the footer says of the list is said once, at the end of all.
        let newsletter =
            Mailing { reason: None, unsubscribe: None, address: None, ..context.site.newsletter.clone() };
        let site = Site { newsletter, ..context.site.clone() };
        let (mut edition, mut articles) = (DigestEdition::default(), Vec::new());
        for (place, document) in digest.documents.iter().enumerate() {
            let text = self.article(document, &Context { site: &site, ..*context }, &mut |finding| {
                edition.warnings.push((place, finding));
            });
            articles.push(text.map_err(|finding| vec![finding])?);
        }
        let mut front = Front {
            digest,
            context,
            ornaments: &self.templates.ornaments,
            layout: Layout::new(context.site.newsletter.width.unwrap_or(WIDTH), digest.language.direction())
                .with_ascii(context.site.newsletter.ascii.then(|| Ascii::for_language(digest.language))),
        };
        let text = self.templates.render_digest(front.pieces(articles)).map_err(|finding| vec![finding])?;
        edition.files.insert(edition_file(digest.name, DIGEST.extension), text.into_bytes().into());
        Ok(edition)
    }
}

impl TextDigest {
    /// An explainer as it is in a newsletter of its own, in its own language.
    fn article(
        &self,
        document: &Document,
        context: &Context<'_>,
        warn: &mut dyn FnMut(Diagnostic),
    ) -> Result<String, Diagnostic> {
        let messages = self.theme.messages(document.metadata.language.as_str());
        let plan = Plan::new(document, context.site);
        let written = letter::write(&plan, &Context { messages: &messages, ..*context }, &self.templates)?;
        plan.warnings.into_iter().chain(written.warnings).for_each(warn);
        Ok(written.text)
    }
}

/// The pieces around the explainers, in the digest's language.
struct Front<'a> {
    digest: &'a Digest<'a>,
    context: &'a Context<'a>,
    ornaments: &'a Ornaments,
    layout: Layout,
}

impl Front<'_> {
    fn pieces(&mut self, articles: Vec<String>) -> Value {
        let (messages, mailing) = (self.context.messages, &self.context.site.newsletter);
        let facts = [
            self.context.site.publisher_name().map(str::to_owned),
            self.digest.date.map(|date| messages.date(date.day())),
            Some(messages.count(Count::Explainers, self.digest.documents.len())),
        ];
        let title = self.piece(|front| front.layout.prose(&plain(front.digest.title)));
        let facts =
            self.piece(|front| facts.iter().flatten().for_each(|fact| front.layout.prose(&plain(fact))));
        let contents = self.piece(Self::push_contents);
        let unsubscribe = mailing.unsubscribe.as_deref();
        let unsubscribe =
            unsubscribe.map(|url| messages.fill(MessageKey::Unsubscribe, &[("url", &format!("<{url}>"))]));
        let mut line = |text: Option<&str>| {
            let text = text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
            self.piece(|front| text.into_iter().for_each(|text| front.layout.prose(&Prose::plain(text))))
        };
        let (reason, address) = (line(mailing.reason.as_deref()), line(mailing.address.as_deref()));
        let unsubscribe = line(unsubscribe.as_deref());
        let any = [&reason, &unsubscribe, &address].iter().any(|piece| !piece.is_empty());
        let (rule, divider) = (self.row(self.ornaments.footer), self.row(self.ornaments.question));
        context! {
            title, facts, contents, articles, divider,
            footer => context! { any, rule, reason, unsubscribe, address },
        }
    }

    fn piece(&mut self, write: impl FnOnce(&mut Self)) -> String {
        write(self);
        self.layout.take_text()
    }

    /// A row of a sign, as wide as the page.
    fn row(&mut self, sign: char) -> String {
        self.piece(|front| front.layout.line(&sign.to_string().repeat(front.layout.room())))
    }

    /// The headlines, each with its dek below it.
    fn push_contents(&mut self) {
        self.layout
            .underlined(&plain(self.context.messages.get(MessageKey::InThisIssue)), self.ornaments.title);
        let digits = self.digest.documents.len().to_string().len();
        for (document, number) in self.digest.documents.iter().zip(1..) {
            self.layout.gap();
            let mark = format!("{number:>digits$}. ");
            let indent = self.layout.enter(&mark, &" ".repeat(breaking::cells(&mark)));
            let metadata = &document.metadata;
            for line in [Some(&metadata.headline), metadata.description.as_ref()].into_iter().flatten() {
                self.layout.prose(&plain(line));
            }
            self.layout.flush();
            self.layout.leave(indent);
        }
    }
}
