# SPDX-License-Identifier: Apache-2.0
"""Every word of the way in has its German, with the same places for values."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_file

import multifidus
from multifidus.web.pages import translations

ROOT = Path(multifidus.__file__).parent
PLACE = re.compile(r"%\([a-z]+\)s|\{[a-z]+\}")
JINJA = {
    "extensions": "jinja2.ext.do,jinja2.ext.i18n",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
PYTHON = {"_": None, "gettext": None, "say": None, "say_n": (1, 2)}


def wanted() -> set[tuple[str, str]]:
    """Return every text, and its plural or nothing."""
    found = set()
    templates = sorted((ROOT / "web" / "templates" / "way_in").glob("*.html"))
    code = [
        *(ROOT / "service").glob("way_in*.py"),
        ROOT / "service" / "circuit.py",
        ROOT / "web" / "way_in_page.py",
    ]
    rows = [
        *(
            ("jinja2.ext:babel_extract", file, {"_": None, "ngettext": (1, 2)})
            for file in templates
        ),
        *(("python", file, PYTHON) for file in sorted(code)),
    ]
    for method, file, keywords in rows:
        for _, message, _, _ in extract_from_file(
            method, file, keywords=keywords, options=JINJA if file.suffix == ".html" else {}
        ):
            one, many = (message, "") if isinstance(message, str) else message[:2]
            found.add((one, many))
    return found


def test_every_text_has_its_german_with_the_same_places() -> None:
    texts = wanted()
    assert len(texts) > 300
    german = translations("de")
    for one, many in texts:
        if many:
            said = [german.ngettext(one, many, n) for n in (1, 2)]
            assert said != [one, many], one
            assert set(PLACE.findall(said[1])) == set(PLACE.findall(many)), one
            continue
        said_once = german.gettext(one)
        assert sorted(PLACE.findall(said_once)) == sorted(PLACE.findall(one)), one
        assert said_once != one or len(one) < 6, one


def test_left_and_right_have_letters() -> None:
    german = translations("de")
    assert german.pgettext("one letter for left", "L") == "L"
    assert german.pgettext("one letter for right", "R") == "R"
