//! Every word of generated explainers arrives: Markdown made from a grammar of every construct, read by the real
//! reader, set in every edition.
//!
//! The seed is fixed, so that a run can be repeated; `PRESSROOM_SEED=N` takes another, `PRESSROOM_DOCUMENTS=N` makes
//! more documents.

use std::{collections::BTreeSet, env, fs};

use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::{Document, text::document_lines};
use pressroom_images::NoPictures;
use pressroom_read::{ReadOptions, markdown};
use proptest::{
    strategy::{Strategy as _, ValueTree},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};

use crate::{
    arrival::what_is_lost,
    built::{Built, build},
    grammar::{Explainer, Writer, Written, explainer},
};

/// How often a failing document is made smaller and built again.
const SMALLER: usize = 40;

#[test]
fn every_word_of_generated_documents_arrives() {
    let number =
        |name: &str, default: u64| env::var(name).map_or(default, |value| value.parse().expect("a number"));
    let seed = number("PRESSROOM_SEED", 1);
    let count = number("PRESSROOM_DOCUMENTS", 24);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = explainer();
    let mut trees: Vec<_> = (0..count).map(|_| strategy.new_tree(&mut runner).unwrap()).collect();
    let values: Vec<_> = trees.iter().map(ValueTree::current).collect();
    let failing = lost(&values).into_iter().next();
    let Some((index, first)) = failing else { return };
    let tree = &mut trees[index];
    let (mut smallest, mut message) = (values[index].clone(), first);
    for _ in 0..SMALLER {
        let changed = match lost(&[tree.current()]).pop() {
            Some((_, found)) => {
                (smallest, message) = (tree.current(), found);
                tree.simplify()
            }
            None => tree.complicate(),
        };
        if !changed {
            break;
        }
    }
    panic!("seed {seed}, document {index}:\n{message}\n\n{}", Writer::write(&smallest).text);
}

#[test]
fn the_reader_loses_no_word() {
    let (seed, mut runner) = runner(400);
    let result = runner.run(&explainer(), |explainer| {
        let written = Writer::write(&explainer);
        let source = Source::new("generated.md", written.text.as_str());
        let site = Site::default();
        let options = ReadOptions { site: &site, slug: "generated", pictures: &NoPictures, now: None };
        let (document, found) = markdown(&source, &options);
        let Some(document) = document else { return Err(TestCaseError::fail(format!("{found:?}"))) };
        match unread(&document, &written) {
            Some(words) => Err(TestCaseError::fail(words)),
            None => Ok(()),
        }
    });
    if let Err(TestError::Fail(reason, explainer)) = &result {
        panic!("seed {seed}: {reason}\n\n{}", Writer::write(explainer).text);
    }
    result.unwrap();
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

/// The seed, and a runner that makes `cases` explainers from it.
pub(crate) fn runner(cases: u32) -> (u64, TestRunner) {
    let seed = number("PRESSROOM_SEED", 1);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    (seed, TestRunner::new_with_rng(config, random))
}

/// The words of the source that are not in the model.
fn unread(document: &Document, written: &Written) -> Option<String> {
    let lines = document_lines(document).join("\n");
    let words: BTreeSet<_> = lines.split(|c: char| !c.is_alphanumeric()).collect();
    let unread: Vec<_> =
        written.words.iter().map(String::as_str).filter(|word| !words.contains(word)).collect();
    (!unread.is_empty()).then(|| format!("the reader lost {}", unread.join(" ")))
}

/// Builds explainers and gives the number of each one that lost words, with what it lost.
fn lost(explainers: &[Explainer]) -> Vec<(usize, String)> {
    let folder = tempfile::tempdir().unwrap();
    let written: Vec<_> = explainers.iter().map(Writer::write).collect();
    for (index, written) in written.iter().enumerate() {
        fs::write(folder.path().join(format!("document-{index}.md")), &written.text).unwrap();
    }
    let built = build("generated", folder.path(), &["."]);
    written
        .iter()
        .enumerate()
        .filter_map(|(index, written)| what_document_lost(&built, index, written).map(|lost| (index, lost)))
        .collect()
}

fn what_document_lost(built: &Built, index: usize, written: &Written) -> Option<String> {
    let name = format!("generated: document-{index}");
    let documents = built.documents();
    let Some(document) = documents.iter().find(|document| document.name == name) else {
        return Some(format!("no model was written:\n{}", built.output_text()));
    };
    if let Some(words) = unread(&document.model, written) {
        return Some(words);
    }
    let lost = what_is_lost(document);
    (!lost.is_empty()).then(|| format!("{}\n\n{}", lost.join("\n\n"), built.output_text()))
}
