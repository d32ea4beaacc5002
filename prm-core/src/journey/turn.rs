//! One turn: everything that is due at an instant is decided, one step at a time, against what
//! was decided before it.
//!
//! A real step and a plan are the same turns; a plan takes them on copies.

use std::collections::BTreeSet;

use crate::action::Action;
use crate::conversation::{Lines, Pending};
use crate::decision::{Cure, Decision};
use crate::engine::{Executor, Wake};
use crate::fact::Fact;
use crate::id::Name;
use crate::journey::combine::Gathered;
use crate::journey::{Case, Placement, Run, Runs, Scene};
use crate::playbook::{Compiled, Journey, Step, What};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::{Ledger, View};
use crate::{Channel, Key, LineId, PatientId, Purpose, Timestamp, limits};

/// A turn while it is taken.
pub(crate) struct Turn<'t> {
    pub(crate) play: &'t Compiled,
    pub(crate) patient: &'t PatientId,
    pub(crate) salt: &'t str,
    pub(crate) view: &'t View,
    pub(crate) ledger: &'t mut Ledger,
    pub(crate) lines: &'t mut Lines,
    pub(crate) executor: Executor,
    pub(crate) now: Timestamp,
    pub(crate) runs: Runs,
    pub(crate) actions: Vec<Action>,
    pub(crate) decisions: Vec<Decision>,
    /// Whether the ledger changed.
    pub(crate) changed: bool,
    /// Whether it changed since the runs were derived.
    pub(super) stale: bool,
    /// What is due and held, decided afresh in every round.
    pub(super) held: Vec<Decision>,
    /// The runs that go on, as journey and subject, where a step may stop them.
    pub(super) present: Vec<(usize, Name)>,
    wakes: Vec<Wake>,
    /// The tasks for a person that held steps ask for: journey, subject, occurrence, reason.
    pub(super) needs: BTreeSet<(Name, Name, Name, ReasonCode)>,
    /// Those that stay whatever is decided later: told times that other zone rules changed, a
    /// danger that was told, a message for which there was no permitted hour.
    pub(super) stays: BTreeSet<(Name, Name, Name, ReasonCode)>,
    /// The messages that are planned or held, for which a slot of a cap may have to be kept.
    pub(super) planned: Vec<Planned>,
    /// What was permitted and may go with others.
    pub(super) gathered: Vec<Gathered>,
    /// What waits on contact points for others to go with it.
    pub(super) waiting: Vec<(LineId, Pending)>,
    /// The contact points where something of the patient waits, or did before this turn.
    pub(crate) gathering: BTreeSet<LineId>,
    /// The facts that steps told: they are known from the next turn on.
    pub(crate) told: Vec<Fact>,
    /// How often what was told has made another turn of this instant.
    pub(crate) echoes: usize,
    /// Whether each decision says what every check said.
    pub(crate) explaining: bool,
}

/// A message that is planned: what a cap may have to keep a slot for (R12).
#[derive(Clone)]
pub(crate) struct Planned {
    pub(crate) due: Timestamp,
    pub(crate) priority: u32,
    pub(crate) purpose: Purpose,
    pub(crate) chain: Vec<Channel>,
    pub(crate) subject: Name,
    /// Subject and step, for decisions.
    pub(crate) name: String,
}

/// A step that is due.
struct Due {
    run: usize,
    step: usize,
    rank: (u32, Timestamp, Timestamp, Key),
}

impl<'t> Turn<'t> {
    #[expect(clippy::too_many_arguments, reason = "each is one thing of the flow")]
    pub(crate) fn new(
        play: &'t Compiled,
        patient: &'t PatientId,
        salt: &'t str,
        view: &'t View,
        ledger: &'t mut Ledger,
        lines: &'t mut Lines,
        executor: Executor,
        now: Timestamp,
        runs: Option<Runs>,
    ) -> Self {
        let scene = Scene { play, view, patient, now };
        let kept = runs.filter(|runs| runs.holds_for(play, now));
        let runs = kept.unwrap_or_else(|| Runs::derive(scene, ledger));
        Self {
            play,
            patient,
            salt,
            view,
            ledger,
            lines,
            executor,
            now,
            runs,
            actions: Vec::new(),
            decisions: Vec::new(),
            changed: false,
            stale: false,
            held: Vec::new(),
            present: Vec::new(),
            wakes: Vec::new(),
            needs: BTreeSet::new(),
            stays: BTreeSet::new(),
            planned: Vec::new(),
            gathered: Vec::new(),
            waiting: Vec::new(),
            gathering: BTreeSet::new(),
            told: Vec::new(),
            echoes: 0,
            explaining: false,
        }
    }

    pub(super) fn scene(&self) -> Scene<'t> {
        Scene { play: self.play, view: self.view, patient: self.patient, now: self.now }
    }

    /// Takes the turn: withdraw, then decide until nothing is settled any more, then look after
    /// the tasks.
    pub(crate) fn take(&mut self) {
        let counts = |at: Timestamp| !self.view.was_wrong(at);
        if let Some(last) = self.ledger.last_handover(counts)
            && last.since(self.now) > limits::MAX_SKEW
        {
            // Facts are folded, nothing is handed over (R26).
            let until = last.plus(-limits::MAX_SKEW);
            let reason = Reason::until(ReasonCode::ClockWentBack, until);
            self.decisions.push(Decision::new(self.now, reason));
            self.wake(until, ReasonCode::ClockWentBack, None);
            return;
        }
        self.went_with_others();
        self.withdraw();
        // Each round settles something that the next one finds settled; the bound is for a state
        // that was tampered with.
        for rounds in 1.. {
            self.held.clear();
            self.waiting.clear();
            self.needs.clear();
            self.wakes.clear();
            let settled = self.round();
            if !self.told.is_empty() {
                // What was told is to be known before anything else is decided.
                return;
            }
            if !settled {
                break;
            }
            if self.actions.len() >= limits::ACTIONS || rounds >= limits::ROUNDS {
                self.wake(self.now, ReasonCode::NotDue, None);
                break;
            }
        }
        self.tasks();
        self.wait_on_lines();
        let held = std::mem::take(&mut self.held);
        self.decisions.extend(held);
        self.next_changes();
    }

    /// Decides everything that is due. Says whether anything was settled.
    fn round(&mut self) -> bool {
        let scene = self.scene();
        if self.stale {
            self.runs = Runs::derive(scene, self.ledger);
            self.stale = false;
        }
        let runs = std::mem::take(&mut self.runs.runs);
        if self.play.stops {
            let present = runs.iter().map(|run| (run.journey, Name::clone(&run.subject)));
            self.present = present.collect();
            self.present.sort();
        }
        let mut due = self.due(&runs);
        due.sort_by_key(|due| due.rank);
        self.planned = self.plans(&runs);
        let mut settled = self.reach_goals(&runs);
        for candidate in &due {
            let run = runs.get(candidate.run);
            let Some((run, journey)) = run.and_then(|run| Some((run, self.journey(run)?))) else {
                continue;
            };
            let case = Case { scene, journey, run };
            if let Some(step) = journey.steps.get(candidate.step)
                && let Placement::At(placed) = case.place(step)
            {
                let overtaken = due.iter().any(|other| self.overtakes(&runs, other, candidate));
                let held = self.held.len();
                settled |= self.decide(&case, step, &placed, overtaken);
                self.keep_slot(&case, step, held);
            }
            if self.actions.len() >= limits::ACTIONS || !self.told.is_empty() {
                break;
            }
        }
        self.runs.runs = runs;
        settled | self.combine()
    }

    /// The messages that are planned for later, where there are caps at all.
    fn plans(&self, runs: &[Run]) -> Vec<Planned> {
        if self.play.caps.is_empty() {
            return Vec::new();
        }
        let scene = self.scene();
        let mut plans = Vec::new();
        for run in runs {
            let Some(journey) = self.journey(run) else { continue };
            let case = Case { scene, journey, run };
            if case.is_outside() {
                continue;
            }
            for step in run.open().filter_map(|index| journey.steps.get(index)) {
                if let Some(at) = case.due(step).filter(|at| *at > self.now) {
                    plans.extend(self.planned_at(&case, step, at));
                }
            }
        }
        plans.sort_by(|a, b| (a.due, &a.name).cmp(&(b.due, &b.name)));
        plans
    }

    fn planned_at(&self, case: &Case<'_>, step: &Step, due: Timestamp) -> Option<Planned> {
        let What::Send { message, chain, .. } = &step.what else { return None };
        let purpose = self.play.message(*message)?.purpose;
        let capped = self.play.caps.iter().any(|cap| {
            chain.iter().any(|channel| cap.counts(*channel, purpose)) && purpose.keeps_hours()
        });
        capped.then(|| Planned {
            due,
            priority: step.priority,
            purpose,
            chain: chain.clone(),
            subject: Name::clone(&case.run.subject),
            name: format!("{}/{}", case.run.subject, step.id),
        })
    }

    /// A message that is due and held comes later: it keeps its slot.
    pub(super) fn keep_slot(&mut self, case: &Case<'_>, step: &Step, held: usize) {
        let Some(decision) = self.held.get(held) else { return };
        let waits = decision.flip.iter().find_map(|cure| match cure {
            Cure::WaitUntil { at } => Some(*at),
            _ => None,
        });
        if let Some(planned) = waits.and_then(|at| self.planned_at(case, step, at)) {
            self.planned.push(planned);
        }
    }

    pub(super) fn journey(&self, run: &Run) -> Option<&'t Journey> {
        self.play.journeys.get(run.journey)
    }

    /// Finds what is due, and notes when the next step is.
    fn due(&mut self, runs: &[Run]) -> Vec<Due> {
        let scene = self.scene();
        let mut due = Vec::new();
        let mut next: Option<(Timestamp, &Run, &Step)> = None;
        for (index, run) in runs.iter().enumerate() {
            let Some(journey) = self.journey(run) else { continue };
            let case = Case { scene, journey, run };
            if case.is_outside() {
                continue;
            }
            for (place, step) in run.open().filter_map(|i| Some((i, journey.steps.get(i)?))) {
                match case.due(step) {
                    Some(at) if at > self.now => {
                        let earlier = next.filter(|(earliest, ..)| *earliest <= at);
                        next = earlier.or(Some((at, run, step)));
                    }
                    Some(at) => {
                        let until = case.useful_until(step, at);
                        let parts = self.parts(&case, step, 0);
                        let key = self.key(&parts);
                        due.push(Due {
                            run: index,
                            step: place,
                            rank: (step.priority, until, at, key),
                        });
                    }
                    None => {}
                }
            }
        }
        if let Some((at, run, step)) = next {
            let about = format!("{}/{}", run.subject, step.id);
            self.wake(at, ReasonCode::NotDue, Some(about));
        }
        due
    }

    /// Whether another due step of the same run and series is newer, and still useful.
    fn overtakes(&self, runs: &[Run], other: &Due, one: &Due) -> bool {
        let series = |due: &Due| {
            let run = runs.get(due.run)?;
            self.journey(run)?.steps.get(due.step)?.series.clone()
        };
        let (_, until, at, _) = other.rank;
        other.run == one.run
            && other.step != one.step
            && (at, other.step) > (one.rank.2, one.step)
            && self.now < until
            && series(one).is_some()
            && series(other) == series(one)
    }

    pub(super) fn wake(&mut self, at: Timestamp, because: ReasonCode, about: Option<String>) {
        self.wakes.push(Wake { at: at.max(self.now), because, about });
    }

    /// When to ask again.
    pub(crate) fn next_wake(&self) -> Option<Wake> {
        self.wakes.iter().min_by(|a, b| (a.at, a.because).cmp(&(b.at, b.because))).cloned()
    }

    /// The instants at which something may change though no step is due then.
    fn next_changes(&mut self) {
        let view = self.view;
        if let Some(at) = view.next_effect() {
            self.wake(at, ReasonCode::FactInFuture, None);
        }
        if let Some(at) = self.runs.next_change() {
            self.wake(at, ReasonCode::NotDue, None);
        }
        let scene = self.scene();
        let mut flips: Vec<(Timestamp, Name)> = Vec::new();
        for run in &self.runs.runs {
            let Some(journey) = self.journey(run) else { continue };
            let case = Case { scene, journey, run };
            if let Some(at) = case.next_flip() {
                flips.push((at, Name::clone(&run.subject)));
            }
        }
        for (at, subject) in flips {
            self.wake(at, ReasonCode::ConditionFalse, Some(subject.to_string()));
        }
        let people = view.people.iter().flat_map(|person| person.edges());
        let points = view.people.iter().flat_map(|person| person.contacts());
        let points = view.patient.contacts().iter().chain(points);
        let edges = points.flat_map(|point| [point.from, point.until]).flatten().chain(people);
        let edges: Vec<Timestamp> = edges.filter(|at| *at > self.now).collect();
        for at in edges {
            self.wake(at, ReasonCode::LineInvalid, None);
        }
        if let Some(at) = view.patient.consents.next_end(self.now) {
            self.wake(at, ReasonCode::ConsentRefused, None);
        }
        // Nothing is asked again at the same instant, unless there is more to hand over.
        let now = self.now;
        let full = self.actions.len() >= limits::ACTIONS;
        self.wakes.retain(|wake| wake.at > now || full);
    }
}
