# SPDX-License-Identifier: Apache-2.0
"""Small builders for assessment tests: a person, a measurement, one assessed finding."""

from datetime import date, timedelta
from typing import Any

from multifidus.assess import assess
from multifidus.domain.record import Life, Measurement, Person, Record
from multifidus.domain.results import Assessment, Finding
from multifidus.domain.words import Day, Measurer, Sex, Side, Slot
from multifidus.knowledge.loader import shipped

ON = date(2026, 11, 21)


def person(age: int = 40, sex: Sex = Sex.FEMALE, on: date = ON) -> Person:
    """Someone who had a birthday in the month before `on`."""
    birthday = on - timedelta(days=20)
    return Person(name="Ana", born=birthday.replace(year=birthday.year - age), sex=sex)


def measured(
    test: str,
    value: float,
    side: Side | None = None,
    *,
    ago: int = 0,
    by: Measurer = Measurer.SELF,
    on: date = ON,
) -> Measurement:
    """One result, `ago` days before `on`."""
    return Measurement(on=on - timedelta(days=ago), test=test, value=value, side=side, by=by)


def record(*rows: Measurement, age: int = 40, sex: Sex = Sex.FEMALE, **more: Any) -> Record:
    """A record with measurements and enough time and equipment for no barrier."""
    return Record(
        person=person(age, sex),
        measurements=rows,
        **{
            "equipment": ("mat", "chair"),
            "availability": {Day.MON: {Slot.MORNING: 60}, Day.WED: {Slot.MORNING: 60}},
            "life": Life(),
            **more,
        },
    )


def run(*rows: Measurement, **more: Any) -> Assessment:
    """Assess a record with these measurements today."""
    return assess(record(*rows, **more), ON, shipped())


def only(*rows: Measurement, **more: Any) -> Finding:
    """The single finding of one measurement."""
    (finding,) = run(*rows, **more).findings
    return finding
