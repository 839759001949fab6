//! The content documents of a publication: cover, title page, contents, chapters, colophon.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Value, context};

use super::{
    accessibility::local,
    book::{Book, Label, NAVIGATION, Page, Resource},
    cover,
    plan::{Chapter, Plan},
    templates::{Templates, tokens},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{Date, Direction, Document, Image, ImageSource, LinkTarget, Part, Place, text},
    render::{
        Context, PageStart,
        markup::{Dialect, Flow, Markup, PicturePlace, Syntax},
        pagination::Breaks,
    },
    theme::{Count, Tokens, Word},
};

/// Makes the pages of a publication.
///
/// # Errors
/// The finding of the first template that failed.
pub(super) fn write<'a>(
    templates: &Templates,
    tokens: &Tokens,
    document: &'a Document,
    context: &'a Context<'a>,
    plan: &Plan<'_>,
    warnings: &mut Diagnostics,
) -> Result<Book<'a>, Diagnostic> {
    let breaks = context.pagination.map(|pagination| Breaks::new(pagination, document));
    let breaks = breaks.as_ref();
    let mut writer = Writer { templates, tokens, document, context, plan, breaks, warnings };
    let title = &document.metadata.headline;
    let mut book = Book { title: title.clone(), pages: Vec::new(), resources: writer.pictures() };
    let cover = writer.cover(&mut book.resources)?;
    let title_page = writer.title_page()?;
    let mut chapters = Vec::new();
    for (index, chapter) in plan.chapters.iter().enumerate() {
        chapters.push(writer.chapter(index, chapter)?);
    }
    let colophon = writer.colophon()?;
    let contents = writer.contents(&[&cover, &title_page], &chapters, &colophon)?;
    book.pages.extend([cover, title_page, contents]);
    book.pages.extend(chapters);
    book.pages.push(colophon);
    Ok(book)
}

struct Writer<'r, 'a> {
    templates: &'r Templates,
    tokens: &'r Tokens,
    document: &'a Document,
    context: &'a Context<'a>,
    plan: &'r Plan<'r>,
    /// Where the pages of the print edition begin, where it was made.
    breaks: Option<&'r Breaks<'r>>,
    warnings: &'r mut Diagnostics,
}

impl<'a> Writer<'_, 'a> {
    /// A page from a template: `values` and what every page knows.
    fn page(&self, template: &str, file: &str, title: &str, values: Value) -> Result<Page, Diagnostic> {
        let language = &self.document.metadata.language;
        let shell = context! {
            language => language.as_str(),
            direction => language.direction().as_str(),
            title,
        };
        let content = self.templates.render(template, context! { ..values, ..shell })?;
        Ok(Page { file: file.to_owned(), content, label: None, landmark: None, linear: true })
    }

    /// Every picture that is shown, each once, by name; the lead picture is the cover.
    fn pictures(&self) -> Vec<Resource<'a>> {
        let document = self.document;
        let lead = document.metadata.image.as_ref().map(|lead| &lead.image);
        let cover = lead.and_then(|image| local(document, image)).map(|(_, asset)| asset.name.as_str());
        let shown: BTreeSet<usize> =
            lead.into_iter().chain(self.plan.images.iter().copied()).filter_map(index).collect();
        let assets: BTreeMap<&str, _> =
            shown.iter().filter_map(|&index| document.asset(index)).map(|a| (a.name.as_str(), a)).collect();
        let resource = |(name, asset): (&str, &'a crate::model::Asset)| Resource {
            path: picture_path(name),
            media_type: asset.media_type.as_str(),
            bytes: (&asset.bytes[..]).into(),
            cover: cover == Some(name),
        };
        assets.into_iter().map(resource).collect()
    }

    /// The cover: the lead picture, else one drawn from the headline. It stands outside the pages that a reader
    /// turns, because readers show a publication's cover by themselves and the title page repeats the picture.
    fn cover(&self, resources: &mut Vec<Resource<'a>>) -> Result<Page, Diagnostic> {
        let metadata = &self.document.metadata;
        let words = self.context.words;
        let (path, alt) = match resources.iter().find(|resource| resource.cover) {
            Some(resource) => {
                let alt = metadata.image.as_ref().and_then(|lead| lead.image.alt.as_deref());
                let alt = alt.filter(|alt| !alt.trim().is_empty()).unwrap_or(&metadata.headline);
                (resource.path.clone(), alt)
            }
            None => {
                let path = "cover.svg".to_owned();
                let bytes = self.drawn_cover()?.into_bytes().into();
                let media_type = "image/svg+xml";
                resources.push(Resource { path: path.clone(), media_type, bytes, cover: true });
                (path, metadata.headline.as_str())
            }
        };
        let label = words.get(Word::Cover);
        let mut page =
            self.page("cover.xhtml", "cover.xhtml", &metadata.headline, context! { label, path, alt })?;
        page.landmark = Some(("cover", label.to_owned()));
        page.linear = false;
        Ok(page)
    }

    fn drawn_cover(&self) -> Result<String, Diagnostic> {
        let metadata = &self.document.metadata;
        let set = cover::Headline::set(&metadata.headline);
        let first = if metadata.kicker.is_some() { 380 } else { 240 };
        let line = |(index, text): (u32, &String)| {
            context! { y => first + set.size + index * set.leading, text }
        };
        let start = match metadata.language.direction() {
            Direction::LeftToRight => cover::MARGIN,
            Direction::RightToLeft => cover::WIDTH - cover::MARGIN,
        };
        let values = context! {
            language => metadata.language.as_str(),
            direction => metadata.language.direction().as_str(),
            width => cover::WIDTH,
            height => cover::HEIGHT,
            margin => cover::MARGIN,
            start,
            headline => &metadata.headline,
            size => set.size,
            lines => (0..).zip(&set.lines).map(line).collect::<Vec<_>>(),
            kicker => metadata.kicker.as_deref().map(cover::one_line),
            publisher => self.context.site.publisher_name().map(cover::one_line),
        };
        self.templates.render("cover.svg", context! { ..values, ..tokens(self.tokens) })
    }

    fn title_page(&mut self) -> Result<Page, Diagnostic> {
        let (metadata, words) = (&self.document.metadata, self.context.words);
        let names: Vec<&str> = metadata.authors.iter().map(|author| author.name.as_str()).collect();
        let byline = (!names.is_empty()).then(|| words.fill(Word::By, &[("names", &words.list(&names))]));
        let published = metadata.date_published.map(|date| self.date(Word::Published, date));
        let updated = metadata.date_modified.map(|date| self.date(Word::Updated, date));
        let cards = self.document.cards.len();
        let dialect = Chaptered { document: self.document, plan: self.plan, chapter: usize::MAX };
        let mut flow = Flow::new(&dialect, words).with_breaks(self.breaks);
        let breaks = flow.breaks_in_front();
        let lead = metadata.image.as_ref().map(|lead| flow.lead(lead));
        self.warnings.extend(flow.into_warnings());
        let values = context! {
            breaks_markup => Value::from_safe_string(breaks),
            kicker => &metadata.kicker,
            description => &metadata.description,
            byline,
            dates => published.into_iter().chain(updated).collect::<Vec<_>>(),
            cards => (cards > 0).then(|| words.count(Count::Cards, cards)),
            lead_markup => Value::from_safe_string(lead.unwrap_or_default()),
        };
        let mut page = self.page("title.xhtml", "title.xhtml", &metadata.headline, values)?;
        page.landmark = Some(("titlepage", words.get(Word::TitlePage).to_owned()));
        Ok(page)
    }

    fn chapter(&mut self, index: usize, chapter: &Chapter<'_>) -> Result<Page, Diagnostic> {
        let dialect = Chaptered { document: self.document, plan: self.plan, chapter: index };
        let mut flow = Flow::new(&dialect, self.context.words).with_breaks(self.breaks);
        let mut label = None;
        let mut parts = Vec::new();
        for part in &chapter.parts {
            let name = self.label(&mut flow, part);
            parts.push(self.part(&mut flow, part, &name));
            label.get_or_insert(name);
        }
        self.warnings.extend(flow.into_warnings());
        let title = label.as_ref().map_or_else(String::new, Label::numbered);
        let mut page = self.page("chapter.xhtml", &chapter.file, &title, context! { parts })?;
        page.label = label;
        Ok(page)
    }

    /// How contents lists name a part.
    fn label(&self, flow: &mut Flow<'_>, part: &Part<'_>) -> Label {
        let words = self.context.words;
        match (part.place, part.card) {
            (Place::Signoff, _) => Label::words(words.get(Word::SignOff)),
            (_, Some(card)) => Label {
                number: Some(card.number),
                markup: flow.label(&card.question),
                plain: text::plain(&card.question).split_whitespace().collect::<Vec<_>>().join(" "),
            },
            (_, None) if self.document.cards.is_empty() => Label::words(&self.document.metadata.headline),
            (_, None) => Label::words(words.get(Word::Introduction)),
        }
    }

    fn part(&self, flow: &mut Flow<'_>, part: &Part<'_>, label: &Label) -> Value {
        let kind = match part.place {
            Place::Card(_) => "card",
            Place::Lede if self.document.cards.is_empty() => "text",
            Place::Lede => "introduction",
            Place::Signoff => "sign-off",
        };
        let breaks = part.card.map(|card| flow.breaks_before(&card.question));
        let heading = part.card.map(|card| flow.inlines(&card.question));
        let update = part.card.and_then(|card| card.updated.as_ref());
        context! {
            kind,
            label => &label.plain,
            id => part.card.map(|card| card.id.as_str()),
            number => part.card.map(|card| card.number),
            breaks_markup => Value::from_safe_string(breaks.unwrap_or_default()),
            heading_markup => Value::from_safe_string(heading.unwrap_or_default()),
            updated => update.map(|update| self.date(Word::Updated, update.date)),
            reason => update.and_then(|update| update.reason.as_deref()),
            text_markup => Value::from_safe_string(flow.blocks(part.blocks, 3)),
            notes_markup => Value::from_safe_string(flow.footnotes(self.document.footnotes_of(part.place))),
        }
    }

    fn colophon(&self) -> Result<Page, Diagnostic> {
        let (metadata, words, site) = (&self.document.metadata, self.context.words, self.context.site);
        let corrections = metadata.corrections.iter().map(
            |correction| context! { date => self.date(Word::Correction, correction.date), text => &correction.text },
        );
        let read_online = metadata.canonical_url.as_ref().map(|url| {
            let phrase = words.get(Word::ReadOnline);
            let (before, after) = phrase.split_once("{url}").unwrap_or((phrase, ""));
            context! { before, url, after }
        });
        let title = words.get(Word::Colophon);
        let values = context! {
            corrections => corrections.collect::<Vec<_>>(),
            corrections_title => words.get(Word::Corrections),
            read_online,
            publisher => site.publisher_name(),
            publisher_url => &site.publisher.url,
            version => words.fill(Word::Version, &[("version", &metadata.version.to_string())]),
            rights => &metadata.rights,
            rights_title => words.get(Word::Rights),
        };
        let mut page = self.page("colophon.xhtml", "colophon.xhtml", title, values)?;
        page.label = Some(Label::words(title));
        page.landmark = Some(("colophon", title.to_owned()));
        Ok(page)
    }

    /// The navigation document, which is also the page of contents.
    fn contents(&self, front: &[&Page], chapters: &[Page], colophon: &Page) -> Result<Page, Diagnostic> {
        let title = self.context.words.get(Word::Contents);
        let entry = |page: &Page| {
            let label = page.label.as_ref()?;
            let markup = Value::from_safe_string(label.markup.clone());
            Some(context! { file => &page.file, number => label.number, markup })
        };
        let landmark = |kind: &str, href: &str, label: &str| context! { kind, href, label };
        let from =
            |page: &Page| page.landmark.as_ref().map(|(kind, label)| landmark(kind, &page.file, label));
        let body = chapters.first().and_then(|page| {
            page.label.as_ref().map(|label| landmark("bodymatter", &page.file, &label.numbered()))
        });
        let landmarks = front
            .iter()
            .filter_map(|page| from(page))
            .chain([landmark("toc", "#toc", title)])
            .chain(body)
            .chain(from(colophon));
        let pages = self.page_list(front.iter().copied().chain(chapters));
        let values = context! {
            pages_title => self.context.words.get(Word::PrintedPages),
            pages,
            entries => chapters.iter().chain([colophon]).filter_map(entry).collect::<Vec<_>>(),
            landmarks => landmarks.collect::<Vec<_>>(),
        };
        self.page("contents.xhtml", NAVIGATION, title, values)
    }

    /// The pages of the print edition that begin in these files (EPUB 3.3, section 7.4.3).
    fn page_list<'p>(&self, pages: impl Iterator<Item = &'p Page>) -> Vec<Value> {
        let starts = self.context.pagination.map_or(&[][..], |pagination| &pagination.pages);
        let pages: Vec<&Page> = pages.collect();
        let entry = |start: &PageStart| {
            let id = format!("pagebreak-{}", start.label);
            let mark = format!("id=\"{id}\"");
            let page = pages.iter().find(|page| page.content.contains(&mark))?;
            Some(context! { href => format!("{}#{id}", page.file), label => &start.label })
        };
        starts.iter().filter_map(entry).collect()
    }

    /// A date in a phrase, for people and for machines.
    fn date(&self, word: Word, date: Date) -> Value {
        let machine = match date {
            Date::Day(day) => day.to_string(),
            Date::Moment(..) => date.rfc3339(),
        };
        let words = self.context.words;
        context! { text => words.fill(word, &[("date", &words.date(date.day()))]), machine }
    }
}

fn index(image: &Image) -> Option<usize> {
    match image.source {
        ImageSource::Local(index) => Some(index),
        ImageSource::Remote { .. } | ImageSource::Missing(_) => None,
    }
}

fn picture_path(name: &str) -> String {
    format!("media/{name}")
}

/// XHTML in several files: links name the file that their target lives in.
struct Chaptered<'a> {
    document: &'a Document,
    plan: &'a Plan<'a>,
    /// The chapter that is being written; one that isn't there for the title page.
    chapter: usize,
}

impl Dialect for Chaptered<'_> {
    fn syntax(&self) -> Syntax {
        Syntax::Xhtml
    }

    fn picture(&self, out: &mut Markup, image: &Image, _: PicturePlace) -> bool {
        let Some((image, asset)) = local(self.document, image) else {
            return false;
        };
        let tag = out.tag("img").attribute("src", &picture_path(&asset.name));
        let tag = tag.attribute("alt", image.alt.as_deref().unwrap_or_default());
        tag.attribute("width", &asset.width.to_string())
            .attribute("height", &asset.height.to_string())
            .void();
        true
    }

    fn href(&self, target: &LinkTarget) -> String {
        match target {
            LinkTarget::Internal(id) => self.plan.id_url(self.chapter, id),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => target.url(),
        }
    }

    fn note_href(&self, number: u32) -> String {
        self.plan.note_url(self.chapter, number, &self.note_id(number))
    }

    fn reference_href(&self, number: u32, occurrence: u32) -> String {
        self.plan.reference_url(self.chapter, (number, occurrence), &self.reference_id(number, occurrence))
    }

    fn epub_types(&self) -> bool {
        true
    }

    fn left_to_right(&self) -> Option<&'static str> {
        match self.document.metadata.language.direction() {
            Direction::LeftToRight => None,
            Direction::RightToLeft => Some(Direction::LeftToRight.as_str()),
        }
    }
}
