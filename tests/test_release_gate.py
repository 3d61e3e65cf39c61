# SPDX-License-Identifier: Apache-2.0
"""Who may train at all, and which exercise may reach whom: GRD1 to GRD4 of the release check."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from multifidus.domain.record import (
    Allow,
    CapLoad,
    CapStage,
    Clear,
    Episode,
    Preferences,
    Screening,
)
from multifidus.domain.results import SignState
from multifidus.domain.words import (
    Activity,
    Answer,
    Level,
    Radiation,
    SignStatus,
    Stage,
)
from multifidus.knowledge.loader import shipped
from release_builders import MONDAY, PT, Scene, item, logged, refused, scene, session

EVE = MONDAY - timedelta(days=1)


def advanced(*names: str, days: tuple[int, ...] = (0,)) -> Scene:
    """A week of someone who asked for very heavy work."""
    base = scene(dict.fromkeys(days, names), stage=Stage.ADVANCED)
    return base.with_record(preferences=Preferences(allow_tier_4=True))


# --- GRD1 ---------------------------------------------------------------------------------------


def sign(level: Level, status: SignStatus) -> SignState:
    return SignState(
        sign="saddle-numbness", rule="E01", level=level, status=status, question="?", because=""
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"blocked": True, "level": Level.URGENT}, ("blocks every plan", "urgent")),
        ({"level": Level.EMERGENCY}, ("emergency",)),
        ({"on": EVE}, (str(EVE), str(MONDAY))),
        ({"valid_until": EVE}, ("ended", str(EVE))),
        ({"complete": False}, ("not complete",)),
        ({"to_ask": ("bladder-change",)}, ("bladder-change",)),
        ({"signs": (sign(Level.EMERGENCY, SignStatus.PRESENT),)}, ("saddle-numbness", "E01")),
        ({"signs": (sign(Level.URGENT, SignStatus.EXPIRED),)}, ("expired",)),
    ],
)
def test_no_week_passes_a_shut_gate(changes: dict[str, object], words: tuple[str, ...]) -> None:
    refused(scene().with_clearance(**changes), "GRD1", *words)


def test_a_gate_that_ends_today_and_a_sign_that_is_no_danger_pass() -> None:
    fine = scene().with_clearance(
        valid_until=MONDAY,
        level=Level.REVIEW,
        signs=(
            sign(Level.EMERGENCY, SignStatus.CLEARED),
            sign(Level.REVIEW, SignStatus.PRESENT),
        ),
    )
    assert fine.breaches() == ()


def answered(on: date, answer: Answer) -> Screening:
    return Screening(on=on, answers={"saddle-numbness": answer})


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NOT_SURE])
def test_a_danger_sign_in_the_raw_answers_stops_the_week_whatever_the_screening_says(
    answer: Answer,
) -> None:
    record = scene().record
    later_no = (answered(EVE, answer), *record.screening)
    refused(scene().with_record(screening=later_no), "GRD1", "saddle-numbness", str(EVE))
    assert (
        scene().with_record(screening=(answered(MONDAY + timedelta(1), answer),)).rules() == set()
    )


@pytest.mark.parametrize(
    ("cleared_on", "until", "sound"),
    [
        (EVE - timedelta(1), None, False),
        (EVE, None, True),
        (MONDAY, None, True),
        (EVE, EVE, False),
        (EVE, MONDAY, True),
        (MONDAY + timedelta(1), None, False),
    ],
)
def test_only_a_clinician_lifts_a_raw_danger_sign(
    cleared_on: date, until: date | None, *, sound: bool
) -> None:
    clear = Clear(on=cleared_on, by=PT, sign="saddle-numbness", note="seen", until=until)
    person = scene().with_record(screening=(answered(EVE, Answer.YES),), directives=(clear,))
    assert person.rules() == (set() if sound else {"GRD1"})


def test_a_week_for_someone_else_is_refused() -> None:
    refused(scene().with_week(person="Bo"), "GRD1", "'Bo'", "'Ana'")


# --- GRD2 ---------------------------------------------------------------------------------------


def test_an_exercise_of_a_later_stage_is_refused() -> None:
    late = scene({0: ("walking", "bird-dog")}, stage=Stage.INTERMEDIATE)
    assert late.breaches() == ()
    cut = late.with_week(stage=Stage.INITIAL)
    assert any(
        one.rule == "GRD2" and "bird-dog belongs to stage intermediate" in one.text
        for one in cut.breaches()
    )


def test_a_week_above_the_persons_stage_is_refused() -> None:
    late = scene(stage=Stage.INTERMEDIATE)
    refused(late.with_standing(stage=Stage.INITIAL), "GRD2", "intermediate", "initial")
    assert scene(stage=Stage.MAINTENANCE).with_standing(stage=Stage.ADVANCED).breaches() == ()


@pytest.mark.parametrize("stage", [Stage.INITIAL, Stage.INTERMEDIATE, Stage.ADVANCED])
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_the_load_tier_is_capped_by_stage(stage: Stage, over: int) -> None:
    cap = {Stage.INITIAL: 2, Stage.INTERMEDIATE: 3, Stage.ADVANCED: 4}[stage]
    knowledge = shipped()
    load = knowledge.exercises["bridge"].load.model_copy(update={"tier": cap + over})
    bridge = knowledge.exercises["bridge"].model_copy(
        update={"load": load, "substitute": "glute-squeeze"}
    )
    known = replace(knowledge, exercises={**knowledge.exercises, "bridge": bridge})
    week = scene({0: ("bridge",)}, stage=stage, knowledge=known)
    week = week.with_record(preferences=Preferences(allow_tier_4=True))
    if over > 0:
        refused(week, "GRD2", "bridge", f"tier {cap + over}", f"at most {cap}")
    else:
        assert week.breaches() == ()


def test_the_gentle_plan_allows_tier_1_and_the_initial_stage_only() -> None:
    gentle = scene({0: ("walking", "clamshell")}).with_clearance(gentle=True, level=Level.REVIEW)
    assert gentle.breaches() == ()
    refused(scene().with_clearance(gentle=True), "GRD2", "bridge", "gentle", "at most 1")
    later = scene({0: ("walking", "clamshell")}, stage=Stage.INTERMEDIATE)
    refused(later.with_clearance(gentle=True), "GRD2", "initial stage", "intermediate")


@pytest.mark.parametrize(("tier", "sound"), [(1, False), (2, True), (3, True)])
def test_a_clinicians_load_cap_binds(tier: int, *, sound: bool) -> None:
    week = scene().with_record(directives=(CapLoad(on=MONDAY, by=PT, tier=tier),))
    assert week.rules() == (set() if sound else {"GRD2", "GRD11"})
    assert all("bridge" in one.text and PT in one.text for one in week.breaches())
    later = CapLoad(on=MONDAY + timedelta(1), by=PT, tier=tier)
    assert scene().with_record(directives=(later,)).breaches() == ()


@pytest.mark.parametrize(
    ("cap", "sound"),
    [(Stage.INITIAL, False), (Stage.INTERMEDIATE, True), (Stage.ADVANCED, True)],
)
def test_a_clinicians_stage_cap_binds(cap: Stage, *, sound: bool) -> None:
    week = scene(stage=Stage.INTERMEDIATE)
    week = week.with_record(directives=(CapStage(on=MONDAY, by=PT, stage=cap),))
    assert week.rules() == (set() if sound else {"GRD2", "GRD11"})
    assert all(PT in one.text and "initial" in one.text for one in week.breaches())


# --- GRD3 ---------------------------------------------------------------------------------------

CARRIED = [
    (name, flag) for name, exercise in shipped().exercises.items() for flag in exercise.cautions
]


@pytest.mark.parametrize(("name", "flag"), CARRIED)
def test_every_flag_keeps_every_exercise_that_carries_it_from_the_person(
    name: str, flag: str
) -> None:
    stage = shipped().exercises[name].stage
    base = scene({0: (name,)}, stage=stage)
    base = base.with_record(preferences=Preferences(allow_tier_4=True))
    assert "GRD3" not in base.rules()
    flagged = base.with_record(conditions=(flag,))
    assert any(one.rule == "GRD3" and flag in one.text and name in one.text
               for one in flagged.breaches())  # fmt: skip
    allowed = flagged.with_record(directives=(Allow(on=EVE, by=PT, exercise=name, condition=flag),))
    assert "GRD3" not in allowed.rules()


def test_no_hamstring_stretch_reaches_a_person_with_leg_symptoms() -> None:
    stretches = [
        exercise
        for exercise in shipped().exercises.values()
        if exercise.modality == "stretch" and "hamstrings" in exercise.stretches
    ]
    assert stretches
    for exercise in stretches:
        week = scene({0: (exercise.id,)}, stage=exercise.stage)
        leg = week.with_record(episode=Episode(radiation=Radiation.BELOW_KNEE))
        assert "GRD3" in leg.rules(), exercise.id


@pytest.mark.parametrize(
    ("name", "episode"),
    [
        ("double-knee-to-chest", Episode(worse_with=(Activity.BENDING_FORWARD,))),
        ("prone-on-elbows", Episode(worse_with=(Activity.SITTING, Activity.BENDING_BACK))),
        ("knee-rocking", Episode(worse_with=(Activity.TWISTING,))),
        ("supine-hamstring-slide", Episode(radiation=Radiation.BELOW_KNEE)),
    ],
)
def test_flags_are_read_from_the_raw_episode(name: str, episode: Episode) -> None:
    base = scene({0: (name,)})
    assert base.with_record(episode=None).breaches() == ()
    refused(base.with_record(episode=episode), "GRD3", name)


@pytest.mark.parametrize(
    ("asked", "flag"),
    [
        ("pregnancy", "pregnancy"),
        ("recent-surgery", "recent-surgery"),
        ("heart-or-lung", "heart-symptoms"),
        ("falls", "balance"),
    ],
)
def test_flags_are_read_from_the_raw_screening_and_the_last_answer_counts(
    asked: str, flag: str
) -> None:
    name = next(
        exercise.id
        for exercise in shipped().exercises.values()
        if flag in exercise.cautions and exercise.load.tier < 3
    )
    base = scene({0: (name,)}, stage=shipped().exercises[name].stage)

    def said(*answers: tuple[date, Answer]) -> Scene:
        return base.with_record(
            screening=tuple(Screening(on=on, answers={asked: answer}) for on, answer in answers)
        )

    refused(said((EVE, Answer.NO), (MONDAY, Answer.YES)), "GRD3", name, flag, asked)
    refused(said((MONDAY, Answer.YES), (MONDAY, Answer.NO)), "GRD3", name)
    assert said((EVE, Answer.YES), (MONDAY, Answer.NO)).breaches() == ()
    assert said((MONDAY + timedelta(1), Answer.YES)).breaches() == ()


@pytest.mark.parametrize(
    "allow",
    [
        Allow(on=EVE, by=PT, exercise="clamshell", condition="recent-surgery"),
        Allow(on=EVE, by=PT, exercise="bridge", condition="knee-pain"),
        Allow(on=MONDAY + timedelta(1), by=PT, exercise="bridge", condition="recent-surgery"),
    ],
)
def test_an_allow_directive_must_name_both_and_be_in_force(allow: Allow) -> None:
    week = scene({0: ("bridge",)}).with_record(conditions=("recent-surgery",), directives=(allow,))
    refused(week, "GRD3", "bridge", "recent-surgery")


# --- GRD4 ---------------------------------------------------------------------------------------


def test_a_very_heavy_exercise_needs_the_persons_wish() -> None:
    assert advanced("superman").breaches() == ()
    unasked = advanced("superman").with_record(preferences=Preferences())
    refused(unasked, "GRD4", "superman", "did not ask")


@pytest.mark.parametrize("substitute", [None, "no-such-exercise", "deadlift"])
def test_a_very_heavy_exercise_offers_an_easier_one(substitute: str | None) -> None:
    refused(
        advanced("superman").with_item("superman", substitute=substitute),
        "GRD4",
        "superman",
        "substitute",
    )


def test_a_very_heavy_exercise_in_a_direction_that_hurts_is_refused_even_when_allowed() -> None:
    week = advanced("superman").with_record(
        episode=Episode(worse_with=(Activity.BENDING_BACK,)),
        directives=(Allow(on=EVE, by=PT, exercise="superman", condition="extension-provoked"),),
    )
    refused(week, "GRD4", "superman", "extension")


def test_one_very_heavy_exercise_a_session() -> None:
    refused(advanced("superman", "russian-twist"), "GRD4", "superman", "russian-twist")


@pytest.mark.parametrize(("gap", "rules"), [(1, {"GRD4", "GRD8"}), (2, set()), (3, set())])
def test_very_heavy_work_has_a_day_between(gap: int, rules: set[str]) -> None:
    week = advanced("superman", days=(0, gap))
    assert week.rules() == rules
    for one in week.breaches():
        assert "superman" in one.text


@pytest.mark.parametrize(("days_ago", "sound"), [(1, False), (2, True)])
def test_very_heavy_work_of_the_week_before_counts(days_ago: int, *, sound: bool) -> None:
    one = item(shipped(), "russian-twist", Stage.ADVANCED)
    before = replace(
        advanced("russian-twist").week,
        week=MONDAY - timedelta(7),
        sessions=(session(-days_ago, (one, replace(one, exercise="gone"))),),
    )
    week = advanced("back-hyperextension")
    rules = replace(week, previous=before).rules()
    assert ("GRD4" in rules) is not sound


@pytest.mark.parametrize(("days_ago", "sound"), [(-1, True), (0, True), (1, False), (2, True)])
def test_very_heavy_work_in_the_log_counts_for_the_days_after_it(
    days_ago: int, *, sound: bool
) -> None:
    on = MONDAY - timedelta(days_ago)
    week = advanced("superman").with_record(log=(logged(on, "superman", "gone"),))
    week = week.with_week(on=MONDAY + timedelta(1)).with_clearance(on=MONDAY + timedelta(1))
    assert ("GRD4" not in week.rules()) is sound
