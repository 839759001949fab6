//! A number with its noun.

use std::fmt::Display;

/// A number and what it counts: `1 error`, `2 errors`. The noun is one that takes an `s`.
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let s = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{s}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(0_usize, "error"), "0 errors");
        assert_eq!(counted(1_u64, "more error"), "1 more error");
        assert_eq!(counted(21_u32, "error"), "21 errors");
    }
}
