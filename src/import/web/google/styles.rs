//! The style sheet of a document that Google Docs exported: looks by class.
//!
//! Google writes one rule for each class, without anything that CSS could do beside that, so no more is read here: a selector
//! that is one class, and its declarations.

use std::collections::HashMap;

use dom_query::NodeRef;

/// How a piece of text looks; `None` where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) underlined: Option<bool>,
    pub(super) raised: Option<Raised>,
    pub(super) monospaced: Option<bool>,
}

/// Where text stands on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raised {
    On,
    Above,
    Below,
}

/// The looks of classes.
#[derive(Debug, Default)]
pub(super) struct Styles {
    classes: HashMap<String, Look>,
}

impl Styles {
    /// Reads style sheets.
    pub(super) fn read(css: &str) -> Self {
        let mut classes: HashMap<String, Look> = HashMap::new();
        // `@import url(…);` comes first, and ends without a brace.
        for rule in css.split('}') {
            let Some((selector, declarations)) = rule.rsplit_once('{') else { continue };
            let selector = selector.rsplit(';').next().unwrap_or(selector).trim();
            let Some(class) = selector.strip_prefix('.') else { continue };
            if class.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
                classes.entry(class.to_owned()).or_default().add(declarations);
            }
        }
        Self { classes }
    }

    /// The look that an element gets by its classes and its own style.
    pub(super) fn find_look(&self, node: NodeRef<'_>) -> Look {
        let mut look = Look::default();
        // Classes don't contradict each other.
        for class in node.attr_or("class", "").split_whitespace() {
            look = look.over(self.classes.get(class).copied().unwrap_or_default());
        }
        look.add(&node.attr_or("style", ""));
        look
    }
}

impl Look {
    /// Adds what declarations say.
    fn add(&mut self, declarations: &str) {
        for (property, value) in declarations.split(';').filter_map(|one| one.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            match &*property.trim().to_ascii_lowercase() {
                "font-weight" => {
                    let weight = value.parse().unwrap_or(if value == "bold" { 700 } else { 400 });
                    self.bold = Some(weight >= 600);
                }
                "font-style" => self.italic = Some(value == "italic" || value == "oblique"),
                "text-decoration" | "text-decoration-line" => {
                    self.struck = Some(value.contains("line-through"));
                    self.underlined = Some(value.contains("underline"));
                }
                "vertical-align" => {
                    self.raised = Some(match &*value {
                        "super" => Raised::Above,
                        "sub" => Raised::Below,
                        _ => Raised::On,
                    });
                }
                "font-family" => self.monospaced = Some(is_monospaced(&value)),
                _ => {}
            }
        }
    }

    /// This look with what another one says more.
    fn over(self, other: Self) -> Self {
        Self {
            bold: other.bold.or(self.bold),
            italic: other.italic.or(self.italic),
            struck: other.struck.or(self.struck),
            underlined: other.underlined.or(self.underlined),
            raised: other.raised.or(self.raised),
            monospaced: other.monospaced.or(self.monospaced),
        }
    }
}

fn is_monospaced(family: &str) -> bool {
    [
        "mono",
        "courier",
        "consolas",
        "menlo",
        "monaco",
        "inconsolata",
        "source code",
        "fira code",
        "lucida console",
    ]
    .iter()
    .any(|name| family.contains(name))
}

#[cfg(test)]
mod tests {
    use super::{Look, Raised, Styles};
    use dom_query::Document;

    #[test]
    fn classes_and_styles_are_looks() {
        let styles = Styles::read(
            "@import url(https://themes.googleusercontent.com/fonts/css?kit=x);ol{margin:0}.c1{font-weight:700;color:#000}\
             .c2{font-style:italic;vertical-align:super}.lst-kix_a-0>li:before{content:\"}\"}",
        );
        let document = Document::from("<p class='c1 c2' style='text-decoration: line-through'>a");
        let look = document.select("p").nodes().first().map(|node| styles.find_look(*node));
        let expected = Look {
            bold: Some(true),
            italic: Some(true),
            struck: Some(true),
            underlined: Some(false),
            raised: Some(Raised::Above),
            monospaced: None,
        };
        assert_eq!(look, Some(expected));
    }
}
