//! What a survey does with workers that are slow, crash or lie. They are scripts that speak as a worker does.

use std::{fs, time::Instant};

use super::*;
use crate::isolate::Workers;
use pressroom_input::discover;

/// Looks over one explainer with a worker that does `then` when it is asked; gives what was found, the time that counts, and
/// the time that it took.
fn index(then: &str, timeout: Duration) -> (Diagnostics, Duration, Duration) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.md"), "---\nheadline: Why?\nslug: other\n---\n\nText.\n").unwrap();
    let inputs = discover(&[dir.path().to_owned()], None).unwrap();
    let ready = r#"{"keys":[],"fence":{"files":true,"calls":true}}"#;
    let script = format!("read given; echo '{ready}'; read request; {then}");
    let workers = Workers {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), script.into()],
        timeout: Some(timeout),
        memory: None,
    };
    let pool = WorkerPool::without_folders(&workers, Vec::new());
    let site = Site::default();
    let now = Timestamp::UNIX_EPOCH;
    let prescan = Prescan { inputs: &inputs, site: &site, now, cache: None, pool: Some(&pool) };
    let begun = Instant::now();
    let index = prescan.run();
    let took = begun.elapsed();
    let input = inputs.get(0).unwrap();
    assert_eq!(index.slug(0, &input), None, "what a worker did not say is not known");
    (index.source(0, &input).found, index.spent(0), took)
}

fn codes(found: &Diagnostics) -> Vec<Code> {
    found.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_look_that_takes_too_long_is_given_up_and_counts() {
    let limit = Duration::from_millis(500);
    let (found, spent, took) = index("exec sleep 60", limit);
    assert_eq!(codes(&found), [Code::Timeout]);
    assert!(spent >= limit, "nothing is left for making: {spent:?}");
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn the_time_of_a_look_is_taken_off_the_time_for_making() {
    let (found, spent, _) =
        index("sleep 0.3; echo '{\"peek\":null,\"headline\":null}'; read order", Duration::from_secs(60));
    assert_eq!(codes(&found), []);
    assert!(spent >= Duration::from_millis(300), "{spent:?}");
}

#[test]
fn a_worker_that_crashes_or_lies_costs_its_explainer() {
    for then in
        ["exit 3", "kill -9 $$", "echo nonsense; read order", "echo '{\"peek\":{\"slug\":1}}'; read order"]
    {
        let (found, _, _) = index(then, Duration::from_secs(60));
        assert_eq!(codes(&found), [Code::Crashed], "{then}");
    }
}

#[test]
fn without_workers_the_front_matter_is_read_here() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.md"), "---\nheadline: Why?\nslug: other\n---\n\nText.\n").unwrap();
    let inputs = discover(&[dir.path().to_owned()], None).unwrap();
    let site = Site::default();
    let now = Timestamp::UNIX_EPOCH;
    let prescan = Prescan { inputs: &inputs, site: &site, now, cache: None, pool: None };
    assert_eq!(prescan.run().slug(0, &inputs.get(0).unwrap()), Some("other"));
}
