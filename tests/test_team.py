# SPDX-License-Identifier: Apache-2.0
"""The team's warm-up: who takes part, what is done, and what a coach never learns."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from multifidus.cli.app import app
from multifidus.domain.record import (
    Episode,
    FlareUp,
    LogEntry,
    Pain,
    Person,
    Policy,
    Record,
    Screening,
)
from multifidus.domain.team import CONSENT_MISSING, Member, Team, TeamPlan, Word
from multifidus.domain.words import Answer, Day, Slot, Stage
from multifidus.exchange.as_json import dumps
from multifidus.movement.check import check
from multifidus.movement.motion import solved
from multifidus.team import strength_days, team_clearance, team_plan
from plan_builders import (
    CALM,
    KNOWLEDGE,
    MONDAY,
    ON,
    RED,
    cap_load,
    cap_stage,
    days_ago,
    did,
    exclude,
    figure,
    record,
    set_stage,
)

WARM_UP = KNOWLEDGE.warm_up
WOLVES = Path(__file__).parent.parent / "examples/team/wolves.yaml"
THREE = (Day.MON, Day.WED, Day.FRI)


def team(*members: Member | Record, **changes: Any) -> Team:
    usual: dict[str, Any] = {"name": "Wolves", "sport": "football", "days": THREE, "minutes": 20}
    players = tuple(
        one if isinstance(one, Member) else Member(record=one) for one in members or (record(),)
    )
    return Team(members=players, **(usual | changes))


def plan_of(*members: Member | Record, **changes: Any) -> TeamPlan:
    return team_plan(team(*members, **changes), ON, KNOWLEDGE)


def word(one: Member | Record) -> Word:
    return plan_of(one).members[0].word


def aged(born: date, **more: Any) -> Record:
    return record(person=Person(name="Kim", born=born), **more)


def answered(sign: str, answer: Answer = Answer.YES) -> Record:
    who = record()
    answers = {**who.screening[0].answers, sign: answer}
    return replace(who, screening=(Screening(on=ON, answers=answers),))


# --- who takes part -----------------------------------------------------------------------------


def test_a_healthy_player_is_available() -> None:
    shown = plan_of().members[0]
    assert (shown.word, shown.reason) == (Word.AVAILABLE, "")


@pytest.mark.parametrize(
    "who",
    [
        record(screening=()),
        answered("saddle-numbness"),
        answered("saddle-numbness", Answer.NOT_SURE),
        record(episode=Episode(started=days_ago(7))),
        record(episode=Episode()),
        record(flare_ups=(FlareUp(on=days_ago(1)),)),
    ],
    ids=["unanswered", "sign", "not-sure", "pain", "pain-no-date", "flare-up"],
)
def test_whoever_may_not_train_or_hurts_is_not_available_and_no_reason_is_told(who: Record) -> None:
    shown = plan_of(who).members[0]
    assert (shown.word, shown.reason) == (Word.NOT_AVAILABLE, "")


@pytest.mark.parametrize(
    "who",
    [
        record(conditions=("knee-pain",)),
        record(conditions=("balance",)),
        record(conditions=("osteoporosis",)),
        answered("heart-or-lung"),
        record(directives=(cap_load(2),)),
        record(directives=(cap_stage(Stage.INITIAL),)),
        record(directives=(set_stage(Stage.INITIAL),)),
        record(directives=(exclude("squat"),)),
        record(policy=Policy(top_tier=2)),
        record(policy=Policy(top_stage=Stage.INITIAL)),
    ],
)
def test_whoever_has_a_limit_takes_part_modified(who: Record) -> None:
    assert word(who) is Word.MODIFIED


@pytest.mark.parametrize(
    "who",
    [
        record(directives=(cap_load(3),)),
        record(directives=(cap_stage(Stage.INTERMEDIATE),)),
        record(directives=(exclude("sit-up"),)),
        record(conditions=("wrist-pain",)),
        record(episode=Episode(started=date(2026, 12, 1))),
        record(flare_ups=(FlareUp(on=days_ago(9), ended=days_ago(3)),)),
    ],
)
def test_a_limit_that_the_warm_up_never_meets_changes_nothing(who: Record) -> None:
    assert word(who) is Word.AVAILABLE


ADULT = date(2008, 11, 23)
"""Eighteen on the day."""


@pytest.mark.parametrize(
    ("born", "consent", "expected", "reason"),
    [
        (ADULT, False, Word.AVAILABLE, ""),
        (date(2008, 11, 24), False, Word.NOT_AVAILABLE, CONSENT_MISSING),
        (date(2008, 11, 24), True, Word.AVAILABLE, ""),
        (date(2013, 1, 1), False, Word.NOT_AVAILABLE, CONSENT_MISSING),
        (date(2013, 1, 1), True, Word.AVAILABLE, ""),
    ],
)
def test_under_18_a_guardian_must_agree(
    born: date, expected: Word, reason: str, *, consent: bool
) -> None:
    shown = plan_of(Member(record=aged(born), guardian_consent=consent)).members[0]
    assert (shown.word, shown.reason) == (expected, reason)


def test_consent_lifts_neither_pain_nor_a_danger_sign() -> None:
    born = date(2010, 1, 1)
    hurting = aged(born, episode=Episode(started=days_ago(30)))
    said = aged(born, screening=answered("both-legs").screening)
    for who in (hurting, said):
        assert word(Member(record=who, guardian_consent=True)) is Word.NOT_AVAILABLE


def test_without_consent_that_alone_is_told_even_when_more_speaks_against() -> None:
    who = aged(date(2010, 1, 1), episode=Episode())
    assert plan_of(who).members[0].reason == CONSENT_MISSING


def _green(days: int, pain: Pain = CALM) -> LogEntry:
    return LogEntry(on=days_ago(days), slot=Slot.MORNING, done=(did("bridge"),), pain=pain)


def back(*log: LogEntry, stage: Stage = Stage.ADVANCED) -> Record:
    """A player whose back hurt five weeks ago, put at a stage by a clinician then."""
    return record(
        episode=Episode(started=days_ago(35)),
        log=log,
        directives=(set_stage(stage, on=days_ago(20)),),
    )


FOUR = tuple(_green(days) for days in (13, 9, 5, 1))


def test_the_way_back_is_advanced_and_two_green_weeks_and_begins_modified() -> None:
    assert word(back(*FOUR)) is Word.MODIFIED


@pytest.mark.parametrize(
    "who",
    [
        back(*FOUR[1:]),
        back(_green(14), *FOUR[1:]),
        back(*FOUR, stage=Stage.INTERMEDIATE),
        back(*FOUR, _green(2, RED)),
    ],
    ids=["three-sessions", "one-too-old", "intermediate", "one-red"],
)
def test_short_of_it_the_own_plan_goes_on(who: Record) -> None:
    assert word(who) is Word.NOT_AVAILABLE


def test_youth_alone_bars_nobody_from_the_gate_of_a_warm_up() -> None:
    assert not team_clearance(aged(date(2012, 5, 5)), ON, KNOWLEDGE).blocked


# --- what a coach learns ------------------------------------------------------------------------


SECRETS = ("knee-pain", "saddle", "episode", "screening", "heart", "answer", "flare", "gentle")


def test_nothing_of_a_record_but_the_name_is_in_the_plan() -> None:
    many = [
        record(conditions=("knee-pain",)),
        answered("heart-or-lung"),
        record(episode=Episode(started=days_ago(3))),
        record(screening=()),
    ]
    full = plan_of(*many)
    shown = json.loads(dumps(full))["members"]
    assert all(set(row) == {"name", "word", "reason"} for row in shown)
    assert {row["reason"] for row in shown} == {""}
    assert not any(secret in json.dumps(shown) for secret in SECRETS)


def test_two_players_kept_out_for_different_reasons_look_alike() -> None:
    one, other = plan_of(record(screening=())), plan_of(record(episode=Episode()))
    assert dumps(one) == dumps(other)


# --- what is done -------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("minutes", [15, 16, 17, 18, 19, 20])
@pytest.mark.parametrize("equipment", [(), ("wall",), ("bench", "band", "wall")])
def test_every_warm_up_keeps_to_its_minutes_and_covers_every_place(
    level: int, minutes: int, equipment: tuple[str, ...]
) -> None:
    plan = plan_of(level=level, minutes=minutes, equipment=equipment)
    assert all(minutes - 4 <= day.minutes <= minutes for day in plan.days)
    places = {one.place for part in plan.parts for one in part.moves}
    assert {place for day in plan.days for place in day.places} == places
    assert [part.id for part in plan.parts] == ["running", "strength", "balance", "jumps"]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_parts_are_as_long_as_the_rulebook_says(level: int) -> None:
    plan = plan_of(level=level)
    for part, told in zip(plan.parts, WARM_UP.parts, strict=True):
        change = WARM_UP.change_s * len(part.moves) if part.id == "strength" else 0
        minutes = (sum(one.move.seconds for one in part.moves) + change) / 60
        assert told.least_minutes <= minutes <= told.most_minutes, part.id


@pytest.mark.parametrize(
    ("started", "level", "expected"),
    [
        (None, None, 1),
        (date(2026, 11, 25), None, 1),
        (date(2026, 11, 2), None, 1),
        (date(2026, 10, 26), None, 2),
        (date(2026, 10, 5), None, 2),
        (date(2026, 9, 28), None, 3),
        (date(2026, 9, 28), 1, 1),
        (None, 3, 3),
    ],
)
def test_the_level_follows_the_weeks_of_the_season_unless_it_is_set(
    started: date | None, level: int | None, expected: int
) -> None:
    assert plan_of(season_started=started, level=level).level == expected


def test_modified_players_never_jump_and_only_do_light_work() -> None:
    plan = plan_of(record(), record(conditions=("knee-pain",)))
    by_id = {part.id: part for part in plan.parts}
    assert by_id["jumps"].modified == "No jumps and no cuts. Walk until this part is over."
    easier = [one.easier for one in by_id["strength"].moves if one.easier]
    tiers = {KNOWLEDGE.exercises[move.id].load.tier for move in easier}
    assert max(tiers) <= figure("SPT7", "modified_tier") == 1
    assert all(one.easier is None for key in ("running", "jumps") for one in by_id[key].moves)


def test_the_easier_choice_suits_every_modified_player() -> None:
    plan = plan_of(record(conditions=("shoulder-pain", "hip-pain")), equipment=("wall",))
    strength = next(part for part in plan.parts if part.id == "strength")
    chosen = {one.place: one.easier.id for one in strength.moves if one.easier}
    assert chosen["front"] == "supine-march"
    assert chosen["side"] == "bent-knee-fall-out"
    assert chosen["hip"] == "heel-slides"


@pytest.mark.parametrize(
    ("days", "strong"),
    [
        ((0, 2, 4), (0, 2, 4)),
        ((0, 1, 2), (0, 2)),
        ((0, 1), (0,)),
        ((0, 6), (0,)),
        ((0, 1, 2, 3, 4, 5, 6), (0, 2, 4)),
        ((1, 3, 5), (1, 3, 5)),
        ((), ()),
    ],
)
def test_strength_rests_a_day_between_and_at_most_three_times(
    days: tuple[int, ...], strong: tuple[int, ...]
) -> None:
    assert strength_days(days, 3, 2) == strong


def test_a_day_without_strength_still_warms_up() -> None:
    plan = plan_of(days=tuple(Day))
    strength = {one.place for one in plan.parts[1].moves}
    light = [day for day in plan.days if not strength & set(day.places)]
    assert len(light) == 4
    assert all(9 < day.minutes < 13 for day in light)


@pytest.mark.parametrize(("days", "told"), [(THREE, False), (THREE[:2], True), (THREE[:1], True)])
def test_fewer_than_three_times_a_week_is_told(days: tuple[Day, ...], *, told: bool) -> None:
    notes = [note for note in plan_of(days=days).notes if note.rule == "SPT4"]
    assert bool(notes) is told
    assert all("Hislop2017" in note.cite for note in notes)


def test_what_is_not_known_is_said_first_and_contact_sports_are_told_what_is_left_out() -> None:
    rules = [note.rule for note in plan_of().notes]
    assert rules[0] == "SPT8"
    assert "SPT9" in rules
    assert "SPT9" not in {note.rule for note in plan_of(sport="golf").notes}
    assert "No demands are known here for quidditch" in str(plan_of(sport="quidditch").notes)


def test_the_same_team_gives_the_same_plan() -> None:
    assert dumps(plan_of(record(), record(conditions=("hip-pain",)))) == dumps(
        plan_of(record(), record(conditions=("hip-pain",)))
    )


flags = st.lists(st.sampled_from(sorted(KNOWLEDGE.conditions)), max_size=3, unique=True)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(flags, min_size=1, max_size=4),
    st.integers(15, 20),
    st.sampled_from([1, 2, 3]),
    st.lists(st.sampled_from(list(Day)), min_size=1, max_size=7, unique=True),
)
def test_the_check_passes_every_team(
    conditions: list[list[str]], minutes: int, level: int, days: list[Day]
) -> None:
    """`team_plan` raises when the check, written apart, finds a breach."""
    players = [record(conditions=tuple(one)) for one in conditions]
    plan = plan_of(*players, minutes=minutes, level=level, days=tuple(days))
    assert len(plan.days) == len(days)
    assert plan.week == MONDAY


@pytest.mark.parametrize("name", sorted(WARM_UP.movements))
def test_the_bodies_of_the_drills_are_physically_right(name: str) -> None:
    faults, _ = check(solved(WARM_UP.movements[name]))
    assert faults == []


# --- the command and the sheet ------------------------------------------------------------------


def test_the_command_prints_words_and_no_reasons(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"
    done = CliRunner().invoke(
        app, ["team", str(WOLVES), "--on", "2026-11-16", "--sheet", str(sheet)]
    )
    assert done.exit_code == 0
    assert "2 available, 1 modified, 2 not available" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    html = sheet.read_text(encoding="utf-8")
    assert html.count("<svg") == html.count("<article") == 13
    for text in (done.stdout, html):
        assert "Back pain was not what was counted" in text
        assert "No warm-up is known to lower back pain" in text
        assert "knee-pain" not in text
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org", "")


def test_the_command_gives_json() -> None:
    done = CliRunner().invoke(app, ["team", str(WOLVES), "--on", "2026-11-16", "--json"])
    value = json.loads(done.stdout)
    assert value["format"] == "multifidus-team-plan/1"
    assert value["counts"] == {"available": 2, "modified": 1, "not available": 2}
    assert value["level"] == 2
    assert value["season_week"] == 7


def test_a_sheet_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    where = tmp_path / "no" / "sheet.html"
    done = CliRunner().invoke(
        app, ["team", str(WOLVES), "--on", "2026-11-16", "--sheet", str(where)]
    )
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("level", [1, 3])
def test_the_sheet_draws_every_level(level: int) -> None:
    from multifidus.cli.team_sheet import team_sheet  # noqa: PLC0415 - slow
    from multifidus.cli.team_text import team_text  # noqa: PLC0415 - slow

    shy = record(person=Person(name="<i>Ana</i>", born=date(1990, 1, 1)))
    plan = plan_of(shy, record(screening=()), level=level, minutes=15)
    html = team_sheet(plan, KNOWLEDGE)
    assert "<i>Ana</i>" not in html
    assert "&lt;i&gt;Ana&lt;/i&gt;" in html
    assert "without " in html
    assert "; without " in team_text(plan, KNOWLEDGE)
