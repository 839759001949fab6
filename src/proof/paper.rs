//! The paper that a proof is printed on.

use pressroom_document::Direction;
use pressroom_theme::Page;

/// Points in a millimetre.
pub(super) const MM: f64 = 72.0 / 25.4;
/// The margins beside the text, in millimetres: where lines begin, and where they end.
const INNER: f64 = 28.0;
pub(super) const OUTER: f64 = 52.0;

/// The paper and where the text stands on it; all in points from the upper left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) left: f64,
    pub(super) measure: f64,
}

impl Paper {
    /// A4 or Letter, whichever is nearer to the theme's page: every desk has one of them. The margin to write on is on
    /// the side where lines end.
    pub(super) fn choose(page: &Page, direction: Direction) -> Self {
        let away = |(width, height): (f64, f64)| (page.width - width).hypot(page.height - height);
        let (a4, letter) = ((210.0, 297.0), (215.9, 279.4));
        let (width, height) = if away(letter) < away(a4) { letter } else { a4 };
        let (inner, outer) = (INNER, OUTER);
        let left = match direction {
            Direction::LeftToRight => inner,
            Direction::RightToLeft => outer,
        };
        let [width, height, left, measure] = [width, height, left, width - inner - outer].map(|mm| mm * MM);
        Self { width, height, top: 30.0 * MM, bottom: height - 24.0 * MM, left, measure }
    }
}
