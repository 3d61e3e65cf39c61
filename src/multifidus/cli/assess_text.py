# SPDX-License-Identifier: Apache-2.0
"""An assessment in words: what holds this person back, and what else was looked at.

The page is the short form; the whole sentence of each test and side is in the JSON.
"""

from collections.abc import Iterable
from datetime import timedelta

from multifidus.assess.words import amount, condition, day, listed, regions
from multifidus.cli.text import Page, long_date, number
from multifidus.domain.record import Record
from multifidus.domain.results import Assessment, Caution, Finding
from multifidus.domain.words import Grade, Sureness, Verdict
from multifidus.knowledge.loader import Knowledge


def assess_text(assessment: Assessment, record: Record, knowledge: Knowledge) -> str:
    """Write an assessment as a page: the summary, the table, and what stands beside it."""
    page = Page()
    page.title(f"Assessment of {record.person.name} on {long_date(assessment.on)}")
    page.gap()
    page.say(assessment.summary)
    if assessment.findings:
        page.heading("Measured")
        head = ("Test", "Side", "Value", "Usual", "Error", "Verdict")
        page.table((_row(one) for one in assessment.findings), head=head, whole=(1, 2, 3, 4))
        page.gap()
        page.say(
            "Usual: mean and spread for your sex and age, or the cut-off used. "
            "Error: a smaller difference cannot be told from chance.",
            indent=2,
        )
    _list(page, "What it means", _meanings(assessment, knowledge))
    _list(page, "Left and right", _sides(assessment))
    _list(page, "Since last time", [one.sentence for one in assessment.changes])
    cautions = [_caution(one, knowledge) for one in assessment.cautions]
    _list(page, "Care is taken with", cautions)
    told = " ".join(cautions)
    _list(page, "Directions", [d.because for d in assessment.directions if d.because not in told])
    _list(page, "In the way", [f"{one.because} {one.action}" for one in assessment.barriers])
    if assessment.most_telling is not None:
        page.heading("The one test that would tell most")
        page.say(assessment.most_telling_because, indent=2)
        page.say(f"How to do it: multifidus show {assessment.most_telling} --kind test", indent=2)
    if assessment.not_measured:
        page.heading("Not measured")
        names = ", ".join(dict.fromkeys(one.name for one in assessment.not_measured))
        page.say(f"{names}.", indent=2)
    return page.text()


def _list(page: Page, heading: str, texts: Iterable[str]) -> None:
    once = dict.fromkeys(texts)
    if once:
        page.heading(heading)
        page.points(once)


def _caution(one: Caution, knowledge: Knowledge) -> str:
    """The person's own fact, after the plain name where the fact does not hold it."""
    name = condition(one.flag, knowledge)
    return one.because if name in one.because else f"{name[0].upper()}{name[1:]}. {one.because}"


def _sides(assessment: Assessment) -> list[str]:
    """Each clear difference, and the tests without one in a line."""
    texts = [one.sentence for one in assessment.asymmetries if one.clear]
    alike = [one.name for one in assessment.asymmetries if not one.clear]
    return texts + ([f"No clear difference: {listed(alike)}."] if alike else [])


# --- what it means ------------------------------------------------------------------------------


def _meanings(assessment: Assessment, knowledge: Knowledge) -> Iterable[str]:
    """One entry for each test that asks for something; the others in a line of their own."""
    current = [one for one in assessment.findings if not one.expired]
    for rows in _together(one for one in current if one.priority):
        yield _meaning(rows, knowledge)
    calm = [one for one in current if not one.priority]
    if calm:
        yield f"Nothing to act on: {_names(calm)}."
    old = [one for one in assessment.findings if one.expired]
    if old:
        yield f"Too old to count, time to measure again: {_names(old)}."
    flags = {one.flag for one in assessment.cautions}
    apart: dict[str, list[Finding]] = {}
    for one in assessment.findings:
        against = [flag for flag in knowledge.tests[one.test].not_when if flag in flags]
        if against:
            why = listed([condition(flag, knowledge) for flag in against])
            apart.setdefault(why, []).append(one)
    for why, rows in apart.items():
        yield f"Please leave out while this lasts ({why}): {_names(rows)}."
    tail = _retest([one for one in current if one not in calm], assessment, knowledge)
    if tail:
        yield tail


def _together(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    """Findings of one test whose sides say the same, in order."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.test, one.verdict, one.sureness), []).append(one)
    return groups.values()


def _meaning(rows: list[Finding], knowledge: Knowledge) -> str:
    first = rows[0]
    test = knowledge.tests[first.test]
    values = " and ".join(
        f"{one.side or ''} {number(one.value)}".strip()
        for one in sorted(rows, key=lambda one: one.side or "")
    )
    unit = amount(rows[-1].value, first.unit).removeprefix(number(rows[-1].value)).strip()
    work = "Stretching" if test.stretch_targets else "Strength"
    rough = first.norm is not None and first.norm.grade is Grade.C
    return (
        f"{first.name}, {values} {unit}: {_verdict(first, test.kind)}"
        f"{' (a rough guide)' if rough else ''}. "
        f"{work} gets more time here: {regions(test, knowledge)}."
    )


def _verdict(one: Finding, kind: str) -> str:
    norm = one.norm
    if kind == "strength":
        words = "lower than most people your age"
    elif norm is None or norm.mean is None:
        words = "outside the usual range"
    else:
        words = "less than most people your age"
    sure = "clearly" if one.verdict is Verdict.CLEARLY_SHORT else ""
    if one.sureness is Sureness.LIKELY:
        sure = "likely"
    return f"{sure} {words}".strip()


def _retest(rows: list[Finding], assessment: Assessment, knowledge: Knowledge) -> str:
    """When the results that ask for something are measured again (ASM7)."""
    weeks = knowledge.rules["ASM7"].figures["retest_weeks"].value
    days = [one.on + timedelta(weeks=weeks) for one in rows]
    if not days:
        return ""
    if min(days) <= assessment.on:
        return "It is time to measure these again."
    return f"We look again from {day(min(days))}."


def _names(rows: Iterable[Finding]) -> str:
    """Names once each, in order, with the sides that are meant."""
    sides: dict[str, list[str]] = {}
    for row in rows:
        sides.setdefault(row.name, []).extend([row.side] if row.side else [])
    return ", ".join(
        f"{name} ({listed(sorted(where))})" if where else name for name, where in sides.items()
    )


# --- the table ----------------------------------------------------------------------------------


def _row(one: Finding) -> tuple[str, ...]:
    verdict = str(one.verdict) + (f" ({one.sureness})" if one.sureness else "")
    return (
        one.name,
        str(one.side or ""),
        f"{number(one.value)} {one.unit}",
        _usual(one),
        "" if one.error is None else f"{number(one.error)} {one.unit}",
        verdict + (", an old result" if one.expired else ""),
    )


def _usual(one: Finding) -> str:
    if one.norm is None:
        return "none known"
    if one.norm.mean is None:
        return "" if one.norm.cutoff is None else f"cut-off {number(one.norm.cutoff)}"
    spread = "" if one.norm.sd is None else f" \N{PLUS-MINUS SIGN} {number(one.norm.sd)}"
    return number(one.norm.mean) + spread
