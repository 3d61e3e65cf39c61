# SPDX-License-Identifier: Apache-2.0
"""The design system holds what it promises: contrast in both schemes, weight, and clean markup."""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

jinja2 = pytest.importorskip("jinja2")

WEB = Path(__file__).parents[1] / "src" / "multifidus" / "web"
SHEETS = sorted((WEB / "static" / "css").glob("*.css"))
TEMPLATES = WEB / "templates"
OWN = [TEMPLATES / "base.html", TEMPLATES / "looks.html", *sorted((TEMPLATES / "parts").glob("*"))]
TOKENS = (WEB / "static" / "css" / "app.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z-]+): light-dark\(#(\w{6}), #(\w{6})\);")
PAIRS = {name: (day, night) for name, day, night in COLOUR.findall(TOKENS)}

# text: WCAG 1.4.3, 4.5 to 1; shapes that carry meaning: WCAG 1.4.11, 3 to 1
GROUNDS = ("paper", "sheet")
TEXT = [
    *((text, ground) for text in ("ink", "quiet", "accent", "clay", "stop") for ground in GROUNDS),
    *((f"{tone}", f"{tone}-tint") for tone in ("info", "care", "stop", "clay")),
    *(("ink", f"{tone}-tint") for tone in ("info", "care", "stop", "clay")),
    *((text, ground) for text in ("ink", "quiet", "accent") for ground in ("tint", "well")),
    ("accent-strong", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-stop", "stop"),
    *((f"on-{phase}", phase) for phase in ("ready", "work", "rest", "switch")),
]
SHAPES = [
    *((line, ground) for line in ("edge", "accent", "clay", "focus") for ground in GROUNDS),
    *((f"ring-{phase}", phase) for phase in ("ready", "work", "rest", "switch")),
    *((line, "tint") for line in ("accent", "focus")),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(
    ("front", "ground", "least"),
    [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES],
)
def test_contrast(front: str, ground: str, least: float, scheme: int) -> None:
    assert contrast(PAIRS[front][scheme], PAIRS[ground][scheme]) >= least


def test_old_browsers_get_the_colours_of_the_day() -> None:
    fallback = TOKENS.partition("@supports not")[2]
    assert dict(re.findall(r"--([a-z-]+): #(\w{6});", fallback)) == {
        name: day for name, (day, _) in PAIRS.items()
    }


def test_the_browser_bar_has_the_colour_of_the_paper() -> None:
    base = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    assert tuple(re.findall(r'name="theme-color" content="#(\w{6})"', base)) == PAIRS["paper"]


def test_weight() -> None:
    core = ["app", "base", "layout", "parts", "forms", "data", "print"]
    weights = {sheet.stem: sheet.stat().st_size for sheet in SHEETS}
    assert sum(weights[name] for name in core) <= 37_000
    assert all(len(s.read_text(encoding="utf-8").splitlines()) <= 500 for s in [*SHEETS, *OWN])


def test_every_token_that_is_used_is_there() -> None:
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    assert set(re.findall(r"var\(--([a-z0-9-]+)", text)) <= set(
        re.findall(r"--([a-z0-9-]+):", text)
    )


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_nothing_the_content_policy_forbids(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def figure_url(key: str, side: str = "both", form: str = "still", kind: str = "exercise") -> str:
    """Return the address that stands for a figure."""
    return f"/figures/{kind}/{key}.{side}.{form}.svg"


def looks(*, signed_in: bool = True, sample: bool = True) -> str:
    """Render the living page of the design system."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)
    visitor = SimpleNamespace(signed_in=signed_in, sample=sample, name="Ana", language="en")
    page: str = env.get_template("looks.html").render(
        visitor=visitor,
        nav="today",
        path="/looks",
        flash=[("good", "Saved <b>it</b>.")],
        version_static=lambda path: f"/static/x/{path}",
        figure_url=figure_url,
        language_url="/language",
        looks_chart="",
    )
    return page


def test_the_living_page_is_sound() -> None:
    page = looks()
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [key for key, times in ids.items() if times > 1] == []
    named = re.findall(r'(?:\sfor|aria-describedby|aria-labelledby)="([^"]+)"', page)
    assert {key for value in named for key in value.split()} <= set(ids)
    assert set(re.findall(r'href="#(f-[^"]+)"', page)) <= set(ids)
    assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", page))
    assert "Saved &lt;b&gt;it&lt;/b&gt;." in page
    assert len(re.findall(r"<h1[ >]", page)) == 1


def test_tabs_and_the_sample_strip_show_only_to_whom_they_concern() -> None:
    stranger = looks(signed_in=False, sample=False)
    assert 'class="tabs"' not in stranger
    assert "/sign-in" in stranger
    assert "/sample/leave" not in stranger
    owner = looks(sample=False)
    assert 'class="tabs"' in owner
    assert "/sample/leave" not in owner
    assert "/sample/leave" in looks()
