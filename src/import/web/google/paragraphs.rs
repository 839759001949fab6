//! Paragraphs and runs of text: looks become elements, lines of code become code.

use dom_query::{Document, NodeRef};

use super::{
    super::html::{descendants, name, text},
    styles::{Look, Raised, Styles},
};

/// What Google sets before and behind a block of code.
const CODE_START: char = '\u{ec03}';
const CODE_END: char = '\u{ec02}';

/// Gives runs of text the elements that their looks stand for.
pub(super) fn mark_paragraphs(document: &Document, styles: &Styles) {
    let root = document.root();
    mark_code(document, styles);
    for node in descendants(root) {
        match &*name(node) {
            "span" => mark_run(document, node, styles),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                // What all of a heading looks like is the look of headings.
                let runs: Vec<_> = descendants(node).into_iter().filter(|run| name(*run) == "span").collect();
                let filled = || runs.iter().filter(|run| !run.text().trim().is_empty());
                let all_bold = filled().all(|run| styles.find_look(*run).bold == Some(true));
                if all_bold {
                    filled().for_each(|run| run.set_attr("data-plain", "bold"));
                }
            }
            "a" => {
                // Links are underlined, and so is what they stand in.
            }
            _ if node.is_text() => clean_spaces(node),
            _ => {}
        }
    }
}

/// Puts what a run of text contains into elements.
fn mark_run(document: &Document, run: NodeRef<'_>, styles: &Styles) {
    let look = styles.find_look(run);
    let plain = run.attr("data-plain").is_some();
    if run.ancestors(None).iter().any(|node| name(*node) == "pre") || run.text().trim().is_empty() {
        run.remove_attrs(&["style", "class"]);
        return;
    }
    run.remove_attrs(&["style", "class", "data-plain"]);
    let has_link = descendants(run).iter().any(|node| name(*node) == "a");
    let names = elements(look, plain, has_link);
    for name in names {
        let element = document.tree.new_element(name);
        run.insert_before(&element);
        run.remove_from_parent();
        element.append_child(&run);
    }
}

/// The elements of a look, inner ones first.
fn elements(look: Look, plain: bool, has_link: bool) -> Vec<&'static str> {
    let mut names = Vec::new();
    if look.monospaced == Some(true) {
        names.push("code");
    }
    match look.raised {
        Some(Raised::Above) => names.push("sup"),
        Some(Raised::Below) => names.push("sub"),
        Some(Raised::On) | None => {}
    }
    if look.underlined == Some(true) && !has_link {
        names.push("u");
    }
    if look.struck == Some(true) {
        names.push("s");
    }
    if look.italic == Some(true) {
        names.push("em");
    }
    if look.bold == Some(true) && !plain {
        names.push("strong");
    }
    names
}

/// Google writes a space at the edge of a run, and each second one of a row, as one that does not break.
fn clean_spaces(node: NodeRef<'_>) {
    let text = node.text();
    if !text.contains('\u{a0}') {
        return;
    }
    let all: Vec<char> = text.chars().collect();
    let is_space = |at: Option<&char>| at.is_none_or(|c| c.is_whitespace());
    let clean = all.iter().enumerate().map(|(at, &c)| {
        let before = at.checked_sub(1).and_then(|at| all.get(at));
        let at_edge = is_space(before) || is_space(all.get(at + 1));
        if c == '\u{a0}' && at_edge { ' ' } else { c }
    });
    let clean: String = clean.collect();
    node.set_text(clean);
}

/// Paragraphs in a monospaced font, and those between the marks of Google's blocks of code, become code.
fn mark_code(document: &Document, styles: &Styles) {
    let parents: Vec<_> = descendants(document.root())
        .into_iter()
        .filter(|node| node.element_children().iter().any(|child| name(*child) == "p"))
        .collect();
    for parent in parents {
        let mut run: Vec<NodeRef<'_>> = Vec::new();
        let mut in_block = false;
        for node in parent.children() {
            if node.is_text() && node.text().trim().is_empty() {
                continue;
            }
            let text = node.text();
            let starts = text.trim_start().starts_with(CODE_START);
            if starts {
                make_code(document, &std::mem::take(&mut run));
                in_block = true;
            }
            let is_blank = name(node) == "p" && text.trim().is_empty();
            if in_block || is_code(node, styles) || (is_blank && !run.is_empty()) {
                run.push(node);
            } else {
                make_code(document, &std::mem::take(&mut run));
            }
            if in_block && text.contains(CODE_END) {
                make_code(document, &std::mem::take(&mut run));
                in_block = false;
            }
        }
        make_code(document, &run);
    }
}

/// True for a paragraph whose runs are all monospaced.
fn is_code(node: NodeRef<'_>, styles: &Styles) -> bool {
    if name(node) != "p" || text(node).is_empty() {
        return false;
    }
    let texts = descendants(node).into_iter().filter(|node| node.is_text() && !node.text().trim().is_empty());
    let monospaced = |text: NodeRef<'_>| {
        text.ancestors(None)
            .into_iter()
            .take_while(|around| around.id != node.id)
            .any(|around| styles.find_look(around).monospaced == Some(true))
    };
    texts.into_iter().all(monospaced)
}

/// Makes one block of code of paragraphs; blank ones at its end stay.
fn make_code(document: &Document, run: &[NodeRef<'_>]) {
    let filled = run.iter().rposition(|node| !node.text().trim().is_empty());
    let Some(lines) = filled.and_then(|last| run.get(..=last)) else { return };
    let Some(first) = lines.first() else { return };
    let pre = document.tree.new_element("pre");
    first.insert_before(&pre);
    let all: Vec<String> = lines.iter().map(|line| line_of_code(*line)).collect();
    let all = all.join("\n");
    let all: String = all.chars().filter(|c| !matches!(*c, CODE_START | CODE_END)).collect();
    let content = document.tree.new_text(all.trim_matches('\n').to_owned());
    pre.append_child(&content);
    lines.iter().for_each(NodeRef::remove_from_parent);
}

/// A line of code: its text, with its breaks.
fn line_of_code(paragraph: NodeRef<'_>) -> String {
    let mut line = String::new();
    for node in descendants(paragraph) {
        if node.is_text() {
            // An export that was laid out for reading has line ends and tabs around its runs.
            let text = node.text();
            line.push_str(text.trim_matches(['\n', '\t', '\r']));
        } else if name(node) == "br" {
            line.push('\n');
        }
    }
    line.replace('\u{a0}', " ").trim_end().to_owned()
}
