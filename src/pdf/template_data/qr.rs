//! A code that a telephone reads from paper (ISO/IEC 18004).

use qrcode::{EcLevel, QrCode, types::Color};

use super::data::QrSquares;

/// The most dark and light squares on a side: more would be too small to read at the size of a stamp.
const LARGEST: usize = 77;

/// The code of an address as rows of dark squares: `[x, y, length]`, without the quiet zone. `None` for an address that is too
/// long for one.
pub(crate) fn encode_url(url: &str) -> Option<QrSquares> {
    // Paper gets dirty: a quarter of the code may be lost.
    let levels = [EcLevel::Q, EcLevel::M, EcLevel::L];
    let code = levels
        .into_iter()
        .filter_map(|level| QrCode::with_error_correction_level(url, level).ok())
        .find(|code| code.width() <= LARGEST)?;
    let size = code.width();
    let squares = code.to_colors();
    let mut runs: Vec<[usize; 3]> = Vec::new();
    for (y, row) in squares.chunks(size).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            match runs.last_mut() {
                Some([start, line, length]) if *line == y && *start + *length == x => *length += 1,
                _ => runs.push([x, y, 1]),
            }
        }
    }
    Some(QrSquares { size, runs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let code = encode_url("https://explainers.example.org/article-5-guarantees/").unwrap();
        let QrSquares { size, runs } = code;
        for corner in [[0, 0, 7], [size - 7, 0, 7], [0, size - 1, 7]] {
            assert!(runs.contains(&corner), "{corner:?}");
        }
        assert!(encode_url(&format!("https://a.example/{}", "x".repeat(3000))).is_none());
    }
}
