# SPDX-License-Identifier: Apache-2.0
"""Every sentence the core makes can be said in another language, and German says all of them.

What is made for the examples and for made-up people is taken apart: each text is a phrase or stands
word for word in the knowledge, and so does each value in a phrase that is not someone's own word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from pydantic import BaseModel

from golden import DAYS, EXAMPLES, knowledge
from multifidus import programme
from multifidus.assess import assess
from multifidus.coach import standing
from multifidus.cohort.people import make
from multifidus.domain.phrase import Joined, Phrase, Said, Shaped, Termed, fields_of, render
from multifidus.domain.record import Record
from multifidus.domain.week import Refusal, Week
from multifidus.exchange.as_json import dumps
from multifidus.exchange.phrases_json import (
    refusal_with_phrases_from_json,
    refusal_with_phrases_to_json,
    week_with_phrases_from_json,
    week_with_phrases_to_json,
)
from multifidus.exchange.record_file import load_record
from multifidus.knowledge.language import in_language, terms
from multifidus.knowledge.yamlfile import FileError
from multifidus.screen import screen

SOURCE = Path(programme.__file__).parent
ROOMS = ("domain", "screen", "assess", "coach", "plan")
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"say": None, "say_n": (1, 2)}
CATALOGUES = SOURCE / "web/locale/de"
FORBIDDEN = SOURCE / "knowledge/languages/de/words.yaml"
PEOPLE = 30
PLANNED = 3
"""People for whom a week is planned, which takes long; the others are screened and assessed."""
EXPLAINED = ("ten-minutes",)
"""Explaining solves many weeks; one stands for all, the templates themselves are held below."""

NO_TEXT = {
    *("sign", "rule", "rules", "cite", "to_ask", "flag", "test", "error_kind", "source"),
    *("most_telling", "barrier", "exercise", "substitute", "inputs"),
    *("template", "knowledge", "format", "person", "id", "where", "objectives"),
    *("decided_by", "subject"),
    "Finding.muscles",
    "Finding.stretch_targets",
    "Finding.unit",
    "Asymmetry.unit",
    "Change.unit",
}
"""Fields of results that hold ids, units or data: pages have words of their own for them."""


@dataclass(frozen=True)
class Made:
    """Everything made for one record."""

    name: str
    record: Record
    things: tuple[object, ...]


@cache
def made() -> tuple[Made, ...]:
    """Make everything once for all tests."""
    known = knowledge()
    on = date(2026, 11, 16)
    records = [
        (name, load_record(EXAMPLES / f"{name}.yaml", known), date.fromisoformat(day))
        for name, day in DAYS.items()
    ]
    people = [(f"person {seed}", make(seed, on, known), on) for seed in range(PEOPLE)]
    return tuple(
        _made(name, record, day, planned=n < len(records) + PLANNED)
        for n, (name, record, day) in enumerate(records + people)
    )


def _made(name: str, record: Record, on: date, *, planned: bool) -> Made:
    known = knowledge()
    clearance = screen(record, on, known)
    monday = programme.monday_of(on)
    stands = standing(record, on, monday=monday, knowledge=known, gentle=clearance.gentle)
    weeks = programme.plan(record, on, known) if planned else ()
    things: tuple[object, ...] = (
        clearance,
        assess(record, on, known),
        (stands.because, stands.criteria),
        weeks,
    )
    if name in EXPLAINED:
        things += (programme.explain(record, on, known),)
    return Made(name, record, things)


def texts(thing: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text for people in a result, with its path."""
    if isinstance(thing, str):
        if not isinstance(thing, Enum):
            yield path, thing
    elif is_dataclass(thing):
        kind = type(thing).__name__
        for field in fields(thing):
            if not {field.name, f"{kind}.{field.name}"} & NO_TEXT:
                yield from texts(getattr(thing, field.name), f"{path}.{kind}.{field.name}")
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from texts(value, f"{path}[{key}]")
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from texts(part, path)


def parts_of(thing: object, leave: frozenset[str]) -> Iterable[object]:
    """Whatever a thing of the knowledge or a record holds, but for some fields."""
    if isinstance(thing, BaseModel):
        return [getattr(thing, name) for name in type(thing).model_fields if name not in leave]
    if is_dataclass(thing):
        return [getattr(thing, one.name) for one in fields(thing) if one.name not in leave]
    if isinstance(thing, Mapping):
        return thing.values()
    return thing if isinstance(thing, Iterable) else ()


def leaves(thing: object, leave: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text in a record or in the knowledge."""
    if isinstance(thing, str):
        yield thing
    else:
        for part in parts_of(thing, leave):
            yield from leaves(part, leave)


@cache
def known_texts() -> frozenset[str]:
    """Every text of the knowledge that is no id."""
    return frozenset(leaves(knowledge(), frozenset({"id", "rule", "unit", "source"})))


def values_of(text: str) -> Iterator[str]:
    """Every plain text inside a phrase."""
    if not isinstance(text, Phrase):
        yield text
        return
    match text.made:
        case Said():
            for value in text.values.values():
                if isinstance(value, str):
                    yield from values_of(value)
        case Joined(parts=parts):
            for part in parts:
                yield from values_of(part)
        case Shaped(inner=inner):
            yield from values_of(inner)
        case Termed(of=of):
            yield of


def templates_of(text: str) -> Iterator[tuple[str, str | None]]:
    """Every template inside a phrase, with its plural."""
    if isinstance(text, Phrase):
        match text.made:
            case Said(template=template, many=many):
                yield template, many
                parts = [value for value in text.values.values() if isinstance(value, str)]
            case Joined(parts=joined_parts):
                parts = list(joined_parts)
            case Shaped(inner=inner):
                parts = [inner]
            case Termed():
                parts = []
        for part in parts:
            yield from templates_of(part)


@cache
def extracted() -> frozenset[tuple[str, str | None]]:
    """Every template that Babel finds in the source."""
    files = [SOURCE / "programme.py"]
    files += [path for room in ROOMS for path in sorted((SOURCE / room).glob("*.py"))]
    found = set()
    for path in files:
        for _, message, _, _ in extract_from_file("python", str(path), keywords=KEYWORDS):
            one, many = (message, None) if isinstance(message, str) else message[:2]
            found.add((str(one), many))
    return frozenset(found)


@cache
def german() -> Catalog:
    """Read the German catalogues, whichever file an entry stands in."""
    out = Catalog(locale="de")
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de", abort_invalid=True):
                if message.id:
                    out.add(message.id, message.string, flags=message.flags)
    return out


def messages() -> list[Message]:
    """The German entries that the core says; those of the pages are looked at elsewhere."""
    return [message for message in german() if message.id and key(message) in extracted()]


@cache
def german_terms() -> Mapping[str, str]:
    """Read what each text of the knowledge is in German."""
    return terms(knowledge(), in_language(knowledge(), "de"))


def strings_of(message: Message) -> list[str]:
    """The translations of an entry, one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def key(message: Message) -> tuple[str, str | None]:
    """Template and plural of an entry."""
    if isinstance(message.id, str):
        return message.id, None
    return message.id[0], message.id[1]


# --- the core ---------------------------------------------------------------------------------


def test_every_text_is_a_phrase_or_stands_in_the_knowledge() -> None:
    plain = {
        (re.sub(r"\[.*?\]", "", path), text)
        for one in made()
        for thing in one.things
        for path, text in texts(thing)
        if text and not isinstance(text, Phrase) and text not in known_texts()
    }
    assert plain == set()


def test_every_value_stands_in_the_knowledge_or_is_a_persons_own_word() -> None:
    unknown = set()
    for one in made():
        own = frozenset(leaves(one.record))
        for thing in one.things:
            for _, text in texts(thing):
                unknown |= set(values_of(text)) - known_texts() - own
    # The year of a date that is written in words.
    assert {value for value in unknown if not re.fullmatch(r"20\d\d", value)} == set()


def test_enough_is_looked_at() -> None:
    found = [text for one in made() for thing in one.things for _, text in texts(thing)]
    assert len(found) > 10_000
    assert len(used()) > 150


@cache
def used() -> frozenset[tuple[str, str | None]]:
    """Templates of everything that was made."""
    return frozenset(
        template
        for one in made()
        for thing in one.things
        for _, text in texts(thing)
        for template in templates_of(text)
    )


def test_every_template_can_be_extracted() -> None:
    assert used() - extracted() == set()


# --- German -----------------------------------------------------------------------------------


def test_german_has_every_template_and_no_other() -> None:
    assert {key(message) for message in messages()} == extracted()


def test_german_keeps_the_fields_of_every_template() -> None:
    wrong = []
    for message in messages():
        template, many = key(message)
        strings = strings_of(message)
        assert len(strings) == (1 if many is None else 2), template
        wanted = [template] if many is None else [template, many]
        for ours, theirs in zip(wanted, strings, strict=True):
            if not theirs or fields_of(ours) != fields_of(theirs):
                wrong.append((ours, theirs))
    assert wrong == []


def test_german_ends_as_english_does() -> None:
    for message in messages():
        one, told = key(message)[0], strings_of(message)[0]
        # An abbreviation ends in a stop that is none.
        if one != "reps":
            assert one.endswith(".") == told.endswith("."), told


def test_german_uses_no_word_that_is_never_used() -> None:
    text = FORBIDDEN.read_text(encoding="utf-8")
    never = re.findall(r"^  ([^:\n]+):", text, re.MULTILINE)
    assert len(never) > 10
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in never), re.IGNORECASE)
    told = [string for message in messages() for string in strings_of(message)]
    assert [one for one in told if pattern.search(one)] == []


def test_german_plurals_follow_their_rule() -> None:
    assert german().num_plurals == 2
    assert german().plural_expr == "(n != 1)"


def test_everything_can_be_said_in_german() -> None:
    table = {key(message): strings_of(message) for message in messages()}

    def translate(one: str, many: str | None, n: int | None) -> str:
        return table[one, many][0 if many is None or n == 1 else 1]

    names = german_terms()
    for one in made():
        for thing in one.things:
            for path, text in texts(thing):
                said = render(text, translate, names.get)
                assert bool(said) == bool(text), path


def test_every_value_from_the_knowledge_has_its_german() -> None:
    values = {
        value
        for one in made()
        for thing in one.things
        for _, text in texts(thing)
        for value in values_of(text)
    }
    assert {one for one in values & known_texts() if one} - german_terms().keys() == set()


# --- JSON -------------------------------------------------------------------------------------


def weeks() -> list[Week]:
    """The week of every person who has one."""
    found = [one.things[3] for one in made()]
    return [week for row in found if isinstance(row, tuple) for week in row]


def refusals() -> list[Refusal]:
    """The refusal of every person who has one."""
    return [one.things[3] for one in made() if isinstance(one.things[3], Refusal)]


def phrases(thing: object) -> list[object]:
    """How every phrase of a result was made."""
    return [(path, one.made) for path, one in texts(thing) if isinstance(one, Phrase)]


def test_a_week_comes_back_with_its_phrases() -> None:
    assert len(weeks()) > 10
    for week in weeks():
        text = week_with_phrases_to_json(week)
        again = week_with_phrases_from_json(text)
        assert again == week
        assert len(phrases(again)) == len(phrases(week)) > 50
        assert dumps(again) == dumps(week)
        assert week_with_phrases_to_json(again) == text


def test_a_refusal_comes_back_with_its_phrases() -> None:
    assert len(refusals()) >= 3
    for refusal in refusals():
        again = refusal_with_phrases_from_json(refusal_with_phrases_to_json(refusal))
        assert again == refusal
        assert phrases(again) == phrases(refusal) != []


def test_the_public_week_holds_plain_english() -> None:
    assert '"say"' not in dumps(weeks()[0])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"say":"', '"say":"{odd}', "not a phrase"),
        ('"with":{"', '"with":{"odd":1,"', "not a phrase"),
        ('"between":", "', '"between":" and "', "not a phrase"),
        ('"between":", "', '"between":3', "not a phrase"),
        ('"joined":[', '"joined":[{"odd":1},', "neither text nor a phrase"),
        ('"stage":"', '"stage":"x', "must be"),
        ('"proof":{', '"odd":{', "unknown key"),
        ("{", "", "not JSON"),
    ],
)
def test_a_damaged_week_is_told_apart(old: str, new: str, said: str) -> None:
    week = next(week for week in weeks() if '"between":", "' in week_with_phrases_to_json(week))
    text = week_with_phrases_to_json(week)
    with pytest.raises(FileError, match=said):
        week_with_phrases_from_json(text.replace(old, new, 1))
