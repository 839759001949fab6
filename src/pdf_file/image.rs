//! Image XObjects (ISO 32000-1, 8.9.5).

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use crate::{file::PdfFile, value::hexadecimal};

/// An image XObject of a file.
#[derive(Debug, Clone)]
pub struct PlacedImage {
    /// The number of the object.
    pub id: ObjectId,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Its colour space.
    pub color_space: Object,
}

/// The dictionary of an image XObject of 8 bits for each component. Its entries are written in the order of the calls.
#[derive(Debug, Clone)]
pub struct ImageDictionary(Dictionary);

impl ImageDictionary {
    /// An image of a size in pixels.
    pub fn new(width: u32, height: u32) -> Self {
        Self(dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(width),
            "Height" => i64::from(height),
        })
    }

    fn with(mut self, key: &str, value: impl Into<Object>) -> Self {
        self.0.set(key, value);
        self
    }

    /// States that each component has 8 bits.
    #[must_use]
    pub fn with_eight_bits(self) -> Self {
        self.with("BitsPerComponent", 8)
    }

    /// Sets the colour space.
    #[must_use]
    pub fn with_color_space(self, space: impl Into<Object>) -> Self {
        self.with("ColorSpace", space)
    }

    /// Sets a colour space of few colours, given as their components in the space `base`.
    #[must_use]
    pub fn with_color_table(self, base: Object, colors: Vec<u8>, components: usize) -> Self {
        let last = (colors.len() / components.max(1)).saturating_sub(1);
        let table = vec!["Indexed".into(), base, Object::Integer(last as i64), hexadecimal(colors)];
        self.with("ColorSpace", table)
    }

    /// Names the filter that the content is compressed with, such as `DCTDecode`.
    #[must_use]
    pub fn with_filter(self, filter: &str) -> Self {
        self.with("Filter", filter)
    }

    /// States that each component is the difference to the pixel before it (TIFF predictor 2).
    #[must_use]
    pub fn with_differences(self, components: usize, columns: u32) -> Self {
        let columns = Object::Integer(columns.into());
        let parameters =
            dictionary! { "Predictor" => 2, "Colors" => components as i64, "Columns" => columns };
        self.with("DecodeParms", parameters)
    }

    /// Sets the image that says how opaque each pixel is.
    #[must_use]
    pub fn with_soft_mask(self, mask: ObjectId) -> Self {
        self.with("SMask", mask)
    }
}

impl PdfFile {
    /// The images of the file.
    pub fn images(&self) -> Vec<PlacedImage> {
        let image = |(id, object): (&ObjectId, &Object)| {
            let dictionary = &object.as_stream().ok()?.dict;
            if dictionary.get(b"Subtype").and_then(Object::as_name).ok()? != b"Image" {
                return None;
            }
            let side = |key| u32::try_from(dictionary.get(key).and_then(Object::as_i64).ok()?).ok();
            Some(PlacedImage {
                id: *id,
                width: side(b"Width")?,
                height: side(b"Height")?,
                color_space: dictionary.get(b"ColorSpace").ok()?.clone(),
            })
        };
        self.0.objects.iter().filter_map(image).collect()
    }

    /// Adds an image.
    pub fn add_image(&mut self, dictionary: ImageDictionary, content: Vec<u8>) -> ObjectId {
        self.add_stream(dictionary.0, content)
    }

    /// Puts an image in the place of another one.
    pub fn replace_image(&mut self, id: ObjectId, dictionary: ImageDictionary, content: Vec<u8>) {
        let stream = Stream::new(dictionary.0, content).with_compression(false);
        self.0.objects.insert(id, Object::Stream(stream));
    }
}
