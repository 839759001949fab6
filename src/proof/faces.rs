//! The theme's faces, read once per run: what each can show, how wide it is, and its outlines.
//!
//! genpdf reads a font anew for each document and asks it about every code point that there is. So it never sees these
//! faces: it gets a small font that is cut from them for each document (see `subset`).

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use ttf_parser::{Face as Parsed, RawFace, Tag, fonts_in_collection, name_id};

use super::{curves, machine::Machine};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_theme::Theme;

/// The family that a proof is set in where the theme has it.
const PLAIN: &str = "Source Sans 3";

/// One face: a font with TrueType or CFF outlines.
pub(super) struct Face {
    /// A PostScript name, such as `SourceSans3-Bold`.
    pub(super) name: String,
    /// Font design units in an em.
    pub(super) units: u16,
    /// Ascender, descender, height of capitals, in font design units.
    pub(super) ascender: i16,
    pub(super) descender: i16,
    pub(super) capitals: i16,
    /// Bounding box of all glyphs, in font design units: left, bottom, right, top.
    pub(super) bounds: [i16; 4],
    /// Slope in degrees; negative leans to the right.
    pub(super) angle: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    family: String,
    glyphs: HashMap<char, u16>,
    data: Arc<Cow<'static, [u8]>>,
    /// Its number in its file.
    index: u32,
    tables: Tables,
}

/// Where the tables lie in the file.
#[derive(Default)]
struct Tables {
    head: (usize, usize),
    hhea: (usize, usize),
    maxp: (usize, usize),
    hmtx: (usize, usize),
    glyf: (usize, usize),
    loca: (usize, usize),
    /// True for outlines that are in a table `CFF `, not in `glyf`.
    cubic: bool,
}

/// All faces of a theme and the order in which they are tried.
pub(super) struct Faces {
    all: Vec<Face>,
    /// Families in the order in which they are tried; each as regular, bold, italic, bold italic.
    families: Vec<[usize; 4]>,
    /// Faces from outside the theme.
    pub(super) machine: Machine,
}

impl Faces {
    /// Reads the fonts below `fonts/` of a theme. Fonts with neither TrueType nor CFF outlines are left out.
    ///
    /// # Errors
    /// A finding where no font is left.
    pub(super) fn of(theme: &Theme) -> Result<Self, Diagnostic> {
        let all: Vec<Face> = theme
            .files_below("fonts/")
            .filter(|(path, _)| {
                [".ttf", ".otf", ".ttc", ".otc"].iter().any(|extension| path.ends_with(extension))
            })
            .flat_map(|(_, data)| {
                let (data, count) = (Arc::new(data.clone()), fonts_in_collection(data).unwrap_or(1));
                (0..count).filter_map(move |index| Face::read(Arc::clone(&data), index))
            })
            .collect();
        let mut names: Vec<&str> = Vec::new();
        let font = &theme.tokens.font;
        let first = [PLAIN, font.display.as_str(), font.text.as_str()];
        let wanted = first.into_iter().chain(font.fallback.iter().map(String::as_str));
        // A proof is plain: among the fallbacks, faces without serifs come first.
        let mut rest: Vec<&str> = wanted.chain(all.iter().map(|face| face.family.as_str())).collect();
        if let Some(found) = first.into_iter().find(|name| all.iter().any(|face| face.family == *name)) {
            names.push(found);
        }
        rest.sort_by_key(|name| !name.contains("Sans"));
        for name in rest {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let families: Vec<[usize; 4]> = names.iter().filter_map(|name| family(&all, name)).collect();
        if families.is_empty() {
            let finding =
                format!("theme `{}` has no TrueType or CFF font in fonts/ for the proof", theme.name);
            return Err(Diagnostic::error(Code::BadTheme, finding).help("add one, such as Source Sans 3"));
        }
        Ok(Self { all, families, machine: Machine::new(theme.system_fonts().cloned()) })
    }

    /// The face and glyph for a character, in the first family that has it.
    pub(super) fn find(&self, character: char, bold: bool, italic: bool) -> Option<(usize, u16)> {
        let style = usize::from(bold) + 2 * usize::from(italic);
        self.families.iter().find_map(|family| {
            let index = *family.get(style)?;
            Some((index, self.get(index)?.glyph(character)?))
        })
    }

    /// The face of an index.
    pub(super) fn get(&self, index: usize) -> Option<&Face> {
        self.all.get(index)
    }

    /// How many faces there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// The faces of a family as regular, bold, italic, bold italic; the nearest stands in for one that is missing.
fn family(all: &[Face], name: &str) -> Option<[usize; 4]> {
    let one = |bold: bool, italic: bool| {
        let distance = |face: &Face| usize::from(face.bold != bold) + 2 * usize::from(face.italic != italic);
        let members = all.iter().enumerate().filter(|(_, face)| face.family == name);
        members.min_by_key(|(_, face)| distance(face)).map(|(index, _)| index)
    };
    Some([one(false, false)?, one(true, false)?, one(false, true)?, one(true, true)?])
}

impl Face {
    /// Reads face number `index` of a file; `None` for one without outlines.
    pub(super) fn read(data: Arc<Cow<'static, [u8]>>, index: u32) -> Option<Self> {
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
    pub(super) fn glyph(&self, character: char) -> Option<u16> {
        self.glyphs.get(&character).copied().filter(|glyph| *glyph != 0)
    }

    /// The advance width of a glyph in thousandths of an em.
    pub(super) fn advance(&self, glyph: u16) -> f64 {
        f64::from(self.metrics(glyph).0) * 1000.0 / f64::from(self.units.max(1))
    }

    /// Advance width and left side bearing of a glyph, in font design units.
    pub(super) fn metrics(&self, glyph: u16) -> (u16, i16) {
        let (hmtx, count) = (self.slice(self.tables.hmtx), self.short(self.tables.hhea.0 + 34));
        let at = usize::from(glyph.min(count.saturating_sub(1))) * 4;
        let advance = read(hmtx, at);
        let bearing = match glyph < count {
            true => read(hmtx, at + 2),
            false => read(hmtx, usize::from(count) * 4 + usize::from(glyph - count) * 2),
        };
        (advance, bearing as i16)
    }

    /// The outline of a glyph as the `glyf` table holds it; empty for a glyph that draws nothing.
    pub(super) fn outline(&self, glyph: u16) -> Cow<'_, [u8]> {
        if self.tables.cubic {
            return curves::outline(&self.data, self.index, glyph).into();
        }
        let (loca, glyph) = (self.slice(self.tables.loca), usize::from(glyph));
        let offset = |index: usize| match self.short(self.tables.head.0 + 50) {
            0 => usize::from(read(loca, index * 2)) * 2,
            _ => (usize::from(read(loca, index * 4)) << 16) | usize::from(read(loca, index * 4 + 2)),
        };
        self.slice(self.tables.glyf).get(offset(glyph)..offset(glyph + 1)).unwrap_or_default().into()
    }

    /// The box around a glyph in font design units: left, bottom, right, top. `None` for one that draws nothing.
    pub(super) fn corners(&self, glyph: u16) -> Option<[i16; 4]> {
        let outline = self.outline(glyph);
        (outline.len() >= 10).then(|| [2, 4, 6, 8].map(|at| read(&outline, at) as i16))
    }

    /// The tables `head`, `hhea` and `maxp` of a TrueType font.
    pub(super) fn heads(&self) -> [Vec<u8>; 3] {
        let maxp = self.slice(self.tables.maxp);
        let maxp = if self.tables.cubic { curves::limits(maxp) } else { maxp.to_vec() };
        [self.slice(self.tables.head).to_vec(), self.slice(self.tables.hhea).to_vec(), maxp]
    }

    fn slice(&self, (start, length): (usize, usize)) -> &[u8] {
        self.data.get(start..start + length).unwrap_or_default()
    }

    fn short(&self, at: usize) -> u16 {
        read(&self.data, at)
    }
}

/// A big-endian number of 16 bits; 0 past the end.
pub(super) fn read(data: &[u8], at: usize) -> u16 {
    data.get(at..).and_then(|rest| rest.first_chunk::<2>()).map_or(0, |bytes| u16::from_be_bytes(*bytes))
}
