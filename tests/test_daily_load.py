# SPDX-License-Identifier: Apache-2.0
"""The load book: counts, advice with its grade, and days on which hard exercise waits."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from multifidus.cli.app import app
from multifidus.coach.daily_load import KINDS, LoadPicture, daily_load, hard_day_moves
from multifidus.domain.record import DailyLoad, Episode, Life, Record
from multifidus.domain.words import Activity, DayLoad, Grade, Lifting
from plan_builders import KNOWLEDGE, ON, days_ago, figure, record

LOW, USUAL, HIGH = DayLoad.LOW, DayLoad.USUAL, DayLoad.HIGH
EXAMPLE = Path(__file__).parent.parent / "examples/team/athlete.yaml"
LATER = timedelta(days=1)


def noted(rows: Iterable[DailyLoad], **more: object) -> Record:
    return replace(record(), daily_load=tuple(rows), **more)  # type: ignore[arg-type] # any field


def book(*rows: DailyLoad, on: date = ON, **more: object) -> LoadPicture:
    return daily_load(noted(rows, **more), on, KNOWLEDGE)


def bending(*days_back: int, load: DayLoad = HIGH) -> list[DailyLoad]:
    return [DailyLoad(on=days_ago(days), bending=load) for days in days_back]


def rules(picture: LoadPicture) -> set[str]:
    return {one.rule for one in picture.advice}


# --- counting -----------------------------------------------------------------------------------


def test_days_are_counted_by_kind_and_a_missing_day_is_not_low() -> None:
    picture = book(*bending(1, 2), *bending(3, load=LOW), DailyLoad(on=ON, sitting=USUAL))
    counts = {one.kind: (one.low, one.usual, one.high, one.noted) for one in picture.counts}
    assert counts["bending"] == (1, 0, 2, 3)
    assert counts["sitting"] == (0, 1, 0, 1)
    assert counts["lifting"] == counts["twisting"] == (0, 0, 0, 0)


@pytest.mark.parametrize(("days_back", "counted"), [(12, 1), (13, 1), (14, 0)])
def test_the_window_is_two_weeks(days_back: int, counted: int) -> None:
    assert figure("LOAD1", "window_days") == 14
    assert sum(one.high for one in book(*bending(days_back)).counts) == counted


@pytest.mark.parametrize(("high", "often"), [(2, False), (3, True), (4, True)])
def test_often_begins_at_three_high_days(high: int, *, often: bool) -> None:
    picture = book(*bending(*range(1, high + 1)))
    assert {one.kind for one in picture.counts if one.often} == ({"bending"} if often else set())
    assert ("ADV2" in rules(picture)) is often
    if often:
        because = next(one.because for one in picture.advice if one.rule == "ADV2")
        assert f"Bending was high on {high} days of the last 14." in because


def test_notes_of_the_same_day_are_one_day_and_the_last_word_counts() -> None:
    picture = book(
        DailyLoad(on=ON, sitting=HIGH, bending=LOW),
        DailyLoad(on=ON, sitting=LOW),
    )
    assert picture.days == (DailyLoad(on=ON, sitting=LOW, bending=LOW),)


def test_notes_of_tomorrow_are_not_known_today() -> None:
    assert book(DailyLoad(on=ON + LATER, lifting=HIGH)).days == ()


# --- advice -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "advised"), [(5.9, False), (6, True), (6.1, True)])
def test_long_sitting_by_the_record_is_enough_for_advice(hours: float, *, advised: bool) -> None:
    assert figure("FND10", "sitting_hours") == 6
    picture = book(life=Life(sitting_hours_per_day=hours))
    assert ("ADV1" in rules(picture)) is advised


@pytest.mark.parametrize(
    ("activity", "kind", "rule"),
    [
        (Activity.SITTING, "sitting", "ADV1"),
        (Activity.BENDING_FORWARD, "bending", "ADV4"),
        (Activity.TWISTING, "twisting", "ADV3"),
        (Activity.LIFTING, "lifting", "ADV6"),
    ],
)
def test_what_makes_pain_worse_gets_advice(activity: Activity, kind: str, rule: str) -> None:
    picture = book(episode=Episode(worse_with=(activity,)))
    assert rule in rules(picture)
    assert {one.kind for one in picture.counts if one.known} == {kind}
    assert rules(book(episode=Episode(worse_with=(Activity.STANDING,)))) == set()


def test_heavy_days_get_advice_and_light_ones_do_not() -> None:
    assert {"ADV2", "ADV6", "ADV8"} <= rules(book(life=Life(lifting=Lifting.HEAVY)))
    assert rules(book(life=Life(lifting=Lifting.LIGHT))) == set()


def test_advice_shows_how_well_it_is_known() -> None:
    picture = book(episode=Episode(worse_with=(Activity.TWISTING, Activity.SITTING)))
    grades = {one.rule: one.grade for one in picture.advice}
    assert grades["ADV3"] is Grade.C
    assert grades["ADV7"] is Grade.A
    assert all(one.source for one in picture.advice)


# --- hard exercise waits a day ------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_day_after_a_high_day_is_kept_free(kind: str) -> None:
    rows = [DailyLoad(on=ON, **{kind: HIGH})]
    assert hard_day_moves(noted(rows), ON, KNOWLEDGE) == {ON + LATER}
    picture = book(*rows)
    assert (picture.move_today, picture.move_tomorrow) == (False, True)
    assert book(*rows, on=ON + LATER).move_today


@pytest.mark.parametrize("load", [LOW, USUAL, None])
def test_other_days_move_nothing(load: DayLoad | None) -> None:
    rows = [DailyLoad(on=ON, bending=load)]
    assert hard_day_moves(noted(rows), ON, KNOWLEDGE) == frozenset()


def test_a_week_of_high_days_does_not_end_all_training() -> None:
    moved = sorted(hard_day_moves(noted(bending(*range(14))), ON, KNOWLEDGE))
    assert len(moved) == 4
    assert moved[:2] == [days_ago(12), days_ago(10)]


loads = st.sampled_from([LOW, USUAL, HIGH, None])
notes = st.lists(
    st.builds(
        DailyLoad,
        on=st.integers(0, 40).map(days_ago),
        sitting=loads,
        bending=loads,
        twisting=loads,
        lifting=loads,
    ),
    max_size=40,
)


@given(notes)
def test_moved_days_keep_their_distance_and_stay_few(rows: list[DailyLoad]) -> None:
    moved = sorted(hard_day_moves(noted(rows), ON, KNOWLEDGE))
    apart, most = figure("LOAD1", "days_apart"), figure("LOAD1", "most_moves")
    span = figure("LOAD1", "moves_window_days")
    for n, day in enumerate(moved):
        assert all((day - one).days >= apart for one in moved[:n])
        assert sum((day - one).days < span for one in moved[: n + 1]) <= most


@given(notes, st.integers(0, 20))
def test_what_is_said_of_tomorrow_still_holds_tomorrow(rows: list[DailyLoad], back: int) -> None:
    day = days_ago(back)
    today = daily_load(noted(rows), day, KNOWLEDGE)
    tomorrow = daily_load(noted(rows), day + LATER, KNOWLEDGE)
    assert today.move_tomorrow == tomorrow.move_today


@given(notes, st.integers(-4000, 4000))
def test_moving_all_dates_changes_nothing(rows: list[DailyLoad], days: int) -> None:
    by = timedelta(days=days)
    moved = [replace(row, on=row.on + by) for row in rows]
    here = hard_day_moves(noted(rows), ON, KNOWLEDGE)
    there = hard_day_moves(noted(moved), ON + by, KNOWLEDGE)
    assert {day + by for day in here} == there


# --- the command --------------------------------------------------------------------------------


def test_the_command_tells_the_counts_and_what_may_help() -> None:
    done = CliRunner().invoke(app, ["load", str(EXAMPLE), "--on", "2026-11-16"])
    assert done.exit_code == 0
    assert "Noted on 3 days since 3 November" in done.stdout
    assert "Nothing stands out." in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100


def test_the_command_gives_json_and_moves_the_day() -> None:
    done = CliRunner().invoke(app, ["load", str(EXAMPLE), "--on", "2026-11-13", "--json"])
    value = json.loads(done.stdout)
    assert value["moves"] == ["2026-11-10", "2026-11-13"]
    assert value["move_today"] is True
    assert [row["kind"] for row in value["counts"]] == list(KINDS)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-12", "Keep tomorrow free of hard exercises."),
        ("2026-11-13", "Move today's hard exercises to tomorrow."),
    ],
)
def test_the_command_says_what_to_move(day: str, said: str) -> None:
    done = CliRunner().invoke(app, ["load", str(EXAMPLE), "--on", day])
    assert said in done.stdout


def test_nothing_noted_is_said_and_papers_are_named(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "format: multifidus-record/1\nperson: {name: A, born: 1990-01-01}\n"
        "life: {sitting_hours_per_day: 9}\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["load", str(file), "--on", "2026-11-16"])
    assert "Nothing was noted in these two weeks." in done.stdout
    assert "ADV1, grade P" in done.stdout
