# SPDX-License-Identifier: Apache-2.0
"""The plan for the next days of a flare-up: what to do each day, when to seek help, the way back in.

Every number and every step is that of rule FLR1; what is done is chosen from the catalogue so that
nothing in it carries a caution of the person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.coach.flare import flare
from multifidus.domain.adaptation import Flare, FlarePhase
from multifidus.domain.flare import FlareDays, FlarePlan, FlareStep, FlareStepKind, HelpSign
from multifidus.domain.phrase import Phrase, joined, say, say_n
from multifidus.domain.record import Allow, CapLoad, Exclude, Record
from multifidus.domain.results import Assessment, Caution, Clearance
from multifidus.domain.spoken import percent
from multifidus.domain.week import Refusal, RefusalKind
from multifidus.domain.words import Activity, Level, LoadDirection, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

_SHORT: Final = "short"
"""The gate before every session: its questions are what to watch for."""


def flare_plan(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    clearance: Clearance,
    assessment: Assessment,
    cautions: Sequence[Caution],
) -> FlarePlan | Refusal | None:
    """Write the plan for the days of a flare-up from a day on.

    Parameters
    ----------
    clearance, assessment, cautions
        The screening and the findings of that day, and every caution flag of the person.

    Returns
    -------
    FlarePlan, Refusal or None
        None when the person is in no flare-up. A refusal when the screening blocks: the danger
        signs come first.
    """
    now = flare(record, on, knowledge)
    if now is None:
        return None
    if clearance.blocked:
        return Refusal(
            kind=RefusalKind.SCREENING,
            text=joined(clearance.actions)
            or say("The screening comes first; then there is a plan for the flare-up."),
            clearance=clearance,
        )
    eased = tuple(one.direction for one in assessment.directions if not one.provoked)
    flags = frozenset(one.flag for one in cautions)
    return _Maker(record, on, knowledge, now, flags, eased).plan()


@dataclass(frozen=True, slots=True)
class _Maker:
    record: Record
    on: date
    knowledge: Knowledge
    flare: Flare
    flags: frozenset[str]
    eased: tuple[LoadDirection, ...]

    def figure(self, name: str) -> float:
        return self.knowledge.rules["FLR1"].figures[name].value

    def plan(self) -> FlarePlan:
        rule = self.knowledge.rules["FLR1"]
        return FlarePlan(
            on=self.on,
            flare=self.flare,
            opening=self._opening(),
            days=tuple(self._days()),
            way_back=self._way_back(),
            seek_help=tuple(self._seek_help()),
            review=self._review(),
            review_on=self.flare.started + timedelta(days=self.figure("review_day") - 1),
            notes=tuple(self._notes()),
            rule=rule.id,
            source=rule.source,
            grade=rule.grade,
        )

    # --- what may be used -----------------------------------------------------------------------

    def _usable(self, exercise: Exercise) -> bool:
        allowed = {
            (one.exercise, one.condition)
            for one in self.record.directives
            if isinstance(one, Allow)
        }
        caps = [one.tier for one in self.record.directives if isinstance(one, CapLoad)]
        caps.append(int(self.figure("settle_tier")))
        if self.record.policy.top_tier is not None:
            caps.append(self.record.policy.top_tier)
        things = self.knowledge.equipment
        return (
            exercise.stage is Stage.INITIAL
            and exercise.load.tier <= min(caps)
            and not any(
                flag in self.flags and (exercise.id, flag) not in allowed
                for flag in exercise.cautions
            )
            and all(
                things[thing].assumed or thing in self.record.equipment
                for thing in exercise.equipment
            )
            and not any(
                isinstance(one, Exclude) and one.exercise == exercise.id
                for one in self.record.directives
            )
        )

    def _first_of(self, ladders: Iterable[str]) -> Exercise | None:
        for ladder in ladders:
            found = [
                one
                for one in self.knowledge.exercises.values()
                if one.ladder.id == ladder and self._usable(one)
            ]
            if found:
                return min(found, key=lambda one: one.ladder.rung)
        return None

    def _easing(self) -> tuple[Exercise | None, bool]:
        """The movement to do, and whether it goes in the direction that was found easier."""
        data = self.knowledge.planning.flare
        easier = self._first_of([data.eased[one] for one in self.eased if one in data.eased])
        if easier is not None:
            return easier, True
        return self._first_of(data.otherwise), False

    # --- the days -------------------------------------------------------------------------------

    def _days(self) -> Iterable[FlareDays]:
        now = self.flare
        phases = (
            (FlarePhase.SETTLE, now.started, now.settle_until),
            (FlarePhase.EASY, now.settle_until + timedelta(days=1), now.easy_until),
            (FlarePhase.RETURN, now.easy_until + timedelta(days=1), now.return_until),
        )
        for phase, begins, last in phases:
            first = max(begins, now.started)
            if last < max(first, self.on):
                continue
            yield FlareDays(
                phase=phase,
                first=max(first, self.on),
                last=last,
                first_day=(max(first, self.on) - now.started).days + 1,
                last_day=(last - now.started).days + 1,
                title=_title(phase),
                steps=tuple(self._steps(phase)),
            )

    def _steps(self, phase: FlarePhase) -> Iterable[FlareStep]:
        if phase is FlarePhase.SETTLE:
            yield self._step(
                FlareStepKind.MOVE,
                say(
                    "Keep moving as you can. No bed rest: lie down for a while, then get up again."
                ),
            )
        elif phase is FlarePhase.EASY:
            yield self._step(
                FlareStepKind.TRAIN,
                say(
                    "Train the easy variants of your week at half the dose; the week holds them. "
                    "Leave out what hurts more afterwards."
                ),
            )
        else:
            yield self._step(
                FlareStepKind.RETURN,
                say(
                    "Train the last doses that went well, at {share} of them; the week holds them. "
                    "Nothing goes up yet.",
                    share=percent(self.figure("return_factor")),
                ),
            )
        yield self._walk()
        if phase is FlarePhase.RETURN:
            return
        yield from self._ease()
        yield self._comfort()
        yield self._step(FlareStepKind.WARMTH, say("Warmth on the back, if you like it."))

    def _step(
        self,
        kind: FlareStepKind,
        text: Phrase,
        exercise: Exercise | None = None,
        times: int | None = None,
    ) -> FlareStep:
        rule = self.knowledge.rules["FLR1"]
        return FlareStep(
            kind=kind,
            text=text,
            rule=rule.id,
            source=tuple(dict.fromkeys([*rule.source, *(exercise.sources if exercise else ())])),
            grade=rule.grade,
            exercise=exercise.id if exercise else "",
            name=exercise.name if exercise else "",
            times=times,
        )

    def _walk(self) -> FlareStep:
        times, minutes = int(self.figure("walk_times")), self.figure("walk_minutes")
        walk = self.knowledge.exercises[self.knowledge.planning.flare.walk]
        if not self._usable(walk):
            return self._step(
                FlareStepKind.WALK,
                say_n(
                    "Get up and move about for {minutes} minutes {n} time a day, as your feet allow.",
                    "Get up and move about for {minutes} minutes {n} times a day, as your feet allow.",
                    times,
                    minutes=minutes,
                ),
                times=times,
            )
        episode = self.record.episode
        sore = episode is not None and Activity.WALKING in episode.worse_with
        text = say_n(
            "Walk for {minutes} minutes {n} time a day, at an easy pace.",
            "Walk for {minutes} minutes {n} times a day, at an easy pace.",
            times,
            minutes=minutes,
        )
        if sore:
            text = joined([text, say("Walking hurts you more: then less far, and more often.")])
        return self._step(FlareStepKind.WALK, text, walk, times)

    def _ease(self) -> Iterable[FlareStep]:
        easing, named = self._easing()
        if easing is None:
            return
        low, high = self.figure("ease_reps_low"), self.figure("ease_reps_high")
        hours = self.figure("ease_hours")
        lead = (
            say("{name}: the movement that eases you.", name=easing.name)
            if named
            else say("{name}: easy movement, only as far as it is comfortable.", name=easing.name)
        )
        count = say(
            "{low} to {high} times, slowly, about every {hours} hours.",
            low=low,
            high=high,
            hours=hours,
        )
        yield self._step(FlareStepKind.EASE, joined([lead, count]), easing)

    def _comfort(self) -> FlareStep:
        low, high = self.figure("comfort_minutes_low"), self.figure("comfort_minutes_high")
        known = (self.knowledge.exercises[one] for one in self.knowledge.planning.flare.comfort)
        rest = next((one for one in known if self._usable(one)), None)
        if rest is None:
            text = say(
                "Rest on your side with a cushion between the knees, {low} to {high} minutes at a time.",
                low=low,
                high=high,
            )
        else:
            text = say(
                "{name}, {low} to {high} minutes at a time; or lie on your side with a cushion "
                "between the knees.",
                name=rest.name,
                low=low,
                high=high,
            )
        return self._step(FlareStepKind.COMFORT, text, rest)

    # --- around the days ------------------------------------------------------------------------

    def _opening(self) -> tuple[Phrase, ...]:
        return (
            say("A flare-up is common, and it usually settles."),
            say("Nothing new has to have happened to your back for that."),
        )

    def _way_back(self) -> tuple[Phrase, ...]:
        return (
            say(
                "The return begins after day {day}, or earlier: once pain has been within {points} "
                "of your usual for {hours} hours.",
                day=self.figure("easy_days_last"),
                points=self.figure("return_within"),
                hours=self.figure("return_hours"),
            ),
            say(
                "It begins at {share} of the last dose that went well. After {days} days in which "
                "every session was green, or {days} days after you say that it is over, the usual "
                "rules count again.",
                share=percent(self.figure("return_factor")),
                days=self.figure("return_days"),
            ),
        )

    def _seek_help(self) -> Iterable[HelpSign]:
        """Every emergency and urgent question of the gate before a session."""
        locking = [
            one
            for one in self.knowledge.danger_signs.values()
            if one.level in (Level.EMERGENCY, Level.URGENT)
        ]
        for sign in sorted(locking, key=lambda one: (-one.level.rank, one.rule)):
            asked = [(sign.id, sign.question)] if _SHORT in sign.gates else []
            asked += [(part.id, part.text) for part in sign.parts if _SHORT in part.gates]
            for name, question in asked:
                yield HelpSign(sign=name, level=sign.level, question=question, action=sign.action)

    def _review(self) -> Phrase:
        if self.flare.review_due:
            return say(
                "It is time for a clinician to have a look: it has lasted {days} days or has got "
                "worse. That is a review, not an emergency.",
                days=self.flare.day,
            )
        return say(
            "Not better by day {day}, or worse at any time: see a clinician. After {weeks} weeks "
            "a review is due anyway.",
            day=self.figure("review_day"),
            weeks=self.figure("review_weeks"),
        )

    def _notes(self) -> Iterable[Phrase]:
        yield say("For medicines ask a pharmacist or your doctor; none are advised here.")
        if self.flare.trigger:
            yield say(
                "What you think set it off is kept in your words: {trigger}. It is no finding.",
                trigger=self.flare.trigger,
            )


def _title(phase: FlarePhase) -> Phrase:
    if phase is FlarePhase.SETTLE:
        return say("Let it settle, and keep moving")
    if phase is FlarePhase.EASY:
        return say("Easy variants, half the dose")
    return say("The way back in")
