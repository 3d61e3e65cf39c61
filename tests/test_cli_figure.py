# SPDX-License-Identifier: Apache-2.0
"""`multifidus figure`, `show --html` and the contact sheet, as a person uses them."""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from multifidus.cli import gallery
from multifidus.cli.app import app
from multifidus.knowledge.loader import DATA, shipped

FIGURES = Path(__file__).parents[1] / "docs" / "movement" / "figures"
SVG = "{http://www.w3.org/2000/svg}"


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.mark.parametrize("form", [(), ("--still",), ("--strip",)], ids=["moving", "still", "strip"])
def test_a_drawing_is_written_and_told_in_words(form: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "bridge.svg"
    result = run("figure", "bridge", "-o", path, *form)
    assert result.exit_code == 0, result.output
    assert ET.parse(path).getroot().tag == f"{SVG}svg"  # noqa: S314 - our own drawing
    assert "Two-leg bridge" in result.output
    assert "Lying on the back" in result.output
    moving = "<animate" in path.read_text(encoding="utf-8")
    assert moving == (form == ())


def test_without_a_file_the_drawing_goes_to_standard_output() -> None:
    result = run("figure", "Two-leg bridge", "--still")
    assert result.exit_code == 0
    assert result.output.startswith("<svg")


def test_the_side_that_works_is_chosen_and_named(tmp_path: Path) -> None:
    left = run("figure", "bird-dog", "--side", "left", "-o", tmp_path / "l.svg", "--still")
    right = run("figure", "bird-dog", "--side", "right", "-o", tmp_path / "r.svg", "--still")
    assert "left" in left.output.splitlines()[0]
    assert "right" in right.output.splitlines()[0]
    assert (tmp_path / "l.svg").read_bytes() != (tmp_path / "r.svg").read_bytes()


def test_facts_as_json(tmp_path: Path) -> None:
    result = run("figure", "bird-dog", "-o", tmp_path / "x.svg", "--json")
    facts = json.loads(result.output)
    assert facts["id"] == "bird-dog"
    assert facts["side"] == "right"
    assert facts["frames"] > facts["keys"] > 1
    assert facts["description"].endswith(".")


def test_a_name_that_stands_for_two_things_can_be_told_apart() -> None:
    exercise = json.loads(run("figure", "curl-up", "--json").stdout)
    test = json.loads(run("figure", "curl-up", "--kind", "test", "--json").stdout)
    assert exercise["title"] != test["title"]


BAD = [
    (("figure", "brigde"), "there is no exercise or test 'brigde'; did you mean 'bridge'"),
    (("figure", "bridge", "--side", "left"), "works both sides alike; leave --side out"),
    (("figure", "bridge", "--still", "--strip"), "choose one of --still and --strip"),
    (("figure", "bridge", "-o", "/nowhere/at/all/x.svg"), "cannot be written"),
    (("figure", "/nowhere/x.yaml"), "this file is missing"),
    (("figure", "hip-and-spine"), "hip-and-spine needs --record RECORD and --on DATE"),
    (("figure", "hip-and-spine", "--still"), "takes --record, --on and -o, nothing else"),
    (("figure", "bridge", "--on", "2026-11-16"), "--record and --on go with hip-and-spine only"),
    (("show", "bridge", "--html", "--json"), "choose one of --html and --json"),
]


@pytest.mark.parametrize(("args", "words"), BAD, ids=[words for _, words in BAD])
def test_bad_input_is_told_in_words(args: tuple[str, ...], words: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = (DATA / "exercises" / "bridge.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "bridge.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_an_author_is_told_what_is_wrong_with_a_movement(tmp_path: Path) -> None:
    path = edited(tmp_path, "hips: {flexion:", "elbow: {flexion: 999}\n        hips: {flexion:")
    result = run("figure", path, "--still")
    assert result.exit_code == 2
    assert "bridge: key 1: left elbow flexion 999 is past" in result.stderr


def test_an_author_is_told_of_a_wrong_key_with_its_line(tmp_path: Path) -> None:
    path = edited(tmp_path, "  posture: supine", "  posture: lying")
    result = run("figure", path)
    assert result.exit_code == 2
    assert "posture" in result.stderr
    assert "line" in result.stderr


def test_a_persons_bend_is_drawn_from_their_record(tmp_path: Path) -> None:
    path = tmp_path / "bend.svg"
    record = Path(__file__).parents[1] / "examples" / "stiff-hinge.yaml"
    result = run("figure", "hip-and-spine", "--record", record, "--on", "2026-11-16", "-o", path)
    assert result.exit_code == 0, result.output
    words = " ".join(ET.parse(path).getroot().itertext())  # noqa: S314 - our own drawing
    assert "less reach" in words
    assert "differs between people" in words


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.svg")), ids=lambda path: path.stem)
def test_the_pictures_in_the_docs_are_the_ones_that_are_drawn(path: Path) -> None:
    kept = path.read_text(encoding="utf-8")
    form = () if "<animate" in kept else ("--strip",)
    drawn = run("figure", path.stem, *form).stdout
    # Another processor may round a point to the other side; the picture is the same.
    one, two = (ET.fromstring(text) for text in (kept, drawn))  # noqa: S314 - our own drawings
    assert [part.tag for part in one.iter()] == [part.tag for part in two.iter()]
    assert [part.text for part in one.iter(f"{SVG}desc")] == [
        part.text for part in two.iter(f"{SVG}desc")
    ]
    boxes = [[float(n) for n in each.attrib["viewBox"].split()] for each in (one, two)]
    assert boxes[0] == pytest.approx(boxes[1], abs=6)


def test_every_run_draws_the_same_bytes() -> None:
    command = [sys.executable, "-m", "multifidus.cli", "figure", "bird-dog"]
    drawings = {
        subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawings) == 1


def test_a_file_that_is_sound_draws_as_the_shipped_one_does(tmp_path: Path) -> None:
    path = tmp_path / "bridge.yaml"
    shutil.copy(DATA / "exercises" / "bridge.yaml", path)
    assert run("figure", path).output == run("figure", "bridge").output


class Outline(HTMLParser):
    """Collects tags, and headings with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("name", ["bridge", "straight-leg-raise", "CL-b"])
def test_a_page_shows_the_thing_with_its_figure_and_needs_nothing_else(name: str) -> None:
    result = run("show", name, "--html")
    assert result.exit_code == 0
    page = Outline()
    page.feed(result.output)
    assert page.tags.count("h1") == 1
    assert ("svg" in page.tags) == (name != "CL-b")
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    text = " ".join(page.words)
    assert "Sources" in text
    if name == "bridge":
        assert "Common slips" in text
        assert "Lying on the back" in text


def test_the_contact_sheet_shows_every_exercise_and_test(tmp_path: Path) -> None:
    knowledge = shipped()
    page = tmp_path / "sheet" / "all.html"
    gallery.write(page)
    text = page.read_text(encoding="utf-8")
    for name in (*knowledge.exercises, *knowledge.tests):
        assert f"<code>{name}</code>" in text
    assert text.count("<svg") >= len(knowledge.exercises) + len(knowledge.tests)
    assert 'class="fault"' not in text
    ids = [part.split('"', 1)[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
