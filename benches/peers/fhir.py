"""FHIR to facts beside what a user would pick instead, over the Synthea bundles, in one interleaved
run:

    python3 -m venv target/peers-venv
    target/peers-venv/bin/pip install orjson fhir.resources
    cargo build --release -p prm-benches --bin fhir
    target/peers-venv/bin/python benches/peers/fhir.py [ROUNDS]

Not equal work: orjson parses into dicts and knows no FHIR; fhir.resources validates every resource
into objects; prm-core reads the five kinds that concern it as facts and goes through the others.
`resources` is the same with one resource a line (written anew without white space), `streamed` the
bundles entry by entry in pieces of 64 KiB.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

# This file would be found in the place of the package that is named alike.
sys.path = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

import orjson  # noqa: E402
from fhir.resources.R4B.bundle import Bundle  # noqa: E402

ROOT = Path(__file__).parents[2]
FOLDERS = [
    path
    for name in ("synthea_smart_r4", "synthea_pathling_r4", "synthea_hiv_datapipes_r4")
    if (path := ROOT.parent / "shared/data/fhir" / name).exists()
]


def measured(run: Callable[[bytes], object], texts: list[bytes], size: int) -> float:
    began = time.perf_counter()
    for text in texts:
        run(text)
    return size / (time.perf_counter() - began) / 1e6


def main() -> None:
    if not FOLDERS:
        sys.exit("not run: ../shared/data/fhir is absent")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    files = [file.read_bytes() for folder in FOLDERS for file in sorted(folder.glob("*.json"))]
    lines = [orjson.dumps(entry["resource"]) for file in files for entry in orjson.loads(file)["entry"]]
    size, single = sum(map(len, files)), sum(map(len, lines))
    print(f"{len(files)} bundles, {size / 1e6:.1f} MB; {len(lines)} resources, {single / 1e6:.1f} MB")
    command = [ROOT / "target/release/fhir", *FOLDERS]
    rates: dict[str, list[float]] = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as rust:
        assert rust.stdin and rust.stdout
        for turn in range(rounds + 1):
            rust.stdin.write("\n")
            rust.stdin.flush()
            found = {
                f"prm-core {row['row']}": row["bytes"] / row["seconds"] / 1e6
                for row in (json.loads(rust.stdout.readline()) for _ in range(3))
            }
            found["orjson bundles"] = measured(orjson.loads, files, size)
            found["orjson resources"] = measured(orjson.loads, lines, single)
            found["fhir.resources bundles"] = measured(
                lambda text: Bundle.model_validate(orjson.loads(text)), files, size
            )
            if turn:  # the first warms up
                for row, rate in found.items():
                    rates.setdefault(row, []).append(rate)
        rust.stdin.close()
    for row, found in rates.items():
        print(f"{row:<24}{statistics.median(found):>9.1f} MB/s  ({min(found):.1f} .. {max(found):.1f})")
    for ours, theirs in (
        ("bundles", "fhir.resources bundles"),
        ("streamed", "fhir.resources bundles"),
        ("bundles", "orjson bundles"),
        ("streamed", "orjson bundles"),
        ("resources", "orjson resources"),
    ):
        pairs = zip(rates[f"prm-core {ours}"], rates[theirs], strict=True)
        print(f"prm-core {ours:<10} / {theirs:<24}{statistics.median(a / b for a, b in pairs):>6.1f}x")


if __name__ == "__main__":
    main()
