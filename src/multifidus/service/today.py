# SPDX-License-Identifier: Apache-2.0
"""Today, asked of the house: what is due for this person now, and the session behind a link.

What is due is decided in `today_day`, which session a log row was in `today_match`; both are pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.results import Clearance
from multifidus.domain.week import Refusal, Session, Week
from multifidus.domain.words import Modality, Slot
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on
from multifidus.service.access import Action, Who, decide
from multifidus.service.daily_load import hard_waits
from multifidus.service.errors import Blocked, NotYours
from multifidus.service.flare import InFlare, flare_of
from multifidus.service.house import Service
from multifidus.service.mornings import Morning, asks_leg, open_mornings
from multifidus.service.outcomes_due import Due, Retest, due_questionnaires, due_retests
from multifidus.service.records import Kept, kept
from multifidus.service.review import waiting
from multifidus.service.today_day import Today, checked_move, day_of, turn_of
from multifidus.service.today_match import place_of
from multifidus.service.weeks import Making, Shown, the_weeks

WAIT_S: Final = 8.0
"""How long a session waits for its week to be made before it says to come back."""

WALK: Final = "walking"
"""The exercise that is nearly always possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the page of today shows.

    `free` are exercises that may be done besides at any time, `mornings` sessions whose next
    morning is not told yet, `questionnaires` and `retests` what the schedule asks for. `waiting` is how
    many changes wait for a yes; `flare` the flare-up, with its plan for these days; `hard_waits` whether
    hard exercises that are due had better wait, since yesterday asked much.
    """

    day: Today
    weeks: tuple[Week, ...]
    clearance: Clearance
    free: tuple[str, ...]
    mornings: tuple[Morning, ...]
    questionnaires: tuple[Due, ...]
    retests: tuple[Retest, ...]
    late: bool
    asks_leg: bool = False
    waiting: int = 0
    flare: InFlare | None = None
    hard_waits: bool = False


def free_choices(week: Week, equipment: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    """Return a walk and the positions of rest, but for what is kept from this person."""
    barred = {one.exercise for one in week.left_out}
    have = {*equipment, *(key for key, thing in knowledge.equipment.items() if thing.assumed)}
    return tuple(
        key
        for key, exercise in sorted(
            knowledge.exercises.items(), key=lambda pair: (pair[0] != WALK, pair[0])
        )
        if (key == WALK or exercise.modality is Modality.RELAXATION)
        and key not in barred
        and set(exercise.equipment) <= have
    )


def is_late(service: Service) -> bool:
    """Whether the day has turned where the house stands: the evening's session comes first."""
    now = service.clock().astimezone(service.zone)
    return now.hour + now.minute / 60 >= turn_of(service.knowledge)


def today_of(
    service: Service, who: Who, record: Kept, *, wait_s: float = 0.0
) -> Standing | Refusal | Making:
    """Say what is due for the asker now, or why nothing can be shown."""
    decide(who, Action.READ_RECORD)
    shown = the_weeks(service, who, record, wait_s=wait_s)
    if not isinstance(shown, Shown):
        return shown
    on = service.today()
    known = known_on(record.record, on)
    late = is_late(service)
    flare = flare_of(service, who, record)
    day = day_of(
        shown.weeks,
        known.log,
        on,
        late=late,
        fits=checked_move(shown.weeks[0], known, on, service.knowledge),
    )
    return Standing(
        day=day,
        weeks=shown.weeks,
        clearance=shown.clearance,
        free=free_choices(shown.weeks[0], known.equipment, service.knowledge),
        mornings=open_mornings(service, who),
        questionnaires=due_questionnaires(known, on, service.knowledge),
        retests=due_retests(known, on, service.knowledge),
        late=late,
        asks_leg=asks_leg(known),
        waiting=waiting(service, who, record, shown.weeks[0]),
        flare=flare if isinstance(flare, InFlare) else None,
        hard_waits=hard_waits(
            known, on, [one.session for one in (*day.begun, *day.due)], service.knowledge
        ),
    )


def session_for(service: Service, who: Who, on: date, slot: Slot) -> Session:
    """Return a planned session of a released week, to be done or gone on with.

    Parameters
    ----------
    on, slot
        Where the session was planned, also when it slid to another day.

    Raises
    ------
    Blocked
        If the danger-sign gate stands in the way today, or the week is not made yet.
    NotYours
        If no released week of the asker has a session there.
    """
    decide(who, Action.READ_RECORD)
    record = kept(service, who)
    if record is None:
        raise NotYours(say("There is no such page."))
    shown = the_weeks(service, who, record, wait_s=WAIT_S)
    if isinstance(shown, Refusal):
        raise Blocked(shown.text)
    if isinstance(shown, Making):
        raise Blocked(say("Your week is still being made. Try again in a moment."))
    for week in shown.weeks:
        for session in week.sessions:
            if place_of(session) == (on, slot):
                return session
    raise NotYours(say("There is no such page."))
