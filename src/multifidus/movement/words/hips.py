# SPDX-License-Identifier: Apache-2.0
"""What the hips do over what bears, and the arms that carry the body, in words."""

from collections.abc import Callable
from typing import Final

import numpy as np

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.arms import arm_state
from multifidus.movement.words.body import Body, Clause
from multifidus.movement.words.facts import LOWER_LEG, elevation, split
from multifidus.movement.words.phrases import distance, share, thing
from multifidus.movement.words.posture import LYING, ON_FEET, ON_HANDS, SEATED, Scene

_LOW: Final = (*LYING, *ON_HANDS, "side-plank", "floor-sitting")
_KNEES: Final = ("hands-knees", "kneeling")
_PRESS: Final = 18.0
_TO_HEELS: Final = -0.12


def hip_moves(body: Body) -> list[Clause]:
    """Say how the hips move: standing up, sitting down, rising, sinking, rocking, shifting."""
    old, new = body.before.posture, body.after.posture
    rules: tuple[tuple[bool, Callable[[Body], list[Clause]]], ...] = (
        (old in SEATED and new == "standing", _stands_up),
        (old == "standing" and new in SEATED, _sits_down),
        (old in ON_FEET and new in ON_FEET, _over_feet),
        (old in _KNEES and new in _KNEES and _rolled(body), _rolling),
        (old in _KNEES and new in _KNEES, _rocking),
        (old in _LOW and new in _LOW, _over_floor),
    )
    return next((say(body) for holds, say in rules if holds), [])


def _stands_up(body: Body) -> list[Clause]:
    seat = thing(body.before.on_seat() or "chair")
    end = " until it stands upright" if body.after.lean > 75 else ", still bent forward"
    return [(500.0, f"the body rises from {seat}{end}")]


def _sits_down(body: Body) -> list[Clause]:
    seat = thing(body.after.on_seat() or "chair")
    return [(500.0, f"the hips go back and down until they rest on {seat}")]


# --- lying, on hands, on a side ----------------------------------------------------------------------


def _in_line(scene: Scene) -> str:
    """Say what is in one line over the hips, or nothing."""
    legs = [
        side
        for side in SIDES
        if scene.foot(side) or scene.knee(side) or scene.place(side, LOWER_LEG)
    ]
    if scene.posture in {"side", "side-plank"}:
        if any(scene.foot_in_line(side) for side in SIDES):
            return "until the body is in one straight line from head to feet"
        knees = any(scene.knee_in_line(side) for side in SIDES)
        return "until shoulders, hips and knees are in line" if knees else ""
    knees = bool(legs) and all(scene.knee_in_line(side) for side in legs)
    if knees and any(f"{side}-knee" in scene.bears for side in SIDES):
        return "until shoulders, hips and knees are in line"
    if legs and all(scene.foot_in_line(side) for side in legs):
        return "until shoulders, hips and heels are in line"
    return "until knees, hips and shoulders are in line" if knees else ""


def _over_floor(body: Body) -> list[Clause]:
    before, after = body.before, body.after
    seats = [scene.on_seat() or scene.on_trunk(("pelvis",)) for scene in (before, after)]
    pressed = abs(body.elbows) > _PRESS and after.posture in ON_HANDS
    lifted = _knees_lift(body)
    least = 0.03 if any(seats) or lifted else 0.08
    if all(seats) or abs(body.rise) < least or pressed:
        return []
    size = 400 + 100 * abs(body.rise)
    if body.rise > 0:
        who = "the hips and knees" if lifted else "the hips"
        return [(size, f"{who} rise {_in_line(after) or distance(body.rise)}{_under(body)}")]
    sides = [after.bears[f"{side}-hip"] for side in SIDES if f"{side}-hip" in after.bears]
    down = seats[1] or next(iter(sides), None)
    if down:
        return [(size, f"the hips go down to {thing(down)}")]
    return [(size, f"the hips sink {_in_line(after) or distance(body.rise)}{_under(body)}")]


def _rolled(body: Body) -> bool:
    return float(np.linalg.norm(body.ball)) > 0.08


def _under(body: Body) -> str:
    """Say where a ball under the legs rolls."""
    if not _rolled(body) or body.after.posture != "plank":
        return ""
    ahead = float(body.ball @ body.before.trunk) > 0
    return f", the legs straight, the ball rolling {'towards' if ahead else 'away from'} the hands"


def _rolling(body: Body) -> list[Clause]:
    """Say how a kneeling body leans over its knees while the hands roll a ball."""
    if float(body.ball @ body.before.heading()) < 0:
        return [(450.0, "the arms pull the ball back and the body comes up over the knees")]
    line = all(body.after.knee_in_line(side) for side in SIDES)
    whole = ", in one line from shoulders to knees" if line else ""
    arms = {"palm", "fingers"} & {split(part)[1] for part in body.after.bears}
    on = "hands" if arms else "forearms"
    text = f"the body leans forward over the knees{whole}; the ball rolls away until the {on} rest on it"
    return [(450.0, text)]


def _knees_lift(body: Body) -> bool:
    down = all(body.before.knee(side) for side in SIDES)
    return body.after.posture in ON_HANDS and down and not any(map(body.after.knee, SIDES))


def _rocking(body: Body) -> list[Clause]:
    before, after = body.before, body.after
    kneel = [any(scene.knee(side) for side in SIDES) for scene in (before, after)]
    if kneel == [True, False]:
        height = min(after.lowest(f"{side}-knee") for side in SIDES)
        return [(400.0, f"both knees lift {distance(height)} off the floor")]
    if kneel == [False, True]:
        return [(400.0, "both knees go down to the floor")]
    shaped = abs(body.turned("lumbar-flexion", "thoracic-flexion")) > 11
    pressed = abs(body.elbows) > _PRESS and body.along > _TO_HEELS
    if pressed or abs(body.along) < (0.12 if shaped else 0.06):
        return []
    size = 300 + 100 * abs(body.along)
    if body.along > 0:
        return [(size, "the hips move forward")]
    end = "until they rest on the heels" if after.seat_to_heels() < 0.2 else "towards the heels"
    sunk = float((after.at("chest") - before.at("chest"))[2]) < -0.1
    chest = ", and the chest sinks towards the floor" if sunk else ""
    return [(size, f"the hips move back {end}{chest}")]


# --- on the feet -------------------------------------------------------------------------------------


def _over_feet(body: Body) -> list[Clause]:
    legs = body.anchored
    if not legs:
        return []
    if abs(body.rise) < 0.03:
        return _shifting(body)
    knees = {side: body.turned(f"{side}-knee-flexion") for side in legs}
    if max(abs(turn) for turn in knees.values()) < 8:
        return []
    return _straightening(body, legs) if body.rise > 0 else _bending(body, knees)


def _straightening(body: Body, legs: list[str]) -> list[Clause]:
    after = body.after
    bent = max(after.angle(f"{side}-knee-flexion") for side in legs)
    whose = "the legs straighten" if len(legs) == 2 else f"the {legs[0]} leg straightens"
    upright = after.posture == "standing" and bent < 20 and after.lean > 75
    end = " until it stands upright" if upright else ""
    return [(400 + 100 * body.rise, f"{whose} and the body rises{end}")]


def _bending(body: Body, knees: dict[str, float]) -> list[Clause]:
    before, after = body.before, body.after
    legs, size = list(knees), 400 - 100 * body.rise
    wall = after.on_back()
    if wall and before.on_back():
        return [(size, f"the back slides down {thing(wall)} {_depth(after, legs)}")]
    back = float((after.hips - before.hips) @ before.heading())
    steps = ((-0.05, "back and down"), (0.08, "straight down"))
    way = next((words for most, words in steps if back < most), "forward and down")
    sink = f"the hips go {way}"
    if len(legs) == 2 and min(knees.values()) > 12:
        alike = abs(knees["left"] - knees["right"]) < 25
        whose = "the knees bend" if alike else "both knees bend"
        return [(size, f"{whose} and {sink} {_depth(after, legs)}")]
    bent = max(legs, key=lambda side: knees[side])
    rest = ", the other leg staying straight" if len(legs) == 2 else ""
    return [(size, f"the {bent} knee bends and {sink} {_depth(after, [bent])}{rest}")]


def _depth(scene: Scene, legs: list[str]) -> str:
    """Say how low the hips are, by the slope of the thighs."""
    slopes = {side: elevation(scene.thigh(side)) for side in legs}
    front = max(legs, key=lambda side: float(scene.thigh(side) @ scene.heading()))
    if len(legs) == 2 and abs(slopes["left"] - slopes["right"]) < 20:
        named = "the thighs are"
    else:
        named = "the front thigh is" if len(legs) == 2 else "the thigh is"
    slope = slopes[front]
    if abs(slope) < 14:
        return f"until {named} about level"
    if slope > 0:
        return "until the hips are below the knees"
    return f"until {named} {share((slope + 90) / 90)} to level"


def _shifting(body: Body) -> list[Clause]:
    gap = body.after.hips - body.before.hips
    ahead, left = float(gap @ body.before.heading()), float(gap @ body.before.leftward())
    size = max(abs(ahead), abs(left))
    if size < 0.05:
        return []
    if abs(left) > abs(ahead):
        return [(120 + 100 * size, f"the weight shifts to the {'left' if left > 0 else 'right'}")]
    if abs(body.pitch[1] - body.pitch[0]) > 18:
        return []
    return [(120 + 100 * size, f"the hips move {'forward' if ahead > 0 else 'back'}")]


# --- arms that carry ---------------------------------------------------------------------------------


def press_moves(body: Body) -> list[Clause]:
    """Say how bearing arms bend or straighten and carry the chest."""
    bent = 0.0 if _rolled(body) else body.elbows
    carried = body.after.posture in ("front", *ON_HANDS)
    if body.after.posture in ON_FEET:
        moved = body.after.at("chest") - body.before.at("chest")
        carried = abs(float(moved @ body.before.heading())) > 0.06
    if not carried or abs(bent) < _PRESS or body.along < _TO_HEELS:
        return []
    if body.before.posture == "front" and body.after.posture == "front":
        return [(450.0, _prone_press(body))]
    place = body.after.hand("left")
    on = thing(place.surface if place else "floor")
    if bent < 0:
        return [(450.0, f"the elbows straighten and push the body away from {on}")]
    gap = body.after.lowest("chest")
    end = f" until the chest is {distance(gap)} above it" if on == "the floor" and gap < 0.3 else ""
    whole = all(body.after.knee_in_line(side) for side in SIDES)
    who = "the whole body in one piece" if whole else "the chest"
    return [(450.0, f"the elbows bend and bring {who} towards {on}{end}")]


def _prone_press(body: Body) -> str:
    if arm_state(body.after, "left").kind == "prop":
        return "the elbows come under the shoulders and the forearms prop up the chest"
    if body.elbows < 0:
        return "the arms straighten and lift the chest, the hips staying on the floor"
    return "the arms bend and the chest goes down to the floor"
