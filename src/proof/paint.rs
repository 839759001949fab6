//! genpdf paints the sheets: its root element is ours and knows every position, so that nothing is left to its own
//! line breaking, which loses words.

use std::{collections::HashMap, io::Cursor, sync::Arc};

use genpdf::{
    Context, Document, Element, Position, RenderResult, Scale, Size,
    elements::Image,
    error::{Error, ErrorKind},
    fonts::{Font, FontData, FontFamily},
    render::Area,
    style::{Color, Style},
};

use crate::{
    fonts::{DocumentFonts, Face, StandInRange, glyph_code, make_stand_ins},
    page::Sheet,
    paper::{MM, Paper},
    picture,
};

/// The number of pages that genpdf gets at once; it keeps every glyph of them in memory.
const PAGES: usize = 64;

/// The pages that genpdf painted.
pub(super) struct PaintedPages {
    /// PDF files whose pages follow each other.
    pub(super) files: Vec<Vec<u8>>,
    /// The glyphs of each face in the stand-ins, in the order of [`DocumentFonts::used_faces`].
    pub(super) places: Vec<StandInRange>,
}

/// Paints sheets with stand-ins for the document's fonts.
///
/// # Errors
/// genpdf refused a font or a page.
pub(super) fn paint_sheets(
    sheets: &Arc<[Sheet]>,
    fonts: &DocumentFonts<'_>,
    paper: Paper,
) -> Result<PaintedPages, Error> {
    let counts: Vec<(&Face, usize)> =
        fonts.used_faces().map(|(_, face, slots)| (face, slots.len())).collect();
    let (stand_ins, places) = make_stand_ins(&counts);
    let brushes: Vec<(usize, StandInRange)> =
        fonts.used_faces().zip(&places).map(|((face, ..), place)| (face, *place)).collect();
    let mut families: Vec<FontFamily<FontData>> = Vec::new();
    for chunk in stand_ins.chunks(4) {
        let data: Vec<FontData> =
            chunk.iter().map(|font| FontData::new(font.clone(), None)).collect::<Result<_, _>>()?;
        let Some(first) = chunk.first() else { continue };
        // A family has four members. Where there are fewer, a built-in font fills the place: it costs nothing.
        let filler = FontData::new(first.clone(), Some(printpdf::BuiltinFont::Helvetica))?;
        let member = |index: usize| data.get(index).unwrap_or(&filler).clone();
        families.push(FontFamily {
            regular: member(0),
            bold: member(1),
            italic: member(2),
            bold_italic: member(3),
        });
    }
    let chunks = (0..sheets.len()).step_by(PAGES);
    let files: Result<_, Error> = chunks
        .map(|first| paint_chunk(sheets, first..sheets.len().min(first + PAGES), &brushes, &families, paper))
        .collect();
    Ok(PaintedPages { files: files?, places })
}

fn paint_chunk(
    sheets: &Arc<[Sheet]>,
    range: std::ops::Range<usize>,
    brushes: &[(usize, StandInRange)],
    families: &[FontFamily<FontData>],
    paper: Paper,
) -> Result<Vec<u8>, Error> {
    let mut families = families.iter().cloned();
    let first = families.next().ok_or_else(|| Error::new("the document has no text", ErrorKind::Internal))?;
    let mut document = Document::new(first);
    let mut added = vec![document.font_cache().default_font_family()];
    added.extend(families.map(|family| document.add_font_family(family)));
    document.set_paper_size(Size::new(paper.width / MM, paper.height / MM));
    document.set_minimal_conformance();
    let style = |place: &StandInRange| Some(select_member(*added.get(place.font / 4)?, place.font % 4));
    let styles =
        brushes.iter().filter_map(|(face, place)| Some((*face, (style(place)?, place.first)))).collect();
    document.push(Painter { sheets: Arc::clone(sheets), range, styles });
    let mut out = Vec::new();
    document.render(&mut out)?;
    Ok(out)
}

/// The style that picks one of a family's four fonts.
fn select_member(family: FontFamily<Font>, index: usize) -> Style {
    let style = Style::new().with_font_family(family);
    match index {
        0 => style,
        1 => style.bold(),
        2 => style.italic(),
        _ => style.bold().italic(),
    }
}

/// The root element: paints one sheet whenever genpdf has a page.
struct Painter {
    sheets: Arc<[Sheet]>,
    range: std::ops::Range<usize>,
    /// By face: the style that picks its stand-in, and how many glyphs of others are before its own.
    styles: HashMap<usize, (Style, u16)>,
}

impl Element for Painter {
    fn render(&mut self, context: &Context, area: Area<'_>, _: Style) -> Result<RenderResult, Error> {
        if let Some(sheet) = self.range.next().and_then(|index| self.sheets.get(index)) {
            self.paint_sheet(sheet, context, &area)?;
        }
        Ok(RenderResult { size: Size::new(1, 1), has_more: !self.range.is_empty() })
    }
}

impl Painter {
    fn paint_sheet(&self, sheet: &Sheet, context: &Context, area: &Area<'_>) -> Result<(), Error> {
        for (baseline, piece) in &sheet.texts {
            let brush = self.styles.get(&usize::from(piece.face)).copied();
            let (style, first) =
                brush.ok_or_else(|| Error::new("a face was not loaded", ErrorKind::Internal))?;
            let codes: String = piece.slots.iter().map(|slot| glyph_code(first + slot)).collect();
            let size = piece.style.size;
            let style = style.with_font_size(size);
            let style = if piece.style.grey { style.with_color(Color::Greyscale(100)) } else { style };
            // genpdf stands letters on a line that is a whole glyph's height below the position.
            let height = style.font(&context.font_cache).glyph_height(size);
            let mut position = Position::new(piece.x / MM, baseline / MM);
            position.y -= height;
            if !area.print_str(&context.font_cache, position, style, &codes)? {
                return Err(Error::new("a line lies outside of its page", ErrorKind::PageSizeExceeded));
            }
        }
        for [from_x, from_y, to_x, to_y] in &sheet.lines {
            let from = Position::new(from_x / MM, from_y / MM);
            area.draw_line(vec![from, Position::new(to_x / MM, to_y / MM)], Style::new());
        }
        for (_, [left, top, width, height]) in &sheet.pictures {
            let mut image = Image::from_reader(Cursor::new(picture::STAND_IN))?
                .with_position(Position::new(left / MM, top / MM))
                .with_scale(Scale::new(*width, *height));
            image.set_dpi(72.0);
            image.render(context, area.clone(), Style::new())?;
        }
        Ok(())
    }
}
