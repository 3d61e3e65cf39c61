# SPDX-License-Identifier: Apache-2.0
"""`multifidus figure hip-and-spine`: hips and low back in a person's forward bend."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from multifidus.cli.common import check_day, load, read_day

if TYPE_CHECKING:
    from datetime import date

    from multifidus.domain.record import Record
    from multifidus.domain.results import Assessment, Finding
    from multifidus.domain.words import Side
    from multifidus.knowledge.loader import Knowledge
    from multifidus.movement.bend import Length

_NEED: Final = "hamstrings"


def hip_and_spine(record: str, on: str) -> str:
    """Draw hips and low back in the forward bend of one person.

    Parameters
    ----------
    record : str
        The person's record file, or - for standard input.
    on : str
        The day it is about, like 2026-11-16.

    Returns
    -------
    str
        One SVG element. Without a result that counts it shows the usual bend, and says which test
        to do. Bad input ends the program with a message.
    """
    day = read_day(on)
    person, knowledge = load(record)
    check_day(day, person, knowledge)
    return picture(person, day, knowledge)


def picture(record: "Record", on: "date", knowledge: "Knowledge") -> str:
    """Draw the bend of a record's person on a day; see `hip_and_spine`."""
    from multifidus.assess import assess  # noqa: PLC0415 - slow
    from multifidus.movement.bend import own  # noqa: PLC0415 - slow
    from multifidus.movement.bend_figure import drawing  # noqa: PLC0415 - slow
    from multifidus.movement.skeleton import skeleton  # noqa: PLC0415 - slow

    assessment = assess(record, on, knowledge)
    person = record.person
    height, mass = (person.height_cm or 170.0) / 100, person.mass_kg or 70.0
    body = skeleton(height, mass, person.sex)
    result = _worse(assessment, knowledge)
    if result is None:
        return drawing(None, _to_do(record, on, knowledge, assessment), knowledge, body)
    bend = own(result.length, knowledge.bend, knowledge.body)
    return drawing(bend, _told(result, record, knowledge), knowledge, body)


@dataclass(frozen=True, slots=True)
class _Result:
    """The finding that counts, and which sides it speaks for, in words."""

    finding: "Finding"
    sides: str
    length: "Length"


def _worse(assessment: "Assessment", knowledge: "Knowledge") -> _Result | None:
    """Return the newest result of the side that comes less far; None when nothing counts.

    Of one side and day, the result that comes farther counts, as for the plan.
    """
    newest: dict[Side | None, tuple[Finding, Length]] = {}
    for finding in assessment.findings:
        length = _length(finding, knowledge)
        if length is None:
            continue
        known = newest.setdefault(finding.side, (finding, length))
        if (finding.on, -_missing(length)) > (known[0].on, -_missing(known[1])):
            newest[finding.side] = (finding, length)
    if not newest:
        return None
    rows = sorted(newest.values(), key=lambda row: (-_missing(row[1]), row[0].side or ""))
    finding, length = rows[0]
    sides = f"{finding.side}, the only side measured"
    if len(rows) > 1:
        alike = _missing(rows[0][1]) == _missing(rows[1][1])
        sides = "both sides alike" if alike else f"{finding.side}, the side that comes less far"
    return _Result(finding, sides, length)


def _missing(length: "Length") -> float:
    return length.average - length.measured


def _length(finding: "Finding", knowledge: "Knowledge") -> "Length | None":
    """Degrees of a straight-leg raise that a finding stands for; None when it does not count."""
    from multifidus.movement.bend import Length  # noqa: PLC0415 - slow

    speaks = knowledge.tests[finding.test].speaks_for
    if speaks is None or speaks.need != _NEED or finding.expired or "ASM1" in finding.rules:
        return None
    norm = finding.norm
    if finding.error is None or norm is None or norm.mean is None:
        return None
    return Length(
        measured=round(speaks.degrees(finding.value), 6),
        average=round(speaks.degrees(norm.mean), 6),
        error=round(speaks.width(finding.error), 6),
    )


def _told(result: _Result, record: "Record", knowledge: "Knowledge") -> list[str]:
    """Say what was measured, what it means for the picture, and how sure that is."""
    from multifidus.assess.words import amount, day, number  # noqa: PLC0415 - slow
    from multifidus.domain.words import Sex  # noqa: PLC0415 - slow

    finding, length = result.finding, result.length
    norm = finding.norm
    label = norm.label if norm else ""
    mean = norm.mean if norm else None
    first = (
        f"{finding.name} ({result.sides}): {amount(finding.value, finding.unit)} on "
        f"{day(finding.on)}; the average of {label} is {number(mean or 0)}."
    )
    if length.measured != finding.value:
        first += (
            f" In degrees of a straight-leg raise: {number(length.measured)} against "
            f"{number(length.average)}."
        )
    if record.person.sex is Sex.UNSPECIFIED:
        first += " Your sex is not given, so we used the average that expects less."
    return [first, _meaning(length, knowledge)]


def _meaning(length: "Length", knowledge: "Knowledge") -> str:
    from multifidus.assess.words import amount, number  # noqa: PLC0415 - slow

    gap, error = _missing(length), number(length.error)
    project = "That a test lying down says this about a bend is a rule of this project, not a finding of studies."
    if gap + length.error <= 0:
        return f"That is above average by at least the measuring error ({error}), so your hips are drawn as usual. {project}"
    if gap <= 0:
        return (
            "That is average or more, so your hips are drawn as usual; measuring error "
            f"({error}) leaves open that they come less far (pale shape). {project}"
        )
    rule = knowledge.bend.from_test
    text = (
        f"The {amount(gap, 'deg')} between them are taken off your hips here, give or take "
        f"{error} for measuring error (pale shapes and blue band). {project}"
    )
    if knowledge.bend.rhythm.hips - rule.hips_per_degree * (gap + length.error) < rule.least_hips:
        text += f" Hips below {number(rule.least_hips)} degrees are not drawn."
    return text


def _to_do(
    record: "Record", on: "date", knowledge: "Knowledge", assessment: "Assessment"
) -> list[str]:
    """Say why only the usual bend is drawn, and which test to do, if the person may."""
    from multifidus.assess.norms import choose  # noqa: PLC0415 - slow
    from multifidus.assess.words import condition, listed  # noqa: PLC0415 - slow
    from multifidus.screen import screen  # noqa: PLC0415 - slow

    test = knowledge.tests[knowledge.bend.best_test]
    name = test.name.lower()
    head = "This is the usual bend, not yours."
    flags = {caution.flag for caution in assessment.cautions}
    against = [condition(flag, knowledge) for flag in test.not_when if flag in flags]
    norm = choose(test, record.person.sex, record.person.age_on(on), knowledge)
    if screen(record, on, knowledge).blocked:
        return [f"{head} No test now: the questions about danger signs come first."]
    if against:
        return [f"{head} The {name} is not meant for you at present ({listed(against)})."]
    if norm is None or norm.mean is None:
        return [f"{head} For your age there is no average of the {name} to compare with."]
    old = any(row.test == test.id and row.expired for row in assessment.findings)
    again = " again, as the last result no longer counts" if old else ""
    return [f"{head} To see your own beside it, do the {name} on both sides{again}."]
