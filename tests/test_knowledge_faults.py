# SPDX-License-Identifier: Apache-2.0
"""Every way in which a knowledge file can be wrong is refused, with its line and in these words.

`broken/` holds one folder a way: the broken file at its place in the knowledge, and what is said of
it in `expected.txt`. A name that ends in `.append` is added to the end of the shipped file, one that
ends in `.removed` takes the shipped file away. `+2` in an expectation is the second line added.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from multifidus.domain.words import Modality, Stage
from multifidus.knowledge import loader, yamlfile
from multifidus.knowledge.crosscheck import Book, thin_muscles, thin_stretches
from multifidus.knowledge.lint import STRUCTURE, lint, main
from multifidus.knowledge.loader import DATA, KnowledgeError, files, load, read
from multifidus.knowledge.yamlfile import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES, FileError, parse

BROKEN = Path(__file__).parent / "broken"


def ways(kind: str) -> list[str]:
    return sorted(path.name for path in (BROKEN / kind).iterdir() if path.is_dir())


@pytest.fixture(scope="module", autouse=True)
def parse_shipped_files_once() -> Iterator[None]:
    # All trees here differ from the shipped one in a single file; parsing the rest again is idle.
    patch = pytest.MonkeyPatch()
    patch.setattr(loader, "parse", lru_cache(maxsize=1000)(parse))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def shipped_flaws() -> set[str]:
    return {str(flaw) for flaw in lint()}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the knowledge once; `broken` breaks one file of the copy and mends it again."""
    root = tmp_path_factory.mktemp("knowledge") / "data"
    shutil.copytree(DATA, root)
    return root


@contextmanager
def broken(root: Path, *places: Path) -> Iterator[dict[str, int]]:
    """Break the files that `places` hold; tell where appended lines begin."""
    begins: dict[str, int] = {}
    touched: list[str] = []
    for place in places:
        for path in sorted(place.rglob("*.*")):
            name = path.relative_to(place).as_posix()
            if name == "expected.txt":
                continue
            touched.append(name.removesuffix(".removed").removesuffix(".append"))
            target = root / touched[-1]
            target.parent.mkdir(exist_ok=True)
            if name.endswith(".removed"):
                target.unlink()
            elif name.endswith(".append"):
                begins[touched[-1]] = target.read_text(encoding="utf-8").count("\n")
                with target.open("a", encoding="utf-8") as file:
                    file.write(path.read_text(encoding="utf-8"))
            else:
                shutil.copy(path, target)
    try:
        yield begins
    finally:
        for name in touched:
            if (DATA / name).exists():
                shutil.copy(DATA / name, root / name)
            else:
                (root / name).unlink()


def resolved(place: Path, begins: dict[str, int]) -> list[str]:
    """Read what is expected, with `+2` as the line, and `[+0]` as the row, of what was added."""
    out = []
    for line in (place / "expected.txt").read_text(encoding="utf-8").splitlines():
        name = line.split(":", 1)[0]
        begin, rows = begins.get(name, 0), 0
        if begin:
            shipped = read(DATA / name).value
            rows = len(shipped) if isinstance(shipped, list) else 0
        text = moved(r"(line )\+([0-9]+)", line, begin)
        out.append(moved(r"(\[)\+([0-9]+)", text, rows))
    return sorted(out)


def moved(pattern: str, line: str, by: int) -> str:
    return re.sub(pattern, lambda found: f"{found[1]}{by + int(found[2])}", line)


# --- files that are no YAML, or YAML that nobody needs ------------------------------------------


@pytest.mark.parametrize("path", sorted((BROKEN / "yaml").glob("*.yaml")), ids=lambda p: p.stem)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read(path)
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert str(caught.value).splitlines() == expected


def test_a_file_is_refused_one_character_over_the_limit() -> None:
    fits = "a: " + "x" * (MAX_CHARACTERS - 3)
    assert parse(fits, "long.yaml").value == {"a": fits[3:]}
    with pytest.raises(FileError) as caught:
        parse(fits + "x", "long.yaml")
    text = "long.yaml: line 1: the file has 1,000,001 characters; at most 1,000,000"
    assert str(caught.value) == text


def test_a_file_is_refused_one_value_over_the_limit() -> None:
    # The list itself is a value too.
    most = MAX_VALUES - 1
    assert parse("[" + "1," * most + "]", "many.yaml").value == [1] * most
    with pytest.raises(FileError) as caught:
        parse("[" + "1,\n" * (most + 1) + "]", "many.yaml")
    assert str(caught.value) == f"many.yaml: line {MAX_VALUES}: more than 100,000 values"


def test_a_file_is_refused_one_level_over_the_limit() -> None:
    def nested(levels: int) -> str:
        return "[" * levels + "]" * levels

    parse(nested(MAX_DEPTH + 1), "deep.yaml")
    with pytest.raises(FileError, match="line 1: nested deeper than 20 levels"):
        parse(nested(MAX_DEPTH + 2), "deep.yaml")


def test_ten_megabytes_of_nesting_are_refused_at_once() -> None:
    with pytest.raises(FileError, match="characters; at most"):
        parse("[" * 10_000_000, "deep.yaml")


@pytest.mark.parametrize("word", ["on", "no", "yes", "off", "y", "n", "On", "NO", "Yes"])
def test_small_words_stay_words(word: str) -> None:
    assert parse(f"{word}: {word}", "words.yaml").value == {word: word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("~", None), ("null", None), ("", None),
        ("12", 12), ("-3", -3), ("010", 10), ("1.5", 1.5), (".5", 0.5), ("2e3", 2000.0),
        ("1_000", "1_000"), ("12:30", "12:30"), ("0x10", "0x10"), ("2026-11-23", "2026-11-23"),
        (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"), ("'12'", "12"), ('"true"', "true"),
        ("99999999999999999999999", 1e23),
    ],
)  # fmt: skip
def test_plain_values_are_read_as_people_mean_them(text: str, value: yamlfile.Value) -> None:
    read_back = parse(f"a: {text}", "plain.yaml").value
    assert isinstance(read_back, dict)
    assert read_back["a"] == value
    assert type(read_back["a"]) is type(value)


def test_every_value_keeps_its_line_and_a_missing_one_that_of_its_parent() -> None:
    document = parse("a:\n  - b: 1\n  - c: 2\n", "lines.yaml")
    assert document.line(("a", 1, "c")) == 3
    assert document.line(("a", 1, "absent", 4)) == 3
    assert document.line(("absent",)) == 1
    assert str(document.fault(("a", 1, "c"), "odd")) == "line 3, a[1].c: odd"


def test_json_is_read_as_well() -> None:
    assert parse('{"a": [1, {"b": null}]}', "a.json").value == {"a": [1, {"b": None}]}


# --- files that are not what they should be ------------------------------------------------------


@pytest.mark.parametrize("way", ways("load"))
def test_knowledge_that_does_not_load_names_every_fault(way: str, workshop: Path) -> None:
    place = BROKEN / "load" / way
    with broken(workshop, place) as begins, pytest.raises(KnowledgeError) as caught:
        load(workshop)
    assert sorted(str(caught.value).splitlines()) == resolved(place, begins)


def test_faults_of_several_files_are_told_together(workshop: Path) -> None:
    places = [BROKEN / "load" / way for way in ("unknown-key", "empty-file", "id-used-twice")]
    with broken(workshop, *places), pytest.raises(KnowledgeError) as caught:
        load(workshop)
    names = [error.name for error in caught.value.errors]
    assert names == ["exercises/adductor-rock-back.yaml", "claims/CL-a.yaml", "muscles.yaml"]


# --- files that load, and still cannot be trusted ------------------------------------------------


@pytest.mark.parametrize("way", ways("lint"))
def test_the_linter_names_what_cannot_be_trusted(
    way: str, workshop: Path, shipped_flaws: set[str]
) -> None:
    place = BROKEN / "lint" / way
    with broken(workshop, place) as begins:
        found = {str(flaw) for flaw in lint(workshop)} - shipped_flaws
    assert sorted(found) == resolved(place, begins)


@pytest.mark.parametrize("way", ["unknown-key", "not-yaml", "bad-source"])
def test_the_linter_tells_what_the_loader_tells(way: str, workshop: Path) -> None:
    place = BROKEN / "load" / way
    with broken(workshop, place) as begins:
        found = {str(flaw) for flaw in lint(workshop)}
    assert set(resolved(place, begins)) <= found


def test_the_command_prints_every_flaw_and_fails(
    workshop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with broken(workshop, BROKEN / "lint" / "forbidden-word-in-a-claim"):
        assert main([str(workshop)]) == 1
    shown = capsys.readouterr().out
    assert "claims/CL-c.yaml: line 4, says: the text says 'realign'" in shown
    assert "knowledge is sound" not in shown


def test_the_flaws_come_in_the_order_of_files_and_lines(workshop: Path) -> None:
    places = [BROKEN / "lint" / way for way in ("forbidden-word", "unknown-source-of-a-claim")]
    with broken(workshop, *places):
        flaws = lint(workshop)
    assert len(flaws) >= 4
    assert flaws == sorted(flaws, key=lambda flaw: (flaw.file, flaw.fault.line))


def test_numbers_that_measure_nothing_are_named_with_the_reason() -> None:
    assert all(reason for reason in STRUCTURE.values())
    used = {
        (file.parent.name, leaf)
        for file in files(DATA)
        for leaf in ("order", "rung", "telling")
        if f"{leaf}:" in file.read_text(encoding="utf-8")
    }
    assert set(STRUCTURE) == used & set(STRUCTURE)


# --- enough of everything: just below, at and above ----------------------------------------------


@pytest.fixture(scope="module")
def book() -> Book:
    return Book({path.relative_to(DATA).as_posix(): read(path) for path in files(DATA)}, load())


def without(book: Book, keep: int, fits: Callable[[str], bool]) -> Book:
    """Leave only `keep` of the exercises that fit, and all that do not."""
    exercises = book.knowledge.exercises
    fitting = [name for name in exercises if fits(name)]
    assert len(fitting) > keep
    left = {name: row for name, row in exercises.items() if name not in fitting[keep:]}
    return Book(book.documents, replace(book.knowledge, exercises=left))


@pytest.mark.parametrize(("keep", "enough"), [(2, False), (3, True), (4, True)])
def test_a_muscle_needs_three_exercises_in_every_stage(
    book: Book, *, keep: int, enough: bool
) -> None:
    def trains_hamstrings_early(name: str) -> bool:
        exercise = book.knowledge.exercises[name]
        grade = exercise.muscles.grades.get("hamstrings", 0)
        return exercise.stage is Stage.INITIAL and grade >= 2

    flaws = list(thin_muscles(without(book, keep, trains_hamstrings_early)))
    about = [flaw.fault.text for flaw in flaws if "'hamstrings'" in flaw.fault.text]
    text = "'hamstrings' has too few exercises of grade 2 or 3 in the initial stage: 2, at least 3"
    assert about == ([] if enough else [text])


@pytest.mark.parametrize(("keep", "enough"), [(1, False), (2, True), (3, True)])
def test_a_stretch_target_needs_two_stretches(book: Book, *, keep: int, enough: bool) -> None:
    def stretches_gluteals(name: str) -> bool:
        exercise = book.knowledge.exercises[name]
        return exercise.modality is Modality.STRETCH and "gluteals" in exercise.stretches

    flaws = [
        flaw.fault.text
        for flaw in thin_stretches(without(book, keep, stretches_gluteals))
        if "'gluteals'" in flaw.fault.text
    ]
    assert flaws == (
        [] if enough else ["'gluteals' has too few exercises of modality stretch: 1, at least 2"]
    )
