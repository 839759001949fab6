//! Explainers as records on standard input, editions as records on standard output.

use std::{collections::BTreeMap, fs};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::*;

fn markdown(headline: &str) -> String {
    format!("---\nheadline: {headline}\n{FRONT}---\n\nThe lede.\n\n## Why?\n\nBecause of {headline}.\n")
}

/// Sends lines through the command; gives what it did, and the records that came out.
fn send(desk: &TestDir, arguments: &str, lines: &[String]) -> (Ran, Vec<Value>) {
    let mut command = desk.command(&format!("stream {arguments}"));
    command.write_stdin(lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    let ran = ran(&mut command);
    let records = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (ran, records)
}

/// The files of all records: path -> content, by id.
fn files(records: &[Value]) -> BTreeMap<(String, String), Vec<u8>> {
    let mut files = BTreeMap::new();
    for record in records {
        for file in record["files"].as_array().unwrap() {
            let content = match (&file["text"], &file["base64"]) {
                (Value::String(text), Value::Null) => text.clone().into_bytes(),
                (Value::Null, Value::String(base64)) => BASE64_STANDARD.decode(base64).unwrap(),
                _ => continue,
            };
            let name = |value: &Value| value.as_str().unwrap().to_owned();
            assert_eq!(files.insert((name(&record["id"]), name(&file["path"])), content), None);
        }
    }
    files
}

#[test]
fn records_hold_what_a_build_writes() {
    let desk = TestDir::new();
    fs::create_dir_all(desk.path("pictures/one")).unwrap();
    picture(&desk.path("pictures/one/red.png"));
    let text = format!("{}\n![Red](red.png \"A red square\")\n", markdown("One"));
    desk.write("pictures/one/one.md", &text);
    desk.run("build pictures/one/one.md --to html,amp,epub,text,ninjs --out built").ends(0);
    let line = json!({"id": "one", "markdown": text, "base": "one"}).to_string();
    let (ran, records) = send(&desk, "--to html,amp,epub,text,ninjs --pictures pictures", &[line]);
    ran.ends(0).says("1 record\n");
    let editions: Vec<_> = records.iter().map(|record| record["edition"].as_str().unwrap()).collect();
    assert_eq!(editions, ["amp", "html", "epub", "text", "ninjs"]);
    assert!(
        records
            .iter()
            .all(|record| record["status"] == "made" && record["slug"] == "one" && record["line"] == 1)
    );
    let built: BTreeMap<_, _> = desk
        .files("built")
        .into_iter()
        .filter_map(|(path, content)| {
            Some((("one".to_owned(), path.strip_prefix("one/")?.to_owned()), content))
        })
        .collect();
    assert!(built.keys().any(|(_, path)| path.starts_with("media/")));
    assert!(files(&records) == built);
    // The picture is sent once; the second page names the first.
    let page = &records[1]["files"][0];
    assert!(page["path"].as_str().unwrap().starts_with("media/") && page["in"] == "amp", "{page}");

    let model = String::from_utf8(desk.files("built").remove("one/one.ninjs.json").unwrap()).unwrap();
    assert!(model.contains("One"));
}

#[test]
fn a_model_is_a_record_too() {
    let desk = TestDir::new();
    let line = json!({"id": "x", "markdown": markdown("Deep")}).to_string();
    let (ran, records) = send(&desk, "--to model,text", &[line]);
    ran.ends(0);
    let all = files(&records);
    let model: Value = serde_json::from_slice(&all[&("x".to_owned(), "x.model.json".to_owned())]).unwrap();
    let line = json!({"id": "other id", "model": model}).to_string();
    let (ran, records) = send(&desk, "--to text", &[line]);
    ran.ends(0);
    assert_eq!(records[0]["slug"], "x", "the model says its slug");
    let text = ("other id".to_owned(), "x.txt".to_owned());
    assert_eq!(files(&records)[&text], all[&("x".to_owned(), "x.txt".to_owned())]);
}

#[test]
fn a_bad_record_costs_itself_alone_and_nothing_is_lost() {
    let desk = TestDir::new();
    let deep = format!("{{\"id\": \"deep\", \"model\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let lines = [
        json!({"id": "first", "markdown": markdown("First")}).to_string(),
        "{\"id\": \"torn".to_owned(),
        String::new(),
        json!({"id": "both", "markdown": "x", "model": {}}).to_string(),
        json!({"id": "unknown", "markdown": "x", "extra": 1}).to_string(),
        json!({"id": "headless", "markdown": "---\nheadline: [\n---\n"}).to_string(),
        json!({"id": "", "markdown": "x"}).to_string(),
        json!({"id": "elsewhere", "markdown": markdown("E"), "base": "../.."}).to_string(),
        deep,
        "\u{0}\u{1}".to_owned(),
        json!({"id": "last", "markdown": markdown("Last")}).to_string(),
    ];
    fs::create_dir(desk.path("pictures")).unwrap();
    let (ran, records) = send(&desk, "--to text,html --pictures pictures", &lines);
    ran.ends(1).says("10 records, 8 failed\n");
    let seen: Vec<_> = records
        .iter()
        .map(|record| {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {}",
                record["line"],
                text(&record["id"]),
                text(&record["edition"]),
                text(&record["status"])
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "1 first html made",
            "1 first text made",
            "2 - - failed",
            "4 both html failed",
            "4 both text failed",
            "5 unknown html failed",
            "5 unknown text failed",
            "6 headless html failed",
            "6 headless text failed",
            "7 - - failed",
            "8 elsewhere html failed",
            "8 elsewhere text failed",
            "9 deep html failed",
            "9 deep text failed",
            "10 - - failed",
            "11 last html made",
            "11 last text made",
        ]
    );
    let headless = records.iter().find(|record| record["id"] == "headless").unwrap();
    for record in records.iter().filter(|record| record["status"] == "failed" && record["edition"] != "text")
    {
        let said = record["diagnostics"].as_array().unwrap();
        assert!(said.iter().any(|finding| finding["severity"] == "error"), "{record}");
    }
    let place = &headless["diagnostics"][0];
    assert!(place["line"].as_u64().unwrap() > 1, "{place}");
}

#[test]
fn a_bad_record_that_says_its_id_is_answered_with_it() {
    let desk = TestDir::new();
    let bad = [
        (r#"{"id": "a", "markdown": 7}"#, json!("a")),
        (r#"{"markdown": "x", "extra": [{}], "id": "b"}"#, json!("b")),
        (r#"{"id": "c", "markdown": "x", "base": {"id": "no"}}"#, json!("c")),
        (r#"{"id": "d"}"#, json!("d")),
        (r#"{"id": "e", "model": []}"#, json!("e")),
        (r#"{"id": 42, "markdown": "x"}"#, json!(42)),
        (r#"{"id": "f\u00e9", "Markdown": "x"}"#, json!("fé")),
        (r#"{"id": null, "markdown": "x"}"#, Value::Null),
        (r#"{"id": ["g"], "markdown": "x"}"#, Value::Null),
        (r#"{"markdown": "x"}"#, Value::Null),
        (r#"["h"]"#, Value::Null),
        (r#"{"id": "i", "markdown": "x"} {}"#, Value::Null),
    ];
    let lines: Vec<String> = bad.iter().map(|(line, _)| (*line).to_owned()).collect();
    let (ran, records) = send(&desk, "--to text,html", &lines);
    ran.ends(1).says("12 records, 12 failed");
    let mut expected = Vec::new();
    for (number, (_, id)) in bad.iter().enumerate() {
        let editions = if id.is_null() { vec![Value::Null] } else { vec![json!("html"), json!("text")] };
        expected.extend(editions.into_iter().map(|edition| (json!(number + 1), id.clone(), edition)));
    }
    let seen: Vec<_> = records
        .iter()
        .map(|record| (record["line"].clone(), record["id"].clone(), record["edition"].clone()))
        .collect();
    assert_eq!(seen, expected);
    assert!(records.iter().all(|record| record["status"] == "failed"));
    let said = |number: usize| records[number]["diagnostics"][0]["message"].as_str().unwrap().to_owned();
    assert!(said(0).starts_with("the line is no record: ") && said(10).ends_with("write it as text, \"42\""));
}

#[test]
fn schemas_say_what_goes_in_and_out() {
    let desk = TestDir::new();
    let schema = |name: &str| -> Value {
        serde_json::from_str(&desk.run(&format!("schema {name}")).ends(0).out).unwrap()
    };
    let stream = schema("stream");
    assert_eq!(stream["anyOf"].as_array().unwrap().len(), 2);
    let line = json!({"id": "a", "markdown": markdown("A"), "base": "x"});
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let of_in = &stream["$defs"]["Incoming"];
    assert!(names(&line).iter().all(|name| of_in["properties"].get(name).is_some()));
    let (_, records) = send(&desk, "--to ninjs", &[line.to_string()]);
    // Nothing was removed.
    let of_out = &stream["$defs"]["Outgoing"];
    let mut said = names(&records[0]);
    said.push("removed".to_owned());
    said.sort();
    assert_eq!(said, names(&of_out["properties"]));
    // Each member of an item is one that the schema names.
    let line = json!({"id": "a", "markdown": markdown("A")}).to_string();
    let item = files(&send(&desk, "--to ninjs", &[line]).1).into_values().next().unwrap();
    let (item, ninjs): (Value, Value) = (serde_json::from_slice(&item).unwrap(), schema("ninjs"));
    assert!(names(&item).iter().all(|name| ninjs["properties"].get(name).is_some()), "{item}");
    assert_eq!(ninjs["additionalProperties"], false);
}

#[test]
fn order_is_kept_and_the_number_of_threads_does_not_matter() {
    let desk = TestDir::new();
    let long = "Words of a long paragraph. ".repeat(5_000);
    let lines: Vec<String> = (0..40)
        .map(|number| {
            let more = if number % 7 == 0 { long.as_str() } else { "" };
            json!({"id": format!("a{number}"), "markdown": format!("{}{more}\n", markdown(&number.to_string()))}).to_string()
        })
        .collect();
    let (one, records) = send(&desk, "--to text,ninjs --jobs 1", &lines);
    let (four, _) = send(&desk, "--to text,ninjs --jobs 4", &lines);
    assert_eq!((one.code, records.len()), (Some(0), 80));
    assert!(one.out == four.out);
    let (any, _) = send(&desk, "--to text,ninjs --jobs 4 --unordered", &lines);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert!(sorted(&any.out) == sorted(&one.out));
}

#[test]
fn files_are_stored_where_that_is_asked_for() {
    let desk = TestDir::new();
    let lines: Vec<String> =
        ["a", "../b", "c/d"].map(|id| json!({"id": id, "markdown": markdown("A")}).to_string()).to_vec();
    for _ in 0..2 {
        let (ran, records) = send(&desk, "--to text --out kept", &lines);
        ran.ends(0);
        let stored: Vec<_> =
            records.iter().map(|record| record["files"][0]["stored"].as_str().unwrap()).collect();
        assert_eq!(stored[0], "kept/a/a.txt");
        assert!(
            stored.iter().all(|path| path.starts_with("kept/") && !path.contains("..") && desk.exists(path))
        );
        assert_eq!(desk.all_files("kept").len(), 3, "a second time replaces the first");
    }
}

#[test]
fn what_must_not_be_seen_is_not_made() {
    let desk = TestDir::new();
    let with = |line: &str| markdown("A").replacen("---\n", &format!("---\n{line}\n"), 1);
    let lines = [
        json!({"id": "later", "markdown": with("embargo: 2999-01-01")}).to_string(),
        json!({"id": "gone", "markdown": with("status: canceled")}).to_string(),
    ];
    let (ran, records) = send(&desk, "--to text,ninjs", &lines);
    ran.ends(0);
    let seen: Vec<_> = records
        .iter()
        .map(|record| (record["status"].as_str().unwrap(), record["files"].as_array().unwrap().len()))
        .collect();
    assert_eq!(seen, [("embargoed", 0), ("embargoed", 0), ("withdrawn", 0), ("made", 1)]);
    assert!(!records[3].to_string().contains("Because"));
    let (ran, records) = send(&desk, "--to text --include-embargoed", &lines[..1]);
    ran.ends(0);
    assert_eq!(records[0]["status"], "made");
    let warned = json!({"id": "w", "markdown": "---\nheadline: A\n---\n\nText.\n"}).to_string();
    let (ran, records) = send(&desk, "--to text --strict", &[warned]);
    ran.ends(1);
    assert_eq!((&records[0]["status"], records[0]["files"].as_array().unwrap().len()), (&json!("failed"), 0));
}

#[test]
fn what_must_not_be_seen_any_more_is_removed() {
    let desk = TestDir::new();
    fs::create_dir(desk.path("pictures")).unwrap();
    picture(&desk.path("pictures/red.png"));
    let with = |line: &str| {
        let text = markdown("A").replacen("---\n", &format!("---\n{line}\n"), 1);
        format!("{text}\n![Red](red.png \"A red square\")\n")
    };
    let line = |line: &str| json!({"id": "a", "markdown": with(line)}).to_string();
    let send = |arguments: &str, front: &str| {
        let (ran, records) =
            send(&desk, &format!("{arguments} --out kept --pictures pictures"), &[line(front)]);
        let removed: Vec<String> = records
            .iter()
            .flat_map(|record| record["removed"].as_array().into_iter().flatten())
            .map(|path| path.as_str().unwrap().to_owned())
            .collect();
        assert!(records[1..].iter().all(|record| record["removed"] == Value::Null));
        (ran.code, removed)
    };
    let there = || desk.all_files("kept").into_keys().collect::<Vec<_>>();
    let mine = ["kept/a/notes.txt", "kept/a/media/mine.png", "kept/b/b.txt"];
    mine.iter().for_each(|path| desk.write(path, "mine"));
    let others = ["a/media/mine.png", "a/notes.txt", "b/b.txt"];
    let all = "--to html,ninjs,text";
    let whole = || {
        assert_eq!(send(all, "keywords: [a]"), (Some(0), vec![]));
        let there = there();
        assert!(there.contains(&"a/a.html".to_owned()) && there.len() > 6, "{there:?}");
        there.len() - others.len()
    };
    for front in ["embargo: 2999-01-01", "draft: true"] {
        let stored = whole();
        // Also what this run was not asked for.
        let (code, removed) = send("--to ninjs", front);
        assert_eq!((code, removed.len()), (Some(0), stored), "{front}: {removed:?}");
        assert_eq!(there(), others, "{front}");
        assert_eq!(send("--to ninjs", front), (Some(0), vec![]));
    }
    for front in ["status: withheld", "status: canceled"] {
        let stored = whole();
        let (code, removed) = send(all, front);
        assert_eq!((code, removed.len()), (Some(0), stored - 1), "{front}: {removed:?}");
        assert_eq!(there(), [&["a/a.ninjs.json"], &others[..]].concat(), "{front}");
        assert!(!fs::read_to_string(desk.path("kept/a/a.ninjs.json")).unwrap().contains("Because"));
        // The notice stays with another edition that is not made, and goes if the explainer is to be used again.
        assert_eq!(send("--to text", front), (Some(0), vec![]));
        assert_eq!(send("--to text", "keywords: [a]"), (Some(0), vec!["a.ninjs.json".to_owned()]));
        send("--to text", "embargo: 2999-01-01");
        assert_eq!(there(), others);
    }
    // A draft stands beside nothing else; another slug is another name; what can't be read stays.
    whole();
    let (code, removed) = send("--to text --drafts", "draft: true");
    assert!(
        code == Some(0) && removed.contains(&"a.html".to_owned()) && !removed.contains(&"a.txt".to_owned())
    );
    assert_eq!(send("--to text", "slug: other"), (Some(0), vec!["a.txt".to_owned()]));
    assert_eq!(send("--to text", "headline: ["), (Some(1), vec![]));
    assert!(desk.exists("kept/a/other.txt"));
    mine.iter().for_each(|path| assert_eq!(fs::read(desk.path(path)).unwrap(), b"mine"));
}

#[test]
fn a_reader_that_leaves_is_no_mistake() {
    let desk = TestDir::new();
    let lines: String = (0..2_000)
        .map(|number| json!({"id": number.to_string(), "markdown": markdown("A")}).to_string() + "\n")
        .collect();
    desk.write("in.ndjson", lines);
    let command = format!(
        "{} stream --to text <in.ndjson | head -n 1 | wc -l; echo ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_pressroom")
    );
    let output = std::process::Command::new("bash")
        .current_dir(desk.path(""))
        .args(["-c", &command])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1\n0\n");
}
