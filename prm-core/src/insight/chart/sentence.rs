//! What a chart says, in one sentence.

use super::spec::{Assurance, Chart, Rule, Variation};

pub(super) fn write(chart: &Chart) -> String {
    let points = chart.points.iter().filter(|point| point.value.is_some()).count();
    let mut parts = vec![match points {
        0 => return "No points.".to_owned(),
        1 => "1 point".to_owned(),
        many => format!("{many} points"),
    }];
    parts.extend(chart.variation.map(|variation| {
        let last = chart.points.iter().rev().find_map(|point| point.dot.as_ref());
        let why = last.and_then(|dot| dot.rule).map(reason);
        match (variation, why) {
            (Variation::CommonCause, _) => "nothing but common cause variation".to_owned(),
            (variation, why) => {
                format!("{}: the last point {}", word(variation), why.unwrap_or("stands out"))
            }
        }
    }));
    if chart.variation.is_none() {
        let runs = chart.parts.iter().any(|part| part.runs_signal);
        let limits = chart.parts.iter().any(|part| part.limit_signal);
        parts.push(
            match (runs, limits) {
                (false, false) => "no sign of a change",
                (true, false) => "a change by the rules of runs",
                (false, true) => "a point beyond a limit",
                (true, true) => "a change by the rules of runs, and a point beyond a limit",
            }
            .to_owned(),
        );
    }
    parts.extend(chart.assurance.map(|assurance| {
        match assurance {
            Assurance::ConsistentPass => "as it is, it will meet its target",
            Assurance::ConsistentFail => "as it is, it will not meet its target",
            Assurance::Inconsistent => "as it is, it will meet its target only at times",
        }
        .to_owned()
    }));
    if chart.parts.last().is_some_and(|part| part.short) && chart.variation.is_none() {
        parts.push("too few points for limits that will hold".to_owned());
    }
    parts.join("; ") + "."
}

fn word(variation: Variation) -> &'static str {
    match variation {
        Variation::CommonCause => "common cause",
        Variation::Improvement => "improvement",
        Variation::Concern => "concern",
        Variation::NeutralHigh => "higher than usual",
        Variation::NeutralLow => "lower than usual",
    }
}

fn reason(rule: Rule) -> &'static str {
    match rule {
        Rule::Trend => "ends a trend of seven points",
        Rule::Shift => "is one of seven on one side of the center",
        Rule::TwoOfThree => "is one of two in three near a limit",
        _ => "is beyond a limit",
    }
}
