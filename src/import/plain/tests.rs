//! Whole texts in several languages, and what comes of them.

use crate::{ImportKind, ImportOptions, ImportSource, Imported};
use pressroom_config::Site;
use pressroom_images::NoPictures;

fn import(text: &str) -> Imported {
    let site = Site::default();
    let options = ImportOptions { kind: Some(ImportKind::Text), ..ImportOptions::new(&site) };
    let source = ImportSource { name: "why.txt", bytes: text.as_bytes(), beside: &NoPictures };
    crate::import(&source, &options).unwrap().remove(0)
}

/// The Markdown that a text becomes, and the texts that were left out.
#[track_caller]
fn check(text: &str, expected: &str, left_out: &[&str]) {
    let imported = import(text);
    assert_eq!(imported.markdown, expected);
    let found: Vec<&str> = imported.report.findings.iter().map(|finding| finding.text.as_str()).collect();
    for text in left_out {
        assert!(found.contains(text), "{text} is not in {found:?}");
    }
}

#[test]
fn german_with_dek_byline_and_date() {
    check(
        "Zum Inhalt springen\nerklärt\n\nWarum kostet die Fahrkarte nach Seebruck plötzlich das Doppelte?\n\nDer neue Tarif gilt seit dem \
         Wochenende. Was Pendler jetzt wissen müssen.\n\nVon Hanna Brückl\n\n12. November 2025\n\n2 Karten\n1\n\nWas hat sich geändert?\n\nSeit \
         Samstag gilt ein neuer Tarif für die gesamte Linie.\n\nAnzeige\n\n„Wir konnten die Linie nur so retten.“\n\n— Jonas Wieland, \
         Vorsitzender\n\n2\n\nGibt es Ausnahmen?\n\nJa, für Schüler.\n\n12\n\nSo viele Kinder fahren mit.\n\nTeilen\n\nDie Redaktion von „Seeblick“",
        "---\nheadline: Warum kostet die Fahrkarte nach Seebruck plötzlich das Doppelte?\nkicker: erklärt\ndek: >-\n  Der neue Tarif gilt seit dem \
         Wochenende. Was Pendler jetzt wissen müssen.\nlanguage: de\npublished: 2025-11-12\nauthors:\n  - Hanna Brückl\n---\n\n## Was hat sich \
         geändert?\n\nSeit Samstag gilt ein neuer Tarif für die gesamte Linie.\n\n> Wir konnten die Linie nur so retten.\n>\n> — Jonas Wieland, \
         Vorsitzender\n\n## Gibt es Ausnahmen?\n\nJa, für Schüler.\n\n12\n\nSo viele Kinder fahren mit.\n\n::: signoff\nDie Redaktion von \
         „Seeblick“\n:::\n"
            .replace("dek: >-\n  ", "dek: ")
            .as_str(),
        &["Zum Inhalt springen", "2 Karten", "Anzeige", "Teilen"],
    );
}

#[test]
fn chinese_without_spaces() {
    check(
        "跳至主要内容\n解释\n\n为什么这座城市的地铁突然不再使用纸质车票？\n\n作者：王芳\n\n2025年11月3日\n\n2张卡片\n1\n\n到底发生了什么？\n\n从十一月开始，所有车站都取消了纸质车票，\
         乘客只能使用交通卡或者手机支付。\n\n延伸阅读\n\n一张车票的成本\n\n延伸阅读\n\n一张车票的成本\n\n2\n\n老年人怎么办？\n\n车站会保留一个人工窗口。\n\n分享\n\n解释编辑部",
        "---\nheadline: 为什么这座城市的地铁突然不再使用纸质车票？\nkicker: 解释\nlanguage: zh\npublished: 2025-11-03\nauthors:\n  - 王芳\n---\n\n\
         ## 到底发生了什么？\n\n从十一月开始，所有车站都取消了纸质车票，乘客只能使用交通卡或者手机支付。\n\n::: related 延伸阅读\n一张车票的成本\n:::\n\n\
         ## 老年人怎么办？\n\n车站会保留一个人工窗口。\n\n::: signoff\n解释编辑部\n:::\n",
        &["跳至主要内容", "2张卡片", "分享", "一张车票的成本"],
    );
}

#[test]
fn arabic_with_its_own_digits() {
    check(
        "شرح\n\nلماذا توقفت العبّارة بين الجزيرتين قبل موسم الأعياد؟\n\nبقلم سلمى حداد\n\n٢ بطاقات\n١\n\nماذا حدث بالضبط؟\n\nفي مساء الثلاثاء تعطل المحرك الرئيسي \
         للعبّارة، ولم يصب أحد بأذى.\n\n٢\n\nمن يدفع الثمن؟\n\nينص العقد على أن الشركة تدفع.\n\nمشاركة\n\nفريق الشرح",
        "---\nheadline: لماذا توقفت العبّارة بين الجزيرتين قبل موسم الأعياد؟\nkicker: شرح\nlanguage: ar\nauthors:\n  - سلمى حداد\n---\n\n## ماذا حدث بالضبط؟\n\n\
         في مساء الثلاثاء تعطل المحرك الرئيسي للعبّارة، ولم يصب أحد بأذى.\n\n## من يدفع الثمن؟\n\nينص العقد على أن الشركة تدفع.\n\n::: signoff\nفريق الشرح\n:::\n",
        &["٢ بطاقات", "مشاركة"],
    );
}

#[test]
fn a_mail_with_wrapped_lines_lists_and_quotations() {
    let imported = import(
        "From: Ada Mensah <ada@example.org>\nTo: desk@example.org\nDate: Mon, 3 Nov 2025 09:05:00 +0100\nSubject: Why is the water off at night?\n\n\
         Hi all,\n\nhere is the draft. It is about the limits that the utility announced\non Monday night, which nobody expected, and about what \
         they mean for\nthe tower blocks on the hill. See https://example.org/water for the\nannouncement.\n\nWHO DECIDED THIS\n\n> We were told at \
         eleven.\n> > When exactly?\n\n- the pumps,\n- the pipes\n\n1. Tell people.\n2. Fix it.\n\n-- \nAda\nThe Slipway",
    );
    for part in [
        "headline: Why is the water off at night?",
        "published: 2025-11-03T09:05:00+01:00",
        "  - Ada Mensah",
        "here is the draft. It is about the limits that the utility announced on Monday night, which nobody expected, and about what they mean \
         for the tower blocks on the hill. See https://example.org/water for the announcement.",
        "## WHO DECIDED THIS",
        "> We were told at eleven.\n>\n> > When exactly?",
        "- the pumps,\n- the pipes",
        "1. Tell people.\n2. Fix it.",
        "::: signoff\nAda, The Slipway\n:::",
    ] {
        assert!(imported.markdown.contains(part), "{part}\n{}", imported.markdown);
    }
    assert!(imported.report.findings.iter().any(|finding| finding.text.contains("desk@example.org")));
}

#[test]
fn long_texts_take_no_more_than_their_share_of_time() {
    let mut text = String::from("Why?\n\n");
    for _ in 0..3_000 {
        text.push_str("1\n\nWhy not?\n\nRead more\n\nA story\n\nRead more\n\nA story\n\n");
    }
    assert!(import(&text).report.counts.words > 3_000);
}
