# SPDX-License-Identifier: Apache-2.0
"""Check-points at two, six and twelve weeks, staying well, the walking aim and easier weeks."""

from datetime import date, timedelta

import pytest

from multifidus.coach.checkpoints import checkpoints, due
from multifidus.coach.maintenance import is_easier_week, maintenance, walking_aim
from multifidus.coach.stage import Placed, place
from multifidus.domain.record import (
    Done,
    Episode,
    Life,
    LogEntry,
    OutcomeEntry,
    Record,
    SetDone,
)
from multifidus.domain.stages import CheckKind, CheckPoint, CheckStatus, CheckVerdict
from multifidus.domain.words import Day, Grade, Stage
from multifidus.plan.slots import cells
from plan_builders import (
    KNOWLEDGE,
    ON,
    PLANNING,
    days_ago,
    entry,
    figure,
    measured,
    record,
    set_stage,
    times,
)


def answers(ago: int, pain: float, rmdq: float | None = None) -> tuple[OutcomeEntry, ...]:
    out = [OutcomeEntry(on=days_ago(ago), instrument="nprs", answers={"average": pain})]
    if rmdq is not None:
        out.append(OutcomeEntry(on=days_ago(ago), instrument="rmdq-24", answers={"sum": rmdq}))
    return tuple(out)


def at(weeks: float, *outcomes: OutcomeEntry, extra: int = 0) -> tuple[CheckPoint, ...]:
    """The check-points of someone whose pain began so many weeks, and days, ago."""
    started = ON - timedelta(days=int(weeks * 7) + extra)
    who = record(episode=Episode(started=started), outcomes=outcomes)
    return checkpoints(who, ON, KNOWLEDGE)


def of_week(points: tuple[CheckPoint, ...], week: int) -> CheckPoint:
    return next(one for one in points if one.week == week)


# --- when -----------------------------------------------------------------------------------------


def test_the_weeks_are_those_of_the_rule() -> None:
    assert figure("CHK1", "check_in_week") == 2
    assert figure("CHK1", "review_week") == 6
    assert figure("CHK1", "lasting_week") == 12
    assert figure("CHK1", "every_weeks") == 12
    points = at(40, *answers(280, 5))
    assert [(one.kind, one.week) for one in points] == [
        (CheckKind.CHECK_IN, 2),
        (CheckKind.REVIEW, 6),
        (CheckKind.LASTING, 12),
        (CheckKind.LATER, 24),
        (CheckKind.LATER, 36),
        (CheckKind.LATER, 48),
    ]
    review = of_week(points, 6)
    assert (review.rule, review.grade) == ("CHK1", Grade.P)
    assert "Wallwork2024" in review.source


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (36, CheckStatus.COMING),
        (37, CheckStatus.DUE),
        (42, CheckStatus.DUE),
        (47, CheckStatus.DUE),
        (48, CheckStatus.MISSED),
    ],
)
def test_a_check_point_may_be_answered_a_fifth_of_the_time_before_and_after(
    days: int, status: CheckStatus
) -> None:
    assert figure("OUT1", "window_share") == 0.2
    point = of_week(at(0, *answers(days, 5), extra=days), 6)
    assert point.status is status
    assert (point in due(at(0, *answers(days, 5), extra=days))) is (status is CheckStatus.DUE)


def test_check_points_before_the_person_came_are_left_out() -> None:
    points = at(20, *answers(3, 5))
    assert [one.week for one in points] == [24]
    assert "months rather than weeks" in points[0].text


def test_without_a_spell_or_its_day_there_are_no_check_points() -> None:
    assert checkpoints(record(), ON, KNOWLEDGE) == ()
    assert checkpoints(record(episode=Episode()), ON, KNOWLEDGE) == ()
    tomorrow = record(episode=Episode(started=days_ago(-1)))
    assert checkpoints(tomorrow, ON, KNOWLEDGE) == ()


# --- what they say --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "now", "verdict", "see"),
    [
        (5, 3.1, CheckVerdict.NO_CLEAR_CHANGE, True),
        (5, 3, CheckVerdict.BETTER, False),
        (5, 2.9, CheckVerdict.BETTER, False),
        (10, 7.1, CheckVerdict.NO_CLEAR_CHANGE, True),
        (10, 7, CheckVerdict.BETTER, False),
        (10, 6.9, CheckVerdict.BETTER, False),
        (5, 5, CheckVerdict.NO_CLEAR_CHANGE, True),
        (5, 6.9, CheckVerdict.NO_CLEAR_CHANGE, True),
        (5, 7, CheckVerdict.WORSE, True),
        (5, 7.1, CheckVerdict.WORSE, True),
    ],
)
def test_six_weeks_without_clear_change_say_see_a_clinician(
    first: float, now: float, verdict: CheckVerdict, *, see: bool
) -> None:
    limits = KNOWLEDGE.questionnaires["nprs"].important_change
    assert (limits["points"].value, figure("OUT1", "responder_share")) == (2, 0.3)
    point = of_week(at(6, *answers(40, first), *answers(0, now)), 6)
    assert (point.status, point.verdict, point.see_clinician) == (CheckStatus.DONE, verdict, see)
    assert ("see a clinician" in point.text) is see


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (15.1, CheckVerdict.NO_CLEAR_CHANGE),
        (15, CheckVerdict.NO_CLEAR_CHANGE),
        (14, CheckVerdict.BETTER),
        (13, CheckVerdict.BETTER),
    ],
)
def test_daily_life_clearly_easier_counts_as_well(now: float, verdict: CheckVerdict) -> None:
    assert KNOWLEDGE.questionnaires["rmdq-24"].important_change["points"].value == 5
    point = of_week(at(6, *answers(40, 5, 20), *answers(0, 5, now)), 6)
    assert point.verdict is verdict


def test_better_in_one_and_worse_in_the_other_is_no_clear_change() -> None:
    point = of_week(at(6, *answers(40, 8, 8), *answers(0, 3, 16)), 6)
    assert point.verdict is CheckVerdict.NO_CLEAR_CHANGE


def test_without_a_first_answer_nothing_is_said() -> None:
    point = of_week(at(6, *answers(0, 5)), 6)
    assert (point.verdict, point.see_clinician) == (CheckVerdict.CANNOT_TELL, False)


def test_answers_of_an_earlier_spell_are_no_first_answers() -> None:
    point = of_week(at(6, *answers(43, 9), *answers(0, 5)), 6)
    assert point.verdict is CheckVerdict.CANNOT_TELL


def test_two_weeks_are_a_short_look_and_no_reason_to_worry() -> None:
    point = of_week(at(2, *answers(12, 5), *answers(0, 5)), 2)
    assert (point.kind, point.see_clinician) == (CheckKind.CHECK_IN, False)


# --- staying well ---------------------------------------------------------------------------------


def well(days: int, *outcomes: OutcomeEntry, tests: tuple[int, ...] = ()) -> tuple[CheckPoint, ...]:
    who = record(
        episode=Episode(started=days_ago(300)),
        outcomes=outcomes,
        measurements=tuple(measured("bridge-count", 15, on=days_ago(ago)) for ago in tests),
    )
    return checkpoints(who, ON, KNOWLEDGE, stage=Stage.MAINTENANCE, since=days_ago(days))


def test_staying_well_has_a_check_each_month_and_a_retest_each_twelve_weeks() -> None:
    assert (figure("STG4", "check_weeks"), figure("STG4", "retest_weeks")) == (4, 12)
    points = well(100)
    assert [(one.kind, one.week) for one in points] == [
        (CheckKind.MONTHLY, 4),
        (CheckKind.MONTHLY, 8),
        (CheckKind.RETEST, 12),
        (CheckKind.MONTHLY, 16),
    ]
    assert "10 minutes of reading" in points[0].text


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (20, CheckStatus.COMING),
        (21, CheckStatus.DUE),
        (35, CheckStatus.DUE),
        (36, CheckStatus.MISSED),
    ],
)
def test_a_monthly_check_counts_in_the_week_before_or_after(days: int, status: CheckStatus) -> None:
    assert figure("STG4", "check_window_days") == 7
    assert well(days)[0].status is status
    if status is not CheckStatus.COMING:
        assert well(days, *answers(days - 21, 1))[0].status is CheckStatus.DONE


def test_a_retest_is_done_by_testing() -> None:
    assert of_week(well(84, *answers(0, 1)), 12).status is CheckStatus.DUE
    assert of_week(well(84, tests=(0,)), 12).status is CheckStatus.DONE


def test_a_worse_month_points_to_the_way_back_in() -> None:
    point = of_week(well(56, *answers(28, 1), *answers(0, 6)), 8)
    assert point.verdict is CheckVerdict.WORSE
    assert "starts gently again" in point.text


def test_the_programme_of_maintenance_is_written_for_that_stage_alone() -> None:
    who = record(directives=(set_stage(Stage.MAINTENANCE, days_ago(40)),))
    placed: Placed = place(who, ON, KNOWLEDGE, gentle=False)
    made = maintenance(who, ON, placed, KNOWLEDGE)
    assert made is not None
    assert any("5 walks of 30 minutes" in one for one in made.week)
    assert any("Strength on 2 days" in one for one in made.week)
    assert made.checks
    assert made.early_signs
    other = place(record(), ON, KNOWLEDGE, gentle=False)
    assert maintenance(record(), ON, other, KNOWLEDGE) is None


@pytest.mark.parametrize(
    ("stage", "most"), [(Stage.INITIAL, 3), (Stage.ADVANCED, 3), (Stage.MAINTENANCE, 2)]
)
def test_maintenance_has_two_strength_days(stage: Stage, most: int) -> None:
    free = times(" ".join(Day), 30)
    days = {slot.day for one in cells(free, PLANNING, stage) if one.strength for slot in one.slots}
    assert len(days) == most


# --- walking --------------------------------------------------------------------------------------


def walks(minutes: float, *ago: int) -> tuple[LogEntry, ...]:
    one = Done(exercise="walking", sets=(SetDone(minutes=minutes),))
    return tuple(entry(days_ago(day), one) for day in ago)


@pytest.mark.parametrize(
    ("before", "aim"),
    [
        (0, 60),
        (54, 60),
        (56, 62),
        (59, 65),
        (60, 66),
        (61, 67),
        (100, 110),
        (136, 150),
        (150, 150),
        (170, 150),
    ],
)
def test_walking_rises_by_small_steps_towards_five_times_thirty(before: int, aim: int) -> None:
    assert (figure("WLK1", "weekly_step_minutes"), figure("WLK1", "weekly_rise_share")) == (5, 0.1)
    assert figure("WLK1", "small_week_minutes") == 60
    who = record(log=walks(before, 2) if before else ())
    made = walking_aim(who, ON, Stage.MAINTENANCE, KNOWLEDGE)
    assert (made.minutes, made.goal) == (aim, 150)


def test_everyday_walking_counts_and_the_better_week_is_the_base() -> None:
    who = record(life=Life(walking_minutes_per_week=40), log=(*walks(30, 9, 8), *walks(10, 2)))
    assert walking_aim(who, ON, Stage.MAINTENANCE, KNOWLEDGE).minutes == 110


def test_other_stages_aim_no_higher_than_the_planner() -> None:
    who = record(log=walks(60, 3, 2, 1))
    assert walking_aim(who, ON, Stage.INITIAL, KNOWLEDGE).minutes == 60
    assert walking_aim(who, ON, Stage.INTERMEDIATE, KNOWLEDGE).minutes == 120


def test_the_aim_is_for_the_sixth_month_after_the_first_session() -> None:
    who = Record(
        person=record().person, log=(*walks(10, 2), entry(date(2026, 8, 31), *walks(5, 0)[0].done))
    )
    assert walking_aim(who, ON, Stage.MAINTENANCE, KNOWLEDGE).goal_by == date(2027, 2, 28)
    assert walking_aim(record(), ON, Stage.MAINTENANCE, KNOWLEDGE).goal_by is None


# --- easier weeks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week", "easier"),
    [(1, False), (4, False), (5, True), (6, False), (9, False), (10, True), (11, False)],
)
def test_every_fifth_week_of_the_advanced_stage_is_easier(week: int, *, easier: bool) -> None:
    every = figure("PRG8", "every_weeks")
    assert figure("PRG8", "every_weeks_low") <= every <= figure("PRG8", "every_weeks_high")
    since = ON - timedelta(days=7 * (week - 1) - 2)
    assert is_easier_week(since, ON, KNOWLEDGE) is easier


def test_weeks_before_the_stage_are_not_easier() -> None:
    assert not is_easier_week(ON + timedelta(days=35), ON, KNOWLEDGE)
