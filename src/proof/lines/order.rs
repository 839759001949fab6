//! The visual order of a line of mixed directions (UAX #9).

use unicode_bidi::{BidiInfo, ParagraphInfo};

use super::shape::ShapedGlyph;

/// Puts the glyphs of a line into visual order, each with the number of its directional run. The spaces at the line's end
/// are left out.
pub(super) fn order_visually<'a>(
    glyphs: &'a [ShapedGlyph],
    bidi: Option<&BidiInfo<'_>>,
) -> Vec<(&'a ShapedGlyph, usize)> {
    let end = glyphs.iter().rposition(|shaped| !shaped.is_space).map_or(0, |last| last + 1);
    let glyphs = glyphs.get(..end).unwrap_or_default();
    let as_written = || glyphs.iter().map(|shaped| (shaped, 0)).collect();
    let (Some(bidi), Some(first), Some(last)) = (bidi, glyphs.first(), glyphs.last()) else {
        return as_written();
    };
    let last_character = bidi.text.get(last.at as usize..).and_then(|rest| rest.chars().next());
    let range = first.at as usize..last.at as usize + last_character.map_or(0, char::len_utf8);
    let holds_line = |paragraph: &&ParagraphInfo| paragraph.range.contains(&range.start);
    let Some(paragraph) = bidi.paragraphs.iter().find(holds_line) else { return as_written() };
    let range = range.start..range.end.min(paragraph.range.end);
    let (levels, runs) = bidi.visual_runs(paragraph, range);
    let mut out = Vec::with_capacity(glyphs.len());
    for (number, run) in runs.into_iter().enumerate() {
        let from = glyphs.partition_point(|shaped| (shaped.at as usize) < run.start);
        let to = glyphs.partition_point(|shaped| (shaped.at as usize) < run.end);
        let members = glyphs.get(from..to).unwrap_or_default();
        if !levels.get(run.start).is_some_and(|level| level.is_rtl()) {
            out.extend(members.iter().map(|shaped| (shaped, number)));
            continue;
        }
        // The glyphs of a character that is spelt out keep their order.
        let characters = members.chunk_by(|shaped, next| shaped.at == next.at);
        out.extend(characters.rev().flatten().map(|shaped| (shaped, number)));
    }
    out
}
