# SPDX-License-Identifier: Apache-2.0
"""Scenes written as one SVG element: moving or still, side by side, with marks, in a frame."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol
from xml.sax.saxutils import escape

import numpy as np

from multifidus.knowledge.movement import View, ViewName
from multifidus.movement.camera import camera
from multifidus.movement.layers import Layer
from multifidus.movement.marks import arrows, badge, badge_spot, floor_marks, number_mark
from multifidus.movement.motion import Motion
from multifidus.movement.palette import SHADED, gradients, style
from multifidus.movement.scene import Scene, scene
from multifidus.movement.shapes import line_data, said, steps
from multifidus.movement.skeleton import Array
from multifidus.movement.timeline import (
    Timeline,
    breath,
    fitting,
    fixed,
    frame_of,
    progress,
    telling,
    timeline,
)

_PAD: Final = 30
_GAP: Final = 70
_NUMBERS: Final = 76
_WIDEST: Final = 3400
_SMALLEST: Final = (520, 440)
# The shape of the space that a figure usually has on a page.
_FRAME: Final = np.array([7.0, 6.0])
_SIDEWAYS: Final = 0.4
_BREATH: Final = 1.035


class About(Protocol):
    """What a picture must know of its subject; see `figure.Subject`."""

    @property
    def id(self) -> str:
        """Goes before every id inside the drawing."""

    @property
    def name(self) -> str:
        """The title."""

    @property
    def description(self) -> str:
        """What is seen, in words."""

    @property
    def muscles(self) -> Mapping[str, int]:
        """Grades 1 to 3 of muscle groups."""

    @property
    def stretches(self) -> tuple[str, ...]:
        """What is lengthened."""

    @property
    def hold_s(self) -> int | None:
        """Seconds of a hold."""

    @property
    def up_s(self) -> float | None:
        """Seconds of the way out."""

    @property
    def down_s(self) -> float | None:
        """Seconds of the way back."""


class Picture:
    """Draws one movement of one subject."""

    def __init__(self, motion: Motion, subject: About, *, flip: bool) -> None:
        self.breath: Array | None = None
        if len(motion.phase) == 1:
            motion = replace(motion, frames=motion.frames.pick([0, 0]), phase=np.array([0.0, 1.0]))
            self.breath = np.array([1.0, _BREATH])
        self.motion, self.subject, self.flip = motion, subject, flip
        self.telling = 0 if self.breath is not None else frame_of(motion, telling(motion))
        state, share = motion.frames, progress(motion.phase) / max(float(motion.phase[-1]), 1.0)
        drift = share[:, None] * motion.travel
        self.placed = motion.body.place(state.position - drift, state.turn, state.angles)
        self.timelines: dict[tuple[int, ...], Timeline] = {}
        self.pieces: list[str] = []
        self.looks: set[str] = set()
        self.taken: list[Array] = []
        self.low, self.high = np.zeros(2), np.zeros(2)

    # --- the three kinds ----------------------------------------------------------------------

    def animated(self, view: ViewName | View | None) -> str:
        """Draw all views, moving."""
        scenes = [self.scene(one) for one in self.views(view)]
        layers = [layer for one in scenes for layer in one.layers]
        if self.breath is None:
            rows = [layer.rows() for layer in layers]
            frames = fitting(self.motion.phase, rows, fixed(self.motion))
        else:
            frames = [[0, 1] for _ in layers]
        times = iter([self.times(tuple(chosen)) for chosen in frames])
        self.looks.add("mf-still")
        every = self.times(tuple(fixed(self.motion)))
        for one, marks, at in self.laid(scenes):
            self.walk(one, at, every)
            self.pieces += [self.moving(ink, next(times)) for ink in inks(one.layers, at)]
            self.pieces += [self.path(ink, 0, also="mf-still") for ink in inks(marks, at)]
        return self.finish(every)

    def times(self, frames: tuple[int, ...]) -> Timeline:
        """Lay some frames out in time, once for each choice of frames."""
        if self.breath is not None:
            return breath()
        if frames not in self.timelines:
            about = self.subject
            one = timeline(self.motion, list(frames), about.up_s, about.down_s)
            self.timelines[frames] = one
        return self.timelines[frames]

    def still(self, view: ViewName | View | None) -> str:
        """Draw all views at the telling position, over a ghost of the start."""
        for one, marks, at in self.laid([self.scene(v) for v in self.views(view)]):
            self.walk(one, at, None)
            layers = [*one.layers, *marks]
            if self.telling:
                layers.append(Layer("gh", 3.0, tuple(c[:1] for c in one.silhouette())))
            layers.sort(key=lambda layer: layer.order)
            self.pieces += [self.path(ink, self.telling) for ink in inks(layers, at)]
        return self.finish(None)

    def strip(self) -> str:
        """Draw the key positions in rows."""
        whole = self.scene(self.motion.movement.view)
        self.looks |= {"bb", "ar"}
        ones = []
        for key in range(len(self.motion.movement.keys)):
            frame = frame_of(self.motion, key)
            layers = tuple(layer.pick([frame]) for layer in whole.layers)
            low, high = edges(replace(whole, layers=layers).points())
            ones.append((layers, low, high))
        width = sum(high[0] - low[0] + _GAP for _, low, high in ones)
        rows = int(np.ceil(width / _WIDEST))
        each = int(np.ceil(len(ones) / rows))
        bottom, right = 0.0, 0.0
        for first in range(0, len(ones), each):
            row = ones[first : first + each]
            bottom += max(high[1] - low[1] for _, low, high in row)
            left = 0.0
            for number, (layers, low, high) in enumerate(row, start=first + 1):
                at = np.array([left - low[0], bottom - high[1]])
                self.pieces += [self.path(ink, 0) for ink in inks(layers, at)]
                middle = left + (high[0] - low[0]) / 2
                gap = left - _GAP / 2 if number > first + 1 else None
                self.pieces.append(number_mark(number, middle, bottom, gap))
                left += high[0] - low[0] + _GAP
            right = max(right, left - _GAP)
            bottom += _NUMBERS
        self.high = np.array([right, bottom])
        return self.finish(None, mark=False)

    # --- pieces -------------------------------------------------------------------------------

    def views(self, view: ViewName | View | None) -> list[ViewName | View]:
        """List the views to draw."""
        if view is not None:
            return [view]
        movement = self.motion.movement
        return [v for v in (movement.view, movement.second_view) if v is not None]

    def scene(self, view: ViewName | View) -> Scene:
        """Draw the layers from one side."""
        one = scene(
            self.motion,
            camera(view),
            self.subject.muscles,
            self.subject.stretches,
            self.placed,
            self.breath,
        )
        return replace(one, layers=self.turned(one.layers))

    def turned(self, layers: Iterable[Layer]) -> tuple[Layer, ...]:
        """Mirror layers when the other side of the body is asked for."""
        return tuple(layer.mirrored() if self.flip else layer for layer in layers)

    def arrows(self, one: Scene) -> tuple[Layer, ...]:
        """Draw the arrows of the movement."""
        return self.turned(arrows(self.motion, self.placed, one.camera, self.telling))

    def laid(self, scenes: Sequence[Scene]) -> list[tuple[Scene, tuple[Layer, ...], Array]]:
        """Lay scenes out side by side or one below the other, whichever shows them larger.

        Returns each with its arrows and its shift (2,).
        """
        arrows = [self.arrows(one) for one in scenes]
        points = [
            replace(one, layers=(*one.layers, *marks)).points()
            for one, marks in zip(scenes, arrows, strict=True)
        ]
        boxes = [edges(one) for one in points]
        row, column = (_joined(boxes, axis) for axis in (0, 1))
        shifts, self.low, self.high = row if _size(*row[1:]) >= _size(*column[1:]) else column
        self.taken = [one + at for one, at in zip(points, shifts, strict=True)]
        return list(zip(scenes, arrows, shifts, strict=True))

    def walk(self, one: Scene, at: Array, times: Timeline | None) -> None:
        """Add the marks on the floor of a movement that travels."""
        travel = self.motion.travel
        across = abs(float(travel @ one.camera.right))
        if not self.motion.movement.travels or across < _SIDEWAYS * np.linalg.norm(travel):
            return
        points = one.points()
        way = one.camera.paper(travel) * np.array([-1.0 if self.flip else 1.0, 1.0])
        what, length = floor_marks(way, points.min(axis=0), points.max(axis=0), at)
        self.looks.add("fl")
        if times is None:
            self.pieces.append(f'<path class="fl" {what}/>')
            return
        self.pieces.append(
            f'<path class="fl mf-still" {what}/><path class="fl mf-move" {what}>'
            f'<animate attributeName="stroke-dashoffset" values="0;{length:g}"'
            f' dur="{times.total_s:g}s" repeatCount="indefinite"/></path>'
        )

    def moving(self, ink: "Ink", times: Timeline) -> str:
        """Draw one layer with its animation, and still for people who want no motion."""
        layer, frames = ink.layer, times.frame
        texts = {frame: ink.text(frame) for frame in sorted({*frames, self.telling})}
        shifts = layer.shift is not None and len(layer.shift) > 1
        if not shifts and len(set(texts.values())) == 1:
            return self.path(ink, 0)
        self.see(layer)
        inner = ""
        if len(set(texts.values())) > 1:
            values = ";".join(texts[frame] for frame in frames)
            inner = f'<animate attributeName="d" values="{values}" {times.attributes()}/>'
        if layer.shift is not None and shifts:
            way = layer.shift[list(frames)] - layer.shift[0]
            moves = ";".join(f"{x:.0f} {y:.0f}" for x, y in way + 0.0)
            inner += (
                '<animateTransform attributeName="transform" type="translate"'
                f' values="{moves}" {times.attributes()}/>'
            )
        paint = self.paint(layer)
        moved = f'<path class="{layer.look} mf-move"{paint} d="{texts[frames[0]]}">{inner}</path>'
        return moved + self.path(ink, self.telling, also="mf-still")

    def path(self, ink: "Ink", frame: int, also: str = "") -> str:
        """Draw one layer at one frame."""
        layer = ink.layer
        self.see(layer)
        look = f"{layer.look} {also}" if also else layer.look
        move = ""
        if layer.shift is not None and len(layer.shift) > 1 and frame:
            x, y = layer.shift[frame] - layer.shift[0] + 0.0
            move = f' transform="translate({x:.0f} {y:.0f})"'
        return f'<path class="{look}"{self.paint(layer)}{move} d="{ink.text(frame)}"/>'

    def paint(self, layer: Layer) -> str:
        """Name the gradient or pattern of a layer that has one."""
        look = layer.look.split()[0]
        if look in SHADED or look in {"wo", "st"}:
            return f' fill="url(#{_quoted(self.subject.id)}-{look})"'
        return ""

    def see(self, layer: Layer) -> None:
        """Remember which classes are used."""
        self.looks.update(layer.look.split())

    # --- the element --------------------------------------------------------------------------

    def frame(self) -> tuple[Array, Array]:
        """Corner and size of the picture, at least the smallest; more room goes above."""
        size = self.high - self.low
        more = np.maximum(np.array(_SMALLEST) - size, 0)
        half = float(np.ceil(more[0] / 2))
        return self.low - np.array([half, more[1]]), size + np.array([2 * half, more[1]])

    def finish(self, times: Timeline | None, *, mark: bool = True) -> str:
        """Write the SVG element around its pieces."""
        low, size = self.frame()
        seconds = self.subject.hold_s
        if mark and seconds is not None and self.motion.movement.marks_hold:
            taken = np.concatenate(self.taken)
            left, top = badge_spot(seconds, low, low + size, taken, flip=self.flip)
            raised = np.array([0.0, max(float(low[1]) - top + 14, 0.0)])
            low, size = low - raised, size + raised
            self.looks.add("bb")
            self.pieces.append(badge(seconds, left, top, times))
        label = _quoted(self.subject.id)
        box = " ".join(f"{value:.0f}" for value in (*low, *size))
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" class="mf-fig" role="img"'
            f' aria-labelledby="{label}-title {label}-desc" viewBox="{box}">'
            f'<title id="{label}-title">{escape(self.subject.name)}</title>'
            f'<desc id="{label}-desc">{escape(self.subject.description)}</desc>'
            f"<style>{style(self.looks)}</style>"
            f"<defs>{gradients(label, self.looks, flip=self.flip)}</defs>"
            f"{''.join(self.pieces)}</svg>"
        )


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def edges(points: Array) -> tuple[Array, Array]:
    """Corners (2,) around points (N, 2), with some room, in whole units."""
    return np.floor(points.min(axis=0)) - _PAD, np.ceil(points.max(axis=0)) + _PAD


def _joined(boxes: Sequence[tuple[Array, Array]], axis: int) -> tuple[list[Array], Array, Array]:
    """Put boxes in a row (axis 0) with their feet level, or in a column (axis 1) with one middle.

    Returns the shift of each, and the corners of them all; the first one stays where it is.
    """
    low, high = boxes[0]
    shifts = [np.zeros(2)]
    for here, there in boxes[1:]:
        if axis == 0:
            at = np.array([high[0] + _GAP - here[0], high[1] - there[1]])
        else:
            middle = np.rint((low[0] + high[0] - here[0] - there[0]) / 2)
            at = np.array([middle, high[1] - here[1]])
        low, high = np.minimum(low, here + at), np.maximum(high, there + at)
        shifts.append(at)
    return shifts, low, high


def _size(low: Array, high: Array) -> float:
    """How large things in a box appear in a usual frame."""
    return float((_FRAME / (high - low)).min())


@dataclass(frozen=True, slots=True)
class Ink:
    """A layer in whole numbers, ready to be written at any frame."""

    layer: Layer
    curves: list[list[list[int]]]
    lines: list[list[str]]

    def text(self, frame: int) -> str:
        """Path data at a frame; what never changes has only one."""
        parts = [said(rows[frame if len(rows) > 1 else 0]) for rows in self.curves]
        parts += [texts[frame if len(texts) > 1 else 0] for texts in self.lines]
        return "".join(parts)


def inks(layers: Sequence[Layer], at: Array) -> list[Ink]:
    """Round all layers at once, shifted by `at` (2,)."""
    starts = [at if layer.shift is None else at + layer.shift[0] for layer in layers]
    pairs = list(zip(layers, starts, strict=True))
    rows = iter(steps([curve + start for layer, start in pairs for curve in layer.curves]))
    return [
        Ink(
            layer,
            [next(rows) for _ in layer.curves],
            [line_data(line + start) for line in layer.lines],
        )
        for layer, start in pairs
    ]
