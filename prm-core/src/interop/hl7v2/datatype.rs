//! The data types of HL7 v2 that are read: identifiers, names, telecoms, codings, places.

use super::segment::{Repetition, Segment};
use super::time;
use crate::care::Service;
use crate::error::{ErrorCode, PrmError, join};
use crate::{
    ContactPoint, ContactUse, HumanName, Language, LineId, LineKind, NameUse, Place, Timestamp,
    Zone, limits,
};

/// What a field or a segment that is not there makes impossible.
pub(super) fn missing(path: &str, message: &str) -> PrmError {
    PrmError::new(ErrorCode::MissingField, message).under(path)
}

/// The items of a repeating field that can be read, at most [`limits::LIST`]; the errors go to
/// `refused` with their paths.
pub(super) fn each<T>(
    segment: &Segment<'_>,
    field: usize,
    mut read: impl FnMut(&Repetition<'_>) -> Result<Option<T>, PrmError>,
    refused: &mut Vec<PrmError>,
) -> Vec<T> {
    let repetitions = segment.repetitions(field).unwrap_or_else(|error| {
        refused.push(error);
        Vec::new()
    });
    let mut found = Vec::new();
    for repetition in &repetitions {
        if repetition.index >= limits::LIST {
            let message = format!("a field has at most {} repetitions: send fewer", limits::LIST);
            refused.push(PrmError::new(ErrorCode::TooMany, message).under(&segment.path(field)));
            break;
        }
        match read(repetition) {
            Ok(item) => found.extend(item),
            Err(error) => {
                let place = join(&segment.path(field), &format!("[{}]", repetition.index));
                refused.push(error.under(&place));
            }
        }
    }
    found
}

/// An identifier with who assigns it and its type (CX).
#[derive(Clone)]
pub(super) struct Identifier {
    pub(super) id: String,
    /// The name and the universal id of the assigning authority.
    authority: [Option<String>; 2],
    kind: Option<String>,
}

impl Identifier {
    fn read(repetition: &Repetition<'_>) -> Option<Self> {
        let part = |part| repetition.sub(4, part).map(|text| text.into_owned());
        Some(Self {
            id: repetition.text(1)?.into_owned(),
            authority: [part(1), part(2)],
            kind: repetition.code(5),
        })
    }

    /// The identifiers of a field.
    pub(super) fn all(segment: &Segment<'_>, field: usize) -> Result<Vec<Self>, PrmError> {
        let repetitions = segment.repetitions(field)?;
        Ok(repetitions.iter().take(limits::LIST).filter_map(Self::read).collect())
    }

    fn is_of(&self, authority: &str) -> bool {
        self.authority.iter().flatten().any(|name| name == authority)
    }

    fn is_record_number(&self) -> bool {
        matches!(self.kind.as_deref(), Some("MR" | "MRN"))
    }

    /// The one by which the host knows the patient.
    pub(super) fn choose<'i>(list: &'i [Self], authority: Option<&str>) -> Option<&'i Self> {
        match authority {
            Some(authority) => list.iter().find(|identifier| identifier.is_of(authority)),
            None => list.iter().find(|id| id.is_record_number()).or(list.first()),
        }
    }

    /// The one of `list` that is of the same kind as this.
    pub(super) fn like<'i>(&self, list: &'i [Self], authority: Option<&str>) -> Option<&'i Self> {
        let same = |other: &&Self| self.authority == other.authority;
        let twin = list.iter().find(|other| same(other) && self.kind == other.kind);
        match authority {
            Some(_) => Self::choose(list, authority),
            None => twin.or_else(|| list.iter().find(same)).or_else(|| Self::choose(list, None)),
        }
    }
}

/// A name (XPN); one that is over by `as_of` counts as old.
pub(super) fn human_name(
    repetition: &Repetition<'_>,
    as_of: Timestamp,
    zone: Option<Zone>,
) -> Result<Option<HumanName>, PrmError> {
    let text = |component| repetition.text(component).map(|text| text.into_owned());
    let until = repetition.text(13).map(|text| time::instant(&text, zone)).transpose();
    let until = until.map_err(|error| error.under("13"))?;
    let usage = match repetition.code(7).as_deref() {
        _ if until.is_some_and(|until| until <= as_of) => Some(NameUse::Old),
        Some("D") => Some(NameUse::Usual),
        Some("L") => Some(NameUse::Official),
        Some("N") => Some(NameUse::Nickname),
        Some("B" | "M") => Some(NameUse::Maiden),
        Some("TEMP") => Some(NameUse::Temp),
        // Aliases and pseudonyms hide somebody; others' names and those not to be used are not
        // what the patient is called.
        Some("A" | "S" | "MSK") => Some(NameUse::Anonymous),
        Some("BAD" | "NOUSE" | "F" | "P") => Some(NameUse::Old),
        _ => None,
    };
    let given = [text(2), text(3)].into_iter().flatten().collect();
    let name = HumanName { usage, text: None, given, family: text(1) };
    let empty = name.given.is_empty() && name.family.is_none();
    Ok((!empty).then_some(name))
}

/// A telecom (XTN) as a contact point; `None` for one that no message goes to (fax, pager, modem,
/// text telephone, answering service, emergency contact) or that has no address.
pub(super) fn contact_point(
    repetition: &Repetition<'_>,
    of_field: Option<ContactUse>,
    zone: Option<Zone>,
) -> Result<Option<ContactPoint>, PrmError> {
    let text = |component| repetition.text(component);
    let said = repetition.code(2).unwrap_or_default();
    let equipment = repetition.code(3).unwrap_or_default();
    if matches!(said.as_str(), "BPN" | "ASN" | "EMR")
        || matches!(equipment.as_str(), "FX" | "BP" | "MD" | "TDD" | "TTY" | "SAT")
    {
        return Ok(None);
    }
    let mobile = equipment == "CP" || matches!(said.as_str(), "PRS" | "MOBILE" | "CELL");
    let usage = match said.as_str() {
        _ if mobile => Some(ContactUse::Mobile),
        "WPN" | "BUS" | "BUSINESS" | "WORK" => Some(ContactUse::Work),
        "PRN" | "HOME" => Some(ContactUse::Home),
        "VHN" => Some(ContactUse::Temp),
        _ => of_field,
    };
    let mail = text(4).or_else(|| {
        // Many write it in place of the number, some in place of the use.
        [1, 2].into_iter().filter_map(text).find(|address| address.contains('@'))
    });
    let called = matches!(said.as_str(), "NET" | "EMAIL")
        || matches!(equipment.as_str(), "INTERNET" | "X.400" | "EMAIL");
    let line = match mail {
        Some(address) if called || address.contains('@') => {
            let address = address.strip_prefix("mailto:").unwrap_or(&address);
            LineId::new(LineKind::Email, address).map_err(|error| advise(error, "4"))?
        }
        _ => match number(repetition) {
            None => return Ok(None),
            Some(_) if called => {
                let message = "an e-mail address is announced, and none is there";
                return Err(PrmError::new(ErrorCode::MissingField, message).under("4"));
            }
            Some(number) => {
                LineId::new(LineKind::Phone, &number).map_err(|error| advise(error, "1"))?
            }
        },
    };
    let instant = |component: usize| {
        let read = text(component).map(|text| time::instant(&text, zone)).transpose();
        read.map_err(|error| error.under(&component.to_string()))
    };
    let (from, until) = (instant(13)?, instant(14)?);
    let rank = text(18).and_then(|rank| rank.parse().ok()).filter(|rank| *rank > 0);
    // An address of the net is at no place, unless it is said which.
    let usage =
        usage.filter(|_| line.kind() == LineKind::Phone || matches!(said.as_str(), "WPN" | "PRN"));
    Ok(Some(ContactPoint { line, usage, rank, from, until }))
}

fn advise(error: PrmError, component: &str) -> PrmError {
    let message = format!("{}: send the number or address alone", error.message());
    PrmError::new(error.code(), message).under(component)
}

/// The number of a telecom: by its parts where they name the country, else as it is written, up
/// to an extension, which no message reaches.
fn number(repetition: &Repetition<'_>) -> Option<String> {
    let text = |component| repetition.text(component);
    let area = text(6).unwrap_or_default();
    if let (Some(country), Some(local)) = (text(5), text(7)) {
        let country = country.trim_start_matches('+');
        return Some(format!("+{country}{area}{local}"));
    }
    let written = text(1).map(|number| {
        let number = number.strip_prefix("tel:").unwrap_or(&number).to_owned();
        let end = number.char_indices().skip(3).find(|(_, c)| "xXbBcCeE".contains(*c));
        let end = end.map_or(number.len(), |(index, _)| index);
        number.get(..end).unwrap_or_default().trim().to_owned()
    });
    let parts = || text(7).map(|local| format!("{area}{local}"));
    written.or_else(parts).or_else(|| text(12).map(|text| text.into_owned()))
}

/// A language: by its code of ISO 639, or by its English name, which many send.
pub(super) fn language(repetition: &Repetition<'_>) -> Result<Language, PrmError> {
    let words = |component| repetition.text(component);
    let coded = [1, 4].into_iter().find_map(|at| words(at)?.parse::<Language>().ok());
    let named = || {
        let name = |at| words(at).map(|name| name.to_lowercase());
        let names = [1, 2, 5].into_iter().filter_map(name);
        names
            .filter_map(|name| {
                let (_, tag) = LANGUAGES.iter().find(|(known, _)| *known == name)?;
                tag.parse().ok()
            })
            .next()
    };
    coded.or_else(named).ok_or_else(|| {
        let message = "no language that is known: send its code of ISO 639, as in `en` or `eng`";
        PrmError::new(ErrorCode::UnknownWord, message)
    })
}

/// The names of languages that are sent in place of codes.
const LANGUAGES: [(&str, &str); 34] = [
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("cantonese", "yue"),
    ("chinese", "zh"),
    ("dutch", "nl"),
    ("english", "en"),
    ("farsi", "fa"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("haitian creole", "ht"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("kannada", "kn"),
    ("korean", "ko"),
    ("malayalam", "ml"),
    ("mandarin", "zh"),
    ("marathi", "mr"),
    ("nepali", "ne"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("punjabi", "pa"),
    ("russian", "ru"),
    ("somali", "so"),
    ("spanish", "es"),
    ("tagalog", "fil"),
    ("tamil", "ta"),
    ("telugu", "te"),
    ("urdu", "ur"),
    ("vietnamese", "vi"),
];

/// What is done, from the codings and words of several fields (CE, CWE).
pub(super) fn service(concepts: &[Repetition<'_>]) -> Option<Service> {
    let mut service = Service::default();
    for concept in concepts {
        for at in [1, 4] {
            let Some(code) = concept.text(at) else { continue };
            let coding = match concept.text(at + 2) {
                Some(system) => format!("{}|{code}", system_uri(&system)),
                None => code.into_owned(),
            };
            if !service.codings.contains(&coding) {
                service.codings.push(coding);
            }
        }
        let words = [9, 2, 5].into_iter().find_map(|at| concept.text(at));
        service.text = service.text.or(words.map(|words| words.into_owned()));
    }
    (!service.codings.is_empty() || service.text.is_some()).then_some(service)
}

/// The code of a concept, else its words.
pub(super) fn code(concept: &Repetition<'_>) -> Option<String> {
    [1, 2].into_iter().find_map(|at| concept.text(at)).map(|text| text.into_owned())
}

/// A coding system (table 0396) by the address that FHIR has for it; any other by its own name.
fn system_uri(name: &str) -> String {
    match name {
        "SCT" | "SNM" => "http://snomed.info/sct".into(),
        "LN" => "http://loinc.org".into(),
        "C4" | "CPT" | "CPT4" => "http://www.ama-assn.org/go/cpt".into(),
        "I10" => "http://hl7.org/fhir/sid/icd-10".into(),
        "I10C" => "http://hl7.org/fhir/sid/icd-10-cm".into(),
        "CVX" => "http://hl7.org/fhir/sid/cvx".into(),
        _ => match name.strip_prefix("HL7").filter(|table| table.len() == 4) {
            Some(table) => format!("http://terminology.hl7.org/CodeSystem/v2-{table}"),
            None => name.into(),
        },
    }
}

/// A place (PL) by its point of care and its facility; the name is that of its description. Room
/// and bed are no other place.
pub(super) fn place(repetition: &Repetition<'_>) -> Option<Place> {
    let known = [1, 4].into_iter().filter_map(|at| repetition.text(at));
    let mut id = known.collect::<Vec<_>>().join(", ");
    if id.is_empty() {
        id = [7, 2, 9].into_iter().find_map(|at| repetition.text(at))?.into_owned();
    }
    Some(Place { id, name: repetition.text(9).map(|name| name.into_owned()) })
}

/// A practitioner (XCN) as patients know them; nobody is known by a number.
pub(super) fn practitioner(repetition: &Repetition<'_>) -> Option<String> {
    repetition.text(2)?;
    let words: Vec<_> = [6, 3, 2].into_iter().filter_map(|at| repetition.text(at)).collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::separators::Separators;
    use super::*;

    fn with<T>(value: &str, read: impl FnOnce(&Repetition<'_>) -> T) -> T {
        let line = format!("ZZZ|{value}");
        let segment = Segment::new(&line, 0, Separators::USUAL);
        read(&segment.first(1).unwrap().unwrap())
    }

    #[test]
    fn every_form_of_telecom() {
        let read = |value: &str| {
            let home = Some(ContactUse::Home);
            with(value, |repetition| match contact_point(repetition, home, None) {
                Ok(Some(point)) => format!("{} {:?}", point.line, point.usage),
                Ok(None) => "none".into(),
                Err(error) => format!("{} {}", error.path(), error.code()),
            })
        };
        for (value, expected) in [
            ("(919)379-1212", "tel:9193791212 Some(Home)"),
            ("^PRN^PH^^1^416^5551545", "tel:+14165551545 Some(Home)"),
            ("^PRN^CP^^+91^^9812345670", "tel:+919812345670 Some(Mobile)"),
            ("^WPN^PH^^^203^2290210", "tel:2032290210 Some(Work)"),
            ("^PRN^PH^^^^^^^^^+919812345670", "tel:+919812345670 Some(Home)"),
            ("(216)123-4567X12C after six", "tel:2161234567 Some(Home)"),
            ("216 123 4567 ext. 12", "tel:2161234567 Some(Home)"),
            ("0789898989^MOBILE", "tel:0789898989 Some(Mobile)"),
            ("a@example.org^EMAIL", "mailto:a@example.org None"),
            ("^NET^Internet^a@example.org", "mailto:a@example.org None"),
            ("5551545^a@example.org^EMAIL", "mailto:a@example.org None"),
            ("a@example.org", "mailto:a@example.org None"),
            ("^PRN^FX^^1^416^5551545", "none"),
            ("5551545^EMR", "none"),
            ("\"\"^MOBILE", "none"),
            ("^PRN^PH", "none"),
            ("call my neighbour", "1 invalid_id"),
            ("5551545^NET^Internet", "4 missing_field"),
            ("^NET^Internet^nobody", "4 invalid_id"),
            ("5551545^^^^^^^^^^^^soon", "13 invalid_time"),
        ] {
            assert_eq!(read(value), expected, "{value}");
        }
    }

    #[test]
    fn languages_by_code_and_by_name() {
        let read = |value: &str| with(value, |r| language(r).map(|tag| tag.to_string()).ok());
        for (value, tag) in [
            ("en", Some("en")),
            ("ENG^English^ISO6392", Some("en")),
            ("spa", Some("es")),
            ("hi-IN", Some("hi-IN")),
            ("ENGLISH", Some("en")),
            ("17^Hindi^L", Some("hi")),
            ("1201", None),
            ("the language of the hills", None),
        ] {
            assert_eq!(read(value).as_deref(), tag, "{value}");
        }
    }

    #[test]
    fn services_places_and_people() {
        let read =
            with("185349003^Check-up^SCT^CHK^^L", |r| service(std::slice::from_ref(r))).unwrap();
        assert_eq!(read.codings, ["http://snomed.info/sct|185349003", "L|CHK"]);
        assert_eq!(read.text.as_deref(), Some("Check-up"));
        assert_eq!(system_uri("HL70276"), "http://terminology.hl7.org/CodeSystem/v2-0276");
        assert!(with("^^X", |r| service(std::slice::from_ref(r))).is_none());

        let at = |value: &str| with(value, |r| place(r).map(|place| (place.id, place.name)));
        let some = |id: &str, name: Option<&str>| Some((id.into(), name.map(str::to_owned)));
        assert_eq!(at("OPD^R1^B2^Lotus&1.2&ISO"), some("OPD, Lotus", None));
        assert_eq!(at("OPD^^^^^^^^Ground floor"), some("OPD", Some("Ground floor")));
        assert_eq!(at("^R1"), some("R1", None));
        assert_eq!(at("^^B2"), None);

        let who = |value: &str| with(value, practitioner);
        assert_eq!(who("17^Rao^Asha^^^Dr^MD").as_deref(), Some("Dr Asha Rao"));
        assert_eq!(who("17"), None);
    }

    #[test]
    fn a_name_by_its_type() {
        let read = |value: &str| {
            let at = "2026-03-01T00:00:00Z".parse().unwrap();
            with(value, |r| human_name(r, at, None)).unwrap().map(|name| (name.usage, name.given))
        };
        assert_eq!(read("Sharma^Priya^Devi^^Mrs^^L").unwrap().0, Some(NameUse::Official));
        assert_eq!(read("Sharma^Priya^Devi").unwrap().1, ["Priya", "Devi"]);
        assert_eq!(read("Sharma^Priya^^^^^CURRENT").unwrap().0, None);
        assert_eq!(read("Rao^Priya^^^^^L^^^^^20100101^20190101").unwrap().0, Some(NameUse::Old));
        assert_eq!(read("^^^^Mrs"), None);
        assert_eq!(read("\"\"^\"\""), None);
    }
}
