# SPDX-License-Identifier: Apache-2.0
"""The traffic light of one session: what it did to the pain by the next morning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import FlareUp, LegPain, LogEntry, Record
from multifidus.domain.words import Radiation, Slot
from multifidus.knowledge.loader import Knowledge

PAIN = "pain"
"""The reason of a skipped exercise that makes a session red."""

DAYS_PER_WEEK = 7


class Light(StrEnum):
    """How a session was borne."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for green, rising with concern."""
        return list(Light).index(self)


@dataclass(frozen=True, slots=True)
class Judged:
    """A light, the rule that gave it, and why in words."""

    light: Light
    rule: str
    because: Phrase
    missing: bool = False
    """Whether it is amber only because an answer is missing."""


@dataclass(frozen=True, slots=True)
class Lit:
    """A session with its light."""

    entry: LogEntry
    judged: Judged

    @property
    def light(self) -> Light:
        """The colour."""
        return self.judged.light


def hurt(entry: LogEntry) -> frozenset[str]:
    """Return the exercises that were left out because they hurt."""
    return frozenset(one.exercise for one in entry.skipped if PAIN in one.why.lower())


def in_flare(flare_ups: Iterable[FlareUp], day: date, knowledge: Knowledge) -> bool:
    """Whether a day lies in the acute part of a flare-up, by the person's own word."""
    days = knowledge.rules["FLR1"].figures["review_day"].value
    return any(
        one.on <= day and (day - one.on).days < days and (one.ended is None or day <= one.ended)
        for one in flare_ups
    )


def judge(
    entry: LogEntry,
    on: date,
    knowledge: Knowledge,
    *,
    flare: bool = False,
    usual_reach: Radiation = Radiation.NONE,
) -> Judged:
    """Judge one session by the pain around it, with the reason.

    Parameters
    ----------
    entry : LogEntry
        The session.
    on : date
        The day of judging: a next-morning answer can only be missing once that morning has come.
    flare : bool
        Whether the session fell into an acute flare-up, in which a rise alone marks red (PAIN5).
    usual_reach : Radiation
        How far down the leg symptoms reach as a rule, where it was not noted before the session.

    Notes
    -----
    The first line that fits decides, red before amber before green (rules PAIN1 to PAIN3). Back and
    leg are judged apart and the worse counts. Without a value before the session nothing can be
    compared, which counts as a missing answer: amber.
    """
    if _further_down(entry.leg, usual_reach):
        because = say("the leg symptoms reached further down")
        return Judged(Light.RED, "PAIN8", because)
    if hurt(entry):
        return Judged(Light.RED, "PAIN1", say("pain stopped an exercise"))
    pain = entry.pain
    back = _judge(
        pain.before,
        (pain.during, pain.after),
        pain.next_morning,
        pain.settled_hours,
        missing=on > entry.on,
        flare=flare,
        knowledge=knowledge,
    )
    leg = entry.leg
    given = (leg.before, leg.during, leg.after, leg.next_morning)
    if all(value is None for value in given):
        return back
    of_leg = _judge(
        leg.before,
        (leg.during, leg.after),
        leg.next_morning,
        None,
        missing=False,
        flare=flare,
        knowledge=knowledge,
    )
    return max(back, of_leg, key=lambda one: one.light.rank)


def _judge(
    before: float | None,
    within: tuple[float | None, ...],
    morning: float | None,
    settled: float | None,
    *,
    missing: bool,
    flare: bool,
    knowledge: Knowledge,
) -> Judged:
    red = knowledge.rules["PAIN1"].figures
    amber = knowledge.rules["PAIN2"].figures
    later = [value for value in (*within, morning) if value is not None]
    if before is None or not later:
        because = say("an answer about pain is missing")
        return Judged(Light.AMBER, "PAIN2", because, missing=True)
    worst = max(later)
    rose = say("pain rose from {before} to {worst}", before=before, worst=worst)
    # Added, not subtracted: 8.2 - 7.2 is a little less than 1 in binary decimals.
    if flare:
        acute = worst >= before + knowledge.rules["PAIN5"].figures["rise"].value
    else:
        acute = worst > red["worst_over"].value and worst >= before + red["rise"].value
    lines: tuple[tuple[bool, Light, str, Phrase], ...] = (
        (
            morning is not None and morning >= before + red["next_morning_rise"].value,
            Light.RED,
            "PAIN1",
            say(
                "the next morning was {morning} against {before} before",
                morning=morning or 0,
                before=before,
            ),
        ),
        (acute, Light.RED, "PAIN5" if flare else "PAIN1", rose),
        (
            settled is not None and settled >= amber["settle_hours_high"].value,
            Light.RED,
            "PAIN1",
            say("it took a day or more to settle"),
        ),
        (
            worst >= amber["worst"].value and worst >= before + amber["rise"].value,
            Light.AMBER,
            "PAIN2",
            rose,
        ),
        (
            settled is not None and settled > amber["settle_hours_low"].value,
            Light.AMBER,
            "PAIN2",
            say("it took {hours} hours to settle", hours=settled or 0),
        ),
    )
    for fits, colour, rule, because in lines:
        if fits:
            return Judged(colour, rule, because)
    if morning is None and missing:
        because = say("the next morning was not noted")
        return Judged(Light.AMBER, "PAIN2", because, missing=True)
    return Judged(Light.GREEN, "PAIN3", say("it was borne well"))


def _further_down(leg: LegPain, usual: Radiation) -> bool:
    """Whether symptoms went further down the leg, or are new below the knee (PAIN8)."""
    if leg.reach_after is None:
        return False
    order = list(Radiation)
    before = leg.reach_before if leg.reach_before is not None else usual
    return order.index(leg.reach_after) > order.index(before)


def light(entry: LogEntry, on: date, knowledge: Knowledge, *, flare: bool = False) -> Light:
    """Judge one session; see `judge`."""
    return judge(entry, on, knowledge, flare=flare).light


def in_time(log: Iterable[LogEntry]) -> list[LogEntry]:
    """Return sessions in the order in which they were done."""
    return sorted(log, key=lambda entry: (entry.on, entry.slot is Slot.EVENING))


def lights(record: Record, on: date, knowledge: Knowledge) -> tuple[Lit, ...]:
    """Judge every session up to a day, in order of time.

    The last session of a week whose mornings were worse on average for the second week in a row
    is red, whatever it was by itself (PAIN1).
    """
    known = in_time(entry for entry in record.log if entry.on <= on)
    rising = _rising_weeks(known, knowledge)
    usual = record.episode.radiation if record.episode is not None else Radiation.NONE
    last_of = {_week(entry.on): n for n, entry in enumerate(known)}
    out = []
    for n, entry in enumerate(known):
        judged = judge(
            entry,
            on,
            knowledge,
            flare=in_flare(record.flare_ups, entry.on, knowledge),
            usual_reach=usual,
        )
        week = _week(entry.on)
        if week in rising and last_of[week] == n and judged.light is not Light.RED:
            because = say("the mornings got worse two weeks in a row")
            judged = Judged(Light.RED, "PAIN1", because)
        out.append(Lit(entry, judged))
    return tuple(out)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _rising_weeks(known: Iterable[LogEntry], knowledge: Knowledge) -> set[date]:
    """Mondays of weeks whose mean of next mornings rose, as that of the week before had."""
    figures = knowledge.rules["PAIN1"].figures
    values: dict[date, list[float]] = {}
    for entry in known:
        if entry.pain.next_morning is not None:
            values.setdefault(_week(entry.on), []).append(entry.pain.next_morning)
    least = figures["mornings_a_week"].value
    means = {week: sum(found) / len(found) for week, found in values.items() if len(found) >= least}
    weeks = int(figures["weeks_rising"].value)
    rise = figures["mean_rise"].value
    return {
        week
        for week in means
        if all(
            (later := means.get(week - timedelta(days=DAYS_PER_WEEK * n))) is not None
            and (earlier := means.get(week - timedelta(days=DAYS_PER_WEEK * (n + 1)))) is not None
            and later >= earlier + rise
            for n in range(weeks)
        )
    }
