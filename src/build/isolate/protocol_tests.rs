use super::*;
use pressroom_diagnostics::Code;

const SOURCE: &str = "input/a.md";

fn input() -> Input {
    Input {
        name: SOURCE.to_owned(),
        path: None,
        kind: InputKind::Markdown,
        slug: "a".to_owned(),
        leads_out: false,
    }
}

fn loaded() -> LoadedSource {
    let found = vec![Diagnostic::warning(Code::InvalidUtf8, "known already")];
    let source = Source::new(SOURCE, "text");
    LoadedSource { source, kind: InputKind::Markdown, found, version: None, sha256: String::new() }
}

/// An answer with all that there may be in one.
fn response() -> RenderResponse {
    let theme = Arc::new(Source::new("theme.html", "{{ x }}"));
    let found = vec![
        Diagnostic::warning(Code::TooDeep, "deep")
            .with_span(pressroom_diagnostics::Span::new(1, 2))
            .help("less"),
        Diagnostic::error(Code::Template, "line 1").in_source(&theme),
    ];
    let of_edition = vec![Diagnostic::warning(Code::Template, "x").in_source(&theme).in_edition("html")];
    let shared: Arc<[u8]> = Arc::from(&b"\n\0{}"[..]);
    let files = |own: &str| {
        BTreeMap::from([
            (own.to_owned(), Arc::from(own.as_bytes())),
            ("media/x".to_owned(), Arc::clone(&shared)),
        ])
    };
    let edition = |own| RenderedEdition {
        edition: Some(Edition { files: files(own), ..Edition::default() }),
        found: Diagnostics::new(),
        lacking: ['\u{e000}'].into(),
    };
    let failed = RenderedEdition { edition: None, found: of_edition, ..RenderedEdition::default() };
    let json = r#"{"slug": "a", "headline": "A", "language": "en", "minutes": 1, "cards": 0}"#;
    let summary: Summary = serde_json::from_str(json).unwrap();
    let record = ManifestDocument {
        draft: false,
        slug: "a".to_owned(),
        source: SOURCE.to_owned(),
        version: 1,
        status: pressroom_document::Status::Usable,
        hash: "form/1".to_owned(),
        sha256: "x".to_owned(),
        cards: Vec::new(),
        files: Vec::new(),
    };
    let prepared = PreparedDocument { document: None, notice: false, record, summary };
    let pictures = vec![SeenPicture { path: "x.png".to_owned(), file: None }];
    let begun = ReadSource {
        source: Source::new(SOURCE, "text"),
        found,
        pictures,
        what: ReadOutcome::Document(Box::new(prepared)),
    };
    let editions = wanted().iter().zip([edition("a.html"), failed, edition("a.amp")]).collect();
    RenderResponse { begun, editions }
}

fn written(response: &RenderResponse) -> Vec<u8> {
    let mut out = Vec::new();
    response.write(&mut out).unwrap();
    out
}

fn wanted() -> EditionSet {
    EditionSet::from_names(&["html", "text", "amp"])
}

fn read(mut bytes: &[u8], wanted: &EditionSet) -> Result<RenderResponse, io::ErrorKind> {
    RenderResponse::read(&mut bytes, &input(), loaded(), wanted).map_err(|error| error.kind())
}

#[test]
fn an_answer_arrives_as_it_was_given() {
    let sent = response();
    let bytes = written(&sent);
    let here = read(&bytes, &wanted()).unwrap();
    assert_eq!(here.begun.found, [loaded().found, sent.begun.found].concat());
    assert_eq!(here.begun.pictures, sent.begun.pictures);
    for ((id, here), (other, sent)) in here.editions.iter().zip(sent.editions.iter()) {
        let files = |rendered: &RenderedEdition| rendered.edition.as_ref().map(|it| it.files.clone());
        assert_eq!((id, files(here), &here.found), (other, files(sent), &sent.found));
        assert_eq!(here.lacking, sent.lacking);
    }
    let picture = |name| {
        let rendered = here.editions.get(pressroom_render::EditionId::new(name)).unwrap();
        rendered.edition.as_ref().unwrap().files["media/x"].clone()
    };
    assert!(Arc::ptr_eq(&picture("html"), &picture("amp")), "what editions share is sent once");
    assert!(matches!(here.begun.what, ReadOutcome::Document(prepared) if prepared.summary.headline == "A"));
}

#[test]
fn an_answer_that_is_torn_anywhere_is_none() {
    let bytes = written(&response());
    for length in 0..bytes.len() {
        let read = read(&bytes[..length], &wanted());
        assert_eq!(read.err(), Some(io::ErrorKind::UnexpectedEof), "{length}");
    }
}

/// The head of an answer, changed.
fn changed(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let bytes = written(&response());
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let mut head = serde_json::from_slice(&bytes[..end]).unwrap();
    change(&mut head);
    [serde_json::to_vec(&head).unwrap(), bytes[end..].to_vec()].concat()
}

#[test]
fn what_does_not_fit_the_order_is_none() {
    type Change = fn(&mut serde_json::Value);
    let changes: [Change; 9] = [
        // More bytes than there may be, or than numbers have: not asked for from memory.
        |head| head["contents"][0] = u64::MAX.into(),
        |head| head["contents"] = vec![1_u64 << 33; 4].into(),
        |head| head["editions"][0]["files"]["a.html"] = 99.into(),
        |head| head["editions"][0]["name"] = "epub".into(),
        |head| head["found"][0][0]["code"] = "unheard-of".into(),
        |head| head["found"][0][1] = 99.into(),
        |head| head["editions"][1]["found"][0][0]["edition"] = "unheard-of".into(),
        |head| head["what"]["document"]["record"]["source"] = "input/b.md".into(),
        |head| head["what"]["document"]["record"]["slug"] = "b".into(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let read = read(&changed(change), &wanted());
        assert_eq!(read.err(), Some(io::ErrorKind::InvalidData), "{number}");
    }
    assert!(read(&changed(|_| ()), &wanted()).is_ok());
    assert_eq!(
        read(&written(&response()), &EditionSet::from_names(&["text", "amp"])).err(),
        Some(io::ErrorKind::InvalidData)
    );
    assert_eq!(read(b"thread main panicked\n", &wanted()).err(), Some(io::ErrorKind::InvalidData));
}

#[test]
fn a_line_without_end_is_given_up() {
    let mut endless = io::BufReader::new(io::repeat(b'x'));
    let read = read_line::<Handshake>(&mut endless).map_err(|error| error.kind());
    assert_eq!(read, Err(io::ErrorKind::InvalidData));
}
