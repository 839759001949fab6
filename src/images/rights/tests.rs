use image::{ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage, codecs::webp::WebPEncoder};
use pressroom_document::{Asset, MediaType};

use super::*;
use crate::{
    ImageCache, NoPictures,
    inspect::load_asset,
    variants::{make_bounded, make_for_mail, make_page_variants},
};

fn every_right() -> Rights {
    let text = |text: &str| Some(text.to_owned());
    Rights {
        creators: vec!["Nora Feld".to_owned(), "Jón <Þór> & Co".to_owned()],
        credit: text("Nora Feld / The Desk"),
        copyright: text("© 2026 The Desk"),
        usage_terms: text("Not for resale."),
        web_statement: text("https://desk.example/rights"),
        source_type: text("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"),
        data_mining: text("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"),
        other_constraints: text("No training of models."),
    }
}

fn encoded(format: ImageFormat, width: u32) -> Vec<u8> {
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) as u8;
    let pixels = RgbImage::from_fn(width, 400, |x, y| Rgb([noise(x, y), (x / 9) as u8, (y / 2) as u8]));
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn load(file: Vec<u8>) -> Asset {
    load_asset("a.jpg", &file.into(), &NoPictures).unwrap()
}

#[test]
fn rights_are_read_as_they_were_written() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let (file, rights) = (encoded(format, 40), every_right());
        let marked = rights.embed(file.clone());
        assert_eq!(Rights::read(&marked), rights, "{format:?}");
        assert_eq!(Rights::read(&file), Rights::default());
        let (one, other) =
            (image::load_from_memory(&file).unwrap(), image::load_from_memory(&marked).unwrap());
        assert_eq!(one, other, "{format:?}");
    }
    // A file of pixels alone gets a head that says what they are.
    let glass = RgbaImage::from_pixel(300, 20, Rgba([9, 9, 9, 90]));
    let mut file = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut file);
    encoder.write_image(&glass, 300, 20, image::ExtendedColorType::Rgba8).unwrap();
    let marked = every_right().embed(file);
    assert_eq!(image::load_from_memory(&marked).unwrap().into_rgba8(), glass);
}

#[test]
fn rights_travel_into_every_form() {
    let rights = every_right();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let (asset, cache) = (load(rights.embed(encoded(format, 1000))), ImageCache::default());
        assert_eq!(Rights::read(&asset.bytes), rights, "{format:?}");
        let mut forms = make_page_variants(&asset, &cache, 2000).unwrap();
        forms.push(make_bounded(&asset, &cache, 700).unwrap());
        forms.push(make_for_mail(&asset, &cache).unwrap());
        for form in forms {
            assert_eq!(Rights::read(&form.bytes), rights, "{}", form.name);
            assert_eq!(image::load_from_memory(&form.bytes).unwrap().width(), form.width);
            assert!(form.media_type != MediaType::Gif);
        }
    }
}

#[test]
fn older_records_fill_what_xmp_leaves_out() {
    let rights = every_right();
    let records = jpeg::segment(jpeg::APP13, &iim::write(&rights));
    let marked = jpeg::insert(&encoded(ImageFormat::Jpeg, 40), &records).unwrap();
    let read = Rights::read(&marked);
    assert_eq!(
        (read.creators, read.credit, read.copyright),
        (rights.creators, rights.credit, rights.copyright)
    );
    // Without a word on the encoding, what is not UTF-8 is Latin-1.
    let mut segment = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x09\x1C\x02\x50\0\x04J\xF3n!".to_vec();
    segment.push(0);
    assert_eq!(iim::read(&segment).creators, ["Jón!"]);
}

#[test]
fn artist_and_copyright_of_a_camera_are_read() {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x3B\x01\x02\0\x0A\0\0\0\x26\0\0\0");
    tiff.extend(b"\x98\x82\x02\0\x04\0\0\0CC0\0\0\0\0\0Nora Feld\0");
    let read = iim::read_exif(&tiff);
    assert_eq!((read.creators, read.copyright.as_deref()), (vec!["Nora Feld".to_owned()], Some("CC0")));
}

#[test]
fn a_packet_of_another_program_is_understood() {
    let packet = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <r:Description xmlns:p="http://ns.adobe.com/photoshop/1.0/" p:Credit=" Agency&#10; One "
            xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">
          <d:rights><r:Alt><r:li xml:lang="de">Deutsch</r:li><r:li xml:lang="x-default">(c) One</r:li></r:Alt></d:rights>
          <d:creator><r:Seq><r:li>A. B.</r:li></r:Seq></d:creator>
          <plus:DataMining r:resource="http://ns.useplus.org/ldf/vocab/DMI-ALLOWED"/>
        </r:Description></r:RDF></x:xmpmeta>"#;
    let read = xmp::read(packet.as_bytes());
    assert_eq!(read.credit_line().as_deref(), Some("A. B. / Agency One"));
    assert_eq!(read.copyright.as_deref(), Some("(c) One"));
    assert_eq!(read.data_mining.as_deref(), Some("http://ns.useplus.org/ldf/vocab/DMI-ALLOWED"));
    let bomb = br#"<!DOCTYPE a [<!ENTITY b "cccccccccccc">]><a>&b;&b;&b;</a>"#;
    assert_eq!(xmp::read(bomb), Rights::default());
    assert_eq!(xmp::read(&vec![b'<'; 60_000]), Rights::default());
}
