# SPDX-License-Identifier: Apache-2.0
"""The coach: stages are entered when every criterion is met, and left after painful days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from multifidus.coach.stage import Placed, place
from multifidus.domain.record import (
    Done,
    Episode,
    LogEntry,
    Measurement,
    OutcomeEntry,
    Pain,
    Record,
    SetDone,
)
from multifidus.domain.words import Stage
from plan_builders import (
    AMBER,
    KNOWLEDGE,
    ON,
    RED,
    cap_stage,
    days_ago,
    entry,
    figure,
    measured,
    record,
    set_stage,
)

EPISODE = Episode(started=days_ago(60))


def placed(who: Record, on: date = ON, *, gentle: bool = False) -> Placed:
    return place(who, on, KNOWLEDGE, gentle=gentle)


def stage(who: Record, on: date = ON) -> Stage:
    return placed(who, on).stage


def nprs(ago: int, average: float) -> OutcomeEntry:
    return OutcomeEntry(on=days_ago(ago), instrument="nprs", answers={"average": average})


def score(ago: int, instrument: str, total: float) -> OutcomeEntry:
    return OutcomeEntry(on=days_ago(ago), instrument=instrument, answers={"all": total})


def checks(
    ago: int = 6, *, bridges: float = 10, stands: float = 5, walk: float = 15
) -> tuple[Measurement, ...]:
    on = days_ago(ago)
    return (
        measured("bridge-count", bridges, on=on),
        measured("chair-stand-30s", stands, on=on),
        measured("comfortable-walk", walk, on=on),
    )


def sessions(*ago: int, pain: Pain | float = 4) -> tuple[LogEntry, ...]:
    """Sessions of a bridge or two, so many days ago."""
    one = Done(exercise="bridge", sets=(SetDone(reps=5),))
    given = pain if isinstance(pain, Pain) else Pain(before=pain, during=pain, next_morning=pain)
    return tuple(entry(days_ago(day), one, pain=given) for day in sorted(ago, reverse=True))


def unmet(who: Record, on: date = ON) -> list[str]:
    """What the next stage still asks."""
    return [one.text for one in placed(who, on).next_criteria if not one.met]


# --- from initial to intermediate ---------------------------------------------------------------


def settling(**changes: Any) -> Record:
    """Someone who meets every criterion of the intermediate stage, each at its limit."""
    usual: dict[str, Any] = {
        "episode": EPISODE,
        "log": sessions(7, 5, 3, 1),
        "measurements": checks(),
    }
    return record(**(usual | changes))


def test_everyone_starts_at_the_initial_stage() -> None:
    made = placed(record(episode=EPISODE))
    assert (made.stage, made.since, made.rules) == (Stage.INITIAL, None, ("STG1",))
    assert made.next_criteria


def test_every_criterion_at_its_limit_opens_the_intermediate_stage() -> None:
    made = placed(settling())
    assert (made.stage, made.since, made.rules) == (Stage.INTERMEDIATE, ON, ("STG2",))


@pytest.mark.parametrize(("days", "opens"), [(6, False), (7, True), (8, True)])
def test_a_week_must_have_passed_since_the_first_session(days: int, *, opens: bool) -> None:
    assert figure("STG2", "days") == 7
    who = settling(log=sessions(days, 5, 3, 1))
    assert (stage(who) is Stage.INTERMEDIATE) is opens
    assert opens or unmet(who) == ["7 days since the first session"]


@pytest.mark.parametrize(
    ("ago", "opens"), [((7, 3, 1), False), ((7, 5, 3, 1), True), ((7, 5, 4, 3, 1), True)]
)
def test_four_sessions_must_be_done(ago: Sequence[int], *, opens: bool) -> None:
    assert figure("STG2", "sessions") == 4
    assert (stage(settling(log=sessions(*ago))) is Stage.INTERMEDIATE) is opens


def test_a_session_in_which_nothing_was_done_does_not_count() -> None:
    who = settling(log=(*sessions(7, 5, 3), entry(days_ago(1), pain=Pain(before=4))))
    assert unmet(who) == ["4 sessions done"]


@pytest.mark.parametrize(("pain", "opens"), [(3.9, True), (4, True), (4.1, False)])
def test_the_weeks_pain_must_be_low(pain: float, *, opens: bool) -> None:
    assert figure("STG2", "average_pain") == 4
    assert (stage(settling(log=sessions(7, 5, 3, 1, pain=pain))) is Stage.INTERMEDIATE) is opens


@pytest.mark.parametrize(("pain", "opens"), [(6.9, True), (7, True), (7.1, False)])
def test_or_a_third_lower_than_at_first(pain: float, *, opens: bool) -> None:
    assert figure("STG2", "pain_drop_share") == 0.3
    who = settling(log=sessions(7, 5, 3, 1, pain=6), outcomes=(nprs(8, 10), nprs(1, pain)))
    assert (stage(who) is Stage.INTERMEDIATE) is opens


def test_a_questionnaire_counts_before_the_log() -> None:
    assert stage(settling(outcomes=(nprs(1, 8),))) is Stage.INITIAL
    high = sessions(7, 5, 3, 1, pain=8)
    assert stage(settling(log=high, outcomes=(nprs(1, 4),))) is Stage.INTERMEDIATE


def test_pain_that_was_never_told_opens_nothing() -> None:
    silent = sessions(7, 5, 3, 1, pain=Pain())
    assert "average pain of the week 4 or less, or 30% lower than at first" in unmet(
        settling(log=silent)
    )


@pytest.mark.parametrize(("ago", "opens"), [(6, False), (7, True), (8, True)])
def test_a_red_session_closes_the_way_for_a_week(ago: int, *, opens: bool) -> None:
    assert figure("STG2", "red_free_days") == 7
    red = Pain(before=4, during=7, next_morning=4)
    who = settling(log=(*sessions(9, 5, 3, 1), *sessions(ago, pain=red)))
    assert (stage(who) is Stage.INTERMEDIATE) is opens


def test_amber_sessions_close_nothing() -> None:
    who = settling(log=(*sessions(9, 5, 3), *sessions(1, pain=AMBER)))
    assert stage(who) is Stage.INTERMEDIATE


@pytest.mark.parametrize(
    ("check", "values"), [("bridges", (9, 10, 11)), ("stands", (4, 5, 6)), ("walk", (14, 15, 16))]
)
def test_each_of_the_three_checks_must_be_met(check: str, values: tuple[int, int, int]) -> None:
    found = [stage(settling(measurements=checks(**{check: value}))) for value in values]
    assert found == [Stage.INITIAL, Stage.INTERMEDIATE, Stage.INTERMEDIATE]


@pytest.mark.parametrize("missing", range(3))
def test_a_check_that_was_not_made_is_not_met(missing: int) -> None:
    rest = tuple(one for n, one in enumerate(checks()) if n != missing)
    assert stage(settling(measurements=rest)) is Stage.INITIAL


def test_the_latest_result_of_a_check_counts() -> None:
    assert stage(settling(measurements=(*checks(6), *checks(2, bridges=9)))) is Stage.INITIAL
    assert stage(settling(measurements=(*checks(6, bridges=9), *checks(2)))) is Stage.INTERMEDIATE


@pytest.mark.parametrize(
    ("pain", "opens"),
    [(Pain(before=4, during=4, next_morning=4), True), (AMBER, False), (RED, False)],
)
def test_a_check_may_be_met_in_a_green_session(pain: Pain, *, opens: bool) -> None:
    bridges = Done(exercise="bridge", sets=(SetDone(reps=4), SetDone(reps=10)))
    log = (*sessions(15, 12, 10, 9), entry(days_ago(8), bridges, pain=pain), *sessions(2, 1))
    who = settling(log=log, measurements=checks()[1:])
    assert ("10 two-leg bridges" not in unmet(who)) is opens


@pytest.mark.parametrize(("pain", "opens"), [(2.9, True), (3, True), (3.1, False)])
def test_little_pain_and_the_checks_open_it_on_the_first_day(pain: float, *, opens: bool) -> None:
    assert figure("STG2", "direct_entry_pain") == 3
    who = record(episode=EPISODE, measurements=checks(0), outcomes=(nprs(0, pain),))
    assert (stage(who) is Stage.INTERMEDIATE) is opens


def test_the_first_day_needs_every_check() -> None:
    who = record(episode=EPISODE, measurements=checks(0, walk=14), outcomes=(nprs(0, 0),))
    assert stage(who) is Stage.INITIAL


def test_someone_without_an_episode_has_no_pain_to_settle() -> None:
    assert stage(record(measurements=checks(0))) is Stage.INTERMEDIATE
    assert stage(record(episode=EPISODE, measurements=checks(0))) is Stage.INITIAL


def test_a_stage_once_entered_stays_on_a_poor_day() -> None:
    who = settling(outcomes=(nprs(0, 4),))
    later = ON + timedelta(days=3)
    high = OutcomeEntry(on=later, instrument="nprs", answers={"average": 5})
    assert stage(settling(outcomes=(*who.outcomes, high)), later) is Stage.INTERMEDIATE


# --- from intermediate to advanced --------------------------------------------------------------


def done(exercise: str, *, count: int = 1, **one: float) -> Done:
    return Done(exercise=exercise, sets=(SetDone(**one),) * count)  # type: ignore[arg-type]


def strong(**changes: Done) -> tuple[Done, ...]:
    """Each exercise that the advanced stage asks for, at its limit."""
    usual = {
        "bird": done("bird-dog", reps=6, hold_s=10),
        "side": done("side-plank-knees", reps=1, hold_s=30),
        "squat": done("squat", reps=15),
        "walk": done("walking", minutes=30),
    }
    return tuple((usual | changes).values())


def building(
    entered: int = 28,
    *,
    count: int = 8,
    pain: float = 3,
    does: tuple[Done, ...] | None = None,
    **changes: Any,
) -> Record:
    """Someone who entered the intermediate stage so many days ago and now meets the next."""
    mild = Pain(before=pain, during=pain, next_morning=pain)
    ago = [3 * n + 1 for n in range(count)]
    log = tuple(entry(days_ago(day), *(does or strong()), pain=mild) for day in sorted(ago)[::-1])
    usual: dict[str, Any] = {
        "measurements": checks(entered),
        "outcomes": (nprs(entered, 3), score(entered, "rmdq-24", 6)),
        "episode": EPISODE,
        "log": log,
    }
    return record(**(usual | changes))


def test_every_criterion_at_its_limit_opens_the_advanced_stage() -> None:
    made = placed(building())
    assert (made.stage, made.since, made.rules) == (Stage.ADVANCED, ON, ("STG3",))


@pytest.mark.parametrize(("days", "opens"), [(27, False), (28, True), (29, True)])
def test_four_weeks_in_the_intermediate_stage(days: int, *, opens: bool) -> None:
    assert figure("STG3", "weeks") == 4
    assert (stage(building(days)) is Stage.ADVANCED) is opens


@pytest.mark.parametrize(("count", "opens"), [(7, False), (8, True), (9, True)])
def test_eight_sessions_in_it(count: int, *, opens: bool) -> None:
    assert figure("STG3", "sessions") == 8
    assert (stage(building(count=count)) is Stage.ADVANCED) is opens


def test_sessions_before_the_stage_do_not_count() -> None:
    who = building(count=7)
    before = sessions(40, 38, 36, pain=3)
    assert unmet(building(log=(*before, *who.log))) == ["8 sessions done in it"]


@pytest.mark.parametrize(("pain", "opens"), [(2.9, True), (3, True), (3.1, False)])
def test_pain_of_three_or_less(pain: float, *, opens: bool) -> None:
    assert figure("STG3", "pain") == 3
    assert (stage(building(pain=pain)) is Stage.ADVANCED) is opens


@pytest.mark.parametrize(
    ("first", "last", "opens"),
    [(6, 5, True), (6, 6, True), (8, 7, False), (20, 14, True), (20, 15, False), (20, 13, True)],
)
def test_daily_life_must_be_clearly_easier(first: int, last: int, *, opens: bool) -> None:
    assert (figure("STG3", "rmdq"), figure("STG3", "rmdq_drop_share")) == (6, 0.3)
    scores = (nprs(28, 3), score(28, "rmdq-24", first), score(1, "rmdq-24", last))
    assert (stage(building(outcomes=scores)) is Stage.ADVANCED) is opens


@pytest.mark.parametrize(("mean", "opens"), [(7.9, False), (8, True), (9, True)])
def test_or_the_persons_own_activities_easy(mean: float, *, opens: bool) -> None:
    own = OutcomeEntry(on=days_ago(1), instrument="psfs", answers={"a": mean - 1, "b": mean + 1})
    assert (stage(building(outcomes=(nprs(28, 3), own))) is Stage.ADVANCED) is opens


def test_without_any_score_nobody_knows_whether_daily_life_is_easier() -> None:
    assert stage(building(outcomes=(nprs(28, 3),))) is Stage.INTERMEDIATE
    assert stage(building(outcomes=(nprs(28, 3),), episode=None)) is Stage.ADVANCED


@pytest.mark.parametrize(("ago", "opens"), [(13, False), (14, True), (15, True)])
def test_no_red_session_in_two_weeks(ago: int, *, opens: bool) -> None:
    assert figure("STG3", "red_free_days") == 14
    red = Pain(before=3, during=7, next_morning=3)
    log = (*building().log, *sessions(ago, pain=red))
    assert (stage(building(log=log)) is Stage.ADVANCED) is opens


@pytest.mark.parametrize(
    ("changed", "opens"),
    [
        ({"bird": done("bird-dog", reps=5, hold_s=10)}, False),
        ({"bird": done("bird-dog", reps=6, hold_s=9)}, False),
        ({"bird": done("bird-dog", reps=7, hold_s=10)}, True),
        ({"side": done("side-plank-knees", reps=1, hold_s=29)}, False),
        ({"side": done("side-plank-knees", reps=1, hold_s=31)}, True),
        ({"squat": done("squat", reps=14)}, False),
        ({"squat": done("squat", reps=16)}, True),
        ({"walk": done("walking", minutes=29)}, False),
        ({"walk": done("walking", minutes=31)}, True),
        ({"walk": done("brisk-walking", minutes=30)}, True),
    ],
)
def test_each_exercise_must_be_strong_enough(changed: dict[str, Done], *, opens: bool) -> None:
    assert (stage(building(does=strong(**changed))) is Stage.ADVANCED) is opens


# --- from advanced to maintenance ---------------------------------------------------------------


def keeping(days: int = 28, *, pain: float = 2, outcomes: tuple[OutcomeEntry, ...] = ()) -> Record:
    """Someone who entered the advanced stage so many days ago."""
    reached = building(28 + days)
    shifted = tuple(
        entry(one.on - timedelta(days=days - 1), *one.done, pain=one.pain) for one in reached.log
    )
    scores = (nprs(28 + days, 3), score(28 + days, "rmdq-24", 6), nprs(days, 3))
    log = (*shifted, *sessions(20, 8, pain=1))
    return building(28 + days, log=log, outcomes=(*scores, nprs(1, pain), *outcomes))


GOAL = (score(1, "rmdq-24", 4),)


@pytest.mark.parametrize(("days", "opens"), [(27, False), (28, True), (29, True)])
def test_four_weeks_in_the_advanced_stage(days: int, *, opens: bool) -> None:
    assert figure("STG4", "weeks") == 4
    made = placed(keeping(days, outcomes=GOAL))
    assert made.stage is (Stage.MAINTENANCE if opens else Stage.ADVANCED)
    assert made.since == days_ago(1 if days > 28 else 0 if opens else 27)


@pytest.mark.parametrize(("pain", "opens"), [(1.9, True), (2, True), (2.1, False)])
def test_pain_of_two_or_less(pain: float, *, opens: bool) -> None:
    assert figure("STG4", "pain") == 2
    assert (stage(keeping(pain=pain, outcomes=GOAL)) is Stage.MAINTENANCE) is opens


@pytest.mark.parametrize(("rmdq", "opens"), [(3, True), (4, True), (5, False)])
def test_daily_life_nearly_free(rmdq: int, *, opens: bool) -> None:
    assert figure("STG4", "rmdq") == 4
    made = stage(keeping(outcomes=(score(1, "rmdq-24", rmdq),)))
    assert (made is Stage.MAINTENANCE) is opens


@pytest.mark.parametrize(("mean", "opens"), [(7.9, False), (8, True), (8.1, True)])
def test_or_the_own_goal_reached(mean: float, *, opens: bool) -> None:
    assert figure("STG4", "psfs") == 8
    made = stage(keeping(outcomes=(score(1, "psfs", mean),)))
    assert (made is Stage.MAINTENANCE) is opens


def test_maintenance_asks_for_nothing_more() -> None:
    assert placed(keeping(outcomes=GOAL)).next_criteria == ()


# --- a step back --------------------------------------------------------------------------------


def back(*reds: int, entered: int = 20) -> Placed:
    """Someone in the intermediate stage with red sessions so many days ago."""
    return placed(
        record(
            episode=EPISODE,
            measurements=checks(entered),
            outcomes=(nprs(entered, 3),),
            log=sessions(*reds, pain=RED),
        )
    )


@pytest.mark.parametrize(
    ("reds", "falls"), [((), False), ((1,), False), ((2, 1), True), ((7, 1), True), ((8, 1), False)]
)
def test_two_red_sessions_in_a_week_are_a_step_back(reds: tuple[int, ...], *, falls: bool) -> None:
    assert (figure("STG3", "fall_back_reds"), figure("STG3", "fall_back_red_days")) == (2, 7)
    made = back(*reds)
    assert (made.stage is Stage.INITIAL) is falls
    assert ("a plan, not a failure" in made.because) is falls


@pytest.mark.parametrize(("pain", "falls"), [(4.9, False), (5, True), (5.1, True)])
def test_pain_two_above_that_of_the_entry_is_a_step_back(pain: float, *, falls: bool) -> None:
    assert figure("STG3", "fall_back_pain_rise") == 2
    who = record(
        episode=EPISODE,
        measurements=checks(20),
        outcomes=(nprs(20, 3), nprs(5, pain), nprs(1, pain)),
    )
    assert (stage(who) is Stage.INITIAL) is falls


@pytest.mark.parametrize(("days", "falls"), [(6, False), (7, True), (8, True)])
def test_but_not_in_the_first_week_of_a_stage(days: int, *, falls: bool) -> None:
    assert figure("STG3", "fall_back_pain_days") == 7
    who = record(episode=EPISODE, measurements=checks(days), outcomes=(nprs(days, 1), nprs(0, 9)))
    assert (stage(who) is Stage.INITIAL) is falls


@pytest.mark.parametrize(("days", "open_"), [(6, False), (7, True), (8, True)])
def test_the_way_up_opens_again_a_week_after_a_step_back(days: int, *, open_: bool) -> None:
    calm = OutcomeEntry(on=days_ago(0), instrument="nprs", answers={"average": 2})
    log = (*sessions(days + 1, days, pain=RED), *sessions(4, 3, 2, 1, pain=2))
    who = record(episode=EPISODE, measurements=checks(30), outcomes=(nprs(30, 3), calm), log=log)
    assert (stage(who) is Stage.INTERMEDIATE) is open_


# --- a clinician's word -------------------------------------------------------------------------


def test_a_clinician_sets_the_stage_whatever_the_criteria_say() -> None:
    made = placed(record(episode=EPISODE, directives=(set_stage(Stage.ADVANCED),)))
    assert (made.stage, made.since, made.rules) == (Stage.ADVANCED, ON, ("GRD11",))
    assert "J. Meyer" in made.because


def test_the_last_word_of_a_clinician_counts() -> None:
    words = (set_stage(Stage.INTERMEDIATE, days_ago(1)), set_stage(Stage.ADVANCED, days_ago(9)))
    assert stage(record(directives=words)) is Stage.INTERMEDIATE
    assert stage(record(directives=words[::-1])) is Stage.INTERMEDIATE


def test_a_word_of_tomorrow_does_not_count_today() -> None:
    tomorrow = days_ago(-1)
    who = record(episode=EPISODE, directives=(set_stage(Stage.ADVANCED, tomorrow),))
    assert stage(who) is Stage.INITIAL
    assert stage(who, tomorrow) is Stage.ADVANCED
    capped = settling(directives=(cap_stage(Stage.INITIAL, tomorrow),))
    assert stage(capped) is Stage.INTERMEDIATE


@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        (Stage.INITIAL, Stage.INITIAL),
        (Stage.INTERMEDIATE, Stage.INTERMEDIATE),
        (Stage.ADVANCED, Stage.INTERMEDIATE),
    ],
)
def test_a_cap_holds_what_the_criteria_opened(cap: Stage, expected: Stage) -> None:
    assert stage(settling(directives=(cap_stage(cap),))) is expected


def test_the_lowest_cap_counts() -> None:
    caps = (cap_stage(Stage.INTERMEDIATE), cap_stage(Stage.INITIAL))
    assert stage(settling(directives=caps)) is Stage.INITIAL
    assert stage(settling(directives=caps[::-1])) is Stage.INITIAL


def test_a_gentle_plan_is_of_the_initial_stage_even_against_a_clinicians_earlier_word() -> None:
    made = placed(record(directives=(set_stage(Stage.ADVANCED),)), gentle=True)
    assert (made.stage, made.rules) == (Stage.INITIAL, ("GRD2",))
