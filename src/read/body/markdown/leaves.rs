//! Hands the paragraphs, headings and cells of comrak's tree to the lint, and mends addresses and attributes in the tree
//! that are clearly meant otherwise than they are written.

use comrak::nodes::{AstNode, Attributes, NodeValue, Sourcepos};

use super::mask::{Masked, span_of};
use crate::body::{
    attributes,
    lint::{self, Leaf, LeafKind, LeafPiece, Questions, Suspects},
};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};

/// The longest heading, in words, that a line of hyphens makes without a word.
const HEADING_WORDS: usize = 14;

/// Looks through a tree, before it is read, of the body that begins at byte `start`. Gives the places where it was mended, so
/// that it says something else than the source.
pub(super) fn lint<'n>(
    root: &'n AstNode<'n>,
    source: &Source,
    masked: &Masked<'_>,
    start: usize,
    found: &mut Diagnostics,
) -> Vec<Span> {
    let mut walk = LeafWalk {
        source,
        masked,
        start,
        first_line: source.line(start),
        suspects: Suspects::new(source),
        found,
        leaf: None,
        begins_line: true,
        taken: Vec::new(),
        mended: Vec::new(),
        code: Vec::new(),
        questions: Questions::default(),
    };
    for node in root.descendants() {
        walk.node(node);
    }
    walk.end_leaf();
    lint::document(source, start, &walk.code, &walk.questions, walk.found);
    walk.mended.sort_unstable();
    walk.mended
}

struct LeafWalk<'a, 'n> {
    source: &'a Source,
    masked: &'a Masked<'a>,
    start: usize,
    first_line: usize,
    suspects: Suspects,
    found: &'a mut Diagnostics,
    /// The paragraph, heading or cell at hand, and whether something in it deserves a closer look.
    leaf: Option<(&'n AstNode<'n>, LeafKind, bool)>,
    begins_line: bool,
    /// Attributes that were read, in the leaf at hand.
    taken: Vec<Span>,
    /// Places where the tree says something else than the source.
    mended: Vec<Span>,
    /// Blocks of code.
    code: Vec<Span>,
    questions: Questions,
}

impl<'n> LeafWalk<'_, 'n> {
    fn node(&mut self, node: &'n AstNode<'n>) {
        let mut data = node.data_mut();
        let place = data.sourcepos;
        if let NodeValue::Text(text) = &data.value {
            if let Some((_, _, suspect)) = &mut self.leaf {
                *suspect = *suspect || self.suspects.suspect(text, self.begins_line);
            }
            self.begins_line = false;
            return;
        }
        if let Some(kind) = leaf_kind(&data.value) {
            drop(data);
            self.end_leaf();
            self.leaf = Some((node, kind, false));
            self.begins_line = true;
            return;
        }
        if matches!(data.value, NodeValue::SoftBreak | NodeValue::LineBreak) {
            self.begins_line = true;
        } else if matches!(data.value, NodeValue::CodeBlock(_)) {
            let span = self.span(place);
            self.code.push(span);
        } else if let NodeValue::HtmlInline(html) = &mut data.value {
            if lint::is_suspect_html(html)
                && let Some((mended, finding)) = lint::quotes_in_tags(self.source, self.span(place), html)
            {
                *html = mended;
                self.found.push(finding);
                let span = self.span(place);
                self.mended.push(span);
            }
        } else if let NodeValue::HtmlBlock(block) = &mut data.value {
            if lint::is_suspect_html(&block.literal)
                && let Some((mended, finding)) =
                    lint::quotes_in_tags(self.source, self.span(place), &block.literal)
            {
                block.literal = mended;
                self.found.push(finding);
                let span = self.span(place);
                self.mended.push(span);
            }
        } else if let NodeValue::Link(link) = &mut data.value {
            if lint::is_suspect_link(&link.url)
                && let Some(mended) = lint::link(self.source, self.span(place), &link.url)
            {
                link.url = mended.url;
                link.title = mended.title.unwrap_or(std::mem::take(&mut link.title));
                self.found.push(mended.finding);
                let span = self.span(place);
                self.mended.push(span);
            }
        } else if let NodeValue::Image(link) = &mut data.value {
            if let Some(mended) = lint::picture(self.source, self.span(place), &link.url) {
                link.url = mended.url;
                link.title = mended.title.unwrap_or(std::mem::take(&mut link.title));
                self.found.push(mended.finding);
                let span = self.span(place);
                self.mended.push(span);
            }
            if data.attrs.is_none() {
                data.attrs = self.attributes(node).map(Box::new);
            }
        }
    }

    /// Attributes behind a picture in a form that comrak does not know. They are taken off the text.
    fn attributes(&mut self, picture: &'n AstNode<'n>) -> Option<Attributes> {
        let next = picture.next_sibling()?;
        let mut data = next.data_mut();
        let span = self.span(data.sourcepos);
        let NodeValue::Text(text) = &mut data.value else { return None };
        let written = text.trim_start_matches([' ', '\u{a0}']);
        let spaces = text.len() - written.len();
        let end = written.strip_prefix('{')?.find('}')?;
        let read = attributes::parse(written.get(1..end + 1)?)?;
        let raw = self.source.slice(span);
        let offset = raw.find('{').unwrap_or(0);
        let place = Span::new(span.start as usize + offset, span.start as usize + offset + end + 2);
        let exact = raw.get(offset..offset + end + 2) == written.get(..end + 2);
        if exact {
            self.found.extend(attributes::Attributes { span: place, ..read.clone() }.quotes());
        }
        if exact && spaces > 0 && read.corrected.is_none() {
            let message = "there is a space between the picture and its attributes; Pressroom read them";
            let gap = Span::new(span.start as usize, place.start as usize);
            let finding = Diagnostic::warning(Code::AttributeQuotes, message).with_span(place);
            self.found.push(finding.help("write them directly after it").edit(gap, ""));
        }
        let rest = text.get(spaces + end + 2..).unwrap_or_default().to_owned();
        *text = rest.into();
        self.taken.push(Span::new(span.start as usize, place.end as usize));
        self.mended.push(place);
        let pairs = read.pairs.into_iter().filter_map(|(key, value)| Some((key, value?)));
        Some(Attributes { pairs: pairs.collect(), ..Attributes::default() })
    }

    /// Has the leaf at hand looked at, if it deserves it.
    fn end_leaf(&mut self) {
        let Some((node, kind, suspect)) = self.leaf.take() else { return };
        self.shape(node);
        if suspect {
            let span = self.span(node.data().sourcepos);
            let mut texts = Vec::new();
            let taken = std::mem::take(&mut self.taken);
            self.gather(node, &mut texts);
            let pieces = texts.iter().map(|(place, text)| match text {
                Some(text) => LeafPiece::Text(*place, text),
                None => LeafPiece::Opaque(*place),
            });
            let leaf =
                Leaf::new(self.source, kind, span, pieces.chain(taken.into_iter().map(LeafPiece::Opaque)));
            lint::check(&leaf, self.suspects, self.found);
        }
        self.taken.clear();
    }

    /// The texts within a leaf, and what is none of them.
    fn gather(&self, leaf: &'n AstNode<'n>, out: &mut Vec<(Span, Option<String>)>) {
        let mut code = 0usize;
        for node in leaf.descendants().skip(1) {
            let data = node.data();
            let span = self.span(data.sourcepos);
            if let NodeValue::Text(text) = &data.value {
                let opaque = code > 0 || is_address(node, text);
                out.push((span, (!opaque).then(|| text.to_string())));
            } else if let NodeValue::HtmlInline(tag) = &data.value {
                let name: String =
                    tag.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
                match name.to_ascii_lowercase().as_str() {
                    "code" | "kbd" | "samp" | "tt" | "pre" | "var" => code += 1,
                    "/code" | "/kbd" | "/samp" | "/tt" | "/pre" | "/var" => code = code.saturating_sub(1),
                    _ => {}
                }
                out.push((span, None));
            } else if matches!(
                data.value,
                NodeValue::Code(_) | NodeValue::Math(_) | NodeValue::FootnoteReference(_)
            ) {
                out.push((span, None));
            }
        }
    }

    /// Paragraphs that are headings by mistake, and headings that are none.
    fn shape(&mut self, node: &'n AstNode<'n>) {
        let data = node.data();
        let place = data.sourcepos;
        if let NodeValue::Heading(heading) = &data.value
            && heading.setext
        {
            drop(data);
            let span = self.span(place);
            self.setext(span);
        } else if matches!(data.value, NodeValue::Paragraph) {
            drop(data);
            let Some(only) = node.first_child().filter(|child| child.next_sibling().is_none()) else {
                return;
            };
            if !matches!(only.data().value, NodeValue::Strong) {
                return;
            }
            let span = self.span(place);
            let words = self.source.slice(span).trim();
            let question = words.trim_end_matches(['*', '_', ' ']).ends_with(['?', '？', ';', '؟'])
                && !words.contains('\n');
            if question && !words.trim_end_matches(['*', '_', ' ']).ends_with(';') {
                self.questions.add(span);
            }
        }
    }

    /// `---` right below a paragraph.
    fn setext(&mut self, span: Span) {
        let text = self.source.slice(span).trim_end();
        let Some((words, line)) = text.rsplit_once('\n') else { return };
        let words = words.trim();
        let mark = line.trim_matches([' ', '\t', '>']);
        let sentence = words.ends_with(['.', ',', ';', ':', '。', '…']) || words.ends_with(['”', '"']);
        let long = words.split_whitespace().count() > HEADING_WORDS && !words.ends_with('?');
        let metadata = words.lines().next().is_some_and(|line| {
            line.split_once(':')
                .is_some_and(|(key, rest)| !key.contains(' ') && (rest.is_empty() || rest.starts_with(' ')))
        });
        if !mark.chars().all(|c| matches!(c, '-' | '='))
            || metadata
            || !(sentence || long || words.contains('\n'))
        {
            return;
        }
        let at = Span::new(
            span.start as usize + text.len() - line.trim_start().len(),
            span.start as usize + text.len(),
        );
        let message = format!("the line {} makes a heading of the paragraph above it", shorten(mark));
        let finding = Diagnostic::warning(Code::AccidentalHeading, message).with_span(at);
        self.found
            .push(finding.help("write an empty line above it, or ## before the words if they are a heading"));
    }

    /// comrak counts lines and columns (in bytes) from 1 and includes the end.
    fn span(&self, place: Sourcepos) -> Span {
        span_of(self.source, self.masked, self.start, self.first_line, place)
    }
}

fn leaf_kind(value: &NodeValue) -> Option<LeafKind> {
    if matches!(value, NodeValue::Paragraph) {
        Some(LeafKind::Paragraph)
    } else if matches!(value, NodeValue::Heading(_)) {
        Some(LeafKind::Heading)
    } else if matches!(value, NodeValue::TableCell) {
        Some(LeafKind::Cell)
    } else {
        None
    }
}

/// Whether a text is the address of the link that it stands in.
fn is_address<'n>(node: &'n AstNode<'n>, text: &str) -> bool {
    let Some(parent) = node.parent() else { return false };
    let data = parent.data();
    if let NodeValue::Link(link) = &data.value {
        let shown = text.trim_start_matches("http://").trim_start_matches("https://");
        return !text.contains(char::is_whitespace) && link.url.contains(shown.trim_end_matches('/'));
    }
    false
}

fn shorten(mark: &str) -> &str {
    mark.get(..3).unwrap_or(mark)
}
