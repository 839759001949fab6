//! Every integration test is a module of this one binary, so that the library is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod archive;
mod arrival;
mod built;
mod cards;
mod cli;
mod compare;
mod coverage;
mod crates;
mod determinism;
mod effort;
mod extract;
#[cfg(target_os = "linux")]
mod faults;
mod front_door;
mod fuzz;
mod generated;
mod grammar;
mod growth;
mod hostile;
#[allow(clippy::wildcard_enum_match_arm, reason = "the enums of syn are open")]
mod house;
#[cfg(all(unix, feature = "pdf", feature = "send"))]
mod manual;
mod newsletter;
mod pages;
#[cfg(target_os = "linux")]
mod poison;
#[allow(clippy::wildcard_enum_match_arm, reason = "the enums of syn are open")]
mod public_api;
mod reference;
mod round_trip;
mod safety;
mod toy;
mod wording;
mod words;
mod write;
