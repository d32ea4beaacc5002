"""Runs the rows in every host, in turn, so many rounds; prints the medians and the ratios."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOSTS = {
    "Rust": ["target/release/hosts"],
    "Python": [sys.executable, "benches/python/rows.py"],
    "Node": ["node", "benches/node/rows.mjs"],
}


def rows(command: list[str]) -> dict[str, float]:
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in out.splitlines()]
    return {row["row"]: row["ns"] for row in found}


def main() -> None:
    rounds = [{host: rows(command) for host, command in HOSTS.items()} for _ in range(int(sys.argv[1]))]
    print(f"{'row':<12}{'Rust (ns)':>12}" + "".join(f"{host:>10}" for host in HOSTS if host != "Rust"))
    for row in (row["row"] for row in json.loads((ROOT / "benches/manifest.json").read_text())["rows"]):
        line = f"{row:<12}{statistics.median(round['Rust'][row] for round in rounds):>12.0f}"
        for host in HOSTS:
            if host != "Rust":
                ratio = statistics.median(round[host][row] / round["Rust"][row] for round in rounds)
                line += f"{ratio:>9.2f}x"
        print(line)
    print(f"slow-down against Rust, median of {len(rounds)} interleaved rounds")


if __name__ == "__main__":
    main()
