//! The chunks of WebP files (RFC 9649).

/// The flag of a file with an alpha channel, in `VP8X` (section 2.7.1).
const ALPHA: u8 = 0x10;
/// The flag of a file with XMP.
const XMP: u8 = 0x04;

/// The chunks of a file: names and contents.
struct WebpChunks<'a>(&'a [u8]);

impl<'a> Iterator for WebpChunks<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_at_checked(4)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let content = rest.get(..length)?;
        self.0 = rest.get(length.checked_add(length % 2)?..).unwrap_or_default();
        Some((name, content))
    }
}

/// The content of a chunk of this name.
pub(crate) fn find_chunk<'a>(file: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    WebpChunks(file.get(12..)?).find_map(|(name, content)| (name == wanted).then_some(content))
}

/// The same file with an XMP packet at its end; `None` if its structure is another.
pub(crate) fn insert_xmp(file: &[u8], packet: &[u8]) -> Option<Vec<u8>> {
    let body = file.get(12..)?;
    let (name, content) = WebpChunks(body).next()?;
    let mut out = file.get(..12)?.to_vec();
    if name == b"VP8X" {
        out.extend(body);
    } else {
        out.extend(extended_head(name, content)?);
        out.extend(body);
    }
    // The flags are the first byte of the first chunk's content.
    *out.get_mut(20)? |= XMP;
    out.extend((out.len() % 2 == 1).then_some(0));
    out.extend(b"XMP ");
    out.extend(u32::try_from(packet.len()).ok()?.to_le_bytes());
    out.extend(packet);
    out.extend((packet.len() % 2 == 1).then_some(0));
    let size = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(out)
}

/// The chunk `VP8X` for a file that has only pixels.
fn extended_head(name: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let (flags, width, height) = match name {
        b"VP8L" => {
            // A signature, then 14 bits for each side less one, and one for alpha (RFC 9649, section 3.4).
            let bits = u32::from_le_bytes(content.get(1..5)?.try_into().ok()?);
            let alpha = if bits >> 28 & 1 == 1 { ALPHA } else { 0 };
            (alpha, bits & 0x3FFF, bits >> 14 & 0x3FFF)
        }
        b"VP8 " => {
            // A frame tag of three bytes and a start code; 14 bits for each side (RFC 6386, section 9.1).
            let side = |at: usize| {
                let side = u16::from_le_bytes(content.get(at..at + 2)?.try_into().ok()?) & 0x3FFF;
                u32::from(side).checked_sub(1)
            };
            (0, side(6)?, side(8)?)
        }
        _ => return None,
    };
    let mut out = b"VP8X\x0A\0\0\0".to_vec();
    out.extend([flags, 0, 0, 0]);
    out.extend(width.to_le_bytes().get(..3)?);
    out.extend(height.to_le_bytes().get(..3)?);
    Some(out)
}
