# SPDX-License-Identifier: Apache-2.0
"""A value against its norm: which row fits, how large the error is, and what that says.

Inside this room every number is oriented: multiplied by +1 or -1 so that less is worse (FND1).
"""

from dataclasses import dataclass
from statistics import NormalDist

from multifidus.assess.readings import DECIMALS, Reading, figure
from multifidus.domain.results import NormUsed
from multifidus.domain.words import Grade, Measurer, Sex, Sureness, Verdict
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import ErrorRow, Norm, Test

SAME = "same"
HOME = "home"
CHANGED = "changed-measurer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One value against one norm.

    `cutoff` in the test's unit; `z` in standard deviations, less is worse; `probability` 0 to 1
    that the true value lies past the cut-off; `error` in the test's unit. `published` is True where
    the cut-off is a published one rather than a distance from the mean.
    """

    verdict: Verdict
    sureness: Sureness | None = None
    probability: float | None = None
    z: float | None = None
    norm: NormUsed | None = None
    published: bool = False
    cutoff: float | None = None
    error: float | None = None
    error_kind: str = ""


def direction(test: Test) -> int:
    """+1 when more is better, -1 when less is."""
    return 1 if test.better == "more" else -1


def cutoff_of(norm: Norm, test: Test, knowledge: Knowledge) -> float | None:
    """Where reduced begins, in the test's unit: by z or as published, whichever comes first."""
    sign = direction(test)
    limits = []
    if norm.usable_for_z and norm.mean is not None and norm.sd is not None:
        limits.append(sign * norm.mean + figure(knowledge, "FND2", "z_reduced") * norm.sd)
    if norm.cutoff is not None:
        limits.append(sign * norm.cutoff)
    return round(sign * max(limits), DECIMALS) if limits else None


def choose(test: Test, sex: Sex, age: int, knowledge: Knowledge) -> Norm | None:
    """Norm row for a person of `sex` and whole years `age`, or None.

    Of several rows the one that expects least is taken; so it is when sex is not given and the
    rows exist only by sex.
    """
    rows = [
        row
        for row in test.norms
        if row.age_from <= age <= row.age_to and cutoff_of(row, test, knowledge) is not None
    ]
    mine = [row for row in rows if sex in row.sex]
    if not mine and sex is Sex.UNSPECIFIED:
        mine = rows
    sign = direction(test)
    return min(mine, key=lambda row: sign * (cutoff_of(row, test, knowledge) or 0), default=None)


def kind_of(by: Measurer) -> str:
    """Kind of error that a measurer's own repeat has."""
    return SAME if by is Measurer.CLINICIAN else HOME


def error_of(
    test: Test,
    kind: str,
    *,
    sex: Sex,
    pain_now: bool,
    value: float,
    reduced: bool | None = None,
) -> tuple[float | None, bool]:
    """Smallest detectable change, and whether it is a share of `value` (the error being unknown).

    `reduced` None asks for the larger of the errors for reduced and for typical results.
    """
    wanted = {"always", "with-pain" if pain_now else "without-pain"}
    if reduced is not False:
        wanted.add("reduced")
    if reduced is not True:
        wanted.add("typical")
    rows = [row for row in test.errors if sex in row.sex and row.applies in wanted]
    rows = [row for row in rows if row.kind == kind] or rows
    sizes = [(_size(row, value), row.share is not None) for row in rows]
    size, share = max(sizes, default=(None, False))
    return (None if size is None else round(size, DECIMALS)), share


def _size(row: ErrorRow, value: float) -> float:
    share = (row.share or 0) * abs(value)
    return max(row.value or 0, share, row.at_least or 0)


def compare(
    reading: Reading, *, sex: Sex, age: int, pain_now: bool, knowledge: Knowledge
) -> Comparison:
    """Judge a reading by FND1 to FND3; a test that is not judged gives `cannot tell`."""
    test, value = reading.test, reading.value
    kind = kind_of(reading.by)
    norm = choose(test, sex, age, knowledge) if test.judged else None
    cutoff = None if norm is None else cutoff_of(norm, test, knowledge)
    if norm is None or cutoff is None:
        error, _ = error_of(test, kind, sex=sex, pain_now=pain_now, value=value)
        return Comparison(verdict=Verdict.CANNOT_TELL, error=error, error_kind=kind)
    sign = direction(test)
    z = None
    if norm.usable_for_z and norm.mean is not None and norm.sd is not None:
        z = round(sign * (value - norm.mean) / norm.sd, DECIMALS)
    reduced = (z is not None and z <= figure(knowledge, "FND2", "z_reduced")) or (
        norm.cutoff is not None and sign * value < sign * norm.cutoff
    )
    error, _ = error_of(test, kind, sex=sex, pain_now=pain_now, value=value, reduced=reduced)
    probability = None
    if error is not None:
        spread = error / figure(knowledge, "FND3", "sem_divisor")
        probability = round(NormalDist().cdf(sign * (cutoff - value) / spread), DECIMALS)
    near = z is not None and z <= figure(knowledge, "FND2", "z_borderline")
    sureness = None
    if reduced:
        sureness = _sureness(probability, norm, sign * value, sign, knowledge)
    elif near:
        sureness = Sureness.UNCERTAIN
    return Comparison(
        verdict=_verdict(sureness),
        sureness=sureness,
        probability=probability,
        z=z,
        norm=NormUsed(
            label=norm.label,
            source=norm.source,
            grade=norm.grade,
            mean=norm.mean,
            sd=norm.sd,
            cutoff=cutoff,
        ),
        published=cutoff == norm.cutoff,
        cutoff=cutoff,
        error=error,
        error_kind=kind,
    )


def _verdict(sureness: Sureness | None) -> Verdict:
    if sureness is Sureness.CLEAR:
        return Verdict.CLEARLY_SHORT
    return Verdict.WITHIN_RANGE if sureness is None else Verdict.BORDERLINE


def _sureness(
    probability: float | None, norm: Norm, oriented: float, sign: int, knowledge: Knowledge
) -> Sureness:
    """How sure a reduced result is; a weak norm, or one with a further limit, is capped."""
    if probability is None or probability < figure(knowledge, "FND3", "likely"):
        return Sureness.UNCERTAIN
    short_of_clear = norm.clear_beyond is not None and oriented >= sign * norm.clear_beyond
    if probability < figure(knowledge, "FND3", "clear") or norm.grade is Grade.C or short_of_clear:
        return Sureness.LIKELY
    return Sureness.CLEAR
