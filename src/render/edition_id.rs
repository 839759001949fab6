//! Editions by their ids: sets of them, and a value for each.

use std::fmt;

/// The id of a kind of edition: its name on the command line, such as `epub`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(&'static str);

impl EditionId {
    /// The id with a name.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// Editions, each once, in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditionSet(Vec<EditionId>);

impl EditionSet {
    /// No edition.
    pub const EMPTY: &'static Self = &Self(Vec::new());

    /// The editions with these names.
    pub fn from_names(names: &[&'static str]) -> Self {
        names.iter().copied().map(EditionId::new).collect()
    }

    /// Returns true if the set holds an edition.
    pub fn contains(&self, edition: EditionId) -> bool {
        self.0.contains(&edition)
    }

    /// Returns the id of the edition with a name, if the set holds it.
    pub fn find(&self, name: &str) -> Option<EditionId> {
        self.iter().find(|edition| edition.as_str() == name)
    }

    /// Adds an edition, unless the set holds it already.
    pub fn insert(&mut self, edition: EditionId) {
        if !self.contains(edition) {
            self.0.push(edition);
        }
    }

    /// The editions, in their order.
    pub fn iter(&self) -> impl Iterator<Item = EditionId> + Clone + '_ {
        self.0.iter().copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<EditionId> for EditionSet {
    fn from_iter<I: IntoIterator<Item = EditionId>>(editions: I) -> Self {
        let mut set = Self::default();
        editions.into_iter().for_each(|edition| set.insert(edition));
        set
    }
}

/// A value for each of some editions, in the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerEdition<T>(Vec<(EditionId, T)>);

impl<T> PerEdition<T> {
    /// The value of an edition, if there is one.
    pub fn get(&self, edition: EditionId) -> Option<&T> {
        self.iter().find(|(known, _)| *known == edition).map(|(_, value)| value)
    }

    /// Gives an edition a value, in place of its earlier one.
    pub fn insert(&mut self, edition: EditionId, value: T) {
        match self.0.iter_mut().find(|(known, _)| *known == edition) {
            Some((_, place)) => *place = value,
            None => self.0.push((edition, value)),
        }
    }

    /// The editions and their values.
    pub fn iter(&self) -> impl Iterator<Item = (EditionId, &T)> {
        self.0.iter().map(|(edition, value)| (*edition, value))
    }

    /// The editions that have a value.
    pub fn ids(&self) -> impl Iterator<Item = EditionId> + '_ {
        self.0.iter().map(|(edition, _)| *edition)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// How many editions have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if none has.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for PerEdition<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(EditionId, T)> for PerEdition<T> {
    fn from_iter<I: IntoIterator<Item = (EditionId, T)>>(values: I) -> Self {
        let mut all = Self::default();
        values.into_iter().for_each(|(edition, value)| all.insert(edition, value));
        all
    }
}

impl<T> IntoIterator for PerEdition<T> {
    type Item = (EditionId, T);
    type IntoIter = std::vec::IntoIter<(EditionId, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: EditionId = EditionId::new("one");
    const TWO: EditionId = EditionId::new("two");

    #[test]
    fn a_set_holds_each_edition_once_and_in_order() {
        let set: EditionSet = [TWO, ONE, TWO].into_iter().collect();
        assert_eq!((set.iter().collect::<Vec<_>>(), set.len()), (vec![TWO, ONE], 2));
        assert_eq!((set.find("one"), set.find("three")), (Some(ONE), None));
        assert!(EditionSet::EMPTY.is_empty() && !EditionSet::EMPTY.contains(ONE));
    }

    #[test]
    fn an_edition_has_one_value() {
        let mut values: PerEdition<u8> = [(TWO, 2), (ONE, 1)].into_iter().collect();
        values.insert(TWO, 3);
        assert_eq!(values.into_iter().collect::<Vec<_>>(), [(TWO, 3), (ONE, 1)]);
    }
}
