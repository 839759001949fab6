//! Pages: their boxes, contents and resources (ISO 32000-1, 7.7.3.3).

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::{error::Result, file::PdfFile, value::real};

/// Left, bottom, right and top, in points.
pub type Sides = [f64; 4];

/// The boxes of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageBoxes {
    /// The sheet (`MediaBox`).
    pub media: Sides,
    /// The page with its bleed (`BleedBox`).
    pub bleed: Sides,
    /// The page after the cut (`TrimBox`).
    pub trim: Sides,
}

/// Thousandths of a point are less than a printer's dot.
const PLACES: i32 = 3;

impl PdfFile {
    /// The sheet of a page.
    ///
    /// # Errors
    /// The page has no `MediaBox`.
    pub fn media_box(&self, page: ObjectId) -> Result<Sides> {
        Ok(read_sides(self.dictionary(page)?.get(b"MediaBox")?))
    }

    /// The boxes of a page.
    ///
    /// # Errors
    /// The page lacks one.
    pub fn page_boxes(&self, page: ObjectId) -> Result<PageBoxes> {
        let page = self.dictionary(page)?;
        Ok(PageBoxes {
            media: read_sides(page.get(b"MediaBox")?),
            bleed: read_sides(page.get(b"BleedBox")?),
            trim: read_sides(page.get(b"TrimBox")?),
        })
    }

    /// Sets the boxes of a page.
    ///
    /// # Errors
    /// There is no such page.
    pub fn set_page_boxes(&mut self, page: ObjectId, boxes: PageBoxes) -> Result<()> {
        let page = self.dictionary_mut(page)?;
        page.set("MediaBox", write_sides(boxes.media));
        page.set("BleedBox", write_sides(boxes.bleed));
        page.set("TrimBox", write_sides(boxes.trim));
        Ok(())
    }

    /// The drawing instructions of a page.
    pub fn page_content(&self, page: ObjectId) -> Vec<u8> {
        self.0.get_page_content(page)
    }

    /// Puts drawing instructions before and after those of a page.
    ///
    /// # Errors
    /// There is no such page.
    pub fn wrap_page_content(&mut self, page: ObjectId, before: String, after: String) -> Result<()> {
        let contents = match self.dictionary(page)?.get(b"Contents").cloned() {
            Ok(Object::Array(streams)) => streams,
            Ok(stream) => vec![stream],
            Err(_) => Vec::new(),
        };
        let mut add = |content: String| -> Object {
            self.0.add_object(Stream::new(Dictionary::new(), content.into_bytes())).into()
        };
        let mut all = vec![add(before)];
        all.extend(contents);
        all.push(add(after));
        self.dictionary_mut(page)?.set("Contents", all);
        Ok(())
    }

    /// Names a colour space in the resources of a page, which are the page's own from then on.
    ///
    /// # Errors
    /// There is no such page, or its resources are missing.
    pub fn name_color_space(&mut self, page: ObjectId, name: &str, space: Object) -> Result<()> {
        let mut resources = self.entry_dictionary(self.dictionary(page)?, "Resources")?;
        let mut spaces = self.entry_dictionary(&resources, "ColorSpace")?;
        spaces.set(name, space);
        resources.set("ColorSpace", spaces);
        self.dictionary_mut(page)?.set("Resources", resources);
        Ok(())
    }

    /// A copy of a dictionary that is an entry of another one, or that the entry leads to; an empty one if there is none.
    fn entry_dictionary(&self, dictionary: &Dictionary, key: &str) -> Result<Dictionary> {
        match dictionary.get(key.as_bytes()) {
            Ok(Object::Reference(other)) => Ok(self.dictionary(*other)?.clone()),
            Ok(Object::Dictionary(inner)) => Ok(inner.clone()),
            _ => Ok(Dictionary::new()),
        }
    }
}

fn read_sides(array: &Object) -> Sides {
    let mut out = [0.0; 4];
    for (side, number) in out.iter_mut().zip(array.as_array().into_iter().flatten()) {
        *side = number.as_float().map_or(0.0, f64::from);
    }
    out
}

fn write_sides(sides: Sides) -> Object {
    sides.map(|side| real(side, PLACES)).to_vec().into()
}
