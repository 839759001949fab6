//! Template values of `web/page.html`.

mod changes;
mod phrases;
mod social_share;
mod translations;

pub(crate) use translations::LanguageNames;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use minijinja::{Value, context};

use super::head::{Head, PageStyle};
use phrases::{dated, phrase};
use pressroom_document::{Author, Card, Document, Place, text};
use pressroom_render::{
    Context,
    markup::{Flow, escape, markup},
};
use pressroom_theme::{Count, MessageKey, Messages};

/// The values of the page's template. What is markup here was escaped already.
pub(crate) fn values(
    document: &Document,
    context: &Context<'_>,
    head: &Head<'_>,
    looks: &PageStyle,
    phrases: &MessageValues,
    translations: Vec<Value>,
    flow: &mut Flow<'_>,
) -> Value {
    let (metadata, messages, site) = (&document.metadata, context.messages, context.site);
    let minutes = head.facts.extent.minutes();
    let updated = metadata
        .date_modified
        .filter(|modified| metadata.date_published.is_none_or(|published| published.day() != modified.day()));
    let contents: Vec<Value> = document
        .cards
        .iter()
        .map(|card| context! { number => card.number, id => &card.id, question => markup(flow.label(&card.question)) })
        .collect();
    let lead = metadata.image.as_ref().map(|lead| markup(flow.lead(lead)));
    let lede = part(document, Place::Lede, &document.lede, flow);
    let cards: Vec<Value> =
        document.cards.iter().map(|card| values_of_card(document, card, head, flow)).collect();
    let signoff = part(document, Place::Signoff, &document.signoff, flow);
    let changes = changes::values(document, messages, flow);
    context! {
        html_attributes => html_attributes(document, head),
        head => markup(head.render(looks)),
        words => phrases.get(messages),
        site => context! { name => &site.name, url => site.base_url.as_ref().or(site.publisher.url.as_ref()) },
        kicker => &metadata.kicker,
        headline => &metadata.headline,
        dek => &metadata.description,
        byline => byline(&metadata.authors, messages),
        published => metadata.date_published.map(|date| dated(messages, MessageKey::Published, date)),
        updated => updated.map(|date| dated(messages, MessageKey::Updated, date)),
        count => (!document.cards.is_empty()).then(|| messages.count(Count::Cards, document.cards.len())),
        minutes => messages.count(Count::Minutes, minutes),
        lead => lead,
        lede => lede,
        contents => contents,
        cards => cards,
        signoff => signoff,
        changes => changes,
        translations => translations,
        rights => &metadata.rights,
        publisher => site.publisher_name(),
    }
}

fn values_of_card(document: &Document, card: &Card, head: &Head<'_>, flow: &mut Flow<'_>) -> Value {
    let messages = head.facts.context.messages;
    let number = card.number.to_string();
    let updated = card.updated.as_ref().map(|update| {
        let colon = messages.colon(&messages.dated(MessageKey::Updated, update.date.day()));
        context! { label => dated(messages, MessageKey::Updated, update.date), colon => colon, reason => &update.reason }
    });
    let name = messages.fill(MessageKey::Card, &[("number", &number)]);
    let permalink = format!("{}{name}", messages.label(messages.get(MessageKey::Permalink)));
    // Without the page's address there is nothing to pass on.
    let services = head.facts.canonical().map_or(&[][..], |_| &head.facts.context.site.web.share);
    let share = social_share::build_links(
        services,
        messages,
        (&name, &text::plain(&card.question)),
        &head.facts.permalink(&card.id),
    );
    context! {
        number => card.number,
        name => name,
        permalink_label => permalink,
        id => &card.id,
        question => markup(flow.inlines(&card.question)),
        updated => updated,
        share => share,
        text => markup(flow.blocks(&card.blocks, 3)),
        notes => markup(flow.footnotes(document.footnotes_of(Place::Card(card.number)))),
    }
}

/// Lede or sign-off, whose headings stand directly below the headline; `None` where it is empty.
fn part(
    document: &Document,
    place: Place,
    blocks: &[pressroom_document::Block],
    flow: &mut Flow<'_>,
) -> Option<Value> {
    (!blocks.is_empty()).then(|| {
        context! {
            text => markup(flow.blocks(blocks, 2)),
            notes => markup(flow.footnotes(document.footnotes_of(place))),
        }
    })
}

/// Every word of the interface under its key, by languages: each is put together for its first page.
#[derive(Default)]
pub(crate) struct MessageValues(Mutex<BTreeMap<String, Value>>);

/// For how many languages phrases are remembered.
const LANGUAGES: usize = 64;

impl MessageValues {
    fn get(&self, messages: &Messages) -> Value {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(phrases) = known.get(messages.language()) {
            return phrases.clone();
        }
        if known.len() >= LANGUAGES {
            known.clear();
        }
        let pairs = MessageKey::ALL.iter().map(|word| (word.key(), Value::from(messages.get(*word))));
        let phrases = Value::from_pairs(pairs);
        known.insert(messages.language().to_owned(), phrases.clone());
        phrases
    }
}

fn html_attributes(document: &Document, head: &Head<'_>) -> Value {
    let language = &document.metadata.language;
    let (amp, direction) = (head.html_attributes(), language.direction().as_str());
    let class = if language.is_upright() { " class=\"upright\"" } else { "" };
    markup(format!("{amp} lang=\"{}\" dir=\"{direction}\"{class}", escape(language.as_str())))
}

/// "By Ada and Boris", names linked where they have a page.
fn byline(authors: &[Author], messages: &Messages) -> Option<Value> {
    if authors.is_empty() {
        return None;
    }
    let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
    let links: Vec<String> = authors
        .iter()
        .map(|author| match &author.url {
            Some(url) => format!("<a rel=\"author\" href=\"{}\">{}</a>", escape(url), escape(&author.name)),
            None => escape(&author.name),
        })
        .collect();
    Some(phrase(&messages.around_names(&names), &links))
}
