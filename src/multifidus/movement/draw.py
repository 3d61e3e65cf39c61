# SPDX-License-Identifier: Apache-2.0
"""The figure of an exercise or a test: its movement solved, its muscles, its words, drawn."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from multifidus.domain.words import Side
from multifidus.knowledge.schema import Exercise, Test
from multifidus.movement import figure
from multifidus.movement.describe import describe, title
from multifidus.movement.figure import Subject
from multifidus.movement.mirror import other_side
from multifidus.movement.motion import Motion, solved

Form = Literal["animated", "still", "strip", "unmarked"]
Works = Literal["left", "right"]
_OTHER: Final[dict[Works, Works]] = {"left": "right", "right": "left"}
FORMS: Final[tuple[Form, ...]] = ("animated", "still", "strip", "unmarked")


@dataclass(frozen=True, slots=True)
class Picture:
    """A solved movement and what the drawing is of; `flip` draws the other side of the body."""

    motion: Motion
    subject: Subject
    flip: bool = False

    @property
    def side(self) -> Works | None:
        """The side that works in the drawing; None where both do."""
        works = self.motion.movement.works
        return _OTHER[works] if works and self.flip else works

    def svg(self, form: Form = "animated") -> str:
        """Draw it: animated, still, or as a strip of key positions for print.

        `unmarked` is animated without the seconds of a hold, for a page that counts them itself.
        """
        if form == "unmarked":
            return figure.animated(self.motion, replace(self.subject, hold_s=None), flip=self.flip)
        draw = {"animated": figure.animated, "still": figure.still, "strip": figure.strip}[form]
        return draw(self.motion, self.subject, flip=self.flip)


def of(thing: Exercise | Test, side: Side | None = None, prefix: str = "") -> Picture:
    """Solve and describe the figure of an exercise or a test.

    Parameters
    ----------
    thing : Exercise or Test
        One that has a movement.
    side : Side, optional
        `left` or `right` for movements of one side; the side that the file writes unless given.
    prefix : str
        Goes before the ids inside the drawing, where one page holds two things of the same id.

    Raises
    ------
    ValueError
        If it has no movement, or a side is asked of a movement that has none.
    """
    if thing.movement is None:
        raise ValueError(f"{thing.id} has no movement")
    works = thing.movement.works
    if side is not None and (works is None or side is Side.BOTH):
        raise ValueError(f"{thing.id} works both sides alike; it has no {side} side")
    # The other side is the mirror image, so it needs no second solve: not in the picture, and not
    # in the words, where the sides change places.
    flip = side is not None and side.value != works
    motion = solved(thing.movement)
    return Picture(motion, _subject(thing, motion, prefix, flip=flip), flip)


def _subject(thing: Exercise | Test, motion: Motion, prefix: str, *, flip: bool) -> Subject:
    movement = motion.movement
    each = movement.works is not None
    works = _OTHER[movement.works] if movement.works and flip else movement.works
    if isinstance(thing, Exercise):
        table = thing.doses.stages[thing.stage]
        first = table.steps[table.start]
        seconds = first.hold_s if movement.marks_hold else None
        if movement.marks_hold and seconds is None and first.minutes:
            seconds = round(first.minutes * 60)
        up, down = thing.doses.up_s, thing.doses.down_s
        muscles, stretches = thing.muscles.grades, thing.stretches
    else:
        seconds, up, down = None, None, None
        muscles, stretches = dict.fromkeys(thing.muscles, 3), thing.stretch_targets
    words = describe(motion, side_matters=each, hold_s=seconds, up_s=up, down_s=down)
    return Subject(
        id=prefix + thing.id,
        name=title(thing.name, works),
        description=other_side(words) if flip else words,
        muscles=muscles,
        stretches=stretches,
        hold_s=seconds,
        up_s=up,
        down_s=down,
    )
