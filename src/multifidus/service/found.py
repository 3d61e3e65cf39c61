# SPDX-License-Identifier: Apache-2.0
"""What the tests found, arranged for a page: places on the body, scales, one card for each test. Pure.

Nothing is judged here: every verdict and sentence is the assessment's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from multifidus.domain.results import Assessment, Asymmetry, Finding
from multifidus.domain.words import Side, Verdict

Kind = Literal["short", "weak"]

_LACKING = (Verdict.CLEARLY_SHORT, Verdict.BORDERLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on the body that a finding names.

    `of` is a stretch target (short) or a muscle (weak), `side` None when it is both or not told
    apart. `sure` is whether the verdict is past the measurement error.
    """

    kind: Kind
    of: str
    side: Side | None
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A value, its error and its norm on one axis, in the test's unit.

    `usual_from` and `usual_to` bound what is usual; where only a cut-off is published one of them is
    the end of the axis.
    """

    low: float
    high: float
    value: float
    error: float | None
    usual_from: float | None
    usual_to: float | None
    mean: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One test: its findings by side, each with its scale, and the difference between sides."""

    test: str
    findings: tuple[tuple[Finding, Scale], ...]
    asymmetry: Asymmetry | None

    @property
    def worst(self) -> Finding:
        """The finding that matters most."""
        return min((one for one, _ in self.findings), key=lambda one: -one.priority)


def places(assessment: Assessment) -> tuple[Place, ...]:
    """Return every place that a finding names short or weak; a sure one outdoes an unsure one."""
    found: dict[tuple[Kind, str, Side | None], bool] = {}
    for row in assessment.findings:
        if row.verdict not in _LACKING or row.expired:
            continue
        sure = row.verdict is Verdict.CLEARLY_SHORT
        for kind, ids in (("short", row.stretch_targets), ("weak", row.muscles)):
            for of in ids:
                key: tuple[Kind, str, Side | None] = (
                    "short" if kind == "short" else "weak",
                    of,
                    row.side,
                )
                found[key] = found.get(key, False) or sure
    return tuple(
        Place(kind=kind, of=of, side=side, sure=sure)
        for (kind, of, side), sure in sorted(
            found.items(), key=lambda one: (one[0][0], one[0][1], one[0][2] or "")
        )
    )


def _usual(
    finding: Finding, low: float, high: float, *, more: bool
) -> tuple[float | None, float | None]:
    norm = finding.norm
    if norm is None:
        return None, None
    if norm.mean is not None and norm.sd is not None:
        return norm.mean - 2 * norm.sd, norm.mean + 2 * norm.sd
    edge = norm.cutoff if norm.cutoff is not None else norm.mean
    if edge is None:
        return None, None
    return (edge, high) if more else (low, edge)


def scale_of(finding: Finding, *, lowest: float, highest: float, more: bool) -> Scale:
    """Lay out one axis on which value, error and norm all fit.

    Parameters
    ----------
    lowest, highest : float
        What a living person can have; the axis never goes beyond unless the value does.
    more : bool
        Whether more is better.
    """
    norm = finding.norm
    marks = [
        finding.value,
        finding.value - (finding.error or 0),
        finding.value + (finding.error or 0),
    ]
    if norm is not None:
        for one in (norm.cutoff, norm.mean):
            marks += [] if one is None else [one]
        if norm.mean is not None and norm.sd is not None:
            marks += [norm.mean - 2 * norm.sd, norm.mean + 2 * norm.sd]
    span = max(marks) - min(marks)
    room = span * 0.12 or max(abs(finding.value) * 0.2, 1.0)
    low = max(min(marks) - room, min(lowest, finding.value))
    high = min(max(marks) + room, max(highest, finding.value))
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    usual_from, usual_to = _usual(finding, low, high, more=more)
    return Scale(
        low=low,
        high=high,
        value=finding.value,
        error=finding.error,
        usual_from=usual_from,
        usual_to=usual_to,
        mean=None if norm is None else norm.mean,
    )


def cards(assessment: Assessment, scales: Sequence[Scale]) -> tuple[Card, ...]:
    """Put the findings of each test together, left before right, the most important test first.

    Parameters
    ----------
    scales : sequence of Scale
        One for each finding, in the same order.
    """
    by_test: dict[str, list[tuple[Finding, Scale]]] = {}
    for finding, scale in zip(assessment.findings, scales, strict=True):
        by_test.setdefault(finding.test, []).append((finding, scale))
    sides = {one.test: one for one in assessment.asymmetries}
    return tuple(
        Card(
            test=test,
            findings=tuple(sorted(rows, key=lambda one: one[0].side or "")),
            asymmetry=sides.get(test),
        )
        for test, rows in by_test.items()
    )


def same_axis(scales: Sequence[Scale]) -> tuple[float, float]:
    """Return one axis for several scales, so that left and right can be compared by eye."""
    return min(one.low for one in scales), max(one.high for one in scales)
