# SPDX-License-Identifier: Apache-2.0
"""Entries and the record file's value say the same, and a session is one row however it arrived."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_builders import ANA, DAY, NOW

from multifidus.coach.dose_levels import level_done
from multifidus.domain.record import Record
from multifidus.domain.words import Stage
from multifidus.exchange.record_file import load_record, read_record, record_to_value
from multifidus.exchange.record_model import RecordPart
from multifidus.exchange.record_parts import FORMAT
from multifidus.knowledge.loader import Knowledge
from multifidus.record import KINDS, Entry, Unstorable, fold, value_to_rows
from multifidus.record.facts import LISTS, SECTIONS
from multifidus.record.folding import FORMAT as OURS
from multifidus.record.folding import KEYS
from multifidus.record.sessions import Part, log_row

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
something = plain.filter(lambda value: value is not None)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
bodies = st.dictionaries(texts.filter(lambda key: key not in {"on", "log-part"}), plain, max_size=3)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    return {"on": draw(days).isoformat(), **draw(bodies)}


@st.composite
def values(draw: st.DrawFn) -> dict[str, Any]:
    value: dict[str, Any] = {"format": OURS, "person": dict(ANA)}
    for key in KEYS[1:]:
        if draw(st.booleans()):
            listed = key in LISTS.values()
            value[key] = draw(st.lists(rows(), min_size=1, max_size=3) if listed else something)
    return value


def entries_of(value: dict[str, Any]) -> list[Entry]:
    return [
        Entry(seq=n, id=f"{n}", person="p", kind=row.kind, on=row.on, at=NOW, by="", body=row.body)
        for n, row in enumerate(value_to_rows(value), 1)
    ]


def entry(seq: int, kind: str, body: Any, **more: Any) -> Entry:
    made = Entry(seq=seq, id=f"{seq}", person="p", kind=kind, on=DAY, at=NOW, by="", body=body)
    return replace(made, **more)


PERSON = entry(1, "person", {"value": ANA})


@given(values())
def test_a_value_becomes_entries_and_an_equal_value_again(value: dict[str, Any]) -> None:
    assert fold(entries_of(value)) == value


@given(values(), st.randoms())
def test_the_order_of_asking_changes_nothing(value: dict[str, Any], random: Any) -> None:
    entries = entries_of(value)
    random.shuffle(entries)
    assert fold(entries) == value


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_kept_without_loss(path: Path, knowledge: Knowledge) -> None:
    record = load_record(path, knowledge)
    value = record_to_value(record)
    folded = fold(entries_of(value))
    assert folded is not None
    assert json.dumps(folded) == json.dumps(value), "the order of keys is kept too"
    assert RecordPart.model_validate(folded).to_domain() == record


def test_the_example_that_uses_everything_is_kept(example: str, knowledge: Knowledge) -> None:
    value = record_to_value(read_record(example, "ana", knowledge))
    assert set(value) - set(KEYS) == {"format"}
    assert fold(entries_of(value)) == value


def test_the_store_knows_the_same_file_as_the_exchange() -> None:
    assert OURS == FORMAT
    assert {"format", *KEYS} == set(RecordPart.model_fields)
    assert set(SECTIONS) | set(LISTS.values()) == set(KEYS)
    assert {*SECTIONS, *LISTS, "log-part"} == KINDS


def test_sections_without_a_day_take_that_of_the_latest_row_or_the_one_given() -> None:
    value = {
        "format": OURS,
        "person": ANA,
        "outcomes": [{"on": "2026-01-02"}, {"on": "2026-01-01"}],
    }
    assert {row.on for row in value_to_rows(value) if row.kind == "person"} == {date(2026, 1, 2)}
    assert value_to_rows(value, on=DAY)[0].on == DAY
    assert value_to_rows({"format": OURS, "person": ANA})[0].on == date(1984, 3, 2)


@pytest.mark.parametrize("wrong", [{"format": "multifidus-record/2"}, {"format": OURS, "x": 1}])
def test_what_has_no_place_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unstorable):
        value_to_rows({"person": ANA} | wrong)
    with pytest.raises(Unstorable):
        fold([PERSON, entry(2, "weather", {"value": 1})])


def test_without_a_person_there_is_no_record() -> None:
    assert fold([]) is None
    assert fold([entry(1, "life", {"value": {}})]) is None


def test_the_latest_section_holds_and_a_null_one_is_gone() -> None:
    entries = [PERSON, entry(2, "equipment", {"value": ["mat"]})]
    entries += [entry(3, "equipment", {"value": ["chair"]}), entry(4, "episode", {"value": {}})]
    folded = fold([*entries, entry(5, "episode", {"value": None})])
    assert folded == {"format": OURS, "person": ANA, "equipment": ["chair"]}


def test_a_correction_stands_where_the_first_stood() -> None:
    entries = [
        PERSON,
        entry(2, "outcome", {"n": 1}),
        entry(3, "outcome", {"n": 2}),
        entry(4, "outcome", {"n": 3}, supersedes="2"),
        entry(5, "outcome", {"n": 4}, supersedes="4"),
    ]
    folded = fold(entries)
    assert folded is not None
    assert [row["n"] for row in folded["outcomes"]] == [4, 2]


def test_what_is_withdrawn_is_gone_and_the_section_before_holds_again() -> None:
    entries = [PERSON, entry(2, "equipment", {"value": ["mat"]})]
    entries += [entry(3, "equipment", {"value": ["chair"]}), entry(4, "outcome", {"n": 1})]
    entries += [
        entry(5, "equipment", None, supersedes="3"),
        entry(6, "outcome", None, supersedes="4"),
    ]
    assert fold(entries) == {"format": OURS, "person": ANA, "equipment": ["mat"]}


# Sessions, part by part


def part(n: int, kind: str, **facts: Any) -> dict[str, Any]:
    return {"session": "s", "n": n, "part": kind, **facts}


SESSION = [
    part(1, "start", slot="evening", planned=["bridge", "calf-stretch"]),
    part(2, "pain", before=3),
    part(3, "set", exercise="bridge", reps=10),
    part(4, "set", exercise="bridge", reps=9, load_kg=2.5),
    part(5, "effort", exercise="bridge", effort=4),
    part(6, "set", exercise="calf-stretch", side="left", hold_s=30),
    part(7, "set", exercise="calf-stretch", side="right", hold_s=25),
    part(8, "set", exercise="calf-stretch", side="left", hold_s=30),
    part(9, "set", exercise="calf-stretch", side="right", hold_s=30),
    part(10, "effort", exercise="bridge", effort=5),
    part(11, "skip", exercise="side-plank-knees", why="pain"),
    part(12, "pain", during=4, after=3),
    part(13, "stop", why="the phone rang"),
    part(14, "end"),
    part(15, "pain", next_morning=2),
]
ROW = {
    "on": DAY.isoformat(),
    "slot": "evening",
    "done": [
        {"exercise": "bridge", "sets": [{"reps": 10}, {"reps": 9, "load_kg": 2.5}], "effort": 5},
        {"exercise": "calf-stretch", "sets": [{"hold_s": 25}, {"hold_s": 30}]},
    ],
    "pain": {"before": 3, "during": 4, "after": 3, "next_morning": 2},
    "skipped": [{"exercise": "side-plank-knees", "why": "pain"}],
    "stopped": "the phone rang",
}


def row_of(*bodies: dict[str, Any]) -> dict[str, Any] | None:
    return log_row(Part(body, DAY, seq) for seq, body in enumerate(bodies, 1))


def done_of(*bodies: dict[str, Any]) -> Any:
    row = row_of(*bodies)
    assert row is not None
    return row["done"]


def test_a_session_is_one_row() -> None:
    assert row_of(*SESSION) == ROW


@given(st.permutations(SESSION))
def test_the_order_of_arrival_changes_nothing(parts: list[dict[str, Any]]) -> None:
    assert row_of(*parts) == ROW


def test_the_row_is_one_of_the_record_file(knowledge: Knowledge) -> None:
    value = {"format": OURS, "person": ANA, "log": [row_of(*SESSION)]}
    record: Record = read_record(json.dumps(value), "session", knowledge)
    assert record_to_value(record)["log"] == value["log"]


def test_sets_on_both_sides_reach_the_step_that_one_side_does_not(knowledge: Knowledge) -> None:
    table = knowledge.exercises["calf-stretch"].doses.stages[Stage.INITIAL]
    step = table.steps[table.start]
    both = [
        part(n, "set", exercise="calf-stretch", side=side, reps=step.reps, hold_s=step.hold_s)
        for n, side in enumerate(["left", "right"] * step.sets)
    ]

    def level(parts: list[dict[str, Any]]) -> int | None:
        value = {"format": OURS, "person": ANA, "log": [row_of(*parts)]}
        return level_done(RecordPart.model_validate(value).to_domain().log[0].done[0], table)

    assert level(both) == table.start
    assert (level(both[:-1]) or 0) < table.start
    assert level([one for one in both if one["side"] == "left"]) is None


def test_one_side_alone_is_no_full_set_but_the_exercise_was_done() -> None:
    left = part(1, "set", exercise="calf-stretch", side="left", hold_s=30)
    assert done_of(left) == [{"exercise": "calf-stretch"}]


def test_sides_meet_by_their_count_where_the_device_counts() -> None:
    sets = [
        part(1, "set", exercise="x", side="left", set=1, reps=8),
        part(2, "set", exercise="x", side="left", set=2, reps=7),
        part(3, "set", exercise="x", side="right", set=2, reps=6),
    ]
    assert done_of(*sets) == [{"exercise": "x", "sets": [{"reps": 6}]}]
    again = part(4, "set", exercise="x", side="right", set=2, reps=9)
    assert done_of(*sets, again) == [{"exercise": "x", "sets": [{"reps": 7}]}]


def test_what_only_one_side_says_is_taken_only_where_that_is_careful() -> None:
    left = part(1, "set", exercise="x", side="left", reps=8, hold_s=10, load_kg=2)
    right = part(2, "set", exercise="x", side="right")
    assert done_of(left, right) == [{"exercise": "x", "sets": [{"hold_s": 10}]}]
    bare = [part(n, "set", exercise="x", side=side) for n, side in enumerate(("left", "right"))]
    assert done_of(*bare) == [{"exercise": "x"}]


def test_a_session_that_was_only_opened_is_no_row() -> None:
    opened = [part(1, "start", slot="morning"), part(2, "end")]
    assert row_of(*opened) is None
    entries = [PERSON, *(entry(n, "log-part", one) for n, one in enumerate(opened, 2))]
    assert fold(entries) == {"format": OURS, "person": ANA}


def test_a_session_without_its_start_is_not_lost() -> None:
    row = row_of(part(3, "set", exercise="x", reps=1), part(4, "pain", after=1, slot="evening"))
    assert row is not None
    assert (row["on"], row["slot"]) == (DAY.isoformat(), "evening")
    row = row_of(part(3, "stop"))
    assert row == {"on": DAY.isoformat(), "slot": "morning", "stopped": "stopped"}


def test_a_session_has_the_day_of_its_start_and_the_place_of_its_first_part() -> None:
    tomorrow = date(2026, 11, 17)
    entries = [
        PERSON,
        entry(2, "log-part", part(9, "pain", next_morning=1), on=tomorrow),
        entry(3, "log", {"slot": "morning"}, on=tomorrow),
        entry(4, "log-part", part(1, "start", slot="evening")),
        entry(5, "log-part", {**part(1, "start", slot="evening"), "session": "t"}),
    ]
    folded = fold(entries)
    assert folded is not None
    assert [(row["on"], row["slot"]) for row in folded["log"]] == [
        (DAY.isoformat(), "evening"),
        (tomorrow.isoformat(), "morning"),
    ]


def test_a_part_can_be_corrected_and_withdrawn() -> None:
    entries = [
        PERSON,
        entry(2, "log-part", part(1, "set", exercise="x", reps=1)),
        entry(3, "log-part", part(2, "set", exercise="x", reps=2)),
        entry(4, "log-part", part(1, "set", exercise="x", reps=5), supersedes="2"),
        entry(5, "log-part", None, supersedes="3"),
    ]
    folded = fold(entries)
    assert folded is not None
    assert folded["log"][0]["done"] == [{"exercise": "x", "sets": [{"reps": 5}]}]
