//! Files that no edition can show: what they are, and what to do instead.

/// The number of bytes of a file that tell its kind.
const HEAD: usize = 1024;

/// Says what a file is, after "the picture PATH", and how to convert it.
pub(super) fn refuse(bytes: &[u8]) -> &'static str {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let at = |from: usize, what: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(what));
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let lower = text.to_lowercase();
    if bytes.is_empty() {
        return "is empty; copy the file again";
    }
    if at(4, b"ftyp") {
        let brand = String::from_utf8_lossy(head.get(8..12).unwrap_or_default());
        return match brand.as_ref() {
            "avif" | "avis" => {
                "is AVIF, which mail programs and presses can't show; export it as JPEG or PNG"
            }
            "heic" | "heix" | "hevc" | "hevx" | "heim" | "heis" | "mif1" | "msf1" => {
                "is a HEIC photograph, which browsers can't show; export it as JPEG"
            }
            _ => "is a film; save one frame of it as JPEG, and link to the film",
        };
    }
    match () {
        () if lower.contains("<svg") => {
            "is an SVG drawing, which may hold scripts; export it as PNG, twice as wide as it is shown"
        }
        () if at(0, b"%PDF") => "is a PDF; export the page as PNG, or as JPEG if it is a photograph",
        () if at(0, b"II*\0") || at(0, b"MM\0*") => {
            "is TIFF, which browsers can't show; export it as JPEG or PNG"
        }
        () if at(0, b"8BPS") => "is a Photoshop file; export it as JPEG or PNG",
        () if at(0, b"%!PS") || at(0, b"\xC5\xD0\xD3\xC6") => "is a PostScript drawing; export it as PNG",
        () if at(0, b"BM") => "is a bitmap (BMP); save it as PNG",
        () if at(0, b"\0\0\x01\0") => "is an icon (ICO); save it as PNG",
        () if at(0, b"\0\0\0\x0CJXL ") || at(0, b"\xFF\x0A") => "is JPEG XL; export it as JPEG or PNG",
        () if at(0, b"version https://git-lfs") => {
            "is only a pointer to a file in Git LFS; run `git lfs pull`"
        }
        () if lower.starts_with("<!doctype html") || lower.starts_with("<html") => {
            "is a web page, not a picture; save the picture itself"
        }
        () if at(0, b"PK\x03\x04") => "is a document or an archive; save the picture in it as PNG or JPEG",
        () => "is not a picture; use PNG, JPEG, GIF or WebP",
    }
}

#[cfg(test)]
mod tests {
    use super::refuse;

    #[test]
    fn what_to_export_is_said() {
        for (bytes, expected) in [
            (&b""[..], "is empty"),
            (b"\0\0\0\x20ftypheic\0\0\0\0", "export it as JPEG"),
            (b"\0\0\0\x20ftypavif\0\0\0\0", "is AVIF"),
            (b"\0\0\0\x20ftypisom\0\0\0\0", "is a film"),
            (b"<?xml version='1.0'?>\n<svg/>", "export it as PNG, twice as wide"),
            (b"%PDF-1.7", "is a PDF"),
            (b"II*\0", "is TIFF"),
            (b"version https://git-lfs.github.com/spec/v1", "git lfs pull"),
            (b"<!DOCTYPE html><html>", "web page"),
            (b"nothing", "use PNG, JPEG, GIF or WebP"),
        ] {
            assert!(refuse(bytes).contains(expected), "{expected}: {}", refuse(bytes));
        }
    }
}
