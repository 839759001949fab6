use image::{
    DynamicImage, ImageEncoder as _, Rgb, RgbImage, RgbaImage, codecs::webp::WebPEncoder,
    metadata::Orientation,
};

use super::*;
use crate::{container::jpeg::orientation_segment, pictures::NoPictures};

const SECRET: &[u8] = b"50 deg 27' N, 30 deg 31' E";

fn contains(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

/// Red above, blue below, wider than high.
fn flag() -> DynamicImage {
    RgbImage::from_fn(32, 16, |_, y| if y < 8 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) }).into()
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    flag().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A TIFF structure as EXIF has it: the orientation, a pointer to the directory of GPS, and in that a text.
fn exif(orientation: u8) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    out.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    out.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    out.extend([0; 4]);
    out.extend([0, 1, 0, 0x1C, 0, 2, 0, 0, 0, SECRET.len() as u8, 0, 0, 0, 56, 0, 0, 0, 0]);
    out.extend(SECRET);
    out
}

/// A segment of a JPEG file.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![0xFF, marker];
    out.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    out.extend(content);
    out
}

/// A JPEG file as a camera writes it: EXIF, XMP, a comment, and another picture after the end.
fn photograph(orientation: u8) -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg);
    let mut out = plain[..2].to_vec();
    out.extend(segment(0xE1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat()));
    out.extend(segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()));
    out.extend(segment(0xFE, SECRET));
    out.extend(&plain[2..]);
    out.extend(SECRET);
    out
}

fn strip(file: &[u8], kind: MediaType) -> Option<Vec<u8>> {
    metadata::strip(file, kind, Orientation::NoTransforms)
}

fn measured(file: Vec<u8>) -> Asset {
    load_asset("Photo 1.jpg", &file.into(), &NoPictures).unwrap()
}

#[test]
fn a_photograph_loses_its_place_and_keeps_its_pixels() {
    let file = photograph(1);
    assert!(contains(&file, SECRET));
    let bare = measured(file);
    assert_eq!(bare.bytes.to_vec(), encoded(ImageFormat::Jpeg));
    // What was bare goes out as it came.
    let again = measured(bare.bytes.to_vec());
    assert_eq!((&again.bytes, &again.name), (&bare.bytes, &bare.name));
}

#[test]
fn a_photograph_is_turned_and_loses_its_place() {
    let bare = measured(photograph(6));
    assert_eq!((bare.width, bare.height), (16, 32));
    assert!(!contains(&bare.bytes, SECRET));
    assert!(contains(&bare.bytes, &orientation_segment(Orientation::Rotate90)));
    let file = ImageFile::open(&bare).unwrap();
    assert_eq!(file.size(), (16, 32));
    let pixels = file.decode(u32::MAX, |pixels| Ok(pixels.0.into_rgb8())).unwrap();
    let (left, right) = (pixels.get_pixel(2, 16).0, pixels.get_pixel(13, 16).0);
    // A quarter clockwise: what was above is on the right.
    assert!(right[0] > 200 && left[2] > 200, "{left:?} {right:?}");
}

#[test]
fn colours_of_a_turned_photograph_keep_their_meaning() {
    let profile: Vec<u8> = [&[0; 16][..], b"RGB ", &[0; 108]].concat();
    let mut file = photograph(6);
    let icc = segment(0xE2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat());
    file.splice(2..2, icc);
    assert!(contains(&measured(file.clone()).bytes, b"ICC_PROFILE"));
    file.splice(2..2, segment(0xE2, &[b"MPF\0", SECRET].concat()));
    let bare = strip(&file, MediaType::Jpeg).unwrap();
    assert!(contains(&bare, b"ICC_PROFILE") && !contains(&bare, b"MPF") && !contains(&bare, SECRET));
}

#[test]
fn a_jpeg_that_ends_too_early_has_no_structure() {
    let file = encoded(ImageFormat::Jpeg);
    assert_eq!(strip(&file[..file.len() - 3], MediaType::Jpeg), None);
}

#[test]
fn a_png_loses_its_texts() {
    let mut file = encoded(ImageFormat::Png);
    let chunk = |name: &[u8; 4], content: &[u8]| {
        [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], name, content, &[0; 4]].concat()
    };
    let end = file.len() - 12;
    let added: Vec<u8> = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt"]
        .into_iter()
        .flat_map(|name| chunk(name, SECRET))
        .collect();
    file.splice(end..end, added);
    file.extend(SECRET);
    assert_eq!(strip(&file, MediaType::Png).unwrap(), encoded(ImageFormat::Png));
}

#[test]
fn a_gif_that_moves_keeps_moving_without_its_comment() {
    let mut file = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut file);
    encoder.set_repeat(image::codecs::gif::Repeat::Infinite).unwrap();
    for shade in [0, 255] {
        let frame = RgbaImage::from_pixel(3, 3, image::Rgba([shade, 9, 9, 255]));
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let end = file.len() - 1;
    let comment = [&[0x21, 0xFE, SECRET.len() as u8], SECRET, &[0]].concat();
    let xmp = [&b"\x21\xFF\x0bXMP DataXMP"[..], &[SECRET.len() as u8], SECRET, &[0]].concat();
    let mut marked = file.clone();
    marked.splice(end..end, [comment, xmp].concat());
    assert_eq!(strip(&marked, MediaType::Gif).unwrap(), file);
    assert!(contains(&file, b"NETSCAPE2.0"));
}

#[test]
fn a_webp_loses_its_exif() {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    encoder.set_exif_metadata(exif(1)).unwrap();
    flag().write_with_encoder(encoder).unwrap();
    assert!(contains(&file, SECRET));
    let bare = strip(&file, MediaType::Webp).unwrap();
    assert!(!contains(&bare, SECRET) && !contains(&bare, b"EXIF"));
    assert_eq!(u32::from_le_bytes(bare[4..8].try_into().unwrap()) as usize, bare.len() - 8);
    assert_eq!(bare[20] & 0b1100, 0);
    let decoded = image::load_from_memory(&bare).unwrap();
    assert_eq!(decoded.to_rgb8(), flag().to_rgb8());
}

#[test]
fn what_cannot_be_followed_is_no_file() {
    for kind in [MediaType::Jpeg, MediaType::Png, MediaType::Gif, MediaType::Webp] {
        for file in [&b""[..], b"\xFF\xD8\xFF\xE1\xFF\xFF", b"\x89PNG\r\n\x1a\n\xFF\xFF\xFF\xFFIDAT"] {
            assert_eq!(strip(file, kind).filter(|_| kind != MediaType::Webp), None);
        }
    }
}

#[test]
fn what_ends_too_early_is_broken() {
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) as u8;
    let pixels: DynamicImage =
        RgbImage::from_fn(320, 200, |x, y| Rgb([noise(x, y), 90, (x / 2) as u8])).into();
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let mut out = Cursor::new(Vec::new());
        pixels.write_to(&mut out, format).unwrap();
        let file = out.into_inner();
        assert!(inspect(file.clone().into()).is_ok());
        let cut = &file[..file.len() / 2];
        // A program may have put an end behind what there was.
        for broken in [cut.to_vec(), [cut, &[0xFF, 0xD9]].concat(), [cut, &[0; 4000]].concat()] {
            let result = inspect(broken.into());
            assert!(matches!(result, Err(InspectError::Broken(_))), "{format:?}: {result:?}");
        }
    }
}
