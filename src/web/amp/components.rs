//! Components: what `[amp]` of `pressroom.toml` adds to each AMP page, and the extensions that this needs.

use super::{form::Form, script::push_script};
use crate::json_script::escape_json;
use pressroom_config::{AmpComponent, AmpPage};
use pressroom_render::markup::{Markup, Syntax};

/// The vendor of Google's tag, which has cookies of its own.
const GTAG: &str = "gtag";

/// The components of a page.
#[derive(Clone, Copy)]
pub(crate) struct Components<'a> {
    page: &'a AmpPage,
}

impl<'a> Components<'a> {
    /// Those that the site asks for.
    pub(crate) fn new(page: &'a AmpPage) -> Self {
        Self { page }
    }

    /// A script for each extension in use: AMP refuses a page that has one too few or too many.
    pub(super) fn push_scripts(self, out: &mut Markup) {
        let used = [("amp-analytics", &self.page.analytics), ("amp-consent", &self.page.consent)];
        for (element, _) in used.into_iter().filter(|(_, component)| component.is_some()) {
            push_script(out, Some(element), &format!("https://cdn.ampproject.org/v0/{element}-0.1.js"));
        }
    }

    /// The elements that a consent vendor's script must hold back, as AMP wants them named in the head.
    pub(crate) fn blocking(self) -> Option<&'static str> {
        let vendor = self.page.consent.as_ref().and_then(|consent| consent.vendor.as_deref());
        vendor.map(|_| "amp-analytics")
    }

    /// The elements, for the end of the body.
    pub(crate) fn body(self, form: Form) -> String {
        let mut out = Markup::new(Syntax::Html);
        if let Some(consent) = &self.page.consent {
            let tag = out.tag("amp-consent").attribute("layout", "nodisplay");
            let tag = tag.optional("type", consent.vendor.as_deref());
            match form {
                Form::Plain => tag.open(),
                Form::Transformed { .. } => tag
                    .attribute("class", "i-amphtml-layout-nodisplay")
                    .attribute("hidden", "hidden")
                    .attribute("i-amphtml-layout", "nodisplay")
                    .open(),
            }
            push_json(&mut out, consent);
            out.close("amp-consent");
            out.line();
        }
        if let Some(analytics) = &self.page.analytics {
            let tag = out.tag("amp-analytics").optional("type", analytics.vendor.as_deref());
            let tag = match analytics.vendor.as_deref() {
                Some(GTAG) => tag.attribute("data-credentials", "include"),
                Some(_) | None => tag,
            };
            let tag = if self.page.consent.is_some() { tag.flag("data-block-on-consent") } else { tag };
            match form {
                Form::Plain => tag.open(),
                Form::Transformed { .. } => tag
                    .attribute("class", "i-amphtml-layout-fixed i-amphtml-layout-size-defined")
                    .attribute("style", "width:1px;height:1px")
                    .attribute("i-amphtml-layout", "fixed")
                    .open(),
            }
            push_json(&mut out, analytics);
            out.close("amp-analytics");
            out.line();
        }
        out.take_markup()
    }
}

fn push_json(out: &mut Markup, component: &AmpComponent) {
    if let Some(json) = &component.json {
        out.tag("script").attribute("type", "application/json").open();
        out.raw(&escape_json(json));
        out.close("script");
    }
}
