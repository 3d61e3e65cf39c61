# SPDX-License-Identifier: Apache-2.0
"""`multifidus course`: a page a tired person can read, and JSON with stable keys."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from multifidus.cli.app import app

ROOT = Path(__file__).parents[1]
TWELVE_WEEKS = ROOT / "tests/data/twelve-weeks.yaml"
EXAMPLES = ROOT / "examples"


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["course", *(str(arg) for arg in args)])


def value(*args: object) -> dict[str, Any]:
    done = run(*args, "--json")
    assert done.exit_code == 0
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_page_says_where_people_are_where_one_is_and_how_sure() -> None:
    done = run(TWELVE_WEEKS, "--on", "2027-02-08")
    assert done.exit_code == 0
    text = " ".join(done.stdout.split())
    for words in (
        "Where people like you usually are",
        "6 weeks 1.7 to 3.8 published (B)",
        "12 weeks 1.3 to 3.7 read between published points (P)",
        "52 weeks 0 to 3.2 published (B)",
        "your average pain was 3 of 10. That is inside the band",
        "How sure that is",
        "it may be either",
        "What has changed",
        "no clear change",
        "This is no promise.",
        "Costa2012, acute pain, of 100: 52 in week 0 (A)",
        "Wallwork2024",
    ):
        assert words in text
    assert "Please note" not in text
    assert max(len(line) for line in done.stdout.splitlines()) <= 100


def test_a_flat_line_above_the_band_comes_first(tmp_path: Path) -> None:
    text = TWELVE_WEEKS.read_text(encoding="utf-8")
    for value in (3, 4, 5):
        text = text.replace(f"average: {value},", "average: 6,")
    flat = tmp_path / "flat.yaml"
    flat.write_text(text, encoding="utf-8")
    done = run(flat, "--on", "2027-02-08")
    lines = [line for line in done.stdout.splitlines() if line]
    assert lines[1] == "Please note"
    assert "see a clinician" in lines[2]


@pytest.mark.parametrize(
    ("name", "why", "words"),
    [
        ("footballer", "no-episode", "no course to compare with"),
        ("saddle-numbness", "open-danger-sign", "A safety question is open"),
        ("fall-at-70", "open-danger-sign", "A safety question is open"),
    ],
)
def test_without_a_forecast_it_says_why_and_ends_well(name: str, why: str, words: str) -> None:
    path = EXAMPLES / f"{name}.yaml"
    done = run(path, "--on", "2026-11-23")
    assert done.exit_code == 0
    assert words in " ".join(done.stdout.split())
    assert "No questionnaire has been answered so far." in done.stdout
    found = value(path, "--on", "2026-11-23")
    assert found["course"] is None
    assert found["no_forecast"]["why"] == why
    assert found["outcomes"] == []


def test_the_keys_of_the_json_are_stable() -> None:
    found = value(TWELVE_WEEKS, "--on", "2027-02-08")
    assert list(found) == ["course", "no_forecast", "on", "outcomes"]
    assert found["no_forecast"] is None
    assert sorted(found["course"]) == [
        *("band", "curves", "days_before", "duration", "horizon_texts", "horizons", "label"),
        *("like_you", "on", "own", "own_start", "place", "place_text", "rules", "sayings"),
        *("see_clinician", "see_clinician_text", "start", "sure", "sure_text"),
    ]
    assert found["course"]["horizons"][1] == {
        "grade": "P",
        "high": 3.7,
        "low": 1.3,
        "published": False,
        "week": 12,
    }
    assert sorted(found["outcomes"][0]) == [
        *("better", "error", "grade", "high", "id", "important", "important_share", "instrument"),
        *("limit", "low", "name", "points", "rule", "sentence", "source", "word"),
    ]
    assert {one["id"]: one["word"] for one in found["outcomes"]} == {
        "nprs-average": "better",
        "nprs-worst": "better",
        "nprs-leg": "better",
        "psfs": "better",
        "rmdq-24": "no clear change",
        "gpe": "better",
    }


def test_a_day_that_is_none_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    assert run(TWELVE_WEEKS, "--on", "2027-02-30").exit_code == 2
    assert run(TWELVE_WEEKS, "--on", "1980-01-01").exit_code == 2
    assert run(tmp_path / "none.yaml", "--on", "2027-02-08").exit_code == 2
