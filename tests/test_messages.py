# SPDX-License-Identifier: Apache-2.0
"""Every string of the app is there in German, fit to be shown, and no page falls back to English."""

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app_house import Clock, House, make_house
from multifidus.knowledge.language import in_language
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.web import messages
from multifidus.web.pages import LOCALE, translations
from reading_pages import plain

GERMAN = LOCALE / "de"
EXAMPLES = Path(__file__).parents[1] / "examples"
PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
COUNTED = {"num", "n"}
FORMAL = re.compile(r"\b(Ihr|Ihre|Ihren|Ihrem|Ihrer|Ihnen)\b|[\w,] Sie\b")
ENGLISH = re.compile(
    r"\b(the|and|your|you|with|are|not|from|when|until|keep|without|each|every|both)\b",
    re.IGNORECASE,
)
SHORTENED = ("Min.", "Wdh.", "%(day)s")
"""Ends that have a full stop of their own, as a German day of the month often has."""

FEWEST_WORDS = 3
"""A shorter English string may stand in a German page by chance, such as a name."""


@dataclass(frozen=True)
class Row:
    """A string and its German, each as one form or two."""

    context: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def read_rows(file: Path) -> list[Row]:
    found = messages.catalogue(file, "de")
    return [Row(row.context or "", forms(row.id), forms(row.string)) for row in found if row.id]


@cache
def rows() -> tuple[Row, ...]:
    return tuple(row for file in sorted(GERMAN.glob("*.po")) for row in read_rows(file))


@cache
def german_texts() -> tuple[str, ...]:
    return tuple(text for row in rows() for text in row.theirs)


EVERY_STRING = messages.said


@cache
def said() -> tuple[messages.Said, ...]:
    return tuple(EVERY_STRING())


def places(text: str) -> Counter[str]:
    return Counter(one or other for one, other in PLACE.findall(text))


def uncounted(text: str) -> dict[str, int]:
    return {place: times for place, times in places(text).items() if place not in COUNTED}


def quoted_as_in_german(text: str) -> bool:
    """Whether quotation marks open below and close above, in pairs."""
    return re.findall("[„“”]", text) == ["„", "“"] * text.count("„")


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


# --- the catalogues -------------------------------------------------------------------------------


def test_german_has_every_string_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(said()) > 900
    monkeypatch.setattr(messages, "said", said)
    assert [(one.id, one.file, one.line) for one in messages.missing("de")] == []


def test_german_has_nothing_that_nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "said", said)
    assert messages.unused("de") == []


def test_what_is_said_in_a_context_is_said_in_the_code() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in messages.PACKAGE.rglob("*.py"))
    contexts = [row for row in rows() if row.context]
    assert contexts
    for row in contexts:
        assert re.search(rf'pgettext\(\s*"{row.context}", "{row.ours[0]}"', code), row


def test_the_catalogues_are_clean() -> None:
    files = defaultdict(list)
    for file in sorted(GERMAN.glob("*.po")):
        catalogue = messages.catalogue(file, "de")
        assert str(catalogue.locale) == "de", file
        assert catalogue.num_plurals == 2, file
        assert not catalogue.obsolete, file
        assert [row.id for row in catalogue if row.id and row.fuzzy] == [], file
        assert "SPDX-License-Identifier: Apache-2.0" in catalogue.header_comment, file
        # The sentences of the core have words of their own; the app says one thing in one way.
        for row in read_rows(file) if file.stem != "core" else ():
            files[row.context, row.ours].append(file.name)
    assert {key: found for key, found in files.items() if len(found) > 1} == {}


def test_a_translation_has_the_same_places_for_values() -> None:
    for row in rows():
        assert len(row.ours) == len(row.theirs)
        # The form for one may leave the number out, as English may.
        assert places(row.theirs[-1]) == places(row.ours[-1]), row
        assert uncounted(row.theirs[0]) == uncounted(row.ours[0]), row
        assert places(row.theirs[0]).keys() <= places(row.ours[0]).keys() | COUNTED, row
        for one, other in zip(row.ours, row.theirs, strict=True):
            assert not re.search(r"[{}]", PLACE.sub("", other)), row
            # Templates fill strings in with %, so one that stands alone would break the page.
            assert PLACE.sub("", other).count("%") == PLACE.sub("", one).count("%"), row


def test_a_translation_ends_as_the_english_does() -> None:
    for row in rows():
        for one, other in zip(row.ours, row.theirs, strict=True):
            assert other.strip(), row
            assert (other[0] == " ", other[-1] == " ") == (one[0] == " ", one[-1] == " "), row
            assert "  " not in other, row
            ends = [text.strip()[-1] for text in (one, other)]
            if set(ends) & set(".?:") and not other.endswith(SHORTENED):
                assert ends[0] == ends[1], row


def test_no_word_is_used_that_must_not_be(knowledge: Knowledge) -> None:
    never = sorted(in_language(knowledge, "de").words.never, key=len, reverse=True)
    assert len(never) > 40
    word = re.compile(rf"(?<![\w-])(?:{'|'.join(never)})(?![\w-])", re.IGNORECASE)
    used = [(text, found.group()) for text in german_texts() if (found := word.search(text))]
    assert used == []


def test_people_are_spoken_to_as_friends() -> None:
    assert [text for text in german_texts() if FORMAL.search(text)] == []
    assert any("dein" in text for text in german_texts())


def test_the_german_is_german() -> None:
    assert [text for text in german_texts() if ENGLISH.search(PLACE.sub("", text))] == []
    same = [row.ours[0] for row in rows() if row.ours == row.theirs]
    assert [text for text in same if len(words_of(PLACE.sub("", text))) >= FEWEST_WORDS] == []
    assert [text for text in german_texts() if '"' in text] == []
    assert [text for text in german_texts() if not quoted_as_in_german(text)] == []


def test_plurals_follow_the_number() -> None:
    german = translations("de")
    two = [row for row in rows() if len(row.ours) == 2]
    assert len(two) > 20
    for row in two:
        for number, form in ((0, 1), (1, 0), (2, 1), (21, 1)):
            assert german.ngettext(row.ours[0], row.ours[1], number) == row.theirs[form]


# --- the tool -------------------------------------------------------------------------------------


def test_the_tool_names_what_is_missing_and_what_is_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(GERMAN, tmp_path / "de")
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "said", said)
    file = tmp_path / "de" / "messages.po"
    text = file.read_text(encoding="utf-8")
    gone, left = "Skip to the content", "Nobody says this any more"
    assert f'msgid "{gone}"' in text
    file.write_text(text.replace(f'msgid "{gone}"', f'msgid "{left}"'), encoding="utf-8")
    assert messages.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"de lacks {gone!r} (web/templates/base.html:") for line in lines)
    assert f"de has {left!r}, which nobody says" in lines
    assert messages.main(["--write"]) == 0
    now = {row.id: row.string for row in messages.catalogue(file, "de") if row.id}
    before = {
        row.id: row.string for row in messages.catalogue(GERMAN / "messages.po", "de") if row.id
    }
    assert now == before | {gone: ""}
    assert [one.id for one in messages.missing("de")] == [gone]


# --- the pages ------------------------------------------------------------------------------------


OPEN = (
    *("/", "/sign-in", "/sign-up", "/exercises", "/exercises/bridge", "/tests/side-bridge/about"),
    *("/learn", "/learn/claims", "/learn/sources", "/about", "/phone"),
)
OWN = (
    *("/today", "/week", "/progress", "/more", "/summary", "/reminders", "/exercises"),
    *("/outcomes", "/outcomes/nprs", "/outcomes/psfs/activities", "/exercises/side-plank-knees"),
    *("/found", "/tests", "/tests/straight-leg-raise", "/tests/straight-leg-raise/hurt", "/safety"),
    *("/settings", "/settings/password", "/settings/second-factor", "/settings/sign-ins"),
    *("/settings/data", "/settings/erase", "/settings/backups", "/session/2026-11-23/morning"),
)


QUOTING = {
    *("/exercises/bridge", "/tests/side-bridge/about", "/learn/claims", "/learn/sources"),
    *("/outcomes/nprs", "/exercises/side-plank-knees", "/reminders"),
}
"""Pages that name papers by their titles, or the world's time zones."""


@cache
def english() -> tuple[str, ...]:
    """Every stretch of English, of at least a few words, that German says in other words."""
    found = set()
    for row in rows():
        for one, other in zip(row.ours, row.theirs, strict=True):
            for part in PLACE.split(one)[:: PLACE.groups + 1]:
                piece = " ".join(part.split()).strip(" .,:;")
                if len(words_of(piece)) >= FEWEST_WORDS and piece not in other:
                    found.add(piece)
    known, german = shipped(), in_language(shipped(), "de")
    for kind, field in (("exercises", "name"), ("tests", "name"), ("danger_signs", "question")):
        for key, row in getattr(known, kind).items():
            text = getattr(row, field)
            if len(words_of(text)) >= FEWEST_WORDS and text != getattr(
                getattr(german, kind)[key], field
            ):
                found.add(text)
    return tuple(sorted(found))


def left_in_english(html: str) -> list[str]:
    """Whatever English stands in a page, also in the words for those who do not see it."""
    text = unescape(html)
    for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL):
        text += json.dumps(json.loads(data), ensure_ascii=False)
    text = " ".join(re.sub(r"<(?!/?[a-z!])", " ", text).split())
    return [piece for piece in english() if re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text)]


def without_scripts(html: str) -> str:
    """What a person reads of a page, also what has not come by way of a catalogue."""
    return plain(re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(
        tmp_path_factory.mktemp("german"), Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    )
    yield made
    made.service.planner.close()
    made.service.store.close()


@pytest.fixture(scope="module")
def someone(house: House) -> TestClient:
    record = (EXAMPLES / "second-week.yaml").read_text(encoding="utf-8")
    key = house.person(record=record)[1]
    house.plan(key)
    client = house.client(key)
    assert client.post("/language", data={"language": "de", "next": "/today"}).status_code == 303
    return client


@pytest.fixture(scope="module")
def stopped(house: House) -> TestClient:
    record = (EXAMPLES / "saddle-numbness.yaml").read_text(encoding="utf-8")
    client = house.client(house.person("Sam", record=record)[1])
    assert client.post("/language", data={"language": "de", "next": "/today"}).status_code == 303
    return client


@pytest.fixture(scope="module")
def newcomer(house: House) -> TestClient:
    client = house.client()
    client.cookies.set("multifidus-language", "de")
    return client


def read(client: TestClient, path: str, **sent: Any) -> str:
    answer = client.post(path, data=sent) if sent else client.get(path)
    assert answer.status_code == (422 if sent else 200), (path, answer.status_code)
    assert '<html lang="de"' in answer.text
    return answer.text


def test_there_is_much_to_find() -> None:
    assert len(english()) > 600
    assert "Something is wrong" in english()
    assert left_in_english("<p>Here, <b>Something is wrong</b>.</p>") == ["Something is wrong"]
    assert left_in_english('<img alt="Something is wrong">') == ["Something is wrong"]


@pytest.mark.parametrize("path", OPEN)
def test_the_same_page_in_english_would_be_found_out(house: House, path: str) -> None:
    assert left_in_english(house.client().get(path).text) != []


@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_anyone_holds_no_english(newcomer: TestClient, path: str) -> None:
    html = read(newcomer, path)
    assert left_in_english(html) == []
    assert path in QUOTING or ENGLISH.search(without_scripts(html)) is None


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_ones_own_holds_no_english(someone: TestClient, path: str) -> None:
    html = read(someone, path)
    assert left_in_english(html) == []
    assert path in QUOTING or ENGLISH.search(without_scripts(html)) is None


@pytest.mark.parametrize("path", ["/today", "/stop", "/stop/note", "/stop/seen"])
def test_a_danger_sign_is_met_in_german(stopped: TestClient, path: str) -> None:
    answer = stopped.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert left_in_english(answer.text) == []
    if path == "/stop":
        assert "Geh jetzt sofort in eine Notaufnahme" in answer.text


def test_what_is_not_there_is_told_in_german(newcomer: TestClient) -> None:
    answer = newcomer.get("/nowhere")
    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht." in answer.text
    assert left_in_english(answer.text) == []


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("/sign-up", {"name": "", "password": "kurz"}, "Nimm mindestens 8 Zeichen."),
        ("/sign-in", {"name": "Niemand", "password": "drei Steine"}, "passen nicht zusammen"),
    ],
)
def test_what_cannot_be_is_told_in_german(
    newcomer: TestClient, path: str, sent: dict[str, str], told: str
) -> None:
    html = read(newcomer, path, **sent)
    assert told in html
    assert left_in_english(html) == []


def test_erasing_asks_for_a_german_word(someone: TestClient) -> None:
    html = read(someone, "/settings/erase", typed="erase", password="")
    assert "Schreib hier das Wort löschen" in html
    assert left_in_english(html) == []
