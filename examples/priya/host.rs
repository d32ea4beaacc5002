//! The host: what it owes the core, on one page.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use prm_core::{
    Action, Executor, Fact, FactContent, FactId, Input, Key, Lines, MessageEvent, Outcome,
    Playbook, Relationship, Reply, Timestamp, Verdict, Zone,
};

use crate::feed::{Event, What};
use crate::print::{self, Told};
use crate::store::{Changes, Store, Waiting};
use crate::{Error, Options, outbox};

/// The sender looks into the outbox this long after a message was put there, in ms.
const SENDER: i64 = 2 * 60_000;
/// Goes into every key. A real host keeps it secret.
const SALT: &str = "the salt of the example";

pub(crate) struct Host {
    store: Store,
    playbook: Playbook,
    feed: Vec<Event>,
    folder: PathBuf,
    from: Timestamp,
    until: Timestamp,
    lines: bool,
}

/// What comes next.
enum Next {
    Feed(usize),
    Send(Waiting),
    Wake(String),
}

impl Host {
    pub(crate) fn open(options: &Options, feed: Vec<Event>) -> Result<Self, Error> {
        let folder = options.outbox();
        if let Some(parent) = options.store.parent() {
            fs::create_dir_all(parent)?;
        }
        if options.fresh && options.store.exists() {
            fs::remove_file(&options.store)?;
            for suffix in ["-wal", "-shm"] {
                let mut name = options.store.clone().into_os_string();
                name.push(suffix);
                let _ = fs::remove_file(name);
            }
            let _ = fs::remove_dir_all(&folder);
        }
        fs::create_dir_all(&folder)?;
        Ok(Self {
            store: Store::open(&options.store)?,
            playbook: Playbook::compile(&options.playbook)?,
            feed,
            folder,
            from: options.from,
            until: options.until,
            lines: options.lines,
        })
    }

    /// Lets time run: from event to event, each in a transaction of its own, so that a host that
    /// is killed goes on where it was.
    pub(crate) fn run(&mut self, out: &mut impl Write) -> Result<(), Error> {
        while let Some((now, next)) = self.next()? {
            let changes = self.store.begin()?;
            let mut turn = Turn { playbook: &self.playbook, changes, now, told: Vec::new() };
            turn.changes.set_number("clock", now.as_millis())?;
            match next {
                Next::Feed(index) => {
                    turn.changes.set_number("cursor", i64::try_from(index + 1).unwrap_or(0))?;
                    if let Some(event) = self.feed.get(index) {
                        turn.hear(event)?;
                    }
                }
                Next::Send(waiting) => turn.send(&waiting, &self.folder)?,
                Next::Wake(patient) => turn.step(&patient, Vec::new())?,
            }
            let Turn { changes, told, .. } = turn;
            changes.commit()?;
            if self.lines {
                for line in told {
                    line.write(out)?;
                }
            }
        }
        Ok(())
    }

    /// The next event and its time. Of those at one instant the feed comes first, then the sender,
    /// then the patients who wake.
    fn next(&mut self) -> Result<Option<(Timestamp, Next)>, Error> {
        let changes = self.store.begin()?;
        let clock = changes.number("clock")?.map(Timestamp::from_millis).transpose()?;
        let now = clock.unwrap_or(self.from).max(self.from);
        let cursor = usize::try_from(changes.number("cursor")?.unwrap_or(0)).unwrap_or(0);
        let feed = self.feed.get(cursor).map(|event| (event.received, 0, Next::Feed(cursor)));
        let send = changes.next_send()?.map(|waiting| (waiting.at, 1, Next::Send(waiting)));
        let wake = changes.next_wake()?.map(|(at, patient)| (at, 2, Next::Wake(patient)));
        let first = [feed, send, wake].into_iter().flatten().min_by_key(|(at, rank, _)| {
            // What lies in the past is due now; history is taken in before anything is sent.
            (at.as_millis().max(now.as_millis()), *rank)
        });
        let Some((at, _, next)) = first else { return Ok(None) };
        let at = at.max(now);
        Ok((at < self.until).then_some((at, next)))
    }

    /// Counts messages, verdicts and reasons.
    pub(crate) fn summary(&self, out: &mut impl Write) -> Result<(), Error> {
        let mut groups: BTreeMap<&str, Vec<(String, i64)>> = BTreeMap::new();
        for (what, number) in self.store.tallies()? {
            let (group, name) = what.split_once(": ").unwrap_or(("other", &what));
            let group = match group {
                "sent" => "1 sent",
                "read" => "0 read",
                _ => "2 decided",
            };
            let name = if group == "2 decided" { what.clone() } else { name.to_owned() };
            groups.entry(group).or_default().push((name, number));
        }
        for (group, mut rows) in groups {
            rows.sort_by(|a, b| (-a.1, &a.0).cmp(&(-b.1, &b.0)));
            let total: i64 = rows.iter().map(|(_, number)| number).sum();
            writeln!(out, "\n{} ({total})", group.split_once(' ').map_or(group, |(_, name)| name))?;
            for (name, number) in rows {
                writeln!(out, "  {number:>7}  {name}")?;
            }
        }
        writeln!(out, "\noutbox: {}", self.folder.display())?;
        Ok(())
    }
}

/// One event, in one transaction.
struct Turn<'h> {
    playbook: &'h Playbook,
    changes: Changes<'h>,
    now: Timestamp,
    told: Vec<Told>,
}

impl Turn<'_> {
    /// Takes in what the feed says.
    fn hear(&mut self, event: &Event) -> Result<(), Error> {
        match &event.what {
            What::Refused(why) => {
                self.changes.count("read: refused")?;
                self.tell("", None, "refused", why.clone(), String::new());
                Ok(())
            }
            What::Reply(reply) => self.answer(reply),
            What::Facts(facts) => {
                let mut of_patient: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
                for fact in facts {
                    self.changes.count("read: facts")?;
                    of_patient.entry(fact.patient.to_string()).or_default().push(fact.clone());
                }
                of_patient.into_iter().try_for_each(|(patient, facts)| self.step(&patient, facts))
            }
        }
    }

    /// Somebody wrote back: the core says what it was and whom it concerns.
    fn answer(&mut self, reply: &Reply) -> Result<(), Error> {
        self.changes.count("read: replies")?;
        let mut lines = Lines::new();
        self.changes.load_line(reply.line.as_str(), &mut lines)?;
        let read = lines.revision(&reply.line);
        let routed = self.playbook.route(&mut lines, reply);
        let now = lines.revision(&reply.line);
        let used = prm_core::LineRead { line: reply.line.clone(), read, now };
        self.changes.save_lines(&lines, &[used])?;
        let Some(patient) = routed.patient else { return Ok(()) };
        let text = reply.text.clone();
        let how = format!("< {}", reply.channel.as_str());
        let words = serde_json::to_value(&routed.resolution).unwrap_or_default();
        let why = words.get("type").and_then(serde_json::Value::as_str).unwrap_or_default();
        let name = self.changes.name(patient.as_str())?;
        self.tell(patient.as_str(), name, &how, text, why.replace('_', " "));
        self.step(patient.as_str(), routed.facts)
    }

    /// One step of one patient, and what follows from it at once.
    fn step(&mut self, patient: &str, facts: Vec<Fact>) -> Result<(), Error> {
        let mut facts = facts;
        loop {
            let known = self.changes.relationship(patient)?;
            let read = known.as_ref().map(Relationship::revision);
            let mut relationship = match known {
                Some(relationship) => relationship,
                None => Relationship::new(patient, SALT)?,
            };
            let mut lines = Lines::new();
            for line in relationship.lines(&facts, self.now) {
                self.changes.load_line(line.as_str(), &mut lines)?;
            }
            let input = Input {
                facts: &facts,
                lines: &mut lines,
                executor: Executor::Server,
                now: self.now,
            };
            let outcome = self.playbook.step(&mut relationship, input)?;
            self.changes.save(&relationship, read, &outcome)?;
            self.changes.save_lines(&lines, &outcome.lines)?;
            let zone = self.playbook.zone_of(&relationship, self.now);
            self.tell_facts(patient, zone, &facts)?;
            facts = self.store_actions(patient, zone, &outcome)?;
            if facts.is_empty() {
                return Ok(());
            }
        }
    }

    /// Stores the actions; gives the reports that can be made at once.
    fn store_actions(
        &mut self,
        patient: &str,
        zone: Zone,
        outcome: &Outcome,
    ) -> Result<Vec<Fact>, Error> {
        let name = self.changes.name(patient)?;
        let mut reports = Vec::new();
        for action in &outcome.actions {
            match action {
                Action::SendMessage { message, channel, .. } => {
                    let send = Timestamp::from_millis(self.now.as_millis() + SENDER)?;
                    if self.changes.put(patient, action, self.now, Some(send))? {
                        self.changes.count(&format!("sent: {message} {}", channel.as_str()))?;
                    }
                }
                Action::OpenTask { .. } => {
                    self.changes.put(patient, action, self.now, None)?;
                    self.changes.count("sent: task")?;
                }
                Action::WithdrawMessage { key, .. } => {
                    let held = self.changes.set_status(*key, "waiting", "withdrawn")?;
                    let event = if held { MessageEvent::Withdrawn } else { MessageEvent::TooLate };
                    reports.extend(report(patient, *key, event, self.now)?);
                    self.changes.count("sent: withdrawal")?;
                }
                Action::CloseTask { key, .. } => {
                    self.changes.set_status(*key, "open", "closed")?;
                }
            }
        }
        for decision in &outcome.decisions {
            self.changes.count_decision(decision)?;
        }
        self.tell_outcome(patient, name, zone, outcome);
        Ok(reports)
    }

    /// The sender: asks whether a message that is stale may still go, and reports what became
    /// of it.
    fn send(&mut self, waiting: &Waiting, folder: &std::path::Path) -> Result<(), Error> {
        let key = waiting.key;
        let relationship = self.changes.relationship(&waiting.patient)?;
        let (Some(relationship), Some((action, _))) = (relationship, self.changes.action(key)?)
        else {
            return Ok(());
        };
        let mut lines = Lines::new();
        for line in relationship.lines(&[], self.now) {
            self.changes.load_line(line.as_str(), &mut lines)?;
        }
        let still = self.playbook.still(&relationship, &lines, key, self.now);
        let event = if still.send {
            outbox::send(folder, &action, self.now)?;
            self.changes.set_status(key, "waiting", "sent")?;
            MessageEvent::Accepted
        } else {
            self.changes.set_status(key, "waiting", "dropped")?;
            MessageEvent::Expired
        };
        let facts = report(&waiting.patient, key, event, self.now)?;
        self.step(&waiting.patient, facts)
    }

    fn tell(&mut self, patient: &str, name: Option<String>, how: &str, text: String, why: String) {
        let zone = match self.changes.relationship(patient) {
            Ok(Some(relationship)) => self.playbook.zone_of(&relationship, self.now),
            _ => Zone::utc(),
        };
        let who = name.unwrap_or_else(|| patient.to_owned());
        self.told.push(Told { at: self.now, zone, who, how: how.to_owned(), text, why });
    }

    fn tell_facts(&mut self, patient: &str, zone: Zone, facts: &[Fact]) -> Result<(), Error> {
        for fact in facts {
            if let FactContent::PatientDescribed { names: Some(names), .. } = &fact.content {
                let first = names.first().and_then(|name| name.given.first());
                if let Some(name) = first {
                    self.changes.set_name(patient, name)?;
                }
            }
            // Reports are told with the message that they are about.
            let quiet = matches!(
                fact.content,
                FactContent::MessageReported { .. } | FactContent::ReplyReceived { .. }
            );
            if !quiet {
                let who = self.changes.name(patient)?.unwrap_or_else(|| patient.to_owned());
                let text = print::fact(&fact.content);
                let (how, why) = ("fact".to_owned(), String::new());
                self.told.push(Told { at: self.now, zone, who, how, text, why });
            }
        }
        Ok(())
    }

    fn tell_outcome(&mut self, patient: &str, name: Option<String>, zone: Zone, outcome: &Outcome) {
        let who = name.unwrap_or_else(|| patient.to_owned());
        let mut tell = |how: String, text: String, why: String| {
            self.told.push(Told { at: self.now, zone, who: who.clone(), how, text, why });
        };
        let mut actions: Vec<&Action> = outcome.actions.iter().collect();
        for decision in &outcome.decisions {
            let acted = actions.iter().position(|action| Some(action.key()) == decision.key);
            if let Some(index) = acted {
                let (how, text) = print::action(actions.remove(index));
                tell(how, text, print::why(decision));
            } else if !QUIET.contains(&decision.verdict) {
                let until = decision.reasons.iter().find_map(|reason| reason.until);
                let text = until.map(|until| print::until(zone, until)).unwrap_or_default();
                tell("-".into(), text, print::why(decision));
            }
        }
        for action in actions {
            let (how, text) = print::action(action);
            tell(how, text, String::new());
        }
    }
}

/// Verdicts that nobody needs to be told of.
const QUIET: [Verdict; 3] = [Verdict::Note, Verdict::Wait, Verdict::Send];

/// What became of a message, as a fact.
fn report(
    patient: &str,
    key: Key,
    event: MessageEvent,
    now: Timestamp,
) -> Result<Vec<Fact>, Error> {
    let id: FactId = format!("report:{key}:{event:?}").parse()?;
    Ok(vec![Fact {
        id,
        patient: patient.parse()?,
        occurred: now,
        recorded: None,
        content: FactContent::MessageReported { key, event },
    }])
}
