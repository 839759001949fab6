//! The table `[amp]` of `pressroom.toml`: the form of AMP pages, analytics and consent.
//!
//! What a component is told is JSON: a table of the file itself, or a file beside it. Either is checked for what would
//! make it useless on a page, such as a URL that is not https.

use serde_json::{Map, Number, Value, json};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    amp_file::{AmpFile, ComponentKind},
    reader::{Reader, span},
};
use crate::{AmpComponent, AmpPage};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};

/// The keys of `[amp]`.
pub(super) const KEYS: &[&str] = &["transformed", "analytics", "consent"];
/// The keys of `[amp.analytics]`.
pub(super) const ANALYTICS: &[&str] = &["type", "config", "ga4"];
/// The keys of `[amp.consent]`.
pub(super) const CONSENT: &[&str] = &["type", "config"];

/// Members of a component's JSON that are URLs, which no variable of AMP's can stand for.
const URLS: &[&str] = &["checkConsentHref", "onUpdateHref", "promptUISrc"];

/// Members that name an element of the page, which the page does not have.
const ELEMENTS: &[&str] = &["promptUI", "postPromptUI"];

/// What is wrong with a component's JSON, and the keys that lead there.
type Fault = (Vec<String>, String);

/// Reads the files that `[amp]` names into the page's components; `open` gives the text of one, or why there is none as the
/// rest of a sentence. Findings stand where `pressroom.toml` names the file.
pub(super) fn read_files<E: std::fmt::Display>(
    files: Vec<AmpFile>,
    page: &mut AmpPage,
    open: impl Fn(&str) -> Result<String, E>,
) -> Diagnostics {
    let mut found = Vec::new();
    for AmpFile { kind, path, place } in files {
        let error = |message: String| Diagnostic::error(Code::WrongType, message).with_span(place);
        let component = match kind {
            ComponentKind::Analytics => page.analytics.get_or_insert_default(),
            ComponentKind::Consent => page.consent.get_or_insert_default(),
        };
        let read = open(&path).map_err(|why| format!("`{path}` {why}"));
        let read = read.and_then(|text| {
            serde_json::from_str::<Value>(&text).map_err(|why| format!("`{path}` is not JSON: {why}"))
        });
        match read {
            Ok(value) => {
                let faults = faults(kind, component.vendor.is_some(), &value);
                found.extend(faults.into_iter().map(|(_, fault)| error(format!("`{path}`: {fault}"))));
                component.json = Some(value.to_string());
            }
            Err(message) => found.push(error(message)),
        }
    }
    found
}

impl Reader {
    pub(super) fn amp(&mut self, entries: &DeTable<'_>, page: &mut AmpPage) {
        for (key, value) in entries {
            match (self.known("amp", key), value.get_ref()) {
                (Some("transformed"), _) => {
                    page.transformed = self.flag("transformed", value).unwrap_or(true);
                }
                (Some("analytics"), DeValue::Table(entries)) => {
                    page.analytics = Some(self.analytics(span(&key.span()), entries));
                }
                (Some("consent"), DeValue::Table(entries)) => {
                    page.consent = Some(self.component(ComponentKind::Consent, span(&key.span()), entries));
                }
                (Some(table), _) => {
                    self.wrong(value, &format!("`{table}` is a table: expected [amp.{table}]"));
                }
                (None, _) => {}
            }
        }
    }

    /// `[amp.analytics]`: `ga4` alone, or a vendor and its JSON.
    fn analytics(&mut self, place: Span, entries: &DeTable<'_>) -> AmpComponent {
        let Some((_, value)) = entries.iter().find(|(key, _)| key.get_ref() == "ga4") else {
            return self.component(ComponentKind::Analytics, place, entries);
        };
        for (key, _) in entries.iter().filter(|(key, _)| key.get_ref() != "ga4") {
            if self.known("amp.analytics", key).is_some() {
                let message = "`ga4` says it all: expected either `ga4`, or `type` and `config`";
                self.found.push(Diagnostic::error(Code::WrongType, message).with_span(span(&key.span())));
            }
        }
        let Some(id) = self.line("ga4", value) else { return AmpComponent::default() };
        let rest = id.strip_prefix("G-").unwrap_or_default();
        if rest.is_empty() || !rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            self.wrong(value, "`ga4` is not a measurement ID: expected one like G-ABC123DEF4");
        }
        let config = Value::Object(Map::from_iter([(id.clone(), json!({"groups": "default"}))]));
        let json = json!({"vars": {"gtag_id": id, "config": config}}).to_string();
        AmpComponent { vendor: Some("gtag".to_owned()), json: Some(json) }
    }

    /// A vendor and its JSON; one of them is needed.
    fn component(&mut self, kind: ComponentKind, place: Span, entries: &DeTable<'_>) -> AmpComponent {
        let table = kind.table();
        let (mut component, mut config) = (AmpComponent::default(), None);
        for (key, value) in entries {
            match self.known(table, key) {
                Some("type") => component.vendor = self.vendor(value),
                Some("config") => config = Some(value),
                Some(_) | None => {}
            }
        }
        let named = component.vendor.is_some() || entries.iter().any(|(key, _)| key.get_ref() == "type");
        match config.map(|value| (value, value.get_ref())) {
            Some((value, DeValue::String(_))) => {
                let path = self.line("config", value);
                let place = span(&value.span());
                self.files.extend(path.map(|path| AmpFile { kind, path, place }));
            }
            Some((value, DeValue::Table(_))) => {
                let json = self.json(value);
                for (path, fault) in faults(kind, named, &json) {
                    let at = locate(value, &path);
                    self.found.push(Diagnostic::error(Code::WrongType, fault).with_span(at));
                }
                component.json = Some(json.to_string());
            }
            Some((value, _)) => {
                self.wrong(value, "`config` is a table, or the path of a JSON file in quotes");
            }
            None if named => {}
            None => {
                let expected = match kind {
                    ComponentKind::Analytics => "`ga4`, `type` or `config`",
                    ComponentKind::Consent => "`type` or `config`",
                };
                let message = format!("[{table}] says nothing: expected {expected}");
                self.found.push(Diagnostic::error(Code::WrongType, message).with_span(place));
            }
        }
        component
    }

    fn vendor(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = self.line("type", value)?;
        if text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return Some(text);
        }
        self.wrong(value, "`type` is not a vendor's name: expected one of AMP's list, such as \"matomo\"");
        None
    }

    /// A value of the file as JSON; what JSON has no word for is reported.
    fn json(&mut self, value: &Spanned<DeValue<'_>>) -> Value {
        match value.get_ref() {
            DeValue::String(text) => json!(text),
            DeValue::Boolean(flag) => json!(flag),
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix());
                number.map_or(Value::Null, |number| json!(number))
            }
            DeValue::Float(number) => {
                let number = number.as_str().parse().ok().and_then(Number::from_f64);
                if number.is_none() {
                    self.wrong(value, "JSON has no such number");
                }
                number.map_or(Value::Null, Value::Number)
            }
            DeValue::Datetime(date) => json!(date.to_string()),
            DeValue::Array(values) => values.iter().map(|value| self.json(value)).collect(),
            DeValue::Table(entries) => {
                let members =
                    entries.iter().map(|(key, value)| (key.get_ref().to_string(), self.json(value)));
                Value::Object(members.collect())
            }
        }
    }
}

/// What is wrong with a component's JSON. `vendor`: a vendor's settings are behind it.
fn faults(kind: ComponentKind, vendor: bool, json: &Value) -> Vec<Fault> {
    let Some(members) = json.as_object() else {
        return vec![(Vec::new(), "expected an object, `{ … }`".to_owned())];
    };
    let mut found = Vec::new();
    unsafe_urls(json, &mut Vec::new(), &mut found);
    for name in ELEMENTS.iter().filter(|name| members.contains_key(**name)) {
        let fault = format!(
            "`{name}` names an element that the page does not have: expected `promptUISrc` with a URL"
        );
        found.push((vec![(*name).to_owned()], fault));
    }
    if kind == ComponentKind::Consent && !vendor {
        found.extend(missing_consent(members).map(|fault| (Vec::new(), fault.to_owned())));
    }
    found
}

/// What `amp-consent` can't do without, where no vendor brings it.
fn missing_consent(members: &Map<String, Value>) -> Option<&'static str> {
    let has = |name| members.contains_key(name);
    let id = members.get("consentInstanceId").and_then(Value::as_str).is_some_and(|id| !id.is_empty());
    if !id {
        return Some("`consentInstanceId` is missing: expected a name for the consent, such as \"site\"");
    }
    if !has("consentRequired") && !has("checkConsentHref") {
        return Some("`consentRequired` is missing: expected true, false or \"remote\"");
    }
    let remote = members.get("consentRequired").is_some_and(|value| value == "remote");
    if remote && !has("checkConsentHref") {
        return Some("`checkConsentHref` is missing: \"remote\" asks there whether consent is required");
    }
    let required = members.get("consentRequired").is_some_and(|value| value == true);
    if required && !has("promptUISrc") && !has("checkConsentHref") && !ELEMENTS.iter().any(|name| has(name)) {
        return Some("`promptUISrc` is missing: nobody could be asked for the consent that is required");
    }
    None
}

/// URLs that AMP does not fetch from: all but https. Depth is that of the parsers, 128 at most.
fn unsafe_urls(value: &Value, path: &mut Vec<String>, found: &mut Vec<Fault>) {
    match value {
        Value::String(text) => {
            let must_be_url = path.last().is_some_and(|name| URLS.contains(&name.as_str()));
            let scheme = text.trim().split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
            let bad = match scheme.as_deref() {
                Some("https") => must_be_url && url::Url::parse(text).is_err(),
                // Variables such as ${base} may hold the scheme.
                Some(scheme) => scheme.chars().all(|c| c.is_ascii_alphanumeric()),
                None => must_be_url || text.starts_with("//"),
            };
            if bad {
                let fault = format!("`{}` is not an https URL, the only kind that AMP asks", path.join("."));
                found.push((path.clone(), fault));
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                path.push(index.to_string());
                unsafe_urls(value, path, found);
                path.pop();
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                path.push(name.clone());
                unsafe_urls(value, path, found);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The place of the value that keys lead to.
fn locate(value: &Spanned<DeValue<'_>>, path: &[String]) -> Span {
    let mut here = value;
    for name in path {
        let next = match here.get_ref() {
            DeValue::Table(entries) => {
                entries.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
            }
            DeValue::Array(values) => name.parse::<usize>().ok().and_then(|index| values.get(index)),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => None,
        };
        let Some(next) = next else { break };
        here = next;
    }
    span(&here.span())
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::{AmpComponent, AmpPage};

    fn read(text: &str, file: &str) -> (AmpPage, Vec<(usize, usize, String)>) {
        let source = Source::new("pressroom.toml", text);
        let (mut configuration, mut found) = configuration(&source);
        found.extend(configuration.with_files(|path| match path {
            "there.json" => Ok(file.to_owned()),
            _ => Err("is not there"),
        }));
        let found = found.into_iter().map(|finding| {
            let at = source.line_column(finding.span.unwrap().start as usize);
            (at.line, at.column, finding.message)
        });
        (configuration.site.amp, found.collect())
    }

    #[test]
    fn the_transformed_form_is_what_nobody_asked_for() {
        assert_eq!(read("", ""), (AmpPage::default(), Vec::new()));
        assert!(AmpPage::default().transformed);
        assert!(!read("[amp]\ntransformed = false", "").0.transformed);
    }

    #[test]
    fn components_arrive_as_json() {
        let (page, found) = read(
            "[amp.analytics]\nga4 = \"G-ABC123\"\n[amp.consent]\ntype = \"one_trust-2\"\nconfig = \"there.json\"\n",
            "{\n \"clientConfig\": {\"a\": [1, true, null]}}\n",
        );
        assert_eq!(found, []);
        let ga4 = r#"{"vars":{"config":{"G-ABC123":{"groups":"default"}},"gtag_id":"G-ABC123"}}"#;
        let ga4 = AmpComponent { vendor: Some("gtag".to_owned()), json: Some(ga4.to_owned()) };
        assert_eq!(page.analytics, Some(ga4));
        let consent = r#"{"clientConfig":{"a":[1,true,null]}}"#;
        let consent = AmpComponent { vendor: Some("one_trust-2".to_owned()), json: Some(consent.to_owned()) };
        assert_eq!(page.consent, Some(consent));

        let (page, found) = read(
            "[amp.analytics.config]\nrequests = { view = \"https://m.example/?u=${canonicalUrl}\", more = '${view}&x' }\n\
             triggers.view = { on = \"visible\", timerSpec = { interval = 0x10, half = 0.5 } }\n",
            "",
        );
        assert_eq!(found, []);
        let json = r#"{"requests":{"more":"${view}&x","view":"https://m.example/?u=${canonicalUrl}"},"triggers":{"view":{"on":"visible","timerSpec":{"half":0.5,"interval":16}}}}"#;
        assert_eq!(page.analytics.unwrap().json.as_deref(), Some(json));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let consent = "[amp.consent.config]\nconsentInstanceId = 'a'\nconsentRequired = true\n";
        for (text, line, column, said) in [
            ("[amp]\ntransformed = 1", 2, 15, "`transformed` is true or false"),
            ("[amp]\nanalytics = 1", 2, 13, "expected [amp.analytics]"),
            ("[amp.analytics]\n", 1, 6, "says nothing"),
            ("[amp.analytics]\nga4 = 'UA-1'", 2, 7, "not a measurement ID"),
            ("[amp.analytics]\nga4 = 'G-1'\ntype = 'x'", 3, 1, "`ga4` says it all"),
            ("[amp.analytics]\ntype = 'a b'", 2, 8, "not a vendor's name"),
            ("[amp.analytics]\nconfig = 3", 2, 10, "`config` is a table, or the path"),
            ("[amp.analytics]\nconfig = 'gone.json'", 2, 10, "`gone.json` is not there"),
            ("[amp.analytics]\nconfig = 'there.json'", 2, 10, "`there.json` is not JSON: "),
            ("[amp.analytics]\nconfig.r.v = [1, 'http://m.example/']", 2, 18, "`r.v.1` is not an https URL"),
            ("[amp.analytics]\nconfig.r.v = '//m.example/'", 2, 14, "is not an https URL"),
            ("[amp.analytics]\nconfig.r.v = nan", 2, 14, "no such number"),
            ("[amp.consent]\nconfig = {}", 2, 10, "`consentInstanceId` is missing"),
            ("[amp.consent]\nconfig = { consentInstanceId = 'a' }", 2, 10, "`consentRequired` is missing"),
            (consent, 1, 1, "`promptUISrc` is missing"),
            (&format!("{consent}promptUI = 'x'\n"), 4, 12, "`promptUI` names an element"),
            (&format!("{consent}promptUISrc = '/ask.html'\n"), 4, 15, "`promptUISrc` is not an https URL"),
        ] {
            let (_, found) = read(text, "{");
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let (at_line, at_column, message) = &found[0];
            assert!(message.contains(said), "{text}: {message}");
            assert_eq!((*at_line, *at_column), (line, column), "{text}: {message}");
        }
    }

    #[test]
    fn a_file_is_checked_like_a_table() {
        let (_, found) = read("[amp.consent]\nconfig = 'there.json'", r#"{"consentInstanceId": "a"}"#);
        assert_eq!(
            found[0].2,
            "`there.json`: `consentRequired` is missing: expected true, false or \"remote\""
        );
        let (_, found) = read("[amp.analytics]\nconfig = 'there.json'", "[]");
        assert_eq!(found[0].2, "`there.json`: expected an object, `{ … }`");
    }
}
