//! What looks like markup and is none, and HTML around Markdown.

use proptest::{prelude::*, sample::select};

use super::{HEAD, NoPictures, ReadOptions, codes, lines, markdown, read, sketch};
use pressroom_config::Site;
use pressroom_diagnostics::{Code, Source};
use pressroom_document::{Block, CalloutKind, Document, Inline, LinkTarget, text};

fn lede(body: &str) -> String {
    sketch(&read(&format!("{HEAD}{body}\n")).0.lede)
}

/// The addresses and texts of links.
fn links(body: &str) -> Vec<(String, String)> {
    fn collect(inlines: &[Inline], links: &mut Vec<(String, String)>) {
        for inline in inlines {
            if let Inline::Link { target, content, .. } = inline {
                let address = match target {
                    LinkTarget::External(url) => url.clone(),
                    other => format!("{other:?}"),
                };
                links.push((address, text::plain(content)));
            }
        }
    }
    let mut links = Vec::new();
    for block in &read(&format!("{HEAD}{body}\n")).0.lede {
        if let Block::Paragraph { content, .. } = block {
            collect(content, &mut links);
        }
    }
    links
}

#[test]
fn money_stays_text_with_the_markup_in_it() {
    for (body, expected) in [
        ("The peso (MX$) and the *real* (R$) fell.", "<p>The peso (MX$) and the *real* (R$) fell."),
        ("From US$5 to **$6** or 7$, [for $8](/x) and 9$.", "<p>From US$5 to **$6** or 7$, [for $8] and 9$."),
        ("`$a` costs $5 and *6$*, `b$`", "<p>`$a` costs $5 and *6$*, `b$`"),
        ("| $5 | 6$ |\n|--|--|\n| $7 *x* | 8$ |", "<t>$5,6$;$7 *x*,8$"),
        ("$$ cheap, $$$ dear", "<p>$$ cheap, $$$ dear"),
        ("\\$5 and \\$6, <b>$7 or 8$</b>", "<p>$5 and $6, **$7 or 8$**"),
        ("~100 and ~200, 10~20 to 30~40, *~5*", "<p>~100 and ~200, 10~20 to 30~40, *~5*"),
        ("Code `~a~` and \\~b~", "<p>Code `~a~` and ~b~"),
        ("    $5 and 6$ ~x~", "<c>$5 and 6$ ~x~"),
        ("¤5 and $6 and 7$", "<p>¤5 and $6 and 7$"),
    ] {
        assert_eq!(lede(body), expected, "{body}");
        assert_eq!(codes(body), Vec::<&str>::new(), "{body}");
    }
    assert_eq!(links("[a](https://x.example/?$top=5&$skip=6)")[0].0, "https://x.example/?$top=5&$skip=6");
    assert!(lede("~~gone~~").contains("Strikethrough"));
}

#[test]
fn formulas_beside_money_are_found() {
    let (document, _) =
        read(&format!("{HEAD}It costs $5, `$x$` and *$y$* is\n$x^2$, {{6$}} | $$E=mc^2$$.\n"));
    let mut formulas = Vec::new();
    let Block::Paragraph { content, .. } = &document.lede[0] else { panic!("{:?}", document.lede) };
    for inline in content {
        match inline {
            Inline::Math { value, .. } => formulas.push(value.clone()),
            Inline::Emphasis { content, .. } => formulas.push(format!("{:?}", content.len())),
            _ => {}
        }
    }
    assert_eq!(formulas, ["1", "x^2", "E=mc^2"]);
    // A formula that code begins within is none.
    assert_eq!(lede("$x `y$` z$"), "<p>$x `y$` z$");
}

#[test]
fn places_after_changed_characters_are_exact() {
    let body = "Cost $5 or 6$, ~7; https://a.example/b。好\n\nand $8 or 9$ [a bad link](javascript:x)\n";
    let (_, found) = read(&format!("{HEAD}{body}"));
    let span = found.iter().find(|finding| finding.code.name() == "unsafe-url").unwrap().span.unwrap();
    assert_eq!(&format!("{HEAD}{body}")[span.range()], "[a bad link](javascript:x)");
}

#[test]
fn bare_addresses_end_before_marks() {
    let pair = |address: &str, text: &str| (address.to_owned(), text.to_owned());
    let body = "请看https://a.example/x。**您**可以再看https://b.example/y_z（和`https://c.example/。`）。见[https://d.example。](https://e.example/。)";
    assert_eq!(
        links(body),
        [
            pair("https://a.example/x", "https://a.example/x"),
            pair("https://b.example/y_z", "https://b.example/y_z"),
            pair("https://e.example/%E3%80%82", "https://d.example。"),
        ]
    );
    let expected = "<p>请看[https://a.example/x]。**您**可以再看[https://b.example/y_z]（和`https://c.example/。`）。见[https://d.example。]";
    assert_eq!(lede(body), expected);
    assert_eq!(links("和 www.a.example，谢谢")[0], pair("http://www.a.example/", "www.a.example"));
    assert_eq!(links("<https://a.example/。> x")[0].1, "https://a.example/。");
    assert_eq!(links("邮箱 desk@a.example。")[0].1, "desk@a.example");
    assert_eq!(
        lede("“https://a.example/x” <!----> (https://a.example/(b))."),
        "<p>“[https://a.example/x]”  ([https://a.example/(b)])."
    );
}

#[test]
fn markdown_between_html_arrives_within_it() {
    for (body, expected) in [
        (
            "<details>\n<summary>S</summary>\n\n*in*\n\n- a\n\n</details>\n\nout",
            "<!>S:<p>*in*<l>(<p>a)<p>out",
        ),
        ("<details><summary>S</summary>\n\nin</details>\n\nout", "<!>S:<p>in<p>out"),
        (
            "<details><summary>A</summary>\n\na\n\n<details><summary>B</summary>\n\nb\n\n</details>\n\nc\n\n</details>\n\nout",
            "<!>A:<p>a<!>B:<p>b<p>c<p>out",
        ),
        (
            "<figure>\n\n![A](x.png)\n\n<figcaption>\n\nC *c*\n\n</figcaption>\n</figure>\n\nout",
            "<f>A:C *c*<p>out",
        ),
        (
            "<table>\n<tr><th>H</th></tr>\n<tr><td>\n\n**in** it\n\n</td></tr>\n</table>\n\nout",
            "<t>H;**in** it<p>out",
        ),
        ("<ul>\n<li>\n\na\n\n<li>\n\n*b*\n\n</ul>\n\nout", "<l>(<p>a)(<p>*b*)<p>out"),
        ("<div align=center>\n\n**a**\n\n</div>\n\nout", "<p>**a**<p>out"),
        (
            "- <details><summary>S</summary>\n\n  in\n\n  </details>\n\n  out\n- b",
            "<l>(<!>S:<p>in<p>out)(<p>b)",
        ),
        ("</div></details>\n\na\n\n</td>", "<p>a"),
        ("<p>a\n\nb\n\n</p>", "<p>a<p>b"),
        ("<b>\n\na\n\n- c\n\n</b>\n\nout", "<p>**a**<l>(<p>**c**)<p>out"),
        ("<em>\n\na\n\nb", "<p>a<p>b"),
        ("<a href='/x'>\n\n![A](x.png)\n\n</a>", "<p>[{A}]"),
    ] {
        assert_eq!(lede(body), expected, "{body}");
    }
    let quote = "<blockquote>\n\na *b*\n\n> c\n\n</blockquote>\n\nout";
    let blocks = read(&format!("{HEAD}{quote}\n")).0.lede;
    let [Block::BlockQuote(quote), Block::Paragraph { .. }] = blocks.as_slice() else { panic!("{blocks:?}") };
    assert_eq!(text::lines(&quote.blocks), ["a b", "c"]);
}

#[test]
fn what_is_never_closed_ends_before_the_next_heading() {
    let body = "<details><summary>S</summary>\n\nin\n\n## Card?\n\ntext\n";
    let (document, found) = read(&format!("{HEAD}{body}"));
    assert_eq!(sketch(&document.lede), "<!>S:<p>in");
    assert_eq!((document.cards.len(), text::lines(&document.cards[0].blocks)), (1, vec!["text".to_owned()]));
    assert_eq!(found.iter().map(|finding| finding.code.name()).collect::<Vec<_>>(), ["unclosed-element"]);
    assert_eq!(lede("<table><tr><td>\n\nin\n\n</td></tr>\n\nout"), "<t>;in<p>out");
    let within = "> <details><summary>S</summary>\n>\n> in\n\nout";
    let blocks = read(&format!("{HEAD}{within}\n")).0.lede;
    assert!(matches!(blocks.as_slice(), [Block::BlockQuote(_), Block::Paragraph { .. }]), "{blocks:?}");
    let cards = "<div>\n\n## A\n\na\n\n## B\n\nb\n\n</div>\n";
    assert_eq!(read(&format!("{HEAD}{cards}")).0.cards.len(), 2);
}

#[test]
fn cells_that_span_keep_the_columns() {
    let table = "<table><tfoot><tr><td>sum<td>30</tfoot><thead><tr><td>A<td>B<td>C</thead>\
                 <tbody><tr><td rowspan=2>a<td>b<td>c<tr><td>d<td>e</tbody><tbody><tr><td rowspan=0>f<td colspan=2>g<tr><td>h</table>";
    assert_eq!(lede(table), "<t>A,B,C;a,b,c;,d,e;f,g,;,h,;sum,30,");
    assert_eq!(codes(table), ["simplified"]);
}

#[test]
fn wrappers_of_word_processors_keep_blocks() {
    for (body, expected) in [
        (
            "<b style=\"font-weight:normal;\" id=\"docs-internal-guid-1\"><p dir=ltr><span style=\"font-weight:700\">a</span> b</p><ul><li><p>c</p></li></ul></b>",
            "<p>**a** b<l>(<p>c)",
        ),
        (
            "<meta charset=utf-8><b style='font-weight:normal' id=docs-internal-guid-1><p>a</p><blockquote>b</blockquote><p>c</p></b>",
            "<p>a<q>b<p>c",
        ),
        ("<div><b><p>a</p><ul><li>b</ul>c</b></div>", "<p>**a**<l>(<p>**b**)<p>**c**"),
        ("<div>x <i>y<p>z</p></i></div>", "<p>x<p>*y*<p>*z*"),
        ("<div><font face=x><p>a<o:p></o:p></p><p>b</p></font></div>", "<p>a<p>b"),
        (
            "<p class=MsoListParagraphCxSpFirst><span style='font-family:Symbol'>·<span style='font:7.0pt \"T\"'>&nbsp; </span></span>a</p>\n\n<p class=MsoListParagraphCxSpLast><span style='font-family:Symbol'>·<span style='font:7.0pt \"T\"'>&nbsp; </span></span>b <i>c</i></p>\n\nout",
            "<l>(<p>a)(<p>b *c*)<p>out",
        ),
    ] {
        assert_eq!(lede(body), expected, "{body}");
    }
}

#[test]
fn films_and_frames_leave_their_address() {
    let links_of = |html: &str| links(html);
    assert_eq!(
        links_of("<iframe src='//v.example/e/1' title='The film'></iframe>")[0],
        ("https://v.example/e/1".to_owned(), "The film".to_owned())
    );
    assert_eq!(
        links_of("<video controls>\n<source src='https://v.example/a.mp4'>\nold\n</video>")[0].1,
        "v.example"
    );
    assert_eq!(links_of("See <audio src='https://v.example/a.mp3'></audio> now")[0].1, "v.example");
    assert_eq!(
        links_of("See <video><source src='https://v.example/a.mp4'>x</video> now")[0].0,
        "https://v.example/a.mp4"
    );
    assert_eq!(lede("<video src='javascript:x' title='T'>old</video>"), "<p>T<p>old");
    assert_eq!(codes("<embed src='film.swf'>"), ["embed"]);
    let twice = "<object data='https://v.example/a'><embed src='https://v.example/a'>old</object>";
    assert_eq!(links_of(twice).len(), 1);
}

#[test]
fn small_elements_keep_their_meaning() {
    for (body, expected) in [
        ("He said <q>yes <q>no</q></q>.", "<p>He said “yes ‘no’”."),
        ("<p><q>a</q> <abbr title=\"B b\">BB</abbr> <mark>c</mark></p>", "<p>“a” BB c"),
        ("<ruby>漢<rt>かん</rt></ruby> <ruby>b<rp>(</rp><rt>c</rt><rp>)</rp></ruby>", "<p>漢（かん） b(c)"),
        ("<p><ruby>漢<rt>かん</ruby>字</p>", "<p>漢（かん）字"),
        ("a &lt; b &amp; c&nbsp;d", "<p>a < b & c\u{a0}d"),
        ("a <input type=checkbox checked> b", "<p>a [x] b"),
    ] {
        assert_eq!(lede(body), expected, "{body}");
    }
    let (document, _) =
        read(&format!("{HEAD}<ul><li><input type=checkbox checked> a<li><input type=checkbox> b</ul>\n"));
    let [Block::List(list)] = document.lede.as_slice() else { panic!("{:?}", document.lede) };
    assert_eq!(list.items.iter().map(|item| item.task).collect::<Vec<_>>(), [Some(true), Some(false)]);
    let german = HEAD.replace("language: en", "language: de");
    assert_eq!(sketch(&read(&format!("{german}<q>ja</q>\n")).0.lede), "<p>„ja“");
}

/// What stands between blank lines within an element, and how the element begins and ends.
const ELEMENTS: &[(&str, &str)] = &[
    ("<details><summary>S</summary>", "</details>"),
    ("<blockquote>", "</blockquote>"),
    ("<figure>", "</figure>"),
    ("<figure><figcaption>", "</figcaption></figure>"),
    ("<div class=x>", "</div>"),
    ("<section>", "</section>"),
    ("<ul><li>", "</li></ul>"),
    ("<ol>\n<li>", "</ol>"),
    ("<dl><dt>t</dt><dd>", "</dd></dl>"),
    ("<table><tr><td>", "</td></tr></table>"),
    ("<table><tr><td>x<th>", "</table>"),
    ("<center>", "</center>"),
    ("<p>", "</p>"),
    ("<b>", "</b>"),
    ("<span style='x'>", "</span>"),
];

const CONTENT: &[&str] = &[
    "inside *one*",
    "inside one\n\ninside two",
    "- inside\n- more inside",
    "> inside",
    "inside `code`, US$5 and 6$ https://a.example/x。好",
    "```\ninside\n```",
    "| inside |\n|--|\n| x |",
    "1. inside\n\n   deeper",
];

/// The document, or nothing where a comment, tag or script that is never closed is an error.
fn read_or_refuse(input: &str) -> Option<Document> {
    let site = Site::default();
    let options = ReadOptions { site: &site, slug: "test", pictures: &NoPictures, now: None };
    let (document, found) = markdown(&Source::new("test.md", input), &options);
    let refused = found.iter().any(|one| one.is_error() && one.code == Code::UnclosedHtml);
    assert_eq!(document.is_none(), refused, "{found:?}");
    document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever elements enclose Markdown, it arrives within the outermost, before what follows, and whole.
    #[test]
    fn what_stands_within_elements_arrives_within(
        around in prop::collection::vec(select(ELEMENTS), 1..4),
        content in prop::collection::vec(select(CONTENT), 1..3),
        closed in prop::bool::weighted(0.8),
    ) {
        let mut body = String::from("before\n\n");
        around.iter().for_each(|(open, _)| body.push_str(&format!("{open}\n\n")));
        content.iter().for_each(|content| body.push_str(&format!("{content}\n\n")));
        if closed {
            around.iter().rev().for_each(|(_, close)| body.push_str(&format!("{close}\n\n")));
        }
        body.push_str("#### after\n\nlast\n");
        let (document, _) = read(&format!("{HEAD}## C\n\n{body}"));
        let blocks = &document.cards[0].blocks;
        let all = text::lines(blocks).join("\n");
        let inside: usize = content.iter().map(|content| content.matches("inside").count()).sum();
        prop_assert_eq!(all.matches("inside").count(), inside, "{}\n{}", body, all);
        prop_assert!(all.starts_with("before") && all.ends_with("after\nlast"), "{}\n{}", body, all);
        let held = blocks.iter().any(|block| match block {
            Block::Callout(callout) => callout.kind == CalloutKind::Details,
            Block::BlockQuote(_) | Block::List(_) | Block::DefinitionList(_) => true,
            _ => false,
        });
        // The outermost element that the model has a word for holds all of it.
        if closed && held && matches!(around[0].0.get(..4), Some("<det" | "<blo" | "<ul>" | "<ol>" | "<dl>")) {
            let loose = blocks.iter().any(|block| {
                matches!(block, Block::Paragraph { .. }) && text::lines(std::slice::from_ref(block)).join("").contains("inside")
            });
            prop_assert!(!loose, "{}\n{:#?}", body, blocks);
        }
    }

    /// No HTML, however broken, loses Markdown between it, nor panics.
    #[test]
    fn broken_html_loses_no_markdown(
        tags in prop::collection::vec(select(&["<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>",
            "<li>", "</ul>", "<b>", "</b>", "<p>", "</p>", "<details>", "</details>", "<summary>", "<select>", "<svg>",
            "<pre>", "</pre>", "<!--", "-->", "<script>", "</script>", "<textarea>", "<div a=\"", "<plaintext>", "<template>",
            "</template>", "<a href=x>", "<figure>", "<figcaption>", "<caption>", "<h2>", "<object>", "<noscript>",
            "<title>", "<video>", "<ruby>", "<rt>", "<q>", "</q>", "<input type=checkbox>"][..]), 1..12),
    ) {
        let mut body = String::new();
        for (index, tag) in tags.iter().enumerate() {
            body.push_str(&format!("<div>{tag}\n\nword{index}x\n\n"));
        }
        // Where something is never closed, nothing goes out.
        let Some(document) = read_or_refuse(&format!("{HEAD}{body}")) else { return Ok(()) };
        let all = text::document_lines(&document).join("\n");
        for index in 0..tags.len() {
            prop_assert!(all.contains(&format!("word{index}x")), "{}\n{}", body, all);
        }
    }
}

#[test]
fn a_line_of_many_addresses_and_dollars_is_read_in_time() {
    let many = "$a".repeat(20_000) + &"https://a.example。".repeat(5_000) + &"~x$5".repeat(5_000);
    assert!(!lines(&many).is_empty());
    let nested = "<div><ul><li>\n\nx\n\n".repeat(2_000);
    assert!(!lines(&nested).is_empty());
    // Each quotation holds a division around the next one.
    let mut deep: Vec<String> =
        (1..250).map(|depth| format!("{0}<div>\n{0}\n", "> ".repeat(depth))).collect();
    deep.push(format!("{}deep\n", "> ".repeat(250)));
    deep.extend((1..250).rev().map(|depth| format!("{0}\n{0}</div>\n", "> ".repeat(depth))));
    assert_eq!(lines(&deep.concat()), ["deep"]);
}
