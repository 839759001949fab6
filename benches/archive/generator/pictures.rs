//! A pool of pictures for all articles: photographs as JPEG, one of them as the PNG that somebody saved it as, and
//! charts as PNG.

use std::io::Cursor;

use image::{
    ExtendedColorType, ImageEncoder as _, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

use super::random::Random;

/// How wide the squares of the coarsest layer of a photograph are, in pixels at full size.
const COARSEST: u32 = 512;

/// The path of a picture of the pool, from an article.
pub(crate) fn path(index: usize) -> String {
    format!(
        "pictures/{index:02}.{}",
        if is_photograph(index) && !is_saved_wrongly(index) { "jpg" } else { "png" }
    )
}

/// A picture of the pool, as a file. `size` is a percentage of what newsrooms use.
pub(crate) fn file(seed: u64, index: usize, size: u32) -> Vec<u8> {
    let mut random = Random::new(seed, 0x0070_6963_0000 + index as u64);
    let wide = if is_photograph(index) { random.between(1_500, 2_400) } else { random.between(1_400, 1_700) };
    // At a percentage of the size, each picture still differs from the others.
    let width = wide as u32 * size / 100;
    let height = width * 2 / 3;
    let pixels = if is_photograph(index) {
        photograph(&mut random, width, height)
    } else {
        chart(&mut random, width, height)
    };
    let mut file = Cursor::new(Vec::new());
    let written = if path(index).ends_with("jpg") {
        JpegEncoder::new_with_quality(&mut file, 82).encode_image(&pixels)
    } else {
        PngEncoder::new(&mut file).write_image(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
    };
    written.expect("pictures are written to memory");
    file.into_inner()
}

fn is_photograph(index: usize) -> bool {
    index % 3 != 2
}

fn is_saved_wrongly(index: usize) -> bool {
    index % 12 == 6
}

/// Soft shapes of several sizes in colours between two, and some grain: compresses as a photograph does.
fn photograph(random: &mut Random, width: u32, height: u32) -> RgbImage {
    let colours = [colour(random), colour(random)];
    let seed = random.next();
    RgbImage::from_fn(width, height, |x, y| {
        let mut light = 0;
        let mut step = (COARSEST * width / 2_000).max(4);
        let mut weight = 128;
        for layer in 0..5_u64 {
            light += weight * soft(seed ^ layer, x, y, step) / 256;
            step = (step / 3).max(2);
            weight /= 2;
        }
        let grain = point(seed, x, y) % 9;
        let mix = |part: usize| {
            let [first, second] = [u32::from(colours[0][part]), u32::from(colours[1][part])];
            ((first * light + second * (256 - light.min(256))) / 256 + grain).min(255) as u8
        };
        image::Rgb([mix(0), mix(1), mix(2)])
    })
}

/// Bars over lines, in few colours, without anything between them: compresses as a drawing does.
fn chart(random: &mut Random, width: u32, height: u32) -> RgbImage {
    let bars = random.between(6, 18) as u32;
    let heights: Vec<u32> = (0..bars).map(|_| random.between(10, 90) as u32).collect();
    let colours = [colour(random), colour(random)];
    RgbImage::from_fn(width, height, |x, y| {
        let (bar, within) = (x * bars / width, x * bars * 10 / width % 10);
        let tall = heights.get(bar as usize).copied().unwrap_or_default();
        if within > 1 && (height - y) * 100 / height < tall {
            image::Rgb(colours[bar as usize % 2])
        } else if y * 10 / height != (y + 1) * 10 / height {
            image::Rgb([200, 200, 200])
        } else {
            image::Rgb([255, 255, 255])
        }
    })
}

fn colour(random: &mut Random) -> [u8; 3] {
    [0, 0, 0].map(|_: u8| random.between(20, 230) as u8)
}

/// Brightness at a place, 0 to 255, between those of the corners of its square.
fn soft(seed: u64, x: u32, y: u32, step: u32) -> u32 {
    let (column, row, across, down) = (x / step, y / step, x % step, y % step);
    let corner = |column, row| point(seed, column, row) % 256;
    let between = |first: u32, second: u32, part: u32| (first * (step - part) + second * part) / step;
    let above = between(corner(column, row), corner(column + 1, row), across);
    let below = between(corner(column, row + 1), corner(column + 1, row + 1), across);
    between(above, below, down)
}

/// A number for a place.
fn point(seed: u64, x: u32, y: u32) -> u32 {
    let mixed = (seed ^ (u64::from(x) << 32 | u64::from(y))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as u32
}
