//! Preformatted text: its lines, without the numbers that a page sets beside them, and its language.

use dom_query::NodeRef;

use super::dom::{class_words, descendants, name, next_past};

/// The text of a `pre` and its language, if that is said.
pub(super) fn code(pre: NodeRef<'_>) -> (String, Option<String>) {
    let mut out = String::new();
    let mut next = pre.first_child();
    while let Some(node) = next {
        if node.is_text() {
            out.push_str(&node.text());
        } else if node.is_element() {
            let name = name(node);
            if name == "br" {
                out.push('\n');
            } else if is_number(node) || matches!(&*name, "button" | "script" | "style") {
                next = next_past(node, pre);
                continue;
            } else if matches!(&*name, "div" | "p" | "li" | "tr") && !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
        }
        next = super::dom::next_in_order(node, pre);
    }
    let out = out.replace("\r\n", "\n").replace(['\r', '\u{a0}'], " ");
    let out = out.strip_prefix('\n').map(str::to_owned).unwrap_or(out);
    (out.trim_end().to_owned(), language(pre))
}

/// True for what holds nothing but the numbers of the lines beside it.
pub(super) fn is_line_numbers(pre: NodeRef<'_>) -> bool {
    let text = pre.text();
    let mut lines = text.split_whitespace();
    let numbers =
        lines.clone().count() > 0 && lines.all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let in_cell = pre.ancestors(Some(4)).iter().any(|parent| matches!(&*name(*parent), "td"));
    numbers && in_cell
}

/// The number of a line.
fn is_number(node: NodeRef<'_>) -> bool {
    let text = node.text();
    let is_number = !text.trim().is_empty() && text.trim().bytes().all(|byte| byte.is_ascii_digit());
    let words = class_words(node);
    let has = |word: &str| words.iter().any(|one| one == word);
    let is_named = ["lineno", "linenumber", "linenumbers", "linenos", "ln", "lnt", "gutter"]
        .iter()
        .any(|word| has(word));
    is_number && (is_named || (has("line") && (has("number") || has("numbers") || has("no"))))
}

/// The language that a class or an attribute names: `language-rust`, `lang-rust`, `highlight-source-rust`, `brush: rust`.
fn language(pre: NodeRef<'_>) -> Option<String> {
    let inner = descendants(pre).into_iter().find(|node| name(*node) == "code");
    let around = pre.ancestors(Some(3));
    let nodes = [Some(pre), inner].into_iter().flatten().chain(around);
    let mut found = nodes.filter_map(|node| {
        let said = ["data-lang", "data-language"].iter().find_map(|attribute| node.attr(attribute));
        if let Some(said) = said {
            return Some(said.to_string());
        }
        let class = node.attr("class")?;
        let mut words = class.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let named =
                ["language-", "lang-", "highlight-source-"].iter().find_map(|start| word.strip_prefix(start));
            if let Some(named) = named {
                return Some(named.to_owned());
            }
            if word == "brush:" {
                return words.peek().map(|word| word.trim_end_matches(';').to_owned());
            }
        }
        None
    });
    found.find(|language| {
        let known = !matches!(&**language, "" | "none" | "text" | "plaintext" | "fallback");
        known
            && language.len() <= 30
            && language.chars().all(|c| c.is_ascii_alphanumeric() || "+#-_.".contains(c))
    })
}
