# SPDX-License-Identifier: Apache-2.0
"""The planner at work beside the pages: one plan at a time, the same wish never computed twice."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Lock, Timer
from typing import Final

from multifidus import programme
from multifidus.domain.record import Record
from multifidus.domain.week import Refusal, Week
from multifidus.knowledge.loader import Knowledge

KEPT: Final = 64
"""How many finished plans wait to be fetched; older ones are let go."""

Outcome = tuple[Week, ...] | Refusal


@dataclass(slots=True)
class Planner:
    """Makes weeks in a thread of its own; the solver lets go of the interpreter while it works."""

    knowledge: Knowledge
    plan: Callable[..., Outcome] = programme.plan
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="planner")
    )
    _asked: dict[str, Future[Outcome]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _warming: Timer | None = None

    def ask(self, key: str, record: Record, on: date, *, weeks: int = 1) -> Future[Outcome]:
        """Ask for weeks as agreed; `key` names the wish, and no wish is asked for twice."""
        with self._lock:
            if key not in self._asked:
                while len(self._asked) >= KEPT:
                    self._asked.pop(next(iter(self._asked)))
                self._asked[key] = self._pool.submit(
                    self.plan, record, on, self.knowledge, weeks=weeks, agreed=True
                )
            return self._asked[key]

    def forget(self, key: str) -> None:
        """Let a finished plan go, so that asking again plans anew."""
        with self._lock:
            self._asked.pop(key, None)

    def warm(self, after_s: float = 2.0) -> None:
        """Load the solver soon, so that the first week does not wait for it, nor the first page."""
        self._warming = Timer(after_s, self._pool.submit, (_load_solver,))
        self._warming.daemon = True
        self._warming.start()

    def close(self) -> None:
        """Finish what is being planned and take nothing more on."""
        if self._warming is not None:
            self._warming.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _load_solver() -> None:
    from multifidus.plan.solve import load  # noqa: PLC0415 - the solver takes a second to load

    load()
