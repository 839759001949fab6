//! The interface of one explainer in every language that Pressroom has words of, and some that it has not.

use super::*;

/// Everything that brings interface words along; no word of it, and no sign, could be one of theirs.
fn explainer(language: &str) -> String {
    format!(
        "---\nheadline: Alpha\nkicker: Beta\nlanguage: {language}\nslug: x\npublished: 2026-11-28\nupdated: 2026-11-29\n\
         version: 2\nauthors: [Gamma, Delta, Epsilon]\ncanonical_url: https://news.example/x\nimage:\n  src: gone.png\n  \
         alt: Zeta\n  caption: Eta\n  credit: Theta\ncorrections:\n  - date: 2026-11-28\n    text: Iota.\n---\n\n\
         Kappa *lambda* mu[^1].\n\n## Nu {{#nu updated=2026-11-29 reason=\"Xi.\"}}\n\nOmicron.\n\n> [!NOTE]\n> Pi.\n\n\
         > [!CAUTION]\n> Rho.\n\n- [x] Sigma\n- [ ] Tau\n\n::: related\n[Upsilon](https://news.example/y)\n:::\n\n\
         ## Phi\n\nSee [chi](#nu).\n\n| {head} | {head} |\n|---|---|\n| 1 | 2 |\n\n[^1]: Psi.\n",
        head = "Omega ".repeat(8).trim_end(),
    )
}

const LANGUAGES: [&str; 22] = [
    "en", "uk", "ru", "de", "fr", "es", "ar", "he", "pl", "it", "pt", "pt-PT", "tr", "zh", "zh-TW", "ja",
    "ar-EG", "fa", "bn", "mr", "ne", "my",
];

fn built(language: &str) -> BTreeMap<String, String> {
    let desk = TestDir::new();
    desk.write("pressroom.toml", "[site]\nname = \"News\"\nbase_url = \"https://news.example/\"\n[newsletter]\nfrom = \"a@news.example\"\n[web]\nshare = [\"email\"]\n");
    desk.write("input/x.md", explainer(language));
    desk.run("build --to html,amp,text,email,ninjs,jsonfeed,applenews --jobs 1").ends(0);
    let files = desk.files("output").into_iter();
    files.filter_map(|(name, content)| Some((name, String::from_utf8(content).ok()?))).collect()
}

#[test]
fn pages_have_the_signs_of_their_language() {
    for language in LANGUAGES {
        let files = built(language);
        let text = &files["x/x.txt"];
        for (name, content) in &files {
            let foreign = content.chars().find(|sign| sign.is_numeric() && !sign.is_ascii_digit());
            assert_eq!(foreign, None, "{language}: {name} has digits of two kinds");
        }
        let plain = text.matches(": ").count();
        match language {
            "fr" => assert_eq!(text.matches("\u{A0}: ").count(), plain, "{text}"),
            "zh" | "zh-TW" | "ja" => assert_eq!((plain, text.matches('(').count()), (0, 0), "{text}"),
            _ => assert!(!text.contains(" :") && !text.contains('：'), "{text}"),
        }
        assert!(!text.contains(".:"), "{language}: {text}");
        let upright =
            ["ar", "he", "zh", "zh-TW", "ja", "ar-EG", "fa", "bn", "mr", "ne", "my"].contains(&language);
        assert_eq!(files["x/x.html"].contains("class=\"upright\""), upright, "{language}");
        assert_eq!(files["x/x.eml"].contains("<em>"), !upright, "{language}");
        assert_eq!(files["x/x.applenews.json"].contains("<em>"), !upright, "{language}");
    }
}
