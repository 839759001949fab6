//! The pages of the built-in themes, read off their frames: where lines, rules and pictures stand.

use typst::visualize::{Color, ProcessColor};

use super::pages::*;
use pressroom_theme::builtin_names;

#[test]
fn paragraphs_are_justified_and_hyphenated_by_their_language() {
    let german =
        "Donaudampfschifffahrtsgesellschaft und Bundesausbildungsförderungsgesetz gehören zusammen. ";
    for name in builtin_names() {
        let theme = theme(&name);
        let text = format!("{ENGLISH}{}", SENTENCE.repeat(12)).replace("language: en", "language: de");
        let pages = set(&theme, &format!("{text}{}", german.repeat(8)));
        let text: String = pages.texts().map(PageItem::text).collect();
        assert!(text.contains('\u{AD}'), "{name}: long words are hyphenated");
        let lines: Vec<&PageItem> = pages.texts().filter(|line| line.text().len() > 40).collect();
        let first = lines.iter().find(|line| line.text().starts_with("The quick")).unwrap();
        let column: Vec<_> = lines.iter().filter(|line| (line.left - first.left).abs() < 1.0).collect();
        assert!(column.len() > 6, "{name}: {}", column.len());
        let (least, most) =
            column.iter().rev().skip(1).fold((f64::MAX, 0.0_f64), |(least, most), line| {
                (least.min(line.right), most.max(line.right))
            });
        assert!(most - least < 6.0, "{name}: lines end at {least} to {most}");
        // A language without patterns stays whole.
        let text = format!("{ENGLISH}{}", german.repeat(8)).replace("language: en", "language: eo");
        assert!(!set(&theme, &text).texts().any(|line| line.text().contains('\u{AD}')));
    }
}

#[test]
fn no_line_and_no_heading_stands_alone_at_a_foot_or_a_head() {
    for name in builtin_names() {
        let theme = theme(&name);
        for filler in (0..44).step_by(3) {
            let mut text = ENGLISH.to_owned();
            text.push_str(&"Filler.\n\n".repeat(filler));
            for card in 1..=4 {
                text.push_str(&format!("\n## QUESTION {card}?\n\n"));
                for _ in 0..3 {
                    text.push_str(&format!("BEGIN {}END.\n\n### DEEPER\n\n", SENTENCE.repeat(5)));
                }
                text.push_str("BEGIN and END.\n\n");
            }
            let columns = set(&theme, &text).columns(&theme);
            for (number, lines) in columns.iter().enumerate() {
                let (first, last) = (&lines[0].1, &lines[lines.len() - 1].1);
                let place = format!("{name}, filler {filler}, column {number} of {}", columns.len());
                assert!(
                    !last.contains("QUESTION") && !last.contains("DEEPER"),
                    "{place}: {last} at its foot"
                );
                let whole = |line: &str| line.contains("BEGIN") && line.contains("END");
                assert!(
                    number + 1 == columns.len() || whole(last) || !last.contains("BEGIN"),
                    "{place}: an orphan"
                );
                assert!(whole(first) || !first.contains("END"), "{place}: a widow");
            }
        }
    }
}

#[test]
fn a_caption_stays_with_its_picture_and_both_on_the_page() {
    for name in builtin_names() {
        let theme = theme(&name);
        for filler in [0, 14, 22, 30, 37] {
            let body = "Filler.\n\n".repeat(filler);
            let text = format!(
                "{ENGLISH}{body}![Alt](wide.png \"CAPTION wide\")\n\n{SENTENCE}\n\n![Alt](tall.png \"CAPTION tall\")\n\n{body}"
            );
            let pages = set(&theme, &text);
            let pictures: Vec<_> =
                pages.items.iter().filter(|t| matches!(t.kind, ItemKind::Picture { .. })).collect();
            let captions: Vec<_> = pages.texts().filter(|t| t.text().starts_with("CAPTION")).collect();
            assert_eq!((pictures.len(), captions.len()), (2, 2));
            for (picture, caption) in pictures.iter().zip(&captions) {
                assert_eq!(picture.page, caption.page, "{name}, {filler}");
                let gap = caption.top - picture.bottom;
                assert!((0.0..30.0).contains(&gap), "{name}, {filler}: {gap}");
                assert!(picture.right < point(theme.tokens.page.width - 10.0), "{name}");
                assert!(caption.bottom < point(theme.tokens.page.height - 15.0), "{name}");
            }
        }
    }
}

#[test]
fn tables_repeat_their_heads_and_leave_no_row_alone() {
    for name in builtin_names() {
        let theme = theme(&name);
        for filler in 20..36 {
            let rows: String = (0..70).map(|n| format!("| ROW{n} | words |\n")).collect();
            let body = "Filler.\n\n".repeat(filler);
            let text = format!("{ENGLISH}{body}| HEAD | Word |\n|---|---|\n{rows}\n");
            for lines in set(&theme, &text).columns(&theme) {
                let rows = lines.iter().filter(|(_, line)| line.contains("ROW")).count();
                let heads = lines.iter().filter(|(_, line)| line.contains("HEAD")).count();
                assert_eq!(heads, usize::from(rows > 0), "{name}, {filler}: {lines:?}");
                let begins = lines.iter().any(|(_, line)| line.contains("ROW0"));
                assert!(rows != 1 || !begins, "{name}, {filler}: one row at a foot");
            }
        }
    }
}

#[test]
fn tables_of_any_width_stay_on_their_page() {
    for name in builtin_names() {
        let theme = theme(&name);
        // Under a card's question, a table that is turned takes the question with it.
        for (columns, before) in
            [3, 6, 9, 12, 15, 20, 30].into_iter().flat_map(|n| [(n, ""), (n, "## Which?\n\n")])
        {
            let row = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(columns));
            let text = format!(
                "{ENGLISH}{before}{}{}{}",
                row("Heading"),
                row("---").replace(' ', ""),
                row("incomprehensible 1,234").repeat(12)
            );
            let magazine = magazine(&theme);
            for press in [false, true] {
                let pages = set_for(&theme, &text, press.then_some(&magazine));
                let cells: Vec<_> = pages
                    .texts()
                    .filter(|item| item.text().contains("1,234") || item.text().contains("4"))
                    .collect();
                assert!(cells.len() >= 12, "{name}, {columns}: {}", cells.len());
                for item in pages.texts() {
                    let (width, height) = pages.sizes[item.page - 1];
                    let inside = item.left > 20.0 && item.right < width - 20.0 && item.bottom < height - 20.0;
                    assert!(inside, "{name}, {columns} columns, press {press}, {before:?}: {item:?}");
                }
                let same = pages.sizes.iter().all(|size| *size == pages.sizes[0]);
                assert!(same || !press, "a press takes pages of one size");
            }
        }
    }
}

#[test]
fn addresses_and_code_break_and_notes_stand_on_their_page() {
    for name in builtin_names() {
        let theme = theme(&name);
        let address = "https://example.org/a/very/long/address/".repeat(6);
        let code = format!("```\n{}\n```\n\n", "identifier_of_code(".repeat(20));
        let mut text = format!("{ENGLISH}{address} `{}`\n\n{code}", "inline.code.".repeat(12));
        for note in 1..40 {
            text.push_str(&format!("{SENTENCE}MARK{note}.[^{note}] {SENTENCE}\n\n"));
        }
        for note in 1..40 {
            text.push_str(&format!("[^{note}]: NOTE{note}.\n"));
        }
        let pages = set(&theme, &text);
        let limit = point(theme.tokens.page.width - theme.tokens.page.margin[1]) + 6.0;
        assert!(pages.texts().all(|item| item.right < limit), "{name}");
        for note in 1..40 {
            let mark = pages.texts().find(|item| item.text().contains(&format!("MARK{note}."))).unwrap();
            assert_eq!(mark.page, pages.find(&format!("NOTE{note}.")).page, "{name}: note {note}");
        }
    }
}

#[test]
fn numbered_lists_nest_as_deep_as_they_go() {
    let mut text = ENGLISH.to_owned();
    for depth in 0..12 {
        text.push_str(&format!("{}3. LEVEL{depth}\n\n", "   ".repeat(depth)));
    }
    for name in builtin_names() {
        let pages = set(&theme(&name), &text);
        let lefts: Vec<f64> = (0..12)
            .map(|depth| pages.texts().find(|t| t.text().contains(&format!("LEVEL{depth}"))).unwrap().left)
            .collect();
        assert!(lefts[..10].windows(2).all(|pair| pair[0] < pair[1]), "{name}: {lefts:?}");
        assert_eq!(pages.texts().filter(|item| item.text().starts_with("3.")).count(), 12, "{name}");
    }
}

#[test]
fn pages_of_scripts_from_the_right_are_mirrored() {
    let body = "פסקה קצרה של בדיקה בעברית כדי למלא את העמוד במילים. ".repeat(40);
    for name in builtin_names() {
        let theme = theme(&name);
        let pages =
            set(&theme, &format!("{HEBREW}\n## שאלה ראשונה?\n\n{body}\n\n## שאלה שנייה?\n\n{body}{body}"));
        let number =
            pages.texts().filter(|item| matches!(item.kind, ItemKind::Text { size, .. } if size > 20.0));
        let number = number.filter(|item| item.text() == "1").last().unwrap();
        let question = pages.texts().filter(|t| t.text().contains("ראשונה")).last().unwrap();
        assert!(number.left > question.left, "{name}: the number stands at the right");
        let address: Vec<_> =
            pages.texts().filter(|t| t.text().contains("example") || t.text().contains("https")).collect();
        let (first, slash) = (address[0], address.last().unwrap());
        assert!(first.text().starts_with("https"), "{name}: {address:?}");
        assert!(slash.text().ends_with('/') && slash.right >= first.right, "{name}: {address:?}");
    }
}

#[test]
fn pages_have_a_running_head_and_a_folio() {
    for name in builtin_names() {
        let theme = theme(&name);
        let pages = set(&theme, &format!("{ENGLISH}{}", format!("{SENTENCE}\n\n").repeat(90)));
        let count = pages.sizes.len();
        assert!(count > 1);
        for page in 1..=count {
            let line = |low: f64, high: f64| -> String {
                let inside = |item: &&PageItem| item.page == page && (low..high).contains(&item.bottom);
                pages.texts().filter(inside).map(PageItem::text).collect()
            };
            let (top, height) = (point(theme.tokens.page.margin[0]), pages.sizes[0].1);
            let foot = line(height - point(theme.tokens.page.margin[2]), height);
            assert!(foot.contains(&format!("{page} / {count}")) && foot.contains("As of"), "{name}: {foot}");
            let head = line(0.0, top);
            assert_eq!(
                head.contains("Explainers") && head.contains("How is a page set?"),
                page > 1,
                "{name}: {head}"
            );
        }
    }
}

#[test]
fn a_theme_sets_paper_columns_and_sizes() {
    let text = format!("{ENGLISH}## A?\n\n{}", format!("{SENTENCE}\n\n").repeat(60));
    for (parent, columns, right) in [("default", 2, true), ("bulletin", 1, false)] {
        let house = house(&format!(
            "extends = \"{parent}\"\n[page]\nsize = \"tabloid\"\ncolumns = {columns}\ntext_size = 12\nleading = 17\n"
        ));
        let pages = set(&house, &text);
        assert!(
            (pages.sizes[0].0 - point(279.4)).abs() < 0.1 && (pages.sizes[0].1 - point(431.8)).abs() < 0.1
        );
        let half = point(279.4 / 2.0);
        let lines: Vec<_> = pages.texts().filter(|item| item.text().contains("quick brown")).collect();
        assert_eq!(lines.iter().any(|line| line.left > half), right, "{parent}");
        assert!(
            lines
                .iter()
                .any(|line| matches!(line.kind, ItemKind::Text { size, .. } if (size - 12.0).abs() < 0.01))
        );
        let bases: Vec<f64> =
            pages.texts().filter(|t| t.page == 2 && t.left < half).map(|t| t.bottom).collect();
        let steps = || bases.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(
            columns == 1 || steps().any(|step| (step - 17.0).abs() < 0.1),
            "{:?}",
            steps().collect::<Vec<_>>()
        );
    }
}

#[test]
fn the_first_page_of_the_bulletin_bleeds() {
    for (press, bleed) in [(false, 0.0), (true, 3.0)] {
        let theme = theme("bulletin");
        let magazine = magazine(&theme);
        let pages = set_for(&theme, ENGLISH, press.then_some(&magazine));
        let off = -point(bleed) + 0.01;
        let reaches = |item: &PageItem| {
            matches!(item.kind, ItemKind::Shape)
                && item.left <= off
                && item.top <= off
                && item.right >= pages.sizes[0].0 - off
        };
        assert!(pages.items.iter().any(reaches), "press {press}");
    }
}

#[test]
fn the_press_gets_black_ink_only_and_no_links() {
    for name in builtin_names() {
        let theme = theme(&name);
        let pages = set_for(&theme, &everything(), Some(&magazine(&theme)));
        assert!(!pages.paints.is_empty());
        for color in &pages.paints {
            let [cyan, magenta, yellow, _] = color.to_vec4();
            let inks = matches!(color, Color::Process(ProcessColor::Cmyk(_)));
            assert!(inks && cyan + magenta + yellow == 0.0, "{name}: {color:?}");
        }
        assert!(!pages.items.iter().any(|item| matches!(item.kind, ItemKind::Link)), "{name}: links");
        let text: String = pages.texts().map(PageItem::text).collect();
        assert!(text.contains("[1]") && text.contains("[2]") && text.contains('→'), "{name}: {text}");
        let reading = set(&theme, &everything());
        assert!(reading.items.iter().any(|item| matches!(item.kind, ItemKind::Link)));
    }
}

#[test]
fn the_code_of_the_press_is_large_and_pictures_are_fine() {
    let icon = "![Alt](wide.png) in a line.\n\n";
    for name in builtin_names() {
        let theme = theme(&name);
        let text = everything().replacen("---\nLede", &format!("---\nText with {icon}Lede"), 1);
        let pages = set_for(&theme, &text, Some(&magazine(&theme)));
        let modules = pages.items.iter().filter(|item| matches!(item.kind, ItemKind::Shape));
        let code = modules.filter(|item| {
            let (wide, high) = (item.right - item.left, item.bottom - item.top);
            (wide - high).abs() < 0.1 && wide > point(15.0) && wide < point(20.0)
        });
        assert!(code.count() >= 1, "{name}: 15 mm at least");
        for item in &pages.items {
            if let ItemKind::Picture { ppi } = item.kind {
                assert!(ppi >= 100.0, "{name}: {ppi}");
            }
        }
    }
}

#[test]
fn an_address_is_not_hyphenated() {
    for name in builtin_names() {
        let theme = theme(&name);
        // Wherever the line ends.
        for filler in 0..60 {
            let before = "Nothing here was copied from the companies’ brochures. ";
            let text = format!("{ENGLISH}{before}{}Questions? explainers@example.org", "x".repeat(filler));
            let text: String = set(&theme, &text).texts().map(PageItem::text).collect();
            assert!(text.contains("explainers@example.org"), "{name}, {filler}: {text}");
        }
    }
}

/// The titles of a PDF's bookmarks, in their order.
fn bookmarks(file: &[u8]) -> Vec<String> {
    let pdf = lopdf::Document::load_mem(file).unwrap();
    let mut titles = Vec::new();
    let mut todo: Vec<_> = pdf
        .catalog()
        .unwrap()
        .get(b"Outlines")
        .and_then(lopdf::Object::as_reference)
        .and_then(|root| pdf.get_dictionary(root))
        .into_iter()
        .filter_map(|root| root.get(b"First").and_then(lopdf::Object::as_reference).ok())
        .collect();
    while let Some(item) = todo.pop() {
        let item = pdf.get_dictionary(item).unwrap();
        titles.push(lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap());
        let follow = |name: &[u8]| item.get(name).and_then(lopdf::Object::as_reference).ok();
        todo.extend(follow(b"Next"));
        todo.extend(follow(b"First"));
    }
    titles
}

#[test]
fn a_bookmark_has_the_words_of_its_heading_alone() {
    for name in builtin_names() {
        let text = format!(
            "{ENGLISH}## What does it cost?[^1]\n\n### Who pays?[^2]\n\nText[^1].\n\n## [![A chart](wide.png)](/u)\n\n### ![A map](wide.png)\n\nText.\n\n[^1]: In prices of 2020.\n[^2]: By law.\n"
        );
        let titles = bookmarks(&file(&theme(&name), &text));
        let headline = "How is a page set?";
        assert_eq!(titles, [headline, "What does it cost?", "Who pays?", "A chart", "A map"], "{name}");
    }
}
