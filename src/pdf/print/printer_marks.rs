//! Marks around the page: crop marks, where it is cut, and registration marks, where the colours must meet.

/// The length of a crop mark, in millimetres.
const LENGTH: f64 = 5.0;
/// The least distance of a crop mark from the page, in millimetres.
const DISTANCE: f64 = 3.0;
/// Between the marks and the edge of the sheet, in millimetres.
const EDGE: f64 = 1.5;
/// The radius of a registration mark's circle, in points.
const RADIUS: f64 = 4.0;
/// Points in a millimetre.
pub(super) const MILLIMETRE: f64 = 72.0 / 25.4;
/// The name of the colour space of all inks in a page's resources.
pub(super) const ALL_INKS: &str = "PressroomAll";

/// The width of sheet that the marks need around the page and its bleed, in points; so is `bleed`.
pub(super) fn margin(bleed: f64) -> f64 {
    distance(bleed) + (LENGTH + EDGE) * MILLIMETRE - bleed
}

/// The marks never stand in the bleed.
fn distance(bleed: f64) -> f64 {
    bleed.max(DISTANCE * MILLIMETRE)
}

/// The marks of a page as drawing instructions; `trim` is left, bottom, right, top. A page with colours has marks in all
/// inks, and registration marks; a page that needs one ink has them in black.
pub(super) fn draw_marks([left, bottom, right, top]: [f64; 4], bleed: f64, has_color: bool) -> String {
    let mut out = match has_color {
        true => format!("q /{ALL_INKS} CS 1 SCN 0.25 w\n"),
        false => "q 0 0 0 1 K 0.25 w\n".to_owned(),
    };
    let mut line = |from: (f64, f64), to: (f64, f64)| {
        out.push_str(&format!("{:.3} {:.3} m {:.3} {:.3} l S\n", from.0, from.1, to.0, to.1));
    };
    let near = distance(bleed);
    let far = near + LENGTH * MILLIMETRE;
    for (x, outward) in [(left, -1.0), (right, 1.0)] {
        for y in [bottom, top] {
            line((x + outward * near, y), (x + outward * far, y));
        }
    }
    for (y, outward) in [(bottom, -1.0), (top, 1.0)] {
        for x in [left, right] {
            line((x, y + outward * near), (x, y + outward * far));
        }
    }
    if has_color {
        let (middle, centre) = ((left + right) / 2.0, (bottom + top) / 2.0);
        let away = near + RADIUS + 2.0;
        let places =
            [(middle, bottom - away), (middle, top + away), (left - away, centre), (right + away, centre)];
        for (x, y) in places {
            let arm = RADIUS * 1.5;
            line((x - arm, y), (x + arm, y));
            line((x, y - arm), (x, y + arm));
        }
        for (x, y) in places {
            out.push_str(&draw_circle(x, y));
        }
    }
    out.push_str("Q\n");
    out
}

/// A circle from four Bézier curves.
fn draw_circle(x: f64, y: f64) -> String {
    let (r, k) = (RADIUS, RADIUS * 0.552_285);
    let curve = |[a, b, c, d, e, f]: [f64; 6]| {
        format!("{:.3} {:.3} {:.3} {:.3} {:.3} {:.3} c ", x + a, y + b, x + c, y + d, x + e, y + f)
    };
    let curves =
        [[r, k, k, r, 0.0, r], [-k, r, -r, k, -r, 0.0], [-r, -k, -k, -r, 0.0, -r], [k, -r, r, -k, r, 0.0]];
    format!("{:.3} {y:.3} m {}S\n", x + r, curves.map(curve).concat())
}
