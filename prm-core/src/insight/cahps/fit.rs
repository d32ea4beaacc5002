//! The regression of one item on the adjusters, within entities.

use crate::error::{ErrorCode, PrmError};
use crate::insight::number::{cholesky, count, sum};

/// A person: where, what they answered, and what they are adjusted by.
pub(super) struct Person {
    pub(super) entity: usize,
    pub(super) answers: Vec<Option<f64>>,
    pub(super) adjusters: Vec<Option<f64>>,
}

impl Person {
    /// Whether they answered an item of the measure.
    pub(super) fn is_usable(&self, items: usize) -> bool {
        self.answers.iter().take(items).any(Option::is_some)
    }

    fn adjuster(&self, place: usize) -> f64 {
        self.adjusters.get(place).copied().flatten().unwrap_or(0.0)
    }
}

/// An item, fitted: y = X b + the entity's own mean.
pub(super) struct Fit {
    /// How many answered it, by entity.
    pub(super) counts: Vec<usize>,
    /// Their mean.
    pub(super) means: Vec<f64>,
    /// The mean without what the adjusters say.
    effects: Vec<f64>,
    /// The coefficients of the adjusters.
    pub(super) slopes: Vec<f64>,
    /// How far each person is from their entity, adjusted; nothing of those who did not answer.
    pub(super) rests: Vec<Option<f64>>,
    /// The share of the squares within entities that the adjusters explain; nothing where there
    /// is none.
    pub(super) r_squared: Option<f64>,
}

impl Fit {
    /// Fits what an item's answers are taken for.
    pub(super) fn new(
        people: &[&Person],
        item: usize,
        entities: usize,
        taken_for: impl Fn(f64) -> f64,
    ) -> Result<Self, PrmError> {
        let answer = |person: &Person| person.answers.get(item).copied().flatten().map(&taken_for);
        let width = people.first().map_or(0, |person| person.adjusters.len());
        let mut by_entity: Vec<Vec<(f64, &Person)>> = vec![Vec::new(); entities];
        for person in people {
            if let (Some(y), Some(list)) = (answer(person), by_entity.get_mut(person.entity)) {
                list.push((y, person));
            }
        }
        if by_entity.iter().any(Vec::is_empty) {
            let message = "an entity has no answer to it: leave one of them out";
            let error = PrmError::new(ErrorCode::InvalidValue, message);
            return Err(error.under(&format!("items[{item}]")));
        }
        let mean = |values: Vec<f64>| sum(values.iter().copied()) / count(values.len());
        let means: Vec<f64> =
            by_entity.iter().map(|own| mean(own.iter().map(|(y, _)| *y).collect())).collect();
        let adjuster_means: Vec<Vec<f64>> = by_entity
            .iter()
            .map(|own| {
                let of =
                    |place| mean(own.iter().map(|(_, person)| person.adjuster(place)).collect());
                (0..width).map(of).collect()
            })
            .collect();
        // Within entities: what is left of everything without the entity's mean.
        let centred: Vec<Row> = by_entity
            .iter()
            .zip(&means)
            .zip(&adjuster_means)
            .flat_map(|((own, mean), middles)| {
                own.iter().map(move |(y, person)| {
                    let x = middles.iter().enumerate();
                    (y - mean, x.map(|(place, middle)| person.adjuster(place) - middle).collect())
                })
            })
            .collect();
        let slopes = solve(&centred, width).ok_or_else(|| {
            let message = "an adjuster is the same for all, or follows from others";
            PrmError::new(ErrorCode::InvalidValue, message).under("adjusters")
        })?;
        let predicted = |x: &[f64]| sum(x.iter().zip(&slopes).map(|(x, slope)| x * slope));
        let squares = sum(centred.iter().map(|(y, _)| y * y));
        let left = sum(centred.iter().map(|(y, x)| {
            let rest = y - predicted(x);
            rest * rest
        }));
        let effects: Vec<f64> =
            means.iter().zip(&adjuster_means).map(|(mean, x)| mean - predicted(x)).collect();
        let rests = people
            .iter()
            .map(|person| {
                let x: Vec<f64> = (0..width).map(|place| person.adjuster(place)).collect();
                Some(answer(person)? - predicted(&x) - effects.get(person.entity)?)
            })
            .collect();
        Ok(Self {
            counts: by_entity.iter().map(Vec::len).collect(),
            means,
            effects,
            slopes,
            rests,
            r_squared: (squares > 0.0).then(|| 1.0 - left / squares),
        })
    }

    /// How many answered it.
    pub(super) fn n(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The adjusted mean of each entity: its effect, moved so that the mean of the entities' means
    /// stays what it is.
    pub(super) fn adjusted(&self) -> Vec<f64> {
        let entities = count(self.means.len());
        let level = sum(self.means.iter().copied()) / entities;
        let middle = sum(self.effects.iter().copied()) / entities;
        self.effects.iter().map(|effect| effect + level - middle).collect()
    }
}

/// An answer and the adjusters of who gave it, without the means of their entity.
type Row = (f64, Vec<f64>);

/// The least squares of y on x; nothing where columns of x follow from one another.
fn solve(rows: &[Row], width: usize) -> Option<Vec<f64>> {
    let of = |a: &dyn Fn(&Row) -> f64| sum(rows.iter().map(a));
    let x = |row: &Row, place: usize| row.1.get(place).copied().unwrap_or(0.0);
    let matrix: Vec<Vec<f64>> = (0..width)
        .map(|i| (0..width).map(|j| of(&|row| x(row, i) * x(row, j))).collect())
        .collect();
    let right: Vec<f64> = (0..width).map(|i| of(&|row| x(row, i) * row.0)).collect();
    let factor = cholesky(&matrix, width)?;
    let mut half: Vec<f64> = Vec::with_capacity(width);
    for (line, value) in factor.iter().zip(&right) {
        let known = sum(line.iter().zip(&half).map(|(a, b)| a * b));
        half.push((value - known) / line.last()?);
    }
    let mut solved = vec![0.0; width];
    for place in (0..width).rev() {
        let below = (place + 1..width).map(|row| {
            let cell = factor.get(row).and_then(|line| line.get(place)).copied().unwrap_or(0.0);
            cell * solved.get(row).copied().unwrap_or(0.0)
        });
        let known = sum(below.collect::<Vec<_>>());
        let value = (half.get(place)? - known) / factor.get(place)?.last()?;
        *solved.get_mut(place)? = value;
    }
    Some(solved)
}
