//! Builds the blocks of a text: paragraphs, headings, lists, quotations, boxes.

use linkify::{LinkFinder, LinkKind};

use super::{
    lines::{LineLook, Passage, bullet, size},
    numbers,
    preamble::{left_out, place},
    related::{self, Story},
    words::{Words, bare, ends_as_question, ends_as_sentence},
};
use crate::{Action, FindingKind, ImportFinding};
use pressroom_diagnostics::Span;
use pressroom_document::Inline;
use pressroom_read::builder::{Builder, Container};

/// Signs that open and close a quotation.
const QUOTES: &[(&str, &str)] = &[
    ("«", "»"),
    ("»", "«"),
    ("“", "”"),
    ("„", "“"),
    ("„", "”"),
    ("”", "”"),
    ("\"", "\""),
    ("‹", "›"),
    ("「", "」"),
    ("『", "』"),
    ("‘", "’"),
];
/// The least words of a quotation that stands for itself.
const LEAST_QUOTED: usize = 4;
/// The most words of the line that names who said it.
const MOST_OF_AN_ATTRIBUTION: usize = 25;
/// The most columns of a line that ends where its writer broke it.
const BROKEN_AT: usize = 60;

/// Builds the blocks of a text.
pub(super) struct Body<'b, 'd> {
    pub(super) builder: Builder<'b>,
    pub(super) findings: &'d mut Vec<ImportFinding>,
    /// The level of headings within a card; `None`: their own.
    pub(super) level: Option<u8>,
}

impl Body<'_, '_> {
    /// Builds the question of a card.
    pub(super) fn question(&mut self, text: &str) {
        self.around(Container::Heading { level: 2 }, |body| body.line(text));
    }

    /// Builds the passages of a card, boxes included.
    pub(super) fn passages(&mut self, passages: &[Passage]) {
        let (boxes, repeated) = related::find(passages);
        let mut plain: Vec<Passage> = Vec::new();
        let mut boxes = boxes.into_iter().peekable();
        let mut inside = 0;
        for (at, passage) in passages.iter().enumerate() {
            if let Some(found) = boxes.next_if(|found| found.start == at) {
                self.blocks(&std::mem::take(&mut plain));
                inside = found.end;
                found.stories.iter().for_each(|story| self.related(story));
            }
            if repeated.contains(&at) {
                self.findings.push(left_out(passage, "the box stands twice in the text; it is taken once"));
            } else if at >= inside {
                plain.push(passage.clone());
            }
        }
        self.blocks(&plain);
    }

    /// Builds the sign-off.
    pub(super) fn signoff(&mut self, text: &str) {
        self.around(Container::Signoff, |body| body.paragraph(&[text]));
    }

    fn related(&mut self, story: &Story) {
        self.around(Container::Related { label: story.label.clone() }, |body| {
            body.around(Container::Paragraph, |body| match &story.url {
                Some(url) => {
                    let link = Container::Link { url: url.clone(), title: None };
                    body.around(link, |body| body.builder.text(story.headline.clone(), Span::default()));
                }
                None => body.line(&story.headline),
            });
            story.description.iter().for_each(|text| body.paragraph(&[text]));
        });
    }

    /// Builds passages without boxes.
    fn blocks(&mut self, passages: &[Passage]) {
        let mut rest = passages;
        while let Some((first, after)) = rest.split_first() {
            let used = if first.quoted > 0 {
                self.quoted(rest)
            } else if first.look == LineLook::Rule {
                if !after.is_empty() {
                    self.builder.thematic_break(Span::default());
                }
                1
            } else if let LineLook::Heading(level) = first.look {
                let level = self.level.unwrap_or(level);
                self.around(Container::Heading { level }, |body| body.line(&first.text));
                1
            } else {
                self.list(rest).or_else(|| self.quotation(rest)).unwrap_or_else(|| self.lines(rest))
            };
            rest = rest.get(used.max(1)..).unwrap_or_default();
        }
    }

    /// A quotation of mail.
    fn quoted(&mut self, passages: &[Passage]) -> usize {
        let run: Vec<Passage> = passages
            .iter()
            .take_while(|passage| passage.quoted > 0)
            .map(|passage| Passage { quoted: passage.quoted - 1, ..passage.clone() })
            .collect();
        self.around(Container::Quote, |body| body.blocks(&run));
        run.len()
    }

    /// A list, by bullets or by numbers that count on.
    fn list(&mut self, passages: &[Passage]) -> Option<usize> {
        let bullets: Vec<&str> =
            passages.iter().map_while(|passage| plain(passage).and_then(bullet)).collect();
        if bullets.len() >= 2
            || (bullets.len() == 1 && passages.first()?.text.starts_with(['•', '*', '▪', '●']))
        {
            self.items(None, tight(passages, bullets.len()), &bullets);
            return Some(bullets.len());
        }
        let first = passages.first().and_then(plain).and_then(numbers::item)?.0;
        let numbered: Vec<&str> = passages
            .iter()
            .zip(first..)
            .map_while(|(passage, expected)| {
                plain(passage)
                    .and_then(numbers::item)
                    .filter(|(number, _)| *number == expected)
                    .map(|(_, text)| text)
            })
            .collect();
        (numbered.len() >= 2).then(|| {
            self.items(Some(u64::from(first)), tight(passages, numbered.len()), &numbered);
            numbered.len()
        })
    }

    fn items(&mut self, start: Option<u64>, tight: bool, items: &[&str]) {
        self.around(Container::List { start, tight }, |body| {
            for item in items {
                body.around(Container::Item { task: None }, |body| body.paragraph(&[item]));
            }
        });
    }

    /// A passage that is a quotation as a whole, with the line that says whose it is.
    fn quotation(&mut self, passages: &[Passage]) -> Option<usize> {
        let first = passages.first()?;
        let (quotation, own) = whole_quotation(&first.text)?;
        let next = passages.get(1).and_then(plain).filter(|_| own.is_none());
        let attribution = own.or_else(|| next.and_then(attribution)).or_else(|| {
            let after = passages.get(2);
            next.filter(|next| is_source(next) && after.is_none_or(|after| !after.joined))
        });
        if attribution.is_none() && size(quotation) < LEAST_QUOTED {
            return None;
        }
        if let (Some(source), Some(passage)) = (attribution, passages.get(1))
            && own.is_none()
            && !passage.text.starts_with(DASHES)
        {
            self.findings.push(ImportFinding {
                kind: FindingKind::Document,
                action: Action::Guessed,
                place: place(passage),
                text: source.to_owned(),
                message: "a short line after a quotation is taken for who said it".to_owned(),
            });
        }
        self.around(Container::Quote, |body| match attribution {
            Some(source) => {
                body.paragraph(&[quotation]);
                body.paragraph(&[&format!("— {source}")]);
            }
            None => body.paragraph(&[&first.text]),
        });
        Some(1 + usize::from(attribution.is_some() && own.is_none()))
    }

    /// A paragraph; short lines that stand together keep their ends.
    fn lines(&mut self, passages: &[Passage]) -> usize {
        let Some(first) = passages.first() else { return 0 };
        let mut lines = vec![first.text.as_str()];
        let short =
            |text: &str| text.chars().count() <= BROKEN_AT && !text.ends_with(['.', '。', '?', '!', ':']);
        for pair in passages.windows(2) {
            let [before, next] = pair else { break };
            let goes_on = plain(next).is_some_and(|text| {
                bullet(text).is_none() && text.chars().count() <= BROKEN_AT && whole_quotation(text).is_none()
            });
            if !(next.joined && goes_on && short(&before.text)) {
                break;
            }
            lines.push(&next.text);
        }
        self.paragraph(&lines);
        lines.len()
    }

    fn paragraph(&mut self, lines: &[&str]) {
        self.around(Container::Paragraph, |body| {
            for (at, line) in lines.iter().enumerate() {
                if at > 0 {
                    body.builder.inline(Inline::HardBreak);
                }
                body.line(line);
            }
        });
    }

    /// Running text; addresses become links.
    fn line(&mut self, text: &str) {
        let mut finder = LinkFinder::new();
        finder.url_must_have_scheme(true);
        for part in finder.spans(text) {
            let address = part.as_str();
            let url = match part.kind() {
                Some(LinkKind::Url) if address.starts_with("http") => address.to_owned(),
                Some(LinkKind::Email) => format!("mailto:{address}"),
                _ => {
                    self.builder.text(address.to_owned(), Span::default());
                    continue;
                }
            };
            self.around(Container::Link { url, title: None }, |body| {
                body.builder.text(address.to_owned(), Span::default());
            });
        }
    }

    fn around(&mut self, container: Container, build: impl FnOnce(&mut Self)) {
        let opened = self.builder.open(container, Span::default());
        build(self);
        self.builder.close(opened);
    }
}

const DASHES: [char; 4] = ['—', '–', '―', '-'];

fn plain(passage: &Passage) -> Option<&str> {
    (passage.look == LineLook::Plain && passage.quoted == 0).then_some(passage.text.as_str())
}

fn tight(passages: &[Passage], count: usize) -> bool {
    passages.iter().take(count).skip(1).all(|passage| passage.joined)
}

/// The words of a passage that is a quotation as a whole, without its signs, and whose it is, if that follows after a dash.
fn whole_quotation(text: &str) -> Option<(&str, Option<&str>)> {
    let text = text.trim();
    QUOTES.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?;
        let end = inner.find(close)?;
        let (quotation, rest) = inner.split_at(end);
        let rest = rest.strip_prefix(close)?.trim_start_matches(['.', ',', '。']).trim();
        if rest.is_empty() {
            return Some((quotation, None));
        }
        let source = attribution(rest)?;
        Some((quotation, Some(source)))
    })
}

/// Who said it: a short line after a dash.
fn attribution(line: &str) -> Option<&str> {
    let source = line.trim().strip_prefix(DASHES)?.trim_start_matches(DASHES).trim();
    let fits = (1..=MOST_OF_AN_ATTRIBUTION).contains(&size(source));
    (fits && !ends_as_question(source)).then_some(source)
}

/// A short line without a dash that could say whose words these are: a name, a comma, an office.
fn is_source(line: &str) -> bool {
    let capital = line.chars().next().is_some_and(|first| first.is_uppercase() || !first.is_lowercase());
    let named = line.contains([',', '，', '、', '،']);
    (2..=12).contains(&size(line))
        && capital
        && named
        && !ends_as_sentence(line)
        && !Words::all().is_related_label(line)
        && !bare(line).is_empty()
}
