# SPDX-License-Identifier: Apache-2.0
"""Pages: templates with the words of the visitor's language and addresses that never go stale."""

import gettext as gettext_module
import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from multifidus.domain.phrase import render as render_phrase
from multifidus.knowledge.language import in_language, terms
from multifidus.knowledge.loader import shipped
from multifidus.web.visits import service_of, who_of

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "templates"
STATIC: Final = HERE / "static"
LOCALE: Final = HERE / "locale"


def _catalogue(file: Path, language: str) -> Translations:
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=16)
def translations(language: str, first: str = "messages") -> gettext_module.NullTranslations:
    """Return the words of a language; English is what stands in the code.

    The app's own strings and the sentences of the core have a catalogue each, since a short word
    may mean two things; `first` is the one that is asked first, `messages` or `core`.
    """
    folder = LOCALE / language
    if language == "en" or not folder.is_dir():
        return gettext_module.NullTranslations()
    files = sorted(folder.glob("*.po"), key=lambda file: file.stem != first)
    chain = [_catalogue(file, language) for file in files]
    for one, following in pairwise(chain):
        one.add_fallback(following)
    return chain[0] if chain else gettext_module.NullTranslations()


@lru_cache(maxsize=8)
def _speaker(language: str) -> Mapping[str, str]:
    """Return the names of things in a language, by their English names."""
    known = shipped()
    return terms(known, in_language(known, language))


@lru_cache(maxsize=512)
def static_url(path: str) -> str:
    """Return the address of a static file; it changes whenever the file does."""
    mark = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{mark}/{path}"


@lru_cache(maxsize=8)
def environment(language: str) -> Environment:
    """Return the templates, speaking one language."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals["version_static"] = static_url
    env.filters["day"] = lambda day: format_date(day, "full", locale=language)
    env.filters["date"] = lambda day: format_date(day, "medium", locale=language)
    env.filters["short_day"] = lambda day: format_skeleton("MMMEd", day, locale=language)
    env.filters["day_month"] = lambda day: format_skeleton("MMMd", day, locale=language)
    env.filters["weekday"] = lambda day: format_date(day, "EEEE", locale=language)
    env.filters["number"] = lambda value: number(value, language)
    return env


def number(value: float, language: str) -> str:
    """Write a number as the language does, without a fraction where it is whole."""
    return format_decimal(value, format="#,##0.##", locale=language)


def figure_url_of(version: str) -> Any:  # noqa: ANN401 - a function for templates
    """Return the function that gives the address of a figure; it changes with the knowledge."""

    def figure_url(
        key: str, side: str | None = None, form: str = "still", kind: str = "exercise"
    ) -> str:
        which = f".{side}" if side in {"left", "right"} else ""
        return f"/figures/{version[:12]}/{kind}/{key}{which}.{form}.svg"

    return figure_url


def speak(thing: str, request: Request) -> str:
    """Return a sentence of the core in the visitor's language."""
    language = who_of(request).language
    catalogue = translations(language, "core")

    def translate(one: str, many: str | None, n: int | None) -> str:
        if many is None or n is None:
            return catalogue.gettext(one)
        return catalogue.ngettext(one, many, n)

    return render_phrase(
        thing,
        translate,
        _speaker(language).get if language != "en" else _itself,
        lambda value: number(value, language),
        lambda day: format_date(day, "long", locale=language),
    )


def _itself(text: str) -> str:
    return text


def words(request: Request) -> gettext_module.NullTranslations:
    """Return the catalogue for messages that are made in Python rather than in a template."""
    return translations(who_of(request).language)


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    nav: str = "",
) -> HTMLResponse:
    """Render a template for whoever asks.

    Parameters
    ----------
    context : mapping, optional
        What the template needs beyond what every page has: `visitor`, `knowledge` (in the
        visitor's language), `speak`, `figure_url`, `path`, `nav`, `flash`, `today`.
    """
    who = who_of(request)
    service = service_of(request)
    known = service.knowledge_in(who.language)
    today: date = service.today()
    text = (
        environment(who.language)
        .get_template(template)
        .render(
            {
                "visitor": who,
                "request_path": request.url.path,
                "path": request.url.path,
                "nav": nav,
                "flash": [],
                "today": today,
                "knowledge": known,
                "figure_url": figure_url_of(service.knowledge.version),
                "speak": lambda thing: speak(thing, request),
                "loopback": service.settings.loopback,
                "language_url": "/language",
                **(context or {}),
            }
        )
    )
    response = HTMLResponse(text, status_code=status)
    response.headers["Cache-Control"] = "no-store" if who.signed_in else "no-cache"
    return response


def markup(svg: str) -> Markup:
    """Mark a drawing of our own making as fit to stand in a page."""
    return Markup(svg)  # noqa: S704 - only for what charts.py and body.py draw, escaped there
