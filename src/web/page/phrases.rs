//! Phrases of the interface with markup in them.

use minijinja::Value;

use pressroom_document::Date;
use pressroom_render::markup::{escape, markup};
use pressroom_theme::{MessageKey, Messages};

/// A phrase with a date for people and machines: "Published <time datetime="…">18 December 2025</time>".
pub(super) fn dated(messages: &Messages, word: MessageKey, date: Date) -> Value {
    let machine = match date {
        Date::Day(day) => day.to_string(),
        Date::Moment(..) => date.rfc3339(),
    };
    let time = format!("<time datetime=\"{machine}\">{}</time>", escape(&messages.date(date.day())));
    phrase(&messages.around_date(word, date.day()), &[time])
}

/// Escapes the words of a phrase and puts pieces of markup between them.
pub(super) fn phrase(words: &[String], pieces: &[String]) -> Value {
    let pieces = std::iter::once("").chain(pieces.iter().map(String::as_str));
    let mut out = String::new();
    for (words, piece) in words.iter().zip(pieces) {
        out.push_str(piece);
        out.push_str(&escape(words));
    }
    markup(out)
}
