# SPDX-License-Identifier: Apache-2.0
"""From week to week: GRD7 (rises) and GRD8 (rest between heavy work) of the release check."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from multifidus.domain.record import (
    Done,
    LogEntry,
    SetDone,
)
from multifidus.domain.words import Grade, Level, Modality, Slot, Stage
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.schema import MuscleGrades
from release_builders import (
    MONDAY,
    Scene,
    item,
    logged,
    refused,
    scene,
    session,
    with_exercise,
)

LAST = MONDAY - timedelta(7)


# --- GRD7 ---------------------------------------------------------------------------------------


def following(week: Scene, before: Scene) -> Scene:
    return replace(week, previous=before.week)


def single(steps: list[dict[str, int]], tier: int = 2, name: str = "glute-squeeze") -> Knowledge:
    """Return knowledge in which an exercise has this dose table and a muscle of its own."""
    known = shipped()
    exercise = known.exercises[name]
    table = exercise.doses.stages[Stage.INITIAL]
    first = table.steps[0]
    made = tuple(first.model_copy(update={"hold_s": None, **one}) for one in steps)
    doses = exercise.doses.model_copy(
        update={
            "stages": {
                **exercise.doses.stages,
                Stage.INITIAL: table.model_copy(update={"steps": made, "start": 0}),
            }
        }
    )
    grades = MuscleGrades(
        unit="grade", source=("MultifidusRule",), grade=Grade.P, primary=("gluteus-maximus",)
    )  # fmt: skip
    load = exercise.load.model_copy(update={"tier": tier})
    return with_exercise(
        known, name, doses=doses, muscles=grades, load=load, modality=Modality.STRENGTH
    )


def pair(
    old: dict[str, int], new: dict[str, int], days: tuple[int, ...] = (0, 2, 4), **more: Any
) -> Scene:
    """One exercise, at level 1 last week and at level 2 this week."""
    known = single([{"sets": 1, "reps": 5}, old, new], **more)
    name = more.get("name", "glute-squeeze")
    plan = dict.fromkeys(days, (name,))
    past = scene(plan, knowledge=known, levels={name: 1}, monday=LAST)
    return following(scene(plan, knowledge=known, levels={name: 2}), past)


@pytest.mark.parametrize(
    ("reps", "sound"),
    [(10, True), (11, True), (12, False)],
)
def test_a_muscles_week_rises_by_a_tenth_at_most(reps: int, *, sound: bool) -> None:
    week = pair({"sets": 2, "reps": 10}, {"sets": 2, "reps": reps})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD7", "gluteus-maximus", "576 tier-seconds against 480", "glute-squeeze")
        refused(week, "GRD7", "all core exercises together")


@pytest.mark.parametrize(("reps", "sound"), [(6, True), (7, False)])
def test_one_repetition_more_is_free_where_a_tenth_is_less(reps: int, *, sound: bool) -> None:
    week = pair({"sets": 3, "reps": 5}, {"sets": 3, "reps": reps})
    assert week.rules() == (set() if sound else {"GRD7"})


def test_an_exercise_that_stays_gives_no_repetition_to_one_that_rises() -> None:
    names = ("glute-squeeze", "heel-dig")
    known = single([{"sets": 1, "reps": 5}, {"sets": 1, "reps": 5}, {"sets": 1, "reps": 7}])
    squeeze = known.exercises["glute-squeeze"]
    same = {"doses": squeeze.doses, "muscles": squeeze.muscles, "load": squeeze.load}
    known = with_exercise(known, "heel-dig", modality=Modality.STRENGTH, **same)
    past = scene({0: names}, knowledge=known, levels=dict.fromkeys(names, 1), monday=LAST)
    week = scene({0: names}, knowledge=known, levels={"glute-squeeze": 2, "heel-dig": 1})
    refused(following(week, past), "GRD7", "gluteus-maximus", "16 more", "(glute-squeeze)")


def test_a_rise_in_minutes_names_only_what_rises() -> None:
    names = ("walking", "recumbent-cycling")
    levels = {"walking": 2, "recumbent-cycling": 2}
    past = scene(dict.fromkeys(range(4), names), levels=levels, monday=LAST)
    days = {**dict.fromkeys(range(4), names), 4: ("walking",)}
    week = following(scene(days, levels=levels), past)
    refused(week, "GRD7", "aerobic", "15 more", "(walking)")


@pytest.mark.parametrize(("hold", "sound"), [(20, True), (22, True), (23, False)])
def test_holds_count_by_the_second(hold: int, *, sound: bool) -> None:
    week = pair({"sets": 1, "reps": 12, "hold_s": 20}, {"sets": 1, "reps": 12, "hold_s": hold})
    assert week.rules() == (set() if sound else {"GRD7"})


def test_the_allowed_rise_is_the_rules_figure() -> None:
    week = pair({"sets": 2, "reps": 10}, {"sets": 2, "reps": 12})
    assert week.rules() == {"GRD7"}
    assert week.with_figure("PRG4", "weekly_rise_share", 0.2).breaches() == ()
    assert week.with_figure("PRG4", "smallest_rise_reps", 2).breaches() == ()


def test_more_days_a_week_are_a_rise_too() -> None:
    known = single([{"sets": 1, "reps": 5}, {"sets": 2, "reps": 10}])
    levels = {"glute-squeeze": 1}
    two = scene(
        dict.fromkeys((0, 3), ("glute-squeeze",)), knowledge=known, levels=levels, monday=LAST
    )
    three = scene(dict.fromkeys((0, 2, 4), ("glute-squeeze",)), knowledge=known, levels=levels)
    refused(
        following(three, two), "GRD7", "gluteus-maximus", "480 tier-seconds against 320", "160 more"
    )


def test_an_exercise_may_come_in_at_its_start_step() -> None:
    before = scene({0: ("clamshell",)}, monday=LAST)
    assert following(scene({0: ("clamshell", "bridge")}), before).breaches() == ()
    higher = scene({0: ("clamshell", "bridge")}, levels={"bridge": 2})
    refused(following(higher, before), "GRD7", "gluteus-maximus", "bridge")


def test_a_first_week_has_nothing_to_rise_from() -> None:
    high = scene(levels={"bridge": 3, "clamshell": 3})
    assert high.breaches() == ()
    empty = replace(scene(monday=LAST).week, sessions=())
    assert replace(high, previous=empty).breaches() == ()
    old = logged(LAST - timedelta(8), "bridge", sets=(SetDone(reps=1),))
    now = logged(MONDAY, "bridge", sets=(SetDone(reps=1),))
    unknown = logged(LAST, "gone", sets=(SetDone(reps=1),))
    assert high.with_record(log=(old, now, unknown)).breaches() == ()


TENS = (SetDone(reps=10), SetDone(reps=10))


def against_log(on: date, reps: int, *sets: SetDone, last: int | None = 1) -> Scene:
    known = single([{"sets": 1, "reps": 5}, {"sets": 2, "reps": 10}, {"sets": 2, "reps": reps}])
    week = scene({0: ("glute-squeeze",)}, knowledge=known, levels={"glute-squeeze": 2})
    entry = logged(on, "glute-squeeze", sets=sets or TENS)
    week = week.with_record(log=(entry,))
    return week.with_standing(last_week={} if last is None else {"glute-squeeze": last})


@pytest.mark.parametrize(("reps", "sound"), [(11, True), (12, False)])
@pytest.mark.parametrize("on", [LAST, MONDAY - timedelta(1)])
def test_the_log_of_the_last_seven_days_counts_where_no_week_is_given(
    on: date, reps: int, *, sound: bool
) -> None:
    assert against_log(on, reps).rules() == (set() if sound else {"GRD7"})


def test_an_exercise_that_the_standing_does_not_place_is_still_counted() -> None:
    assert against_log(LAST, 11, last=None).breaches() == ()
    refused(against_log(LAST, 12, last=None), "GRD7", "gluteus-maximus")
    assert against_log(LAST, 11, last=99).breaches() == ()


def test_a_dose_that_was_missed_last_time_may_be_tried_again() -> None:
    steps = [{"sets": 1, "reps": 5}, {"sets": 1, "reps": 6}, {"sets": 2, "reps": 6}]
    name = "glute-squeeze"
    week = scene({0: (name,)}, knowledge=single(steps), levels={name: 2})
    in_full, cut_short = (SetDone(reps=6),) * 2, (SetDone(reps=5),)
    days = (LAST, LAST + timedelta(3))
    log = tuple(
        logged(on, name, sets=sets) for on, sets in zip(days, (in_full, cut_short), strict=True)
    )
    tried = week.with_record(log=log).with_standing(last_week={name: 0}, progress_held=True)
    assert tried.breaches() == ()
    refused(tried.with_record(log=log[1:]), "GRD7", f"{name} goes up 2 dose steps")


def test_a_level_is_reached_with_all_its_sets_holds_and_minutes() -> None:
    name = "wall-squat"
    step = shipped().exercises[name].doses.stages[Stage.INITIAL].steps[2]
    week = scene({0: (name,)}, levels={name: 2}).with_standing(progress_held=True)
    # Another exercise of the same muscles keeps the volume out of this.
    plenty = Done(exercise="sit-to-stand", sets=(SetDone(reps=60),) * 6)

    def did(sets: int, reps: int | None, hold_s: int | None) -> set[str]:
        done = Done(exercise=name, sets=(SetDone(reps=reps, hold_s=hold_s),) * sets)
        log = (LogEntry(on=LAST, slot=Slot.MORNING, done=(done, plenty)),)
        found = week.with_record(log=log).with_standing(last_week={name: 0}).breaches()
        return {one.text for one in found if "while progress is held" in one.text}

    assert step.reps is not None
    assert step.hold_s is not None
    assert did(step.sets, step.reps, step.hold_s) == set()
    assert did(step.sets, step.reps, None) == set()
    assert did(step.sets - 1, step.reps, step.hold_s) != set()
    assert did(step.sets, step.reps - 1, step.hold_s) != set()
    assert did(step.sets, step.reps, step.hold_s - 1) != set()
    walks = scene({0: ("walking",)}, levels={"walking": 2}).with_standing(progress_held=True)
    walks = walks.with_standing(last_week={"walking": 0})
    assert walks.with_record(log=walked(15.0)).breaches() == ()
    refused(walks.with_record(log=walked(14.9)), "GRD7", "walking goes up in minutes")


def test_a_logged_hold_that_was_not_written_down_is_that_of_its_step() -> None:
    step = shipped().exercises["wall-squat"].doses.stages[Stage.INITIAL].steps[2]
    week = scene({0: ("wall-squat",)}, levels={"wall-squat": 2})
    week = week.with_standing(last_week={"wall-squat": 2})

    def did(*sets: SetDone) -> Scene:
        return week.with_record(log=(logged(LAST, "wall-squat", sets=sets),))

    assert did(*(SetDone(reps=step.reps),) * step.sets).breaches() == ()
    too_little = (SetDone(reps=step.reps, hold_s=1), SetDone(reps=1), SetDone(hold_s=step.hold_s))
    for one in too_little:
        refused(did(one), "GRD7", "quadriceps", "wall-squat")


def walked(*minutes: float) -> tuple[LogEntry, ...]:
    return tuple(
        logged(LAST + timedelta(day), "walking", sets=(SetDone(minutes=one),))
        for day, one in enumerate(minutes)
    )


@pytest.mark.parametrize(
    ("before", "sound"),
    [((15.0, 16.0), True), ((15.0, 15.0), True), ((15.0, 14.9), False)],
)
def test_little_walking_may_grow_by_fifteen_minutes_a_week(
    before: tuple[float, ...], *, sound: bool
) -> None:
    week = scene(dict.fromkeys((0, 2, 4), ("walking",)), levels={"walking": 2})
    week = week.with_record(log=walked(*before))
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD7", "aerobic: 45 minutes", "29.9", "walking")


@pytest.mark.parametrize(("before", "sound"), [(96.0, True), (95.4, False), (59.9, False)])
def test_much_walking_grows_by_a_tenth(before: float, *, sound: bool) -> None:
    week = scene(dict.fromkeys(range(7), ("walking",)), levels={"walking": 2})
    week = week.with_record(log=walked(before))
    assert week.rules() == (set() if sound else {"GRD7"})


def test_one_dose_step_of_an_exercise_at_a_time() -> None:
    known = single([{"sets": 2, "reps": 10}, {"sets": 2, "reps": 10}, {"sets": 2, "reps": 10}])
    past = scene({0: ("glute-squeeze",)}, knowledge=known, levels={"glute-squeeze": 0}, monday=LAST)
    for level, rules in ((0, set()), (1, set()), (2, {"GRD7"})):
        now = scene({0: ("glute-squeeze",)}, knowledge=known, levels={"glute-squeeze": level})
        assert following(now, past).rules() == rules
    refused(following(now, past), "GRD7", "glute-squeeze goes up 2 dose steps")
    other_stage = replace(past, week=replace(past.week, stage=Stage.INTERMEDIATE))
    assert following(now, other_stage).breaches() == ()


@pytest.mark.parametrize(
    ("new", "sound"),
    [
        ({"sets": 2, "reps": 10}, True),
        ({"sets": 2, "reps": 11}, True),
        ({"sets": 1, "reps": 12}, True),
        ({"sets": 3, "reps": 11}, False),
    ],
)
def test_one_variable_of_an_exercise_at_a_time(new: dict[str, int], *, sound: bool) -> None:
    week = pair({"sets": 2, "reps": 10}, new).with_figure("PRG4", "weekly_rise_share", 9)
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD7", "glute-squeeze goes up in sets and repetitions")


def held(week: Scene) -> tuple[Scene, Scene]:
    """Both ways in which progress waits: after amber, red or too few sessions, and before a review."""
    return (
        week.with_standing(progress_held=True),
        week.with_clearance(gentle=True, level=Level.REVIEW),
    )


def test_nothing_goes_up_while_progress_is_held() -> None:
    up = pair({"sets": 2, "reps": 10}, {"sets": 2, "reps": 11}, tier=1)
    same = pair({"sets": 2, "reps": 10}, {"sets": 2, "reps": 10}, tier=1)
    down = pair({"sets": 2, "reps": 10}, {"sets": 2, "reps": 9}, tier=1)
    assert up.breaches() == ()
    for case in held(up):
        refused(case, "GRD7", "glute-squeeze goes up in repetitions while progress is held")
    for case in (*held(same), *held(down)):
        refused(case, "GRD7", "glute-squeeze goes up in dose level while progress is held")
    stay = replace(up, previous=replace(up.week, week=LAST))
    for case in held(stay):
        assert case.breaches() == ()


def test_no_ladder_is_climbed_while_progress_is_held() -> None:
    before = scene({0: ("clamshell",)}, monday=LAST)
    climb = following(scene({0: ("side-lying-hip-abduction", "calf-stretch")}), before)
    assert climb.breaches() == ()
    for case in held(climb):
        refused(case, "GRD7", "side-lying-hip-abduction is rung 2 of lateral-hip", "rung 1")
    for case in held(following(scene({0: ("clamshell",)}), before)):
        assert case.breaches() == ()


# --- GRD8 ---------------------------------------------------------------------------------------


def heavy(days: tuple[int, int], slots: tuple[Slot, Slot] = (Slot.MORNING, Slot.MORNING)) -> Scene:
    return scene(
        dict.fromkeys(days, ("side-plank",)),
        stage=Stage.INTERMEDIATE,
        slots=dict(zip(days, slots, strict=True)),
    )


@pytest.mark.parametrize(("hours", "sound"), [(47, True), (48, True), (49, False)])
def test_heavy_work_of_a_muscle_has_its_hours_of_rest(hours: int, *, sound: bool) -> None:
    week = heavy((0, 2)).with_figure("GRD8", "hours", hours)
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD8", "quadratus-lumborum", "side-plank", "48 h after", "at least 49 h")


@pytest.mark.parametrize(
    ("days", "slots", "apart"),
    [
        ((0, 1), (Slot.MORNING, Slot.MORNING), 24),
        ((0, 1), (Slot.MORNING, Slot.EVENING), 36),
        ((0, 2), (Slot.EVENING, Slot.MORNING), 36),
        ((0, 2), (Slot.MORNING, Slot.MORNING), 48),
        ((0, 2), (Slot.MORNING, Slot.EVENING), 60),
    ],
)
def test_rest_is_counted_from_slot_to_slot(
    days: tuple[int, int], slots: tuple[Slot, Slot], apart: int
) -> None:
    week = heavy(days, slots)
    if apart >= 48:
        assert week.breaches() == ()
    else:
        refused(week, "GRD8", f"{apart} h after side-plank")


def test_morning_and_evening_of_one_day_are_too_close() -> None:
    week = heavy((0, 3))
    evening = session(0, (item(week.knowledge, "side-plank", Stage.INTERMEDIATE),), Slot.EVENING)
    crowded = week.with_week(sessions=(*week.week.sessions, evening))
    refused(crowded, "GRD8", "12 h after")


def test_two_heavy_exercises_of_one_session_are_one_bout() -> None:
    assert scene({0: ("side-plank", "bird-dog")}, stage=Stage.INTERMEDIATE).breaches() == ()


def test_lighter_work_other_muscles_and_stretches_need_no_rest() -> None:
    assert scene({0: ("clamshell",), 1: ("clamshell",)}).breaches() == ()
    known = shipped()
    apart = known.exercises["side-plank"].muscles.model_copy(
        update={"primary": ("calves",), "secondary": (), "minor": ("multifidus",)}
    )
    known = with_exercise(known, "side-plank", muscles=apart)
    assert (
        scene(
            {0: ("side-plank",), 1: ("bird-dog",)}, stage=Stage.INTERMEDIATE, knowledge=known
        ).breaches()
        == ()
    )


SUNDAY = MONDAY - timedelta(1)


@pytest.mark.parametrize(
    ("on", "slot", "sound"),
    [
        (SUNDAY, Slot.MORNING, False),
        (SUNDAY - timedelta(1), Slot.EVENING, False),
        (SUNDAY - timedelta(1), Slot.MORNING, True),
        (MONDAY, Slot.MORNING, True),
        (MONDAY, Slot.EVENING, True),
    ],
)
def test_heavy_work_in_the_log_counts(on: date, slot: Slot, *, sound: bool) -> None:
    week = scene({0: ("side-plank",)}, stage=Stage.INTERMEDIATE)
    entry = LogEntry(on=on, slot=slot, done=logged(on, "side-plank", "gone").done)
    week = week.with_record(log=(entry,)).with_standing(last_heavy={"quadratus-lumborum": on})
    found = {one.rule for one in week.breaches()} - {"GRD7"}
    assert found == (set() if sound else {"GRD8"})


@pytest.mark.parametrize(("days", "sound"), [(1, False), (2, False), (3, True)])
def test_heavy_work_that_the_standing_remembers_counts_from_the_evening(
    days: int, *, sound: bool
) -> None:
    week = scene({0: ("side-plank",)}, stage=Stage.INTERMEDIATE)
    week = week.with_standing(last_heavy={"quadratus-lumborum": MONDAY - timedelta(days)})
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD8", "quadratus-lumborum", "heavy work", "side-plank")
    later = week.with_standing(last_heavy={"quadratus-lumborum": MONDAY + timedelta(1)})
    assert later.breaches() == ()


def test_heavy_work_done_today_counts_for_the_days_to_come() -> None:
    week = scene({1: ("side-plank",)}, stage=Stage.INTERMEDIATE)
    week = week.with_standing(last_heavy={"quadratus-lumborum": MONDAY})
    refused(week, "GRD8", "quadratus-lumborum", "12 h after heavy work")


@pytest.mark.parametrize(("day", "sound"), [(6, False), (5, True)])
def test_the_end_of_the_week_before_counts(day: int, *, sound: bool) -> None:
    before = scene({day: ("side-plank",)}, stage=Stage.INTERMEDIATE, monday=LAST)
    week = following(scene({0: ("side-plank",)}, stage=Stage.INTERMEDIATE), before)
    if sound:
        assert week.breaches() == ()
    else:
        refused(week, "GRD8", "24 h after side-plank")
