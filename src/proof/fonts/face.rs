//! A face: what it can show, how wide its glyphs are, and their outlines.
//!
//! genpdf reads a font anew for each document and asks it about every code point that there is. So it never sees these
//! faces: it gets a small font that is cut from them for each document (see `subset`).

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use ttf_parser::{Face as Parsed, RawFace, Tag, name_id};

use super::curves;

/// One face: a font with TrueType or CFF outlines.
pub(crate) struct Face {
    /// A PostScript name, such as `SourceSans3-Bold`.
    pub(crate) name: String,
    /// Font design units in an em.
    pub(crate) units: u16,
    /// Ascender, descender, height of capitals, in font design units.
    pub(crate) ascender: i16,
    pub(crate) descender: i16,
    pub(crate) capitals: i16,
    /// Bounding box of all glyphs, in font design units: left, bottom, right, top.
    pub(crate) bounds: [i16; 4],
    /// Slope in degrees; negative leans to the right.
    pub(crate) angle: f32,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) family: String,
    glyphs: HashMap<char, u16>,
    data: Arc<Cow<'static, [u8]>>,
    /// Its number in its file.
    index: u32,
    tables: Tables,
}

/// The places of the tables in the file: offset and length.
#[derive(Default)]
struct Tables {
    head: (usize, usize),
    hhea: (usize, usize),
    maxp: (usize, usize),
    hmtx: (usize, usize),
    glyf: (usize, usize),
    loca: (usize, usize),
    /// The outlines are in a table `CFF `, not in `glyf`.
    cubic: bool,
}

impl Face {
    /// Reads face number `index` of a file; `None` for one without outlines.
    pub(crate) fn read(data: Arc<Cow<'static, [u8]>>, index: u32) -> Option<Self> {
        let raw = RawFace::parse(&data, index).ok()?;
        let table = |tag: &[u8; 4]| {
            let record = raw.table_records.into_iter().find(|record| record.tag == Tag::from_bytes(tag))?;
            let (start, length) = (record.offset as usize, record.length as usize);
            data.get(start..start.checked_add(length)?).map(|_| (start, length))
        };
        let cubic = table(b"glyf").is_none() && table(b"CFF ").is_some();
        let outlines = |tag| if cubic { Some((0, 0)) } else { table(tag) };
        let tables = Tables {
            cubic,
            head: table(b"head").filter(|(_, length)| *length >= 54)?,
            hhea: table(b"hhea").filter(|(_, length)| *length >= 36)?,
            maxp: table(b"maxp").filter(|(_, length)| *length >= if cubic { 6 } else { 32 })?,
            hmtx: table(b"hmtx")?,
            glyf: outlines(b"glyf")?,
            loca: outlines(b"loca")?,
        };
        let parsed = Parsed::parse(&data, index).ok()?;
        let name = |id: u16| {
            let names = parsed.names().into_iter();
            names.filter(|name| name.name_id == id).find_map(|name| name.to_string())
        };
        let family = name(name_id::TYPOGRAPHIC_FAMILY).or_else(|| name(name_id::FAMILY))?;
        let bounds = parsed.global_bounding_box();
        let mut glyphs = HashMap::new();
        for subtable in parsed.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
            if !subtable.is_unicode() {
                continue;
            }
            subtable.codepoints(|code| {
                if let (Some(character), Some(glyph)) = (char::from_u32(code), subtable.glyph_index(code)) {
                    glyphs.entry(character).or_insert(glyph.0);
                }
            });
        }
        let (bold, italic) = (parsed.is_bold(), parsed.is_italic());
        let plain: String = family.chars().filter(char::is_ascii_alphanumeric).collect();
        let style = match (bold, italic) {
            (false, false) => "Regular",
            (true, false) => "Bold",
            (false, true) => "Italic",
            (true, true) => "BoldItalic",
        };
        Some(Self {
            name: format!("{plain}-{style}"),
            units: parsed.units_per_em(),
            ascender: parsed.ascender(),
            descender: parsed.descender(),
            capitals: parsed.capital_height().unwrap_or(parsed.ascender()),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
            angle: parsed.italic_angle(),
            bold,
            italic,
            family,
            glyphs,
            data,
            index,
            tables,
        })
    }

    /// The glyph for a character.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        self.glyphs.get(&character).copied().filter(|glyph| *glyph != 0)
    }

    /// The advance width of a glyph in thousandths of an em.
    pub(crate) fn advance(&self, glyph: u16) -> f64 {
        f64::from(self.metrics(glyph).0) * 1000.0 / f64::from(self.units.max(1))
    }

    /// Advance width and left side bearing of a glyph, in font design units.
    pub(crate) fn metrics(&self, glyph: u16) -> (u16, i16) {
        let (hmtx, count) = (self.slice(self.tables.hmtx), self.short(self.tables.hhea.0 + 34));
        let at = usize::from(glyph.min(count.saturating_sub(1))) * 4;
        let advance = read_u16(hmtx, at);
        let bearing = match glyph < count {
            true => read_u16(hmtx, at + 2),
            false => read_u16(hmtx, usize::from(count) * 4 + usize::from(glyph - count) * 2),
        };
        (advance, bearing as i16)
    }

    /// The outline of a glyph as the `glyf` table holds it; empty for a glyph that draws nothing.
    pub(crate) fn outline(&self, glyph: u16) -> Cow<'_, [u8]> {
        if self.tables.cubic {
            return curves::convert_outline(&self.data, self.index, glyph).into();
        }
        let (loca, glyph) = (self.slice(self.tables.loca), usize::from(glyph));
        let offset = |index: usize| match self.short(self.tables.head.0 + 50) {
            0 => usize::from(read_u16(loca, index * 2)) * 2,
            _ => (usize::from(read_u16(loca, index * 4)) << 16) | usize::from(read_u16(loca, index * 4 + 2)),
        };
        self.slice(self.tables.glyf).get(offset(glyph)..offset(glyph + 1)).unwrap_or_default().into()
    }

    /// The box around a glyph in font design units: left, bottom, right, top. `None` for one that draws nothing.
    pub(crate) fn corners(&self, glyph: u16) -> Option<[i16; 4]> {
        let outline = self.outline(glyph);
        (outline.len() >= 10).then(|| [2, 4, 6, 8].map(|at| read_u16(&outline, at) as i16))
    }

    /// The tables `head`, `hhea` and `maxp` of a TrueType font.
    pub(crate) fn heads(&self) -> [Vec<u8>; 3] {
        let maxp = self.slice(self.tables.maxp);
        let maxp = if self.tables.cubic { curves::expand_maxp(maxp) } else { maxp.to_vec() };
        [self.slice(self.tables.head).to_vec(), self.slice(self.tables.hhea).to_vec(), maxp]
    }

    fn slice(&self, (start, length): (usize, usize)) -> &[u8] {
        self.data.get(start..start + length).unwrap_or_default()
    }

    fn short(&self, at: usize) -> u16 {
        read_u16(&self.data, at)
    }
}

/// A big-endian number of 16 bits; 0 past the end.
pub(crate) fn read_u16(data: &[u8], at: usize) -> u16 {
    data.get(at..).and_then(|rest| rest.first_chunk::<2>()).map_or(0, |bytes| u16::from_be_bytes(*bytes))
}
