# SPDX-License-Identifier: Apache-2.0
"""What the trunk, the spine and the head do between two key positions, in words."""

from typing import Final

import numpy as np

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.body import Body, Clause
from multifidus.movement.words.facts import elevation
from multifidus.movement.words.leg import Leg
from multifidus.movement.words.phrases import distance, share
from multifidus.movement.words.posture import LYING, ON_FEET, SEATED, Scene

_ROTATIONS: Final = ("lumbar-rotation", "thoracic-rotation")
_BENDS: Final = ("lumbar-side-bend", "thoracic-side-bend")
_FLEXIONS: Final = ("lumbar-flexion", "thoracic-flexion")
_PRESS: Final = 18.0


def trunk_moves(body: Body) -> list[Clause]:
    """Say how the trunk tips, curls, rounds, bends and turns, and how the head goes."""
    rules = (_tipping, _curling, _lifting, _shaping, _tilting, _bending, _hitching, _rolling)
    out = [clause for rule in rules for clause in rule(body)]
    return [*out, *_turning(body, rolled=any("knees" in text for _, text in out)), *_head(body)]


def _left(value: float) -> str:
    return "left" if value > 0 else "right"


# --- upright -------------------------------------------------------------------------------------------


def _tipping(body: Body) -> list[Clause]:
    upright = (*ON_FEET, *SEATED)
    if body.before.posture not in upright or body.after.posture not in upright:
        return []
    (was, now), (left_was, left_now) = body.pitch, body.roll
    out: list[Clause] = []
    rising = body.before.posture in SEATED and body.after.posture == "standing" and now > was
    if abs(now - was) > 8 and not rising:
        out.append((2 * abs(now - was), _tip_words(body, was, now)))
    aside = left_now - left_was
    if abs(aside) > 8 and abs(body.turned(*_BENDS)) < 6:
        text = f"the trunk leans to the {_left(aside)}"
        out.append((2 * abs(aside), "the trunk comes upright again" if abs(left_now) < 5 else text))
    return out


def _tip_words(body: Body, was: float, now: float) -> str:
    turn, spine = now - was, body.turned(*_FLEXIONS)
    rounded = abs(spine) > 0.55 * abs(turn) and spine * turn > 0
    if turn > 0:
        how = "bends forward from the hips"
        if body.after.posture in SEATED:
            how = "leans forward from the hips"
        text = "the back rounds and the trunk bends forward" if rounded else f"the trunk {how}"
        return text + _tip_end(now) + _fingers(body.after)
    if abs(now) < 12 or now < 0 < was - 12:
        return "the trunk comes upright"
    if now > 0:
        return f"the trunk rises until it is only {share(now / 90)} from upright to level"
    far = "a little" if now > -30 else "about halfway to the floor"
    return f"the trunk {'rolls' if rounded else 'leans'} back {far}"


def _fingers(scene: Scene) -> str:
    """Say that free hands reach down, bent far forward."""
    free = not any(scene.hand(side) for side in SIDES) and not scene.touches
    low = min(scene.lowest(f"{side}-fingers") for side in SIDES)
    if scene.posture != "standing" or scene.lean > 40 or low > 0.4 or not free:
        return ""
    return ", the hands reaching down towards the floor"


def _tip_end(now: float) -> str:
    if now > 105:
        return " as far as is comfortable"
    return " until it is about level" if now > 76 else f", {share(now / 90)} to level"


def _bending(body: Body) -> list[Clause]:
    aside = body.turned(*_BENDS)
    if abs(aside) < 8 or body.wished(_BENDS) < 5 or body.after.posture in {"side", "side-plank"}:
        return []
    now = sum(body.after.angle(motion) for motion in _BENDS)
    text = f"the trunk bends to the {_left(aside)}"
    return [(2 * abs(aside), "the trunk comes back to the middle" if abs(now) < 5 else text)]


def _hitching(body: Body) -> list[Clause]:
    """Say that one side of the hips rises or sinks, standing."""
    if body.after.posture != "standing" or body.before.posture != "standing":
        return []
    tilt = elevation(body.after.axis("pelvis", 1)) - elevation(body.before.axis("pelvis", 1))
    if abs(tilt) < 4 or abs(body.roll[1] - body.roll[0]) > abs(tilt):
        return []
    free = [side for side in SIDES if not body.after.foot(side)]
    far = distance(0.35 * float(np.sin(np.radians(abs(tilt)))))
    if not free:
        return [(200 + abs(tilt), f"the {_left(tilt)} side of the hips rises {far}")]
    verb = "rises" if free[0] == _left(tilt) else "sinks"
    return [(200 + abs(tilt), f"the {free[0]} side of the hips {verb} {far}")]


# --- lying ---------------------------------------------------------------------------------------------


def _curling(body: Body) -> list[Clause]:
    """Say how the trunk curls up from lying on the back, or goes down again."""
    before, after = body.before, body.after
    lift = float((after.joint("thoracic-3") - before.joint("thoracic-3"))[2])
    seated = before.on_seat() and after.on_seat()
    nod = float((after.at("head") - before.at("head"))[2])
    lying = {before.posture, after.posture} <= {"back", "floor-sitting", "sitting"}
    if (
        not lying
        or "back" not in {before.posture, after.posture}
        or not seated
        or max(abs(lift), abs(nod)) < 0.02
    ):
        return []
    size = 300 + 100 * abs(lift)
    if lift < 0:
        if after.on_back():
            return [(size, "the trunk goes back down until the head and shoulders rest")]
        return [(size, f"the trunk leans back {share(1 - after.lean / 90)} to the floor")]
    if after.lean < 28:
        text = (
            f"the head and shoulders lift {distance(lift)} off the floor, the low back staying down"
        )
        return [(size, text)]
    end = "until it is upright" if after.lean > 62 else "about halfway to sitting"
    return [(size, f"the trunk rolls up, head and shoulders first, {end}")]


def _lifting(body: Body) -> list[Clause]:
    """Say how the chest lifts from lying on the front, without the arms."""
    before, after = body.before, body.after
    if before.posture != "front" or after.posture != "front" or abs(body.elbows) > _PRESS:
        return []
    turn, lift = after.lean - before.lean, float((after.at("chest") - before.at("chest"))[2])
    if abs(turn) < 3 and abs(lift) < 0.02:
        return []
    size = 300 + abs(turn)
    on = after.on_trunk() or after.on_seat()
    if on not in {None, "floor"}:
        line = any(after.foot_in_line(side) for side in SIDES)
        end = " until it is in line with the legs" if line else _slope(after.lean)
        how = "lifts" if turn > 0 else "bends forward from the hips and sinks"
        return [(size, f"the trunk {how}{end}")]
    if lift > 0:
        return [(size, f"the head and chest lift {distance(lift)} off the floor")]
    return [(size, "the head and chest go down")]


def _slope(lean: float) -> str:
    if abs(lean) < 15:
        return " until it is about level"
    return f", {share(-lean / 90)} from level to straight down" if lean < 0 else ""


def _rolling(body: Body) -> list[Clause]:
    """Say that both knees sink to one side, lying on the back."""
    before, after = body.before, body.after
    if before.posture != "back" or after.posture != "back":
        return []
    along, left = (
        after.hips - before.hips,
        np.array([0.0, float(np.sign(after.axis("pelvis", 1)[1])), 0.0]),
    )
    knees = [float((Leg(before, after, side).moved("knee") - along) @ left) for side in SIDES]
    if min(abs(knee) for knee in knees) < 0.10 or knees[0] * knees[1] < 0:
        return []
    now = float(np.mean([(after.at(f"{side}-knee") - after.hips) @ left for side in SIDES]))
    if abs(now) < 0.06:
        return [(350.0, "both knees come back up to the middle")]
    return [(350.0, f"both knees sink to the {_left(now)} together")]


# --- the spine -------------------------------------------------------------------------------------------


def _shaping(body: Body) -> list[Clause]:
    """Say how the back rounds and hollows on hands and knees."""
    if body.before.posture != "hands-knees" or body.after.posture != "hands-knees":
        return []
    both = body.turned(*_FLEXIONS)
    if abs(both) < 11 or abs(body.along) > 0.12:
        return []
    return [(250 + abs(both), _shape(body.after))]


def _shape(scene: Scene) -> str:
    now = sum(scene.angle(motion) for motion in _FLEXIONS)
    if now > 9:
        return "the whole back rounds upward, the head and the tailbone sinking"
    if now < -9:
        return "the back sinks into a soft hollow and the chest comes forward"
    return "the back returns to its natural shape"


def _tilting(body: Body) -> list[Clause]:
    """Say that the pelvis rolls while the rest stays."""
    posture = body.after.posture
    low, high = body.turned("lumbar-flexion"), body.turned("thoracic-flexion")
    tipped = abs(body.pitch[1] - body.pitch[0]) > 8 and posture != "back"
    legs = max(Leg(body.before, body.after, side).size for side in SIDES)
    if abs(low) < 4.5 or abs(high) > 12 or tipped or legs > 22:
        return []
    if body.wished(("lumbar-flexion",)) < 3:
        return []
    if posture == "back" and body.before.posture == "back":
        text = (
            "the pelvis rolls back and the low back moves down to the floor"
            if low > 0
            else "the pelvis rolls forward and the low back rises a little from the floor"
        )
    elif posture in (*ON_FEET, "sitting"):
        text = (
            "the tailbone tucks under and the low back flattens"
            if low > 0
            else "the pelvis tips forward and the low back hollows a little"
        )
    else:
        return []
    return [(150 + abs(low), text)]


def _turning(body: Body, *, rolled: bool) -> list[Clause]:
    """Say how the chest turns against the hips."""
    spin = body.turned(*_ROTATIONS)
    if abs(spin) < 9 or body.wished(_ROTATIONS) < 5:
        return []
    now = sum(body.after.angle(motion) for motion in _ROTATIONS)
    size = 2.5 * abs(spin)
    if body.after.posture == "side":
        opens = (spin > 0) == (body.after.down_side == "right")
        away = opens and abs(now) > 9
        more = " further" if abs(now - spin) > 9 else ""
        return [
            (
                size,
                f"the chest rolls open{more}, away from the floor"
                if away
                else "the chest rolls back to the side",
            )
        ]
    if body.after.posture == "back" and rolled:
        return [(size, "the shoulders stay on the floor")]
    middle = abs(now) < 6
    return [
        (
            size,
            "the chest turns back to the middle"
            if middle
            else f"the chest turns to the {_left(spin)}",
        )
    ]


def _head(body: Body) -> list[Clause]:
    out: list[Clause] = []
    spin, nod = body.turned("neck-rotation"), body.turned("neck-flexion")
    if abs(spin) > 12 and body.wished(("neck-rotation",)) > 8:
        middle = abs(body.after.angle("neck-rotation")) < 8
        text = (
            "the head turns back to the middle"
            if middle
            else f"the head turns to the {_left(spin)}"
        )
        if body.after.posture == "side":
            text = "the head turns with it"
        out.append((0.6 * abs(spin), text))
    if abs(nod) > 16 and body.wished(("neck-flexion",)) > 12 and body.after.posture in LYING:
        text = "the chin comes towards the chest" if nod > 0 else "the head goes back"
        out.append((0.5 * abs(nod), text))
    return out
