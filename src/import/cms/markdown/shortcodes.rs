//! Shortcodes: `{{< figure >}}` of Hugo, `{{ youtube(id="x") }}` of Zola, `{% include %}` of Jekyll, `{: .class}` of kramdown.

use super::rewritten::Rewritten;
use crate::{Action, FindingKind};

/// The shortcode at the beginning of a text.
pub(super) fn read(rest: &str) -> Option<Rewritten> {
    const MARKS: [(&str, &str); 5] =
        [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}"), ("{:", "}")];
    let (open, close) = MARKS.into_iter().find(|(open, _)| rest.starts_with(open))?;
    let paragraph = rest.split("\n\n").next().unwrap_or(rest);
    let inner = paragraph.get(open.len()..)?;
    let end = inner.find(close)?;
    let length = open.len() + end + close.len();
    let inner = inner.get(..end)?.trim().trim_matches('-').trim();
    if open == "{:" {
        return Some(left_out(length, "attributes of kramdown"));
    }
    let (name, arguments) = split(inner);
    if let Some(text) = translated(name, &arguments) {
        return Some(Rewritten { text, length, finding: None });
    }
    if let Some((language, ends)) = block_of_code(name, &arguments) {
        let content = rest.get(length..)?;
        let at = ends.into_iter().find_map(|end| content.find(end))?;
        let closing = content.get(at..)?;
        let close_at = closing.find(close)? + close.len();
        let start = content.get(..at)?.trim_end_matches(['{', '%', '<', ' ', '/']);
        let text = format!("```{language}\n{}\n```", start.trim_matches('\n'));
        return Some(Rewritten { text, length: length + at + close_at, finding: None });
    }
    Some(left_out(length, "a shortcode of another system; what it encloses was kept"))
}

fn left_out(length: usize, message: &str) -> Rewritten {
    Rewritten {
        text: String::new(),
        length,
        finding: Some((FindingKind::Shortcode, Action::LeftOut, message.to_owned())),
    }
}

/// The language of a block of code, and the words with which it may end.
fn block_of_code(name: &str, arguments: &[(String, String)]) -> Option<(String, [&'static str; 2])> {
    (name == "highlight").then(|| {
        let language = arguments.first().map(|(_, value)| value.clone()).unwrap_or_default();
        (language, ["endhighlight", "/highlight"])
    })
}

/// The Markdown of a shortcode.
fn translated(name: &str, arguments: &[(String, String)]) -> Option<String> {
    let get = |keys: &[&str]| {
        let found = arguments.iter().find(|(key, _)| keys.contains(&key.as_str()));
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    let first = || arguments.iter().find(|(key, _)| key.is_empty()).map(|(_, value)| value.clone());
    match name {
        "figure" | "image" | "img" | "figure.html" | "image.html" | "responsive_image" | "resize_image" => {
            let source = get(&["src", "url", "path", "image_path", "file"]).or_else(first)?;
            let caption =
                get(&["caption", "title"]).map(|caption| format!(" \"{}\"", caption.replace('"', "\\\"")));
            let credit =
                get(&["attr", "credit"]).map(|credit| format!("{{credit=\"{}\"}}", credit.replace('"', "'")));
            let alt = get(&["alt"]).unwrap_or_default().replace(']', "\\]");
            let source = if source.contains(' ') { format!("<{source}>") } else { source };
            Some(format!("![{alt}]({source}{}){}", caption.unwrap_or_default(), credit.unwrap_or_default()))
        }
        "include" => {
            let file = first()?;
            let rest: Vec<(String, String)> =
                arguments.iter().filter(|(key, _)| !key.is_empty()).cloned().collect();
            let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".html").to_owned();
            (name != "include").then(|| translated(&name, &rest)).flatten()
        }
        "youtube" => address("https://www.youtube.com/watch?v=", get(&["id"]).or_else(first)?),
        "vimeo" => address("https://vimeo.com/", get(&["id"]).or_else(first)?),
        "gist" => {
            let values: Vec<&str> = arguments.iter().map(|(_, value)| value.as_str()).collect();
            address("https://gist.github.com/", values.join("/"))
        }
        "tweet" | "twitter" | "x" => {
            let user = get(&["user"]).unwrap_or_else(|| "i".to_owned());
            address(&format!("https://x.com/{user}/status/"), get(&["id"]).or_else(first)?)
        }
        "instagram" => address("https://www.instagram.com/p/", get(&["id"]).or_else(first)?),
        "ref" | "relref" | "link" => first(),
        "post_url" => {
            let post = first()?;
            let is_dated = post
                .as_bytes()
                .get(..11)
                .is_some_and(|date| date.iter().filter(|byte| **byte == b'-').count() >= 3);
            let name = if is_dated { post.get(11..)?.to_owned() } else { post };
            Some(format!("{name}.md"))
        }
        "site.baseurl" | "site.url" | "site.BaseURL" | ".Site.BaseURL" | "raw" | "endraw" | "more" => {
            Some(String::new())
        }
        _ => None,
    }
}

fn address(start: &str, end: String) -> Option<String> {
    (!end.is_empty() && !end.contains(char::is_whitespace)).then(|| format!("<{start}{end}>"))
}

/// The name of a shortcode and its arguments: `name a="b" c`, `name(a="b")`.
fn split(inner: &str) -> (&str, Vec<(String, String)>) {
    let end = inner.find(|c: char| c.is_whitespace() || c == '(' || c == '|').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let rest = rest.trim().trim_start_matches('(').trim_end_matches(')').trim_end_matches('/');
    let mut arguments = Vec::new();
    let mut rest = rest.trim_start_matches([',', ' ', '\n']);
    while !rest.is_empty() {
        let key_end =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
        let (key, after) = rest.split_at(key_end);
        let (key, from) = match after.trim_start().strip_prefix('=') {
            Some(value) if !key.is_empty() => (key, value.trim_start()),
            _ => ("", rest),
        };
        let quote = from.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (value, next) = match quote {
            Some(quote) => {
                let inner = from.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            None => from.split_at(from.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(from.len())),
        };
        arguments.push((key.to_owned(), value.to_owned()));
        rest = next.trim_start_matches([',', ' ', '\n', '\t']);
    }
    (name, arguments)
}
