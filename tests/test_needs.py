# SPDX-License-Identifier: Apache-2.0
"""The range that a movement needs, and the file that holds it for every exercise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from multifidus.knowledge.loader import Knowledge, read, shipped
from multifidus.knowledge.movement import Movement
from multifidus.knowledge.required_range import RequiredRange, both_ways, need_ids
from multifidus.knowledge.yamlfile import parse
from multifidus.movement import needs as module
from multifidus.movement.mirror import mirrored
from multifidus.movement.motion import solved
from multifidus.movement.needs import (
    FILE,
    LEAST,
    ROUNDING,
    computed,
    differences,
    main,
    needs,
    of_angles,
    whole,
    written,
)
from multifidus.movement.skeleton import skeleton

KNOWN = shipped()
MOTIONS = skeleton().motions
TURN = "left-hip-internal-rotation"


def found(*frames: dict[str, float], asked: tuple[str, ...] = MOTIONS) -> dict[str, float]:
    """Needs of poses that give some angles in degrees; the others are 0. Zeros are left out."""
    degrees = np.zeros((len(frames), len(MOTIONS)))
    for row, frame in zip(degrees, frames, strict=True):
        for name, angle in frame.items():
            row[MOTIONS.index(name)] = angle
    out = of_angles(degrees, MOTIONS, KNOWN, asked=asked)
    return {need: angle for need, angle in out.items() if angle}


# --- from angles ---------------------------------------------------------------------------------


def test_the_largest_angle_of_both_sides_and_all_frames_counts() -> None:
    got = found({"left-hip-abduction": 20}, {"right-hip-abduction": 35}, {"left-hip-abduction": 5})
    assert got == {"hip-abduction": 35}


@pytest.mark.parametrize("motion", KNOWN.body.joints, ids=lambda one: one.id)
@pytest.mark.parametrize("sign", [1, -1])
def test_every_motion_and_its_opposite_is_a_need(motion: object, sign: int) -> None:
    one = next(row for row in KNOWN.body.joints if row is motion)
    name = one.id if one.id in MOTIONS else f"right-{one.id}"
    need = both_ways(one)[sign < 0]
    assert found({name: 30 * sign})[need] == 30
    assert ("left" in need, "right" in need) == (False, False)


def test_to_the_left_and_to_the_right_are_one_need() -> None:
    got = found({"lumbar-rotation": 8}, {"lumbar-rotation": -11}, {"neck-side-bend": -20})
    assert got == {"lumbar-rotation": 11, "neck-side-bend": 20}


def test_hip_extension_is_what_goes_behind() -> None:
    assert found({"left-hip-flexion": -15}) == {"hip-extension": 15, "rectus-femoris": 11.25}


def test_bent_knees_ease_the_back_of_the_thigh() -> None:
    straight = found({"left-hip-flexion": 70})
    bent = found({"left-hip-flexion": 70, "left-knee-flexion": 20})
    assert straight["hamstrings"] == 70
    assert bent["hamstrings"] == pytest.approx(70 - 0.91 * 20)
    assert "hamstrings" not in found({"left-hip-flexion": 70, "left-knee-flexion": 90})


def test_the_two_joints_of_a_muscle_are_those_of_one_leg_in_one_frame() -> None:
    assert found({"left-hip-flexion": 70, "right-knee-flexion": 90})["hamstrings"] == 70
    apart = found({"left-hip-flexion": 70, "left-knee-flexion": 90}, {"left-knee-flexion": 0})
    assert "hamstrings" not in apart


def test_a_straight_knee_asks_more_of_the_calf_and_a_bent_hip_less_of_the_thigh() -> None:
    got = found({"left-ankle-dorsiflexion": 20, "left-knee-flexion": 10})
    assert got["gastrocnemius"] == pytest.approx(20 - 0.26 * 10)
    got = found({"left-knee-flexion": 120, "left-hip-flexion": 40})
    assert got["rectus-femoris"] == pytest.approx(120 - 0.75 * 40)


@pytest.mark.parametrize(("sideways", "counts"), [(14.9, True), (15, True), (15.1, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_turn_counts_while_the_hip_is_not_carried_sideways(
    sideways: float, sign: int, *, counts: bool
) -> None:
    got = found({TURN: 30, "left-hip-abduction": sign * sideways})
    assert got.get("hip-turn-in") == (30 if counts else None)
    assert got["hip-internal-rotation"] == 30


def test_turns_in_and_out_are_two_needs() -> None:
    assert found({TURN: -25})["hip-turn-out"] == 25
    assert "hip-turn-in" not in found({TURN: -25})


def test_a_turn_that_the_movement_does_not_give_asks_nothing() -> None:
    got = found({TURN: 30}, asked=("right-hip-internal-rotation",))
    assert "hip-turn-in" not in got
    assert got["hip-internal-rotation"] == 30


@settings(max_examples=40)
@given(arrays(float, (3, len(MOTIONS)), elements=st.integers(-90, 90)))
def test_more_frames_never_need_less_and_no_need_is_negative(degrees: np.ndarray) -> None:
    every = of_angles(degrees, MOTIONS, KNOWN, asked=MOTIONS)
    fewer = of_angles(degrees[:2], MOTIONS, KNOWN, asked=MOTIONS)
    assert set(every) == set(need_ids(KNOWN.body))
    assert all(every[need] >= fewer[need] >= 0 for need in every)


# --- from a movement -----------------------------------------------------------------------------

LEG_RAISE = """
unit: degrees, metres, seconds
source: [MultifidusMovement]
grade: P
posture: supine
works: left
keys:
  - joints:
      right-hip: {flexion: 50}
      right-knee: {flexion: 100}
      left-hip: {flexion: 0, abduction: 0}
      left-knee: {flexion: 0}
      left-ankle: {dorsiflexion: 5}
      shoulders: {abduction: 20}
      lumbar: {flexion: 0}
    bears: {floor: [right-foot, left-heel, buttocks, back, upper-back, head, arms]}
  - joints: {left-hip: {flexion: 60}}
    bears: {floor: [right-foot, buttocks, back, upper-back, head, arms]}
"""


def movement(text: str) -> Movement:
    return Movement.model_validate(parse(text, "movement.yaml").value)


def test_a_leg_raise_needs_what_it_raises() -> None:
    got = needs(solved(movement(LEG_RAISE)))
    assert got["hip-flexion"] == pytest.approx(60, abs=5)
    assert got["hamstrings"] == pytest.approx(60, abs=8)
    assert got["ankle-dorsiflexion"] < 20


def test_the_other_side_needs_the_same() -> None:
    one = movement(LEG_RAISE)
    here, there = needs(solved(one)), needs(solved(mirrored(one)))
    for need, angle in here.items():
        assert there[need] == pytest.approx(angle, abs=0.5)


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("angle", "held"),
    [(LEAST - 0.01, None), (LEAST, 5), (LEAST + 0.01, 5), (59.4, 59), (59.6, 60)],
)
def test_small_angles_are_left_out_and_others_are_whole(angle: float, held: int | None) -> None:
    assert whole({"hip-flexion": angle}).get("hip-flexion") == held


def test_what_is_written_reads_back() -> None:
    text = written({"bridge": {"hip-flexion": 52.4, "knee-flexion": 1.0}, "plank": {}})
    held = RequiredRange.model_validate(parse(text, "required_range.yaml").value)
    assert held.needs == {"bridge": {"hip-flexion": 52}, "plank": {}}
    assert held.of("bridge") == {"hip-flexion": 52}
    assert held.of("plank") == held.of("squat") == {}
    empty = RequiredRange.model_validate(parse(written({}), "required_range.yaml").value)
    assert empty.needs == {}


@pytest.mark.parametrize(("apart", "same"), [(-1.1, False), (-1, True), (1, True), (1.1, False)])
def test_the_file_may_differ_by_a_degree(apart: float, *, same: bool) -> None:
    got = differences({"bridge": {"hip-flexion": 52 + apart}}, {"bridge": {"hip-flexion": 52}})
    assert (not got) is same
    assert all(line.startswith("bridge: hip-flexion is 52, the movement") for line in got)


@pytest.mark.parametrize(("over", "same"), [(0.9, True), (ROUNDING, True), (1.1, False)])
def test_what_is_left_out_is_small(over: float, *, same: bool) -> None:
    got = differences({"bridge": {"hip-flexion": LEAST + over}}, {"bridge": {}})
    assert (not got) is same


def test_exercises_that_come_or_go_are_told() -> None:
    got = differences({"plank": {}}, {"bridge": {"hip-flexion": 52}})
    assert got == ["bridge: it has no movement", "plank: it is missing"]
    assert differences({"plank": {"hip-flexion": 0.0}}, {"plank": {"hip-flexion": 52}}) == [
        "plank: hip-flexion is 52, the movement needs 0.0"
    ]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Knowledge]:
    """Knowledge with one movement, and a file for its needs."""
    exercise = KNOWN.exercises["bridge"].model_copy(update={"movement": movement(LEG_RAISE)})
    bare = KNOWN.exercises["plank"].model_copy(update={"movement": None})
    known = replace(KNOWN, exercises={"bridge": exercise, "plank": bare})
    path = tmp_path / "required_range.yaml"
    monkeypatch.setattr(module, "shipped", lambda: known)
    monkeypatch.setattr(module, "FILE", path)
    return path, known


def test_the_command_writes_the_file_and_then_finds_it_right(
    small: tuple[Path, Knowledge],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, known = small
    assert main(["--write"]) == 0
    assert capsys.readouterr().out.startswith("required_range.yaml: 1 exercises, ")
    held = RequiredRange.model_validate(read(path).value)
    assert set(held.needs) == {"bridge"}
    monkeypatch.setattr(module, "shipped", lambda: replace(known, required_range=held))
    assert main([]) == 0
    assert capsys.readouterr().out == "required_range.yaml is what 1 movements need\n"
    held.needs["bridge"]["hip-flexion"] += 5
    assert main([]) == 1
    assert "bridge: hip-flexion is" in capsys.readouterr().out


def test_the_shipped_file_is_what_the_movements_need(knowledge: Knowledge) -> None:
    got = computed(knowledge)
    renew = "If the change is meant, run `python -m multifidus.movement.needs --write`."
    assert differences(got, knowledge.required_range.needs) == [], renew
    assert FILE.read_text(encoding="utf-8").startswith("# Computed from the movements")


# --- what tests say about needs ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["active-knee-extension", "passive-knee-extension"])
def test_a_knee_that_stays_short_counts_as_the_body_says(name: str) -> None:
    speaks = KNOWN.tests[name].speaks_for
    muscle = next(one for one in KNOWN.body.two_joint if one.id == "hamstrings")
    assert speaks is not None
    assert (speaks.at_zero, speaks.per_unit) == (90, -muscle.ratio)
    # The thigh points up and the knee is 30 degrees short: as the movement would be counted.
    pose = found({"left-hip-flexion": 90, "left-knee-flexion": 30})
    assert speaks.degrees(30) == pytest.approx(pose["hamstrings"])
    assert speaks.width(10) == pytest.approx(9.1)


@pytest.mark.parametrize(("cm", "degrees"), [(9.5, 39), (11.7, 40.3)])
def test_the_line_for_the_ankle_passes_near_what_groups_reached(cm: float, degrees: float) -> None:
    speaks = KNOWN.tests["knee-to-wall"].speaks_for
    assert speaks is not None
    assert speaks.degrees(cm) == pytest.approx(degrees, abs=3)
    assert speaks.degrees(0) > KNOWN.rules["MOV1"].figures["ankle-dorsiflexion"].value


def test_what_everyday_life_asks_is_of_needs_that_a_test_speaks_for() -> None:
    spoken = {test.speaks_for.need for test in KNOWN.tests.values() if test.speaks_for}
    assert set(KNOWN.rules["MOV1"].figures) - {"sideways"} <= spoken
    assert spoken <= set(need_ids(KNOWN.body))
