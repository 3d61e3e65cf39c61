# SPDX-License-Identifier: Apache-2.0
"""From key positions to a body in motion: supports touch, nothing sinks, sides mirror."""

import numpy as np
import pytest

from movements import RAW, movement, named
from multifidus.domain.words import Sex
from multifidus.movement.check import check
from multifidus.movement.mirror import mirrored
from multifidus.movement.motion import solved
from multifidus.movement.skeleton import Skeleton, skeleton

ALL = sorted(RAW)


@pytest.mark.parametrize("name", ALL)
def test_a_sound_movement_has_no_faults(name: str) -> None:
    faults, worst = check(solved(named(name)))
    assert faults == []
    assert worst.support < 0.01
    assert worst.sinking < 0.01


@pytest.mark.parametrize(
    "body",
    [skeleton(1.50, 50.0, Sex.FEMALE), skeleton(1.95, 105.0, Sex.MALE)],
    ids=["short woman", "tall man"],
)
@pytest.mark.parametrize("name", ["bridge", "squat", "bird-dog", "plank"])
def test_the_same_movement_fits_people_of_other_sizes(name: str, body: Skeleton) -> None:
    _, worst = check(solved(named(name), body))
    assert worst.support < 0.01
    assert worst.sinking < 0.01
    assert worst.limit == 0


@pytest.mark.parametrize("name", ALL)
def test_solving_twice_gives_the_same_numbers(name: str) -> None:
    one, two = solved(named(name)), solved(named(name))
    assert one.frames.angles.tobytes() == two.frames.angles.tobytes()
    assert one.frames.position.tobytes() == two.frames.position.tobytes()


@pytest.mark.parametrize("name", ["bird-dog", "clamshell", "walk", "bridge"])
def test_the_other_side_is_the_mirror_image(name: str) -> None:
    here = solved(named(name))
    there = solved(mirrored(named(name)))
    body = here.body
    placed = body.place(here.frames.position, here.frames.turn, here.frames.angles)
    opposite = body.place(there.frames.position, there.frames.turn, there.frames.angles)
    swap = [
        body.balls.index(
            b.replace("left-", "right-") if "left-" in b else b.replace("right-", "left-")
        )
        for b in body.balls
    ]
    flipped = body.centres(opposite)[:, swap] * np.array([1, -1, 1])
    assert np.allclose(body.centres(placed), flipped, atol=1e-4)


def test_mirroring_twice_is_the_same_movement() -> None:
    for name in ALL:
        assert mirrored(mirrored(named(name))) == named(name)


def test_a_sentence_changes_sides_too_but_a_right_angle_stays() -> None:
    raw = {**RAW["squat"], "keys": [*RAW["squat"]["keys"]]}
    raw["keys"] = [
        raw["keys"][0],
        {"say": "The left knee bends to a right angle. Right foot flat."},
    ]
    said = mirrored(movement(raw)).keys[1].say
    assert said == "The right knee bends to a right angle. Left foot flat."


def test_an_angle_that_is_let_go_gives_way_again() -> None:
    keys = [
        {
            "joints": {"left-elbow": {"flexion": 90}, "hips": {"flexion": 0}},
            "bears": {"floor": ["feet"]},
        },
        {"free": ["left-elbow"]},
    ]
    motion = solved(movement({"posture": "standing", "keys": keys}))
    place = motion.body.motion("left-elbow-flexion")
    bent = np.degrees(motion.keys.angles[:, place])
    assert bent[0] == pytest.approx(90, abs=3)
    assert bent[1] < 25


def test_walking_carries_the_body_forward_by_two_steps() -> None:
    motion = solved(named("walk"))
    assert 0.9 < motion.travel[0] < 1.7
    assert abs(motion.travel[1]) < 0.05


def test_a_chair_comes_to_where_the_body_sits() -> None:
    raw = {**RAW["chair"], "props": [{"id": "chair", "at": [0.5, 0.0, 0.0]}]}
    faults, _ = check(solved(movement(raw)))
    assert faults == []


BAD = [
    ({"joints": {"left-knee": {"flexion": 210}}}, "left knee flexion 210 is past 160"),
    ({"joints": {"left-knea": {"flexion": 10}}}, "'left-knea' is not a joint; perhaps"),
    ({"joints": {"knees": {"abduction": 10}}}, "'abduction' is not a motion of the knee"),
    ({"bears": {"floor": ["feets"]}}, "'feets' is not a part of the body; perhaps 'feet'"),
    ({"bears": {"flor": ["feet"]}}, "'flor' is not a surface here; perhaps 'floor'"),
    ({"touch": {"left-hand": "nose"}}, "'nose' is not a part of the body"),
    ({"slides": ["wheel"]}, "'wheel' is not a part of the body; perhaps 'heel'"),
]


@pytest.mark.parametrize(("change", "words"), BAD)
def test_a_bad_word_or_angle_is_told_in_words(change: dict[str, object], words: str) -> None:
    keys = [{**RAW["squat"]["keys"][0]}, change]
    with pytest.raises(ValueError, match=f"key 2: {words}"):
        solved(movement({"posture": "standing", "keys": keys}))


def test_all_bad_words_are_told_at_once() -> None:
    key = {
        "joints": {"knees": {"flexion": 210}, "elbow-ish": {"flexion": 1}},
        "bears": {"floor": ["x"]},
    }
    with pytest.raises(ValueError, match="210 is past 160") as caught:
        solved(movement({"posture": "standing", "keys": [key]}))
    assert "elbow-ish" in str(caught.value)
    assert "'x' is not a part" in str(caught.value)


def test_an_unknown_prop_is_named() -> None:
    raw = {**RAW["squat"], "props": [{"id": "chairr"}]}
    with pytest.raises(ValueError, match="'chairr' is not a prop; perhaps 'chair'"):
        solved(movement(raw))


def test_a_support_out_of_reach_is_told_with_the_distance() -> None:
    raw = {
        "posture": "standing",
        "turn": {},
        "keys": [
            {
                "joints": {
                    "hips": {"flexion": 0},
                    "knees": {"flexion": 0},
                    "lumbar": {"flexion": 0},
                    "thoracic": {"flexion": 0},
                    "shoulders": {"flexion": 0, "abduction": 5},
                    "elbows": {"flexion": 0},
                },
                "bears": {"floor": ["feet", "hands"]},
            }
        ],
    }
    faults, _ = check(solved(movement(raw)))
    assert any("does not fit the supports" in fault or "should bear" in fault for fault in faults)


def test_a_body_that_would_fall_is_told_so() -> None:
    raw = {
        "posture": "standing",
        "turn": {"forward": 60},
        "keys": [
            {
                "joints": {
                    "hips": {"flexion": 0},
                    "knees": {"flexion": 0},
                    "ankles": {"dorsiflexion": 0},
                },
                "bears": {"floor": ["feet"]},
            }
        ],
    }
    faults, worst = check(solved(movement(raw)))
    assert faults
    assert worst.balance > 0.005 or worst.asked > 12


def test_a_round_that_travels_needs_a_shared_foot() -> None:
    keys = [
        {"joints": {}, "bears": {"floor": ["left-foot"]}, "steadied": True},
        {"joints": {"right-hip": {"flexion": 20}}, "bears": {"floor": ["right-foot"]}},
    ]
    with pytest.raises(ValueError, match="needs a foot that bears"):
        solved(movement({"posture": "standing", "path": "round", "travels": True, "keys": keys}))


SHAPES = [
    ({"posture": "standing", "keys": [{}]}, "must say what bears"),
    ({**RAW["squat"], "home": 3}, "home is key 3, but there are 2 keys"),
    ({**RAW["squat"], "travels": True}, "only a movement with path: round can travel"),
]


@pytest.mark.parametrize(("raw", "words"), SHAPES)
def test_a_movement_that_makes_no_sense_is_refused(raw: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        movement(raw)
