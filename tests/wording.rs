//! What stands round interface words comes from the words files: no template and no edition writes it itself.

use std::{fs, path::Path};

use crate::built::root;

/// Files below a folder that end in one of some extensions.
fn files(folder: &Path, extensions: &[&str], found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() {
            files(&path, extensions, found);
        } else if extensions.contains(&extension) {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Lines of files that hold one of some strings and are not comments.
fn lines(found: &[(String, String)], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = found.iter().flat_map(|(path, text)| text.lines().map(move |line| (path, line)));
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter(|(_, line)| wrong(line)).map(|(path, line)| format!("{path}: {}", line.trim())).collect()
}

#[test]
fn templates_write_no_punctuation_beside_values() {
    let mut templates = Vec::new();
    files(&root().join("themes"), &["html", "xhtml", "svg"], &mut templates);
    assert!(templates.len() > 15, "the templates are not where this test looks for them");
    let marks = ["}}: ", "%}: ", "}}; ", "%}; ", "}}, ", "%}, ", "}} (", "%} (", "}}:<", "%}:<"];
    let none: [String; 0] = [];
    assert_eq!(lines(&templates, |line| marks.iter().any(|mark| line.contains(mark))), none);
    let mut templates = Vec::new();
    files(&root().join("themes"), &["typ"], &mut templates);
    let marks = ["[: ]", "[, ]", "[; ]", "\": \"", "\"; \""];
    assert_eq!(lines(&templates, |line| marks.iter().any(|mark| line.contains(mark))), none);
}

#[test]
fn editions_write_no_punctuation_beside_words() {
    let mut sources = Vec::new();
    for folder in ["render", "web", "epub", "newsletter", "syndication", "pdf", "proof", "website"] {
        files(&root().join("src").join(folder), &["rs"], &mut sources);
    }
    sources.retain(|(path, _)| !path.contains("tests"));
    assert!(sources.len() > 80, "the sources are not where this test looks for them");
    for (_, source) in &mut sources {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default().len();
        source.truncate(code);
    }
    let variables = ["words.", "messages."];
    let named: Vec<String> = [" ", "(", "&", "."]
        .iter()
        .flat_map(|before| variables.map(|variable| format!("{before}{variable}")))
        .chain(["MessageKey::".to_owned()])
        .collect();
    let marks = ["}: {", "}: \"", "}; {", "}, {", "} ({", "\"; \"", "\", \""];
    let joined = |line: &str| {
        let format = line.contains("format!") || line.contains("push_str") || line.contains("join");
        let beside = format && named.iter().any(|name| line.contains(name.as_str()));
        // A whole literal is wrong on whatever line it stands.
        let literal = ["(\": \"", " \": \"", "[\": \""].iter().any(|literal| line.contains(literal));
        literal || beside && marks.iter().any(|mark| line.contains(mark))
    };
    let none: [String; 0] = [];
    assert_eq!(lines(&sources, joined), none);
}
