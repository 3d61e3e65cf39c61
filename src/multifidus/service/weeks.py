# SPDX-License-Identifier: Apache-2.0
"""The released week of a person: planned once, kept, and planned anew when the facts ask for it.

A log does not change the week it belongs to, so that Wednesday is what Monday said it would be. A
fact that bears on safety or on what fits does: answers, conditions, directives, measurements,
equipment, times, a flare-up, a yes to a change, and whatever takes something down. What would ask for
more waits for a yes: the week that is shown is the week as agreed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from multifidus import programme
from multifidus.coach.light import Light, light
from multifidus.domain.adaptation import AdjustmentKind
from multifidus.domain.record import Record
from multifidus.domain.results import Clearance, Standing
from multifidus.domain.week import Refusal, Week
from multifidus.exchange.as_json import dumps
from multifidus.exchange.phrases_json import (
    week_with_phrases_from_json,
    week_with_phrases_to_json,
)
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import DAYS_PER_WEEK, known_on, monday_of
from multifidus.screen import screen
from multifidus.service.access import Action, Who, decide
from multifidus.service.house import Service
from multifidus.service.records import Kept
from multifidus.service.standings import before_today, standing_now

FEW_DAYS = 3
"""With at most so many days of the week left, a new week begins in sight: it is planned as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """The week is being planned; ask again in a moment."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The weeks that may be shown, the one that holds the day first, and what clears them today."""

    weeks: tuple[Week, ...]
    clearance: Clearance


def lighter(standing: Standing | Refusal) -> list[str]:
    """Name what goes down just now: it comes at once, so the week is planned anew for it."""
    if isinstance(standing, Refusal):
        return []
    phase = [f"flare {standing.flare.started} {standing.flare.phase}"] if standing.flare else []
    return phase + sorted(
        f"{one.id} {one.after}"
        for one in standing.adjustments
        if not one.kind.asks_more and one.kind is not AdjustmentKind.HOLD
    )


def fingerprint(
    record: Record,
    on: date,
    clearance: Clearance,
    knowledge: Knowledge,
    standing: Standing | Refusal | None = None,
) -> str:
    """Name the facts that a week rests on: as long as it stays the same, so does the week.

    Parameters
    ----------
    record : Record
        As it is known on the day.
    standing : Standing or Refusal, optional
        Where the person stands, without the sessions of today and what nobody has agreed to;
        worked out if it is not given.
    """
    monday = monday_of(on)
    if standing is None:
        standing = programme.standing_of(before_today(record, on), on, knowledge, agreed=True)
    red = sum(
        light(entry, on, knowledge) is Light.RED for entry in record.log if monday <= entry.on <= on
    )
    # A no to a change leaves the week as it is, and so does what a day asked of the back.
    said_yes = tuple(one for one in record.decisions if one.accept)
    rests_on = replace(record, screening=(), outcomes=(), log=(), daily_load=(), decisions=said_yes)
    facts: Mapping[str, object] = {
        "record": rests_on,
        "level": clearance.level,
        "gentle": clearance.gentle,
        "signs": sorted(f"{one.sign} {one.status}" for one in clearance.signs),
        "red": red,
        "lighter": lighter(standing),
        "knowledge": knowledge.version,
    }
    return hashlib.sha256(dumps(facts).encode()).hexdigest()


def the_weeks(
    service: Service, who: Who, kept: Kept, *, wait_s: float = 0.0
) -> Shown | Refusal | Making:
    """Return the week that holds today (and the next where this one is nearly over), or why not.

    Parameters
    ----------
    kept : Kept
        The asker's record.
    wait_s : float
        How long to wait for a plan in the making before saying `Making`, in seconds.

    Returns
    -------
    Shown, Refusal or Making
        Only weeks that the independent check has passed are ever in `Shown`.
    """
    person = decide(who, Action.READ_RECORD)
    on = service.today()
    record = known_on(kept.record, on)
    clearance = screen(record, on, service.knowledge)
    monday = monday_of(on)
    stands = standing_now(service, kept, by_today=False)
    mark = fingerprint(record, on, clearance, service.knowledge, stands)
    wanted = 2 if DAYS_PER_WEEK - on.weekday() <= FEW_DAYS else 1
    if not clearance.blocked:
        with service.store.read() as reading:
            stored = [
                reading.released(person, monday + timedelta(days=DAYS_PER_WEEK * n))
                for n in range(wanted)
            ]
        # A week planned before its Monday took the days until then as done: it is planned anew.
        sound = stored[0] is not None and stored[0].on >= monday
        if sound and all(one is not None and one.fingerprint == mark for one in stored):
            weeks = tuple(week_with_phrases_from_json(one.body) for one in stored if one)
            return Shown(weeks=weeks, clearance=clearance)
    key = f"{person} {on} {wanted} {mark}"
    future = service.planner.ask(key, record, on, weeks=wanted)
    try:
        made = future.result(timeout=wait_s)
    except TimeoutError:
        return Making(key=key)
    if isinstance(made, Refusal):
        # Not forgotten: the same facts on the same day would be refused again.
        return made
    service.planner.forget(key)
    _keep(service, person, made, seq=kept.seq, mark=mark)
    return Shown(weeks=made, clearance=clearance)


def _keep(service: Service, person: str, weeks: tuple[Week, ...], *, seq: int, mark: str) -> None:
    with service.store.write() as writing:
        if writing.account_of(person) is None:
            # Erased while the plan was made: nothing of theirs is written any more.
            return
        for week in weeks:
            stored = writing.released(person, week.week)
            if stored is not None and stored.fingerprint == mark:
                continue
            writing.release(
                person,
                week.week,
                on=week.on,
                at=service.now(),
                seq=seq,
                fingerprint=mark,
                knowledge=week.knowledge,
                body=week_with_phrases_to_json(week),
            )


def released_weeks(service: Service, who: Who) -> tuple[Week, ...]:
    """Return every week ever shown to the asker, oldest first; of each Monday the newest plan."""
    person = decide(who, Action.READ_RECORD)
    with service.store.read() as reading:
        return tuple(week_with_phrases_from_json(one.body) for one in reading.released_all(person))
