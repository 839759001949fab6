//! Rows of raw HTML.

use super::rows::{Row, lines, row};

pub(super) const ROWS: &[Row] = &[
    row("elements within a line", |n| every(LINE, n, " ")),
    row("elements on lines of their own", |n| every(BLOCK, n, "\n\n")),
    row("elements that hold raw text", |n| {
        "<script>let a = 1;</script>\n\n<style>a {}</style>\n\n<textarea>a</textarea>\n\n<title>a</title>\n\n\
         <xmp>a</xmp>\n\n<noembed>a</noembed>\n\n<noframes>a</noframes>\n\n<noscript>a</noscript>\n\n"
            .repeat(n)
    }),
    row("an element for text to the end", |n| format!("<plaintext>\n{}", "a\n".repeat(n))),
    row("end tags without a start in a block", |n| {
        format!("<div>\n{}\n</div>\n", "</b></p></x-y>".repeat(n))
    }),
    row("end tags without a start, on lines", |n| "</div>\n\n".repeat(n)),
    row("end tags without a start in a line", |n| "a </b> ".repeat(n)),
    row("start tags without an end in a line", |n| "a <b> ".repeat(n)),
    row("start tags without an end in a block", |n| format!("<div>\n{}\n</div>\n", "<b>a<i>b".repeat(n))),
    row("start tags without an end, on lines", |n| "<div>\n\na\n\n".repeat(n)),
    row("start and end tags out of order in a line", |n| "<b>a<i>b</b>c</i> ".repeat(n)),
    row("start and end tags out of order in a block", |n| {
        format!("<div>\n{}\n</div>\n", "<b>a<i>b</b>c</i> ".repeat(n))
    }),
    row("end tags far from their start", |n| {
        let open = "<b>".repeat(n.min(200));
        format!("<div>\n{open}{}\n</div>\n", "</i>".repeat(n))
    }),
    row("attributes of one tag", |n| format!("<p {}>a</p>\n", lines(n, |i| format!("k{i}=v ")))),
    row("attributes of one tag in a line", |n| format!("a <b {}>a</b>\n", lines(n, |i| format!("k{i}=v ")))),
    row("a long value of an attribute", |n| format!("<p title=\"{}\">a</p>\n", "word ".repeat(n))),
    row("values of attributes", |n| "<p title=\"words of it\" label=\"b\">a</p>\n\n".repeat(n)),
    row("nested boxes", |n| format!("{}a{}\n", "<div>".repeat(n), "</div>".repeat(n))),
    row("nested spans", |n| format!("a {}a{}\n", "<span>".repeat(n), "</span>".repeat(n))),
    row("nested lists of HTML", |n| format!("{}a{}\n", "<ul><li>".repeat(n), "</li></ul>".repeat(n))),
    row("nested tables", |n| format!("{}a\n", "<table><tr><td>".repeat(n))),
    row("paragraphs of HTML", |n| format!("<div>\n{}</div>\n", "<p>a</p>\n".repeat(n))),
    row("paragraphs that are never closed", |n| format!("<div>\n{}</div>\n", "<p>a\n".repeat(n))),
    row("cells that are never closed", |n| format!("<table>\n{}</table>\n", "<tr><td>a<td>b\n".repeat(n))),
    row("rows of HTML", |n| {
        format!(
            "<table>\n<caption>a</caption>\n<thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody>{}</tbody>\n</table>\n",
            "<tr><td>a</td><td align=\"right\">b</td></tr>\n".repeat(n)
        )
    }),
    row("cells that span columns", |n| {
        format!("<table>\n{}</table>\n", "<tr><td colspan=\"3\">a</td><td>b</td></tr>\n".repeat(n))
    }),
    row("cells that span rows", |n| {
        format!("<table>\n<tr><td rowspan=\"0\">a</td></tr>\n{}</table>\n", "<tr><td>b</td></tr>\n".repeat(n))
    }),
    row("tables with a foot", |n| {
        "<table><tfoot><tr><td>a</td></tr></tfoot><tr><td>b</td></tr></table>\n\n".repeat(n)
    }),
    row("text outside of cells", |n| format!("<table>\n{}</table>\n", "a<tr><td>b</td></tr>\n".repeat(n))),
    row("details", |n| "<details><summary>a</summary>\n\nb\n\n</details>\n\n".repeat(n)),
    row("details that are never closed", |n| "<details>\n\na\n\n".repeat(n)),
    row("an element around much Markdown", |n| format!("<details>\n\n{}</details>\n", "a\n\n".repeat(n))),
    row("elements around Markdown", |n| "<blockquote>\n\n*a*\n\n</blockquote>\n\n".repeat(n)),
    row("elements that end in a paragraph", |n| "<div>\n\na </div>\n\n".repeat(n)),
    row("elements in quotes", |n| "> <div>\n>\n> a\n>\n> </div>\n\n".repeat(n)),
    row("elements in a long quote", |n| format!("> <div>\n{}> </div>\n", "> <p>a</p>\n".repeat(n))),
    row("comments", |n| "<!-- words of it -->\n\n".repeat(n)),
    row("comments in a line", |n| "a <!-- b --> ".repeat(n)),
    row("comments in a block", |n| format!("<div>\n{}\n</div>\n", "<!-- words --> \n".repeat(n))),
    row("comments in a quote", |n| format!("> <div>\n{}> </div>\n", "> <!-- words -->\n".repeat(n))),
    row("comments that are never closed", |n| "a <!-- b\n\n".repeat(n)),
    row("comments that open in a line", |n| "a <!-- ".repeat(n)),
    row("a comment that is never closed", |n| format!("<!-- {}", "words\n".repeat(n))),
    row("declarations", |n| "<?php a ?>\n\n<!DOCTYPE a>\n\n<![CDATA[a]]>\n\n".repeat(n)),
    row("declarations that open in a line", |n| "a <? <!A <![CDATA[ ".repeat(n)),
    row("tags that are never closed", |n| "<div \n\n".repeat(n)),
    row("tags that open in a line", |n| "a <b ".repeat(n)),
    row("tags that open with a value", |n| "a <b c=\" ".repeat(n)),
    row("signs that are less", |n| "a < b ".repeat(n)),
    row("preformatted lines", |n| format!("<pre>\n{}</pre>\n", "a\tb\n".repeat(n))),
    row("pictures of HTML", |n| {
        "<img src=\"https://x.example/a.png\" alt=\"a\" width=\"3\" height=\"3\">\n\n".repeat(n)
    }),
    row("figures of HTML", |n| {
        "<figure><img src=\"https://x.example/a.png\" alt=\"a\"><figcaption>b</figcaption></figure>\n\n"
            .repeat(n)
    }),
    row("breaks of HTML", |n| format!("<p>{}</p>\n", "a<br>".repeat(n))),
    row("links of HTML", |n| "<a href=\"https://x.example/\" title=\"b\">a</a> ".repeat(n)),
    row("links of HTML around blocks", |n| "<a href=\"https://x.example/\"><div>a</div></a>\n\n".repeat(n)),
    row("films and frames", |n| {
        "<iframe src=\"https://x.example/a\" title=\"b\"></iframe>\n\n<video><source src=\"https://x.example/b\"></video>\n\n\
         <audio src=\"c\"></audio>\n\n<object data=\"https://x.example/d\"><embed src=\"https://x.example/d\"></object>\n\n"
            .repeat(n)
    }),
    row("boxes that are ticked", |n| "<ul><li><input type=\"checkbox\" checked> a</li></ul>\n\n".repeat(n)),
    row("items of a word processor", |n| {
        "<p class=\"MsoListParagraph\"><span style=\"mso-list:Ignore\">·</span>a</p>\n".repeat(n)
    }),
    row("styles of a word processor", |n| {
        "<span style=\"font-weight:bold\">a</span> <font style=\"font-style:italic\">b</font> ".repeat(n)
    }),
    row("readings", |n| "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> ".repeat(n)),
    row("quotations", |n| "<q>a <q>b</q></q> ".repeat(n)),
    row("entities of HTML", |n| format!("<p>{}</p>\n", "&auml;&amp;&#228; ".repeat(n))),
    row("numbers of items of HTML", |n| format!("<ol>\n{}</ol>\n", "<li value=\"7\">a</li>\n".repeat(n))),
    row("marks of a list of HTML", |n| format!("<ol start=\"3\">\n{}</ol>\n", "<li>a</li>\n".repeat(n))),
    row("terms of HTML", |n| format!("<dl>\n{}</dl>\n", "<dt>a</dt><dd>b</dd>\n".repeat(n))),
    row("options", |n| format!("<select>{}</select>\n", "<option>a".repeat(n))),
    row("forms in forms", |n| {
        format!("<form>{}</form>\n", "<fieldset><legend>a</legend></fieldset>".repeat(n))
    }),
    row("formulas of HTML", |n| "<math><mi>a</mi></math>\n\n<svg><title>a</title></svg>\n\n".repeat(n)),
];

/// Elements that stand within a line.
const LINE: &str = "em i cite dfn var strong b s del strike sup sub code kbd samp tt a u ins mark small big span font \
                    q label abbr ruby rb rt rp rtc picture button select wbr o:p html body param track col colgroup";

/// Elements that stand on lines of their own.
const BLOCK: &str = "p h1 h2 h3 h4 h5 h6 blockquote ul menu ol li dl dt dd figure figcaption caption table tr td th thead tbody \
                     tfoot summary pre listing details hr div section article main header footer aside nav address center \
                     hgroup meta link base noscript template title head form fieldset option legend svg math object video \
                     audio source embed iframe br input img";

fn every(names: &str, n: usize, after: &str) -> String {
    let all: String = names.split_whitespace().map(|name| format!("<{name}>a</{name}>{after}")).collect();
    all.repeat(n)
}
