use super::has_bare_picture;

#[test]
fn bare_pictures_are_found() {
    for page in ["<p><img src=a>", "<IMG\nsrc=a>", "<img>", "<img/>"] {
        assert!(has_bare_picture(page), "{page}");
    }
    for page in ["<amp-img src=a></amp-img>", "&lt;img src=a>", "<image>", "<img-x>", "<"] {
        assert!(!has_bare_picture(page), "{page}");
    }
}
