# SPDX-License-Identifier: Apache-2.0
"""The benchmark runs as a user runs it, and its rivals test that an optimum is one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
GREEDY = ("greedy", "greedy, every rule", "greedy, add only")
RIVALS = (*GREEDY, "naive")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("benchmark") / "report.json"
    options = "--people 4 --first-seed 5 --processes 1 --sample 1 --cold 1"
    script = str(ROOT / "benchmarks" / "plan.py")
    done = subprocess.run(
        [sys.executable, script, *options.split(), "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "", "no progress bar where there is no terminal"
    assert "Side by side" in done.stdout
    assert "Targets" in done.stdout
    whole: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return whole


def planned(report: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [row for row in report["people"] if row["ours"]["outcome"] == "planned"]
    assert rows, "the benchmark is about people who get a week"
    return rows


def test_the_report_names_all_that_it_promises(report: dict[str, Any]) -> None:
    assert set(report) == {"settings", "figures", "targets", "people", "next_week"}
    assert [row["seed"] for row in report["people"]] == [5, 6, 7, 8]
    figures = report["figures"]
    assert set(figures["rivals"]) == set(RIVALS)
    assert {"p50", "p95", "max"} == set(figures["ours"]["seconds"])
    assert {"proven optimal", "coverage", "released with a breach"} <= set(figures["ours"])
    for rival in RIVALS:
        assert {
            "coverage",
            "more uncovered in all",
            "reaches the optimum",
            "breaks a hard rule",
            "breaks a guardrail",
            "rules broken",
        } <= set(figures["rivals"][rival])
    assert all({"what", "target", "found", "reached"} == set(row) for row in report["targets"])


def test_our_weeks_break_no_hard_rule(report: dict[str, Any]) -> None:
    assert [row["ours"]["breaches"] for row in planned(report)] == [[] for _ in planned(report)]
    assert report["figures"]["ours"]["refused by the check"] == 0


def test_the_check_sees_the_naive_weeks_faults(report: dict[str, Any]) -> None:
    # Were this empty, no breaches in our weeks would say nothing.
    assert all(row["naive"]["breaches"] for row in planned(report))


def test_no_sound_greedy_week_beats_a_proven_optimum(report: dict[str, Any]) -> None:
    compared = 0
    for row in planned(report):
        for name in GREEDY:
            if row["ours"]["proven"] and row[name]["within_model"] and not row[name]["breaches"]:
                compared += 1
                assert row["ours"]["uncovered"] <= row[name]["uncovered"], (row["seed"], name)
    assert compared, "no greedy week could be compared"


def test_the_same_bytes_come_from_other_processes_and_solver_seeds(report: dict[str, Any]) -> None:
    same = report["figures"]["same bytes"]
    assert {name: (one["people"], one["same"]) for name, one in same.items()} == {
        "process": (1, 1),
        "seed": (1, 1),
    }
