# SPDX-License-Identifier: Apache-2.0
"""When each frame is shown: the way out, the pauses, and the way back, as one seamless loop.

Between two keys a body starts and stops smoothly. Frames are chosen by where the body goes, not by
when; the easing is written beside them, as a spline for each piece of the way.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from multifidus.movement.motion import Motion
from multifidus.movement.skeleton import Array

_LEG_S: Final = 1.5
_REST_S: Final = 0.4
_MARKED_S: Final = 2.5
# How far, in units, a point may stray between shown frames, and how many numbers a figure may hold.
_TOLERANCES: Final = (3.0, 4.0, 5.0, 7.0, 10.0, 14.0, 20.0)
_MOST_NUMBERS: Final = 4700
_LONGEST: Final = 8
_EVEN: Final = (0.0, 0.0, 1.0, 1.0)

Spline = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Which frame is shown when.

    `frame` numbers, and `at` as shares of one round of `total_s`; `spline` says how each piece
    between two of them runs; `hold` is when a marked hold begins and ends.
    """

    frame: tuple[int, ...]
    at: tuple[float, ...]
    spline: tuple[Spline, ...]
    total_s: float
    hold: tuple[float, float] | None

    def attributes(self) -> str:
        """Write SVG's timing attributes."""
        times = ";".join(map(short, self.at))
        splines = ";".join(" ".join(map(short, one)) for one in self.spline)
        return (
            f'dur="{self.total_s:g}s" repeatCount="indefinite" calcMode="spline"'
            f' keyTimes="{times}" keySplines="{splines}"'
        )


@lru_cache(maxsize=4096)
def short(share: float) -> str:
    """Write a share of a round as SVG's key times want it."""
    text = f"{share:.3f}".rstrip("0").rstrip(".")
    return text[1:] if text.startswith("0.") else text


def telling(motion: Motion) -> int:
    """Key that says most about the movement: the far end of the way, or the middle of a round."""
    count = len(motion.movement.keys)
    return count // 2 if motion.movement.path == "round" else count - 1


def frame_of(motion: Motion, key: int) -> int:
    """Frame at a key, both counted from 0."""
    return int(np.argmin(np.abs(motion.phase - key)))


def progress(phase: Array) -> Array:
    """Way that is behind the body at each phase (F,), in legs; the same easing as in `motion`."""
    whole = np.floor(phase)
    part = phase - whole
    return np.asarray(whole + part**3 * (10 - 15 * part + 6 * part**2))


def _when(done: float) -> float:
    """Share of a leg's time at which a share of its way is done: slow at both ends.

    The pace is a cubic, of which SVG's splines can show any piece exactly.
    """
    return 0.5 - float(np.sin(np.arcsin(np.clip(1 - 2 * done, -1, 1)) / 3))


def _spline(start: float, stop: float) -> Spline:
    """How the piece between two shares of a leg's time runs."""

    def way(time: float) -> float:
        return time**2 * (3 - 2 * time)

    scale = (stop - start) / max(way(stop) - way(start), 1e-9) / 3
    first, last = (6 * time * (1 - time) * scale for time in (start, stop))
    return (1 / 3, min(first, 1.0), 2 / 3, max(1 - last, 0.0))


class _Clock:
    """Writes frames down as time goes by."""

    def __init__(self, first: int) -> None:
        self.frame = [first]
        self.at = [0.0]
        self.spline: list[Spline] = []
        self.hold: tuple[float, float] | None = None

    def show(self, frame: int, seconds: float, spline: Spline = _EVEN) -> None:
        """Arrive at a frame after some seconds."""
        self.frame.append(frame)
        self.at.append(self.at[-1] + seconds)
        self.spline.append(spline)

    def done(self) -> Timeline:
        """Return the finished round."""
        total = max(self.at[-1], 0.1)
        hold = None if self.hold is None else (self.hold[0] / total, self.hold[1] / total)
        at = tuple(time / total for time in self.at)
        return Timeline(tuple(self.frame), at, tuple(self.spline), round(total, 2), hold)


class _Round(_Clock):
    """One round of a movement: its legs and its pauses."""

    def __init__(self, motion: Motion, kept: list[int]) -> None:
        super().__init__(kept[0])
        self.motion, self.kept = motion, kept
        self.movement = motion.movement
        self.legs = len(motion.poses) - 1
        self.back = self.movement.path == "there-and-back"

    def stay(self, key: int) -> None:
        """Pause at a key."""
        rest = self.movement.keys[key % len(self.movement.keys)].hold_s
        if self.back and key in {0, self.legs}:
            rest = max(rest, _REST_S)
        if self.movement.marks_hold and key == telling(self.motion):
            rest = _MARKED_S
            self.hold = (self.at[-1], self.at[-1] + rest)
        if rest:
            self.show(self.frame[-1], rest)

    def seconds(self, leg: int, way_s: float | None) -> float:
        """How long one leg takes, of a way of `way_s` unless its key says."""
        given = self.movement.keys[(leg + 1) % len(self.movement.keys)].move_s
        return given or (way_s / self.legs if way_s else _LEG_S)

    def walk(self, way_s: float | None) -> None:
        """Go through all legs at an even pace: nobody walks by stopping at each step."""
        done = progress(self.motion.phase)
        ends = np.cumsum([0.0, *(self.seconds(leg, way_s) for leg in range(self.legs))])
        at = np.interp(done[self.kept], np.arange(self.legs + 1), ends)
        for frame, seconds in zip(self.kept[1:], np.diff(at), strict=True):
            self.show(frame, float(seconds))

    def go(self, leg: int, way_s: float | None, *, reverse: bool) -> None:
        """Move along one leg."""
        phase = self.motion.phase
        took = self.seconds(leg, way_s)
        pairs = list(pairwise(f for f in self.kept if leg <= phase[f] <= leg + 1))
        done = progress(phase) - leg
        for here, there in reversed(pairs) if reverse else pairs:
            start, stop = _when(done[here]), _when(done[there])
            x1, y1, x2, y2 = _spline(start, stop)
            if reverse:
                self.show(here, took * (stop - start), (1 - x2, 1 - y2, 1 - x1, 1 - y1))
            else:
                self.show(there, took * (stop - start), (x1, y1, x2, y2))


def breath() -> Timeline:
    """One calm breath between frames 0 and 1, for a position that is only kept."""
    clock = _Clock(0)
    clock.show(1, 2.1, _spline(0, 1))
    clock.show(0, 2.7, _spline(0, 1))
    return clock.done()


def timeline(motion: Motion, kept: list[int], up_s: float | None, down_s: float | None) -> Timeline:
    """Lay the kept frames out in time.

    Parameters
    ----------
    motion : Motion
    kept : list of int
        Frames to show, in order; every key must be among them.
    up_s, down_s : float, optional
        Seconds for the whole way out and back, for legs whose key does not say.

    Returns
    -------
    Timeline
    """
    clock = _Round(motion, kept)
    if motion.movement.travels:
        clock.walk(up_s)
        return clock.done()
    clock.stay(0)
    for leg in range(clock.legs):
        clock.go(leg, up_s, reverse=False)
        if leg + 1 < clock.legs or clock.back:
            clock.stay(leg + 1)
    for leg in reversed(range(clock.legs if clock.back else 0)):
        clock.go(leg, down_s, reverse=True)
        if leg:
            clock.stay(leg)
    return clock.done()


def fixed(motion: Motion) -> list[int]:
    """Frames that every piece must show: the keys, or only the ends of a round that walks on."""
    keys = [frame_of(motion, key) for key in range(len(motion.poses))]
    return [keys[0], keys[-1]] if motion.movement.travels else keys


def fitting(phase: Array, pieces: list[Array], keys: list[int]) -> list[list[int]]:
    """Choose frames for each piece of a figure, as closely spaced as its size allows.

    Between chosen frames every point goes straight; it strays from its true way by no more than the
    smallest tolerance that keeps the figure small.

    Parameters
    ----------
    phase : array (F,)
    pieces : list of array (F, n)
        Coordinates in units; F is 1 for what never changes.
    keys : list of int
        Frames that always stay.

    Returns
    -------
    list of list of int
        Frames of each piece.
    """
    moving = [rows for rows in pieces if len(rows) > 1]
    if not moving:
        return [[0] for _ in pieces]
    errors = _errors(progress(phase), np.concatenate(moving, axis=1), keys, moving)
    widths = [rows.shape[1] for rows in moving]
    chosen: list[list[int]] = []
    for tolerance in _TOLERANCES:
        chosen = [_kept(keys, errors, piece, tolerance) for piece in range(len(moving))]
        if (
            sum(len(one) * width for one, width in zip(chosen, widths, strict=True))
            <= _MOST_NUMBERS
        ):
            break
    of_moving = iter(chosen)
    return [next(of_moving) if len(rows) > 1 else [0] for rows in pieces]


def _errors(
    done: Array, rows: Array, keys: list[int], pieces: list[Array]
) -> dict[tuple[int, int], list[float]]:
    """How far each piece strays when it goes straight from one frame to another between keys."""
    firsts = np.cumsum([0, *(piece.shape[1] for piece in pieces[:-1])])
    out = {}
    for first, last in pairwise(keys):
        for here in range(first, last - 1):
            for there in range(here + 2, min(last, here + _LONGEST) + 1):
                share = (done[here + 1 : there] - done[here]) / (done[there] - done[here])
                straight = rows[here] + share[:, None] * (rows[there] - rows[here])
                stray = np.abs(straight - rows[here + 1 : there]).max(axis=0)
                out[here, there] = np.maximum.reduceat(stray, firsts).tolist()
    return out


def _kept(
    keys: list[int], errors: dict[tuple[int, int], list[float]], piece: int, tolerance: float
) -> list[int]:
    """Frames of one piece: from each, the furthest that can be reached straight."""
    out = keys[:1]
    for start, stop in pairwise(keys):
        here = start
        while here < stop:
            there = min(stop, here + _LONGEST)
            while there > here + 1 and errors[here, there][piece] > tolerance:
                there -= 1
            out.append(there)
            here = there
    return out
