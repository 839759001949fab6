//! Packages that were made by hand, most of them with bad intent.

use std::{fs, path::Path};

use tar::{Builder, EntryType, Header};

use super::*;
use pressroom_document::{paths::MANIFEST, sha256};
use pressroom_manifest::FORMAT;

/// An entry of an archive: name, kind, size in the header, content.
type Entry<'a> = (&'a [u8], EntryType, u64, &'a [u8]);

/// A manifest that names files in the order given.
fn manifest(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Vec<_> = files
        .iter()
        .map(|(path, content)| {
            serde_json::json!({
                "path": path, "source": "a.md", "edition": "ninjs", "bytes": content.len(), "sha256": sha256(content),
            })
        })
        .collect();
    serde_json::to_vec(&serde_json::json!({ "format": FORMAT, "documents": [], "files": files })).unwrap()
}

/// A regular file.
fn regular<'a>(name: &'a str, content: &'a [u8]) -> Entry<'a> {
    (name.as_bytes(), EntryType::Regular, content.len() as u64, content)
}

/// The bytes of an archive, whatever its entries are.
fn archive(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for (name, kind, size, content) in entries {
        let mut header = Header::new_ustar();
        header.as_ustar_mut().unwrap().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_size(*size);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

fn squeeze(archive: &[u8]) -> Vec<u8> {
    zstd::encode_all(archive, 3).unwrap()
}

/// A package whose manifest is right about the files.
fn package(files: &[(&str, &[u8])]) -> Vec<u8> {
    let json = manifest(files);
    let mut entries = vec![regular(MANIFEST, &json)];
    entries.extend(files.iter().map(|(name, content)| regular(name, content)));
    squeeze(&archive(&entries))
}

/// Checks a package and extracts it; what is refused leaves nothing.
#[track_caller]
fn check(package: &[u8], limits: Limits) -> Result<Verified, PackageError> {
    let desk = tempfile::tempdir().unwrap();
    let (file, target) = (desk.path().join("p.tar.zst"), desk.path().join("target"));
    fs::write(&file, package).unwrap();
    let job = VerifyJob {
        package: &file,
        key: None,
        signature: None,
        name: None,
        newer_than: None,
        extract: Some(&target),
        limits,
    };
    let result = verify(&job);
    let names = || fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names().count(), if result.is_ok() { 2 } else { 1 }, "{:?}", names().collect::<Vec<_>>());
    result
}

/// The package is refused, and why holds `text`.
#[track_caller]
fn refused(package: &[u8], text: &str) {
    match check(package, Limits::default()) {
        Err(PackageError::Mismatch(message)) => {
            assert!(message.contains(text), "`{text}` is not in: {message}")
        }
        other => panic!("expected a refusal about `{text}`: {other:?}"),
    }
}

#[test]
fn a_package_that_is_what_it_says_is_taken() {
    let verified = check(&package(&[("a/a.json", b"{}"), ("b", b"")]), Limits::default()).unwrap();
    assert_eq!((verified.files, verified.bytes, verified.signer), (2, 2, None));
}

#[test]
fn names_that_lead_out_or_are_two_things_are_refused() {
    for name in ["../x", "/x", "a/../x", "a//x", "./x", "a/.", "a\\x", "C:x", "a\nx", "a\u{1b}x", "", "a/"] {
        // In manifest and archive, and in the archive alone.
        refused(&package(&[(name, b"x")]), "can't be the name");
        let json = manifest(&[("x", b"x")]);
        refused(&squeeze(&archive(&[regular(MANIFEST, &json), regular(name, b"x")])), "no name inside");
    }
    refused(&package(&[("a\0x", b"x")]), "can't be the name");
    refused(&package(&[("a/nul.json", b"x")]), "can't be the name");
    refused(&package(&[("X", b"x"), ("x", b"x")]), "upper and lower case");
    refused(&package(&[("\u{3C2}", b"x"), ("\u{3C3}", b"x")]), "upper and lower case");
    refused(&package(&[("A/x", b"x"), ("a/X", b"x")]), "upper and lower case");
    refused(&package(&[("Manifest.json", b"x")]), "upper and lower case");
    refused(&package(&[(MANIFEST, b"x")]), "upper and lower case");
    refused(&package(&[("a", b"x"), ("a/b/c", b"x")]), "a folder that is a file");
    refused(&package(&[("A/b", b"x"), ("a", b"x")]), "a folder that is a file");
    refused(&package(&[("x", b"x"), ("x", b"x")]), "names x twice");
    refused(&package(&[("b", b"x"), ("a", b"x")]), "not sorted");
    let json = manifest(&[("x", b"x")]);
    let latin = (&b"\xfc"[..], EntryType::Regular, 1, &b"x"[..]);
    refused(&squeeze(&archive(&[regular(MANIFEST, &json), latin])), "not UTF-8");
}

#[test]
fn entries_are_those_of_the_manifest_in_its_order() {
    let files: &[(&str, &[u8])] = &[("a", b"1"), ("b", b"22"), ("c", b"3")];
    let json = manifest(files);
    let (m, a, b, c) =
        (regular(MANIFEST, &json), regular("a", b"1"), regular("b", b"22"), regular("c", b"3"));
    assert!(check(&squeeze(&archive(&[m, a, b, c])), Limits::default()).is_ok());
    refused(&squeeze(&archive(&[m, a, b])), "c is missing");
    refused(&squeeze(&archive(&[m, b, c])), "b is in the place of a");
    refused(&squeeze(&archive(&[m, b, a, c])), "b is in the place of a");
    refused(&squeeze(&archive(&[m, a, a, b, c])), "a is in the place of b");
    refused(&squeeze(&archive(&[m, a, b, c, regular("d", b"")])), "does not name it");
    refused(&squeeze(&archive(&[m, a, b, c, c])), "does not name it");
    refused(&squeeze(&archive(&[a, b, c])), "expected manifest.json");
    refused(&squeeze(&archive(&[m, m, a, b, c])), "in the place of a");
    refused(&squeeze(&archive(&[m, a, regular("b", b"23"), c])), "SHA-256");
    refused(&squeeze(&archive(&[m, a, regular("b", b"222"), c])), "b has 3 bytes");
    refused(&squeeze(&archive(&[])), "is empty");
    refused(&squeeze(&archive(&[regular(MANIFEST, b"{}")])), "can't be read");
    let other = String::from_utf8(json.clone()).unwrap().replace(FORMAT, "pressroom-manifest/0");
    refused(&squeeze(&archive(&[regular(MANIFEST, other.as_bytes())])), "pressroom-manifest/0");
}

#[test]
fn nothing_but_files_is_taken() {
    let json = manifest(&[("x", b"x")]);
    for (kind, what) in [
        (EntryType::Symlink, "a symbolic link"),
        (EntryType::Link, "a hard link"),
        (EntryType::Directory, "a folder"),
        (EntryType::Fifo, "a pipe"),
        (EntryType::Block, "a device"),
        (EntryType::Char, "a device"),
        (EntryType::Continuous, "something else"),
        (EntryType::GNULongName, "something else"),
        (EntryType::GNULongLink, "something else"),
        (EntryType::GNUSparse, "something else"),
        (EntryType::XGlobalHeader, "something else"),
        (EntryType::new(b'V'), "something else"),
    ] {
        refused(&squeeze(&archive(&[regular(MANIFEST, &json), (b"x", kind, 1, b"x")])), what);
    }
    let mut old = Header::new_old();
    old.set_path("x").unwrap();
    old.set_size(1);
    old.set_entry_type(EntryType::Regular);
    old.set_cksum();
    let mut tar = Builder::new(Vec::new());
    let mut first = Header::new_ustar();
    first.set_path(MANIFEST).unwrap();
    first.set_size(json.len() as u64);
    first.set_cksum();
    tar.append(&first, &json[..]).unwrap();
    tar.append(&old, &b"x"[..]).unwrap();
    refused(&squeeze(&tar.into_inner().unwrap()), "ustar");
}

#[test]
fn a_record_names_the_next_file_and_does_nothing_else() {
    let long = format!("{}/файл.json", "x".repeat(120));
    let json = manifest(&[(&long, b"x")]);
    let record = |text: &str| {
        let entries = [
            regular(MANIFEST, &json),
            (&b""[..], EntryType::XHeader, text.len() as u64, text.as_bytes()),
            regular("short", b"x"),
        ];
        squeeze(&archive(&entries))
    };
    let bytes = 3 + 1 + "path=".len() + long.len() + 1;
    let good = format!("{bytes} path={long}\n");
    assert_eq!(good.len(), bytes);
    assert!(check(&record(&good), Limits::default()).is_ok());
    for bad in [
        good.replace("path", "size"),
        good.replace("path", "link"),
        format!("{good}9 size=1\n"),
        good.trim_end().to_owned(),
        good.replace(&bytes.to_string(), "999"),
        "x".repeat(10_000),
        String::new(),
    ] {
        refused(&record(&bad), "pax record");
    }
    let away = "../x";
    refused(&record(&format!("{} path={away}\n", 3 + "path=".len() + away.len() + 1)), "no name inside");
    let twice = [
        regular(MANIFEST, &json),
        (&b""[..], EntryType::XHeader, good.len() as u64, good.as_bytes()),
        (&b""[..], EntryType::XHeader, good.len() as u64, good.as_bytes()),
        regular("short", b"x"),
    ];
    refused(&squeeze(&archive(&twice)), "not a file");
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let zeros = vec![0; 1 << 20];
    let bomb = package(&[("a", &zeros), ("b", &zeros)]);
    assert!(bomb.len() < 2_000);
    assert!(check(&bomb, Limits { files: 2, bytes: 2 << 20 }).is_ok());
    let why = |limits| check(&bomb, limits).unwrap_err().to_string();
    assert!(why(Limits { files: 2, bytes: (2 << 20) - 1 }).contains("--max-size"));
    assert!(why(Limits { files: 1, bytes: 2 << 20 }).contains("--max-files"));
    // Sums that overflow, sizes that are only said.
    let json = String::from_utf8(manifest(&[("a", b""), ("b", b"x")])).unwrap();
    let huge = json.replace("\"bytes\":0", &format!("\"bytes\":{}", u64::MAX));
    refused(&squeeze(&archive(&[regular(MANIFEST, huge.as_bytes())])), "too many bytes");
    let said = (MANIFEST.as_bytes(), EntryType::Regular, 1 << 40, &b"{}"[..]);
    refused(&squeeze(&archive(&[said])), "manifest.json has 1099511627776 bytes");
    let json = manifest(&[("x", b"x")]);
    let said = (&b"x"[..], EntryType::Regular, 1 << 32, &b"x"[..]);
    refused(&squeeze(&archive(&[regular(MANIFEST, &json), said])), "x has 4294967296 bytes");
    // A window that would take 128 MiB of memory.
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(27).unwrap();
    std::io::Write::write_all(&mut encoder, &archive(&[regular(MANIFEST, &json), regular("x", b"x")]))
        .unwrap();
    refused(&encoder.finish().unwrap(), "damaged");
}

#[test]
fn a_package_ends_where_it_ends() {
    let files: &[(&str, &[u8])] = &[("a", b"1")];
    let json = manifest(files);
    let good = package(files);
    let tar = archive(&[regular(MANIFEST, &json), regular("a", b"1")]);
    refused(&[&good[..], b"x"].concat(), "after its end");
    refused(&[&good[..], &good].concat(), "after its end");
    refused(&[&good[..], &squeeze(b"")].concat(), "after its end");
    let skippable = [&0x184D_2A50_u32.to_le_bytes()[..], &4_u32.to_le_bytes(), b"abcd"].concat();
    refused(&[&good[..], &skippable].concat(), "after its end");
    assert!(check(&[&skippable[..], &good].concat(), Limits::default()).is_err());
    refused(&squeeze(&[&tar[..], b"x"].concat()), "where its archive should");
    refused(&squeeze(&[&tar[..], &[0; 512]].concat()), "where its archive should");
    refused(&squeeze(&[&tar[..], &tar].concat()), "where its archive should");
    refused(&squeeze(&tar[..tar.len() - 512]), "where its archive should");
    refused(&squeeze(&tar[..tar.len() - 1024]), "where its archive should");
    for length in 0..good.len() {
        assert!(check(&good[..length], Limits::default()).is_err(), "{length} bytes are taken for a package");
    }
    refused(b"this is no archive", "damaged");
}

/// A signature of the minisign tool, as its author publishes it in the documentation of `minisign-verify`.
#[test]
fn signatures_of_the_minisign_tool_are_understood() {
    const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n\
        trusted comment: timestamp:1556193335\tfile:test\n\
        y/rUw2y8/hOUYjZU71eHp/Wo1KZ40fGy2VJEDl34XMJM+TX48Ss/17u3IvIfbVR1FkZZSNCisQbuQY+bHwhEBg==\n";
    let desk = tempfile::tempdir().unwrap();
    let (file, signature) = (desk.path().join("test"), desk.path().join("test.minisig"));
    fs::write(&file, b"test").unwrap();
    let key = VerifyingKey::open(KEY).unwrap();
    let check = |text: &str| {
        fs::write(&signature, text).unwrap();
        key.check(&fs::File::open(&file).unwrap(), &file, &signature)
    };
    let (signer, hash) = check(SIGNATURE).unwrap();
    assert_eq!(
        (signer.key.as_str(), signer.comment.as_str()),
        ("E7620F1842B4E81F", "timestamp:1556193335\tfile:test")
    );
    assert_eq!(hash, sha256(b"test"));
    // Whatever is changed but the comment that is not signed and the last line end, it is no longer a good signature.
    let signed = SIGNATURE.find('\n').unwrap();
    for index in signed..SIGNATURE.len() - 1 {
        let mut bytes = SIGNATURE.as_bytes().to_vec();
        bytes[index] ^= 1;
        if let Ok(text) = String::from_utf8(bytes) {
            assert!(matches!(check(&text), Err(PackageError::Mismatch(_))), "byte {index}: {text}");
        }
    }
    for length in 0..SIGNATURE.len() - 1 {
        assert!(check(&SIGNATURE[..length]).is_err(), "{length}");
    }
    for broken in [
        "",
        "\n\n\n\n",
        &SIGNATURE.replace("==", ""),
        &SIGNATURE.replace("Bg==", "="),
        &format!("{SIGNATURE}x\n"),
    ] {
        assert!(matches!(check(broken), Err(PackageError::Mismatch(_))), "{broken}");
    }
    fs::write(&file, b"Test").unwrap();
    assert!(check(SIGNATURE).unwrap_err().to_string().contains("changed"));
}

#[test]
fn what_is_no_key_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let at = |name: &str| desk.path().join(name).to_str().unwrap().to_owned();
    new_key(Path::new(&at("k")), None).unwrap();
    let secret = fs::read_to_string(at("k.key")).unwrap();
    assert!(VerifyingKey::open(&at("k.pub")).is_ok());
    assert!(SigningKey::open(Path::new(&at("k.key")), || Err("asked".to_owned())).is_ok());
    let mut broken = secret.clone();
    broken.truncate(secret.len() - 20);
    for text in ["", "x", "a\nb\n", &secret, &broken] {
        fs::write(at("x"), text).unwrap();
        assert!(matches!(VerifyingKey::open(&at("x")), Err(PackageError::Usage(_))), "{text}");
    }
    let public = fs::read_to_string(at("k.pub")).unwrap();
    for text in ["", "x", "a\nb\n", &public, &broken] {
        fs::write(at("x"), text).unwrap();
        let opened = SigningKey::open(Path::new(&at("x")), || Ok::<_, PackageError>(Some(String::new())));
        assert!(matches!(opened, Err(PackageError::Usage(_))), "{text}");
    }
    assert!(matches!(VerifyingKey::open(&at("none")), Err(PackageError::Usage(_))));
}
