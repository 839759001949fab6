//! Characters of formulas in TeX's notation.

/// Characters and the commands for them.
const COMMANDS: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "varepsilon"),
    ('ϵ', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ϑ', "vartheta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ϖ', "varpi"),
    ('ρ', "rho"),
    ('ϱ', "varrho"),
    ('σ', "sigma"),
    ('ς', "varsigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "varphi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Π', "Pi"),
    ('Σ', "Sigma"),
    ('Υ', "Upsilon"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
    ('±', "pm"),
    ('∓', "mp"),
    ('×', "times"),
    ('÷', "div"),
    ('·', "cdot"),
    ('⋅', "cdot"),
    ('∗', "ast"),
    ('∘', "circ"),
    ('∙', "bullet"),
    ('≤', "leq"),
    ('≥', "geq"),
    ('≠', "neq"),
    ('≈', "approx"),
    ('≡', "equiv"),
    ('≅', "cong"),
    ('∼', "sim"),
    ('≃', "simeq"),
    ('∝', "propto"),
    ('≪', "ll"),
    ('≫', "gg"),
    ('∞', "infty"),
    ('∂', "partial"),
    ('∇', "nabla"),
    ('√', "surd"),
    ('∑', "sum"),
    ('∏', "prod"),
    ('∐', "coprod"),
    ('∫', "int"),
    ('∬', "iint"),
    ('∭', "iiint"),
    ('∮', "oint"),
    ('∈', "in"),
    ('∉', "notin"),
    ('∋', "ni"),
    ('⊂', "subset"),
    ('⊃', "supset"),
    ('⊆', "subseteq"),
    ('⊇', "supseteq"),
    ('∪', "cup"),
    ('∩', "cap"),
    ('∅', "varnothing"),
    ('∀', "forall"),
    ('∃', "exists"),
    ('¬', "neg"),
    ('∧', "land"),
    ('∨', "lor"),
    ('⊕', "oplus"),
    ('⊗', "otimes"),
    ('⊥', "bot"),
    ('∠', "angle"),
    ('←', "leftarrow"),
    ('→', "rightarrow"),
    ('↔', "leftrightarrow"),
    ('⇐', "Leftarrow"),
    ('⇒', "Rightarrow"),
    ('⇔', "Leftrightarrow"),
    ('↑', "uparrow"),
    ('↓', "downarrow"),
    ('↦', "mapsto"),
    ('…', "ldots"),
    ('⋯', "cdots"),
    ('⋮', "vdots"),
    ('⋱', "ddots"),
    ('ℵ', "aleph"),
    ('ℏ', "hslash"),
    ('ℓ', "ell"),
    ('ℜ', "Re"),
    ('ℑ', "Im"),
    ('′', "prime"),
    ('⟨', "langle"),
    ('⟩', "rangle"),
    ('⌈', "lceil"),
    ('⌉', "rceil"),
    ('⌊', "lfloor"),
    ('⌋', "rfloor"),
    ('‖', "parallel"),
    ('∣', "mid"),
    ('∴', "therefore"),
    ('∵', "because"),
    ('\\', "backslash"),
];

/// Operators that stand between spaces.
const SPACED: &[char] = &[
    '=', '+', '<', '>', '≤', '≥', '≠', '≈', '≡', '±', '×', '→', '⇒', '∈', '⊂', '∪', '∩', '∼', '∝', '⋅', '·',
];

/// Names of functions that have a command.
const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp",
    "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec",
    "sin", "sinh", "sup", "tan", "tanh",
];

/// Adds a character in TeX's notation.
pub(super) fn push(out: &mut String, character: char) {
    let plain = plain_letter(character);
    if let Some((command, letter)) = plain {
        match command {
            "" => push(out, letter),
            command => out.push_str(&format!("\\{command}{{{letter}}}")),
        }
        return;
    }
    let is_spaced = SPACED.contains(&character);
    if is_spaced && !out.is_empty() && !out.ends_with([' ', '{']) {
        out.push(' ');
    }
    if let Some((_, command)) = COMMANDS.iter().find(|(known, _)| *known == character) {
        out.push('\\');
        out.push_str(command);
        // A letter may follow.
        out.push(' ');
        return;
    }
    match character {
        '%' | '#' | '&' | '$' | '{' | '}' | '_' => {
            out.push('\\');
            out.push(character);
        }
        '^' => out.push_str("\\hat{}"),
        '~' => out.push_str("\\sim "),
        '−' | '\u{2010}' | '\u{2011}' => {
            if !out.is_empty() && !out.ends_with([' ', '{', '(']) {
                out.push(' ');
            }
            out.push_str("- ");
        }
        '°' => out.push_str("{^\\circ}"),
        '\u{2061}'..='\u{2064}' | '\u{200b}' => {}
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\t' => out.push(' '),
        other => out.push(other),
    }
    if is_spaced {
        out.push(' ');
    }
}

/// The command for a function's name, such as `\sin`.
pub(super) fn function(name: &str) -> Option<String> {
    FUNCTIONS.contains(&name).then(|| format!("\\{name}"))
}

/// A letter of the mathematical alphabets (U+1D400 to U+1D7FF) as an ordinary one, and the command for its look; italics are
/// the look of all letters in formulas.
fn plain_letter(character: char) -> Option<(&'static str, char)> {
    match character {
        'ℝ' => return Some(("mathbb", 'R')),
        'ℕ' => return Some(("mathbb", 'N')),
        'ℤ' => return Some(("mathbb", 'Z')),
        'ℚ' => return Some(("mathbb", 'Q')),
        'ℂ' => return Some(("mathbb", 'C')),
        'ℎ' => return Some(("", 'h')),
        _ => {}
    }
    let code = u32::from(character);
    let latin = |offset: u32| {
        let base = if offset < 26 { u32::from('A') + offset } else { u32::from('a') + offset - 26 };
        char::from_u32(base)
    };
    match code {
        0x1d400..=0x1d6a3 => {
            let alphabet = (code - 0x1d400) / 52;
            let command = match alphabet {
                0 | 2 | 8 | 10 => "mathbf",
                3 | 4 => "mathcal",
                5 | 7 => "mathfrak",
                6 => "mathbb",
                12 => "mathtt",
                _ => "",
            };
            latin((code - 0x1d400) % 52).map(|letter| (command, letter))
        }
        // Greek, five alphabets of 58 signs each.
        0x1d6a8..=0x1d7c9 => {
            let offset = (code - 0x1d6a8) % 58;
            let letter = match offset {
                0..=24 => char::from_u32(u32::from('Α') + offset),
                26..=50 => char::from_u32(u32::from('α') + offset - 26),
                25 => Some('∇'),
                51 => Some('∂'),
                52 => Some('ϵ'),
                53 => Some('ϑ'),
                55 => Some('ϕ'),
                57 => Some('ϖ'),
                _ => None,
            };
            letter.map(|letter| ("", letter))
        }
        0x1d7ce..=0x1d7ff => char::from_u32(u32::from('0') + (code - 0x1d7ce) % 10).map(|digit| ("", digit)),
        _ => None,
    }
}
