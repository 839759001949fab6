//! Divides shaped text into lines.

use std::ops::Range;

use super::{shape::ShapedGlyph, text::Style};

/// The width of a column of code in thousandths of an em: that of a digit.
const CODE_COLUMN: f32 = 500.0;

/// Moves code after two spaces or more to its column, by widening the last space.
pub(super) fn align_code_columns(glyphs: &mut [ShapedGlyph], styles: &[Style]) {
    let is_code = |shaped: &ShapedGlyph| styles.get(shaped.run as usize).is_some_and(|style| style.code);
    // The width so far in thousandths of an em, the column, and how many spaces there were just before.
    let (mut width, mut column, mut spaces) = (0.0_f32, 0_u16, 0);
    for index in 0..glyphs.len() {
        let Some(shaped) = glyphs.get(index).filter(|shaped| is_code(shaped)) else { return };
        let place = f32::from(column) * CODE_COLUMN;
        if shaped.ends_line {
            (width, column, spaces) = (0.0, 0, 0);
            continue;
        }
        let (is_space, advance) = (shaped.is_space, shaped.glyph.advance);
        if !is_space && (spaces > 1 || spaces == usize::from(column)) && width < place {
            if let Some(before) = index.checked_sub(1).and_then(|before| glyphs.get_mut(before)) {
                before.glyph.advance += place - width;
            }
            width = place;
        }
        width += advance;
        column = column.saturating_add(1);
        spaces = if is_space { spaces + 1 } else { 0 };
    }
}

/// Fills lines of `limit` points one after the other; gives each as a range of glyphs.
pub(super) fn break_lines(glyphs: &[ShapedGlyph], styles: &[Style], limit: f64) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut width) = (0, 0.0);
    // The last place where the line may be broken, and the width up to there.
    let mut candidate = None;
    let mut begins_paragraph = true;
    for (index, shaped) in glyphs.iter().enumerate() {
        if shaped.ends_line {
            out.push(start..index);
            (start, width, candidate, begins_paragraph) = (index + 1, 0.0, None, true);
            continue;
        }
        if shaped.can_begin_line && index > start {
            candidate = Some((index, width));
        }
        let advance = shaped.width(styles);
        if !shaped.is_space && width + advance > limit && index > start && !shaped.is_mark {
            let (cut, before) = candidate.take().unwrap_or((index, width));
            out.push(start..cut);
            (start, width, begins_paragraph) = (cut, width - before, false);
        }
        // Spaces that a break left at the head of a line take no room.
        if index == start && shaped.is_space && !begins_paragraph {
            start = index + 1;
            continue;
        }
        width += advance;
    }
    if start < glyphs.len() || out.is_empty() || glyphs.last().is_some_and(|last| last.ends_line) {
        out.push(start..glyphs.len());
    }
    out
}
