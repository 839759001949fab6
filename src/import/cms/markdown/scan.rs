//! Goes through a text and gives the marks of other systems a form in Markdown. Code is left as it is.

use super::{files::Files, rewritten::Rewritten, shortcodes, wiki};
use crate::ImportFinding;

/// The text with all marks rewritten.
pub(super) fn rewrite(text: &str, files: &Files<'_>, findings: &mut Vec<ImportFinding>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = front_matter_length(text);
    out.push_str(text.get(..at).unwrap_or_default());
    let mut line = out.matches('\n').count() + 1;
    let mut starts_line = true;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let code = if starts_line { fence_length(rest) } else { None }.or_else(|| code_length(rest));
        let length = if let Some(length) = code {
            out.push_str(rest.get(..length).unwrap_or_default());
            length
        } else if let Some(mark) = mark(rest, starts_line, files) {
            let written = rest.get(..mark.length).unwrap_or_default();
            if let Some((kind, action, message)) = mark.finding {
                let text = written.trim().to_owned();
                findings.push(ImportFinding { kind, action, place: format!("line {line}"), text, message });
            }
            out.push_str(&mark.text);
            mark.length
        } else {
            let character = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(rest.get(..character).unwrap_or_default());
            character
        };
        let length = length.max(1);
        let passed = rest.get(..length).unwrap_or_default();
        line += passed.matches('\n').count();
        starts_line = passed.ends_with('\n') || (starts_line && passed.trim().is_empty());
        at += length;
    }
    out
}

fn mark(rest: &str, starts_line: bool, files: &Files<'_>) -> Option<Rewritten> {
    match rest.as_bytes().first()? {
        b'{' => shortcodes::read(rest),
        b'[' | b'!' | b'=' | b'%' | b'^' => wiki::read(rest, files),
        b'>' if starts_line => wiki::callout(rest),
        b'<' => wiki::aside(rest),
        _ => None,
    }
}

/// The length of the front matter, its fences included.
fn front_matter_length(text: &str) -> usize {
    let fence = match text.get(..4) {
        Some("---\n") => "\n---\n",
        Some("+++\n") => "\n+++\n",
        _ => return 0,
    };
    text.get(3..).and_then(|rest| rest.find(fence)).map_or(0, |at| 3 + at + fence.len())
}

/// The length of a fenced block of code that begins here.
fn fence_length(rest: &str) -> Option<usize> {
    let fence = ["```", "~~~"].into_iter().find(|fence| rest.starts_with(fence))?;
    let mut length = 0;
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        length += line.len();
        if number > 0 && line.trim_start().starts_with(fence) {
            break;
        }
    }
    Some(length)
}

/// The length of code within a line.
fn code_length(rest: &str) -> Option<usize> {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    if ticks == 0 {
        return None;
    }
    let fence = rest.get(..ticks)?;
    let paragraph = rest.split("\n\n").next().unwrap_or(rest);
    let inner = paragraph.get(ticks..)?;
    Some(inner.find(fence).map_or(ticks, |at| ticks + at + ticks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pressroom_images::{PictureError, Pictures};
    use std::sync::Arc;

    struct Folder;

    impl Pictures for Folder {
        fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
            if matches!(path, "Other page.md" | "boat.png") {
                Ok(Arc::from([1]))
            } else {
                Err(PictureError::NotFound)
            }
        }
    }

    fn said(text: &str) -> (String, usize) {
        let mut findings = Vec::new();
        let out = rewrite(text, &Files::new(&Folder), &mut findings);
        (out, findings.len())
    }

    #[test]
    fn code_and_front_matter_stay() {
        let text = "---\ntitle: \"{{< x >}}\"\n---\n`{{< x >}}`\n\n```\n[[a]]\n```\n";
        assert_eq!(said(text), (text.to_owned(), 0));
    }

    #[test]
    fn shortcodes_of_site_generators_are_translated() {
        let figure = "{{< figure src=\"boat.png\" alt=\"A boat\" caption=\"At sea\" attr=\"A. Lee\" >}}";
        assert_eq!(said(figure).0, "![A boat](boat.png \"At sea\"){credit=\"A. Lee\"}");
        assert_eq!(said("{{< youtube abc >}}").0, "<https://www.youtube.com/watch?v=abc>");
        assert_eq!(said("[a]({{< ref \"b.md\" >}})").0, "[a](b.md)");
        assert_eq!(
            said("{% include figure.html image_path=\"x.png\" caption=\"C\" %}").0,
            "![](x.png \"C\")"
        );
        assert_eq!(said("{{ site.baseurl }}/a").0, "/a");
        assert_eq!(said("{% highlight ruby %}\nx\n{% endhighlight %}").0, "```ruby\nx\n```");
        assert_eq!(said("{{< unknown a=\"b\" >}}Text{{< /unknown >}}"), ("Text".to_owned(), 2));
        assert_eq!(said("A {: .wide}").1, 1);
    }

    #[test]
    fn links_of_wikis_are_resolved_in_the_folder() {
        assert_eq!(said("[[Other page]]").0, "[Other page](other-page.md)");
        assert_eq!(said("[[Other page#Part|this]]").0, "[this](other-page.md)");
        assert_eq!(said("[[Nowhere|that]]"), ("that".to_owned(), 1));
        assert_eq!(said("![[boat.png|A boat]]").0, "![A boat](boat.png)");
        assert_eq!(said("a ==b== %%c%% d"), ("a b  d".to_owned(), 2));
        assert_eq!(said("> [!info] Title\n> Text").0, "> [!NOTE] Title\n> Text");
    }
}
