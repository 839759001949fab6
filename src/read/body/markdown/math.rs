//! Which dollars enclose mathematics, and which stand for money.
//!
//! The rule for single dollars is pandoc's (its manual, `tex_math_dollars`), and more: what stands between must look
//! like a formula. In doubt a dollar is a dollar.

use std::collections::BTreeMap;

use super::autolink::{is_mark, is_unspaced};

/// What the dollars of a body are.
#[derive(Debug, Default)]
pub(super) struct Dollars {
    /// Formulas, with their dollars: first byte -> one past the last.
    pub(super) math: BTreeMap<usize, usize>,
    /// Every dollar that is neither escaped nor a part of a formula.
    pub(super) money: Vec<usize>,
}

/// How many runs of dollars are looked at to find the end of a displayed formula.
const LOOK_AHEAD: usize = 16;

/// A run of dollars: its first byte and how many they are.
type Run = (usize, usize);

/// Sorts the dollars of a body.
pub(super) fn dollars(body: &str) -> Dollars {
    let mut found = Dollars::default();
    if memchr::memchr(b'$', body.as_bytes()).is_none() {
        return found;
    }
    let runs = runs(body);
    let mut rest = runs.as_slice();
    while let [run, after @ ..] = rest {
        match closer(body, *run, after) {
            Some((index, end)) => {
                found.math.insert(run.0, end);
                rest = after.get(index + 1..).unwrap_or_default();
            }
            None => {
                found.money.extend(run.0..run.0 + run.1);
                rest = after;
            }
        }
    }
    found
}

/// All runs of dollars but those that begin with an escaped one.
fn runs(body: &str) -> Vec<Run> {
    let bytes = body.as_bytes();
    let mut runs: Vec<Run> = Vec::new();
    for (at, _) in body.match_indices('$') {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == at => *length += 1,
            _ if is_escaped(bytes, at) => {}
            _ => runs.push((at, 1)),
        }
    }
    runs
}

/// True where a backslash before the byte takes its meaning.
pub(super) fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Where the formula ends that a run opens: the index of the closing run among those after it, and the byte.
fn closer(body: &str, open: Run, after: &[Run]) -> Option<(usize, usize)> {
    let (start, length) = open;
    let mut candidates = after.iter().enumerate();
    let (index, close) = match length {
        1 => candidates.next().filter(|(_, run)| run.1 == 1)?,
        2 => candidates.take(LOOK_AHEAD).find(|(_, run)| run.1 != 1).filter(|(_, run)| run.1 == 2)?,
        _ => return None,
    };
    let content = body.get(start + length..close.0)?;
    let before = body.get(..start)?.chars().next_back();
    let next = body.get(close.0 + length..)?;
    let is_math = match length {
        1 => is_inline(before, content, next),
        _ => is_display(body.get(..start)?, content, next),
    };
    is_math.then_some((index, close.0 + length))
}

/// True for what stands between single dollars where it is a formula.
fn is_inline(before: Option<char>, content: &str, after: &str) -> bool {
    let next = after.chars().next();
    if before.is_some_and(is_word) || next.is_some_and(char::is_numeric) {
        return false;
    }
    if let Some(code) = content.strip_prefix('`').and_then(|code| code.strip_suffix('`')) {
        return !code.is_empty() && !code.contains('`');
    }
    let spaced = content.starts_with(char::is_whitespace) || content.ends_with(char::is_whitespace);
    if content.is_empty() || spaced || !has_the_ends(content) || holds_what_no_formula_has(content) {
        return false;
    }
    let tokens = tokens(content);
    if let [Token { kind: TokenKind::Word(word), .. }] = tokens.as_slice()
        && word.chars().count() > 1
        && next.is_some_and(char::is_alphabetic)
    {
        return false;
    }
    !(ends_in_currency(&tokens, after) || reads_like_prose(&tokens) || lies_between_amounts(content, &tokens))
}

/// True for what stands between two amounts of which one has its dollar before it, and the other behind: `$5, child: 3$`.
fn lies_between_amounts(content: &str, tokens: &[Token<'_>]) -> bool {
    let ends_in_amount = matches!(tokens.last(), Some(Token { kind: TokenKind::Number, .. }));
    if !(begins_with_amount(tokens) && ends_in_amount) {
        return false;
    }
    let word = |token: &Token<'_>| match token.kind {
        TokenKind::Word(word) => word.chars().count() > 1 && !FUNCTIONS.contains(&word),
        TokenKind::Number | TokenKind::Command | TokenKind::Sign(_) => false,
    };
    let balanced = content.matches('(').count() == content.matches(')').count();
    let crossed = content.find(')').is_some_and(|close| content.find('(').is_none_or(|open| close < open));
    tokens.iter().any(word) || !balanced || crossed || content.contains(['→', ';']) || content.contains(", ")
}

/// True for what stands between double dollars where it is a formula.
fn is_display(before: &str, content: &str, after: &str) -> bool {
    let marker = |c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+');
    let own_line = before.rsplit('\n').next().is_none_or(|line| line.chars().all(marker));
    let (first, last) = (content.split('\n').next(), content.rsplit('\n').next());
    let fenced = content.contains('\n')
        && first.is_some_and(|line| line.trim().is_empty())
        && last.is_some_and(|line| line.chars().all(marker));
    if content.trim().is_empty() || has_blank_line(content) {
        return false;
    }
    if own_line && fenced {
        return true;
    }
    let next = after.chars().next();
    let beside = before.chars().next_back().is_some_and(is_word) || next.is_some_and(char::is_numeric);
    if beside || !has_the_ends(content.trim()) || holds_what_no_formula_has(content) {
        return false;
    }
    let tokens = tokens(content.trim());
    let is_word = |token: &Token<'_>| matches!(token.kind, TokenKind::Word(word) if word.chars().count() > 1);
    let words_only =
        tokens.iter().all(|token| is_word(token) || matches!(token.kind, TokenKind::Sign(',' | '.' | ';')));
    !(words_only || ends_in_currency(&tokens, after) || reads_like_prose(&tokens))
}

fn has_blank_line(content: &str) -> bool {
    let lines = content.split('\n').count();
    content.split('\n').enumerate().any(|(at, line)| at > 0 && at + 1 < lines && line.trim().is_empty())
}

/// Letters and digits of scripts that put space between words: before a dollar they make it a currency's (`A$`).
fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !is_unspaced(character)
}

/// False where a formula neither begins nor ends so.
fn has_the_ends(content: &str) -> bool {
    let mut characters = content.chars();
    let (first, second) = (characters.next().unwrap_or(' '), characters.next());
    let begins = match first {
        '/' | ')' | ',' | ';' | '?' | '!' | '%' | '–' | '—' | '…' => false,
        '.' => second.is_some_and(char::is_numeric),
        ':' => second == Some('='),
        '-' => !content.chars().skip(1).take(3).all(char::is_alphabetic) || content.chars().count() < 4,
        _ => true,
    };
    let mut backwards = content.chars().rev();
    let (last, before) = (backwards.next().unwrap_or(' '), backwards.next());
    let bound = matches!(before, None | Some('^' | '_' | '\\'));
    let ends = match last {
        '(' | '[' | '{' | '/' | ',' | ';' | ':' | '-' | '&' | '–' | '—' | '?' | '…' | '\'' => {
            bound
                || (last == '\'' && before.is_some_and(|c| c.is_alphanumeric() || c == '\''))
                || (last == '[' && content.starts_with(['[', ']']))
        }
        _ => true,
    };
    begins && ends
}

/// True for signs that stand in sentences, addresses and markup but not in formulas.
fn holds_what_no_formula_has(content: &str) -> bool {
    let sign = |c: char| {
        matches!(c, '"' | '`' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '–' | '—' | '€' | '£' | '¥')
            || (c != '…' && is_mark(c))
    };
    let sentence = content.split(". ").skip(1).any(|rest| rest.starts_with(char::is_uppercase));
    has_blank_line(content)
        || sentence
        || content.contains(sign)
        || ["](", "://", "</", "**"].iter().any(|markup| content.contains(markup))
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    kind: TokenKind<'t>,
    /// Space stands before it.
    spaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum TokenKind<'t> {
    Word(&'t str),
    Number,
    /// A command of TeX, with its words where it is one for text.
    Command,
    Sign(char),
}

/// Commands whose argument is words.
const WORDY: &[&str] = &[
    "text",
    "textrm",
    "textbf",
    "textit",
    "textsf",
    "texttt",
    "mbox",
    "hbox",
    "mathrm",
    "mathit",
    "mathbf",
    "mathsf",
    "mathtt",
    "operatorname",
    "label",
    "tag",
    "begin",
    "end",
    "ref",
    "ce",
    "unit",
    "qty",
    "si",
    "SI",
];

fn tokens(content: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = content;
    let mut spaced = false;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (kind, length) = if first.is_whitespace() {
            spaced = true;
            rest = rest.trim_start();
            continue;
        } else if first == '\\' {
            (TokenKind::Command, command(rest))
        } else if first.is_numeric() {
            (TokenKind::Number, run(|c| c.is_numeric() || matches!(c, '.' | ',')))
        } else if first.is_alphabetic() {
            let length = run(char::is_alphabetic);
            (TokenKind::Word(rest.get(..length).unwrap_or_default()), length)
        } else {
            (TokenKind::Sign(first), first.len_utf8())
        };
        tokens.push(Token { kind, spaced });
        spaced = false;
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

/// How long the command at the start of a text is, with an argument of words.
fn command(text: &str) -> usize {
    let name = text.get(1..).unwrap_or_default();
    let length = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let Some((name, rest)) = name.split_at_checked(length).filter(|(name, _)| !name.is_empty()) else {
        return 1 + name.chars().next().map_or(0, char::len_utf8);
    };
    let argument = rest.starts_with('{').then(|| rest.find('}')).flatten().filter(|_| WORDY.contains(&name));
    1 + length + argument.map_or(0, |end| end + 1)
}

/// Letters before a dollar that make it the sign of a currency.
const CURRENCIES: &[&str] = &[
    "US", "USD", "CA", "CAD", "Can", "AU", "AUD", "NZ", "HK", "MX", "Mex", "NT", "SG", "TT", "BZ", "BB",
    "Bds", "EC", "FJ", "GY", "JM", "LR", "NA", "SB", "SR", "ZW", "RD", "CLP", "COL", "ARS", "UY", "BRL",
];

/// True where the closing dollar belongs to the letters before it.
fn ends_in_currency(tokens: &[Token<'_>], after: &str) -> bool {
    let [before @ .., Token { kind: TokenKind::Word(word), .. }] = tokens else { return false };
    if matches!(before.last(), Some(Token { kind: TokenKind::Sign('_' | '^'), .. })) {
        return false;
    }
    let amount = after.trim_start().starts_with(char::is_numeric);
    let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    CURRENCIES.contains(word) || (single && amount && begins_with_amount(before))
}

fn begins_with_amount(tokens: &[Token<'_>]) -> bool {
    let sign = |token: &&Token<'_>| matches!(token.kind, TokenKind::Sign('-' | '+' | '~' | '<' | '>' | '.'));
    matches!(tokens.iter().find(|token| !sign(token)), Some(Token { kind: TokenKind::Number, .. }))
}

/// Words that stand in formulas as they are.
const FUNCTIONS: &[&str] = &[
    "sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "lg", "exp", "max", "min", "lim", "mod", "det",
    "dim", "gcd", "lcm", "arg", "sup", "inf", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "div",
];

/// Words that follow an amount of money.
const SCALES: &[&str] =
    &["bn", "mn", "mln", "mrd", "tn", "trn", "mio", "mil", "million", "billion", "trillion", "thousand"];

/// True where words stand side by side as in a sentence, or follow an amount.
fn reads_like_prose(tokens: &[Token<'_>]) -> bool {
    let amount = begins_with_amount(tokens);
    let word = |token: Option<&Token<'_>>| match token.map(|token| token.kind) {
        Some(TokenKind::Word(word)) if word.chars().count() > 1 && !FUNCTIONS.contains(&word) => {
            Some(word.to_owned())
        }
        _ => None,
    };
    let tex = tokens.iter().any(|token| token.kind == TokenKind::Command);
    (0..tokens.len()).any(|at| {
        let Some(this) = word(tokens.get(at)) else { return false };
        let (left, right) = (at.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(at + 1));
        let spaced = tokens.get(at).is_some_and(|token| token.spaced);
        let next = right.filter(|right| right.spaced);
        if next.is_some() && word(next).is_some() {
            return true;
        }
        if amount {
            let last = right.is_none() && left.is_some_and(|left| left.kind == TokenKind::Number);
            let foreign = this.chars().any(is_unspaced);
            if SCALES.contains(&this.to_lowercase().as_str()) || foreign || (last && this.chars().count() > 3)
            {
                return true;
            }
        }
        // `*6` after a space is no product.
        let glued = tokens.get(at + 2).is_some_and(|after| !after.spaced);
        let joined = left.is_some_and(|left| left.spaced || left.kind != TokenKind::Sign('*'));
        let (before, after) = (
            left.is_some_and(|left| is_operand(left) || !joined),
            next.is_some_and(|next| is_operand(next) || glued),
        );
        !tex && spaced && before && after
    })
}

/// False for a sign that joins what stands beside it.
fn is_operand(token: &Token<'_>) -> bool {
    let TokenKind::Sign(sign) = token.kind else { return true };
    !matches!(
        sign,
        '=' | '+'
            | '-'
            | '*'
            | '/'
            | '<'
            | '>'
            | '≤'
            | '≥'
            | '≠'
            | '≈'
            | '∈'
            | '×'
            | '·'
            | '÷'
            | '−'
            | '±'
            | '|'
            | ':'
            | '&'
            | '^'
            | '_'
            | '→'
            | '∝'
            | '∼'
    )
}

#[cfg(test)]
mod tests {
    use super::dollars;

    fn formulas(body: &str) -> Vec<&str> {
        dollars(body).math.iter().map(|(start, end)| &body[*start..*end]).collect()
    }

    #[test]
    fn formulas_are_found() {
        for formula in [
            "$x^2$",
            "$E = mc^2$",
            "$5$",
            "$x = 5$",
            "$1 + 2$",
            "$2 \\pi r$",
            "$a_1 * b_2 * c_3$",
            "$\\alpha < \\beta$",
            "$n$",
            "$]0, 1[$",
            "$[0, 1)$",
            "$speed = distance / time$",
            "$9.81 m/s^2$",
            "$5 km$",
            "$GDP = C + I + G$",
            "$`code math`$",
            "$$\n\\int x\n$$",
            "$$ E = mc^2 $$",
            "$$\\text{money in words}$$",
            "$\\text{at least } 5$",
            "$+$",
            "$\\mathbb{R}^+$",
            "$f'$",
            "$R$",
            "$2 sin x$",
            "$x_1, x_2, …, x_n$",
            "$-x$",
            "$\\$5 + x$",
        ] {
            assert_eq!(formulas(&format!("Before {formula}, after.")), [formula]);
            assert_eq!(formulas(&format!("其中{formula}是")), [formula]);
        }
        assert_eq!(formulas("the $n$th of $x$s, ($y$)"), ["$n$", "$x$", "$y$"]);
        assert_eq!(formulas("It costs $5, where $x$ is 6 US$."), ["$x$"]);
    }

    #[test]
    fn money_is_no_formula() {
        for money in [
            "The peso (MX$) and the real (R$) fell. The A$/US$ rate rose. A coffee is \"5$\" here and \"6$\" there.",
            "\"$5\" here and \"6$\" there",
            "$5 and $6",
            "US$5–US$7",
            "$5–$7",
            "$5-$7",
            "$5 to 7$",
            "from $5 and 6$ on",
            "$5 million or A$ 7",
            "($5 = R$ 30)",
            "The $/US$ rate",
            "Der $-Kurs gegen den US$-Kurs",
            "$HOME and $PATH",
            "$HOME/$USER",
            "$TSLA, $AAPL",
            "$$ cheap, $$$ dear",
            "$$$ expensive $$$",
            "$$ to $$",
            "from $5m to 6m$",
            "($) and the real (R$)",
            "$5 (10%) and 6$",
            "$20bn per year (A$)",
            "$5 per barrel (C$)",
            "$.50/$.75",
            "港幣$5元至$6元",
            "$5元，約6US$",
            "«$5» и «6$»",
            "`$a` and `$b`",
            "$5 **now** or 6$",
            "HK$5 (US$)",
            "$US$",
            "$5 [a](b) or 6$",
            "$5,\n\n6$",
            "$5 **now** and *6$*",
            "5$ und 6$",
            "R$ 5,00 e R$ 6,00",
            "$10 Mex$",
            "$5 \\$6",
            "${a}-${b}",
            "Ticket: $5, child: 3$.",
            "$10-$15 (students 5$)",
            "Adult $12 / child 6$ / senior 8$",
            "A $10-$15 range; a 5$-6$ range.",
            "MX$5-$6; 7$MX",
            "a ($5)(6$) note",
            "$5→$6→7$",
        ] {
            assert_eq!(formulas(money), Vec::<&str>::new(), "{money}");
        }
    }

    #[test]
    fn every_dollar_is_counted_once() {
        let found = dollars("$5, \\$6, $x$, $$$, US$");
        assert_eq!(found.money.len() + 2 * found.math.len(), 7);
    }
}
