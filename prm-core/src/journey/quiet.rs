//! The quiet plan: when something is planned next, without deciding or building anything.

use crate::Timestamp;
use crate::journey::{Case, Runs, Scene};

/// The next instant at which a step is due, or at which something may change though none is. It
/// is `now` where a step is due already.
///
/// It allocates nothing and looks at no ledger: the runs know which of their steps are open.
pub(crate) fn next(scene: Scene<'_>, runs: &Runs) -> Option<Timestamp> {
    let patient = &scene.view.patient;
    let people = scene.view.people.iter();
    let points = people.clone().flat_map(|person| person.contacts());
    let points = patient.contacts().iter().chain(points);
    let edges = points.flat_map(|point| [point.from, point.until]).flatten();
    let edges = edges.chain(people.flat_map(|person| person.edges()));
    let changes =
        [scene.view.next_effect(), runs.next_change(), patient.consents.next_end(scene.now)];
    let changes = changes.into_iter().flatten().chain(edges).filter(|at| *at > scene.now);
    let steps = runs.runs.iter().filter_map(|run| {
        let journey = scene.play.journeys.get(run.journey)?;
        let case = Case { scene, journey, run };
        let due = if case.is_outside() {
            None
        } else {
            run.open().filter_map(|step| case.due(journey.steps.get(step)?)).min()
        };
        due.into_iter().chain(case.next_flip()).min()
    });
    changes.chain(steps).min().map(|at| at.max(scene.now))
}
