//! Searches text for two neighbouring bytes.

/// True if `wanted` is true for two neighbouring bytes and `check` for their place. The compiler makes the few comparisons
/// of `wanted` for many bytes at once.
pub(crate) fn has_pair(bytes: &[u8], wanted: impl Fn(u8, u8) -> bool, check: impl Fn(usize) -> bool) -> bool {
    const ROW: usize = 32;
    let seconds = bytes.get(1..).unwrap_or_default();
    let (rows, rest) = seconds.as_chunks::<ROW>();
    let (firsts, _) = bytes.as_chunks::<ROW>();
    let has_any = |firsts: &[u8; ROW], seconds: &[u8; ROW]| {
        firsts.iter().zip(seconds).fold(0u8, |any, (first, second)| any | u8::from(wanted(*first, *second)))
            != 0
    };
    let is_right = |firsts: &[u8], seconds: &[u8], start: usize| {
        let mut pairs = firsts.iter().zip(seconds).enumerate();
        pairs.any(|(at, (first, second))| wanted(*first, *second) && check(start + at))
    };
    let mut all = firsts.iter().zip(rows).enumerate();
    let done = seconds.len() - rest.len();
    all.any(|(number, (firsts, seconds))| has_any(firsts, seconds) && is_right(firsts, seconds, number * ROW))
        || is_right(bytes.get(done..).unwrap_or_default(), rest, done)
}
