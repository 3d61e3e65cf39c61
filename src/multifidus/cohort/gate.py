# SPDX-License-Identifier: Apache-2.0
"""How a virtual person answers the screening: what is true inside, asked the way the product asks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from multifidus.cohort.nature import FALL_SIGN, SLOW_SIGNS, Kind, Nature
from multifidus.domain.record import Record, Screening
from multifidus.domain.results import Clearance
from multifidus.domain.words import Answer
from multifidus.knowledge.loader import Knowledge
from multifidus.screen import screen

NEWS: Final = "anything-new"
STUCK: Final = "not-improving"
SEVERE: Final = "severe-pain"
_ROUNDS: Final = 6
"""Answers may open further questions; more rounds than the questions are nested."""


@lru_cache(maxsize=4)
def _short(questions: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    return tuple(name for name, gates in questions if "short" in gates)


def short_gate(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the questions of the page before every session."""
    return _short(
        tuple(
            (name, tuple(gates))
            for sign in knowledge.danger_signs.values()
            for name, gates in (
                (sign.id, sign.gates),
                *((part.id, part.gates) for part in sign.parts),
            )
        )
    )


def answers(
    questions: Iterable[str], nature: Nature, *, day: int, states: frozenset[str]
) -> dict[str, Answer]:
    """Answer questions as this person would; `states` are the questions that pain makes a yes."""
    if nature.kind is Kind.NOT_SURE:
        return dict.fromkeys(sorted(questions), Answer.NOT_SURE)
    here = {one.sign: one.answer for one in nature.trouble_on(day)}
    if any(name in (*SLOW_SIGNS, FALL_SIGN) for name in here):
        here[NEWS] = Answer.YES
    return {
        name: here.get(name, Answer.YES if name in states else Answer.NO)
        for name in sorted(questions)
    }


def answer_all(
    record: Record,
    on: date,
    nature: Nature,
    knowledge: Knowledge,
    *,
    day: int,
    states: frozenset[str],
) -> tuple[Record, Clearance]:
    """Answer whatever the screening asks until nothing is open; return the record and the clearance."""
    found = screen(record, on, knowledge)
    for _ in range(_ROUNDS):
        if not found.to_ask:
            break
        said = answers(found.to_ask, nature, day=day, states=states)
        record = _with(record, on, said)
        found = screen(record, on, knowledge)
    return record, found


def answer_short(
    record: Record,
    on: date,
    nature: Nature,
    knowledge: Knowledge,
    *,
    day: int,
    states: frozenset[str],
) -> tuple[Record, Clearance]:
    """Answer the page before a session, and all that it opens."""
    said = answers(short_gate(knowledge), nature, day=day, states=states)
    record = _with(record, on, said)
    return answer_all(record, on, nature, knowledge, day=day, states=states)


def _with(record: Record, on: date, said: dict[str, Answer]) -> Record:
    return replace(record, screening=(*record.screening, Screening(on=on, answers=said)))
