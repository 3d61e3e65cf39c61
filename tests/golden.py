# SPDX-License-Identifier: Apache-2.0
"""The examples' expected outcomes: how they are made, and where a reviewer reads them.

`golden/NAME.txt` holds what a person reads, the exit code on its first line; `golden/NAME.json`
the few facts of the outcome that a reviewer compares at a glance: days, exercises, doses,
how much is covered, what is proven. The version of the knowledge stands in neither, since it
changes with every fact. `python tests/golden.py --write` writes them anew.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from typer.testing import CliRunner

from multifidus import programme
from multifidus.cli.app import app
from multifidus.domain.record import Record
from multifidus.domain.week import Refusal, Week
from multifidus.exchange.as_json import dumps
from multifidus.knowledge.loader import Knowledge, shipped

HERE: Final = Path(__file__).parent
EXAMPLES: Final = HERE.parent / "examples"
GOLDEN: Final = HERE / "golden"
RENEW: Final = "If the change is meant, run `make examples` and review the difference."

DAYS: Final = {
    "after-surgery": "2026-11-16",
    "dancer": "2026-11-16",
    "desk-worker": "2026-11-16",
    "fall-at-70": "2026-11-16",
    "flare": "2026-11-24",
    "footballer": "2026-11-16",
    "full-gym": "2026-11-16",
    "gardener": "2026-11-16",
    "impossible-wish": "2026-11-16",
    "maintenance": "2026-11-23",
    "osteoporosis": "2026-11-16",
    "relaxing-evenings": "2026-11-16",
    "saddle-numbness": "2026-11-16",
    "second-week": "2026-11-23",
    "stiff-hinge": "2026-11-16",
    "ten-minutes": "2026-11-16",
    "two-weeks-of-pain": "2026-11-16",
}
"""Every example and the day on which it is planned."""


@dataclass(frozen=True)
class Outcome:
    """What `plan` gave for one example: exit code, what it printed, and the same as JSON."""

    name: str
    code: int
    text: str
    value: dict[str, Any]

    @property
    def expected_text(self) -> str:
        """The content of the text file."""
        command = f"multifidus plan examples/{self.name}.yaml --on {DAYS[self.name]}"
        return f"exit {self.code}\n$ {command}\n\n{self.text}"

    @property
    def expected_json(self) -> str:
        """The content of the JSON file."""
        return dumps(_reduced(self.value)).rstrip("\n") + "\n"


@cache
def knowledge() -> Knowledge:
    """The knowledge, read once."""
    return shipped()


@cache
def outcome(name: str) -> Outcome:
    """Run the command for one example as text and as JSON; the week is solved once for both."""
    command = ["plan", str(EXAMPLES / f"{name}.yaml"), "--on", DAYS[name]]
    solve = programme.plan
    solved: list[tuple[Week, ...] | Refusal] = []

    def once(
        record: Record, on: date, known: Knowledge, *, weeks: int, agreed: bool = False
    ) -> object:
        if not solved:
            solved.append(solve(record, on, known, weeks=weeks, agreed=agreed))
        return solved[0]

    with patch.object(programme, "plan", once):
        page = CliRunner().invoke(app, command)
        done = CliRunner().invoke(app, [*command, "--json"])
    return Outcome(name=name, code=page.exit_code, text=page.stdout, value=json.loads(done.stdout))


def items(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Every item of a planned week, with the day, the slot and the template of its session."""
    return [
        {**item, "on": session["on"], "slot": session["slot"]}
        for session in value["sessions"]
        for item in session["items"]
    ]


def _reduced(value: dict[str, Any]) -> dict[str, Any]:
    if "refusal" in value:
        refusal = value["refusal"]
        clearance = refusal["clearance"] or {}
        present = [one["sign"] for one in clearance.get("signs", ()) if one["status"] == "present"]
        return {
            "refusal": {
                "kind": refusal["kind"],
                "level": clearance.get("level"),
                "signs": present,
                "conflict": refusal["conflict"],
                "would_free": refusal["would_free"],
            }
        }
    return {
        "week": value["week"],
        "stage": value["stage"],
        "sessions": [
            {
                "on": session["on"],
                "slot": session["slot"],
                "minutes": session["minutes"],
                "items": [
                    f"{item['exercise']} ({item['side']}): {_dose(item['dose'])}"
                    for item in session["items"]
                ],
            }
            for session in value["sessions"]
        ],
        "coverage": value["coverage"]["share"],
        "proof": {"status": value["proof"]["status"], "gap": value["proof"]["gap"]},
    }


def _dose(dose: dict[str, Any]) -> str:
    parts = [f"{dose['sets']} sets"]
    for key, unit in (("reps", "reps"), ("hold_s", "s hold"), ("bout_minutes", "min")):
        if dose[key] is not None:
            parts.append(f"{dose[key]:g} {unit}")
    return ", ".join(parts)


def files(done: Outcome) -> dict[Path, str]:
    """The golden files of one outcome, with what they should hold."""
    return {
        GOLDEN / f"{done.name}.txt": done.expected_text,
        GOLDEN / f"{done.name}.json": done.expected_json,
    }


def main(args: list[str]) -> int:
    """Compare every golden file, or write those that differ with `--write`; 1 if some differ."""
    differing = 0
    for name in DAYS:
        for path, text in files(outcome(name)).items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            differing += 1
            if "--write" in args:
                GOLDEN.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            verb = "written" if "--write" in args else "differs"
            sys.stdout.write(f"{verb}: {path.relative_to(HERE.parent)}\n")
    if not differing:
        sys.stdout.write("every example gives what its golden files say\n")
    return 1 if differing and "--write" not in args else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
