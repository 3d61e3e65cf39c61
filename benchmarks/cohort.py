# SPDX-License-Identifier: Apache-2.0
"""How long the adaptation of one person-week takes, and how many person-weeks a second are lived.

Run it as `python benchmarks/cohort.py`. The adaptation is everything between a log and the week's
doses, rungs, stage and adjustments, without the plan. Lives are lived with the real programme.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter
from typing import Final

from multifidus.coach import standing
from multifidus.cohort import assumptions
from multifidus.cohort.lived import Life, Policy
from multifidus.cohort.nature import DAYS_PER_WEEK, Kind, kind_of
from multifidus.cohort.run import START, Settings, live, rows
from multifidus.knowledge.loader import shipped
from multifidus.programme import known_on

TARGET_MS: Final = 50.0
WEEKS_OF_LOG: Final = (0, 12, 26, 52)
LATE: Final = 0.95


def _steady(count: int) -> list[int]:
    """Seeds of people who never stop: theirs are the longest logs."""
    known = assumptions.shipped()
    return [seed for seed in range(50) if kind_of(seed, known) is Kind.STEADY][:count]


def adaptation_ms(life: Life, weeks: int, runs: int) -> list[float]:
    """Milliseconds of the adaptation after so many weeks of log, once for each run."""
    on = START + timedelta(days=weeks * DAYS_PER_WEEK)
    record, knowledge = known_on(life.record, on), shipped()
    out = []
    for _ in range(runs):
        started = perf_counter()
        standing(record, on, monday=on, knowledge=knowledge, agreed=True)
        out.append((perf_counter() - started) * 1000)
    return out


def _rate(people: int, weeks: int, processes: int) -> float:
    """Person-weeks a second, with as many processes."""
    settings = Settings(people=people, weeks=weeks, seed=0)
    started = perf_counter()
    rows(settings, processes)
    return people * weeks / (perf_counter() - started)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="runs of each adaptation (20)")
    parser.add_argument("--logs", type=int, default=2, help="people with a year of log (2)")
    parser.add_argument("--people", type=int, default=24, help="people of the throughput (24)")
    parser.add_argument("--weeks", type=int, default=8, help="weeks of the throughput (8)")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when the adaptation takes longer than the target."""
    chosen = _arguments(words)
    longest = max(WEEKS_OF_LOG)
    settings = Settings(people=1, weeks=longest, seed=0)
    lives = [live(seed, Policy.ADAPT, settings) for seed in _steady(chosen.logs)]
    print(f"{'adaptation of one week, ms':34}{'sessions':>9}{'median':>9}{'p95':>9}")
    slow = False
    for weeks in WEEKS_OF_LOG:
        found = sorted(ms for life in lives for ms in adaptation_ms(life, weeks, chosen.runs))
        on = START + timedelta(days=weeks * DAYS_PER_WEEK)
        logged = statistics.mean(len(known_on(life.record, on).log) for life in lives)
        middle, late = statistics.median(found), found[int(LATE * (len(found) - 1))]
        print(f"  after {weeks:2} weeks of log{'':13}{logged:9.0f}{middle:9.1f}{late:9.1f}")
        slow = slow or late > TARGET_MS
    one, two = (_rate(chosen.people, chosen.weeks, processes) for processes in (1, 2))
    print(f"person-weeks a second, 1 process   {one:.2f}")
    print(f"person-weeks a second, 2 processes {two:.2f} ({two / 2:.2f} a core)")
    print(f"two processes against one          {two / one:.2f}")
    print(f"slower than {TARGET_MS:g} ms: {'yes' if slow else 'no'}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
