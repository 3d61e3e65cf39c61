# SPDX-License-Identifier: Apache-2.0
"""The words of a movement: usable by someone who cannot see the figure."""

import re
from functools import lru_cache

import pytest
import yaml

from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.movement import HeldItem, Movement
from multifidus.knowledge.schema import Exercise
from multifidus.knowledge.schema import Test as Measure
from multifidus.movement.describe import describe, title
from multifidus.movement.mirror import mirrored
from multifidus.movement.motion import solved
from multifidus.movement.words.phrases import (
    bend,
    count,
    distance,
    joined,
    listed,
    of_many,
    plural,
    seconds,
    sentence,
    share,
    thing,
)

MOVEMENTS = yaml.safe_load(
    """
bridge:
  posture: supine
  keys:
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}, shoulders: {abduction: 20}, forearms: {pronation: 60}}
      bears: {floor: [feet, buttocks, back, head, arms]}
    - joints: {hips: {flexion: 0}, knees: {flexion: 90}, lumbar: {flexion: 0}}
      bears: {floor: [feet, upper-back, head, arms]}
squat:
  posture: standing
  keys:
    - joints: {hips: {flexion: 0, external-rotation: 10}, knees: {flexion: 2}, shoulders: {flexion: 10}}
      bears: {floor: [feet]}
    - joints: {hips: {flexion: 80, abduction: 10}, knees: {flexion: 90}, ankles: {dorsiflexion: 20}, shoulders: {flexion: 85}, elbows: {flexion: 5}}
hinge:
  posture: standing
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 8}, lumbar: {flexion: 0}}
      bears: {floor: [feet]}
    - joints: {hips: {flexion: 62}, knees: {flexion: 15}, ankles: {plantarflexion: 3}, lumbar: {flexion: 0}}
bird-dog:
  posture: quadruped
  works: right
  keys:
    - joints: {hips: {flexion: 90}, knees: {flexion: 90}, shoulders: {flexion: 90}, elbows: {flexion: 3}, wrists: {extension: 85}, forearms: {pronation: 85}, ankles: {plantarflexion: 30}, lumbar: {flexion: 0}}
      bears: {floor: [hands, knees, toes]}
    - joints: {right-hip: {flexion: 0}, right-knee: {flexion: 5}, left-shoulder: {flexion: 175}, left-wrist: {extension: 0}}
      bears: {floor: [right-hand, left-knee, left-toes]}
cat:
  posture: quadruped
  keys:
    - joints: {hips: {flexion: 90}, knees: {flexion: 90}, shoulders: {flexion: 90}, elbows: {flexion: 3}, wrists: {extension: 85}, forearms: {pronation: 85}, ankles: {plantarflexion: 30}, lumbar: {flexion: 0}, thoracic: {flexion: 0}}
      bears: {floor: [hands, knees, toes]}
    - joints: {lumbar: {flexion: 20}, thoracic: {flexion: 15}, neck: {flexion: 20}, hips: {flexion: 78}, shoulders: {flexion: 80}}
plank:
  posture: prone
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}, shoulders: {flexion: 90}, elbows: {flexion: 90}, ankles: {dorsiflexion: 5}, toes: {extension: 50}, forearms: {pronation: 60}}
      bears: {floor: [lower-arms, tiptoes]}
stand-up:
  posture: sitting
  props: [{id: chair}]
  keys:
    - joints: {hips: {flexion: 85}, knees: {flexion: 90}}
      bears: {chair: [seat], floor: [feet]}
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}, shoulders: {flexion: 5}}
      bears: {floor: [feet]}
knee-extension:
  posture: sitting
  works: left
  props: [{id: chair}]
  keys:
    - joints: {hips: {flexion: 85}, knees: {flexion: 90}, lumbar: {flexion: 0}}
      bears: {chair: [seat], floor: [feet]}
    - joints: {left-knee: {flexion: 5}}
      bears: {chair: [seat], floor: [right-foot]}
side-plank:
  posture: side-lying-right
  works: right
  keys:
    - joints: {right-shoulder: {abduction: 70}, right-elbow: {flexion: 90}, hips: {flexion: 0}, knees: {flexion: 0}, left-shoulder: {abduction: 0}}
      bears: {floor: [right-lower-arm, right-hip, right-ankle]}
      touch: {left-hand: left-hip-outer}
    - joints: {right-shoulder: {abduction: 90}}
      bears: {floor: [right-lower-arm, right-ankle]}
clam:
  posture: side-lying-right
  works: left
  props: [{id: side-cushion, at: [-0.75, 0, 0]}]
  keys:
    - joints: {hips: {flexion: 45, abduction: 0, external-rotation: 0}, knees: {flexion: 90}, right-shoulder: {flexion: 60}, right-elbow: {flexion: 100}, left-shoulder: {flexion: 40, abduction: 0}, left-elbow: {flexion: 60}, left-forearm: {pronation: 80}}
      bears: {floor: [right-hip, right-shoulder, right-knee, right-ankle, right-elbow, left-palm], side-cushion: [head]}
      touch: {left-ankle: right-ankle, left-knee: right-knee}
    - joints: {left-hip: {abduction: 25, external-rotation: 35}}
      touch: {left-ankle: right-ankle}
leg-raise:
  posture: supine
  works: right
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}, lumbar: {flexion: 0}}
      bears: {floor: [heels, buttocks, back, head, arms]}
    - joints: {right-hip: {flexion: 45}}
      bears: {floor: [left-heel, buttocks, back, head, arms]}
knee-to-chest:
  posture: supine
  works: left
  keys:
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}}
      bears: {floor: [feet, buttocks, back, head, arms]}
    - joints: {left-hip: {flexion: 115}, left-knee: {flexion: 120}}
      bears: {floor: [right-foot, buttocks, back, head]}
      touch: {left-hand: left-shin-front, right-hand: left-shin-front}
calves-on-chair:
  posture: supine
  props: [{id: chair, at: [0.55, 0, 0], turn: 180}]
  keys:
    - joints: {hips: {flexion: 90}, knees: {flexion: 90}, shoulders: {abduction: 40}}
      bears: {floor: [buttocks, back, head, arms], chair: [calves]}
half-kneeling:
  posture: kneeling
  works: right
  turn: {forward: 1}
  keys:
    - joints: {right-hip: {flexion: 0}, right-knee: {flexion: 90}, left-hip: {flexion: 90}, left-knee: {flexion: 90}, right-ankle: {plantarflexion: 30}}
      bears: {floor: [right-kneeling-shin, left-foot]}
      steadied: true
wall-sit:
  posture: standing
  props: [{id: wall, at: [-0.13, 0, 0]}]
  home: 2
  keys:
    - joints: {knees: {flexion: 12}, shoulders: {flexion: 0}}
      bears: {floor: [feet], wall: [buttocks, back]}
      slides: [buttocks, back]
    - joints: {hips: {flexion: 84}, knees: {flexion: 82}, ankles: {dorsiflexion: 2}}
      slides: [buttocks, back]
push-up:
  posture: prone
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}, lumbar: {flexion: 0}, shoulders: {flexion: 75}, elbows: {flexion: 3}, wrists: {extension: 75}, forearms: {pronation: 80}, ankles: {dorsiflexion: 10}, toes: {extension: 50}}
      bears: {floor: [hands, tiptoes]}
    - joints: {elbows: {flexion: 90}, shoulders: {flexion: 20, abduction: 45}}
child:
  posture: quadruped
  keys:
    - joints: {knees: {flexion: 92}, ankles: {plantarflexion: 57}, lumbar: {extension: 4}, shoulders: {flexion: 88}, elbows: {flexion: 3}, forearms: {pronation: 85}, wrists: {extension: 88}, hips: {flexion: 84, abduction: 12}}
      bears: {floor: [hands, knees, toes]}
    - joints: {hips: {flexion: 122, abduction: 15, external-rotation: 8}, knees: {flexion: 150}, lumbar: {flexion: 45}, thoracic: {flexion: 25}, shoulders: {flexion: 175, abduction: 15}, elbows: {flexion: 30}, wrists: {extension: 13}}
      bears: {floor: [hands, knees, toes, head]}
      slides: [hands, toes]
rocking:
  posture: supine
  path: round
  keys:
    - joints: {hips: {flexion: 50, abduction: 0, internal-rotation: 0}, knees: {flexion: 100}, lumbar: {left-rotation: 0}, thoracic: {left-rotation: 0}, shoulders: {abduction: 75}, elbows: {flexion: 10}}
      turn: {}
      bears: {floor: [feet, buttocks, back, upper-back, head, arms]}
      touch: {left-knee: right-knee}
    - joints: {left-hip: {adduction: 5, internal-rotation: 20}, right-hip: {abduction: 5, external-rotation: 20}, lumbar: {left-rotation: 8}, thoracic: {left-rotation: 10}}
      turn: {left: -18}
      bears: {floor: [feet, right-buttock, back, upper-back, head, arms]}
      slides: [feet, right-buttock]
open-book:
  posture: side-lying-right
  works: left
  props: [{id: side-cushion, at: [-0.75, 0, 0]}]
  keys:
    - joints: {hips: {flexion: 80, abduction: 0}, knees: {flexion: 90}, lumbar: {left-rotation: 0}, thoracic: {left-rotation: 0}, neck: {left-rotation: 0}, right-shoulder: {flexion: 45}, right-elbow: {flexion: 15}, left-shoulder: {flexion: 90, abduction: 0}, left-elbow: {flexion: 5}}
      bears: {floor: [right-hip, right-shoulder, right-knee, right-ankle], side-cushion: [head]}
      touch: {left-ankle: right-ankle, left-knee: right-knee, right-palm: left-knee}
    - joints: {lumbar: {left-rotation: 6}, thoracic: {left-rotation: 30}, neck: {left-rotation: 35}, left-shoulder: {flexion: 90, abduction: 90}}
      slides: [right-shoulder, head]
press-up:
  posture: prone
  keys:
    - joints: {hips: {flexion: 0, abduction: 5}, knees: {flexion: 0}, ankles: {plantarflexion: 55}, lumbar: {flexion: 0}, shoulders: {extension: 20, abduction: 25, internal-rotation: 0}, elbows: {flexion: 142}, forearms: {pronation: 85}, wrists: {extension: 55}}
      bears: {floor: [head, chest, belly, pelvis, thighs, toes, hands]}
    - joints: {hips: {extension: 6}, lumbar: {extension: 27}, thoracic: {extension: 14}, neck: {extension: 5}, shoulders: {flexion: 5, abduction: 12}, elbows: {flexion: 90}, wrists: {extension: 42}}
      bears: {floor: [hands, pelvis, thighs, toes]}
on-elbows:
  posture: prone
  keys:
    - joints: {hips: {flexion: 0, abduction: 5}, knees: {flexion: 0}, ankles: {plantarflexion: 55}, lumbar: {flexion: 0}, shoulders: {extension: 20, abduction: 25, internal-rotation: 0}, elbows: {flexion: 142}, forearms: {pronation: 85}, wrists: {extension: 55}}
      bears: {floor: [head, chest, belly, pelvis, thighs, toes, palms]}
    - joints: {lumbar: {extension: 20}, thoracic: {extension: 12}, neck: {extension: 5}, shoulders: {flexion: 65, abduction: 5}, elbows: {flexion: 90}, wrists: {extension: 0}}
      bears: {floor: [lower-arms, palms, pelvis, thighs, toes]}
      slides: [palms]
sit-up:
  posture: supine
  keys:
    - joints: {hips: {flexion: 50, abduction: 2}, knees: {flexion: 100}, lumbar: {flexion: 0}, shoulders: {flexion: 25, internal-rotation: 82}, elbows: {flexion: 102}}
      bears: {floor: [feet, buttocks, ribs, back, upper-back, head]}
    - joints: {lumbar: {flexion: 10}, thoracic: {flexion: 25}, neck: {flexion: 25}}
      bears: {floor: [feet, buttocks, ribs]}
    - joints: {hips: {flexion: 85}, lumbar: {flexion: 35}, thoracic: {flexion: 20}, neck: {flexion: 10}}
      turn: {forward: 60}
      bears: {floor: [feet, buttocks]}
      slides: [buttocks]
heel-raise:
  posture: standing
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}}
      bears: {floor: [feet]}
      steadied: true
    - joints: {ankles: {plantarflexion: 30}, toes: {extension: 40}}
      bears: {floor: [tiptoes]}
heel-slide:
  posture: supine
  works: right
  keys:
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}, lumbar: {flexion: 0}}
      bears: {floor: [feet, buttocks, back, head, arms]}
    - joints: {right-hip: {flexion: 8}, right-knee: {flexion: 15}}
      bears: {floor: [left-foot, right-heel, buttocks, back, head, arms]}
      slides: [right-heel]
lean-aside:
  posture: standing
  turn: {left-side: 25}
  keys:
    - joints: {left-hip: {adduction: 25}, right-hip: {abduction: 25}}
      bears: {floor: [feet]}
      steadied: true
    - joints: {hips: {abduction: 0}}
      turn: {}
lean-half:
  posture: standing
  turn: {forward: 45}
  keys:
    - joints: {hips: {flexion: 45}}
      bears: {floor: [feet]}
      steadied: true
    - joints: {hips: {flexion: 25}}
      turn: {forward: 25}
lean-level:
  posture: standing
  turn: {forward: 85}
  keys:
    - joints: {hips: {flexion: 85}, lumbar: {flexion: 0}}
      bears: {floor: [feet]}
      steadied: true
    - joints: {hips: {flexion: 0}}
      turn: {}
heels:
  posture: kneeling
  keys:
    - joints: {hips: {flexion: 65}, knees: {flexion: 155}, ankles: {plantarflexion: 50}}
      bears: {floor: [knees, shins]}
      steadied: true
side-hold:
  posture: side-lying-right
  keys:
    - joints: {right-shoulder: {abduction: 90}, right-elbow: {flexion: 90}, hips: {flexion: 0}, knees: {flexion: 0}, left-shoulder: {abduction: 0}}
      bears: {floor: [right-lower-arm, right-ankle]}
side-knees:
  posture: side-lying-right
  keys:
    - joints: {right-shoulder: {abduction: 90}, right-elbow: {flexion: 90}, hips: {flexion: 0}, knees: {flexion: 90}, left-shoulder: {abduction: 0}}
      bears: {floor: [right-lower-arm, right-knee]}
sit-down:
  posture: sitting
  props: [{id: chair}]
  home: 2
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}, shoulders: {flexion: 5}}
      bears: {floor: [feet]}
    - joints: {hips: {flexion: 85}, knees: {flexion: 90}}
      bears: {chair: [seat], floor: [feet]}
side-bend:
  posture: standing
  keys:
    - joints: {lumbar: {left-side-bend: 0}, thoracic: {left-side-bend: 0, left-rotation: 0}, neck: {left-rotation: 0}}
      bears: {floor: [feet]}
      steadied: true
    - joints: {lumbar: {left-side-bend: 15}, thoracic: {left-side-bend: 15}}
    - joints: {lumbar: {left-side-bend: 0}, thoracic: {left-side-bend: 0, right-rotation: 30}, neck: {right-rotation: 30}}
    - joints: {thoracic: {right-rotation: 0}, neck: {right-rotation: 0}}
step-out:
  posture: standing
  works: right
  keys:
    - joints: {hips: {flexion: 0, abduction: 0}, knees: {flexion: 3}}
      bears: {floor: [feet]}
      steadied: true
    - joints: {right-hip: {abduction: 30}, left-hip: {abduction: 5}}
      bears: {floor: [left-foot]}
    - joints: {right-hip: {flexion: 40, abduction: 0}, right-knee: {flexion: 5}}
      bears: {floor: [left-foot]}
    - joints: {right-hip: {extension: 15}}
    - joints: {right-hip: {flexion: 70}, right-knee: {flexion: 90}}
    - joints: {right-hip: {flexion: 0}, right-knee: {flexion: 110}}
tilt:
  posture: supine
  keys:
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}, lumbar: {flexion: 0}}
      bears: {floor: [feet, buttocks, back, head, arms]}
    - joints: {lumbar: {flexion: 12}, hips: {flexion: 38}}
    - joints: {lumbar: {extension: 6}, hips: {flexion: 50}}
hips-on:
  posture: supine
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 90}, lumbar: {flexion: 0}}
      bears: {floor: [feet, upper-back, head, arms]}
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}, shoulders: {abduction: 20}}
      bears: {floor: [feet, buttocks, back, head, arms]}
curl-down:
  posture: supine
  home: 3
  keys:
    - joints: {hips: {flexion: 85}, knees: {flexion: 100}, lumbar: {flexion: 35}, thoracic: {flexion: 20}}
      turn: {forward: 60}
      bears: {floor: [feet, buttocks]}
    - joints: {hips: {flexion: 60}, lumbar: {flexion: 20}}
      turn: {forward: 30}
    - joints: {hips: {flexion: 50}, lumbar: {flexion: 0}, thoracic: {flexion: 0}}
      turn: {}
      bears: {floor: [feet, buttocks, back, upper-back, head]}
tightening:
  posture: supine
  held: [{item: cushion, through: [left-knee, right-knee]}]
  keys:
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}}
      bears: {floor: [feet, buttocks, back, head, arms]}
    - joints: {}
"""
)
EXPECTED = {
    "bridge": [
        "Lying on the back, knees bent, feet flat on the floor.",
        "The arms rest beside the body.",
        "The hips rise until knees, hips and shoulders are in line.",
        "Come back the same way, over three seconds.",
    ],
    "squat": [
        "Standing, feet hip-width apart.",
        "The knees bend and the hips go back and down until the thighs are most of the way to level",
        "the arms reach forward to shoulder height",
    ],
    "hinge": [
        "The trunk bends forward from the hips, about halfway to level.",
        "The low back keeps its shape.",
    ],
    "bird-dog": [
        "On hands and knees, ",
        "knees under the hips.",
        "The right leg stretches straight back until it is level with the trunk",
        "the left arm reaches forward, level with the trunk",
        "Then the other side.",
    ],
    "cat": ["The whole back rounds upward, the head and the tailbone sinking."],
    "plank": [
        "On forearms and toes, the body in one straight line from head to heels.",
        "Hold this position for 30 seconds.",
    ],
    "stand-up": [
        "Sitting on a chair, feet flat on the floor.",
        "The body rises from the chair until it stands upright",
    ],
    "knee-extension": ["The left knee straightens until the leg is straight in front."],
    "side-plank": [
        "Lying on the right side, propped on the forearm, legs straight.",
        "The top hand rests on the top hip.",
        "The hips rise until the body is in one straight line from head to feet.",
    ],
    "clam": [
        "Lying on the right side, hips and knees bent.",
        "One leg rests on the other.",
        "The head rests on a ",
        "The top knee opens upward, the feet staying together.",
    ],
    "leg-raise": [
        "Lying on the back, legs straight.",
        "The right leg lifts straight, about halfway to upright.",
    ],
    "knee-to-chest": [
        "The left knee comes towards the chest",
        "both hands take hold of the left shin",
    ],
    "calves-on-chair": ["lower legs resting on a chair, hips and knees bent"],
    "half-kneeling": ["Kneeling on the right knee, the left foot flat in front."],
    "wall-sit": [
        "Standing with the back against a wall",
        "The back slides down the wall until the thighs are",
    ],
    "push-up": [
        "On hands and toes, the body in one straight line from head to heels.",
        "The elbows bend and bring the whole body in one piece towards the floor",
    ],
    "child": [
        "The hips move back until they rest on the heels, and the chest sinks towards the floor."
    ],
    "rocking": [
        "The arms rest out to the sides.",
        "The knees are together.",
        "Both knees sink to the right together.",
        "Then both knees come back up to the middle, over three seconds. Then begin again.",
    ],
    "open-book": [
        "The top arm is stretched forward, in front of the chest; the bottom hand holds the top knee",
        "the chest rolls open, away from the floor",
        "the head turns with it",
    ],
    "press-up": [
        "Lying on the front, legs straight.",
        "The hands are flat on the floor beside the ",
        "The arms straighten and lift the chest, the hips staying on the floor.",
    ],
    "on-elbows": ["The elbows come under the shoulders and the forearms prop up the chest."],
    "sit-up": [
        "The head and shoulders lift ",
        "Then the trunk rolls up, head and shoulders first, until it is upright.",
    ],
    "heel-raise": ["Both heels rise, the weight going onto the balls of the feet."],
    "heel-slide": [
        "The right heel slides away along the floor until the leg is ",
        "The hips and the low back stay still.",
    ],
    "lean-aside": ["the trunk leaning to the left", "the trunk comes upright again"],
    "lean-half": [
        "bent forward from the hips about halfway to level",
        "The trunk rises until it is only about a quarter of the way from upright to level.",
    ],
    "lean-level": [
        "bent forward from the hips until the trunk is about level",
        "The trunk comes upright.",
    ],
    "heels": ["Kneeling, the buttocks resting on the heels."],
    "side-hold": [
        "Propped sideways on the right forearm and foot, the body in one straight line from head to feet."
    ],
    "side-knees": [
        "Propped sideways on the right forearm and knee, shoulders, hips and knees in line."
    ],
    "sit-down": ["The hips go back and down until they rest on a chair."],
    "side-bend": [
        "The trunk bends to the left.",
        "Then the chest turns to the right; the trunk comes back to the middle; the head turns to the right.",
        "Then the chest turns back to the middle, and the head turns back to the middle.",
    ],
    "step-out": [
        "the right leg lifts straight out to the side",
        "Then the right leg lifts straight in front.",
        "Then the right leg moves straight back.",
        "Then the right knee lifts in front, most of the way to hip height.",
        "Then the right knee goes down again, staying bent.",
    ],
    "tilt": [
        "The pelvis rolls back and the low back moves down to the floor.",
        "Then the pelvis rolls forward and the low back rises a little from the floor.",
    ],
    "hips-on": [
        "Lying on the back, the hips lifted off the floor",
        "The hips go down to the floor.",
    ],
    "curl-down": [
        "the trunk leans back about halfway to the floor",
        "Then the trunk goes back down until the head and shoulders rest",
    ],
    "tightening": [
        "A cushion is between the knees.",
        "The knees press against the cushion; nothing moves that could be seen.",
        "Let go slowly.",
    ],
}
JARGON = [
    "flexion",
    "extension",
    "abduction",
    "adduction",
    "pronation",
    "supination",
    "dorsiflexion",
    "plantarflexion",
    "prone",
    "supine",
    "quadruped",
    "lateral",
    "medial",
    "anterior",
    "posterior",
    "proximal",
    "distal",
    "sagittal",
    "frontal",
    "lumbar",
    "thoracic",
    "cervical",
    "scapula",
    "pelvic",
    "degrees",
    "tiptoe",
    "forefoot",
    "key",
    "none",
    "left-",
]
BEARING = [
    "back",
    "front",
    "side",
    "hand",
    "forearm",
    "knee",
    "knees",
    "feet",
    "foot",
    "toes",
    "heel",
    "heels",
    "sitting",
    "standing",
    "leg",
    "legs",
    "hands",
    "lying",
    "kneeling",
    "propped",
    "forearms",
    "walk",
]


def movement(name: str) -> Movement:
    head = {"unit": "degrees", "source": ["MultifidusMovement"], "grade": "P"}
    return Movement.model_validate({**head, **MOVEMENTS[name]})


def catalogue() -> dict[str, Movement]:
    known = shipped()
    things: list[Exercise | Measure] = [*known.exercises.values(), *known.tests.values()]
    return {
        f"{type(one).__name__.lower()} {one.id}": one.movement for one in things if one.movement
    }


CATALOGUE = catalogue()


def words(one: Movement) -> str:
    each = one.works is not None
    return describe(solved(one), side_matters=each, hold_s=30, up_s=2, down_s=3)


@lru_cache(maxsize=512)
def words_of(name: str) -> str:
    return words(CATALOGUE[name] if name in CATALOGUE else movement(name))


def swapped(text: str) -> str:
    names = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
    return re.sub(r"\b([Ll]eft|[Rr]ight)\b(?! angle)", lambda hit: names[hit[0]], text)


# --- the main cases --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MOVEMENTS)
def test_the_main_cases_read_as_a_person_would_say_them(name: str) -> None:
    text = words_of(name)
    assert [phrase for phrase in EXPECTED[name] if phrase not in text] == [], text


def test_a_hold_without_seconds_and_a_movement_without_tempo() -> None:
    text = describe(solved(movement("plank")), side_matters=False)
    assert text.endswith("Stay in this position.")
    text = describe(solved(movement("bridge")), side_matters=False)
    assert text.endswith("are in line. Come back the same way.")


def test_the_authors_sentence_takes_the_place_of_the_made_one() -> None:
    one = movement("bridge")
    keys = (one.keys[0], one.keys[1].model_copy(update={"say": "Lift the hips as one piece"}))
    text = words(one.model_copy(update={"keys": keys}))
    assert "Lift the hips as one piece." in text
    assert "The hips rise" not in text


def test_the_authors_first_sentence_follows_the_starting_position_unless_it_tells_it() -> None:
    one = movement("bridge")

    def said(text: str) -> str:
        keys = (one.keys[0].model_copy(update={"say": text}), one.keys[1])
        return words(one.model_copy(update={"keys": keys}))

    assert said("Breathe out.").startswith("Lying on the back")
    assert "Breathe out." in said("Breathe out.")
    assert said("Lie on your back.").startswith("Lie on your back. The hips rise")


def test_a_round_closes_and_begins_again() -> None:
    one = movement("squat").model_copy(update={"path": "round"})
    assert "Then the legs straighten and the body rises until it stands upright" in words(one)
    assert words(one).endswith("Then begin again.")


def test_the_title_names_the_side_that_works() -> None:
    assert title("Bird dog") == "Bird dog"
    assert title("Bird dog", "left") == "Bird dog, left side"


HELD = {
    "Both hands hold a stick.": {"item": "stick", "through": ["left-hand", "right-hand"]},
    "The right hand holds a dumbbell.": {"item": "dumbbell", "through": ["right-palm"]},
    "A strap goes around the left foot, and both hands hold its ends.": {
        "item": "strap",
        "through": ["right-hand", "left-forefoot", "left-hand"],
    },
    "A strap goes around the left ankle, and the left hand holds it.": {
        "item": "strap",
        "through": ["left-hand", "left-ankle"],
    },
    "A stretch band is around both legs, just above the knees.": {
        "item": "band",
        "through": ["left-knee", "right-knee"],
    },
    "A stretch band is around both feet.": {
        "item": "band",
        "through": ["left-forefoot", "right-forefoot"],
    },
    "A stretch band is around both shins.": {
        "item": "band",
        "through": ["left-shin", "right-shin"],
    },
    "Both hands hold a stretch band that is tied at chest height on the left.": {
        "item": "band",
        "through": ["left-hand", "right-hand", [0.0, 1.5, 1.3]],
    },
    "Both hands hold a stretch band that is tied near the floor in front.": {
        "item": "band",
        "through": ["left-hand", "right-hand", [2.0, 0.1, 0.1]],
    },
    "A stretch band runs from the left ankle to a fixed point at hip height behind.": {
        "item": "band",
        "through": ["left-ankle", [-2.0, 0.0, 0.8]],
    },
    "A phone lies on the left shin.": {"item": "phone", "through": ["left-shin"]},
}


@pytest.mark.parametrize("text", HELD)
def test_what_is_held_is_told(text: str) -> None:
    one = movement("hinge").model_copy(update={"held": (HeldItem.model_validate(HELD[text]),)})
    assert text in words(one)


def test_alike_in_each_hand_is_told_once_and_a_measuring_tape_not_at_all() -> None:
    items = [{"item": "dumbbell", "through": [f"{side}-palm"]} for side in ("left", "right")]
    items.append({"item": "tape", "through": ["left-fingers", "left-toes"]})
    held = tuple(HeldItem.model_validate(item) for item in items)
    text = words(movement("hinge").model_copy(update={"held": held}))
    assert "Each hand holds a dumbbell." in text
    assert "tape" not in text


# --- every movement --------------------------------------------------------------------------------

EVERY = [*MOVEMENTS, *CATALOGUE]


@pytest.mark.parametrize("name", EVERY)
def test_sentences_are_whole(name: str) -> None:
    text = words_of(name)
    assert text.endswith(".")
    assert not re.search(r"  |\.\.|,\.|;\.| [,.;]|\{|\}|_|\d\.\d", text), text
    assert all(part[:1].isupper() for part in re.split(r"(?<=\.) ", text)), text
    assert max(len(part.split()) for part in re.split(r"[.;]", text)) < 40, text


@pytest.mark.parametrize("name", EVERY)
def test_what_bears_the_body_is_named(name: str) -> None:
    first = words_of(name).lower()[:200]
    assert any(re.search(rf"\b{word}\b", first) for word in BEARING), first


@pytest.mark.parametrize("name", EVERY)
def test_words_are_plain_and_allowed(name: str, knowledge: Knowledge) -> None:
    text = words_of(name).lower()
    found = [
        word
        for word in (*JARGON, *knowledge.words.never)
        if re.search(rf"\b{re.escape(word)}\b", text)
    ]
    assert found == [], text


@pytest.mark.parametrize("name", EVERY)
def test_the_other_side_is_told_with_left_and_right_changed_over(name: str) -> None:
    one = CATALOGUE[name] if name in CATALOGUE else movement(name)
    assert words(mirrored(one)) == swapped(words_of(name))


@pytest.mark.parametrize("name", MOVEMENTS)
def test_the_same_movement_has_the_same_words(name: str) -> None:
    assert words(movement(name)) == words_of(name)


# --- building blocks -------------------------------------------------------------------------------


def test_numbers_and_times() -> None:
    assert [count(n) for n in (0.5, 1, 1.5, 12, 13, 2.3)] == [
        "half a", "one", "one and a half", "twelve", "13", "2.3",
    ]  # fmt: skip
    assert [seconds(n) for n in (0.5, 1, 1.5, 30, 90, 1200)] == [
        "half a second", "one second", "one and a half seconds", "30 seconds", "90 seconds",
        "20 minutes",
    ]  # fmt: skip


def test_distances_bends_and_shares() -> None:
    assert [distance(m) for m in (0.01, -0.05, 0.1, 0.23)] == [
        "a finger's width", "a few centimetres", "about a hand's width", "about 25 centimetres",
    ]  # fmt: skip
    assert [bend(d) for d in (5, 90, 150)] == [
        "straight", "bent to a right angle", "bent as far as is comfortable",
    ]  # fmt: skip
    assert [share(part) for part in (0.1, 0.5, 1.0)] == [
        "a little of the way", "about halfway", "all the way",
    ]  # fmt: skip


def test_two_limbs_take_the_plural() -> None:
    assert of_many("lifts until it points straight up") == "lift until they point straight up"
    assert (
        of_many("is bent beside the body, the hand in front")
        == "are bent beside the body, the hands in front"
    )
    assert of_many("reaches towards the knee") == "reach towards the knees"
    assert plural("foot") == "feet"


def test_lists_and_sentences() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert joined(["the hips rise", "the arms lift"]) == "the hips rise, and the arms lift"
    assert joined(["one, two", "three"]) == "one, two; three"
    assert sentence(" the  hips rise. ") == "The hips rise."


def test_things_are_a_chair_first_and_the_chair_afterwards() -> None:
    assert (thing("chair", first=True), thing("chair")) == ("a chair", "the chair")
    assert thing("swiss-ball") == "the ball"
