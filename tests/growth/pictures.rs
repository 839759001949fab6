//! Rows of pictures, and the pictures that they show.

use std::{
    collections::HashMap,
    io::Cursor,
    sync::{Arc, Mutex},
};

use image::{Delay, DynamicImage, Frame, ImageFormat, RgbImage, RgbaImage, codecs::gif::GifEncoder};
use pressroom_images::{PictureError, Pictures};

use super::rows::{Row, lines, row, whole};

pub(super) const ROWS: &[Row] = &[
    row("pictures", |n| lines(n, |i| format!("![a](pic/{i}.png \"b\"){{credit=\"c\"}}\n\n"))),
    row("pictures of every kind", |n| {
        lines(n, |i| format!("![a](pic/{i}.jpg)\n\n![a](pic/{i}.gif)\n\n![a](pic/{i}.webp)\n\n"))
    }),
    row("one picture again and again", |n| "![a](pic/1.png)\n\n".repeat(n)),
    row("pictures in a line", |n| lines(n, |i| format!("b ![a](pic/{i}.png) "))),
    row("pixels of a picture", |n| format!("![a](pic/wide-{n}.png)\n")),
    row("pixels of a photograph", |n| format!("![a](pic/wide-{n}.jpg)\n")),
    row("frames of a picture", |n| format!("![a](pic/frames-{n}.gif)\n")),
    row("notes in a picture", |n| format!("![a](pic/notes-{n}.jpg)\n")),
    row("parts of a picture", |n| format!("![a](pic/parts-{n}.webp)\n")),
    row("remote pictures", |n| "![a](https://x.example/a.png){width=3 height=3}\n\n".repeat(n)),
    row("remote pictures in a line", |n| "![a](https://x.example/a.png) ".repeat(n)),
    row("titles of pictures in a line", |n| "![a](https://x.example/a.png \"b\")".repeat(n)),
    row("pictures that are not there", |n| lines(n, |i| format!("![a](none-{i}.png)\n\n"))),
    row("pictures without a text", |n| "![](pic/1.png)\n\n![](pic/1.png){alt=\"\"}\n\n".repeat(n)),
    row("pictures that are none", |n| lines(n, |i| format!("![a](pic/{i}.txt)\n\n"))),
    row("attributes of pictures", |n| {
        "![a](pic/1.png){credit=\"c\" syndicate=true width=3 height=3}\n\n".repeat(n)
    }),
    row("unknown attributes of pictures", |n| {
        format!("![a](pic/1.png){{{}}}\n", lines(n, |i| format!("k{i}=v ")))
    }),
    row("links around pictures", |n| "[![a](pic/1.png)](https://x.example/)\n\n".repeat(n)),
    whole("a leading picture", |n| {
        format!(
            "---\nheadline: Why?\nlanguage: en\nimage: {{src: pic/1.png, alt: a, credit: b, syndicate: true, caption: \"{}\"}}\n---\n\nWords.\n",
            "word ".repeat(n)
        )
    }),
];

/// The pictures that a text names, made before anything is measured.
#[derive(Default)]
pub(super) struct Gallery(Mutex<HashMap<String, Arc<[u8]>>>);

impl Gallery {
    /// Makes every picture that `text` names.
    pub(super) fn hang(&self, text: &str) {
        for (at, _) in text.match_indices("pic/") {
            let rest = &text[at..];
            let path = &rest[..rest.find([' ', ')', ',']).unwrap_or(rest.len())];
            let mut known = self.0.lock().unwrap();
            known.entry(path.to_owned()).or_insert_with(|| picture(path).into());
        }
    }
}

impl Pictures for Gallery {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        self.0.lock().unwrap().get(path).cloned().ok_or(PictureError::NotFound)
    }
}

/// The file `pic/WHAT-NUMBER.KIND`, or `pic/NUMBER.KIND`.
fn picture(path: &str) -> Vec<u8> {
    let (name, kind) = path["pic/".len()..].rsplit_once('.').unwrap();
    let (what, number) = name.rsplit_once('-').unwrap_or(("", name));
    let number: usize = number.parse().unwrap();
    match (what, kind) {
        ("wide", "png") => file(number.div_ceil(64), 64, number, ImageFormat::Png),
        ("wide", "jpg") => file(number.div_ceil(64), 64, number, ImageFormat::Jpeg),
        ("frames", _) => frames(number),
        ("notes", _) => {
            let plain = file(8, 8, 1, ImageFormat::Jpeg);
            let (start, rest) = plain.split_at(2);
            [start, &[0xFF, 0xFE, 0, 4, b'a', b'b'].repeat(number), rest].concat()
        }
        ("parts", _) => {
            let mut plain = file(8, 8, 1, ImageFormat::WebP);
            plain.extend([b'A', b'B', b'C', b'D', 2, 0, 0, 0, b'a', b'b'].repeat(number));
            let size = u32::try_from(plain.len() - 8).unwrap().to_le_bytes();
            plain[4..8].copy_from_slice(&size);
            plain
        }
        (_, "png") => file(8, 8, number, ImageFormat::Png),
        (_, "jpg") => file(8, 8, number, ImageFormat::Jpeg),
        (_, "gif") => file(8, 8, number, ImageFormat::Gif),
        (_, "webp") => file(8, 8, number, ImageFormat::WebP),
        _ => format!("no picture {number}").into_bytes(),
    }
}

/// A picture whose pixels depend on their place and on `number`, so that files differ.
fn file(width: usize, height: usize, number: usize, format: ImageFormat) -> Vec<u8> {
    let [red, green, blue, _] = u32::try_from(number).unwrap().to_le_bytes();
    let shade = |x: u32, y: u32| (x.wrapping_mul(7) ^ y.wrapping_mul(13)) as u8;
    let pixels = RgbImage::from_fn(width as u32, height as u32, |x, y| {
        image::Rgb([red ^ shade(x, y), green ^ shade(y, x), blue])
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(pixels).write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn frames(number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new(&mut out);
    let frame = |shade: u8| RgbaImage::from_pixel(4, 4, image::Rgba([shade, 0, 0, 255]));
    for at in 0..number {
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(Frame::from_parts(frame((at % 2) as u8 * 200), 0, 0, delay)).unwrap();
    }
    drop(encoder);
    out
}
