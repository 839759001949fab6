//! Exports of content management systems, items of the wire and plain text: whatever they hold, the import ends, and what it
//! writes is read as it was meant.

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_images::NoPictures;
use pressroom_import::{ImportError, ImportKind, ImportOptions, ImportSource, detect, import};
use pressroom_read::{ReadOptions, markdown};

use super::{Target, mutate, random::Random, run};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    // Plain text.
    "\n", "\n\n", "3 cards\n", "1\n\n", "2\n\n", "3\n\n", "Why?\n\n", "4 картки\n", "Read more\n\n", "A story\n\n", "By A. Lee\n\n",
    "3 November 2025\n\n", "“Quoted.”\n\n", "— A. Lee\n\n", "Share\n\n", "> ", "- ", "1. ", "=====\n", "-----\n", "-- \n", "THE MONEY\n\n",
    "https://a.example/x ", "a@a.example ", "The desk", "第2枚", "٢\n\n", "①", "II.", "2/5\n", "words of text, ", "字", "\u{200f}",
    // WordPress.
    "<item>", "</item>", "<title>", "</title>", "<content:encoded><![CDATA[", "]]></content:encoded>", "<![CDATA[", "]]>", "&", "&nbsp;",
    "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", "<!-- wp:block {\"ref\":1} /-->", "<!-- x -->", "<!--", "-->", "[caption]", "[/caption]",
    "[gallery ids=\"1,2\"]", "[embed]", "[/embed]", "[vc_row a='b]", "[", "]", "[footnote]", "[/footnote]", "<p>", "</p>", "<img src=\"a.png\">",
    "<a href=\"x.jpg\">", "</a>", "<figure class=\"wp-block-table\">", "<table><tr><td>a</td></tr></table>", "</figure>", "<blockquote>",
    "<wp:status>draft</wp:status>", "<wp:post_type>page</wp:post_type>", "<wp:post_date>2025-01-01 00:00:00</wp:post_date>",
    // JSON.
    "{", "}", "[", "]", ":", ",", "\"", "\"posts\":", "\"html\":", "\"lexical\":", "\"mobiledoc\":", "\"title\":\"T\"", "\"slug\":\"s\"",
    "\"type\":\"image\"", "\"type\":\"bookmark\"", "\"children\":[", "\"text\":\"x\"", "\"uri\":\"u\"", "\"headline\":\"H\"", "\"body_html\":",
    "\"associations\":", "\"items\":[", "\\u0000", "\\ud800", "null", "1e999",
    // Markdown of others.
    "---\n", "title: T\n", "{{< figure src=\"a.png\" >}}", "{% highlight x %}", "{% endhighlight %}", "{{ x }}", "{: .a}", "[[Page|words]]",
    "![[a.png]]", "==x==", "%%x%%", "> [!info] T\n", "<aside>", "</aside>", "data:image/png;base64,iVBORw0KGgo=", "```\n", "`",
];

const SEEDS: &[&str] = &[
    "Skip to content\nexplainers\n\nWhy is the water off at night?\n\nBy Ada Mensah\n\n2 cards\n1\n\nWho decided this?\n\nThe utility did.\n\n\
     Read more\n\nA story\n\nRead more\n\nA story\n\n2\n\nWhat now?\n\n“Nothing.”\n\n— A. Lee\n\nShare\n\nThe desk",
    "From: A <a@a.example>\nSubject: Why?\n\nSome text that a program\nwrapped at some column\nor another.\n\n> Quoted\n> > twice\n\n- one\n- two\n\n-- \nA",
    "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:wp='http://wordpress.org/export/1.2/'><channel><wp:wxr_version>1.2</wp:wxr_version>\
     <item><title>T</title><content:encoded><![CDATA[<!-- wp:paragraph --><p>A <b>b</b></p><!-- /wp:paragraph -->\n\n[caption]<img src=\"https://a.example/a.png\"> C[/caption]\n\
     line\n\nline]]></content:encoded><wp:post_type>post</wp:post_type></item></channel></rss>",
    "{\"posts\":[{\"title\":\"T\",\"slug\":\"s\",\"html\":\"<p>A</p><div class=\\\"kg-callout-card\\\"><div class=\\\"kg-callout-text\\\">x</div></div>\"},\
     {\"title\":\"U\",\"slug\":\"u\",\"lexical\":\"{\\\"root\\\":{\\\"type\\\":\\\"root\\\",\\\"children\\\":[{\\\"type\\\":\\\"paragraph\\\",\\\"children\\\":\
     [{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"x\\\",\\\"format\\\":3}]}]}}\"}]}",
    "{\"uri\":\"https://w.example/1\",\"headline\":\"H\",\"body_html\":\"<p>A</p><h2>Why?</h2><aside class=\\\"related\\\"><p class=\\\"label\\\">L</p></aside>\",\
     \"associations\":{\"a\":{\"type\":\"picture\",\"renditions\":{\"o\":{\"href\":\"https://w.example/p.png\"}}}}}",
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"title\":\"T\",\"content_html\":\"<p>A</p>\"}]}",
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='g'><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML>\
     <html><body><p>A <b>b</b></p></body></html></inlineXML></contentSet></newsItem>",
    "---\ntitle: T\n---\n\n{{< figure src=\"a.png\" >}} and [[Page]].\n\n> [!info] N\n> x\n\n```\n{{< x >}}\n```\n",
];

pub(crate) struct Exports;

impl Target for Exports {
    fn name(&self) -> &'static str {
        "exports"
    }

    fn short(&self) -> u64 {
        300
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        SEEDS.iter().map(|seed| seed.as_bytes().to_vec()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let seed = (*random.pick(SEEDS)).to_owned();
        let mut bytes = mutate::text(random, &[seed], WORDS).into_bytes();
        if random.once_in(12) {
            mutate::bytes(random, &mut bytes);
        }
        bytes
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let site = Site::default();
        let kinds = [Some(ImportKind::Text), Some(ImportKind::Markdown), detect("why", input)];
        for kind in kinds.into_iter().flatten() {
            let source = ImportSource { name: "why", bytes: input, beside: &NoPictures };
            let options = ImportOptions { kind: Some(kind), ..ImportOptions::new(&site) };
            let all = match import(&source, &options) {
                Ok(all) => all,
                // What others wrote as Markdown, or as the model, may be no document.
                Err(ImportError::Document(_)) if matches!(kind, ImportKind::Markdown | ImportKind::Model) => {
                    continue;
                }
                Err(error @ (ImportError::Write(_) | ImportError::Document(_))) => {
                    return Err(format!("{kind:?}: {error}"));
                }
                Err(_) => continue,
            };
            for imported in all {
                let options =
                    ReadOptions { site: &site, slug: &imported.slug, pictures: &NoPictures, now: None };
                let (document, found) = markdown(&Source::new("why.md", imported.markdown.clone()), &options);
                if document.is_none() {
                    return Err(format!(
                        "{kind:?}: the import can't be read: {found:?}\n{}",
                        imported.markdown
                    ));
                }
            }
        }
        Ok(())
    }
}

#[test]
fn exports_items_and_texts() {
    run(&Exports);
}
