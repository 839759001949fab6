//! `meta` elements.

use pressroom_render::markup::Markup;

pub(crate) fn named(out: &mut Markup, name: &str, content: &str) {
    out.tag("meta").attribute("name", name).attribute("content", content).void();
    out.line();
}

pub(crate) fn property(out: &mut Markup, property: &str, content: &str) {
    out.tag("meta").attribute("property", property).attribute("content", content).void();
    out.line();
}
