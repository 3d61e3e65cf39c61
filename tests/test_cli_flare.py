# SPDX-License-Identifier: Apache-2.0
"""`multifidus flare`: the plan of a flare-up, the screening before it, and what to add without one."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from multifidus.cli.app import app
from multifidus.cli.stage_text import stage_text
from multifidus.coach.checkpoints import checkpoints
from multifidus.coach.stage import stage_lists
from multifidus.domain.record import Episode, OutcomeEntry
from multifidus.knowledge.loader import shipped
from plan_builders import ON, RED, days_ago, entry, measured, record

EXAMPLE = Path(__file__).parents[1] / "examples" / "flare.yaml"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["flare", *arguments], env={"COLUMNS": "100"})
    return result.exit_code, result.stdout, result.stderr


def test_the_page_begins_with_today() -> None:
    code, page, _ = run(str(EXAMPLE), "--on", "2026-11-24")
    assert code == 0
    lines = page.splitlines()
    assert lines[0] == "Your flare-up, day 2: what to do now"
    headings = [line for line in lines if line and not line.startswith((" ", "-"))]
    assert any(line.startswith("Tuesday 24 November (day 2)") for line in headings)
    order = ["Tuesday 24", "Wednesday 25", "Saturday 28", "The way back", "When to seek help"]
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    assert "five hours in the car" in page
    assert max(map(len, lines)) <= 100


def test_what_stays_the_same_is_not_told_twice() -> None:
    _, page, _ = run(str(EXAMPLE), "--on", "2026-11-24")
    assert page.count("Warmth on the back") == 1
    assert (
        "As before: the short walks, the easing movement, a place of comfort, warmth."
        in " ".join(page.split())
    )


def test_json_has_the_whole_plan() -> None:
    code, out, _ = run(str(EXAMPLE), "--on", "2026-11-24", "--json")
    plan = json.loads(out)
    assert code == 0
    assert plan["flare"]["phase"] == "settle"
    assert [days["phase"] for days in plan["days"]] == ["settle", "easy", "return"]
    assert plan["review_on"] == "2026-12-06"
    assert {"grade", "rule", "source"} <= plan["days"][0]["steps"][0].keys()


def test_the_danger_signs_come_first() -> None:
    code, page, _ = run(str(EXAMPLE), "--on", "2026-11-23")
    assert code == 3
    assert page.startswith("First answer")
    code, out, _ = run(str(EXAMPLE), "--on", "2026-11-23", "--json")
    assert (code, json.loads(out)["refusal"]["kind"]) == (3, "screening")


def test_without_a_flare_up_it_says_what_to_add() -> None:
    code, page, error = run(str(EXAMPLE), "--on", "2026-11-20")
    assert (code, page) == (2, "")
    assert "no flare-up" in error
    assert "flare_ups:" in error
    assert "{on: 2026-11-20" in error


def test_after_two_weeks_the_review_is_told_at_once(tmp_path: Path) -> None:
    late = tmp_path / "late.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    later = (date(2026, 11, 23) + timedelta(days=14)).isoformat()
    screened = text.replace("on: 2026-11-24\n    answers", f"on: {later}\n    answers")
    late.write_text(screened, encoding="utf-8")
    code, page, _ = run(str(late), "--on", later)
    assert code == 0
    assert page.index("time for a clinician") < page.index("The way back")
    assert "Not better by day" not in page


# --- the stage in words ---------------------------------------------------------------------------


def test_the_stage_is_a_short_list_of_what_is_met_and_missing() -> None:
    who = record(episode=Episode(started=days_ago(20)), measurements=(measured("bridge-count", 8),))
    knowledge = shipped()
    page = stage_text(stage_lists(who, ON, knowledge), checkpoints(who, ON, knowledge))
    assert "Your stage: initial" in page
    assert "For the intermediate stage (7 of 7 still missing)" not in page
    assert "missing" in page
    assert "you: 8 of 10" in page
    assert "Check-points" in page


@pytest.mark.parametrize("back", [True, False])
def test_a_step_back_says_until_when_the_next_stage_is_shut(*, back: bool) -> None:
    pain = RED if back else None
    log = tuple(entry(days_ago(day), pain=pain) if pain else entry(days_ago(day)) for day in (2, 1))
    asked = OutcomeEntry(on=days_ago(30), instrument="nprs", answers={"average": 2})
    tests = (
        measured("bridge-count", 12, on=days_ago(30)),
        measured("chair-stand-30s", 12, on=days_ago(30)),
        measured("comfortable-walk", 20, on=days_ago(30)),
    )
    who = record(
        episode=Episode(started=days_ago(60)), measurements=tests, outcomes=(asked,), log=log
    )
    page = stage_text(stage_lists(who, ON, shipped()))
    assert ("stays shut until" in page) is back
    assert ("One step back to the initial stage" in page) is not back
