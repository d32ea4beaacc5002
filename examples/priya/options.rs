//! What the command line asks for.

use std::path::{Path, PathBuf};

use prm_core::{CivilDate, CivilTime, STARTER, Timestamp, Zone};

use crate::Error;

pub(crate) const USAGE: &str = "\
usage: priya [--fhir PATH] [--hl7v2 PATH] [--facts PATH] [--from DATE] [--until DATE]
             [--store FILE] [--playbook FILE] [--zone ZONE] [--lines]

  --fhir PATH      FHIR R4 resources: a file (JSON, NDJSON) or a folder of them
  --hl7v2 PATH     HL7 v2 messages (SIU, ADT): a file of one or many, or a folder of them
                   (.hl7, .txt)
  --facts PATH     facts and replies: a file of JSON lines or a folder of them
  --from DATE      the first day (00:00 UTC); what came before is taken in as history
  --until DATE     the last day (24:00 UTC)
  --store FILE     the SQLite store; the outbox is the folder beside it; a second run goes on
                   where the first one ended and sends nothing twice
  --playbook FILE  another playbook than the starter practice
  --zone ZONE      the zone of the facility, for times of the feed that have none
  --lines          tell every event, not only the summary
without a feed: five weeks of the clinic that lies beside this example";

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where FHIR resources are read from.
    pub fhir: Option<PathBuf>,
    /// Where HL7 v2 messages are read from.
    pub hl7v2: Option<PathBuf>,
    /// Where facts and replies are read from.
    pub facts: Option<PathBuf>,
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last.
    pub until: Timestamp,
    /// The store.
    pub store: PathBuf,
    /// Whether an older store of that name is cleared away first.
    pub fresh: bool,
    /// The playbook's document.
    pub playbook: String,
    /// The zone of the facility.
    pub zone: Option<Zone>,
    /// Whether every event is told.
    pub lines: bool,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    /// `Usage` for what makes no sense, `File` for a playbook that cannot be read.
    pub fn parse(arguments: &[String]) -> Result<Self, Error> {
        let mut options = Self::story(Path::new("target/priya/story.sqlite"))?;
        let mut own = false;
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            if name == "--lines" {
                options.lines = true;
                continue;
            }
            let mut value =
                || rest.next().ok_or_else(|| Error::Usage(format!("{name} asks for a value")));
            match name.as_str() {
                "--fhir" => options.fhir = Some(value()?.into()),
                "--hl7v2" => options.hl7v2 = Some(value()?.into()),
                "--facts" => options.facts = Some(value()?.into()),
                "--from" => options.from = day(value()?, 0)?,
                "--until" => options.until = day(value()?, 1)?,
                "--store" => {
                    options.store = value()?.into();
                    options.fresh = false;
                }
                "--playbook" => {
                    let path = value()?;
                    options.playbook = std::fs::read_to_string(path)
                        .map_err(|error| Error::File { path: path.clone(), error })?;
                }
                "--zone" => options.zone = Some(value()?.parse()?),
                _ => return Err(Error::Usage(format!("{name} is not known here"))),
            }
            own |= matches!(name.as_str(), "--fhir" | "--hl7v2" | "--facts");
        }
        if own {
            // Somebody's own feed: the story's clinic stays out of it.
            let given = |name: &str| arguments.iter().any(|argument| argument == name);
            options.fhir = options.fhir.filter(|_| given("--fhir"));
            options.facts = options.facts.filter(|_| given("--facts"));
            options.lines = given("--lines");
            if !(given("--from") && given("--until")) {
                return Err(Error::Usage("a feed needs --from and --until".into()));
            }
        }
        Ok(options)
    }

    /// The clinic that lies beside this example.
    ///
    /// # Errors
    /// None that a user could meet: the dates are right.
    pub fn story(store: &Path) -> Result<Self, Error> {
        let clinic = Path::new(env!("CARGO_MANIFEST_DIR")).join("priya/clinic");
        Ok(Self {
            fhir: Some(clinic.clone()),
            hl7v2: None,
            facts: Some(clinic),
            from: day("2026-02-23", 0)?,
            until: day("2026-03-29", 1)?,
            store: store.to_owned(),
            fresh: true,
            playbook: STARTER.to_owned(),
            zone: None,
            lines: true,
        })
    }

    /// The folder of the outbox.
    pub fn outbox(&self) -> PathBuf {
        self.store.with_extension("outbox")
    }
}

fn day(text: &str, ahead: i64) -> Result<Timestamp, Error> {
    let date: CivilDate =
        text.parse().map_err(|_| Error::Usage(format!("`{text}` is not a date: 2026-03-09")))?;
    Ok(Zone::utc().instant(date.plus_days(ahead), CivilTime::MIDNIGHT))
}
