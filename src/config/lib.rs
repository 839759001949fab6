//! `pressroom.toml`, typed: the newsroom's site, publisher, newsletter, print and mail server; and the reader that makes it.

mod fonts;
mod images;
mod import;
mod print;
mod read;
mod site;

pub use fonts::FontSource;
pub use images::ImageSettings;
pub use import::StyleMeaning;
pub use print::{InkSettings, PresetSettings, PrintPictures, PrintSettings, RangeError, Ranged};
pub use read::{Configuration, Secret, Security, Smtp, configuration};
pub use site::{
    AmpComponent, AmpPage, Certification, Feeds, MailPictures, Mailing, Organization, References, Sender,
    ShareService, Site, SiteTable, StatusWord, UNSUBSCRIBE_TOKEN, WebPage,
};
