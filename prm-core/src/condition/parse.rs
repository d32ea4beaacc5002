//! Parses and type-checks a condition.

use super::{Node, Order};
use crate::Span;
use crate::error::{ErrorCode, PrmError};
use crate::limits;
use crate::vocabulary::{Attributes, Field, Kind, Type};

pub(super) fn parse(text: &str, kind: Kind, own: &Attributes) -> Result<Node, PrmError> {
    if text.len() > limits::CONDITION_BYTES {
        let message = format!("a condition has at most {} bytes", limits::CONDITION_BYTES);
        return Err(PrmError::new(ErrorCode::TooLarge, message));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, kind, own, depth: 0 };
    let node = parser.any()?.truth(own)?;
    match parser.tokens {
        [] => Ok(node),
        _ => Err(parser.unexpected("the end")),
    }
}

fn invalid(message: impl Into<String>) -> PrmError {
    PrmError::new(ErrorCode::InvalidCondition, message)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(i64),
    Sign(&'static str),
}

const SIGNS: [&str; 14] =
    ["&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "(", ")", "[", "]", ","];

fn tokens(text: &str) -> Result<Vec<Token>, PrmError> {
    let mut rest = text;
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            rest = rest.get(sign.len()..).unwrap_or("");
        } else if first == '\'' || first == '"' {
            let (text, after) = quoted(rest, first)?;
            tokens.push(Token::Text(text));
            rest = after;
        } else {
            let part = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
            let end = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let digits = word.strip_prefix('-').unwrap_or(word);
            if word.is_empty() {
                return Err(invalid("a character that does not belong into a condition"));
            } else if digits.starts_with(|c: char| c.is_ascii_digit()) {
                let number = word.parse().map_err(|_| invalid("not a whole number"))?;
                tokens.push(Token::Number(number));
            } else {
                tokens.push(Token::Word(word.to_owned()));
            }
            rest = after;
        }
    }
}

/// Text in quotes; a backslash takes the next quote or backslash as it is.
fn quoted(text: &str, quote: char) -> Result<(String, &str), PrmError> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, c @ ('\\' | '\'' | '"'))) => out.push(c),
                _ => return Err(invalid("a backslash stands only before a quote or a backslash")),
            },
            _ if c == quote => return Ok((out, text.get(at + 1..).unwrap_or(""))),
            _ => out.push(c),
        }
    }
    Err(invalid("a text without its closing quote"))
}

struct Parser<'t> {
    tokens: &'t [Token],
    kind: Kind,
    /// The attributes of the playbook.
    own: &'t Attributes,
    depth: usize,
}

/// What an operand is: a truth by itself, or one side of a comparison.
#[derive(Debug)]
enum Side {
    Truth(Node),
    Field(Field),
    Number(i64),
    Text(String),
    Span(Span),
    Since(Field),
    Until(Field),
}

impl Side {
    fn truth(self, own: &Attributes) -> Result<Node, PrmError> {
        match self {
            Self::Truth(node) => Ok(node),
            Self::Field(field) if field.kind() == Type::Bool => Ok(Node::Holds(field)),
            Self::Field(field) => Err(invalid(format!(
                "`{}` is {}: compare it with something, or write has({})",
                own.path(field),
                field.kind().name(),
                own.path(field)
            ))),
            _ => Err(invalid("a condition must be true or false: compare this with something")),
        }
    }
}

impl Parser<'_> {
    fn next(&mut self) -> Option<&Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn take(&mut self, sign: &str) -> bool {
        match self.tokens.split_first() {
            Some((Token::Sign(found), rest)) if *found == sign => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), PrmError> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(sign)) }
    }

    fn unexpected(&self, wanted: &str) -> PrmError {
        let found = match self.tokens.first() {
            None => "the end".to_owned(),
            Some(Token::Word(word)) => format!("`{word}`"),
            Some(Token::Sign(sign)) => format!("`{sign}`"),
            Some(Token::Text(_)) => "a text".to_owned(),
            Some(Token::Number(number)) => format!("`{number}`"),
        };
        invalid(format!("expected {wanted}, found {found}"))
    }

    fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, PrmError>,
    ) -> Result<T, PrmError> {
        if self.depth >= limits::NESTING {
            let message = format!("nested deeper than {} levels", limits::NESTING);
            return Err(PrmError::new(ErrorCode::TooDeep, message));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn any(&mut self) -> Result<Side, PrmError> {
        let first = self.all()?;
        if !matches!(self.tokens.first(), Some(Token::Sign("||"))) {
            return Ok(first);
        }
        let mut nodes = vec![first.truth(self.own)?];
        while self.take("||") {
            nodes.push(self.all()?.truth(self.own)?);
        }
        Ok(Side::Truth(Node::Any(nodes)))
    }

    fn all(&mut self) -> Result<Side, PrmError> {
        let first = self.comparison()?;
        if !matches!(self.tokens.first(), Some(Token::Sign("&&"))) {
            return Ok(first);
        }
        let mut nodes = vec![first.truth(self.own)?];
        while self.take("&&") {
            nodes.push(self.comparison()?.truth(self.own)?);
        }
        Ok(Side::Truth(Node::All(nodes)))
    }

    fn comparison(&mut self) -> Result<Side, PrmError> {
        let left = self.operand()?;
        let order = match self.tokens.first() {
            Some(Token::Sign("==")) => Order::Equal,
            Some(Token::Sign("!=")) => Order::NotEqual,
            Some(Token::Sign("<")) => Order::Less,
            Some(Token::Sign("<=")) => Order::AtMost,
            Some(Token::Sign(">")) => Order::More,
            Some(Token::Sign(">=")) => Order::AtLeast,
            Some(Token::Word(word)) if word == "in" => {
                self.next();
                return self.list(left);
            }
            _ => return Ok(left),
        };
        self.next();
        let right = self.operand()?;
        self.compare(left, order, right).map(Side::Truth)
    }

    fn operand(&mut self) -> Result<Side, PrmError> {
        if self.take("!") {
            let node = self.deeper(|parser| parser.operand()?.truth(parser.own))?;
            return Ok(Side::Truth(Node::Not(Box::new(node))));
        }
        if self.take("(") {
            let inner = self.deeper(Self::any)?;
            self.expect(")")?;
            return Ok(inner);
        }
        match self.next().cloned() {
            Some(Token::Number(number)) => Ok(Side::Number(number)),
            Some(Token::Text(text)) => Ok(Side::Text(text)),
            Some(Token::Word(word)) => match word.as_str() {
                "true" => Ok(Side::Truth(Node::Constant(true))),
                "false" => Ok(Side::Truth(Node::Constant(false))),
                "has" => {
                    let field = self.argument()?;
                    Ok(Side::Truth(Node::Known(field)))
                }
                "since" => Ok(Side::Since(self.time_argument()?)),
                "until" => Ok(Side::Until(self.time_argument()?)),
                "duration" => self.span_argument().map(Side::Span),
                path => self.field(path).map(Side::Field),
            },
            Some(Token::Sign(sign)) => Err(invalid(format!("expected a value, found `{sign}`"))),
            None => Err(invalid("expected a value, found the end")),
        }
    }

    fn argument(&mut self) -> Result<Field, PrmError> {
        self.expect("(")?;
        let Some(Token::Word(path)) = self.next().cloned() else {
            return Err(invalid("expected a path such as `appointment.start`"));
        };
        let field = self.field(&path)?;
        self.expect(")")?;
        Ok(field)
    }

    fn time_argument(&mut self) -> Result<Field, PrmError> {
        let field = self.argument()?;
        match field.kind() {
            Type::Time | Type::Date => Ok(field),
            other => {
                let message = format!("`{}` is {}, not a time", self.own.path(field), other.name());
                Err(invalid(message))
            }
        }
    }

    fn span_argument(&mut self) -> Result<Span, PrmError> {
        self.expect("(")?;
        let Some(Token::Text(text)) = self.next().cloned() else {
            return Err(invalid("expected a span in quotes, as in duration('7 days')"));
        };
        self.expect(")")?;
        span(&text)
    }

    fn field(&self, path: &str) -> Result<Field, PrmError> {
        let Some(field) = self.own.find(path) else {
            let near = self.own.nearest(path, |field| field.is_of(self.kind));
            let help = near.map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
            return Err(invalid(format!("no such value `{path}`{help}")));
        };
        if field.is_of(self.kind) {
            Ok(field)
        } else {
            Err(invalid(format!("`{path}` does not belong to the subject of this journey")))
        }
    }

    fn list(&mut self, left: Side) -> Result<Side, PrmError> {
        let Side::Field(field) = left else {
            return Err(invalid(
                "`in` asks for a value in a list, as in appointment.status in [..]",
            ));
        };
        self.expect("[")?;
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        while !self.take("]") {
            if !(texts.is_empty() && numbers.is_empty()) {
                self.expect(",")?;
            }
            match (field.kind(), self.next().cloned()) {
                (Type::Text, Some(Token::Text(text))) => texts.push(text),
                (Type::Int, Some(Token::Number(number))) => numbers.push(number),
                (kind, _) => {
                    let path = self.own.path(field);
                    let message = format!("`{path}` is {}: list such", kind.name());
                    return Err(invalid(message));
                }
            }
        }
        Ok(Side::Truth(match field.kind() {
            Type::Int => Node::Numbers(field, numbers),
            _ => Node::Text(field, true, texts),
        }))
    }
}

/// A span, in our words or in CEL's (`168h`).
fn span(text: &str) -> Result<Span, PrmError> {
    let cel = [("h", "hours"), ("m", "minutes"), ("s", "seconds")].into_iter().find_map(
        |(letter, unit)| {
            let number = text.strip_suffix(letter)?.parse().ok()?;
            Span::of(number, unit).ok()
        },
    );
    cel.map_or_else(|| text.parse().map_err(|error: PrmError| invalid(error.message())), Ok)
}

impl Parser<'_> {
    fn compare(&self, left: Side, order: Order, right: Side) -> Result<Node, PrmError> {
        let mismatch = |field: Field, other: &str| {
            let message = format!(
                "`{}` is {} and cannot be compared with {other}",
                self.own.path(field),
                field.kind().name()
            );
            Err(invalid(message))
        };
        let equality = |field: Field| match order {
            Order::Equal => Ok(true),
            Order::NotEqual => Ok(false),
            _ => Err(invalid(format!("`{}` has no order: use == or !=", self.own.path(field)))),
        };
        match (left, right) {
            (Side::Field(field), Side::Number(number)) => match field.kind() {
                Type::Int => Ok(Node::Number(field, order, number)),
                _ => mismatch(field, "a number"),
            },
            (Side::Field(field), Side::Text(text)) => match field.kind() {
                Type::Text => Ok(Node::Text(field, equality(field)?, vec![text])),
                _ => mismatch(field, "a text"),
            },
            (Side::Field(field), Side::Truth(Node::Constant(truth))) => match field.kind() {
                Type::Bool if equality(field)? == truth => Ok(Node::Holds(field)),
                Type::Bool => Ok(Node::Not(Box::new(Node::Holds(field)))),
                _ => mismatch(field, "true or false"),
            },
            (Side::Field(a), Side::Field(b)) => {
                if a.kind() == b.kind() && !matches!(a.kind(), Type::Time | Type::Date) {
                    Ok(Node::Same(a, b, equality(a)?))
                } else {
                    mismatch(a, &format!("`{}`, which is {}", self.own.path(b), b.kind().name()))
                }
            }
            (Side::Since(field), Side::Span(span)) => Ok(Node::Since(field, order, span)),
            (Side::Until(field), Side::Span(span)) => Ok(Node::Until(field, order, span)),
            (constant @ (Side::Number(_) | Side::Text(_) | Side::Span(_)), other)
                if matches!(other, Side::Field(_) | Side::Since(_) | Side::Until(_)) =>
            {
                self.compare(other, order.turned(), constant)
            }
            (constant @ Side::Truth(Node::Constant(_)), Side::Field(field)) => {
                self.compare(Side::Field(field), order.turned(), constant)
            }
            (Side::Since(_) | Side::Until(_), _) => Err(invalid(
                "since() and until() are compared with a span, as in duration('7 days')",
            )),
            _ => {
                Err(invalid("a comparison needs a value such as `appointment.status` on one side"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        parse(text, Kind::Appointment, &Attributes::default()).unwrap_err().to_string()
    }

    #[test]
    fn what_reads_like_a_policy_parses() {
        for text in [
            "appointment.service == 'check-up' && patient.age >= 18",
            "appointment.status in ['cancelled', \"noshow\"]",
            "!(appointment.confirmed || appointment.declined)",
            "!has(visit.end) || since(visit.end) > duration('7 days')",
            "duration('24h') >= until(appointment.start)",
            "18 <= patient.age",
            "appointment.confirmed == false",
            "appointment.place != visit.place",
            "true",
            "patient.age in [18, 30, -1]",
        ] {
            assert!(
                parse(text, Kind::Appointment, &Attributes::default()).is_ok(),
                "{text}: {}",
                fault(text)
            );
        }
    }

    #[test]
    fn a_fault_says_what_would_be_right() {
        for (text, part) in [
            ("appointment.stat == 'x'", "no such value"),
            ("apointment.status == 'x'", "did you mean `appointment.status`"),
            ("enrolment.programme == 'x'", "does not belong"),
            ("occasion.name == 'x'", "does not belong"),
            ("patient.age", "compare it"),
            ("patient.age == 'x'", "cannot be compared"),
            ("appointment.status < 'x'", "has no order"),
            ("appointment.status ==", "found the end"),
            ("appointment.status == 'x", "closing quote"),
            ("since(patient.age) > duration('1 day')", "not a time"),
            ("since(visit.end) > 7", "compared with a span"),
            ("since(visit.end) > duration('soon')", "not a span"),
            ("appointment.start > visit.end", "cannot be compared"),
            ("(true", "expected ), found the end"),
            ("true true", "expected the end"),
            ("1.5 > patient.age", "not a whole number"),
            ("patient.age @ 3", "does not belong"),
            ("", "found the end"),
        ] {
            assert!(fault(text).contains(part), "{text}: {}", fault(text));
        }
    }

    #[test]
    fn hostile_conditions_end_early() {
        let deep = "(".repeat(4_000);
        assert!(fault(&deep).contains("nested deeper"));
        let deep = "!".repeat(4_000);
        assert!(fault(&deep).contains("nested deeper"));
        let long = "true || ".repeat(2_000);
        assert!(fault(&long).contains("at most"));
    }
}
