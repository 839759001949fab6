//! Stand-ins: what typst sets in place of pictures.
//!
//! typst gets a file of a few bytes for each picture, whose width in pixels says which picture it stands for. The finishing
//! pass puts the picture itself in its place. So each picture is made once in a build, and typst neither decodes it for the
//! layout nor compresses it again for every file.

use pressroom_images::{ImageError, RgbPixels};

/// Makes the stand-in of the picture of a number.
///
/// # Errors
/// The number is too large for a width.
pub(crate) fn make_stand_in(number: usize) -> Result<Vec<u8>, ImageError> {
    let width = u32::try_from(number + 1).map_err(|_| ImageError::TooMany)?;
    // A colour, so that it's taken for a picture in colour.
    RgbPixels::solid(width, 1, [255, 0, 0]).encode_png()
}

/// The number of the picture that an image of this size stands for.
pub(crate) fn stand_in_number(width: u32, height: u32) -> Option<usize> {
    (height == 1).then(|| usize::try_from(width).ok()?.checked_sub(1)).flatten()
}

#[cfg(test)]
mod tests {
    use super::{make_stand_in, stand_in_number};

    #[test]
    fn a_stand_in_says_which_picture_it_stands_for() {
        for wanted in [0, 1, 4095] {
            let pixels = image::load_from_memory(&make_stand_in(wanted).unwrap()).unwrap();
            assert_eq!(stand_in_number(pixels.width(), pixels.height()), Some(wanted));
        }
        assert_eq!(stand_in_number(3, 2), None);
    }
}
