//! The file for the press, looked at as a press would.

use std::{collections::BTreeMap, io::Cursor};

use image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage};
use lopdf::{Dictionary, Document as File, Object, content::Content};
use serde_json::Value;

use super::*;
use pressroom_config::Site;
use pressroom_document::{Asset, Block, Figure, Image, ImageSource, Inline, LinkTarget, MediaType};
use pressroom_images::ImageCache;

/// The default theme with these print settings.
fn theme(settings: &str) -> Theme {
    let settings = toml::from_str(settings).unwrap();
    Theme::builtin("default").unwrap().with_print(&settings, |_| Err("is not there".into())).unwrap()
}

fn render(document: &Document, theme: &Theme) -> Result<Edition, Diagnostics> {
    let words = theme.messages(document.metadata.language.as_str());
    let (site, image_cache) = (Site::default(), ImageCache::default());
    let context = Context::new(&site, &words, &image_cache);
    prepare(theme).unwrap().render(document, &context)
}

/// The finished file and its report.
fn printed(document: &Document, settings: &str) -> (File, Value, Diagnostics) {
    let edition = render(document, &theme(settings)).unwrap();
    let find = |end: &str| edition.files.iter().find(|(name, _)| name.ends_with(end)).unwrap().1;
    let file = File::load_mem(find(".print.pdf")).unwrap();
    (file, serde_json::from_slice(find(".preflight.json")).unwrap(), edition.warnings)
}

/// A document with one picture.
fn with_picture(pixels: impl Into<DynamicImage>) -> Document {
    let pixels = pixels.into();
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let mut document = pressroom_samples::every_variant();
    document.metadata.image = None;
    document.metadata.headline = "Wer & was <druckt>?".to_owned();
    document.assets = vec![Asset {
        path: "p.png".to_owned(),
        name: "p.png".to_owned(),
        media_type: MediaType::Png,
        width: pixels.width(),
        height: pixels.height(),
        sha256: "p".to_owned(),
        bytes: bytes.into_inner().into(),
    }];
    let image = Image {
        source: ImageSource::Local(0),
        alt: Some("p".to_owned()),
        credit: None,
        syndicate: false,
        span: pressroom_diagnostics::Span::new(3, 5),
    };
    document.lede = vec![Block::Figure(Figure { image, caption: Vec::new(), span: Default::default() })];
    document.cards.clear();
    document.signoff.clear();
    document.footnotes.clear();
    document
}

/// Many colours: no table holds them.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7) as u8, (y * 5) as u8, ((x ^ y) * 3) as u8]))
}

fn images(file: &File) -> Vec<&lopdf::Stream> {
    let is_image = |stream: &&lopdf::Stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    };
    file.objects.values().filter_map(|object| object.as_stream().ok()).filter(is_image).collect()
}

/// The components of an image, and how many a pixel has.
fn components(file: &File) -> (Vec<u8>, usize) {
    let image = images(file).remove(0);
    let mut raw = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&*image.content), &mut raw).unwrap();
    let parms = image.dict.get(b"DecodeParms").unwrap().as_dict().unwrap();
    let number = |key: &[u8]| parms.get(key).unwrap().as_i64().unwrap() as usize;
    let (columns, colors) = (number(b"Columns"), number(b"Colors"));
    for row in raw.chunks_mut(columns * colors) {
        for at in colors..row.len() {
            row[at] = row[at].wrapping_add(row[at - colors]);
        }
    }
    (raw, colors)
}

#[test]
fn the_file_says_that_it_is_pdf_x_4() {
    let (file, report, _) = printed(&pressroom_samples::every_variant(), "preset = 'magazine'");
    assert_eq!(file.version, "1.6");
    let catalog = file.catalog().unwrap();
    let keys: Vec<_> = catalog.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned()).collect();
    for key in ["Outlines", "Names", "Dests", "OpenAction", "StructTreeRoot", "AcroForm", "MarkInfo"] {
        assert!(!keys.iter().any(|known| known == key), "{keys:?}");
    }
    let intents = catalog.get(b"OutputIntents").unwrap().as_array().unwrap();
    assert_eq!(intents.len(), 1);
    let intent = file.dereference(&intents[0]).unwrap().1.as_dict().unwrap();
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFX");
    assert_eq!(intent.get(b"OutputConditionIdentifier").unwrap().as_str().unwrap(), b"FOGRA39");
    let profile = file.dereference(intent.get(b"DestOutputProfile").unwrap()).unwrap().1.as_stream().unwrap();
    assert_eq!(profile.decompressed_content().unwrap()[36..40], *b"acsp");
    let xmp = file.dereference(catalog.get(b"Metadata").unwrap()).unwrap().1.as_stream().unwrap();
    let xmp = String::from_utf8(xmp.content.clone()).unwrap();
    assert!(xmp.contains("<pdfxid:GTS_PDFXVersion>PDF/X-4<"));
    let info = file.dereference(file.trailer.get(b"Info").unwrap()).unwrap().1.as_dict().unwrap();
    assert_eq!(info.get(b"Trapped").unwrap().as_name().unwrap(), b"False");
    let made = String::from_utf8_lossy(info.get(b"ModDate").unwrap().as_str().unwrap()).into_owned();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).take(14).collect::<String>();
    let modified = xmp.split("<xmp:ModifyDate>").nth(1).unwrap();
    assert_eq!(digits(&made), digits(modified), "the dates match");
    assert!(file.trailer.get(b"ID").is_ok());
    assert_eq!(report["standard"], "PDF/X-4");
    assert!(report["fonts"].as_array().unwrap().iter().all(|font| font["embedded"] == true));
    assert_eq!(report["ink"]["limit_percent"], 300.0);
}

#[test]
fn boxes_lie_within_one_another() {
    let corners = |page: &Dictionary, key: &[u8]| -> Vec<f32> {
        page.get(key).unwrap().as_array().unwrap().iter().map(|side| side.as_float().unwrap()).collect()
    };
    let custom = "preset = 'own'\n[presets.own]\nextends = 'magazine'\nbleed = 5\nmarks = false";
    for (settings, bleed, marks) in
        [("", 0.0, false), ("preset = 'magazine'", 3.0, true), (custom, 5.0_f32, false)]
    {
        let (file, report, _) = printed(&pressroom_samples::every_variant(), settings);
        assert!(file.page_iter().count() > 0);
        for id in file.page_iter() {
            let page = file.get_dictionary(id).unwrap();
            let [media, bled, trim] =
                [b"MediaBox".as_slice(), b"BleedBox", b"TrimBox"].map(|key| corners(page, key));
            let width = trim[2] - trim[0];
            assert!((width / 72.0 * 25.4 - 210.0).abs() < 0.01, "{trim:?}");
            for (outer, inner, distance) in
                [(&bled, &trim, Some(bleed / 25.4 * 72.0)), (&media, &bled, (!marks).then_some(0.0))]
            {
                let gaps =
                    [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]];
                assert!(
                    gaps.iter().all(|gap| match distance {
                        Some(distance) => (gap - distance).abs() < 0.01,
                        None => *gap > 14.0,
                    }),
                    "{settings}: {gaps:?}"
                );
            }
            assert!(page.get(b"Annots").is_err() && page.get(b"AA").is_err());
            let marked = file.get_page_content(id).windows(6).any(|part| part == b"0.25 w");
            assert_eq!(marked, marks);
        }
        let media = report["boxes_mm"]["MediaBox"][2].as_f64().unwrap();
        assert_eq!(media > 221.0, marks, "{media}");
    }
}

#[test]
fn text_and_rules_are_in_black_alone() {
    let mut document = pressroom_samples::every_variant();
    document.metadata.image = None;
    let (file, ..) = printed(&document, "");
    let mut inks = BTreeMap::new();
    for object in file.objects.values() {
        let Ok(stream) = object.as_stream() else { continue };
        if stream.dict.get(b"Subtype").is_ok_and(|kind| *kind != Object::from("Form")) {
            continue;
        }
        let Ok(content) = stream.decompressed_content().or_else(|_| Ok::<_, ()>(stream.content.clone()))
        else {
            continue;
        };
        for operation in Content::decode(&content).map(|content| content.operations).unwrap_or_default() {
            assert!(!matches!(operation.operator.as_str(), "rg" | "RG"), "{operation:?}");
            if matches!(operation.operator.as_str(), "k" | "K" | "scn" | "SCN" | "sc" | "SC") {
                *inks.entry(format!("{:?}", operation.operands)).or_insert(0) += 1;
            }
        }
    }
    assert!(!inks.is_empty());
    let colored: Vec<_> = inks.keys().filter(|operands| !operands.starts_with("[0, 0, 0, ")).collect();
    assert!(colored.is_empty(), "{colored:?}");
}

#[test]
fn no_pixel_has_more_ink_than_the_press_takes() {
    // Dark colours: uncorrected, many are far over the limit.
    let dark = RgbImage::from_fn(600, 40, |x, y| Rgb([(x % 64) as u8, y as u8, ((x + y) % 50) as u8]));
    for (limit, settings) in [
        (240, ""),
        (300, "preset = 'magazine'"),
        (150, "preset = 'thin'\n[presets.thin]\nextends = 'newspaper'\nink_limit = 150"),
    ] {
        let (file, report, _) = printed(&with_picture(dark.clone()), settings);
        let (inks, colors) = components(&file);
        assert_eq!(colors, 4);
        let most = inks.chunks(4).map(|pixel| pixel.iter().map(|&ink| u32::from(ink)).sum::<u32>()).max();
        let most = f64::from(most.unwrap()) / 2.55;
        assert!(most <= f64::from(limit), "{most} of {limit}");
        assert!(most > f64::from(limit) * 0.6, "{most} of {limit}: dark colours stay dark");
        let reported = report["ink"]["most_percent"].as_f64().unwrap();
        assert!((reported - most.max(100.0)).abs() < 0.01, "{reported} {most}");
    }
}

#[test]
fn pictures_in_grey_and_drawings_in_grey_need_one_ink() {
    let (file, report, _) = printed(&with_picture(GrayImage::from_pixel(600, 40, image::Luma([60]))), "");
    let image = images(&file).remove(0);
    assert_eq!(image.dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceGray");
    assert_eq!(report["pictures"][0]["colors"], "black");
    let drawing = RgbImage::from_fn(600, 40, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
    let (file, ..) = printed(&with_picture(drawing), "");
    let space = images(&file).remove(0).dict.get(b"ColorSpace").unwrap().as_array().unwrap();
    assert_eq!(space[1].as_name().unwrap(), b"DeviceCMYK");
    assert_eq!(space[3].as_str().unwrap(), [0, 0, 0, 255, 0, 0, 0, 0]);
}

#[test]
fn coarse_pictures_are_warnings_and_very_coarse_ones_errors() {
    let settings = |ppi: u32| format!("[presets.newspaper]\nppi = {ppi}");
    let found = |width: u32, ppi| {
        let (file, report, warnings) = printed(&with_picture(photo(width, width / 2)), &settings(ppi));
        let coarse: Vec<_> = warnings.into_iter().filter(|found| found.code == Code::Coarse).collect();
        assert_eq!(report["ppi"]["wanted"], f64::from(ppi));
        (file, report["pictures"][0]["ppi"].as_f64().unwrap(), coarse)
    };
    let (_, fine, none) = found(1500, 200);
    assert!(fine >= 200.0 && none.is_empty(), "{fine}");
    let (_, coarse, warned) = found(700, 300);
    assert!((LEAST_PPI..300.0).contains(&coarse), "{coarse}");
    assert_eq!(warned.first().and_then(|found| found.span), Some(pressroom_diagnostics::Span::new(3, 5)));
    assert!(!warned[0].is_error());
    // A theme that sets pictures however coarse they get.
    let mut files = pressroom_theme::Files::new();
    files.insert("theme.toml".to_owned(), b"extends = \"default\"".to_vec().into());
    let careless = b"#set page(margin: 0pt)\n#image(\"img/0.png\", width: 100%, height: 5cm)".to_vec();
    files.insert("pdf/article.typ".to_owned(), careless.into());
    let careless = Theme::load("careless", files).unwrap();
    let found = render(&with_picture(photo(700, 300)), &careless).unwrap_err();
    assert!(found[0].is_error() && found[0].code == Code::Coarse, "{found:?}");
    assert_eq!(found[0].span, Some(pressroom_diagnostics::Span::new(3, 5)));
}

#[test]
fn far_too_many_pixels_are_made_fewer() {
    let (file, report, _) = printed(&with_picture(photo(4000, 1000)), "");
    let width = images(&file)[0].dict.get(b"Width").unwrap().as_i64().unwrap();
    let inches = report["pictures"][0]["width_mm"].as_f64().unwrap() / 25.4;
    assert!((width as f64 / inches - 200.0).abs() < 1.0, "{width} pixels in {inches} inches");
    assert_eq!(report["pictures"][0]["printed_pixels"][0], width);
}

#[test]
fn tagged_pictures_carry_their_profile() {
    let settings = "preset = 't'\n[presets.t]\nextends = 'magazine'\npictures = 'tagged'";
    let (file, report, _) = printed(&with_picture(photo(900, 300)), settings);
    let space = images(&file).remove(0).dict.get(b"ColorSpace").unwrap().as_array().unwrap();
    assert_eq!(space[0].as_name().unwrap(), b"ICCBased");
    let profile = file.dereference(&space[1]).unwrap().1.as_stream().unwrap();
    assert_eq!(profile.dict.get(b"N").unwrap().as_i64().unwrap(), 3);
    assert_eq!(report["pictures"][0]["colors"], "sRGB");
}

#[test]
fn type_that_is_too_small_is_a_warning() {
    let (_, report, warnings) =
        printed(&pressroom_samples::every_variant(), "[presets.newspaper]\nsmallest_type = 9");
    assert!(warnings.iter().any(|found| found.code == Code::Coarse && found.message.contains("points")));
    assert!(report["smallest_type"]["points"].as_f64().unwrap() < 9.0);
    assert!(!report["warnings"].as_array().unwrap().is_empty());
}

#[test]
fn links_are_notes_and_every_address_arrives() {
    let link = |url: &str, text: &str| Inline::Link {
        target: LinkTarget::External(url.to_owned()),
        title: None,
        content: vec![Inline::Text { value: text.to_owned(), span: Default::default() }],
        span: Default::default(),
    };
    let mut document = with_picture(photo(900, 300));
    let content = vec![
        link("https://one.example/", "one"),
        link("https://two.example/", "two"),
        link("https://one.example/", "one again"),
        link("https://said.example/a", "said.example/a"),
    ];
    document.lede = vec![Block::Paragraph { content, span: Default::default() }];
    document.metadata.canonical_url = Some("https://explainers.example.org/a/".to_owned());
    let theme = theme("");
    let engine = Engine::new(&theme, FontLibrary::without_color(&theme)).unwrap();
    let words = theme.messages("en");
    let site = Site::default();
    let image_cache = ImageCache::default();
    let context = Context::new(&site, &words, &image_cache);
    let (unshaped, broken) = Default::default();
    let template_options = crate::template_data::TemplateOptions {
        tokens: &theme.tokens,
        press: theme.press(),
        faces: engine.fonts.own(),
        unshaped: &unshaped,
        broken: &broken,
    };
    let data = crate::template_data::prepare_document(&document, &context, &template_options, None).data;
    let json = serde_json::to_value(&data).unwrap();
    let links = json["press"]["links"].as_array().unwrap();
    let text: Vec<String> =
        links.iter().map(|link| link["text"].as_str().unwrap().replace('\u{200B}', "")).collect();
    assert_eq!(text, ["https://one.example/", "https://two.example/"]);
    let notes: Vec<&Value> = json["parts"][0]["blocks"][0]["c"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|run| run["k"] == "a")
        .map(|run| &run["note"])
        .collect();
    assert_eq!(notes, [&Value::from("1"), &Value::from("2"), &Value::from("1"), &Value::Null]);
    assert!(json["press"]["qr"]["size"].as_u64().unwrap() > 20);
    assert!(!json.to_string().contains("\"url\":\"https://one"), "nothing to click on paper");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = with_picture(photo(900, 300));
    let theme = theme("preset = 'magazine'");
    assert_eq!(render(&document, &theme).unwrap().files, render(&document, &theme).unwrap().files);
}
