# SPDX-License-Identifier: Apache-2.0
"""Running drills seen from above: cones, and the way a player takes between them."""

from html import escape
from typing import Final

from multifidus.knowledge.sports import Lane

_CONES: Final = (40, 110, 180, 250, 320)
_MIDDLE: Final = 60


def lane_svg(lane: Lane, title: str, key: str) -> str:
    """Draw a lane with its cones and the player's way, black on white, for paper and sun."""
    cones = "".join(f'<path d="M{x - 7} {_MIDDLE + 26}h14l-7 -13z" class="cone"/>' for x in _CONES)
    way = _WAYS[lane]
    return (
        f'<svg viewBox="0 0 360 120" role="img" aria-labelledby="{key}-lane">'
        f'<title id="{key}-lane">{escape(title)}, seen from above</title>'
        f'<defs><marker id="{key}-tip" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="5" '
        'markerHeight="5" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" class="tip"/>'
        "</marker></defs>"
        f'<path d="M20 12H340M20 108H340" class="line"/>{cones}'
        f"{way.replace('TIP', f'url(#{key}-tip)')}</svg>"
    )


def _run(path: str, *, back: bool = False) -> str:
    kind = "back" if back else "run"
    return f'<path d="{path}" class="{kind}" marker-end="TIP"/>'


def _dots(points: tuple[tuple[int, int], ...]) -> str:
    return "".join(f'<circle cx="{x}" cy="{y}" r="6" class="stop"/>' for x, y in points)


_FEET: Final = "".join(
    f'<path d="M{x} 34v18M{x + 12} 34v18" class="foot"/>' for x in range(34, 320, 44)
)
_WAYS: Final[dict[Lane, str]] = {
    "straight": _run("M28 60H332"),
    "there-and-back": _run("M28 36H318C340 36 340 58 318 58") + _run("M318 58H32", back=True),
    "sideways": _FEET + _run("M28 62H332"),
    "circles": _run("M28 56H332")
    + "".join(
        f'<path d="M{x - 9} 55a13 13 0 1 1 18 0" class="run" marker-end="TIP"/>' for x in _CONES[1:]
    ),
    "weave": _run("M20 70C30 104 66 104 75 80S130 50 145 80S200 110 215 80S270 50 285 80L334 92"),
    "stop": _run("M28 60H104")
    + _run("M118 60H174")
    + _run("M188 60H244")
    + _run("M258 60H314")
    + _dots(((111, 60), (181, 60), (251, 60), (321, 60))),
    "turn": _run("M28 30H236C262 30 262 58 240 58")
    + _run("M240 58H120", back=True)
    + _dots(((256, 44),)),
}
LANE_STYLE: Final = """
.lane svg{background:#fff}
.cone{fill:none;stroke:#000;stroke-width:2}.line{stroke:#888;stroke-width:1.5;stroke-dasharray:6 6}
.run,.back{fill:none;stroke:#000;stroke-width:4;stroke-linecap:round}.back{stroke-dasharray:9 7}
.tip,.stop{fill:#000}.foot{stroke:#000;stroke-width:3}
"""
