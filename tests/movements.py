# SPDX-License-Identifier: Apache-2.0
"""Movements for tests, written as an author would."""

from typing import Any

import yaml

from multifidus.knowledge.movement import Movement

_TEXT = """
bridge:
  posture: supine
  keys:
    - joints: {hips: {flexion: 50}, knees: {flexion: 100}, shoulders: {abduction: 25}}
      bears: {floor: [feet, buttocks, back, head, arms]}
    - joints: {hips: {flexion: 0}, knees: {flexion: 90}}
      bears: {floor: [feet, upper-back, head, arms]}
squat:
  posture: standing
  keys:
    - joints: {hips: {flexion: 0, external-rotation: 10}, knees: {flexion: 2}, shoulders: {flexion: 10}}
      bears: {floor: [feet]}
    - joints: {hips: {flexion: 80, abduction: 10}, knees: {flexion: 90}, ankles: {dorsiflexion: 20}, shoulders: {flexion: 85}}
bird-dog:
  posture: quadruped
  works: right
  keys:
    - joints: {hips: {flexion: 90}, knees: {flexion: 90}, shoulders: {flexion: 90}, elbows: {flexion: 3}, wrists: {extension: 85}, forearms: {pronation: 85}, ankles: {plantarflexion: 30}, neck: {extension: 5}}
      bears: {floor: [hands, knees, toes]}
    - joints: {right-hip: {flexion: 0}, right-knee: {flexion: 5}, left-shoulder: {flexion: 175}, left-wrist: {extension: 0}}
      bears: {floor: [right-hand, left-knee, left-toes]}
plank:
  posture: prone
  marks_hold: true
  keys:
    - joints: {hips: {flexion: 0}, knees: {flexion: 0}, shoulders: {flexion: 90}, elbows: {flexion: 90}, toes: {extension: 50}}
      bears: {floor: [lower-arms, tiptoes]}
chair:
  posture: sitting
  props: [{id: chair}]
  keys:
    - joints: {hips: {flexion: 85}, knees: {flexion: 90}}
      bears: {chair: [seat], floor: [feet]}
clamshell:
  posture: side-lying-right
  works: left
  second_view: above
  keys:
    - joints: {hips: {flexion: 45, abduction: 0, external-rotation: 0}, knees: {flexion: 90}, right-shoulder: {flexion: 150}, right-elbow: {flexion: 100}, left-shoulder: {flexion: 45}, left-elbow: {flexion: 60}}
      bears: {floor: [right-hip, right-shoulder, right-knee, right-ankle, left-hand]}
      touch: {left-ankle: right-ankle, left-knee: right-knee, head: right-forearm}
    - joints: {left-hip: {abduction: 25, external-rotation: 35}}
      touch: {left-ankle: right-ankle, head: right-forearm}
walk:
  posture: standing
  path: round
  travels: true
  turn: {}
  keys:
    - joints: {hips: {abduction: 0}, right-hip: {flexion: 28}, right-knee: {flexion: 4}, left-hip: {extension: 12}, left-knee: {flexion: 18}, left-toes: {extension: 25}}
      bears: {floor: [right-heel, left-tiptoe]}
      steadied: true
    - joints: {right-hip: {flexion: 8}, right-knee: {flexion: 8}, left-hip: {flexion: 20}, left-knee: {flexion: 58}, left-toes: {extension: 0}}
      bears: {floor: [right-foot]}
    - joints: {left-hip: {flexion: 28}, left-knee: {flexion: 4}, right-hip: {extension: 12}, right-knee: {flexion: 18}, right-toes: {extension: 25}}
      bears: {floor: [left-heel, right-tiptoe]}
    - joints: {left-hip: {flexion: 8}, left-knee: {flexion: 8}, right-hip: {flexion: 20}, right-knee: {flexion: 58}, right-toes: {extension: 0}}
      bears: {floor: [left-foot]}
"""

RAW: dict[str, dict[str, Any]] = yaml.safe_load(_TEXT)


def movement(raw: dict[str, Any]) -> Movement:
    """Read a movement as a knowledge file's block."""
    cited = {"unit": "degrees", "source": ["MultifidusMovement"], "grade": "P"}
    return Movement.model_validate({**cited, **raw})


def named(name: str) -> Movement:
    """Return one of the movements above."""
    return movement(RAW[name])
