//! The CAHPS analysis of AHRQ: case-mix adjusted means of a measure for each entity (practice,
//! clinician, plan), whether they differ, by how much, and how far to trust them.
//!
//! As the CAHPS Analysis Program 4.1 computes it (AHRQ, "Using the CAHPS Analysis Program Version
//! 4.1", 2017); where its manual and its program differ, the program is followed unless
//! [`CahpsSpec::manual`] says otherwise.

mod fit;
mod spec;

pub use spec::{
    Cahps, CahpsBox, CahpsCoefficient, CahpsEntity, CahpsItem, CahpsReliability, CahpsSpec,
    CahpsSwitch,
};

use super::beta::{f_beyond, t_two_sided};
use super::columns::Columns;
use super::number::{count, index, sum};
use super::survival::share;
use crate::error::{ErrorCode, PrmError};
use crate::limits;
use fit::{Fit, Person};

/// The smallest p that is told (AHRQ's program).
const LEAST_P: f64 = 0.0001;

/// Analyses a CAHPS measure.
///
/// # Errors
/// `invalid_value` for fewer than two entities, for an item that an entity's responses do not
/// answer at all, and for adjusters that follow from one another; `missing_field` for columns.
///
/// ```
/// use prm_core::insight::{CahpsSpec, Columns, cahps};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "site": ["a", "a", "a", "b", "b", "b"], "rating": [9, 10, 8, 6, 7, 5], "age": [3, 4, 3, 3, 2, 3],
/// }))?;
/// let spec = CahpsSpec::new("site", &["rating"], (0, 10)).adjusted_by(&["age"]);
/// let found = cahps(&spec, &columns)?;
/// assert_eq!((found.entities[0].unadjusted, found.entities[0].usable), (9.0, 3));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn cahps(spec: &CahpsSpec, columns: &Columns) -> Result<Cahps, PrmError> {
    check(spec)?;
    let (names, people) = read(spec, columns)?;
    let usable: Vec<&Person> =
        people.iter().filter(|person| person.is_usable(spec.items.len())).collect();
    let of_entity = |entity: usize, people: &[&Person]| {
        people.iter().filter(|person| person.entity == entity).count()
    };
    let all: Vec<&Person> = people.iter().collect();
    if names.len() < 2 {
        let message = "there are fewer than two entities";
        return Err(PrmError::new(ErrorCode::InvalidValue, message).under("entity"));
    }
    let fits: Vec<Fit> = (0..spec.items.len())
        .map(|item| Fit::new(&usable, item, names.len(), |value| value))
        .collect::<Result<_, _>>()?;
    let weights = weights(spec, &fits);
    let mix = |values: &dyn Fn(&Fit) -> Vec<f64>| -> Vec<f64> {
        let by_item: Vec<Vec<f64>> = fits.iter().map(values).collect();
        mixed(&by_item, &weights, names.len())
    };
    let adjusted = mix(&Fit::adjusted);
    let unadjusted = mix(&|fit: &Fit| fit.means.clone());
    let variances = variances(spec, &usable, &fits, &weights, names.len());
    let entities = count(names.len());
    let total = count(usable.len());
    let freedom = total - entities - count(spec.adjusters.len());
    let overall = sum(adjusted.iter().copied()) / entities;
    let precision = sum(variances.iter().map(|v| 1.0 / v));
    let weighted = sum(adjusted.iter().zip(&variances).map(|(a, v)| a / v)) / precision;
    let f = sum(adjusted.iter().zip(&variances).map(|(a, v)| (a - weighted) * (a - weighted) / v))
        / (entities - 1.0);
    let below = if spec.follows(CahpsSwitch::FFreedom) { total / entities } else { freedom };
    let known = freedom > 0.0 && variances.iter().all(|v| *v > 0.0);
    let bars = bars(spec, &usable, &weights, names.len())?;
    let all_variances = sum(variances.iter().copied());
    let mut found: Vec<CahpsEntity> = Vec::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        let own = |values: &[f64]| values.get(place).copied().unwrap_or(0.0);
        let (variance, value) = (own(&variances), own(&adjusted));
        let usable_here = of_entity(place, &usable);
        let squared = variance * (1.0 - 2.0 / entities) + all_variances / (entities * entities);
        let error = squared.max(0.0).sqrt();
        let difference = value - overall;
        let t_freedom =
            if spec.follows(CahpsSwitch::TFreedom) { count(usable_here) - 1.0 } else { freedom };
        let sure = known && error > 0.0 && t_freedom > 0.0;
        let p = sure.then(|| t_two_sided(difference / error, t_freedom));
        found.push(CahpsEntity {
            entity: name.clone(),
            all: index(of_entity(place, &all)),
            usable: index(usable_here),
            unadjusted: own(&unadjusted),
            adjusted: value,
            variance,
            difference,
            error,
            half_width: 1.96 * error,
            p,
            stars: stars(spec, difference, overall, p),
            bars: bars.iter().map(|bar| own(bar)).collect(),
            reliability: None,
            shrunk: None,
        });
    }
    let mut answer = Cahps {
        n: index(usable.len()),
        overall,
        weighted,
        f: known.then_some(f),
        freedom_above: entities - 1.0,
        freedom_below: below,
        p: known.then(|| f_beyond(f, entities - 1.0, below).max(LEAST_P)),
        items: spec
            .items
            .iter()
            .zip(&fits)
            .zip(&weights)
            .map(|((id, fit), weight)| {
                let coefficients = spec.adjusters.iter().zip(&fit.slopes);
                let coefficients = coefficients.map(|(adjuster, value)| CahpsCoefficient {
                    adjuster: adjuster.clone(),
                    value: *value,
                });
                CahpsItem {
                    item: id.clone(),
                    n: index(fit.n()),
                    weight: *weight,
                    r_squared: fit.r_squared,
                    coefficients: coefficients.collect(),
                }
            })
            .collect(),
        entities: found,
        reliability: None,
    };
    if known {
        reliability(&mut answer, &usable, &fits, &weights, f);
    }
    Ok(answer)
}

fn check(spec: &CahpsSpec) -> Result<(), PrmError> {
    let wrong = |field: &str, message: &str| {
        Err(PrmError::new(ErrorCode::InvalidValue, message).under(field))
    };
    if spec.items.is_empty() || spec.items.len() > 50 {
        return wrong("items", "a measure has 1 to 50 items");
    }
    if spec.adjusters.len() > 20 {
        return wrong("adjusters", "at most 20 adjusters");
    }
    if spec.from >= spec.to {
        return wrong("to", "must be above `from`");
    }
    share(spec.level(), "level")
}

/// The entities in the order of their names, and the persons.
fn read(spec: &CahpsSpec, columns: &Columns) -> Result<(Vec<String>, Vec<Person>), PrmError> {
    let entities = columns.whole(&spec.entity, columns.texts(&spec.entity)?)?;
    let mut names = entities.clone();
    names.sort();
    names.dedup();
    if names.len() > limits::GROUPS {
        let message = format!("more than {} entities", limits::GROUPS);
        return Err(PrmError::new(ErrorCode::TooMany, message).under("entity"));
    }
    let answers: Vec<Vec<Option<f64>>> =
        spec.items.iter().map(|name| columns.numbers(name)).collect::<Result<_, _>>()?;
    let adjusters: Vec<Vec<Option<f64>>> =
        spec.adjusters.iter().map(|name| columns.numbers(name)).collect::<Result<_, _>>()?;
    let range = f64::from(spec.from)..=f64::from(spec.to);
    let mut people: Vec<Person> = Vec::with_capacity(entities.len());
    for (row, entity) in entities.iter().enumerate() {
        let cell = |column: &Vec<Option<f64>>| column.get(row).copied().flatten();
        people.push(Person {
            entity: names.binary_search(entity).unwrap_or(0),
            answers: answers.iter().map(|c| cell(c).filter(|v| range.contains(v))).collect(),
            adjusters: adjusters.iter().map(cell).collect(),
        });
    }
    if spec.impute {
        impute(&mut people, names.len(), spec.adjusters.len());
    }
    people.iter_mut().for_each(|person| {
        // Without an adjuster nobody can be adjusted.
        if person.adjusters.iter().any(Option::is_none) {
            person.answers.iter_mut().for_each(|answer| *answer = None);
        }
    });
    Ok((names, people))
}

/// A missing adjuster is the mean of it over all records of the entity, before any is dropped.
fn impute(people: &mut [Person], entities: usize, adjusters: usize) {
    for adjuster in 0..adjusters {
        for entity in 0..entities {
            let known: Vec<f64> = people
                .iter()
                .filter(|person| person.entity == entity)
                .filter_map(|person| person.adjusters.get(adjuster).copied().flatten())
                .collect();
            let mean = super::number::mean(&known);
            for person in people.iter_mut().filter(|person| person.entity == entity) {
                if let Some(cell) = person.adjusters.get_mut(adjuster) {
                    *cell = cell.or(mean);
                }
            }
        }
    }
}

/// The weights of items in a composite.
fn weights(spec: &CahpsSpec, fits: &[Fit]) -> Vec<f64> {
    if spec.weigh_by_answers {
        let all = sum(fits.iter().map(|fit| count(fit.n())));
        return fits.iter().map(|fit| count(fit.n()) / all).collect();
    }
    vec![1.0 / count(fits.len()); fits.len()]
}

fn mixed(by_item: &[Vec<f64>], weights: &[f64], entities: usize) -> Vec<f64> {
    (0..entities)
        .map(|entity| {
            let parts = by_item.iter().zip(weights);
            sum(parts.map(|(values, weight)| values.get(entity).copied().unwrap_or(0.0) * weight))
        })
        .collect()
}

/// The variance of each entity's adjusted mean: of what each person adds to it.
fn variances(
    spec: &CahpsSpec,
    people: &[&Person],
    fits: &[Fit],
    weights: &[f64],
    entities: usize,
) -> Vec<f64> {
    let mut found = vec![Vec::new(); entities];
    for (row, person) in people.iter().enumerate() {
        let parts = fits.iter().zip(weights).filter_map(|(fit, weight)| {
            let rest = fit.rests.get(row).copied().flatten()?;
            let n = fit.counts.get(person.entity).copied().unwrap_or(1);
            Some(weight * rest / count(n))
        });
        let own = sum(parts);
        if let Some(list) = found.get_mut(person.entity) {
            list.push(own * own);
        }
    }
    found
        .into_iter()
        .map(|squares| {
            let n = count(squares.len());
            let factor =
                if spec.follows(CahpsSwitch::VarianceFactor) { n / (n - 1.0) } else { 1.0 };
            sum(squares) * factor
        })
        .collect()
}

/// The adjusted share of each box, by entity.
fn bars(
    spec: &CahpsSpec,
    people: &[&Person],
    weights: &[f64],
    entities: usize,
) -> Result<Vec<Vec<f64>>, PrmError> {
    let of_box = |rule: &CahpsBox| {
        let within = f64::from(rule.from)..=f64::from(rule.to);
        let fits: Vec<Vec<f64>> = (0..spec.items.len())
            .map(|item| {
                let inside = |value| if within.contains(&value) { 1.0 } else { 0.0 };
                Ok(Fit::new(people, item, entities, inside)?.adjusted())
            })
            .collect::<Result<_, PrmError>>()?;
        Ok(mixed(&fits, weights, entities))
    };
    spec.boxes.iter().map(of_box).collect()
}

/// One star below the others, three above, two where the difference may be chance or is too small
/// to matter.
fn stars(spec: &CahpsSpec, difference: f64, overall: f64, p: Option<f64>) -> u32 {
    let room = (overall - f64::from(spec.from)).min(f64::from(spec.to) - overall);
    let matters = difference.abs() >= spec.change.unwrap_or(0.0) * room
        && difference.abs() >= spec.least_difference.unwrap_or(0.0);
    match p {
        Some(p) if p < spec.level() && matters && difference < 0.0 => 1,
        Some(p) if p < spec.level() && matters => 3,
        _ => 2,
    }
}

/// How far differences between entities are more than chance, and means drawn towards the whole by
/// that (manual, pages 48 and 49).
fn reliability(answer: &mut Cahps, people: &[&Person], fits: &[Fit], weights: &[f64], f: f64) {
    let of = |entity: &CahpsEntity| f64::from(entity.usable);
    let n = sum(answer.entities.iter().map(of));
    let d = count(answer.entities.len());
    let mean = sum(answer.entities.iter().map(|own| of(own) * own.adjusted)) / n;
    let squares = answer.entities.iter().map(|own| {
        let off = own.adjusted - mean;
        of(own) * off * off
    });
    let between = sum(squares) / (n * (1.0 - 1.0 / d));
    let rests = (0..people.len()).map(|row| {
        let parts = fits
            .iter()
            .zip(weights)
            .filter_map(|(fit, weight)| Some(weight * fit.rests.get(row).copied().flatten()?));
        let own = sum(parts);
        own * own
    });
    let within = sum(rests) / n;
    let printed = (between - within).max(0.0);
    let consistent = (between - within * d / n).max(0.0);
    for own in &mut answer.entities {
        let reliability = consistent / (consistent + own.variance);
        own.reliability = Some(reliability);
        own.shrunk = Some(reliability * own.adjusted + (1.0 - reliability) * mean);
    }
    answer.reliability = Some(CahpsReliability {
        from_f: if f > 1.0 { 1.0 - 1.0 / f } else { 0.0 },
        mean,
        within,
        between: consistent,
        between_as_printed: printed,
    });
}
