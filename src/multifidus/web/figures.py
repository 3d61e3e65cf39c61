# SPDX-License-Identifier: Apache-2.0
"""Drawings made once: the first one of a movement takes a moment to solve, the rest come from here."""

import gzip
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from multifidus.domain.words import Side
from multifidus.knowledge.schema import Exercise, Test

if TYPE_CHECKING:
    from multifidus.movement import draw

KEPT: Final = 1024
"""How many drawings are kept, packed and plain; all of the catalogue in every form is fewer."""


class Figures:
    """The drawings of one knowledge."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[tuple[str, str, str, str], tuple[bytes, bytes]] = OrderedDict()
        self._lock = Lock()

    def get(
        self, thing: Exercise | Test, kind: str, side: str, form: "draw.Form"
    ) -> tuple[bytes, bytes]:
        """Return a drawing as SVG, plain and gzipped. A side that a movement has not is ignored."""
        sided = thing.movement is not None and thing.movement.works is not None
        which = Side(side) if side and sided else None
        key = (kind, thing.id, which or "", form)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        from multifidus.movement import draw  # noqa: PLC0415 - slow, and the first page needs none

        svg = draw.of(thing, which).svg(form).encode()
        made = (svg, gzip.compress(svg, mtime=0))
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
