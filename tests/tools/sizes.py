"""Compares the sizes of the built libraries with those that were recorded.

A library that has grown by more than 5 % is a warning; `--record` writes the sizes down.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "bindings" / "sizes.json"
LIBRARIES = {"python": "lib_core.so", "node": "libprm_node.so", "mobile": "libprm_mobile.so"}


def main() -> int:
    recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    found = {
        host: path.stat().st_size
        for host, name in LIBRARIES.items()
        if (path := ROOT / "target" / "release" / name).exists()
    }
    if missing := LIBRARIES.keys() - found.keys():
        print(f"not built: {', '.join(sorted(missing))}")
        return 1
    if "--record" in sys.argv:
        RECORD.write_text(json.dumps(found, indent=2) + "\n")
        return 0
    for host, size in found.items():
        change = size / recorded[host] - 1
        print(f"{host}: {size} bytes, {change:+.1%}")
        if change > 0.05:
            print(f"warning: the library for {host} has grown by {change:.1%} to {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
