//! Blocks as the templates see them.

use serde_json::{Value, json};

use super::{LIMIT, MAX_NEST, Projector, inlines::MARK, is_heading};
use pressroom_document::{
    Block, Callout, CalloutKind, CodeBlock, DefinitionList, Figure, Inline, List, ListItem, Quote, Related,
    text,
};
use pressroom_render::TextPlace;
use pressroom_theme::Word;

/// Characters of code on a line before it must break.
const CODE_LIMIT: usize = 60;

/// What has fewer bytes of text than this is kept on one page; more might not fit on one.
pub(super) const KEPT: usize = 1000;

/// The weight of one paragraph. Finding its lines takes typst time that grows with the square of the length.
const PARAGRAPH: usize = 16_000;

/// What a run weighs besides its text, in bytes of text: typst shapes and places each on its own.
const RUN: usize = 10;

/// A paragraph's runs, as several paragraphs where they are too long for one.
pub(super) fn pieces(runs: Vec<Value>) -> Vec<Vec<Value>> {
    let mut out = vec![Vec::new()];
    let mut room = PARAGRAPH;
    let push = |out: &mut Vec<Vec<Value>>, run: Value| {
        if let Some(last) = out.last_mut() {
            last.push(run);
        }
    };
    for mut run in runs {
        let weight = weight(&run);
        if weight <= room {
            room -= weight;
            push(&mut out, run);
        } else if let Some(Value::String(text)) = run.get_mut("v").map(Value::take) {
            let mut rest = text.as_str();
            while RUN + rest.len() > room {
                // Between two words where there are two.
                let near = rest.floor_char_boundary(room.saturating_sub(RUN));
                let (before, after) = rest.split_at(near);
                let (before, after) = match before.rfind(' ') {
                    Some(space) => rest.split_at(space),
                    None => (before, after),
                };
                if !before.is_empty() {
                    push(&mut out, with(&run, "v", before.into()));
                }
                rest = after.trim_start();
                out.push(Vec::new());
                room = PARAGRAPH;
            }
            room -= RUN + rest.len();
            push(&mut out, with(&run, "v", rest.into()));
        } else if let Some(Value::Array(inner)) = run.get_mut("c").map(Value::take) {
            for part in pieces(inner) {
                let part = with(&run, "c", part.into());
                let weight = self::weight(&part);
                if weight > room {
                    out.push(Vec::new());
                    room = PARAGRAPH;
                }
                room = room.saturating_sub(weight);
                push(&mut out, part);
            }
        } else {
            out.push(vec![run]);
            room = PARAGRAPH.saturating_sub(weight);
        }
    }
    out.retain(|runs| !runs.is_empty());
    if out.is_empty() {
        out.push(Vec::new());
    }
    out
}

/// What a run weighs, with the runs in it.
fn weight(run: &Value) -> usize {
    let text = run.get("v").and_then(Value::as_str).map_or(0, str::len);
    let inner = run.get("c").and_then(Value::as_array).into_iter().flatten();
    RUN + text + inner.map(weight).sum::<usize>()
}

/// The same run with another value for a field.
fn with(run: &Value, field: &str, value: Value) -> Value {
    let mut run = run.clone();
    if let Some(place) = run.get_mut(field) {
        *place = value;
    }
    run
}

impl Projector<'_> {
    /// The blocks of a container that is `depth` containers deep.
    pub(super) fn blocks(&mut self, blocks: &[Block], depth: usize) -> Vec<Value> {
        let mut out = Vec::new();
        for block in blocks {
            self.block(block, depth, &mut out);
        }
        out
    }

    fn block(&mut self, block: &Block, depth: usize, out: &mut Vec<Value>) {
        match block {
            Block::Paragraph { content, .. } => {
                let runs = self.inlines(content, LIMIT);
                out.extend(pieces(runs).into_iter().map(|runs| json!({"k": "p", "c": runs})));
            }
            Block::Heading(heading) => {
                let is_heading = is_heading(&text::plain(&heading.content));
                let level = (self.first_level + heading.level - 1).min(self.last_level + 1);
                if is_heading {
                    self.last_level = level;
                }
                out.push(json!({
                    "k": "h", "level": level, "id": heading.id,
                    "heading": is_heading,
                    "c": self.inlines(&heading.content, LIMIT),
                }));
            }
            Block::BlockQuote(quote) => self.quote(quote, depth, out),
            Block::List(list) => self.list(list, depth, out),
            Block::CodeBlock(code) => {
                let passages = self.passages.as_ref().filter(|_| self.in_notes == 0);
                let passage = passages.and_then(|passages| passages.number_of_code(code));
                self.place = passage.map(|passage| TextPlace { passage, offset: 0 });
                for lines in self.code(code) {
                    let text = lines.join("\n");
                    let mark = self.mark(&text, &text, None);
                    out.push(json!({"k": "code", "v": text, MARK: mark}));
                }
                self.place = None;
            }
            Block::Table(table) if self.fits(table) => out.push(self.table(table, depth)),
            Block::Table(table) => self.rows(table, out),
            Block::Figure(figure) => out.push(self.figure(figure)),
            Block::Related(related) => self.related(related, depth, out),
            Block::Callout(callout) => self.callout(callout, depth, out),
            Block::DefinitionList(list) => self.definitions(list, depth, out),
            Block::ThematicBreak { .. } => out.push(json!({"k": "break"})),
        }
    }

    /// The lines of code, in several blocks where they are too long for one: typst sets a block as one paragraph.
    fn code(&mut self, code: &CodeBlock) -> Vec<Vec<String>> {
        let mut out: Vec<Vec<String>> = vec![Vec::new()];
        let mut length = 0;
        for line in code.text.split('\n') {
            let tabs = line.replace('\t', "    ");
            let set = self.setter.set(&tabs, CODE_LIMIT, Some(code.span));
            for runs in pieces(vec![json!({"v": set})]) {
                let text: String =
                    runs.iter().filter_map(|run| run.get("v").and_then(Value::as_str)).collect();
                length += text.len();
                if length > 2 * PARAGRAPH {
                    length = text.len();
                    out.push(Vec::new());
                }
                if let Some(last) = out.last_mut() {
                    last.push(text);
                }
            }
        }
        out
    }

    fn quote(&mut self, quote: &Quote, depth: usize, out: &mut Vec<Value>) {
        let by = (!quote.attribution.is_empty()).then(|| self.inlines(&quote.attribution, LIMIT));
        match depth < MAX_NEST {
            true => {
                let blocks = self.blocks(&quote.blocks, depth + 1);
                out.push(json!({"k": "quote", "top": depth == 0, "b": blocks, "by": by}));
            }
            false => {
                out.extend(self.blocks(&quote.blocks, depth));
                out.extend(by.map(|by| json!({"k": "by", "c": by})));
            }
        }
    }

    fn list(&mut self, list: &List, depth: usize, out: &mut Vec<Value>) {
        let number = |n: usize| list.start.map(|start| start.saturating_add(n as u64));
        let done = |item: &ListItem| item.task;
        if depth >= MAX_NEST {
            for (n, item) in list.items.iter().enumerate() {
                let label = match (number(n), done(item)) {
                    (Some(number), None) => format!("{number}."),
                    (_, Some(true)) => "☑".to_owned(),
                    (_, Some(false)) => "☐".to_owned(),
                    (None, None) => "•".to_owned(),
                };
                let mut blocks = self.blocks(&item.blocks, depth);
                let label = json!({"k": "t", "v": self.setter.set(&format!("{label} "), LIMIT, None)});
                match blocks.first_mut().and_then(paragraph) {
                    Some(content) => content.insert(0, label),
                    None => blocks.insert(0, json!({"k": "p", "c": [label]})),
                }
                out.append(&mut blocks);
            }
            return;
        }
        let items: Vec<Value> = list
            .items
            .iter()
            .map(|item| json!({"done": done(item), "b": self.blocks(&item.blocks, depth + 1)}))
            .collect();
        let kind = match (list.start, list.items.iter().any(|item| item.task.is_some())) {
            (_, true) => "tasks",
            (Some(_), false) => "numbers",
            (None, false) => "bullets",
        };
        let numbers: Vec<String> =
            (0..list.items.len()).filter_map(|n| Some(format!("{}.", number(n)?))).collect();
        out.push(
            json!({"k": kind, "numbers": numbers, "tight": list.tight, "top": depth == 0, "items": items}),
        );
    }

    fn figure(&mut self, figure: &Figure) -> Value {
        let plain = text::plain(&figure.caption);
        self.picture(&figure.image, Some(&plain), |this| this.inlines(&figure.caption, LIMIT))
    }

    fn related(&mut self, related: &Related, depth: usize, out: &mut Vec<Value>) {
        let word = self.context.words.get(Word::Related);
        let label = self.line(related.label.as_deref().unwrap_or(word), Some(related.span));
        let headline = match &related.target {
            Some(target) => self.link(target, &related.headline, LIMIT, related.span),
            None => self.inlines(&related.headline, LIMIT),
        };
        let nested = depth < MAX_NEST;
        let blocks = self.blocks(&related.description, depth + usize::from(nested));
        let lines = text::lines(&related.description);
        let keep = lines.len() < 8 && lines.iter().map(String::len).sum::<usize>() < KEPT;
        out.push(json!({
            "k": "related", "label": label, "c": headline, "keep": keep,
            "b": if nested { &blocks[..] } else { &[] },
        }));
        if !nested {
            out.extend(blocks);
        }
    }

    fn callout(&mut self, callout: &Callout, depth: usize, out: &mut Vec<Value>) {
        let (kind, word) = match callout.kind {
            CalloutKind::Note => ("note", Word::Note),
            CalloutKind::Tip => ("tip", Word::Tip),
            CalloutKind::Important => ("important", Word::Important),
            CalloutKind::Warning => ("warning", Word::Warning),
            CalloutKind::Caution => ("caution", Word::Caution),
            CalloutKind::Details => ("details", Word::Details),
        };
        let title = match callout.title.is_empty() {
            true => vec![json!({"k": "t", "v": self.line(self.context.words.get(word), None)})],
            false => self.inlines(&callout.title, LIMIT),
        };
        let nested = depth < MAX_NEST;
        let blocks = self.blocks(&callout.blocks, depth + usize::from(nested));
        match nested {
            true => out.push(json!({"k": "callout", "kind": kind, "title": title, "b": blocks})),
            false => {
                out.push(json!({"k": "p", "c": title}));
                out.extend(blocks);
            }
        }
    }

    fn definitions(&mut self, list: &DefinitionList, depth: usize, out: &mut Vec<Value>) {
        let nested = depth < MAX_NEST;
        let mut items = Vec::new();
        for item in &list.items {
            let term = self.inlines(&item.term, LIMIT);
            let definitions: Vec<Vec<Value>> = item
                .definitions
                .iter()
                .map(|blocks| self.blocks(blocks, depth + usize::from(nested)))
                .collect();
            match nested {
                true => items.push(json!({"t": term, "d": definitions})),
                false => {
                    out.push(json!({"k": "p", "c": term}));
                    out.extend(definitions.into_iter().flatten());
                }
            }
        }
        if nested {
            out.push(json!({"k": "terms", "items": items}));
        }
    }
}

/// The content of a projected paragraph.
fn paragraph(block: &mut Value) -> Option<&mut Vec<Value>> {
    match block.get("k").and_then(Value::as_str) {
        Some("p") => block.get_mut("c").and_then(Value::as_array_mut),
        _ => None,
    }
}

pub(super) fn has_note(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| {
        matches!(inline, Inline::FootnoteReference { .. }) || inline.content().is_some_and(has_note)
    })
}

pub(super) fn has_link(inlines: &[Inline]) -> bool {
    inlines
        .iter()
        .any(|inline| matches!(inline, Inline::Link { .. }) || inline.content().is_some_and(has_link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paragraphs_are_cut_between_words() {
        let run = |text: &str| json!({"k": "t", "v": text});
        let text = |pieces: Vec<Vec<Value>>| -> Vec<String> {
            let text = |run: &Value| run["v"].as_str().unwrap_or_default().to_owned();
            pieces.iter().map(|runs| runs.iter().map(text).collect()).collect()
        };
        assert_eq!(text(pieces(vec![run("a b"), run(" c")])), ["a b c"]);
        let words = format!("{}word", "word ".repeat(PARAGRAPH - 1));
        let cut = text(pieces(vec![run("a"), run(&words)]));
        assert!(
            cut.len() >= 5 && cut.iter().all(|piece| piece.len() <= PARAGRAPH && piece.ends_with("word"))
        );
        assert_eq!(
            cut.join(" ").split_whitespace().count(),
            PARAGRAPH,
            "the first word joins the run before it"
        );
        let cut = text(pieces(vec![run(&"є".repeat(PARAGRAPH))]));
        assert_eq!(cut.concat(), "є".repeat(PARAGRAPH));
        assert_eq!(pieces(Vec::new()).len(), 1);
        let runs = PARAGRAPH / (RUN + 1);
        let cut = pieces(vec![run("a"); runs * 3]);
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [runs; 3], "many short runs");
        let link = |words: usize| json!({"k": "a", "url": "u", "c": [run(&"word ".repeat(words))]});
        let cut = pieces(vec![link(1), link(PARAGRAPH), link(1)]);
        let words = |run: &Value| run["c"][0]["v"].as_str().unwrap().split_whitespace().count();
        assert!(cut.len() > 5 && cut.iter().flatten().all(|run| run["url"] == "u"));
        assert_eq!(cut.iter().flatten().map(words).sum::<usize>(), PARAGRAPH + 2);
    }
}
