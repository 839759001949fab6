//! Marks of Obsidian and Notion: links to pages, comments, highlights, callouts.

use super::{files::Files, rewritten::Rewritten};
use crate::{Action, FindingKind};
use pressroom_document::slug;

/// The ends of the names of pictures.
const PICTURES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"];

/// The mark at the beginning of a text.
pub(super) fn read(rest: &str, files: &Files<'_>) -> Option<Rewritten> {
    let line = rest.lines().next()?;
    if let Some(inner) = line.strip_prefix("![[") {
        let (inner, _) = inner.split_once("]]")?;
        return Some(embedded(inner, files, inner.len() + 5));
    }
    if let Some(inner) = line.strip_prefix("[[") {
        let (inner, _) =
            inner.split_once("]]").filter(|(inner, _)| !inner.is_empty() && !inner.contains('['))?;
        return Some(link(inner, files, inner.len() + 4));
    }
    if let Some(inner) = line.strip_prefix("==") {
        let (inner, _) = inner.split_once("==")?;
        let tight = !inner.is_empty() && !inner.starts_with([' ', '=']) && !inner.ends_with([' ', '=']);
        let finding = Some((
            FindingKind::Formatting,
            Action::LeftOut,
            "text is not highlighted in an explainer".to_owned(),
        ));
        return tight.then(|| Rewritten { text: inner.to_owned(), length: inner.len() + 4, finding });
    }
    if let Some(inner) = rest.strip_prefix("%%") {
        let (inner, _) = inner.split_once("%%")?;
        let finding =
            Some((FindingKind::Comment, Action::LeftOut, "a comment, which no reader saw".to_owned()));
        return Some(Rewritten { text: String::new(), length: inner.len() + 4, finding });
    }
    // `^id` at the end of a line names a paragraph.
    let id = line.strip_prefix('^')?;
    let is_id = id.len() >= 4 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_id.then(|| Rewritten { text: String::new(), length: line.len(), finding: None })
}

/// `[[Page#Part|words]]`
fn link(inner: &str, files: &Files<'_>, length: usize) -> Rewritten {
    let (target, words) = inner.split_once('|').unwrap_or((inner, inner));
    let page = target.split(['#', '^']).next().unwrap_or_default().trim();
    let words = words.trim_start_matches('#').trim();
    if page.is_empty() {
        let id = slug::for_file(target.trim_start_matches('#'), None);
        return Rewritten { text: format!("[{words}](#{id})"), length, finding: None };
    }
    if files.has(&format!("{page}.md")) || files.has(page) {
        let file = page.rsplit('/').next().unwrap_or(page).trim_end_matches(".md");
        let text = format!("[{words}]({}.md)", slug::for_file(without_notion_id(file), None));
        return Rewritten { text, length, finding: None };
    }
    let message = "the page that this links to is not in the folder; its words were kept".to_owned();
    Rewritten { text: words.to_owned(), length, finding: Some((FindingKind::Link, Action::Changed, message)) }
}

/// `![[picture.png|words]]`, or a page that is shown within another.
fn embedded(inner: &str, files: &Files<'_>, length: usize) -> Rewritten {
    let (target, words) = inner.split_once('|').unwrap_or((inner, ""));
    let target = target.trim();
    let lower = target.to_ascii_lowercase();
    if !PICTURES.iter().any(|end| lower.ends_with(end)) {
        let mut link = link(inner, files, length);
        let message = "a page within a page can't be shown; a link stands in its place".to_owned();
        link.finding.get_or_insert((FindingKind::EmbeddedObject, Action::Changed, message));
        return link;
    }
    // `|300` and `|300x200` are sizes.
    let is_size = words.chars().all(|c| c.is_ascii_digit() || c == 'x');
    let alt = if is_size { "" } else { words.trim() };
    let target = if target.contains(' ') { format!("<{target}>") } else { target.to_owned() };
    Rewritten { text: format!("![{alt}]({target})"), length, finding: None }
}

/// `> [!info]- Title`: the kinds of Obsidian are more than ours.
pub(super) fn callout(rest: &str) -> Option<Rewritten> {
    let inner = rest.strip_prefix('>')?.trim_start_matches(' ').strip_prefix("[!")?;
    let (kind, after) = inner.split_once(']')?;
    if kind.contains('\n') {
        return None;
    }
    let ours = match kind.trim().to_ascii_lowercase().as_str() {
        "note" | "info" | "abstract" | "summary" | "tldr" | "todo" | "question" | "help" | "faq"
        | "example" | "quote" | "cite" => "NOTE",
        "tip" | "hint" | "success" | "check" | "done" => "TIP",
        "important" => "IMPORTANT",
        "warning" | "attention" => "WARNING",
        "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" => "CAUTION",
        _ => return None,
    };
    let folded = usize::from(after.starts_with(['-', '+']));
    let length = rest.len() - after.len() + folded;
    Some(Rewritten { text: format!("> [!{ours}]"), length, finding: None })
}

/// `<aside>` of Notion is a callout.
pub(super) fn aside(rest: &str) -> Option<Rewritten> {
    let inner = rest.strip_prefix("<aside>")?;
    let (content, _) = inner.split_once("</aside>")?;
    let lines: Vec<String> = content.trim().lines().map(|line| format!("> {line}")).collect();
    let length = content.len() + "<aside></aside>".len();
    Some(Rewritten { text: format!("\n> [!NOTE]\n{}\n", lines.join("\n")), length, finding: None })
}

/// The name of a page without the id of 32 hexadecimal digits that Notion's export puts at its end.
pub(super) fn without_notion_id(name: &str) -> &str {
    let Some((title, id)) = name.rsplit_once([' ', '-']) else { return name };
    let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { title } else { name }
}
