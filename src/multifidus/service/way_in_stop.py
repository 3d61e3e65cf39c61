# SPDX-License-Identifier: Apache-2.0
"""Stopped by a danger sign: what to show a doctor, and what a doctor has said since."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from multifidus.domain.phrase import say
from multifidus.domain.record import Record
from multifidus.domain.results import Clearance, SignState
from multifidus.domain.words import Answer, Level, SignStatus
from multifidus.exchange.record_checks import EARLIEST
from multifidus.knowledge.loader import Knowledge
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Blocked
from multifidus.service.house import Service
from multifidus.service.way_in import write_facts
from multifidus.service.way_in_forms import Fact
from multifidus.service.way_in_steps import Way, questions
from multifidus.service.way_in_typed import Reader, Typed, every, first

PRESENT: Final = (SignStatus.PRESENT, SignStatus.NOT_SURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """One question of the note: what was asked, what was said, and when."""

    sign: str
    question: str
    answer: Answer
    on: date
    tell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The note for a doctor: what was answered, nothing concluded."""

    raised: tuple[NoteLine, ...]
    denied: tuple[NoteLine, ...]


def _tells(knowledge: Knowledge) -> dict[str, str]:
    return {asked.id: sign.tell for asked, sign in questions(knowledge)}


def note_of(record: Record, clearance: Clearance, knowledge: Knowledge) -> Note:
    """Gather the latest answer to each question; those that are raised come first.

    Parameters
    ----------
    knowledge : Knowledge
        In the language of the note.
    """
    latest: dict[str, tuple[Answer, date]] = {}
    for row in sorted(record.screening, key=lambda one: one.on):
        latest |= {key: (answer, row.on) for key, answer in row.answers.items()}
    raised = {one.sign: one for one in clearance.signs if one.status in PRESENT}
    tells = _tells(knowledge)
    lines = [
        NoteLine(
            sign=asked.id,
            question=asked.text,
            answer=latest[asked.id][0],
            on=latest[asked.id][1],
            tell=tells[asked.id],
        )
        for asked, _ in questions(knowledge)
        if asked.id in latest
    ]
    positive = [one for one in lines if one.sign in raised or one.answer is not Answer.NO]
    return Note(raised=tuple(positive), denied=tuple(one for one in lines if one not in positive))


def liftable(way: Way, knowledge: Knowledge) -> tuple[SignState, ...]:
    """Return the signs that stand and that a clinician's word can lift."""
    if way.clearance is None:
        return ()
    by = {asked.id: sign.lifted_by for asked, sign in questions(knowledge)}
    return tuple(
        one
        for one in way.clearance.signs
        if one.status in PRESENT and by.get(one.sign) in {"clinician", "review"}
    )


def by_birth(way: Way, knowledge: Knowledge) -> bool:
    """Whether what stands comes from the date of birth, which may be a slip."""
    unasked = {key for key, sign in knowledge.danger_signs.items() if not sign.asked}
    states = way.clearance.signs if way.clearance else ()
    return any(one.sign in unasked and one.status in PRESENT for one in states)


def save_seen(service: Service, who: Who, way: Way, typed: Typed) -> None:
    """Write down that a clinician has looked at it, as the person reports.

    A sign that only a clinician lifts becomes a directive in that clinician's name; others a review.

    Raises
    ------
    Invalid
        With a word about each field.
    """
    decide(who, Action.ADD_FACTS)
    if way.record is None:
        raise Blocked("Please begin with who you are.")
    reader = Reader(typed)
    by = reader.text("by", needed=say("Write who looked at it."))
    note = reader.text("note", needed=say("Write in a few words what they said."))
    states = {one.sign: one for one in liftable(way, service.knowledge)}
    chosen = every(typed, "sign", states)
    if not chosen:
        reader.fault("sign", say("Choose what they looked at."))
    earliest = max(EARLIEST, way.record.person.born)
    on = reader.day("on", earliest=earliest, latest=way.on, needed=say("Give the day."))
    if first(typed, "sure") != "yes":
        reader.fault("sure", say("Please confirm this."))
    answered = max((states[key].answered_on or earliest for key in chosen), default=earliest)
    if on is not None and on < answered:
        reader.fault("on", say("This is before the day on which you gave the answer."))
    reader.done()
    facts = [_lifted(states[key], by, note, on) for key in chosen]
    write_facts(service, who, facts, lambda _: None)


def _lifted(state: SignState, by: str, note: str, on: date | None) -> Fact:
    body: dict[str, Any] = {"by": by, "sign": state.sign, "note": note}
    if state.level in {Level.URGENT, Level.EMERGENCY}:
        return Fact(kind="directive", body=body | {"kind": "clear"}, on=on)
    return Fact(kind="review", body=body, on=on)
