# SPDX-License-Identifier: Apache-2.0
"""The pieces of the bend's picture: its colours, its words, its bars, its frame."""

from textwrap import wrap
from typing import Final
from xml.sax.saxutils import escape

from multifidus.movement.bend import Share, Spread

NAME: Final = "mf-bend"
WIDTH: Final = 900
_MARGIN: Final = 20
_BAR: Final = (262.0, 40.0)
_BESIDE: Final = 34

# class: (size of letters, size on wide pages, thickness, letters in a line, height of a line)
_WORDS: Final = {
    "t1": (36, 32, 700, 48, 44),
    "th": (28, 26, 600, 18, 36),
    "t2": (30, 27, 600, 52, 38),
    "t3": (26, 22, 400, 63, 33),
}
_COLOURS: Final = {
    "low-back": ("#c2571a", "#f39a5c"),
    "hips": ("#2468a8", "#74b2ee"),
    "ink": ("#22313b", "#e8eef2"),
    "soft-ink": ("#55656f", "#b4c2cb"),
    "paper": ("#ffffff", "#151c21"),
    "inside": ("#ffffff", "#10181d"),
    "rule": ("#c3ccd2", "#4a5861"),
}
_RULES: Final = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',sans-serif;fill:var(--_ink)}"
    "text.t3{fill:var(--_soft-ink)}"
    "text.in{font-weight:700;fill:var(--_inside)}"
    ".back{fill:var(--_low-back)}.hips{fill:var(--_hips)}"
    ".rest{fill:none;stroke:var(--_rule);stroke-width:2;stroke-dasharray:6 6}"
    ".floor{stroke:var(--_rule);stroke-width:3}"
    ".level{stroke:var(--_ink);stroke-width:2;stroke-dasharray:3 8;stroke-linecap:round}"
    ".gap{stroke:var(--_ink);stroke-width:4;stroke-linecap:round}"
    ".pale{opacity:.75}.end{opacity:.45}"
    ".aim{fill:none;stroke:var(--_ink);stroke-width:6}"
    ".wedge{fill:var(--_hips);fill-opacity:.22}"
    ".arc,.spine,.casing{fill:none;stroke-linecap:round;stroke-linejoin:round}"
    ".casing{stroke:var(--_inside);stroke-opacity:.85;stroke-width:26}"
    ".arc{stroke:var(--_hips);stroke-width:16}.spine{stroke:var(--_low-back);stroke-width:16}"
    ".hip{fill:var(--_hips);stroke:var(--_inside);stroke-width:5}"
    ".range{stroke:var(--_ink);stroke-width:4;stroke-linecap:round}"
    ".grid{stroke:var(--_rule);stroke-width:2}.third{fill:var(--_rule);fill-opacity:.22}"
    ".way{fill:none;stroke-width:7;stroke-linejoin:round;stroke-linecap:round}"
    ".way.b{stroke:var(--_low-back)}.way.h{stroke:var(--_hips)}"
    ".mine{stroke-dasharray:1 13}"
    ".band{fill:var(--_hips);fill-opacity:.2}"
    ".pa{fill:var(--_low-back);fill-opacity:.16}.pb{fill:var(--_low-back);fill-opacity:.7}"
    ".dot{stroke:var(--_paper);stroke-width:4}"
)


def degrees(value: float) -> str:
    """Write whole degrees."""
    return f"{value:.0f}°"


def text(words: str, x: float, y: float, look: str, anchor: str = "start") -> str:
    """Write one line of words at (x, y); `anchor` as SVG has it."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{look}" x="{x:.0f}" y="{y:.0f}"{where}>{escape(words)}</text>'


def line(look: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw one straight line."""
    return f'<path class="{look}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def block(words: str, y: float, look: str) -> tuple[str, float]:
    """Write a paragraph whose first line is at `y`; return it and where the next one begins."""
    _, _, _, letters, height = _WORDS[look]
    lines = wrap(words, letters)
    drawn = "".join(
        text(row, _MARGIN, y + height * number, look) for number, row in enumerate(lines)
    )
    return drawn, y + height * len(lines)


def bar(
    share: Share, usual: Share, perhaps: float, spread: Spread | None, middle: float, floor: float
) -> str:
    """Draw how many degrees each part gives, against the whole usual bend.

    Parameters
    ----------
    share, usual : Share
        What is shown, and the usual bend.
    perhaps : float
        Degrees of the low back that may be there or not.
    spread : Spread or None
        The range of the whole bend.
    middle, floor : float
        Middle of the bar and the floor above it, in units.
    """
    width, height = _BAR
    left, top, unit = middle - width / 2, floor + _BESIDE - 12, width / usual.total
    sure = share.low_back - perhaps
    parts = (("hips", share.hips), ("back", sure), ("perhaps", perhaps))
    rest = (
        f'<rect class="rest" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}"'
        f' height="{height:.0f}" rx="8"/>'
    )
    out = [rest]
    x = left
    for look, value in parts:
        if value <= 0:
            continue
        paint = f' fill="url(#{NAME}-perhaps)"' if look == "perhaps" else f' class="{look}"'
        out.append(
            f'<rect{paint} x="{x:.1f}" y="{top:.1f}" width="{value * unit:.1f}"'
            f' height="{height:.0f}" rx="4"/>'
        )
        if look != "perhaps" and value * unit > 48:
            out.append(text(degrees(value), x + value * unit / 2, top + 29, "t3 in", "middle"))
        x += value * unit
    if spread is not None and spread.high > spread.low:
        a, b, y = left + spread.low * unit, left + spread.high * unit, top + height + 9
        out.append(line("range", a, y, b, y))
        out += [line("range", end, y - 6, end, y + 6) for end in (a, b)]
    return "".join(out)


def defs() -> str:
    """Stripes for what may be there or not."""
    return (
        f'<pattern id="{NAME}-perhaps" width="12" height="12" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path class="pa" d="M0 0h12v12h-12z"/>'
        '<path class="pb" d="M0 0h4v12h-4z"/></pattern>'
    )


def sheet(title: str, desc: str, height: float, styles: str, inner: str, body: str) -> str:
    """Write the SVG element around a picture of some height."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mf-fig {NAME}" role="img"'
        f' aria-labelledby="{NAME}-title {NAME}-desc" viewBox="0 0 {WIDTH} {height:.0f}">'
        f'<title id="{NAME}-title">{escape(title)}</title>'
        f'<desc id="{NAME}-desc">{escape(desc)}</desc>'
        f"<style>{styles}{_style()}</style><defs>{inner}</defs>{body}</svg>"
    )


def _style() -> str:
    day, night = (
        "".join(f"--_{name}:var(--mf-{name},{pair[place]});" for name, pair in _COLOURS.items())
        for place in (0, 1)
    )
    rules = "".join(f".{NAME} {rule}}}" for rule in _RULES.split("}") if rule)
    rules = rules.replace(",.", f",.{NAME} .")
    words = "".join(
        f".{NAME} .{look}{{font-size:{size}px;font-weight:{weight}}}"
        for look, (size, _, weight, _, _) in _WORDS.items()
    )
    wide = "".join(
        f".{NAME} .{look}{{font-size:{size}px}}" for look, (_, size, _, _, _) in _WORDS.items()
    )
    return (
        f".{NAME}{{{day}}}@media (prefers-color-scheme:dark){{"
        f"svg.{NAME}:root,:root:not([data-theme=light]) .{NAME}{{{night}}}}}"
        f"[data-theme=dark] .{NAME}{{{night}}}svg.{NAME}:root{{background:var(--_paper)}}"
        f"{words}{rules}@media (min-width:700px){{{wide}}}"
    )
