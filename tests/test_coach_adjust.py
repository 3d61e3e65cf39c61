# SPDX-License-Identifier: Apache-2.0
"""What the log earns and costs, as adjustments: who decides, which bound bit, what goes down."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from multifidus.coach import standing
from multifidus.coach.dose_levels import lowered
from multifidus.coach.standing import adherence
from multifidus.domain.adaptation import Adjustment, AdjustmentKind, AdjustmentStatus
from multifidus.domain.record import (
    Decision,
    Done,
    DoseAsked,
    FlareUp,
    LogEntry,
    Pain,
    Policy,
    SetDone,
    Skipped,
)
from multifidus.domain.results import Standing
from multifidus.domain.words import Autonomy, Grade, Stage
from plan_builders import (
    AMBER,
    CALM,
    KNOWLEDGE,
    MONDAY,
    ON,
    RED,
    days_ago,
    did,
    entry,
    figure,
    record,
    set_stage,
    times,
)

BRIDGE = KNOWLEDGE.exercises["bridge"].doses.stages[Stage.INITIAL]
START = BRIDGE.start
THREE = ("bridge", "wall-squat", "heel-dig")


def stands(*log: LogEntry, on: date = ON, agreed: bool = False, **more: Any) -> Standing:
    return standing(record(log=log, **more), on, monday=MONDAY, knowledge=KNOWLEDGE, agreed=agreed)


def asked(exercise: str, level: int, *, done: int | None = None, **more: Any) -> Done:
    """An exercise that was planned at one level, and done in full or in so many sets."""
    step = KNOWLEDGE.exercises[exercise].doses.stages[Stage.INITIAL].steps[level]
    one = SetDone(reps=step.reps, hold_s=step.hold_s, minutes=step.minutes)
    count = step.sets if done is None else done
    return Done(
        exercise=exercise,
        sets=(one,) * count,
        planned=DoseAsked(sets=step.sets, reps=step.reps, hold_s=step.hold_s, minutes=step.minutes),
        **more,
    )


def bridges(*days: int, pain: Pain = CALM, level: int = START, **more: Any) -> list[LogEntry]:
    return [entry(days_ago(ago), asked("bridge", level, **more), pain=pain) for ago in days]


def found(made: Standing, kind: AdjustmentKind, subject: str = "bridge") -> Adjustment:
    (one,) = (a for a in made.adjustments if a.kind is kind and a.subject == subject)
    return one


def none(made: Standing, kind: AdjustmentKind) -> bool:
    return not any(one.kind is kind for one in made.adjustments)


# --- a step up ------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [(3,), (5, 3), (7, 5, 3)])
def test_two_qualifying_sessions_in_a_row_earn_one_step(days: tuple[int, ...]) -> None:
    made = stands(*bridges(*days))
    earned = len(days) >= figure("PRG1", "sessions_in_a_row")
    assert none(made, AdjustmentKind.UP) is not earned
    assert made.levels["bridge"] == START + earned


def test_a_step_up_tells_all_that_led_to_it() -> None:
    up = found(stands(*bridges(5, 3, effort=5)), AdjustmentKind.UP)
    rule = KNOWLEDGE.rules["PRG1"]
    assert (up.rule, up.grade, up.source) == ("PRG1", rule.grade, rule.source)
    assert (up.before, up.wanted, up.after) == ("2 x 10", "2 x 11", "2 x 11")
    assert up.inputs == {"sessions": "2026-11-18, 2026-11-20", "light": "green", "effort": "5"}
    assert up.text == (
        "Two-leg bridge may go from 2 x 10 to 2 x 11: done in full, with the effort as planned, "
        "and borne well on 2026-11-18 and 2026-11-20."
    )
    assert up.clamps == ()


@pytest.mark.parametrize(("effort", "earned"), [(4, True), (5, True), (5.1, False), (9, False)])
def test_a_step_takes_the_effort_as_planned(effort: float, *, earned: bool) -> None:
    assert BRIDGE.steps[START].effort == 5
    assert none(stands(*bridges(5, 3, effort=effort)), AdjustmentKind.UP) is not earned


def test_a_step_takes_clean_movement() -> None:
    assert none(stands(*bridges(5, 3, clean=False)), AdjustmentKind.UP)
    assert not none(stands(*bridges(5, 3, clean=True)), AdjustmentKind.UP)


def test_a_set_that_was_not_performed_is_a_miss() -> None:
    made = stands(*bridges(7, 5), *bridges(3, done=1))
    assert none(made, AdjustmentKind.UP)
    assert made.levels["bridge"] == START


@pytest.mark.parametrize(("missed", "lower"), [(2, False), (3, True), (4, True)])
def test_three_misses_in_a_row_bring_the_dose_down(missed: int, *, lower: bool) -> None:
    assert figure("PRG6", "misses_in_a_row") == 3
    good = bridges(20, 18, level=4)
    made = stands(*good, *bridges(*range(14 - missed, 14), level=4, done=1), on=days_ago(9))
    expected = lowered(4, BRIDGE, figure("PRG6", "miss_factor")) if lower else 4
    assert made.levels["bridge"] == expected


@pytest.mark.parametrize(("times", "level"), [(1, 4), (2, 4), (3, 2), (4, 2), (5, 3)])
def test_a_lighter_dose_that_was_planned_is_no_miss_but_becomes_the_dose(
    times: int, level: int
) -> None:
    light = [2 * n + 1 for n in reversed(range(times))]
    made = stands(*bridges(2 * times + 3, 2 * times + 1, level=4), *bridges(*light, level=2))
    assert made.levels["bridge"] == level
    assert none(made, AdjustmentKind.DOWN)


def test_the_light_days_of_a_flare_up_leave_the_dose_in_force() -> None:
    light = bridges(6, 5, 4, 3, level=1)
    over = FlareUp(on=days_ago(8), ended=days_ago(3))
    made = stands(*bridges(13, 11, level=4), *light, flare_ups=(over,))
    assert made.levels["bridge"] == lowered(4, BRIDGE, figure("FLR1", "return_factor"))


def test_a_dose_is_not_filled_in_afterwards() -> None:
    """A month of sessions at one dose earns one step, not ten."""
    log = [one for week in range(4) for one in bridges(24 - 7 * week, 22 - 7 * week)]
    assert stands(*log).levels["bridge"] == START + 1


def test_doing_more_than_was_asked_gives_no_step_by_itself() -> None:
    step = BRIDGE.steps[START]
    more = Done(
        exercise="bridge",
        sets=(SetDone(reps=(step.reps or 0) + 4),) * step.sets,
        planned=DoseAsked(sets=step.sets, reps=step.reps),
    )
    log = [entry(days_ago(ago), more) for ago in (13, 11, 9, 6, 4, 2)]
    made = stands(*log, agreed=True)
    assert made.levels["bridge"] == START
    up = found(made, AdjustmentKind.UP)
    assert (up.before_level, up.after_level) == (START, START + 1)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.integers(0, 3),
            st.sampled_from([CALM, CALM, CALM, AMBER, RED]),
            st.integers(1, 9),
        ),
        max_size=12,
    )
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_log_earns_more_than_a_step_for_two_sessions(
    rows: list[tuple[int, int, Pain, int]],
) -> None:
    day, log = ON - timedelta(days=1), []
    for level, sets, pain, gap in rows:
        log.append(entry(day, asked("bridge", level, done=sets), pain=pain))
        day -= timedelta(days=gap)
    made = stands(*reversed(log))
    if log:
        first = max(log[-1].done[0].planned is not None and rows[-1][0], START)
        assert made.levels["bridge"] <= first + (len(log) + 1) // 2
        assert sum(one.kind is AdjustmentKind.UP for one in made.adjustments) <= 1


# --- who decides ----------------------------------------------------------------------------------


def accepted(*, accept: bool, on: date = MONDAY) -> Decision:
    change = f"{MONDAY.isoformat()}/bridge/up/{START + 1}"
    return Decision(on=on, by="self", change=change, accept=accept)


ASSIST = Policy(mode=Autonomy.ASSIST)


@pytest.mark.parametrize(
    ("policy", "decisions", "status", "proposed", "agreed"),
    [
        (Policy(), (), AdjustmentStatus.SUGGESTED, 1, 0),
        (Policy(), (accepted(accept=True),), AdjustmentStatus.ACCEPTED, 1, 1),
        (Policy(), (accepted(accept=False),), AdjustmentStatus.DECLINED, 0, 0),
        (ASSIST, (), AdjustmentStatus.APPLIED, 1, 1),
        (ASSIST, (accepted(accept=False),), AdjustmentStatus.DECLINED, 0, 0),
    ],
)
def test_a_step_waits_for_a_yes_unless_the_policy_assists(
    policy: Policy,
    decisions: tuple[Decision, ...],
    status: AdjustmentStatus,
    proposed: int,
    agreed: int,
) -> None:
    log = bridges(5, 3)
    for rise, only_agreed in ((proposed, False), (agreed, True)):
        made = stands(*log, policy=policy, decisions=decisions, agreed=only_agreed)
        assert found(made, AdjustmentKind.UP).status is status
        assert made.levels["bridge"] == START + rise


def test_of_two_words_on_one_day_the_one_that_holds_back_counts() -> None:
    both = (accepted(accept=True), accepted(accept=False))
    for decisions in (both, both[::-1]):
        made = stands(*bridges(5, 3), decisions=decisions)
        assert found(made, AdjustmentKind.UP).status is AdjustmentStatus.DECLINED


def test_a_later_word_counts_more() -> None:
    later = replace(accepted(accept=True), on=MONDAY + timedelta(days=1))
    made = stands(*bridges(5, 3), decisions=(accepted(accept=False), later))
    assert found(made, AdjustmentKind.UP).status is AdjustmentStatus.ACCEPTED


def test_what_goes_down_waits_for_nobody() -> None:
    made = stands(*bridges(5, level=4), *bridges(2, pain=RED, level=4), agreed=True)
    down = found(made, AdjustmentKind.DOWN)
    assert down.status is AdjustmentStatus.APPLIED
    assert made.levels["bridge"] == down.after_level


# --- what holds -----------------------------------------------------------------------------------


def test_an_amber_session_holds_what_was_earned_and_says_so() -> None:
    walk = entry(days_ago(1), did("walking"), pain=AMBER)
    made = stands(*bridges(5, 3), walk)
    held = found(made, AdjustmentKind.HOLD, "volume")
    assert made.levels["bridge"] == START
    assert (held.rule, held.wanted, held.after) == ("PAIN2", "a step up for 1", "as it is")
    assert held.inputs["earned"] == "Two-leg bridge"
    assert "was amber: pain rose from 2 to 4" in held.text
    assert made.weekly_rise == 0


@pytest.mark.parametrize(("own", "held"), [(None, False), (2, False), (1, False), (0, True)])
def test_the_persons_own_limit_of_nothing_holds_everything(own: int | None, *, held: bool) -> None:
    made = stands(*bridges(5, 3), policy=Policy(exercises_per_week=own))
    assert none(made, AdjustmentKind.HOLD) is not held
    if held:
        (clamp,) = found(made, AdjustmentKind.HOLD).clamps
        assert (clamp.rule, clamp.text) == ("policy", "your own limit: nothing goes up for now")


@pytest.mark.parametrize(
    ("percent", "rise"), [(None, 0.1), (10, 0.1), (9.9, 0.099), (5, 0.05), (0, 0)]
)
def test_the_narrower_weekly_rise_counts(percent: float | None, rise: float) -> None:
    made = stands(*bridges(5, 3), policy=Policy(weekly_rise_percent=percent))
    assert made.weekly_rise == pytest.approx(rise)


def test_what_has_risen_less_has_its_turn_first() -> None:
    log = [
        entry(days_ago(ago), asked("bridge", 4), asked("wall-squat", 1), asked("heel-dig", 1))
        for ago in (5, 3)
    ]
    made = stands(*log)
    assert found(made, AdjustmentKind.HOLD, "bridge").clamps[0].text == (
        "what has gone up less often has its turn first"
    )
    assert {one.subject for one in made.adjustments if one.kind is AdjustmentKind.UP} == {
        "wall-squat",
        "heel-dig",
    }


def test_no_harder_variant_where_the_person_wants_none() -> None:
    done = [entry(days_ago(ago), did("knee-push-up", 3, Stage.INTERMEDIATE)) for ago in (5, 3)]
    order = (set_stage(Stage.INTERMEDIATE),)
    open_ = stands(*done, directives=order)
    shut = stands(*done, directives=order, policy=Policy(new_rungs=False))
    assert found(open_, AdjustmentKind.RUNG_UP, "push").after == "Push-up"
    assert open_.climbing == {"push"}
    assert open_.rungs["push"] == shut.rungs["push"] + 1
    assert [one.rule for one in found(shut, AdjustmentKind.HOLD, "knee-push-up").clamps] == [
        "policy"
    ]


# --- what goes down -------------------------------------------------------------------------------


@pytest.mark.parametrize(("ambers", "share"), [(0, 1.0), (1, 1.0), (2, 0.75), (3, 0.75)])
def test_two_ambers_in_three_sessions_lighten_the_week(ambers: int, share: float) -> None:
    assert figure("PAIN6", "ambers") == 2
    pains = [AMBER] * ambers + [CALM] * (3 - ambers)
    log = [
        entry(days_ago(ago), asked("bridge", 6), pain=pain)
        for ago, pain in zip((6, 4, 2), pains, strict=True)
    ]
    made = stands(*log)
    assert made.levels["bridge"] == lowered(6, BRIDGE, share)
    if share < 1:
        assert found(made, AdjustmentKind.VOLUME_DOWN, "volume").after == "75%"
        assert made.weekly_rise == pytest.approx(share - 1)


def test_the_smaller_of_two_shares_holds_and_the_other_is_told() -> None:
    log = [entry(days_ago(ago), asked("bridge", 6), pain=AMBER) for ago in (20, 17, 15)]
    made = stands(*log)
    down = found(made, AdjustmentKind.VOLUME_DOWN, "volume")
    assert (down.rule, down.after) == ("PRG6", "60%")
    (clamp,) = down.clamps
    assert clamp.rule == "PAIN6"
    assert "asks for 75%; the smaller share holds" in clamp.text


def test_an_exercise_that_hurt_goes_one_variant_down() -> None:
    order = (set_stage(Stage.INTERMEDIATE),)
    sore = entry(
        days_ago(2),
        did("bridge", 1, Stage.INTERMEDIATE),
        skipped=(Skipped(exercise="push-up", why="pain"),),
    )
    done = [entry(days_ago(ago), did("push-up", 1, Stage.INTERMEDIATE)) for ago in (6, 4)]
    made = stands(*done, sore, directives=order)
    down = found(made, AdjustmentKind.RUNG_DOWN, "push")
    assert made.rungs["push"] == KNOWLEDGE.exercises["push-up"].ladder.rung - 1
    assert down.rule == "PRG7"
    assert "an easier one of its kind takes its place: push-up from the knees" in down.text
    # What was done beside it stays as it was.
    assert made.levels["bridge"] == 1


def climbs_back(days: int) -> Standing:
    """An exercise hurt; since then its easier variant went well until so many days later."""
    order = (set_stage(Stage.INTERMEDIATE, on=days_ago(60)),)
    sore = days_ago(days)
    log = [
        entry(sore - timedelta(days=2), did("push-up", 1, Stage.INTERMEDIATE)),
        entry(sore, did("bridge"), skipped=(Skipped(exercise="push-up", why="pain"),)),
        *(
            entry(sore + timedelta(days=n), did("knee-push-up", 1, Stage.INTERMEDIATE))
            for n in range(2, days, 2)
        ),
    ]
    return stands(*log, directives=order)


@pytest.mark.parametrize(("days", "back"), [(14, False), (15, True), (17, True)])
def test_a_variant_that_hurt_comes_back_after_two_weeks_at_the_earliest(
    days: int, *, back: bool
) -> None:
    assert figure("PRG5", "days_before_back_up") == 14
    made = climbs_back(days)
    wishes = {AdjustmentKind.RUNG_UP, AdjustmentKind.HOLD}
    asks = [a for a in made.adjustments if a.kind in wishes and a.wanted == "Push-up"]
    assert bool(asks) is back


# --- how much was done ----------------------------------------------------------------------------


@pytest.mark.parametrize(("trained", "share"), [(1, 1 / 5), (2, 2 / 5), (3, 3 / 5), (5, 1.0)])
def test_days_that_were_free_and_not_used_count_against_progress(
    trained: int, share: float
) -> None:
    every = [13, 11, 9, 6, 4]
    kept = [13, *every[1:trained]]
    who = record(
        availability=times("mon wed fri", 15),
        log=tuple(entry(ON - timedelta(days=ago), did("bridge")) for ago in kept),
    )
    assert adherence(who, ON - timedelta(days=2), KNOWLEDGE) == pytest.approx(share)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_every_adjustment_is_explained_and_repeats(data: st.DataObject) -> None:
    pains = st.sampled_from([CALM, AMBER, RED, Pain(), Pain(before=2, during=2)])
    names = st.lists(st.sampled_from(THREE), min_size=1, max_size=3, unique=True)
    log = []
    for ago in sorted(data.draw(st.sets(st.integers(1, 30), max_size=9)), reverse=True):
        done = tuple(did(name, data.draw(st.integers(0, 3))) for name in data.draw(names))
        hurt = data.draw(st.booleans())
        skipped = (Skipped(exercise="heel-dig", why="pain"),) if hurt and ago % 3 == 0 else ()
        log.append(entry(days_ago(ago), *done, pain=data.draw(pains), skipped=skipped))
    made, again = stands(*log), stands(*log)
    assert made == again
    assert len({one.id for one in made.adjustments}) == len(made.adjustments)
    for one in made.adjustments:
        assert one.rule in KNOWLEDGE.rules
        assert one.grade in set(Grade)
        assert one.text
        assert one.inputs
        assert one.before
        assert one.after
        assert one.source
        assert one.kind.asks_more or one.status is AdjustmentStatus.APPLIED
    for name, level in made.levels.items():
        assert 0 <= level < len(KNOWLEDGE.exercises[name].doses.stages[made.stage.table].steps)


def test_once_two_steps_are_accepted_no_others_are_suggested_that_week() -> None:
    log = [
        entry(days_ago(ago), *(asked(name, 1) for name in THREE), asked("side-plank-knees", 1))
        for ago in (5, 3)
    ]
    yes = tuple(
        Decision(on=MONDAY, by="self", change=f"{MONDAY}/{name}/up/2", accept=True)
        for name in THREE[:2]
    )
    for decisions, waiting in ((yes[:1], 3), (yes, 0)):
        made = stands(*log, decisions=decisions)
        suggested = [one for one in made.adjustments if one.status is AdjustmentStatus.SUGGESTED]
        assert len(suggested) == waiting


@pytest.mark.parametrize(("ago", "level"), [(10, 3), (14, 3), (15, None)])
def test_what_was_done_in_the_last_two_weeks_is_what_a_dose_rises_from(
    ago: int, level: int | None
) -> None:
    made = stands(*bridges(ago, level=3), entry(days_ago(2), did("walking")))
    assert made.before("bridge") == level
    assert set(made.last_week) == {"walking"}


@pytest.mark.parametrize(("ago", "level"), [(14, 3), (15, START)])
def test_what_was_left_out_for_two_weeks_comes_back_as_it_was_last_done(
    ago: int, level: int
) -> None:
    """Two lighter sessions do not change the dose in force, a pause after them does."""
    log = [*bridges(ago + 4, level=3), *bridges(ago + 2, ago, level=START)]
    walks = [entry(days_ago(n), did("walking")) for n in range(ago - 2, 0, -2)]
    assert stands(*log, *walks).levels["bridge"] == level
