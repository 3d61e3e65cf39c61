# SPDX-License-Identifier: Apache-2.0
"""The curves of the bend's picture: low back and hips over the whole way down."""

from typing import Final

from multifidus.knowledge.bend import ForwardBend
from multifidus.movement.bend import OwnBend, Rhythm
from multifidus.movement.bend_look import NAME, degrees, line, text

_LEFT: Final = 74.0
_RIGHT: Final = 872.0
_HEIGHT: Final = 330.0
_STEP: Final = 20
_ROOM: Final = 6.0
_EQUAL: Final = 0.2
_FAR: Final = 1.5


class _Plane:
    """Degrees to units: the bend to the right, low back and hips up."""

    def __init__(self, across: float, high: float, top: float) -> None:
        self.bottom, self.top = top + _HEIGHT, top
        self.wide = (_RIGHT - _LEFT) / across
        self.tall = _HEIGHT / high

    def at(self, total: float, value: float) -> tuple[float, float]:
        """Place on paper of a part's degrees when the bend is `total`."""
        return _LEFT + total * self.wide, self.bottom - value * self.tall

    def path(self, points: list[tuple[float, float]]) -> str:
        """Path data through points in degrees."""
        return "M" + "L".join("{:.1f} {:.1f}".format(*self.at(*point)) for point in points)


def chart(
    rhythm: Rhythm, own: OwnBend | None, numbers: ForwardBend, top: float
) -> tuple[str, float]:
    """Draw low back and hips over the bend, the usual way and a person's own.

    Parameters
    ----------
    rhythm : Rhythm
    own : OwnBend or None
    numbers : ForwardBend
    top : float
        Where it may begin, in units.

    Returns
    -------
    str
        The drawing.
    float
        Where it ends.
    """
    end = rhythm.end
    most = end.hips if own is None else max(end.hips, own.most(own.hips.low).low_back)
    plane = _Plane(end.total, most + _ROOM, top + 72)
    out = [
        text("Who gives how much on the way down", 20, top, "t2"),
        _thirds(plane, rhythm, numbers),
    ]
    for value in range(0, int(most) + 1, _STEP):
        x, y = plane.at(0, value)
        out += [line("grid", x, y, _RIGHT, y), text(degrees(value), x - 12, y + 8, "t3", "end")]
    usual = [(float(total), rhythm.at(float(total))) for total in rhythm.total]
    if own is not None:
        out.append(_band(plane, rhythm, own))
    out.append(f'<path class="way h" d="{plane.path([(t, s.hips) for t, s in usual])}"/>')
    out.append(f'<path class="way b" d="{plane.path([(t, s.low_back) for t, s in usual])}"/>')
    if own is not None:
        out.append(_mine(plane, rhythm, own))
    out.append(_names(plane, rhythm))
    foot = plane.bottom + 36
    for phase in numbers.rhythm.phases:
        out.append(text(degrees(phase.until), plane.at(phase.until, 0)[0], foot, "t3", "middle"))
    out.append(text(degrees(end.total), _RIGHT, foot, "t3", "end"))
    middle = (_LEFT + _RIGHT) / 2
    out.append(
        text("degrees bent forward, hips and low back together", middle, foot + 34, "t3", "middle")
    )
    return "".join(out), foot + 34


def _thirds(plane: _Plane, rhythm: Rhythm, numbers: ForwardBend) -> str:
    """Shade every other part of the bend, and say who leads in it."""
    out, start = [], 0.0
    parts = [(phase.until, _leads(phase.low_back_to_hips)) for phase in numbers.rhythm.phases]
    parts.append((rhythm.end.total, "hips"))
    for number, (until, words) in enumerate(parts):
        (left, _), (right, _) = plane.at(start, 0), plane.at(until, 0)
        if number % 2 == 0:
            out.append(
                f'<rect class="third" x="{left:.1f}" y="{plane.top - 44:.1f}"'
                f' width="{right - left:.1f}" height="{_HEIGHT + 44:.0f}"/>'
            )
        out.append(text(words, (left + right) / 2, plane.top - 14, "t3", "middle"))
        start = until
    return "".join(out)


def _leads(ratio: float) -> str:
    if ratio > _FAR:
        return "low back leads"
    return "about even" if abs(ratio - 1) <= _EQUAL else "hips lead"


def _names(plane: _Plane, rhythm: Rhythm) -> str:
    """Dots at the ends of both curves with what they come to."""
    out = []
    for look, value in (("hips", rhythm.end.hips), ("back", rhythm.end.low_back)):
        x, y = plane.at(rhythm.end.total, value)
        out.append(f'<circle class="dot {look}" cx="{x:.1f}" cy="{y:.1f}" r="11"/>')
    return "".join(out)


def _band(plane: _Plane, rhythm: Rhythm, own: OwnBend) -> str:
    """Shade where this person's hips may stop, and what the low back may make up."""
    end = rhythm.end.total
    low, high = own.hips.low, own.hips.high
    first, last = rhythm.when_hips(low), rhythm.when_hips(high)
    ways = [float(total) for total in rhythm.total if first < total < last]
    edge = [(total, rhythm.at(total).hips) for total in (first, *ways, last)]
    hips = plane.path([*edge, (end, high), (end, low)])
    out = f'<path class="band" d="{hips}z"/>'
    most = own.most(own.hips.mean)
    mean = own.free(own.hips.mean)
    if most.low_back > mean.low_back:
        wedge = [
            (mean.total, mean.low_back),
            (most.total, most.low_back),
            (end, most.low_back),
            (end, mean.low_back),
        ]
        out += f'<path fill="url(#{NAME}-perhaps)" d="{plane.path(wedge)}z"/>'
    return out


def _mine(plane: _Plane, rhythm: Rhythm, own: OwnBend) -> str:
    """Mark where this person's hips stop, at the mean of the range."""
    mean = own.hips.mean
    if mean >= rhythm.end.hips:
        return ""
    start, end = rhythm.when_hips(mean), rhythm.end.total
    x, y = plane.at(start, mean)
    flat = plane.path([(start, mean), (end, mean)])
    # Left of its dot the words would lie on the curves where these run higher.
    high = mean >= rhythm.end.low_back
    place = (x - 20, y - 6, "t3", "end") if high else (_RIGHT, y + 36, "t3", "end")
    return (
        f'<path class="way h mine" d="{flat}"/>'
        f'<circle class="dot hips" cx="{x:.1f}" cy="{y:.1f}" r="11"/>'
        + text(f"your hips stop near {degrees(mean)}", *place)
    )
