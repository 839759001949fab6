//! Small TrueType fonts for one document: one cut from each face, to be embedded, and a stand-in for genpdf.
//!
//! The font that is cut from a face holds the document's glyphs only, renumbered from 1: so two characters may share an
//! outline, and a glyph may stand for several characters.
//!
//! genpdf embeds its fonts whole and asks each of them about every code point that there is. So it gets one font without
//! outlines for all faces together, with a `cmap` of format 6 (a plain array) that gives each glyph a code point of its
//! own, whatever character it stands for. The finishing pass puts the faces in its place.

use std::collections::HashMap;

use super::{
    face::{Face, read_u16},
    glyph::{Drawn, MAX_GLYPHS, Slot},
};

/// The code point by which genpdf is asked for glyph 0 of a subset; glyph `n` is `n` above it.
const BASE: u32 = 0x20;

/// The glyphs of a face in genpdf's stand-ins: the stand-in, and the number of glyphs before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StandInRange {
    pub(crate) font: usize,
    pub(crate) first: u16,
}

/// Stand-ins for faces of which so many glyphs each are used, and where they are. There is one while they have room.
pub(crate) fn make_stand_ins(faces: &[(&Face, usize)]) -> (Vec<Vec<u8>>, Vec<StandInRange>) {
    let mut counts: Vec<(&Face, usize)> = Vec::new();
    let mut places = Vec::new();
    for (face, count) in faces {
        if counts.last().is_none_or(|(_, sum)| sum + count > MAX_GLYPHS) {
            counts.push((*face, 0));
        }
        let font = counts.len() - 1;
        if let Some((_, sum)) = counts.last_mut() {
            places.push(StandInRange { font, first: *sum as u16 });
            *sum += count;
        }
    }
    (counts.into_iter().map(|(face, count)| make_stand_in(face, count as u16)).collect(), places)
}

/// A font of so many empty glyphs, as high as a face.
fn make_stand_in(face: &Face, count: u16) -> Vec<u8> {
    let [mut head, mut hhea, mut maxp] = face.heads();
    overwrite(&mut head, 50, &0u16.to_be_bytes()); // Offsets in `loca` are short.
    overwrite(&mut hhea, 34, &1u16.to_be_bytes()); // One width for all.
    overwrite(&mut maxp, 4, &(count + 1).to_be_bytes());
    let glyphs = usize::from(count) + 1;
    write_sfnt(&[
        (b"cmap", write_cmap(count)),
        (b"glyf", vec![0]),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", vec![0; glyphs * 2 + 2]),
        (b"loca", vec![0; glyphs * 2 + 2]),
        (b"maxp", maxp),
    ])
}

/// The character by which genpdf is asked for glyph `slot` of a stand-in.
pub(crate) fn glyph_code(slot: u16) -> char {
    char::from_u32(BASE + u32::from(slot)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The font with the glyphs of `slots` as its glyphs 1, 2, ...; parts of composed glyphs follow after them.
pub(crate) fn cut_subset(face: &Face, slots: &[Slot]) -> Vec<u8> {
    let glyphs = slots.iter().map(|slot| (slot.glyph, slot.drawn));
    let mut sources: Vec<(u16, Drawn)> = std::iter::once((0, Drawn::Whole)).chain(glyphs).collect();
    let mut parts: HashMap<u16, u16> = HashMap::new();
    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), Vec::new(), Vec::new());
    let mut next = 0;
    while let Some(&(source, drawn)) = sources.get(next) {
        let mut renumber = |part| {
            *parts.entry(part).or_insert_with(|| {
                sources.push((part, Drawn::Whole));
                (sources.len() - 1) as u16
            })
        };
        loca.extend((glyf.len() as u32).to_be_bytes());
        let (mut advance, mut bearing) = face.metrics(source);
        match drawn {
            Drawn::Whole => copy_outline(&face.outline(source), &mut glyf, &mut renumber),
            Drawn::Moved(shift) => {
                write_moved(&face.outline(source), shift, renumber(source), &mut glyf);
                bearing = bearing.wrapping_add(shift[0]);
            }
            Drawn::Nothing => (advance, bearing) = (0, 0),
        }
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        hmtx.extend(advance.to_be_bytes());
        hmtx.extend(bearing.to_be_bytes());
        next += 1;
    }
    loca.extend((glyf.len() as u32).to_be_bytes());
    let count = sources.len() as u16;
    let [mut head, mut hhea, mut maxp] = face.heads();
    overwrite(&mut head, 8, &[0; 4]); // The sum of the file is filled in below.
    overwrite(&mut head, 50, &1u16.to_be_bytes()); // Offsets in `loca` are long.
    overwrite(&mut hhea, 34, &count.to_be_bytes());
    overwrite(&mut maxp, 4, &count.to_be_bytes());
    overwrite(&mut maxp, 14, &[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // No instructions are left.
    if glyf.is_empty() {
        glyf.push(0);
    }
    write_sfnt(&[
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
    ])
}

/// A glyph composed of glyph `part` alone, moved by `shift`.
fn write_moved(outline: &[u8], shift: [i16; 2], part: u16, out: &mut Vec<u8>) {
    if outline.len() < 10 {
        return;
    }
    let [x, y] = shift;
    let corner = |at: usize, by: i16| (read_u16(outline, at) as i16).wrapping_add(by);
    let corners = [corner(2, x), corner(4, y), corner(6, x), corner(8, y)];
    for value in std::iter::once(-1).chain(corners) {
        out.extend(i16::to_be_bytes(value));
    }
    out.extend(3u16.to_be_bytes()); // The arguments are words, and they are offsets.
    out.extend(part.to_be_bytes());
    out.extend(x.to_be_bytes());
    out.extend(y.to_be_bytes());
}

/// Copies an outline without its instructions; `renumber` says where the parts of a composed glyph have gone.
fn copy_outline(outline: &[u8], out: &mut Vec<u8>, renumber: &mut dyn FnMut(u16) -> u16) {
    let Some((header, body)) = outline.split_at_checked(10) else { return };
    let contours = read_u16(header, 0) as i16;
    if contours >= 0 {
        let ends = contours.unsigned_abs() as usize * 2;
        let instructions = usize::from(read_u16(body, ends));
        if let (Some(before), Some(after)) = (body.get(..ends), body.get(ends + 2 + instructions..)) {
            out.extend(header);
            out.extend(before);
            out.extend([0, 0]);
            out.extend(after);
        }
        return;
    }
    out.extend(header);
    let mut at = 0;
    loop {
        let flags = read_u16(body, at);
        let arguments = if flags & 1 != 0 { 4 } else { 2 };
        let scale = match (flags & 0x8 != 0, flags & 0x40 != 0, flags & 0x80 != 0) {
            (true, _, _) => 2,
            (_, true, _) => 4,
            (_, _, true) => 8,
            (false, false, false) => 0,
        };
        let end = at + 4 + arguments + scale;
        let Some(rest) = body.get(at + 4..end) else { return };
        out.extend((flags & !0x100).to_be_bytes());
        out.extend(renumber(read_u16(body, at + 2)).to_be_bytes());
        out.extend(rest);
        if flags & 0x20 == 0 {
            return;
        }
        at = end;
    }
}

/// A `cmap` with one table of format 6 (trimmed array): the code point of each glyph is [`glyph_code`] of it.
fn write_cmap(count: u16) -> Vec<u8> {
    let mut out = Vec::new();
    for value in [0, 1, 3, 1, 0, 12, 6, 10 + count * 2, 0, BASE as u16 + 1, count] {
        out.extend(u16::to_be_bytes(value));
    }
    out.extend((1..=count).flat_map(u16::to_be_bytes));
    out
}

/// An sfnt file of tables that are sorted by tag (OpenType 1.9, "Organization of an OpenType font").
fn write_sfnt(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let log = count.checked_ilog2().unwrap_or(0) as u16;
    let mut out = vec![0, 1, 0, 0];
    for value in [count, 16 << log, log, count * 16 - (16 << log)] {
        out.extend(value.to_be_bytes());
    }
    let mut offset = out.len() + tables.len() * 16;
    let mut head = 0;
    for (tag, content) in tables {
        if *tag == b"head" {
            head = offset;
        }
        out.extend(*tag);
        out.extend(checksum(content).to_be_bytes());
        out.extend((offset as u32).to_be_bytes());
        out.extend((content.len() as u32).to_be_bytes());
        offset += content.len().next_multiple_of(4);
    }
    for (_, content) in tables {
        out.extend(content);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
    overwrite(&mut out, head + 8, &adjustment.to_be_bytes());
    out
}

fn checksum(content: &[u8]) -> u32 {
    content.chunks(4).fold(0, |sum, chunk| {
        let word = chunk.iter().chain(&[0; 3]).take(4).fold(0, |word, byte| (word << 8) | u32::from(*byte));
        u32::wrapping_add(sum, word)
    })
}

fn overwrite(table: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = table.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}
