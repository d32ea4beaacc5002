//! Texts: compiled once, strict, and bounded.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value as Jinja, value::Object};

use super::Language;
use super::locale;
use crate::error::{ErrorCode, PrmError};
use crate::vocabulary::{Field, Kind, Type, Value, nearest};
use crate::{CivilDate, CivilTime, ReasonCode, Timestamp, ZonedTime, limits};

/// All templates of a playbook.
pub(crate) struct Templates {
    environment: Environment<'static>,
}

/// A template of a playbook, and the values that it uses.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    name: Arc<str>,
    pub(crate) fields: Vec<Field>,
    /// Whether values may have lines of their own; a subject is one line.
    lines: bool,
}

/// A day, or a day and a time, that a template writes by one of the filters.
#[derive(Debug)]
struct When {
    date: CivilDate,
    time: Option<CivilTime>,
    language: Language,
}

impl Object for When {
    /// Without a filter: the day, and the time where there is one.
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.day_and_time())
    }
}

impl When {
    fn day_and_time(&self) -> String {
        match self.time {
            Some(time) => locale::day_and_time(&self.language, self.date, time),
            None => locale::day(&self.language, self.date),
        }
    }
}

type Written = Result<String, minijinja::Error>;

fn when(value: &Jinja) -> Result<&When, minijinja::Error> {
    value.downcast_object_ref::<When>().ok_or_else(|| {
        minijinja::Error::new(ErrorKind::InvalidOperation, "this filter writes dates and times")
    })
}

impl Templates {
    pub(crate) fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(limits::TEMPLATE_FUEL));
        environment.set_recursion_limit(limits::NESTING);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.add_filter("date", |value: &Jinja| -> Written {
            let when = when(value)?;
            Ok(locale::date(&when.language, when.date))
        });
        environment.add_filter("day", |value: &Jinja| -> Written {
            let when = when(value)?;
            Ok(locale::day(&when.language, when.date))
        });
        environment.add_filter("short_date", |value: &Jinja| -> Written {
            let when = when(value)?;
            Ok(locale::short_date(&when.language, when.date))
        });
        environment.add_filter("time", |value: &Jinja| -> Written {
            let when = when(value)?;
            let time = when.time.ok_or_else(|| {
                minijinja::Error::new(ErrorKind::InvalidOperation, "this is a day without a time")
            })?;
            Ok(locale::time(&when.language, time))
        });
        environment.add_filter("day_and_time", |value: &Jinja| when(value).map(When::day_and_time));
        Self { environment }
    }

    /// Compiles a template for subjects of some kinds at a content level.
    pub(crate) fn add(
        &mut self,
        name: String,
        source: &str,
        kinds: &[Kind],
        level: u8,
        lines: bool,
    ) -> Result<Template, PrmError> {
        if source.len() > limits::TEMPLATE_BYTES {
            let message = format!("a template has at most {} bytes", limits::TEMPLATE_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        let invalid = |message: String| PrmError::new(ErrorCode::InvalidTemplate, message);
        self.environment
            .add_template_owned(name.clone(), source.to_owned())
            .map_err(|error| invalid(said(&error)))?;
        let template = self.environment.get_template(&name).map_err(|e| invalid(said(&e)))?;
        let mut used: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        used.sort();
        let mut fields = Vec::new();
        for path in used {
            let Some(field) = Field::find(&path) else {
                let near = nearest(&path, Field::ALL.iter().map(|field| field.path()));
                let help = near.map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
                return Err(invalid(format!("no such value `{path}`{help}")));
            };
            if let Some(kind) = kinds.iter().find(|kind| !field.is_of(**kind)) {
                let message = format!("`{path}` is not known to a journey for {kind:?}");
                return Err(invalid(message.to_lowercase()));
            }
            if field.level() > level {
                return Err(invalid(format!(
                    "`{path}` may be said from content level {} on, this text is of level {level}",
                    field.level()
                )));
            }
            fields.push(field);
        }
        let template = Template { name: name.into(), fields, lines };
        // Filters are found when a template runs, so it runs once with values of the right types.
        let sample = self.run(&template, &Language::english(), |field| Some(sample(field)));
        sample.map_err(|error| invalid(said(&error)))?;
        Ok(template)
    }

    /// Writes a template with the values that it uses, which must all be known.
    pub(crate) fn render<'v>(
        &self,
        template: &Template,
        language: &Language,
        value: impl Fn(Field) -> Option<Value<'v>>,
    ) -> Result<String, ReasonCode> {
        // Everything but the length was checked when the playbook was compiled.
        self.run(template, language, value).map_err(|_| ReasonCode::TextTooLong)
    }

    fn run<'v>(
        &self,
        template: &Template,
        language: &Language,
        value: impl Fn(Field) -> Option<Value<'v>>,
    ) -> Result<String, minijinja::Error> {
        let mut context: BTreeMap<&str, BTreeMap<&str, Jinja>> = BTreeMap::new();
        for field in &template.fields {
            if let (Some(known), Some((group, name))) =
                (value(*field), field.path().split_once('.'))
            {
                let value = shown(known, language, template.lines);
                context.entry(group).or_default().insert(name, value);
            }
        }
        let mut output = Bounded(Vec::new());
        let compiled = self.environment.get_template(&template.name)?;
        compiled.render_captured_to(Jinja::from(context), &mut output)?;
        Ok(String::from_utf8_lossy(&output.0).into_owned())
    }
}

/// What minijinja says of a template, on one line.
fn said(error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
    let detail = error.detail().unwrap_or("does not parse");
    format!("{detail}{line}")
}

/// A value as a template sees it: texts without control characters, isolated where the text
/// around them runs from right to left.
fn shown(value: Value<'_>, language: &Language, lines: bool) -> Jinja {
    let text = |text: &str| match locale::is_rtl(language) {
        true => locale::isolate(text),
        false => locale::inserted(text),
    };
    let when = |date, time| Jinja::from_object(When { date, time, language: language.clone() });
    match value {
        Value::Bool(truth) => Jinja::from(truth),
        Value::Int(number) => Jinja::from(number),
        Value::Text(value) if lines => {
            Jinja::from(value.lines().map(text).collect::<Vec<_>>().join("\n"))
        }
        Value::Text(value) => Jinja::from(text(value)),
        Value::Time(time) => {
            let (date, clock) = time.wall_of(time.instant());
            when(date, Some(clock))
        }
        Value::Date(date) => when(date, None),
    }
}

/// A value of the right type.
fn sample(field: Field) -> Value<'static> {
    match field.kind() {
        Type::Bool => Value::Bool(true),
        Type::Int => Value::Int(1),
        Type::Text => Value::Text("x"),
        Type::Time => Value::Time(ZonedTime::from_instant(Timestamp::clamped(0))),
        Type::Date => Value::Date(CivilDate::from_epoch_day(0)),
    }
}

/// A text that refuses to grow beyond the limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > limits::OUTPUT_BYTES {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Language {
        "en-IN".parse().unwrap()
    }

    fn render(source: &str) -> Result<String, String> {
        let mut templates = Templates::new();
        let template = templates
            .add("t".into(), source, &[Kind::Appointment], 3, true)
            .map_err(|error| error.to_string())?;
        let value = |field| match field {
            Field::PatientGreetingName => Some(Value::Text("Priya\u{202e}")),
            Field::AppointmentStart => {
                Some(Value::Time("2026-03-10T10:00[Asia/Kolkata]".parse().unwrap()))
            }
            _ => None,
        };
        if let Some(missing) = template.fields.iter().find(|field| value(**field).is_none()) {
            return Err(format!("missing {}", missing.path()));
        }
        templates.render(&template, &english(), value).map_err(|code| code.as_str().to_owned())
    }

    #[test]
    fn values_are_written_in_the_language() {
        assert_eq!(
            render("{{ patient.greeting_name }}: {{ appointment.start | day_and_time }}").unwrap(),
            "Priya: Tuesday, 10 March at 10:00 AM"
        );
        assert_eq!(render("{{ appointment.start | time }}").unwrap(), "10:00 AM");
    }

    #[test]
    fn a_fault_says_what_would_be_right() {
        for (source, part) in [
            ("{{ patient.name }}", "no such value"),
            ("{{ appointment.strat }}", "did you mean `appointment.start`"),
            ("{{ patient }}", "no such value `patient`"),
            ("{% set p = patient %}{{ p.age }}", "no such value `patient`"),
            ("{{ recall.due }}", "is not known to"),
            ("{{ patient.greeting_name", "in line 1"),
            ("{{ patient.greeting_name | shout }}", "filter shout is unknown"),
            ("{{ patient.greeting_name | date }}", "writes dates"),
            ("{{ visit.instructions }}", "missing visit.instructions"),
        ] {
            let error = render(source).unwrap_err();
            assert!(error.contains(part), "{source}: {error}");
        }
        let mut templates = Templates::new();
        let error = templates
            .add("t".into(), "{{ visit.instructions }}", &[Kind::Visit], 1, true)
            .unwrap_err();
        assert!(error.to_string().contains("from content level 3 on"), "{error}");
    }

    #[test]
    fn bombs_end_early() {
        for source in [
            "{{ 'x' * 2000000000 }}",
            "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
            "{{ ('x' * 10000) ~ ('x' * 10000) }}",
        ] {
            assert!(render(source).is_err(), "{source}");
        }
    }
}
