//! `[check]`: which rules `ctx check` applies, and how.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Error, unknown, wrong};
use crate::model::{Rule, Severity};

/// Keys of the table.
const KEYS: [&str; 5] = ["select", "ignore", "fail-on", "severity", "threshold"];
/// Rules with a threshold.
const WITH_THRESHOLD: [Rule; 4] = [Rule::Overlap, Rule::Undeclared, Rule::Escape, Rule::Regression];

/// Settings of `ctx check`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// Rules to apply; `None` for all.
    pub select: Option<Vec<Rule>>,
    /// Rules not to apply.
    pub ignore: Vec<Rule>,
    /// Lowest severity of a finding that makes the check fail.
    pub fail_on: Option<Severity>,
    /// Severities that differ from those of the rules.
    pub severities: BTreeMap<Rule, Severity>,
    /// Probabilities from which a rule reports, in [0, 1].
    pub thresholds: BTreeMap<Rule, f64>,
}

impl Check {
    pub(super) fn parse(text: &str, table: &DeTable<'_>) -> Result<Self, Error> {
        let mut settings = Self::default();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match name {
                "select" => settings.select = Some(rules(text, name, value)?),
                "ignore" => settings.ignore = rules(text, name, value)?,
                "fail-on" => settings.fail_on = Some(severity(text, name, "", value)?),
                "severity" => {
                    for (rule, value) in by_rule(text, name, value, Rule::ALL)? {
                        let place = " in [check.severity]";
                        let level = severity(text, rule.id(), place, value)?;
                        settings.severities.insert(rule, level);
                    }
                }
                "threshold" => {
                    for (rule, value) in by_rule(text, name, value, &WITH_THRESHOLD)? {
                        settings.thresholds.insert(rule, probability(text, rule, value)?);
                    }
                }
                _ => return Err(unknown(text, key.span().start, name, " in [check]", &KEYS)),
            }
        }
        Ok(settings)
    }
}

fn ids(rules: &[Rule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.id()).collect()
}

fn rules(text: &str, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<Rule>, Error> {
    let Some(list) = value.get_ref().as_array() else {
        return wrong(text, value, &format!("{key:?} is a list of rules: {key} = [\"overlap\"]"));
    };
    let rule = |item: &Spanned<DeValue<'_>>| {
        let Some(name) = item.get_ref().as_str() else {
            return wrong(text, item, &format!("a rule of {key:?} is a string: \"overlap\""));
        };
        let place = format!(" in {key:?}");
        let known = ids(Rule::ALL);
        Rule::find(name)
            .ok_or_else(|| super::unlisted(text, item.span().start, ("rule", name), &place, &known))
    };
    list.iter().map(rule).collect()
}

/// Reads a table with rules as keys.
fn by_rule<'a, 'b>(
    text: &str,
    key: &str,
    value: &'a Spanned<DeValue<'b>>,
    known: &[Rule],
) -> Result<Vec<(Rule, &'a Spanned<DeValue<'b>>)>, Error> {
    let Some(table) = value.get_ref().as_table() else {
        return wrong(text, value, &format!("{key:?} is a table: [check.{key}]"));
    };
    let row = |(name, value): (&Spanned<_>, &'a Spanned<DeValue<'b>>)| {
        let name_text: &std::borrow::Cow<'_, str> = name.get_ref();
        let rule = Rule::find(name_text).filter(|rule| known.contains(rule));
        let place = format!(" in [check.{key}]");
        let error = || unknown(text, name.span().start, name_text, &place, &ids(known));
        rule.map(|rule| (rule, value)).ok_or_else(error)
    };
    table.iter().map(row).collect()
}

/// Reads the severity of a key.
fn severity(
    text: &str,
    key: &str,
    table: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<Severity, Error> {
    let Some(name) = value.get_ref().as_str() else {
        let why = format!("{key:?}{table} is a severity: \"note\", \"warning\" or \"error\"");
        return wrong(text, value, &why);
    };
    let known = Severity::ALL.map(Severity::name);
    let place = format!(" of {key:?}{table}");
    Severity::ALL.into_iter().find(|severity| severity.name() == name).ok_or_else(|| {
        super::unlisted(text, value.span().start, ("severity", name), &place, &known)
    })
}

/// Reads the threshold of a rule.
fn probability(text: &str, rule: Rule, value: &Spanned<DeValue<'_>>) -> Result<f64, Error> {
    let number = match value.get_ref() {
        DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
        DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
        _ => None,
    };
    let why = || format!("{:?} in [check.threshold] is a number from 0 to 1: 0.5", rule.id());
    match number.filter(|number| (0.0..=1.0).contains(number)) {
        Some(number) => Ok(number),
        None => wrong(text, value, &why()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn settings_are_read() {
        let text = "[check]\nselect = [\"overlap\", \"cycle\"]\nignore = [\"unknown\"]\n\
                    fail-on = \"warning\"\n[check.severity]\noverlap = \"error\"\n\
                    [check.threshold]\nundeclared = 0.8\noverlap = 1\n";
        let check = Config::parse(text).unwrap().check;
        assert_eq!(check.select, Some(vec![Rule::Overlap, Rule::Cycle]));
        assert_eq!(check.ignore, [Rule::Unknown]);
        assert_eq!(check.fail_on, Some(Severity::Warning));
        assert_eq!(check.severities, BTreeMap::from([(Rule::Overlap, Severity::Error)]));
        let thresholds = BTreeMap::from([(Rule::Overlap, 1.0), (Rule::Undeclared, 0.8)]);
        assert_eq!(check.thresholds, thresholds);
    }

    #[test]
    fn mistakes_are_told_with_the_nearest() {
        for (text, expected) in [
            ("slect = []", "2: unknown key \"slect\" in [check]; did you mean \"select\"?"),
            (
                "select = [\"overlaps\"]",
                "2: unknown rule \"overlaps\" in \"select\"; did you mean \"overlap\"?",
            ),
            ("ignore = \"overlap\"", "2: \"ignore\" is a list of rules: ignore = [\"overlap\"]"),
            ("ignore = [1]", "2: a rule of \"ignore\" is a string: \"overlap\""),
            (
                "fail-on = \"high\"",
                "2: unknown severity \"high\" of \"fail-on\"; there is note, warning, error",
            ),
            (
                "fail-on = \"warn\"",
                "2: unknown severity \"warn\" of \"fail-on\"; did you mean \"warning\"?",
            ),
            (
                "fail-on = \"Error\"",
                "2: unknown severity \"Error\" of \"fail-on\"; did you mean \"error\"?",
            ),
            ("fail-on = 2", "2: \"fail-on\" is a severity: \"note\", \"warning\" or \"error\""),
            (
                "[check.severity]\noverlap = \"eror\"",
                "3: unknown severity \"eror\" of \"overlap\" in [check.severity]; did you mean \"error\"?",
            ),
            (
                "[check.severity]\ncycle = true",
                "3: \"cycle\" in [check.severity] is a severity: \"note\", \"warning\" or \"error\"",
            ),
            ("severity = 1", "2: \"severity\" is a table: [check.severity]"),
            (
                "[check.severity]\noverlp = \"note\"",
                "3: unknown key \"overlp\" in [check.severity]; did you mean \"overlap\"?",
            ),
            (
                "[check.threshold]\ncycle = 0.5",
                "3: unknown key \"cycle\" in [check.threshold]; there is overlap, undeclared, escape, regression",
            ),
            (
                "[check.threshold]\noverlap = 1.5",
                "3: \"overlap\" in [check.threshold] is a number from 0 to 1: 0.5",
            ),
            (
                "[check.threshold]\nescape = \"x\"",
                "3: \"escape\" in [check.threshold] is a number from 0 to 1: 0.5",
            ),
        ] {
            let error = Config::parse(&format!("[check]\n{text}\n")).unwrap_err().to_string();
            assert_eq!(error, format!(".ctx-analyze.toml:{expected}"));
        }
    }
}
