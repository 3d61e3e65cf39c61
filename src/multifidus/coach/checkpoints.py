# SPDX-License-Identifier: Apache-2.0
"""Check-points: two, six and twelve weeks after the pain began, then every twelve; and staying well.

They say what the bands of the published courses say, and compare questionnaires only where a first
and a later answer exist. What is missing stays missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.coach.facts_until import DAYS_PER_WEEK, episode_on
from multifidus.domain.phrase import Phrase, joined, say, say_n
from multifidus.domain.record import Record
from multifidus.domain.stages import CheckKind, CheckPoint, CheckStatus, CheckVerdict
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Rule

HAIR: Final = 1e-9
"""Room for the binary rounding of shares."""

_ASKED: Final = (("nprs", "average"), ("rmdq-24", ""))
"""What a check-point compares: the questionnaire, with its item where one item stands alone."""


def checkpoints(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    stage: Stage | None = None,
    since: date | None = None,
) -> tuple[CheckPoint, ...]:
    """List the check-points up to a day and the next one, oldest first.

    Those that were over before the person's first fact are left out. In maintenance a monthly check
    and a retest every twelve weeks come in their place.

    Parameters
    ----------
    stage, since
        The person's stage and when it began, as `place` says; only maintenance changes anything.
    """
    if stage is Stage.MAINTENANCE and since is not None:
        return _staying_well(record, on, knowledge, since)
    episode = episode_on(record, on)
    if episode is None or episode.started is None:
        return ()
    return tuple(_of_episode(_Case(record, on, knowledge, episode.started)))


def due(points: tuple[CheckPoint, ...]) -> tuple[CheckPoint, ...]:
    """Return the check-points that are due now."""
    return tuple(one for one in points if one.status is CheckStatus.DUE)


@dataclass(frozen=True, slots=True)
class _Case:
    record: Record
    on: date
    knowledge: Knowledge
    start: date

    def figure(self, rule: str, name: str) -> float:
        return self.knowledge.rules[rule].figures[name].value

    @property
    def answered(self) -> list[date]:
        """Days on which pain or daily life was asked, from the start on."""
        names = {instrument for instrument, _ in _ASKED}
        return sorted(
            {
                one.on
                for one in self.record.outcomes
                if one.instrument in names and self.start <= one.on <= self.on
            }
        )

    @property
    def first_fact(self) -> date:
        """The day on which the person came: the first fact of this spell, or the day itself."""
        facts = [
            *(one.on for one in self.record.outcomes),
            *(one.on for one in self.record.log),
            *(one.on for one in self.record.measurements),
            *(one.on for one in self.record.screening),
        ]
        return min((day for day in facts if self.start <= day <= self.on), default=self.on)


def _weeks(case: _Case) -> Iterator[tuple[CheckKind, int]]:
    lasting = int(case.figure("CHK1", "lasting_week"))
    every = int(case.figure("CHK1", "every_weeks"))
    yield CheckKind.CHECK_IN, int(case.figure("CHK1", "check_in_week"))
    yield CheckKind.REVIEW, int(case.figure("CHK1", "review_week"))
    yield CheckKind.LASTING, lasting
    week = lasting + every
    while True:
        yield CheckKind.LATER, week
        week += every


def _of_episode(case: _Case) -> Iterator[CheckPoint]:
    share = case.figure("OUT1", "window_share")
    before, first, answered = 0, case.first_fact, case.answered
    for kind, week in _weeks(case):
        day = case.start + timedelta(days=week * DAYS_PER_WEEK)
        # A fifth of the time since the check-point before: later ones may be answered more freely.
        room = timedelta(days=int((week - before) * DAYS_PER_WEEK * share))
        opens, closes = day - room, day + room
        before = week
        if closes >= first:
            yield _point(case, kind, week, (day, opens, closes), answered)
        if opens > case.on:
            return


def _point(
    case: _Case,
    kind: CheckKind,
    week: int,
    days: tuple[date, date, date],
    answered: list[date],
) -> CheckPoint:
    day, opens, closes = days
    done = next((one for one in answered if opens <= one <= closes), None)
    status = _status(case.on, opens, closes, done)
    verdict = CheckVerdict.CANNOT_TELL
    if done is not None:
        verdict = _verdict(case, done)
    stuck = verdict in (CheckVerdict.NO_CLEAR_CHANGE, CheckVerdict.WORSE)
    review = kind is CheckKind.REVIEW and stuck
    see = review or (kind is not CheckKind.CHECK_IN and verdict is CheckVerdict.WORSE)
    rule = case.knowledge.rules["CHK1"]
    return CheckPoint(
        kind=kind,
        week=week,
        on=day,
        opens=opens,
        closes=closes,
        status=status,
        verdict=verdict,
        see_clinician=see,
        text=_text(kind, status, verdict, week, see=see),
        rule=rule.id,
        source=rule.source,
        grade=rule.grade,
        done_on=done,
    )


def _status(on: date, opens: date, closes: date, done: date | None) -> CheckStatus:
    if done is not None:
        return CheckStatus.DONE
    if on < opens:
        return CheckStatus.COMING
    return CheckStatus.DUE if on <= closes else CheckStatus.MISSED


def _values(case: _Case, instrument: str, item: str) -> list[tuple[date, float]]:
    found = [
        (one.on, one.answers[item] if item else sum(one.answers.values()))
        for one in case.record.outcomes
        if one.instrument == instrument
        and case.start <= one.on <= case.on
        and (item in one.answers if item else one.answers)
    ]
    return sorted(found, key=lambda pair: pair[0])


def _verdict(case: _Case, on: date) -> CheckVerdict:
    """Compare the first answers with those of a day: past the points and the share, or no clear change."""
    words = set()
    for instrument, item in _ASKED:
        values = _values(case, instrument, item)
        now = [value for day, value in values if day == on]
        if not now or values[0][0] >= on:
            continue
        limits = case.knowledge.questionnaires[instrument].important_change
        points = limits["points"].value
        share = case.figure("OUT1", "responder_share")
        first, last = values[0][1], now[-1]
        change = last - first
        clear = abs(change) >= points - HAIR and abs(change) >= first * share - HAIR
        if not clear:
            words.add(CheckVerdict.NO_CLEAR_CHANGE)
        else:
            words.add(CheckVerdict.BETTER if change < 0 else CheckVerdict.WORSE)
    if not words:
        return CheckVerdict.CANNOT_TELL
    if {CheckVerdict.BETTER, CheckVerdict.WORSE} <= words:
        return CheckVerdict.NO_CLEAR_CHANGE
    for word in (CheckVerdict.BETTER, CheckVerdict.WORSE):
        if word in words:
            return word
    return CheckVerdict.NO_CLEAR_CHANGE


def _text(
    kind: CheckKind, status: CheckStatus, verdict: CheckVerdict, week: int, *, see: bool
) -> Phrase:
    if status is not CheckStatus.DONE:
        return joined([_of_kind(kind, week), _answer(status)])
    if see:
        return joined([_verdict_text(verdict), _see(kind, week)])
    if verdict is CheckVerdict.BETTER:
        return joined([_verdict_text(verdict), say("Go on as you do.")])
    return joined([_verdict_text(verdict), _of_kind(kind, week)])


def _answer(status: CheckStatus) -> Phrase | str:
    if status is CheckStatus.DUE:
        return say("Fill in the questions about pain and daily life; it takes five minutes.")
    if status is CheckStatus.MISSED:
        return say("Nobody answered at that time, so nothing can be said about it.")
    return ""


def _of_kind(kind: CheckKind, week: int) -> Phrase:
    if kind is CheckKind.CHECK_IN:
        return say(
            "{weeks} weeks since the pain began: a short look at how it goes. "
            "Most improvement comes in the first six weeks.",
            weeks=week,
        )
    if kind is CheckKind.REVIEW:
        return say(
            "{weeks} weeks since the pain began: most improvement comes in this time. "
            "Without clear change, see a clinician.",
            weeks=week,
        )
    return say(
        "{weeks} weeks since the pain began: from here on change takes months rather than weeks. "
        "That is slow, and it is no sign of harm.",
        weeks=week,
    )


def _verdict_text(verdict: CheckVerdict) -> Phrase:
    if verdict is CheckVerdict.BETTER:
        return say("Your answers are clearly better than the first ones.")
    if verdict is CheckVerdict.WORSE:
        return say("Your answers are clearly worse than the first ones.")
    if verdict is CheckVerdict.NO_CLEAR_CHANGE:
        return say("Your answers show no clear change yet.")
    return say("There is no earlier answer to compare with.")


def _see(kind: CheckKind, week: int) -> Phrase:
    if kind is CheckKind.REVIEW:
        return say(
            "After {weeks} weeks that is a reason to see a clinician. It is not urgent.", weeks=week
        )
    return say("See a clinician about it. It is not urgent.")


# --- staying well -------------------------------------------------------------------------------


def _staying_well(
    record: Record, on: date, knowledge: Knowledge, since: date
) -> tuple[CheckPoint, ...]:
    case = _Case(record, on, knowledge, since)
    rule = knowledge.rules["STG4"]
    room = timedelta(days=int(case.figure("STG4", "check_window_days")))
    every = int(case.figure("STG4", "check_weeks"))
    retest = int(case.figure("STG4", "retest_weeks"))
    tested = sorted({one.on for one in record.measurements if since <= one.on <= on})
    out = []
    week = every
    while True:
        day = since + timedelta(days=week * DAYS_PER_WEEK)
        kind = CheckKind.RETEST if week % retest == 0 else CheckKind.MONTHLY
        answered = tested if kind is CheckKind.RETEST else case.answered
        done = next((one for one in answered if day - room <= one <= day + room), None)
        verdict = _verdict(case, done) if done in case.answered and done else None
        out.append(_well(case, kind, week, day, room, done, verdict, rule))
        if day - room > on:
            return tuple(out)
        week += every


def _well(
    case: _Case,
    kind: CheckKind,
    week: int,
    day: date,
    room: timedelta,
    done: date | None,
    verdict: CheckVerdict | None,
    rule: Rule,
) -> CheckPoint:
    minutes = case.figure("STG4", "education_minutes")
    if kind is CheckKind.RETEST:
        text = say(
            "Test again what you tested before, and fill in the questions: a look at a quarter of a year."
        )
    else:
        text = say_n(
            "The monthly check: {n} minute of reading, and the questions about pain and daily life.",
            "The monthly check: {n} minutes of reading, and the questions about pain and daily life.",
            minutes,
        )
    worse = verdict is CheckVerdict.WORSE
    if worse:
        text = joined(
            [
                _verdict_text(CheckVerdict.WORSE),
                say("If a new spell has begun, say so: the programme then starts gently again."),
            ]
        )
    return CheckPoint(
        kind=kind,
        week=week,
        on=day,
        opens=day - room,
        closes=day + room,
        status=_status(case.on, day - room, day + room, done),
        verdict=verdict or CheckVerdict.CANNOT_TELL,
        see_clinician=False,
        text=text,
        rule=rule.id,
        source=rule.source,
        grade=rule.grade,
        done_on=done,
    )
