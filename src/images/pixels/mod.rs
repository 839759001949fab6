//! Pixels: files become pixels, pixels become fewer, and pixels become files.

pub(crate) mod encode;
pub(crate) mod file;
pub(crate) mod jpeg;
pub(crate) mod master;
pub(crate) mod raster;
pub(crate) mod resize;
