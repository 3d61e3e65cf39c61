# SPDX-License-Identifier: Apache-2.0
"""Marks beside the body: how long to hold, which way to move, the number of a position."""

from typing import Final

import numpy as np

from multifidus.knowledge.loader import shipped
from multifidus.movement.camera import UNITS_PER_M, Camera
from multifidus.movement.layers import Layer
from multifidus.movement.motion import Motion
from multifidus.movement.names import Vocabulary
from multifidus.movement.shapes import line_data
from multifidus.movement.skeleton import Array, Placement
from multifidus.movement.timeline import Timeline, short

_HEIGHT: Final = 64.0
_ROOM: Final = 24.0
_HEAD: Final = 30.0
_HEAD_SHARE: Final = 0.42
# Units of way below which nothing seems to move, and the share of a way that must show on paper.
_SHORTEST: Final = 4.0
_SHOWN: Final = 0.2
# Arrows are at least this long for the smallest and for usual ways, and at most so long.
_USUAL: Final = (56.0, 90.0, 280.0)
_TRIED: Final = np.arange(-180.0, 181.0, 36.0)


def duration(seconds: int) -> str:
    """Say how long: in seconds, or in minutes when it is a whole number of at least two."""
    return f"{seconds // 60} min" if seconds >= 120 and seconds % 60 == 0 else f"{seconds} s"


def badge_width(seconds: int) -> float:
    """Width of the hold's mark, in units."""
    text = duration(seconds)
    return 76.0 + 24.0 * len(text) + (18.0 if "m" in text else 0.0)


def badge(seconds: int, left: float, top: float, times: Timeline | None) -> str:
    """Draw a pause sign with seconds, which shows fully only while the hold lasts.

    `left` and `top` place its corner, in units.
    """
    bars = "".join(
        f'<rect class="bm" x="{left + x:.0f}" y="{top + 18:.0f}" width="9" height="28" rx="3"/>'
        for x in (24, 40)
    )
    inner = (
        f'<rect class="bb" x="{left:.0f}" y="{top:.0f}" width="{badge_width(seconds):.0f}"'
        f' height="{_HEIGHT:.0f}" rx="32"/>{bars}'
        f'<text x="{left + 62:.0f}" y="{top + 46:.0f}">{duration(seconds)}</text></g>'
    )
    if times is None or times.hold is None:
        return f"<g>{inner}"
    a, b = times.hold
    shares = (0.0, max(a - 0.02, 0.0), a, b, min(b + 0.02, 1.0), 1.0)
    fade = (
        '<animate attributeName="opacity" values=".5;.5;1;1;.5;.5"'
        f' keyTimes="{";".join(short(share) for share in shares)}"'
        f' dur="{times.total_s:g}s" repeatCount="indefinite"/>'
    )
    return f'<g class="mf-still">{inner}<g class="mf-move">{fade}{inner}'


def badge_spot(
    seconds: int, low: Array, high: Array, taken: Array, *, flip: bool
) -> tuple[float, float]:
    """Find a free upper corner for the hold's mark, above the picture if there is none.

    Parameters
    ----------
    seconds : int
    low, high : array (2,)
        Corners of the picture.
    taken : array (N, 2)
        Points of what is drawn.
    flip : bool
        Try the left corner first.

    Returns
    -------
    float, float
        Its left and upper edge.
    """
    width = badge_width(seconds)
    ways = (low[0] + 14, high[0] - 14 - width)
    for left in ways if flip else ways[::-1]:
        top = low[1] + 14
        near = (taken > (left - 20, top - 20)) & (taken < (left + width + 20, top + _HEIGHT + 20))
        if not near.all(axis=1).any():
            return float(left), float(top)
    return float(ways[0] if flip else ways[1]), float(low[1] - _HEIGHT - 4)


def number_mark(number: int, middle: float, top: float, gap: float | None) -> str:
    """Number a key position below it, with a small arrow from the one before.

    `middle` and `top` place the number, `gap` the middle of the space before it, in units.
    """
    arrow = ""
    if gap is not None:
        arrow = f'<path class="ar" d="M{gap - 26:.0f} {top + 30:.0f}h50m-18-18l18 18l-18 18"/>'
    return (
        f'{arrow}<circle class="bb" cx="{middle:.0f}" cy="{top + 30:.0f}" r="28"/>'
        f'<text x="{middle:.0f}" y="{top + 44:.0f}" text-anchor="middle">{number}</text>'
    )


def arrows(motion: Motion, placed: Placement, camera: Camera, frame: int) -> list[Layer]:
    """Draw an arrow along the way of each part that the movement names, clear of the body.

    Parameters
    ----------
    motion : Motion
    placed : Placement
        Of the motion's frames.
    camera : Camera
    frame : int
        The position that the arrow must not cover.

    Returns
    -------
    list of Layer
        At most one.
    """
    body, movement = motion.body, motion.movement
    words = Vocabulary.of(body, shipped().body)
    room = body.centres(placed)
    centre = camera.paper(room)
    radii = body.ball_radii.max(axis=1) * UNITS_PER_M
    lines: list[Array] = []
    for arrow in movement.arrows:
        ball = words.balls(arrow.part)[0]
        first, last = (key - 1.0 for key in arrow.between)
        chosen = (motion.phase >= min(first, last)) & (motion.phase <= max(first, last))
        way = centre[chosen, ball]
        whole = _length(room[chosen, ball]) * UNITS_PER_M
        line = _even(way[::-1] if first > last else way, whole)
        if line is not None:
            line = line + _clear(line, centre[frame], radii)
            lines += [line[None], _head(line)[None]]
    return [Layer("ar", 90.0, lines=tuple(lines))] if lines else []


def _length(way: Array) -> float:
    return float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())


def _even(way: Array, whole: float) -> Array | None:
    """Even points along a way, neither too short nor too long to read; None for no way.

    `whole` is how long the way is in the room: what goes toward the viewer has no arrow.
    """
    length = _length(way)
    if length < max(_SHORTEST, _SHOWN * whole):
        return None
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)]) / length
    smallest, usual, most = _USUAL
    kept = min(0.9, most / length)
    even = np.linspace(0.5 - kept / 2, 0.5 + kept / 2, 13)
    # A smooth curve through the way: its bends between frames are not the body's.
    bends = min(2 if length > usual else 1, len(way) - 1)
    curve = np.polynomial.polynomial.polyfit(along, way, bends)
    line = np.polynomial.polynomial.polyval(even, curve).T
    middle = line.mean(axis=0)
    wanted = min(max(2 * length, smallest), usual)
    return np.asarray(middle + (line - middle) * max(1.0, wanted / (length * kept)))


def _clear(line: Array, centre: Array, radii: Array) -> Array:
    """Find the smallest shift (2,) that keeps a line off the body's balls."""
    chord = line[-1] - line[0]
    ahead = chord / max(float(np.linalg.norm(chord)), 1e-9)
    aside = np.array([-ahead[1], ahead[0]])
    shifts = (_TRIED[:, None, None] * aside + _TRIED[None, :, None] * ahead).reshape(-1, 2)
    points = line[None, ::2] + shifts[:, None]
    apart = points[:, :, None] - centre
    gap = np.sqrt(apart[..., 0] ** 2 + apart[..., 1] ** 2) - radii
    room = gap.min(axis=(1, 2))
    outward = (shifts @ (line.mean(axis=0) - centre.mean(axis=0))) > 0
    cost = np.linalg.norm(shifts, axis=1) - 20.0 * outward
    cost += 8.0 * np.maximum(_ROOM - room, 0.0)
    cost += 3.0 * np.maximum(points[..., 1].max(axis=1) - (centre[:, 1] + radii).max(), 0.0)
    return np.asarray(shifts[int(np.argmin(np.round(cost, 3)))])


def _head(line: Array) -> Array:
    """Two strokes of an arrow's head, (3, 2)."""
    tip = line[-1]
    back = line[-3] - tip
    size = min(_HEAD, _HEAD_SHARE * _length(line))
    back = back / max(float(np.linalg.norm(back)), 1e-9) * size
    turn = np.radians(36)
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.stack([tip + rotate @ back, tip, tip + rotate.T @ back])


def floor_marks(way: Array, low: Array, high: Array, at: Array) -> tuple[str, float]:
    """Draw dashes on the floor under a body that walks on; they glide back as it goes.

    Parameters
    ----------
    way : array (2,)
        How far one round carries the body, on paper.
    low, high : array (2,)
        Corners of the picture.
    at : array (2,)
        Shift of the picture.

    Returns
    -------
    str
        The attributes of a path with a whole number of dashes to a round.
    float
        How far they glide in one round, in units.
    """
    length = float(np.linalg.norm(way))
    ahead = way / length
    across = float(low[0] + high[0]) / 2
    middle = np.array([across, ahead[1] * across / ahead[0]])
    half = ahead * float(high[0] - low[0]) / 2
    line = np.stack([middle - half, middle + half]) + at
    dash = length / max(round(length / 120), 1)
    d = line_data(line[None])[0]
    return f'd="{d}" stroke-dasharray="{dash * 0.4:.1f} {dash * 0.6:.1f}"', round(length, 1)
