# SPDX-License-Identifier: Apache-2.0
"""Which danger signs a record raises: one function per rule, combinations in `combined.py`.

Emergency and urgent signs look at the whole history, because a later "no" never lifts them.
Review signs look at the latest answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from multifidus.domain.phrase import say
from multifidus.domain.words import Level
from multifidus.knowledge.schema import DangerSign
from multifidus.screen.facts import Facts, Lift, Said, later, plus


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """One reason for concern. `sign` is the id under which it is shown and lifted.

    `home` is the sign that it is listed with, `since` the day of the answer that raised it (None
    for a fact without a date), `blocks` whether it allows no plan whatever its level, `by_review`
    whether the person's own record of a review lifts it. `first` is the first day of the unbroken
    run of answers that say the same (GATE7); None where each answer is news of its own.
    """

    sign: str
    home: str
    rules: tuple[str, ...]
    level: Level
    sure: bool
    since: date | None
    because: str
    cite: tuple[str, ...]
    action: str
    tell: str = ""
    restricts: bool = True
    blocks: bool = False
    liftable: bool = True
    by_review: bool = False
    first: date | None = None

    @property
    def locked(self) -> bool:
        """Whether only a clinician can lift it."""
        return self.level.rank >= Level.URGENT.rank


def raise_sign(sign: DangerSign, said: Said | None) -> Raised:
    """Return what `sign` raises after the answer `said`, or by a fact without an answer."""
    return Raised(
        sign=sign.id,
        home=sign.id,
        rules=(sign.rule,),
        level=sign.level,
        sure=said is None or said.sure,
        since=None if said is None else said.on,
        because=sign.because,
        cite=sign.source,
        action=sign.action,
        tell=sign.tell,
        restricts=sign.restricts,
        by_review=sign.lifted_by in {"review", "condition-ends"},
    )


def lift_of(raised: Raised, facts: Facts) -> Lift | None:
    """Return what lifts `raised` on the day, or None when it stands."""
    if not raised.liftable:
        return None
    names = {raised.sign} if raised.locked else {raised.sign, raised.home}
    lifts = facts.lifts(names, reviews=raised.by_review and not raised.locked)
    if raised.first is not None:
        held = [held_until(lift, facts) for lift in lifts if lift.on >= raised.first]
        return next((lift for lift in reversed(held) if not run_out(lift, facts)), None)
    if lifts and (raised.since is None or lifts[-1].on >= raised.since):
        return lifts[-1]
    return None


def held_until(lift: Lift, facts: Facts) -> Lift:
    """Return a lift of a lasting state with its last day: its own, or by GATE7."""
    holds = facts.knowledge.rules["GATE7"].figures["review_holds"].value
    return replace(lift, until=lift.until or plus(lift.on, holds))


def run_out(lift: Lift, facts: Facts) -> bool:
    """Whether the last day of a lift lies before the day."""
    return lift.until is not None and lift.until < facts.on


def last_run_out(raised: Raised, facts: Facts) -> Lift | None:
    """Return the lift that held for a raised run of answers and holds no more, or None (GATE7)."""
    if raised.first is None or not raised.liftable or lift_of(raised, facts) is not None:
        return None
    lifts = facts.lifts({raised.sign, raised.home}, reviews=raised.by_review)
    held = [held_until(lift, facts) for lift in lifts if lift.on >= raised.first]
    return held[-1] if held else None


def simple(facts: Facts) -> Iterator[Raised]:
    """Emergency and urgent signs that one question decides (all but U02)."""
    for sign in facts.knowledge.danger_signs.values():
        if sign.level is not Level.REVIEW and sign.rule != "U02":
            for said in facts.said.get(sign.id, ()):
                if said.positive:
                    yield raise_sign(sign, said)


def minor_fall(facts: Facts) -> Iterator[Raised]:
    """U02 and CMB7: a minor fall, strain or jolt in someone whose bones may break easily."""
    sign = facts.sign("U02")
    for day in facts.days_since_yes(sign.id):
        fall = facts.positive(sign.id, by=day)
        if fall is None:
            continue
        bones = facts.positive("fragile-bones", by=day)
        steroids = facts.positive("steroid-tablets", by=day)
        known = (
            facts.age(day) >= sign.thresholds["age"].value
            or "osteoporosis" in facts.record.conditions
        )
        parts = [part for part in (bones, steroids) if part is not None]
        if not known and not parts:
            continue
        since = fall.on if known else max(fall.on, min(part.on for part in parts))
        yield replace(
            raise_sign(sign, fall),
            rules=("U02", "CMB7") if steroids is not None else ("U02",),
            sure=fall.sure and (known or any(part.sure for part in parts)),
            since=since,
        )


def recent_cancer(facts: Facts) -> Iterator[Raised]:
    """Past cancer without a new kind of pain: a review while it is recent, else nothing."""
    said = facts.positive("cancer-within-five-years")
    if said is not None and facts.positive("past-cancer") is not None:
        sign = facts.sign("U03")
        yield replace(
            raise_sign(sign, said),
            sign="cancer-within-five-years",
            first=facts.run_start("cancer-within-five-years"),
            level=Level.REVIEW,
            by_review=True,
            because=say("After cancer in recent years a clinician should know of your back pain."),
            action=say("Book a review with a clinician, as you had cancer in recent years."),
            tell=say("your cancer, its treatment, and your back pain"),
            cite=sign.thresholds["review_within"].source,
        )


def inflammatory(facts: Facts) -> Iterator[Raised]:
    """R01: began young, lasts for months, and two or more features."""
    sign = facts.sign("R01")
    if not inflammatory_possible(facts):
        return
    features = [s for part in sign.parts if (s := facts.latest(part.id)) is not None and s.sure]
    summary = facts.positive(sign.id)
    if len(features) >= sign.thresholds["features"].value:
        since = later(*(said.on for said in features))
        sure = [part.id for part in sign.parts if (s := facts.latest(part.id)) and s.sure]
        first = later(*(_run(facts, part, spell=True) for part in sure))
        yield replace(raise_sign(sign, None), since=since, first=first)
    elif summary is not None:
        yield replace(raise_sign(sign, summary), first=_run(facts, sign.id, spell=True))


def inflammatory_possible(facts: Facts) -> bool:
    """Whether the spell began young enough and has lasted long enough for R01."""
    if facts.episode is None:
        return False
    limits = facts.sign("R01").thresholds
    length = facts.days_in_spell()
    return facts.age(facts.started) < limits["onset_before_age"].value and (
        length is None or length > limits["lasting_over"].value
    )


def under_age(facts: Facts) -> Iterator[Raised]:
    """R02: no plan under 16; at 16 and 17 only with a clinician's directive in force."""
    sign = facts.sign("R02")
    age = facts.age()
    if age >= sign.thresholds["adult"].value:
        return
    young = age < sign.thresholds["with_physiotherapist"].value
    blocks = young or not facts.directives
    yield replace(raise_sign(sign, None), blocks=blocks, liftable=not young)


def not_improving(facts: Facts, *, by: date | None = None) -> Raised | None:
    """R03: weeks without getting better, or worse from week to week, and not assessed since."""
    sign = facts.sign("R03")
    length = facts.days_in_spell(by)
    # a day before the present spell lies in an earlier one, of unknown length
    long = length is None or not 0 <= length < sign.thresholds["lasting_at_least"].value
    stuck = facts.positive(sign.id, by=by) if long else None
    answers = [s for s in (stuck, facts.positive("getting-worse", by=by)) if s is not None]
    if not answers:
        return None
    since = max(said.on for said in answers)
    assessed = facts.latest("clinician-has-assessed", by=by)
    if assessed is not None and assessed.sure and assessed.on >= since:
        return None
    sure = any(said.sure for said in answers)
    # getting worse again is news each time it is said, and no lasting state
    run = _run(facts, sign.id, spell=True) if stuck is not None else None
    first = later(run, *(said.on for said in answers if said is not stuck))
    return replace(raise_sign(sign, answers[0]), since=since, sure=sure, first=first)


def severe_pain(facts: Facts) -> Iterator[Raised]:
    """R08: very strong pain on most days, by answer or by the average of a pain questionnaire."""
    sign = facts.sign("R08")
    said = facts.latest(sign.id)
    if said is not None and said.positive:
        yield replace(raise_sign(sign, said), first=_run(facts, sign.id, spell=True))
    filled = [
        entry
        for entry in facts.record.outcomes
        if entry.instrument == "nprs" and entry.on <= facts.on and "average" in entry.answers
    ]
    if not filled:
        return
    last = max(entry.on for entry in filled)
    average = max(entry.answers["average"] for entry in filled if entry.on == last)
    recent = (facts.on - last).days <= sign.thresholds["within"].value
    denied = said is not None and not said.positive and said.on > last
    if recent and not denied and average >= sign.thresholds["pain"].value:
        first = last
        for entry in sorted(filled, key=lambda entry: entry.on, reverse=True):
            earlier_spell = facts.started is not None and entry.on < facts.started <= last
            if earlier_spell or entry.answers["average"] < sign.thresholds["pain"].value:
                break
            first = entry.on
        yield replace(raise_sign(sign, None), since=last, first=first)


def _run(facts: Facts, question: str, *, spell: bool) -> date | None:
    """Return the first day of the run; with `spell` of what was said in the present spell."""
    said = facts.latest(question)
    started = facts.started if spell else None
    if started is not None and said is not None and said.on < started:
        started = None
    return facts.run_start(question, not_before=started)


def reviews(facts: Facts) -> Iterator[Raised]:
    """R04 to R07, R09 and R10: one question each, or a caution flag that says the same."""
    for rule in ("R04", "R05", "R06", "R07", "R09", "R10"):
        sign = facts.sign(rule)
        said = facts.positive(sign.id)
        flags = [flag for flag in sign.from_conditions if flag in facts.record.conditions]
        if said is not None:
            yield replace(raise_sign(sign, said), first=_run(facts, sign.id, spell=rule == "R06"))
        elif flags:
            yield raise_sign(sign, None)


def all_signs(facts: Facts) -> Iterator[Raised]:
    """Everything that a single sign raises."""
    yield from simple(facts)
    yield from minor_fall(facts)
    yield from recent_cancer(facts)
    yield from inflammatory(facts)
    yield from under_age(facts)
    stuck = not_improving(facts)
    if stuck is not None:
        yield stuck
    yield from severe_pain(facts)
    yield from reviews(facts)
