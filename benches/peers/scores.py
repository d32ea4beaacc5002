#!/usr/bin/env python3
"""Scores of sites: what prm-core takes for ten million responses, beside polars, interleaved.

    maturin build --release --manifest-path bindings/python/Cargo.toml --out FOLDER
    pip install FOLDER/*.whl polars numpy
    python benches/peers/scores.py

Each round runs every contestant once; medians are compared. Twelve items of 1 to 4 and a rating of
0 to 10, of 2,000 sites. polars makes what is asked of it: means and top boxes of items with Wilson
limits, top box and net score of the rating. prm-core makes that, and middle and bottom boxes, linear
means, composites, rates of responses, and leaves out what is of too few. Memory is what the process
has at its peak beyond the frame, in a process of its own.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

ITEMS = [
    "urgent_soon", "routine_soon", "question_same_day", "explained", "listened", "knew_history",
    "respect", "enough_time", "test_results", "medicines_discussed", "staff_helpful",
    "staff_courteous",
]


def frame(rows, sites):
    import numpy
    import polars

    draw = numpy.random.default_rng(1)
    columns = {item: draw.integers(1, 5, rows, dtype=numpy.int8) for item in ITEMS}
    columns["rating"] = draw.integers(0, 11, rows, dtype=numpy.int8)
    columns["site"] = draw.integers(0, sites, rows, dtype=numpy.int32)
    return polars.DataFrame(columns)


def with_polars(table):
    import polars

    z = 1.959963984540054
    asks = []
    for item in ITEMS:
        asks += [
            polars.col(item).mean().alias(f"{item}_mean"),
            (polars.col(item) == 4).mean().alias(f"{item}_top"),
            polars.col(item).count().alias(f"{item}_n"),
        ]
    rating = polars.col("rating")
    asks += [(rating >= 9).mean().alias("rating_top"), (rating <= 6).mean().alias("rating_bottom")]
    found = table.lazy().group_by("site").agg(asks)
    limits = []
    for item in ITEMS:
        p, n = polars.col(f"{item}_top"), polars.col(f"{item}_n")
        middle, over = p + z * z / (2 * n), 1 + z * z / n
        half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
        limits += [
            ((middle - half) / over).alias(f"{item}_lower"),
            ((middle + half) / over).alias(f"{item}_upper"),
        ]
    net = (polars.col("rating_top") - polars.col("rating_bottom")).alias("net")
    return found.with_columns(*limits, net).sort("site").collect()


def with_prm(table):
    from prm_core import insight

    return insight.score_frame({"instrument": "cg-cahps", "by": ["site"]}, table)


RUNS = {"prm-core": with_prm, "polars": with_polars}


def peak():
    """The most memory that the process had, in MB."""
    status = pathlib.Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) / 1024


def memory(name, rows, sites):
    """The peak beyond the frame, in MB, in a process of its own."""
    command = [sys.executable, __file__, "--memory", name, "--rows", str(rows), "--sites", str(sites)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--sites", type=int, default=2_000)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--memory", choices=RUNS)
    options = arguments.parse_args()
    table = frame(options.rows, options.sites)
    if options.memory:
        RUNS[options.memory](table.head(1000))
        # The peak from now on (Linux): that of making the frame is none of theirs.
        pathlib.Path("/proc/self/clear_refs").write_text("5")
        before = peak()
        RUNS[options.memory](table)
        print(json.dumps(peak() - before))
        return
    ours, theirs = with_prm(table), with_polars(table)
    import polars

    own = polars.DataFrame(ours).filter(~polars.col("whole"), of="listened", measure="top_box")
    own = own.with_columns(polars.col("site").cast(polars.Int32)).sort("site")
    assert (own["value"] - theirs["listened_top"]).abs().max() < 1e-12
    assert (own["lower"] - theirs["listened_lower"]).abs().max() < 1e-12
    times = {name: [] for name in RUNS}
    for _ in range(options.rounds):
        for name, run in RUNS.items():
            start = time.perf_counter()
            run(table)
            times[name].append(time.perf_counter() - start)
    middle = {name: statistics.median(found) for name, found in times.items()}
    print(f"{options.rows:,} responses x 13 items, {options.sites:,} sites")
    print(f"{'':<12}{'rows/s':>14}{'least':>14}{'most':>14}{'prm-core':>10}{'MB more':>10}")
    for name, found in times.items():
        rates = sorted(options.rows / seconds for seconds in found)
        print(
            f"{name:<12}{options.rows / middle[name]:>14,.0f}{rates[0]:>14,.0f}{rates[-1]:>14,.0f}"
            f"{middle[name] / middle['prm-core']:>9.2f}x{memory(name, options.rows, options.sites):>10,.0f}"
        )


if __name__ == "__main__":
    main()
