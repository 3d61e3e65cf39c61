# SPDX-License-Identifier: Apache-2.0
"""A flare-up as the app takes it in: the danger signs first, then the plan, then the day it is over.

Saying that the back is clearly worse puts what was answered before in doubt. So the same form asks
the urgent questions again, and both are written in one transaction: no plan is seen in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from multifidus.domain.flare import FlarePlan, HelpSign
from multifidus.domain.phrase import say
from multifidus.domain.record import FlareUp, Record
from multifidus.domain.results import Clearance
from multifidus.domain.week import Refusal
from multifidus.domain.words import Level
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import flare_days, known_on
from multifidus.record import Entry
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Blocked, Invalid
from multifidus.service.house import Service
from multifidus.service.records import Kept
from multifidus.service.way_in import write_facts
from multifidus.service.way_in_forms import Fact, read_safety
from multifidus.service.way_in_steps import Way, groups
from multifidus.service.way_in_typed import Reader, Typed

KIND: Final = "flare-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class InFlare:
    """The flare-up someone is in: its plan, and whether they have yet to say that it is over."""

    plan: FlarePlan
    open: bool


def asked_first(clearance: Clearance, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the questions that come before a flare-up's plan: what is due, and all that is urgent."""
    urgent = [
        sign.id
        for sign in knowledge.danger_signs.values()
        if sign.asked and sign.level is not Level.REVIEW
    ]
    return tuple(dict.fromkeys([*clearance.to_ask, *urgent]))


def open_flare(record: Record) -> FlareUp | None:
    """Return the latest flare-up that nobody has called over."""
    still = [one for one in record.flare_ups if one.ended is None]
    return max(still, key=lambda one: one.on, default=None)


def flare_of(service: Service, who: Who, now: Kept) -> InFlare | Refusal | None:
    """Return the plan of the flare-up the asker is in, None without one, or why there can be no plan."""
    decide(who, Action.READ_RECORD)
    on, knowledge = service.today(), service.knowledge
    record = known_on(now.record, on)
    if not record.flare_ups:
        return None
    plan = flare_days(record, on, knowledge)
    if plan is None or isinstance(plan, Refusal):
        return plan
    return InFlare(plan=plan, open=open_flare(record) is not None)


def help_by_action(plan: FlarePlan) -> tuple[tuple[HelpSign, ...], ...]:
    """Return the danger signs to heed by what they ask to do, the gravest first."""
    found: dict[str, list[HelpSign]] = {}
    for one in sorted(plan.seek_help, key=lambda sign: -sign.level.rank):
        found.setdefault(one.action, []).append(one)
    return tuple(tuple(signs) for signs in found.values())


def report(service: Service, who: Who, way: Way, typed: Typed) -> None:
    """Take in that the back is clearly worse since today, and the answers to what comes first.

    A flare-up that is going on already is not begun again; its questions are answered all the same.

    Raises
    ------
    Invalid
        With a word about each question that has no answer; nothing is written then.
    Blocked
        If nothing is known yet of who they are.
    """
    decide(who, Action.ADD_FACTS)
    if way.record is None or way.clearance is None:
        raise Blocked(say("Please begin with who you are."))
    reader = Reader(typed)
    trigger = reader.text("trigger")
    faults = dict(reader.faults)
    shown = {
        level: tuple(one.id for one in rows)
        for level, rows in groups(
            asked_first(way.clearance, service.knowledge), service.knowledge
        ).items()
    }
    facts: list[Fact] = []
    try:
        facts = read_safety(typed, shown)
    except Invalid as error:
        faults = {**error.fields, **faults}
    if faults:
        raise Invalid(say("Something here cannot be right yet."), faults)
    if open_flare(way.record) is None:
        body: dict[str, Any] = {"trigger": trigger} if trigger else {}
        facts.insert(0, Fact(kind=KIND, body=body))
    write_facts(service, who, facts, lambda _: None)


def over(service: Service, who: Who) -> bool:
    """Write down that the flare-up is over since today; False if there is none going on."""
    person = decide(who, Action.ADD_FACTS)
    on = service.today()
    with service.store.write() as writing:
        still = _still_open(writing.entries(person, kinds=(KIND,)))
        for entry in still:
            # One dated after today came from a clock that was wrong; it cannot be over yet.
            if entry.on <= on:
                body = {**entry.body, "ended": on.isoformat()}
                records.write(service, writing, who, KIND, body, on=entry.on, supersedes=entry.id)
    return bool(still)


def _still_open(entries: Sequence[Entry]) -> list[Entry]:
    corrected = {one.supersedes for one in entries}
    return [
        one
        for one in entries
        if one.id not in corrected and one.body is not None and one.body.get("ended") is None
    ]
