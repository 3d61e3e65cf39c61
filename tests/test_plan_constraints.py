# SPDX-License-Identifier: Apache-2.0
"""Each constraint alone, on a tiny week: what it lets pass, and where exactly it breaks."""

import ast
import inspect
import re
from dataclasses import replace
from pathlib import Path

import pytest

from multifidus.domain.record import Episode, Preferences, Record, Require
from multifidus.domain.words import Activity, Stage
from multifidus.plan import candidates, constraints, rises
from multifidus.plan.constraints import CONSTRAINTS, Constraint
from multifidus.plan.layout import Layout
from multifidus.plan.problem import Target
from plan_builders import (
    KNOWLEDGE,
    MONDAY,
    PLANNING,
    broken,
    find,
    fix,
    layout,
    possible,
    problem,
    record,
    require,
    settle,
    times,
    with_options,
)

HERE = sorted(Path(__file__).parent.glob("test_plan_constraints*.py"))
RULE = re.compile(r"^[A-Z]{2,4}[0-9]+[a-z]?$")
FACTS = inspect.getsource(constraints), inspect.getsource(candidates)

# --- the constraints as a whole -----------------------------------------------------------------


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: one.__name__)
def test_every_constraint_has_a_test_and_begins_with_the_rule_it_stands_for(
    constraint: Constraint,
) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE)
    assert f"def test_{constraint.__name__}__" in tests
    rule = (constraint.__doc__ or "").split(":")[0]
    assert KNOWLEDGE.rules[rule].text


@pytest.mark.parametrize("source", FACTS, ids=["constraints", "candidates"])
def test_every_rule_named_in_the_planner_has_a_sentence(source: str) -> None:
    literals = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used = {text for text in literals if RULE.match(text)}
    assert len(used) > 4
    for rule in used:
        assert rule in KNOWLEDGE.rules
        assert KNOWLEDGE.rules[rule].text.strip()


def test_every_row_of_a_whole_week_belongs_to_a_rule_that_its_constraint_names() -> None:
    made = problem(who=record(directives=(require("bridge", 2),)))
    for constraint in CONSTRAINTS:
        rules = {row.rule for row in layout(made, constraint).model.rows}
        assert rules <= {(constraint.__doc__ or "").split(":")[0]}


def test_no_constraint_can_be_written_without_being_used() -> None:
    written = {
        node.name
        for room in (constraints, rises)
        for node in ast.parse(Path(inspect.getfile(room)).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert written == {constraint.__name__ for constraint in CONSTRAINTS}


# --- dose and place, ladders --------------------------------------------------------------------


def test_one_dose_and_place__a_second_dose_or_place_breaks() -> None:
    short = record(availability=times("mon wed fri", 10))
    made = layout(problem(["bridge"], short), constraints.one_dose_and_place)
    everywhere = find(made, "bridge", "A1+B1", level=1)
    assert broken(made, everywhere) == []
    assert broken(made, everywhere, find(made, "bridge", "A1+B1", level=0)) == ["PLN4"]
    assert broken(made, everywhere, find(made, "bridge", "A1", level=1)) == ["PLN4"]


def test_one_dose_and_place__two_exercises_may_stand_together() -> None:
    made = layout(problem(["bridge", "heel-dig"]), constraints.one_dose_and_place)
    assert broken(made, find(made, "bridge"), find(made, "heel-dig")) == []


def rungs(stage: Stage = Stage.INITIAL) -> Layout:
    made = problem(
        ["drawing-in", "pelvic-tilt", "heel-slides"],
        stage=stage,
        last_week={"drawing-in": 0, "pelvic-tilt": 0},
    )
    return layout(made, constraints.one_rung_per_session)


def test_one_rung_per_session__two_rungs_share_no_session() -> None:
    made = rungs()
    one, other = find(made, "drawing-in", "A1"), find(made, "pelvic-tilt", "A1")
    assert broken(made, one) == []
    assert broken(made, one, other) == ["PLN13"]
    assert broken(made, one, find(made, "pelvic-tilt", "B1")) == []
    assert broken(made, one, find(made, "pelvic-tilt", "A1+B1")) == ["PLN13"]


def test_one_rung_per_session__two_rungs_a_week_and_no_third() -> None:
    made = problem(
        ["drawing-in", "pelvic-tilt", "heel-slides"],
        record(availability=times("mon tue wed fri", 15)),
        last_week={"drawing-in": 0, "pelvic-tilt": 0},
    )
    made = replace(
        made,
        options=tuple(
            replace(one, cells=(cell,))
            for one in made.options
            if one.cells == ("A1",)
            for cell in ("A1", "B1", "L1")
        ),
    )
    week = layout(made, constraints.one_rung_per_session)
    first = find(week, "drawing-in", "A1")
    second = find(week, "pelvic-tilt", "B1")
    assert PLANNING.continuity.rungs_per_week == 2
    assert broken(week, first, second) == []
    assert broken(week, first, second, find(week, "heel-slides", "L1")) == ["PLN13"]


def test_one_rung_per_session__different_ladders_are_free() -> None:
    made = layout(problem(["bridge", "heel-dig"]), constraints.one_rung_per_session)
    assert broken(made, find(made, "bridge", "A1"), find(made, "heel-dig", "A1")) == []


# --- minutes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "fits"), [(899, True), (900, True), (901, False)])
def test_minutes__a_session_may_fill_its_slot_to_the_second(seconds: int, *, fits: bool) -> None:
    made = with_options(problem(["bridge"]), seconds=seconds)
    week = layout(made, constraints.minutes)
    assert (broken(week, find(week, "bridge", "A1")) == []) is fits


def test_minutes__the_shortest_slot_of_a_template_counts_and_is_named() -> None:
    free = times("mon wed", 15) | times("fri", 10)
    made = with_options(problem(["bridge"], record(availability=free)), seconds=700)
    week = layout(made, constraints.minutes)
    cells = {cell.id: cell.seconds for cell in made.cells}
    assert cells == {"A1": 900, "B1": 600}
    assert broken(week, find(week, "bridge", "A1")) == []
    rows = week.model.broken({week.on[find(week, "bridge", "B1")]: 1})
    assert [fact.text for row in rows for fact in row.facts] == [
        "10 minutes in the morning of day 5"
    ]


def test_minutes__what_stands_together_is_added_up() -> None:
    made = with_options(problem(["bridge", "heel-dig"]), seconds=450)
    week = layout(made, constraints.minutes)
    both = find(week, "bridge", "A1"), find(week, "heel-dig", "A1")
    assert broken(week, *both) == []
    longer = layout(with_options(made, seconds=451), constraints.minutes)
    assert broken(longer, *both) == ["PLN5"]


def test_minutes__added_minutes_of_a_what_if_count() -> None:
    made = replace(with_options(problem(["bridge"]), seconds=960), extra_minutes=1)
    week = layout(made, constraints.minutes)
    assert broken(week, find(week, "bridge", "A1")) == []


# --- coverage -----------------------------------------------------------------------------------


def shortage(made: Layout, *options: int) -> tuple[int, int]:
    """What is missing of the only target, easy and hard, at its least."""
    (item,) = made.shortages
    solved = settle(made, *options, least=(item.easy, item.hard, item.hard))
    assert solved is not None
    return solved.values[item.easy], solved.values[item.hard]


def covering(amount: int, given: int) -> Layout:
    made = problem(["bridge"])
    target = Target("gluteus-maximus", amount, 10, 0)
    made = replace(
        with_options(made, stimulus={"gluteus-maximus": given}, times=2), muscles=(target,)
    )
    return layout(made, constraints.muscle_coverage)


def test_muscle_coverage__nothing_planned_leaves_all_of_it_missing() -> None:
    # Two fifths of a target are the easy part; what comes before counts twice.
    assert shortage(covering(10, 4)) == (4, 6)


@pytest.mark.parametrize(
    ("given", "missing"), [(1, (4, 4)), (2, (4, 2)), (3, (4, 0)), (4, (2, 0)), (5, (0, 0))]
)
def test_muscle_coverage__what_is_planned_lessens_the_hard_part_first(
    given: int, missing: tuple[int, int]
) -> None:
    made = covering(10, given)
    assert shortage(made, find(made, "bridge")) == missing


def test_muscle_coverage__more_than_the_target_is_no_credit_for_later() -> None:
    made = covering(10, 40)
    assert shortage(made, find(made, "bridge")) == (0, 0)
    (row,) = made.model.rows
    assert max(value for _, value in row.terms) == 10


def test_muscle_coverage__claiming_it_covered_without_work_breaks() -> None:
    made = covering(10, 4)
    assert broken(made) == ["PLN6"]


def test_stretching__seconds_of_every_session_count_and_the_rest_is_missing() -> None:
    made = problem(["supine-hamstring-slide"])
    target = Target("hamstrings", 300, 22, 2)
    made = replace(with_options(made, stretch={"hamstrings": 90}, times=3), stretches=(target,))
    week = layout(made, constraints.stretching)
    assert broken(week) == ["PLN7"]
    assert shortage(week) == (120, 180)
    assert shortage(week, find(week, "supine-hamstring-slide")) == (30, 0)


def test_aerobic__minutes_of_every_session_count_and_the_rest_is_missing() -> None:
    made = problem(["walking"])
    made = replace(with_options(made, aerobic=10, times=3), aerobic=Target("aerobic", 50, 20, 0))
    week = layout(made, constraints.aerobic)
    assert broken(week) == ["PLN8"]
    assert shortage(week) == (20, 30)
    assert shortage(week, find(week, "walking")) == (20, 0)


@pytest.mark.parametrize(("seconds", "sound"), [(239, True), (240, True), (241, False)])
def test_stretch_caps__four_minutes_a_day(seconds: int, *, sound: bool) -> None:
    made = with_options(
        problem(["supine-hamstring-slide"]), stretch={"hamstrings": seconds}, times=1
    )
    week = layout(made, constraints.stretch_caps)
    assert PLANNING.stretch.most_per_day == 240
    assert (broken(week, find(week, "supine-hamstring-slide")) == []) is sound


@pytest.mark.parametrize(("seconds", "sound"), [(119, True), (120, True), (121, False)])
def test_stretch_caps__ten_minutes_a_week(seconds: int, *, sound: bool) -> None:
    made = with_options(
        problem(["supine-hamstring-slide"]), stretch={"hamstrings": seconds}, times=5
    )
    week = layout(made, constraints.stretch_caps)
    assert PLANNING.stretch.most_per_week == 600
    assert (broken(week, find(week, "supine-hamstring-slide")) == []) is sound


def test_stretch_caps__morning_and_evening_of_a_day_count_together() -> None:
    who = record(availability=times("mon wed fri", 15, 15))
    made = problem(["single-knee-to-chest", "double-knee-to-chest"], who)
    evening = made.options[0].cells
    assert evening == ("E",)
    made = replace(
        made,
        options=tuple(
            replace(one, stretch={"gluteals": 121}, times=1, cells=(cell,))
            for one in made.options
            for cell in ("A2", "E")
        ),
    )
    week = layout(made, constraints.stretch_caps)
    one = find(week, "single-knee-to-chest", "A2")
    assert broken(week, one) == []
    assert broken(week, one, find(week, "double-knee-to-chest", "E")) == ["GRD6"]


# --- what a session holds -----------------------------------------------------------------------

CORE = ("bridge", "curl-up", "wall-squat", "heel-dig", "wall-plank", "adductor-squeeze")


def core_week(asked: int | None = None, minutes: int = 15) -> Layout:
    who = record(
        availability=times("mon wed", minutes), preferences=Preferences(core_per_day=asked)
    )
    return layout(problem(CORE, who), constraints.core_count)


@pytest.mark.parametrize(
    ("count", "sound"), [(1, False), (2, True), (3, True), (4, True), (5, False)]
)
def test_core_count__two_to_four_core_exercises_in_a_session(count: int, *, sound: bool) -> None:
    made = core_week()
    here = [find(made, name, "A1+B1") for name in CORE[:count]]
    assert (broken(made, *here) == []) is sound
    assert set(broken(made, *here)) <= {"PLN14"}


@pytest.mark.parametrize(("asked", "count", "sound"), [(6, 5, True), (6, 6, True), (1, 1, True)])
def test_core_count__as_many_as_asked_for(asked: int, count: int, *, sound: bool) -> None:
    made = core_week(asked)
    here = [find(made, name, "A1+B1") for name in CORE[:count]]
    assert (broken(made, *here) == []) is sound


@pytest.mark.parametrize(("minutes", "sound"), [(9, True), (10, False), (11, False)])
def test_core_count__a_short_session_may_hold_fewer(minutes: int, *, sound: bool) -> None:
    assert PLANNING.session.full_session_minutes == 10
    made = core_week(minutes=minutes)
    assert (broken(made, find(made, "bridge", "A1+B1")) == []) is sound


def test_core_count__morning_and_evening_of_a_day_count_together() -> None:
    who = record(availability=times("mon wed", 15, 15))
    made = problem(CORE, who)
    options = tuple(
        replace(one, cells=(cell,))
        for one in made.options
        if one.cells == ("A2",)
        for cell in ("A2", "E")
    )
    week = layout(replace(made, options=options), constraints.core_count)
    # The other strength day, B, is left empty here and breaks its own lower bound.
    base = broken(week, *(find(week, name, "A2") for name in CORE[:4]))
    more = broken(week, *(find(week, name, "A2") for name in CORE[:4]), find(week, CORE[4], "E"))
    assert len(more) == len(base) + 1


def test_core_count__stretches_and_walks_are_not_core() -> None:
    made = layout(problem([*CORE, "walking", "calf-stretch"]), constraints.core_count)
    four = [find(made, name, "A1+B1") for name in CORE[:4]]
    others = [find(made, "walking", "A1+B1"), find(made, "calf-stretch")]
    assert broken(made, *four, *others) == []


def warm(name: str, minutes: int = 15) -> Layout:
    who = record(availability=times("mon wed", minutes), equipment=("step",))
    made = problem([name, "bridge"], who, last_week={"bridge": 1})
    return layout(made, constraints.warm_up)


@pytest.mark.parametrize("name", ["walking", "knee-rocking", "cat-cow"])
def test_warm_up__an_easy_walk_or_mobility_must_open_each_strength_session(name: str) -> None:
    made = warm(name)
    assert broken(made, find(made, "bridge", "A1+B1")) == ["PLN15", "PLN15"]
    assert broken(made, find(made, "bridge", "A1+B1"), find(made, name, "A1")) == ["PLN15"]
    assert broken(made, find(made, "bridge", "A1+B1"), find(made, name, "A1+B1")) == []


@pytest.mark.parametrize(("minutes", "asked"), [(9, False), (10, True), (11, True)])
def test_warm_up__only_where_the_minutes_allow_one(minutes: int, *, asked: bool) -> None:
    made = warm("walking", minutes)
    assert bool(broken(made, find(made, "bridge", "A1+B1"))) is asked


def test_warm_up__a_hill_walk_is_no_warm_up() -> None:
    who = record(availability=times("mon wed", 40))
    made = problem(
        ["walking", "hill-walking"],
        who,
        stage=Stage.INTERMEDIATE,
        rungs={"walking": 3},
        last_week={"walking": 1},
    )
    week = layout(made, constraints.warm_up)
    assert broken(week, find(week, "hill-walking", "A1+B1")) == ["PLN15", "PLN15"]


def test_one_aerobic_per_session__a_second_bout_breaks() -> None:
    who = record(equipment=("bike",))
    made = layout(
        problem(["walking", "recumbent-cycling"], who), constraints.one_aerobic_per_session
    )
    walk = find(made, "walking", "A1")
    assert broken(made, walk) == []
    assert broken(made, walk, find(made, "recumbent-cycling", "A1")) == ["PLN9"]
    assert broken(made, walk, find(made, "recumbent-cycling", "B1")) == []


def test_relaxation__one_position_a_session() -> None:
    made = layout(
        problem(["static-back-90-90", "diaphragmatic-breathing", "calf-stretch"]),
        constraints.relaxation,
    )
    rest, other = find(made, "static-back-90-90"), find(made, "diaphragmatic-breathing")
    active = find(made, "calf-stretch")
    assert broken(made, rest, active) == []
    assert set(broken(made, rest, other, active)) == {"PLN16"}


def test_relaxation__never_alone() -> None:
    made = layout(problem(["static-back-90-90", "calf-stretch"]), constraints.relaxation)
    rest = find(made, "static-back-90-90")
    assert set(broken(made, rest)) == {"PLN16"}
    assert broken(made, rest, find(made, "calf-stretch")) == []
    assert broken(made, find(made, "calf-stretch")) == []


# --- the person and the clinician ---------------------------------------------------------------


@pytest.mark.parametrize(("often", "sound"), [(1, True), (2, True), (3, False)])
def test_directives__a_required_exercise_stands_as_often_as_required(
    often: int, *, sound: bool
) -> None:
    who = record(directives=(require("bridge", often),))
    made = layout(problem(["bridge"], who), constraints.directives)
    twice = find(made, "bridge", "A1")
    assert made.options[twice].times == 2
    assert broken(made) == ["PLN19"]
    assert (broken(made, twice) == []) is sound
    assert broken(made, find(made, "bridge", "A1+B1")) == []


def test_directives__the_requirement_and_the_days_are_named() -> None:
    who = record(directives=(require("bridge", 4),))
    (row,) = layout(problem(["bridge"], who), constraints.directives).model.rows
    assert [fact.id for fact in row.facts] == ["directives[0]", "availability"]
    assert "3 sessions" in row.facts[1].text


OLD = (
    "bridge",
    "drawing-in",
    "walking",
    "knee-rocking",
    "calf-stretch",
    "supine-hamstring-slide",
    "side-lying-hip-abduction",
    "seated-knee-extension",
    "wall-push-up",
    "quadruped-arm-reach",
)
NEW = CORE[1:]


def newcomers(known: int, lost: int = 0, directives: tuple[Require, ...] = ()) -> Layout:
    """A week after one with so many known exercises, and others that cannot be had any more."""
    gone = ("plank", "push-up", "side-plank")[:lost]
    who = record(directives=directives)
    made = problem((*OLD, *NEW), who, last_week=dict.fromkeys((*OLD[:known], *gone), 0))
    kept = (*OLD[:known], *NEW)
    options = tuple(one for one in made.options if one.exercise.id in kept)
    return layout(replace(made, options=options), rises.few_new)


def learns(made: Layout, count: int) -> bool:
    """Whether so many new exercises may stand in the week."""
    return broken(made, *(find(made, name) for name in NEW[:count])) == []


@pytest.mark.parametrize("known", [9, 10])
@pytest.mark.parametrize(("count", "sound"), [(2, True), (3, True), (4, False)])
def test_few_new__three_new_exercises_a_week(known: int, count: int, *, sound: bool) -> None:
    limits = PLANNING.continuity
    assert (limits.new_exercises, limits.week_size) == (3, 12)
    assert learns(newcomers(known), count) is sound


@pytest.mark.parametrize(("count", "sound"), [(3, True), (4, True), (5, False)])
def test_few_new__after_a_small_week_the_usual_size_may_be_filled(
    count: int, *, sound: bool
) -> None:
    assert learns(newcomers(8), count) is sound


@pytest.mark.parametrize(("count", "sound"), [(4, True), (5, False)])
def test_few_new__what_cannot_be_had_any_more_may_be_replaced(count: int, *, sound: bool) -> None:
    assert learns(newcomers(8, lost=3), count) is sound


@pytest.mark.parametrize(("count", "sound"), [(4, True), (5, False)])
def test_few_new__what_a_clinician_requires_comes_on_top(count: int, *, sound: bool) -> None:
    assert learns(newcomers(9, directives=(require(NEW[0], 1),)), count) is sound


def test_few_new__a_first_week_is_all_new() -> None:
    made = layout(problem(CORE, last_week={}), rises.few_new)
    assert broken(made, *(find(made, name) for name in CORE)) == []


def test_liked__its_absence_is_counted() -> None:
    who = record(preferences=Preferences(like=("bridge", "nothing-known")))
    made = layout(problem(["bridge", "heel-dig"], who), constraints.liked)
    (missing,) = made.unliked
    with_it = settle(made, find(made, "bridge"), least=(missing,))
    without = settle(made, find(made, "heel-dig"), least=(missing,))
    assert with_it is not None
    assert without is not None
    assert (with_it.values[missing], without.values[missing]) == (0, 1)


def test_liked__a_kind_of_exercise_may_be_named() -> None:
    who = record(preferences=Preferences(like=("stretch",)))
    made = layout(problem(["calf-stretch", "bridge"], who), constraints.liked)
    (missing,) = made.unliked
    solved = settle(made, find(made, "calf-stretch"), least=(missing,))
    assert solved is not None
    assert solved.values[missing] == 0


def rising_hurts(*names: str) -> Layout:
    worse = (Activity.RISING,)
    who = record(
        availability=times("mon wed", 15), episode=Episode(started=MONDAY, worse_with=worse)
    )
    made = problem(names, who)
    assert made.few_changes
    return layout(made, constraints.ups_and_downs)


def changes(made: Layout, *options: int) -> int:
    solved = settle(made, *options, least=[variable for variable, _ in made.changes])
    assert solved is not None
    return sum(solved.values[variable] for variable, _ in made.changes)


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (("walking",), 0),
        (("walking", "wall-squat"), 0),
        (("walking", "bridge"), 1),
        (("knee-rocking", "drawing-in", "bridge"), 1),
        (("walking", "bridge", "wall-squat"), 1),
        (("knee-rocking", "wall-squat", "bridge"), 2),
        (("walking", "drawing-in", "wall-squat"), 2),
    ],
)
def test_ups_and_downs__down_and_up_again_are_counted(names: tuple[str, ...], count: int) -> None:
    made = layout(problem(names, record(availability=times("mon", 60))), constraints.ups_and_downs)
    assert changes(made, *(find(made, name, "A1") for name in names)) == count


def test_ups_and_downs__at_most_two_where_getting_up_hurts() -> None:
    names = ("walking", "drawing-in", "wall-squat", "supine-hamstring-slide")
    assert PLANNING.session.position_changes_when_rising_hurts == 2
    made = rising_hurts(*names)
    picked = [find(made, name, "A1") for name in names[:3]]
    stretch = find(made, names[3])
    assert "A1" in made.options[stretch].cells
    assert possible(made, *picked)
    assert not possible(made, *picked, stretch)
    facts = {fact.text for row in fix(made).rows for fact in row.facts}
    assert facts == {"getting up makes it worse"}


def test_ups_and_downs__a_free_number_for_everyone_else() -> None:
    names = ("walking", "drawing-in", "wall-squat", "supine-hamstring-slide")
    made = layout(problem(names), constraints.ups_and_downs)
    picked = [find(made, name, "A1") for name in names[:3]]
    # Three in the sessions of A; the stretch stands in B as well and is one more there.
    assert changes(made, *picked, find(made, names[3])) == 4


# --- the tools themselves -----------------------------------------------------------------------


def test_a_row_is_broken_below_its_low_bound_and_above_its_high_one() -> None:
    made = layout(problem(["bridge"]))
    variable = made.on[0]
    made.model.row("PLN4", [(variable, 1), (variable, 1)], low=1, high=2)
    assert made.model.rows[-1].terms == ((variable, 2),)
    values = {0: 1, 1: 0, 2: 1}
    assert [row.rule for row in made.model.broken({})] == ["PLN4"]
    assert [row.rule for row in made.model.broken(values)] == []
    assert [row.rule for row in made.model.broken({variable: 2})] == ["PLN4"]


def test_cells_of_the_same_template_share_their_exercises() -> None:
    free = times("mon", 15) | times("wed fri", 15, 15)
    who: Record = record(availability=free)
    made = problem(["bridge"], who)
    for option in made.options:
        templates = {name[0] for name in option.cells}
        for cell in made.cells:
            assert (cell.id in option.cells) is (cell.template in templates)
