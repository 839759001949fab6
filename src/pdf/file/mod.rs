//! PDF files after typst wrote them: pictures in the places of their stand-ins, and many files as one.

mod image;
mod stand_in;

pub(crate) use image::{
    ColorSpace, Filter, PdfImage, convert_for_screen, deflate, deflate_differences, index_colors,
    replace_stand_ins,
};
pub(crate) use stand_in::{make_stand_in, stand_in_number};
