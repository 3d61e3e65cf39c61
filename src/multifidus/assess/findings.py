# SPDX-License-Identifier: Apache-2.0
"""The latest result of every test and side as a finding, most important first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.assess.limits import LEG_SYMPTOMS, episode_on, pain_now
from multifidus.assess.norms import Comparison, compare
from multifidus.assess.readings import Reading, Readings, figure, sides_of
from multifidus.assess.words import amount, condition, day, listed, regions, with_side
from multifidus.domain.phrase import Phrase, joined, say
from multifidus.domain.record import Record
from multifidus.domain.results import Finding, NormUsed
from multifidus.domain.spoken import ACTIVITY, MEASURED_BY
from multifidus.domain.words import Activity, Grade, Sex, Sureness, Verdict
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test

_SURE = (Sureness.CLEAR, Sureness.LIKELY, Sureness.UNCERTAIN, None)

_SHORT: Final = {
    "strength": (
        say("lower than most people your age"),
        say("clearly lower than most people your age"),
    ),
    "limit": (say("outside the usual range"), say("clearly outside the usual range")),
    "mean": (
        say("less than most people your age"),
        say("clearly less than most people your age"),
    ),
}
"""What a reduced result is, by what it is held against: likely, and clearly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A reading with all that its sentence needs."""

    reading: Reading
    result: Comparison
    priority: int
    expired: bool
    barred: bool
    against: tuple[str, ...]
    limits: tuple[Activity, ...]
    sex: Sex


def expired(measured: date, on: date, knowledge: Knowledge) -> bool:
    """Whether a result of `measured` is too old on `on` (FND9)."""
    return on - measured > timedelta(weeks=figure(knowledge, "FND9", "weeks"))


def advised_against(test: Test, flags: Collection[str]) -> tuple[str, ...]:
    """Flags of the person that speak against doing a test now (ASM1)."""
    return tuple(flag for flag in test.not_when if flag in flags)


def barred(test: Test, flags: Collection[str]) -> bool:
    """Whether a result of a test gives no finding: a leg raise that may pull on a nerve (ASM1)."""
    return LEG_SYMPTOMS in advised_against(test, flags)


def priority_of(
    test: Test, sureness: Sureness | None, *, limits: bool, knowledge: Knowledge
) -> int:
    """Weight of a finding for the planner (FND7), for one that has not expired."""
    name = "otherwise"
    if test.stretch_targets or test.muscles:
        if sureness is Sureness.CLEAR:
            name = "clear_and_limits" if limits else "clear"
        elif sureness is Sureness.LIKELY:
            name = "likely"
    return int(figure(knowledge, "FND7", name))


def find(
    record: Record, on: date, knowledge: Knowledge, *, readings: Readings, flags: Collection[str]
) -> tuple[Finding, ...]:
    """Compare the latest reading of each test and side; sort by what matters most."""
    worse = episode_on(record, on).worse_with
    found = []
    for test in knowledge.tests.values():
        for side in sides_of(test):
            reading = readings.latest(test.id, side)
            if reading is None:
                continue
            result = compare(
                reading,
                sex=record.person.sex,
                age=record.person.age_on(reading.on),
                pain_now=pain_now(record, on),
                knowledge=knowledge,
            )
            no_finding = barred(test, flags)
            if no_finding:
                result = Comparison(
                    verdict=Verdict.CANNOT_TELL,
                    error=result.error,
                    error_kind=result.error_kind,
                )
            limits = tuple(act for act in test.limits_activities if act in worse)
            old = expired(reading.on, on, knowledge)
            none = int(figure(knowledge, "FND7", "otherwise"))
            view = _View(
                reading=reading,
                result=result,
                priority=none
                if old
                else priority_of(test, result.sureness, limits=bool(limits), knowledge=knowledge),
                expired=old,
                barred=no_finding,
                against=advised_against(test, flags),
                limits=limits,
                sex=record.person.sex,
            )
            found.append(_finding(view, on, knowledge))
    return tuple(sorted(found, key=_rank))


def _rank(row: Finding) -> tuple[object, ...]:
    return (
        -row.priority,
        row.expired,
        _SURE.index(row.sureness),
        row.z is None,
        row.z or 0,
        row.name,
        row.test,
        row.side or "",
    )


def _finding(view: _View, on: date, knowledge: Knowledge) -> Finding:
    reading, result, test = view.reading, view.result, view.reading.test
    return Finding(
        test=test.id,
        name=test.name,
        side=reading.side,
        value=reading.value,
        unit=test.measure_unit,
        on=reading.on,
        by=reading.by,
        verdict=result.verdict,
        sureness=result.sureness,
        probability=result.probability,
        z=result.z,
        norm=result.norm,
        error=result.error,
        error_kind=result.error_kind,
        stretch_targets=() if view.barred else test.stretch_targets,
        muscles=() if view.barred else test.muscles,
        priority=view.priority,
        expired=view.expired,
        sentence=joined(_sentence(view, on, knowledge)),
        rules=_rules(view),
    )


def _rules(view: _View) -> tuple[str, ...]:
    rules = [view.reading.test.rule]
    if view.barred:
        rules.append("ASM1")
    elif view.result.norm is None:
        rules.append("FND8")
    else:
        rules += ["FND1", "FND2", "FND3", "FND7"]
    if view.reading.count > 1:
        rules.append("ASM3")
    if view.expired:
        rules.append("FND9")
    return tuple(rules)


def _sentence(view: _View, on: date, knowledge: Knowledge) -> tuple[str, ...]:
    """What was measured, compared with what, how sure, what we will do, when we look again."""
    return (
        _measured(view),
        _compared(view),
        _sure(view),
        _will_do(view, knowledge),
        _again(view, on, knowledge),
    )


def _measured(view: _View) -> Phrase:
    reading = view.reading
    test = with_side(reading.test.name, reading.side)
    value = amount(reading.value, reading.test.measure_unit)
    if reading.count == 1:
        return say(
            "{test}: {value} on {day}, {by}.",
            test=test,
            value=value,
            day=day(reading.on),
            by=MEASURED_BY[reading.by],
        )
    return say(
        "{test}: {value} on {day}, {by}, the mean of {count} results of that day.",
        test=test,
        value=value,
        day=day(reading.on),
        by=MEASURED_BY[reading.by],
        count=reading.count,
    )


def _compared(view: _View) -> Phrase:
    test, norm = view.reading.test, view.result.norm
    if view.barred:
        return say("With symptoms below the knee this test says nothing sure, so it is not judged.")
    if norm is None:
        if not test.judged or not test.norms:
            return say("There is no norm for this test; only your own results are compared.")
        return say(
            "There is no norm that fits your age and sex, so we cannot tell how usual this is."
        )
    text = say(
        "Compared with {norm} ({usual}), this is {verdict}.",
        norm=norm.label,
        usual=_usual(norm, view),
        verdict=_verdict_words(view),
    )
    if view.sex is not Sex.UNSPECIFIED or any(Sex.UNSPECIFIED in row.sex for row in test.norms):
        return text
    note = say("Your sex is not given, so we used the norm that expects less.")
    return joined([text, note])


def _usual(norm: NormUsed, view: _View) -> Phrase:
    test = view.reading.test
    if norm.mean is not None and not view.result.published:
        return say("average {value}", value=amount(norm.mean, test.measure_unit))
    edge = amount(norm.cutoff or 0, test.measure_unit)
    if test.better == "more":
        return say("usual range {value} or more", value=edge)
    return say("usual range {value} or less", value=edge)


def _verdict_words(view: _View) -> Phrase:
    result = view.result
    if result.verdict is Verdict.WITHIN_RANGE:
        return say("within the usual range")
    if result.sureness is Sureness.UNCERTAIN:
        return say("near the edge of the usual range")
    known = "limit" if result.published else "mean"
    likely, clearly = _SHORT["strength" if view.reading.test.kind == "strength" else known]
    return clearly if result.verdict is Verdict.CLEARLY_SHORT else likely


def _sure(view: _View) -> str:
    test, result = view.reading.test, view.result
    if result.norm is None or result.error is None or result.probability is None:
        return ""
    error = amount(result.error, test.measure_unit)
    if result.sureness is Sureness.CLEAR:
        text = say("Allowing for measuring error ({error}), we are sure of that.", error=error)
    elif result.sureness is Sureness.LIKELY:
        text = say(
            "Allowing for measuring error ({error}), that is likely, not certain.", error=error
        )
    elif result.sureness is Sureness.UNCERTAIN or _close(view):
        text = say(
            "It is too close to the limit to be sure, given the measuring error ({error}).",
            error=error,
        )
    else:
        text = say("Measuring error ({error}) does not change that.", error=error)
    if result.norm.grade is not Grade.C:
        return text
    rough = say("The figures to compare with are not well known: take it as a rough guide.")
    return joined([text, rough])


def _close(view: _View) -> bool:
    """Whether the cut-off lies within the measuring error of the value."""
    result = view.result
    gap = abs(view.reading.value - (result.cutoff or 0))
    return result.error is not None and gap <= result.error


def _will_do(view: _View, knowledge: Knowledge) -> Phrase:
    test = view.reading.test
    if view.expired:
        return say("The result is too old to count in the plan.")
    if view.barred:
        return say("The plan keeps to what suits you now.")
    if view.result.verdict is Verdict.CANNOT_TELL:
        return say("The plan stays balanced here.")
    if view.priority == figure(knowledge, "FND7", "otherwise"):
        return say("The balanced programme covers it; nothing extra is needed.")
    what = regions(test, knowledge)
    if test.stretch_targets:
        more = say("We will give stretching of this region more time: {regions}.", regions=what)
    else:
        more = say("We will give strength of this region more time: {regions}.", regions=what)
    if view.result.sureness is not Sureness.CLEAR or not view.limits:
        return more
    acts = listed(ACTIVITY[act] for act in view.limits)
    return joined([more, say("We aim to make this easier: {activities}.", activities=acts)])


def _again(view: _View, on: date, knowledge: Knowledge) -> Phrase:
    if view.against:
        names = listed(condition(flag, knowledge) for flag in view.against)
        return say("Please leave this test out while this lasts: {conditions}.", conditions=names)
    weeks = figure(knowledge, "ASM7", "retest_weeks")
    due = view.reading.on + timedelta(weeks=weeks)
    if due <= on:
        return say("It is time to measure it again.")
    return say("We look again from {day}.", day=day(due))
