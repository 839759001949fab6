//! Pictures: their metadata (EXIF, XMP, IPTC, ICC, texts) in JPEG, PNG, WebP and GIF, segment by segment.

use std::{io::Cursor, sync::Arc};

use image::{ImageFormat, Rgb, RgbImage};
use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::{Asset, MediaType};
use pressroom_images::{PictureError, Pictures, Rights};
use pressroom_read::{ReadOptions, markdown};

use super::{Target, documents::lossy, mutate, random::Random, run};

/// What nobody but the photographer knows.
const SECRET: &[u8] = b"50 deg 27' N, 30 deg 31' E";

const FORMATS: [ImageFormat; 4] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "Exif\0\0", "MM\0*", "II*\0", "http://ns.adobe.com/xap/1.0/\0", "Photoshop 3.0\x008BIM", "ICC_PROFILE\0",
    "JFIF\0", "Adobe\0", "MPF\0", "eXIf", "tEXt", "iTXt", "zTXt", "iCCP", "IHDR", "IDAT", "IEND", "acTL", "fcTL",
    "fdAT", "PLTE", "tRNS", "gAMA", "sRGB", "cHRM", "pHYs", "tIME", "RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ALPH",
    "ANIM", "ANMF", "EXIF", "XMP ", "ICCP", "GIF87a", "GIF89a", "\x0bNETSCAPE2.0", "\x0bXMP DataXMP", "mntrRGB XYZ ",
];

/// A small picture.
pub(crate) fn png() -> Vec<u8> {
    encoded(ImageFormat::Png, 12, 8)
}

fn encoded(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([(x * 19) as u8, (y * 23) as u8, 90]));
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A piece of a file: a segment, chunk or block with its name and content, or bytes that stand between such.
#[derive(Debug, Clone)]
enum Piece {
    Named(Vec<u8>, Vec<u8>),
    Bytes(Vec<u8>),
}

/// The pieces of a file as far as their lengths go, then the rest of it.
fn pieces(file: &[u8], format: ImageFormat) -> Vec<Piece> {
    let mut all = Vec::new();
    let start = match format {
        ImageFormat::Jpeg => 2,
        ImageFormat::Png => 8,
        ImageFormat::WebP => 12,
        _ => 13,
    };
    let mut at = start.min(file.len());
    all.push(Piece::Bytes(file[..at].to_vec()));
    while let Some((name, content, length)) = piece(&file[at..], format) {
        all.push(Piece::Named(name.to_vec(), content.to_vec()));
        at = (at + length).min(file.len());
    }
    all.push(Piece::Bytes(file[at..].to_vec()));
    all
}

/// The piece that a part of a file begins with: its name, its content and its whole length.
fn piece(file: &[u8], format: ImageFormat) -> Option<(&[u8], &[u8], usize)> {
    let four = |at: usize| file.get(at..at + 4)?.try_into().ok();
    match format {
        ImageFormat::Jpeg => {
            let [_, name @ ..] = file.get(..2).filter(|name| name[1] != 0xDA)? else { return None };
            let length = usize::from(u16::from_be_bytes([*file.get(2)?, *file.get(3)?]));
            Some((name, file.get(4..2 + length)?, 2 + length))
        }
        ImageFormat::Png => {
            let length = u32::from_be_bytes(four(0)?) as usize;
            Some((file.get(4..8)?, file.get(8..8 + length)?, 12 + length))
        }
        ImageFormat::WebP => {
            let length = u32::from_le_bytes(four(4)?) as usize;
            Some((file.get(..4)?, file.get(8..8 + length)?, 8 + length + length % 2))
        }
        _ => None,
    }
}

/// A file whose pieces are moved, repeated, left out and changed.
fn changed(random: &mut Random, mut pieces: Vec<Piece>, format: ImageFormat) -> Vec<u8> {
    for _ in 0..random.below(5) {
        let at = 1 + random.below(pieces.len());
        match random.below(8) {
            0 if at < pieces.len() => drop(pieces.remove(at)),
            1 => {
                let piece = pieces[at - 1].clone();
                (0..=random.below(3)).for_each(|_| pieces.insert(at, piece.clone()));
            }
            2 => {
                let other = random.below(pieces.len());
                pieces.swap(at - 1, other);
            }
            3 => {
                let (Piece::Named(_, content) | Piece::Bytes(content)) = &mut pieces[at - 1];
                mutate::bytes(random, content);
            }
            _ => pieces.insert(at, metadata(random, format)),
        }
    }
    let mut file = joined(&pieces, format);
    if random.once_in(6) {
        mutate::bytes(random, &mut file);
    }
    file
}

/// The pieces as one file, with lengths and checks that are right.
fn joined(pieces: &[Piece], format: ImageFormat) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in pieces {
        let (name, content) = match piece {
            Piece::Bytes(bytes) => {
                out.extend(bytes);
                continue;
            }
            Piece::Named(name, content) => (name, content),
        };
        match format {
            ImageFormat::Jpeg => {
                out.extend([0xFF, name[0]]);
                out.extend((content.len() as u16).wrapping_add(2).to_be_bytes());
                out.extend(content);
            }
            ImageFormat::Png => {
                out.extend((content.len() as u32).to_be_bytes());
                let start = out.len();
                out.extend(name);
                out.extend(content);
                let check = crc(&out[start..]);
                out.extend(check.to_be_bytes());
            }
            ImageFormat::WebP => {
                out.extend(name);
                out.extend((content.len() as u32).to_le_bytes());
                out.extend(content);
                out.extend((content.len() % 2 == 1).then_some(0));
            }
            _ => {
                out.extend([0x21, name[0]]);
                for block in content.chunks(255) {
                    out.push(block.len() as u8);
                    out.extend(block);
                }
                out.push(0);
            }
        }
    }
    if format == ImageFormat::WebP && out.len() >= 8 {
        let size = (out.len() - 8) as u32;
        out[4..8].copy_from_slice(&size.to_le_bytes());
    }
    out
}

/// CRC-32 (ISO 3309), bit by bit: the pictures are small.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

/// A TIFF structure as EXIF has it, with an orientation that may be none.
fn exif(random: &mut Random) -> Vec<u8> {
    let orientation = random.below(12) as u8;
    let mut out = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    out.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    out.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    out.extend([0; 4]);
    out.extend([0, 1, 0, 0x1C, 0, 2, 0, 0, 0, SECRET.len() as u8, 0, 0, 0, 56, 0, 0, 0, 0]);
    out.extend(SECRET);
    if random.once_in(3) {
        mutate::bytes(random, &mut out);
    }
    out
}

/// A packet of XMP with rights, some of it changed.
fn xmp(random: &mut Random) -> Vec<u8> {
    let rights = Rights {
        creators: vec!["Nora Feld".to_owned()],
        credit: Some("The Desk".to_owned()),
        data_mining: Some("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED".to_owned()),
        ..Rights::default()
    };
    let mut packet = rights.to_xmp().into_bytes();
    if random.once_in(2) {
        mutate::bytes(random, &mut packet);
    }
    packet
}

/// A piece of metadata, or a profile, which stays and so holds no secret.
fn metadata(random: &mut Random, format: ImageFormat) -> Piece {
    let secret = |name: &[u8], head: &[u8]| Piece::Named(name.to_vec(), [head, SECRET].concat());
    let kind = random.below(6);
    let exif = exif(random);
    let mut profile = b"\0\0\0\x80none\x04\x20\0\0mntrRGB XYZ ".to_vec();
    profile.resize(128 + random.below(64), 7);
    let with =
        |name: &[u8], head: &[u8], content: &[u8]| Piece::Named(name.to_vec(), [head, content].concat());
    match (format, kind) {
        (ImageFormat::Jpeg, 5) => with(&[0xE1], b"http://ns.adobe.com/xap/1.0/\0", &xmp(random)),
        (ImageFormat::Png, 5) => with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0", &xmp(random)),
        (ImageFormat::WebP, 5) => with(b"XMP ", b"", &xmp(random)),
        (ImageFormat::Jpeg, 0) => Piece::Named(vec![0xE1], [b"Exif\0\0".as_slice(), &exif].concat()),
        (ImageFormat::Jpeg, 1) => secret(&[0xE1], b"http://ns.adobe.com/xap/1.0/\0"),
        (ImageFormat::Jpeg, 2) => secret(&[0xED], b"Photoshop 3.0\08BIM\x04\x04"),
        (ImageFormat::Jpeg, 3) => secret(&[0xFE], b""),
        (ImageFormat::Jpeg, _) => {
            Piece::Named(vec![0xE2], [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat())
        }
        (ImageFormat::Png, 0) => Piece::Named(b"eXIf".to_vec(), exif),
        (ImageFormat::Png, 1) => secret(b"tEXt", b"Comment\0"),
        (ImageFormat::Png, 2) => secret(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0"),
        (ImageFormat::Png, 3) => secret(b"zTXt", b"Raw profile type iptc\0\0"),
        (ImageFormat::Png, _) => Piece::Named(b"iCCP".to_vec(), [b"name\0\0".as_slice(), &profile].concat()),
        (ImageFormat::WebP, 0) => Piece::Named(b"EXIF".to_vec(), exif),
        (ImageFormat::WebP, 1) => secret(b"XMP ", b""),
        (ImageFormat::WebP, 2) => secret(b"ODDS", b""),
        (ImageFormat::WebP, 3) => {
            Piece::Named(b"VP8X".to_vec(), vec![random.next() as u8, 0, 0, 0, 11, 0, 0, 7, 0, 0])
        }
        (ImageFormat::WebP, _) => Piece::Named(b"ICCP".to_vec(), profile),
        (_, 0 | 1) => secret(&[0xFE], b""),
        (_, _) => secret(&[0xFF], b"\x0bXMP DataXMP"),
    }
}

pub(crate) struct Picture;

impl Target for Picture {
    fn name(&self) -> &'static str {
        "pictures"
    }

    fn short(&self) -> u64 {
        400
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        FORMATS.iter().map(|format| encoded(*format, 12, 8)).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let format = FORMATS[random.below(FORMATS.len())];
        changed(random, pieces(&encoded(format, 12, 8), format), format)
    }

    fn mutated(&self, random: &mut Random, input: &[u8]) -> Vec<u8> {
        match image::guess_format(input) {
            Ok(format) if FORMATS.contains(&format) && !random.once_in(4) => {
                changed(random, pieces(input, format), format)
            }
            Ok(_) | Err(_) => {
                let mut file = input.to_vec();
                mutate::bytes(random, &mut file);
                file
            }
        }
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let (one, other) = (shown(input.into()), shown(input.into()));
        if one.as_ref().map(|one| &*one.bytes) != other.as_ref().map(|other| &*other.bytes) {
            return Err("it gives two files".to_owned());
        }
        let Some(asset) = one else { return Ok(()) };
        let read = image::load_from_memory(&asset.bytes)
            .map_err(|error| format!("what goes out is broken: {error}"))?;
        // A JPEG file may say that it is turned.
        let (width, height) = (read.width(), read.height());
        let is_turned = (height, width) == (asset.width, asset.height) && asset.media_type == MediaType::Jpeg;
        if (width, height) != (asset.width, asset.height) && !is_turned {
            return Err("what goes out has another size".to_owned());
        }
        let rights = Rights::read(&asset.bytes);
        if let Some(name) = metadata_in(&asset.bytes, &rights) {
            return Err(format!("metadata goes out: {}", lossy(&name)));
        }
        match shown(Arc::clone(&asset.bytes)) {
            Some(again) if again.bytes == asset.bytes && again.name == asset.name => Ok(()),
            _ => Err("what goes out does not come back as it is".to_owned()),
        }
    }

    fn is_text(&self) -> bool {
        false
    }
}

/// The name of a piece that holds metadata. A changed length can make metadata a part of a piece that is needed, so that
/// only names tell.
fn metadata_in(file: &[u8], rights: &Rights) -> Option<Vec<u8>> {
    let format = image::guess_format(file).ok()?;
    let names: &[&[u8]] = match format {
        ImageFormat::Jpeg => &[&[0xE1], &[0xED], &[0xFE]],
        ImageFormat::Png => &[b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"],
        ImageFormat::WebP => &[b"EXIF", b"XMP ", b"ODDS"],
        _ => return comment_in_gif(file).then(|| b"comment".to_vec()),
    };
    pieces(file, format).into_iter().find_map(|piece| match piece {
        Piece::Named(name, content) => {
            (names.contains(&&*name) && !is_ours(&content, rights)).then_some(name)
        }
        Piece::Bytes(_) => None,
    })
}

/// True for a piece that says no more than rights, or how a picture is turned.
fn is_ours(content: &[u8], rights: &Rights) -> bool {
    let turned = content.len() == 32 && content.starts_with(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12");
    let packet = rights.to_xmp();
    let records = content.starts_with(b"Photoshop 3.0\x008BIM\x04\x04\0\0") && !rights.is_empty();
    turned || records || (content.ends_with(packet.as_bytes()) && !rights.is_empty())
}

/// True for a GIF with a comment, or an extension of XMP's.
fn comment_in_gif(file: &[u8]) -> bool {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + file.get(10).map_or(0, |flags| table(*flags));
    loop {
        match file.get(at..) {
            Some([0x21, 0xFE, ..]) => return true,
            Some([0x21, 0xFF, rest @ ..]) if rest.starts_with(b"\x0bXMP Data") => return true,
            Some([0x21, ..]) => at += 2,
            Some([0x2C, rest @ ..]) => at += 11 + rest.get(8).map_or(0, |flags| table(*flags)),
            Some(_) | None => return false,
        }
        while let Some(length) = file.get(at).filter(|length| **length > 0) {
            at += 1 + usize::from(*length);
        }
        at += 1;
    }
}

/// The picture as a document shows it.
fn shown(file: Arc<[u8]>) -> Option<Asset> {
    struct One(Arc<[u8]>);
    impl Pictures for One {
        fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
            Ok(Arc::clone(&self.0))
        }
    }
    let (site, pictures) = (Site::default(), One(file));
    let options = ReadOptions { site: &site, slug: "picture", pictures: &pictures, now: None };
    let (document, _) = markdown(&Source::new("picture.md", "# Why?\n\n![A](photo.jpg)\n"), &options);
    // A damaged file is an error.
    document?.assets.into_iter().next()
}

#[test]
fn metadata_of_pictures() {
    run(&Picture);
}
