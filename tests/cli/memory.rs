//! Memory does not grow with the number of documents: what the typesetter remembers is forgotten, and of an archive little is kept.

use std::process::Command;

use super::TestDir;
use crate::effort::Effort;

/// Runs a command and prints the most memory that it took, in KiB.
const PEAK: &str = "import resource, subprocess, sys\n\
                    subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)\n\
                    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";

/// The peak of a build of so many documents, no paragraph of which is like another's; each paragraph has so many sentences.
fn peak(documents: usize, sentences: usize, editions: &str) -> u64 {
    let desk = TestDir::new();
    for number in 0..documents {
        let mut text = format!("---\nheadline: Who is {number}?\nlanguage: en\npublished: 2026-01-02\n---\n");
        for card in 0..8 {
            text.push_str(&format!("\n## Question {card} of {number}?\n"));
            for paragraph in 0..5 {
                let words = format!("Words {number}-{card}-{paragraph} that nobody else has said before. ");
                text.push_str(&format!("\n{}\n", words.repeat(sentences)));
            }
        }
        desk.write(&format!("input/d{number}.md"), text);
    }
    let output = Command::new("python3")
        .args(["-c", PEAK, env!("CARGO_BIN_EXE_pressroom"), "build", "--to", editions, "--jobs", "2"])
        .current_dir(desk.path(""))
        .output()
        .expect("python3");
    assert_eq!(desk.names("output").len(), documents * editions.split(',').count() + 1);
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

#[test]
fn many_documents_take_no_more_memory_than_few() {
    let (few, many) = (peak(16, 8, "pdf"), peak(64, 8, "pdf"));
    assert!(many * 10 < few * 13, "{few} KiB for 16 documents, {many} KiB for 64");
}

/// What was written is forgotten, too.
#[test]
fn large_documents_flow_through() {
    // 60 kB of text each: more than is kept to be read, in both cases.
    let (few, many) = (peak(300, 26, "html,text"), peak(1_200, 26, "html,text"));
    assert!(many * 10 < few * 13, "{few} KiB for 300 documents, {many} KiB for 1,200");
}

/// Of each document little more than its name is kept, and what lists sort it by.
#[test]
fn an_archive_takes_no_more_memory_than_a_shelf() {
    // More text than is kept to be read, in both cases.
    let number = Effort { sweep: "memory", short: 8_000, long: 20_000 }.now();
    let (few, many) = (peak(2_000, 4, "html"), peak(number, 4, "html"));
    assert!(many * 20 < few * 23, "{few} KiB for 2,000 documents, {many} KiB for {number}");
}
