//! Styles of the mail's HTML, one for each element, because mail programs drop style sheets.
//!
//! Colours and faces are the theme's. The only sheet is for the dark scheme, which inline styles can't say.

use pressroom_theme::{Colors, Tokens};

/// The value of `style` for each kind of element.
#[derive(Debug)]
pub(super) struct Style {
    /// For programs that read it: the dark scheme.
    pub(super) sheet: String,
    pub(super) body: String,
    pub(super) page: &'static str,
    pub(super) column: String,
    pub(super) hidden: &'static str,
    pub(super) kicker: String,
    pub(super) headline: String,
    pub(super) dek: String,
    pub(super) muted: String,
    pub(super) label: String,
    pub(super) question: String,
    pub(super) headings: [String; 3],
    pub(super) accent: String,
    pub(super) link: String,
    pub(super) paragraph: &'static str,
    pub(super) last: &'static str,
    pub(super) list: [&'static str; 2],
    pub(super) item: &'static str,
    pub(super) quote: [String; 2],
    pub(super) code: String,
    pub(super) formula: String,
    pub(super) preformatted: String,
    pub(super) tasks: [&'static str; 2],
    pub(super) boxed: String,
    pub(super) boxed_cell: String,
    pub(super) story: String,
    pub(super) table: String,
    pub(super) scroll: &'static str,
    pub(super) head: String,
    pub(super) cell: String,
    pub(super) picture: String,
    pub(super) inline_picture: &'static str,
    pub(super) figure: &'static str,
    pub(super) caption: String,
    pub(super) rule: String,
    pub(super) term: &'static str,
    pub(super) definition: [&'static str; 2],
    pub(super) note: &'static str,
    /// Emphasis where the script has no slanted letters.
    pub(super) upright: &'static str,
}

impl Style {
    /// The styles of a theme.
    pub(super) fn new(tokens: &Tokens) -> Self {
        let Colors { text, background, muted, accent, rule, tint } = &tokens.light;
        let (serif, sans, mono) = (&tokens.font.web_text, &tokens.font.web_display, &tokens.font.web_mono);
        let heading = |size: &str, space: &str| format!("margin:{space} 0 8px;font:bold {size}/1.3 {sans}");
        let quote =
            |side: &str| format!("margin:0 0 16px;padding-{side}:16px;border-{side}:3px solid {rule}");
        Self {
            sheet: sheet(&tokens.dark),
            body: format!("margin:0;padding:0;background:{background}"),
            page: "padding:24px 16px",
            column: format!(
                "font:17px/1.55 {serif};color:{text};word-wrap:break-word;overflow-wrap:anywhere"
            ),
            hidden: "display:none;max-height:0;overflow:hidden;mso-hide:all",
            kicker: format!("margin:0 0 8px;font:bold 15px/1.3 {sans};color:{accent}"),
            headline: format!("margin:0 0 12px;font:bold 30px/1.2 {sans}"),
            dek: "margin:0 0 16px;font-size:19px;line-height:1.45".to_owned(),
            muted: format!("margin:0 0 16px;font:14px/1.5 {sans};color:{muted}"),
            label: format!("margin:0 0 8px;font:bold 15px/1.4 {sans}"),
            question: format!(
                "margin:36px 0 12px;padding-top:20px;border-top:1px solid {rule};font:bold 23px/1.25 {sans}"
            ),
            headings: [heading("19px", "24px"), heading("17px", "20px"), heading("15px", "16px")],
            accent: format!("color:{accent}"),
            link: format!("color:{accent};text-decoration:underline"),
            paragraph: "margin:0 0 16px",
            last: "margin:0",
            list: ["margin:0 0 16px;padding:0 0 0 28px", "margin:0 0 16px;padding:0 28px 0 0"],
            item: "margin:0 0 6px",
            quote: [quote("left"), quote("right")],
            code: format!("font-family:{mono};font-size:85%"),
            formula: format!("display:block;margin:8px 0;font-family:{mono};font-size:85%"),
            tasks: [
                "margin:0 0 16px;padding:0 0 0 8px;list-style:none",
                "margin:0 0 16px;padding:0 8px 0 0;list-style:none",
            ],
            preformatted: format!(
                "margin:0 0 16px;padding:12px;font:14px/1.45 {mono};background:{tint};white-space:pre-wrap;text-align:left"
            ),
            boxed: format!("margin:0 0 20px;background:{tint};border:1px solid {rule}"),
            boxed_cell: format!("padding:16px 16px 4px;font:16px/1.5 {serif};color:{text}"),
            story: format!("margin:0 0 8px;font:bold 17px/1.35 {sans}"),
            table: format!("border-collapse:collapse;font:15px/1.4 {sans};color:{text}"),
            scroll: "margin:0 0 20px;overflow-x:auto;overflow-wrap:normal",
            head: format!(
                "padding:6px 8px;border-bottom:2px solid {rule};font-weight:bold;vertical-align:bottom"
            ),
            cell: format!("padding:6px 8px;border-bottom:1px solid {rule};vertical-align:top"),
            picture: format!(
                "display:block;max-width:100%;height:auto;border:0;font:15px/1.4 {sans};color:{muted}"
            ),
            inline_picture: "max-width:100%;height:auto;border:0;vertical-align:middle",
            figure: "margin:0 0 20px",
            caption: format!("margin:8px 0 0;font:14px/1.45 {sans};color:{muted}"),
            rule: format!("margin:24px 0;border:0;border-top:1px solid {rule};height:0"),
            term: "margin:0 0 4px;font-weight:bold",
            definition: ["margin:0 0 12px 24px", "margin:0 24px 12px 0"],
            upright: "font-style:normal;font-weight:bold",
            note: "font-size:75%;line-height:0;vertical-align:super",
        }
    }
}

/// The dark scheme, by classes: inline styles give way to `!important` alone.
fn sheet(dark: &Colors) -> String {
    let Colors { text, background, muted, accent, rule, tint } = dark;
    format!(
        ":root{{color-scheme:light dark;supported-color-schemes:light dark}}\
         @media (prefers-color-scheme:dark){{\
         .bg{{background:{background}!important}}.tx{{color:{text}!important}}.mu{{color:{muted}!important}}\
         .ac{{color:{accent}!important}}.bx{{background:{tint}!important}}.ru{{border-color:{rule}!important}}}}\
         @media (max-width:480px){{.h1{{font-size:26px!important}}}}"
    )
}
