//! The marks in the text of a post: comments of the block editor, and shortcodes.

use super::shortcode::Shortcode;
use std::collections::BTreeMap;

use super::super::html_body::{escaped, plain};
use crate::{Action, FindingKind, ImportFinding};

/// How deep blocks that are used in many posts hold one another.
const MAX_NESTING: usize = 4;

/// A picture that an export describes.
#[derive(Debug, Clone, Default)]
pub(super) struct Attachment {
    pub(super) url: String,
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) description: Option<String>,
}

/// What a post may refer to.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Attachments by id.
    pub(super) attachments: BTreeMap<String, Attachment>,
    /// Blocks that are used in many posts, by id.
    pub(super) blocks: BTreeMap<String, String>,
}

/// The HTML of a post, without its marks.
pub(super) fn to_html(content: &str, references: &References, findings: &mut Vec<ImportFinding>) -> String {
    let mut marks = Marks { references, findings, notes: Vec::new() };
    let without_comments = marks.comments(content, 0);
    let mut html = marks.shortcodes(&without_comments, 0);
    for (number, note) in marks.notes.iter().enumerate() {
        html.push_str(&format!("<note name=\"shortcode-{number}\">{note}</note>"));
    }
    html
}

/// True for a post of the block editor.
pub(super) fn has_blocks(content: &str) -> bool {
    content.contains("<!-- wp:")
}

struct Marks<'r> {
    references: &'r References,
    findings: &'r mut Vec<ImportFinding>,
    /// The text of notes that stood within the text.
    notes: Vec<String>,
}

impl Marks<'_> {
    /// Takes the comments out, and puts in the blocks that they stand for.
    fn comments(&mut self, content: &str, nesting: usize) -> String {
        let mut out = String::with_capacity(content.len());
        let mut rest = content;
        while let Some((before, from)) = rest.split_once("<!--") {
            out.push_str(before);
            let Some((comment, after)) = from.split_once("-->") else {
                self.find(
                    FindingKind::Comment,
                    Action::LeftOut,
                    from.trim(),
                    "a comment in the HTML that is never closed",
                );
                return out;
            };
            rest = after;
            let comment = comment.trim();
            match comment.strip_prefix("wp:").and_then(|block| block.strip_suffix('/')) {
                Some(block) => out.push_str(&self.dynamic_block(block.trim(), nesting)),
                None if comment.starts_with("wp:") || comment.starts_with("/wp:") => {}
                None if is_break(comment) => {}
                None => self.find(
                    FindingKind::Comment,
                    Action::LeftOut,
                    comment,
                    "a comment in the HTML, which no reader saw",
                ),
            }
        }
        out.push_str(rest);
        out
    }

    /// A block without content of its own.
    fn dynamic_block(&mut self, block: &str, nesting: usize) -> String {
        let (name, attributes) = block.split_once(char::is_whitespace).unwrap_or((block, ""));
        let attributes: serde_json::Value = serde_json::from_str(attributes.trim()).unwrap_or_default();
        if name == "block"
            && let Some(id) = attributes.get("ref").map(|id| id.to_string())
            && let Some(content) = self.references.blocks.get(id.trim_matches('"'))
            && nesting < MAX_NESTING
        {
            return self.comments(content, nesting + 1);
        }
        if !matches!(
            name,
            "footnotes" | "more" | "nextpage" | "spacer" | "separator" | "post-title" | "post-content"
        ) {
            let message = format!("the block `{name}` has no text of its own; the site filled it");
            self.find(FindingKind::Shortcode, Action::LeftOut, block, &message);
        }
        String::new()
    }

    /// Gives shortcodes their HTML.
    fn shortcodes(&mut self, html: &str, nesting: usize) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(['[', '<']) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            if from.starts_with('<') {
                let tag = tag_length(from);
                let (tag, after) = from.split_at(tag);
                out.push_str(tag);
                rest = after;
                continue;
            }
            let Some(shortcode) = Shortcode::parse(from) else {
                out.push('[');
                rest = from.get(1..).unwrap_or_default();
                continue;
            };
            let after = from.get(shortcode.length..).unwrap_or_default();
            let closing = format!("[/{}]", shortcode.name);
            let enclosed =
                after.split_once(closing.as_str()).filter(|_| !shortcode.is_closed && nesting < 16);
            let (html, used) = self.shortcode(&shortcode, enclosed.map(|(content, _)| content), nesting);
            match html {
                Some(html) => out.push_str(&html),
                None => {
                    // Its text stands as it is.
                    out.push('[');
                    rest = from.get(1..).unwrap_or_default();
                    continue;
                }
            }
            rest = match enclosed {
                Some((_, after)) if used => after,
                _ => after,
            };
        }
        out.push_str(rest);
        out
    }

    /// The HTML of a shortcode, and whether what it encloses is in it; no HTML for one that is kept as it is written.
    fn shortcode(
        &mut self,
        code: &Shortcode<'_>,
        content: Option<&str>,
        nesting: usize,
    ) -> (Option<String>, bool) {
        match code.name {
            "caption" | "wp_caption" => match content {
                Some(content) => (Some(self.caption(code, content, nesting)), true),
                None => (None, false),
            },
            "gallery" => (Some(self.gallery(code)), content.is_some()),
            "embed" | "video" | "audio" | "youtube" | "vimeo" | "soundcloud" | "googlemaps" | "tweet"
            | "instagram" | "dailymotion" | "wpvideo" | "playlist" => {
                (Some(self.embed(code, content)), content.is_some())
            }
            "code" | "sourcecode" | "highlight" | "crayon" => match content {
                Some(content) => {
                    let language = code.get("language").or(code.get("lang")).unwrap_or_default();
                    let text = content.replace("<br />", "\n").replace("<br>", "\n");
                    (
                        Some(format!(
                            "<pre><code class=\"language-{}\">{text}</code></pre>",
                            escaped(language)
                        )),
                        true,
                    )
                }
                None => (None, false),
            },
            "footnote" | "ref" | "efn_note" | "fn" | "note" | "mfn" => match content {
                Some(content) => {
                    let inner = self.shortcodes(content, nesting + 1);
                    let number = self.notes.len();
                    self.notes.push(inner);
                    (Some(format!("<note-reference name=\"shortcode-{number}\"></note-reference>")), true)
                }
                None => (None, false),
            },
            "pullquote" | "quote" | "blockquote" => match content {
                Some(content) => {
                    let source = code
                        .get("author")
                        .or(code.get("cite"))
                        .map(|cite| format!("<p>— {}</p>", escaped(cite)));
                    let inner = self.shortcodes(content, nesting + 1);
                    (Some(format!("<blockquote>{inner}{}</blockquote>", source.unwrap_or_default())), true)
                }
                None => (None, false),
            },
            name if is_layout(name) || name.strip_prefix('/').is_some_and(is_layout) => {
                if !name.starts_with('/') {
                    let message = format!(
                        "the shortcode `{name}` is for the layout of the site; the text in it was kept"
                    );
                    self.find(FindingKind::Shortcode, Action::LeftOut, code.text, &message);
                }
                (Some("\n\n".to_owned()), false)
            }
            name if is_form(name) => {
                let message = format!("the shortcode `{name}` is filled by the site");
                self.find(FindingKind::Shortcode, Action::LeftOut, code.text, &message);
                (Some(String::new()), false)
            }
            name => {
                if content.is_some() || code.text.contains('=') {
                    let message = format!(
                        "`{name}` looks like a shortcode that is not known; it stands in the text as it is"
                    );
                    self.find(FindingKind::Shortcode, Action::Kept, code.text, &message);
                }
                (None, false)
            }
        }
    }

    /// `[caption]<img> Words[/caption]`
    fn caption(&mut self, code: &Shortcode<'_>, content: &str, nesting: usize) -> String {
        let end = match (content.find("</a>"), content.find("<img")) {
            (Some(end), Some(image))
                if content.get(..image).is_some_and(|before| before.contains("<a ")) && end > image =>
            {
                end + "</a>".len()
            }
            (_, Some(image)) => image + content.get(image..).map_or(0, tag_length),
            _ => 0,
        };
        let (picture, words) = content.split_at(end.min(content.len()));
        let words = self.shortcodes(words.trim(), nesting + 1);
        let own = code.get("caption").map(escaped).unwrap_or_default();
        let space = if own.is_empty() || words.is_empty() { "" } else { " " };
        format!("<figure>{picture}<figcaption>{own}{space}{words}</figcaption></figure>")
    }

    /// `[gallery ids="1,2"]`: a picture each.
    fn gallery(&mut self, code: &Shortcode<'_>) -> String {
        let ids = code.get("ids").or(code.get("include")).unwrap_or_default();
        let mut out = String::new();
        for id in ids.split(',').map(str::trim).filter(|id| !id.is_empty()) {
            match self.references.attachments.get(id) {
                Some(attachment) => out.push_str(&figure(attachment)),
                None => {
                    let message = format!("the picture {id} of a gallery is not in the export");
                    self.find(FindingKind::Picture, Action::LeftOut, code.text, &message);
                }
            }
        }
        if ids.is_empty() {
            self.find(
                FindingKind::Shortcode,
                Action::LeftOut,
                code.text,
                "the gallery does not say which pictures it shows",
            );
        }
        out
    }

    /// A link to what is embedded.
    fn embed(&mut self, code: &Shortcode<'_>, content: Option<&str>) -> String {
        let keys = ["src", "mp4", "webm", "mp3", "m4a", "ogg", "url", "id"];
        let own = keys
            .iter()
            .find_map(|key| code.get(key))
            .or_else(|| code.bare_values().find(|value| value.contains("://")));
        let enclosed = content.map(plain);
        let enclosed = enclosed.filter(|content| content.starts_with("http"));
        match enclosed.or_else(|| own.map(str::to_owned)).filter(|address| address.contains("://")) {
            Some(address) => {
                let message = format!(
                    "what `{}` shows can't be shown in every edition; a link to it stands in its place",
                    code.name
                );
                self.find(FindingKind::EmbeddedObject, Action::Changed, &address, &message);
                format!("<p><a href=\"{0}\">{0}</a></p>", escaped(&address))
            }
            None => {
                self.find(
                    FindingKind::Shortcode,
                    Action::LeftOut,
                    code.text,
                    "it names nothing on the web that could be linked to",
                );
                String::new()
            }
        }
    }

    fn find(&mut self, kind: FindingKind, action: Action, text: &str, message: &str) {
        self.findings.push(ImportFinding {
            kind,
            action,
            place: String::new(),
            text: text.to_owned(),
            message: message.to_owned(),
        });
    }
}

/// The HTML of a picture.
pub(super) fn figure(attachment: &Attachment) -> String {
    let alt = attachment.alt.as_deref().map(|alt| format!(" alt=\"{}\"", escaped(alt))).unwrap_or_default();
    let caption = attachment.caption.as_deref().map(|caption| format!("<figcaption>{caption}</figcaption>"));
    format!("<figure><img src=\"{}\"{alt}>{}</figure>", escaped(&attachment.url), caption.unwrap_or_default())
}

fn is_break(comment: &str) -> bool {
    comment == "noteaser" || comment == "nextpage" || comment.starts_with("more")
}

/// Shortcodes of programs that lay pages out.
fn is_layout(name: &str) -> bool {
    [
        "vc_",
        "et_pb_",
        "fusion_",
        "av_",
        "mk_",
        "rev_slider",
        "tatsu_",
        "su_row",
        "su_column",
        "cs_",
        "x_",
        "kc_",
    ]
    .iter()
    .any(|start| name.starts_with(start))
        || matches!(
            name,
            "row"
                | "column"
                | "columns"
                | "one_half"
                | "one_half_last"
                | "one_third"
                | "two_third"
                | "section"
        )
}

/// Shortcodes that a site fills.
fn is_form(name: &str) -> bool {
    [
        "contact-form",
        "gravityform",
        "ninja_form",
        "wpforms",
        "mc4wp",
        "mailpoet",
        "polldaddy",
        "crowdsignal",
        "caldera_form",
    ]
    .iter()
    .any(|start| name.starts_with(start))
        || matches!(
            name,
            "toc"
                | "ez-toc"
                | "subscribe"
                | "newsletter_form"
                | "adrotate"
                | "the_ad"
                | "related_posts"
                | "jetpack-related-posts"
        )
}

/// The length of a tag, quoted values included.
fn tag_length(html: &str) -> usize {
    let is_tag = html
        .get(1..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'));
    if !is_tag {
        return 1;
    }
    let mut quote = None;
    for (at, character) in html.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(content: &str) -> (String, Vec<ImportFinding>) {
        let mut references = References::default();
        let attachment = Attachment {
            url: "https://a.example/x.jpg".to_owned(),
            alt: Some("A \"boat\"".to_owned()),
            caption: Some("At sea".to_owned()),
            description: None,
        };
        references.attachments.insert("7".to_owned(), attachment);
        references
            .blocks
            .insert("9".to_owned(), "<!-- wp:paragraph --><p>Again</p><!-- /wp:paragraph -->".to_owned());
        let mut findings = Vec::new();
        let html = to_html(content, &references, &mut findings);
        (html, findings)
    }

    #[test]
    fn block_comments_are_marks_and_others_are_reported() {
        let (text, findings) = html(
            "<!-- wp:paragraph {\"a\":1} --><p>One</p><!-- /wp:paragraph --><!-- wp:block {\"ref\":9} /--><!-- check --><!--more-->",
        );
        assert_eq!(text, "<p>One</p><p>Again</p>");
        assert_eq!(findings.iter().map(|finding| finding.text.as_str()).collect::<Vec<_>>(), ["check"]);
        assert_eq!(html("<!-- wp:latest-posts {\"x\":1} /-->").1.len(), 1);
    }

    #[test]
    fn captions_galleries_and_embeds_have_their_html() {
        let (text, _) = html(
            "[caption id=\"a\" width=\"3\"]<a href=\"b\"><img src=\"x.jpg\" alt=\"a > b\"></a> A <em>boat</em>[/caption]",
        );
        assert_eq!(
            text,
            "<figure><a href=\"b\"><img src=\"x.jpg\" alt=\"a > b\"></a><figcaption>A <em>boat</em></figcaption></figure>"
        );
        let (text, findings) = html("[gallery ids=\"7,8\"]");
        assert!(text.contains("alt=\"A &quot;boat&quot;\"") && text.contains("At sea"), "{text}");
        assert_eq!(findings.len(), 1);
        let (text, _) = html("[embed width=\"3\"]https://v.example/1[/embed]");
        assert_eq!(text, "<p><a href=\"https://v.example/1\">https://v.example/1</a></p>");
    }

    #[test]
    fn layout_is_left_out_and_unknown_ones_stay() {
        let (text, findings) =
            html("[vc_row a=\"b\"]Text[/vc_row] [sic] [1] [foo bar=\"baz\"] <a title=\"[gallery]\">x</a>");
        assert_eq!(text, "\n\nText\n\n [sic] [1] [foo bar=\"baz\"] <a title=\"[gallery]\">x</a>");
        assert_eq!(findings.len(), 2);
        let (text, _) = html("A[footnote]Note.[/footnote] b");
        assert!(text.contains("<note name=\"shortcode-0\">Note.</note>"), "{text}");
    }
}
