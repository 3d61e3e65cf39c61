# SPDX-License-Identifier: Apache-2.0
"""The shape of a record file's log: sessions as they went, and what the days asked of the back."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictStr

from multifidus.domain import record as domain
from multifidus.domain.words import Autonomy, DayLoad, Radiation, Slot, Stage
from multifidus.exchange.record_parts import IsoDate, Name, Number, Part, Whole, Words, ids, within


class SetPart(Part):
    """One set as it was done."""

    reps: Annotated[Whole, within("reps")] | None = Field(None, description="repetitions")
    hold_s: Annotated[Number, within("hold_s")] | None = Field(None, description="seconds held")
    minutes: Annotated[Number, within("bout_minutes")] | None = Field(None, description="minutes")
    load_kg: Annotated[Number, within("load_kg")] | None = Field(None, description="kg")

    def to_domain(self) -> domain.SetDone:
        """Return the domain's set."""
        return domain.SetDone(
            reps=self.reps, hold_s=self.hold_s, minutes=self.minutes, load_kg=self.load_kg
        )


class DoseAskedPart(Part):
    """The dose that was planned for a logged exercise."""

    sets: Annotated[Whole, within("sets")] = Field(description="how many sets, like sets: 2")
    reps: Annotated[Whole, within("reps")] | None = Field(None, description="repetitions a set")
    hold_s: Annotated[Number, within("hold_s")] | None = Field(None, description="seconds held")
    minutes: Annotated[Number, within("bout_minutes")] | None = Field(None, description="minutes")

    def to_domain(self) -> domain.DoseAsked:
        """Return the domain's planned dose."""
        return domain.DoseAsked(
            sets=self.sets, reps=self.reps, hold_s=self.hold_s, minutes=self.minutes
        )


class DonePart(Part):
    """One exercise as it was done."""

    exercise: Annotated[StrictStr, ids("exercises")] = Field(description="the exercise")
    sets: list[SetPart] = Field([], description="the sets, in order")
    effort: Annotated[Number, within("effort")] | None = Field(None, description="effort 0-10")
    planned: DoseAskedPart | None = Field(None, description="the dose that was planned")
    clean: StrictBool | None = Field(None, description="whether the movement was clean")

    def to_domain(self) -> domain.Done:
        """Return the domain's exercise done."""
        return domain.Done(
            exercise=self.exercise,
            sets=tuple(one.to_domain() for one in self.sets),
            effort=self.effort,
            planned=self.planned.to_domain() if self.planned else None,
            clean=self.clean,
        )


class SkippedPart(Part):
    """One exercise left out."""

    exercise: Annotated[StrictStr, ids("exercises")] = Field(description="the exercise")
    why: Name = Field(description="why it was left out, like why: pain")

    def to_domain(self) -> domain.Skipped:
        """Return the domain's exercise skipped."""
        return domain.Skipped(exercise=self.exercise, why=self.why)


class PainPart(Part):
    """Pain 0-10 around one session."""

    before: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    during: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    after: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    next_morning: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    settled_hours: Annotated[Number, within("hours")] | None = Field(
        None, description="hours until it had settled"
    )

    def to_domain(self) -> domain.Pain:
        """Return the domain's pain."""
        return domain.Pain(
            before=self.before,
            during=self.during,
            after=self.after,
            next_morning=self.next_morning,
            settled_hours=self.settled_hours,
        )


class LegPart(Part):
    """Leg symptoms 0-10 around one session, and how far down they reached."""

    before: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    during: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    after: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    next_morning: Annotated[Number, within("pain")] | None = Field(None, description="0-10")
    reach_before: Radiation | None = Field(None, description="how far down before the session")
    reach_after: Radiation | None = Field(
        None, description="how far down during it or by the next morning"
    )

    def to_domain(self) -> domain.LegPain:
        """Return the domain's leg symptoms."""
        return domain.LegPain(
            before=self.before,
            during=self.during,
            after=self.after,
            next_morning=self.next_morning,
            reach_before=self.reach_before,
            reach_after=self.reach_after,
        )


class LogPart(Part):
    """One session as it went."""

    on: IsoDate = Field(description="the day of the session, like on: 2026-11-23")
    slot: Slot = Field(description="morning or evening")
    done: list[DonePart] = Field([], description="what was done")
    pain: PainPart = Field(PainPart(), description="pain around the session")
    leg: LegPart = Field(LegPart(), description="leg symptoms around the session")
    skipped: list[SkippedPart] = Field([], description="what was left out")
    stopped: Words = Field("", description="why the session was broken off, if it was")

    def to_domain(self) -> domain.LogEntry:
        """Return the domain's log entry."""
        return domain.LogEntry(
            on=self.on,
            slot=self.slot,
            done=tuple(one.to_domain() for one in self.done),
            pain=self.pain.to_domain(),
            leg=self.leg.to_domain(),
            skipped=tuple(one.to_domain() for one in self.skipped),
            stopped=self.stopped,
        )


class FlareUpPart(Part):
    """A spell of clearly more pain."""

    on: IsoDate = Field(description="the day it began, like on: 2026-11-23")
    ended: IsoDate | None = Field(None, description="the day it was over, if it is")
    trigger: Words = Field("", description="what the person thinks brought it on")

    def to_domain(self) -> domain.FlareUp:
        """Return the domain's flare-up."""
        return domain.FlareUp(on=self.on, ended=self.ended, trigger=self.trigger)


class DailyLoadPart(Part):
    """What one day asked of the back, against a usual day."""

    on: IsoDate = Field(description="the day, like on: 2026-11-23")
    sitting: DayLoad | None = Field(None, description="low, usual or high")
    bending: DayLoad | None = Field(None, description="low, usual or high")
    twisting: DayLoad | None = Field(None, description="low, usual or high")
    lifting: DayLoad | None = Field(None, description="low, usual or high")

    def to_domain(self) -> domain.DailyLoad:
        """Return the domain's daily load."""
        return domain.DailyLoad(
            on=self.on,
            sitting=self.sitting,
            bending=self.bending,
            twisting=self.twisting,
            lifting=self.lifting,
        )


class PolicyPart(Part):
    """How changes come into force, and the bounds set beforehand."""

    mode: Autonomy = Field(Autonomy.SUGGEST, description="suggest or assist")
    exercises_per_week: Annotated[Whole, within("exercises_per_week")] | None = Field(
        None, description="how many exercises may go up in a week"
    )
    weekly_rise_percent: Annotated[Number, within("weekly_rise_percent")] | None = Field(
        None, description="how much the weekly volume may rise, in per cent"
    )
    top_stage: Stage | None = Field(None, description="the highest stage")
    top_tier: Annotated[Whole, Field(ge=0, le=4)] | None = Field(
        None, description="the highest load tier, 0 to 4"
    )
    new_rungs: StrictBool = Field(default=True, description="whether harder variants may come")

    def to_domain(self) -> domain.Policy:
        """Return the domain's policy."""
        return domain.Policy(
            mode=self.mode,
            exercises_per_week=self.exercises_per_week,
            weekly_rise_percent=self.weekly_rise_percent,
            top_stage=self.top_stage,
            top_tier=self.top_tier,
            new_rungs=self.new_rungs,
        )


class DecisionPart(Part):
    """Somebody's yes or no to one suggested change."""

    on: IsoDate = Field(description="the day, like on: 2026-11-23")
    by: Name = Field(description="who decided, like by: self")
    change: Name = Field(description="the id of the change, as the plan shows it")
    accept: StrictBool = Field(description="true to accept, false to decline")

    def to_domain(self) -> domain.Decision:
        """Return the domain's decision."""
        return domain.Decision(on=self.on, by=self.by, change=self.change, accept=self.accept)
