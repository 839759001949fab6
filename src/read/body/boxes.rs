//! What was meant by a `:::` box of a kind that Pressroom does not know.

use pressroom_diagnostics::{Code, Diagnostic, Source, Span, nearest};

/// The boxes that there are.
const KNOWN: &[&str] = &["related", "signoff"];

/// Names of other systems, and the kind of GitHub's boxes that says the same.
const ALERTS: &[(&str, &[&str])] = &[
    ("NOTE", &["note", "info", "information", "abstract", "example", "question", "faq", "admonition"]),
    ("TIP", &["tip", "hint", "success", "check", "done"]),
    ("IMPORTANT", &["important", "highlight"]),
    ("WARNING", &["warning", "attention", "warn", "bug"]),
    ("CAUTION", &["caution", "danger", "error", "failure"]),
];

/// Other names of our own boxes.
const RELATED: &[&str] = &[
    "read-also",
    "readalso",
    "read-more",
    "readmore",
    "see-also",
    "seealso",
    "related-story",
    "relatedstories",
];
const SIGNOFF: &[&str] = &["sign-off", "signature", "byline", "footer", "colophon"];

/// The finding about a box with `info` behind its colons; `line` is where its first line stands.
pub(crate) fn unknown(source: &Source, info: &str, line: Span) -> Diagnostic {
    let name = name(info);
    let shown = if name.is_empty() { info.trim() } else { name };
    let finding =
        Diagnostic::warning(Code::UnknownDirective, format!("there is no box `{shown}`; its text was kept"));
    let finding = finding.with_span(line);
    let lower = name.to_lowercase();
    let kind = lower.strip_prefix("callout-").or(lower.strip_prefix("admonition-")).unwrap_or(&lower);
    if let Some((alert, _)) = ALERTS.iter().find(|(_, names)| names.contains(&kind)) {
        return finding.help(format!(
            "write `> [!{alert}]` in place of this line, begin each line of the box with `> `, and remove the line that ends it"
        ));
    }
    if ["details", "collapse", "spoiler", "accordion"].contains(&kind) {
        return finding.help("write `<details><summary>The title</summary>` and, at the end, `</details>`");
    }
    if ["quote", "blockquote", "epigraph", "pullquote"].contains(&kind) {
        return finding.help("begin each line of a quotation with `> `; the last may say who: `> — Name`");
    }
    let meant = match kind {
        _ if RELATED.contains(&kind) => Some("related"),
        _ if SIGNOFF.contains(&kind) => Some("signoff"),
        _ => nearest(kind, KNOWN.iter().copied()),
    };
    let Some(meant) = meant else {
        return finding.help("the boxes are `::: related LABEL` and `::: signoff`");
    };
    let finding = finding.help(format!("did you mean `::: {meant}`?"));
    match source.slice(line).find(name).filter(|_| info.trim_start().starts_with(name)) {
        Some(at) => {
            let start = line.start as usize + at;
            finding.edit(Span::new(start, start + name.len()), meant)
        }
        None => finding,
    }
}

/// The name of a box: the first word, without what other systems write around it (`{.note}`, `note[Title]`).
fn name(info: &str) -> &str {
    let start = info.trim_start_matches([' ', '\t', '{', '.', '!', '?']);
    let end = start.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(start.len());
    start.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::unknown;
    use pressroom_diagnostics::{Source, Span};

    fn help(info: &str) -> (String, Option<String>) {
        let text = format!("::: {info}\ntext\n:::\n");
        let source = Source::new("a.md", &text);
        let finding = unknown(&source, info, Span::new(0, 4 + info.len()));
        let mended = finding.edits.first().map(|edit| {
            let mut text = text.clone();
            text.replace_range(edit.span.range(), &edit.text);
            text.lines().next().unwrap().to_owned()
        });
        (finding.help.unwrap(), mended)
    }

    #[test]
    fn what_was_meant_is_proposed() {
        for (info, expected, mended) in [
            ("relatd Read also", "`::: related`", Some("::: related Read also")),
            ("Related", "`::: related`", Some("::: related")),
            ("read-more", "`::: related`", Some("::: related")),
            ("SignOff", "`::: signoff`", Some("::: signoff")),
            ("sign-off", "`::: signoff`", Some("::: signoff")),
            ("{.related}", "`::: related`", None),
            ("note", "`> [!NOTE]`", None),
            ("tip[A title]", "`> [!TIP]`", None),
            ("{.callout-warning title=\"x\"}", "`> [!WARNING]`", None),
            ("Danger Look out", "`> [!CAUTION]`", None),
            ("details", "<details>", None),
            ("quote", "`> — Name`", None),
            ("infobox X", "the boxes are", None),
            ("", "the boxes are", None),
        ] {
            let (help, edit) = help(info);
            assert!(help.contains(expected), "{info}: {help}");
            assert_eq!(edit.as_deref(), mended, "{info}");
        }
    }
}
