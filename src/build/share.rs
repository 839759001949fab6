//! A share of the explainers, for one machine of several.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
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

/// The share that an output folder holds, as the last build there that came to its end says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BuiltShare {
    /// `I/N`
    share: String,
    /// The folders that were searched for sources, as people know them.
    pub(super) searched: Vec<String>,
}

impl BuiltShare {
    pub(super) fn new(share: Share, searched: &[String]) -> Self {
        Self { share: share.to_string(), searched: searched.to_vec() }
    }

    /// Which share it is; `None` if that can't be read.
    pub(super) fn share(&self) -> Option<Share> {
        self.share.parse().ok()
    }
}

/// Says why shares are not all shares of one split; nothing if they are.
///
/// # Errors
/// Which shares are missing, or that the shares are of several splits.
pub(super) fn complete(shares: &[Share]) -> Result<(), String> {
    let Some(of) = shares.first().map(|share| share.of) else { return Err("there are no shares".to_owned()) };
    if let Some(other) = shares.iter().find(|share| share.of != of) {
        return Err(format!("some of these folders are shares of {of}, and others of {}", other.of));
    }
    let is_there = |number: &u32| shares.iter().any(|share| share.number == *number);
    let missing = (1..=of).find(|number| !is_there(number));
    missing.map_or(Ok(()), |number| Err(format!("share {number}/{of} is not among these folders")))
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
    fn shares_are_complete_only_if_all_of_one_split_are_there() {
        let all = |shares: &[&str]| {
            complete(&shares.iter().map(|share| share.parse().unwrap()).collect::<Vec<Share>>())
        };
        assert_eq!((all(&["1/1"]), all(&["3/3", "1/3", "2/3"])), (Ok(()), Ok(())));
        assert_eq!(all(&["3/3", "1/3"]).unwrap_err(), "share 2/3 is not among these folders");
        assert!(all(&["1/2", "2/3"]).unwrap_err().contains("shares of 2, and others of 3"));
        assert!(all(&[]).is_err());
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for text in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/99999999999"] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
        assert_eq!("2/2".parse::<Share>().unwrap().to_string(), "2/2");
    }
}
