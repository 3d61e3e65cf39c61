# SPDX-License-Identifier: Apache-2.0
"""The drawn body: which ellipsoids make each limb, the trunk, the head and the clothes.

Where the body touches the room the outline follows the balls of flesh that the movement was solved
with. What is drawn besides (nose, ear, hair, thumb, hems) is only there to be read well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from multifidus.movement.camera import UNITS_PER_M, Camera
from multifidus.movement.inside import Room, kept_inside, pulled_in
from multifidus.movement.shapes import Chain, End, hull, ovals, sections, tubes
from multifidus.movement.skeleton import SIDES, Array, Placement, Skeleton

Triple = tuple[float, float, float]

# Drawing only, in metres for a body of 1.70 m: bone, place, half-axes. Paired ones stand left.
_EXTRA: Final[dict[str, tuple[str, Triple, Triple]]] = {
    "skull": ("head", (0.008, 0, 0.040), (0.088, 0.079, 0.100)),
    "brow": ("head", (0.043, 0, 0.026), (0.068, 0.067, 0.074)),
    "chin": ("head", (0.060, 0, -0.060), (0.040, 0.040, 0.036)),
    "nose-root": ("head", (0.093, 0, 0.016), (0.014, 0.010, 0.018)),
    "nose-tip": ("head", (0.112, 0, -0.012), (0.0115, 0.013, 0.011)),
    "nose-shade": ("head", (0.113, 0, -0.014), (0.008, 0.013, 0.007)),
    "nape": ("head", (-0.012, 0, -0.035), (0.052, 0.054, 0.050)),
    "neck-root": ("thoracic-3", (-0.004, 0, 0.060), (0.060, 0.070, 0.045)),
    "collar": ("thoracic-3", (-0.002, 0, 0.085), (0.060, 0.068, 0.030)),
    "crotch": ("pelvis", (0.0, 0, -0.045), (0.070, 0.120, 0.045)),
    "waistline": ("lumbar-1", (0.012, 0, 0.020), (0.098, 0.142, 0.060)),
    "yoke-top": ("thoracic-3", (-0.004, 0, 0.062), (0.062, 0.070, 0.034)),
    "shirt-hem": ("lumbar-1", (0.012, 0, -0.020), (0.096, 0.138, 0.060)),
}
_PAIRED: Final[dict[str, tuple[str, Triple, Triple]]] = {
    "eye": ("head", (0.100, 0.030, 0.024), (0.006, 0.0075, 0.010)),
    "yoke": ("thoracic-3", (-0.002, 0.132, 0.034), (0.064, 0.050, 0.052)),
    "hip-back": ("pelvis", (-0.044, 0.070, 0.055), (0.060, 0.070, 0.060)),
    "ear": ("head", (0.002, 0.077, 0.000), (0.017, 0.010, 0.026)),
    "instep": ("foot", (0.052, 0.0, -0.030), (0.030, 0.030, 0.030)),
    "thumb-root": ("hand", (0.022, 0, -0.035), (0.016, 0.014, 0.018)),
    "thumb-tip": ("hand", (0.050, 0, -0.082), (0.012, 0.011, 0.014)),
    "fist": ("hand", (0.002, 0, -0.070), (0.045, 0.032, 0.040)),
}
# Along a bone: the share of its length from its joint, and the size against a ball of flesh.
_ALONG: Final[dict[str, tuple[str, str, float, str, float]]] = {
    "thigh-root": ("thigh", "shank", 0.0, "thigh-top", 1.0),
    "above-knee": ("thigh", "shank", 0.84, "knee", 1.04),
    "below-hem": ("thigh", "shank", 0.62, "thigh", 0.95),
    "shorts-root": ("thigh", "shank", 0.0, "thigh-top", 1.06),
    "shorts-mid": ("thigh", "shank", 0.26, "thigh-top", 1.05),
    "shorts-hem": ("thigh", "shank", 0.52, "thigh", 1.10),
    "sleeve-root": ("upper-arm", "forearm", 0.0, "shoulder", 1.05),
    "sleeve-mid": ("upper-arm", "forearm", 0.28, "upper-arm", 1.20),
    "sleeve-hem": ("upper-arm", "forearm", 0.50, "upper-arm", 1.16),
    "above-elbow": ("upper-arm", "forearm", 0.82, "elbow", 0.98),
}
_WIDE: Final = {"forefoot": 0.044, "toes": 0.040, "heel": 0.034}

# Every tube: what it runs through, and its two ends.
_MIDDLE_TUBES: Final[dict[str, tuple[tuple[str, ...], End, End]]] = {
    "neck": (("neck-root", "neck", "nape"), "round", "round"),
    "face": (("brow", "chin"), "round", "round"),
    "nose": (("nose-root", "nose-tip"), "round", "round"),
    "shorts": (("crotch", "pelvis", "waistline"), "round", "flat"),
    "shirt": (
        ("shirt-hem", "belly", "waist", "ribs", "chest", "upper-back", "collar"),
        "flat",
        "flat",
    ),
    "yoke": (("left-yoke", "yoke-top", "right-yoke"), "round", "round"),
}
_PAIRED_TUBES: Final[dict[str, tuple[tuple[str, ...], End, End]]] = {
    "thigh": (("thigh-top", "thigh", "above-knee", "knee"), "round", "round"),
    "knee-end": (("below-hem", "above-knee", "knee"), "round", "round"),
    "shank": (("knee", "calf", "shin", "ankle"), "round", "round"),
    "instep": (("ankle", "instep", "forefoot"), "round", "round"),
    "sole": (("heel", "forefoot", "toes"), "round", "round"),
    "shorts-leg": (("shorts-root", "shorts-mid", "shorts-hem"), "round", "flat"),
    "buttock": (("hip-back", "buttock", "thigh-root"), "round", "round"),
    "upper-arm": (("upper-arm", "above-elbow", "elbow"), "round", "round"),
    "forearm": (("elbow", "forearm", "wrist"), "round", "round"),
    "hand": (("wrist", "palm", "fingers"), "round", "round"),
    "thumb": (("thumb-root", "thumb-tip"), "round", "round"),
    "fist": (("wrist", "fist"), "round", "round"),
    "sleeve": (("sleeve-root", "sleeve-mid", "sleeve-hem"), "round", "flat"),
}
_BREATHING: Final = ("belly", "waist", "ribs", "chest")
_OVALS: Final = ("skull", "nose-shade", "left-ear", "right-ear", "left-eye", "right-eye")


@dataclass(frozen=True, slots=True)
class Spot:
    """An ellipsoid on a bone, in the bone's own frame, metres."""

    bone: int
    at: Array
    radii: Array


def spots(body: Skeleton) -> dict[str, Spot]:
    """Every ellipsoid that the drawn body is made of, by name."""
    scale = body.stature_m / 1.70
    bone = {name: place for place, name in enumerate(body.bones)}
    out: dict[str, Spot] = {}
    for place, name in enumerate(body.balls):
        size = body.ball_radii[place]
        short = name.split("-", 1)[-1]
        if short in _WIDE and name.startswith(SIDES):
            size = np.array([size[0], _WIDE[short] * scale, size[2]])
        out[name] = Spot(int(body.ball_bone[place]), body.ball_at[place], size)
    for name, (on, at, half) in _EXTRA.items():
        out[name] = Spot(bone[on], np.array(at) * scale, np.array(half) * scale)
    for side, sign in zip(SIDES, (scale, -scale), strict=True):
        mirror = np.array([scale, sign, scale])
        for name, (on, at, half) in _PAIRED.items():
            place = bone.get(f"{side}-{on}", bone.get(on, 0))
            out[f"{side}-{name}"] = Spot(place, np.array(at) * mirror, np.array(half) * scale)
        for name, (on, end, share, like, size_of) in _ALONG.items():
            tip = body.offset[bone[f"{side}-{end}"]]
            half_axes = out[f"{side}-{like}"].radii * size_of
            out[f"{side}-{name}"] = Spot(bone[f"{side}-{on}"], tip * share, half_axes)
    return out


class Mannequin:
    """The body in F poses as one camera sees it: ellipsoids and outlines by name.

    `more` are further chains of round spots to outline, such as bellies of muscles, and for each the
    names of the outlines that it stays inside of; theirs are in `more`, in the same order. `breath` (F,) is the size of the chest against its usual one.
    """

    def __init__(
        self,
        body: Skeleton,
        placed: Placement,
        camera: Camera,
        more: Sequence[tuple[Sequence[Spot], Sequence[str]]] = (),
        breath: Array | None = None,
    ) -> None:
        named = spots(body)
        self.names = {name: place for place, name in enumerate(named)}
        self.spots = list(named.values())
        every = [*named.values(), *(spot for chain, _ in more for spot in chain)]
        self.all = sections(
            camera,
            placed,
            np.array([spot.bone for spot in every]),
            np.array([spot.at for spot in every]),
            np.array([spot.radii for spot in every]),
        )
        if breath is not None:
            chest = [self.names[name] for name in _BREATHING]
            self.all.spread[:, chest] *= breath[:, None, None] ** 2
        self.body = body
        self.outline: dict[str, Array] = {}
        self.more = self._trace(len(named), more)

    def _trace(
        self, first: int, more: Sequence[tuple[Sequence[Spot], Sequence[str]]]
    ) -> list[Array]:
        """Outline every tube and oval; return the outlines of further chains."""
        chains: dict[str, Chain] = {}
        for name, (through, start, stop) in _MIDDLE_TUBES.items():
            chains[name] = Chain(tuple(self.names[part] for part in through), start, stop)
        for side in SIDES:
            for name, (through, start, stop) in _PAIRED_TUBES.items():
                places = tuple(self.names[f"{side}-{part}"] for part in through)
                chains[f"{side}-{name}"] = Chain(places, start, stop)
        self.outline = dict(zip(chains, tubes(self.all, [*chains.values()]), strict=True))
        if self._seen_along_the_spine():
            through = _MIDDLE_TUBES["shirt"][0]
            self.outline["shirt"] = hull(self.all.of([self.names[n] for n in through]), 14)
        small = self.all.of([self.names[name] for name in _OVALS])
        self.outline |= dict(zip(_OVALS, ovals(small), strict=True))
        return self._bellies(first, more)

    def _bellies(
        self, first: int, more: Sequence[tuple[Sequence[Spot], Sequence[str]]]
    ) -> list[Array]:
        """Outline further chains, which begin at the ellipsoid `first`, inside of the body."""
        chains: list[Chain] = []
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, (chain, names) in enumerate(more):
            chains.append(Chain(tuple(range(first, first + len(chain)))))
            first += len(chain)
            alike.setdefault(tuple(names), []).append(number)
        rooms = {names: Room([self.outline[name] for name in names]) for names in alike}
        for names, numbers in alike.items():
            places = [place for number in numbers for place in chains[number].through]
            kept = kept_inside(self.all.of(places), rooms[names])
            self.all.centre[:, places], self.all.spread[:, places] = kept.centre, kept.spread
        out = tubes(self.all, chains) if chains else []
        for names, numbers in alike.items():
            ends = np.cumsum([out[number].shape[1] for number in numbers])[:-1]
            joined = pulled_in(np.concatenate([out[n] for n in numbers], axis=1), rooms[names])
            for number, curve in zip(numbers, np.split(joined, ends, axis=1), strict=True):
                out[number] = curve
        return out

    def _seen_along_the_spine(self) -> bool:
        """Whether the trunk is foreshortened in some frame, so that a tube has no direction."""
        ends = self.all.of([self.names["shirt-hem"], self.names["collar"]]).centre
        bones = [n for n in self.body.bones if n.startswith(("lumbar-2", "lumbar-3", "thoracic"))]
        steps = [self.body.offset[self.body.bones.index(name)] for name in bones]
        length = float(np.linalg.norm(steps, axis=1).sum()) * UNITS_PER_M
        return bool(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=-1).min() < 0.55 * length)

    def depth(self, names: Iterable[str], side: str = "") -> float:
        """Mean nearness of some ellipsoids over all frames, in metres."""
        full = [f"{side}-{name}" if side else name for name in names]
        return float(self.all.depth[:, [self.names[name] for name in full]].mean())

    def curves(self, names: Iterable[str], side: str = "") -> tuple[Array, ...]:
        """Outlines by name."""
        return tuple(self.outline[f"{side}-{name}" if side else name] for name in names)
