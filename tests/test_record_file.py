# SPDX-License-Identifier: Apache-2.0
"""Record files: what a person writes is what the product knows, and it comes back unchanged."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multifidus.domain import record as domain
from multifidus.domain.words import (
    Activity,
    Answer,
    Day,
    Lifting,
    Measurer,
    Modality,
    PainSite,
    Radiation,
    Sex,
    Side,
    Slot,
    Stage,
)
from multifidus.exchange.as_json import dumps
from multifidus.exchange.record_file import read_record, record_to_value, write_record
from multifidus.exchange.record_schema import record_schema
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.yamlfile import parse


def test_everything_in_the_file_is_in_the_record(example: str, knowledge: Knowledge) -> None:
    record = read_record(example, "ana.yaml", knowledge)
    assert record.person == domain.Person(
        name="Ana", born=date(1984, 3, 2), sex=Sex.FEMALE, height_cm=168, mass_kg=74
    )
    assert record.episode == domain.Episode(
        started=date(2026, 8, 10),
        worse_with=(Activity.BENDING_FORWARD, Activity.SITTING),
        better_with=(Activity.WALKING,),
        radiation=Radiation.NONE,
        sites=(PainSite.LOW_BACK_LEFT, PainSite.BUTTOCK_LEFT),
    )
    assert record.activities[1] == "sitting through a film"
    assert record.screening[0].answers == {
        "saddle-numbness": Answer.NO,
        "bladder-change": Answer.NOT_SURE,
        "recent-trauma": Answer.YES,
    }
    assert record.reviews[0].sign == "not-improving"
    assert record.conditions == ("knee-pain",)
    assert record.life.sports == ("table tennis",)
    assert record.equipment == ("mat", "chair")
    assert record.availability[Day.MON] == {Slot.MORNING: 15, Slot.EVENING: 20}
    assert record.preferences.core_per_day == 4
    assert record.preferences.like == ("swimming", "stretch")
    assert record.measurements[0].side is Side.LEFT
    assert record.measurements[1] == domain.Measurement(
        on=date(2026, 11, 16), test="chair-stand-30s", value=12, by=Measurer.CLINICIAN
    )
    assert record.outcomes[0].answers["worst"] == 7
    assert [one.kind for one in record.directives] == [
        "exclude", "require", "cap-load", "cap-stage", "set-stage", "allow", "clear",
    ]  # fmt: skip
    assert record.directives[-1] == domain.Clear(
        on=date(2026, 11, 17),
        by="J. Meyer, PT",
        sign="recent-trauma",
        note="x-ray normal",
        until=date(2027, 1, 31),
    )
    assert record.log[0].done[0].sets[1] == domain.SetDone(reps=10, load_kg=2.5)
    assert record.log[0].pain.next_morning == 3
    assert record.log[0].skipped[0].why == "pain"


def test_format_and_person_are_enough(knowledge: Knowledge) -> None:
    text = "format: multifidus-record/1\nperson: {name: Bo, born: 1990-01-01}\n"
    assert read_record(text, "bo.yaml", knowledge) == domain.Record(
        person=domain.Person(name="Bo", born=date(1990, 1, 1))
    )


def test_a_section_with_nothing_after_its_name_is_an_empty_one(knowledge: Knowledge) -> None:
    text = "format: multifidus-record/1\nperson: {name: Bo, born: 1990-01-01}\nequipment:\nlog:\nepisode:\n"
    record = read_record(text, "bo.yaml", knowledge)
    assert (record.equipment, record.log, record.episode) == ((), (), None)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_is_read_as_yaml_is(
    example: str, knowledge: Knowledge, indent: int | str | None, *, ascii_only: bool
) -> None:
    value = parse(example, "ana.yaml").value
    assert isinstance(value, dict)
    value["person"]["name"] = "Zo\u00eb \U0001f600 \u2028 \\ud83d\\ude00"  # type: ignore[index,call-overload]
    record = read_record(json.dumps(value, indent=indent, ensure_ascii=ascii_only), "a", knowledge)
    assert record.person.name == "Zo\u00eb \U0001f600 \u2028 \\ud83d\\ude00"
    assert record.log == read_record(example, "ana.yaml", knowledge).log


def test_the_example_comes_back_equal_and_readable(example: str, knowledge: Knowledge) -> None:
    record = read_record(example, "ana.yaml", knowledge)
    text = write_record(record)
    assert read_record(text, "again.yaml", knowledge) == record
    assert "person: {name: Ana, born: 1984-03-02, sex: female, height_cm: 168, mass_kg: 74}" in text
    assert max(len(line) for line in text.splitlines()) <= 130


def test_unusual_names_come_back_equal(knowledge: Knowledge) -> None:
    names = ["no", "null", "1e5", "12", "2026-11-16", "- a", "a: b", "a #b", '"', "\\", "x" * 200]
    names += [
        "Zo\u00eb",
        "\u00a0x",
        "\ufeff",
        "\U0001f600",
        "a\nb",
        "\tz",
        "~x",
        "!tag",
        "&a",
        "*a",
    ]
    for name in names:
        record = domain.Record(person=domain.Person(name=name, born=date(1990, 1, 1)))
        assert read_record(write_record(record), "x", knowledge) == record, name


# --- properties over whole records --------------------------------------------------------------

KNOWN = shipped()
BORN = st.dates(date(1930, 1, 1), date(2005, 12, 31))
DAYS = st.dates(date(2006, 1, 1), date(2030, 12, 31))
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
NAMES = TEXTS.filter(lambda text: bool(text.strip()))


def ids(of: Mapping[str, object]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(of))


def between(bound: str) -> st.SearchStrategy[float]:
    limits = getattr(KNOWN.record_bounds, bound)
    return st.floats(limits.lowest, limits.highest, allow_nan=False)


def whole(bound: str) -> st.SearchStrategy[int]:
    limits = getattr(KNOWN.record_bounds, bound)
    return st.integers(int(limits.lowest), int(limits.highest))


def tuples(of: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=most).map(tuple)


def maybe(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


QUESTIONS = sorted(
    {*KNOWN.danger_signs, *(part.id for row in KNOWN.danger_signs.values() for part in row.parts)}
)
LIKES = sorted({*KNOWN.exercises, *KNOWN.ladders, *(mode.value for mode in Modality)})
EXERCISES = ids(KNOWN.exercises)
SIGNS = ids(KNOWN.danger_signs)


@st.composite
def measurements(draw: st.DrawFn) -> domain.Measurement:
    test = KNOWN.tests[draw(ids(KNOWN.tests))]
    return domain.Measurement(
        on=draw(DAYS),
        test=test.id,
        value=draw(st.floats(test.human_range.lowest, test.human_range.highest)),
        side=draw(st.sampled_from([Side.LEFT, Side.RIGHT])) if test.sides else None,
        by=draw(st.sampled_from(Measurer)),
    )


@st.composite
def outcomes(draw: st.DrawFn) -> domain.OutcomeEntry:
    row = KNOWN.questionnaires[draw(ids(KNOWN.questionnaires))]
    answers = {item.id: draw(st.floats(item.low, item.high)) for item in row.items}
    return domain.OutcomeEntry(on=draw(DAYS), instrument=row.id, answers=answers)


def directives() -> st.SearchStrategy[domain.Directive]:
    given_by = {"on": DAYS, "by": NAMES, "note": TEXTS}
    return st.one_of(
        st.builds(domain.Exclude, **given_by, exercise=EXERCISES),
        st.builds(
            domain.Require, **given_by, exercise=EXERCISES, times_per_week=whole("times_per_week")
        ),
        st.builds(domain.CapLoad, **given_by, tier=st.integers(0, 4)),
        st.builds(domain.CapStage, **given_by, stage=st.sampled_from(Stage)),
        st.builds(domain.SetStage, **given_by, stage=st.sampled_from(Stage)),
        st.builds(domain.Allow, **given_by, exercise=EXERCISES, condition=ids(KNOWN.conditions)),
        st.builds(
            domain.Clear,
            on=DAYS,
            by=NAMES,
            note=NAMES,
            sign=SIGNS,
            until=maybe(DAYS.map(lambda day: day + timedelta(days=9_999))),
        ),
    )


PAIN = maybe(between("pain"))
SETS = st.builds(
    domain.SetDone,
    reps=whole("reps"),
    hold_s=maybe(between("hold_s")),
    minutes=maybe(between("bout_minutes")),
    load_kg=maybe(between("load_kg")),
)
LOGS = st.builds(
    domain.LogEntry,
    on=DAYS,
    slot=st.sampled_from(Slot),
    done=tuples(
        st.builds(
            domain.Done, exercise=EXERCISES, sets=tuples(SETS), effort=maybe(between("effort"))
        )
    ),
    pain=st.builds(domain.Pain, before=PAIN, during=PAIN, after=PAIN, next_morning=PAIN),
    skipped=tuples(st.builds(domain.Skipped, exercise=EXERCISES, why=NAMES)),
    stopped=TEXTS,
)
RECORDS = st.builds(
    domain.Record,
    person=st.builds(
        domain.Person,
        name=NAMES,
        born=BORN,
        sex=st.sampled_from(Sex),
        height_cm=maybe(between("height_cm")),
        mass_kg=maybe(between("mass_kg")),
    ),
    episode=maybe(
        st.builds(
            domain.Episode,
            started=maybe(DAYS),
            worse_with=tuples(st.sampled_from(Activity)),
            better_with=tuples(st.sampled_from(Activity)),
            radiation=st.sampled_from(Radiation),
            sites=tuples(st.sampled_from(PainSite)),
        )
    ),
    screening=tuples(
        st.builds(
            domain.Screening,
            on=DAYS,
            answers=st.dictionaries(
                st.sampled_from(QUESTIONS), st.sampled_from(Answer), max_size=30
            ),
        )
    ),
    reviews=tuples(st.builds(domain.Review, on=DAYS, by=NAMES, sign=SIGNS, note=TEXTS)),
    conditions=tuples(ids(KNOWN.conditions)),
    life=st.builds(
        domain.Life,
        sitting_hours_per_day=maybe(between("sitting_hours_per_day")),
        lifting=st.sampled_from(Lifting),
        sports=tuples(NAMES),
        walking_minutes_per_week=maybe(between("walking_minutes_per_week")),
    ),
    equipment=tuples(ids(KNOWN.equipment)),
    availability=st.dictionaries(
        st.sampled_from(Day),
        st.dictionaries(st.sampled_from(Slot), whole("minutes_per_slot")),
    ),
    preferences=st.builds(
        domain.Preferences,
        like=tuples(st.sampled_from(LIKES)),
        dislike=tuples(st.sampled_from(LIKES)),
        core_per_day=maybe(whole("core_per_day")),
        allow_tier_4=st.booleans(),
    ),
    activities=st.lists(NAMES, max_size=5).map(tuple),
    measurements=tuples(measurements()),
    outcomes=tuples(outcomes()),
    directives=tuples(directives()),
    log=tuples(LOGS, 2),
)
MANY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@MANY
@given(RECORDS)
def test_what_is_written_is_read_back_equal(record: domain.Record) -> None:
    text = write_record(record)
    assert read_record(text, "x", KNOWN) == record
    assert write_record(read_record(text, "x", KNOWN)) == text


@MANY
@given(RECORDS)
def test_a_record_as_json_is_read_back_equal(record: domain.Record) -> None:
    assert read_record(dumps(record_to_value(record)), "x", KNOWN) == record


# --- the JSON Schema ----------------------------------------------------------------------------

SCHEMA = record_schema(KNOWN)
TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "null": type(None),
    "boolean": bool,
}


def complaints(value: Any, schema: Mapping[str, Any]) -> list[str]:  # noqa: C901, PLR0912 - a small validator
    """Judge a value by the part of JSON Schema that our schema uses."""
    if "$ref" in schema:
        assert schema["$ref"].startswith("#/$defs/")
        schema = {**SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]}
    for key in ("anyOf", "oneOf"):
        if key in schema:
            fits = [one for one in schema[key] if not complaints(value, one)]
            right = len(fits) == 1 if key == "oneOf" else bool(fits)
            return [] if right else [f"{value!r} fits {len(fits)} of {key}"]
    out = []
    kind = schema.get("type")
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in {"number", "integer"}:
        if not numeric or (kind == "integer" and not isinstance(value, int)):
            return [f"{value!r} is no {kind}"]
    elif kind is not None and not isinstance(value, TYPES[kind]):
        return [f"{value!r} is no {kind}"]
    if "enum" in schema and not any(value is one or value == one for one in schema["enum"]):
        out.append(f"{value!r} is not listed")
    if "const" in schema and value != schema["const"]:
        out.append(f"{value!r} is not {schema['const']}")
    if numeric and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        out.append(f"{value!r} is out of range")
    if isinstance(value, list) and "items" in schema:
        out += [text for one in value for text in complaints(one, schema["items"])]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        out += [f"{key} is missing" for key in schema.get("required", ()) if key not in value]
        for key, part in value.items():
            if "propertyNames" in schema:
                out += complaints(key, schema["propertyNames"])
            if key in known:
                out += complaints(part, known[key])
            elif rest is False:
                out.append(f"{key} is unknown")
            elif isinstance(rest, dict):
                out += complaints(part, rest)
    return out


def test_the_schema_accepts_the_example_and_names_its_draft(example: str) -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert complaints(parse(example, "x").value, SCHEMA) == []


@MANY
@given(RECORDS)
def test_the_schema_accepts_every_record_that_is_written(record: domain.Record) -> None:
    assert complaints(parse(write_record(record), "x").value, SCHEMA) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("exercise: sit-up", "exercise: sit-upp"),
        ("test: straight-leg-raise", "test: slr"),
        ("height_cm: 168", "height_cm: 1.68"),
        ("saddle-numbness: false", "saddle-numbness: no"),
        ("saddle-numbness:", "saddle-numb:"),
        ("tier: 2", "tier: 5"),
        ("kind: exclude", "kind: forbid"),
        ("reps: 10}", "repz: 10}"),
        ("multifidus-record/1", "multifidus-record/9"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(example: str, old: str, new: str) -> None:
    assert complaints(parse(example.replace(old, new, 1), "x").value, SCHEMA) != []
