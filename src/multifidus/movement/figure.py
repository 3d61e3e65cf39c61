# SPDX-License-Identifier: Apache-2.0
"""The figure of a movement as SVG: animated, still, or as a strip of its key positions.

Pure functions: the same motion and subject give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from multifidus.knowledge.movement import View, ViewName
from multifidus.movement.motion import Motion
from multifidus.movement.picture import Picture


@dataclass(frozen=True, slots=True)
class Subject:
    """What the picture is of.

    `id` goes before every id inside the drawing. `muscles` maps ids of muscle groups to grades 1 to
    3, `stretches` are ids of stretch targets. `hold_s` is what the mark of a hold says; `up_s` and
    `down_s` are seconds for the way out and the way back.
    """

    id: str
    name: str
    description: str
    muscles: Mapping[str, int] = field(default_factory=dict)
    stretches: tuple[str, ...] = ()
    hold_s: int | None = None
    up_s: float | None = None
    down_s: float | None = None


def animated(
    motion: Motion, subject: Subject, *, view: ViewName | View | None = None, flip: bool = False
) -> str:
    """Draw a movement that moves.

    Parameters
    ----------
    motion : Motion
    subject : Subject
    view : ViewName or View, optional
        Only this view, instead of those that the movement names.
    flip : bool
        Draw the other side of the body: the exact mirror image.

    Returns
    -------
    str
        One SVG element. People who ask for less motion, and paper, get the still position.
    """
    return Picture(motion, subject, flip=flip).animated(view)


def still(
    motion: Motion, subject: Subject, *, view: ViewName | View | None = None, flip: bool = False
) -> str:
    """Draw the position that says most, with the start as a pale ghost and an arrow.

    Parameters and result are those of `animated`.
    """
    return Picture(motion, subject, flip=flip).still(view)


def strip(motion: Motion, subject: Subject, *, flip: bool = False) -> str:
    """Draw all key positions side by side, numbered, for paper.

    Parameters and result are those of `animated`.
    """
    return Picture(motion, subject, flip=flip).strip()
