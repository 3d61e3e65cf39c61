# SPDX-License-Identifier: Apache-2.0
"""The knowledge in another language: whole, the same but for its texts, and safe in its words."""

import dataclasses
import re
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from multifidus.domain.words import Level
from multifidus.knowledge import language
from multifidus.knowledge.language import LANGUAGES, in_language, languages, pairs, terms
from multifidus.knowledge.language_texts import FOLDERS, FREE, SINGLES, TABLES, texts
from multifidus.knowledge.loader import Knowledge, KnowledgeError
from multifidus.knowledge.yamlfile import Document, Value, parse

# Keys of language files that hold notes on the evidence, not sentences to a person.
NOTES = {"evidence_note", "note", "evidence", "licence", "holder"}
CITATION = re.compile(r"\b[A-Z][A-Za-z]+(?:-[A-Z][A-Za-z]+)*(?:19|20)[0-9]{2}[a-z]?\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*|(?<!\w)\.\d+")
THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z")
SPELLED = {
    **dict(
        zip(
            ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
            range(11),
            strict=True,
        )
    ),
    **dict(zip(["first", "second", "third", "fourth", "fifth", "sixth"], range(1, 7), strict=True)),
    "a": 1,
    "an": 1,
    "another": 1,
    "single": 1,
    "once": 1,
    "twice": 2,
    "both": 2,
    "half": 0.5,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "sixty": 60,
}
ENGLISH_WORDS = re.compile(
    r"\b(the|and|your|you|of|with|is|are|not|from|when|until|keep|without|each|every|both)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def german(knowledge: Knowledge) -> Knowledge:
    return in_language(knowledge, "de")


def numbers(text: str) -> set[float]:
    """Every number in the text, however a language writes its decimals and thousands."""
    out = set()
    for found in NUMBER.findall(CITATION.sub("", text)):
        whole = THOUSANDS.match(found)
        out.add(float(re.sub("[.,]", "", found) if whole else found.replace(",", ".")))
    return out


def spelled(text: str) -> set[float]:
    words = re.findall(r"[a-z]+", text.lower())
    return {float(SPELLED[word]) for word in words if word in SPELLED}


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path, value


# --- whole, and the same but for its texts --------------------------------------------------------


def test_english_comes_first_and_is_the_knowledge_itself(knowledge: Knowledge) -> None:
    assert languages() == ("en", "de")
    assert in_language(knowledge, "en") is knowledge


def test_a_language_that_is_not_there_is_named_with_those_that_are(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="no texts in 'fr', only in en, de"):
        in_language(knowledge, "fr")


def test_a_language_is_read_once_and_soon(knowledge: Knowledge) -> None:
    language._in_language.cache_clear()
    begun = time.process_time()
    first = in_language(knowledge, "de")
    took = time.process_time() - begun
    assert took < 2  # 0.5 s where nothing else runs
    assert in_language(knowledge, "de") is first


def test_only_texts_differ(knowledge: Knowledge, german: Knowledge) -> None:
    named = {key for places in (*FOLDERS.values(), *SINGLES.values()) for key in places}
    fields = named | {field for _, field in TABLES.values()}
    fields |= {"text", "label", "hint", "asks", "figure", "says"}
    assert german.version == knowledge.version
    for kind in (*FOLDERS, "muscles", "stretch_targets", "equipment", "ladders"):
        ours, theirs = getattr(knowledge, kind), getattr(german, kind)
        assert list(ours) == list(theirs)
        for name, row in ours.items():
            same_but_texts(row, theirs[name], fields)
    same_but_texts(knowledge.bend, german.bend, fields)
    same_but_texts(knowledge.record_bounds, german.record_bounds, fields)
    with_texts = {*FOLDERS, *SINGLES, *(kind for kind, _ in TABLES.values()), "words", "version"}
    for part in dataclasses.fields(Knowledge):
        if part.name not in with_texts:
            assert getattr(german, part.name) is getattr(knowledge, part.name)


def same_but_texts(row: BaseModel, other: BaseModel, fields: set[str]) -> None:
    def of(one: BaseModel) -> dict[Any, Any]:
        return {path: value for path, value in leaves(one) if not FREE & set(path)}

    ours, theirs = of(row), of(other)
    assert ours.keys() == theirs.keys()
    for path, value in ours.items():
        if value != theirs[path]:
            assert isinstance(value, str)
            assert isinstance(theirs[path], str)
            assert next(part for part in reversed(path) if isinstance(part, str)) in fields


def test_danger_signs_keep_their_ids_levels_and_gates(
    knowledge: Knowledge, german: Knowledge
) -> None:
    for name, sign in knowledge.danger_signs.items():
        other = german.danger_signs[name]
        assert (sign.id, sign.rule, sign.level) == (other.id, other.rule, other.level)
        assert (sign.gates, sign.lifted_by) == (other.gates, other.lifted_by)
        assert [part.id for part in sign.parts] == [part.id for part in other.parts]


def test_what_has_no_text_in_english_has_none(knowledge: Knowledge, german: Knowledge) -> None:
    for name, instrument in knowledge.questionnaires.items():
        for item, other in zip(instrument.items, german.questionnaires[name].items, strict=True):
            assert (item.text is None) == (other.text is None)
    assert all(item.text is None for item in german.questionnaires["rmdq-24"].items)


# --- the words ------------------------------------------------------------------------------------


def test_what_to_do_is_as_clear_as_in_english(german: Knowledge) -> None:
    for sign in german.danger_signs.values():
        if sign.level is Level.EMERGENCY:
            assert "sofort in eine Notaufnahme" in sign.action
            assert "Notrufnummer an. Mach keine Übungen." in sign.action
        if sign.level is Level.URGENT:
            assert "heute oder morgen bei einer Arztpraxis" in sign.action
            assert "Mach keine Übungen, bis" in sign.action


def test_every_number_is_kept(knowledge: Knowledge, german: Knowledge) -> None:
    lost = [
        (pair.file, pair.path, sorted(gone), pair.other)
        for pair in pairs(knowledge, german)
        if (gone := numbers(pair.english) - numbers(pair.other))
    ]
    assert lost == []


def test_no_number_is_new(knowledge: Knowledge, german: Knowledge) -> None:
    new = [
        (pair.file, pair.path, sorted(more), pair.other)
        for pair in pairs(knowledge, german)
        if (more := numbers(pair.other) - numbers(pair.english) - spelled(pair.english))
    ]
    assert new == []


def test_citations_are_kept_letter_for_letter(knowledge: Knowledge, german: Knowledge) -> None:
    for pair in pairs(knowledge, german):
        ours, theirs = CITATION.findall(pair.english), CITATION.findall(pair.other)
        assert Counter(ours) == Counter(theirs), (pair.file, pair.path)


def test_no_word_is_used_that_must_not_be(knowledge: Knowledge, german: Knowledge) -> None:
    never = german.words.never
    assert {"Heilung", "geheilt", "Fehlstellung", "verschoben", "ausgerenkt"} <= never.keys()
    longest_first = sorted(never, key=len, reverse=True)
    word = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])", re.IGNORECASE)
    used = [
        (pair.file, pair.path, found.group())
        for pair in pairs(knowledge, german)
        if not NOTES & set(pair.path) and pair.path != ("claim",)
        if (found := word.search(pair.other))
    ]
    assert used == []


def test_no_english_is_left(knowledge: Knowledge, german: Knowledge) -> None:
    left = []
    for pair in pairs(knowledge, german):
        same = pair.other == pair.english and len(pair.english.split()) > 1
        # An instrument may go by its own name, and a list of figures and papers is no sentence.
        if ENGLISH_WORDS.search(pair.other) or (same and pair.path[0] not in {"name", *NOTES}):
            left.append((pair.file, pair.path, pair.other))
    assert left == []


def test_people_are_spoken_to_as_friends(knowledge: Knowledge, german: Knowledge) -> None:
    formal = re.compile(r"\b(Ihr|Ihre|Ihren|Ihrem|Ihrer|Ihnen)\b|\w Sie\b")
    assert [p for p in pairs(knowledge, german) if formal.search(p.other)] == []


def test_names_of_a_kind_differ(german: Knowledge) -> None:
    for kind, field in (
        *((kind, "name") for kind in ("exercises", "tests", "questionnaires", "ladders")),
        *((kind, "plain_name") for kind in ("conditions", "muscles", "stretch_targets")),
        ("equipment", "plain_name"),
    ):
        names = Counter(getattr(row, field).lower() for row in getattr(german, kind).values())
        assert [name for name, times in names.items() if times > 1] == []


def test_other_names_to_search_by_differ_within_a_row(german: Knowledge) -> None:
    for rows in (german.exercises, german.tests):
        for row_id, row in rows.items():
            names = [name.lower() for name in (row.name, *row.aliases)]
            assert len(names) == len(set(names)), row_id


# --- terms ----------------------------------------------------------------------------------------


def test_terms_find_every_name(knowledge: Knowledge, german: Knowledge) -> None:
    found = terms(knowledge, german)
    for kind in ("exercises", "tests", "ladders"):
        for name, row in getattr(knowledge, kind).items():
            assert found[row.name] == getattr(german, kind)[name].name
    assert "" not in found


def test_one_english_text_has_one_german_text(knowledge: Knowledge, german: Knowledge) -> None:
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for pair in pairs(knowledge, german):
        # How steps and cues are put may follow the exercise; only what sentences name must agree.
        if not {"steps", "cues", "mistakes", "stop_when", "start", "setup"} & set(pair.path):
            said[pair.english].setdefault(pair.other, pair.file)
    assert {text: others for text, others in said.items() if len(others) > 1} == {}


# --- faults ---------------------------------------------------------------------------------------


WRONG = {
    "bend.yaml": ["seen: eins"],
    "claims/CL-a.yaml": ["claim: a", "says: b", "evidence: [eins, zwei]"],
    "claims/CL-d.yaml": ["claim: a", "says: b", "evidence:", "  - eins"],
    "conditions/balance.yaml": ["plain_name: [a]", "asked_as: 12", "effect: b", "encourages: ' '"],
    "danger_signs/falls.yaml": ["question: a", "because: b", "due: c", "action: d"],
    "doses/stretch.yaml": ["- text"],
    "questionnaires/quebec.yaml": [
        *("name: a", "licence: b", "score: c", "unit: d", "items:", "  total: erfunden")
    ],
    "rules/PLN1.yaml": ['text: ""'],
    "rules/PLN2.yaml": ["text: a", "text: b"],
    "rules/XYZ9.yaml": ["text: neu"],
    "stands_in.yaml": ["mat: ein Teppich"],
    "words.yaml": ["nie: {}", "source: [MultifidusRule]", "grade: P"],
}
SAID = """
de/bend.yaml: line 1, seen: a list of texts is wanted here
de/claims/CL-a.yaml: line 3, evidence[1]: English has no text here; write "" as there
de/claims/CL-d.yaml: line 3, evidence: English has 3 texts here, not 1
de/conditions/balance.yaml: line 1, plain_name: a text is wanted here
de/conditions/balance.yaml: line 2, asked_as: a text is wanted here
de/conditions/balance.yaml: line 4, encourages: a text is wanted here
de/danger_signs/falls.yaml: line 1: 'tell' is missing
de/danger_signs/falls.yaml: line 3, due: unknown key 'due': English has no text here
de/doses/mobility.yaml: line 1: this file is missing
de/doses/relaxation.yaml: line 1: not UTF-8 text: invalid start byte
de/doses/stretch.yaml: line 1: texts by name are wanted here: text
de/questionnaires/quebec.yaml: line 6, items.total: English has no text here; write null as there
de/rules/PLN1.yaml: line 1, text: a text is wanted here
de/rules/PLN2.yaml: line 2, text: this key is already used above
de/rules/XYZ9.yaml: line 1: English has no texts under this name
de/stands_in.yaml: line 1: 'bed' is missing
de/stands_in.yaml: line 1: 'bench' is missing
de/stands_in.yaml: line 1: 'cushion' is missing
de/stands_in.yaml: line 1: 'dumbbell' is missing
de/stands_in.yaml: line 1: 'step' is missing
de/stands_in.yaml: line 1: 'stick' is missing
de/stands_in.yaml: line 1: 'strap' is missing
de/stands_in.yaml: line 1: 'wall' is missing
de/words.yaml: line 1, nie: unknown key 'nie'
de/words.yaml: line 1: 'never' is missing
"""


def test_every_fault_of_every_file_is_told_with_its_line(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    root = tmp_path / "languages"
    shutil.copytree(LANGUAGES, root)
    for file, lines in WRONG.items():
        (root / "de" / file).write_text("\n".join([*lines, ""]), encoding="utf-8")
    (root / "de" / "doses" / "relaxation.yaml").write_bytes(b"text: \xff\n")
    (root / "de" / "doses" / "mobility.yaml").unlink()
    with pytest.raises(KnowledgeError) as caught:
        in_language(knowledge, "de", root)
    assert sorted(str(caught.value).splitlines()) == sorted(SAID.split("\n")[1:-1])


TEXT = st.sampled_from(["Brücke", "halt 10 s", "ä: ö", "nein"])
SHAPE: st.SearchStrategy[Any] = st.recursive(
    TEXT,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
FILE = st.dictionaries(st.sampled_from(["name", "steps", "parts"]), SHAPE, min_size=1)


def document(value: Value) -> Document:
    return Document("x.yaml", value, {})


@given(FILE)
def test_the_same_shape_has_no_fault(english: dict[str, Any]) -> None:
    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: other(inner) for key, inner in reversed(list(value.items()))}
        return [other(one) for one in value] if isinstance(value, list) else f"{value} auf Deutsch"

    assert list(language._faults(english, other(english), (), document({}))) == []


@given(FILE, st.data())
def test_another_shape_has_a_fault(english: dict[str, Any], data: st.DataObject) -> None:
    places = [path for path, _ in leaves(english)]
    path = data.draw(st.sampled_from(places))
    bad: Any = data.draw(st.sampled_from(["", "  ", None, 3, True, [], {}, ["zwei", "zwei"]]))

    def spoiled(value: Any, rest: tuple[Any, ...]) -> Any:
        if not rest:
            return bad
        if isinstance(value, dict):
            return {**value, rest[0]: spoiled(value[rest[0]], rest[1:])}
        return [spoiled(one, rest[1:]) if n == rest[0] else one for n, one in enumerate(value)]

    given_file = spoiled(english, path)
    faults = list(language._faults(english, given_file, (), document(given_file)))
    assert len(faults) == 1


def test_every_language_file_has_its_place(knowledge: Knowledge) -> None:
    for name in languages()[1:]:
        held = {
            path.relative_to(LANGUAGES / name).as_posix() for path in (LANGUAGES / name).rglob("*")
        }
        files = {file for file in held if file.endswith(".yaml")}
        assert files == texts(knowledge).keys() | {"words.yaml"}
        for file in sorted(files):
            parse((LANGUAGES / name / file).read_text(encoding="utf-8"), file)
