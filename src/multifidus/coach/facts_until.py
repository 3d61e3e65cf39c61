# SPDX-License-Identifier: Apache-2.0
"""What a record tells about pain, function and performance, as it was known on any earlier day.

The replay of the stages asks the same few questions for every day of the programme. So the record
is sorted and its sessions are judged once (`History`); a day and a floor then only cut pieces out of
it (`Until`). Facts before the floor belong to an earlier spell, or lie before a long break.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from multifidus.coach.light import Light, Lit, in_flare, judge, lights
from multifidus.domain.record import Episode, Record, SetDone
from multifidus.knowledge.loader import Knowledge

DAYS_PER_WEEK: Final = 7

Measure = Callable[[SetDone], float]


def reps(one: SetDone) -> float:
    """Repetitions of a set."""
    return float(one.reps or 0)


def minutes(one: SetDone) -> float:
    """Minutes of a bout."""
    return float(one.minutes or 0)


def held(one: SetDone) -> float:
    """Seconds held in a set, all its repetitions together."""
    return float(one.hold_s or 0) * float(one.reps or 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of pain, and the first day it speaks about."""

    on: date
    value: float
    covers_from: date


@dataclass(frozen=True, slots=True)
class _Rows:
    """Values in order of their days, to be cut by bisection."""

    days: list[date]
    values: list[float]

    def between(self, first: date, last: date) -> list[float]:
        """Values after `first`, up to `last`."""
        return self.values[bisect_right(self.days, first) : bisect_right(self.days, last)]


def _rows(pairs: Sequence[tuple[date, float]]) -> _Rows:
    ordered = sorted(pairs, key=lambda pair: pair[0])
    return _Rows([day for day, _ in ordered], [value for _, value in ordered])


@dataclass(slots=True)
class History:
    """A record up to a day, sorted, with the light of every session.

    Parameters
    ----------
    lit : sequence of Lit, optional
        The lights of the record's sessions up to `on`, where they are known already.
    """

    record: Record
    on: date
    knowledge: Knowledge
    lit: Sequence[Lit] = ()
    asked: _Rows = field(init=False)
    logged: _Rows = field(init=False)
    readings: list[Reading] = field(init=False)
    pain_days: list[date] = field(init=False)
    days: list[date] = field(init=False)
    done_days: list[date] = field(init=False)
    red_days: list[date] = field(init=False)
    tests: Mapping[str, _Rows] = field(init=False)
    scores: Mapping[str, _Rows] = field(init=False)
    _best: dict[tuple[str, str, date | None], tuple[list[date], list[float]]] = field(init=False)

    def __post_init__(self) -> None:
        self.lit = self.lit or lights(self.record, self.on, self.knowledge)
        self.asked = _rows(
            [
                (one.on, one.answers["average"])
                for one in self.record.outcomes
                if one.instrument == "nprs" and one.on <= self.on and "average" in one.answers
            ]
        )
        self.logged = _rows(
            [
                (one.entry.on, one.entry.pain.before)
                for one in self.lit
                if one.entry.pain.before is not None
            ]
        )
        week = timedelta(days=DAYS_PER_WEEK - 1)
        self.readings = sorted(
            [
                *(Reading(on, v, on - week) for on, v in zip(*_columns(self.asked), strict=True)),
                *(Reading(on, v, on) for on, v in zip(*_columns(self.logged), strict=True)),
            ],
            key=lambda one: (one.on, one.covers_from),
        )
        self.days = [one.entry.on for one in self.lit]
        self.pain_days = sorted([*self.asked.days, *self.days])
        self.done_days = [one.entry.on for one in self.lit if one.entry.done]
        self.red_days = [one.entry.on for one in self.lit if one.light is Light.RED]
        tests: dict[str, dict[date, float]] = {}
        for one in self.record.measurements:
            if one.on <= self.on:
                rows = tests.setdefault(one.test, {})
                rows[one.on] = min(one.value, rows.get(one.on, one.value))
        self.tests = {test: _rows(list(rows.items())) for test, rows in tests.items()}
        self.scores = _scores(self.record, self.on)
        self._best = {}

    def until(self, day: date, floor: date | None = None) -> "Until":
        """Cut the history at a day; facts before `floor` do not count."""
        return Until(self, day, floor)

    def green_on(self, lit: Lit, day: date) -> bool:
        """Whether a session counts as green on a day: its next morning may not have come yet."""
        entry = lit.entry
        if entry.on < day or entry.pain.next_morning is not None:
            return lit.light is Light.GREEN
        flare = in_flare(self.record.flare_ups, entry.on, self.knowledge)
        return judge(entry, entry.on, self.knowledge, flare=flare).light is Light.GREEN

    def settled(
        self, exercise: str, measure: str, floor: date | None
    ) -> tuple[list[date], list[float]]:
        """Days on which an exercise was done green, each with the best single set so far."""
        key = (exercise, measure, floor)
        found = self._best.get(key)
        if found is None:
            days: list[date] = []
            best: list[float] = []
            for lit in self.lit:
                if lit.light is Light.GREEN and (floor is None or lit.entry.on >= floor):
                    value = _best_of(lit, exercise, measure)
                    if value > 0:
                        days.append(lit.entry.on)
                        best.append(max(value, best[-1] if best else 0))
            found = self._best[key] = (days, best)
        return found


def episode_on(record: Record, day: date) -> Episode | None:
    """Return the spell of pain that the record holds, unless it begins after the day."""
    episode = record.episode
    if episode is None or (episode.started is not None and episode.started > day):
        return None
    return episode


def _columns(rows: _Rows) -> tuple[list[date], list[float]]:
    return rows.days, rows.values


def _scores(record: Record, on: date) -> dict[str, _Rows]:
    """Scores by instrument: the sum of the answers, or the mean for the person's own activities."""
    out: dict[str, list[tuple[date, float]]] = {}
    for one in record.outcomes:
        if one.on <= on and one.answers:
            total = sum(one.answers.values())
            score = total / len(one.answers) if one.instrument == "psfs" else total
            out.setdefault(one.instrument, []).append((one.on, score))
    return {instrument: _rows(pairs) for instrument, pairs in out.items()}


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {"reps": reps, "minutes": minutes, "held": held}
)


def _best_of(lit: Lit, exercise: str, measure: str) -> float:
    of = MEASURES[measure]
    return max(
        (of(one) for done in lit.entry.done if done.exercise == exercise for one in done.sets),
        default=0,
    )


@dataclass(frozen=True, slots=True)
class Until:
    """The record as it was known on the day `on`; facts before `floor` do not count."""

    history: History
    on: date
    floor: date | None = None

    def figure(self, rule: str, name: str) -> float:
        """Return a number of the rulebook."""
        return self.history.knowledge.rules[rule].figures[name].value

    @property
    def without_episode(self) -> bool:
        """Whether nobody has told of a spell of pain."""
        return episode_on(self.history.record, self.on) is None

    def _from(self, day: date) -> date:
        """The day, or the day before the floor where that is later."""
        return day if self.floor is None else max(day, self.floor - timedelta(days=1))

    def sessions_since(self, day: date | None) -> int:
        """Count sessions in which something was done, from a day on."""
        days = self.history.done_days
        first = max((one for one in (day, self.floor) if one is not None), default=None)
        begin = 0 if first is None else bisect_left(days, first)
        return max(0, bisect_right(days, self.on) - begin)

    @property
    def first_session(self) -> date | None:
        """The first day on which something was done."""
        days = self.history.done_days
        n = 0 if self.floor is None else bisect_left(days, self.floor)
        return days[n] if n < len(days) and days[n] <= self.on else None

    def reds(self, days: float, after: date | None = None) -> int:
        """Count red sessions of the last days, of those after a day."""
        first = self.on - timedelta(days=days)
        if after is not None:
            first = max(first, after)
        red = self.history.red_days
        return bisect_right(red, self.on) - bisect_right(red, min(first, self.on))

    def pains(self, first: date, last: date) -> list[float]:
        """Pain values after a day, up to another: questionnaires where there are any, else the log's."""
        begin = self._from(first)
        return self.history.asked.between(begin, last) or self.history.logged.between(begin, last)

    def pain_of_week(self, ago: int = 0) -> float | None:
        """Mean pain of a week; None where nothing was said. Without an episode silence means none."""
        last = self.on - timedelta(days=DAYS_PER_WEEK * ago)
        values = self.pains(last - timedelta(days=DAYS_PER_WEEK), last)
        if values:
            return sum(values) / len(values)
        return 0.0 if self.without_episode else None

    def first_pain(self) -> float | None:
        """Mean pain of the first day on which something was said or done."""
        days = self.history.pain_days
        n = 0 if self.floor is None else bisect_left(days, self.floor)
        if n == len(days) or days[n] > self.on:
            return None
        values = self.pains(days[n] - timedelta(days=1), days[n])
        return sum(values) / len(values) if values else None

    def measured(self, test: str) -> float | None:
        """Return the latest value of a test; of two sides the lesser."""
        rows = self.history.tests.get(test)
        if rows is None:
            return None
        n = bisect_right(rows.days, self.on)
        if n == 0 or (self.floor is not None and rows.days[n - 1] < self.floor):
            return None
        return rows.values[n - 1]

    def best_set(self, exercise: str, measure: str) -> float:
        """Return the best single set of an exercise in a green session."""
        days, best = self.history.settled(exercise, measure, self.floor)
        n = bisect_left(days, self.on)
        top = best[n - 1] if n else 0.0
        begin = bisect_left(self.history.days, self.on)
        for lit in self.history.lit[begin : bisect_right(self.history.days, self.on)]:
            if self.history.green_on(lit, self.on):
                top = max(top, _best_of(lit, exercise, measure))
        return top

    def scores(self, instrument: str) -> list[float]:
        """Scores of an instrument, oldest first."""
        rows = self.history.scores.get(instrument)
        return [] if rows is None else rows.between(self._from(date.min), self.on)

    def weeks_of_pain(self, least: float, since: date, days: float) -> bool:
        """Whether pain was at `least` or above the whole time for so many days, since a day.

        Every value has to be, and together they have to speak about all the days: a questionnaire
        about the last week does so alone, the log's values from the first to the last.
        """
        readings = self.history.readings
        n = bisect_right(readings, self.on, key=lambda one: one.on) - 1
        if n < 0 or (self.on - readings[n].on).days >= days:
            return False
        last = readings[n].on
        wanted, begin = last - timedelta(days=days - 1), last + timedelta(days=1)
        while n >= 0 and readings[n].on > since and readings[n].value >= least:
            begin = min(begin, max(readings[n].covers_from, since + timedelta(days=1)))
            if readings[n].on < wanted:
                break
            n -= 1
        low = n >= 0 and readings[n].on >= wanted and readings[n].value < least
        return begin <= wanted and not low
