# SPDX-License-Identifier: Apache-2.0
"""What is under the head, held in the hands or worn on the legs, in words."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from multifidus.knowledge.movement import HeldItem
from multifidus.movement.words.facts import FOOT, split
from multifidus.movement.words.phrases import plural, thing
from multifidus.movement.words.posture import Scene

_HANDS: Final = ("hand", "palm", "fingers", "wrist", "arm")
_FEET: Final = ("foot", "ankle", *FOOT)
_LEGS: Final = ("knee", "thigh", "shin", "calf", "thigh-top")
_NAMES: Final = {"band": "stretch band", "tape": "measuring tape"}
_PLACE: Final = re.compile(r"-(front|back|inner|outer|top|under)$")
_ARM: Final = frozenset({"upper-arm", "forearm", "palm", "fingers", "wrist", "elbow"})
_ENDS: Final = frozenset({"ankle", "heel", "forefoot", "toes"})
SOLES: Final = frozenset({"heel", "forefoot"})
_KNEE: Final = frozenset({"knee"})
_HEAD: Final = frozenset({"head"})


def forehead_on_hands(scene: Scene) -> bool:
    """Whether the forehead of someone lying on the front rests on the hands or forearms."""
    return scene.posture == "front" and scene.touching(_HEAD, _ARM)


def feet_together(scene: Scene) -> bool:
    """Whether one foot touches the other."""
    return scene.touching(_ENDS, _ENDS)


def things_at_start(scene: Scene) -> list[str]:
    """Say which parts rest on other parts, what is under the head, what is held."""
    out: list[str] = []
    knees = scene.touching(_KNEE, _KNEE)
    if scene.posture == "side" and feet_together(scene):
        out.append("one leg rests on the other" if knees else "the feet are together")
    elif knees:
        out.append("the knees are together")
    elif scene.touching(SOLES, SOLES) and scene.posture in {"back", "floor-sitting"}:
        out.append("the soles of the feet are together")
    out += _under_head(scene)
    held = [text for item in scene.motion.movement.held for text in _held(scene, item)]
    return [*out, *_each_hand(held)]


def _each_hand(held: list[str]) -> list[str]:
    """Say once what each hand holds alike."""
    left = [text for text in held if text.startswith("the left hand holds a ")]
    for text in left:
        twin = text.replace("left", "right")
        if twin in held:
            rest = [one for one in held if one not in {text, twin}]
            return [text.replace("the left hand", "each hand"), *rest]
    return held


def _under_head(scene: Scene) -> list[str]:
    on = scene.bears.get("head")
    if on and on not in {"floor", "wall", scene.on_trunk()}:
        return [f"the head rests on {thing(on, first=True)}"]
    if forehead_on_hands(scene):
        return ["the forehead rests on the hands"]
    return ["the head rests on the arm"] if scene.touching(_HEAD, _ARM) else []


@dataclass(frozen=True, slots=True)
class _Item:
    """One held thing: its word and the parts of the body that it passes."""

    word: str
    hands: list[str]
    feet: list[str]
    legs: list[str]
    fixed: list[tuple[float, float, float]]

    @property
    def holders(self) -> str:
        """Who holds it, with the verb."""
        sides = {split(part)[0] for part in self.hands}
        return "both hands hold" if len(sides) == 2 else f"the {min(sides)} hand holds"


def _held(scene: Scene, held: HeldItem) -> list[str]:
    parts = [_PLACE.sub("", spot) for spot in held.through if isinstance(spot, str)]
    item = _Item(
        _NAMES.get(held.item, held.item),
        [part for part in parts if split(part)[1] in _HANDS],
        [part for part in parts if split(part)[1] in _FEET],
        [part for part in parts if split(part)[1] in _LEGS],
        [spot for spot in held.through if not isinstance(spot, str)],
    )
    if held.item == "tape" or not parts:
        return []
    if held.item == "phone":
        return [f"a phone lies on the {parts[0].replace('-', ' ')}"]
    text = _in_hands(scene, item) if item.hands else _on_legs(scene, item)
    return [text] if text else []


def _in_hands(scene: Scene, item: _Item) -> str:
    around = [*item.feet, *item.legs]
    if around:
        side, part = split(around[0])
        part = "foot" if part in {"forefoot", "heel", "toes"} else part.replace("-", " ")
        ends = "its ends" if len(item.hands) > 1 else "it"
        return f"a {item.word} goes around the {side} {part}, and {item.holders} {ends}"
    if item.fixed:
        return f"{item.holders} a {item.word} that is tied {_tied(scene, item.fixed[0])}"
    return f"{item.holders} a {item.word}"


def _on_legs(scene: Scene, item: _Item) -> str:
    parts = item.legs or item.feet
    if parts and item.fixed:
        place = parts[0].replace("-", " ")
        return f"a {item.word} runs from the {place} to a fixed point {_tied(scene, item.fixed[0])}"
    if len({split(part)[0] for part in parts}) < 2:
        return ""
    name = split(parts[0])[1]
    if item.word == "cushion":
        return f"a cushion is between the {plural(name)}"
    if name in {"knee", "thigh"}:
        return f"a {item.word} is around both legs, just above the knees"
    part = "feet" if name in FOOT else plural(name)
    return f"a {item.word} is around both {part}"


def _tied(scene: Scene, spot: tuple[float, float, float]) -> str:
    place = np.array(spot)
    gap = place - scene.hips
    steps = (
        (float(scene.at("head")[2]) + 0.1, "above head height"),
        (float(scene.hips[2]) + 0.15, "at chest height"),
        (0.5, "at hip height"),
    )
    level = next((words for least, words in steps if place[2] > least), "near the floor")
    left, ahead = float(gap @ scene.leftward()), float(gap @ scene.heading())
    if abs(left) > abs(ahead):
        return f"{level} on the {'left' if left > 0 else 'right'}"
    return f"{level} {'in front' if ahead > 0 else 'behind'}"
