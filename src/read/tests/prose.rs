//! Words that look like markup: in angle brackets, in boxes, beside tables and in lists.

use super::{HEAD, codes, lines, read, sketch};
use pressroom_document::{Block, Inline};

fn lede(body: &str) -> String {
    sketch(&read(&format!("{HEAD}{body}\n")).0.lede)
}

/// The findings as `LINE: code`, lines counted from the first of the body.
fn places(body: &str) -> Vec<String> {
    let text = format!("{HEAD}{body}\n");
    let before = HEAD.matches('\n').count();
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1 - before;
    let found = read(&text).1;
    found.iter().map(|one| format!("{}: {}", line(one.span.unwrap().start), one.code)).collect()
}

#[test]
fn a_label_may_hold_a_colon() {
    let body = "::: related Read also: the law\n[The law](https://x.example/law)\n:::\n\nBetween.\n\n\
                ::: related: More: this\n[That](https://x.example/that)\n:::\n\n> ::: related A: b\n> [C](https://x.example/c)\n> :::\n";
    let (document, found) = read(&format!("{HEAD}{body}"));
    assert_eq!(found, []);
    let labels: Vec<_> = document
        .lede
        .iter()
        .map(|block| match block {
            Block::Related(related) => related.label.clone().unwrap_or_default(),
            other => sketch(std::slice::from_ref(other)),
        })
        .collect();
    assert_eq!(labels[..3], ["Read also: the law", "<p>Between.", "More: this"]);
    assert_eq!(lede("::: https://x.example/ is a colon"), "<p>::: [https://x.example/] is a colon");
    assert_eq!(codes("::: related Read :::\n[The law](https://x.example/law)\n:::\n"), [""; 0]);
}

#[test]
fn words_in_angle_brackets_are_kept() {
    for (body, expected, code) in [
        ("Write <your name here> and go.", "<p>Write <your name here> and go.", "not-markup"),
        ("If a <b and c> d, then", "<p>If a <b and c> d, then", "not-markup"),
        ("The \"<b>\" tag, and more.", "<p>The \"<b>\" tag, and more.", "not-markup"),
        ("Name: <name>", "<p>Name: <name>", "not-markup"),
        ("A stray </name> here", "<p>A stray </name> here", "not-markup"),
        ("Still <blink>kept</blink>.", "<p>Still kept.", "unsupported-html"),
    ] {
        assert_eq!(lede(body), expected);
        assert_eq!(codes(body), [code], "{body}");
    }
    for good in
        ["A <b>bold</b> word<br>and <i class=x>more</i> <a name=x></a>", "five <wbr> six <img src='' alt=''>"]
    {
        assert!(
            codes(good).iter().all(|code| *code != "not-markup" && *code != "unclosed-element"),
            "{good}"
        );
    }
}

#[test]
fn what_breaks_a_line_in_browsers_parts_words() {
    assert_eq!(lede("five</br>six"), "<p>five|six");
    assert_eq!(lede("five</p>six"), "<p>five|six");
}

#[test]
fn tags_that_never_end_are_reported() {
    assert_eq!(places("one\n\na <b>bold word"), ["3: unclosed-element"]);
    assert_eq!(places("<div>\n\ntext\n\n</div>\n\n<p>a <i>word\nb</p>"), ["7: unclosed-element"]);
    assert_eq!(places("text <a href=\"https://x.example\nmore"), ["1: not-markup"]);
    assert_eq!(places("bold</b, and more"), ["1: not-markup"]);
    assert_eq!(codes("<p><b><i>both</b></i></p>"), [""; 0]);
    assert_eq!(codes("a < b and b <c = d, 3 <4"), [""; 0]);
    // What follows is no part of a film.
    assert_eq!(
        lede("See <video src='https://v.example/a.mp4'> and *read* on."),
        "<p>See<p>[v.example]<p>and *read* on."
    );
}

#[test]
fn a_paragraph_may_hold_a_table() {
    for (body, expected) in [
        ("Text <table><tr><td>a *b*</td><td>c</td></tr></table> more.", "<p>Text<t>;a *b*,c<p>more."),
        (
            "<b style=\"font-weight:normal;\" id=\"docs-internal-guid-1\"><div dir=\"ltr\"><table><tbody><tr><td><p>a</p></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table></div></b>",
            "<t>;a,b;c,d",
        ),
        ("one <ul><li>two</li><li>three</li></ul>", "<p>one<l>(<p>two)(<p>three)"),
        ("<tr><td>aa</td><td>bb</td></tr>", "<t>;aa,bb"),
        ("<td>aa</td>\n<td>bb</td>", "<t>;aa,bb"),
    ] {
        assert_eq!(lede(body), expected, "{body}");
        assert!(!codes(body).contains(&"lost-text"), "{body} {:?}", codes(body));
    }
}

#[test]
fn markdown_in_html_is_reported() {
    assert_eq!(places("<div>\nsome text\nand **bold** words\n</div>"), ["3: not-markup"]);
    assert_eq!(places("<p>see [the law](https://x.example/)</p>"), ["1: not-markup"]);
    assert_eq!(codes("<pre>\n**bold** [a](b)\n</pre>"), [""; 0]);
    assert_eq!(codes("<div>\n\n**bold**\n\n</div>"), [""; 0]);
}

#[test]
fn findings_in_a_block_of_html_have_their_line() {
    let body = "<div>\n<p>one</p>\n<blink>two</blink>\n<a href=\"javascript:x\">three</a>\n</div>";
    assert_eq!(places(body), ["3: unsupported-html", "4: unsafe-url"]);
    let quoted = "> <div>\n> <p>one</p>\n> <blink>two</blink>\n> </div>";
    assert_eq!(places(quoted), ["3: unsupported-html"]);
}

#[test]
fn one_script_is_one_finding() {
    let body = "<div>\none\n<script>\nalert(1)\n\ntwo\n</div>";
    assert_eq!(places(body).len(), 1, "{:?}", places(body));
}

#[test]
fn a_line_below_a_table_is_reported() {
    let table = "| a | b |\n|---|---|\n| 1 | 2 |\n";
    assert_eq!(places(&format!("{table}Source: the office")), ["4: not-markup"]);
    assert_eq!(codes(&format!("{table}\nSource: the office")), [""; 0]);
    assert_eq!(codes("a | b\n--|--\n1 | 2"), [""; 0]);
}

#[test]
fn numbers_of_lists_are_shown_or_reported() {
    assert_eq!(places("1. one\n3. three\n7. seven"), ["2: lost-text"]);
    for good in ["1. a\n2. b\n3. c", "1. a\n1. b\n1. c", "7. a\n8. b", "0. a\n0. b", "- a\n- b"] {
        assert_eq!(codes(good), [""; 0], "{good}");
    }
}

#[test]
fn braces_after_a_backslash_are_text() {
    let (document, found) = read(&format!("{HEAD}## What is X? \\{{#abc}}\n\nText.\n"));
    assert_eq!(found, []);
    assert_eq!(sketch(&[]), "");
    assert_eq!(pressroom_document::text::plain(&document.cards[0].question), "What is X? {#abc}");
    assert_ne!(document.cards[0].id, "abc");
}

#[test]
fn sums_keep_their_asterisks() {
    assert_eq!(lede("5*3*2 = 30, 2**8**1 and *5*"), "<p>5*3*2 = 30, 2**8**1 and *5*");
    let (document, _) = read(&format!("{HEAD}5*3*2 and *so*\n"));
    let Block::Paragraph { content, .. } = &document.lede[0] else { panic!("{:?}", document.lede) };
    assert_eq!(content.iter().filter(|inline| matches!(inline, Inline::Emphasis { .. })).count(), 1);
}

#[test]
fn credits_of_pictures_within_text_are_shown() {
    let body =
        "Before ![a map](https://x.example/m.png \"Title\"){credit=\"Nora Feld\" width=2 height=2} after.";
    assert!(lines(body).join("").contains("(Title) (Nora Feld) after."), "{:?}", lines(body));
    let body = "| ![a](https://x.example/m.png){credit=N} |\n|---|\n";
    assert!(lines(body).join("").contains("(N)"), "{:?}", lines(body));
}

#[test]
fn markup_of_other_systems_is_reported() {
    for (body, code) in [
        ("{updated: 2026-01-01}", "foreign-markup"),
        ("## Which? [#nine]\n\ntext", "foreign-markup"),
        ("-item one\n-item two", "not-markup"),
        ("1)one\n2)two", "not-markup"),
        ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+", "foreign-markup"),
        ("%% comment %%", "foreign-markup"),
        ("[TOC]", "foreign-markup"),
        ("*[WHO]: World Health Organization", "foreign-markup"),
        ("| = | = |\n| a | b |", "not-markup"),
    ] {
        assert!(codes(body).contains(&code), "{body}: {:?}", codes(body));
    }
    for good in [
        "Super Bowl XXX and size XXX",
        "Die TK zahlt.",
        "## TODO A LA VEZ\n\nTODO O NADA",
        "Kapitel XXX beginnt",
        "a -ish word\n-ish and so",
        "50 %% more %% less",
    ] {
        assert_eq!(codes(good), [""; 0], "{good}");
    }
    for bad in ["It costs TK euros", "We met XXX there", "TODO: ask", "Ask the TODO"] {
        assert_eq!(codes(bad), ["placeholder"], "{bad}");
    }
}
