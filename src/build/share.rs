//! A share of the explainers, for one machine of several.

use std::str::FromStr;

use sha2::{Digest, Sha256};

/// One of equal shares. Which explainer belongs to which depends on its name alone: neither on the others nor on the
/// machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// From 1 to `of`.
    number: u32,
    of: u32,
}

impl Share {
    /// Share `number` of `of`, counted from 1; `None` where there is none.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }

    /// True for the name of an explainer that belongs to the share.
    pub fn holds(self, name: &str) -> bool {
        let hash = Sha256::digest(name.as_bytes());
        let first = hash.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        first % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl FromStr for Share {
    type Err = String;

    /// `I/N`
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        let share = numbers.and_then(|(number, of)| Self::new(number, of));
        share.ok_or_else(|| "expected I/N, such as 1/4, with I from 1 to N".to_owned())
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_belongs_to_one_share_and_shares_are_about_equal() {
        let of = 4;
        let mut counts = vec![0; of as usize];
        for name in (0..4_000).map(|number| format!("explainer-{number}")) {
            let holding: Vec<u32> =
                (1..=of).filter(|number| Share::new(*number, of).unwrap().holds(&name)).collect();
            assert_eq!(holding.len(), 1, "{name}");
            counts[holding[0] as usize - 1] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        // What was divided once is divided so for ever.
        assert!("2/3".parse::<Share>().unwrap().holds("undersea-cables"));
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for text in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/99999999999"] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
        assert_eq!("2/2".parse::<Share>().unwrap().to_string(), "2/2");
    }
}
