//! Formulas (Office MathML, ISO/IEC 29500-1, 22.1) in TeX's notation.

mod symbols;

use super::xml::{Node, attribute, child, elements, is_on, name, value, words};

/// How deep formulas may nest; what is deeper is given as its characters.
const MAX_DEPTH: usize = 48;

/// Begins a fraction without a line.
const STACK: &str = "\\genfrac{}{}{0pt}{}";

/// A formula.
pub(super) fn tex(formula: Node<'_>) -> String {
    let mut writer = TexWriter { depth: 0 };
    let out = writer.all(formula);
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    // A backslash at the end would take the mark after it along.
    line.trim_end_matches('\\').trim().to_owned()
}

struct TexWriter {
    depth: usize,
}

impl TexWriter {
    /// What an element holds.
    fn all(&mut self, node: Node<'_>) -> String {
        if self.depth >= MAX_DEPTH {
            return plain(&words(node));
        }
        self.depth += 1;
        let mut out = String::new();
        for part in elements(node) {
            self.part(part, &mut out);
        }
        self.depth -= 1;
        out
    }

    /// An argument in braces.
    fn argument(&mut self, node: Node<'_>, wanted: &str) -> String {
        let content = child(node, wanted).map(|node| self.all(node)).unwrap_or_default();
        format!("{{{}}}", content.trim())
    }

    /// The base of a script: one sign alone, or in braces.
    fn base(&mut self, node: Node<'_>) -> String {
        let content = child(node, "e").map(|node| self.all(node)).unwrap_or_default();
        let content = content.trim().to_owned();
        let is_command = content.strip_prefix('\\').is_some_and(|name| name.chars().all(char::is_alphabetic));
        if content.chars().count() == 1 || is_command { content } else { format!("{{{content}}}") }
    }

    fn part(&mut self, node: Node<'_>, out: &mut String) {
        match name(node) {
            "r" => self.run(node, out),
            "f" => {
                let kind =
                    child(node, "fPr").and_then(|properties| value(properties, "type")).unwrap_or("bar");
                let (above, below) = (self.argument(node, "num"), self.argument(node, "den"));
                out.push_str(&match kind {
                    "lin" | "skw" => format!("{above}/{below}"),
                    "noBar" => format!("{STACK}{above}{below}"),
                    _ => format!("\\frac{above}{below}"),
                });
            }
            "rad" => {
                let hides = child(node, "radPr").and_then(|node| child(node, "degHide")).is_some_and(is_on);
                let degree = child(node, "deg").map(|node| self.all(node)).unwrap_or_default();
                let content = self.argument(node, "e");
                let degree = degree.trim();
                out.push_str(&match hides || degree.is_empty() {
                    true => format!("\\sqrt{content}"),
                    false => format!("\\sqrt[{degree}]{content}"),
                });
            }
            "sSup" => {
                let (base, above) = (self.base(node), self.argument(node, "sup"));
                out.push_str(&format!("{base}^{above}"));
            }
            "sSub" => {
                let (base, below) = (self.base(node), self.argument(node, "sub"));
                out.push_str(&format!("{base}_{below}"));
            }
            "sSubSup" => {
                let base = self.base(node);
                let (below, above) = (self.argument(node, "sub"), self.argument(node, "sup"));
                out.push_str(&format!("{base}_{below}^{above}"));
            }
            "sPre" => {
                let (below, above) = (self.argument(node, "sub"), self.argument(node, "sup"));
                let base = self.base(node);
                out.push_str(&format!("{{}}_{below}^{above}{base}"));
            }
            "nary" => self.sum(node, out),
            "d" => self.delimited(node, out),
            "func" => {
                let function = child(node, "fName").map(|node| self.all(node)).unwrap_or_default();
                out.push_str(function.trim());
                let content = self.argument(node, "e");
                out.push_str(&content);
            }
            "limLow" => {
                let (base, below) = (self.base(node), self.argument(node, "lim"));
                out.push_str(&if is_operator(&base) {
                    format!("{base}_{below}")
                } else {
                    format!("\\underset{below}{}", braced(&base))
                });
            }
            "limUpp" => {
                let (base, above) = (self.base(node), self.argument(node, "lim"));
                out.push_str(&if is_operator(&base) {
                    format!("{base}^{above}")
                } else {
                    format!("\\overset{above}{}", braced(&base))
                });
            }
            "acc" => {
                let sign = child(node, "accPr").and_then(|node| value(node, "chr")).unwrap_or("\u{302}");
                let content = self.argument(node, "e");
                let wide = content.chars().count() > 3;
                let command = match sign.chars().next() {
                    Some('\u{302}' | '^') if wide => "widehat",
                    Some('\u{302}' | '^') => "hat",
                    Some('\u{303}' | '~') if wide => "widetilde",
                    Some('\u{303}' | '~') => "tilde",
                    Some('\u{304}' | '\u{305}' | '¯') => "overline",
                    Some('\u{307}') => "dot",
                    Some('\u{308}') => "ddot",
                    Some('\u{20d7}' | '→') => "overrightarrow",
                    Some('\u{20d6}' | '←') => "overleftarrow",
                    Some('\u{301}') => "acute",
                    Some('\u{300}') => "grave",
                    Some('\u{306}') => "breve",
                    Some('\u{30c}') => "check",
                    _ => "hat",
                };
                out.push_str(&format!("\\{command}{content}"));
            }
            "bar" => {
                let below = child(node, "barPr").and_then(|node| value(node, "pos")) != Some("top");
                let content = self.argument(node, "e");
                out.push_str(&format!("\\{}{content}", if below { "underline" } else { "overline" }));
            }
            "groupChr" => {
                let properties = child(node, "groupChrPr");
                let above = properties.and_then(|node| value(node, "pos")) == Some("top");
                let sign = properties.and_then(|node| value(node, "chr")).unwrap_or("⏟");
                let content = self.argument(node, "e");
                out.push_str(&match (sign, above) {
                    ("⏟", _) | ("", false) => format!("\\underbrace{content}"),
                    ("⏞", _) => format!("\\overbrace{content}"),
                    (sign, true) => format!("\\overset{{{}}}{content}", plain(sign).trim()),
                    (sign, false) => format!("\\underset{{{}}}{content}", plain(sign).trim()),
                });
            }
            "m" => {
                let rows: Vec<String> = elements(node)
                    .filter(|row| name(*row) == "mr")
                    .map(|row| {
                        let cells: Vec<String> =
                            elements(row).map(|cell| self.all(cell).trim().to_owned()).collect();
                        cells.join(" & ")
                    })
                    .collect();
                out.push_str(&format!("\\begin{{matrix}} {} \\end{{matrix}}", rows.join(" \\\\ ")));
            }
            "eqArr" => {
                let rows: Vec<String> = elements(node)
                    .filter(|row| name(*row) == "e")
                    .map(|row| self.all(row).trim().to_owned())
                    .collect();
                out.push_str(&format!("\\begin{{array}}{{r}} {} \\end{{array}}", rows.join(" \\\\ ")));
            }
            "borderBox" => {
                let content = self.argument(node, "e");
                out.push_str(&format!("\\boxed{content}"));
            }
            "phant" => {
                let shown = child(node, "phantPr").and_then(|node| child(node, "show")).is_none_or(is_on);
                let content = self.argument(node, "e");
                out.push_str(&if shown { content } else { format!("\\phantom{content}") });
            }
            // Properties, and text that was taken out.
            "ctrlPr" | "rPr" | "pPr" | "boxPr" | "del" | "moveFrom" | "argPr" => {}
            other if other.ends_with("Pr") => {}
            "br" => out.push(' '),
            // A box keeps a differential apart from what stands before it.
            "box" => {
                let content = self.argument(node, "e");
                out.push_str(&content);
            }
            // What only holds more of the formula: an argument, a tracked insertion.
            _ => {
                let content = self.all(node);
                out.push_str(&content);
            }
        }
    }

    /// Characters.
    fn run(&mut self, node: Node<'_>, out: &mut String) {
        let properties = elements(node).find(|part| name(*part) == "rPr");
        let is_text = properties.and_then(|node| child(node, "nor")).is_some_and(is_on);
        let style = properties.and_then(|node| value(node, "sty"));
        let script = properties.and_then(|node| value(node, "scr"));
        let text: String = elements(node)
            .filter(|part| name(*part) == "t")
            .flat_map(|part| part.children().filter_map(|text| text.text()))
            .collect();
        if text.is_empty() {
            return;
        }
        if is_text {
            let escaped = text.replace(['\\', '$'], "").replace(['{', '}'], "");
            out.push_str(&format!("\\text{{{escaped}}}"));
            return;
        }
        if let Some(function) = symbols::function(text.trim()) {
            out.push_str(&function);
            // A letter may follow.
            out.push(' ');
            return;
        }
        let command = match (script, style) {
            (Some("double-struck"), _) => "mathbb",
            (Some("script"), _) => "mathcal",
            (Some("fraktur"), _) => "mathfrak",
            (_, Some("b" | "bi")) => "mathbf",
            _ => "",
        };
        if command.is_empty() {
            text.chars().for_each(|character| symbols::push(out, character));
        } else {
            out.push_str(&format!("\\{command}{{{}}}", plain(&text).trim()));
        }
    }

    /// A sum, an integral and their like.
    fn sum(&mut self, node: Node<'_>, out: &mut String) {
        let properties = child(node, "naryPr");
        let sign = properties.and_then(|node| value(node, "chr")).unwrap_or("∫");
        let hides = |wanted: &str| properties.and_then(|node| child(node, wanted)).is_some_and(is_on);
        out.push_str(plain(sign).trim());
        for (wanted, hide, mark) in [("sub", "subHide", '_'), ("sup", "supHide", '^')] {
            let content = self.argument(node, wanted);
            if !(hides(hide) && content == "{}") {
                out.push(mark);
                out.push_str(&content);
            }
        }
        let content = self.argument(node, "e");
        out.push_str(&content);
    }

    /// Something between brackets.
    fn delimited(&mut self, node: Node<'_>, out: &mut String) {
        let properties = child(node, "dPr");
        let sign = |wanted: &str, usual: &str| {
            let found = properties.and_then(|node| child(node, wanted));
            found.map_or(usual, |node| attribute(node, "val").unwrap_or_default()).to_owned()
        };
        let (open, close, between) = (sign("begChr", "("), sign("endChr", ")"), sign("sepChr", "|"));
        let parts: Vec<String> = elements(node)
            .filter(|part| name(*part) == "e")
            .map(|part| self.all(part).trim().to_owned())
            .collect();
        let bracket = |sign: &str| match sign {
            "" => ".".to_owned(),
            "{" => "\\{".to_owned(),
            "}" => "\\}".to_owned(),
            sign => plain(sign).trim().to_owned(),
        };
        if let [binomial] = parts.as_slice()
            && let Some(rest) = binomial.strip_prefix(STACK)
            && (open.as_str(), close.as_str()) == ("(", ")")
        {
            out.push_str(&format!("\\binom{rest}"));
            return;
        }
        let between = format!(" \\middle{} ", bracket(&between));
        out.push_str(&format!(
            "\\left{} {} \\right{}",
            bracket(&open),
            parts.join(&between),
            bracket(&close)
        ));
    }
}

/// Characters in TeX's notation.
fn plain(text: &str) -> String {
    let mut out = String::new();
    text.chars().for_each(|character| symbols::push(&mut out, character));
    out
}

/// True for the base of limits that stand below and above it.
fn is_operator(base: &str) -> bool {
    matches!(base.trim(), "\\lim" | "\\max" | "\\min" | "\\sup" | "\\inf" | "\\sum" | "\\prod")
}

fn braced(base: &str) -> String {
    if base.starts_with('{') { base.to_owned() } else { format!("{{{base}}}") }
}

#[cfg(test)]
mod tests {
    use super::tex;
    use crate::word::xml::parse;

    fn of(omml: &str) -> String {
        let text = format!(
            "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>{omml}</m:oMath>"
        );
        tex(parse("math", &text).unwrap().root_element())
    }

    #[test]
    fn formulas_are_written_as_in_tex() {
        let run = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
        let (a, b, n) = (run("a"), run("b"), run("n"));
        assert_eq!(of(&format!("<m:f><m:num>{a}</m:num><m:den>{b}</m:den></m:f>")), "\\frac{a}{b}");
        assert_eq!(of(&format!("<m:sSup><m:e>{a}</m:e><m:sup>{n}</m:sup></m:sSup>")), "a^{n}");
        assert_eq!(of(&format!("<m:rad><m:deg>{n}</m:deg><m:e>{a}</m:e></m:rad>")), "\\sqrt[n]{a}");
        assert_eq!(
            of(&format!("<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e>{a}</m:e></m:rad>")),
            "\\sqrt{a}"
        );
        assert_eq!(of(&format!("<m:d><m:e>{a}</m:e></m:d>")), "\\left( a \\right)");
        let sum = format!(
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{}</m:sub><m:sup>{n}</m:sup><m:e>{a}</m:e></m:nary>",
            run("i=1")
        );
        assert_eq!(of(&sum), "\\sum_{i = 1}^{n}{a}");
        assert_eq!(of(&run("α+𝑥≤5%")), "\\alpha + x \\leq 5\\%");
        assert_eq!(
            of(&format!(
                "<m:m><m:mr><m:e>{a}</m:e><m:e>{b}</m:e></m:mr><m:mr><m:e>{b}</m:e><m:e>{a}</m:e></m:mr></m:m>"
            )),
            "\\begin{matrix} a & b \\\\ b & a \\end{matrix}"
        );
        assert_eq!(
            of(
                "<m:func><m:fName><m:r><m:t>sin</m:t></m:r></m:fName><m:e><m:r><m:t>x</m:t></m:r></m:e></m:func>"
            ),
            "\\sin{x}"
        );
    }

    #[test]
    fn deep_formulas_end() {
        let deep =
            format!("{}<m:r><m:t>x</m:t></m:r>{}", "<m:box><m:e>".repeat(500), "</m:e></m:box>".repeat(500));
        assert_eq!(of(&deep).trim_matches(['{', '}']), "x");
    }
}
