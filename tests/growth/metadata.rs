//! Rows of front matter in YAML and TOML, of `pressroom.toml`, and of the model's JSON.

use super::rows::{Form, Row, lines, whole};

pub(super) const ROWS: &[Row] = &[
    whole("tags in one line", |n| yaml(&format!("tags: [{}]", lines(n, |i| format!("t{i}, "))))),
    whole("long tags in one line", |n| {
        let tag = "ä".repeat(n / 40 + 1);
        yaml(&format!("tags: [{}]", format!("{tag}, ").repeat(400)))
    }),
    whole("tags in lines", |n| yaml(&format!("tags:\n{}", lines(n, |i| format!("  - t{i}\n"))))),
    whole("a long headline", |n| yaml(&format!("kicker: {}", "word ".repeat(n)))),
    whole("a headline in quotes", |n| yaml(&format!("kicker: \"{}\"", "w\\u00e4rd ".repeat(n)))),
    whole("a headline of several lines", |n| yaml(&format!("dek: >\n{}", "  words of it\n".repeat(n)))),
    whole("comments in YAML", |n| yaml(&"# a comment\n".repeat(n))),
    whole("unknown keys", |n| yaml(&lines(n, |i| format!("zz{i}: a\n")))),
    whole("keys given twice", |n| yaml(&"section: a\n".repeat(n))),
    whole("authors", |n| {
        yaml(&format!(
            "authors:\n{}",
            lines(n, |i| format!("  - {{name: A{i}, kind: team, url: https://x.example/{i}}}\n"))
        ))
    }),
    whole("corrections", |n| {
        yaml(&format!("corrections:\n{}", "  - date: 2026-01-31\n    text: It was two.\n".repeat(n)))
    }),
    whole("brackets in YAML", |n| yaml(&format!("tags: {}{}", "[".repeat(n), "]".repeat(n)))),
    whole("lines that are no YAML", |n| yaml(&"a: b: c\n".repeat(n))),
    whole("dates that are unlikely", |n| yaml(&format!("updated: 1980-01-01\ndek: {}", "word ".repeat(n)))),
    whole("a language that there is not", |n| {
        format!("---\nheadline: Why #now\nlanguage: ua\n---\n\n# Why\n\n{}", "Words.\n\n".repeat(n))
    }),
    whole("a headline that is repeated", |n| {
        format!("---\nheadline: Why?\n---\n\n# Why?\n\n{}", "Words.\n\n".repeat(n))
    }),
    whole("no headline", |n| format!("---\nsection: a\n---\n\n{}", "Words.\n\n".repeat(n))),
    whole("a text with a hash", |n| yaml(&lines(n, |i| format!("zz{i}: a #b\n")))),
    whole("front matter that is never closed", |n| format!("---\nheadline: Why?\n{}", "a: b\n".repeat(n))),
    whole("front matter below its place", |n| {
        format!("\n\n---\nheadline: Why?\n{}---\n", "a: b\n".repeat(n))
    }),
    whole("rules without front matter", |n| "---\n\na\n\n".repeat(n)),
    whole("every key", |n| yaml(&format!("{EVERY_KEY}{}", lines(n, |i| format!("# {i}\n"))))),
    whole("every key that hides", |n| yaml(&format!("{HIDING}{}", lines(n, |i| format!("# {i}\n"))))),
    whole("tags in TOML", |n| toml(&format!("tags = [{}]", lines(n, |i| format!("\"t{i}\", "))))),
    whole("unknown keys in TOML", |n| toml(&lines(n, |i| format!("zz{i} = \"a\"\n")))),
    whole("a headline in TOML", |n| toml(&format!("dek = \"\"\"\n{}\"\"\"", "words\n".repeat(n)))),
    whole("authors in TOML", |n| toml(&"[[authors]]\nname = \"A\"\n".repeat(n))),
    whole("brackets in TOML", |n| toml(&format!("tags = {}{}", "[".repeat(n), "]".repeat(n)))),
    Row {
        name: "unknown keys of the site",
        form: Form::Configuration,
        make: |n| format!("[site]\n{}", lines(n, |i| format!("zz{i} = 1\n"))),
    },
    Row {
        name: "unknown tables",
        form: Form::Configuration,
        make: |n| lines(n, |i| format!("[zz{i}]\na = 1\n")),
    },
    Row {
        name: "words for the status",
        form: Form::Configuration,
        make: |n| format!("[front_matter.status]\n{}", lines(n, |i| format!("zz{i} = \"draft\"\n"))),
    },
    Row {
        name: "findings that are allowed",
        form: Form::Configuration,
        make: |n| format!("[check]\nallow = [{}]\n", "\"not-markup\", ".repeat(n)),
    },
    Row {
        name: "the name of a site",
        form: Form::Configuration,
        make: |n| format!("theme = \"a\"\n[site]\nname = \"{}\"\n", "word ".repeat(n)),
    },
    Row { name: "brackets of JSON", form: Form::Model, make: |n| "[".repeat(n) },
    Row { name: "spaces in JSON", form: Form::Model, make: |n| " \n".repeat(n) },
    Row { name: "a text of JSON", form: Form::Model, make: |n| format!("\"{}\"", "\\u00e4 ".repeat(n)) },
    Row {
        name: "keys of JSON",
        form: Form::Model,
        make: |n| format!("{{{}}}", lines(n, |i| format!("\"k{i}\": 1, "))),
    },
];

fn yaml(inner: &str) -> String {
    format!(
        "---\nheadline: Why is it so?\nslug: growth\nlanguage: en\npublished: 2026-01-02\n{inner}\n---\n\nWords.\n"
    )
}

fn toml(inner: &str) -> String {
    format!(
        "+++\nheadline = \"Why?\"\nslug = \"growth\"\nlanguage = \"en\"\npublished = 2026-01-02\n{inner}\n+++\n\nWords.\n"
    )
}

/// Every key of front matter, and every name that other systems have for one.
const EVERY_KEY: &str = "title: a\nkicker: a\ndek: a\ndescription: a\nsubtitle: a\nsummary: a\nlang: en\ndate: 2026-01-02\n\
updated: 2026-01-03\nlastmod: 2026-01-03\nmodified: 2026-01-03\nauthors: [a]\nauthor: a\nsection: a\ncategories: [a]\ncategory: a\n\
tags: [a]\nkeywords: [a]\nimage: a.png\ncover: a.png\nfeatured_image: a.png\nfeature_image: a.png\nthumbnail: a.png\n\
canonical_url: https://x.example/a\ncanonical: https://x.example/a\ntranslation_of: b\nrights: a\nlicense: a\ncopyright: a\n\
embargo: 2026-01-02\nembargo_until: 2026-01-02\nembargoed_until: 2026-01-02\nexpires: 2027-01-02\nexpiry_date: 2027-01-02\n\
unpublish_date: 2027-01-02\nexpires_at: 2027-01-02\npublish_date: 2026-01-02\npub_date: 2026-01-02\npublish_at: 2026-01-02\n\
review_by: 2027-01-02\nstatus: usable\npub_status: usable\ndraft: false\nprivate: false\nunpublished: false\nwip: false\nversion: 2\n\
corrections: [{date: 2026-01-02, text: a}]\nnewsletter: {subject: a, preheader: b}\npublished: true\npublish: true\npublic: true\n";

/// Keys of other systems that hide a page.
const HIDING: &str = "unlisted: false\nhidden: false\npassword: a\nvisibility: a\nheadless: false\nnoindex: false\nis_draft: false\n\
post_status: a\nembargoed: false\nunder_embargo: false\nwithheld: false\ncanceled: false\ncancelled: false\nhold: false\n\
on_hold: false\ndo_not_publish: false\nkill: false\nkilled: false\nspiked: false\nretracted: false\nwithdrawn: false\n\
publish_on: a\npublish_at: a\nscheduled_for: a\ngo_live: a\nvisible: true\nlive: true\nrender: true\nactive: true\nenabled: true\n";
