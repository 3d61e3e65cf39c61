# SPDX-License-Identifier: Apache-2.0
"""Which tests are offered: few, the telling ones, in an order that flows, never one that is barred."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.cohort.people import make
from multifidus.domain.record import Measurement, Record
from multifidus.domain.words import Answer, Side
from multifidus.exchange.record_file import load_record
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.programme import known_on
from multifidus.screen import screen
from multifidus.service import Invalid
from multifidus.service.circuit import Circuit, circuit, flags_of, position_of
from multifidus.service.way_in_tests import fields_for, read_results

ON = date(2026, 11, 23)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


def circuit_of(record: Record, knowledge: Knowledge) -> Circuit:
    record = known_on(record, ON)
    return circuit(record, ON, screen(record, ON, knowledge), knowledge)


def check(record: Record, knowledge: Knowledge) -> None:
    found = circuit_of(record, knowledge)
    every = [one.test.id for one in (*found.now, *found.later, *found.barred)]
    assert sorted(every) == sorted(knowledge.tests)
    done = {row.test for row in record.measurements if row.on == ON}
    assert len(found.now) <= max(knowledge.circuit.at_most.value, len(done))
    places = [knowledge.circuit.positions.index(one.position) for one in found.now]
    assert places == sorted(places)
    flags = flags_of(known_on(record, ON), ON, screen(record, ON, knowledge), knowledge)
    for one in found.now:
        assert one.against is None
        assert not set(one.test.not_when) & flags
    for one in (row for row in found.now if row.test.id not in done):
        assert not one.helper
        assert not one.test.off_by_default
    assert all(one.against is None for one in found.later)
    assert all(one.against for one in found.barred)
    assert found.seconds(knowledge) == sum(
        knowledge.circuit.ways[one.test.id].takes_s for one in found.now
    )


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_circuit_of_every_example(knowledge: Knowledge, file: Path) -> None:
    check(load_record(file, knowledge), knowledge)


@given(st.integers(0, 400))
@settings(max_examples=25, deadline=None)
def test_the_circuit_of_made_people(seed: int) -> None:
    person = make(seed, ON, shipped())
    check(person, shipped())


def test_someone_without_limits_gets_as_many_as_are_offered_at_once(knowledge: Knowledge) -> None:
    record = load_record(EXAMPLES[0].with_name("desk-worker.yaml"), knowledge)
    record = replace(record, measurements=(), conditions=(), equipment=("chair",))
    found = circuit_of(record, knowledge)
    assert len(found.now) == knowledge.circuit.at_most.value
    assert "straight-leg-raise" in {one.test.id for one in found.now}


def test_pregnancy_said_in_the_screening_bars_a_test(knowledge: Knowledge) -> None:
    record = load_record(EXAMPLES[0].with_name("second-week.yaml"), knowledge)
    last = record.screening[-1]
    pregnant = replace(last, answers={**last.answers, "pregnancy": Answer.YES})
    found = circuit_of(replace(record, screening=(*record.screening, pregnant)), knowledge)
    offer = found.offer("curl-up")
    assert offer is not None
    assert offer.against is not None
    assert "pregnant" in offer.against.lower()


def test_a_test_done_today_keeps_its_place(knowledge: Knowledge) -> None:
    record = load_record(EXAMPLES[0].with_name("second-week.yaml"), knowledge)
    before = [one.test.id for one in circuit_of(record, knowledge).now]
    first = next(one for one in before if knowledge.tests[one].sides)
    rows = tuple(
        Measurement(on=ON, test=first, value=knowledge.tests[first].human_range.highest, side=side)
        for side in (Side.LEFT, Side.RIGHT)
    )
    after = circuit_of(replace(record, measurements=(*record.measurements, *rows)), knowledge)
    assert first in [one.test.id for one in after.now]
    offer = after.offer(first)
    assert offer is not None
    assert offer.measured == ON


def test_every_test_knows_how_it_is_done(knowledge: Knowledge) -> None:
    assert set(knowledge.circuit.ways) == set(knowledge.tests)
    for test in knowledge.tests.values():
        how = knowledge.circuit.ways[test.id]
        assert position_of(test) in knowledge.circuit.positions
        if how.phone is not None:
            assert test.measure_unit == "deg"
        if how.window_s or how.pace_s:
            assert test.measure_unit == "reps"
        names = [field.name for field in fields_for(test, how)]
        assert len(names) == len(set(names)) == how.tries * (2 if test.sides else 1)


@pytest.mark.parametrize("test", sorted(shipped().tests))
def test_results_are_read_in_the_unit_and_range_of_the_test(
    knowledge: Knowledge, test: str
) -> None:
    row, how = knowledge.tests[test], knowledge.circuit.ways[test]
    fields = fields_for(row, how)
    highest = row.human_range.highest
    typed = {field.name: [f"{highest:g}"] for field in fields}
    rows = read_results(row, how, typed, knowledge)
    assert [one["value"] for one in rows] == [highest] * len(fields)
    assert [one.get("side", "") for one in rows] == [field.side for field in fields]
    for text in (f"{highest + 1:g}", "much", "1e1"):
        with pytest.raises(Invalid) as caught:
            read_results(row, how, {fields[0].name: [text]}, knowledge)
        assert set(caught.value.fields) == {fields[0].name}
    with pytest.raises(Invalid):
        read_results(row, how, {}, knowledge)
