# SPDX-License-Identifier: Apache-2.0
"""The jointed body: lengths, masses, signs of the angles, and derivatives."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.words import Sex
from multifidus.knowledge.loader import shipped
from multifidus.movement.skeleton import Array, Placement, Skeleton, as_vector, skeleton, turn_by

UPRIGHT = np.eye(3)[None]
BODIES = [
    skeleton(1.50, 52.0, Sex.FEMALE),
    skeleton(1.70, 70.0),
    skeleton(1.95, 120.0, Sex.MALE),
]


def posed(body: Skeleton, **degrees: float) -> Placement:
    """Stand the body at rest, with some angles changed; underscores stand for hyphens."""
    angles = body.relaxed.copy()
    for name, value in degrees.items():
        angles[body.motion(name.replace("_", "-"))] = np.radians(value)
    return body.place(np.array([[0.0, 0.0, 0.9]]), UPRIGHT, angles[None])


def at(body: Skeleton, placed: Placement, ball: str) -> Array:
    return np.asarray(body.centres(placed)[0, body.balls.index(ball)])


@st.composite
def any_angles(draw: st.DrawFn, body: Skeleton) -> Array:
    shares = draw(st.lists(st.floats(0, 1), min_size=len(body.motions), max_size=len(body.motions)))
    return np.asarray(body.lowest + np.array(shares) * (body.highest - body.lowest))


@given(st.data())
def test_bones_keep_their_length_in_every_pose(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(BODIES))
    rest = posed(body)
    angles = data.draw(any_angles(body))
    placed = body.place(np.zeros((1, 3)), UPRIGHT, angles[None])
    for bone in range(1, len(body.bones)):
        up = body.parent[bone]
        now = np.linalg.norm(placed.origin[0, bone] - placed.origin[0, up])
        then = np.linalg.norm(rest.origin[0, bone] - rest.origin[0, up])
        assert now == pytest.approx(then, abs=1e-9)


@given(st.data())
def test_turns_stay_turns(data: st.DataObject) -> None:
    body = BODIES[1]
    angles = data.draw(any_angles(body))
    turns = body.place(np.zeros((1, 3)), UPRIGHT, angles[None]).turn[0]
    assert np.allclose(turns @ np.swapaxes(turns, 1, 2), np.eye(3), atol=1e-9)
    assert np.allclose(np.linalg.det(turns), 1)


@given(st.data())
def test_the_derivative_is_what_a_small_step_does(data: st.DataObject) -> None:
    body = BODIES[1]
    angles = data.draw(any_angles(body))[None]
    turn = turn_by(np.array([data.draw(st.tuples(*[st.floats(-2, 2)] * 3))]))
    start = np.array([[0.3, -0.2, 0.8]])
    placed = body.place(start, turn, angles)
    points = body.centres(placed)
    slope = body.jacobian(placed, body.ball_bone, points)
    column = data.draw(st.integers(0, slope.shape[-1] - 1))
    small = 1e-6
    moved, turned, bent = start.copy(), turn, angles.copy()
    if column < 3:
        moved[0, column] += small
    elif column < 6:
        turned = turn_by(np.eye(3)[[column - 3]] * small) @ turn
    else:
        bent[0, column - 6] += small
    change = (body.centres(body.place(moved, turned, bent)) - points) / small
    assert np.allclose(change, slope[..., column], atol=1e-5)


@given(st.tuples(*[st.floats(-1.7, 1.7)] * 3))
def test_a_turn_is_read_back_as_it_was_written(vector: tuple[float, float, float]) -> None:
    row = np.array([vector])
    assert np.allclose(as_vector(turn_by(row)), row, atol=1e-7)


@pytest.mark.parametrize("body", BODIES, ids=["short", "middle", "tall"])
def test_a_standing_body_is_as_tall_as_the_person(body: Skeleton) -> None:
    placed = posed(body)
    centre = body.centres(placed)
    reach = body.reach(placed, np.array([0.0, 0.0, 1.0]))
    height = float(np.max(centre[..., 2] + reach) - np.min(centre[..., 2] - reach))
    assert height == pytest.approx(body.stature_m, rel=0.015)


@pytest.mark.parametrize("body", BODIES, ids=["short", "middle", "tall"])
def test_the_mass_of_a_standing_body_is_centred_above_the_hips(body: Skeleton) -> None:
    assert body.mass.sum() == pytest.approx(1)
    placed = posed(body)
    low = float(np.min(body.centres(placed)[..., 2] - body.reach(placed, np.array([0.0, 0, 1]))))
    share = (body.centre_of_mass(placed)[0, 2] - low) / body.stature_m
    assert 0.53 < share < 0.585


SIGNS = [
    ("left_hip_flexion", 60, "left-knee", 0, 1),
    ("left_hip_abduction", 30, "left-knee", 1, 1),
    ("right_hip_abduction", 30, "right-knee", 1, -1),
    ("left_hip_internal_rotation", 30, "left-toes", 1, -1),
    ("right_hip_internal_rotation", 30, "right-toes", 1, 1),
    ("left_knee_flexion", 60, "left-heel", 0, -1),
    ("left_ankle_dorsiflexion", 20, "left-toes", 2, 1),
    ("left_toes_extension", 40, "left-toes", 2, 1),
    ("lumbar_flexion", 30, "head", 0, 1),
    ("lumbar_side_bend", 20, "head", 1, 1),
    ("thoracic_rotation", 30, "left-shoulder", 0, -1),
    ("neck_flexion", 30, "head", 0, 1),
    ("left_shoulder_flexion", 90, "left-elbow", 0, 1),
    ("left_shoulder_abduction", 90, "left-elbow", 2, 1),
    ("right_shoulder_abduction", 90, "right-elbow", 1, -1),
    ("left_elbow_flexion", 90, "left-palm", 0, 1),
]


@pytest.mark.parametrize(("motion", "degrees", "ball", "axis", "sign"), SIGNS)
def test_a_positive_angle_goes_the_clinical_way(
    motion: str, degrees: float, ball: str, axis: int, sign: int
) -> None:
    body = BODIES[1]
    moved = at(body, posed(body, **{motion: degrees}), ball) - at(body, posed(body), ball)
    assert moved[axis] * sign > 0.01


def test_left_and_right_are_mirror_images() -> None:
    body = BODIES[1]
    left = posed(
        body, left_hip_abduction=20, left_shoulder_internal_rotation=30, lumbar_side_bend=9
    )
    right = posed(
        body, right_hip_abduction=20, right_shoulder_internal_rotation=30, lumbar_side_bend=-9
    )
    for ball in body.balls:
        other = (
            ball.replace("left-", "right-") if "left-" in ball else ball.replace("right-", "left-")
        )
        flipped = at(body, right, other) * np.array([1, -1, 1])
        assert np.allclose(at(body, left, ball), flipped, atol=1e-12)


def test_lumbar_bending_is_shared_by_three_joints_alike() -> None:
    body = BODIES[1]
    placed, rest = posed(body, lumbar_flexion=30), posed(body)
    names = ["pelvis", "lumbar-1", "lumbar-2", "lumbar-3"]
    lean = [
        np.arctan2(placed.turn[0, i, 0, 2], placed.turn[0, i, 2, 2])
        for i in map(body.bones.index, names)
    ]
    was = [
        np.arctan2(rest.turn[0, i, 0, 2], rest.turn[0, i, 2, 2])
        for i in map(body.bones.index, names)
    ]
    steps = [b - a for a, b in pairwise(np.degrees(np.array(lean) - np.array(was)))]
    assert steps == pytest.approx([10, 10, 10])


def test_limits_are_those_of_the_knowledge() -> None:
    body = BODIES[1]
    for row in shipped().body.joints:
        for place, motion in enumerate(body.motions):
            if motion.removeprefix("left-").removeprefix("right-") == row.id:
                assert np.degrees(body.lowest[place]) == pytest.approx(row.lowest)
                assert np.degrees(body.highest[place]) == pytest.approx(row.highest)


@pytest.mark.parametrize(
    ("stature", "mass"), [(0.79, 70.0), (2.51, 70.0), (1.7, 19.9), (1.7, 401.0)]
)
def test_no_body_outside_human_size(stature: float, mass: float) -> None:
    with pytest.raises(ValueError, match="is outside"):
        skeleton(stature, mass)


def test_a_heavier_person_is_wider_and_no_taller() -> None:
    light, heavy = skeleton(1.7, 60.0), skeleton(1.7, 110.0)
    place = light.balls.index("waist")
    assert heavy.ball_radii[place, 1] > light.ball_radii[place, 1]
    assert np.array_equal(light.offset, heavy.offset)
