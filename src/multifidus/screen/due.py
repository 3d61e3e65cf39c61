# SPDX-License-Identifier: Apache-2.0
"""Which questions are due for this person on this day, and which answers still count.

A question that is not due is "not asked", never "unanswered". A yes never grows old; a no does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.words import Level, Radiation, Sex, SignStatus
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DangerSign, Question
from multifidus.screen.facts import Facts, Said, flare_days, later, plus
from multifidus.screen.pain_events import pain_events
from multifidus.screen.raised import Raised, inflammatory_possible, lift_of, not_improving


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One question that is due, and whether its answer counts.

    `status` is UNANSWERED, EXPIRED or, with an answer that counts, ABSENT. `until` is the last day
    on which the answer counts, `counts_from` the day on which it was given, or what it raised lifted.
    """

    question: str
    text: str
    sign: DangerSign
    status: SignStatus
    rule: str
    because: str
    until: date | None
    asked_on: date | None
    counts_from: date | None

    @property
    def open(self) -> bool:
        """Whether it has to be asked (again)."""
        return self.status is not SignStatus.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A day before which answers do not count, and the rule that says so."""

    on: date
    rule: str
    because: str


def gate_floor(facts: Facts) -> Floor | None:
    """Return the day since which the full set must have been answered: new spell, long gap."""
    floors = []
    if facts.started is not None:
        because = say("a new spell of pain began after it")
        floors.append(Floor(on=facts.started, rule="GATE5", because=because))
    gap = facts.knowledge.rules["GATE3"].figures["gap"].value
    sessions = sorted({e.on for e in facts.record.log if e.done and e.on <= facts.on})
    for last, following in pairwise([*sessions, facts.on]):
        if (following - last).days >= gap:
            because = say("it was given before the break from exercise after {last}", last=last)
            floors.append(Floor(on=plus(last, gap), rule="GATE3", because=because))
    return max(floors, key=lambda floor: floor.on, default=None)


ALARMS: Final = MappingProxyType(
    {
        "anything-new": ("GATE4", say("you reported something new")),
        "leg-symptoms-moved-down": ("CMB5", say("symptoms moved further down your leg")),
        "new-numbness-or-weakness": ("CMB5", say("you reported new numbness or weakness")),
    }
)
"""Questions whose yes makes emergency and urgent questions be asked again: rule, and why."""


def alarm_floor(facts: Facts) -> Floor | None:
    """Return the day since which emergency and urgent questions must have been answered again."""
    floors = [Floor(on=event.on, rule="GATE4", because=event.dated) for event in pain_events(facts)]
    for question, (rule, text) in ALARMS.items():
        floors += [
            Floor(on=said.on, rule=rule, because=say("{what} on {on}", what=text, on=said.on))
            for said in facts.said.get(question, ())
            if said.positive
        ]
    floors += [
        Floor(on=day, rule="GATE4", because=say("you reported a flare-up on {on}", on=day))
        for day in flare_days(facts)
    ]
    return max(floors, key=lambda floor: floor.on, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The facts, what they raise, and the two floors: all that decides which questions are due.

    `signs` are all danger signs in the order of `in_order`.
    """

    facts: Facts
    signs: tuple[DangerSign, ...]
    raised: tuple[Raised, ...]
    gate: Floor | None
    alarm: Floor | None

    def standing(self, sign: str) -> bool:
        """Whether `sign` is raised by a fact that has no date or locks the plan, and not lifted."""
        return any(
            r.sign == sign and (r.locked or r.since is None) and lift_of(r, self.facts) is None
            for r in self.raised
        )

    def need(
        self, sign: DangerSign, part: str | None = None, *, not_before: date | None = None
    ) -> Need:
        """Judge the answer to a due question of `sign`: there, recent enough, or to be asked."""
        question = next((p for p in sign.parts if p.id == part), None)
        name = sign.id if question is None else question.id
        text = sign.question if question is None else question.text
        said = self.facts.latest(name)
        rule, because = "GATE1", say("Not answered yet.")
        on, until = None, None
        status = SignStatus.UNANSWERED
        if said is not None:
            on = self.effective(name, said)
            floors = [self.gate]
            if question is None and sign.level is not Level.REVIEW:
                floors.append(self.alarm)
            if not_before is not None:
                what = say("what you answered since makes it a new question")
                floors.append(Floor(on=not_before, rule="GATE1", because=what))
            late = [floor for floor in floors if floor is not None and on < floor.on]
            until = plus(on, self.days_valid(question or sign))
            status = SignStatus.ABSENT
            if late:
                worst = max(late, key=lambda floor: floor.on)
                rule, status = worst.rule, SignStatus.EXPIRED
                because = say(
                    "Your answer of {on} no longer counts: {because}.",
                    on=said.on,
                    because=worst.because,
                )
            elif until < self.facts.on:
                rule, status = "GATE2", SignStatus.EXPIRED
                because = say("Your answer of {on} counted until {until}.", on=said.on, until=until)
        return Need(
            question=name,
            text=text,
            sign=sign,
            status=status,
            rule=rule,
            because=because,
            until=until,
            asked_on=None if said is None else said.on,
            counts_from=on,
        )

    def effective(self, question: str, said: Said) -> date:
        """Return the day from which an answer counts: its own, or that of lifting what it raised."""
        lifted = [
            lift.on
            for r in self.raised
            if r.sign == question and (lift := lift_of(r, self.facts)) is not None
        ]
        return later(said.on, *lifted) or said.on

    def days_valid(self, question: DangerSign | Question) -> float:
        """Return how many days an answer counts after the day on which it was given."""
        figures = self.facts.knowledge.rules["GATE2"].figures
        return figures["weekly_valid" if "weekly" in question.gates else "full_valid"].value

    def fresh(self, sign: DangerSign, part: str) -> Said | None:
        """Return the latest answer to `part` if it still counts; a yes always does."""
        said = self.facts.latest(part)
        if said is None or said.sure or not self.need(sign, part).open:
            return said
        return None


def due(asking: Asking) -> tuple[Need, ...]:
    """Return every question that is due, in the order of the rule table."""
    found = [need for sign in asking.signs for need in _of(sign, asking)]
    return (*found, *_renewal(found, asking))


def in_order(knowledge: Knowledge) -> tuple[DangerSign, ...]:
    """All signs, emergency first, then urgent, then review."""
    signs = knowledge.danger_signs.values()
    return tuple(sorted(signs, key=lambda sign: (-sign.level.rank, sign.rule)))


def _of(sign: DangerSign, asking: Asking) -> Iterator[Need]:
    facts = asking.facts
    if sign.level is not Level.REVIEW and not asking.standing(sign.id):
        yield asking.need(sign)
    rooms = {
        "U02": _bones,
        "U03": _cancer,
        "U05": _night,
        "R01": _inflammatory,
        "R03": _not_improving,
    }
    if sign.rule in rooms:
        yield from rooms[sign.rule](sign, asking)
        return
    spell = facts.episode
    asked = {
        "R04": facts.record.person.sex is not Sex.MALE
        and facts.age() < facts.sign("R04").thresholds["asked_below_age"].value,
        "R05": True,
        "R06": spell is not None and spell.radiation is not Radiation.NONE,
        "R07": True,
        "R08": spell is not None,
        "R10": True,
    }
    if asked.get(sign.rule, False) and not asking.standing(sign.id):
        yield asking.need(sign)


def _bones(sign: DangerSign, asking: Asking) -> Iterator[Need]:
    facts = asking.facts
    fall = facts.positive(sign.id)
    if fall is not None and not _judged_since(sign.id, fall.on, asking):
        yield asking.need(sign, "fragile-bones", not_before=fall.on)
        yield asking.need(sign, "steroid-tablets", not_before=fall.on)
    limits = facts.knowledge.combinations["CMB3"].thresholds
    length = facts.days_in_spell()
    new = facts.episode is not None and (length is None or length <= limits["new_onset"].value)
    if new and facts.age() >= limits["age"].value and not asking.standing("sudden-sharp-pain"):
        yield asking.need(sign, "sudden-sharp-pain")


def _cancer(sign: DangerSign, asking: Asking) -> Iterator[Need]:
    yield asking.need(sign, "past-cancer")
    past = asking.facts.positive("past-cancer")
    if past is not None:
        yield asking.need(sign, "cancer-within-five-years", not_before=past.on)


def _night(sign: DangerSign, asking: Asking) -> Iterator[Need]:
    facts = asking.facts
    if facts.episode is None or asking.standing("night-pain-wakes"):
        return
    yield asking.need(sign, "night-pain-wakes")
    wakes = facts.positive("night-pain-wakes")
    if wakes is None or _judged_since("night-pain-wakes", wakes.on, asking):
        return
    parts = ("no-position-eases", "feeling-unwell")
    denied = [
        part
        for part in parts
        if (said := facts.latest(part)) and not said.positive and said.on >= wakes.on
    ]
    if not denied:
        for part in parts:
            if facts.positive(part) is None:
                yield asking.need(sign, part, not_before=wakes.on)


def _inflammatory(sign: DangerSign, asking: Asking) -> Iterator[Need]:
    if not inflammatory_possible(asking.facts):
        return
    answers = {part.id: asking.fresh(sign, part.id) for part in sign.parts}
    yes = sum(said is not None and said.sure for said in answers.values())
    missing = [part for part, said in answers.items() if said is None]
    needed = sign.thresholds["features"].value
    if yes >= needed or yes + len(missing) < needed:
        return
    if len(missing) == len(answers) or asking.facts.latest(sign.id) is not None:
        yield asking.need(sign)
    else:
        for part in missing:
            yield asking.need(sign, part)


def _not_improving(sign: DangerSign, asking: Asking) -> Iterator[Need]:
    facts = asking.facts
    if facts.episode is None:
        return
    length = facts.days_in_spell()
    main, worse = facts.latest(sign.id), facts.latest("getting-worse")
    if length is None or length >= sign.thresholds["lasting_at_least"].value:
        yield asking.need(sign)
    elif main is not None and main.positive:
        yield asking.need(sign, "getting-worse", not_before=main.on)
    elif length >= sign.thresholds["worse_after"].value:
        told = main is not None and (worse is None or main.on > worse.on)
        yield asking.need(sign) if told else asking.need(sign, "getting-worse")
    stuck = not_improving(facts)
    if stuck is None or asking.standing("new-severe-night-pain"):
        return
    wakes = facts.latest("night-pain-wakes")
    if wakes is not None and not wakes.positive and stuck.since and wakes.on >= stuck.since:
        return
    yield asking.need(sign, "new-severe-night-pain", not_before=stuck.since)


def _judged_since(question: str, day: date, asking: Asking) -> bool:
    return any(r.sign == question and r.since is not None and r.since >= day for r in asking.raised)


def _renewal(found: list[Need], asking: Asking) -> Iterator[Need]:
    """Ask for anything new when an older full set is renewed by the weekly questions."""
    weekly = asking.facts.knowledge.rules["GATE2"].figures["weekly_valid"].value
    older = [
        need
        for need in found
        if need.sign.level is not Level.REVIEW
        and need.question == need.sign.id
        and "weekly" not in need.sign.gates
        and not need.open
        and need.counts_from is not None
        and (asking.facts.on - need.counts_from).days > weekly
    ]
    if older:
        sign = asking.facts.sign("U01")
        yield asking.need(sign, "anything-new")
