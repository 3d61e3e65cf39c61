# SPDX-License-Identifier: Apache-2.0
"""Whatever a file holds, the answer is one clear message for every fault, and never a traceback."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.exchange.as_json import dumps
from multifidus.exchange.record_faults import PARTS
from multifidus.exchange.record_file import load_record, read_record
from multifidus.exchange.record_parts import Part
from multifidus.exchange.words import Names, either, one_of, quoted
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.knowledge.yamlfile import FileError, parse

FOLDER = Path(__file__).parent / "bad_input"
FILES = sorted(FOLDER.glob("*.yaml"))


def faults_of(text: str, knowledge: Knowledge) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_record(text, "x.yaml", knowledge)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_fault_gets_its_line_its_path_and_what_would_be_right(
    path: Path, knowledge: Knowledge
) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = text.splitlines()[0].removeprefix("# ")
    (fault,) = faults_of(text, knowledge)
    if wanted.endswith(" ..."):  # what else is suggested depends on the catalogue
        assert fault.startswith(wanted.removesuffix(" ..."))
    else:
        assert fault == wanted


def test_a_value_outside_what_people_can_do_is_refused_with_the_range(
    knowledge: Knowledge,
) -> None:
    for test in knowledge.tests.values():
        limits = test.human_range
        side = ", side: left" if test.sides else ""
        head = "format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\nmeasurements:\n"
        for value, good in [
            (limits.lowest, True),
            (limits.highest, True),
            (limits.lowest - 1, False),
            (limits.highest + 1, False),
        ]:
            text = f"{head}  - {{on: 2026-11-16, test: {test.id}, value: {value}{side}}}\n"
            if good:
                assert read_record(text, "x", knowledge).measurements[0].value == value
            else:
                (fault,) = faults_of(text, knowledge)
                assert fault.startswith("line 4, measurements[0].value: ")
                assert f"is outside {limits.lowest:g} to {limits.highest:g}" in fault


def test_every_fault_is_named_at_once_in_the_order_of_the_lines(
    example: str, knowledge: Knowledge
) -> None:
    bad = (
        example.replace("height_cm: 168", "height_cm: 1.68")
        .replace("started: 2026-08-10", "started: 2026-08-40")
        .replace("equipment: [mat", "equipment: [matt")
        .replace("by: clinician", "by: me, side: left")
        .replace("exercise: sit-up", "exercise: sit-upp, why: not")
        .replace("slot: morning", "slot: noon")
    )
    faults = faults_of(bad, knowledge)
    places = [fault.split(": ")[0] for fault in faults]
    assert places == [
        "line 2, person.height_cm",
        "line 4, episode.started",
        "line 15, equipment[0]",
        "line 23, measurements[1].by",
        "line 23, measurements[1].side",
        "line 27, directives[0].exercise",
        "line 27, directives[0].why",
        "line 36, log[0].slot",
    ]


def test_a_slip_in_one_key_does_not_hide_another_in_the_same_row(knowledge: Knowledge) -> None:
    text = (
        "format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\nmeasurements:\n"
        "  - {on: soon, test: straight-leg-raise, value: 5200, by: me}\n"
    )
    assert [fault.split(": ")[0] for fault in faults_of(text, knowledge)] == [
        "line 4, measurements[0]",
        "line 4, measurements[0].by",
        "line 4, measurements[0].on",
        "line 4, measurements[0].value",
    ]


def test_every_block_of_keys_has_its_model_for_messages() -> None:
    named = set(PARTS.values())
    kinds = {
        kind
        for kind in Part.__subclasses__()
        # A team file has a table of its own.
        if kind.__name__ != "DirectivePart" and ".record_" in kind.__module__
    }
    assert kinds <= named


# --- files that are hardly files ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1: the file is empty"),
        (b"\n# nothing but this\n", "line 1: the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1: not UTF-8 text; save it as UTF-8"),
        (b"format: x\nperson: {name: Zo\xeb}\n", "line 2: not UTF-8 text; save it as UTF-8"),
        (b"a: \x00", "line 1: the file is not text (it holds a zero byte)"),
        (b"hello", "line 1: a record file is a block of keys that begins with format: "),
        (b"[" * 1_000, "line 1: nested deeper than 20 levels"),
        (b"[" * 10_000_000, "line 1: the file has 10,000,000 characters; at most 1,000,000"),
        (b"a: " * 999, "line 1: not YAML: "),
        (b"- " * 400_000, "line 1: nested deeper than 20 levels"),
        (b"x: [" + b"1," * 200_000 + b"1]", "line 1: more than 100,000 values"),
        (b"x" * 16_000_001, "the file is larger than 16 megabytes"),
    ],
)
def test_what_is_no_record_is_refused_in_words(
    tmp_path: Path, knowledge: Knowledge, data: bytes, words: str
) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(data)
    with pytest.raises(FileError) as caught:
        load_record(path, knowledge)
    (fault,) = caught.value.faults
    assert (str(fault) if fault.line else fault.text).startswith(words)


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(
    tmp_path: Path, example: str, knowledge: Knowledge
) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + example.replace("\n", "\r\n").encode())
    assert load_record(path, knowledge) == read_record(example, "x", knowledge)


def test_paths_that_are_no_files_are_refused_in_words(tmp_path: Path, knowledge: Knowledge) -> None:
    for path, words in [
        (tmp_path, "this is a folder; give a file"),
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path / "none.yaml" / "x", "there is no such file"),
        (tmp_path / ("x" * 5_000), "this file cannot be read: "),
        (Path("\0"), "this file cannot be read: "),
    ]:
        with pytest.raises(FileError) as caught:
            load_record(path, knowledge)
        assert caught.value.faults[0].text.startswith(words), path


def test_a_file_that_may_not_be_read_is_refused_in_words(
    example_file: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(FileError, match="may not be read by you"):
        load_record(example_file, knowledge)


def test_a_pipe_that_never_ends_is_left_in_time(knowledge: Knowledge) -> None:
    zero = Path("/dev/zero")
    if zero.exists():
        with pytest.raises(FileError, match="larger than 16 megabytes"):
            load_record(zero, knowledge)


def test_thousands_of_faults_are_counted_and_not_all_shown(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    rows = "".join(f"  - {{on: 2026-11-{n}, test: no-such-{n}, value: x}}\n" for n in range(5_000))
    path.write_text(
        f"format: multifidus-record/1\nperson: {{name: A, born: 1984-03-02}}\nmeasurements:\n{rows}",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "multifidus.cli", "plan", str(path), "--on", "2026-11-16"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (2, "", 51)
    assert lines[-1].endswith("more")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_no_text_at_all_raises_anything_but_faults(text: str) -> None:
    with pytest.raises(FileError):
        read_record(text, "x", shipped())


def answer(text: str, knowledge: Knowledge) -> list[str]:
    """Read, and return the faults; anything else that is raised fails the test."""
    try:
        read_record(text, "x", knowledge)
    except FileError as error:
        return [str(fault) for fault in error.faults] or ["a fault without a word"]
    return []


def test_a_damaged_record_gets_faults_with_words(example: str, knowledge: Knowledge) -> None:
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    values = ["", "x", "[", "{}", "[]", "1e9", "-1", "true", "~", "2026-99-99", "'", ": ", "\t"]
    damaged = 0
    for _ in range(200):
        words = example.split(" ")
        for _ in range(chance.randint(1, 4)):
            words[chance.randrange(len(words))] = chance.choice(values)
        faults = answer(" ".join(words), knowledge)
        assert all(len(fault.partition(": ")[2]) > 5 for fault in faults)
        damaged += bool(faults)
    assert damaged > 130


def test_every_value_may_be_of_any_kind_without_a_crash(example: str, knowledge: Knowledge) -> None:
    document = parse(example, "x")
    unharmed = set()
    odds: tuple[object, ...] = (None, -2.5, "word", [[]], {"a": {}})
    for path in document.lines:
        for odd in odds:
            value = parse(example, "x").value
            place: object = value
            for part in path[:-1]:
                place = place[part]  # type: ignore[index]
            if path:
                place[path[-1]] = odd  # type: ignore[index]
            if not answer(dumps(value if path else odd), knowledge):
                unharmed.add(path)
    assert ("format",) not in unharmed
    assert ("person", "born") not in unharmed


# --- words --------------------------------------------------------------------------------------


def test_messages_quote_values_safely_and_briefly() -> None:
    assert quoted("\x1b[2J") == "'\N{REPLACEMENT CHARACTER}[2J'"
    assert len(quoted("x" * 10_000)) < 70
    values: tuple[object, ...] = (None, True, False, 1, 1.5, [], {})
    assert [quoted(value) for value in values] == [
        "nothing", "true", "false", "1", "1.5", "a list", "a block of keys",
    ]  # fmt: skip
    assert (one_of(["a"]), one_of(["a", "b"])) == ("a", "a or b")
    assert one_of(["a", "b", "c"]) == "one of a, b, c"
    assert (either(["a"]), either(["a", "b", "c"])) == ("a", "a, b or c")


def test_likely_words_are_found_by_id_name_and_nickname() -> None:
    names = Names({"hip-thrust": ("Bench bridge",), "plank": ("Front hold",), "zzz": ()})
    assert names.suggest("planck") == ("plank",)
    assert names.suggest("bench bridge") == ("hip-thrust",)
    assert names.suggest("front hold") == ("plank",)
    assert names.suggest("") == ()
    assert names.exact("Front Hold") == "plank"
    assert names.exact("nothing") is None
    assert names.did_you_mean("qqqqq") == ""
