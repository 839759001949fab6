//! Pictures: `amp-img`, as it is written and as the runtime would have laid it out.

use super::form::Form;
use crate::picture::Picture;
use pressroom_render::markup::Markup;

/// Writes a picture with layout `intrinsic`: its real size at most, and smaller on a narrow screen. `hero` is the one
/// that is seen first.
///
/// In the transformed form each holds the `img` that the runtime would make, so that it is shown without a runtime;
/// all but the hero are loaded when they come near.
pub(crate) fn push_picture(out: &mut Markup, picture: &Picture, hero: bool, form: Form) {
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    let tag = out.tag("amp-img").attribute("src", &picture.src);
    let tag = picture.push_sources(tag, "srcset", "sizes");
    // The runtime would make the element itself as wide as `sizes` says.
    let tag = if picture.sources.is_some() { tag.flag("disable-inline-width") } else { tag };
    let tag = tag.attribute("width", &width).attribute("height", &height).attribute("alt", &picture.alt);
    let tag = tag.attribute("layout", "intrinsic");
    let tag = if hero { tag.flag("data-hero") } else { tag };
    match form {
        Form::Plain => tag.optional("class", picture.is_transparent.then_some("transparent")).open(),
        Form::Transformed { .. } => {
            let class = match picture.is_transparent {
                true => "transparent i-amphtml-layout-intrinsic i-amphtml-layout-size-defined",
                false => "i-amphtml-layout-intrinsic i-amphtml-layout-size-defined",
            };
            tag.attribute("class", class)
                .attribute("i-amphtml-layout", "intrinsic")
                .flag("i-amphtml-ssr")
                .open();
            push_sizer(out, &width, &height);
            push_image(out, picture, hero);
        }
    }
    out.close("amp-img");
}

/// An empty picture that takes the room: as wide and as high as the real one, until it is too wide.
fn push_sizer(out: &mut Markup, width: &str, height: &str) {
    let drawing = format!(
        "data:image/svg+xml;charset=utf-8,<svg height=\"{height}\" width=\"{width}\" \
         xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"/>"
    );
    out.open_class("i-amphtml-sizer", "i-amphtml-sizer");
    let tag = out.tag("img").attribute("class", "i-amphtml-intrinsic-sizer").attribute("alt", "");
    tag.attribute("aria-hidden", "true").attribute("role", "presentation").attribute("src", &drawing).void();
    out.close("i-amphtml-sizer");
}

fn push_image(out: &mut Markup, picture: &Picture, hero: bool) {
    let tag = out.tag("img").attribute("class", "i-amphtml-fill-content i-amphtml-replaced-content");
    let tag = tag.attribute("alt", &picture.alt).attribute("decoding", "async");
    let tag = match hero {
        true => tag.attribute("fetchpriority", "high"),
        false => tag.attribute("loading", "lazy"),
    };
    let tag = picture.push_sources(tag, "srcset", "sizes");
    tag.attribute("src", &picture.src).void();
}

/// Lets the browser ask for the hero before it has read as far as the picture.
pub(super) fn push_preload(out: &mut Markup, hero: &Picture) {
    let tag = out.tag("link").attribute("rel", "preload").attribute("as", "image");
    let tag = tag.attribute("href", &hero.src);
    let tag = hero.push_sources(tag, "imagesrcset", "imagesizes");
    tag.attribute("fetchpriority", "high").flag("data-hero").void();
    out.line();
}
