# SPDX-License-Identifier: Apache-2.0
"""What goes down in a week, told: the whole week, single doses, and variants that hurt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from multifidus.coach.light import Light
from multifidus.coach.reins import Reins
from multifidus.coach.replay import DAYS_PER_WEEK, Ladder, Replay, Track
from multifidus.coach.why import VOLUME, Desk, dose_words
from multifidus.domain.adaptation import Adjustment, AdjustmentKind, Clamp, Flare
from multifidus.domain.phrase import Phrase, lower, say
from multifidus.domain.record import Record
from multifidus.domain.spoken import percent
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the adjuster works on."""

    record: Record
    on: date
    stage: Stage
    now: Replay
    reins: Reins
    flare: Flare | None
    first_rungs: dict[str, int]
    desk: Desk
    agreed: bool
    knowledge: Knowledge

    def figure(self, rule: str, name: str) -> float:
        """Return one number of one rule."""
        return self.knowledge.rules[rule].figures[name].value


def rung_name(ladder: str, rung: int, knowledge: Knowledge) -> str:
    """Name the exercises of a rung, or the highest below it."""
    found = sorted(
        (
            exercise
            for exercise in knowledge.exercises.values()
            if exercise.ladder.id == ladder and exercise.ladder.rung <= rung
        ),
        key=lambda one: (-one.ladder.rung, one.id),
    )
    return found[0].name if found else ""


def downs(week: Week) -> Iterable[Adjustment]:
    """Yield every adjustment that lowers something: first the whole week, then single things."""
    yield from _told_volume(week)
    yield from _falls(week)


def _told_volume(week: Week) -> Iterable[Adjustment]:
    """Less of everything, told once, with the other reasons beside the strongest."""
    if not week.reins.shares:
        return
    strongest = min(week.reins.shares, key=lambda one: (one[0], one[1]))
    share, rule, because = strongest
    others = [one for one in week.reins.shares if one is not strongest]
    yield week.desk.write(
        AdjustmentKind.VOLUME_DOWN,
        VOLUME,
        mark=rule,
        name=say("The whole week"),
        rule=rule,
        text=say(
            "The whole week goes down to {share} of its dose: {because}.",
            share=percent(share),
            because=because,
        ),
        inputs={"on": week.on.isoformat(), "because": because},
        before=percent(1),
        wanted=percent(share),
        clamps=[
            Clamp(
                rule=other,
                text=say(
                    "{because}, which alone asks for {share}; the smaller share holds",
                    because=why,
                    share=percent(part),
                ),
            )
            for part, other, why in others
        ],
    )


def _recent(day: date | None, week: Week) -> bool:
    """Whether a day lies in this week or the seven days before it."""
    return day is not None and day >= week.desk.monday - timedelta(days=DAYS_PER_WEEK)


def _falls(week: Week) -> Iterable[Adjustment]:
    """What the log took down: doses after red or missed sessions or a gap, and closed variants."""
    for name, track in sorted(week.now.tracks.items()):
        if not _recent(track.fell_on, week) or track.fell_on is None:
            continue
        if track.level >= track.fell_from:
            continue
        before, after = (
            dose_words(track.table.steps[level]) for level in (track.fell_from, track.level)
        )
        yield week.desk.write(
            AdjustmentKind.DOWN,
            name,
            mark=str(track.level),
            name=track.exercise.name,
            rule=track.fell_by,
            text=say(
                "{exercise} goes down from {before} to {after}: {because}.",
                exercise=track.exercise.name,
                before=before,
                after=after,
                because=_why_fell(track),
            ),
            inputs={"on": track.fell_on.isoformat(), "because": _why_fell(track)},
            before=before,
            wanted=after,
            levels=(track.fell_from, track.level),
        )
    for ladder_id, ladder in sorted(week.now.ladders.items()):
        if ladder.cap is not None and _recent(ladder.capped_on, week):
            yield _rung_down(ladder_id, ladder, week)


def _why_fell(track: Track) -> Phrase:
    if track.fell_by == "PRG7":
        return say("the session of {day} was red", day=track.fell_on or date.min)
    if track.light is Light.GREEN and track.fell_by == "PRG6" and track.last == track.fell_on:
        return say("the dose was missed three times in a row")
    return say("there was a gap in exercise before {day}", day=track.fell_on or date.min)


def _rung_down(ladder_id: str, ladder: Ladder, week: Week) -> Adjustment:
    sore = week.knowledge.exercises[ladder.capped_by]
    easier = rung_name(ladder_id, ladder.cap or 0, week.knowledge)
    on = ladder.capped_on or week.on
    return week.desk.write(
        AdjustmentKind.RUNG_DOWN,
        ladder_id,
        mark=str(ladder.cap),
        name=week.knowledge.ladders[ladder_id].name,
        rule="PRG7",
        text=say(
            "{exercise} hurt on {day}, so an easier one of its kind takes its place: {easier}.",
            exercise=sore.name,
            day=on,
            easier=lower(easier),
        ),
        inputs={"on": on.isoformat(), "exercise": sore.id},
        before=sore.name,
        wanted=easier,
    )
