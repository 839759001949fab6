//! The net as a whole: what was lost without a word is kept, or reported at its line.

use crate::{ReadOptions, markdown};
use pressroom_config::Site;
use pressroom_diagnostics::{Diagnostic, Source};
use pressroom_document::{Document, text};
use pressroom_images::NoPictures;

const HEAD: &str = "---\nheadline: Why?\nlanguage: en\npublished: 2026-01-02\ncanonical_url: https://example.org/why/\n---\n";

fn read(body: &str) -> (Option<Document>, Vec<String>) {
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None };
    let source = Source::new("test.md", format!("{HEAD}{body}"));
    let (document, found) = markdown(&source, &options);
    let line =
        |finding: &Diagnostic| source.line_column(finding.span.unwrap_or_default().start as usize).line - 6;
    let found = found
        .iter()
        .map(|finding| {
            let severity = if finding.is_error() { "error " } else { "" };
            format!("{}: {severity}{}: {}", line(finding), finding.code, finding.message)
        })
        .collect();
    (document, found)
}

#[track_caller]
fn kept(body: &str, lines: &[&str], found: &[&str]) {
    let (document, all) = read(body);
    assert_eq!(all, found, "{body}");
    let document = document.expect("no errors");
    assert_eq!(text::document_lines(&document).split_off(1), lines, "{body}");
}

fn found(body: &str) -> Vec<String> {
    read(body).1
}

#[test]
fn cells_too_many_are_kept() {
    kept(
        "| A | B |\n|---|---|\n| `x|y` | either *x* |\n| p | q | the last & one |\n| 1 | 2 | 3 |\n| z |\n",
        &["A", "B", "`x", "y`", "either x", "p", "q", "the last & one", "1", "2", "3", "z"],
        &[
            "3: extra-cells: this row has 3 cells, and so have 2 other rows, but the head of the table has 2; Pressroom made the table wider",
        ],
    );
    assert_eq!(found("> | A |\n> |---|\n> | a | [b](https://example.org/) |\n").len(), 1);
    assert_eq!(found("| A |\n|---|\n| `a\\|b` |\n| c | |\n"), [""; 0]);
}

#[test]
fn interviews_are_not_definitions() {
    const MESSAGE: &str =
        "link-definition: this looks like a link definition, which no reader sees; Pressroom kept it as text";
    let message = |line: usize| format!("{line}: {MESSAGE}");
    kept(
        "[Q]: Why?\n\n[A]: *Because.*\n[Minister]: No.\n\nThen silence.\n",
        &["[Q]: Why?", "[A]: Because. [Minister]: No.", "Then silence."],
        &[&message(1), &message(3), &message(4)],
    );
    kept(
        "> [Q]: Why?\n\n- [A]: No.\n- b\n\n[C]: Yes.\nand more\n",
        &["[Q]: Why?", "[A]: No.", "b", "[C]: Yes.", "and more"],
        &[&message(1), &message(3), &message(6)],
    );
    kept("::: signoff\n[Q]: Why?\n:::\n", &["[Q]: Why?"], &[&message(2)]);
}

#[test]
fn definitions_are_used_or_reported() {
    kept("[A b] and [c][D].\n\n[a  B]: https://example.org/\n[d]: /x \"y\"\n", &["A b and c."], &[]);
    kept(
        "Text.\n\n[a]: https://example.org/\n",
        &["Text."],
        &["3: unused-link: nothing refers to this link: “[a]: https://example.org/”"],
    );
    kept(
        "Text.\n\n[//]: # (A note)\n",
        &["Text."],
        &["3: dropped-html: this comment is shown nowhere (2 words)"],
    );
}

#[test]
fn what_never_ends_is_an_error() {
    assert_eq!(
        found("a\n\n<!-- b\n\nc\n\n## D?\n"),
        ["3: error unclosed-html: this comment is never closed; 3 lines are lost"]
    );
    assert_eq!(
        found("<div id=\"x\"\nwords\n\nmore\n"),
        ["1: error unclosed-html: this tag is never closed: its > is missing; 2 lines are lost"]
    );
    assert_eq!(
        found("a\n\n```\nb\n\n## C?\n"),
        ["3: unclosed-code: this code is never closed: Pressroom read everything after it as code"]
    );
}

#[test]
fn words_of_html_are_kept_or_counted() {
    kept(
        "<title>A b</title>\n\n<template>c</template>\n\n<noscript><p>d &amp; <b>e</b></p></noscript>\n",
        &["A b", "c", "d & e"],
        &[
            "1: unsupported-html: the HTML element <title> has no place in an explainer; its text was kept",
            "3: unsupported-html: the HTML element <template> has no place in an explainer; its text was kept",
        ],
    );
    kept(
        "a <script>b c</script> d\n\n<style>\ne\n</style>\n",
        &["a  d"],
        &[
            "1: dropped-html: raw HTML was dropped with its content: <script> (2 words)",
            "3: dropped-html: raw HTML was dropped with its content: <style> (1 word)",
        ],
    );
    kept(
        "a <noscript><img src=\"https://example.org/x\"></noscript>\n",
        &["a"],
        &["1: dropped-html: raw HTML was dropped with its content: <noscript> (0 words)"],
    );
    kept(
        "a <abbr title=\"B c\">d</abbr>\n",
        &["a d"],
        &[
            "1: unsupported-html: the HTML element <abbr> has no place in an explainer; its text was kept",
            "1: unknown-attribute: no edition shows the attribute title of this tag: “B c”",
        ],
    );
    kept("a <!-- b c --> d\n", &["a  d"], &["1: dropped-html: this comment is shown nowhere (2 words)"]);
}

#[test]
fn signs_at_the_end_of_a_heading_are_reported() {
    const MESSAGE: &str = "heading-end: a # after a space at the end of a heading is not shown";
    for (line, bad) in [
        ("## What is C #", true),
        ("## We are #1 ##", true),
        ("## A ##", false),
        ("## A \\#", false),
        ("## C#", false),
        ("## A {#b} ##", false),
    ] {
        let expected: Vec<_> = bad.then(|| format!("1: {MESSAGE}")).into_iter().collect();
        assert_eq!(found(&format!("{line}\n\nText.\n")), expected, "{line}");
    }
}

#[test]
fn words_beside_the_text_are_reported() {
    kept(
        "```rust ignore title=\"x\"\na\n```\n",
        &["a"],
        &[
            "1: unknown-attribute: no edition shows what follows the language of this code: “ignore title=\"x\"”",
        ],
    );
    kept("- [Q] Why?\n- [x] Done\n1. [ ] Not\n", &["[Q] Why?", "Done", "Not"], &[]);
    kept(
        "[a](https://example.org/){target=x}\n",
        &["a"],
        &["1: unknown-attribute: a link has no attribute `target`; it was ignored"],
    );
}

#[test]
fn markup_is_not_text() {
    for body in [
        "*a* **b** ~~c~~ `d` <e@example.org> https://example.org/f [g](https://example.org/h \"i\") a\\*b &auml;&amp;&#x41; M&uuml;ll\n",
        "1. a\n2. b\n   > c\n   > d\n\n> - e\n>   f\n> lazy\ncontinuation\n",
        "Term\n: Definition\n\n| a | b |\n|:-:|--|\n| c \\| d | *e* |\n",
        "> [!NOTE] A title\n> Text.\n\n::: related Read\n[a](https://example.org/)\n:::\n",
        "a[^n] $x^2$\n\n[^n]: A note.\n    More.\n\nSetext\n===\n\n\tcode\n\n> ```x\n> y\n> ```\n",
        "a &copy; <b>c &lt; d</b>\n\n<div align=\"center\">\n<p>e &amp; f</p>\n</div>\n",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
}
