use std::sync::Arc;

use image::{Frame, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage, codecs::jpeg::JpegEncoder};

use super::*;

/// A photograph of noise and gradients, always the same.
fn photograph(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 3;
        Rgb([(x / 5) as u8, (y / 3) as u8, (noise % 64) as u8 + 90])
    })
    .into()
}

fn asset(pixels: &DynamicImage, format: ImageFormat) -> Asset {
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    let kinds = [
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Gif, MediaType::Gif),
        (ImageFormat::WebP, MediaType::Webp),
    ];
    let media_type = kinds.into_iter().find(|(kind, _)| *kind == format).unwrap().1;
    Asset {
        path: "a".to_owned(),
        name: format!("a-01.{}", media_type.extension()),
        media_type,
        width: pixels.width(),
        height: pixels.height(),
        sha256: String::new(),
        bytes: bytes.into_inner().into(),
    }
}

fn offered(asset: &Asset) -> Vec<Variant> {
    let photos = make_page_variants(asset, &ImageCache::default(), 2000).unwrap();
    for photo in &photos {
        let decoded = image::load_from_memory(&photo.bytes).unwrap();
        assert_eq!((photo.width, photo.height), (decoded.width(), decoded.height()));
        assert!(photo.width <= asset.width, "{} is larger than it came", photo.name);
    }
    photos
}

fn names(photos: &[Variant]) -> Vec<&str> {
    photos.iter().map(|photo| photo.name.as_str()).collect()
}

#[test]
fn a_page_is_offered_widths_up_to_the_picture_own() {
    for (width, expected) in [
        (300, &["a-01-300.jpg"][..]),
        (480, &["a-01-480.jpg"]),
        (1000, &["a-01-480.jpg", "a-01-960.jpg", "a-01-1000.jpg"]),
        (2100, &["a-01-480.jpg", "a-01-960.jpg", "a-01-1440.jpg", "a-01-2000.jpg"]),
    ] {
        let mut wide = asset(&photograph(width, 300), ImageFormat::Jpeg);
        // A file that is heavier than its form never goes out itself.
        let mut heavy = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut heavy, 100);
        photograph(width, 300).write_with_encoder(encoder).unwrap();
        wide.bytes = heavy.into();
        assert_eq!(names(&offered(&wide)), expected);
    }
    let mut heavy = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut heavy, 100);
    photograph(2100, 300).write_with_encoder(encoder).unwrap();
    let mut wide = asset(&photograph(2100, 300), ImageFormat::Jpeg);
    wide.bytes = heavy.into();
    let photos = offered(&wide);
    assert_eq!(photos.iter().map(|photo| photo.height).collect::<Vec<_>>(), [69, 137, 206, 286]);
}

#[test]
fn a_light_file_goes_out_as_it_came() {
    let light = encode_jpeg(&photograph(700, 400), 8).unwrap();
    let mut small = asset(&photograph(700, 400), ImageFormat::Jpeg);
    small.bytes = light.into();
    let photos = offered(&small);
    let widest = photos.last().unwrap();
    assert_eq!(widest.name, "a-01.jpg");
    assert!(Arc::ptr_eq(&widest.bytes, &small.bytes));
    // A narrower one that weighs more than it is left out.
    assert!(photos.iter().all(|photo| photo.bytes.len() <= small.bytes.len()));
}

#[test]
fn what_shines_through_stays_a_png() {
    let glass = RgbaImage::from_fn(1200, 80, |x, _| match x < 600 {
        true => Rgba([0, 0, 0, 0]),
        false => Rgba([250, (x % 250) as u8, 20, 255]),
    });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let glass = asset(&glass.clone().into(), format);
        let photos = offered(&glass);
        let narrow = image::load_from_memory(&photos[0].bytes).unwrap().into_rgba8();
        assert_eq!((photos[0].width, photos[0].media_type), (480, MediaType::Png));
        assert_eq!(narrow.get_pixel(10, 9).0[3], 0);
        // At the edge, the black behind the glass does not darken the colour.
        for pixel in narrow.pixels().filter(|pixel| pixel.0[3] > 40) {
            assert!(pixel.0[0] > 235, "{pixel:?}");
        }
    }
}

#[test]
fn drawings_stay_drawings_and_photographs_become_light() {
    let drawing =
        RgbImage::from_fn(
            900,
            500,
            |x, y| if (x / 30 + y / 30) % 2 == 0 { Rgb([9, 9, 90]) } else { Rgb([255; 3]) },
        );
    let photos = offered(&asset(&drawing.into(), ImageFormat::Png));
    assert!(photos.iter().all(|photo| photo.media_type == MediaType::Png), "{:?}", names(&photos));
    let soft = RgbImage::from_fn(900, 500, |x, y| {
        let wave = |at: f64| (at.sin() * 50.0 + 120.0) as u8;
        let (x, y) = (f64::from(x), f64::from(y));
        Rgb([wave(x / 90.0 + y / 31.0), wave(x * y / 9000.0), wave((x + y * y / 400.0) / 40.0)])
    });
    let photos = offered(&asset(&soft.into(), ImageFormat::Png));
    assert!(photos.iter().all(|photo| photo.media_type == MediaType::Jpeg), "{:?}", names(&photos));
    let gray: DynamicImage = image::GrayImage::from_fn(700, 20, |x, _| Luma([(x / 3) as u8])).into();
    assert!(!offered(&asset(&gray, ImageFormat::Png)).is_empty());
}

#[test]
fn what_moves_goes_out_as_it_is() {
    let mut file = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut file);
    for shade in [0, 255] {
        let frame = RgbaImage::from_pixel(700, 3, Rgba([shade, 9, 9, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    let mut moving = asset(&photograph(700, 3), ImageFormat::Gif);
    let still = moving.clone();
    moving.bytes = file.into();
    let photos = offered(&moving);
    assert_eq!(names(&photos), ["a-01.gif"]);
    assert!(Arc::ptr_eq(&photos[0].bytes, &moving.bytes));
    assert_eq!(make_bounded(&moving, &ImageCache::default(), 100).unwrap().name, "a-01.gif");
    assert!(offered(&still).iter().all(|photo| photo.media_type != MediaType::Gif));
}

#[test]
fn a_book_gets_one_form_that_every_reader_knows() {
    let image_cache = ImageCache::default();
    let bound = |asset: &Asset, largest| make_bounded(asset, &image_cache, largest).unwrap();
    let mut high = asset(&photograph(500, 900), ImageFormat::WebP);
    high.sha256 = "high".to_owned();
    let photo = bound(&high, 600);
    assert_eq!((photo.width, photo.height, photo.media_type == MediaType::Webp), (333, 599, false));
    let whole = bound(&high, 4000);
    assert_eq!((whole.width, whole.height, whole.media_type == MediaType::Webp), (500, 900, false));
    let mut light = asset(&photograph(90, 90), ImageFormat::Jpeg);
    light.sha256 = "light".to_owned();
    assert!(bound(&light, 600).width == 90 && bound(&light, 50).width == 50);
}

#[test]
fn forms_of_one_name_are_the_same_bytes() {
    let wide = asset(&photograph(2000, 1500), ImageFormat::Jpeg);
    let photos = offered(&wide);
    let book = make_bounded(&wide, &ImageCache::default(), 960).unwrap();
    assert_eq!(photos.iter().find(|photo| photo.name == book.name), Some(&book));
}

#[test]
fn documents_share_a_form_under_their_own_names() {
    let (image_cache, first) = (ImageCache::default(), asset(&photograph(300, 200), ImageFormat::Png));
    let second = Asset { name: "b-01.png".to_owned(), ..first.clone() };
    let (first, second) = (
        make_page_variants(&first, &image_cache, 2000).unwrap(),
        make_page_variants(&second, &image_cache, 2000).unwrap(),
    );
    assert!(first[0].name.starts_with("a-01") && second[0].name.starts_with("b-01"));
    assert!(Arc::ptr_eq(&first[0].bytes, &second[0].bytes));
}

#[test]
fn a_mail_gets_an_opaque_form_that_every_program_shows() {
    let cache = ImageCache::default();
    let lines = RgbaImage::from_fn(1600, 300, |x, _| Rgba([0, 0, 0, if x % 40 < 4 { 255 } else { 0 }]));
    let mut drawing = asset(&lines.into(), ImageFormat::WebP);
    drawing.sha256 = "drawing".to_owned();
    let form = make_for_mail(&drawing, &cache).unwrap();
    assert_eq!((form.width, form.media_type, form.is_transparent), (1200, MediaType::Png, false));
    assert_eq!(form.name, "a-01-on-white-1200.png");
    let ground = image::load_from_memory(&form.bytes).unwrap().into_rgba8();
    assert_eq!(ground.get_pixel(15, 9).0, [255; 4]);
    let mut large = asset(&photograph(3000, 900), ImageFormat::Jpeg);
    large.sha256 = "large".to_owned();
    let form = make_for_mail(&large, &cache).unwrap();
    assert_eq!((form.name.as_str(), form.height), ("a-01-1200.jpg", 360));
    assert!(make_page_variants(&drawing, &cache, 2000).unwrap().iter().all(|form| form.is_transparent));
}

#[test]
fn a_strip_stays_legible_and_a_line_stays_a_line() {
    let cache = ImageCache::default();
    let mut tall = asset(&photograph(600, 9000), ImageFormat::Png);
    tall.sha256 = "tall".to_owned();
    let form = make_bounded(&tall, &cache, 1600).unwrap();
    assert!(
        form.width > 500 && u64::from(form.width) * u64::from(form.height) <= BOOK_PIXELS,
        "{}",
        form.name
    );
    let mut line = asset(&photograph(100_000, 1), ImageFormat::Png);
    line.sha256 = "line".to_owned();
    let forms = make_page_variants(&line, &cache, 2000).unwrap();
    assert_eq!(forms.last().map(|form| (form.width, form.height)), Some((2000, 1)));
    let mut high = asset(&photograph(2, 90_000), ImageFormat::Png);
    high.sha256 = "high".to_owned();
    assert_eq!(
        make_page_variants(&high, &cache, 2000).unwrap().last().map(|form| form.media_type),
        Some(MediaType::Png)
    );
}
