# SPDX-License-Identifier: Apache-2.0
"""The weekly review: what changes this week and why, and a yes or no to what asks for more.

What the page shows is worked out anew from the record each time, so it never offers what no longer
stands. A suggestion that was shown this week and has gone since is told as such.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from multifidus.coach.why import VOLUME
from multifidus.domain.adaptation import (
    Adjustment,
    AdjustmentKind,
    AdjustmentStatus,
    Flare,
)
from multifidus.domain.record import Policy, Record
from multifidus.domain.results import Standing
from multifidus.domain.week import Refusal, Week
from multifidus.domain.words import Autonomy
from multifidus.exchange.phrases_json import week_with_phrases_from_json
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on, monday_of
from multifidus.record import Entry
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import NotYours
from multifidus.service.house import Service
from multifidus.service.records import Kept, kept
from multifidus.service.standings import standing_now
from multifidus.service.weeks import Making, the_weeks

SELF: Final = "self"
"""Who decides in the app: the person the record is about."""
MOST: Final = 100
"""Changes that one form may speak of; a week has far fewer."""

Value = str | date
"""One input of a rule as a page writes it: a sentence or a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What changes in the week of `monday`, by what is asked of the person.

    `suggested` waits for a yes; `agreed` counts, by a yes or within the bounds set beforehand; `left`
    was declined; `down` came at once; `held` was earned and stays. `gone` was suggested or agreed
    earlier this week, until what was logged since took it back.
    """

    monday: date
    policy: Policy
    suggested: tuple[Adjustment, ...]
    agreed: tuple[Adjustment, ...]
    left: tuple[Adjustment, ...]
    down: tuple[Adjustment, ...]
    held: tuple[Adjustment, ...]
    gone: tuple[Adjustment, ...]
    flare: Flare | None

    @property
    def assist(self) -> bool:
        """Whether changes are applied within bounds, without being asked about."""
        return self.policy.mode is Autonomy.ASSIST

    @property
    def held_week(self) -> Adjustment | None:
        """What holds the whole week as it is, if anything does."""
        return next((one for one in self.held if one.subject == VOLUME), None)

    @property
    def held_steps(self) -> tuple[Adjustment, ...]:
        """The single steps that were earned and wait."""
        return tuple(one for one in self.held if one.subject != VOLUME)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.suggested, self.agreed, self.left, self.down, self.held, self.gone)
        return not any(told)


def _of(adjustments: Iterable[Adjustment], *statuses: AdjustmentStatus) -> tuple[Adjustment, ...]:
    return tuple(one for one in adjustments if one.kind.asks_more and one.status in statuses)


def pending(adjustments: Iterable[Adjustment], standing: Standing) -> tuple[Adjustment, ...]:
    """Return what waits for a yes or no; in a flare-up nothing that asks for more is offered."""
    if standing.flare is not None:
        return ()
    return _of(adjustments, AdjustmentStatus.SUGGESTED)


def reached(one: Adjustment, standing: Standing, *, agreed: bool) -> bool:
    """Whether the person already stands where a change leads to, so that it is no longer news."""
    if one.kind is AdjustmentKind.UP and one.after_level is not None:
        return standing.levels.get(one.subject, -1) >= one.after_level
    return agreed and not _fallen(one, standing.adjustments)


def _fallen(one: Adjustment, now: Iterable[Adjustment]) -> bool:
    """Whether something goes down or is held where a change was to go up."""
    down = {
        AdjustmentKind.HOLD,
        AdjustmentKind.DOWN,
        AdjustmentKind.RUNG_DOWN,
        AdjustmentKind.STAGE_DOWN,
    }
    return any(
        other.kind is AdjustmentKind.VOLUME_DOWN
        or (other.kind in down and other.subject == one.subject)
        for other in now
    )


def as_decided(week: Week, standing: Standing) -> tuple[Adjustment, ...]:
    """Return the changes of a planned week as they stand now: a yes or no may have come since.

    What asks for more and is no longer earned is left out.
    """
    now = {one.id: one for one in standing.adjustments}
    return tuple(
        replace(one, status=now[one.id].status, decided_by=now[one.id].decided_by)
        if one.kind.asks_more
        else one
        for one in week.adjustments
        if not one.kind.asks_more or one.id in now
    )


def review(record: Record, standing: Standing, shown: Sequence[Week]) -> Review:
    """Sort what changes by what it asks of the person. Pure.

    Parameters
    ----------
    record : Record
        As it is known on the day.
    standing : Standing
        Where the person stands now, with every adjustment and its status.
    shown : sequence of Week
        The plans of this week that were shown so far, the oldest first; at least one.
    """
    now = as_decided(shown[-1], standing)
    live = {one.id for one in standing.adjustments}
    said = {one.change: one.accept for one in record.decisions}
    earlier = {
        one.id: one
        for week in shown
        for one in week.adjustments
        if one.kind.asks_more and one.id not in live and said.get(one.id, True)
    }
    done = [
        one for key, one in earlier.items() if reached(one, standing, agreed=said.get(key, False))
    ]
    agreed = _of(now, AdjustmentStatus.ACCEPTED, AdjustmentStatus.APPLIED)
    return Review(
        monday=shown[-1].week,
        policy=record.policy,
        suggested=pending(now, standing),
        agreed=(*agreed, *(one for one in done if said.get(one.id))),
        left=_of(now, AdjustmentStatus.DECLINED),
        down=tuple(
            one for one in now if not one.kind.asks_more and one.kind is not AdjustmentKind.HOLD
        ),
        held=tuple(one for one in now if one.kind is AdjustmentKind.HOLD),
        gone=tuple(one for one in earlier.values() if one not in done),
        flare=standing.flare,
    )


def review_of(
    service: Service, who: Who, now: Kept, *, wait_s: float = 0.0
) -> Review | Refusal | Making:
    """Return what changes this week for the asker, or why there can be no plan.

    While a week is being made anew after a decision, the plan before it is shown as decided.
    """
    person = decide(who, Action.READ_RECORD)
    standing = standing_now(service, now)
    made = the_weeks(service, who, now, wait_s=wait_s)
    if isinstance(made, Refusal):
        return made
    if isinstance(standing, Refusal):
        return standing
    on = service.today()
    with service.store.read() as reading:
        history = reading.released_history(person, monday_of(on))
    if not history:
        return Making(key="")
    shown = [week_with_phrases_from_json(one.body) for one in history]
    return review(known_on(now.record, on), standing, shown)


def waiting(service: Service, who: Who, now: Kept, week: Week) -> int:
    """Count the changes of a week that wait for the asker's yes or no."""
    decide(who, Action.READ_RECORD)
    standing = standing_now(service, now)
    if isinstance(standing, Refusal):
        return 0
    return len(pending(as_decided(week, standing), standing))


def _said_before(entries: Iterable[Entry], on: date) -> dict[str, Entry]:
    """Return the decisions of a day that hold, by the change they speak of."""
    found = list(entries)
    corrected = {one.supersedes for one in found}
    return {
        one.body["change"]: one
        for one in found
        if one.on == on and one.body is not None and one.id not in corrected
    }


def decide_changes(
    service: Service, who: Who, changes: Sequence[str], *, accept: bool
) -> tuple[str, ...]:
    """Write down a yes or no to suggested changes; a second word of the same day corrects the first.

    Parameters
    ----------
    changes : sequence of str
        Ids as the page showed them.

    Returns
    -------
    tuple of str
        The ids that no longer stand. Nothing is written about them.

    Raises
    ------
    NotYours
        If the asker has no plan that could change.
    """
    person = decide(who, Action.ADD_FACTS)
    now = kept(service, who)
    if now is None:
        raise NotYours("There is no such page.")
    on = service.today()
    standing = standing_now(service, now)
    open_now: Mapping[str, Adjustment] = (
        {}
        if isinstance(standing, Refusal)
        else {one.id: one for one in standing.adjustments if one.kind.asks_more}
    )
    wanted = list(dict.fromkeys(changes))[:MOST]
    bodies = [
        {"by": SELF, "change": one, "accept": accept}
        for one in wanted
        if one in open_now and not _as_said(open_now[one], accept=accept)
    ]
    for body in bodies:
        records.check(service, "decision", body, on=on, person=records.NOBODY)
    with service.store.write() as writing:
        before = _said_before(writing.entries(person, kinds=("decision",)), on)
        for body in bodies:
            earlier = before.get(str(body["change"]))
            records.write(
                service,
                writing,
                who,
                "decision",
                body,
                on=on,
                supersedes=earlier.id if earlier is not None else None,
            )
    return tuple(one for one in wanted if one not in open_now)


def _as_said(one: Adjustment, *, accept: bool) -> bool:
    """Whether a change stands where the decision would put it."""
    wanted = AdjustmentStatus.ACCEPTED if accept else AdjustmentStatus.DECLINED
    return one.status is wanted


# --- what a rule looked at, for a page ------------------------------------------------------------


def values_of(text: str) -> tuple[Value, ...]:
    """Return an input as a page writes it: days where it lists days, else the text itself."""
    parts = [part.strip() for part in text.split(",")]
    try:
        return tuple(date.fromisoformat(part) for part in parts)
    except ValueError:
        return (text,)


def named(key: str, text: str, knowledge: Knowledge) -> tuple[Value, ...]:
    """Return an input with the name of the exercise where it holds the id of one."""
    if key == "exercise" and text in knowledge.exercises:
        return (knowledge.exercises[text].name,)
    return values_of(text)
