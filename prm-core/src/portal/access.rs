//! The decision: permit, deny, or later.

use super::decision::Edges;
use super::labels::Labels;
use super::rules::{Band, bands};
use super::{
    AccessAction, AccessCode, AccessDecision, AccessReason, AccessScope, AccessVerdict, BreakGlass,
    Item, ItemAccess, ItemKind, Obligation, PortalRules, PortalView, Sensitivity, Viewer, release,
};
use crate::patient::RelatedPerson;
use crate::playbook::Compiled;
use crate::register::Source;
use crate::relationship::View;
use crate::time::countries_of;
use crate::{CivilTime, PersonId, Playbook, Relationship, Timestamp, Zone, limits};

impl Playbook {
    /// Decides whether a viewer may do something with an item, at the moment of reading (R23).
    /// Without a grant the answer is no.
    ///
    /// ```
    /// use prm_core::{AccessAction, AccessVerdict, Playbook, Relationship, STARTER, Viewer};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let priya = Relationship::new("priya", "salt")?;
    /// let item = prm_core::decode(&serde_json::json!({"id": "r1", "patient": "priya",
    ///     "kind": "result", "status": "final", "filed": "2026-11-09T16:00:00Z"}))?;
    /// let now = "2026-11-09T16:00:00Z".parse()?;
    /// let decide = |viewer| playbook.access(&priya, &viewer, AccessAction::Read, &item, now);
    /// assert_eq!(decide(Viewer::Patient {}).verdict, AccessVerdict::Permit);
    /// let stranger = Viewer::RelatedPerson { person: "rp1".parse()? };
    /// assert_eq!(decide(stranger).verdict, AccessVerdict::Deny);
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn access(
        &self,
        relationship: &Relationship,
        viewer: &Viewer,
        action: AccessAction,
        item: &Item,
        now: Timestamp,
    ) -> AccessDecision {
        let view = relationship.view(now);
        Seat::new(&self.inner, relationship, &view, viewer, action, now).decide(item)
    }

    /// Filters a list in one pass: what [`access`](Self::access) permits, in the list's order.
    ///
    /// ```
    /// use prm_core::{AccessAction, Playbook, Relationship, STARTER, Viewer};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let priya = Relationship::new("priya", "salt")?;
    /// let now = "2026-11-09T16:00:00Z".parse()?;
    /// let view = playbook.view(&priya, &Viewer::Patient {}, AccessAction::Read, &[], now);
    /// assert!(view.permitted.is_empty());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn view(
        &self,
        relationship: &Relationship,
        viewer: &Viewer,
        action: AccessAction,
        items: &[Item],
        now: Timestamp,
    ) -> PortalView {
        let view = relationship.view(now);
        let seat = Seat::new(&self.inner, relationship, &view, viewer, action, now);
        let mut edges = Edges { now, next: None };
        let mut permitted = Vec::new();
        for item in items {
            let decision = seat.decide(item);
            edges.extend(decision.changes_at);
            if decision.verdict == AccessVerdict::Permit {
                permitted.push(ItemAccess { item: item.id.clone(), decision });
            }
        }
        let withheld = u32::try_from(items.len() - permitted.len()).unwrap_or(u32::MAX);
        let withheld = matches!(viewer, Viewer::Staff { .. }).then_some(withheld);
        PortalView { permitted, withheld, changes_at: edges.next }
    }
}

/// A viewer before a relationship: what holds for every item is settled once.
struct Seat<'a> {
    rules: &'a PortalRules,
    patient: &'a crate::PatientId,
    view: &'a View,
    viewer: &'a Viewer,
    action: AccessAction,
    now: Timestamp,
    majority: i64,
    areas: Vec<&'static str>,
    /// What blocks every item.
    common: Vec<AccessReason>,
    edges: Edges,
    proxy: Option<Seen<'a>>,
    /// Whether the glass is broken, and in order.
    glass: Option<Result<(), AccessCode>>,
}

/// What a related person was granted.
struct Seen<'a> {
    person: &'a PersonId,
    /// All where it follows from the relation.
    scopes: Option<&'a [AccessScope]>,
    bands: Vec<(&'static Band, bool)>,
    /// Whether the patient may be a minor, and old enough to consent alone to some care.
    minor: bool,
    consents_alone: bool,
}

/// From this age on minors may consent to some care alone, where no rule of the place says more.
const CONSENT_AGE: i64 = 12;

impl<'a> Seat<'a> {
    fn new(
        play: &'a Compiled,
        relationship: &'a Relationship,
        view: &'a View,
        viewer: &'a Viewer,
        action: AccessAction,
        now: Timestamp,
    ) -> Self {
        let mut areas = view.patient.areas().to_vec();
        if areas.is_empty() {
            areas = countries_of(play.practice.zone).to_vec();
        }
        let mut seat = Self {
            rules: &play.portal,
            patient: relationship.patient(),
            view,
            viewer,
            action,
            now,
            majority: i64::from(play.practice.majority),
            areas,
            common: Vec::new(),
            edges: Edges { now, next: view.next_effect() },
            proxy: None,
            glass: None,
        };
        if let Some(source) = view.patient.merged.source() {
            seat.block(AccessReason::new(AccessCode::Merged).from(Some(source)));
        }
        match viewer {
            Viewer::Patient {} => {
                if view.patient.is_deceased() {
                    let source = view.patient.deceased.source();
                    seat.block(AccessReason::new(AccessCode::Deceased).from(source));
                }
            }
            Viewer::RelatedPerson { person } => {
                seat.restricted(person.as_str());
                seat.related(play, person);
            }
            Viewer::Staff { id, break_glass, .. } => {
                seat.restricted(id);
                seat.glass = break_glass.as_ref().map(|glass| seat.glass(glass));
            }
            Viewer::System { name } => {
                if !seat.rules.systems.contains(name) || action != AccessAction::Read {
                    seat.block(AccessReason::new(AccessCode::NoGrant));
                }
            }
        }
        seat
    }

    fn block(&mut self, reason: AccessReason) {
        self.common.push(reason);
    }

    /// Whether somebody was shut out by name.
    fn restricted(&mut self, viewer: &str) {
        let Some(register) = self.view.portal.restricted.get(viewer) else { return };
        if register.get() == Some(&true) {
            let reason = AccessReason::new(AccessCode::RestrictedRelation);
            self.block(reason.from(register.source()));
        }
    }

    fn glass(&mut self, glass: &BreakGlass) -> Result<(), AccessCode> {
        let from = glass.since.plus(-limits::MAX_SKEW);
        let until = glass.since.plus(self.rules.break_glass);
        self.edges.extend([from, until]);
        if glass.reason.trim().is_empty() {
            Err(AccessCode::ReasonRequired)
        } else if from <= self.now && self.now < until {
            Ok(())
        } else {
            Err(AccessCode::BreakGlassExpired)
        }
    }

    /// Every age that the patient may have at an instant: zones and birth dates may be in doubt.
    fn ages(&self, play: &Compiled, at: Timestamp) -> Vec<i64> {
        let Some(born) = self.view.patient.birth_date.get() else { return Vec::new() };
        let known = born.day().is_some();
        let mut ages = Vec::new();
        for zone in self.zones(play) {
            let age = born.age_on(zone.local(at).0, play.practice.leap);
            ages.push(age);
            ages.extend((!known).then_some(age + 1));
        }
        ages.sort_unstable();
        ages.dedup();
        ages
    }

    fn zones(&self, play: &Compiled) -> Vec<Zone> {
        let zones = self.view.patient.zones();
        if zones.is_empty() { vec![play.practice.zone] } else { zones.to_vec() }
    }

    /// What a related person may, whatever the item.
    fn related(&mut self, play: &Compiled, id: &'a PersonId) {
        let view = self.view;
        let Some(person) = view.people.iter().find(|person| person.id == *id) else {
            self.block(AccessReason::new(AccessCode::UnknownPerson));
            return;
        };
        self.edges.extend(person.edges());
        if !person.holds_at(self.now) {
            self.block(AccessReason::new(AccessCode::RelationEnded).from(person.source()));
        }
        let ages = self.ages(play, self.now);
        // Ages turn at 00:00 of the birthday in each zone.
        if let Some(born) = view.patient.birth_date.get() {
            for (zone, age) in self
                .zones(play)
                .into_iter()
                .flat_map(|zone| ages.iter().map(move |age| (zone, *age)))
            {
                let next = i32::try_from(age + 1).ok();
                let day = next.and_then(|age| born.reaches(age, play.practice.leap));
                self.edges.extend(day.map(|day| zone.instant(day, CivilTime::MIDNIGHT)));
            }
        }
        let minor = ages.first().is_some_and(|age| *age < self.majority);
        let of_age = ages.last().is_some_and(|age| *age >= self.majority);
        let grant = view.portal.proxies.get(id);
        let given = grant.and_then(|register| Some((register.get()?, register.source()?)));
        self.death(given.map(|(_, source)| source));
        let scopes = match given {
            Some((proxy, source)) => {
                self.edges.extend(proxy.until);
                let at_grant = self.ages(play, source.occurred);
                let was_minor = at_grant.first().is_some_and(|age| *age < self.majority);
                let mut block = |code| {
                    self.common.push(AccessReason::new(code).from(Some(source)));
                };
                if proxy.scopes.is_empty() {
                    block(AccessCode::Revoked);
                }
                if proxy.until.is_some_and(|until| until <= self.now) {
                    block(AccessCode::ConsentExpired);
                }
                if was_minor && of_age {
                    block(AccessCode::CameOfAge);
                }
                Some(proxy.scopes.as_slice())
            }
            None => {
                self.by_relation(person, ages.is_empty(), of_age);
                None
            }
        };
        let mut found = Vec::new();
        for age in &ages {
            for band in bands(&self.areas).filter(|band| band.covers(*age)) {
                let opened = given.is_some_and(|(proxy, source)| {
                    let then = self.ages(play, source.occurred);
                    let youngest = then.first().copied().unwrap_or(0);
                    (proxy.patient_agreed || youngest >= self.majority) && youngest >= band.from
                });
                found.push((band, opened));
            }
        }
        let consents_alone = ages.last().is_some_and(|age| *age >= CONSENT_AGE);
        self.proxy = Some(Seen { person: id, scopes, bands: found, minor, consents_alone });
    }

    /// What was granted by somebody who has died ended then.
    fn death(&mut self, granted: Option<&Source>) {
        let deceased = &self.view.patient.deceased;
        let Some(died) = deceased.source().filter(|_| self.view.patient.is_deceased()) else {
            return;
        };
        if granted.is_none_or(|granted| granted.occurred <= died.occurred) {
            self.block(AccessReason::new(AccessCode::Deceased).from(Some(died)));
        }
    }

    /// A parent or guardian may act for a child without more.
    fn by_relation(&mut self, person: &RelatedPerson, unknown: bool, of_age: bool) {
        let code = match (person.is_guardian(), unknown, of_age) {
            (false, ..) => AccessCode::NoGrant,
            (true, true, _) => AccessCode::AgeUnknown,
            (true, _, true) => AccessCode::CameOfAge,
            (true, _, false) => return,
        };
        self.block(AccessReason::new(code).from(person.source()));
    }

    fn decide(&self, item: &Item) -> AccessDecision {
        let mut blocks = self.common.clone();
        let mut edges = self.edges.clone();
        let mut obligations = Vec::new();
        if item.patient != *self.patient {
            blocks.push(AccessReason::new(AccessCode::OtherPatient));
        }
        let labels = Labels::read(&item.labels);
        match self.viewer {
            Viewer::Patient {} => {
                self.thread(item, self.patient.as_str(), &mut blocks);
                blocks.extend(self.release(item, true, &mut edges));
            }
            Viewer::RelatedPerson { .. } => {
                if let Some(seen) = &self.proxy {
                    self.proxy(seen, item, &labels, &mut blocks, &mut edges);
                    self.thread(item, seen.person.as_str(), &mut blocks);
                }
                blocks.extend(self.release(item, false, &mut edges));
            }
            Viewer::Staff { roles, care_team, place, .. } => {
                let seat = (roles.as_slice(), *care_team, place.as_deref());
                if self.staff(seat, item, &labels, &mut blocks, &mut edges) {
                    obligations.extend([
                        Obligation::SecondAuditEntry,
                        Obligation::Review,
                        Obligation::NotifyPatient,
                    ]);
                }
            }
            Viewer::System { .. } => {
                if labels.very_restricted || !labels.sensitive.is_empty() {
                    blocks.push(AccessReason::new(AccessCode::RestrictedLabel));
                }
            }
        }
        let other = !matches!(self.viewer, Viewer::Patient {});
        if other && labels.sensitive.contains(&Sensitivity::SubstanceUse) {
            obligations.push(Obligation::RedisclosureNotice);
        }
        conclude(blocks, obligations, edges.next)
    }

    fn release(&self, item: &Item, is_patient: bool, edges: &mut Edges) -> Vec<AccessReason> {
        let (rules, facts) = (self.rules, &self.view.portal);
        release::blocks(rules, &self.areas, facts, item, is_patient, self.now, edges)
    }

    /// A conversation is between those who write in it: a teenager's and a parent's are apart.
    fn thread(&self, item: &Item, viewer: &str, blocks: &mut Vec<AccessReason>) {
        if item.kind == ItemKind::Thread && !item.participants.iter().any(|id| id == viewer) {
            blocks.push(AccessReason::new(AccessCode::NotInThread));
        }
    }

    fn proxy(
        &self,
        seen: &Seen<'_>,
        item: &Item,
        labels: &Labels,
        blocks: &mut Vec<AccessReason>,
        edges: &mut Edges,
    ) {
        if seen.scopes.is_some_and(|scopes| !scopes.contains(&item.kind.scope())) {
            blocks.push(AccessReason::new(AccessCode::ScopeNotGranted));
        }
        for (band, opened) in &seen.bands {
            if let Some(code) = band.refuses(item.kind, self.action, *opened) {
                blocks.push(AccessReason::new(code).by(&band.id));
            }
        }
        let subject = item.subject.as_deref().and_then(|subject| self.view.protected(subject));
        if let Some(fact) = self.view.protected(&item.id).or(subject) {
            let reason = AccessReason::new(AccessCode::ConfidentialMinorService);
            blocks.push(AccessReason { fact: Some(fact.clone()), ..reason });
        }
        if labels.very_restricted {
            blocks.push(AccessReason::new(AccessCode::RestrictedLabel));
        }
        let confidential =
            seen.consents_alone || seen.bands.iter().any(|(band, _)| band.keeps_confidential());
        for sensitivity in &labels.sensitive {
            if self.consented(Some(seen.person), *sensitivity, edges) {
                continue;
            }
            let code = match sensitivity {
                _ if seen.minor && confidential => AccessCode::ConfidentialMinorService,
                Sensitivity::SubstanceUse => AccessCode::Part2ConsentRequired,
                _ if seen.minor => continue,
                _ => AccessCode::RestrictedLabel,
            };
            blocks.push(AccessReason::new(code));
        }
    }

    /// Whether the patient allowed somebody to see sensitive information.
    fn consented(
        &self,
        person: Option<&PersonId>,
        sensitivity: Sensitivity,
        edges: &mut Edges,
    ) -> bool {
        let key = (person.cloned(), sensitivity);
        let Some(answer) = self.view.portal.consents.get(&key).and_then(|held| held.get()) else {
            return false;
        };
        edges.extend(answer.until);
        answer.is_on(self.now)
    }

    /// What speaks against a member of staff; whether only the broken glass lets them in.
    fn staff(
        &self,
        (roles, care_team, place): (&[String], bool, Option<&str>),
        item: &Item,
        labels: &Labels,
        blocks: &mut Vec<AccessReason>,
        edges: &mut Edges,
    ) -> bool {
        let fits = |rule: &&super::RoleRule| {
            roles.contains(&rule.role)
                && (rule.kinds.is_empty() || rule.kinds.contains(&item.kind))
                && rule.actions.contains(&self.action)
                && (rule.places.is_empty()
                    || place.is_some_and(|place| rule.places.iter().any(|known| known == place)))
        };
        let granting: Vec<_> = self.rules.roles.iter().filter(fits).collect();
        if granting.is_empty() {
            blocks.push(AccessReason::new(AccessCode::NoGrant));
        }
        // What the broken glass opens.
        let mut closed = Vec::new();
        if !care_team && !granting.iter().any(|rule| rule.beyond_care_team) {
            closed.push(AccessCode::NotInCareTeam);
        }
        if !care_team && !labels.sensitive.is_empty() {
            closed.push(AccessCode::RestrictedLabel);
        }
        if labels.sensitive.contains(&Sensitivity::SubstanceUse)
            && !self.consented(None, Sensitivity::SubstanceUse, edges)
        {
            closed.push(AccessCode::Part2ConsentRequired);
        }
        if labels.very_restricted {
            closed.push(AccessCode::BreakGlassRequired);
        }
        match self.glass {
            _ if closed.is_empty() => return false,
            Some(Ok(())) => return true,
            Some(Err(code)) => closed.push(code),
            None => {}
        }
        blocks.extend(closed.into_iter().map(AccessReason::new));
        false
    }
}

/// Any denial denies; delays alone come to an end.
fn conclude(
    mut reasons: Vec<AccessReason>,
    obligations: Vec<Obligation>,
    changes_at: Option<Timestamp>,
) -> AccessDecision {
    let rank = |reason: &AccessReason| {
        (reason.code.is_delay(), reason.code, reason.rule.clone(), reason.until, reason.awaits)
    };
    reasons.sort_by_cached_key(rank);
    reasons.dedup();
    let verdict = match reasons.first() {
        None => AccessVerdict::Permit,
        Some(first) if first.code.is_delay() => AccessVerdict::Later,
        Some(_) => AccessVerdict::Deny,
    };
    let timed = verdict == AccessVerdict::Later && reasons.iter().all(|r| r.until.is_some());
    let until = reasons.iter().filter_map(|reason| reason.until).max().filter(|_| timed);
    let obligations = if verdict == AccessVerdict::Permit { obligations } else { Vec::new() };
    AccessDecision { verdict, until, reasons, obligations, changes_at }
}
