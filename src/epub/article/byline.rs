//! The byline.

use minijinja::Value;

use pressroom_document::Author;
use pressroom_render::markup::escape;
use pressroom_theme::Messages;

/// "By Ada and Boris", names linked where they have a page.
pub(crate) fn byline(authors: &[Author], messages: &Messages) -> Option<Value> {
    if authors.is_empty() {
        return None;
    }
    let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
    let around = messages.around_names(&names);
    let (first, around) = around.split_first()?;
    let mut out = escape(first);
    for (author, after) in authors.iter().zip(around) {
        let name = escape(&author.name);
        match &author.url {
            Some(url) => out.push_str(&format!("<a rel=\"author\" href=\"{}\">{name}</a>", escape(url))),
            None => out.push_str(&name),
        }
        out.push_str(&escape(after));
    }
    Some(Value::from_safe_string(out))
}
