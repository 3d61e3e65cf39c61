# SPDX-License-Identifier: Apache-2.0
"""What a record says on a day: answers in the order of time, ages, durations, who lifted what.

Every other room of the screening reads the record through here, so that a fact dated after the
day, or two answers on one day, are treated in one way only.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.domain.record import Clear, Directive, Episode, Record
from multifidus.domain.words import Answer
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DangerSign

_WORSE: Final = (Answer.NO, Answer.NOT_SURE, Answer.YES)
_REASSURING: Final = frozenset({"clinician-has-assessed"})
"""Questions to which a yes is the good news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer of one day; of several on one day the most worrying."""

    answer: Answer
    on: date

    @property
    def positive(self) -> bool:
        """Whether it is anything but a plain no."""
        return self.answer is not Answer.NO

    @property
    def sure(self) -> bool:
        """Whether it is a plain yes."""
        return self.answer is Answer.YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """Who said that something may be set aside, and when."""

    on: date
    by: str
    note: str
    clinician: bool
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A record as known on the day `on`."""

    record: Record
    on: date
    knowledge: Knowledge
    said: Mapping[str, tuple[Said, ...]]

    @property
    def episode(self) -> Episode | None:
        """The present spell, unless it starts after the day."""
        episode = self.record.episode
        if episode is None or (episode.started is not None and episode.started > self.on):
            return None
        return episode

    @property
    def started(self) -> date | None:
        """First day of the present spell, if it is known."""
        return None if self.episode is None else self.episode.started

    def days_since_yes(self, question: str) -> Iterator[date]:
        """Every day from the first answer to `question` that was not a no, to the day itself.

        Rules over several answers look at every such day, because ages and durations grow between
        answers, and because what was once locked stays locked.
        """
        first = next((said.on for said in self.said.get(question, ()) if said.positive), None)
        if first is not None:
            for number in range((self.on - first).days + 1):
                yield first + timedelta(days=number)

    @property
    def directives(self) -> tuple[Directive, ...]:
        """A clinician's directives that are known and still in force."""
        return tuple(d for d in self.record.directives if d.on <= self.on and not self._over(d))

    def _over(self, directive: Directive) -> bool:
        until = directive.until if isinstance(directive, Clear) else None
        return until is not None and until < self.on

    def sign(self, rule: str) -> DangerSign:
        """Return the danger sign with the rule id `rule`.

        Raises
        ------
        KeyError
            If the knowledge holds no such sign.
        """
        for sign in self.knowledge.danger_signs.values():
            if sign.rule == rule:
                return sign
        raise KeyError(rule)

    def days_in_spell(self, day: date | None = None) -> int | None:
        """Days from the start of the spell to `day` (else `on`); None when unknown, may be < 0."""
        started = self.started
        return None if started is None else ((day or self.on) - started).days

    def age(self, day: date | None = None) -> int:
        """Whole years lived on `day`, else on the day of the screening."""
        return self.record.person.age_on(day or self.on)

    def latest(self, question: str, *, by: date | None = None) -> Said | None:
        """Return the last answer to `question` given on or before `by`, else on or before `on`."""
        row = self.said.get(question, ())
        count = bisect_right(row, by or self.on, key=lambda said: said.on)
        return row[count - 1] if count else None

    def positive(self, question: str, *, by: date | None = None) -> Said | None:
        """Return the last answer if it is a yes or not sure."""
        said = self.latest(question, by=by)
        return said if said is not None and said.positive else None

    def run_start(self, question: str, *, not_before: date | None = None) -> date | None:
        """Return the day on which the present unbroken run of answers of concern began.

        Parameters
        ----------
        question
            Id of the question.
        not_before
            Answers before this day belong to something else, like an earlier spell of pain.

        Returns
        -------
        datetime.date or None
            The first plain yes of the run, so that a review of a doubt does not cover what became
            certain; the first "not sure" of a run without a yes; None when the latest answer is a
            no or there is none.
        """
        days: dict[Answer, date] = {}
        for said in reversed(self.said.get(question, ())):
            if not said.positive or (not_before is not None and said.on < not_before):
                break
            days[said.answer] = said.on
        return days.get(Answer.YES, days.get(Answer.NOT_SURE))

    def lifts(self, names: Iterable[str], *, reviews: bool) -> tuple[Lift, ...]:
        """Clear directives in force (and, with `reviews`, recorded reviews) that name one of `names`."""
        named = set(names)
        found = [
            Lift(on=d.on, by=d.by, note=d.note, clinician=True, until=d.until)
            for d in self.directives
            if isinstance(d, Clear) and d.sign in named
        ]
        if reviews:
            found += [
                Lift(on=r.on, by=r.by, note=r.note, clinician=False)
                for r in self.record.reviews
                if r.on <= self.on and r.sign in named
            ]
        return tuple(sorted(found, key=lambda lift: (lift.on, lift.clinician, lift.by, lift.note)))


def known(record: Record, on: date, knowledge: Knowledge) -> Facts:
    """Return what `record` says on the day `on`; later facts are not known yet."""
    by_day: dict[str, dict[date, Answer]] = {}
    for screening in record.screening:
        if screening.on > on:
            continue
        for question, answer in screening.answers.items():
            days = by_day.setdefault(question, {})
            worst = min if question in _REASSURING else max
            days[screening.on] = worst(days.get(screening.on, answer), answer, key=_WORSE.index)
    said = {
        question: tuple(Said(answer=days[day], on=day) for day in sorted(days))
        for question, days in sorted(by_day.items())
    }
    return Facts(record=record, on=on, knowledge=knowledge, said=said)


def later(*days: date | None) -> date | None:
    """Return the latest of the days that are known."""
    return max((day for day in days if day is not None), default=None)


def plus(day: date, days: float) -> date:
    """Return the day `days` after `day`, or the last day there is."""
    return day + timedelta(days=min(days, (date.max - day).days))


def flare_days(facts: Facts) -> tuple[date, ...]:
    """Return the days on which a flare-up was reported, up to the day."""
    return tuple(sorted(one.on for one in facts.record.flare_ups if one.on <= facts.on))
