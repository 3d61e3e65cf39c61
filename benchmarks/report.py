# SPDX-License-Identifier: Apache-2.0
"""Figures from the measured people, and the tables that show them."""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from measure import GREEDY, Row

RIVALS: Final = (*GREEDY, "naive")
MOST_RULES: Final = 5


def spread(values: Sequence[float]) -> Row:
    """Return the median, the 95th percentile (nearest rank) and the largest value."""
    if not values:
        return {"p50": None, "p95": None, "max": None}
    ranked = sorted(values)
    return {
        "p50": median(ranked),
        "p95": ranked[math.ceil(0.95 * len(ranked)) - 1],
        "max": ranked[-1],
    }


def _share(yes: Sequence[bool]) -> float | None:
    return sum(yes) / len(yes) if yes else None


def _rival(name: str, rows: Sequence[Row]) -> Row:
    one = [row[name] for row in rows]
    best = [row["ours"]["uncovered"] for row in rows]
    open_ = [(a["uncovered"], b) for a, b in zip(one, best, strict=True) if b]
    rules = Counter(rule for row in one for rule in row["breaches"])
    sound = [not row["breaches"] for row in one]
    return {
        "seconds": spread([row["seconds"] for row in one]),
        "coverage": fmean(row["coverage"] for row in one),
        "more uncovered in all": sum(row["uncovered"] for row in one) / max(1, sum(best)) - 1,
        "uncovered ratio, mean of people": fmean(a / b for a, b in open_) if open_ else None,
        "uncovered ratio, median of people": median(a / b for a, b in open_) if open_ else None,
        "reaches the optimum": _share(
            [a["uncovered"] <= b and not a["breaches"] for a, b in zip(one, best, strict=True)]
        ),
        "breaks a hard rule": 1 - (_share(sound) or 0),
        "breaks a guardrail": _share(
            [any(rule.startswith("GRD") for rule in row["breaches"]) for row in one]
        ),
        "rules broken": dict(sorted(rules.items(), key=lambda item: (-item[1], item[0]))),
    }


def _levels(rows: Sequence[Row]) -> dict[str, Row]:
    """Return the solver's work by objective, where it solved once for each."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        ours = row["ours"]
        if len(ours["calls"]) == len(ours["objectives"]):
            for call, aim in zip(ours["calls"], ours["objectives"], strict=True):
                by_name.setdefault(aim["name"], []).append(call)
    return {
        name: {
            "seconds": spread([call["seconds"] for call in calls]),
            "work": spread([call["work"] for call in calls]),
            "share of all work": sum(call["work"] for call in calls)
            / (sum(row["ours"]["work"] for row in rows) or 1),
        }
        for name, calls in by_name.items()
    }


def _impossible(rows: Sequence[Row]) -> list[Row]:
    """Return sound weeks of a rival, within the model, that beat a proven optimum: none, ever."""
    return [
        {"seed": row["seed"], "rival": name}
        for row in rows
        for name in GREEDY
        if row["ours"]["proven"]
        and row[name]["within_model"]
        and row[name]["uncovered"] < row["ours"]["uncovered"]
    ]


def figures(people: Sequence[Row], extra: Row) -> Row:
    """Return all figures of a run.

    Parameters
    ----------
    people : sequence of dict
        What `measure.person` gave, one for each person.
    extra : dict
        `again`, `other_seed` (pairs of hashes by seed), `next_week` (rows), `cold` (seconds).
    """
    rows = [row for row in people if row["ours"]["outcome"] == "planned"]
    if not rows:
        raise SystemExit("no week was planned, so there is nothing to report")
    ours = [row["ours"] for row in rows]
    outcomes = Counter(row["ours"]["outcome"] for row in people)
    slowest = sorted(rows, key=lambda row: -row["ours"]["work"])[:MOST_RULES]
    next_rows = [row for row in extra["next_week"] if row["outcome"] == "planned"]
    return {
        "people": len(people),
        "outcomes": dict(sorted(outcomes.items())),
        "with a finding": _share([row["findings"] > 0 for row in rows]),
        "covered in full": _share([one["uncovered"] == 0 for one in ours]),
        "ours": {
            "seconds": spread([one["seconds"] for one in ours]),
            "solver seconds": spread([one["solver_seconds"] for one in ours]),
            "beside the solver": spread([one["seconds"] - one["solver_seconds"] for one in ours]),
            "first objective": spread(
                [
                    one["calls"][0]["seconds"] + one["seconds"] - one["solver_seconds"]
                    for one in ours
                ]
            ),
            "work": spread([one["work"] for one in ours]),
            "proven optimal": _share([one["proven"] for one in ours]),
            "released with a breach": sum(bool(one["breaches"]) for one in ours),
            "refused by the check": outcomes["release"],
            "coverage": fmean(one["coverage"] for one in ours),
            "exercises": median(one["exercises"] for one in ours),
        },
        "levels": _levels(rows),
        "slowest": [
            {
                "seed": row["seed"],
                "work": row["ours"]["work"],
                "by call": [call["work"] for call in row["ours"]["calls"]],
                "options": row["ours"]["options"],
            }
            for row in slowest
        ],
        "rivals": {name: _rival(name, rows) for name in RIVALS},
        "beaten": _impossible(rows),
        "same bytes": {
            name: {"people": len(pairs), "same": sum(a == b for a, b in pairs.values())}
            for name, pairs in (("process", extra["again"]), ("seed", extra["other_seed"]))
        },
        "next week": {
            "people": len(extra["next_week"]),
            "planned": len(next_rows),
            "outcomes": dict(sorted(Counter(r["outcome"] for r in extra["next_week"]).items())),
            "proven optimal": _share([row["proven"] for row in next_rows]),
            "seconds": spread([row["seconds"] for row in next_rows]),
        },
        "cold": {"starts": len(extra["cold"]), "seconds": spread(extra["cold"])},
    }


def targets(found: Row) -> list[Row]:
    """Return the project's targets with what this run found; `reached` is None where unmeasured."""
    ours, later, same = found["ours"], found["next week"], found["same bytes"]
    seconds, planned = ours["seconds"], found["outcomes"]["planned"]
    broken = ours["released with a breach"] + ours["refused by the check"]
    pairs = sum(one["people"] for one in same.values())
    equal = sum(one["same"] for one in same.values())

    def row(what: str, wanted: str, got: str, reached: bool | None) -> Row:  # noqa: FBT001
        return {"what": what, "target": wanted, "found": got, "reached": reached}

    def at_most(what: str, value: float | None, bound: float) -> Row:
        got = "not measured" if value is None else _s(value)
        return row(what, f"≤ {bound:g} s", got, None if value is None else value <= bound)

    proven = ours["proven optimal"]
    return [
        at_most("a week, all levels proven, p50", seconds["p50"], 1),
        at_most("a week, all levels proven, p95", seconds["p95"], 5),
        at_most("a week, all levels proven, p95 (stretch)", seconds["p95"], 1),
        row("proven on every level", "100 %", _pc(proven), proven == 1),
        # Nothing is shown before the proven week, so its time is the time to the first.
        at_most("first sound week shown, p50", seconds["p50"], 0.5),
        at_most("re-plan after a logged week, p50", later["seconds"]["p50"], 0.3),
        row("weeks with a hard-rule breach", "0 of 20,000", f"{broken} of {planned:,}",
            False if broken else (True if planned >= 20_000 else None)),
        row("same bytes, other process and other solver seed", "100 %", f"{equal} of {pairs}",
            equal == pairs if pairs else None),
    ]  # fmt: skip


def _s(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f} s" if value < 0.1 else f"{value:.2f} s"


def _pc(value: float | None) -> str:
    # Rounded down, so that 100 % means all of them.
    return "-" if value is None else f"{math.floor(value * 1000) / 10:g} %"


def _times(one: Row) -> tuple[str, str, str]:
    return _s(one["p50"]), _s(one["p95"]), _s(one["max"])


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for n, name in enumerate(columns):
        table.add_column(name, justify="right" if n else "left")
    return table


def show(found: Row, wanted: Sequence[Row], console: Console) -> None:
    """Print the tables of a run."""
    ours, rivals = found["ours"], found["rivals"]
    outcomes = ", ".join(f"{count} {name}" for name, count in found["outcomes"].items())
    console.print(
        f"{found['people']} people: {outcomes}. {_pc(found['with a finding'])} have a finding that "
        f"sets a target; {_pc(found['covered in full'])} can be covered in full."
    )
    table = _table("Side by side, one solver thread", "", "multifidus", *RIVALS)

    def line(name: str, mine: object, theirs: Any) -> None:  # noqa: ANN401 - a row to text
        table.add_row(name, str(mine), *(str(theirs(rivals[rival])) for rival in RIVALS))

    for n, mark in enumerate(("p50", "p95", "max")):
        line(
            f"time, {mark}",
            _times(ours["seconds"])[n],
            lambda one, n=n: _times(one["seconds"])[n],
        )
    line("proven optimal", _pc(ours["proven optimal"]), lambda _: "-")
    mine = _pc(ours["released with a breach"] / found["outcomes"]["planned"])
    line("weeks that break a hard rule", mine, lambda one: _pc(one["breaks a hard rule"]))
    line("... a guardrail (GRD) among them", mine, lambda one: _pc(one["breaks a guardrail"]))
    line("coverage, mean", f"{ours['coverage']:.3f}", lambda one: f"{one['coverage']:.3f}")
    line("left uncovered, in all", "1", lambda one: f"+{_pc(one['more uncovered in all'])}")
    line(
        "... median of each person's ratio",
        "1",
        lambda one: f"{one['uncovered ratio, median of people'] or 1:.2f}",
    )
    line("reaches the optimum, soundly", "100 %", lambda one: _pc(one["reaches the optimum"]))
    line("most common rules broken", "", lambda one: _rules(one["rules broken"]))
    console.print(table)

    table = _table("Where our time goes", "part", "p50", "p95", "max", "solver's work")
    for name in ("solver seconds", "beside the solver"):
        table.add_row(name, *_times(ours[name]), "")
    for name, level in found["levels"].items():
        table.add_row(f"  {name}", *_times(level["seconds"]), _pc(level["share of all work"]))
    table.add_row("a week, first objective only", *_times(ours["first objective"]), "")
    table.add_row("cold start, whole command", *_times(found["cold"]["seconds"]), "")
    table.add_row("re-plan after a logged week", *_times(found["next week"]["seconds"]), "")
    console.print(table)
    for one in found["slowest"]:
        calls = " + ".join(f"{work:.2f}" for work in one["by call"])
        console.print(
            f"slow: person {one['seed']}, {one['options']} options,"
            f" work {one['work']:.2f} = {calls} deterministic s"
        )

    table = _table("Targets", "", "target", "found", "reached")
    for one in wanted:
        word = {True: "yes", False: "NO", None: "not shown by this run"}[one["reached"]]
        table.add_row(one["what"], one["target"], one["found"], word)
    console.print(table)
    for one in found["beaten"]:
        console.print(f"FAULT: {one['rival']} beats the proven optimum of person {one['seed']}")


def _rules(broken: dict[str, int]) -> str:
    return "\n".join(f"{rule} {count}" for rule, count in list(broken.items())[:MOST_RULES])
