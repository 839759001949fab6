//! What AMP asks of a page besides its text: the form, the runtime, the pictures and the components.
//!
//! A page has one of two forms. The plain one is what the AMP HTML specification describes: nothing is shown before
//! the runtime has laid out each element, or eight seconds have passed. In the *transformed* form that was done here:
//! each element has the classes, the styles and the sizer that the runtime would give it ("AMP Optimizer", "Server-side
//! rendering"), so that the page can be read at once, even where the runtime never comes.

mod components;
mod picture;

pub(super) use components::Components;
pub(super) use picture::push_picture;

use super::picture::Picture;
use pressroom_render::markup::Markup;

/// The runtime (AMP HTML specification, "Required markup").
const RUNTIME: &str = "https://cdn.ampproject.org/v0.js";

/// The boilerplate, letter by letter (AMP HTML specification, "AMP Boilerplate Code").
const BOILERPLATE: &str = "<style amp-boilerplate>body{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both;-moz-animation:-amp-start 8s steps(1,end) 0s 1 normal both;-ms-animation:-amp-start 8s steps(1,end) 0s 1 normal both;animation:-amp-start 8s steps(1,end) 0s 1 normal both}@-webkit-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@-moz-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@-ms-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@-o-keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}@keyframes -amp-start{from{visibility:hidden}to{visibility:visible}}</style><noscript><style amp-boilerplate>body{-webkit-animation:none;-moz-animation:none;-ms-animation:none;animation:none}</style></noscript>";

/// The version that the runtime's style is marked with: 15 digits, two of a channel, ten of a UTC minute and three of a
/// patch. The runtime compares the style's text with its own and puts its own in its place.
const RUNTIME_VERSION: &str = "012511230000000";

/// The rules of the layouts that Pressroom writes, for as long as the runtime's own style is not there: `intrinsic`
/// for pictures, `fixed` for analytics, `nodisplay` for consent. The sizer holds the place, what fills lies on it.
const RUNTIME_STYLE: &str = ".i-amphtml-layout-intrinsic,.i-amphtml-layout-fixed{display:inline-block;position:relative}\
.i-amphtml-layout-intrinsic{max-width:100%}\
.i-amphtml-layout-size-defined{overflow:hidden}\
.i-amphtml-layout-nodisplay{display:none}\
.i-amphtml-sizer,.i-amphtml-intrinsic-sizer{display:block;max-width:100%}\
.i-amphtml-fill-content{position:absolute;top:0;left:0;display:block;width:100%;height:100%}\
amp-analytics{position:fixed;top:0;visibility:hidden}";

/// Which form a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The runtime lays out.
    Plain,
    /// Elements were laid out here.
    Transformed {
        /// True where the page may hold elements that were not, so that nothing is shown before the runtime did.
        boilerplate: bool,
    },
}

impl Form {
    /// The form that the site asks for. `bare`: the theme's templates write AMP elements of their own, for which
    /// nothing can be laid out here.
    pub(super) fn new(transformed: bool, bare: bool) -> Self {
        match transformed {
            true => Self::Transformed { boilerplate: bare },
            false => Self::Plain,
        }
    }

    /// True in the transformed form.
    pub(super) fn is_transformed(self) -> bool {
        matches!(self, Self::Transformed { .. })
    }

    /// The attributes that mark the page's `html` element, each with a space before it.
    pub(super) fn html_attributes(self) -> &'static str {
        match self {
            Self::Plain => " amp",
            Self::Transformed { boilerplate: true } => " amp i-amphtml-layout transformed=\"self;v=1\"",
            Self::Transformed { boilerplate: false } => {
                " amp i-amphtml-layout i-amphtml-no-boilerplate transformed=\"self;v=1\""
            }
        }
    }

    fn has_boilerplate(self) -> bool {
        match self {
            Self::Plain => true,
            Self::Transformed { boilerplate } => boilerplate,
        }
    }

    /// What stands in the head right after `charset` and `viewport`, in the order that AMP recommends: the runtime's
    /// style, the picture that is seen first, the runtime, the extensions in use.
    pub(super) fn push_first(self, out: &mut Markup, hero: Option<&Picture>, components: Components<'_>) {
        if self.is_transformed() {
            out.tag("style").flag("amp-runtime").attribute("i-amphtml-version", RUNTIME_VERSION).open();
            out.raw(RUNTIME_STYLE);
            out.close("style");
            out.line();
            if let Some(hero) = hero {
                picture::push_preload(out, hero);
            }
        }
        push_script(out, None, RUNTIME);
        components.push_scripts(out);
    }

    /// What stands at the end of the head.
    pub(super) fn push_last(self, out: &mut Markup) {
        if self.has_boilerplate() {
            out.raw(BOILERPLATE);
            out.line();
        }
    }
}

fn push_script(out: &mut Markup, element: Option<&str>, url: &str) {
    let tag = out.tag("script").flag("async").optional("custom-element", element);
    tag.attribute("src", url).open();
    out.close("script");
    out.line();
}

#[cfg(test)]
mod tests;
