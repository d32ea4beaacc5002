#!/usr/bin/env python3
"""SMS segments: what prm-core counts in a second, beside Twilio's package, in one interleaved run.

    npm install sms-segments-calculator           (in the folder given as --node)
    cargo build --release -p prm-benches --bin sms
    python benches/peers/sms.py --node FOLDER

Each round runs every contestant once for a while; medians are compared. Both count the segments of
the same texts and say which alphabet they take; Twilio's also builds every bit of every segment,
and prm-core names the characters that keep a text out of GSM-7.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REMINDER = (
    "Priya, see you Tuesday, 10 March at 10:00 AM at Lotus Clinic. Please bring your card and a "
    "list of what you take. To change it: +91 80 5550 0100. Reply STOP to opt out of these texts."
)


def program(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return float(done.stdout) if done.returncode == 0 and done.stdout.strip() else None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/phone_sms")
    arguments.add_argument("--ours", type=pathlib.Path, default=ROOT / "target/release/sms")
    arguments.add_argument("--node", type=pathlib.Path, required=True, help="has node_modules")
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--millis", type=int, default=400)
    options = arguments.parse_args()

    sets = {"one reminder in GSM-7": [REMINDER]}
    data = options.data / "sms_segments.json"
    if data.exists():
        sets["texts of many languages"] = [c["body"] for c in json.loads(data.read_text())["cases"]]
    else:
        print("not run: texts of many languages: sms_segments.json is absent")

    with tempfile.TemporaryDirectory() as folder:
        for title, texts in sets.items():
            file = pathlib.Path(folder) / "texts.json"
            file.write_text(json.dumps(texts))
            millis = str(options.millis)
            peer = ["node", str(HERE / "sms.mjs"), "sms-segments-calculator", str(file), millis]
            runs = {
                "prm-core": lambda: program([str(options.ours.resolve()), str(file), millis]),
                "sms-segments-calculator": lambda: program(peer, options.node),
            }
            rates = {name: [] for name in runs}
            for _ in range(options.rounds):
                for name, run in runs.items():
                    rate = run()
                    if rate is None:
                        print(f"not run: {name}")
                    else:
                        rates[name].append(rate)
            middle = {name: statistics.median(found) for name, found in rates.items() if found}
            print(f"\n{title}: {len(texts)} of them")
            print(f"{'':<26}{'texts/s':>12}{'least':>12}{'most':>12}{'prm-core':>10}")
            for name in sorted(middle, key=middle.get, reverse=True):
                ratio = f"{middle['prm-core'] / middle[name]:.0f}x"
                found = rates[name]
                print(
                    f"{name:<26}{middle[name]:>12,.0f}{min(found):>12,.0f}{max(found):>12,.0f}"
                    f"{ratio:>10}"
                )


if __name__ == "__main__":
    main()
