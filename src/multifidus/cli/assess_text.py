# SPDX-License-Identifier: Apache-2.0
"""An assessment in words: what holds this person back, and what else was looked at."""

from multifidus.cli.text import Page, long_date, number
from multifidus.domain.record import Record
from multifidus.domain.results import Assessment, Finding


def assess_text(assessment: Assessment, record: Record) -> str:
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
    _list(page, "What it means", [one.sentence for one in assessment.findings])
    _list(page, "Left and right", [one.sentence for one in assessment.asymmetries])
    _list(page, "Since last time", [one.sentence for one in assessment.changes])
    _list(page, "Directions", [one.because for one in assessment.directions])
    _list(page, "Care is taken with", [f"{one.flag}: {one.because}" for one in assessment.cautions])
    _list(page, "In the way", [f"{one.because} {one.action}" for one in assessment.barriers])
    if assessment.most_telling is not None:
        page.heading("The one test that would tell most")
        page.say(f"{assessment.most_telling}: {assessment.most_telling_because}", indent=2)
        page.say(f"How to do it: multifidus show {assessment.most_telling} --kind test", indent=2)
    if assessment.not_measured:
        page.heading("Not measured")
        names = ", ".join(dict.fromkeys(one.name for one in assessment.not_measured))
        page.say(f"{names}.", indent=2)
    return page.text()


def _list(page: Page, heading: str, texts: list[str]) -> None:
    if texts:
        page.heading(heading)
        page.points(dict.fromkeys(texts))


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
