# SPDX-License-Identifier: Apache-2.0
"""Two or three plain sentences: what holds this person back most, and what else was looked at."""

from multifidus.assess.missing import Telling
from multifidus.assess.words import with_side
from multifidus.domain.phrase import Phrase, joined, listed, say
from multifidus.domain.results import Finding
from multifidus.domain.spoken import SIDE
from multifidus.domain.words import Side, Sureness, Verdict
from multifidus.knowledge.loader import Knowledge


def summarise(findings: tuple[Finding, ...], telling: Telling, knowledge: Knowledge) -> Phrase:
    """Say what counts; without a usable result say that the programme is balanced."""
    current = [row for row in findings if not row.expired]
    judged = [row for row in current if row.verdict is not Verdict.CANNOT_TELL]
    held = [row for row in judged if row.priority > 0]
    if held:
        lines = [_held(held), *_others(held, current)]
    elif judged:
        lines = [
            say("Nothing that was measured stands out clearly, so you get a balanced programme."),
            say("Looked at: {tests}.", tests=_names(judged)),
        ]
    elif findings:
        lines = [
            say(
                "No result can be judged at present, so you get a balanced programme over all regions."
            )
        ]
    else:
        lines = [
            say(
                "There is no result to go by yet, so you get a balanced programme over all regions."
            )
        ]
    if not held and telling.test is not None:
        name = knowledge.tests[telling.test].name
        lines.append(say("One test would tell most: {test}.", test=name))
    return joined(lines)


def _held(held: list[Finding]) -> Phrase:
    first = held[0]
    test = with_side(first.name, first.side)
    sure = say("likely reduced")
    if first.sureness is Sureness.CLEAR:
        sure = say("clearly reduced")
    if len(held) == 1:
        return say(
            "What holds you back most in these tests: {test}, {reduced}.", test=test, reduced=sure
        )
    return say(
        "What holds you back most in these tests: {test}, {reduced}, then {others}.",
        test=test,
        reduced=sure,
        others=_names(held[1:]),
    )


def _others(held: list[Finding], current: list[Finding]) -> list[Phrase]:
    rest = [row for row in current if row not in held]
    if not rest:
        return []
    return [say("Also looked at, without a clear result to act on: {tests}.", tests=_names(rest))]


def _names(rows: list[Finding]) -> Phrase:
    """Names once each, in order, with the sides that are meant."""
    sides: dict[str, list[Side]] = {}
    for row in rows:
        sides.setdefault(row.name, []).extend([row.side] if row.side else [])
    return listed(_on_sides(name, where) for name, where in sides.items())


def _on_sides(name: str, where: list[Side]) -> str:
    if not where:
        return name
    return say("{name} ({sides})", name=name, sides=listed(SIDE[one] for one in sorted(where)))
