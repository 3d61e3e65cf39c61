# SPDX-License-Identifier: Apache-2.0
"""People who live several weeks with their plans: some do all of it, some miss days, some get sore.

Whatever they log, the next week passes the release check or the screening stops them; what goes well
is rewarded, and no week is refused for a rule that the planner does not know.
"""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from multifidus import programme
from multifidus.cohort.people import full_screening, make
from multifidus.domain.record import (
    Done,
    Episode,
    Life,
    LogEntry,
    Measurement,
    Pain,
    Preferences,
    Record,
    SetDone,
    Skipped,
)
from multifidus.domain.week import Refusal, RefusalKind, Week
from multifidus.domain.words import Activity, Day, Slot
from multifidus.knowledge.loader import Knowledge

START = date(2026, 11, 16)
CALM = Pain(before=2, during=2, after=2, next_morning=2)
SORE = Pain(before=2, during=4, after=3, next_morning=2)
WORSE = Pain(before=2, during=4, after=3, next_morning=4)


def lived(week: Week, mood: str, dice: random.Random) -> tuple[LogEntry, ...]:
    """Log a week: `all` of it, `miss` sessions, `half` of the exercises, `sore` or `worse` days."""
    log = []
    for session in week.sessions:
        if mood == "miss" and dice.random() < 0.5:
            continue
        done, skipped = [], []
        for item in session.items:
            dose = item.dose
            if mood == "half" and dice.random() < 0.4:
                skipped.append(Skipped(exercise=item.exercise, why="no time"))
                continue
            one = SetDone(reps=dose.reps, hold_s=dose.hold_s, minutes=dose.bout_minutes)
            done.append(Done(exercise=item.exercise, sets=(one,) * dose.sets, effort=5))
        pain = CALM
        if mood in ("sore", "worse") and dice.random() < 0.3:
            pain = SORE if mood == "sore" else WORSE
        log.append(
            LogEntry(
                on=session.on,
                slot=session.slot,
                done=tuple(done),
                pain=pain,
                skipped=tuple(skipped),
            )
        )
    return tuple(log)


def months(
    seed: int, moods: tuple[str, ...], knowledge: Knowledge
) -> tuple[list[Week], Refusal | None]:
    dice = random.Random(seed)  # noqa: S311 - the same weeks each time
    record: Record = make(seed, START, knowledge)
    weeks: list[Week] = []
    for number, mood in enumerate(moods):
        on = START + timedelta(days=7 * number)
        record = replace(record, screening=(*record.screening, full_screening(on, knowledge)))
        outcome = programme.plan(record, on, knowledge)
        if isinstance(outcome, Refusal):
            return weeks, outcome
        weeks.append(outcome[0])
        record = replace(record, log=(*record.log, *lived(outcome[0], mood, dice)))
    return weeks, None


@pytest.mark.parametrize("seed", [1, 2, 7, 19, 24, 25])
def test_no_week_of_a_changeable_life_is_refused_by_the_last_check(
    seed: int, knowledge: Knowledge
) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same weeks each time
    moods = tuple(dice.choice(("all", "all", "miss", "half", "sore", "worse")) for _ in range(5))
    weeks, refusal = months(seed, moods, knowledge)
    assert weeks
    assert refusal is None or refusal.kind is RefusalKind.SCREENING


def test_good_weeks_earn_steps_and_nothing_jumps(knowledge: Knowledge) -> None:
    weeks, refusal = months(5, ("all",) * 5, knowledge)
    assert refusal is None
    levels = [
        {item.exercise: item.dose.level for one in week.sessions for item in one.items}
        for week in weeks
    ]
    rises = 0
    for before, after in pairwise(levels):
        risen = {name for name in before.keys() & after.keys() if after[name] > before[name]}
        assert all(after[name] == before[name] + 1 for name in risen)
        rises += len(risen)
    assert rises > 0


@pytest.mark.parametrize(
    ("comfortable", "longest"), [(6, None), (6.25, 5), (12, 5), (12.5, 10), (30, 10)]
)
def test_a_first_walk_is_four_fifths_of_a_comfortable_one(
    comfortable: float, longest: int | None, knowledge: Knowledge
) -> None:
    walks = Measurement(on=START, test="comfortable-walk", value=comfortable)
    record = replace(
        make(5, START, knowledge),
        measurements=(walks,),
        conditions=(),
        life=Life(),
        preferences=Preferences(like=("walking",)),
        availability={day: {Slot.MORNING: 40} for day in (Day.MON, Day.WED, Day.FRI)},
        equipment=(),
    )
    outcome = programme.plan(record, START, knowledge)
    assert isinstance(outcome, tuple)
    bouts = [
        item.dose.bout_minutes
        for session in outcome[0].sessions
        for item in session.items
        if item.exercise == "walking" and item.dose.bout_minutes is not None
    ]
    # Thirty minutes change nothing: a newcomer's first walk is ten, whatever was measured.
    assert (max(bouts) if bouts else None) == longest


def test_an_episode_that_begins_later_is_not_known_yet(knowledge: Knowledge) -> None:
    well = replace(make(1, START, knowledge), episode=None)
    later = Episode(started=START + timedelta(days=1), worse_with=(Activity.BENDING_FORWARD,))
    one = programme.plan(well, START, knowledge)
    other = programme.plan(replace(well, episode=later), START, knowledge)
    assert one == other
    assert isinstance(one, tuple)


def test_a_week_of_misses_is_tried_again_and_not_punished(knowledge: Knowledge) -> None:
    weeks, refusal = months(5, ("all", "miss", "all"), knowledge)
    assert refusal is None
    first, third = weeks[0], weeks[2]
    assert len(third.sessions) == len(first.sessions)
    assert third.coverage.share > first.coverage.share - 0.1
