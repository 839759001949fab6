//! The files of attachments in the folder that `--media` names.

use url::Url;

use pressroom_document::link::percent_decode;

/// The paths at which the file of an address may lie: as the site has it, below `uploads`, by its name alone; and the picture
/// in its full size before one of the sizes that WordPress makes.
pub(crate) fn paths(address: &str) -> Vec<String> {
    let path = match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.path().to_owned(),
        Ok(_) => return Vec::new(),
        Err(_) => address.split(['?', '#']).next().unwrap_or_default().to_owned(),
    };
    let path = percent_decode(path.trim_start_matches('/'));
    if path.is_empty() {
        return Vec::new();
    }
    let mut paths = Vec::new();
    for path in full_size(&path).into_iter().chain([path.clone()]) {
        let below =
            path.find("uploads/").map(|at| path.get(at + "uploads/".len()..).unwrap_or_default().to_owned());
        let file = path.rsplit('/').next().unwrap_or_default().to_owned();
        let uploads = below.as_ref().map(|below| format!("uploads/{below}"));
        for candidate in [Some(path), uploads, below, Some(file)].into_iter().flatten() {
            if !candidate.is_empty() && !paths.contains(&candidate) {
                paths.push(candidate);
            }
        }
    }
    paths
}

/// `picture.jpg` of `picture-300x200.jpg`.
fn full_size(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (name, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(width) && is_number(height)).then(|| format!("{name}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_looked_for_where_people_put_them() {
        let all = paths("https://a.example/wp-content/uploads/2020/01/boat-300x200.jpg?w=3");
        assert_eq!(all.first().map(String::as_str), Some("wp-content/uploads/2020/01/boat.jpg"));
        for path in ["uploads/2020/01/boat.jpg", "2020/01/boat.jpg", "boat.jpg", "boat-300x200.jpg"] {
            assert!(all.iter().any(|one| one == path), "{path}");
        }
        assert!(paths("data:image/png;base64,x").is_empty());
    }
}
