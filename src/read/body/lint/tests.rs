//! What must be found, and what must not.

use crate::{ReadOptions, markdown};
use pressroom_config::Site;
use pressroom_diagnostics::{Diagnostics, Source, sort_edits};
use pressroom_images::NoPictures;

const HEAD: &str = "---\nheadline: Why?\nlanguage: en\npublished: 2026-01-02\ncanonical_url: https://example.org/why/\n---\n\n";

/// Findings of the lint.
const OURS: [&str; 10] = [
    "not-markup",
    "foreign-markup",
    "placeholder",
    "conflict-marker",
    "accidental-heading",
    "bold-heading",
    "attribute-quotes",
    "local-path",
    "invisible-character",
    "not-nfc",
];

fn findings(text: &str) -> (Source, Diagnostics) {
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None };
    let (source, _) = Source::decode("test.md", text.as_bytes());
    let (_, mut found) = markdown(&source, &options);
    found.retain(|finding| OURS.contains(&finding.code.name()) || !finding.edits.is_empty());
    (source, found)
}

/// Codes and the marked text of each finding.
fn marks(body: &str) -> Vec<(&'static str, String)> {
    let (source, found) = findings(&format!("{HEAD}{body}"));
    let mark = |finding: &pressroom_diagnostics::Diagnostic| {
        source.slice(finding.span.unwrap_or_default()).to_owned()
    };
    found.iter().map(|finding| (finding.code.name(), mark(finding))).collect()
}

/// The body after the edits of its findings.
fn mended(body: &str) -> String {
    let (source, found) = findings(&format!("{HEAD}{body}"));
    let edits: Vec<_> = found.into_iter().flat_map(|finding| finding.edits).collect();
    let mut out = String::new();
    let mut at = 0;
    for edit in sort_edits(&edits) {
        out.push_str(&source.text[at..edit.span.start as usize]);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(&source.text[at..]);
    out[HEAD.len()..].to_owned()
}

/// Says how two things differ that should be the same.
fn differs<T: PartialEq + std::fmt::Debug + ?Sized>(written: &str, left: &T, right: &T) -> Option<String> {
    (left != right).then(|| format!("{written:?}\n  is {left:?}\n  not {right:?}"))
}

#[test]
fn slips_are_found_and_mended() {
    let mut wrong = Vec::new();
    for (written, code, mark, right) in [
        ("##Why?\n", "not-markup", "##Why?", "## Why?\n"),
        ("Text.\n###Why *now*?\n", "not-markup", "###Why *now*?", "Text.\n### Why *now*?\n"),
        ("##**Why?**\n", "not-markup", "##**Why?", "## **Why?**\n"),
        ("##\u{a0}Why?\n", "not-markup", "##\u{a0}Why?", "## Why?\n"),
        ("＃＃ Why?\n", "not-markup", "＃＃ Why?", "## Why?\n"),
        ("> ##Why?\n> Text.\n", "not-markup", "##Why?", "> ## Why?\n> Text.\n"),
        (
            "See [a b] (https://example.org/x).\n",
            "not-markup",
            "[a b] (https://example.org/x)",
            "See [a b](https://example.org/x).\n",
        ),
        ("![A] (pic.png)\n", "not-markup", "![A] (pic.png)", "![A](pic.png)\n"),
        (
            "See (the law)[https://example.org/x].\n",
            "not-markup",
            "(the law)[https://example.org/x]",
            "See [the law](https://example.org/x).\n",
        ),
        ("![A](my count.png)\n", "not-markup", "![A](my count.png)", "![A](<my count.png>)\n"),
        (
            "![A](pic/my count.png \"Cap\")\n",
            "not-markup",
            "![A](pic/my count.png \"Cap\")",
            "![A](<pic/my count.png> \"Cap\")\n",
        ),
        ("![A](my pic\\count.png)\n", "not-markup", "![A](my pic\\count.png)", "![A](<my pic/count.png>)\n"),
        (
            "[a](https://example.org “Cap”)\n",
            "not-markup",
            "[a](https://example.org “Cap”)",
            "[a](https://example.org \"Cap\")\n",
        ),
        ("![A](pic.png “Cap”)\n", "not-markup", "![A](pic.png “Cap”)", "![A](pic.png \"Cap\")\n"),
        ("![A](pic.png“Cap”)\n", "attribute-quotes", "![A](pic.png“Cap”)", "![A](pic.png \"Cap\")\n"),
        (
            "[a](“https://example.org”)\n",
            "attribute-quotes",
            "[a](“https://example.org”)",
            "[a](https://example.org)\n",
        ),
        ("![A](pic\\count.png)\n", "local-path", "![A](pic\\count.png)", "![A](pic/count.png)\n"),
        ("[a](www.example.org)\n", "broken-link", "[a](www.example.org)", "[a](https://www.example.org)\n"),
        ("[a](nora@example.org)\n", "broken-link", "[a](nora@example.org)", "[a](mailto:nora@example.org)\n"),
        ("| a | b |\n| 1 | 2 |\n", "not-markup", "| a | b |", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        (
            "> | a | b |\n> | 1 | 2 |\n> Text.\n",
            "not-markup",
            "| a | b |",
            "> | a | b |\n> |---|---|\n> | 1 | 2 |\n>\n> Text.\n",
        ),
        ("| a | b |\n|---|\n| 1 | 2 |\n", "not-markup", "|---|", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        ("a | b | c\n1 | 2 | 3\n", "not-markup", "a | b | c", "a | b | c\n|---|---|---|\n1 | 2 | 3\n"),
        (
            "City\tYear\nSan Francisco\t2004\nSt. Paul\t2009|10\n",
            "not-markup",
            "City\tYear",
            "| City | Year |\n|---|---|\n| San Francisco | 2004 |\n| St. Paul | 2009\\|10 |\n",
        ),
        ("•\tOne\n•\tTwo\n", "not-markup", "•\t", "- One\n- Two\n"),
        ("The reasons:\n• One\n• Two\n", "not-markup", "• ", "The reasons:\n- One\n- Two\n"),
        ("*One\n*Two\n", "not-markup", "*", "- One\n- Two\n"),
        ("1.One\n2.Two\n", "not-markup", "1.", "1. One\n2. Two\n"),
        ("(1) One\n(2) Two\n", "not-markup", "(1) ", "1. One\n2. Two\n"),
        ("-\u{a0}One\n-\u{a0}Two\n", "not-markup", "-\u{a0}", "- One\n- Two\n"),
        (
            "<a href=“https://example.org/?a=b” title=“a b”>a</a>\n",
            "not-markup",
            "<a href=“https://example.org/?a=b” title=“a b”>",
            "<a href=\"https://example.org/?a=b\" title=\"a b\">a</a>\n",
        ),
        (
            "Text <a href=“https://example.org/”>a</a>\n",
            "attribute-quotes",
            "“",
            "Text <a href=\"https://example.org/\">a</a>\n",
        ),
        (
            "## A? {reason=“b c” updated=2026-01-01}\n",
            "attribute-quotes",
            "{reason=“b c” updated=2026-01-01}",
            "## A? {reason=\"b c\" updated=2026-01-01}\n",
        ),
        (
            "![A](a.png){credit=Nora Feld}\n",
            "attribute-quotes",
            "{credit=Nora Feld}",
            "![A](a.png){credit=\"Nora Feld\"}\n",
        ),
        (
            "![A](a.png){credit='Nora Feld'}\n",
            "attribute-quotes",
            "{credit='Nora Feld'}",
            "![A](a.png){credit=\"Nora Feld\"}\n",
        ),
        ("![A](a.png) {credit=\"N\"}\n", "attribute-quotes", "{credit=\"N\"}", "![A](a.png){credit=\"N\"}\n"),
        ("One\u{a0}\u{a0}two\n", "invisible-character", "\u{a0}\u{a0}", "One\u{a0}two\n"),
        ("soft\u{ad} hyphen\u{200b} here\n", "invisible-character", "\u{ad}", "soft hyphen here\n"),
        ("A cafe\u{301} here\n", "not-nfc", "cafe\u{301}", "A caf\u{e9} here\n"),
    ] {
        wrong.extend(differs(written, &marks(written)[..], &[(code, mark.to_owned())][..]));
        wrong.extend(differs(written, mended(written).as_str(), right));
        let again: Vec<_> =
            findings(&format!("{HEAD}{right}")).1.into_iter().flat_map(|finding| finding.edits).collect();
        wrong.extend(differs(right, &again[..], &[][..]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn slips_that_only_the_writer_can_mend_are_found() {
    let mut wrong = Vec::new();
    for (written, code, mark) in [
        ("#Why did it rain?\n", "not-markup", "#Why did it rain?"),
        ("See [a](https://example.org/y.\n", "not-markup", "[a](https://example.org/y"),
        ("![A](C:\\Users\\Nora Feld\\count.png)\n", "local-path", "![A](C:\\Users\\Nora Feld\\count.png)"),
        ("![A](C:\\Users\\Nora\\count.png)\n", "local-path", "![A](C:\\Users\\Nora\\count.png)"),
        ("![A](/Users/nora/count.png)\n", "local-path", "![A](/Users/nora/count.png)"),
        ("See [the law][law].\n", "not-markup", "[the law][law]"),
        ("| a | b |\n", "not-markup", "| a | b |"),
        ("This is **bold.\n", "not-markup", "**"),
        ("This is ** bold ** here.\n", "not-markup", "** bold **"),
        ("This is bold** here.\n", "not-markup", "**"),
        ("This is ~~struck.\n", "not-markup", "~~"),
        ("This is `code here.\n", "not-markup", "`"),
        ("Text {credit=“N”} here.\n", "not-markup", "{credit=“N”}"),
        ("## A? {reason=\"b \"c\" d\"}\n\nText.\n", "not-markup", "{reason=\"b \"c\" d\"}"),
        ("Text {#here}\n", "not-markup", "{#here}"),
        ("Text {.wide}\n", "not-markup", "{.wide}"),
        ("A {{< figure src=\"a.png\" >}} b\n", "foreign-markup", "{{< figure src=\"a.png\" >}}"),
        ("{% include a.html %}\n", "foreign-markup", "{% include a.html %}"),
        ("{: .wide}\n", "foreign-markup", "{: .wide}"),
        ("[gallery ids=\"1,2\"]\n", "foreign-markup", "[gallery ids=\"1,2\"]"),
        ("[caption id=“a” width=“3”]x\n", "foreign-markup", "[caption id=“a” width=“3”]"),
        ("Text [/caption]\n", "foreign-markup", "[/caption]"),
        ("See [[A page|this]].\n", "foreign-markup", "[[A page|this]]"),
        ("![[pic.png]]\n", "foreign-markup", "![[pic.png]]"),
        ("Good :smile: news\n", "foreign-markup", ":smile:"),
        ("Good :+1: news\n", "foreign-markup", ":+1:"),
        ("This is ==marked== text.\n", "foreign-markup", "==marked=="),
        ("A fact.^[A note.]\n", "foreign-markup", "^[A note.]"),
        ("As said [@doe2020].\n", "foreign-markup", "[@doe2020]"),
        ("== A heading ==\n\nText.\n", "foreign-markup", "== A heading =="),
        ("!!! note\n", "foreign-markup", "!!! note"),
        ("> [!info] Words\n", "foreign-markup", "[!info]"),
        ("h2. A heading\n", "foreign-markup", "h2. A heading"),
        ("A <%= name %> b\n", "foreign-markup", "<%= name %>"),
        ("\\newpage\n", "foreign-markup", "\\newpage"),
        ("The mayor, TK, said so.\n", "placeholder", "TK"),
        ("It cost TKTK dollars.\n", "placeholder", "TKTK"),
        ("It cost [TK] dollars.\n", "placeholder", "TK"),
        ("It cost XXX dollars.\n", "placeholder", "XXX"),
        ("TODO: write this.\n", "placeholder", "TODO"),
        ("Lorem ipsum dolor sit.\n", "placeholder", "Lorem ipsum"),
        ("Lorem ipsum.\n", "placeholder", "Lorem ipsum"),
        ("## What does TK do?\n\nText.\n", "placeholder", "TK"),
        ("A paragraph that ends.\n---\n\nMore.\n", "accidental-heading", "---"),
        ("**What now?**\n\nText.\n", "bold-heading", "**What now?**"),
        ("<<<<<<< HEAD\nOne\n", "conflict-marker", "<<<<<<< HEAD"),
    ] {
        wrong.extend(differs(written, &marks(written)[..], &[(code, mark.to_owned())][..]));
        wrong.extend(differs(written, mended(written).as_str(), written));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (_, found) = findings(&HEAD.replace("Why?", "TK"));
    assert_eq!(found.iter().map(|finding| finding.code.name()).collect::<Vec<_>>(), ["placeholder"]);
}

#[test]
fn a_conflict_is_one_error() {
    let (_, found) = findings(&format!("{HEAD}<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> branch\n"));
    let errors: Vec<_> = found.iter().filter(|finding| finding.is_error()).collect();
    assert_eq!(errors.len(), 1, "{found:?}");
}

#[test]
fn what_is_meant_as_it_is_written_is_let_alone() {
    let mut wrong = Vec::new();
    for written in [
        "Why #MeToo came back, and #1 of 3.",
        "#MeToo",
        "#MeToo #TimesUp are back",
        "\\## not a heading, \\[a] (https://example.org), \\*\\*, 5 \\* 3",
        "## A heading #hashtag\n\nText.",
        "`##Why` and `[a] (https://example.org)` and `{{ x }}` and `TODO`",
        "```\n##Why?\n| a | b |\n| 1 | 2 |\nTODO\n[[x]]\n```",
        "    ##Why?\n    TK\tone\n    two\tthree",
        "He said [sic] (as always) that [it] (see above) was [so] (1).",
        "A function f(x)[0] and x[i][j].",
        "[a](https://example.org/a_(b)) and [b](<my file.html>) and [c](#c \"Title\")\n\n## c {#c}",
        "See [a].\n\n[a]: https://example.org",
        "|x| is positive, and a|b is a pipe.",
        "One line\twith a tab.",
        "— Who? she asked.\n— Nobody, he said.",
        "– An aside – as one says.",
        // A dialogue, in many languages.
        "– Nie wiem.\n– Dlaczego nie?\n– Bo nie.\n",
        "The end of the day · a story",
        "-5 degrees\n-10 degrees in the night",
        "1.5 million and\n2.5 billion people",
        "on the day of\n1. January, it was",
        "A price* and a note.\n\n*Without tax",
        "2**3 and src/**/*.rs and a ** b",
        "snake_case and __init__ and __name()",
        "``quoted'' and `quoted' of old",
        "{n} and {such words} and {a, b} and {x: 1} and {“quoted”}",
        "At 10:30:45 in a::b::c and https://example.org/:x:/ it was.",
        "The ratio was 3:2:1, note: this: that.",
        "a == b and x==y && z==w and 100%%",
        "An array [[1, 2], [3, 4]] and [[ -f x ]].",
        "The word [inaudible] and [laughs] and [note: x] and [1] and [a = b].",
        "TK Maxx opened, Super Bowl XXX and the XXX Olympiad, a TODO list, TODO.md.",
        "ES TODO LO QUE HAY",
        "A question right here?\n---\n\nText.",
        "Seven? {#seven}\n-------\n\nText.",
        "Text.\n\n---\n\nText.",
        "**Note:** text. **What?** he asked.",
        "mot\u{ad}ley and \u{ab}\u{a0}mot\u{a0}\u{bb} and ภาษา\u{200b}ไทย",
        "café",
        "![A](a.png \"Cap\"){credit=\"N\" width=640 height=480}",
        "![A](a\\_b.png)",
        "<a href=\"https://example.org\" title=\"a “b” c\">a</a>",
        "1)\tone\n2)\ttwo",
        "Home | About\nNews | Contact",
        "&lt;a href=“x”&gt; &#35;&#35;x",
        "<code>##x {{ y }} **</code> and <kbd>`</kbd>",
        "- [ ] open\n- [x] done",
        "Term\n: Definition",
        "I <3 you, 5 < 6 and a > b.",
        "C:\\Users\\Nora is a path in the text.",
        "* * *",
        "Emphasis *here* and **there** and ***both*** and ~~gone~~.",
        "[1]: not a label",
        "The lorem ipsum text is older than computers.",
        "`cafe\u{301}` and `a cafe\u{301}`\n\n```\ncafe\u{301}\n```",
    ] {
        wrong.extend(differs(written, &marks(written)[..], &[][..]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_slips_take_linear_time() {
    for piece in [
        "](", "[[", "{", "] (a", "`a ", "**a ", "|a|b\n", "a\tb\n", ":a", "{{", ")[", "<a ", "==a", "••",
        "a](b c\n", "[a][", "x://",
    ] {
        _ = findings(&format!("{HEAD}{}", piece.repeat(5_000)));
    }
}
