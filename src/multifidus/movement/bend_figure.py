# SPDX-License-Identifier: Apache-2.0
"""The picture of hips and low back sharing a forward bend, as SVG.

Pure functions: the same person and words give the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.movement import Movement, View
from multifidus.movement.bend import Bent, OwnBend, Share, Spread, bent, rhythm
from multifidus.movement.bend_chart import chart
from multifidus.movement.bend_look import (
    NAME,
    WIDTH,
    bar,
    block,
    defs,
    degrees,
    line,
    sheet,
    text,
)
from multifidus.movement.camera import UNITS_PER_M, camera
from multifidus.movement.layers import Layer
from multifidus.movement.motion import Motion, solved
from multifidus.movement.palette import SHADED, gradients, style
from multifidus.movement.picture import inks
from multifidus.movement.scene import Scene, scene
from multifidus.movement.skeleton import Array, Skeleton

_TITLE: Final = "Hips and low back share a forward bend"
_CAPTION: Final = (
    "Shorter hips mean less reach. Whether your back makes up for it differs between people."
)
_ROOM: Final = (266.0, 342.0)
_TOP: Final = 210.0
_GAP: Final = 10.0
_ARC: Final = 92.0
_FAN: Final = (0.0, 1 / 4, 1 / 2, 3 / 4, 1.0)
_STANDING: Final = Movement.model_validate(
    {
        "unit": "degrees",
        "source": ["MultifidusMovement"],
        "grade": "P",
        "posture": "standing",
        "keys": [{"bears": {"floor": ["feet"]}}],
    }
)
_VIEW: Final = View.model_validate({"from": "side", "turn": -8, "raised": 0})


@dataclass(frozen=True, slots=True)
class _Panel:
    """One figure: its heading, the pose drawn whole, pale poses behind it, and words below."""

    head: str
    below: str
    shown: Share
    solid: bool = True
    ghosts: tuple[Share, ...] = ()
    perhaps: float = 0.0
    range: Spread | None = None
    notes: tuple[str, ...] = ()


def drawing(own: OwnBend | None, told: Sequence[str], knowledge: Knowledge, body: Skeleton) -> str:
    """Draw the usual bend and, where there is one, a person's own.

    Parameters
    ----------
    own : OwnBend or None
        None draws the usual bend alone, in thirds.
    told : sequence of str
        Sentences about this person: what was measured, or which test to do.
    knowledge : Knowledge
    body : Skeleton
        The body to draw.

    Returns
    -------
    str
        One SVG element.
    """
    return _Drawing(own, told, knowledge, body).svg()


class _Drawing:
    """Builds one picture from top to bottom."""

    def __init__(
        self, own: OwnBend | None, told: Sequence[str], knowledge: Knowledge, body: Skeleton
    ) -> None:
        self.own, self.told, self.knowledge, self.body = own, told, knowledge, body
        self.rhythm = rhythm(knowledge.bend)
        self.panels = self.thirds() if own is None else self.mine(own)
        shares = [s for panel in self.panels for s in (panel.shown, *panel.ghosts)]
        self.order = [self.rhythm.end, *shares]
        self.bent: Bent = bent(body, self.order, knowledge.bend.stance)
        motion: Motion = replace(solved(_STANDING, body), frames=self.bent.state)
        self.scene: Scene = scene(motion, camera(_VIEW), {}, (), self.bent.placed)
        points = self.scene.points()
        low, high = points.min(axis=0), points.max(axis=0)
        self.middle = float(low[0] + high[0]) / 2
        self.scale = float(min(_ROOM[0] / (high[0] - low[0]), _ROOM[1] / -low[1]))
        self.floor = _TOP - self.scale * float(low[1])
        self.looks: set[str] = set()

    # --- what is drawn ------------------------------------------------------------------------

    def thirds(self) -> list[_Panel]:
        """The usual bend on its way."""
        ends = [phase.until for phase in self.knowledge.bend.rhythm.phases][:2]
        words = ("low back leads", "now both alike")
        steps = [(self.rhythm.at(total), said) for total, said in zip(ends, words, strict=True)]
        steps.append((self.rhythm.end, "hips finish alone"))
        return [_Panel(f"At {degrees(share.total)}", said, share) for share, said in steps]

    def mine(self, own: OwnBend) -> list[_Panel]:
        """The usual bend, the person's free bend, and what a set point may ask."""
        people = self.knowledge.bend.rhythm.people
        usual = _Panel("Usual", f"mean of {people} people", own.usual, notes=(_whole(own.usual),))
        free = [own.free(hips) for hips in (own.hips.low, own.hips.mean, own.hips.high)]
        heights = bent(self.body, [own.usual, *free], self.knowledge.bend.stance).fingertips_m
        less = np.maximum(np.rint((heights[1:] - heights[0]) * 100), 0).astype(int)
        totals = Spread(*(share.total for share in free))
        if less[1]:
            notes = [f"{less[1]} cm less reach", f"({less[2]} to {less[0]} cm)"]
        else:
            notes = ["as far as usual", f"(or up to {less[0]} cm less)"]
        notes = notes[: 1 if less[0] == less[2] else 2]
        mean = own.free(own.hips.mean)
        pale = tuple(share for share in (free[0], free[2]) if share != mean)
        out = [
            usual,
            _Panel(
                "You, freely",
                "low back as usual",
                mean,
                ghosts=pale,
                range=totals,
                notes=tuple(notes),
            ),
        ]
        most = own.most(own.hips.mean)
        extra = most.low_back - mean.low_back
        if extra > 0:
            fan = tuple(Share(mean.low_back + part * extra, mean.hips) for part in _FAN)
            out.append(
                _Panel(
                    "You, to a target",
                    "low back may add",
                    most,
                    solid=False,
                    ghosts=fan,
                    perhaps=extra,
                    notes=(f"0° to {degrees(extra)} more", "in the low back"),
                )
            )
        return out

    # --- how it is drawn ----------------------------------------------------------------------

    def svg(self) -> str:
        """Write the whole picture."""
        count = len(self.panels)
        room = WIDTH / max(count, 2.4)
        first = WIDTH / 2 - room * (count - 1) / 2
        parts = [
            text(_TITLE, 20, 52, "t1"),
            _legend(98, perhaps=any(panel.perhaps for panel in self.panels)),
        ]
        for number, panel in enumerate(self.panels):
            parts.append(self.panel(panel, first + number * room, room / 2 - _GAP))
        y = self.floor + 190
        drawn, y = chart(self.rhythm, self.own, self.knowledge.bend, y)
        parts.append(drawn)
        drawn, y = block(_CAPTION, y + 52, "t2")
        parts.append(drawn)
        for sentence in (*self.told, *self.sources()):
            drawn, y = block(sentence, y + 12, "t3")
            parts.append(drawn)
        looks = sorted(self.looks)
        return sheet(
            _TITLE,
            self.description(),
            y + 4,
            style(looks),
            gradients(NAME, looks, flip=False) + defs(),
            "".join(parts),
        )

    def sources(self) -> list[str]:
        """Say what studies saw, and where the usual bend is from."""
        bend = self.knowledge.bend
        usual = (
            f"Usual: the mean of {bend.rhythm.people} people, some with earlier back pain (Esola); "
            "people differ a lot, and so do usual bends."
        )
        return [*(row.says for row in bend.seen), usual]

    def description(self) -> str:
        """Say in words what is seen."""
        parts = []
        for panel in self.panels:
            sure = panel.shown.low_back - panel.perhaps
            said = f"{panel.head}: low back {degrees(sure)}, hips {degrees(panel.shown.hips)}"
            parts.append("; ".join([said, *([" ".join(panel.notes)] if panel.notes else [])]) + ".")
        return " ".join([*parts, _CAPTION, *self.told])

    def frame(self, share: Share) -> int:
        """Which of the solved poses a share is."""
        return self.order.index(share)

    def panel(self, panel: _Panel, middle: float, half: float) -> str:
        """Draw one figure with its bar and words, `half` to each side of `middle`."""
        usual = float(self.bent.fingertips_m[0]) * UNITS_PER_M * self.scale
        level = self.floor - usual
        move = f"translate({middle - self.scale * self.middle:.1f} {self.floor:.1f})"
        inner = "".join(self.ghost(share) for share in panel.ghosts)
        if panel.solid:
            inner += self.body_of(panel.shown) + self.marks(panel.shown)
        else:
            inner += self.between(panel.ghosts)
        out = [
            text(panel.head, middle, 146, "th", "middle"),
            text(panel.below, middle, 180, "t3", "middle"),
            line("floor", middle - half, self.floor, middle + half, self.floor),
        ]
        if self.own is not None:
            out.append(line("level", middle - half, level, middle + half, level))
        if self.own is not None and panel is self.panels[0]:
            out.append(text("usual", middle - half, level - 10, "t3"))
            out.append(text("reach", middle - half, level + 28, "t3"))
        out.append(f'<g transform="{move} scale({self.scale:.4f})">{inner}</g>')
        if self.own is not None and panel.solid:
            out.append(self.reach(panel, middle, level))
        out.append(
            bar(panel.shown, self.rhythm.end, panel.perhaps, panel.range, middle, self.floor)
        )
        out += [
            text(note, middle, self.floor + 98 + 34 * number, "t3", "middle")
            for number, note in enumerate(panel.notes or _parts(panel.shown))
        ]
        return "".join(out)

    def reach(self, panel: _Panel, middle: float, level: float) -> str:
        """Draw how far the fingertips stay above the usual reach."""
        frame = self.frame(panel.shown)
        x = self.tips(frame)[0] * self.scale + middle - self.scale * self.middle + 34
        top = self.floor - float(self.bent.fingertips_m[frame]) * UNITS_PER_M * self.scale
        if level - top < 6:
            return ""
        ticks = "".join(line("gap", x - 9, y, x + 9, y) for y in (top, level))
        return line("gap", x, top, x, level) + ticks

    def tips(self, frame: int) -> Array:
        """Fingertips of the near hand on paper, (2,)."""
        ball = self.body.balls.index("right-fingers")
        return self.scene.camera.paper(self.body.centres(self.bent.placed)[frame, ball])

    def body_of(self, share: Share) -> str:
        """Draw the whole body in one pose."""
        frame = self.frame(share)
        layers = [layer.pick([frame]) for layer in self.scene.layers if layer.look != "sh"]
        return self.written(layers)

    def ghost(self, share: Share) -> str:
        """Draw a pale shape of the body in one pose."""
        frame = self.frame(share)
        curves = tuple(curve[[frame]] for curve in self.scene.silhouette())
        return f'<g class="pale">{self.written([Layer("gh", 0.0, curves)])}</g>'

    def written(self, layers: Iterable[Layer]) -> str:
        """Write layers of one frame."""
        out = []
        for ink in inks(list(layers), np.zeros(2)):
            look = ink.layer.look
            self.looks.update(look.split())
            base = look.split()[0]
            paint = f' fill="url(#{NAME}-{base})"' if base in SHADED else ""
            out.append(f'<path class="{look}"{paint} d="{ink.text(0)}"/>')
        return "".join(out)

    def spine(self, share: Share) -> Array:
        """The low back from the pelvis to the ribs on paper, (4, 2)."""
        names = ("lumbar-1", "lumbar-2", "lumbar-3", "thoracic-1")
        chosen = [self.body.bones.index(name) for name in names]
        return self.scene.camera.paper(self.bent.placed.origin[self.frame(share), chosen])

    def marks(self, share: Share) -> str:
        """Draw the low back as a line and the hips as an arc, in their colours."""
        frame = self.frame(share)
        placed, view = self.bent.placed, self.scene.camera
        hip = view.paper(placed.origin[frame, self.body.bones.index("right-thigh")])
        knee = view.paper(placed.origin[frame, self.body.bones.index("right-shank")])
        leg = (hip - knee) / np.linalg.norm(hip - knee)
        turn = np.radians(share.hips)
        ways = np.linspace(0.0, turn, 13)
        arc = hip + _ARC * np.stack(
            [
                leg[0] * np.cos(ways) - leg[1] * np.sin(ways),
                leg[0] * np.sin(ways) + leg[1] * np.cos(ways),
            ],
            axis=-1,
        )
        wedge = _points(np.concatenate([hip[None], arc]))
        back = _points(self.spine(share))
        return (
            f'<path class="wedge" d="M{wedge}z"/>'
            f'<path class="casing" d="M{_points(arc)}"/><path class="arc" d="M{_points(arc)}"/>'
            f'<path class="casing" d="M{back}"/><path class="spine" d="M{back}"/>'
            f'<circle class="hip" cx="{hip[0]:.0f}" cy="{hip[1]:.0f}" r="13"/>'
        )

    def between(self, shares: Sequence[Share]) -> str:
        """Draw both ends of what may be, alike, and what they reach for."""
        ends = (shares[0], shares[-1])
        out = [f'<g class="end">{self.body_of(share)}</g>' for share in ends]
        for share in ends:
            back = _points(self.spine(share))
            out.append(f'<path class="casing" d="M{back}"/><path class="spine" d="M{back}"/>')
        x, _ = self.tips(self.frame(shares[-1]))
        y = -float(self.bent.fingertips_m[0]) * UNITS_PER_M
        out += [f'<circle class="aim" cx="{x:.0f}" cy="{y:.0f}" r="{size}"/>' for size in (26, 9)]
        return "".join(out)


def _points(points: Array) -> str:
    return "L".join(f"{x:.0f} {y:.0f}" for x, y in points + 0.0)


def _whole(share: Share) -> str:
    return f"{degrees(share.total)} in all"


def _parts(share: Share) -> tuple[str, str]:
    return f"{degrees(share.hips)} hips", f"{degrees(share.low_back)} low back"


def _legend(y: float, *, perhaps: bool) -> str:
    rows = [(20, ' class="hips"', "hips"), (140, ' class="back"', "low back")]
    if perhaps:
        rows.append((320, f' fill="url(#{NAME}-perhaps)"', "low back, perhaps"))
    out = []
    for x, paint, words in rows:
        out.append(f'<rect{paint} x="{x}" y="{y - 22:.0f}" width="26" height="26" rx="6"/>')
        out.append(text(words, x + 38, y, "t3"))
    return "".join(out)
