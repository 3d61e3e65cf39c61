# SPDX-License-Identifier: Apache-2.0
"""What a free leg does, as tables of a condition and its words, one table for each posture.

The first row that holds is taken. A row without a part says nothing: the leg goes along with the
rest. The words follow the part: `the left knee` `comes towards the chest`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from multifidus.movement.words.facts import other
from multifidus.movement.words.leg import Leg, LegMove
from multifidus.movement.words.phrases import distance, share
from multifidus.movement.words.posture import Posture
from multifidus.movement.words.things import feet_together


@dataclass(frozen=True, slots=True)
class _Row:
    holds: Callable[[Leg], bool]
    part: str = ""
    words: str | Callable[[Leg], str] = ""
    least: float = 0.0

    def move(self, leg: Leg) -> LegMove | None:
        """Return the words for this leg; none where the row is silent."""
        if not self.part:
            return None
        text = self.words if isinstance(self.words, str) else self.words(leg)
        return LegMove(max(leg.size, self.least), self.part, text)


def free_leg(leg: Leg) -> LegMove | None:
    """Describe a leg that does not bear at one place throughout."""
    least = 3.0 if leg.after.posture == "front" else 7.0
    if leg.size < least and not leg.lands:
        if leg.leaves and 0.005 < leg.height < 0.15:
            return LegMove(15.0, "foot", f"lifts {leg.high} off the floor")
        return foot_only(leg)
    table = _TABLES.get(leg.after.posture, _UPRIGHT)
    row = next((row for row in table if row.holds(leg)), None)
    if row is not None:
        return row.move(leg)
    aside = next((row.move(leg) for row in _SIDEWAYS if row.holds(leg)), None)
    if aside is None:
        return foot_only(leg)
    size = max(abs(leg.opens), 0.7 * abs(leg.spins))
    return LegMove(size, aside.part, aside.words)


def foot_only(leg: Leg) -> LegMove | None:
    """Describe a foot that points or pulls up while the leg stays."""
    ankle = leg.turned("ankle-dorsiflexion")
    if ankle > 12:
        return LegMove(ankle, "foot", "pulls up towards the shin")
    return LegMove(-ankle, "foot", "points away") if ankle < -12 else None


def _fraction(leg: Leg) -> str:
    """Say how far up a straight leg is."""
    if leg.rise > 76:
        return "until it points straight up"
    return (
        f", {share(leg.rise / 90)} to upright"
        if leg.rise > 15
        else f", the foot {leg.high} off the floor"
    )


def _straightens(leg: Leg) -> str:
    if leg.rise > 76:
        return "straightens until the leg points straight up"
    return f"straightens until the leg is {share(leg.rise / 90)} to upright"


_SIDEWAYS: Final = (
    _Row(
        lambda leg: leg.knee > 40 and leg.opens > 7 and leg.opens > -0.5 * leg.spins,
        "knee", "opens out to the side",
    ),
    _Row(
        lambda leg: leg.knee > 40 and leg.opens < -7 and -leg.opens > 0.5 * abs(leg.spins),
        "knee", "comes in towards the middle",
    ),
    _Row(lambda leg: leg.knee > 40 and leg.spins > 12, "knee", "turns in"),
    _Row(lambda leg: leg.knee > 40 and leg.spins < -12, "knee", "turns out"),
    _Row(lambda leg: leg.opens > 7, "leg", "opens out to the side"),
    _Row(lambda leg: leg.opens < -7, "leg", "comes in towards the middle"),
    _Row(lambda leg: leg.spins > 12, "leg", "turns in"),
    _Row(lambda leg: leg.spins < -12, "leg", "turns out, the toes to the side"),
)  # fmt: skip


def _over_edge(leg: Leg) -> str:
    level = "below level" if leg.thigh < -8 else "about level"
    return f"sinks over the edge until the thigh is {level}, the knee loosely bent"


_BACK: Final = (
    _Row(lambda leg: leg.rides or (leg.crosses and abs(leg.bends) < 20)),
    _Row(lambda leg: leg.lifts < -15 and not leg.straight and leg.raised_bed, "leg", _over_edge),
    # straight throughout
    _Row(
        lambda leg: leg.straight and leg.was_straight and leg.rises > 6,
        "leg", lambda leg: f"lifts straight {_fraction(leg)}".replace(" ,", ","),
    ),
    _Row(
        lambda leg: leg.straight and leg.was_straight and leg.rises < -6
        and (leg.lands or leg.height < 0.02),
        "leg", "goes down straight to the floor",
    ),
    _Row(
        lambda leg: leg.straight and leg.was_straight and leg.rises < -6,
        "leg", lambda leg: f"goes down straight until the heel is {leg.high} above the floor",
    ),
    # straightening
    _Row(
        lambda leg: leg.straight and not leg.was_straight and (
            leg.lands or (leg.rise < 6 and leg.height < 0.03)
        ),
        "leg", "stretches out along the floor",
    ),
    _Row(
        lambda leg: leg.straight and not leg.was_straight and leg.beside
        and leg.after.foot(other(leg.side)) is not None,
        "knee", "straightens, the thighs side by side",
    ),
    _Row(
        lambda leg: leg.straight and not leg.was_straight and leg.rise < 28,
        "leg", lambda leg: f"stretches away, the heel {leg.high} above the floor",
    ),
    _Row(lambda leg: leg.straight and not leg.was_straight, "knee", _straightens),
    _Row(
        lambda leg: abs(leg.lifts) < 12 and leg.bends < -15,
        "knee", "straightens as far as is comfortable",
    ),
    # the bent leg lifts
    _Row(
        lambda leg: leg.lifts > 8 and leg.hip > 98 and leg.opens < -10,
        "knee", "comes towards the opposite shoulder",
    ),
    _Row(lambda leg: leg.lifts > 8 and leg.hip > 98, "knee", "comes towards the chest"),
    _Row(
        lambda leg: leg.hip > 85 and leg.knee > 60 and leg.opens < -7,
        "knee", "comes across the body towards the opposite shoulder",
    ),
    _Row(
        lambda leg: leg.lifts > 8 and leg.thigh > 55 and leg.knee > 60,
        "knee", "comes up above the hip, the lower leg level",
    ),
    _Row(
        lambda leg: leg.lifts > 8,
        "foot", lambda leg: f"lifts {leg.high} off the floor, the knee staying bent",
    ),
    # and goes down
    _Row(lambda leg: leg.lands, "foot", lambda leg: f"goes down to {leg.where}", 15.0),
    _Row(
        lambda leg: leg.lifts < -8 and leg.foot_rises < -0.03,
        "heel", lambda leg: f"sinks towards the floor, to {leg.high} above it, the knee staying bent",
    ),
    _Row(lambda leg: leg.bends > 15, "knee", "bends"),
)  # fmt: skip

_FRONT: Final = (
    _Row(lambda leg: leg.rides),
    _Row(lambda leg: leg.bends > 15, "heel", "comes towards the buttock"),
    _Row(lambda leg: leg.bends < -15, "leg", "goes down until it is straight"),
    _Row(
        lambda leg: leg.knee_rises > 0.015 and leg.straight,
        "leg", lambda leg: f"lifts straight, the foot {distance(leg.foot_rises)} higher",
    ),
    _Row(
        lambda leg: leg.knee_rises > 0.015,
        "leg", lambda leg: f"lifts, the knee bent, {distance(leg.knee_rises)} off the floor",
    ),
    _Row(lambda leg: leg.knee_rises < -0.015, "leg", "goes back down"),
)  # fmt: skip


def _stretched(leg: Leg) -> bool:
    return leg.knee < 38 and leg.hip < 38


def _stretches_back(leg: Leg) -> str:
    if leg.after.foot(leg.side):
        return "stretches straight back, the toes on the floor"
    if leg.level:
        return "stretches straight back until it is level with the trunk"
    return f"stretches straight back, the foot {leg.high} above the floor"


_HANDS: Final = (
    _Row(
        lambda leg: leg.opens > 14 and leg.opens > abs(leg.lifts) and leg.knee > 50,
        "knee", "lifts out to the side, staying bent",
    ),
    _Row(
        lambda leg: leg.lands and leg.after.knee(leg.side) is not None,
        "knee", "goes back down under the hip",
    ),
    _Row(lambda leg: _stretched(leg) and leg.bends < -18, "leg", _stretches_back),
    _Row(lambda leg: leg.lands, "foot", lambda leg: f"goes back to {leg.where}", 20.0),
    _Row(
        lambda leg: _stretched(leg) and leg.foot_rises > 0.12 and leg.level,
        "leg", "lifts straight until it is level with the trunk",
    ),
    _Row(
        lambda leg: _stretched(leg) and leg.foot_rises > 0,
        "leg", lambda leg: f"lifts straight, the foot {leg.high} off the floor", 12.0,
    ),
    _Row(_stretched, "leg", "goes down again"),
    _Row(lambda leg: leg.lifts < -14, "knee", "lifts behind, staying bent, the sole turning up"),
    _Row(lambda leg: leg.lifts > 14, "knee", "comes forward under the body"),
    _Row(
        lambda leg: leg.foot_rises > 0.02,
        "foot", lambda leg: f"lifts {distance(leg.foot_rises)} off the floor", 12.0,
    ),
)  # fmt: skip


def _shell(leg: Leg) -> str:
    return "opens upward" + (", the feet staying together" if feet_together(leg.after) else "")


def _sideward(leg: Leg) -> str:
    if leg.rise > 60:
        return "lifts straight, almost to upright"
    height = float(leg.after.at(f"{leg.side}-ankle")[2])
    return f"lifts straight, the foot {distance(height)} above the floor"


_SIDE: Final = (
    _Row(lambda leg: leg.rides),
    _Row(lambda leg: leg.bends > 20 and leg.bends > leg.lifts, "heel", "comes towards the buttock"),
    _Row(lambda leg: leg.lifts > 15 and leg.knee > 40, "knee", "comes towards the chest"),
    _Row(lambda leg: leg.lifts > 15, "leg", "swings straight forward"),
    _Row(
        lambda leg: leg.lifts < -15 and abs(leg.hip) < 20,
        "leg", "moves back, in line with the trunk",
    ),
    _Row(lambda leg: leg.lifts < -15, "leg", "moves back"),
    _Row(
        lambda leg: leg.knee > 40 and leg.spins > 10 and leg.foot_rises > 0.04
        and leg.knee_rises < 0.6 * leg.foot_rises,
        "foot", "lifts, the knees staying together",
    ),
    _Row(lambda leg: leg.knee > 40 and leg.knee_rises > 0.03, "knee", _shell),
    _Row(
        lambda leg: leg.knee > 40 and leg.knee_rises < -0.03,
        "knee", "comes back down onto the other knee",
    ),
    _Row(lambda leg: leg.knee <= 40 and leg.foot_rises > 0.03, "leg", _sideward),
    _Row(lambda leg: leg.knee <= 40 and leg.foot_rises < -0.03, "leg", "goes back down"),
    _Row(lambda leg: leg.bends < -20, "knee", "straightens"),
)  # fmt: skip


def _swings(leg: Leg) -> float:
    return leg.outward(leg.moved("ankle"))


_SEATED: Final = (
    _Row(
        lambda leg: leg.bends < -15 and leg.knee < 18,
        "knee", "straightens until the leg is straight in front",
    ),
    _Row(lambda leg: leg.bends < -15, "knee", "straightens until the leg is almost straight"),
    _Row(lambda leg: leg.lands, "foot", lambda leg: f"goes down to {leg.where}", 15.0),
    _Row(
        lambda leg: abs(leg.spins) > 10 and _swings(leg) > 0.06,
        "foot", "swings outward, the thigh staying where it is",
    ),
    _Row(
        lambda leg: abs(leg.spins) > 10 and _swings(leg) < -0.06,
        "foot", "swings inward, the thigh staying where it is",
    ),
    _Row(
        lambda leg: leg.lifts > 6,
        "knee", lambda leg: f"lifts, the foot {leg.high} off the floor",
    ),
    _Row(lambda leg: leg.bends > 15, "knee", "bends"),
)  # fmt: skip


def _lands(leg: Leg) -> str:
    ahead = float(leg.moved("ankle") @ leg.before.heading())
    way = " in front" if ahead > 0.15 else " behind" if ahead < -0.15 else ""
    return f"goes down to {leg.where}{way}"


def _knee_lifts(leg: Leg) -> str:
    if leg.thigh > -20:
        return "lifts in front to hip height"
    return f"lifts in front, {share((leg.thigh + 90) / 90)} to hip height"


_UPRIGHT: Final = (
    _Row(lambda leg: leg.lands, "foot", _lands, 20.0),
    _Row(lambda leg: leg.lifts > 14 and leg.knee > 40, "knee", _knee_lifts),
    _Row(
        lambda leg: leg.hip < 25 and leg.knee < 38 and leg.level and leg.after.lean < 80,
        "leg", "reaches straight back, in line with the trunk",
    ),
    _Row(
        lambda leg: leg.hip < 25 and leg.knee < 38 and leg.lifts < -6 and leg.after.lean < 80,
        "leg", "reaches straight back",
    ),
    _Row(lambda leg: leg.bends > 25, "heel", "comes towards the buttock"),
    _Row(lambda leg: leg.lifts < -10 and leg.knee < 38, "leg", "moves straight back"),
    _Row(lambda leg: leg.lifts > 14, "leg", "lifts straight in front"),
    _Row(lambda leg: leg.lifts < -14, "knee", "goes down again, staying bent"),
    _Row(lambda leg: leg.opens > 8, "leg", "lifts straight out to the side"),
    _Row(lambda leg: leg.leaves, "foot", "lifts just off the floor", 15.0),
)  # fmt: skip

_TABLES: Final[dict[Posture, tuple[_Row, ...]]] = {
    "back": _BACK,
    "front": _FRONT,
    "hands-knees": _HANDS,
    "plank": _HANDS,
    "side": _SIDE,
    "side-plank": _SIDE,
    "sitting": _SEATED,
    "floor-sitting": _SEATED,
}
