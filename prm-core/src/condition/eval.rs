//! Evaluates a condition against what is known at an instant.

use super::{Condition, Node, Order};
use crate::vocabulary::{Field, Value};
use crate::{CivilDate, CivilTime, Timestamp, Zone};

/// What a condition asks.
pub(crate) trait Asked {
    /// A value, where it is known.
    fn value(&self, field: Field) -> Option<Value<'_>>;
    /// The instant at which it is asked.
    fn now(&self) -> Timestamp;
    /// The zone in which days are counted.
    fn zone(&self) -> Zone;
    /// When the next appointment that is booked begins, and another one is the next.
    fn next_start(&self) -> Option<Timestamp>;
    /// The next birthday of the patient after `now`, at its first instant.
    fn next_birthday(&self) -> Option<Timestamp>;
}

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Truth {
    True,
    False,
    /// It cannot be told without this field.
    Unknown(Field),
}

impl Truth {
    fn of(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }
}

impl Condition {
    pub(crate) fn ask(&self, asked: &impl Asked) -> Truth {
        self.root.ask(asked)
    }

    /// The next instant at which the answer may change though no fact does (R14). It may be
    /// early, never late.
    pub(crate) fn next_flip(&self, asked: &impl Asked) -> Option<Timestamp> {
        self.root.next_flip(asked)
    }
}

impl Node {
    fn ask(&self, asked: &impl Asked) -> Truth {
        match self {
            Self::Constant(truth) => Truth::of(*truth),
            Self::Not(node) => match node.ask(asked) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                unknown @ Truth::Unknown(_) => unknown,
            },
            Self::All(nodes) => join(nodes, asked, Truth::False, Truth::True),
            Self::Any(nodes) => join(nodes, asked, Truth::True, Truth::False),
            Self::Known(field) => Truth::of(asked.value(*field).is_some()),
            Self::Holds(field) => match asked.value(*field) {
                Some(Value::Bool(truth)) => Truth::of(truth),
                _ => Truth::Unknown(*field),
            },
            Self::Number(field, order, number) => match asked.value(*field) {
                Some(Value::Int(value)) => Truth::of(order.holds(value.cmp(number))),
                _ => Truth::Unknown(*field),
            },
            Self::Numbers(field, numbers) => match asked.value(*field) {
                Some(Value::Int(value)) => Truth::of(numbers.contains(&value)),
                _ => Truth::Unknown(*field),
            },
            Self::Text(field, is, texts) => match asked.value(*field) {
                Some(Value::Text(value)) => {
                    Truth::of(texts.iter().any(|text| text == value) == *is)
                }
                _ => Truth::Unknown(*field),
            },
            Self::Same(a, b, is) => match (asked.value(*a), asked.value(*b)) {
                (Some(x), Some(y)) => Truth::of((x == y) == *is),
                (None, _) => Truth::Unknown(*a),
                (_, None) => Truth::Unknown(*b),
            },
            // since(a) >= d asks whether now >= a + d; until(a) <= d whether now >= a - d.
            Self::Since(field, order, _) => match self.threshold(asked) {
                Some(at) => Truth::of(order.holds(asked.now().cmp(&at))),
                None => Truth::Unknown(*field),
            },
            Self::Until(field, order, _) => match self.threshold(asked) {
                Some(at) => Truth::of(order.turned().holds(asked.now().cmp(&at))),
                None => Truth::Unknown(*field),
            },
        }
    }

    /// The instant around which a question of time changes its answer.
    fn threshold(&self, asked: &impl Asked) -> Option<Timestamp> {
        let (field, span, back) = match self {
            Self::Since(field, _, span) => (field, span, false),
            Self::Until(field, _, span) => (field, span, true),
            _ => return None,
        };
        let at = match asked.value(*field)? {
            Value::Time(time) => time.instant(),
            Value::Date(date) => first_instant(asked.zone(), date),
            Value::Bool(_) | Value::Int(_) | Value::Text(_) => return None,
        };
        Some(asked.zone().shift(at, *span, back))
    }

    fn next_flip(&self, asked: &impl Asked) -> Option<Timestamp> {
        match self {
            Self::Known(Field::PatientNextAppointment) => asked.next_start(),
            Self::Constant(_)
            | Self::Holds(_)
            | Self::Known(_)
            | Self::Text(..)
            | Self::Same(..) => None,
            Self::Not(node) => node.next_flip(asked),
            Self::All(nodes) | Self::Any(nodes) => {
                nodes.iter().filter_map(|node| node.next_flip(asked)).min()
            }
            Self::Number(field, ..) | Self::Numbers(field, ..) => {
                field.ages().then(|| asked.next_birthday()).flatten()
            }
            Self::Since(field, order, _) | Self::Until(field, order, _) => {
                let at = self.threshold(asked)?;
                // A strict order changes right after the threshold, an equality at both.
                let after = at.plus(1);
                let sharp = matches!(
                    (self, order),
                    (Self::Since(..), Order::AtLeast | Order::Less)
                        | (Self::Until(..), Order::AtMost | Order::More)
                );
                let flips = if sharp { [at, at] } else { [at, after] };
                let own = flips.into_iter().filter(|flip| *flip > asked.now()).min();
                let next = (*field == Field::PatientNextAppointment).then(|| asked.next_start());
                own.into_iter().chain(next.flatten()).min()
            }
        }
    }
}

/// Kleene's "and" and "or": one part that decides is enough, an unknown one counts only where
/// none decides.
fn join(nodes: &[Node], asked: &impl Asked, decides: Truth, else_: Truth) -> Truth {
    let mut answer = else_;
    for node in nodes {
        match node.ask(asked) {
            truth if truth == decides => return decides,
            unknown @ Truth::Unknown(_) if answer == else_ => answer = unknown,
            _ => {}
        }
    }
    answer
}

fn first_instant(zone: Zone, date: CivilDate) -> Timestamp {
    zone.instant(date, CivilTime::MIDNIGHT)
}
