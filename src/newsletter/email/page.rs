//! The mail's HTML: the order of its parts, and where it ends when it grows too long.

use super::{
    pictures::{MailForms, Pictures},
    style::Style,
};
use crate::plan::Plan;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, counted};
use pressroom_document::{Direction, Part, Place, text};
use pressroom_render::{
    Context,
    markup::{Markup, Syntax},
    plain::{filled, with_fragment},
};
use pressroom_theme::{Count, MessageKey};

/// How many bytes the HTML of a mail may have: large services cut what is longer.
pub(super) const LIMIT: usize = 100_000;

/// A page that was written.
pub(super) struct RenderedEmail {
    pub(super) html: String,
    /// The pictures that it shows.
    pub(super) forms: MailForms,
    pub(super) warnings: Diagnostics,
}

/// Writes the HTML of a mail.
pub(super) fn write(
    plan: &Plan<'_>,
    context: &Context<'_>,
    style: &Style,
    pictures: Pictures<'_>,
    subject: &str,
    preheader: Option<&str>,
) -> RenderedEmail {
    let mut page = Page {
        plan,
        context,
        style,
        pictures,
        out: Markup::new(Syntax::Html),
        side: match plan.document.metadata.language.direction() {
            Direction::LeftToRight => 0,
            Direction::RightToLeft => 1,
        },
        place: Place::Lede,
        in_link: false,
        notes: Vec::new(),
        warnings: Vec::new(),
    };
    let html = page.document(subject, preheader);
    RenderedEmail { html, forms: page.pictures.into_forms(), warnings: page.warnings }
}

/// A page that is being written.
pub(super) struct Page<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) context: &'a Context<'a>,
    pub(super) style: &'a Style,
    pub(super) pictures: Pictures<'a>,
    pub(super) out: Markup,
    /// 0 where the text runs from left to right, 1 where it runs from right to left: for styles that come in two.
    pub(super) side: usize,
    pub(super) place: Place,
    pub(super) in_link: bool,
    /// Numbers of notes within a link: they follow it.
    pub(super) notes: Vec<u32>,
    pub(super) warnings: Diagnostics,
}

/// A piece of the page that goes out as a whole, or not.
struct Piece {
    html: String,
    /// A card begins here, so the page may end before it.
    card: bool,
}

impl<'a> Page<'a> {
    fn document(&mut self, subject: &str, preheader: Option<&str>) -> String {
        self.push_beginning(subject, preheader);
        self.push_title();
        let head = self.out.take_markup();
        let mut pieces = Vec::new();
        for part in &self.plan.parts {
            if part.place != Place::Lede && pieces.iter().all(|piece: &Piece| !piece.card) {
                self.push_contents();
                pieces.push(Piece { html: self.out.take_markup(), card: false });
            }
            self.push_part(part);
            pieces.push(Piece { html: self.out.take_markup(), card: part.card.is_some() });
        }
        self.push_more();
        self.push_corrections();
        let after = self.out.take_markup();
        self.push_footer();
        self.push_end();
        let foot = self.out.take_markup();
        let whole = head.len() + pieces.iter().map(|piece| piece.html.len()).sum::<usize>() + after.len();
        if whole + foot.len() <= LIMIT {
            let body = pieces.into_iter().map(|piece| piece.html).collect::<String>();
            return [head, body, after, foot].concat();
        }
        self.cut(head, pieces, &foot)
    }

    /// The page up to a card's beginning, with the way to the rest; the text that goes with it has every word.
    fn cut(&mut self, head: String, pieces: Vec<Piece>, foot: &str) -> String {
        self.push_rest();
        let rest = self.out.take_markup();
        let room = LIMIT.saturating_sub(foot.len() + rest.len());
        let mut html = head;
        let mut left = pieces.into_iter();
        let mut kept = 0;
        for piece in left.by_ref() {
            if html.len() + piece.html.len() > room {
                break;
            }
            html.push_str(&piece.html);
            kept += usize::from(piece.card);
        }
        if kept == 0 {
            // Not even the first part is short enough: as many of its blocks as there is room for.
            self.push_blocks_within(&mut html, room);
        }
        let cards = counted(self.plan.document.cards.len(), "card");
        let message = format!(
            "the mail's HTML would be longer than {} kB, which large mail services cut: it holds {kept} of {cards} \
             and the way to the rest; the plain text holds all",
            LIMIT / 1000
        );
        let help =
            "shorten the explainer, or mark cards with `teaser` and set `teaser = true` in [newsletter]";
        self.warnings.push(Diagnostic::warning(Code::ReceiverLimit, message).help(help));
        html.push_str(&rest);
        html.push_str(foot);
        html
    }

    fn push_blocks_within(&mut self, html: &mut String, room: usize) {
        let Some(part) = self.plan.parts.first() else { return };
        self.place = part.place;
        for block in part.blocks {
            self.push_block(block);
            let block = self.out.take_markup();
            if html.len() + block.len() > room {
                return;
            }
            html.push_str(&block);
        }
    }

    fn push_beginning(&mut self, subject: &str, preheader: Option<&str>) {
        let (style, language) = (self.style, &self.plan.document.metadata.language);
        let direction = language.direction().as_str();
        self.out.raw("<!doctype html>\n");
        self.out.tag("html").attribute("lang", language.as_str()).attribute("dir", direction).open();
        self.out.raw("\n<head>\n<meta charset=\"utf-8\">\n");
        self.out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        self.out.raw("<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>");
        self.out.text(subject);
        self.out.raw("</title>\n<style>");
        self.out.raw(&style.sheet);
        self.out.raw("</style>\n</head>\n");
        self.out.tag("body").attribute("class", "bg").attribute("style", &style.body).open();
        self.out.line();
        if let Some(preheader) = preheader {
            self.styled("div", None, style.hidden).open();
            self.out.text(preheader);
            self.out.close("div");
            self.out.line();
        }
        // Tables, since Outlook has no other columns.
        self.layout_table(Some("100%"), Some("bg"), &style.body);
        let tag = self.out.tag("td").attribute("align", "center").attribute("style", style.page);
        tag.open();
        self.layout_table(Some("600"), None, "width:100%;max-width:600px;table-layout:fixed");
        let align = if self.side == 0 { "left" } else { "right" };
        let tag = self.out.tag("td").attribute("class", "tx").attribute("align", align);
        tag.attribute("dir", direction).attribute("style", &style.column).open();
        self.out.line();
    }

    fn push_end(&mut self) {
        self.out.raw("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n");
    }

    /// Opens a table that is only there for its place, and its row.
    pub(super) fn layout_table(&mut self, width: Option<&str>, class: Option<&str>, style: &str) {
        let tag = self.out.tag("table").attribute("role", "presentation").optional("width", width);
        let tag = tag.attribute("cellpadding", "0").attribute("cellspacing", "0").attribute("border", "0");
        tag.optional("class", class).attribute("style", style).open();
        self.out.open("tr");
    }

    fn push_title(&mut self) {
        let (style, messages, metadata) = (self.style, self.context.messages, &self.plan.document.metadata);
        if let Some(kicker) = filled(metadata.kicker.as_deref()) {
            self.text_line("p", Some("ac"), &style.kicker, kicker);
        }
        self.text_line("h1", Some("h1"), &style.headline, &metadata.headline);
        if let Some(dek) = filled(metadata.description.as_deref()) {
            self.text_line("p", None, &style.dek, dek);
        }
        let names: Vec<&str> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        let by = (!names.is_empty()).then(|| messages.around_names(&names));
        let published = metadata.date_published.map(|date| date.day());
        let updated = metadata.date_modified.map(|date| date.day()).filter(|day| Some(*day) != published);
        let cards = self.plan.document.cards.len();
        let facts = [
            published.map(|day| messages.dated(MessageKey::Published, day)),
            updated.map(|day| messages.dated(MessageKey::Updated, day)),
            (cards > 0).then(|| messages.count(Count::Cards, cards)),
        ];
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if by.is_some() || !facts.is_empty() {
            self.styled("p", Some("mu"), &style.muted).open();
            self.push_authors(by.as_deref().unwrap_or_default());
            if by.is_some() && !facts.is_empty() {
                self.out.tag("br").void();
            }
            self.out.text(&facts);
            self.out.close("p");
            self.out.line();
        }
        if let Some(lead) = self.plan.lead() {
            self.push_lead(lead);
        }
    }

    /// The line of the authors: the words before each name, and after the last.
    fn push_authors(&mut self, around: &[String]) {
        let authors = &self.plan.document.metadata.authors;
        for (index, piece) in around.iter().enumerate() {
            if let Some(author) = index.checked_sub(1).and_then(|author| authors.get(author)) {
                match &author.url {
                    Some(url) => self.push_address(url, &author.name),
                    None => self.out.text(&author.name),
                }
            }
            self.out.text(piece);
        }
    }

    fn push_contents(&mut self) {
        let (style, cards) = (self.style, &self.plan.document.cards);
        if cards.is_empty() {
            return;
        }
        self.text_line("p", None, &style.label, self.context.messages.get(MessageKey::Contents));
        let list = style.list.get(self.side).copied().unwrap_or_default();
        self.styled("ol", None, list).open();
        self.out.line();
        for card in cards {
            let question = text::plain(&card.question);
            self.styled("li", None, style.item).open();
            // Jumps within a mail work in few programs: questions lead to the page.
            match self.plan.document.metadata.canonical_url.as_deref() {
                Some(url) => self.push_address(&with_fragment(url, &card.id), &question),
                None => self.out.text(&question),
            }
            self.out.close("li");
            self.out.line();
        }
        self.out.close("ol");
        self.out.line();
    }

    fn push_part(&mut self, part: &Part<'a>) {
        let style = self.style;
        self.place = part.place;
        match part.card {
            Some(card) => {
                self.styled("h2", Some("ru"), &style.question).open();
                self.styled("span", Some("ac"), &style.accent).open();
                self.out.text(&format!("{}.", card.number));
                self.out.close("span");
                self.out.text(" ");
                self.push_inlines(&card.question);
                self.out.close("h2");
                self.out.line();
                if let Some(update) = &card.updated {
                    let messages = self.context.messages;
                    let date = messages.dated(MessageKey::Updated, update.date.day());
                    let line = match filled(update.reason.as_deref()) {
                        Some(reason) => format!("{}{reason}", messages.label(&date)),
                        None => date,
                    };
                    self.text_line("p", Some("mu"), &style.muted, &line);
                }
            }
            None if part.place == Place::Signoff => self.push_rule(),
            None => {}
        }
        self.push_blocks(part.blocks);
        self.push_footnotes(&self.plan.notes(part));
    }

    fn push_more(&mut self) {
        let Some(url) = self.plan.more else { return };
        let label = self.context.messages.count(Count::ReadAll, self.plan.document.cards.len());
        self.push_way_on(Some(url), &label);
    }

    /// The way to what did not fit.
    fn push_rest(&mut self) {
        let label = self.words_without_url(MessageKey::ReadRest);
        self.push_way_on(self.plan.document.metadata.canonical_url.as_deref(), &label);
    }

    fn push_way_on(&mut self, url: Option<&str>, label: &str) {
        self.push_rule();
        self.styled("p", None, &self.style.story).open();
        match url {
            Some(url) => self.push_address(url, label),
            None => self.out.text(label),
        }
        self.out.close("p");
        self.out.line();
    }

    fn push_corrections(&mut self) {
        let (style, messages) = (self.style, self.context.messages);
        let corrections = &self.plan.document.metadata.corrections;
        if corrections.is_empty() {
            return;
        }
        self.push_rule();
        self.text_line("p", None, &style.label, messages.get(MessageKey::Corrections));
        for correction in corrections {
            let label = messages.dated(MessageKey::Correction, correction.date.day());
            self.text_line(
                "p",
                None,
                style.paragraph,
                &format!("{}{}", messages.label(&label), correction.text),
            );
        }
    }

    fn push_footer(&mut self) {
        let (style, mailing) = (self.style, &self.context.site.newsletter);
        let metadata = &self.plan.document.metadata;
        let online = metadata.canonical_url.as_deref().filter(|_| mailing.view_online.unwrap_or(true));
        self.push_rule();
        // The site's own words may be in another language than the document.
        let line = |page: &mut Self, text: Option<&str>| {
            if let Some(text) = filled(text) {
                page.styled("p", Some("mu"), &style.muted).attribute("dir", "auto").open();
                page.push_lines(text);
                page.out.close("p");
                page.out.line();
            }
        };
        let linked = |page: &mut Self, url: Option<&str>, word| {
            if let Some(url) = url {
                page.styled("p", Some("mu"), &style.muted).open();
                let label = page.words_without_url(word);
                page.push_address(url, &label);
                page.out.close("p");
                page.out.line();
            }
        };
        line(self, metadata.rights.as_deref());
        linked(self, online, MessageKey::ReadOnline);
        line(self, mailing.reason.as_deref());
        // The way out of the list is no link of a campaign.
        if let Some(url) = mailing.unsubscribe.as_deref() {
            self.styled("p", Some("mu"), &style.muted).open();
            let label = self.words_without_url(MessageKey::Unsubscribe);
            self.push_untagged(url, &label);
            self.out.close("p");
            self.out.line();
        }
        line(self, mailing.address.as_deref());
    }

    /// A phrase that ends with a URL, for a link that needs none.
    fn words_without_url(&self, word: MessageKey) -> String {
        let phrase = self.context.messages.fill(word, &[("url", "")]);
        phrase.trim_matches([' ', ':', '：', '\u{A0}', '\u{202F}']).to_owned()
    }

    /// An element of plain text; its line ends stay.
    pub(super) fn text_line(&mut self, name: &str, class: Option<&str>, style: &str, text: &str) {
        self.styled(name, class, style).open();
        self.push_lines(text);
        self.out.close(name);
        self.out.line();
    }

    fn push_lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.out.tag("br").void();
            }
            self.out.text(line);
        }
    }

    pub(super) fn push_rule(&mut self) {
        self.styled("hr", Some("ru"), &self.style.rule).void();
        self.out.line();
    }
}
