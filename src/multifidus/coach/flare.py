# SPDX-License-Identifier: Apache-2.0
"""The flare-up a person is in on a day: how far it has come, and how much of a dose it leaves."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.coach.light import Light, Lit, lights
from multifidus.domain.adaptation import Flare, FlarePhase
from multifidus.domain.record import FlareUp, Record
from multifidus.knowledge.loader import Knowledge

HOURS_PER_DAY: Final = 24


def flare(
    record: Record, on: date, knowledge: Knowledge, *, lit: Sequence[Lit] = ()
) -> Flare | None:
    """Say in which flare-up the person is on a day, and how far it has come (rule FLR1).

    The latest reported flare-up counts. Two days to settle and three easy ones are followed by the
    return, which comes earlier once pain has been close to the usual for a day, or once the person
    says that it is over. The return lasts for a week after that word, or until the sessions of a
    week were all green.

    Parameters
    ----------
    lit : sequence of Lit, optional
        The lights of the record's sessions up to `on`, where they are known already.

    Returns
    -------
    Flare or None
        None when none was reported, or when the latest is over.
    """
    known = [one for one in record.flare_ups if one.on <= on]
    if not known:
        return None
    told = max(known, key=lambda one: one.on)
    case = _Case(record, on, knowledge, told, lit or lights(record, on, knowledge))
    return case.flare()


def dose_factor(flare: Flare, knowledge: Knowledge) -> float:
    """Return the share of the dose for those days of the week on which something is trained."""
    easy = knowledge.rules["FLR1"].figures["easy_factor"].value
    return easy if flare.phase is FlarePhase.SETTLE else flare.factor


@dataclass(frozen=True, slots=True)
class _Case:
    record: Record
    on: date
    knowledge: Knowledge
    told: FlareUp
    lit: Sequence[Lit]

    def figure(self, name: str) -> float:
        return self.knowledge.rules["FLR1"].figures[name].value

    def day_of(self, name: str) -> date:
        """The day of the flare-up that a figure names; the first day is day 1."""
        return self.told.on + timedelta(days=self.figure(name) - 1)

    @property
    def ended(self) -> date | None:
        """The day on which the person said that it was over, if that is known yet."""
        ended = self.told.ended
        return ended if ended is not None and ended <= self.on else None

    def flare(self) -> Flare | None:
        began = min(
            day
            for day in (self.day_of("easy_days_last") + timedelta(days=1), self.calm, self.ended)
            if day is not None
        )
        day_before = began - timedelta(days=1)
        settle = min(self.day_of("rest_days_last"), day_before)
        easy = min(self.day_of("easy_days_last"), day_before)
        last = timedelta(days=self.figure("return_days") - 1)
        if self.ended is not None:
            until = self.ended + last
            if self.on > until:
                return None
        else:
            until = max(self.on, began + last)
        if self.on >= began and self._green_week(began):
            return None
        day = (self.on - self.told.on).days + 1
        phase = FlarePhase.RETURN
        if self.on < began:
            phase = FlarePhase.SETTLE if self.on <= settle else FlarePhase.EASY
        return Flare(
            started=self.told.on,
            day=day,
            phase=phase,
            factor=self._factor(phase),
            settle_until=settle,
            easy_until=easy,
            return_until=until,
            review_due=self.ended is None and (day >= self.figure("review_day") or self._worse()),
            trigger=self.told.trigger,
        )

    def _factor(self, phase: FlarePhase) -> float:
        if phase is FlarePhase.SETTLE:
            return 0.0
        return self.figure("easy_factor" if phase is FlarePhase.EASY else "return_factor")

    def readings(self, first: date, last: date) -> list[tuple[date, float]]:
        """Every value of pain from one day to another, oldest first; a morning after is its own day."""
        out: list[tuple[date, float]] = []
        for one in self.record.outcomes:
            value = one.answers.get("now", one.answers.get("average"))
            if one.instrument == "nprs" and value is not None:
                out.append((one.on, value))
        for lit in self.lit:
            pain = lit.entry.pain
            given = [v for v in (pain.before, pain.during, pain.after) if v is not None]
            if given:
                out.append((lit.entry.on, max(given)))
            if pain.next_morning is not None:
                out.append((lit.entry.on + timedelta(days=1), pain.next_morning))
        return sorted(one for one in out if first <= one[0] <= last)

    @property
    def usual(self) -> float | None:
        """Mean pain of the days before it began: what the person told of it at rest."""
        first = self.told.on - timedelta(days=self.figure("usual_days"))
        values = [
            one.answers.get("average", one.answers.get("now", 0))
            for one in self.record.outcomes
            if one.instrument == "nprs" and first <= one.on < self.told.on and one.answers
        ]
        values += [
            lit.entry.pain.before
            for lit in self.lit
            if first <= lit.entry.on < self.told.on and lit.entry.pain.before is not None
        ]
        return sum(values) / len(values) if values else None

    @property
    def calm(self) -> date | None:
        """The day on which pain had been close to the usual for as long as the rule asks."""
        usual = self.usual
        if usual is None:
            return None
        readings = self.readings(self.told.on + timedelta(days=1), self.on)
        limit = usual + self.figure("return_within")
        first = None
        for day, value in reversed(readings):
            if value > limit:
                break
            first = day
        if first is None:
            return None
        began = first + timedelta(days=self.figure("return_hours") / HOURS_PER_DAY)
        return began if readings[-1][0] >= began else None

    def _green_week(self, began: date) -> bool:
        """Whether the sessions of a week were all green, since the return began."""
        days = [lit.entry.on for lit in self.lit]
        done = [lit for lit in self.lit[bisect_left(days, began) :] if lit.entry.done]
        run: list[date] = []
        for lit in reversed(done):
            if lit.light is not Light.GREEN:
                break
            run.append(lit.entry.on)
        enough = len(run) >= self.figure("return_sessions")
        return enough and (self.on - run[-1]).days >= self.figure("return_days")

    def _worse(self) -> bool:
        """Whether pain has risen clearly above that of the first day."""
        first = [value for _, value in self.readings(self.told.on, self.told.on)]
        later = [value for _, value in self.readings(self.told.on + timedelta(days=1), self.on)]
        if not first or not later:
            return False
        return later[-1] >= max(first) + self.figure("worse_rise")
