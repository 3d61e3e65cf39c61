# SPDX-License-Identifier: Apache-2.0
"""Where the arms and hands are, and where they go, in words."""

from collections.abc import Callable
from typing import Final

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.arm import Arm, ArmState
from multifidus.movement.words.arm_tables import BENT_ARM, STRAIGHT_ARM
from multifidus.movement.words.facts import apart, other, split
from multifidus.movement.words.phrases import of_many, plural, thing
from multifidus.movement.words.posture import ON_FEET, ON_HANDS, SEATED, Scene

_BENT: Final = 50.0
_HANDS: Final = frozenset({"palm", "fingers", "wrist"})
_SILENT: Final = frozenset({"support", "prop", "hang"})


def arm_state(scene: Scene, side: str) -> ArmState:
    """Say where one arm is: touching the body, bearing on something, or held in the air."""
    arm = Arm(scene, side)
    touching = _touching(arm) or _supporting(arm)
    if touching is not None:
        return touching
    table = BENT_ARM if arm.bent >= _BENT else STRAIGHT_ARM
    return next(state for holds, state in table if holds(arm))


# --- on the body ---------------------------------------------------------------------------------

# target of a touching hand -> what the hand does, and what the place is called
_TOUCHED: Final[dict[str, tuple[str, str]]] = {
    "chest": ("rests on", "chest"),
    "head": ("rests on", "head"),
    "neck": ("rests on", "neck"),
    "upper-back": ("rests on", "upper back"),
    "ribs": ("rests on", "ribs"),
    "belly": ("rests on", "belly"),
    "waist": ("rests on", "waist"),
    "pelvis": ("rests on", "lower belly"),
    "hip": ("rests on", "hip"),
    "buttock": ("rests on", "buttock"),
    "thigh-top": ("rests on", "thigh"),
    "thigh": ("rests on", "thigh"),
    "knee": ("holds", "knee"),
    "calf": ("holds", "lower leg"),
    "shin": ("holds", "shin"),
    "ankle": ("holds", "ankle"),
    "heel": ("holds", "foot"),
    "forefoot": ("holds", "foot"),
    "toes": ("holds", "foot"),
    "shoulder": ("rests on", "shoulder"),
    "upper-arm": ("rests on", "upper arm"),
    "elbow": ("holds", "elbow"),
    "forearm": ("holds", "forearm"),
}
_BEHIND: Final = {
    "head": "behind the head",
    "neck": "behind the neck",
    "chest": "behind the back",
    "waist": "behind the small of the back",
    "belly": "behind the small of the back",
    "pelvis": "behind the small of the back",
}


def _together(arm: Arm) -> ArmState:
    """Hands that meet, and where."""
    ahead, _, up = arm.palm("chest")
    if up > 0.3:
        where = "above the head"
    elif ahead > 0.4:
        where = "stretched out in front"
    else:
        where = "in front of the chest" if up > -0.2 else "in front of the belly"
    return ArmState(
        f"together {where}", "hand", f"is together, {where}", f"comes together, {where}"
    )


def _touching(arm: Arm) -> ArmState | None:
    """Return where a hand touches the body, as the file says."""
    for part, target, where in arm.scene.touches:
        (side, name), (theirs, bare) = split(part), split(target)
        if name in _HANDS and bare in _HANDS:
            return _together(arm)
        if side == arm.side and name in _HANDS:
            return _on_body(arm, theirs, bare, where)
    return None


def _on_body(arm: Arm, theirs: str, bare: str, where: str) -> ArmState | None:
    if bare not in _TOUCHED:
        return None
    beneath = not where and float(arm.palm(bare)[0]) < -0.02 if bare in _BEHIND else False
    if (where in {"back", "under"} or beneath) and bare in _BEHIND:
        text = _BEHIND[bare]
        if arm.posture == "back":
            text = text.replace("behind the small", "under the small")
        return ArmState(f"{bare}-behind", "hand", f"is {text}", f"goes {text}")
    does, place = _TOUCHED[bare]
    if bare in {"thigh", "thigh-top"} and arm.posture == "back" and theirs:
        behind = float(
            (arm.scene.at(f"{arm.side}-palm") - arm.scene.at(f"{theirs}-{bare}"))
            @ arm.scene.axis(f"{theirs}-thigh", 0)
        )
        does, where = "holds", "under" if behind < -0.02 else where
    if bare == "hip" and where == "front":
        place = "front of the hip"
        return ArmState("hip-front", "hand", f"rests on the {place}", f"goes to the {place}")
    if where in {"back", "under"} and bare in {"thigh", "thigh-top", "calf"}:
        does, place = "holds", f"{place} from behind"
    reaches = "goes to" if does == "rests on" else "takes hold of"
    if not theirs:
        return ArmState(bare, "hand", f"{does} the {place}", f"{reaches} the {place}")
    opposite = "opposite " if theirs == other(arm.side) else ""
    named = f"the {arm.scene.called(theirs)} {place}"
    first, _, rest = place.partition(" from")
    many = f"the {opposite}{plural(first)}{' from' + rest if rest else ''}"
    return ArmState(
        f"{opposite}{bare}", "hand",
        f"{does} {named}", f"{reaches} {named}", f"{does} {many}", f"{reaches} {many}",
    )  # fmt: skip


# --- on the floor or on things -------------------------------------------------------------------


def _supporting(arm: Arm) -> ArmState | None:
    place = arm.scene.hand(arm.side)
    if place is None:
        return None
    flat = bool(place.parts & {"palm", "fingers"})
    part = "hand" if flat else "forearm" if len(place.parts) > 1 else "elbow"
    if "elbow" in place.parts and arm.posture == "front" and "chest" not in arm.scene.bears:
        part = "forearm"
    if place.surface == "floor":
        return next((say(arm) for holds, say in _ON_FLOOR if holds(arm, part)), None)
    where = thing(place.surface)
    if arm.posture in ON_HANDS:
        return ArmState("support", part, f"bears on {where}", f"goes back to {where}")
    does = "holds" if place.surface == "handlebar" else "rests on"
    if place.surface == "wall" and arm.posture in ON_FEET:
        where += f" {_level(arm)}"
    return ArmState(f"on {place.surface}", part, f"{does} {where}", f"goes to {where}")


def _support(arm: Arm) -> ArmState:
    _ = arm
    return ArmState("support", "hand", "bears on the floor", "goes back down to the floor")


def _prop(arm: Arm) -> ArmState:
    _ = arm
    return ArmState("prop", "forearm", "bears on the floor", "bears on the floor")


def _press(arm: Arm) -> ArmState:
    along = float(arm.palm(f"{arm.side}-shoulder")[2])
    beside = "head" if along > 0.12 else "shoulder" if along > -0.14 else "chest"
    text = f"flat on the floor beside the {beside}"
    return ArmState("press", "hand", f"is {text}", f"goes {text}")


def _in_front(arm: Arm) -> ArmState:
    _ = arm
    text = "the floor in front of the chest"
    return ArmState("ahead", "hand", f"rests on {text}", f"goes to {text}")


def _behind(arm: Arm) -> ArmState:
    text = "the floor" if arm.palm("chest")[0] > 0.12 else "the floor behind the hips"
    return ArmState("behind", "hand", f"rests on {text}", f"goes to {text}")


_ON_FLOOR: Final[tuple[tuple[Callable[[Arm, str], bool], Callable[[Arm], ArmState]], ...]] = (
    (lambda arm, _: arm.posture in (*ON_HANDS, "side-plank"), _support),
    (lambda arm, part: arm.posture == "front" and part == "forearm", _prop),
    (
        lambda arm, part: arm.posture == "front" and part == "hand" and arm.scene.lean > 15
        and arm.scene.on_back() is None,
        _support,
    ),
    (lambda arm, part: arm.posture == "front" and part == "hand" and arm.bent > _BENT, _press),
    (
        lambda arm, _: arm.posture == "side" and arm.bottom and arm.scene.lean > 8
        and arm.scene.place(arm.side, ("elbow",)) is not None,
        _prop,
    ),
    (
        lambda arm, part: arm.posture == "side" and part == "hand" and not arm.bottom
        and arm.palm("chest")[0] > 0.12,
        _in_front,
    ),
    (lambda arm, _: arm.posture in SEATED, _behind),
)  # fmt: skip


def _level(arm: Arm) -> str:
    """Say how high a hand on a wall is, against the person's own body."""
    height = float(arm.scene.at(f"{arm.side}-palm")[2])
    shoulder, hip = float(arm.scene.shoulders[2]), float(arm.scene.hips[2])
    if height > shoulder + 0.30:
        return "above head height"
    steps = ((0.85, "at shoulder height"), (0.5, "at chest height"), (0.1, "at waist height"))
    part = (height - hip) / max(shoulder - hip, 0.05)
    return next((words for least, words in steps if part > least), "at hip height")


# --- clauses ---------------------------------------------------------------------------------------


def arms_at_start(scene: Scene, *, hanging_told: bool) -> list[str]:
    """Say where the arms are: one clause for both where alike, or one for each.

    Parameters
    ----------
    scene : Scene
    hanging_told : bool
        Say it also where the arms just hang, because they move later.
    """
    states = {side: arm_state(scene, side) for side in SIDES}
    silent = _SILENT - {"hang"} if hanging_told else _SILENT
    told = {side: state for side, state in states.items() if state.kind not in silent}
    pair = _pair(list(told.values()), going=False)
    if pair:
        return [pair]
    return [
        f"the {scene.called(side)} {states[side].part} {states[side].resting()}"
        for side in scene.ordered(lambda side: states[side].kind)
        if side in told
    ]


def _pair(states: list[ArmState], *, going: bool) -> str:
    """Say what both arms do where it is alike, or both hands on one place; nothing otherwise."""
    if len(states) < 2 or states[0].part != states[1].part:
        return ""
    one, two = states
    words = one.going(many=True) if going else one.resting(many=True)
    if one.kind == two.kind and one.resting(many=True) == two.resting(many=True):
        return f"the {plural(one.part)} {words}"
    if one.rests == two.rests:
        return f"both {plural(one.part)} {of_many(one.goes if going else one.rests)}"
    return ""


def arm_moves(before: Scene, after: Scene) -> list[tuple[float, str]]:
    """Return the size in degrees and the clause of what each arm does."""
    moves = {side: move for side in SIDES if (move := _arm_move(before, after, side))}
    pair = _pair([state for _, state in moves.values()], going=True)
    if pair:
        return [(max(size for size, _ in moves.values()), pair)]
    return [
        (moves[side][0], f"the {after.called(side)} {moves[side][1].part} {moves[side][1].going()}")
        for side in after.ordered(lambda side: moves[side][1].kind if side in moves else "")
        if side in moves
    ]


def _stays(before: Scene, after: Scene, side: str) -> bool:
    """Whether a hand stays where it bears, or on the same place of the body."""
    old, new = before.hand(side), after.hand(side)
    if old and new and old.surface == new.surface:
        return True
    return bool(_held(before, side)) and _held(before, side) == _held(after, side)


def _held(scene: Scene, side: str) -> set[tuple[str, str, str]]:
    """Return what this hand touches on the body."""
    return {row for row in scene.touches if split(row[0])[0] == side and split(row[0])[1] in _HANDS}


def _arm_move(before: Scene, after: Scene, side: str) -> tuple[float, ArmState] | None:
    """Return how far an arm has moved against the trunk, in degrees, and where it is now."""
    if _stays(before, after, side):
        return None
    old, new = arm_state(before, side), arm_state(after, side)
    turned = apart(Arm(before, side).upper, Arm(after, side).upper)
    bent = abs(Arm(after, side).bent - Arm(before, side).bent)
    size = max(turned, 0.7 * bent)
    if after.posture == "side":
        size = max(size, apart(before.arm(side), after.arm(side)))
    room = max(apart(before.arm(side), after.arm(side)), bent)
    touched = {old.kind, new.kind} & {"support", "lifted"} or _held(after, side)
    if _held(before, side) and not _held(after, side) and not after.hand(side) and size < 30:
        return 15.0, ArmState("free", "hand", "is free", "lets go")
    if old.kind == new.kind and min(size, room) < 30:
        return _lifted(before, after, side)
    if size < 14 and not touched:
        return None
    return max(size, 12.0), new


def _lifted(before: Scene, after: Scene, side: str) -> tuple[float, ArmState] | None:
    """Describe an arm that leaves the floor a little, lying down."""
    rise = float((after.at(f"{side}-palm") - before.at(f"{side}-palm"))[2])
    low = before.lowest(f"{side}-fingers") < 0.04
    lands = rise < 0 and after.posture == "front" and not before.hand(side)
    free = lands or not after.hand(side)
    free = free and Arm(after, side).bent < _BENT and not _held(after, side)
    least = 0.025 if low or rise < 0 else 0.06
    if after.posture not in {"front", "back"} or abs(rise) < least or not free:
        return None
    up = "lifts off the floor" if low else "lifts a little more"
    text = up if rise > 0 else "goes back down a little"
    return 8 + 100 * abs(rise), ArmState(f"lift {rise > 0}", "arm", text, text)
