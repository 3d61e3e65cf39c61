# SPDX-License-Identifier: Apache-2.0
"""Colours and line weights of the figures, by day, by night and on paper.

Every colour is a custom property with a default, so that a page can set its own `--mf-…`.
"""

import re
from collections.abc import Iterable
from typing import Final

_SELECTOR: Final = re.compile(r"((?:\.|path|text)[^{}@]*)\{")

# By name, each for the day and for the night.
_COLOURS: Final[dict[str, tuple[str, str]]] = {
    "skin": ("#e3c9b7", "#c4a590"),
    "skin-lit": ("#f3e5d9", "#dcc4b2"),
    "skin-line": ("#b2917d", "#77594a"),
    "skin-far": ("#cbb09f", "#977c6b"),
    "skin-far-lit": ("#dac5b6", "#ae9585"),
    "skin-far-line": ("#a48472", "#654c40"),
    "shirt": ("#b4c8cf", "#7f99a3"),
    "shirt-lit": ("#d3e0e4", "#a3b9c1"),
    "shirt-line": ("#86a0aa", "#506770"),
    "shirt-far": ("#9bb2bb", "#667f89"),
    "shirt-far-lit": ("#b1c5cc", "#7d959e"),
    "shorts": ("#516676", "#465a69"),
    "shorts-lit": ("#6d8393", "#5f7585"),
    "shorts-line": ("#3b4d5a", "#2c3a45"),
    "shorts-far": ("#445664", "#384853"),
    "shorts-far-lit": ("#536676", "#465966"),
    "hair": ("#6b564c", "#6a554a"),
    "work": ("#ee5a3f", "#ff7a5c"),
    "stretch": ("#2f6fd0", "#6ea8ff"),
    "stretch-line": ("#ffffff", "#10263f"),
    "ghost": ("#dfe5e8", "#33404a"),
    "shadow": ("#2b3a44", "#000000"),
    "mark": ("#22313b", "#e8eef2"),
    "mark-back": ("#ffffff", "#22303a"),
    "arrow": ("#1f7a72", "#5fd0c3"),
    "wood": ("#d9b68c", "#9c7d59"),
    "metal": ("#9aa6ad", "#76838b"),
    "soft": ("#9dbdb2", "#5f8479"),
    "dark": ("#4f5a62", "#46525a"),
    "water": ("#7fc0dd", "#3f7f9f"),
    "wall": ("#e9e6df", "#3a434a"),
    "band": ("#3aa37a", "#55c79a"),
    "strap": ("#7a5ea8", "#a68bd6"),
    "tape": ("#e0b020", "#f0c850"),
}

# class: (its rules, the colours they use)
_RULES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "wo": (
        (
            ".wo{stroke:var(--_work);stroke-width:9;stroke-opacity:.22}"
            ".w2{opacity:.74}.gwo stop{stop-color:var(--_work)}"
        ),
        ("work",),
    ),
    "st": (
        (
            ".st{stroke:var(--_stretch);stroke-width:7;stroke-opacity:.75}"
            ".sa{fill:var(--_stretch)}.sb{fill:var(--_stretch-line)}"
        ),
        ("stretch", "stretch-line"),
    ),
    "dp": (".wo.dp{opacity:.17}.st.dp{opacity:.34}", ()),
    "plate": (".plate{fill:var(--_dark);fill-opacity:.35;stroke:var(--_dark)}", ("dark",)),
    "water": (".water{fill:var(--_water);fill-opacity:.3}", ("water",)),
    "ey": (".ey{fill:var(--_hair)}", ("hair",)),
    "no": (".no{fill:var(--_skin-line);fill-opacity:.45}", ("skin-line",)),
    "sh": (".sh{fill:var(--_shadow);fill-opacity:.1}", ("shadow",)),
    "hi": (".hi{fill:#fff;fill-opacity:.28}", ()),
    "lo": (".lo{fill:#000;fill-opacity:.13}", ()),
    "ln": (".ln{fill:none;stroke-width:9}", ()),
    "seam": (".seam{fill:none;stroke:#000;stroke-opacity:.3;stroke-width:5}", ()),
    "gh": (".gh{fill:var(--_ghost);stroke:var(--_ghost);stroke-width:4}", ("ghost",)),
    "ar": (".ar{fill:none;stroke:var(--_arrow);stroke-width:11}", ("arrow",)),
    "bb": (
        (
            ".bb{fill:var(--_mark-back);stroke:var(--_mark);stroke-width:4}.bm{fill:var(--_mark)}"
            "text{fill:var(--_mark);font:600 40px system-ui,sans-serif}"
        ),
        ("mark", "mark-back"),
    ),
    "fl": (
        ".fl{fill:none;stroke:var(--_mark);stroke-opacity:.3;stroke-width:6}",
        ("mark",),
    ),
    "mf-still": (
        (
            ".mf-still{display:none}@media (prefers-reduced-motion:reduce),print{"
            ".mf-move{display:none}.mf-still{display:inline}}"
        ),
        (),
    ),
}
# look: (fill, outline); an empty outline has none
LOOKS: Final[dict[str, tuple[str, str]]] = {
    "s": ("skin", "skin-line"),
    "sf": ("skin-far", "skin-far-line"),
    "c": ("shirt", "shirt-line"),
    "cf": ("shirt-far", "shirt-line"),
    "p": ("shorts", "shorts-line"),
    "pf": ("shorts-far", "shorts-line"),
    "h": ("hair", "hair"),
    "wood": ("wood", "wood"),
    "metal": ("metal", "metal"),
    "soft": ("soft", "soft"),
    "dark": ("dark", "dark"),
    "wall": ("wall", "wall"),
}
SHADED: Final = ("s", "sf", "c", "cf", "p", "pf")
_LINES: Final = {"strap": "strap", "band": "band", "tape": "tape", "stick": "wood", "bar": "metal"}


def style(looks: Iterable[str]) -> str:
    """Return the style sheet for the classes that a figure uses, in a fixed order."""
    used = set(looks)
    rules, colours = ["path{stroke-linejoin:round;stroke-linecap:round}"], set[str]()
    rules.append(".o{paint-order:stroke;stroke-width:6}")
    for look, (fill, line) in LOOKS.items():
        if look not in used:
            continue
        colours |= {fill, line}
        if look in SHADED:
            colours.add(f"{fill}-lit")
            rules.append(f".{look}{{stroke:var(--_{line})}}")
            rules.append(f".g{look} .a{{stop-color:var(--_{fill}-lit)}}")
            rules.append(f".g{look} .b{{stop-color:var(--_{fill})}}")
        else:
            rules.append(f".{look}{{fill:var(--_{fill});stroke:var(--_{line})}}")
    for look, colour in _LINES.items():
        if look in used:
            colours.add(colour)
            rules.append(f".{look}{{stroke:var(--_{colour})}}")
    for look, (text, needs) in _RULES.items():
        if look in used:
            colours.update(needs)
            rules.append(text)

    def defaults(place: int) -> str:
        return "".join(
            f"--_{name}:var(--mf-{name},{pair[place]});"
            for name, pair in _COLOURS.items()
            if name in colours
        )

    night = defaults(1)
    return (
        f".mf-fig{{{defaults(0)}}}@media (prefers-color-scheme:dark){{"
        f"svg.mf-fig:root,:root:not([data-theme=light]) .mf-fig{{{night}}}}}"
        f"[data-theme=dark] .mf-fig{{{night}}}{_scoped(''.join(rules))}"
    )


def _scoped(rules: str) -> str:
    """Put every selector under the figure's class, inside media queries too."""
    return _SELECTOR.sub(r".mf-fig \1{", rules)


def gradients(prefix: str, looks: Iterable[str], *, flip: bool) -> str:
    """Soft light from above on every piece of the body, as gradients with ids after `prefix`."""
    used = set(looks)
    here, there = (0.35, 0.65) if not flip else (0.65, 0.35)
    out = [
        f'<linearGradient id="{prefix}-{look}" class="g{look}" x1="{here}" y1="0" x2="{there}"'
        ' y2="1"><stop class="a"/><stop class="b" offset="1"/></linearGradient>'
        for look in SHADED
        if look in used
    ]
    if "wo" in used:
        out.append(
            f'<radialGradient id="{prefix}-wo" class="gwo" r=".62"><stop/><stop offset=".5"'
            ' stop-opacity=".92"/><stop offset="1" stop-opacity=".3"/></radialGradient>'
        )
    if "st" in used:
        turn = 45 if not flip else -45
        out.append(
            f'<pattern id="{prefix}-st" width="14" height="14" patternUnits="userSpaceOnUse"'
            f' patternTransform="rotate({turn})"><path class="sa" d="M0 0h14v14h-14z"/>'
            '<path class="sb" d="M0 0h5v14h-5z"/></pattern>'
        )
    return "".join(out)
