//! Searches text for bytes that most text does not have.
//!
//! The compiler makes the few comparisons of a test for many bytes at once, so that text without such bytes costs little.

/// How many bytes are compared before those that are found are looked at.
const ROW: usize = 32;

/// True if `check` is true for the place of a byte for which `suspect` is.
pub fn has_byte(bytes: &[u8], suspect: impl Fn(u8) -> bool, check: impl Fn(usize) -> bool) -> bool {
    let may_hold = |row: &[u8]| row.iter().fold(0, |any, byte| any | u8::from(suspect(*byte))) != 0;
    let find = |row: &[u8], start: usize| {
        row.iter().enumerate().any(|(at, byte)| suspect(*byte) && check(start + at))
    };
    let (rows, rest) = bytes.as_chunks::<ROW>();
    let mut starts = rows.iter().zip((0..).step_by(ROW));
    starts.any(|(row, start)| may_hold(row) && find(row, start))
        || may_hold(rest) && find(rest, bytes.len() - rest.len())
}

/// True if `check` is true for the place of two neighbouring bytes for which `suspect` is.
pub fn has_pair(bytes: &[u8], suspect: impl Fn(u8, u8) -> bool, check: impl Fn(usize) -> bool) -> bool {
    let may_hold = |row: &[u8], next: &[u8]| {
        let pairs = row.iter().zip(next);
        pairs.fold(0, |any, (first, second)| any | u8::from(suspect(*first, *second))) != 0
    };
    let find = |row: &[u8], next: &[u8], start: usize| {
        let mut pairs = row.iter().zip(next).enumerate();
        pairs.any(|(at, (first, second))| suspect(*first, *second) && check(start + at))
    };
    let seconds = bytes.get(1..).unwrap_or_default();
    let firsts = bytes.get(..seconds.len()).unwrap_or_default();
    let ((rows, rest), (next_rows, next_rest)) = (firsts.as_chunks::<ROW>(), seconds.as_chunks::<ROW>());
    let mut starts = rows.iter().zip(next_rows).zip((0..).step_by(ROW));
    starts.any(|((row, next), start)| may_hold(row, next) && find(row, next, start))
        || may_hold(rest, next_rest) && find(rest, next_rest, firsts.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::{ROW, has_byte, has_pair};

    #[test]
    fn each_place_is_checked() {
        for length in 0..3 * ROW {
            for place in 0..length {
                let mut bytes = vec![b'a'; length];
                bytes[place] = b'x';
                assert!(has_byte(&bytes, |byte| byte == b'x', |at| at == place), "{place} of {length}");
                assert!(!has_byte(&bytes, |byte| byte == b'x', |at| at != place), "{place} of {length}");
                let is_pair = |first, second| (first == b'a') & (second == b'x');
                let found = has_pair(&bytes, is_pair, |at| at + 1 == place);
                assert_eq!(found, place > 0, "{place} of {length}");
                assert!(!has_pair(&bytes, is_pair, |at| at + 1 != place), "{place} of {length}");
            }
            assert!(!has_byte(&vec![b'a'; length], |byte| byte == b'x', |_| true));
            assert!(!has_pair(&vec![b'a'; length], |_, second| second == b'x', |_| true));
        }
    }
}
