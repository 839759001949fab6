//! Outlines of CFF fonts as TrueType has them: their cubic curves become quadratic ones.
//!
//! genpdf's fonts are TrueType, and so is what the proof embeds. Half a thousandth of an em apart is closer than any
//! printer shows.

use ttf_parser::{Face as Parsed, GlyphId, OutlineBuilder};

/// The distance that a curve may have from the one that it stands for, in thousandths of an em.
const TOLERANCE: f32 = 0.5;
/// The most quadratic curves for a cubic one.
const MAX_PARTS: u8 = 12;

/// The outline of a glyph as a `glyf` table holds it; empty for a glyph that draws nothing.
pub(crate) fn convert_outline(data: &[u8], index: u32, glyph: u16) -> Vec<u8> {
    let Ok(face) = Parsed::parse(data, index) else { return Vec::new() };
    let tolerance = TOLERANCE * f32::from(face.units_per_em()) / 1000.0;
    let mut path = QuadraticOutline { tolerance, here: [0.0; 2], contours: Vec::new() };
    match face.outline_glyph(GlyphId(glyph), &mut path) {
        Some(_) => path.encode().unwrap_or_default(),
        None => Vec::new(),
    }
}

/// A `maxp` table of version 1.0 with the number of glyphs from one of version 0.5, which is all that CFF fonts say.
pub(crate) fn expand_maxp(maxp: &[u8]) -> Vec<u8> {
    let mut out = vec![0, 1, 0, 0];
    out.extend(maxp.get(4..6).unwrap_or(&[0, 0]));
    // Points, contours, and both of composed glyphs; zones; what instructions need; parts of a composed glyph.
    for value in [8192_u16, 1024, 8192, 1024, 1, 0, 0, 0, 0, 0, 0, 1, 1] {
        out.extend(value.to_be_bytes());
    }
    out
}

/// A point, and whether the outline goes through it.
type Point = ([i16; 2], bool);

struct QuadraticOutline {
    tolerance: f32,
    here: [f32; 2],
    contours: Vec<Vec<Point>>,
}

impl QuadraticOutline {
    fn point(&mut self, at: [f32; 2], on: bool) {
        let point = (at.map(|value| value.round().clamp(-32_000.0, 32_000.0) as i16), on);
        if let Some(contour) = self.contours.last_mut() {
            contour.push(point);
        }
        if on {
            self.here = at;
        }
    }

    /// The outline in the form of a simple glyph (OpenType 1.9, "glyf"); `None` if it has too many points.
    fn encode(mut self) -> Option<Vec<u8>> {
        for contour in &mut self.contours {
            // The way back to the first point is there anyway.
            if contour.len() > 1 && contour.first() == contour.last() {
                contour.pop();
            }
        }
        self.contours.retain(|contour| contour.len() > 1);
        let points: Vec<Point> = self.contours.iter().flatten().copied().collect();
        if points.is_empty() {
            return Some(Vec::new());
        }
        let mut out = i16::try_from(self.contours.len()).ok()?.to_be_bytes().to_vec();
        let corner = |axis: usize, most: bool| {
            let values = points.iter().filter_map(|(at, _)| at.get(axis).copied());
            if most { values.max() } else { values.min() }
        };
        for (axis, most) in [(0, false), (1, false), (0, true), (1, true)] {
            out.extend(corner(axis, most)?.to_be_bytes());
        }
        let mut count = 0;
        for contour in &self.contours {
            count += contour.len();
            out.extend(u16::try_from(count - 1).ok()?.to_be_bytes());
        }
        out.extend([0, 0]);
        let (mut flags, mut xs, mut ys) = (Vec::new(), Vec::new(), Vec::new());
        let mut before = [0; 2];
        for (at, on) in points {
            let [x, y] = at;
            let [from_x, from_y] = before;
            let flag = u8::from(on)
                | write_step(x, from_x, &mut xs, [0x02, 0x10])
                | write_step(y, from_y, &mut ys, [0x04, 0x20]);
            flags.push(flag);
            before = at;
        }
        out.extend(flags);
        out.extend(xs);
        out.extend(ys);
        Some(out)
    }
}

/// Writes the way from one coordinate to the next; gives the flags that tell how: short, and same or positive.
fn write_step(to: i16, from: i16, out: &mut Vec<u8>, [short, same]: [u8; 2]) -> u8 {
    let step = i32::from(to) - i32::from(from);
    match (step, u8::try_from(step.unsigned_abs())) {
        (0, _) => same,
        (_, Ok(length)) => {
            out.push(length);
            if step > 0 { short | same } else { short }
        }
        (_, Err(_)) => {
            out.extend((step.clamp(-32_768, 32_767) as i16).to_be_bytes());
            0
        }
    }
}

fn interpolate(one: [f32; 2], other: [f32; 2], part: f32) -> [f32; 2] {
    let [x, y] = one;
    let [to_x, to_y] = other;
    [x + (to_x - x) * part, y + (to_y - y) * part]
}

impl OutlineBuilder for QuadraticOutline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.contours.push(Vec::new());
        self.point([x, y], true);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.point([x, y], true);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.point([x1, y1], false);
        self.point([x, y], true);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (mut start, mut one, mut two, end) = (self.here, [x1, y1], [x2, y2], [x, y]);
        // How far one quadratic curve is from the cubic one; that of each of n equal parts is a cube of n less.
        let third = |a: f32, b: f32, c: f32, d: f32| d - 3.0 * c + 3.0 * b - a;
        let [from_x, from_y] = start;
        let distance = third(from_x, x1, x2, x).hypot(third(from_y, y1, y2, y)) * 3.0_f32.sqrt() / 36.0;
        let parts = (distance / self.tolerance).cbrt().ceil().clamp(1.0, f32::from(MAX_PARTS)) as u8;
        for left in (1..=parts).rev() {
            // The first of so many equal parts is cut off (de Casteljau).
            let part = 1.0 / f32::from(left);
            let (a, b, c) =
                (interpolate(start, one, part), interpolate(one, two, part), interpolate(two, end, part));
            let (d, e) = (interpolate(a, b, part), interpolate(b, c, part));
            let cut = if left == 1 { end } else { interpolate(d, e, part) };
            // The control point of the quadratic curve that is nearest to `start`, `a`, `d`, `cut`.
            let control = |axis: usize| {
                let of = |point: [f32; 2]| point.get(axis).copied().unwrap_or_default();
                (3.0 * (of(a) + of(d)) - of(start) - of(cut)) / 4.0
            };
            self.point([control(0), control(1)], false);
            self.point(cut, true);
            (start, one, two) = (cut, e, c);
        }
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty_outline() -> QuadraticOutline {
        QuadraticOutline { tolerance: 0.5, here: [0.0; 2], contours: Vec::new() }
    }

    #[test]
    fn a_circle_keeps_its_size_and_goes_through_its_points() {
        let mut circle = empty_outline();
        let (r, k) = (500.0, 276.0);
        circle.move_to(r, 0.0);
        circle.curve_to(r, k, k, r, 0.0, r);
        circle.curve_to(-k, r, -r, k, -r, 0.0);
        circle.curve_to(-r, -k, -k, -r, 0.0, -r);
        circle.curve_to(k, -r, r, -k, r, 0.0);
        circle.close();
        for (at, on) in circle.contours.iter().flatten().filter(|(_, on)| *on) {
            let [x, y] = at.map(f32::from);
            assert!((x.hypot(y) - r).abs() < 1.5, "{at:?} {on}");
        }
        let glyph = circle.encode().unwrap();
        assert_eq!(glyph[..2], [0, 1]);
        let corners: Vec<i16> =
            (1..5).map(|n| i16::from_be_bytes([glyph[2 * n], glyph[2 * n + 1]])).collect();
        assert_eq!(corners, [-500, -500, 500, 500]);
    }

    #[test]
    fn lines_are_written_as_steps() {
        let mut triangle = empty_outline();
        triangle.move_to(0.0, 0.0);
        triangle.line_to(300.0, 0.0);
        triangle.line_to(300.0, 10.0);
        triangle.line_to(0.0, 0.0);
        let glyph = triangle.encode().unwrap();
        let expected = [
            0, 1, 0, 0, 0, 0, 1, 44, 0, 10, 0, 2, 0,
            0, // a contour; its box; its last point; no instructions
            0x31, 0x21, 0x35, // flags
            1, 44, 10,
        ];
        assert_eq!(glyph, expected);
        assert_eq!(empty_outline().encode(), Some(Vec::new()));
        assert_eq!(expand_maxp(&[0, 0, 0x50, 0, 1, 2]).len(), 32);
    }
}
