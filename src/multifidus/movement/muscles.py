# SPDX-License-Identifier: Apache-2.0
"""Work and stretch shown on the body, following it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from multifidus.knowledge.loader import shipped
from multifidus.knowledge.muscle_places import Belly
from multifidus.movement.camera import Camera
from multifidus.movement.mannequin import Spot
from multifidus.movement.skeleton import SIDES, Placement, Skeleton

_TRUNK: Final = ("lumbar", "thoracic", "neck", "head")
_LIMBS: Final = {"leg": ("thigh", "shank", "foot"), "arm": ("upper-arm", "forearm", "hand")}
# Pieces of a limb that may be drawn apart, the outer ones first.
_PIECES: Final = {
    "shin": ("shank", "foot"),
    "leg": ("thigh", "shank", "foot"),
    "forearm": ("forearm", "hand"),
    "arm": ("upper-arm", "forearm", "hand"),
}
# Outlines around each bone, in the middle and on its side.
_MIDDLE_ROOMS: Final = {
    "pelvis": ("shorts", "shirt"),
    "lumbar": ("shirt", "shorts"),
    "thoracic": ("shirt", "yoke"),
    "neck": ("neck", "yoke", "shirt", "skull", "face"),
    "head": ("neck", "skull", "face"),
    "thigh": ("shorts",),
    "upper-arm": ("yoke", "shirt"),
}
_SIDE_ROOMS: Final = {
    "pelvis": ("buttock", "shorts-leg"),
    "thigh": ("thigh", "shorts-leg", "buttock"),
    "shank": ("thigh", "shank"),
    "foot": ("shank", "instep", "sole"),
    "upper-arm": ("upper-arm", "sleeve"),
    "forearm": ("upper-arm", "forearm"),
    "hand": ("forearm", "hand"),
}
_TURNED_AWAY: Final = -0.55
_TWIN: Final = 0.3


@dataclass(frozen=True, slots=True)
class Tint:
    """One belly to draw.

    `where` is `hips`, `trunk`, or a piece of a limb with its side before it; `facing` is how much it
    looks at the viewer, from -1 to 1; `rooms` names the outlines of the body that it stays inside of.
    """

    where: str
    grade: int
    stretch: bool
    facing: float
    chain: tuple[Spot, ...]
    rooms: tuple[str, ...]

    @property
    def seen(self) -> bool:
        """Whether any of it shows: its edge still does when it looks a little away."""
        return self.facing > _TURNED_AWAY

    @property
    def look(self) -> str:
        """Its class in the palette."""
        kind = "st" if self.stretch else "wo" if self.grade > 2 else "wo w2"
        return kind if self.seen else f"{kind} dp"


def _where(belly: Belly, side: str) -> str:
    """Name the piece of the body that a belly is drawn on."""
    bones = [spot.on for spot in belly.spots]
    for limb, names in _PIECES.items():
        if all(bone in names for bone in bones):
            return f"{side}-{limb}"
    return "trunk" if all(bone.startswith(_TRUNK) for bone in bones) else "hips"


def _rooms(belly: Belly, side: str) -> tuple[str, ...]:
    """Name the outlines that a belly stays inside of."""
    out: dict[str, None] = {}
    for spot in belly.spots:
        bone = spot.on.rstrip("-123")
        out |= dict.fromkeys(_MIDDLE_ROOMS.get(bone, ()))
        sides = (side,) if belly.paired else SIDES
        out |= dict.fromkeys(f"{one}-{name}" for one in sides for name in _SIDE_ROOMS.get(bone, ()))
    return tuple(out)


def _limb(belly: Belly) -> bool:
    """Whether a belly reaches a limb, so that only the worked side shows it."""
    return any(spot.on in names for names in _LIMBS.values() for spot in belly.spots)


def tints(
    body: Skeleton,
    placed: Placement,
    camera: Camera,
    muscles: Mapping[str, int],
    stretches: tuple[str, ...],
    works: str | None,
) -> list[Tint]:
    """List the bellies to draw: working muscles of grade 2 and 3, then what is lengthened.

    Parameters
    ----------
    body, placed, camera
        The body in F poses and who looks at it.
    muscles : mapping
        Ids of muscle groups to grades 1 to 3.
    stretches : tuple of str
        Ids of stretch targets.
    works : str, optional
        `left` or `right` when only the limbs of one side work.

    Returns
    -------
    list of Tint
        The strongest last.
    """
    places = shipped().muscle_places
    scale = body.stature_m / places.stature_m
    bone = {name: place for place, name in enumerate(body.bones)}

    def one(belly: Belly, side: str, *, grade: int, stretch: bool) -> Tint:
        mirror = np.array([1.0, 1.0 if side == "left" else -1.0, 1.0])
        chain = tuple(
            Spot(
                bone.get(f"{side}-{spot.on}", bone.get(spot.on, 0)),
                np.array(spot.at) * mirror * scale,
                np.full(3, spot.radius * scale),
            )
            for spot in belly.spots
        )
        outward = np.array(belly.faces) * mirror / np.linalg.norm(belly.faces)
        middle = chain[len(chain) // 2].bone
        facing = float((placed.turn[:, middle] @ outward @ camera.toward).mean())
        return Tint(_where(belly, side), grade, stretch, facing, chain, _rooms(belly, side))

    def every(bellies: tuple[Belly, ...], *, grade: int, stretch: bool) -> list[Tint]:
        out = []
        for belly in bellies:
            sides: tuple[str, ...] = SIDES if belly.paired else SIDES[:1]
            if works and _limb(belly):
                sides = tuple(side for side in sides if side == works)
            pair = [one(belly, side, grade=grade, stretch=stretch) for side in sides]
            # The twin on the far side of the trunk would only blur the one that is seen.
            best = max(tint.facing for tint in pair) if pair else 0.0
            out += [tint for tint in pair if _limb(belly) or tint.facing > best - _TWIN]
        return out

    working = sorted((g, name) for name, g in muscles.items() if g > 1 and name in places.muscles)
    lengthened = {**places.muscles, **places.stretches}
    return [
        *(t for g, name in working for t in every(places.muscles[name], grade=g, stretch=False)),
        *(
            t
            for name in stretches
            if name in lengthened
            for t in every(lengthened[name], grade=3, stretch=True)
        ),
    ]
