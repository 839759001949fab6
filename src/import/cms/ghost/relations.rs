//! Who wrote a post and what it is about: tables beside the posts, or lists within them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::text::{id, string};
use pressroom_document::{Author, AuthorKind};

/// The tables of an export.
#[derive(Debug, Default)]
pub(super) struct Relations {
    users: BTreeMap<String, Value>,
    tags: BTreeMap<String, Value>,
    /// Post, position, other.
    authors_of: Vec<(String, i64, String)>,
    tags_of: Vec<(String, i64, String)>,
    meta_of: BTreeMap<String, Value>,
}

impl Relations {
    /// The tables beside a list of posts.
    pub(super) fn new(data: &Value) -> Self {
        let rows = |table: &str| data.get(table).and_then(Value::as_array).into_iter().flatten();
        let by_id = |table: &str| rows(table).filter_map(|row| Some((id(row, "id")?, row.clone()))).collect();
        let pairs = |table: &str, other: &str| {
            let pair = |row: &Value| {
                let order = row.get("sort_order").and_then(Value::as_i64).unwrap_or_default();
                Some((id(row, "post_id")?, order, id(row, other)?))
            };
            let mut pairs: Vec<_> = rows(table).filter_map(pair).collect();
            pairs.sort_by_key(|(_, order, _)| *order);
            pairs
        };
        Self {
            users: by_id("users"),
            tags: by_id("tags"),
            authors_of: pairs("posts_authors", "author_id"),
            tags_of: pairs("posts_tags", "tag_id"),
            meta_of: rows("posts_meta").filter_map(|row| Some((id(row, "post_id")?, row.clone()))).collect(),
        }
    }

    /// The authors of a post.
    pub(super) fn authors(&self, post: &Value) -> Vec<Author> {
        let own = listed(post, "authors");
        let own = if own.is_empty() {
            post.get("author").filter(|author| author.is_object()).into_iter().cloned().collect()
        } else {
            own
        };
        let people = if own.is_empty() { self.related(post, &self.authors_of, &self.users) } else { own };
        let people = if people.is_empty() {
            id(post, "author_id").and_then(|author| self.users.get(&author)).into_iter().cloned().collect()
        } else {
            people
        };
        let author = |person: &Value| {
            Some(Author { name: string(person, "name")?, url: None, kind: AuthorKind::Person })
        };
        people.iter().filter_map(author).collect()
    }

    /// The names of the tags of a post, the first one first.
    pub(super) fn tags(&self, post: &Value) -> Vec<String> {
        let own = listed(post, "tags");
        let tags = if own.is_empty() { self.related(post, &self.tags_of, &self.tags) } else { own };
        tags.iter().filter_map(|tag| string(tag, "name")).collect()
    }

    /// A value of a post, in the post or in its row of `posts_meta`.
    pub(super) fn value(&self, post: &Value, key: &str) -> Option<String> {
        let meta = id(post, "id").and_then(|id| self.meta_of.get(&id));
        string(post, key).or_else(|| string(meta?, key))
    }

    fn related(
        &self,
        post: &Value,
        pairs: &[(String, i64, String)],
        table: &BTreeMap<String, Value>,
    ) -> Vec<Value> {
        let Some(post) = id(post, "id") else { return Vec::new() };
        let others = pairs.iter().filter(|(of, _, _)| *of == post);
        others.filter_map(|(_, _, other)| table.get(other).cloned()).collect()
    }
}

fn listed(post: &Value, key: &str) -> Vec<Value> {
    post.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}
