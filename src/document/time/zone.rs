//! The time zone of a newsroom.

use jiff::{
    Timestamp, civil,
    tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase},
};

use serde::{Serialize, Serializer};

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

    /// Says whether the clocks of the zone show a time once, twice or never, on the day on which they are changed.
    pub fn shown(&self, local: civil::DateTime) -> Shown {
        match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { .. } => Shown::Once,
            AmbiguousOffset::Gap { .. } => Shown::Never,
            AmbiguousOffset::Fold { before, after } => Shown::Twice(before, after),
        }
    }
}

/// How often the clocks of a zone show a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The time is certain.
    Once,
    /// Clocks are put forward past it.
    Never,
    /// Clocks are put back to before it: the offset of its first moment, and that of its second.
    Twice(Offset, Offset),
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl std::fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)
    }
}
