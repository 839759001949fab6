//! Web pages and documents of Google that are imported.

use std::sync::{Arc, LazyLock};

use pressroom_config::Site;
use pressroom_diagnostics::{Diagnostic, Source};
use pressroom_images::{PictureError, Pictures};
use pressroom_import::{ImportOptions, ImportSource, import};
use pressroom_read::{ReadOptions, markdown};

use super::{Target, mutate, random::Random, run};

/// What pages are made of.
#[rustfmt::skip]
const HTML: &[&str] = &[
    "<html lang=en>", "<title>A title - Site</title>", "<body>", "<article>", "</article>", "<main>", "<nav>", "</nav>", "<aside>",
    "</aside>", "<div class='share'>", "<div class='related'>", "<div class='callout'>", "<div>", "</div>", "<p>", "</p>", "<br>", "<br><br>",
    "<h1>", "</h1>", "<h2>1. What?</h2>", "<h2 id=a>", "</h2>", "<h3>Notes</h3>", "<ul>", "</ul>", "<ol start=3>", "</ol>", "<li>", "<li id=n1>",
    "<table>", "</table>", "<tr>", "<td colspan=3 rowspan=0>", "<th>", "<caption>", "<figure>", "</figure>", "<figcaption>",
    "<span class=credit>", "</span>", "<img src=a.gif alt=A>", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "<img data-src=b.png>",
    "<picture><source srcset='c.png 2x'>", "<noscript>", "</noscript>", "<iframe src=https://v.example/x>", "</iframe>", "<video>", "<pre>",
    "</pre>", "<code class='language-c'>", "</code>", "<blockquote>", "</blockquote>", "<footer>", "</footer>", "<cite>", "<q>", "<ruby>", "<rt>",
    "<b>", "</b>", "<i> ", " </i>", "<sup>", "</sup>", "<sub>", "<s>", "<a href='#n1' id=r1>1</a>", "<a href='#r1'>^</a>", "<a href='/x'>",
    "<a href='#a'>", "<a name=n1>", "</a>", "<hr>", "<details>", "<summary>", "<dl>", "<dt>", "<dd>", "<math>", "<annotation encoding=tex>x</annotation>",
    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":[1,{\"name\":\"N\"}],\"datePublished\":\"2025-12-17\"}</script>",
    "<script>", "</script>", "<style>", ".c1{font-weight:700}.c2{font-family:mono}", "</style>", "<meta property=og:title content=T>",
    "<meta property=og:image content=/l.png>", "<base href=https://e.example/>", "<body class=\"c0 doc-content\">", "<p class='title'>",
    "<span class=c1>", "<span class=c2>", "<ul class='lst-kix_a-0 start'>", "<ul class='lst-kix_a-1'>", "<a href='#cmnt1' id='cmnt_ref1'>[a]</a>",
    "<div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a>x</p></div>", "<a href='#ftnt1' id='ftnt_ref1'>[1]</a>", "<ins>", "<del>", "hidden", "style='display:none'",
    "A sentence, with commas, and enough words to be an article of its own, as far as can be told from here. ", "字", "\u{ec03}", "\u{ec02}", "&nbsp;",
    "&lt;", "\0", "<!--", "-->", "<", ">", "\u{202e}",
];

static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let long = "A sentence, with commas, and enough words to be an article of its own. ".repeat(6);
    vec![
        format!(
            "<html lang=en><title>A title</title><body><nav>Home</nav><article><h1>A title</h1><p>{long}</p><h2>What?</h2><p>{long}</p></article>"
        ),
        format!(
            "<body class=\"c0 doc-content\"><p class=title>T</p><p>{long}<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup></p><div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a>n</p></div>"
        ),
    ]
});

struct NoPictures;

impl Pictures for NoPictures {
    fn open(&self, _path: &str) -> Result<Arc<[u8]>, PictureError> {
        Err(PictureError::NotFound)
    }
}

/// Pages that are imported.
pub(super) struct WebPages;

impl Target for WebPages {
    fn name(&self) -> &'static str {
        "web-pages"
    }

    fn short(&self) -> u64 {
        200
    }

    fn words(&self) -> &'static [&'static str] {
        HTML
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        SEEDS.iter().map(|seed| seed.clone().into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        mutate::text(random, &SEEDS, HTML).into_bytes()
    }

    /// What is imported is read again without an error, and twice the same.
    fn check(&self, input: &[u8]) -> Result<(), String> {
        let site = Site::default();
        let source = ImportSource { name: "page.html", bytes: input, beside: &NoPictures };
        let Ok(all) = import(&source, &ImportOptions::new(&site)) else { return Ok(()) };
        let again = import(&source, &ImportOptions::new(&site)).map_err(|error| error.to_string())?;
        for (one, other) in all.iter().zip(&again) {
            if one.markdown != other.markdown {
                return Err("it is imported in two ways".to_owned());
            }
            let options = ReadOptions { site: &site, slug: &one.slug, pictures: &NoPictures, now: None };
            let (_, found) = markdown(&Source::new("page.md", &one.markdown), &options);
            if let Some(error) = found.iter().find(|finding| Diagnostic::is_error(finding)) {
                return Err(format!("what was imported can't be read: {}\n{}", error.message, one.markdown));
            }
        }
        Ok(())
    }
}

#[test]
fn web_pages() {
    run(&WebPages);
}
