//! Front matter as a tree that remembers places: YAML and TOML alike.

use saphyr_parser::{Event, Parser, ScalarStyle};
use toml::de::{DeTable, DeValue};

use pressroom_diagnostics::{Code, Diagnostic, Source, Span};

/// The most values that front matter may hold.
const MAX_NODES: usize = 5_000;

/// How deep front matter may nest.
const MAX_NESTING: usize = 16;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Nothing: `key:` or `~`.
    Null,
    /// A scalar as written; whether it is a number or a date is for the reader to say.
    Scalar(String),
    List(Vec<Node>),
    /// Keys in the order of the text.
    Map(Vec<(String, Span, Node)>),
}

impl Node {
    /// What it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a table of keys",
        }
    }
}

enum OpenCollection {
    List(Vec<Node>, usize),
    Map(Vec<(String, Span, Node)>, Option<(String, Span)>, usize),
}

/// Reads YAML from the bytes `range` of a source.
///
/// Aliases are refused: they are the way to make a small file large, and nobody needs them here.
pub(crate) fn yaml(source: &Source, range: std::ops::Range<usize>) -> Result<Node, Diagnostic> {
    let text = source.text.get(range.clone()).unwrap_or_default();
    let first = source.line(range.start);
    let mut places = OffsetFinder { text: &source.text, line: usize::MAX, column: 0, at: 0 };
    let mut offset = |line: usize, column: usize| {
        let line = first + line.saturating_sub(1);
        places.offset(line, column, || source.line_start(line))
    };
    let mut stack: Vec<OpenCollection> = Vec::new();
    let mut root = None;
    let mut nodes = 0;
    for event in Parser::new_from_str(text) {
        let (event, place) = event.map_err(|error| {
            let at = offset(error.marker().line(), error.marker().col());
            Diagnostic::error(Code::Syntax, format!("the front matter is not YAML: {}", error.info()))
                .with_span(source.character_span(at))
                .help("a text with a colon, a quote or a # in it needs quotes around it")
        })?;
        let start = offset(place.start.line(), place.start.col());
        let end = offset(place.end.line(), place.end.col());
        let span = Span::new(start, end.min(range.end));
        nodes += 1;
        if nodes > MAX_NODES || stack.len() > MAX_NESTING {
            let message = format!(
                "the front matter holds more than {MAX_NODES} values, or nests deeper than {MAX_NESTING}"
            );
            return Err(Diagnostic::error(Code::TooMany, message).with_span(span));
        }
        let node = match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {
                continue;
            }
            Event::Alias(_) => {
                return Err(Diagnostic::error(Code::Syntax, "front matter can't use aliases (`*name`)")
                    .with_span(span)
                    .help("write the value itself"));
            }
            Event::Scalar(_, _, anchor, tag) if anchor > 0 || tag.is_some() => {
                return Err(mark(span));
            }
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                if anchor > 0 || tag.is_some() =>
            {
                return Err(mark(span));
            }
            Event::Scalar(text, style, _, _) => {
                let plain = matches!(style, ScalarStyle::Plain);
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value =
                    if null { Value::Null } else { Value::Scalar(text.trim_end_matches('\n').to_owned()) };
                Node { value, span }
            }
            Event::SequenceStart(..) => {
                stack.push(OpenCollection::List(Vec::new(), start));
                continue;
            }
            Event::MappingStart(..) => {
                stack.push(OpenCollection::Map(Vec::new(), None, start));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(OpenCollection::List(items, from)) => {
                    Node { value: Value::List(items), span: Span::new(from, end) }
                }
                Some(OpenCollection::Map(pairs, _, from)) => {
                    Node { value: Value::Map(pairs), span: Span::new(from, end) }
                }
                None => continue,
            },
        };
        match stack.last_mut() {
            None => root = root.or(Some(node)),
            Some(OpenCollection::List(items, _)) => items.push(node),
            Some(OpenCollection::Map(pairs, key, _)) => match key.take() {
                Some((name, place)) => pairs.push((name, place, node)),
                None => match node.value {
                    Value::Scalar(name) => *key = Some((name, node.span)),
                    Value::Null | Value::List(_) | Value::Map(_) => {
                        return Err(
                            Diagnostic::error(Code::WrongType, "a key must be a word").with_span(node.span)
                        );
                    }
                },
            },
        }
    }
    Ok(root.unwrap_or(Node { value: Value::Null, span: Span::new(range.start, range.end) }))
}

/// Turns lines and columns into bytes. A place is looked for from the one before it: a line that holds everything is not
/// counted again for each of its values.
struct OffsetFinder<'t> {
    text: &'t str,
    line: usize,
    column: usize,
    at: usize,
}

impl OffsetFinder<'_> {
    /// The byte at which `column` (in characters, from 0) of a line stands, or the end of the text.
    fn offset(&mut self, line: usize, column: usize, line_start: impl FnOnce() -> usize) -> usize {
        if line != self.line || column < self.column / 2 {
            (self.line, self.column, self.at) = (line, 0, line_start());
        }
        let (before, after) = self.text.split_at_checked(self.at).unwrap_or((self.text, ""));
        if column < self.column {
            let back = before.chars().rev().take(self.column - column);
            self.at -= back.map(char::len_utf8).sum::<usize>();
        } else {
            self.at += after.chars().take(column - self.column).map(char::len_utf8).sum::<usize>();
        }
        self.column = column;
        self.at
    }
}

/// The finding about a name for an alias (`&name`) or a tag (`!name`): text would be lost with it.
fn mark(span: Span) -> Diagnostic {
    Diagnostic::error(Code::Syntax, "front matter can't use anchors (`&name`) or tags (`!name`)")
        .with_span(span)
        .help("put quotes around a text that begins with `&` or `!`")
}

/// Reads TOML from the bytes `range` of a source.
pub(crate) fn toml(source: &Source, range: std::ops::Range<usize>) -> Result<Node, Diagnostic> {
    let text = source.text.get(range.clone()).unwrap_or_default();
    let at = |place: std::ops::Range<usize>| Span::new(range.start + place.start, range.start + place.end);
    let table = DeTable::parse(text).map_err(|error| {
        let finding =
            Diagnostic::error(Code::Syntax, format!("the front matter is not TOML: {}", error.message()));
        finding.with_span(error.span().map_or(Span::new(range.start, range.end), at))
    })?;
    Ok(Node { value: toml_table(table.get_ref(), &at), span: at(table.span()) })
}

fn toml_table(table: &DeTable<'_>, at: &dyn Fn(std::ops::Range<usize>) -> Span) -> Value {
    let mut pairs: Vec<(String, Span, Node)> = table
        .iter()
        .map(|(key, value)| {
            let node = Node { value: toml_value(value.get_ref(), at), span: at(value.span()) };
            (key.get_ref().to_string(), at(key.span()), node)
        })
        .collect();
    pairs.sort_by_key(|(_, span, _)| *span);
    Value::Map(pairs)
}

/// The parser of TOML bounds the nesting itself.
fn toml_value(value: &DeValue<'_>, at: &dyn Fn(std::ops::Range<usize>) -> Span) -> Value {
    match value {
        DeValue::String(text) => Value::Scalar(text.to_string()),
        DeValue::Integer(number) => Value::Scalar(number.to_string()),
        DeValue::Float(number) => Value::Scalar(number.to_string()),
        DeValue::Boolean(truth) => Value::Scalar(truth.to_string()),
        DeValue::Datetime(date) => Value::Scalar(date.to_string()),
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| Node { value: toml_value(item.get_ref(), at), span: at(item.span()) })
                .collect(),
        ),
        DeValue::Table(table) => toml_table(table, at),
    }
}
