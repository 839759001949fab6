//! The files of pictures in the folder that `--media` names.

use crate::cms::wordpress;

/// What exports write in place of the site's address.
pub(super) const SITE: &str = "__GHOST_URL__";

/// The paths at which the file of an address may lie: as the site has it, below `images`, by its name alone.
pub(super) fn paths(address: &str) -> Vec<String> {
    let address = address.strip_prefix(SITE).unwrap_or(address);
    let mut paths = wordpress::paths(address);
    let below: Vec<String> = paths
        .iter()
        .filter_map(|path| path.find("images/").and_then(|at| path.get(at..)))
        .map(without_size)
        .collect();
    let short: Vec<String> =
        below.iter().filter_map(|path| path.strip_prefix("images/")).map(str::to_owned).collect();
    for path in below.into_iter().chain(short) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// `images/size/w600/2020/01/x.jpg` is a smaller form of `images/2020/01/x.jpg`.
fn without_size(path: &str) -> String {
    match path.strip_prefix("images/size/").and_then(|rest| rest.split_once('/')) {
        Some((_, rest)) => format!("images/{rest}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_looked_for_where_exports_have_them() {
        let all = paths("__GHOST_URL__/content/images/size/w600/2020/01/boat.jpg");
        for path in [
            "content/images/size/w600/2020/01/boat.jpg",
            "images/2020/01/boat.jpg",
            "2020/01/boat.jpg",
            "boat.jpg",
        ] {
            assert!(all.iter().any(|one| one == path), "{path}");
        }
    }
}
