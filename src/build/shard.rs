//! A shard of the explainers, for one machine of several.

use std::{path::PathBuf, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// One of equal shards. Which explainer belongs to which depends on its name alone: neither on the others nor on the
/// machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `of`.
    number: u32,
    of: u32,
}

impl Shard {
    /// Shard `number` of `of`, counted from 1; `None` where there is none.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }

    /// True for the name of an explainer that belongs to the shard.
    pub fn holds(self, name: &str) -> bool {
        let hash = Sha256::digest(name.as_bytes());
        let first = hash.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        first % u64::from(self.of) == u64::from(self.number - 1)
    }
}

/// The shard that an output folder holds, as the last build there that came to its end says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BuiltShard {
    /// `I/N`
    shard: String,
    /// The folders that were searched for sources, as people know them.
    pub(super) searched: Vec<String>,
}

impl BuiltShard {
    pub(super) fn new(shard: Shard, searched: &[String]) -> Self {
        Self { shard: shard.to_string(), searched: searched.to_vec() }
    }

    /// Which shard it is; `None` if that can't be read.
    pub(super) fn shard(&self) -> Option<Shard> {
        self.shard.parse().ok()
    }
}

/// Why folders are not all shards of one build.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Incomplete {
    /// There are none.
    #[error("there are no shards")]
    None,
    /// They are of several splits.
    #[error("some of these folders are shards of {one}, and others of {other}")]
    Mixed {
        /// How many shards the first folder's split has.
        one: u32,
        /// How many shards that of another has.
        other: u32,
    },
    /// One is missing.
    #[error("shard {0} is not among these folders")]
    Missing(Shard),
    /// A folder holds no whole shard.
    #[error("{} does not say which shard it is: its last build had no --shard, or did not end", .0.display())]
    Unknown(PathBuf),
    /// They were searched for in different places.
    #[error("the shards were not built of the same folders")]
    OtherFolders,
}

/// Checks that shards are all shards of one split.
///
/// # Errors
/// [`Incomplete`]: which shard is missing, or that the shards are of several splits.
pub(super) fn check_complete(shards: &[Shard]) -> Result<(), Incomplete> {
    let Some(of) = shards.first().map(|shard| shard.of) else { return Err(Incomplete::None) };
    if let Some(other) = shards.iter().find(|shard| shard.of != of) {
        return Err(Incomplete::Mixed { one: of, other: other.of });
    }
    let is_there = |number: &u32| shards.iter().any(|shard| shard.number == *number);
    let missing = (1..=of).find(|number| !is_there(number));
    missing.map_or(Ok(()), |number| Err(Incomplete::Missing(Shard { number, of })))
}

/// A text that names no shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected I/N, such as 1/4, with I from 1 to N")]
pub struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    /// `I/N`
    fn from_str(text: &str) -> Result<Self, ShardError> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        let shard = numbers.and_then(|(number, of)| Self::new(number, of));
        shard.ok_or(ShardError)
    }
}

impl std::fmt::Display for Shard {
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
                (1..=of).filter(|number| Shard::new(*number, of).unwrap().holds(&name)).collect();
            assert_eq!(holding.len(), 1, "{name}");
            counts[holding[0] as usize - 1] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        // What was divided once is divided so for ever.
        assert!("2/3".parse::<Shard>().unwrap().holds("undersea-cables"));
    }

    #[test]
    fn shares_are_complete_only_if_all_of_one_split_are_there() {
        let all = |shards: &[&str]| {
            check_complete(&shards.iter().map(|shard| shard.parse().unwrap()).collect::<Vec<Shard>>())
        };
        assert_eq!((all(&["1/1"]), all(&["3/3", "1/3", "2/3"])), (Ok(()), Ok(())));
        assert_eq!(all(&["3/3", "1/3"]).unwrap_err().to_string(), "shard 2/3 is not among these folders");
        assert!(all(&["1/2", "2/3"]).unwrap_err().to_string().contains("shards of 2, and others of 3"));
        assert!(all(&[]).is_err());
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for text in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/99999999999"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!("2/2".parse::<Shard>().unwrap().to_string(), "2/2");
    }
}
