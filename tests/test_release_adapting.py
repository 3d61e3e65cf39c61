# SPDX-License-Identifier: Apache-2.0
"""The independent check on how a week changes: each test breaks one thing in a sound week."""

from dataclasses import replace
from datetime import timedelta

import pytest

from multifidus import programme
from multifidus.domain.adaptation import AdjustmentKind, AdjustmentStatus
from multifidus.domain.record import Decision, LogEntry, Policy, Record
from multifidus.domain.week import Breach, Refusal, Week
from multifidus.domain.words import Grade
from plan_builders import KNOWLEDGE, ON, PT, did, entry, planned, record, times

NEXT = ON + timedelta(days=7)


def lived(**more: object) -> Record:
    """Somebody whose first week went as planned, every session borne well."""
    who = record(availability=times("mon wed fri", 20), **more)
    week = planned(who)
    log = tuple(
        LogEntry(
            on=one.on,
            slot=one.slot,
            done=tuple(did(item.exercise, item.dose.level) for item in one.items),
            pain=entry(ON).pain,
        )
        for one in week.sessions
    )
    again = tuple(replace(one, on=NEXT) for one in who.screening)
    return replace(who, log=log, screening=(*who.screening, *again))


@pytest.fixture(scope="module")
def second() -> tuple[Record, Week]:
    who = lived()
    made = programme.plan(who, NEXT, KNOWLEDGE)
    assert not isinstance(made, Refusal), made.text
    return who, made[0]


def breaches(week: Week, who: Record) -> tuple[Breach, ...]:
    return programme.check_week(week, who, KNOWLEDGE)


def said(week: Week, who: Record, rule: str) -> str:
    return " ".join(one.text for one in breaches(week, who) if one.rule == rule)


def ups(week: Week) -> list[str]:
    return [
        one.subject
        for one in week.adjustments
        if one.kind is AdjustmentKind.UP and one.after_level is not None
    ]


def test_the_second_week_is_sound_and_raises_no_more_than_two(
    second: tuple[Record, Week],
) -> None:
    who, week = second
    assert breaches(week, who) == ()
    assert 0 < len(ups(week)) <= 2


def test_a_person_who_allows_fewer_is_heard(second: tuple[Record, Week]) -> None:
    who, week = second
    narrow = replace(who, policy=Policy(exercises_per_week=0))
    assert "go up" in said(week, narrow, "GRD7") or "goes up" in said(week, narrow, "GRD7")
    made = programme.plan(narrow, NEXT, KNOWLEDGE)
    assert not isinstance(made, Refusal)
    assert ups(made[0]) == []


def test_what_was_declined_is_not_in_the_week(second: tuple[Record, Week]) -> None:
    who, week = second
    (change, *_) = [one for one in week.adjustments if one.kind is AdjustmentKind.UP]
    against = Decision(on=NEXT, by=PT, change=change.id, accept=False)
    declined = replace(who, decisions=(against,))
    assert "declined" in said(week, declined, "PRG11")
    made = programme.plan(declined, NEXT, KNOWLEDGE)
    assert not isinstance(made, Refusal)
    assert change.subject not in ups(made[0]) or all(
        one.status is AdjustmentStatus.DECLINED
        for one in made[0].adjustments
        if one.id == change.id
    )
    assert said(made[0], declined, "PRG11") == ""


def test_what_nobody_accepted_is_not_in_the_agreed_week(second: tuple[Record, Week]) -> None:
    who, proposed = second
    made = programme.plan(who, NEXT, KNOWLEDGE, agreed=True)
    assert not isinstance(made, Refusal)
    levels = {i.exercise: i.dose.level for s in made[0].sessions for i in s.items}
    waiting = [one for one in made[0].adjustments if one.status is AdjustmentStatus.SUGGESTED]
    assert {one.id for one in waiting} == {
        one.id for one in proposed.adjustments if one.status is AdjustmentStatus.SUGGESTED
    }
    for one in waiting:
        assert levels.get(one.subject, -1) < (one.after_level or 0)
    accepted = tuple(Decision(on=NEXT, by="self", change=one.id, accept=True) for one in waiting)
    agreed = programme.plan(replace(who, decisions=accepted), NEXT, KNOWLEDGE, agreed=True)
    assert not isinstance(agreed, Refusal)
    assert agreed[0].sessions == proposed.sessions


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"rule": "XYZ1"}, "a known rule"),
        ({"text": " "}, "words"),
        ({"inputs": {}}, "inputs"),
        ({"before": ""}, "what was before"),
        ({"after": ""}, "what is after"),
        ({"source": ()}, "a source"),
        ({"grade": Grade.A}, "another grade"),
    ],
)
def test_every_adjustment_is_explained(
    second: tuple[Record, Week], change: dict[str, object], lacks: str
) -> None:
    who, week = second
    first, *others = week.adjustments
    bad = replace(week, adjustments=(replace(first, **change), *others))  # type: ignore[arg-type]
    assert lacks in said(bad, who, "GRD12")
