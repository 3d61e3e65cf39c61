# SPDX-License-Identifier: Apache-2.0
"""The starting position in words: how the body lies or stands, the legs, the arms, the things."""

from collections.abc import Callable
from typing import Final

import numpy as np

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.arms import arms_at_start
from multifidus.movement.words.facts import LOWER_LEG, Place, elevation, other
from multifidus.movement.words.phrases import listed, share, thing
from multifidus.movement.words.posture import Posture, Scene, kneels
from multifidus.movement.words.stance import bearers, legs_at_start
from multifidus.movement.words.things import forehead_on_hands, things_at_start


def start(scene: Scene, *, hanging_told: bool) -> list[str]:
    """Say the starting position, one sentence each without its full stop.

    Parameters
    ----------
    scene : Scene
        The first key position.
    hanging_told : bool
        Say also that the arms hang, because they move later.
    """
    first = [*_POSTURES[scene.posture](scene), *legs_at_start(scene)]
    arms = [] if forehead_on_hands(scene) else arms_at_start(scene, hanging_told=hanging_told)
    return [", ".join(first), "; ".join(arms), *things_at_start(scene)]


def _on(surface: str, *, silent: tuple[str, ...] = ("floor",)) -> str:
    """Say on what, unless it goes without saying."""
    return "" if surface in silent else f" on {thing(surface, first=True)}"


# --- how an upright body leans -----------------------------------------------------------------------


def leaning(scene: Scene) -> list[str]:
    """Say how far an upright trunk leans, if it does."""
    if scene.lean > 75:
        return []
    ahead, left = float(scene.trunk @ scene.heading()), float(scene.trunk @ scene.leftward())
    if abs(left) > abs(ahead):
        return [f"the trunk leaning to the {'left' if left > 0 else 'right'}"]
    if ahead < 0:
        return [f"the trunk leaning back {'a little' if scene.lean > 60 else 'about halfway'}"]
    if scene.lean > 60:
        return ["the trunk leaning forward a little"]
    if scene.lean < 15:
        return ["bent forward from the hips until the trunk is about level"]
    return [f"bent forward from the hips {share((90 - scene.lean) / 90)} to level"]


def _way(scene: Scene) -> str:
    ahead, left = float(scene.trunk @ scene.heading()), float(scene.trunk @ scene.leftward())
    if abs(left) > abs(ahead):
        return "to the left" if left > 0 else "to the right"
    return "forward" if ahead > 0 else "back"


def _by_wall(scene: Scene) -> list[str]:
    """Say how the person stands to a wall in the room."""
    for surface in scene.motion.surfaces:
        if surface.name != "wall":
            continue
        way = surface.origin + scene.motion.keys.shift[scene.number, surface.prop] - scene.hips
        normal = surface.turn[:, int(np.argmin(surface.half))]
        normal = normal * np.sign(way @ normal)
        if float(normal @ scene.heading()) > 0.8:
            return ["facing a wall"]
        left = float(normal @ scene.leftward())
        if abs(left) > 0.8:
            return [f"side-on to a wall on the {'left' if left > 0 else 'right'}"]
    return []


# --- one posture each --------------------------------------------------------------------------------


def _standing(scene: Scene) -> list[str]:
    feet = {side: place for side in SIDES if (place := scene.foot(side))}
    on = {place.surface for place in feet.values()}
    words = "standing"
    if len(feet) == 1:
        side, place = next(iter(feet.items()))
        ball = "heel" not in place.parts
        words += f" on the ball of the {side} foot" if ball else f" on the {side} leg"
    if len(on) == 1:
        words += f"{',' if len(feet) == 1 and on != {'floor'} else ''}{_on(min(on))}"
    back = scene.on_back()
    if back:
        heels = (scene.at("left-heel") + scene.at("right-heel")) / 2
        ahead = float((heels - scene.at("upper-back")) @ scene.heading())
        step = [f"the feet {'a step' if ahead < 0.5 else 'a long step'} in front of it"]
        words = f"{words} with the back against {thing(back, first=True)}"
        return [words, *step] if ahead > 0.22 else [words]
    where = _by_wall(scene)
    if scene.lean < 84 and all(scene.foot_in_line(side) for side in SIDES):
        return [words, *where, f"the whole body leaning {_way(scene)} in one straight line"]
    return [words, *where, *leaning(scene)]


def _sitting(scene: Scene) -> list[str]:
    words = f"sitting{_on(scene.on_seat() or 'chair')}"
    back = scene.on_back()
    return [words, f"leaning against {thing(back)}"] if back else [words, *leaning(scene)]


def _floor_sitting(scene: Scene) -> list[str]:
    back = scene.on_back()
    if back:
        return ["sitting on the floor", f"the upper back against {thing(back, first=True)}"]
    return ["sitting on the floor", *leaning(scene)]


def _kneeling(scene: Scene) -> list[str]:
    if scene.seat_to_heels() < 0.22:
        bent = ["the trunk bent forward over the thighs"] if scene.lean < 38 else []
        return ["kneeling", "the buttocks resting on the heels", *bent]
    lean = leaning(scene)
    return ["kneeling", *lean] if lean else ["kneeling upright"]


def _half_kneeling(scene: Scene) -> list[str]:
    down = next(side for side in SIDES if kneels(scene, side))
    up = other(down)
    gap = scene.at(f"{up}-heel") - scene.at(f"{down}-knee")
    across = abs(float(gap @ scene.leftward())) > abs(float(gap @ scene.heading()))
    place = f"out to the {up}" if across else "in front"
    return [f"kneeling on the {down} knee", f"the {up} foot flat {place}", *leaning(scene)]


def _over_hands(scene: Scene) -> list[str]:
    out = [f"on {listed(bearers(scene))}"]
    hands = _raised([scene.hand(side) for side in SIDES])
    legs = _raised([scene.place(side, LOWER_LEG) for side in SIDES])
    feet = _raised([scene.foot(side) for side in SIDES])
    out += [f"the hands{_on(name)}" for name in hands]
    out += [f"the lower legs{_on(name)}" for name in legs] or [
        f"the feet{_on(name)}" for name in feet
    ]
    if all(scene.foot_in_line(side) for side in SIDES):
        return [*out, "the body in one straight line from head to heels"]
    if scene.posture == "hands-knees" and all(scene.knee_in_line(side) for side in SIDES):
        return [*out, "the body in one line from shoulders to knees"]
    return [*out, *_stacked(scene)]


def _raised(places: list[Place | None]) -> list[str]:
    return sorted({place.surface for place in places if place} - {"floor"})[:1]


def _stacked(scene: Scene) -> list[str]:
    """Say that hands are under shoulders and knees under hips, where they are."""
    hands = [place for side in SIDES if (place := scene.hand(side))]
    parts = []
    if len(hands) == 2 and all(abs(elevation(scene.arm(side))) > 72 for side in SIDES):
        flat = any(place.parts & {"palm", "fingers"} for place in hands)
        parts.append(f"{'hands' if flat else 'elbows'} under the shoulders")
    if all(elevation(scene.thigh(side)) < -70 for side in SIDES):
        parts.append("knees under the hips")
    out = [listed(parts)] if parts else []
    if scene.posture == "hands-knees" and not any(scene.knee(side) for side in SIDES):
        out.append("the knees just off the floor")
    return out


def _side_plank(scene: Scene) -> list[str]:
    side = scene.down_side or "right"
    parts = []
    if scene.hand(side):
        parts.append("forearm" if scene.place(side, ("elbow",)) else "hand")
    if scene.knee(side):
        parts.append("knee")
    elif scene.foot(side) or scene.place(side, LOWER_LEG):
        parts.append("foot")
    out = [f"propped sideways on the {side} {listed(parts)}"]
    top = scene.foot(other(side)) or scene.place(other(side), ("knee", *LOWER_LEG))
    if top and top.surface != "floor":
        out.append(f"the top leg{_on(top.surface)}")
    if scene.foot_in_line(other(side)):
        return [*out, "the body in one straight line from head to feet"]
    return [*out, "shoulders, hips and knees in line"] if scene.knee_in_line(other(side)) else out


def _front(scene: Scene) -> list[str]:
    on = scene.on_trunk() or scene.on_seat() or "floor"
    words = f"lying on the front{_on(on)}"
    props = [place for side in SIDES if (place := scene.hand(side)) and place.surface == "floor"]
    if len(props) == 2 and scene.lean > 12 and "chest" not in scene.bears:
        low = all("elbow" in place.parts for place in props)
        return [words, f"the chest propped up on the {'forearms' if low else 'hands'}"]
    if on == "floor" or "chest" in scene.bears:
        return [words]
    if all(scene.knee_in_line(side) for side in SIDES):
        return [words, "the body in one straight line"]
    return [words, "the upper body hanging down"] if scene.lean < -12 else [words]


def _back(scene: Scene) -> list[str]:
    on = scene.on_back() or scene.on_trunk() or scene.on_seat() or "floor"
    seat = scene.on_seat() or scene.on_trunk(("pelvis",))
    if on not in {"floor", "bed"} and seat in {None, "floor"}:
        line = all(scene.knee_in_line(side) for side in SIDES)
        up = ["the hips up, in line with shoulders and knees"] if line else []
        return [f"the upper back on {thing(on, first=True)}", *up]
    words = f"lying on the back{_on(on)}"
    return [words] if seat else [words, "the hips lifted off the floor"]


def _side(scene: Scene) -> list[str]:
    side = scene.down_side or "right"
    on = next(
        (scene.bears[part] for part in (f"{side}-hip", "pelvis") if part in scene.bears), "floor"
    )
    words = f"lying on the {side} side{_on(on)}"
    propped = scene.place(side, ("elbow",)) and scene.lean > 8
    if propped and f"{side}-shoulder" not in scene.bears:
        return [words, "propped on the forearm"]
    return [words]


_POSTURES: Final[dict[Posture, Callable[[Scene], list[str]]]] = {
    "standing": _standing,
    "sitting": _sitting,
    "floor-sitting": _floor_sitting,
    "kneeling": _kneeling,
    "half-kneeling": _half_kneeling,
    "hands-knees": _over_hands,
    "plank": _over_hands,
    "side-plank": _side_plank,
    "front": _front,
    "back": _back,
    "side": _side,
}
