# SPDX-License-Identifier: Apache-2.0
"""Properties over random records: no causes, no favoured side, no clock, no chance."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assess_builders import ON, record
from multifidus.assess import assess
from multifidus.domain.record import Episode, Life, Measurement, Record
from multifidus.domain.results import Assessment
from multifidus.domain.words import Activity, Lifting, Measurer, Radiation, Sex, Side
from multifidus.knowledge.loader import shipped

KNOWLEDGE = shipped()
MIRROR = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
NEVER = [
    *KNOWLEDGE.words.never,
    "causes",
    "due to",
    "weak",
    "abnormal",
    "normal",
    "bad",
    "posture",
]


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    test = KNOWLEDGE.tests[draw(st.sampled_from(sorted(KNOWLEDGE.tests)))]
    span = test.human_range
    share = draw(st.integers(0, 20)) / 20
    return Measurement(
        on=ON - timedelta(days=draw(st.sampled_from([-3, 0, 1, 20, 56, 57, 120]))),
        test=test.id,
        value=span.lowest + share * (span.highest - span.lowest),
        side=draw(st.sampled_from([Side.LEFT, Side.RIGHT])) if test.sides else None,
        by=draw(st.sampled_from(Measurer)),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    acts = st.lists(st.sampled_from(Activity), max_size=3, unique=True).map(tuple)
    episode = Episode(
        started=ON - timedelta(days=draw(st.integers(-1, 400))),
        worse_with=draw(acts),
        better_with=draw(acts),
        radiation=draw(st.sampled_from(Radiation)),
    )
    return record(
        *draw(st.lists(measurements(), max_size=12)),
        age=draw(st.integers(16, 94)),
        sex=draw(st.sampled_from(Sex)),
        episode=draw(st.sampled_from([None, episode])),
        conditions=tuple(
            draw(st.lists(st.sampled_from(sorted(KNOWLEDGE.conditions)), max_size=2, unique=True))
        ),
        life=Life(
            sitting_hours_per_day=draw(st.integers(0, 12)), lifting=draw(st.sampled_from(Lifting))
        ),
    )


def texts(value: Any) -> Iterator[str]:
    """Every string anywhere in a result."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)


def sentences(result: Assessment) -> list[str]:
    return [text for text in texts(result) if " " in text]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(records())
def test_no_sentence_names_a_cause_or_blames(someone: Record) -> None:
    told = sentences(assess(someone, ON, KNOWLEDGE))
    for word in NEVER:
        pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        assert [text for text in told if pattern.search(text)] == []


@settings(max_examples=120, deadline=None, derandomize=True)
@given(records())
def test_left_and_right_are_treated_alike(someone: Record) -> None:
    mirrored = replace(
        someone,
        measurements=tuple(
            row if row.side is None else replace(row, side=MIRROR[row.side])
            for row in someone.measurements
        ),
    )

    def shape(result: Assessment, *, flip: bool) -> set[tuple[object, ...]]:
        out: set[tuple[object, ...]] = set()
        for row in result.findings:
            side = MIRROR[row.side] if flip and row.side else row.side
            out.add((row.test, side, row.value, row.verdict, row.z, row.probability, row.priority))
        for gap in result.asymmetries:
            pair = (gap.right, gap.left) if flip else (gap.left, gap.right)
            lesser = MIRROR[gap.lesser] if flip and gap.lesser else gap.lesser
            out.add((gap.test, *pair, lesser, gap.clear, gap.limit))
        for step in result.changes:
            side = MIRROR[step.side] if flip and step.side else step.side
            out.add((step.test, side, step.before, step.after, step.clear, step.better))
        return out

    first, second = assess(someone, ON, KNOWLEDGE), assess(mirrored, ON, KNOWLEDGE)
    assert shape(first, flip=False) == shape(second, flip=True)
    assert first.most_telling == second.most_telling


@settings(max_examples=150, deadline=None, derandomize=True)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_a_second_run_change_nothing(someone: Record, chance: Any) -> None:
    rows = list(someone.measurements)
    chance.shuffle(rows)
    shuffled = replace(someone, measurements=tuple(rows))
    first = assess(someone, ON, KNOWLEDGE)
    assert assess(someone, ON, KNOWLEDGE) == first
    assert assess(shuffled, ON, KNOWLEDGE) == first


@settings(max_examples=150, deadline=None, derandomize=True)
@given(records(), st.sampled_from([-1461, -7, 1, 30, 365]))
def test_shifting_every_date_changes_only_the_dates(someone: Record, days: int) -> None:
    # Born on 1 March, so that whole years do not depend on a leap day within the shift.
    step = timedelta(days=days)
    episode = someone.episode
    if episode is not None and episode.started is not None:
        episode = replace(episode, started=episode.started + step)
    age = someone.person.age_on(ON)
    shifted = replace(
        someone,
        person=replace(someone.person, born=someone.person.born + step),
        episode=episode,
        measurements=tuple(replace(row, on=row.on + step) for row in someone.measurements),
    )
    if (
        any(
            shifted.person.age_on(row.on + step) != someone.person.age_on(row.on)
            for row in someone.measurements
        )
        or shifted.person.age_on(ON + step) != age
    ):
        return  # a birthday fell between: another age is another norm
    first, second = assess(someone, ON, KNOWLEDGE), assess(shifted, ON + step, KNOWLEDGE)
    assert [DATE.sub("", text) for text in texts(first)] == [
        DATE.sub("", text) for text in texts(second)
    ]
    assert [(row.test, row.side, row.priority, row.z) for row in first.findings] == [
        (row.test, row.side, row.priority, row.z) for row in second.findings
    ]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(records())
def test_every_finding_is_whole_and_in_order(someone: Record) -> None:
    result = assess(someone, ON, KNOWLEDGE)
    weights = [row.priority for row in result.findings]
    assert weights == sorted(weights, reverse=True)
    for row in result.findings:
        assert row.priority in {0, 1, 2, 3}
        assert not (row.expired and row.priority)
        assert row.on <= ON
        assert row.by is not Measurer.CAMERA
        assert set(row.stretch_targets) <= set(KNOWLEDGE.stretch_targets)
        assert set(row.muscles) <= set(KNOWLEDGE.muscles)
        known = {*KNOWLEDGE.rules, *(test.rule for test in KNOWLEDGE.tests.values())}
        assert set(row.rules) <= known
    assert result.summary.count(". ") <= 2


def test_every_plain_text_of_a_test_keeps_the_words() -> None:
    for test in KNOWLEDGE.tests.values():
        told = [test.name, test.start, *test.steps, test.read_off, *test.stop_when, test.without_it]
        for word in KNOWLEDGE.words.never:
            pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
            assert [text for text in told if pattern.search(text)] == []
