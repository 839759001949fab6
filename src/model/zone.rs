//! The time zone of a newsroom.

use jiff::{
    Timestamp, civil,
    tz::{Offset, TimeZone, TimeZoneDatabase},
};

/// A time zone of the IANA database that is part of the program: the machine's is never asked.
#[derive(Clone)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone with a name such as `Europe/Kyiv`; capitals do not matter.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(Self { name, zone })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of all zones.
    pub fn names() -> Vec<String> {
        TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect()
    }

    /// The moment at which clocks of the zone show a time, and the offset then. A time that clocks skip counts from before
    /// the change, one that they show twice is the first (RFC 5545).
    pub fn moment(&self, local: civil::DateTime) -> Option<(Timestamp, Offset)> {
        let moment = self.zone.to_ambiguous_timestamp(local).compatible().ok()?;
        Some((moment, self.zone.to_offset(moment)))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl std::fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)
    }
}
