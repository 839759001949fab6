//! Rows of Markdown.

use super::rows::{Row, lines, row};

pub(super) const ROWS: &[Row] = &[
    // Paragraphs and what stands in a line.
    row("paragraphs", |n| "The words of a paragraph are not many.\n\n".repeat(n)),
    row("paragraphs of one letter", |n| "a\n\n".repeat(n)),
    row("a long paragraph", |n| "All work and no play. ".repeat(n)),
    row("a long line without spaces", |n| "x".repeat(n)),
    row("lines of one letter", |n| "a\n".repeat(n)),
    row("hard breaks", |n| "a\\\n".repeat(n)),
    row("a paragraph without spaces", |n| "漢字と仮名の文。".repeat(n)),
    row("words of the right-to-left", |n| "שלום וברכה ".repeat(n)),
    row("combining marks", |n| "e\u{301}a\u{308} ".repeat(n)),
    row("emphasis", |n| "*a* ".repeat(n)),
    row("emphasis next to words", |n| "*a*b".repeat(n)),
    row("strong words", |n| "**a** ".repeat(n)),
    row("emphasis that is never closed", |n| "*a _b **c ".repeat(n)),
    row("one run of stars", |n| format!("{0}a{0}", "*".repeat(n))),
    row("struck words", |n| "~~a~~ ".repeat(n)),
    row("tildes that are text", |n| "~a ".repeat(n)),
    row("code in a line", |n| "`a` ".repeat(n)),
    row("code in a line that is never closed", |n| "`a ".repeat(n)),
    row("runs of backticks", |n| (1..root(n)).map(|length| format!("{}a ", "`".repeat(length))).collect()),
    row("entities", |n| "&auml;&#228; &nosuch; ".repeat(n)),
    row("escapes", |n| "\\* \\_ \\# ".repeat(n)),
    row("formulas", |n| "$x^2$ and ".repeat(n)),
    row("displayed formulas", |n| "$$x^2$$\n\n".repeat(n)),
    row("code for formulas", |n| "$`x^2`$ and ".repeat(n)),
    row("prices", |n| "US$5 and 6$ or $7 ".repeat(n)),
    row("dollars that are never closed", |n| "$a ".repeat(n)),
    row("control characters", |n| "words and words\u{202E} of a text that goes on\u{FFFE} ".repeat(n)),
    // Links.
    row("links", |n| "[a](https://x.example/a) ".repeat(n)),
    row("links with titles", |n| "[a](https://x.example/a \"b\") ".repeat(n)),
    row("relative links", |n| "[a](b/c) ".repeat(n)),
    row("refused links", |n| "[a](javascript:x) ".repeat(n)),
    row("links that lead nowhere", |n| "[a]() ".repeat(n)),
    row("links to ids that are not there", |n| lines(n, |i| format!("[a](#b{i}) "))),
    row("links to a card", |n| format!("{}\n\n## Why? {{#why}}\n\nSo.\n", "[a](#why) ".repeat(n))),
    row("links with attributes", |n| "[a](https://x.example/a){target=b} ".repeat(n)),
    row("telephones and mail", |n| "[a](tel:+123) [b](mailto:a@x.example) ".repeat(n)),
    row("slips in addresses", |n| "[a](htps://x.example) [b](www.x.example) ".repeat(n)),
    row("addresses with odd characters", |n| "[a](<https://x.example/a b|c^d>) ".repeat(n)),
    row("addresses in angle brackets", |n| "<https://x.example/a> <a@x.example> ".repeat(n)),
    row("bare addresses", |n| "https://x.example/a and www.x.example ".repeat(n)),
    row("bare addresses that run on", |n| "https://x.example/a。漢字 ".repeat(n)),
    row("bare addresses of mail", |n| "a@x.example ".repeat(n)),
    row("one definition for many links", |n| format!("{}\n\n[a]: https://x.example/\n", "[a] ".repeat(n))),
    row("a definition for each link", |n| {
        let links = lines(n, |i| format!("[b][a{i}] "));
        format!("{links}\n\n{}", lines(n, |i| format!("[a{i}]: https://x.example/{i}\n")))
    }),
    row("definitions that nothing refers to", |n| lines(n, |i| format!("[a{i}]: https://x.example/\n"))),
    row("definitions that are text", |n| "[Q]: Why?\n".repeat(n)),
    row("definitions that are text, apart", |n| "[Q]: Why?\n\nSo it is.\n\n".repeat(n)),
    row("definitions that are comments", |n| "[//]: # (A comment)\n\n".repeat(n)),
    row("brackets that open", |n| "[".repeat(n)),
    row("pictures that open", |n| "![a](".repeat(n)),
    row("brackets that close", |n| "]".repeat(n)),
    row("links within links", |n| format!("{}a{}", "[".repeat(n), "](b)".repeat(n))),
    // Headings.
    row("cards", |n| lines(n, |i| format!("## Question {i}?\n\nAn answer.\n\n"))),
    row("cards of one question", |n| "## The same question?\n\nAn answer.\n\n".repeat(n)),
    row("cards without words", |n| "##\n".repeat(n)),
    row("headings in a card", |n| format!("## Why?\n\n{}", "### A part\n\n".repeat(n))),
    row("underlined headings", |n| "Words\n-----\n\n".repeat(n)),
    row("attributes of cards", |n| {
        lines(n, |i| format!("## Why? {{#q-{i} updated=2026-01-31 reason=\"new\" teaser}}\n\nSo.\n\n"))
    }),
    row("ids used twice", |n| "## Why? {#q}\n\nSo.\n\n".repeat(n)),
    row("unknown attributes of cards", |n| format!("## Why? {{{}}}\n", lines(n, |i| format!("k{i}=v ")))),
    row("attributes in curly quotes", |n| "## Why? {reason=“new” updated=2026-01-31}\n\n".repeat(n)),
    row("a heading that ends with signs", |n| "## C and C # ##\n\n".repeat(n)),
    row("levels of headings", |n| "## a?\n\n##### b\n\n### c\n\n".repeat(n)),
    // Quotes, lists, boxes.
    row("quotes", |n| "> a\n\n".repeat(n)),
    row("a long quote", |n| "> a\n".repeat(n)),
    row("quotes with a source", |n| "> a\n>\n> — B\n\n".repeat(n)),
    row("deep quotes", |n| format!("{} a\n", ">".repeat(n))),
    row("deep quotes of lines", |n| {
        let deep = root(n);
        (1..deep).map(|depth| format!("{} a\n", ">".repeat(depth))).collect()
    }),
    row("empty quotes", |n| ">\n\n".repeat(n)),
    row("bullets", |n| "- a\n".repeat(n)),
    row("bullets apart", |n| "- a\n\n".repeat(n)),
    row("bullets without words", |n| "-\n".repeat(n)),
    row("numbered items", |n| lines(n, |i| format!("{}. a\n", i + 1))),
    row("tasks", |n| "- [ ] a\n- [x] b\n".repeat(n)),
    row("many lists", |n| "- a\n\n* b\n\n".repeat(n)),
    row("nested lists", |n| (0..root(n)).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect()),
    row("bullets in one line", |n| format!("{}a\n", "- ".repeat(n))),
    row("description lists", |n| "A term\n\n: Its meaning\n\n".repeat(n)),
    row("meanings of one term", |n| format!("A term\n\n{}", ": Its meaning\n\n".repeat(n))),
    row("alerts", |n| {
        "> [!NOTE] A title\n> a\n\n> [!TIP]\n> b\n\n> [!IMPORTANT]\n> c\n\n> [!WARNING]\n> d\n\n> [!CAUTION]\n> e\n\n"
            .repeat(n)
    }),
    row("rules", |n| "***\n\n".repeat(n)),
    row("related stories", |n| {
        lines(n, |i| format!("::: related Read on\n[Story {i}](https://x.example/{i})\nWords.\n:::\n\n"))
    }),
    row("one related story again and again", |n| {
        "::: related\n[A story](https://x.example/)\n:::\n\n".repeat(n)
    }),
    row("related stories without a link", |n| "::: related\nWords.\n:::\n\n".repeat(n)),
    row("sign-offs", |n| "::: signoff\nThe desk\n:::\n\n".repeat(n)),
    row("boxes that are unknown", |n| "::: infobox\nWords.\n:::\n\n".repeat(n)),
    row("boxes that are never closed", |n| "::: related\n".repeat(n)),
    row("boxes that are never closed, with words", |n| "::: related\n\nWords of a box.\n\n".repeat(n)),
    row("a long box", |n| {
        format!("::: related\n[a](https://x.example/)\n\n{}\n:::\n", "Words.\n\n".repeat(n))
    }),
    // Code.
    row("lines of code", |n| format!("```rust\n{}```\n", "let a = 1;\n".repeat(n))),
    row("blocks of code", |n| "```\na\n```\n\n".repeat(n)),
    row("blocks of code with more than a language", |n| "```rust of mine\na\n```\n\n".repeat(n)),
    row("code that is never closed", |n| format!("```\n{}", "a\n".repeat(n))),
    row("code that is indented", |n| "    a\n".repeat(n)),
    row("tabs in code", |n| format!("```\n{}\n```\n", "\ta".repeat(n))),
    row("lines with tabs in code", |n| format!("```\n{}```\n", "\ta\tb\n".repeat(n))),
    row("code in a quote", |n| format!("> ```\n{}> ```\n", "> a\n".repeat(n))),
    row("a long line of code", |n| format!("```\n{}\n```\n", "word ".repeat(n))),
    // Tables.
    row("rows of a table", |n| format!("| a | b |\n|---|:-:|\n{}", "| c | 1 |\n".repeat(n))),
    row("columns of a table", |n| format!("{}|\n{}|\n{}|\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n))),
    row("tables", |n| "| a | b |\n|:--|--:|\n| c | d |\n\n".repeat(n)),
    row("empty cells", |n| format!("|a|b|\n|-|-|\n{}", "|||\n".repeat(n))),
    row("a cell with many words", |n| format!("|a|b|\n|-|-|\n| {} | c |\n", "word ".repeat(n))),
    row("cells too many", |n| format!("| a | b |\n|---|---|\n{}", "| c | d | e |\n".repeat(n))),
    row("cells too many in one row", |n| format!("| a | b |\n|---|---|\n{}|\n", "| c ".repeat(n))),
    row("cells too few", |n| format!("| a | b | c |\n|---|---|---|\n{}", "| c |\n".repeat(n))),
    // Notes.
    row("footnotes", |n| {
        lines(n, |i| format!("a[^{i}] ")) + "\n\n" + &lines(n, |i| format!("[^{i}]: A note.\n\n"))
    }),
    row("cards with notes", |n| lines(n, |i| format!("## Why {i}?\n\na[^{i}]\n\n[^{i}]: A note.\n\n"))),
    row("one footnote again and again", |n| format!("{}\n\n[^a]: A note.\n", "a[^a] ".repeat(n))),
    row("notes within notes", |n| {
        "a[^0]\n\n".to_owned() + &lines(n, |i| format!("[^{i}]: A note[^{}].\n\n", i + 1))
    }),
    row("notes that nothing refers to", |n| lines(n, |i| format!("[^{i}]: A note.\n\n"))),
    row("notes that are not there", |n| lines(n, |i| format!("a[^x{i}]\n\n"))),
    row("notes that are not there, in one line", |n| lines(n, |i| format!("a[^x{i}] "))),
    row("a long note", |n| format!("a[^a]\n\n[^a]: A note.\n{}", "\n    Words of it.\n".repeat(n))),
];

fn root(n: usize) -> usize {
    n.isqrt().max(2)
}
