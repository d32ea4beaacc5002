//! Texts: compiled once, strict, and bounded.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use minijinja::value::{Kwargs, Object};
use minijinja::{Environment, ErrorKind, State, UndefinedBehavior, Value as Jinja};

use super::Language;
use super::{direction, email, locale, plural};
use crate::error::{ErrorCode, PrmError};
use crate::limits::HOUR;
use crate::vocabulary::{Attributes, Field, Kind, Type, Value};
use crate::{CivilDate, CivilTime, ReasonCode, Timestamp, ZonedTime, limits};

/// All templates of a playbook.
pub(crate) struct Templates {
    environment: Environment<'static>,
    /// The attributes of the playbook.
    own: Attributes,
}

/// A template of a playbook, and the values that it uses.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    name: Arc<str>,
    pub(crate) fields: Vec<Field>,
    /// The language of its words.
    language: Language,
    /// Whether those run from right to left.
    rtl: bool,
    form: Form,
}

/// What a template writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One line, as in a header: values have none of their own.
    Line,
    /// Plain text.
    Text,
    /// HTML: values are written as text, whatever they hold.
    Html,
}

/// What the name of a template of HTML begins with.
const HTML: &str = "html:";

/// What a filter knows of the text that it writes for. No template can name it: it is no value.
#[derive(Debug)]
struct Around {
    language: Language,
    /// Whether a template is tried, and every fault of it is to be found.
    tried: bool,
}

impl Object for Around {}

/// Stands after a full stop that a filter has written (private use, U+F8FF).
const STOP: char = '\u{f8ff}';

/// The name of [`Around`] among the values.
const AROUND: &str = "prm";

/// A day, or a day and a time, that a template writes by one of the filters.
#[derive(Debug)]
struct When {
    date: CivilDate,
    time: Option<CivilTime>,
    /// The reader's language.
    language: Language,
    /// Whether the text around it runs from right to left.
    rtl: bool,
}

impl Object for When {
    /// Without a filter: the day, and the time where there is one.
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.day_and_time())
    }
}

impl When {
    fn day_and_time(&self) -> String {
        self.placed(match self.time {
            Some(time) => locale::day_and_time(&self.language, self.date, time),
            None => locale::day(&self.language, self.date),
        })
    }

    fn placed(&self, mut text: String) -> String {
        // `10:00 a.m.` ends in a full stop, which is also that of a sentence.
        if text.ends_with('.') {
            text.push(STOP);
        }
        direction::placed_date(text, self.rtl)
    }
}

type Written = Result<String, minijinja::Error>;

fn fault(message: impl Into<String>) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, message.into())
}

fn when(value: &Jinja) -> Result<&When, minijinja::Error> {
    value.downcast_object_ref::<When>().ok_or_else(|| fault("this filter writes dates and times"))
}

/// The words that go with a number: `{{ n | plural(one="a year", other=n ~ " years") }}`.
fn plural(state: &State<'_, '_>, number: &Jinja, forms: Kwargs) -> Written {
    let around = state.lookup(AROUND);
    let around = around.as_ref().and_then(|around| around.downcast_object_ref::<Around>());
    let Around { language, tried } = around.ok_or_else(|| fault("`plural` knows no language"))?;
    if *tried {
        let (has, needs) = (plural::categories(language), plural::needed(language));
        let unknown = forms.args().find(|form| !has.contains(form));
        let missing = needs.iter().find(|category| !forms.has(category));
        let message = match (unknown, missing) {
            (Some(unknown), _) => format!("`plural` has no `{unknown}`"),
            (None, Some(missing)) => format!("`plural` lacks `{missing}`"),
            (None, None) => String::new(),
        };
        if !message.is_empty() {
            let has = has.iter().map(|category| format!("`{category}`")).collect::<Vec<_>>();
            return Err(fault(format!("{message}: {language} has {}", has.join(", "))));
        }
    }
    let counted = Some(number).filter(|number| number.is_number());
    let counted = counted.and_then(|number| i64::try_from(number.clone()).ok());
    let counted = counted.ok_or_else(|| fault("`plural` is for whole numbers"))?;
    let category = plural::plural(language, counted);
    let form = forms.get::<Jinja>(category).or_else(|_| forms.get::<Jinja>(plural::OTHER))?;
    Ok(form.to_string())
}

impl Templates {
    pub(crate) fn new(own: Attributes) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(limits::TEMPLATE_FUEL));
        environment.set_recursion_limit(limits::NESTING);
        environment.set_auto_escape_callback(|name| match name.starts_with(HTML) {
            true => minijinja::AutoEscape::Html,
            false => minijinja::AutoEscape::None,
        });
        // What declares a value to be HTML; `{% autoescape %}` is refused below.
        environment.remove_filter("safe");
        environment.add_filter("date", |value: &Jinja| -> Written {
            let when = when(value)?;
            Ok(when.placed(locale::date(&when.language, when.date)))
        });
        environment.add_filter("day", |value: &Jinja| -> Written {
            let when = when(value)?;
            Ok(when.placed(locale::day(&when.language, when.date)))
        });
        environment.add_filter("short_date", |value: &Jinja| -> Written {
            let when = when(value)?;
            Ok(when.placed(locale::short_date(&when.language, when.date)))
        });
        environment.add_filter("time", |value: &Jinja| -> Written {
            let when = when(value)?;
            let time = when.time.ok_or_else(|| fault("this is a day without a time"))?;
            Ok(when.placed(locale::time(&when.language, time)))
        });
        environment.add_filter("day_and_time", |value: &Jinja| when(value).map(When::day_and_time));
        environment.add_filter("plural", plural);
        Self { environment, own }
    }

    /// Compiles a template of a language for subjects of some kinds at a content level.
    pub(crate) fn add(
        &mut self,
        name: String,
        source: &str,
        language: &Language,
        kinds: &[Kind],
        level: u8,
        form: Form,
    ) -> Result<Template, PrmError> {
        if source.len() > limits::TEMPLATE_BYTES {
            let message = format!("a template has at most {} bytes", limits::TEMPLATE_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        let invalid = |message: String| PrmError::new(ErrorCode::InvalidTemplate, message);
        let name = if form == Form::Html { format!("{HTML}{name}") } else { name };
        if source.split("{%").any(|tag| {
            let tag = tag.trim_start_matches(['-', '+']).trim_start();
            tag.starts_with("autoescape") || tag.starts_with("endautoescape")
        }) {
            return Err(invalid("how values are written goes by the form of the text".into()));
        }
        if form == Form::Line && email::header(source) != source {
            return Err(invalid("a subject is one line, without control characters".into()));
        }
        self.environment
            .add_template_owned(name.clone(), source.to_owned())
            .map_err(|error| invalid(said(&error)))?;
        let template = self.environment.get_template(&name).map_err(|e| invalid(said(&e)))?;
        let mut used: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        used.sort();
        let mut fields = Vec::new();
        for path in used {
            let Some(field) = self.own.find(&path) else {
                let near = self.own.nearest(&path, |_| true);
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
        let (language, rtl) = (language.clone(), direction::is_rtl(language));
        let template = Template { name: name.into(), fields, language, rtl, form };
        // Filters are found when a template runs.
        for written in self.tries(&template) {
            written.map_err(|error| invalid(said(&error)))?;
        }
        Ok(template)
    }

    /// What a template writes with values of the right types, the shortest there are: with several
    /// of them where a branch may depend on one.
    fn tries<'t>(&'t self, template: &'t Template) -> impl Iterator<Item = Written> + 't {
        let branches = |field: &Field| matches!(field.kind(), Type::Bool | Type::Int);
        let tries = if template.fields.iter().any(branches) { SAMPLES.len() } else { 1 };
        SAMPLES.iter().take(tries).map(|number| {
            let values = |field| Some(sample(field, *number));
            self.run(template, &template.language, true, values)
        })
    }

    /// The texts that a template writes at the least.
    pub(crate) fn least<'t>(&'t self, template: &'t Template) -> impl Iterator<Item = String> + 't {
        self.tries(template).filter_map(Result::ok)
    }

    /// Writes a template with the values that it uses, which must all be known; dates as is the
    /// custom of the reader's language.
    pub(crate) fn render<'v>(
        &self,
        template: &Template,
        language: &Language,
        value: impl Fn(Field) -> Option<Value<'v>>,
    ) -> Result<String, ReasonCode> {
        // Everything but the length was checked when the playbook was compiled.
        self.run(template, language, false, value).map_err(|_| ReasonCode::TextTooLong)
    }

    fn run<'v>(
        &self,
        template: &Template,
        reader: &Language,
        tried: bool,
        value: impl Fn(Field) -> Option<Value<'v>>,
    ) -> Result<String, minijinja::Error> {
        let mut groups: BTreeMap<&str, BTreeMap<&str, Jinja>> = BTreeMap::new();
        for field in &template.fields {
            if let (Some(known), Some((group, name))) =
                (value(*field), self.own.path(*field).split_once('.'))
            {
                groups.entry(group).or_default().insert(name, shown(known, template, reader));
            }
        }
        let mut context: BTreeMap<&str, Jinja> =
            groups.into_iter().map(|(group, values)| (group, Jinja::from(values))).collect();
        let around = Around { language: template.language.clone(), tried };
        context.insert(AROUND, Jinja::from_object(around));
        let mut output = Bounded(Vec::new());
        let compiled = self.environment.get_template(&template.name)?;
        compiled.render_captured_to(Jinja::from(context), &mut output)?;
        let written = String::from_utf8_lossy(&output.0);
        let written = written.replace(&format!("{STOP}."), "").replace(STOP, "");
        // Values have no line breaks here; an expression of the template may have made some.
        Ok(if template.form == Form::Line { email::header(&written) } else { written })
    }
}

/// What minijinja says of a template, on one line.
fn said(error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
    let detail = error.detail().unwrap_or("does not parse");
    format!("{detail}{line}")
}

/// A value as a template sees it: texts as they may stand among its words, dates and times for
/// the filters to write.
fn shown(value: Value<'_>, template: &Template, reader: &Language) -> Jinja {
    let (rtl, lines) = (template.rtl, template.form != Form::Line);
    let text = |text: &str| direction::placed(text, rtl);
    let when = |date, time| Jinja::from_object(When { date, time, language: reader.clone(), rtl });
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

/// The numbers with which a template is tried; a truth is whether they are odd.
const SAMPLES: [i64; 6] = [1, 0, 2, 7, 40, 100];

/// The day with which a template is tried, 1 May 2026: there are few with shorter names.
const MAY: i64 = 20_574;

/// A value of the right type.
fn sample(field: Field, number: i64) -> Value<'static> {
    match field.kind() {
        Type::Bool => Value::Bool(number % 2 == 1),
        Type::Int => Value::Int(number),
        Type::Text => Value::Text("x"),
        Type::Time => {
            Value::Time(ZonedTime::from_instant(Timestamp::clamped(MAY * 86_400_000 + 9 * HOUR)))
        }
        Type::Date => Value::Date(CivilDate::from_epoch_day(MAY)),
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

    fn render(source: &str) -> Result<String, String> {
        render_in("en-IN", source)
    }

    fn render_in(language: &str, source: &str) -> Result<String, String> {
        let mut templates = Templates::new(Attributes::default());
        let language = language.parse().unwrap();
        let template = templates
            .add("t".into(), source, &language, &[Kind::Appointment], 3, Form::Text)
            .map_err(|error| error.to_string())?;
        let value = |field| match field {
            Field::PatientGreetingName => Some(Value::Text("Priya\u{202e}")),
            Field::PatientAge => Some(Value::Int(34)),
            Field::PracticePhone => Some(Value::Text("+91 80 5550 0100")),
            Field::AppointmentStart => {
                Some(Value::Time("2026-03-10T10:00[Asia/Kolkata]".parse().unwrap()))
            }
            _ => None,
        };
        if let Some(missing) = template.fields.iter().find(|field| value(**field).is_none()) {
            return Err(format!("missing {}", templates.own.path(*missing)));
        }
        templates.render(&template, &language, value).map_err(|code| code.as_str().to_owned())
    }

    #[test]
    fn values_are_written_in_the_language() {
        assert_eq!(
            render("{{ patient.greeting_name }}: {{ appointment.start | day_and_time }}").unwrap(),
            "Priya: Tuesday, 10 March at 10:00 AM"
        );
        assert_eq!(render("{{ appointment.start | time }}").unwrap(), "10:00 AM");
        // What ends in a full stop ends the sentence, too.
        let spanish = render_in("es-MX", "A las {{ appointment.start | time }}. Gracias.").unwrap();
        assert!(spanish.contains("m. Gracias") && !spanish.contains(".."), "{spanish}");
        assert!(spanish.chars().all(|c| c != STOP));
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
            ("{{ prm }}", "no such value"),
            ("{{ 1 | plural(one='a day') }}", "`plural` lacks `other`: en-IN has `one`, `other`"),
            ("{{ 1 | plural(one='a', two='b', other='c') }}", "`plural` has no `two`"),
            ("{{ patient.greeting_name | plural(one='a', other='b') }}", "for whole numbers"),
            ("{{ 1.5 | plural(one='a', other='b') }}", "for whole numbers"),
            ("{% if patient.age > 39 %}{{ 2 | plural(one='a') }}{% endif %}", "lacks `other`"),
            ("{% if patient.age == 34 %}{{ 2 | plural(one='a') }}{% endif %}", "text_too_long"),
        ] {
            let error = render(source).unwrap_err();
            assert!(error.contains(part), "{source}: {error}");
        }
        let mut templates = Templates::new(Attributes::default());
        let error = templates
            .add(
                "t".into(),
                "{{ visit.instructions }}",
                &Language::english(),
                &[Kind::Visit],
                1,
                Form::Text,
            )
            .unwrap_err();
        assert!(error.to_string().contains("from content level 3 on"), "{error}");
    }

    #[test]
    fn the_words_go_with_the_number() {
        let said = |language: &str, source: &str| render_in(language, source).unwrap();
        let source = "{{ patient.age | plural(one='a year', other=patient.age ~ ' years') }}";
        assert_eq!(said("en", source), "34 years");
        let zero = "{{ 0 | plural(one='वर्ष (one)', other='वर्ष (other)') }}";
        assert_eq!(said("hi", zero), "वर्ष (one)");
        let polish = "{{ patient.age }} {{ patient.age | plural(one='rok', few='lata', many='lat', other='roku') }}";
        assert_eq!(said("pl", polish), "34 lata");
        let error = render_in("pl", &polish.replace("many='lat', ", "")).unwrap_err();
        assert!(
            error.contains("`plural` lacks `many`: pl has `one`, `few`, `many`, `other`"),
            "{error}"
        );
        // A branch that no try has taken: what is left over goes with every number.
        let hidden = "{% if patient.age == 34 %}{{ 1 | plural(other='years') }}{% endif %}";
        assert_eq!(said("en", hidden), "years");
    }

    #[test]
    fn a_text_from_right_to_left_keeps_its_values_together() {
        let (open, close) = ('\u{2068}', '\u{2069}');
        let source = "مرحبا {{ patient.greeting_name }}، اتصل على {{ practice.phone }}.";
        assert_eq!(
            render_in("ar", source).unwrap(),
            format!("مرحبا {open}Priya{close}، اتصل على {open}+91 80 5550 0100{close}.")
        );
        let source = "موعدك {{ appointment.start | day_and_time }}";
        assert_eq!(render_in("ar", source).unwrap(), "موعدك الثلاثاء، 10 مارس في 10:00 ص");
        assert_eq!(
            render_in("yi", "דער טאָג: {{ appointment.start | day }}").unwrap(),
            format!("דער טאָג: {open}Tuesday, March 10{close}")
        );
        let source = "{{ patient.greeting_name }}: {{ practice.phone }}";
        assert_eq!(render_in("en", source).unwrap(), "Priya: +91 80 5550 0100");
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
