# SPDX-License-Identifier: Apache-2.0
"""What covers what: pieces of the body put in order by which is nearer where they overlap.

Wherever two pieces share paper, the one whose surface is nearer to the viewer there is to be drawn
later. Pieces that do not overlap keep a usual order. A limb is drawn in one go if that is true to
all others, and in two where it is not, such as a shin across the lap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

import numpy as np

from multifidus.movement.camera import Camera
from multifidus.movement.skeleton import Array, Index, Placement

# Metres by which a thing must be nearer to count fully, and how many such points decide.
_CLEARLY: Final = 0.03
_ENOUGH: Final = 0.6
# Shares of the half-axes at which an ellipsoid is probed.
_PROBES: Final = np.array([[0.0, 0.0], [0.6, 0.0], [-0.6, 0.0], [0.0, 0.6], [0.0, -0.6]])
_SURE: Final = 1e6


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of the body as ellipsoids.

    `bone`, `at`, `radii` are those of K ellipsoids in their bones' frames, `chains` lists for each
    piece the runs of ellipsoids that it is made of.
    """

    bone: Index
    at: Array
    radii: Array
    chains: Mapping[str, Sequence[Sequence[int]]]


def nearer(pieces: Pieces, placed: Placement, camera: Camera, weight: Mapping[int, float]) -> Array:
    """Compare the depth of all pieces where they overlap.

    Parameters
    ----------
    pieces : Pieces
        P pieces.
    placed : Placement
    camera : Camera
    weight : mapping
        How much each frame counts, by its number.

    Returns
    -------
    array (P, P)
        How many probed points say that the first is nearer than the second, less those that say
        the contrary.
    """
    frames = list(weight)
    turn = placed.turn[frames][:, pieces.bone]
    centre = placed.origin[frames][:, pieces.bone] + np.einsum("fkij,kj->fki", turn, pieces.at)
    eye = np.stack([camera.right, camera.up, camera.toward])
    axes = np.einsum("ui,fkij->fkuj", eye, turn) * pieces.radii[:, None, :]
    spread = axes @ axes.swapaxes(-1, -2)
    centre = centre @ eye.T
    owner, one, two, share = _between(pieces.chains)
    centre = centre[:, one] + share[:, None] * (centre[:, two] - centre[:, one])
    spread = spread[:, one] + share[:, None, None] * (spread[:, two] - spread[:, one])
    each = np.array([weight[frame] for frame in frames])
    frame, level, half = _fronts(centre, spread, owner, len(pieces.chains))
    both = (half[:, :, None] > 0) & (half[:, None, :] > 0)
    # Bodies that go into one another a little, as a hand that lies on a thigh, say little.
    room = np.maximum(half[:, :, None] + half[:, None, :], _CLEARLY)
    apart = np.clip((level[:, :, None] - level[:, None, :]) / room, -1, 1) * both
    return np.asarray(np.einsum("n,nab->ab", (each / each.sum())[frame], apart))


def _between(chains: Mapping[str, Sequence[Sequence[int]]]) -> tuple[Index, Index, Index, Array]:
    """List every ellipsoid of every piece, with one more halfway to the next one of its run."""
    rows: list[tuple[int, int, int, float]] = []
    for piece, runs in enumerate(chains.values()):
        for run in runs:
            rows += [(piece, spot, spot, 0.0) for spot in run]
            rows += [(piece, here, there, 0.5) for here, there in pairwise(run)]
    owner, one, two, share = zip(*rows, strict=True)
    return np.array(owner), np.array(one), np.array(two), np.array(share)


def _fronts(centre: Array, spread: Array, owner: Index, count: int) -> tuple[Index, Array, Array]:
    """Find the nearest ellipsoid of each piece at those probed points where pieces overlap.

    Returns the frame of each point (N,), and the middle and half the thickness of the pieces there,
    both (N, P); no thickness where a piece is not.
    """
    half = np.sqrt(np.stack([spread[..., 0, 0], spread[..., 1, 1]], axis=-1))
    probes = centre[:, :, None, :2] + half[:, :, None] * _PROBES
    probes = probes.reshape(len(centre), -1, 2)
    xx, xy, yy = spread[..., 0, 0], spread[..., 0, 1], spread[..., 1, 1]
    size = xx * yy - xy * xy
    a, b, c = yy / size, -2 * xy / size, xx / size
    x, y = centre[..., 0], centre[..., 1]
    # Where each ellipsoid ends on paper, as a sum of products: one matrix product for all.
    ends = np.stack(
        [
            a,
            b,
            c,
            -2 * a * x - b * y,
            -2 * c * y - b * x,
            a * x * x + b * x * y + c * y * y,
        ],
        axis=1,
    )
    px, py = probes[..., 0], probes[..., 1]
    inside = np.stack([px * px, px * py, py * py, px, py, np.ones_like(px)], axis=-1) @ ends
    frame, probe, spot = np.nonzero(inside < 1)
    x, y = px[frame, probe] - x[frame, spot], py[frame, probe] - y[frame, spot]
    flat = size[frame, spot]
    leans = spread[frame, spot, 2, :2]
    over = (yy[frame, spot] * x - xy[frame, spot] * y) / flat
    down = (xx[frame, spot] * y - xy[frame, spot] * x) / flat
    slope = leans[:, 0] * over + leans[:, 1] * down
    thick = (
        spread[frame, spot, 2, 2]
        - (
            yy[frame, spot] * leans[:, 0] ** 2
            - 2 * xy[frame, spot] * leans[:, 0] * leans[:, 1]
            + xx[frame, spot] * leans[:, 1] ** 2
        )
        / flat
    )
    bulge = np.sqrt(np.maximum(thick * (1 - inside[frame, probe, spot]), 0))
    middle = centre[frame, spot, 2] + slope
    order = np.argsort(middle + bulge, kind="stable")
    levels = np.zeros((len(centre), probes.shape[1], count))
    halves = np.zeros_like(levels)
    where = frame[order], probe[order], owner[spot[order]]
    levels[where], halves[where] = middle[order], np.maximum(bulge[order], 1e-6)
    shared = (halves > 0).sum(axis=-1) > 1
    return np.nonzero(shared)[0], levels[shared], halves[shared]


class Order:
    """Puts pieces in order.

    Parameters
    ----------
    base : mapping
        Usual order of each piece; larger is drawn later.
    evidence : array (P, P)
        See `nearer`, in the order of `base`.
    fixed : list of pairs
        Pieces of which the first always goes before the second.
    limbs : list of pairs
        Near and far half of each limb, which are drawn in one go if possible.
    """

    def __init__(
        self,
        base: Mapping[str, float],
        evidence: Array,
        fixed: Sequence[tuple[str, str]],
        limbs: Sequence[tuple[str, str]],
    ) -> None:
        self.names = list(base)
        self.base = base
        place = {name: number for number, name in enumerate(self.names)}
        # Positive: the first is drawn after the second.
        self.proof = np.where(np.abs(evidence) > _ENOUGH, evidence, 0.0)
        for before, after in fixed:
            self.proof[place[after], place[before]] = _SURE
            self.proof[place[before], place[after]] = -_SURE
        self.halves = {place[upper]: place[lower] for upper, lower in limbs}
        self.split: set[int] = {
            upper for upper, lower in self.halves.items() if self._torn(upper, lower)
        }
        self.rank = self._settle()

    def _torn(self, upper: int, lower: int) -> bool:
        """Whether some piece lies between the halves of a limb."""
        others = [n for n in range(len(self.names)) if n not in {upper, lower}]
        return bool((self.proof[upper, others] * self.proof[lower, others] < 0).any())

    def _settle(self) -> dict[str, float]:
        while True:
            group = list(range(len(self.names)))
            for upper, lower in self.halves.items():
                if upper not in self.split:
                    group[lower] = upper
            sequence, blamed = self._sequence(group)
            torn = [one for one in blamed if one in self.halves and one not in self.split]
            if not torn:
                return self._numbers(sequence, group)
            self.split.add(torn[0])

    def _sequence(self, group: list[int]) -> tuple[list[int], list[int]]:
        """Order groups; also those whose clear place had to be given up."""
        heads = sorted(set(group))
        rows: list[tuple[float, float, int, int]] = []
        for one, two in combinations(heads, 2):
            ones = [n for n, head in enumerate(group) if head == one]
            twos = [n for n, head in enumerate(group) if head == two]
            value = float(self.proof[np.ix_(ones, twos)].sum())
            usual = self.base[self.names[one]] - self.base[self.names[two]]
            # Without proof the usual order decides, after all that has proof.
            strength = abs(value) if value else 1e-3 * min(abs(usual), 99.0)
            later, sooner = (one, two) if (value or usual) > 0 else (two, one)
            rows.append((round(strength, 6), usual, later, sooner))
        after = np.zeros((len(group), len(group)), dtype=bool)
        blamed: list[int] = []
        for strength, _, later, sooner in sorted(rows, key=lambda row: (-row[0], row[2:])):
            if after[sooner, later]:
                if strength > _ENOUGH:
                    # Every limb on the way round has a part in it.
                    round_it = after[sooner] & after[:, later]
                    blamed += [later, sooner, *np.flatnonzero(round_it).tolist()]
                continue
            above = after[:, later].copy()
            above[later] = True
            below = after[sooner].copy()
            below[sooner] = True
            after |= np.outer(above, below)
        return sorted(heads, key=lambda head: int(after[head, heads].sum())), blamed

    def _numbers(self, sequence: list[int], group: list[int]) -> dict[str, float]:
        """Give every piece a number; as many as possible keep their usual one."""
        usual = [self.base[self.names[head]] for head in sequence]
        runs: list[list[int]] = []
        for place, value in enumerate(usual):
            longest: list[int] = []
            for run in runs:
                if usual[run[-1]] <= value and len(run) > len(longest):
                    longest = run
            runs.append([*longest, place])
        kept: list[int] = []
        for run in runs:
            kept = run if len(run) > len(kept) else kept
        out: dict[str, float] = {}
        last = min(usual) - 1.0
        for place, head in enumerate(sequence):
            last = usual[place] if place in kept else last + 0.01
            for piece, its in enumerate(group):
                if its == head:
                    out[self.names[piece]] = last
        return out
