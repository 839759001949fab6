//! The chunks of PNG files (PNG, third edition, section 5).

/// The bytes that a file begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The keyword of a text that is an XMP packet, then: not compressed, of no language (PNG, section 11.3.3.4).
const XMP: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";

/// The length of a file up to the end of its first chunk, `IHDR`.
const HEAD: usize = 8 + 12 + 13;

/// The chunks of a file: names and contents.
struct PngChunks<'a>(&'a [u8]);

impl<'a> Iterator for PngChunks<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (name, rest) = rest.split_at_checked(4)?;
        let (content, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        self.0 = rest.get(4..)?;
        Some((name, content))
    }
}

/// The XMP packet of a file, if it is not compressed.
pub(crate) fn find_xmp(file: &[u8]) -> Option<&[u8]> {
    let mut chunks = PngChunks(file.strip_prefix(SIGNATURE)?);
    chunks.find_map(|(name, content)| content.strip_prefix(XMP).filter(|_| name == b"iTXt"))
}

/// The same file with an XMP packet behind its head; `None` if it has no head.
pub(crate) fn insert_xmp(file: &[u8], packet: &str) -> Option<Vec<u8>> {
    let (head, rest) = file.split_at_checked(HEAD)?;
    let named = [b"iTXt", XMP, packet.as_bytes()].concat();
    let length = u32::try_from(named.len().checked_sub(4)?).ok()?;
    Some([head, &length.to_be_bytes(), &named, &crc32fast::hash(&named).to_be_bytes(), rest].concat())
}
