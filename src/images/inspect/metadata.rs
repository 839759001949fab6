//! Removes metadata from picture files: places, times, cameras, authors, and previews of what was cut away. The pixels stay as they are, bit by bit; so do colour profiles.

use image::metadata::Orientation;

use crate::container::jpeg::orientation_segment;
use pressroom_document::MediaType;

/// Removes the metadata of a file; `None` if the file has another structure than its kind should have. Only a JPEG file can
/// keep how it is turned, `None` for any other that is.
pub(super) fn strip(file: &[u8], kind: MediaType, orientation: Orientation) -> Option<Vec<u8>> {
    if kind != MediaType::Jpeg && orientation != Orientation::NoTransforms {
        return None;
    }
    let mut out = Vec::with_capacity(file.len());
    match kind {
        MediaType::Jpeg => strip_jpeg(file, orientation, &mut out),
        MediaType::Png => strip_png(file, &mut out),
        MediaType::Gif => strip_gif(file, &mut out),
        MediaType::Webp => strip_webp(file, &mut out),
    }?;
    Some(out)
}

/// Reads a file from its beginning.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn read_bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn read_byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }
}

/// ITU-T T.81, annex B. Segments for applications go, but for what decoders need: JFIF (without its preview), Adobe's
/// colour transform, the ICC profile. EXIF is left with how the picture is turned. What follows the end goes too: cameras put
/// previews there.
fn strip_jpeg(file: &[u8], orientation: Orientation, out: &mut Vec<u8>) -> Option<()> {
    let mut rest = Cursor(file);
    out.extend(rest.read_bytes(2)?);
    let mut turned = (orientation != Orientation::NoTransforms).then(|| orientation_segment(orientation));
    loop {
        if rest.read_byte()? != 0xFF {
            return None;
        }
        let mut marker = rest.read_byte()?;
        while marker == 0xFF {
            marker = rest.read_byte()?;
        }
        // JFIF's segment comes first, where there is one.
        if marker != 0xE0 {
            out.extend(turned.take().unwrap_or_default());
        }
        match marker {
            0xD9 => {
                out.extend([0xFF, marker]);
                return Some(());
            }
            0x01 | 0xD0..=0xD8 => out.extend([0xFF, marker]),
            _ => {
                let length = rest.read_bytes(2)?;
                let content = rest
                    .read_bytes(usize::from(u16::from_be_bytes(length.try_into().ok()?)).checked_sub(2)?)?;
                match marker {
                    0xE0 if content.starts_with(b"JFIF\0") => {
                        out.extend([0xFF, marker, 0, 16]);
                        out.extend(content.get(..12)?);
                        out.extend([0, 0]);
                    }
                    0xE0..=0xEF | 0xFE if !is_needed(marker, content) => {}
                    _ => {
                        out.extend([0xFF, marker]);
                        out.extend(length);
                        out.extend(content);
                    }
                }
                if marker == 0xDA {
                    copy_scan(&mut rest, out)?;
                }
            }
        }
    }
}

fn is_needed(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xE2 => content.starts_with(b"ICC_PROFILE\0"),
        0xEE => content.starts_with(b"Adobe"),
        _ => false,
    }
}

/// The coded pixels, up to the next marker; `None` if the file ends within them.
fn copy_scan(rest: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    let pairs = rest.0.windows(2);
    let end = pairs.into_iter().position(|pair| matches!(pair, [0xFF, 0x01..=0xCF | 0xD8..=0xFE]))?;
    out.extend(rest.read_bytes(end)?);
    Some(())
}

/// PNG (third edition), section 5: what is critical stays, and what says how colours are meant, what shines through and what
/// moves.
fn strip_png(file: &[u8], out: &mut Vec<u8>) -> Option<()> {
    const KEPT: [&[u8; 4]; 14] = [
        b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"pHYs",
        b"acTL", b"fcTL", b"fdAT",
    ];
    let mut rest = Cursor(file);
    out.extend(rest.read_bytes(8)?);
    let mut pixels = Pixels::Ahead;
    loop {
        let head = rest.read_bytes(8)?;
        let (length, name) = head.split_first_chunk::<4>()?;
        let content = rest.read_bytes(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let check = rest.read_bytes(4)?;
        pixels = match (pixels, name == b"IDAT") {
            (Pixels::Ahead, false) => Pixels::Ahead,
            (Pixels::Ahead | Pixels::Here, true) => Pixels::Here,
            (Pixels::Here | Pixels::Past, false) => Pixels::Past,
            // Decoders leave these out; beside the others, without what stands between, they would be read.
            (Pixels::Past, true) => return None,
        };
        let critical = name.first()?.is_ascii_uppercase();
        if critical || KEPT.iter().any(|kept| kept.as_slice() == name) {
            [head, content, check].into_iter().for_each(|part| out.extend(part));
        }
        if name == b"IEND" {
            return Some(());
        }
    }
}

/// The position among a PNG's chunks of pixels, which follow one another.
#[derive(Clone, Copy)]
enum Pixels {
    Ahead,
    Here,
    Past,
}

/// GIF89a: comments go, and extensions of applications but the one that says how often a picture repeats.
fn strip_gif(file: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut rest = Cursor(file);
    let head = rest.read_bytes(13)?;
    out.extend(head);
    out.extend(rest.read_bytes(table_size(*head.get(10)?))?);
    loop {
        match rest.read_byte() {
            Some(0x21) => {
                let label = rest.read_byte()?;
                let blocks = take_sub_blocks(&mut rest)?;
                let repeats =
                    [b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"].iter().any(|name| blocks.starts_with(*name));
                if !matches!(label, 0xFE | 0xFF) || (label == 0xFF && repeats) {
                    out.extend([0x21, label]);
                    out.extend(blocks);
                }
            }
            Some(0x2C) => {
                let image = rest.read_bytes(9)?;
                out.push(0x2C);
                out.extend(image);
                out.extend(rest.read_bytes(table_size(*image.get(8)?) + 1)?);
                out.extend(take_sub_blocks(&mut rest)?);
            }
            // Some files end without saying so.
            Some(0x3B) | None => {
                out.push(0x3B);
                return Some(());
            }
            Some(_) => return None,
        }
    }
}

/// The bytes of a colour table, by the flags that announce it.
fn table_size(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn take_sub_blocks<'a>(rest: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let all = rest.0;
    let mut length = 0;
    loop {
        let size = usize::from(rest.read_byte()?);
        rest.read_bytes(size)?;
        length += size + 1;
        if size == 0 {
            return all.get(..length);
        }
    }
}

/// RFC 9649, section 2: the chunks `EXIF` and `XMP `, and those that nobody knows, go.
fn strip_webp(file: &[u8], out: &mut Vec<u8>) -> Option<()> {
    const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    /// The bits that announce EXIF and XMP.
    const ANNOUNCED: u8 = 0b1100;
    let mut rest = Cursor(file);
    out.extend(rest.read_bytes(12)?);
    while let Some(head) = rest.read_bytes(8) {
        let (name, length) = head.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()?;
        let content = rest.read_bytes(length)?;
        // The last chunk's padding may be missing.
        if length % 2 == 1 {
            rest.read_bytes(1);
        }
        if KEPT.contains(&name) {
            out.extend(head);
            let start = out.len();
            out.extend(content);
            out.extend((length % 2 == 1).then_some(0));
            if let Some(flags) = out.get_mut(start).filter(|_| name == b"VP8X") {
                *flags &= !ANNOUNCED;
            }
        }
    }
    let size = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(())
}
