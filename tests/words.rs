//! Two ways to find words of a source that the reader lost: the source without its markup, and another parser of Markdown.

use std::collections::{BTreeMap, BTreeSet};

use pressroom_diagnostics::{Code, Diagnostics, Source};
use pressroom_document::{Document, text::document_lines};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Marks of quotes, lists and headings, and numbers of lists.
const MARKS: [char; 18] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', '\t', '>', '*', '+', '-', '.', ')'];

/// The words of a text: runs of letters and digits.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The body of a source without what only steers: tags, entities, names of notes, labels, marks of lists.
fn without_markup(source: &str) -> String {
    let (mut out, mut rest) = (String::new(), body(source));
    while let Some(at) = rest.find(['<', '&', '[', ']']) {
        out.push_str(&rest[..at]);
        out.push(' ');
        let mark = &rest[at..];
        let within = |needle, most| mark.find(needle).filter(|end| *end < most).map(|end| end + 1);
        let is_tag = mark[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let end = match &mark[..1] {
            "<" if is_tag => tag_end(mark),
            "&" => within(';', 12),
            "[" if mark.starts_with("[//]:") => mark.find('\n'),
            "[" if label(mark).is_some() => label(mark),
            "[" if mark.starts_with("[^") || mark.starts_with("[!") => within(']', 40),
            "]" if mark.starts_with("](") => address_end(mark),
            "]" if mark.starts_with("][") => mark[2..].find(']').map(|end| end + 3),
            _ => None,
        };
        rest = &mark[end.unwrap_or(1)..];
    }
    out.push_str(rest);
    let lines: Vec<_> = out.lines().map(|line| line.trim_start_matches(MARKS)).collect();
    lines.join("\n")
}

/// The text after the front matter.
fn body(source: &str) -> &str {
    match source.strip_prefix("---\n").or_else(|| source.strip_prefix("+++\n")) {
        Some(rest) => {
            rest.split_once("\n---\n").or_else(|| rest.split_once("\n+++\n")).map_or("", |(_, body)| body)
        }
        None => source,
    }
}

/// The length of the label of a definition.
fn label(mark: &str) -> Option<usize> {
    let end = mark.find("]:")?;
    (!mark[..end].contains('\n')).then_some(end + 2)
}

/// A text without what looks like a tag or an address: what is code for one parser may be markup for another.
fn without_tags_and_addresses(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(['<', ']']) {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        let is_tag = mark[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let end = if mark.starts_with("](") {
            address_end(mark)
        } else {
            tag_end(mark).filter(|_| is_tag && mark.starts_with('<'))
        };
        out.push_str(if end.is_some() { " " } else { &mark[..1] });
        rest = &mark[end.unwrap_or(1)..];
    }
    out + rest
}

/// The length of `](address)`.
fn address_end(mark: &str) -> Option<usize> {
    let end = mark.find(')')?;
    (end < 200 || !mark[..end].contains('\n')).then_some(end + 1)
}

/// The length of a tag or comment.
fn tag_end(mark: &str) -> Option<usize> {
    if mark.starts_with("<!--") {
        return mark.find("-->").map(|end| end + 3);
    }
    let mut quote = None;
    for (at, character) in mark.char_indices().take(5_000) {
        match (quote, character) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') if mark[..at].ends_with('=') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// Words of a source's body that are neither in the document nor in the lines of a finding.
pub(crate) fn unaccounted(source: &Source, document: &Document, found: &Diagnostics) -> Vec<String> {
    let model = serde_json::to_string(document).unwrap();
    let mut seen: BTreeSet<String> = words(&model).map(str::to_owned).collect();
    for line in document_lines(document) {
        seen.extend(words(&line).map(str::to_owned));
    }
    for span in found.iter().filter_map(|finding| finding.span) {
        let (start, end) =
            (source.line_column(span.start as usize).line, source.line_column(span.end as usize).line);
        for line in start..=end {
            seen.extend(words(source.slice(source.line_span(line))).map(str::to_owned));
        }
    }
    for text in dropped(source, found) {
        seen.extend(words(text).map(str::to_owned));
    }
    // An entity or a mark in a word divides it: its parts are in a longer word.
    let long: Vec<_> = seen.iter().filter(|word| word.len() > 1).cloned().collect();
    let within = |word: &str| long.iter().any(|other| other.contains(word));
    let body = without_markup(&source.text);
    let directives = ["related", "signoff", "mailto"];
    words(&body)
        .filter(|word| !(seen.contains(*word) || directives.contains(word) || within(word)))
        .map(str::to_owned)
        .collect()
}

/// The content of elements that were dropped with it: a finding counts these words, and points at the tag.
fn dropped<'s>(source: &'s Source, found: &Diagnostics) -> impl Iterator<Item = &'s str> {
    let spans =
        found.iter().filter(|finding| finding.code == Code::DroppedHtml).filter_map(|finding| finding.span);
    spans.map(|span| {
        let text = source.text.get(span.start as usize..).unwrap_or_default();
        let name: String = text.chars().skip(1).take_while(char::is_ascii_alphanumeric).collect();
        let end = text.to_ascii_lowercase().find(&format!("</{}", name.to_ascii_lowercase()));
        text.get(..end.unwrap_or(text.len())).unwrap_or_default()
    })
}

/// Words that another parser finds more often than the document and its findings have them.
pub(crate) fn missed(source: &Source, document: &Document, found: &Diagnostics) -> Vec<String> {
    let mut here: BTreeMap<String, usize> = BTreeMap::new();
    // A mark within a word divides it only for the other parser.
    let mut squeezed = String::new();
    for line in document_lines(document) {
        squeezed.extend(line.chars().filter(|c| c.is_alphanumeric()));
        for word in words(&line) {
            *here.entry(word.to_owned()).or_default() += 1;
        }
    }
    for span in found.iter().filter_map(|finding| finding.span) {
        for word in words(source.slice(span)) {
            *here.entry(word.to_owned()).or_default() += 1;
        }
    }
    for word in dropped(source, found).flat_map(words) {
        *here.entry(word.to_owned()).or_default() += 1;
    }
    let counted = by_another_parser(source).into_iter();
    let more = counted.filter(|(word, count)| {
        here.get(word).copied().unwrap_or(0) < *count && !squeezed.contains(word.as_str())
    });
    more.map(|(word, _)| word).collect()
}

/// Words as another parser of Markdown reads them.
pub(crate) fn by_another_parser(source: &Source) -> BTreeMap<String, usize> {
    let body = body(&source.text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut counts = BTreeMap::new();
    let mut text = String::new();
    for event in Parser::new_ext(body, options) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            // Each side of a mark is a word here; the document may have them as one.
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
            | Event::InlineHtml(_) => text.push(' '),
            Event::Start(_) | Event::End(_) | Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    let text = without_tags_and_addresses(&text);
    // Attributes, the names of boxes and titles of alerts are Pressroom's own; addresses are no words.
    let names = ["::: related", "::: signoff"];
    let alerts = ["[!NOTE]", "[!TIP]", "[!IMPORTANT]", "[!WARNING]", "[!CAUTION]"];
    let text = alerts.iter().fold(text, |text, name| text.replace(name, " "));
    let mut plain = String::new();
    for line in text.lines() {
        let line = names.iter().find_map(|name| line.strip_prefix(name)).unwrap_or(line);
        let line = line.split("{#").next().unwrap().trim_start_matches(MARKS);
        for (index, part) in line.split('{').enumerate() {
            let (inside, after) = part.split_once('}').unwrap_or(("", part));
            plain.push_str(if index > 0 && inside.contains('=') { after } else { part });
            plain.push(' ');
        }
        plain.push('\n');
    }
    let parts = plain.split_whitespace().map(|part| part.split("https:").next().unwrap());
    let text = parts.collect::<Vec<_>>().join(" ");
    for word in words(&text) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}
