//! A character of a text, with the characters around it that decide how it is written.

/// A character between its neighbours.
pub(super) struct Neighbours<'a> {
    pub(super) before: Option<char>,
    pub(super) character: char,
    pub(super) after: &'a str,
    /// The character before the one before is a Greek letter.
    pub(super) within: bool,
    /// The Greek vowel before it has an accent, so that the two are no diphthong.
    pub(super) accented: bool,
}

impl Neighbours<'_> {
    pub(super) fn next(&self) -> Option<char> {
        self.after.chars().next()
    }

    /// True if both neighbours are such.
    pub(super) fn is_within(&self, such: impl Fn(char) -> bool) -> bool {
        self.before.is_some_and(&such) && self.next().is_some_and(&such)
    }

    /// The name of a letter, parted from letters and figures beside it.
    pub(super) fn named(&self, name: &str) -> String {
        let name = if self.character.is_uppercase() {
            let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
            format!("{}{rest}", first.to_ascii_uppercase())
        } else {
            name.to_owned()
        };
        let gap = |beside: Option<char>| if beside.is_some_and(char::is_alphanumeric) { " " } else { "" };
        format!("{}{name}{}", gap(self.before), gap(self.next()))
    }

    /// Letters with the capitals that the place asks for: all of them within a word in capitals.
    pub(super) fn cased(&self, letters: &str) -> String {
        if !self.character.is_uppercase() {
            return letters.to_owned();
        }
        let next = self.next().filter(|next| next.is_alphabetic());
        let all = match next {
            Some(next) => next.is_uppercase(),
            None => self.before.is_some_and(char::is_uppercase),
        };
        let mut out = String::with_capacity(letters.len());
        for (number, letter) in letters.chars().enumerate() {
            out.push(if all || number == 0 { letter.to_ascii_uppercase() } else { letter });
        }
        out
    }
}
