# SPDX-License-Identifier: Apache-2.0
"""Two or three plain sentences: what holds this person back most, and what else was looked at."""

from multifidus.assess.missing import Telling
from multifidus.assess.words import listed, with_side
from multifidus.domain.results import Finding
from multifidus.domain.words import Sureness, Verdict
from multifidus.knowledge.loader import Knowledge


def summarise(findings: tuple[Finding, ...], telling: Telling, knowledge: Knowledge) -> str:
    """Say what counts; without a usable result say that the programme is balanced."""
    current = [row for row in findings if not row.expired]
    judged = [row for row in current if row.verdict is not Verdict.CANNOT_TELL]
    held = [row for row in judged if row.priority > 0]
    if held:
        lines = [_held(held), *_others(held, current)]
    elif judged:
        lines = [
            "Nothing that was measured stands out clearly, so you get a balanced programme.",
            f"Looked at: {_names(judged)}.",
        ]
    elif findings:
        lines = [
            "No result can be judged at present, so you get a balanced programme over all regions."
        ]
    else:
        lines = [
            "There is no result to go by yet, so you get a balanced programme over all regions."
        ]
    if not held and telling.test is not None:
        lines.append(f"One test would tell most: {knowledge.tests[telling.test].name}.")
    return " ".join(lines)


def _held(held: list[Finding]) -> str:
    first = held[0]
    sure = "clearly" if first.sureness is Sureness.CLEAR else "likely"
    rest = ""
    if len(held) > 1:
        rest = f", then {_names(held[1:])}"
    return f"What holds you back most in these tests: {_label(first)}, {sure} reduced{rest}."


def _others(held: list[Finding], current: list[Finding]) -> list[str]:
    rest = [row for row in current if row not in held]
    return [f"Also looked at, without a clear result to act on: {_names(rest)}."] if rest else []


def _label(row: Finding) -> str:
    return with_side(row.name, row.side)


def _names(rows: list[Finding]) -> str:
    """Names once each, in order, with the sides that are meant."""
    sides: dict[str, list[str]] = {}
    for row in rows:
        sides.setdefault(row.name, []).extend([row.side] if row.side else [])
    return listed(
        [f"{name} ({listed(sorted(where))})" if where else name for name, where in sides.items()]
    )
