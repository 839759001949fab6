//! `--to print`: presets and output profiles of a newsroom.

use super::*;

/// The default theme's profile, as a newsroom's own file.
fn profile() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/profiles/coated.icc")).unwrap()
}

const HOUSE: &str = "[print]\npreset = \"house\"\n\n[print.presets.house]\nextends = \"magazine\"\n\
                     profile = \"press/house.icc\"\ncondition = \"HOUSE 1\"\nppi = 240\n";

#[test]
fn a_newsroom_names_its_press() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "Who prints?");
    desk.write("pressroom.toml", HOUSE);
    desk.write("press/house.icc", profile());
    desk.run("build --to print").ends(0);
    let report: serde_json::Value =
        serde_json::from_slice(&desk.files("output")["a/a.preflight.json"]).unwrap();
    assert_eq!(report["preset"], "house");
    assert_eq!(report["output_intent"]["condition"], "HOUSE 1");
    assert_eq!(report["output_intent"]["profile"], "press/house.icc");
    assert_eq!((&report["ppi"]["wanted"], &report["ink"]["limit_percent"]), (&240.0.into(), &300.0.into()));
    assert!(String::from_utf8_lossy(&desk.files("output")["a/a.print.pdf"]).contains("(HOUSE 1)"));
}

#[test]
fn a_profile_that_is_missing_or_wrong_is_an_error_at_its_line() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "Who prints?");
    desk.write("pressroom.toml", HOUSE);
    desk.run("build --to print").ends(2).says("pressroom.toml:6:11").says("is not there");
    let mut wrong = profile();
    wrong[12..16].copy_from_slice(b"mntr");
    desk.write("press/house.icc", &wrong);
    desk.run("build --to print").ends(2).says("pressroom.toml:6:11").says("`mntr`");
    wrong[16..20].copy_from_slice(b"RGB ");
    desk.write("press/house.icc", &wrong);
    desk.run("build --to print").ends(2).says("is for RGB, not for CMYK");
    desk.write("press/house.icc", "none");
    desk.run("build --to print").ends(2).says("is not an ICC profile");
    // A good head, and nothing behind it.
    desk.write("press/house.icc", &profile()[..200]);
    desk.run("build --to print").ends(2).says("press/house.icc");
    assert!(!desk.exists("output/a"));
    // Other keys are checked too, whatever is built.
    desk.write("pressroom.toml", "[print]\npreset = \"magazin\"\n");
    desk.run("build --to text").ends(2).says("pressroom.toml:2:10").says("did you mean `magazine`?");
    desk.write("pressroom.toml", "[print.presets.magazine]\nink_limit = 4\n");
    desk.run("build --to text").ends(2).says("pressroom.toml:2:13").says("expected 100 to 400");
}
