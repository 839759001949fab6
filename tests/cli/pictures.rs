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
