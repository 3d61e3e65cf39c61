# SPDX-License-Identifier: Apache-2.0
"""The forms of the way in: what was typed becomes a fact that the record file takes, or a word."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.record import Episode, Person, Record
from multifidus.domain.words import Activity, Day, PainSite, Radiation, Season, Slot
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.service import Invalid
from multifidus.service.records import ROWS
from multifidus.service.way_in_forms import (
    ANSWERS,
    FILLS,
    SINCE,
    Fact,
    filled,
    reach_of,
    read_activities,
    read_conditions,
    read_hurts,
    read_life,
    read_pain,
    read_safety,
    read_things,
    read_week,
    read_you,
    typed_activities,
    typed_conditions,
    typed_hurts,
    typed_life,
    typed_pain,
    typed_things,
    typed_week,
    typed_you,
)
from multifidus.service.way_in_typed import Typed, as_number

TODAY = date(2026, 11, 21)
WHO = Person(name="Ana", born=date(1984, 3, 2))
PLAIN = Record(person=WHO)
SORE = Record(person=WHO, episode=Episode(started=TODAY, radiation=Radiation.THIGH))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


def record_with(facts: list[Fact]) -> Record:
    """Read facts as the record file that they make."""
    value: dict[str, Any] = {
        "format": "multifidus-record/1",
        "person": {"name": "Ana", "born": "1984-03-02"},
    }
    for fact in facts:
        if fact.kind in ROWS:
            row = {"on": TODAY.isoformat(), **fact.body}
            value.setdefault(ROWS[fact.kind], []).append(row)
        else:
            value[fact.kind] = fact.body
    return read_record(json.dumps(value), "record", shipped())


def faults(read: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read()
    return caught.value.fields


YOU: Typed = {"name": ["Ana"], "born": ["1984-03-02"], "sex": ["female"]}


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("name", "  ", "name"),
        ("name", "a" * 201, "200"),
        ("born", "", "date of birth"),
        ("born", "2.3.1984", "1984-03-02"),
        ("born", "2026-11-22", "not come yet"),
        ("born", "1884-03-02", "too long ago"),
        ("sex", "", "Choose"),
        ("sex", "cat", "Choose"),
        ("height_cm", "1.68", "168"),
        ("height_cm", "1e3", "number"),
        ("height_cm", "nan", "number"),
        ("mass_kg", "1000", "350"),
        ("mass_kg", "seventy", "number"),
    ],
)
def test_what_cannot_be_right_gets_a_word_at_its_field(
    knowledge: Knowledge, field: str, text: str, word: str
) -> None:
    found = faults(lambda: read_you({**YOU, field: [text]}, TODAY, knowledge))
    assert set(found) == {field}
    assert word in found[field]


def test_every_fault_is_told_at_once(knowledge: Knowledge) -> None:
    assert set(faults(lambda: read_you({}, TODAY, knowledge))) == {"name", "born", "sex"}


@given(st.sampled_from([1.0, 68.0, 68.5, 180.25, -3.0]), st.sampled_from([",", "."]), st.booleans())
def test_numbers_are_read_as_people_write_them(value: float, point: str, spaced: bool) -> None:  # noqa: FBT001 - a drawn truth value
    text = f"{value:g}".replace(".", point)
    assert as_number(f" {text} " if spaced else text) == value


@pytest.mark.parametrize("text", ["", "1 2", "0x10", "1_000", "inf", "nan", "1e2", "\u0661", "--1"])
def test_what_only_a_computer_takes_for_a_number_is_none(text: str) -> None:
    assert as_number(text) is None


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(list(ANSWERS))),
    st.sets(st.sampled_from(["one", "two"])),
)
def test_no_question_that_was_shown_is_passed_over(said: dict[str, str], none: set[str]) -> None:
    groups = {"one": ("a", "b"), "two": ("c", "d")}
    typed = {f"q-{key}": [value] for key, value in said.items()}
    typed |= {f"none-{group}": ["yes"] for group in none}
    open_ = {
        question
        for group, rows in groups.items()
        if group not in none
        for question in rows
        if question not in said
    }
    if open_:
        assert set(faults(lambda: read_safety(typed, groups))) == {f"q-{one}" for one in open_}
        return
    (fact,) = read_safety(typed, groups)
    expected = {one: ANSWERS[said.get(one, "no")] for one in "abcd"}
    assert fact.body == {"answers": expected}


def test_none_of_these_and_one_of_these_do_not_go_together(knowledge: Knowledge) -> None:
    both: Typed = {"condition": ["knee-pain"], "none": ["yes"]}
    assert set(faults(lambda: read_conditions(both, PLAIN, knowledge))) == {"none"}
    assert set(faults(lambda: read_conditions({}, PLAIN, knowledge))) == {"condition"}


def test_conditions_that_nobody_is_asked_about_stay(knowledge: Knowledge) -> None:
    before = Record(person=WHO, conditions=("flexion-provoked", "knee-pain"))
    (fact,) = read_conditions({"none": ["yes"]}, before, knowledge)
    assert fact.body == ["flexion-provoked"]


@given(st.sets(st.sampled_from(PainSite)))
def test_the_reach_is_that_of_the_furthest_mark(sites: set[PainSite]) -> None:
    reach = reach_of([one.value for one in sites])
    words = " ".join(sites)
    expected = next((one for one in ("below-knee", "thigh", "buttock") if one in words), "none")
    assert reach.value == expected


@given(
    st.sets(st.sampled_from(PainSite), min_size=1),
    st.sampled_from(Radiation),
    st.sampled_from(SINCE),
)
def test_pain_is_read_or_the_reach_is_asked_about(
    sites: set[PainSite], reach: Radiation, since: int
) -> None:
    typed: Typed = {
        "pain": ["yes"],
        "sites": [one.value for one in sites],
        "radiation": [reach.value],
        "since": [str(since)],
    }
    order = list(Radiation)
    if order.index(reach) < order.index(reach_of([one.value for one in sites])):
        assert set(faults(lambda: read_pain(typed, PLAIN, TODAY))) == {"radiation"}
        return
    record = record_with(read_pain(typed, PLAIN, TODAY))
    assert record.episode is not None
    assert record.episode.started == TODAY - timedelta(days=since)
    assert set(record.episode.sites) == sites
    again = typed_pain(record, asked=True)
    assert record_with(read_pain(again, record, TODAY)) == record


def test_without_pain_there_is_no_episode_and_nothing_else_is_asked() -> None:
    (fact,) = read_pain({"pain": ["no"]}, SORE, TODAY)
    assert fact == Fact(kind="episode", body=None)
    assert record_with([fact]).episode is None


@pytest.mark.parametrize("text", ["2026-11-22", "1983-01-01", "yesterday", ""])
def test_a_spell_begins_within_a_life(text: str) -> None:
    typed: Typed = {
        "pain": ["yes"],
        "sites": ["low-back-left"],
        "radiation": ["none"],
        "since": ["day"],
        "started": [text],
    }
    assert set(faults(lambda: read_pain(typed, PLAIN, TODAY))) == {"started"}


@given(
    st.lists(st.integers(0, 10), min_size=4, max_size=4),
    st.sets(st.sampled_from(Activity)),
    st.sets(st.sampled_from(Activity)),
)
def test_how_it_hurts_comes_back_as_it_was_said(
    points: list[int], worse: set[Activity], better: set[Activity]
) -> None:
    items = ("now", "average", "worst", "leg")
    typed: Typed = {
        **{f"nprs-{key}": [str(value)] for key, value in zip(items, points, strict=True)},
        "worse": [one.value for one in worse],
        "better": [one.value for one in better],
    }
    record = record_with(read_hurts(typed, SORE, shipped()))
    assert record.episode is not None
    assert set(record.episode.worse_with) == worse
    again = typed_hurts(record)
    assert record_with(read_hurts(again, record, shipped())) == record


def test_a_leg_without_pain_is_not_asked_about(knowledge: Knowledge) -> None:
    typed: Typed = {f"nprs-{key}": ["3"] for key in ("now", "average", "worst")}
    here = Record(person=WHO, episode=Episode(started=TODAY))
    outcome = read_hurts(typed, here, knowledge)[1]
    assert outcome.body["answers"]["leg"] == 0
    assert set(faults(lambda: read_hurts(typed, SORE, knowledge))) == {"nprs-leg"}


@pytest.mark.parametrize("text", ["11", "-1", "4.5", "\u00b2", ""])
def test_points_are_whole_and_from_0_to_10(knowledge: Knowledge, text: str) -> None:
    typed: Typed = {f"nprs-{key}": ["3"] for key in ("average", "worst", "leg")}
    wrong = {**typed, "nprs-now": [text]}
    assert set(faults(lambda: read_hurts(wrong, SORE, knowledge))) == {"nprs-now"}


@given(st.lists(st.tuples(st.sampled_from(["", "walk", "sit"]), st.integers(0, 10)), max_size=3))
def test_own_activities_keep_their_numbers(rows: list[tuple[str, int]]) -> None:
    typed: dict[str, list[str]] = {}
    for number, (name, points) in enumerate(rows, 1):
        typed |= {f"activity-{number}": [name], f"how-{number}": [str(points)] if name else [""]}
    facts = read_activities(typed, PLAIN)
    named = [(name, points) for name, points in rows if name]
    record = record_with(facts)
    assert record.activities == tuple(name for name, _ in named)
    if named:
        answers = record.outcomes[0].answers
        assert answers == {f"activity-{n}": points for n, (_, points) in enumerate(named, 1)}
        assert record_with(read_activities(typed_activities(record), record)) == record


def test_an_activity_and_its_number_belong_together() -> None:
    assert set(faults(lambda: read_activities({"activity-2": ["run"]}, PLAIN))) == {"how-2"}
    assert set(faults(lambda: read_activities({"how-1": ["4"]}, PLAIN))) == {"activity-1"}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(Day), st.sampled_from(Slot)), st.integers(0, 240), max_size=14
    )
)
def test_the_week_comes_back_as_it_was_said(minutes: dict[tuple[Day, Slot], int]) -> None:
    typed: Typed = {f"minutes-{day}-{slot}": [str(n)] for (day, slot), n in minutes.items()}
    if not any(minutes.values()):
        assert set(faults(lambda: read_week(typed, shipped()))) == {"minutes"}
        return
    record = record_with(read_week(typed, shipped()))
    said = {(d, s): n for d, slots in record.availability.items() for s, n in slots.items()}
    assert said == {key: n for key, n in minutes.items() if n}
    assert record_with(read_week(typed_week(record), shipped())) == record


@pytest.mark.parametrize("text", ["241", "12.5", "-5", "all day"])
def test_minutes_are_whole_and_fit_into_a_morning(knowledge: Knowledge, text: str) -> None:
    typed: Typed = {"minutes-mon-morning": ["20"], "minutes-tue-evening": [text]}
    assert set(faults(lambda: read_week(typed, knowledge))) == {"minutes-tue-evening"}


@pytest.mark.parametrize("fill", FILLS)
def test_a_quick_fill_fills_and_keeps_the_rest(knowledge: Knowledge, fill: str) -> None:
    typed = filled({"minutes-sat-evening": ["45"]}, fill)
    (fact,) = read_week(typed, knowledge)
    days, slot, minutes = FILLS[fill]
    assert all(fact.body[day][slot] == minutes for day in days)
    if fill != "every-evening":
        assert fact.body["sat"]["evening"] == 45
    assert filled(typed, "clear") == {}


def test_life_and_things_come_back_as_they_were_said(knowledge: Knowledge) -> None:
    typed: Typed = {
        "sitting_hours_per_day": ["9,5"],
        "walking_minutes_per_week": ["90"],
        "lifting": ["light"],
        "sports": ["swimming, , rowing"],
        "season": ["pre-season"],
    }
    record = record_with(read_life(typed, PLAIN, knowledge))
    assert record.life.sports == ("swimming", "rowing")
    assert record.life.sitting_hours_per_day == 9.5
    assert record.life.season is Season.PRE_SEASON
    assert record_with(read_life(typed_life(record, asked=True), record, knowledge)) == record
    chosen: Typed = {"equipment": ["chair", "mat", "spaceship"], "dislike": ["front-plank"]}
    things = record_with(read_things(chosen, PLAIN, knowledge))
    assert things.equipment == ("chair",)
    assert things.preferences.dislike == ("front-plank",)
    assert record_with(read_things(typed_things(things), things, knowledge)) == things


def test_life_is_asked_in_full(knowledge: Knowledge) -> None:
    found = faults(lambda: read_life({"sitting_hours_per_day": ["540"]}, PLAIN, knowledge))
    assert set(found) == {"sitting_hours_per_day", "walking_minutes_per_week", "lifting"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (None, Season.IN_SEASON),
        ([""], None),
        (["off-season"], Season.OFF_SEASON),
        (["in-season"], Season.IN_SEASON),
    ],
)
def test_the_season_is_changed_only_by_someone_who_was_asked(
    said: list[str] | None, kept: Season | None, knowledge: Knowledge
) -> None:
    before = replace(PLAIN, life=replace(PLAIN.life, season=Season.IN_SEASON))
    typed: Typed = {
        **{key: value for key, value in typed_life(before, asked=True).items() if key != "season"},
        "sitting_hours_per_day": ["8"],
        "walking_minutes_per_week": ["60"],
        **({} if said is None else {"season": said}),
    }
    assert record_with(read_life(typed, before, knowledge)).life.season is kept


def test_a_season_that_nobody_knows_is_refused(knowledge: Knowledge) -> None:
    typed: Typed = {
        "sitting_hours_per_day": ["8"],
        "walking_minutes_per_week": ["60"],
        "lifting": ["none"],
        "season": ["winter"],
    }
    assert set(faults(lambda: read_life(typed, PLAIN, knowledge))) == {"season"}


def test_the_first_form_is_filled_again(knowledge: Knowledge) -> None:
    typed: Typed = {**YOU, "height_cm": ["168"], "mass_kg": ["74.5"]}
    record = record_with(read_you(typed, TODAY, knowledge))
    assert typed_you(record) == typed
    assert typed_conditions(PLAIN, asked=True)["none"] == ["yes"]
    assert typed_conditions(PLAIN, asked=False)["none"] == [""]
