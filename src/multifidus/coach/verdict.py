# SPDX-License-Identifier: Apache-2.0
"""What may be said of the answers to a questionnaire: better, no clear change, worse, too early.

A change counts only past the measurement error and past what matters, in points and as a share
(rule OUT1). An answer that is missing is missing: nothing is carried forward.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.domain.course import ChangeWord, Outcome, Point
from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import OutcomeEntry, Record
from multifidus.domain.words import Grade
from multifidus.knowledge.base import Figure
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema_texts import Questionnaire

RULE: Final = "OUT1"
PAIN: Final = "nprs"
OWN: Final = "psfs"
STATEMENTS: Final = "rmdq-24"
OVERALL: Final = "gpe"
PAIN_ITEMS: Final = ("average", "worst", "leg")

_MATTERS: Final = ("points", "small")
"""The figures that say from how many points on a change matters: the first one there is."""

_DECIMALS: Final = 6
"""Sums of tenths are rounded here, so that 8.2 - 7.2 reaches 1."""

_PAIN_NAMES: Final[Mapping[str, Phrase]] = {
    "average": say("Pain on average"),
    "worst": say("Pain at its worst"),
    "leg": say("Pain in the leg"),
}
_STEPS: Final = (
    say("much worse"),
    say("worse"),
    say("a little worse"),
    say("no change"),
    say("a little better"),
    say("better"),
    say("much better"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a change must pass, each None where nothing is known."""

    error: float | None
    important: float | None
    share: float | None

    def past(self, first: float) -> float | None:
        """How far from a first value a change must lie to count: past all of them."""
        known = [one for one in (self.error, self.important) if one is not None]
        if not known:
            return None
        return max(*known, round(abs(first) * (self.share or 0), _DECIMALS), 0)


def start_of(record: Record, on: date) -> date | None:
    """Return the first day of the present programme: the first fact since the pain began."""
    episode = record.episode
    began = episode.started if episode is not None else None
    if began is not None and began > on:
        began = None
    days = (
        *(one.on for one in record.screening),
        *(one.on for one in record.outcomes),
        *(one.on for one in record.log),
    )
    return min((day for day in days if day <= on and (began is None or day >= began)), default=None)


def limits_of(instrument: Questionnaire) -> Limits:
    """Return what a change of this questionnaire must pass."""
    figures = instrument.important_change

    def value(*names: str) -> float | None:
        return next((figures[name].value for name in names if name in figures), None)

    return Limits(error=value("detectable"), important=value(*_MATTERS), share=value("share"))


def _used(instrument: Questionnaire) -> list[Figure]:
    names = ("detectable", *_MATTERS, "share", "at_least")
    return [
        figure for name in names if (figure := instrument.important_change.get(name)) is not None
    ]


def _weakest(figures: Iterable[Figure]) -> Grade | None:
    order = (Grade.P, Grade.C, Grade.B, Grade.A)
    return min((figure.grade for figure in figures), key=order.index, default=None)


def judge(
    points: Sequence[Point], *, limit: float | None, more_is_better: bool, from_weeks: int
) -> ChangeWord:
    """Say what may be said of the way from the first value to the last."""
    if len(points) < 2 or points[-1].on - points[0].on < timedelta(weeks=from_weeks):
        return ChangeWord.EARLY
    step = round(points[-1].value - points[0].value, _DECIMALS)
    if limit is None or abs(step) < limit:
        return ChangeWord.UNCLEAR
    return ChangeWord.BETTER if (step > 0) is more_is_better else ChangeWord.WORSE


def _sentence(word: ChangeWord, points: Sequence[Point], limit: float | None) -> str:
    """Say in a sentence what may be said."""
    if not points:
        return ""
    before, after = points[0].value, points[-1].value
    if word is ChangeWord.EARLY:
        return say("{after} now. It is too early to say whether this has changed.", after=after)
    if limit is None:
        return say("From {before} to {after}: no clear change.", before=before, after=after)
    far = round(limit, 1)
    if word is ChangeWord.BETTER:
        return say(
            "From {before} to {after}: better. A change counts from {limit} points on.",
            before=before,
            after=after,
            limit=far,
        )
    if word is ChangeWord.WORSE:
        return say(
            "From {before} to {after}: worse. A change counts from {limit} points on.",
            before=before,
            after=after,
            limit=far,
        )
    return say(
        "From {before} to {after}: no clear change. A change counts from {limit} points on.",
        before=before,
        after=after,
        limit=far,
    )


def answers_to(record: Record, on: date, instrument: str) -> list[OutcomeEntry]:
    """Return the answers to a questionnaire since the start of the programme, oldest first.

    Of one day the order of the record stands. Answers from before the present spell of pain are
    those of another spell: nothing is compared with them.
    """
    start = start_of(record, on)
    found = [
        one
        for one in record.outcomes
        if one.instrument == instrument and start is not None and start <= one.on <= on
    ]
    return sorted(found, key=lambda one: one.on)


def _one_a_day(points: Iterable[Point]) -> tuple[Point, ...]:
    by_day = {one.on: one for one in points}
    return tuple(by_day[day] for day in sorted(by_day))


def seen(
    name: str,
    title: str,
    points: Iterable[Point],
    instrument: Questionnaire,
    knowledge: Knowledge,
    *,
    ends: tuple[float, float],
) -> Outcome:
    """Put values in order and judge them; of several on one day the last counts."""
    kept = _one_a_day(points)
    limits = limits_of(instrument)
    limit = limits.past(kept[0].value) if kept else None
    word = judge(
        kept,
        limit=limit,
        more_is_better=instrument.better == "more",
        from_weeks=knowledge.schedule.judged.from_weeks,
    )
    used = _used(instrument)
    return Outcome(
        id=name,
        instrument=instrument.id,
        name=title,
        points=kept,
        low=ends[0],
        high=ends[1],
        better=instrument.better,
        error=limits.error,
        important=limits.important,
        important_share=limits.share,
        limit=limit,
        word=word,
        sentence=_sentence(word, kept, limit),
        rule=RULE,
        source=_sources(used, instrument),
        grade=_weakest(used),
    )


def _sources(figures: Iterable[Figure], instrument: Questionnaire) -> tuple[str, ...]:
    keys = dict.fromkeys(key for figure in figures for key in figure.source)
    return tuple(keys) or instrument.source


def pain(record: Record, on: date, item: str, knowledge: Knowledge) -> Outcome:
    """Return pain on average, at its worst or in the leg."""
    known = knowledge.questionnaires[PAIN]
    ends = next(one for one in known.items if one.id == item)
    points = (
        Point(on=one.on, value=one.answers[item])
        for one in answers_to(record, on, PAIN)
        if item in one.answers
    )
    return seen(
        f"{PAIN}-{item}",
        _PAIN_NAMES[item],
        points,
        known,
        knowledge,
        ends=(ends.low, ends.high),
    )


def own_activities(record: Record, on: date, knowledge: Knowledge) -> Outcome:
    """Return the mean of the person's own activities; only those answered the first time count."""
    known = knowledge.questionnaires[OWN]
    rows = answers_to(record, on, OWN)
    first = set(rows[0].answers) if rows else set()
    points = (
        Point(on=one.on, value=round(sum(values) / len(values), 1))
        for one in rows
        if (values := [value for item, value in one.answers.items() if item in first])
    )
    ends = known.items[0]
    return seen(
        OWN, say("Your own activities"), points, known, knowledge, ends=(ends.low, ends.high)
    )


def statements(record: Record, on: date, knowledge: Knowledge) -> Outcome:
    """Return the count of the statements ticked; one without a tick counts 0."""
    known = knowledge.questionnaires[STATEMENTS]
    points = (
        Point(on=one.on, value=sum(one.answers.values()))
        for one in answers_to(record, on, STATEMENTS)
    )
    most = sum(item.high for item in known.items)
    return seen(STATEMENTS, say("Statements ticked"), points, known, knowledge, ends=(0, most))


def overall(record: Record, on: date, knowledge: Knowledge) -> Outcome:
    """Return the person's own word on the whole change; it speaks of change by itself."""
    known = knowledge.questionnaires[OVERALL]
    item = known.items[0]
    kept = _one_a_day(
        Point(on=one.on, value=one.answers[item.id])
        for one in answers_to(record, on, OVERALL)
        if item.id in one.answers
    )
    figure = known.important_change["at_least"]
    word, sentence = ChangeWord.EARLY, ""
    if kept:
        last = kept[-1]
        start = start_of(record, on)
        weeks = timedelta(weeks=knowledge.schedule.judged.from_weeks)
        if start is not None and last.on - start >= weeks:
            word = _overall_word(last.value, figure.value, item.low + item.high)
        step = _STEPS[min(max(round(last.value - item.low), 0), len(_STEPS) - 1)]
        sentence = say("On {day} you said: {step}.", day=last.on, step=step)
    return Outcome(
        id=OVERALL,
        instrument=OVERALL,
        name=say("Overall change, in your own word"),
        points=kept,
        low=item.low,
        high=item.high,
        better=known.better,
        error=None,
        important=None,
        important_share=None,
        limit=None,
        word=word,
        sentence=sentence,
        rule=RULE,
        source=figure.source,
        grade=figure.grade,
    )


def _overall_word(value: float, at_least: float, both_ends: float) -> ChangeWord:
    if value >= at_least:
        return ChangeWord.BETTER
    # The same distance from the middle, downwards.
    return ChangeWord.WORSE if value <= both_ends - at_least else ChangeWord.UNCLEAR


def outcomes(record: Record, on: date, knowledge: Knowledge) -> tuple[Outcome, ...]:
    """Return every outcome that was answered at least once, pain first.

    Parameters
    ----------
    record : Record
        Facts dated after `on` are ignored.
    on : date
        The day on which one looks.
    knowledge : Knowledge
        Questionnaires with their figures, and the schedule.
    """
    others: tuple[Callable[[Record, date, Knowledge], Outcome], ...] = (
        own_activities,
        statements,
        overall,
    )
    found = [pain(record, on, item, knowledge) for item in PAIN_ITEMS]
    found += [make(record, on, knowledge) for make in others]
    return tuple(one for one in found if one.points and not _never_there(one))


def _never_there(one: Outcome) -> bool:
    """Whether it is leg pain that was never there: nothing to speak of."""
    return one.id == f"{PAIN}-leg" and not any(point.value for point in one.points)
