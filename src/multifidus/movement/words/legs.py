# SPDX-License-Identifier: Apache-2.0
"""What the legs do between two key positions, in words.

A leg that bears at one place throughout is told with the hips; here are the steps, the slides, the
knees that fall out over a planted foot, and every leg that moves freely (`leg_rules.py`).
"""

import numpy as np

from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.facts import FOOT, other
from multifidus.movement.words.leg import Leg, LegMove
from multifidus.movement.words.leg_rules import foot_only, free_leg
from multifidus.movement.words.phrases import of_many, plural, thing
from multifidus.movement.words.posture import ON_FEET, ON_HANDS, Scene
from multifidus.movement.words.things import SOLES

_FALLS = 0.06
_TRAVELS = 0.05


def leg_moves(before: Scene, after: Scene) -> list[tuple[float, str]]:
    """Return the size and the clause of what each leg does, one clause for both where alike."""
    moves = {
        side: move for side in SIDES if (move := _leg_move(Leg(before, after, side))) is not None
    }
    most = max((move.size for move in moves.values()), default=0.0)
    moves = {side: move for side, move in moves.items() if move.size > min(30.0, most / 3)}
    if len({(move.part, move.words) for move in moves.values()}) == 1 and len(moves) == 2:
        move = moves["left"]
        size = max(one.size for one in moves.values())
        return [(size, f"both {plural(move.part)} {of_many(move.words)}")]
    order = after.ordered(lambda side: -round(moves[side].size) if side in moves else 0)
    return [
        (moves[side].size, f"the {after.called(side)} {moves[side].part} {moves[side].words}")
        for side in order
        if side in moves
    ]


def _leg_move(leg: Leg) -> LegMove | None:
    old, new = leg.before.foot(leg.side), leg.after.foot(leg.side)
    if (
        leg.after.posture in ON_HANDS
        and leg.before.on_ball(leg.side)
        and leg.after.on_ball(leg.side)
    ):
        return None
    if old and new and not leg.anchored:
        travelled = float(np.linalg.norm(leg.moved("forefoot")))
        fallen = _falls(leg)
        if fallen and 250 * travelled < fallen.size:
            return fallen
        if travelled > _TRAVELS:
            return _step(leg) if leg.after.posture in ON_FEET else _slide(leg, new.surface)
    if leg.anchored:
        knee = leg.after.bears.get(f"{leg.side}-knee", "floor")
        if knee != "floor" and f"{leg.side}-knee" not in leg.before.bears:
            return LegMove(100.0, "knee", f"touches {thing(knee)}")
        return _falls(leg) or _planted(leg)
    return free_leg(leg)


def _step(leg: Leg) -> LegMove:
    gap = leg.moved("ankle")
    ahead, left = float(gap @ leg.before.heading()), float(gap @ leg.before.leftward())
    new, old = leg.after.foot(leg.side), leg.before.foot(leg.side)
    onto = ""
    if new and old and new.surface != old.surface:
        onto = f" {'down' if new.surface == 'floor' else 'up'} onto {thing(new.surface)}"
    if abs(left) > abs(ahead):
        outward = (left > 0) == (leg.side == "left")
        way = "out to the side" if outward else "in towards the other foot"
    else:
        way = "forward" if ahead > 0 else "back"
    length = float(np.linalg.norm(gap))
    return LegMove(
        100 * length, "foot", f"{'takes a long step' if length > 0.55 else 'steps'} {way}{onto}"
    )


def _slide(leg: Leg, surface: str) -> LegMove | None:
    bent = leg.turned("knee-flexion")
    size, on = max(leg.size, 20.0), thing(surface)
    if surface == "swiss-ball":
        pulls = "pulls the ball towards the buttocks as the knee bends"
        pushes = "pushes the ball away as the knee straightens"
        return LegMove(size, "heel", pulls if bent > 0 else pushes) if abs(bent) > 25 else None
    if not any(f"{leg.side}-{part}" in leg.after.slides for part in FOOT):
        return LegMove(size, "foot", f"steps {'away from' if bent < 0 else 'towards'} the body")
    if leg.after.posture in ON_HANDS:
        way = "straight back" if bent < 0 else "forward again"
        return LegMove(size, "leg", f"slides {way}, the toes on the floor")
    if abs(bent) <= 8 and abs(leg.spins) > 12:
        foot, knee = ("outward", "in") if leg.spins > 0 else ("inward", "out")
        return LegMove(size, "foot", f"slides {foot} along {on}, the knee turning {knee}")
    if bent > -8:
        end = " towards the buttock" if bent > 8 else ""
        return LegMove(size, "heel", f"slides along {on}{end}")
    steps = ((15, "straight"), (40, "almost straight"))
    end = next((words for most, words in steps if leg.knee < most), "half straight")
    return LegMove(size, "heel", f"slides away along {on} until the leg is {end}")


def _falls(leg: Leg) -> LegMove | None:
    """Describe a bent knee that falls outward or inward over a planted foot."""
    if leg.after.posture not in {"back", "floor-sitting", "sitting"}:
        return None
    across = leg.outward(leg.moved("knee"))
    theirs = leg.outward(Leg(leg.before, leg.after, other(leg.side)).moved("knee"))
    together = theirs * across > 0 and abs(theirs) > _FALLS
    if abs(across) < _FALLS or together:
        return None
    now = leg.outward(leg.after.at(f"{leg.side}-knee") - leg.after.at(f"{leg.side}-hip"))
    if abs(now) < 0.08:
        text = "comes back up to the middle"
    else:
        text = "sinks out to the side" if across > 0 else "sinks inward"
    if leg.after.touching(SOLES, SOLES) and not leg.before.touching(SOLES, SOLES):
        text += ", soles together"
    return LegMove(250 * abs(across), "knee", text)


def _planted(leg: Leg) -> LegMove | None:
    """Describe a heel that rises or sinks over a planted forefoot, a foot over a resting heel."""
    old, new = leg.before.foot(leg.side), leg.after.foot(leg.side)
    standing = leg.after.posture == "standing"
    if not old or not new or not {"forefoot", "toes"} & new.parts:
        return None if standing else foot_only(leg)
    on_edge = new.surface == "step" and "heel" not in (old.parts | new.parts)
    changed = ("heel" in new.parts) != ("heel" in old.parts)
    if not (changed or on_edge) or abs(leg.turned("knee-flexion")) > 15:
        return None
    lift = float(leg.moved("heel")[2])
    if lift > 0.02:
        return LegMove(300 * lift, "heel", "rises, the weight going onto the ball of the foot")
    if lift < -0.02:
        edge = "below the edge of the step" if on_edge else "to the floor"
        return LegMove(-300 * lift, "heel", f"sinks {edge}")
    return None
