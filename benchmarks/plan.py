# SPDX-License-Identifier: Apache-2.0
"""The planner against a greedy heuristic and the naive rule, on the same people, in one run."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

import measure
import report
from measure import Row
from multifidus.cohort import people
from multifidus.exchange.record_file import write_record

Result = TypeVar("Result")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--people", type=int, default=300, help="how many people (300)")
    add("--first-seed", type=int, default=0, help="the seed of the first person (0)")
    add("--processes", type=int, default=2, help="processes, one solver thread each (2)")
    add("--sample", type=int, default=30, help="people planned again and re-planned (30)")
    add("--cold", type=int, default=5, help="cold starts of the command (5)")
    add("--json", type=Path, metavar="FILE", help="write all figures and every person here")
    chosen = parser.parse_args(words)
    if chosen.people < 1 or chosen.processes < 1 or chosen.sample < 0 or chosen.cold < 0:
        parser.error("--people and --processes are at least 1, --sample and --cold at least 0")
    return chosen


def each(
    work: Callable[[int], Result],
    seeds: Sequence[int],
    processes: int,
    tell: Callable[[], None],
) -> dict[int, Result]:
    """Do `work` for every seed in fresh processes; return the results by seed, in order.

    Every process warms up first (knowledge read, solver imported), outside what is timed.
    """
    found: dict[int, Result] = {}
    with ProcessPoolExecutor(
        max_workers=processes, mp_context=get_context("spawn"), initializer=warm
    ) as pool:
        jobs = {pool.submit(work, seed): seed for seed in seeds}
        for job in as_completed(jobs):
            found[jobs[job]] = job.result()
            tell()
    return dict(sorted(found.items()))


def warm() -> None:
    """Do once what a long-running process has long done: read the knowledge, start the solver."""
    measure.again(1)


def cold_start(seed: int) -> float:
    """Return the seconds from starting the command to the written week."""
    record = people.make(seed, measure.ON, measure.knowledge())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.yaml"
        path.write_text(write_record(record), encoding="utf-8")
        words = [sys.executable, "-m", "multifidus.cli", "plan", str(path), "--json"]
        started = perf_counter()
        subprocess.run(
            [*words, "--on", measure.ON.isoformat()], check=True, stdout=subprocess.DEVNULL
        )
        return perf_counter() - started


def run(chosen: argparse.Namespace) -> Row:
    """Measure everything; return the whole report."""
    version = measure.knowledge().version  # read before anything long: a fault in it shows at once
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.people)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:

        def stage(name: str, work: Callable[[int], Result], of: Sequence[int]) -> dict[int, Result]:
            task = bar.add_task(name, total=len(of))
            return each(work, of, chosen.processes, lambda: bar.advance(task)) if of else {}

        rows_by_seed = stage("people", measure.person, seeds)
        planned = [
            seed for seed, row in rows_by_seed.items() if row["ours"]["outcome"] == "planned"
        ]
        sample = planned[: chosen.sample]
        hashes = {seed: rows_by_seed[seed]["ours"]["sha256"] for seed in sample}
        again = stage("the same again", measure.again, sample)
        other = stage("another solver seed", measure.other_seed, sample)
        later = stage("re-plan after a week", measure.next_week, sample)
        task = bar.add_task("cold starts", total=chosen.cold)
        cold = []
        for seed in planned[: chosen.cold]:
            cold.append(cold_start(seed))
            bar.advance(task)
    rows = list(rows_by_seed.values())
    found = report.figures(
        rows,
        {
            "again": {seed: (hashes[seed], value) for seed, value in again.items()},
            "other_seed": {seed: (hashes[seed], value) for seed, value in other.items()},
            "next_week": list(later.values()),
            "cold": cold,
        },
    )
    return {
        "settings": {
            "people": chosen.people,
            "first_seed": chosen.first_seed,
            "processes": chosen.processes,
            "sample": len(sample),
            "on": measure.ON.isoformat(),
            "knowledge": version,
        },
        "figures": found,
        "targets": report.targets(found),
        "people": rows,
        "next_week": list(later.values()),
    }


def main(words: Sequence[str] | None = None) -> int:
    """Run, print, write; 1 when a released week breaks a rule or an optimum is beaten."""
    chosen = _arguments(words)
    whole = run(chosen)
    found = whole["figures"]
    out = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    report.show(found, whole["targets"], out)
    if chosen.json:
        text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        chosen.json.write_text(text, encoding="utf-8")
    ours = found["ours"]
    later = found["next week"]["outcomes"].get("release", 0)
    broken = ours["released with a breach"] + ours["refused by the check"] + later
    same = all(one["same"] == one["people"] for one in found["same bytes"].values())
    return int(bool(broken or found["beaten"] or not same))


if __name__ == "__main__":
    sys.exit(main())
