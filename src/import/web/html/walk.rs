//! The way through the tree.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};
use url::Url;

use super::{
    code,
    dom::{is_hidden, name, next_past, text, words},
    element::{Meaning, meaning},
    embed, figure, math,
    pictures::{PictureFolder, in_noscript, is_beacon, picture_address, size},
    tidy,
};
use crate::{Action, FindingKind, ImportFinding};
use pressroom_diagnostics::Span;
use pressroom_document::{Inline, Language, link::percent_decode, slug};
use pressroom_read::builder::{Builder, Container, Opened, Picture};

/// What differs by the producer of HTML.
pub(crate) struct HtmlHost<'h, 'p> {
    /// What relative addresses are relative to.
    pub(crate) base: Option<Url>,
    /// The language of the text: ids are made of its words.
    pub(crate) language: Language,
    /// Where pictures are taken from.
    pub(crate) pictures: &'h mut PictureFolder<'p>,
    /// The address that a link means; another one where a producer puts its own in between.
    pub(crate) meant: fn(&str) -> Option<String>,
    /// Where the HTML stands, for findings; empty for a file of its own.
    pub(crate) place: String,
}

/// What closes with an element.
#[derive(Default)]
struct Leave {
    opened: Option<Opened>,
    outer: Option<Opened>,
    after: &'static str,
}

impl From<Opened> for Leave {
    fn from(opened: Opened) -> Self {
        Self { opened: Some(opened), ..Self::default() }
    }
}

/// What is done with an element.
enum Entered {
    /// What is in it is walked.
    Within(Leave),
    /// What is in it is not.
    Past,
}

struct Walk<'w, 'b, 'h, 'p> {
    builder: &'w mut Builder<'b>,
    host: &'w mut HtmlHost<'h, 'p>,
    findings: &'w mut Vec<ImportFinding>,
    /// The id of the heading that an id of the page leads to.
    anchors: HashMap<String, String>,
    /// Elements that were taken over before the walk comes to them.
    consumed: HashSet<NodeId>,
    /// The credit of the picture of the open figure.
    credit: Option<String>,
    /// The addresses of the pictures so far.
    shown: HashSet<String>,
    reported: HashSet<&'static str>,
}

/// Reads what is in a node into the document that is being built.
pub(crate) fn read(
    builder: &mut Builder<'_>,
    root: NodeRef<'_>,
    host: &mut HtmlHost<'_, '_>,
    findings: &mut Vec<ImportFinding>,
) {
    let collapse = std::mem::replace(&mut builder.collapse, true);
    tidy::move_spaces_out(root);
    tidy::nest_lists(root);
    let anchors = anchors(root, &host.language);
    Walk {
        builder,
        host,
        findings,
        anchors,
        consumed: HashSet::new(),
        credit: None,
        shown: HashSet::new(),
        reported: HashSet::new(),
    }
    .walk(root);
    builder.collapse = collapse;
}

impl Walk<'_, '_, '_, '_> {
    fn walk(&mut self, root: NodeRef<'_>) {
        let mut open: Vec<(NodeRef<'_>, Leave)> = Vec::new();
        let mut next = root.first_child();
        while let Some(node) = next {
            match self.enter(node, &mut open) {
                Entered::Within(leave) => {
                    if let Some(child) = node.first_child() {
                        open.push((node, leave));
                        next = Some(child);
                        continue;
                    }
                    self.leave(node, leave);
                }
                Entered::Past => {}
            }
            let mut at = node;
            next = loop {
                if let Some(sibling) = at.next_sibling() {
                    break Some(sibling);
                }
                let Some((parent, leave)) = open.pop() else { break None };
                self.leave(parent, leave);
                at = parent;
            };
        }
    }

    fn leave(&mut self, node: NodeRef<'_>, leave: Leave) {
        self.builder.text(leave.after, Span::default());
        [leave.opened, leave.outer].into_iter().flatten().for_each(|opened| self.builder.close(opened));
        if name(node) == "figure" {
            self.credit = None;
        }
    }

    fn enter(&mut self, node: NodeRef<'_>, open: &mut [(NodeRef<'_>, Leave)]) -> Entered {
        if node.is_text() {
            let text = node.text();
            self.builder.text(text.replace(['\n', '\t', '\r'], " "), Span::default());
            return Entered::Past;
        }
        if !node.is_element() || self.consumed.contains(&node.id) {
            return Entered::Past;
        }
        if is_hidden(node) {
            self.find(FindingKind::HiddenText, Action::LeftOut, text(node), "the page does not show this");
            return Entered::Past;
        }
        if name(node) == "noscript" && self.is_repeated(node) {
            return Entered::Past;
        }
        self.element(node, open)
    }

    fn element(&mut self, node: NodeRef<'_>, open: &mut [(NodeRef<'_>, Leave)]) -> Entered {
        let span = Span::default();
        match meaning(node) {
            Meaning::Container(container) => {
                self.prepare(node, &container);
                Entered::Within(self.builder.open(container, span).into())
            }
            Meaning::Around(before, after) => {
                self.builder.text(before, span);
                let opened = self.builder.open(Container::Transparent, span);
                Entered::Within(Leave { opened: Some(opened), after, ..Leave::default() })
            }
            Meaning::Attribution => {
                let outer = self.builder.open(Container::Paragraph, span);
                if !text(node).starts_with(['—', '–', '―', '-']) {
                    self.builder.text("— ", span);
                }
                Entered::Within(outer.into())
            }
            Meaning::Link if is_permalink(node) => Entered::Past,
            Meaning::Link => {
                let container = match self.link(node) {
                    Some(url) => {
                        let title =
                            node.attr("title").map(|title| words(&title)).filter(|title| !title.is_empty());
                        Container::Link { url, title: title.filter(|title| *title != text(node)) }
                    }
                    None => Container::Transparent,
                };
                Entered::Within(self.builder.open(container, span).into())
            }
            Meaning::Embed => {
                self.embed(node);
                Entered::Past
            }
            Meaning::Picture => {
                self.picture(node);
                Entered::Past
            }
            Meaning::Preformatted => {
                if !code::is_line_numbers(node) {
                    let (text, language) = code::code(node);
                    if !text.trim().is_empty() {
                        self.builder.code_block(&text, language.as_deref(), span);
                    }
                }
                Entered::Past
            }
            Meaning::Math => {
                match math::formula(node) {
                    Some(formula) => self.builder.math(&formula.tex, formula.display, span),
                    None => {
                        let words = math::words(node);
                        self.find(
                            FindingKind::Equation,
                            Action::Changed,
                            words,
                            "the page does not say the TeX of this formula",
                        );
                        return Entered::Within(self.builder.open(Container::Transparent, span).into());
                    }
                }
                Entered::Past
            }
            Meaning::CheckBox(done) => {
                self.builder.check_box(done, span);
                Entered::Past
            }
            Meaning::Reference(name) => {
                self.builder.footnote_reference(&name, span);
                Entered::Past
            }
            Meaning::Break => {
                self.line_break(node, open);
                Entered::Past
            }
            Meaning::Rule => {
                self.builder.thematic_break(span);
                Entered::Past
            }
            Meaning::Nothing => Entered::Past,
        }
    }

    /// What has to be known or said before an element is opened.
    fn prepare(&mut self, node: NodeRef<'_>, container: &Container) {
        if matches!(container, Container::Figure)
            && let Some((element, words)) = figure::credit(node)
        {
            self.consumed.insert(element.id);
            self.credit = Some(words);
        }
        if let Container::Cell { columns, rows } = container
            && (*columns > 1 || *rows > 1)
            && self.reported.insert("span")
        {
            let message =
                "a cell that spans columns or rows stands in the first of them; empty cells fill the others";
            self.find(FindingKind::Table, Action::Changed, text(node), message);
        }
        if matches!(container, Container::Transparent) {
            let lost = match &*name(node) {
                "u" | "ins" => Some(("underline", "text is not underlined in an explainer")),
                "mark" => Some(("mark", "text is not highlighted in an explainer")),
                _ => None,
            };
            if let Some((what, message)) = lost
                && self.reported.insert(what)
            {
                self.find(FindingKind::Formatting, Action::LeftOut, text(node), message);
            }
        }
    }

    /// Where a line ends: two ends in a row are a new paragraph.
    fn line_break(&mut self, node: NodeRef<'_>, open: &mut [(NodeRef<'_>, Leave)]) {
        let span = Span::default();
        let is_end = |node: Option<NodeRef<'_>>| node.is_some_and(|node| name(node) == "br");
        if is_end(beside(node, |node| node.prev_sibling())) {
            return;
        }
        let parent = open.last_mut();
        let is_new = is_end(beside(node, |node| node.next_sibling()));
        match parent {
            Some((parent, leave)) if is_new && name(*parent) == "p" => {
                leave.opened.take().into_iter().for_each(|opened| self.builder.close(opened));
                leave.opened = Some(self.builder.open(Container::Paragraph, span));
            }
            Some((parent, _))
                if is_new
                    && matches!(
                        &*name(*parent),
                        "div"
                            | "section"
                            | "article"
                            | "main"
                            | "li"
                            | "dd"
                            | "td"
                            | "th"
                            | "blockquote"
                            | "body"
                    ) =>
            {
                let division = self.builder.open(Container::Division, span);
                self.builder.close(division);
            }
            None if is_new => {
                let division = self.builder.open(Container::Division, span);
                self.builder.close(division);
            }
            _ => self.builder.inline(Inline::HardBreak),
        }
    }

    /// The address of a link; `None` if it leads nowhere.
    fn link(&mut self, node: NodeRef<'_>) -> Option<String> {
        let written = node.attr("href")?;
        let written = written.trim();
        if let Some(id) = written.strip_prefix('#') {
            let target = self.anchors.get(&percent_decode(id)).map(|id| format!("#{id}"));
            if target.is_none() && !id.is_empty() {
                let message = "a link within the page lost its target: no heading stands there";
                self.find(FindingKind::Link, Action::Changed, text(node), message);
            }
            return target;
        }
        let lower = written.to_ascii_lowercase();
        if written.is_empty()
            || ["javascript:", "data:", "vbscript:", "about:", "blob:"]
                .iter()
                .any(|one| lower.starts_with(one))
        {
            return None;
        }
        let meant = (self.host.meant)(written).unwrap_or_else(|| written.to_owned());
        match Url::parse(&meant) {
            Ok(_) => Some(meant),
            Err(_) => {
                let joined =
                    self.host.base.as_ref().and_then(|base| base.join(&meant).ok()).map(String::from);
                if joined.is_none() && !text(node).is_empty() {
                    let message =
                        format!("it is not known what `{meant}` is relative to; the link lost its target");
                    self.find(FindingKind::Link, Action::Changed, text(node), message);
                }
                joined
            }
        }
    }

    fn picture(&mut self, node: NodeRef<'_>) {
        let Some(written) = picture_address(node) else { return };
        if is_beacon(node) || (in_noscript(node) && self.shown.contains(&written)) {
            return;
        }
        let alt = node.attr("alt").map(|alt| words(&alt));
        // A formula that was drawn.
        if (node.has_class("latex")
            || node.has_class("tex")
            || node.has_class("mwe-math-fallback-image-inline"))
            && let Some(alt) = alt.as_ref().filter(|alt| !alt.is_empty())
        {
            self.builder.math(alt, false, Span::default());
            return;
        }
        let Some(path) = self.host.pictures.take_picture(&written) else {
            let message =
                format!("the picture `{}` is not beside the page, and not on the web", shorten(&written));
            self.find(FindingKind::Picture, Action::LeftOut, alt.unwrap_or_default(), message);
            return;
        };
        self.shown.insert(written);
        let title = node.attr("title").map(|title| words(&title));
        let title = title.filter(|title| !title.is_empty() && alt.as_ref() != Some(title));
        let in_figure = node.ancestors(Some(6)).iter().any(|parent| name(*parent) == "figure");
        let on_web = path.contains("://");
        let picture = Picture {
            path,
            alt_missing: alt.is_none(),
            alt,
            // In a figure, the caption says it.
            title: title.filter(|_| !in_figure),
            credit: self.credit.take(),
            syndicate: false,
            size: size(node).filter(|_| on_web),
        };
        let opened = self.builder.open(Container::Image(Box::new(picture)), Span::default());
        self.builder.close(opened);
    }

    fn embed(&mut self, node: NodeRef<'_>) {
        let span = Span::default();
        let name = name(node);
        let Some(embedded) = embed::embedded(node, self.host.base.as_ref()) else {
            let message = format!("<{name}> names no address on the web");
            return self.find(FindingKind::EmbeddedObject, Action::LeftOut, text(node), message);
        };
        if !self.shown.insert(embedded.address.clone()) {
            return;
        }
        let message =
            format!("<{name}> can't be shown in every edition; a link to its address stands in its place");
        self.find(FindingKind::EmbeddedObject, Action::Changed, embedded.address.clone(), message);
        let paragraph = self.builder.open(Container::Paragraph, span);
        let target = self.builder.open(Container::Link { url: embedded.address, title: None }, span);
        self.builder.text(embedded.title, span);
        self.builder.close(target);
        self.builder.close(paragraph);
    }

    /// True for a `noscript` with nothing but pictures that are shown already.
    fn is_repeated(&self, noscript: NodeRef<'_>) -> bool {
        let mut next = noscript.first_child();
        while let Some(node) = next {
            if name(node) == "img"
                && picture_address(node).is_some_and(|address| !self.shown.contains(&address))
            {
                return false;
            }
            if name(node) == "iframe" || (node.is_text() && !node.text().trim().is_empty()) {
                return false;
            }
            next = super::dom::next_in_order(node, noscript);
        }
        true
    }

    fn find(&mut self, kind: FindingKind, action: Action, text: String, message: impl Into<String>) {
        if text.is_empty() && kind == FindingKind::HiddenText {
            return;
        }
        self.findings.push(ImportFinding {
            kind,
            action,
            place: self.host.place.clone(),
            text,
            message: message.into(),
        });
    }
}

/// The next or previous node with something in it.
fn beside<'d>(node: NodeRef<'d>, step: fn(NodeRef<'d>) -> Option<NodeRef<'d>>) -> Option<NodeRef<'d>> {
    let mut at = step(node);
    while let Some(node) = at {
        if node.is_element() || (node.is_text() && !node.text().trim().is_empty()) {
            return Some(node);
        }
        at = step(node);
    }
    None
}

/// The ids of a page that lead to headings, and the ids that those get.
fn anchors(root: NodeRef<'_>, language: &Language) -> HashMap<String, String> {
    let mut anchors = HashMap::new();
    // Ids since the last heading or text lead to the heading that follows.
    let mut waiting: Vec<String> = Vec::new();
    let mut next = root.first_child();
    while let Some(node) = next {
        if node.is_element() {
            let named = node.attr("name").filter(|_| name(node) == "a");
            waiting.extend([node.attr("id"), named].into_iter().flatten().map(|id| id.to_string()));
            if matches!(&*name(node), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                for inner in super::dom::descendants(node) {
                    waiting.extend(
                        [inner.attr("id"), inner.attr("name")].into_iter().flatten().map(|id| id.to_string()),
                    );
                }
                let words = text(node);
                let id = slug::from_words(words.trim_end_matches(['#', '¶', '§', '🔗']).trim(), language);
                for waiting in waiting.drain(..).filter(|_| !id.is_empty()) {
                    anchors.entry(waiting).or_insert_with(|| id.clone());
                }
                next = next_past(node, root);
                continue;
            }
        } else if node.is_text() && !node.text().trim().is_empty() {
            waiting.clear();
        }
        next = super::dom::next_in_order(node, root);
    }
    anchors
}

/// True for the mark of a heading that links to the heading itself.
fn is_permalink(node: NodeRef<'_>) -> bool {
    let words = text(node).to_lowercase();
    let is_mark = matches!(&*words, "#" | "¶" | "§" | "🔗" | "permalink" | "link to this section" | "anchor");
    is_mark
        && node
            .ancestors(Some(3))
            .iter()
            .any(|parent| matches!(&*name(*parent), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
}

/// The start of a long address.
fn shorten(address: &str) -> String {
    let short: String = address.chars().take(80).collect();
    if short.len() < address.len() { format!("{short}…") } else { short }
}
