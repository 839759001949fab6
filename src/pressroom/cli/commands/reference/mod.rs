//! Commands that print what Pressroom knows: findings, editions, themes, schemas, manual pages.

mod explain;
mod list;
mod schema;

pub(super) use self::{
    explain::explain,
    list::{completions, editions, man, themes},
    schema::schema,
};
