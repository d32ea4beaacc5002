//! The condition language: a typed subset of CEL (Common Expression Language), checked when a
//! playbook is compiled.
//!
//! ```text
//! appointment.service == 'check-up' && patient.age >= 18
//! appointment.status in ['cancelled', 'noshow']
//! !has(suggestion.outcome) || since(visit.end) > duration('7 days')
//! ```
//!
//! Values are compared by `==`, `!=`, `<`, `<=`, `>`, `>=` and `in [..]`, and joined by `!`, `&&`
//! and `||`. `has(path)` asks whether a value is known. Time is asked for only as `patient.age`,
//! `since(time)` and `until(time)` against constants (R14), so that every condition can say when
//! it may next change by itself. What is not known makes a comparison *unknown*; `&&` and `||`
//! decide without it where they can, as CEL does with errors.

mod eval;
mod parse;
#[cfg(feature = "bench")]
pub mod probe;

pub(crate) use eval::{Asked, Truth};

use crate::Span;
use crate::error::PrmError;
use crate::vocabulary::{Attributes, Field, Kind};

/// A condition, parsed and type-checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    root: Node,
}

/// A part of a condition. Every leaf is true, false or unknown.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Constant(bool),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    /// A truth value by itself.
    Holds(Field),
    Known(Field),
    Number(Field, Order, i64),
    Text(Field, bool, Vec<String>),
    Numbers(Field, Vec<i64>),
    Same(Field, Field, bool),
    /// `since(field) op span`: now against field + span.
    Since(Field, Order, Span),
    /// `until(field) op span`: field - span against now.
    Until(Field, Order, Span),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Order {
    fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }

    /// The same question with its sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }
}

impl Condition {
    /// Parses and checks a condition for subjects of a kind, in a playbook with attributes.
    pub(crate) fn parse(text: &str, kind: Kind, own: &Attributes) -> Result<Self, PrmError> {
        parse::parse(text, kind, own).map(|root| Self { root })
    }

    /// The answer that is written into it, whatever is known.
    pub(crate) fn constant(&self) -> Option<Truth> {
        self.root.constant()
    }

    /// Whether it asks for a value.
    pub(crate) fn names(&self, field: Field) -> bool {
        self.root.names(field)
    }
}

impl Node {
    fn constant(&self) -> Option<Truth> {
        match self {
            Self::Constant(true) => Some(Truth::True),
            Self::Constant(false) => Some(Truth::False),
            Self::Not(node) => match node.constant()? {
                Truth::True => Some(Truth::False),
                Truth::False => Some(Truth::True),
                Truth::Unknown(_) => None,
            },
            Self::All(nodes) => decided(nodes, Truth::False, Truth::True),
            Self::Any(nodes) => decided(nodes, Truth::True, Truth::False),
            Self::Text(_, true, texts) if texts.is_empty() => Some(Truth::False),
            Self::Numbers(_, numbers) if numbers.is_empty() => Some(Truth::False),
            _ => None,
        }
    }

    fn names(&self, wanted: Field) -> bool {
        match self {
            Self::Constant(_) => false,
            Self::Not(node) => node.names(wanted),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(|node| node.names(wanted)),
            Self::Holds(field)
            | Self::Known(field)
            | Self::Number(field, ..)
            | Self::Text(field, ..)
            | Self::Numbers(field, _)
            | Self::Since(field, ..)
            | Self::Until(field, ..) => *field == wanted,
            Self::Same(one, other, _) => *one == wanted || *other == wanted,
        }
    }
}

/// The answer of parts that are joined: one part that decides is enough.
fn decided(nodes: &[Node], decides: Truth, else_: Truth) -> Option<Truth> {
    let answers = || nodes.iter().map(Node::constant);
    if answers().any(|answer| answer == Some(decides)) {
        return Some(decides);
    }
    answers().all(|answer| answer == Some(else_)).then_some(else_)
}
