# SPDX-License-Identifier: Apache-2.0
"""How a virtual life asks the real core: the same functions as the product, with less proof.

A cohort needs released weeks, not proven ones: the solver gets a smaller limit for each objective.
The limit is part of the knowledge's version, so that no week of a cohort passes for a proven one.
A week that is said to be impossible is asked for again with the full limit before it is believed.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from multifidus import programme
from multifidus.domain.record import Record
from multifidus.domain.week import Refusal, RefusalKind, Week
from multifidus.knowledge.loader import Knowledge

QUICK: Final = 0.1
"""Deterministic seconds of the solver for each objective of a virtual week."""


def quick(knowledge: Knowledge, limit: float = QUICK) -> Knowledge:
    """Return the knowledge with a smaller limit of proof, and a version that says so."""
    planning = knowledge.planning
    effort = planning.effort.model_copy(update={"deterministic_time": limit})
    version = hashlib.sha256(f"{knowledge.version} limit {limit}".encode()).hexdigest()[:16]
    return replace(
        knowledge,
        planning=planning.model_copy(update={"effort": effort}),
        version=version,
    )


@dataclass(frozen=True, slots=True)
class Core:
    """The programme as a virtual person meets it: `full` is the knowledge as shipped."""

    full: Knowledge
    knowledge: Knowledge

    @classmethod
    def of(cls, full: Knowledge, limit: float = QUICK) -> "Core":
        """Make a core that proves less."""
        return cls(full, quick(full, limit))

    def week(self, record: Record, on: date, *, agreed: bool) -> Week | Refusal:
        """Return the week that holds a day, or the refusal."""
        answer = programme.plan(record, on, self.knowledge, agreed=agreed)
        if isinstance(answer, Refusal) and answer.kind is RefusalKind.IMPOSSIBLE:
            answer = programme.plan(record, on, self.full, agreed=agreed)
        return answer if isinstance(answer, Refusal) else answer[0]
