//! The runtime, and what stands in for it until it has loaded.

use super::{components::Components, form::Form, picture::push_preload, script::push_script};
use crate::picture::Picture;
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

/// Writes the elements right after `charset` and `viewport`, in the order that AMP recommends: the runtime's style, the
/// picture that is seen first, the runtime, the extensions in use.
pub(crate) fn push_runtime(out: &mut Markup, form: Form, hero: Option<&Picture>, components: Components<'_>) {
    if form.is_transformed() {
        out.tag("style").flag("amp-runtime").attribute("i-amphtml-version", RUNTIME_VERSION).open();
        out.raw(RUNTIME_STYLE);
        out.close("style");
        out.line();
        if let Some(hero) = hero {
            push_preload(out, hero);
        }
    }
    push_script(out, None, RUNTIME);
    components.push_scripts(out);
}

/// Writes the end of the head: the boilerplate, if the form needs it.
pub(crate) fn push_boilerplate(out: &mut Markup, form: Form) {
    if form.has_boilerplate() {
        out.raw(BOILERPLATE);
        out.line();
    }
}
