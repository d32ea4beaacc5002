#!/usr/bin/env python3
"""HL7 v2: what prm-core reads in a second, beside its peers, in one interleaved run.

    pip install hl7 hl7conv2 hl7apy                  (those that are absent are left out)
    npm install simple-hl7 @medplum/core             (in the folder given as --node)
    cargo build --release -p prm-benches --bin hl7v2
    python benches/peers/hl7v2.py --node FOLDER

Each round runs every contestant once for a while; medians are compared. The work is not equal:
peers build trees, or lists of dicts; prm-core gives facts, with times in zones, names, telecoms
and codings understood, of appointments, visits and patients, and reads no more than the header of
every other message. So there are two sets: all messages, and the ADT and SIU messages alone.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def timed(messages, millis, read):
    began = time.perf_counter()
    end = began + millis / 1000
    count = 0
    while time.perf_counter() < end:
        for message in messages:
            try:
                read(message)
            except Exception:  # some refuse odd messages; so do we, and go on
                pass
            count += 1
    return count / (time.perf_counter() - began)


def in_python():
    found = {}
    try:
        import hl7

        found["hl7 parse"] = hl7.parse
    except ImportError:
        print("not run: hl7 is not installed")
    try:
        import hl7conv2

        found["hl7conv2 to JSON"] = lambda text: hl7conv2.Hl7Json(text).hl7_json
    except ImportError:
        print("not run: hl7conv2 is not installed")
    try:
        from hl7apy.consts import VALIDATION_LEVEL
        from hl7apy.parser import parse_message

        level = VALIDATION_LEVEL.TOLERANT
        found["hl7apy, no groups"] = lambda text: parse_message(
            text, validation_level=level, find_groups=False
        )
    except ImportError:
        print("not run: hl7apy is not installed")
    return found


def program(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return float(done.stdout) if done.returncode == 0 and done.stdout.strip() else None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/hl7v2")
    arguments.add_argument("--ours", type=pathlib.Path, default=ROOT / "target/release/hl7v2")
    arguments.add_argument("--node", type=pathlib.Path, help="a folder with node_modules")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--millis", type=int, default=400)
    options = arguments.parse_args()

    sets = {"all": [], "ADT and SIU": []}
    for name in ["ack", "adt", "mdm", "oru", "other", "siu"]:
        cases = json.loads((options.data / f"{name}.json").read_text())["cases"]
        for case in cases:
            sets["all"].append(case["message"])
            if name in ("adt", "siu"):
                sets["ADT and SIU"].append(case["message"])

    python = in_python()
    with tempfile.TemporaryDirectory() as folder:
        for title, messages in sets.items():
            file = pathlib.Path(folder) / "messages.json"
            file.write_text(json.dumps(messages))
            millis = str(options.millis)
            runs = {"prm-core": lambda: program([str(options.ours.resolve()), str(file), millis])}
            for name, read in python.items():
                runs[name] = lambda read=read: timed(messages, options.millis, read)
            if options.node:
                script = str(HERE / "hl7v2.mjs")
                for name in ["simple-hl7", "@medplum/core"]:
                    command = ["node", script, name, str(file), millis]
                    runs[name] = lambda command=command: program(command, options.node)
            rates = {name: [] for name in runs}
            for _ in range(options.rounds):
                for name, run in runs.items():
                    rate = run()
                    if rate is None:
                        print(f"not run: {name}")
                    else:
                        rates[name].append(rate)
            rates = {name: found for name, found in rates.items() if found}
            size = sum(len(message.encode()) for message in messages)
            print(f"\n{title}: {len(messages)} messages, {size / 1e6:.2f} MB")
            print(f"{'':<20} {'messages/s':>12} {'least':>12} {'most':>12} {'prm-core':>10}")
            middle = {name: statistics.median(found) for name, found in rates.items()}
            for name in sorted(middle, key=middle.get, reverse=True):
                ratio = f"{middle['prm-core'] / middle[name]:.1f}x"
                found = rates[name]
                print(
                    f"{name:<20} {middle[name]:>12,.0f} {min(found):>12,.0f} {max(found):>12,.0f}"
                    f" {ratio:>10}"
                )


if __name__ == "__main__":
    main()
