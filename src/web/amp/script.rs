//! Scripts of the AMP project.

use pressroom_render::markup::Markup;

/// Writes a script that loads while the page is parsed; `element` is the custom element that it defines.
pub(super) fn push_script(out: &mut Markup, element: Option<&str>, url: &str) {
    let tag = out.tag("script").flag("async").optional("custom-element", element);
    tag.attribute("src", url).open();
    out.close("script");
    out.line();
}
