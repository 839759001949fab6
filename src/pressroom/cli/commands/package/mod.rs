//! Commands about packages for partners: `pack`, `key` and `verify`.

mod pack;
mod verify;

pub(super) use self::{
    pack::{key, pack},
    verify::verify,
};
