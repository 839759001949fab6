//! The library as a program uses it.

use std::collections::BTreeSet;

use pressroom::{
    Builder, Document, Edition, Error, ErrorKind, Explainer, FolderPictures, MemoryPictures, NoPictures,
    Pressroom, Rendered, UnknownEdition, diagnostics::Code, document::Metadata,
};

const MARKDOWN: &str = "---\nheadline: Why?\nlanguage: en\npublished: 2026-01-01\n---\n\n![A dot](dot.png)\n\n## Who asks?\n\nYou.\n";

#[test]
fn its_types_may_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Pressroom>();
    shared::<Builder>();
    shared::<Explainer>();
    shared::<Rendered>();
    shared::<Edition>();
    shared::<Error>();
    shared::<ErrorKind>();
    shared::<Document>();
    shared::<FolderPictures>();
    shared::<MemoryPictures>();
    shared::<NoPictures>();
}

#[test]
fn its_errors_are_errors() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Error>();
    is_error::<UnknownEdition>();
}

fn press() -> Pressroom {
    let dot: &[u8] = include_bytes!("manual/dot.png");
    Pressroom::builder().pictures(MemoryPictures::from([("dot.png", dot)])).build().unwrap()
}

#[test]
fn every_edition_has_its_main_file_and_one_alone_is_as_one_of_all() {
    let press = press();
    let explainer = press.read_file("why.md", MARKDOWN).unwrap();
    let all = press.render_all(&explainer);
    assert_eq!(all.keys().copied().collect::<Vec<_>>(), Edition::all());
    for (edition, rendered) in all {
        let rendered = rendered.unwrap();
        assert_eq!(rendered.main_path(), format!("why.{}", edition.extension()));
        assert!(rendered.main_file().len() > 100, "{edition}");
        // Others link to each other, or name each other's pages.
        if [Edition::Text, Edition::Email, Edition::Model].contains(&edition) {
            let alone = press.render(&explainer, edition).unwrap();
            assert!(alone.files().eq(rendered.files()), "{edition}");
        }
    }
}

#[test]
fn a_document_that_would_break_an_edition_is_refused() {
    let press = press();
    let mut document = press.read_file("why.md", MARKDOWN).unwrap().into_document();
    assert_eq!(*press.accept(&document).unwrap().document(), document);
    document.cards.extend(document.cards.clone());
    let error = press.accept(&document).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Read);
    assert!(error.to_string().starts_with("why.model.json:"), "{error}");
    let bare = Document::new(Metadata::new("bare", "Why?", document.metadata.language.clone()));
    assert!(press.accept(&bare).is_ok());
}

#[test]
fn what_is_wrong_with_a_theme_is_said_when_it_is_built() {
    for builder in [
        Pressroom::builder().builtin_theme("none"),
        Pressroom::builder().theme_files("house", [("theme.toml", "color = 1\n")]),
        Pressroom::builder().theme_folder("tests/toy/none"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Theme);
        assert!(!error.to_string().is_empty());
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/toy/theme");
    assert!(Pressroom::builder().theme_folder(folder).build().is_ok());
}

#[test]
fn pictures_come_from_where_the_program_says() {
    let codes = |press: &Pressroom| -> BTreeSet<Code> {
        let explainer = press.read(MARKDOWN).unwrap();
        explainer.warnings().iter().map(|warning| warning.code).collect()
    };
    assert!(codes(&Pressroom::default()).contains(&Code::MissingPicture));
    assert!(!codes(&press()).contains(&Code::MissingPicture));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/manual");
    let press = Pressroom::builder().pictures(FolderPictures::new(folder)).build().unwrap();
    assert!(!codes(&press).contains(&Code::MissingPicture));
    let outside =
        press.read("# Why?\n\n![A dot](../manual/../../tests/manual/dot.png)\n\n## Who?\n\nYou.").unwrap();
    assert!(outside.warnings().iter().any(|warning| warning.code == Code::MissingPicture));
}

/// `default-features = false` has HTML, AMP, EPUB, text and JSON, and neither a typesetter nor a command nor a network.
#[test]
fn without_features_there_is_no_typesetter_and_no_network() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = std::process::Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--package", "pressroom", "--no-default-features", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}", "--offline", "--locked"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    for there in ["pressroom-web", "pressroom-epub", "pressroom-newsletter", "pressroom-syndication"] {
        assert!(names.contains(there), "{there} is missing");
    }
    for barred in [
        "typst",
        "genpdf",
        "printpdf",
        "rustls",
        "webpki-roots",
        "clap",
        "indicatif",
        "redb",
        "pressroom-mail",
    ] {
        assert!(!names.contains(barred), "{barred} is there");
    }
}
