# SPDX-License-Identifier: Apache-2.0
"""The log, replayed session by session: the dose in force of each exercise, and of each ladder its rung.

One step a qualifying session at most and nothing filled in afterwards: who does far more than was
asked has qualified once, not several times. What was planned lighter, and done so, is no miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from multifidus.coach.dose_levels import (
    as_planned,
    level_asked,
    level_done,
    level_met,
    lowered,
    top_of_range,
)
from multifidus.coach.light import Light, Lit, hurt, in_flare
from multifidus.domain.record import Availability, Done, Record
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DoseLadder, Exercise

DAYS_PER_WEEK = 7


@dataclass(slots=True)
class Track:
    """One exercise over the log: the dose level in force, and what led to it.

    `streak` is how many qualifying sessions in a row were done at the level, `dates` their days;
    `lighter` how many in a row were planned below it and done so;
    `rose_on` and `fell_on` the last day on which the level came up or went down, `fell_by` the rule.
    `borne` is the last level that was done in full and green.
    """

    exercise: Exercise
    table: DoseLadder
    level: int
    streak: int = 0
    misses: int = 0
    lighter: int = 0
    times: int = 0
    dates: list[date] = field(default_factory=list)
    efforts: list[float] = field(default_factory=list)
    rose_on: date | None = None
    fell_on: date | None = None
    fell_by: str = ""
    fell_from: int = 0
    borne: int | None = None
    last: date | None = None
    met: int = 0
    """The level of which each number was met when it was last done."""
    light: Light = Light.GREEN

    def fall(self, factor: float, on: date, rule: str) -> None:
        """Lower the dose by a factor; what was earned towards the next step is lost."""
        before = self.level
        self.level = lowered(self.level, self.table, factor)
        self.forget()
        self.misses = 0
        self.fell_on, self.fell_by, self.fell_from = on, rule, before

    def forget(self) -> None:
        """Begin anew to earn the next step."""
        self.streak, self.dates, self.efforts = 0, [], []


@dataclass(slots=True)
class Ladder:
    """One ladder over the log.

    `done` is the highest rung done in full and green; `cap` a rung that red sessions have closed
    everything above of, since `capped_on`; `ready` says from which exercise the next rung was
    earned, on which days.
    """

    done: int = 0
    done_on: date | None = None
    cap: int | None = None
    capped_on: date | None = None
    capped_by: str = ""
    ready: dict[int, tuple[str, tuple[date, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replay:
    """Tracks by exercise and ladders by id, after the whole log.

    `before` are the dose levels as they were when the week began.
    """

    tracks: dict[str, Track]
    ladders: dict[str, Ladder]
    before: dict[str, int]


def longest_plan_gap(availability: Availability) -> int:
    """Return the most days between two days on which the person has time, over the week's end too."""
    days = sorted({day.number for day, slots in availability.items() if any(slots.values())})
    if not days:
        return 0
    return max(later - earlier for earlier, later in pairwise([*days, days[0] + DAYS_PER_WEEK]))


def gap_factor(days: int, usual: int, knowledge: Knowledge) -> float:
    """Return the share of the dose after so many days without exercise (PRG6).

    Days that the person's own week leaves free are no gap.
    """
    figures = knowledge.rules["PRG6"].figures
    if days <= usual or days < figures["short_gap_days"].value:
        return 1
    if days >= figures["long_gap_days"].value:
        return figures["long_gap_factor"].value
    return figures["short_gap_factor"].value


def replay(
    record: Record,
    lit: Sequence[Lit],
    stage: Stage,
    knowledge: Knowledge,
    *,
    monday: date,
    since: date | None = None,
) -> Replay:
    """Replay sessions with their lights, oldest first.

    Parameters
    ----------
    lit : sequence of Lit
        As `light.lights` gives them.
    stage : Stage
        Whose dose tables count.
    monday : date
        The first day of the week that is planned.
    since : date, optional
        When the stage began. Before it other tables held, so nothing counts as missed.
    """
    made = _Maker(record, stage, knowledge, since)
    before: dict[str, int] | None = None
    for one in lit:
        if before is None and one.entry.on >= monday:
            before = made.levels()
        made.session(one)
    return Replay(made.tracks, made.ladders, made.levels() if before is None else before)


@dataclass(slots=True)
class _Maker:
    record: Record
    stage: Stage
    knowledge: Knowledge
    since: date | None
    tracks: dict[str, Track] = field(default_factory=dict)
    ladders: dict[str, Ladder] = field(default_factory=dict)
    last_day: date | None = None
    usual_gap: int = 0

    def __post_init__(self) -> None:
        self.usual_gap = longest_plan_gap(self.record.availability)

    def levels(self) -> dict[str, int]:
        return {name: track.level for name, track in self.tracks.items()}

    def figure(self, rule: str, name: str) -> float:
        return self.knowledge.rules[rule].figures[name].value

    def table(self, exercise: Exercise) -> DoseLadder | None:
        return exercise.doses.stages.get(self.stage.table)

    def session(self, lit: Lit) -> None:
        entry = lit.entry
        if entry.done:
            self._gap(entry.on)
            self.last_day = entry.on
        sore = hurt(entry)
        for name in sorted(sore):
            self._provoked(self.knowledge.exercises[name], entry.on)
        for done in entry.done:
            exercise = self.knowledge.exercises[done.exercise]
            table = self.table(exercise)
            if table is not None:
                self._done(exercise, table, done, lit, named=bool(sore))

    def _gap(self, on: date) -> None:
        if self.last_day is None:
            return
        factor = gap_factor((on - self.last_day).days, self.usual_gap, self.knowledge)
        if factor < 1:
            for track in self.tracks.values():
                track.fall(factor, on, "PRG6")

    def _provoked(self, exercise: Exercise, on: date) -> None:
        """An exercise that pain stopped: one rung down, and where there is none, less of it (PRG7)."""
        ladder = self.ladders.setdefault(exercise.ladder.id, Ladder())
        down = exercise.ladder.rung - int(self.figure("PRG7", "red_rungs_down"))
        easier = [
            other
            for other in self.knowledge.exercises.values()
            if other.ladder.id == exercise.ladder.id and other.ladder.rung <= down
        ]
        track = self.tracks.get(exercise.id)
        if easier:
            ladder.cap = min(down, ladder.cap) if ladder.cap is not None else down
            ladder.capped_on, ladder.capped_by = on, exercise.id
            ladder.ready.clear()
        if track is not None:
            track.light = Light.RED
            track.fall(self.figure("PRG7", "red_factor"), on, "PRG7")

    def _track(self, exercise: Exercise, table: DoseLadder, done: Done) -> Track:
        """Return the exercise's track; a new one begins with what was planned, else with what was done.

        Somebody who comes with a history starts where the first session shows them to be.
        """
        known = self.tracks.get(exercise.id)
        if known is not None:
            return known
        first = level_asked(done.planned, table) if done.planned else level_done(done, table)
        level = max(first if first is not None else table.start, table.start)
        self.tracks[exercise.id] = Track(exercise, table, min(level, len(table.steps) - 1))
        return self.tracks[exercise.id]

    def _done(
        self, exercise: Exercise, table: DoseLadder, done: Done, lit: Lit, *, named: bool
    ) -> None:
        track = self._track(exercise, table, done)
        on = lit.entry.on
        reached = level_done(done, table)
        track.last, track.light = on, lit.light
        track.met = level_met(done, table) or 0
        track.times += 1
        if lit.light is Light.RED:
            # Where exercises were named that hurt, the others of the session only stay as they are.
            if named:
                track.forget()
            else:
                track.fall(self.figure("PRG7", "red_factor"), on, "PRG7")
                self._sore_ladder(exercise)
            return
        if lit.light is Light.AMBER:
            track.forget()
            return
        full = as_planned(done)
        if reached is not None and reached >= track.level:
            self._qualified(track, done, reached, on)
        elif full:
            self._lighter(track, done, on)
        elif _fell_short(track, reached, full=full) and (self.since is None or on >= self.since):
            self._missed(track, on)
        if reached is not None and reached >= min(table.start, track.level):
            self._borne(track, reached, on)

    def _sore_ladder(self, exercise: Exercise) -> None:
        """Nothing harder of its kind opens on the strength of sessions before a red one."""
        ladder = self.ladders.get(exercise.ladder.id)
        if ladder is not None:
            ladder.ready.clear()

    def _qualified(self, track: Track, done: Done, reached: int, on: date) -> None:
        step = track.table.steps[track.level]
        hard = done.effort is not None and done.effort > step.effort
        track.misses = track.lighter = 0
        if hard or done.clean is False:
            track.forget()
            return
        in_a_row = int(self.figure("PRG1", "sessions_in_a_row"))
        asked = None if done.planned is None else level_asked(done.planned, track.table)
        # Who does more than was asked has not been given the next step by that.
        granted = done.planned is None or (asked is not None and asked > track.level)
        if granted and reached > track.level and track.streak >= in_a_row:
            track.level += 1
            track.rose_on = on
            track.forget()
        track.streak += 1
        track.dates.append(on)
        if done.effort is not None:
            track.efforts.append(done.effort)

    def _lighter(self, track: Track, done: Done, on: date) -> None:
        """Planned lighter and done so: no miss, and no session in a row at the dose in force either.

        What is planned lighter again and again is the dose in force: going back up is earned anew.
        A flare-up is another matter, its light days have a way back of their own.
        """
        track.misses = 0
        track.forget()
        if done.planned is None or in_flare(self.record.flare_ups, on, self.knowledge):
            return
        track.lighter += 1
        if track.lighter >= int(self.figure("PRG6", "misses_in_a_row")):
            asked = level_asked(done.planned, track.table)
            track.level = min(track.level, max(asked or 0, track.table.start))
            track.lighter = 0

    def _missed(self, track: Track, on: date) -> None:
        track.forget()
        track.misses += 1
        if track.misses >= int(self.figure("PRG6", "misses_in_a_row")):
            track.fall(self.figure("PRG6", "miss_factor"), on, "PRG6")

    def _borne(self, track: Track, reached: int, on: date) -> None:
        """Note a rung that was done in full and green, and whether the next one is earned by it."""
        track.borne = min(reached, track.level)
        place = track.exercise.ladder
        ladder = self.ladders.setdefault(place.id, Ladder())
        if place.rung >= ladder.done:
            ladder.done, ladder.done_on = place.rung, on
        top = top_of_range(track.exercise, self.stage, self.knowledge)
        in_a_row = int(self.figure("PRG1", "sessions_in_a_row"))
        if track.level >= top and track.streak >= in_a_row:
            ladder.ready[place.rung] = (track.exercise.id, tuple(track.dates[-in_a_row:]))
        self._way_back(ladder, place.rung, on, track)

    def _way_back(self, ladder: Ladder, rung: int, on: date, track: Track) -> None:
        """What a red session closed opens again after enough green sessions and days below it."""
        if ladder.cap is None or ladder.capped_on is None or rung > ladder.cap:
            return
        days = self.figure("PRG5", "days_before_back_up")
        in_a_row = int(self.figure("PRG1", "sessions_in_a_row"))
        if (on - ladder.capped_on).days >= days and track.streak >= in_a_row:
            ladder.ready[rung] = (track.exercise.id, tuple(track.dates[-in_a_row:]))
            ladder.done = min(ladder.done, ladder.cap)
            ladder.cap = None


def _fell_short(track: Track, reached: int | None, *, full: bool | None) -> bool:
    """Whether a session missed its dose.

    Where nobody wrote down what was asked, less than was ever managed is a miss; a lighter dose
    that was never passed may have been planned so.
    """
    if full is None and reached is not None:
        return track.borne is not None and reached < track.borne
    return True
