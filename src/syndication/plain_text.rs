//! The text of an item as plain text: the body of the edition `text`, with paragraphs on lines of their own and links as they
//! are, without what only mails have.

use std::collections::HashMap;

use url::Url;

use super::change_lines::{correction_line, update_line};
use pressroom_document::{Card, Document, Footnote, PartAlone, Place, parts};
use pressroom_render::{
    Context,
    plain::{
        LinkRoute, Ornaments, Routes, Writer,
        breaking::cells,
        layout::Layout,
        map_ids_to_places,
        prose::{self, ProseContext},
        with_fragment,
    },
};
use pressroom_theme::MessageKey;

/// How wide tables may be, in cells; wider ones are written as records.
const WIDTH: usize = 72;

/// The text of a whole document.
pub(super) fn write_document(document: &Document, context: &Context<'_>) -> String {
    let (ornaments, routes) = (Ornaments::default(), InDocument(map_ids_to_places(document)));
    let mut writer = writer(document, context, &ornaments, &routes);
    let mut text: Vec<String> = parts(document)
        .map(|part| {
            writer.around.place = part.place;
            if let Some(card) = part.card {
                let question = prose::prose(&card.question, &writer.around, &mut writer.references);
                let question = question.preceded_by(&format!("{}. ", card.number));
                writer.layout.underlined(&question, ornaments.question);
                push_update(&mut writer, card, context);
            }
            writer.push_blocks(part.blocks);
            let notes: Vec<_> = document.footnotes_of(part.place).collect();
            finish(&mut writer, &notes)
        })
        .collect();
    text.extend(corrections(document, context));
    text.join("\n\n")
}

/// The text of a part alone: nothing in it depends on the other parts. `base` is where the document lives.
pub(super) fn write_part(
    document: &Document,
    part: &PartAlone<'_>,
    context: &Context<'_>,
    base: Option<&Url>,
) -> String {
    let (ornaments, routes) = (Ornaments::default(), InPart { part, base });
    let mut writer = writer(document, context, &ornaments, &routes);
    if let Some(card) = part.part.card {
        let question = prose::prose(&part.question, &writer.around, &mut writer.references);
        writer.layout.underlined(&question, ornaments.question);
        push_update(&mut writer, card, context);
    }
    writer.push_blocks(&part.blocks);
    finish(&mut writer, &part.notes.iter().collect::<Vec<_>>())
}

fn writer<'a>(
    document: &Document,
    context: &'a Context<'_>,
    ornaments: &'a Ornaments,
    routes: &'a dyn Routes,
) -> Writer<'a> {
    let around = ProseContext {
        messages: context.messages,
        routes,
        place: Place::Lede,
        ascii: None,
        struck: &ornaments.struck,
    };
    let direction = document.metadata.language.direction();
    Writer::new(ornaments, around, Layout::with_whole_lines(WIDTH, direction))
}

/// Says below a question when its card was changed.
fn push_update(writer: &mut Writer<'_>, card: &Card, context: &Context<'_>) {
    if let Some(updated) = update_line(card, context) {
        writer.push_plain(&updated);
    }
    writer.layout.gap();
}

/// Ends a part with its notes and the links in it.
fn finish(writer: &mut Writer<'_>, notes: &[&Footnote]) -> String {
    writer.push_footnotes(notes);
    writer.layout.gap();
    writer.push_references();
    writer.layout.take_text()
}

/// The corrections of the whole explainer.
fn corrections(document: &Document, context: &Context<'_>) -> Option<String> {
    let corrections = &document.metadata.corrections;
    let heading = context.messages.get(MessageKey::Corrections);
    let mut text = format!("{heading}\n{}", "-".repeat(cells(heading).max(3)));
    for correction in corrections {
        text.push_str("\n\n");
        text.push_str(&correction_line(correction, context));
    }
    (!corrections.is_empty()).then_some(text)
}

/// Links within a document name the card that they lead to.
struct InDocument<'a>(HashMap<&'a str, Place>);

impl Routes for InDocument<'_> {
    fn internal(&self, id: &str, from: Place) -> LinkRoute {
        match self.0.get(id) {
            Some(Place::Card(number)) if from != Place::Card(*number) => LinkRoute::Card(*number),
            Some(_) | None => LinkRoute::Here,
        }
    }
}

/// Links out of a part lead to its card on the document's page: a card's number, and on that page the names of its headings,
/// depend on the others.
struct InPart<'a> {
    part: &'a PartAlone<'a>,
    base: Option<&'a Url>,
}

impl Routes for InPart<'_> {
    fn internal(&self, id: &str, _: Place) -> LinkRoute {
        let card = id.split('/').next().unwrap_or_default();
        match self.base {
            _ if self.part.holds(id) => LinkRoute::Here,
            Some(base) if card.is_empty() => LinkRoute::Url(base.as_str().to_owned()),
            Some(base) => LinkRoute::Url(with_fragment(base.as_str(), card)),
            None if card.is_empty() => LinkRoute::Here,
            None => LinkRoute::Url(format!("#{card}")),
        }
    }
}
