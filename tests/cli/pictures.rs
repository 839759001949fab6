//! Pictures come from the document's folder and from nowhere else.

use super::*;

#[test]
fn no_path_leads_out_of_the_documents_folder() {
    let desk = TestDir::new();
    fs::create_dir_all(desk.path("input/sub")).unwrap();
    picture(&desk.path("secret.png"));
    picture(&desk.path("input/sub/good.png"));
    std::os::unix::fs::symlink("../secret.png", desk.path("input/link.png")).unwrap();
    std::os::unix::fs::symlink("..", desk.path("input/up")).unwrap();
    std::os::unix::fs::symlink("sub/good.png", desk.path("input/inside.png")).unwrap();
    let absolute = desk.path("secret.png").display().to_string();
    let outside = [
        "../secret.png",
        "sub/../../secret.png",
        "%2e%2e/secret.png",
        "link.png",
        "up/secret.png",
        &absolute,
    ];
    let mut text =
        format!("---\nheadline: A\n{FRONT}---\n\n![fine](sub/good.png)\n\n![fine](inside.png)\n\n");
    for path in outside {
        text.push_str(&format!("![alternative for {path}]({path})\n\n"));
    }
    desk.write("input/a.md", text);
    let ran = desk.run("build --to html --message-format short").ends(0);
    assert_eq!(ran.err.matches("warning[missing-picture]").count(), outside.len(), "{}", ran.err);
    let files = desk.files("output");
    let media: Vec<_> = files.keys().filter(|name| name.contains("/media/")).collect();
    assert!(media.iter().all(|name| name.contains("good") || name.contains("inside")), "{media:?}");
    let page = String::from_utf8_lossy(&files["a/a.html"]);
    for path in outside {
        assert!(page.contains(&format!("alternative for {path}")), "{path}");
    }
}

#[test]
fn pipes_and_folders_are_no_pictures() {
    let desk = TestDir::new();
    fs::create_dir_all(desk.path("input/folder.png")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(desk.path("input/pipe.png")).status().unwrap();
    assert!(made.success());
    desk.write(
        "input/a.md",
        format!("---\nheadline: A\n{FRONT}---\n\n![one](folder.png)\n\n![two](pipe.png)\n"),
    );
    desk.run("build --to html").ends(0).says("2 warnings");
}

/// A photograph of noise in soft colours.
fn photograph(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).wrapping_add(seed)) >> 3;
        image::Rgb([(x / 9) as u8, (y / 7) as u8, (noise % 48) as u8 + 90])
    });
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// The names of published pictures, with their widths.
fn published(desk: &TestDir) -> BTreeMap<String, u32> {
    let media = desk.files("output").into_iter().filter_map(|(path, content)| {
        let name = path.split_once("/media/")?.1.to_owned();
        Some((name, image::load_from_memory(&content).unwrap().width()))
    });
    media.collect()
}

#[test]
fn only_what_a_receiver_shows_goes_out() {
    let desk = TestDir::new();
    fs::create_dir(desk.path("input")).unwrap();
    fs::write(desk.path("input/own.jpg"), photograph(2600, 1700, 1)).unwrap();
    fs::write(desk.path("input/shared.jpg"), photograph(2600, 1700, 2)).unwrap();
    let text = "![Our own](own.jpg)\n\n![For all](shared.jpg){syndicate=true}\n";
    desk.write("input/a.md", format!("---\nheadline: A\n{FRONT}---\n\n{text}"));
    let site = "[site]\nbase_url = 'https://news.example/x/'\n";
    desk.write("pressroom.toml", site);
    desk.run("build --to html,amp,email,jsonfeed,epub").ends(0);
    let forms = published(&desk);
    assert!(forms.values().all(|width| *width <= 2000), "{forms:?}");
    assert!(forms.len() > 8 && forms.keys().all(|name| name.split('-').count() == 3), "{forms:?}");
    let mail = String::from_utf8(desk.files("output").remove("a/a.eml").unwrap()).unwrap();
    let mail = mail.replace("=\r\n", "");
    let shown = forms.keys().find(|name| name.starts_with("own-") && name.ends_with("-1200.jpg"));
    assert!(shown.is_some_and(|name| mail.contains(name.as_str())), "{forms:?}");

    // Partners get the file of what is cleared, and nothing of the other one.
    desk.run("build --to html,ninjs").ends(0);
    let whole = |forms: &BTreeMap<String, u32>| {
        let names = forms.iter().filter(|(_, width)| **width == 2600).map(|(name, _)| name.clone());
        names.collect::<Vec<_>>()
    };
    let originals = whole(&published(&desk));
    assert!(originals.len() == 1 && originals[0].starts_with("shared-"), "{originals:?}");

    desk.write("pressroom.toml", format!("{site}[images]\noriginals = true\nwidest = 960\n"));
    desk.run("build --to html,amp").ends(0);
    let forms = published(&desk);
    assert_eq!((whole(&forms).len(), forms.values().filter(|width| **width == 2000).count()), (2, 0));
}

#[test]
fn a_picture_that_ends_too_early_is_an_error_at_its_line() {
    let desk = TestDir::new();
    fs::create_dir(desk.path("input")).unwrap();
    let whole = photograph(600, 400, 1);
    fs::write(desk.path("input/cut.jpg"), &whole[..whole.len() / 2]).unwrap();
    desk.write("input/a.md", format!("---\nheadline: A\n{FRONT}---\n\n![A](cut.jpg)\n"));
    desk.write("input/b.md", format!("---\nheadline: B\n{FRONT}---\n\nText.\n"));
    let ran = desk.run("build --to html --message-format short").ends(1);
    assert!(ran.err.contains("error[bad-picture]") && ran.err.contains("a.md:8:"), "{}", ran.err);
    assert!(!desk.exists("output/a/a.html") && desk.exists("output/b/b.html"));
}
