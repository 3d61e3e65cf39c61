# SPDX-License-Identifier: Apache-2.0
"""Rules over several answers that stand for themselves: CMB2 to CMB6.

CMB1 and CMB8 are wording (`report.py`), CMB7 is part of U02 (`raised.py`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from multifidus.domain.phrase import joined, say
from multifidus.domain.words import Level
from multifidus.screen.facts import Facts, Said
from multifidus.screen.pain_events import PainEvent, pain_events
from multifidus.screen.raised import Raised, not_improving
from multifidus.screen.worse_weeks import worse_mornings


def night_pain(facts: Facts) -> Iterator[Raised]:
    """CMB2: pain that wakes, that nothing eases, in someone who feels unwell."""
    questions = ("night-pain-wakes", "no-position-eases", "feeling-unwell")
    for day in facts.days_since_yes(questions[0]):
        said = [facts.positive(question, by=day) for question in questions]
        yield from _raise(facts, "CMB2", "U05", said)


def sudden_pain(facts: Facts) -> Iterator[Raised]:
    """CMB3: new, sudden, sharp pain without injury at an age at which bones break easily."""
    limits = facts.knowledge.combinations["CMB3"].thresholds
    for day in facts.days_since_yes("sudden-sharp-pain"):
        length = facts.days_in_spell(day)
        # an answer older than the spell was about an earlier, then new, pain
        new = length is None or length <= limits["new_onset"].value
        if new and facts.age(day) >= limits["age"].value:
            said = facts.positive("sudden-sharp-pain", by=day)
            yield from _raise(facts, "CMB3", "U02", [said])


def night_pain_without_progress(facts: Facts) -> Iterator[Raised]:
    """CMB4: a spell that does not get better, and new severe pain at night."""
    for day in facts.days_since_yes("new-severe-night-pain"):
        stuck = not_improving(facts, by=day)
        if stuck is not None and stuck.since is not None:
            said = facts.positive("new-severe-night-pain", by=day)
            yield from _raise(facts, "CMB4", "R03", [said], not_before=stuck.since)


def leg_symptoms(facts: Facts) -> Iterator[Raised]:
    """CMB5: leg symptoms that moved further down with exercise count as R06.

    The other half of the rule, asking all emergency and urgent questions again, is in `due.py`.
    """
    moved = facts.positive("leg-symptoms-moved-down")
    numb = facts.positive("new-numbness-or-weakness")
    for raised in _raise(facts, "CMB5", "R06", [moved]):
        yield raised if numb is None else _later(raised, numb.on)


def repeated_pain(facts: Facts) -> Iterator[Raised]:
    """CMB6: two strong pain events within a week ask for a review; one more pauses the plan."""
    limits = facts.knowledge.combinations["CMB6"].thresholds
    names = ("repeated-red-pain", facts.sign("R08").id)
    reviewed = max((lift.on for lift in facts.lifts(names, reviews=True)), default=None)
    events = pain_events(facts)
    open_events = tuple(e for e in events if reviewed is None or e.on > reviewed)
    settled = tuple(e for e in events if reviewed is not None and e.on <= reviewed)
    for group in (open_events, settled):
        first = _first_group(group, limits["review_at"].value, limits["within"].value)
        if first is not None:
            yield _repeated(facts, group[first:])
    yield from _raise(facts, "CMB6", "R08", [facts.positive("repeated-red-pain")])


def _repeated(facts: Facts, events: tuple[PainEvent, ...]) -> Raised:
    """CMB6 after these strong pain events, the first two of which lie within a week."""
    combination = facts.knowledge.combinations["CMB6"]
    pauses = len(events) >= combination.thresholds["pause_at"].value
    told = joined((event.dated for event in events), "; ")
    parts = [combination.because, say("In your log: {events}.", events=told)]
    if pauses:
        parts.append(say("The plan is paused until a review is recorded."))
    return Raised(
        sign="repeated-red-pain",
        home=facts.sign("R08").id,
        rules=("CMB6",),
        level=Level.REVIEW,
        sure=True,
        since=events[-1].on,
        because=joined(parts),
        cite=combination.source,
        action=combination.action,
        tell=combination.tell,
        blocks=pauses,
        by_review=True,
    )


def all_combinations(facts: Facts) -> Iterator[Raised]:
    """Everything that a combination raises."""
    yield from night_pain(facts)
    yield from sudden_pain(facts)
    yield from night_pain_without_progress(facts)
    yield from leg_symptoms(facts)
    yield from repeated_pain(facts)
    yield from worse_mornings(facts)


def _first_group(events: tuple[PainEvent, ...], count: float, within: float) -> int | None:
    """Index of the first event after which, with it, `count` events lie within so many days."""
    following = int(count) - 1
    for n in range(len(events) - following):
        if (events[n + following].on - events[n].on).days <= within:
            return n
    return None


def _raise(
    facts: Facts,
    rule: str,
    home: str,
    answers: list[Said | None],
    *,
    not_before: date | None = None,
) -> Iterator[Raised]:
    """Raise combination `rule` when every one of `answers` is there."""
    said = [answer for answer in answers if answer is not None]
    if len(said) < len(answers):
        return
    combination = facts.knowledge.combinations[rule]
    since = max(answer.on for answer in said)
    sign = facts.sign(home)
    yield Raised(
        sign=combination.sign or sign.id,
        home=sign.id,
        by_review=combination.level is Level.REVIEW,
        rules=(sign.rule, rule) if combination.sign == sign.id else (rule,),
        level=combination.level or sign.level,
        sure=all(answer.sure for answer in said),
        since=since if not_before is None else max(since, not_before),
        because=combination.because,
        cite=combination.source,
        action=combination.action,
        tell=combination.tell,
    )


def _later(raised: Raised, day: date) -> Raised:
    """Return the same concern, raised on `day` if that is later."""
    return replace(raised, since=day if raised.since is None else max(raised.since, day))
