//! How much the sweeps try. A sweep is a test that has a short form, which sees a fault in every run of the tests, and a long
//! one, for whoever waits for it.
//!
//! | variable | what it does |
//! |---|---|
//! | `PRESSROOM_LONG=1` | every sweep has its long form |
//! | `PRESSROOM_LONG=faults,growth` | these sweeps have |
//! | `PRESSROOM_LONG=growth:text` | a sweep has, and takes only its parts of this name |
//! | `PRESSROOM_FUZZ=N`, `_KILLS=N`, `_POISON=N`, `_ROUND_TRIPS=N`, `_WRITES=N` | the sweep has its long form, and tries N |
//! | `PRESSROOM_SEED=N` | `fuzz` and `round-trips` try other inputs |
//!
//! | sweep | tests | short | long |
//! |---|---|---|---|
//! | `conformance` | `conformance/check` | judges in a browser pass over alike pages, and two cases of three in a second theme | they see every file |
//! | `faults` | `faults` | a sample of the system calls fails; needs strace | each fails, in hours; a part is the name of a test, such as `build` |
//! | `fuzz` | `fuzz` | some inputs for each target | 100,000 |
//! | `growth` | `growth` | small texts, one edition of each row | larger texts, all editions, in an hour; a part is an edition, or in a row's name |
//! | `kills` | `cli::crash` | 12 builds are killed and followed, and 60 others killed | 200 of each |
//! | `memory` | `cli::memory` | archives of 8,000 explainers | of 20,000 |
//! | `poison` | `poison` | an archive of 200 explainers | of 20,000, also with `--isolate` |
//! | `round-trips` | `round_trip` | 200 documents | 100,000 |
//! | `writes` | `write` | 150 documents, 300 mutated ones | 50,000, 100,000 |

use std::env;

/// The names of all sweeps.
const SWEEPS: &[&str] =
    &["conformance", "faults", "fuzz", "growth", "kills", "memory", "poison", "round-trips", "writes"];

/// What a sweep counts to: rounds, documents, inputs.
pub(crate) struct Effort {
    /// The sweep's name.
    pub(crate) sweep: &'static str,
    /// In every run of the tests.
    pub(crate) short: usize,
    /// In its long form.
    pub(crate) long: usize,
}

impl Effort {
    /// How much is asked of this run.
    pub(crate) fn now(&self) -> usize {
        count(self.sweep).unwrap_or(if is_long(self.sweep) { self.long } else { self.short })
    }
}

/// True for a sweep that has its long form in this run.
pub(crate) fn is_long(sweep: &str) -> bool {
    wish(sweep).is_some() || count(sweep).is_some()
}

/// The part of a sweep that its long form is limited to.
pub(crate) fn part(sweep: &str) -> Option<String> {
    wish(sweep).and_then(|wish| wish.part)
}

fn wish(sweep: &str) -> Option<Wish> {
    let wishes = env::var("PRESSROOM_LONG").unwrap_or_default();
    wishes_in(&wishes)
        .unwrap_or_else(|message| panic!("{message}"))
        .into_iter()
        .find(|wish| wish.is_of(sweep))
}

/// How much is asked of a sweep by a variable of its name.
fn count(sweep: &str) -> Option<usize> {
    assert!(SWEEPS.contains(&sweep), "{sweep} is no sweep");
    let name = format!("PRESSROOM_{}", sweep.to_uppercase().replace('-', "_"));
    let value = env::var(&name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name}={value}: expected a number")))
}

/// A sweep that is to have its long form.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    /// `None` for every sweep.
    sweep: Option<String>,
    part: Option<String>,
}

impl Wish {
    fn is_of(&self, sweep: &str) -> bool {
        self.sweep.as_deref().is_none_or(|wished| wished == sweep)
    }
}

/// What the value of `PRESSROOM_LONG` asks for.
fn wishes_in(value: &str) -> Result<Vec<Wish>, String> {
    let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
    let wish = |word: &str| {
        if word == "1" {
            return Ok(Wish { sweep: None, part: None });
        }
        let (sweep, part) = word.split_once(':').map_or((word, None), |(sweep, part)| (sweep, Some(part)));
        match SWEEPS.contains(&sweep) {
            true => Ok(Wish { sweep: Some(sweep.to_owned()), part: part.map(str::to_owned) }),
            false => Err(format!(
                "PRESSROOM_LONG={value}: expected 1, or some of {}, not `{sweep}`",
                SWEEPS.join(", ")
            )),
        }
    };
    words.map(wish).collect()
}

#[test]
fn sweeps_are_long_if_they_are_named() {
    let names = |value: &str| {
        let wishes = wishes_in(value).unwrap();
        let is_long = |sweep: &&&str| wishes.iter().any(|wish| wish.is_of(sweep));
        SWEEPS.iter().filter(is_long).copied().collect::<Vec<_>>()
    };
    assert_eq!((names(""), names("1")), (vec![], SWEEPS.to_vec()));
    assert_eq!(names("growth, faults"), ["faults", "growth"]);
    assert_eq!(wishes_in("growth:text").unwrap()[0].part.as_deref(), Some("text"));
    let refused = wishes_in("faults,everything").unwrap_err();
    assert!(refused.contains("not `everything`") && refused.contains("round-trips"), "{refused}");
    assert!(wishes_in("yes").is_err());
}
