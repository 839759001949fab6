//! `theme.toml` of a theme that is begun: what it extends, and every token with the value that it has there.

use serde_json::Value;

use super::{
    manifest::{Chapters, Colors},
    theme::Theme,
};

/// The comment above the tokens.
const ABOVE: &str = "\
# A theme of your own. What it does not say comes from the theme that it extends: take the `# ` away before what you
# change. Files beside this one, such as web/style.css, take the place of those of the same name.

";

impl Theme {
    /// The `theme.toml` of a theme that extends this one and changes nothing yet: each token stands there as a comment,
    /// with this theme's value.
    pub fn outline(&self, description: &str) -> String {
        let mut out = Outline { text: ABOVE.to_owned() };
        out.text.push_str(&format!("extends = {}\n", written(&Value::from(self.name.as_str()))));
        out.text.push_str(&format!("description = {}\n", written(&Value::from(description))));
        out.table(
            "light",
            "colours on a light ground, each #rrggbb; text has to have contrast (WCAG 2.2, level AA)",
        );
        out.colors(&self.tokens.light);
        out.table("dark", "the same for screens on which readers want a dark ground");
        out.colors(&self.tokens.dark);
        out.faces(self);
        out.page(self);
        out.table(
            "web",
            "how wide pictures are shown at most, in rem; browsers choose among their widths by it",
        );
        out.token("lead", self.tokens.web.lead, "the lead picture");
        out.token("figure", self.tokens.web.figure, "any other");
        out.table("epub", "what a file of an EPUB holds: a \"card\", or the whole \"article\"");
        out.token("chapters", chapters(self.tokens.epub.chapters), "the EPUB of one explainer");
        out.token("digest_chapters", chapters(self.tokens.epub.digest_chapters), "the EPUB of a digest");
        out.print(self);
        out.text
    }
}

fn chapters(chapters: Chapters) -> &'static str {
    match chapters {
        Chapters::Card => "card",
        Chapters::Article => "article",
    }
}

/// A string, a number or a list of them in TOML, which writes strings as JSON does.
fn written(value: &Value) -> String {
    match (value, value.as_f64()) {
        (Value::Array(values), _) => {
            format!("[{}]", values.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        // 24 and not 24.0
        (_, Some(number)) => number.to_string(),
        _ => value.to_string(),
    }
}

/// A `theme.toml` that is being written.
struct Outline {
    text: String,
}

impl Outline {
    fn table(&mut self, name: &str, about: &str) {
        self.text.push_str(&format!("\n[{name}] # {about}\n"));
    }

    fn token(&mut self, name: &str, value: impl Into<Value>, about: &str) {
        self.text.push_str(&format!("# {name} = {}", written(&value.into())));
        if !about.is_empty() {
            self.text.push_str(&format!(" # {about}"));
        }
        self.text.push('\n');
    }

    fn colors(&mut self, colors: &Colors) {
        let Colors { text, background, muted, accent, rule, tint } = colors;
        self.token("text", text.as_str(), "");
        self.token("background", background.as_str(), "");
        self.token("muted", muted.as_str(), "dates, credits, captions");
        self.token("accent", accent.as_str(), "links, card numbers, kicker");
        self.token("rule", rule.as_str(), "lines between things");
        self.token("tint", tint.as_str(), "the ground of boxes");
    }

    fn faces(&mut self, theme: &Theme) {
        let font = &theme.tokens.font;
        self.table(
            "font",
            "families for PDFs, in fonts/ or on the machine; web_...: CSS font stacks for screens",
        );
        self.token("text", font.text.as_str(), "");
        self.token("display", font.display.as_str(), "headline, questions, labels");
        self.token("mono", font.mono.as_str(), "code");
        self.token("fallback", font.fallback.clone(), "");
        self.token("web_text", font.web_text.as_str(), "");
        self.token("web_display", font.web_display.as_str(), "");
        self.token("web_mono", font.web_mono.as_str(), "");
    }

    fn page(&mut self, theme: &Theme) {
        let page = &theme.tokens.page;
        self.table("page", "the page of PDFs: lengths in millimetres, sizes in points");
        match page.paper() {
            Some(paper) => {
                self.token(
                    "size",
                    paper,
                    "A3 A4 A5 Letter Legal tabloid Berliner broadsheet; or width and height",
                );
            }
            None => {
                self.token("width", page.width, "");
                self.token("height", page.height, "");
            }
        }
        self.token("margin", page.margin.to_vec(), "top, outer, bottom, inner");
        self.token("columns", i64::from(page.columns), "or 2, with a gutter between them");
        self.token("gutter", page.gutter, "");
        self.token("text_size", page.text_size, "");
        self.token("leading", page.leading, "from line to line");
        self.token("headline_size", page.headline_size, "");
        self.token("caption_size", page.caption_size, "");
    }

    fn print(&mut self, theme: &Theme) {
        let Some(press) = theme.press() else { return };
        self.table("print", "files for the press; presets of your own: [print.presets.NAME]");
        self.token("preset", press.name.as_str(), "");
        self.table("print.ink", "how dark things are in black ink, in per cent");
        self.token("text", press.ink.text, "");
        self.token("muted", press.ink.muted, "");
        self.token("accent", press.ink.accent, "");
        self.token("rule", press.ink.rule, "");
        self.token("tint", press.ink.tint, "");
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::builtin_names;

    fn load(text: String) -> Theme {
        let files = [("theme.toml".to_owned(), Cow::Owned(text.into_bytes()))];
        Theme::load("heir", files.into()).unwrap_or_else(|(_, found)| panic!("{found:?}"))
    }

    #[test]
    fn every_token_is_shown_with_the_value_that_it_has() {
        for name in builtin_names() {
            let parent = Theme::builtin(&name).unwrap();
            let text = parent.outline("Ours \"and\" yours");
            let heir = load(text.clone());
            assert_eq!((&heir.tokens, heir.press()), (&parent.tokens, parent.press()));

            // Without the parent, too: what is a comment is the parent's value.
            let (above, tokens) = text.split_once("\n[").unwrap();
            let said = format!("{above}\n[{}", tokens.replace("\n# ", "\n"));
            let heir = load(said.replace(&format!("extends = \"{name}\""), "extends = \"default\""));
            assert_eq!(heir.tokens, parent.tokens, "{said}");
            assert_eq!(heir.press(), parent.press());

            let table: toml::Table = said.parse().unwrap();
            let known: toml::Table =
                Theme::builtin("default").unwrap().text("theme.toml").unwrap().parse().unwrap();
            for (key, value) in &known {
                for inner in value.as_table().into_iter().flatten().map(|(inner, _)| inner) {
                    let shown = table.get(key).and_then(|table| table.get(inner)).is_some();
                    assert!(shown || inner == "presets", "{key}.{inner} is not shown");
                }
            }
        }
    }
}
