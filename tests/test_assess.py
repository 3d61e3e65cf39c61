# SPDX-License-Identifier: Apache-2.0
"""What a person is told about their measurements: findings, order, sides, changes, gaps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assess_builders import ON, measured, only, record, run
from multifidus.assess import assess
from multifidus.domain.record import CapStage, Clear, Episode, SetStage
from multifidus.domain.words import (
    Activity,
    Measurer,
    Radiation,
    Sex,
    Side,
    Stage,
    Verdict,
)
from multifidus.knowledge.loader import shipped

LEFT, RIGHT = Side.LEFT, Side.RIGHT
SLR = "straight-leg-raise"
BENDING = Episode(worse_with=(Activity.BENDING_FORWARD,))


def test_all_tests_of_the_rulebook_are_there() -> None:
    rules = {test.rule[:3] for test in shipped().tests.values()}
    assert rules == {f"T{n:02}" for n in (*range(1, 12), *range(20, 29), 30, 31)}


# --- priority, order, expiry --------------------------------------------------------------------


def test_a_clear_finding_counts_more_when_it_limits_what_is_worse() -> None:
    row = measured(SLR, 40, LEFT)
    assert only(row).priority == 2
    assert only(row, episode=Episode(worse_with=(Activity.COUGHING,))).priority == 2
    limited = only(row, episode=BENDING)
    assert limited.priority == 3
    assert "We aim to make this easier: bending forward." in limited.sentence


def test_a_likely_finding_does_not_rise_with_what_is_worse() -> None:
    assert only(measured(SLR, 56, LEFT), episode=BENDING).priority == 1


def test_an_episode_that_has_not_begun_changes_nothing() -> None:
    later = replace(BENDING, started=ON + timedelta(days=1))
    today = replace(BENDING, started=ON)
    assert only(measured(SLR, 40, LEFT), episode=later).priority == 2
    assert only(measured(SLR, 40, LEFT), episode=today).priority == 3


@pytest.mark.parametrize(("ago", "old"), [(55, False), (56, False), (57, True)])
def test_a_finding_expires_after_eight_weeks(ago: int, old: bool) -> None:  # noqa: FBT001
    finding = only(measured(SLR, 40, LEFT, ago=ago))
    assert finding.expired is old
    assert finding.priority == (0 if old else 2)
    assert finding.verdict is Verdict.CLEARLY_SHORT
    assert ("too old to count" in finding.sentence) is old
    assert ("FND9" in finding.rules) is old


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (27, "We look again from 22 November 2026."),
        (28, "It is time to measure it again."),
        (29, "It is time to measure it again."),
    ],
)
def test_it_says_when_we_look_again(ago: int, words: str) -> None:
    assert only(measured(SLR, 40, LEFT, ago=ago)).sentence.endswith(words)


def test_findings_come_most_important_first() -> None:
    result = run(
        measured("hip-flexion", 120, LEFT),
        measured(SLR, 56, LEFT),
        measured(SLR, 40, RIGHT),
        measured("hip-flexion", 60, RIGHT),
        measured("fingertip-to-floor", 10),
        measured("knee-to-wall", 2, LEFT, ago=60),
        episode=Episode(worse_with=(Activity.SITTING,)),
    )
    order = [(row.test, row.side) for row in result.findings]
    assert order == [
        ("hip-flexion", RIGHT),
        (SLR, RIGHT),
        (SLR, LEFT),
        ("hip-flexion", LEFT),
        ("fingertip-to-floor", None),
        ("knee-to-wall", LEFT),
    ]


# --- which result counts ------------------------------------------------------------------------


def test_the_latest_result_counts_and_results_of_one_day_are_averaged() -> None:
    finding = only(
        measured(SLR, 90, LEFT, ago=20), measured(SLR, 50, LEFT), measured(SLR, 53, LEFT)
    )
    assert finding.value == 51.5
    assert "51.5 degrees on 21 November 2026" in finding.sentence
    assert "the mean of 2 results of that day" in finding.sentence
    assert "ASM3" in finding.rules


def test_on_one_day_a_clinicians_result_counts_alone() -> None:
    finding = only(measured(SLR, 50, LEFT), measured(SLR, 60, LEFT, by=Measurer.CLINICIAN))
    assert (finding.value, finding.by, finding.error_kind) == (60, Measurer.CLINICIAN, "same")


def test_results_of_tomorrow_are_not_known_today() -> None:
    rows = (measured(SLR, 70, LEFT), measured(SLR, 40, LEFT, ago=-1))
    assert only(*rows).value == 70
    assert assess(record(*rows), ON + timedelta(days=1), shipped()).findings[0].value == 40


def test_a_camera_value_changes_nothing_and_is_named() -> None:
    own = measured(SLR, 70, LEFT, ago=3)
    camera = measured(SLR, 30, LEFT, by=Measurer.CAMERA)
    without, with_camera = run(own), run(own, camera)
    assert with_camera.findings == without.findings
    assert with_camera.asymmetries == without.asymmetries
    assert with_camera.changes == without.changes
    (row,) = [row for row in with_camera.not_measured if row.test == SLR]
    assert "until a person confirms the number" in row.why
    (alone,) = [row for row in run(camera).not_measured if row.test == SLR]
    assert "camera" in alone.why
    assert run(camera).findings == ()


def test_a_camera_value_older_than_the_persons_own_is_not_worth_a_word() -> None:
    rows = (measured(SLR, 30, LEFT, by=Measurer.CAMERA, ago=5), measured(SLR, 70, LEFT))
    assert "camera" not in " ".join(row.why for row in run(*rows).not_measured)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (measured(SLR, 50), "The side was not given"),
        (measured("front-plank", 50, LEFT), "A side was given"),
        (measured(SLR, 131, LEFT), "outside what a person can have"),
        (measured(SLR, float("nan"), LEFT), "outside what a person can have"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(row: object, words: str) -> None:
    result = run(row)  # type: ignore[arg-type]
    assert result.findings == ()
    assert any(words in gap.why for gap in result.not_measured)


def test_a_test_nobody_knows_is_passed_over() -> None:
    assert run(measured("hop-test", 5)) == run()


def test_leg_symptoms_leave_no_hamstring_finding() -> None:
    for more in (
        {"conditions": ("leg-symptoms",)},
        {"episode": Episode(radiation=Radiation.BELOW_KNEE)},
    ):
        for by in (Measurer.SELF, Measurer.CLINICIAN):
            finding = only(measured(SLR, 30, LEFT, by=by), **more)
            assert finding.verdict is Verdict.CANNOT_TELL
            assert (finding.priority, finding.stretch_targets) == (0, ())
            assert "below the knee" in finding.sentence
        sides = run(measured(SLR, 30, LEFT), measured(SLR, 80, RIGHT), **more)
        assert sides.asymmetries == ()


def test_a_result_stands_when_a_caution_speaks_against_testing_again() -> None:
    finding = only(measured("hip-flexion", 60, LEFT), conditions=("hip-pain",))
    assert finding.verdict is Verdict.CLEARLY_SHORT
    assert "leave this test out while this lasts: hip pain" in finding.sentence


def test_strength_is_called_lower_and_never_short() -> None:
    sentence = only(measured("chair-stand-30s", 4), age=72).sentence
    assert "clearly lower than most people your age" in sentence
    assert "short" not in sentence


def test_a_norm_that_is_not_well_known_does_not_reassure() -> None:
    sentence = only(measured("knee-to-wall", 14, LEFT)).sentence
    assert "not well known: take it as a rough guide" in sentence


# --- left and right -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "left", "right", "limit", "clear", "lesser"),
    [
        ("hip-internal-rotation", 30, 39.9, 10, False, LEFT),
        ("hip-internal-rotation", 30, 40, 10, False, LEFT),
        ("hip-internal-rotation", 30, 40.1, 10, True, LEFT),
        ("hip-internal-rotation", 40.1, 30, 10, True, RIGHT),
        (SLR, 60, 78, 18, False, LEFT),
        (SLR, 60, 78.1, 18, True, LEFT),
        ("prone-knee-bend", 120, 132, 12, False, LEFT),
        ("prone-knee-bend", 120, 132.1, 12, True, LEFT),
        ("knee-to-wall", 8, 11, 3, False, LEFT),
        ("knee-to-wall", 8, 11.1, 3, True, LEFT),
        ("active-knee-extension", 10, 28.1, 18, True, RIGHT),
        ("side-bridge", 60, 90, 30, False, LEFT),
        ("side-bridge", 60, 90.1, 30, True, LEFT),
        ("single-leg-bridge", 30, 40, 10, False, LEFT),
        ("single-leg-bridge", 30, 40.1, 10, True, LEFT),
        ("single-leg-bridge", 80, 100, 20, False, LEFT),
        ("hip-flexion", 110, 110, 10, False, None),
    ],
)
def test_sides_differ_only_past_error_and_limit(
    test: str, left: float, right: float, limit: float, *, clear: bool, lesser: Side | None
) -> None:
    (row,) = run(measured(test, left, LEFT), measured(test, right, RIGHT)).asymmetries
    assert (row.limit, row.clear, row.lesser) == (limit, clear, lesser)
    assert ("no clear difference" in row.sentence) is not clear
    assert "FND4" in row.rules


def test_a_clinicians_two_sides_need_less_but_never_less_than_the_limit() -> None:
    by = Measurer.CLINICIAN
    rows = (measured("knee-to-wall", 8, LEFT, by=by), measured("knee-to-wall", 10, RIGHT, by=by))
    (same,) = run(*rows).asymmetries
    assert (same.limit, same.clear) == (2, False)


def test_sides_measured_by_two_kinds_of_people_need_a_larger_difference() -> None:
    rows = (
        measured("fingertip-to-floor", 5),
        measured("hip-flexion", 120, LEFT),
        measured("hip-flexion", 106, RIGHT, by=Measurer.CLINICIAN),
    )
    (row,) = run(*rows).asymmetries
    assert (row.limit, row.clear) == (15, False)
    assert "FND6" in row.rules


def test_an_old_side_is_not_compared() -> None:
    rows = (measured(SLR, 40, LEFT, ago=57), measured(SLR, 90, RIGHT))
    assert run(*rows).asymmetries == ()


# --- change -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "before", "after", "clear", "better"),
    [
        ("hip-flexion", 100, 109.9, False, None),
        ("hip-flexion", 100, 110, False, None),
        ("hip-flexion", 100, 110.1, True, True),
        ("hip-flexion", 100, 89.9, True, False),
        ("fingertip-to-floor", 20, 13, False, None),
        ("fingertip-to-floor", 20, 12.9, True, True),
        ("fingertip-to-floor", 13, 20.1, True, False),
        ("push-up", 10, 12, False, None),
        ("push-up", 10, 13, True, True),
        ("push-up", 20, 23, False, None),
        ("push-up", 20, 24, True, True),
        ("wall-squat-hold", 30, 39.9, False, None),
        ("wall-squat-hold", 30, 40, True, True),
        ("wall-squat-hold", 100, 119, False, None),
        ("wall-squat-hold", 100, 120, True, True),
        ("active-knee-extension", 40, 22, False, None),
        ("active-knee-extension", 40, 21.9, True, True),
    ],
)
def test_a_change_counts_only_past_the_error(
    test: str, before: float, after: float, *, clear: bool, better: bool | None
) -> None:
    side = LEFT if shipped().tests[test].sides else None
    (row,) = run(measured(test, before, side, ago=28), measured(test, after, side)).changes
    assert (row.clear, row.better) == (clear, better)
    assert ("within what this test can tell apart" in row.sentence) is not clear


@pytest.mark.parametrize(("ago", "count"), [(13, 0), (14, 1), (15, 1)])
def test_a_retest_before_two_weeks_shows_no_change(ago: int, count: int) -> None:
    rows = (measured(SLR, 40, LEFT, ago=ago), measured(SLR, 90, LEFT))
    assert len(run(*rows).changes) == count


def test_change_compares_like_with_like_where_it_can() -> None:
    rows = (
        measured("hip-flexion", 80, LEFT, ago=90, by=Measurer.CLINICIAN),
        measured("hip-flexion", 100, LEFT, ago=60),
        measured("hip-flexion", 104, LEFT, ago=30),
        measured("hip-flexion", 111, LEFT),
    )
    (row,) = run(*rows).changes
    assert (row.before, row.limit, row.clear) == (100, 10, True)
    (mixed,) = run(rows[0], rows[3]).changes
    assert (mixed.before, mixed.limit, mixed.clear) == (80, 15, True)
    assert "FND6" in mixed.rules


def test_left_is_never_compared_with_right_over_time() -> None:
    assert run(measured(SLR, 40, LEFT, ago=30), measured(SLR, 90, RIGHT)).changes == ()


# --- what is missing ----------------------------------------------------------------------------


def test_nothing_measured_gives_a_balanced_programme_and_one_test_to_do() -> None:
    result = run()
    assert "balanced programme" in result.summary
    assert result.most_telling == SLR
    assert "One test would tell most: Straight-leg raise." in result.summary
    assert {row.test for row in result.not_measured} == set(shipped().tests) - {"superman-hold"}
    assert all(row.without_it for row in result.not_measured)


def test_a_measured_region_is_not_asked_for_again() -> None:
    result = run(measured(SLR, 70, LEFT), measured(SLR, 70, RIGHT))
    assert result.most_telling == "modified-thomas-hip"
    assert "You need a partner" in result.most_telling_because
    expired = run(measured(SLR, 70, LEFT, ago=57), measured(SLR, 70, RIGHT, ago=57))
    assert expired.most_telling == SLR
    assert "no longer counts" in expired.most_telling_because


def test_what_hurts_moves_a_test_forward() -> None:
    plain = run(age=65, conditions=("leg-symptoms",))
    walking = run(age=65, conditions=("leg-symptoms",), episode=Episode())
    bending = run(age=65, conditions=("leg-symptoms",), episode=BENDING)
    assert plain.most_telling == walking.most_telling == "modified-thomas-hip"
    # 65 + 20 for what hurts is no more than 85; the tie goes by name.
    assert bending.most_telling == "hip-flexion"
    assert "what you find worse (bending forward)" in bending.most_telling_because


def test_a_test_is_offered_only_where_it_suits() -> None:
    assert run(conditions=("leg-symptoms",)).most_telling != SLR
    done = [measured(SLR, 70, side) for side in (LEFT, RIGHT)]
    hips = ("hip-pain",)
    assert run(*done, age=70, conditions=hips).most_telling == "chair-stand-30s"
    no_chair = run(*done, age=70, conditions=hips, equipment=("mat",))
    assert no_chair.most_telling != "chair-stand-30s"
    why = {row.test: row.why for row in no_chair.not_measured}
    assert "needs what you did not list" in why["chair-stand-30s"]
    assert "not meant for you at present (hip pain or a hip replacement)" in why["hip-flexion"]
    assert run(*done, age=59, conditions=hips).most_telling != "chair-stand-30s"


def test_a_hard_hold_waits_for_the_stage_that_a_clinician_sets() -> None:
    hold = "biering-sorensen"
    set_it = SetStage(on=ON, by="PT", stage=Stage.INTERMEDIATE)
    cap = CapStage(on=ON, by="PT", stage=Stage.INITIAL)
    later = SetStage(on=ON + timedelta(days=1), by="PT", stage=Stage.INTERMEDIATE)
    other = Clear(on=ON, by="PT", sign="fever", note="seen")
    for orders, waits in (
        ((), True),
        ((set_it,), False),
        ((other, set_it), False),
        ((set_it, cap), True),
        ((later,), True),
    ):
        why = {row.test: row.why for row in run(directives=orders).not_measured}
        assert ("waits for the intermediate stage" in why[hold]) is waits


def test_when_nothing_more_would_tell_it_says_so() -> None:
    result = run(age=12)
    assert result.most_telling is None
    assert "No further test" in result.most_telling_because
    assert "One test would tell most" not in result.summary


def test_one_side_alone_leaves_the_other_to_be_measured() -> None:
    (row,) = [row for row in run(measured(SLR, 70, LEFT)).not_measured if row.test == SLR]
    assert row.why == "The right side was not measured."


# --- summary ------------------------------------------------------------------------------------


def test_the_summary_says_what_matters_and_what_else_was_looked_at() -> None:
    result = run(
        measured(SLR, 40, LEFT), measured(SLR, 80, RIGHT), measured("hip-flexion", 80, LEFT)
    )
    assert "Straight-leg raise (left), clearly reduced, then Knee to chest (left)" in result.summary
    assert "Also looked at" in result.summary
    assert result.summary.index("(left)") < result.summary.index("Straight-leg raise (right)")


def test_the_summary_of_ordinary_results_promises_nothing() -> None:
    summary = run(measured(SLR, 90, LEFT)).summary
    assert "Nothing that was measured stands out clearly" in summary
    assert "Looked at: Straight-leg raise (left)." in summary


def test_old_or_unjudged_results_alone_give_a_balanced_programme() -> None:
    for row in (measured(SLR, 30, LEFT, ago=60), measured("fingertip-to-floor", 5)):
        assert "No result can be judged at present" in run(row).summary


def test_a_norm_by_age_changes_on_the_birthday() -> None:
    knowledge = shipped()
    base = record(measured("push-up", 11, on=date(2026, 5, 2)), sex=Sex.MALE)
    for born, verdict in (
        (date(1986, 5, 2), Verdict.WITHIN_RANGE),
        (date(1986, 5, 3), Verdict.BORDERLINE),
    ):
        someone = replace(base, person=replace(base.person, born=born))
        assert assess(someone, date(2026, 5, 3), knowledge).findings[0].verdict is verdict
