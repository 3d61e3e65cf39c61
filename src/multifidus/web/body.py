# SPDX-License-Identifier: Apache-2.0
"""A plain body from the front and from behind, to mark pain on and to show what was found.

Everything is drawn from the outline of half a body around its midline; the other half is its
mirror. Colours and patterns come from the style sheet by class, so that the drawing follows light,
dark and forced colours; nothing here is clinical.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup, escape

from multifidus.domain.words import PainSite, Side

View = Literal["front", "back"]
Point = tuple[float, float]
"""Units to the side of the midline, and down from the crown."""

MIDDLE: Final = 64.0
WIDE: Final = 128
TALL: Final = 376

_TRUNK: Final[tuple[Point, ...]] = (
    (0, 44), (10, 46), (10.5, 58), (17, 66), (30, 71), (38, 79), (37, 96), (33, 114), (29, 132),
    (26.5, 150), (28.5, 165), (33, 182), (35, 198), (35, 216), (32.5, 242), (28, 266), (24.5, 284),
    (25, 298), (25.5, 312), (22, 332), (16.5, 350), (16, 359), (22, 368), (20, 373), (9, 373),
    (7.5, 362), (9, 349), (8, 330), (5.5, 311), (7, 294), (5, 283), (4.5, 262), (3, 236), (0, 211),
)  # fmt: skip
_ARM: Final[tuple[Point, ...]] = (
    (29, 72), (37, 75), (42.5, 86), (46, 108), (48.5, 126), (53, 142), (56, 164), (57, 184),
    (60.5, 198), (60, 212), (56, 218), (52, 211), (51.5, 199), (50.5, 185), (46, 164), (42, 144),
    (39, 128), (35, 108), (32, 90),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the body in one view: its outline on the positive side of the midline.

    `middle` regions are drawn once, as they stand; others once for each side.
    """

    view: View
    outline: tuple[Point, ...]
    middle: bool = False


def _box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    """Return a soft-cornered patch."""
    wide, tall = (right - left) * 0.24, (bottom - top) * 0.14
    return (
        (left, top + tall), (left + wide, top), (right - wide, top), (right, top + tall),
        (right, bottom - tall), (right - wide, bottom), (left + wide, bottom), (left, bottom - tall),
    )  # fmt: skip


_THIGH: Final = _box(2, 217, 40, 276)
_SHIN: Final = _box(2, 292, 30, 374)
SITES: Final[Mapping[str, tuple[Region, ...]]] = {
    "low-back-middle": (Region("back", _box(-8, 137, 8, 178), middle=True),),
    "low-back": (Region("back", _box(9, 137, 34, 174)),),
    "buttock": (Region("back", _box(2, 180, 34, 214)),),
    "hip": (Region("front", _box(20, 170, 40, 205)),),
    "groin": (Region("front", ((3, 200), (9, 193), (17, 184), (19, 197), (12, 207), (4, 211))),),
    "thigh": (Region("back", _THIGH), Region("front", _THIGH)),
    "below-knee": (Region("back", _SHIN), Region("front", _SHIN)),
}
"""Where a person may mark pain, by the domain's word without its side."""

_BACK_OF_THIGH: Final = (Region("back", _box(4, 216, 31, 274)),)
_FRONT_OF_THIGH: Final = (Region("front", _box(7, 212, 32, 274)),)
_BUTTOCK: Final = (Region("back", _box(3, 181, 31, 212)),)
_DEEP_BUTTOCK: Final = (
    Region("back", ((4, 190), (16, 187), (28, 193), (26, 203), (14, 201), (4, 199))),
)
_SIDE_HIP: Final = (
    Region("back", ((11, 176), (22, 168), (33, 174), (34, 188), (24, 184), (13, 183))),
)
_FRONT_OF_HIP: Final = (
    Region("front", ((9, 186), (17, 174), (26, 176), (27, 196), (20, 208), (11, 204))),
)
_SIDE_BELLY: Final = (Region("front", _box(12, 116, 32, 170)),)
_LOW_BACK: Final = (Region("back", _box(3, 142, 20, 176)),)
PARTS: Final[Mapping[str, tuple[Region, ...]]] = {
    "hamstrings": _BACK_OF_THIGH,
    "quadriceps": _FRONT_OF_THIGH,
    "hip-flexors": _FRONT_OF_HIP,
    "hip-adductors": (Region("front", _box(2, 213, 11, 252)),),
    "calves": (Region("back", _box(4, 291, 30, 336)),),
    "calf-gastrocnemius": (Region("back", _box(4, 290, 30, 316)),),
    "calf-soleus": (Region("back", _box(5, 317, 27, 346)),),
    "gluteus-maximus": _BUTTOCK,
    "gluteals": _BUTTOCK,
    "gluteus-medius": _SIDE_HIP,
    "gluteus-minimus": _SIDE_HIP,
    "deep-hip-rotators": _DEEP_BUTTOCK,
    "hip-rotators": _DEEP_BUTTOCK,
    "piriformis": _DEEP_BUTTOCK,
    "erector-spinae": (Region("back", _box(2.5, 96, 12, 172)),),
    "multifidus": (Region("back", _box(1.5, 146, 9, 182)),),
    "quadratus-lumborum": (Region("back", _box(11, 140, 24, 172)),),
    "rectus-abdominis": (Region("front", _box(1, 112, 11, 180)),),
    "external-oblique": _SIDE_BELLY,
    "internal-oblique": _SIDE_BELLY,
    "transversus-abdominis": (Region("front", _box(0.5, 150, 25, 172)),),
    "shoulder-girdle-push": (Region("front", _box(3, 82, 31, 108)),),
    "lumbar-flexion": _LOW_BACK,
    "lumbar-extension": _LOW_BACK,
    "trunk-rotation": _LOW_BACK,
}  # fmt: skip
"""Where a muscle or a stretch target lies, by its id in the knowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something to show on the body: a kind of pattern, a place and its number in the list."""

    kind: Literal["short", "weak"]
    of: str
    side: Side | None
    number: int
    sure: bool = True


# --- geometry -----------------------------------------------------------------------------------


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _smooth(points: Sequence[Point]) -> str:
    """Return a closed soft curve through points (Catmull-Rom, as cubic Bezier pieces)."""
    count = len(points)
    out = [f"M{_number(points[0][0])} {_number(points[0][1])}"]
    for n in range(count):
        before, here = points[n - 1], points[n]
        there, after = points[(n + 1) % count], points[(n + 2) % count]
        one = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        two = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        out.append("C" + " ".join(f"{_number(x)} {_number(y)}" for x, y in (one, two, there)))
    return "".join(out) + "Z"


def _placed(outline: Iterable[Point], sign: int) -> list[Point]:
    return [(MIDDLE + sign * x, y) for x, y in outline]


def _sign(view: View, side: Side) -> int:
    """Return which half of the picture a side of the person is in: seen from behind, left is left."""
    right = side is Side.RIGHT
    return (1 if right else -1) * (1 if view == "back" else -1)


def _centre(points: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _silhouette(view: View) -> str:
    trunk = _placed(_TRUNK, 1) + _placed(_TRUNK[-2:0:-1], -1)
    shapes = [_smooth(trunk), _smooth(_placed(_ARM, 1)), _smooth(_placed(_ARM, -1))]
    head = f'<ellipse cx="{_number(MIDDLE)}" cy="30" rx="16" ry="21"/>'
    ears = "".join(
        f'<ellipse cx="{_number(MIDDLE + sign * 16)}" cy="32" rx="2.6" ry="5"/>' for sign in (1, -1)
    )
    paths = "".join(f'<path d="{one}"/>' for one in shapes)
    return f'<g id="body-{view}">{ears}{head}{paths}</g>'


def _clip(view: View) -> str:
    """Keep regions inside trunk and legs; an arm in front of a hip is not the hip."""
    trunk = _placed(_TRUNK, 1) + _placed(_TRUNK[-2:0:-1], -1)
    return f'<clipPath id="inside-{view}"><path d="{_smooth(trunk)}"/></clipPath>'


_LINES: Final[Mapping[View, str]] = {
    "back": "M64 70V176M48 92C52 98 52 106 47 112M80 92C76 98 76 106 81 112M64 182V212M38 213C46 219 57 218 62 212M90 213C82 219 71 218 66 212",
    "front": "M54 74C58 77 61 77 64 76C67 77 70 77 74 74M40 106C48 112 57 111 64 107C71 111 80 112 88 106M44 184C50 196 58 206 64 210C70 206 78 196 84 184M52 284C55 287 58 287 60 285M76 284C73 287 70 287 68 285",
}
"""A few quiet lines that tell front from back."""


def _view(view: View, inner: str, letters: tuple[str, str], caption: str) -> str:
    left, right = letters if view == "back" else (letters[1], letters[0])
    return (
        f'<figure class="body-view"><svg viewBox="0 0 {WIDE} {TALL}" class="body body-{view}" '
        'aria-hidden="true" focusable="false">'
        f"<defs>{_clip(view)}{_silhouette(view)}</defs>"
        f'<use href="#body-{view}" class="body-edge"/><use href="#body-{view}" class="body-skin"/>'
        f'<path class="body-lines" d="{_LINES[view]}"/>{inner}'
        f'<text class="body-letter" x="8" y="70">{escape(left)}</text>'
        f'<text class="body-letter" x="{WIDE - 8}" y="70">{escape(right)}</text>'
        f"</svg><figcaption>{escape(caption)}</figcaption></figure>"
    )


def sides_of_site(site: PainSite) -> tuple[str, Side | None]:
    """Return the part of the body that a site lies in, and its side."""
    for side in (Side.LEFT, Side.RIGHT):
        if site.value.endswith(f"-{side}"):
            return site.value.removesuffix(f"-{side}"), side
    return site.value, None


def marks(*, letters: tuple[str, str], captions: Mapping[View, str]) -> Markup:
    """Draw the body with every place on which pain can be marked.

    Parameters
    ----------
    letters : tuple of str
        The letters for left and right in the visitor's language.
    captions : mapping
        A word below each view.
    """
    drawn: dict[View, list[str]] = {"back": [], "front": []}
    for site in PainSite:
        part, side = sides_of_site(site)
        for region in SITES[part]:
            sign = 1 if side is None else _sign(region.view, side)
            path = _smooth(_placed(region.outline, sign))
            drawn[region.view].append(
                f'<path class="site site-{site}" data-site="{site}" d="{path}" '
                f'clip-path="url(#inside-{region.view})"/>'
            )
    views: tuple[View, View] = ("back", "front")
    inner = "".join(_view(one, "".join(drawn[one]), letters, captions[one]) for one in views)
    return Markup('<div class="body-views" data-marks="">' + inner + "</div>")  # noqa: S704 - drawn above, words escaped


_PATTERNS: Final = (
    '<pattern id="pattern-short-{view}" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="pattern-line" d="M0 0H5"/></pattern>'
    '<pattern id="pattern-weak-{view}" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<circle class="pattern-dot" cx="2.5" cy="2.5" r="1.3"/></pattern>'
)


def found(
    marked: Sequence[Mark], *, letters: tuple[str, str], captions: Mapping[View, str]
) -> Markup:
    """Draw the body with what was found; each place carries the number it has in the list beside.

    Parameters
    ----------
    marked : sequence of Mark
        A place of which the drawing knows nothing is left out here; the list still names it.
    """
    drawn: dict[View, list[str]] = {"back": [], "front": []}
    numbers: dict[View, dict[Point, list[str]]] = {"back": {}, "front": {}}
    for one in marked:
        for region in PARTS.get(one.of, ()):
            sides = (Side.LEFT, Side.RIGHT) if one.side is None else (one.side,)
            for side in sides:
                points = _placed(region.outline, _sign(region.view, side))
                path = _smooth(points)
                clip = f'clip-path="url(#inside-{region.view})"'
                unsure = "" if one.sure else " part-unsure"
                drawn[region.view].append(
                    f'<path class="part part-{one.kind}{unsure}" d="{path}" {clip}/>'
                    f'<path class="part-pattern" fill="url(#pattern-{one.kind}-{region.view})" '
                    f'd="{path}" {clip}/>'
                )
                labels = numbers[region.view].setdefault(_centre(points), [])
                if str(one.number) not in labels:
                    labels.append(str(one.number))
    views: tuple[View, View] = ("back", "front")
    inner = "".join(
        _view(
            one,
            f"<defs>{_PATTERNS.format(view=one)}</defs>{''.join(drawn[one])}{_labels(numbers[one])}",
            letters,
            captions[one],
        )
        for one in views
    )
    return Markup('<div class="body-views">' + inner + "</div>")  # noqa: S704 - drawn above, words escaped


def _labels(numbers: Mapping[Point, list[str]]) -> str:
    out = []
    for (x, y), labels in numbers.items():
        text = ",".join(labels)
        half = 6.5 + 3 * (len(text) - 1)
        out.append(
            f'<rect class="part-badge" x="{_number(x - half)}" y="{_number(y - 6.5)}" '
            f'width="{_number(2 * half)}" height="13" rx="6.5"/>'
            f'<text class="part-number" x="{_number(x)}" y="{_number(y + 3.4)}">{text}</text>'
        )
    return "".join(out)
