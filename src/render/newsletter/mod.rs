//! The `text` edition: an explainer as a plain-text newsletter.
//!
//! The text is made from the model, never from HTML, for people who read it in a mail program with one typeface and
//! for those who have it read aloud: every word in its order and case, lines of at most 72 cells. A backend of mail
//! can put it into a message as it is.

mod blocks;
mod breaking;
mod email;
mod layout;
mod prose;
mod references;
mod table;

use std::collections::HashMap;

use self::{
    layout::{Layout, Prose},
    prose::Surroundings,
    references::References,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{Block, Card, Correction, Document, Footnote, LeadImage, Metadata, Part, Place, parts, text},
    render::{Backend, Context, Edition},
    theme::{Count, Theme, Word},
};

/// The width of a newsletter in cells, where the site says none (RFC 3676, section 4.2, wants at most 78).
const WIDTH: usize = 72;

/// Prepares the edition; it takes nothing but words from the theme.
pub(crate) fn prepare(_theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Newsletter))
}

struct Newsletter;

impl Backend for Newsletter {
    fn render(&self, document: &Document, context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let targets = targets(document);
        let mut letter = Letter::new(document, context, &targets);
        letter.push_document();
        let Letter { layout, mut warnings, .. } = letter;
        let (text, dropped) = layout.finish();
        if dropped > 0 {
            let message = format!("{dropped} control characters can't stand in plain text and were left out");
            warnings.push(Diagnostic::warning(Code::ControlCharacter, message));
        }
        let mut edition = Edition::of(format!("{}.txt", document.metadata.slug), text.into_bytes());
        edition.warnings = warnings;
        Ok(edition)
    }
}

/// A newsletter that is being written.
struct Letter<'a> {
    document: &'a Document,
    context: &'a Context<'a>,
    around: Surroundings<'a>,
    layout: Layout,
    references: References,
    warnings: Diagnostics,
    /// True after a warning that there is no room for a further indent.
    crowded: bool,
}

impl<'a> Letter<'a> {
    fn new(document: &'a Document, context: &'a Context<'a>, targets: &'a HashMap<&'a str, Place>) -> Self {
        let width = context.site.newsletter.width.unwrap_or(WIDTH);
        Self {
            document,
            context,
            around: Surroundings { words: context.words, targets, place: Place::Lede },
            layout: Layout::new(width, document.metadata.language.direction()),
            references: References::default(),
            warnings: Vec::new(),
            crowded: false,
        }
    }

    fn push_document(&mut self) {
        let metadata = &self.document.metadata;
        self.push_title(metadata);
        self.push_byline(metadata);
        if let Some(lead) = &metadata.image {
            self.push_lead(lead);
        }
        let mut listed = false;
        for part in parts(self.document) {
            if !listed && part.place != Place::Lede {
                self.push_contents();
                listed = true;
            }
            self.push_part(&part);
        }
        self.push_corrections(&metadata.corrections);
        self.push_footer(metadata);
    }

    /// What an inbox shows beside the subject: kicker, headline and dek, without a blank line.
    fn push_title(&mut self, metadata: &Metadata) {
        let title = match filled(metadata.kicker.as_deref()) {
            Some(kicker) => format!("{}{}", labelled(kicker), metadata.headline),
            None => metadata.headline.clone(),
        };
        self.push_plain(&title);
        if let Some(description) = filled(metadata.description.as_deref()) {
            self.push_plain(description);
        }
    }

    fn push_byline(&mut self, metadata: &Metadata) {
        let words = self.context.words;
        self.layout.gap();
        let names: Vec<_> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        if !names.is_empty() {
            self.push_plain(&words.fill(Word::By, &[("names", &words.list(&names))]));
        }
        let published = metadata.date_published.map(|date| date.day());
        let updated = metadata.date_modified.map(|date| date.day()).filter(|day| Some(*day) != published);
        for (word, day) in [(Word::Published, published), (Word::Updated, updated)] {
            if let Some(day) = day {
                self.push_plain(&words.fill(word, &[("date", &words.date(day))]));
            }
        }
        if !self.document.cards.is_empty() {
            self.push_plain(&words.count(Count::Cards, self.document.cards.len()));
        }
    }

    fn push_lead(&mut self, lead: &LeadImage) {
        if let Some(prose) = prose::lead_figure(lead, &self.around, &mut self.references) {
            self.layout.gap();
            self.push_hanging("[", prose);
        }
    }

    fn push_contents(&mut self) {
        let cards = &self.document.cards;
        if cards.is_empty() {
            return;
        }
        // What the lead picture refers to is listed before, where there is no lede to do it.
        self.push_references();
        self.layout.gap();
        self.layout.underlined(&plain(self.context.words.get(Word::Contents)), '-');
        self.layout.gap();
        let digits = cards.iter().map(|card| card.number.to_string().len()).max().unwrap_or(1);
        for card in cards {
            let mark = format!("{:>digits$}. ", card.number);
            self.push_marked(&mark, |letter| letter.push_plain(&text::plain(&card.question)));
        }
    }

    fn push_part(&mut self, part: &Part<'_>) {
        self.around.place = part.place;
        match part.card {
            Some(card) => self.push_question(card),
            None if part.place == Place::Signoff => {
                self.layout.gap();
                self.layout.line("* * *");
                self.layout.gap();
            }
            None => self.layout.gap(),
        }
        self.push_blocks(part.blocks);
        self.push_footnotes(self.document.footnotes_of(part.place));
        self.push_references();
    }

    fn push_question(&mut self, card: &Card) {
        let question = prose::prose(&card.question, &self.around, &mut self.references);
        self.layout.gap();
        self.layout.line("");
        self.layout.underlined(&question.preceded_by(&format!("{}. ", card.number)), '=');
        if let Some(update) = &card.updated {
            let words = self.context.words;
            let date = words.fill(Word::Updated, &[("date", &words.date(update.date.day()))]);
            match filled(update.reason.as_deref()) {
                Some(reason) => self.push_plain(&format!("{}{reason}", labelled(&date))),
                None => self.push_plain(&date),
            }
        }
        self.layout.gap();
    }

    /// Writes notes close together, below the part that refers to them.
    fn push_footnotes(&mut self, footnotes: impl Iterator<Item = &'a Footnote>) {
        let mut footnotes = footnotes.peekable();
        if footnotes.peek().is_none() {
            return;
        }
        self.layout.gap();
        self.push_plain(&labelled(self.context.words.get(Word::Footnotes)));
        for footnote in footnotes {
            let mark = format!("[^{}] ", footnote.number);
            self.push_marked(&mark, |letter| letter.push_blocks(&footnote.blocks));
            self.layout.no_gap();
        }
    }

    /// Lists the links since the last list, each on a line of its own.
    fn push_references(&mut self) {
        let references = self.references.take();
        if !references.is_empty() {
            self.layout.gap();
        }
        for reference in references {
            let line = format!("[{}] <{}>", reference.number, reference.url);
            match filled(reference.title.as_deref()) {
                Some(title) => self.push_plain(&format!("{line} {title}")),
                None => self.layout.line(&line),
            }
        }
    }

    fn push_corrections(&mut self, corrections: &[Correction]) {
        if corrections.is_empty() {
            return;
        }
        let words = self.context.words;
        self.layout.gap();
        self.layout.underlined(&plain(words.get(Word::Corrections)), '-');
        self.layout.gap();
        for correction in corrections {
            let label = words.fill(Word::Correction, &[("date", &words.date(correction.date.day()))]);
            self.push_plain(&format!("{}{}", labelled(&label), correction.text));
            self.layout.gap();
        }
    }

    fn push_footer(&mut self, metadata: &Metadata) {
        let (words, site) = (self.context.words, self.context.site);
        let url = |word, url: &str| words.fill(word, &[("url", &format!("<{url}>"))]);
        let paragraphs = [
            filled(metadata.rights.as_deref()).map(str::to_owned),
            filled(metadata.canonical_url.as_deref()).map(|address| url(Word::ReadOnline, address)),
            filled(site.newsletter.reason.as_deref()).map(str::to_owned),
            filled(site.newsletter.unsubscribe.as_deref()).map(|address| url(Word::Unsubscribe, address)),
            filled(site.newsletter.address.as_deref()).map(str::to_owned),
        ];
        if paragraphs.iter().all(Option::is_none) {
            return;
        }
        self.layout.gap();
        self.layout.line(&"_".repeat(self.layout.room()));
        for paragraph in paragraphs.into_iter().flatten() {
            self.layout.gap();
            self.layout.prose(&Prose::plain(paragraph));
        }
    }

    /// Writes a text of one line, such as the metadata holds.
    fn push_plain(&mut self, text: &str) {
        self.layout.prose(&plain(text));
    }

    /// Writes what follows a mark; its further lines hang below its beginning. False where there was no room for that.
    fn push_marked(&mut self, mark: &str, write: impl FnOnce(&mut Self)) -> bool {
        let indent = self.layout.enter(mark, &" ".repeat(breaking::cells(mark)));
        let shown = indent.shown;
        write(self);
        self.layout.flush();
        self.layout.leave(indent);
        shown
    }

    /// Writes running text that begins with `mark`; its further lines hang below what follows the mark.
    fn push_hanging(&mut self, mark: &str, mut prose: Prose) {
        match prose.text.strip_prefix(mark) {
            Some(rest) => {
                let by = prose.text.len() - rest.len();
                prose = prose.without_first(by);
                self.push_marked(mark, |letter| letter.layout.prose(&prose));
            }
            None => self.layout.prose(&prose),
        }
    }
}

/// The text of the metadata on one line.
fn plain(text: &str) -> Prose {
    Prose::plain(text.replace('\n', " "))
}

/// A label before what it labels: "Read also: ".
fn labelled(label: &str) -> String {
    let label = label.trim_end();
    if label.ends_with([':', '：', '?', '!', '.', '…', '؟']) {
        format!("{label} ")
    } else {
        format!("{label}: ")
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Which part each id belongs to.
fn targets(document: &Document) -> HashMap<&str, Place> {
    let mut targets = HashMap::new();
    for part in parts(document) {
        targets.extend(part.card.map(|card| (card.id.as_str(), part.place)));
        collect(&mut targets, part.blocks, part.place);
    }
    for footnote in &document.footnotes {
        collect(&mut targets, &footnote.blocks, footnote.place);
    }
    targets
}

fn collect<'a>(targets: &mut HashMap<&'a str, Place>, blocks: &'a [Block], place: Place) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                targets.insert(&heading.id, place);
            }
            Block::BlockQuote(quote) => collect(targets, &quote.blocks, place),
            Block::List(list) => list.items.iter().for_each(|item| collect(targets, &item.blocks, place)),
            Block::Related(related) => collect(targets, &related.description, place),
            Block::Callout(callout) => collect(targets, &callout.blocks, place),
            Block::DefinitionList(list) => {
                list.items.iter().flat_map(|item| &item.definitions).for_each(|d| collect(targets, d, place));
            }
            Block::Paragraph { .. }
            | Block::CodeBlock(_)
            | Block::Table(_)
            | Block::Figure(_)
            | Block::ThematicBreak { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests;
