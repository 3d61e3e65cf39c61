# SPDX-License-Identifier: Apache-2.0
"""What the player is given: a session that may be done now, what is easier, and how far it went.

A session is handed out only from a released week and only while today's screening lets a plan be
shown. So is every session that a device keeps for a day without network.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.week import Prescription, Refusal, Session, Week
from multifidus.domain.words import Slot
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DangerSign, Question
from multifidus.programme import known_on
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import NotYours
from multifidus.service.house import Service
from multifidus.service.records import Kept, kept
from multifidus.service.script_swap import easier_in
from multifidus.service.weeks import Making, Shown, the_weeks

WAIT_S: Final = 8.0
"""How long a session waits for its week to be made before the page says to come back."""

SHORT: Final = "short"
WEEKLY: Final = "weekly"

AFTER: Final = "leg-symptoms-moved-down"
"""The question of the short set that only a session can raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable:
    """A session, and by exercise what may be done in its place."""

    session: Session
    easier: Mapping[str, Prescription]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortQuestion:
    """A question of the quick look before a session; `action` is what a yes asks for."""

    id: str
    text: str
    action: str
    level: str


def _of_week(
    session: Session, number: int, shown: Shown, record: Kept, service: Service
) -> Playable:
    week: Week = shown.weeks[number]
    previous = shown.weeks[number - 1] if number else None
    known = known_on(record.record, service.today())
    found = easier_in(session, week, known, service.knowledge, previous=previous)
    return Playable(session=session, easier=found)


def playable(
    service: Service, who: Who, on: date, slot: Slot, *, wait_s: float = WAIT_S
) -> Playable | Refusal | Making:
    """Return a planned session of the asker, ready to be done.

    Parameters
    ----------
    on, slot
        Where the session was planned, also when it is done on another day.

    Raises
    ------
    NotYours
        If no released week of the asker has a session there.
    """
    decide(who, Action.READ_RECORD)
    record = kept(service, who)
    if record is None:
        raise NotYours("There is no such page.")
    shown = the_weeks(service, who, record, wait_s=wait_s)
    if not isinstance(shown, Shown):
        return shown
    for number, week in enumerate(shown.weeks):
        for session in week.sessions:
            if (session.on, session.slot) == (on, slot):
                return _of_week(session, number, shown, record, service)
    raise NotYours("There is no such page.")


def soon(service: Service, who: Who) -> tuple[Playable, ...]:
    """Return the sessions that a device keeps for days without network: those still to come.

    Nothing while the screening blocks or the week is being made; the device asks again.
    """
    decide(who, Action.READ_RECORD)
    record = kept(service, who)
    if record is None:
        return ()
    shown = the_weeks(service, who, record)
    if not isinstance(shown, Shown):
        return ()
    logged = {(entry.on, entry.slot) for entry in record.record.log}
    return tuple(
        _of_week(session, number, shown, record, service)
        for number, week in enumerate(shown.weeks)
        for session in week.sessions
        if (session.on, session.slot) not in logged
    )


def _asked(sign: DangerSign) -> Iterator[DangerSign | Question]:
    if SHORT in sign.gates:
        yield sign
    yield from (part for part in sign.parts if {SHORT, WEEKLY} <= set(part.gates))


def short_questions(knowledge: Knowledge) -> tuple[ShortQuestion, ...]:
    """Return the quick look before a session, the gravest first.

    Parameters
    ----------
    knowledge : Knowledge
        In the reader's language.
    """
    signs = sorted(knowledge.danger_signs.values(), key=lambda one: (-one.level.rank, one.rule))
    return tuple(
        ShortQuestion(
            id=asked.id,
            text=asked.question if isinstance(asked, DangerSign) else asked.text,
            action=sign.action,
            level=sign.level.value,
        )
        for sign in signs
        for asked in _asked(sign)
    )


def after_question(knowledge: Knowledge) -> ShortQuestion:
    """Return what is offered after a session; left out, nothing is assumed."""
    sign, part = next(
        (sign, part)
        for sign in knowledge.danger_signs.values()
        for part in sign.parts
        if part.id == AFTER
    )
    return ShortQuestion(id=part.id, text=part.text, action=sign.action, level=sign.level.value)
