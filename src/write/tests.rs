//! Each rule has a row: a document that is written comes back as the same.

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::Document;
use pressroom_images::NoPictures;
use pressroom_read::{ReadOptions, markdown};

use crate::{Habits, is_same, write};

const HEAD: &str = "---\nheadline: Why?\nlanguage: en\npublished: 2024-01-01\n---\n\n";

fn with_options<T>(act: impl FnOnce(&ReadOptions<'_>) -> T) -> T {
    let site = Site::default();
    act(&ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None })
}

fn read(text: &str) -> Option<Document> {
    with_options(|options| markdown(&Source::new("test.md", text), options).0)
}

/// The body that is written for what a body is read as; it comes back, and is written the same again.
fn there_and_back(body: &str) -> Result<String, String> {
    let text = format!("{HEAD}{body}");
    let document = read(&text).ok_or_else(|| format!("it is not read:\n{body}"))?;
    let written = with_options(|options| write(&document, options, &Habits::default()))
        .map_err(|error| format!("{error}:\n{body}"))?;
    let again = read(&written).unwrap();
    if !is_same(&document, &again) {
        return Err(format!("{body}\n-----\n{written}"));
    }
    let twice = with_options(|options| write(&again, options, &Habits::default())).unwrap();
    assert_eq!(written, twice);
    Ok(written.strip_prefix(HEAD).unwrap_or(&written).to_owned())
}

/// Fails with what did not come back.
fn all_come_back(bodies: impl IntoIterator<Item = String>) {
    let wrong: Vec<String> = bodies.into_iter().filter_map(|body| there_and_back(&body).err()).collect();
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} are wrong:\n{}",
        wrong.into_iter().take(40).collect::<Vec<_>>().join("\n=====\n")
    );
}

#[test]
fn ordinary_text_stays_as_it_is() {
    for body in [
        "Words, and *emphasis*, **importance**, ~~struck~~ and `code`.\n",
        "It costs $5 or US$6, 5 * 3, 2 < 3 & more; snake_case and ~5 %.\n",
        "[sic] is what he wrote [in brackets].\n",
        "A line\nand another\\\nafter a hard break.\n",
        "- a\n- b\n  - c\n",
        "1. a\n\n2. b\n\n   c\n",
        "- [x] done\n- [ ] not done\n",
        "> Words.\n>\n> — Somebody\n",
        "```rust\nfn main() {}\n```\n",
        "| a   |   b |\n|-----|----:|\n| 1   |   2 |\n",
        "## Why now? {updated=2025-01-01 reason=\"More is known.\" teaser}\n\nBecause.\n\n### Deeper\n\nMore.\n",
        "![A bridge](bridge.jpg \"The bridge.\"){credit=\"A. B.\" syndicate=true}\n",
        "::: related Read more\n[A story](https://example.org/)\n\nAbout it.\n:::\n",
        "A note[^1].\n\n[^1]: The note.\n\n    More of it.\n",
        "Term\n\n: Definition\n\n: Another\n",
        "> [!NOTE] A title\n> Words.\n",
        "::: signoff\nThe team\n:::\n",
        "The formula $a^2 + b^2$ and\n\n$$\n\\int x\n$$\n",
        "See https://example.org/a and www.example.org or write to desk@example.org now.\n",
        "A [link](https://example.org/ \"Title\") and [another](#why).\n\n## Why?\n\n***\n\n### Deep\n",
    ] {
        // A question that is the headline makes the headline a heading.
        assert_eq!(there_and_back(body).unwrap().trim_start_matches("# Why?\n\n"), body);
    }
}

#[test]
fn every_mark_stays_a_character() {
    #[rustfmt::skip]
    let texts = [
        "\\*a\\*", "\\_a\\_", "a\\`b\\`", "\\[a](b)", "\\[^1]", "!\\[a](b)", "\\<b>", "\\&amp;", "\\&copy",
        "&amp;lt;", "\\$x\\$ and \\$5", "\\~\\~a\\~\\~", "\\# a", "\\#\\# a", "1\\. a", "12\\) a", "\\- a", "\\+ a",
        "\\* a", "\\> a", "\\::: related", "\\: a", "a\n\\: b", "a\n\\---", "a\n\\===", "\\---", "\\***", "\\___",
        "\\```", "\\~~~", "\\| a |\n|---|", "a\\\\", "a\\\\\\\nb", "\\{a}", "a \\{#id}", "&#32;", "a&#32;\nb",
        "a\n&#32;b", "a&nbsp;b", "&nbsp;a&nbsp;", "https\\://example.org/", "www\\.example.org",
        "desk@<!-- -->example.org", "desk@<b></b>example.org", "<https://example.org/>x",
        "[www.example.org](http://www.example.org/)", "a\\!", "\\![a](b)", "!<b></b>[a](https://example.org/)",
        "![a](b.png)\\{credit=x}", "[a](https://e.org/)\\{x=y}", "a&#8203;b", "a&shy;b", "&#65279;a", "&#13;",
        "5\\*3\\*2", "5*3*2", "2\\*\\*8", "“$5” and “$6”", "$x$ is $5", "A$/US$", "x&lt;y", "a &lt;b&gt; c",
        "\\<your name>", "\\<!-- a", "\\<?php", "\\[ ] a", "\\[x] b", "[a\\]b](https://example.org/)",
        "![a\\]b](b.png)", "![a *b* \\*c\\*](b.png)", "[^n]\\: a\n\n[^n]: n", "a[^n]\\(b)\n\n[^n]: n", "&#35; a",
        "+++", "%%% a", "=", "\\=", "a\n\\=", "-", "\\-", "*", "#", "\\#", "`` ` ``", "` a `", "`  `",
        "`a``b`<b></b>`c`", "<code>a`b</code>`c`", "`\\`", "`<b>`", "`$x$ ~ *`", "a<br>b<br><br>c", "a<br>\nb",
        "a\n<b></b>\nb", "a *b*c*d* e", "**a**b", "*a*b*c*", "a*b*", "*&#32;a*", "<em> a</em> b", "<em>a </em>b",
        "*a **b** c*", "***a** b*", "**a *b***", "*<em>a</em>*", "<em>a<em>b</em></em>", "**<strong>a</strong>**",
        "<em>a</em><em>b</em>", "<em>a</em><strong>b</strong>", "**a，**b", "中**a**文", "中**（a）**文", "~~a~~b",
        "<del>a</del><del>b</del>", "<sup>a</sup><sub>b</sub>", "~a", "\\~~a", "a ~~ b", "<em>(a)</em>b",
        "[a](<https://example.org/(b>)", "[a](https://example.org/?a=1&copy=2)",
        "[a](https://example.org/?a=1&amp;copy;=2)", "[a](mailto:a@example.org?subject=b%20c)", "[a](tel:+1)",
        "[a](https://example.org/ \"b \\\"c\\\" &amp;amp; \\\\\")", "[*a* `b` ![c](d.png)](https://example.org/)",
        "[a[^n]](https://example.org/)\n\n[^n]: n", "a ![b](c.png){credit=\"d\"} e",
        "a ![b](c.png){credit=\"d\"} (d) e", "![b](c.png){credit=\"d\"} (d)", "a ![b](c.png \"title\") e", "a ![b](c.png \"title\"){credit=d} e",
        "[![a](b.png)](#nowhere)", "[![a](b.png)](https://example.org/)", "a$`b`$", "a<b></b>$x$", "$x$<b></b>5",
        "$`a b`$", "$$x$$", "a $$ x $$ b", "$\\$5 + x$", "$`it is`$", "\\[x]: https://example.org/", "[x]\\: y",
        "a | b", "|", "\\`\\`\\`", "a [b] (c)", "a \\[b] (c)", "a [b][c]", "\u{a0}a", "a\u{a0}\nb",
        "[a [b](https://b.org/) c](#x)", "a [b](#nowhere) c", "[\n](#x) a", "a [b\n](#x)", "[b ](#x)", "[ b](#x) c", "a  b", "a   ", "<b>a</b>  c", "<q>a</q>",
        "a\\\n\\- b", "a\\\n1\\. b", "*a\nb*", "*a\\\nb*", "**a<br>**b", "<em>\na</em>", "x<em>\na</em>", "* * *",
        "\\* * *", "a\n\n\\* * *", "\\-\\-\\-", "a \\# ", "\\#a", "#a", "&Auml;", "\\&Auml;", "\\&#65;",
        "a<!-- c -->b", "HTTPS\\://example.org", "ftp\\://example.org", "x@y", "@name", "a@b.c", "\\_\\_a\\_\\_",
        "_a_b", "\\_a\\_b", "a_b_c", "a \\_b", "\\__init\\__", "*a*.", "(*a*)", "“*a*”", "a*“b”*c", "<em>“b”</em>c",
        "\\[!NOTE]", "a\n\\> b", "a\n\\# b", "a\n\\- b", "a\n1\\) b", "a\n2) b", "a\n2\\) b", "1986\\. A year.",
        "1986.A year", "\\1986", "0\\. a", "1234567890. a", "a\n    b", "    \\# a".trim_start(),
    ];
    all_come_back(texts.iter().flat_map(|text| [format!("{text}\n"), format!("Before {text} after\n")]));
}

#[test]
fn marks_in_headings_and_cells_and_titles_stay_characters() {
    #[rustfmt::skip]
    let texts = [
        "a | b", "a \\| b", "`a | b`", "`a \\| b`", "\\# a", "a #", "a \\#", "a \\# #", "C#", "a {b}", "a \\{#b}",
        "a \\{teaser}", "a{b=c}", "*a* \\*b\\*", "a<br>b", "$x$", "![a|b](c.png)", "[a](https://example.org/?a|b)",
        "1. a", "- a", "> a", "&#32;a", "a  b", "", "<code>a\\|b</code>", "$\\|x\\|$", "a[^n]", "a \\\\", "a\\",
        "<b>a</b>", "[a\\|b](https://example.org/ \"c | d\")",
    ];
    let mut bodies = Vec::new();
    for text in texts {
        let cell = text.replace('|', "\\|");
        let notes = "\n\n[^n]: n\n";
        bodies.push(format!("## {text}\n\n### {text}\n{notes}"));
        bodies.push(format!("| {cell} | {cell} |\n|---|:-:|\n| {cell} | x |\n| | {cell} |\n{notes}"));
        bodies.push(format!(
            "<table><caption>{text}</caption><tr><td>{text}</td><td>\n\n{text}\n\n</td></tr></table>\n{notes}"
        ));
        bodies.push(format!("<details><summary>{text}</summary>\n\n{text}\n\n</details>\n{notes}"));
        bodies.push(format!("<figure>\n\n![a](b.png)\n\n<figcaption>{text}</figcaption></figure>\n{notes}"));
        bodies.push(format!(
            "<figure>\n\n![a](b.png)\n\n<figcaption>\n\n{text}\n\n</figcaption></figure>\n{notes}"
        ));
        bodies.push(format!("> a\n>\n> — {text}\n{notes}"));
        bodies.push(format!("{text}x\n\n: {text}\n\n: {text}\n\n  x\n{notes}"));
        bodies.push(format!("- {text}\n- [x] {text}\n\n1. {text}\n\n2. {text}\n{notes}"));
        bodies.push(format!("a[^m]\n\n[^m]: {text}\n{notes}"));
        bodies.push(format!("::: related {text}\n[{text}x](https://example.org/)\n\n{text}\n:::\n{notes}"));
        bodies.push(format!("> [!WARNING] {text}\n> {text}\n{notes}"));
        bodies.push(format!("::: signoff\n{text}\n:::\n{notes}"));
    }
    all_come_back(bodies);
}

#[test]
fn every_block_comes_back_wherever_it_stands() {
    #[rustfmt::skip]
    let blocks = [
        "a", "a\nb", "# a", "### a", "a\n---", "a\nb\n---", "> a", "> a\n>\n> — b", "> a\n> — b", "> — a", "- a",
        "- a\n\n- b", "- a\n- b", "-", "-\n-", "- [x] a", "- [ ] a\n- b", "1. a", "1. a\n2. b", "7) a\n8) b", "0. a",
        "999999999. a", "- a\n  - b\n    - c", "- a\n  1. b\n  2. c", "- a\n  2. b", "- a\n\n  b",
        "- a\n\n  <!-- -->", "- ```\n  a\n\n  b\n  ```", "- > a", "- # a", "- - a", "- ***",
        "- | a |\n  |---|\n  | b |", "* a\n* b", "+ a", "- a\n\n* b\n\n- c", "1. a\n\n1) b\n\n1. c",
        "- a\n\n<!-- -->\n\n- b", "```\na\n```", "```\n```", "```\n\n```", "```\n\n\n```", "~~~ a`b\nc\n~~~",
        "````\n```\na\n```\n````", "``` a\\b &amp; c\nd\n```", "    a\n\n      b", "```\n  a\n\tb \n   \n```",
        "```\n:::\n```", "| a |\n|---|", "| a | b |\n|:--|:-:|\n| c |", "|  |\n|--|\n|  |", "***", "![a](b.png)",
        "![](b.png)", "![](b.png){alt=\"\"}", "![]()", "![a](b%20c.png)", "![a](<b c.png>)",
        "![a](https://example.org/a.png \"b\"){width=4 height=3}", "![a](b.png \"c\"){credit=\"d \\\"e\\\" \\\\\"}",
        "![a](b%3Fc%23d%25e.png)", "![a](./b.png)", "![a](/b.png)", "![a](../b.png)", "![a](b:c.png)",
        "![a](javascript:b)", "![a](vbscript:x \"t\")", "![a](data:image/png;base64,b)", "[![a](b.png \"c\")](https://example.org/)",
        "::: related\n[a](https://example.org/)\n:::", "::: related b\n[a](https://example.org/) c\n:::",
        "::: related b: c\nSee [a](https://example.org/)\n:::",
        "::: related\nSee [a](https://example.org/) for more\n:::", "::: related\na\n:::",
        "::: related\n- [a](https://example.org/)\n- b\n:::",
        "::: related\n**[a](https://example.org/)**\n\nb [c](https://example.org/c) d\n:::",
        "::: related\n## [a](#nowhere)\n\nb\n:::",
        ":::: related\n[a](https://example.org/)\n\n::: related\n[b](https://example.org/b)\n:::\n::::",
        "::: related\n![a](b.png)\n\n[c](https://example.org/)\n:::",
        "::: related\nSee [a](https://example.org/)\nand more\n:::",
        "::: related\nSee\n[a](https://example.org/)\n:::", "> [!NOTE]\n> a", "> [!TIP] a *b* &amp; c \\d\n> e",
        "> [!CAUTION]\n>\n> a\n>\n> - b", "> [!NOTE]\n> > [!TIP]\n> > a", "> [!NOTE] a",
        "<details><summary>a</summary>\n\nb\n\n</details>", "<details>\n\nb\n\n</details>",
        "<details><summary>a</summary></details>",
        "<details><summary>a <em>b</em></summary><p>c</p><details><p>d</p></details></details>", "a\n: b",
        "a\n\n: b\n\n: c\n\n  d", "a\n: b\n\nc\n: d", "<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt></dl>",
        "<dl><dd>a</dd></dl>", "<dl><dt>a</dt><dt>b</dt><dd>c</dd><dd></dd></dl>",
        "<ul><li>a</li><li>b<p>c</p><p>d</p></li></ul>", "<ol start=5><li>a<ul><li>b</li></ul></li></ol>",
        "<ul><li></li></ul>", "<ol start=99999999999><li>a</li></ol>",
        "<ul><li><input type=checkbox checked> a</li><li><input type=checkbox></li></ul>",
        "<ul><li><input type=checkbox><pre>a</pre></li></ul>", "<table><tr><td>a</td><td>b</td></tr></table>",
        "<table><caption>a <b>b</b></caption><tr><th>c</th></tr><tr><td>d</td></tr></table>",
        "<table><tr><td colspan=2>a</td></tr><tr><td align=right>b</td><td>c</td></tr></table>",
        "<table><tr><td align=right>b</td><td>c</td></tr></table>", "<table><tr><th>a</th><td>b</td></tr></table>",
        "<table><tr><td>\n\na\nb\n\n</td></tr></table>",
        "<table><tr><td>\n\n$\\|a\\|$ `b\\|c`\n\n</td></tr></table>",
        "<figure><img src=a.png alt=b><figcaption>c <em>d</em></figcaption></figure>",
        "<figure>\n\n![a](b.png){credit=\"c\"}\n\n<figcaption>d[^n]</figcaption></figure>\n\n[^n]: n",
        "<figure><img src=a.png><figcaption> </figcaption></figure>", "<pre>a\n b</pre>", "<pre>\n\na</pre>",
        "<h2>a</h2>", "<h4>\n\na\nb\n\n</h4>", "<p>a</p><p>b</p>", "<blockquote><p>a</p></blockquote>",
        "<em>\n\na\n\nb\n\n</em>", "<em>\n\n![a](b.png)\n\n</em>",
        "<a href=\"https://example.org/\">\n\n![a](b.png)\n\n</a>",
        "a[^n] b[^n] c[^m]\n\n[^n]: n[^m]\n\n[^m]: m[^n]", "a[^n]\n\n[^n]:\n    - a\n    - b",
        "a[^n]\n\n[^n]: ```\n    a\n    ```", "[^n]: unused", "$$\n\\int x\n$$", "$$x$$",
        "<iframe src=\"https://example.org/\"></iframe>", "<video src=a.mp4></video>", "## a {#b}", "## a\n\n## a",
        "## a {#a-2}\n\n## a\n\n## a", "## [](#x)", "## Fn\n\n## fn", "# a\n\n## b",
        "#### a\n\n## b\n\n##### c\n\n### d",
    ];
    let mut bodies = Vec::new();
    for block in blocks {
        bodies.push(format!("{block}\n"));
        bodies.push(format!("{block}\n\nwords\n\n{block}\n\n{block}\n"));
        bodies.push(format!("## Question\n\n{block}\n\n::: signoff\n{block}\n:::\n"));
        let indented = |by: &str| block.replace('\n', &format!("\n{by}"));
        bodies.push(format!("> {}\n", indented("> ")));
        bodies.push(format!("> {}\n>\n> — x\n", indented("> ")));
        bodies.push(format!("- {}\n- x\n", indented("  ")));
        bodies.push(format!("1. x\n\n   {}\n\n2. x\n", indented("   ")));
        bodies.push(format!("> [!NOTE]\n> {}\n", indented("> ")));
        bodies.push(format!("<details><summary>x</summary>\n\n{block}\n\n</details>\n"));
        bodies.push(format!("<ul><li>\n\n{block}\n\n</li></ul>\n"));
        bodies.push(format!("x[^q]\n\n[^q]: x\n\n    {}\n", indented("    ")));
        bodies.push(format!("Term\n\n: x\n\n  {}\n", indented("  ")));
        bodies.push(format!("::::: related\n[x](https://example.org/x)\n\n{block}\n:::::\n"));
    }
    // Each stands after every other, but for some.
    for (at, one) in blocks.into_iter().enumerate() {
        for other in blocks.into_iter().skip(at % 7).step_by(7) {
            bodies.push(format!("{one}\n\n{other}\n"));
        }
    }
    all_come_back(bodies);
}
