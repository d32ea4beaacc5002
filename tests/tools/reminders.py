"""Spot check of a practice's run: every reminder, from the feed alone.

    python3 tests/tools/reminders.py FEED STORE FROM UNTIL

An independent reading of the starter practice's reminder ("the day before at 09:00 where the
patient is, useful until two hours before, texts from 08:00 to 20:00, told again when the start
changes"): it shares no code with the library, works out who is reminded when of which start, and
compares that with what the example sent. Needs nothing but Python's standard library.
"""

import datetime as dt
import json
import re
import sqlite3
import sys
from collections import defaultdict
from zoneinfo import ZoneInfo

UTC = dt.timezone.utc
ZONES = {"IL": "America/Chicago", "WI": "America/Chicago", "IN": "America/Indiana/Indianapolis"}
SENDER = dt.timedelta(minutes=2)


def when(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Known:
    """The versions of one resource, with the time at which each was received."""

    def __init__(self):
        self.versions = []

    def add(self, received, resource):
        self.versions.append((when(resource["meta"]["lastUpdated"]), received, resource))

    def history(self, at):
        """What was known at an instant, in the order in which it was written."""
        known = [v for v in self.versions if v[1] <= at]
        return sorted(known, key=lambda v: (v[0], int(v[2]["meta"]["versionId"])))


def read(feed, start):
    patients, appointments = defaultdict(Known), defaultdict(Known)
    guardians = defaultdict(lambda: defaultdict(Known))
    received = dt.datetime.min.replace(tzinfo=UTC)
    for line in open(feed, encoding="utf-8"):
        resource = json.loads(line)
        received = max(received, when(resource["meta"]["lastUpdated"]))
        at = max(received, start)
        if resource["resourceType"] == "Patient":
            patients[resource["id"]].add(at, resource)
        elif resource["resourceType"] == "Appointment":
            appointments[resource["id"]].add(at, resource)
        elif resource["resourceType"] == "RelatedPerson":
            child = resource["patient"]["reference"].removeprefix("Patient/")
            guardians[child][resource["id"]].add(at, resource)
    return patients, guardians, appointments


def status(versions):
    """The status after all versions; what is over is not booked again (the life cycle of FHIR
    appointments), though a late version may say so."""
    now = None
    for _, _, version in versions:
        if version["status"] == "booked" and now in ("cancelled", "fulfilled", "noshow"):
            continue
        now = version["status"]
    return now


def adult_from(born, zone):
    year, month, day = map(int, born.split("-"))
    try:
        birthday = dt.datetime(year + 18, month, day, tzinfo=zone)
    except ValueError:  # 29 February
        birthday = dt.datetime(year + 18, 3, 1, tzinfo=zone)
    return birthday.astimezone(UTC)


def line(patient, at):
    for telecom in sorted(patient.get("telecom", []), key=lambda t: t.get("rank", 99)):
        over = telecom.get("period", {}).get("end")
        if telecom["system"] == "phone" and telecom.get("use") != "old":
            if over is None or at < when(over + "T00:00:00Z") + dt.timedelta(days=1):
                return "sms"
    return None


PARENTS = {"PRN", "FTH", "MTH", "PRNFOST", "GRDN", "GUARD", "ADOPTF", "ADOPTM", "GGRPRN", "NPRN"}


def guardian(people, at):
    """Whether somebody who stands for a child is known and can be texted (a parent, in force)."""
    for known in people.values():
        versions = known.history(at)
        if not versions:
            continue
        person = versions[-1][2]
        codes = {c["code"] for r in person.get("relationship", []) for c in r.get("coding", [])}
        if person.get("active", True) and codes & PARENTS and line(person, at):
            return True
    return False


def permitted(at, zone):
    """The instant itself, or the next one at which a text may go."""
    local = at.astimezone(zone)
    if local.hour < 8:
        return local.replace(hour=8, minute=0, second=0, microsecond=0).astimezone(UTC)
    if local.hour >= 20:
        day = local.date() + dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(8), zone).astimezone(UTC)
    return at


def reminders(known, patient_of, guardians_of, until):
    """Who is reminded when of which start: the hand-overs of one appointment."""
    moments = {version[1] for version in known.versions}
    actors = [p["actor"]["reference"] for p in known.versions[0][2]["participant"]]
    name = next(a for a in actors if a.startswith("Patient/")).removeprefix("Patient/")
    patient = patient_of[name]
    guardians = guardians_of.get(name, {})
    for other in (patient, *guardians.values()):
        moments |= {version[1] for version in other.versions}
    moments = sorted(moments)
    told, given = None, []
    while moments:
        now = moments.pop(0)
        if now >= until:
            break
        persons, versions = patient.history(now), known.history(now)
        if not persons or not versions:
            continue
        person, newest = persons[-1][2], versions[-1][2]
        zone = ZoneInfo(ZONES[person["address"][0]["state"]])
        start = when(newest["start"])
        local = dt.datetime.fromisoformat(newest["start"]).date()
        due = dt.datetime.combine(local - dt.timedelta(days=1), dt.time(9), zone).astimezone(UTC)
        useful = start - dt.timedelta(hours=2)
        if status(versions) != "booked" or told == start or now >= useful:
            continue
        later = lambda at: moments.append(at) or moments.sort()
        if now < due:
            if due not in moments:
                later(due)
            continue
        # The stretch in which the appointment has had this start.
        stretch = None
        for written, _, version in versions:
            same = when(version["start"]) == start and version["status"] == "booked"
            stretch = (stretch or written) if same else None
        if due < stretch:
            continue
        adult = adult_from(person["birthDate"], zone)
        if any(p[2].get("deceasedDateTime") or p[2].get("deceasedBoolean") for p in persons):
            continue
        if now < adult:
            if not guardian(guardians, now):
                if adult < useful:
                    later(adult)
                continue
        elif line(person, now) is None:
            continue
        free = permitted(now, zone)
        if free > now:
            if free < useful:
                later(free)
            continue
        told = start
        given.append((name, now, start))
    return given


def still_so(known, at, start):
    versions = known.history(at)
    return status(versions) == "booked" and when(versions[-1][2]["start"]) == start


def expected(feed, start, until):
    patients, guardians, appointments = read(feed, start)
    found = set()
    for known in appointments.values():
        for name, at, start_of in reminders(known, patients, guardians, until):
            # The sender asks again before it sends, two minutes later.
            if at + SENDER < until and still_so(known, at + SENDER, start_of):
                found.add((name, at, start_of))
    return found


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
}
SAID = [
    ("en", r"[Ss]ee you \w+, (?P<month>\w+) (?P<day>\d+) at (?P<clock>\d+:\d+)\s(?P<half>[AP]M)"),
    ("en", r"[Ss]ee you \w+, (?P<day>\d+) (?P<month>\w+) at (?P<clock>\d+:\d+)\s(?P<half>[AP]M)"),
    ("es", r"[Ll]e esperamos el \w+, (?P<day>\d+) de (?P<month>\w+) a las (?P<clock>\d+:\d+)"),
    ("hi", r"[^ ]+, (?P<day>\d+) (?P<month>[^ ]+) को (?P<clock>\d+:\d+) (?P<half>[ap]m) बजे"),
]


def told(text):
    """The month, day, hour and minute that a reminder speaks of, in the language of its text."""
    for language, pattern in SAID:
        if words := re.search(pattern, text):
            words = words.groupdict()
            hour, minute = map(int, words["clock"].split(":"))
            if "half" in words:
                hour = hour % 12 + (12 if words["half"].upper() == "PM" else 0)
            return MONTHS[language].split().index(words["month"]) + 1, int(words["day"]), hour, minute
    raise ValueError("a reminder without a day")


def sent(store, until):
    """What the example sent: whose, when it was handed over, and the start as the text tells it."""
    found = set()
    rows = sqlite3.connect(store).execute("select patient, action, made from outbox where status = 'sent'")
    for patient, action, made in rows:
        action = json.loads(action)
        if action.get("message") != "visit_reminder":
            continue
        at = dt.datetime.fromtimestamp(made / 1000, UTC)
        month, day, hour, minute = told(action["text"])
        for year in (at.year, at.year + 1):
            wall = dt.datetime(year, month, day, hour, minute)
            start = wall.replace(tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)
            if start > at:
                break
        found.add((patient, at, start))
    return found


def main(feed, store, first, last):
    start = when(first + "T00:00:00Z")
    until = when(last + "T00:00:00Z") + dt.timedelta(days=1)
    ours, theirs = expected(feed, start, until), sent(store, until)
    show = lambda r: f"{r[0]} at {r[1]:%Y-%m-%d %H:%M}Z of {r[2]:%Y-%m-%d %H:%M}Z"
    for reminder in sorted(ours - theirs)[:20]:
        print("not sent:", show(reminder))
    for reminder in sorted(theirs - ours)[:20]:
        print("sent, not expected:", show(reminder))
    print(f"{len(ours & theirs)} reminders agree, {len(ours ^ theirs)} differ")
    return 1 if ours != theirs else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
