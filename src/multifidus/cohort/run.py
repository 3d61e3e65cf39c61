# SPDX-License-Identifier: Apache-2.0
"""Let many people live, on as many processes as wanted, and keep what is done so that it can go on."""

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from multifidus.cohort import assumptions
from multifidus.cohort.core import QUICK, Core
from multifidus.cohort.figures import Row, row_of
from multifidus.cohort.invariants import Breach, breaches
from multifidus.cohort.lived import Life, Policy
from multifidus.cohort.policies import begin_under
from multifidus.cohort.twins import compare_some
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.loader import shipped as knowledge_shipped

FORMAT: Final = "multifidus-cohort/1"
START: Final = date(2026, 11, 16)
"""The first Monday of every life."""
TWIN_EVERY: Final = 6
"""One question in so many is put another way: again, mirrored, or some weeks earlier."""
_AHEAD: Final = 4
"""Lives handed to a process ahead of time, so that none waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What decides the result of a cohort; the same settings give the same bytes."""

    people: int
    weeks: int
    seed: int
    policies: tuple[Policy, ...] = (Policy.ADAPT,)
    limit: float = QUICK

    def jobs(self) -> Iterator[tuple[int, Policy]]:
        """Yield every life to be lived."""
        for seed in range(self.seed, self.seed + self.people):
            for policy in self.policies:
                yield seed, policy

    def head(self) -> Row:
        """Return the first line of a file of results: all that the results depend on."""
        words = asdict(self)
        words["policies"] = [str(policy) for policy in self.policies]
        return {
            "format": FORMAT,
            **words,
            "start": START.isoformat(),
            "knowledge": _core(self.limit).full.version,
            "assumptions": sha256(assumptions.FILE.read_bytes()).hexdigest()[:16],
        }


@cache
def _core(limit: float) -> Core:
    return Core.of(knowledge_shipped(), limit)


def live(seed: int, policy: Policy, settings: Settings) -> Life:
    """Let one person live, and put some of the person's questions another way."""
    core = _core(settings.limit)
    begun = begin_under(policy, seed, START, settings.weeks, core, assumptions.shipped())
    begun.live(settings.weeks)
    life = begun.ended(settings.weeks)
    if policy is not Policy.ADAPT:
        return life
    return replace(life, compared=compare_some(life.asked, core, seed, TWIN_EVERY))


def broken_of(life: Life, knowledge: Knowledge) -> tuple[Breach, ...]:
    """Return what a life breaks; other policies than this programme are not held to it."""
    return tuple(breaches(life, knowledge)) if life.policy is Policy.ADAPT else ()


def one_row(seed: int, policy: Policy, settings: Settings) -> Row:
    """Let one person live and return the row of that life."""
    knowledge = _core(settings.limit).full
    life = live(seed, policy, settings)
    return row_of(life, knowledge, broken_of(life, knowledge))


def rows(
    settings: Settings,
    processes: int,
    done: Iterable[Row] = (),
    each: Callable[[Row], None] = lambda _row: None,
) -> list[Row]:
    """Let everybody live who has not yet; return all rows, in the order of seeds and policies.

    Parameters
    ----------
    settings : Settings
        Who, how long, under what.
    processes : int
        How many processes; 1 lives them here.
    done : iterable of Row
        Lives that were lived before.
    each : callable
        Told of every life as it ends, in no fixed order.
    """
    found = {(row["seed"], row["policy"]): row for row in done}
    left = [job for job in settings.jobs() if (job[0], str(job[1])) not in found]
    lived = _here(left, settings) if processes == 1 else _beside(left, settings, processes)
    for row in lived:
        found[row["seed"], row["policy"]] = row
        each(row)
    return [found[seed, str(policy)] for seed, policy in settings.jobs()]


def _here(jobs: list[tuple[int, Policy]], settings: Settings) -> Iterator[Row]:
    for seed, policy in jobs:
        yield one_row(seed, policy, settings)


def _beside(jobs: list[tuple[int, Policy]], settings: Settings, processes: int) -> Iterator[Row]:
    waiting = iter(jobs)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:

        def more(count: int) -> set[Future[Row]]:
            return {
                pool.submit(one_row, seed, policy, settings)
                for seed, policy in islice(waiting, count)
            }

        running = more(processes * _AHEAD)
        try:
            while running:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                running |= more(len(ended))
                for future in ended:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


# --- going on later ----------------------------------------------------------------------------


class OtherSettingsError(Exception):
    """A file of results that belongs to another cohort; says in what they differ."""


class Results:
    """A file of finished lives, one JSON line each, written as they end."""

    def __init__(self, path: Path, settings: Settings) -> None:
        """Open the file, or begin it.

        Raises
        ------
        OtherSettingsError
            If the file holds results of other settings, other knowledge, or something else.
        """
        self.path, self.head = path, settings.head()
        self.rows = self._read() if path.exists() and path.stat().st_size else self._begin()

    def _begin(self) -> list[Row]:
        self.path.write_text(_line(self.head), encoding="utf-8")
        return []

    def _read(self) -> list[Row]:
        # A line that was cut off when the work was broken off is lived again.
        lines = self.path.read_bytes().split(b"\n")
        whole = [line for line in lines[:-1] if line]
        head = _parsed(whole[0]) if whole else None
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise OtherSettingsError(f"{self.path} is no file of cohort results ({FORMAT})")
        differs = [
            f"{name} is {head.get(name)!r} there and {self.head.get(name)!r} here"
            for name in sorted({*head, *self.head})
            if head.get(name) != self.head.get(name)
        ]
        if differs:
            raise OtherSettingsError(
                f"{self.path} holds another cohort: {'; '.join(differs)}. "
                "Use the same settings, or another file."
            )
        found = [row for line in whole[1:] if isinstance(row := _parsed(line), dict)]
        text = "".join(_line(row) for row in (self.head, *found))
        self.path.write_text(text, encoding="utf-8")
        return found

    def add(self, row: Row) -> None:
        """Write one finished life."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(row))


def _parsed(line: bytes) -> Any:  # noqa: ANN401 - whatever stands there
    try:
        return json.loads(line)
    except ValueError:
        return None


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
