//! The instruments that come with the library.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::instrument::Instrument;
use super::scorer::Scorer;
use crate::error::{ErrorCode, PrmError, decode};

/// The id of each built-in instrument and its document.
///
/// | id | what |
/// |---|---|
/// | `nps` | Net Promoter Score |
/// | `csat` | satisfaction, 1 to 5 |
/// | `ces` | effort, 1 to 7 |
/// | `nhs-fft` | Friends and Family Test of NHS England |
/// | `cg-cahps` | composites of the CAHPS Clinician & Group survey 3.x |
/// | `hcahps` | linear scores of HCAHPS |
/// | `phq-2`, `phq-9` | depression |
/// | `gad-2`, `gad-7` | anxiety |
/// | `who-5` | well-being |
/// | `audit-c` | alcohol |
/// | `promis-global-10` | physical and mental health as T scores |
///
/// ```
/// use prm_core::{INSTRUMENTS, Scorer, parse_json};
/// for (id, document) in INSTRUMENTS {
///     let scorer = Scorer::from_json(&parse_json(document, 1 << 20)?)?;
///     assert_eq!(scorer.instrument().id, *id);
/// }
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub const INSTRUMENTS: &[(&str, &str)] = &[
    ("audit-c", include_str!("instruments/audit-c.json")),
    ("ces", include_str!("instruments/ces.json")),
    ("cg-cahps", include_str!("instruments/cg-cahps.json")),
    ("csat", include_str!("instruments/csat.json")),
    ("gad-2", include_str!("instruments/gad-2.json")),
    ("gad-7", include_str!("instruments/gad-7.json")),
    ("hcahps", include_str!("instruments/hcahps.json")),
    ("nhs-fft", include_str!("instruments/nhs-fft.json")),
    ("nps", include_str!("instruments/nps.json")),
    ("phq-2", include_str!("instruments/phq-2.json")),
    ("phq-9", include_str!("instruments/phq-9.json")),
    ("promis-global-10", include_str!("instruments/promis-global-10.json")),
    ("who-5", include_str!("instruments/who-5.json")),
];

/// Those documents, read; a test reads them all.
static SCORERS: LazyLock<Vec<Scorer>> = LazyLock::new(|| {
    let documents = INSTRUMENTS.iter();
    documents
        .filter_map(|(_, document)| {
            let document = serde_json::from_str(document).ok()?;
            Scorer::new(decode(&document).ok()?).ok()
        })
        .collect()
});

/// A built-in instrument, ready to score.
pub(crate) fn scorer(id: &str) -> Option<&'static Scorer> {
    SCORERS.iter().find(|scorer| scorer.instrument().id == id)
}

/// The instrument that a spec names or brings.
pub(super) fn chosen(
    id: Option<&str>,
    document: Option<&Instrument>,
) -> Result<Cow<'static, Scorer>, PrmError> {
    match (id, document) {
        (Some(id), None) => scorer(id).map(Cow::Borrowed).ok_or_else(|| {
            let ids: Vec<&str> = INSTRUMENTS.iter().map(|(id, _)| *id).collect();
            let message = format!("expected one of {}, or a `document`", ids.join(", "));
            PrmError::new(ErrorCode::UnknownWord, message).under("instrument")
        }),
        (None, Some(document)) => {
            Scorer::new(document.clone()).map(Cow::Owned).map_err(|error| error.under("document"))
        }
        _ => {
            let message = "name an `instrument`, or give a `document`";
            Err(PrmError::new(ErrorCode::MissingField, message).under("instrument"))
        }
    }
}

/// The LOINC panels of built-in instruments.
const PANELS: [(&str, &str); 5] = [
    ("44249-1", "phq-9"),
    ("55757-9", "phq-2"),
    ("69737-5", "gad-7"),
    ("70274-6", "gad-2"),
    ("72109-2", "audit-c"),
];

/// That of a LOINC panel.
pub(crate) fn scorer_of_code(code: &str) -> Option<&'static Scorer> {
    let (_, id) = PANELS.iter().find(|(panel, _)| *panel == code)?;
    scorer(id)
}

/// The LOINC panel of a built-in instrument.
pub(super) fn panel_of(id: &str) -> Option<&'static str> {
    PANELS.iter().find(|(_, own)| *own == id).map(|(panel, _)| *panel)
}

impl Instrument {
    /// A built-in instrument by its id ([`INSTRUMENTS`]).
    pub fn built_in(id: &str) -> Option<Self> {
        scorer(id).map(|scorer| scorer.instrument().clone())
    }
}
