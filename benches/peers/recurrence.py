"""Next occurrence and next local time beside python-dateutil, rrule-rust (npm) and zoneinfo.

    python3 -m venv target/peers/venv && target/peers/venv/bin/pip install python-dateutil
    npm install --prefix target/peers rrule-rust
    cargo build --release -p prm-benches --bin recurrence
    target/peers/venv/bin/python benches/peers/recurrence.py [rounds]

Every round asks each library in turn; what is printed are medians over the rounds, of the times
and of the ratios within a round. The answers have to be the same everywhere. Not equal work in
all: rrule-rust and dateutil know no way to the next occurrence but from the start or through a
window.
"""

import json
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROWS = json.loads((HERE / "recurrence.json").read_text())
PEERS = {
    "rrule-rust": ["node", "benches/peers/recurrence.mjs"],
    "Python": [sys.executable, "benches/peers/recurrence.py", "--rows"],
}


def nanos(runs: int, once) -> float:
    """The least time of one run, of several rounds."""
    times, best = 1, float("inf")
    for _ in range(7):
        while True:
            began = time.perf_counter_ns()
            for _ in range(times):
                once()
            taken = time.perf_counter_ns() - began
            if taken > 10_000_000:
                best = min(best, taken / times / runs)
                break
            times *= 2
    return best


def say(row: str, total: int, ns: float) -> None:
    print(json.dumps({"row": row, "sum": total, "ns": ns}), flush=True)


def rows() -> None:
    from dateutil.rrule import rrulestr

    zone = ZoneInfo(ROWS["zone"])
    hour, minute = map(int, ROWS["time"].split(":"))
    afters = [datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone) for day in ROWS["after"]]
    for row in ROWS["rules"]:
        start = datetime.fromisoformat(f"{row['start']}T{ROWS['time']}").replace(tzinfo=zone)
        parsed = rrulestr(row["rule"], dtstart=start)
        found = [parsed.after(after) for after in afters]
        total = sum(at.year * 10_000 + at.month * 100 + at.day for at in found)

        def from_text() -> None:
            for after in afters:
                rrulestr(row["rule"], dtstart=start).after(after)

        say(f"{row['row']}, parsed", total, nanos(len(afters), lambda: [parsed.after(a) for a in afters]))
        say(f"{row['row']}, from text", total, nanos(len(afters), from_text))

    day = timedelta(days=1)

    def day_before(zone: ZoneInfo, at: datetime) -> datetime:
        eve = at.astimezone(zone) - day
        return eve.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(timezone.utc)

    appointments = [datetime.fromisoformat(at.replace("Z", "+00:00")) for at in ROWS["appointments"]]
    pairs = [(ZoneInfo(name), at) for name in ROWS["zones"] for at in appointments]
    total = sum(int(day_before(*pair).timestamp()) for pair in pairs)

    def all_pairs() -> None:
        for zone, at in pairs:
            day_before(zone, at)

    say("day before at 09:00", total, nanos(len(pairs), all_pairs))


def measure(command: list[str], answers: dict[str, int]) -> dict[str, float]:
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = {}
    for row in map(json.loads, out.splitlines()):
        assert answers.setdefault(row["row"], row["sum"]) == row["sum"], f"{command}: {row}"
        found[row["row"]] = min(row["ns"], found.get(row["row"], float("inf")))
    return found


def main(rounds: int) -> None:
    answers: dict[str, int] = {}
    own = ["target/release/recurrence"]
    measured = [
        {"prm-core": measure(own, answers), **{peer: measure(command, answers) for peer, command in PEERS.items()}}
        for _ in range(rounds)
    ]
    print(f"{'row':<26}{'prm-core (ns)':>14}" + "".join(f"{peer + ' (ns)':>18}{'ratio':>8}" for peer in PEERS))
    for row in answers:
        line = f"{row:<26}{statistics.median(round['prm-core'][row] for round in measured):>14.1f}"
        for peer in PEERS:
            if row not in measured[0][peer]:
                line += f"{'-':>18}{'-':>8}"
                continue
            ns = statistics.median(round[peer][row] for round in measured)
            ratio = statistics.median(round[peer][row] / round["prm-core"][row] for round in measured)
            line += f"{ns:>18.0f}{ratio:>7.0f}x"
        print(line)
    print(f"medians of {rounds} interleaved rounds; Python: dateutil, and zoneinfo in the last row")


if __name__ == "__main__":
    if "--rows" in sys.argv:
        rows()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
