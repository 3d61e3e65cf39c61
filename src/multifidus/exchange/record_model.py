# SPDX-License-Identifier: Apache-2.0
"""The shape of a record file. What an id may be and how large a number is `record_checks` knows.

Each model turns itself into the domain's noun with `to_domain`. Descriptions are part of the JSON
Schema, and the messages about a missing key quote them.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator as After
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StrictBool, StrictStr
from pydantic.fields import FieldInfo

from multifidus.domain import record as domain
from multifidus.domain.words import (
    Activity,
    Answer,
    Day,
    Lifting,
    Measurer,
    PainSite,
    Radiation,
    Sex,
    Side,
    Slot,
    Stage,
)

FORMAT: Final = "multifidus-record/1"
READ: Final = (FORMAT,)
"""The versions of the format that this release reads."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("this day does not exist; write a date like 2026-11-16") from None
    raise ValueError("write a date as year-month-day, like 2026-11-16")


def _plain(text: str) -> str:
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise ValueError("the text holds an invisible control character; take it out")
    return text


def _word(text: str) -> str:
    if not text.strip():
        raise ValueError("write something here")
    return text


def _format(value: object) -> object:
    if value not in READ:
        raise ValueError(f"this release reads {' and '.join(READ)}; write format: {FORMAT}")
    return value


def ids(of: str) -> FieldInfo:
    """Mark a field as an id of `of`; the JSON Schema lists the ids there are."""
    marked: FieldInfo = Field(json_schema_extra={"x-ids": of})
    return marked


def within(bound: str) -> FieldInfo:
    """Mark a number as bounded by a human range of the knowledge."""
    marked: FieldInfo = Field(json_schema_extra={"x-range": bound})
    return marked


IsoDate = Annotated[
    date,
    BeforeValidator(_date, json_schema_input_type=str),
    Field(json_schema_extra={"format": "date"}),
]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Words = Annotated[StrictStr, Field(max_length=2_000), After(_plain)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=200), After(_plain), After(_word)]


class Part(BaseModel):
    """A part of the file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonPart(Part):
    """Who the record is about."""

    name: Name = Field(description="what to call the person")
    born: IsoDate = Field(description="date of birth, like born: 1984-03-02")
    sex: Sex = Field(Sex.UNSPECIFIED, description="sex, as the norms of the tests distinguish it")
    height_cm: Annotated[Number, within("height_cm")] | None = Field(None, description="cm")
    mass_kg: Annotated[Number, within("mass_kg")] | None = Field(None, description="kg")

    def to_domain(self) -> domain.Person:
        """Return the domain's person."""
        return domain.Person(
            name=self.name,
            born=self.born,
            sex=self.sex,
            height_cm=self.height_cm,
            mass_kg=self.mass_kg,
        )


class EpisodePart(Part):
    """The present spell of back pain; leave it out when there is none."""

    started: IsoDate | None = Field(None, description="the day this spell began")
    worse_with: list[Activity] = Field([], description="what makes it worse")
    better_with: list[Activity] = Field([], description="what makes it better")
    radiation: Radiation = Field(Radiation.NONE, description="how far down the pain reaches")
    sites: list[PainSite] = Field([], description="where it hurts, as marked on a drawing")

    def to_domain(self) -> domain.Episode:
        """Return the domain's episode."""
        return domain.Episode(
            started=self.started,
            worse_with=tuple(self.worse_with),
            better_with=tuple(self.better_with),
            radiation=self.radiation,
            sites=tuple(self.sites),
        )


def _answer(value: object) -> Answer:
    if value is True:
        return Answer.YES
    if value is False:
        return Answer.NO
    if value == Answer.NOT_SURE.value:
        return Answer.NOT_SURE
    raise ValueError("write true, false or not-sure, or leave the question out")


AnswerValue = Annotated[
    Answer, BeforeValidator(_answer, json_schema_input_type=Literal[True, False, "not-sure"])
]


class ScreeningPart(Part):
    """Answers of one day; a question that is left out was not answered."""

    on: IsoDate = Field(description="the day of the answers, like on: 2026-11-16")
    answers: dict[Annotated[str, ids("questions")], AnswerValue] = Field(
        description="for each question true, false or not-sure"
    )

    def to_domain(self) -> domain.Screening:
        """Return the domain's screening."""
        return domain.Screening(on=self.on, answers=dict(self.answers))


class ReviewPart(Part):
    """A clinician has looked at it, as the person says."""

    on: IsoDate = Field(description="the day of the review")
    by: Name = Field(description="who looked at it")
    sign: Annotated[StrictStr, ids("questions")] = Field(description="the danger sign reviewed")
    note: Words = Field("", description="what was said")

    def to_domain(self) -> domain.Review:
        """Return the domain's review."""
        return domain.Review(on=self.on, by=self.by, sign=self.sign, note=self.note)


class LifePart(Part):
    """What the days ask of the back."""

    sitting_hours_per_day: Annotated[Number, within("sitting_hours_per_day")] | None = Field(
        None, description="hours"
    )
    lifting: Lifting = Field(Lifting.NONE, description="how much lifting there is")
    sports: list[Name] = Field([], description="sports, in free words")
    walking_minutes_per_week: Annotated[Number, within("walking_minutes_per_week")] | None = Field(
        None, description="minutes"
    )

    def to_domain(self) -> domain.Life:
        """Return the domain's life."""
        return domain.Life(
            sitting_hours_per_day=self.sitting_hours_per_day,
            lifting=self.lifting,
            sports=tuple(self.sports),
            walking_minutes_per_week=self.walking_minutes_per_week,
        )


class PreferencesPart(Part):
    """What the person asks for."""

    like: list[Annotated[StrictStr, ids("likes")]] = Field(
        [], description="exercises, ladders or kinds of work"
    )
    dislike: list[Annotated[StrictStr, ids("likes")]] = Field(
        [], description="exercises, ladders or kinds of work"
    )
    core_per_day: Annotated[Whole, within("core_per_day")] | None = Field(
        None, description="core exercises a day, when more than usual are wanted"
    )
    allow_tier_4: StrictBool = Field(False, description="may the heaviest exercises be used")  # noqa: FBT003

    def to_domain(self) -> domain.Preferences:
        """Return the domain's preferences."""
        return domain.Preferences(
            like=tuple(self.like),
            dislike=tuple(self.dislike),
            core_per_day=self.core_per_day,
            allow_tier_4=self.allow_tier_4,
        )


class MeasurementPart(Part):
    """One result of one test."""

    on: IsoDate = Field(description="the day of the test, like on: 2026-11-16")
    test: Annotated[StrictStr, ids("tests")] = Field(description="the test")
    value: Number = Field(description="the result, in the test's unit")
    side: Literal[Side.LEFT, Side.RIGHT] | None = Field(
        None, description="left or right, for tests that are done on each side"
    )
    by: Measurer = Field(Measurer.SELF, description="who measured")

    def to_domain(self) -> domain.Measurement:
        """Return the domain's measurement."""
        return domain.Measurement(
            on=self.on, test=self.test, value=self.value, side=self.side, by=self.by
        )


class OutcomePart(Part):
    """One filled-in questionnaire."""

    on: IsoDate = Field(description="the day it was filled in")
    instrument: Annotated[StrictStr, ids("questionnaires")] = Field(description="which one")
    answers: dict[str, Number] = Field(description="a number for each item")

    def to_domain(self) -> domain.OutcomeEntry:
        """Return the domain's outcome."""
        return domain.OutcomeEntry(
            on=self.on, instrument=self.instrument, answers=dict(self.answers)
        )


class DirectivePart(Part):
    """What every directive holds."""

    on: IsoDate = Field(description="the day it was given")
    by: Name = Field(description="the clinician who gave it")
    note: Words = Field("", description="why")


class ExcludePart(DirectivePart):
    """Forbid an exercise."""

    kind: Literal["exclude"]
    exercise: Annotated[StrictStr, ids("exercises")] = Field(description="the exercise")

    def to_domain(self) -> domain.Exclude:
        """Return the domain's directive."""
        return domain.Exclude(on=self.on, by=self.by, note=self.note, exercise=self.exercise)


class RequirePart(DirectivePart):
    """Want an exercise at least so many times a week."""

    kind: Literal["require"]
    exercise: Annotated[StrictStr, ids("exercises")] = Field(description="the exercise")
    times_per_week: Annotated[Whole, within("times_per_week")] = Field(
        description="how many times a week at least"
    )

    def to_domain(self) -> domain.Require:
        """Return the domain's directive."""
        return domain.Require(
            on=self.on,
            by=self.by,
            note=self.note,
            exercise=self.exercise,
            times_per_week=self.times_per_week,
        )


class CapLoadPart(DirectivePart):
    """Cap the load on the low back."""

    kind: Literal["cap-load"]
    tier: Annotated[Whole, Field(ge=0, le=4)] = Field(description="the highest load tier, 0 to 4")

    def to_domain(self) -> domain.CapLoad:
        """Return the domain's directive."""
        return domain.CapLoad(on=self.on, by=self.by, note=self.note, tier=self.tier)


class CapStagePart(DirectivePart):
    """Hold the programme at or below a stage."""

    kind: Literal["cap-stage"]
    stage: Stage = Field(description="the highest stage")

    def to_domain(self) -> domain.CapStage:
        """Return the domain's directive."""
        return domain.CapStage(on=self.on, by=self.by, note=self.note, stage=self.stage)


class SetStagePart(DirectivePart):
    """Put the programme at a stage."""

    kind: Literal["set-stage"]
    stage: Stage = Field(description="the stage")

    def to_domain(self) -> domain.SetStage:
        """Return the domain's directive."""
        return domain.SetStage(on=self.on, by=self.by, note=self.note, stage=self.stage)


class AllowPart(DirectivePart):
    """Lift one caution for one exercise; both must be named."""

    kind: Literal["allow"]
    exercise: Annotated[StrictStr, ids("exercises")] = Field(description="the exercise")
    condition: Annotated[StrictStr, ids("conditions")] = Field(description="the caution lifted")

    def to_domain(self) -> domain.Allow:
        """Return the domain's directive."""
        return domain.Allow(
            on=self.on,
            by=self.by,
            note=self.note,
            exercise=self.exercise,
            condition=self.condition,
        )


class ClearPart(DirectivePart):
    """Lift a danger sign after assessing it; the note says what was found."""

    kind: Literal["clear"]
    sign: Annotated[StrictStr, ids("questions")] = Field(description="the danger sign lifted")
    note: Annotated[Words, After(_word)] = Field(description="what was assessed and found")
    until: IsoDate | None = Field(None, description="the last day it holds")

    def to_domain(self) -> domain.Clear:
        """Return the domain's directive."""
        return domain.Clear(
            on=self.on, by=self.by, note=self.note, sign=self.sign, until=self.until
        )


DirectiveKind = (
    ExcludePart | RequirePart | CapLoadPart | CapStagePart | SetStagePart | AllowPart | ClearPart
)
AnyDirective = Annotated[DirectiveKind, Field(discriminator="kind")]


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


class DonePart(Part):
    """One exercise as it was done."""

    exercise: Annotated[StrictStr, ids("exercises")] = Field(description="the exercise")
    sets: list[SetPart] = Field([], description="the sets, in order")
    effort: Annotated[Number, within("effort")] | None = Field(None, description="effort 0-10")

    def to_domain(self) -> domain.Done:
        """Return the domain's exercise done."""
        return domain.Done(
            exercise=self.exercise,
            sets=tuple(one.to_domain() for one in self.sets),
            effort=self.effort,
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

    def to_domain(self) -> domain.Pain:
        """Return the domain's pain."""
        return domain.Pain(
            before=self.before,
            during=self.during,
            after=self.after,
            next_morning=self.next_morning,
        )


class LogPart(Part):
    """One session as it went."""

    on: IsoDate = Field(description="the day of the session, like on: 2026-11-23")
    slot: Slot = Field(description="morning or evening")
    done: list[DonePart] = Field([], description="what was done")
    pain: PainPart = Field(PainPart(), description="pain around the session")
    skipped: list[SkippedPart] = Field([], description="what was left out")
    stopped: Words = Field("", description="why the session was broken off, if it was")

    def to_domain(self) -> domain.LogEntry:
        """Return the domain's log entry."""
        return domain.LogEntry(
            on=self.on,
            slot=self.slot,
            done=tuple(one.to_domain() for one in self.done),
            pain=self.pain.to_domain(),
            skipped=tuple(one.to_domain() for one in self.skipped),
            stopped=self.stopped,
        )


SlotMinutes = dict[Slot, Annotated[Whole, within("minutes_per_slot")]]


class RecordPart(Part):
    """One person's whole record. A section with nothing after its name is an empty one."""

    format: Annotated[Literal["multifidus-record/1"], BeforeValidator(_format)] = Field(
        description=f"the format and its version: format: {FORMAT}"
    )
    person: PersonPart = Field(description="who it is about: name and born at least")
    episode: EpisodePart | None = Field(None, description="the present spell of back pain")
    screening: list[ScreeningPart] | None = Field(None, description="answers to danger signs")
    reviews: list[ReviewPart] | None = Field(None, description="what a clinician has looked at")
    conditions: list[Annotated[StrictStr, ids("conditions")]] | None = Field(
        None, description="conditions that limit exercises"
    )
    life: LifePart | None = Field(None, description="what the days ask of the back")
    equipment: list[Annotated[StrictStr, ids("equipment")]] | None = Field(
        None, description="what there is to exercise with"
    )
    availability: dict[Day, SlotMinutes] | None = Field(
        None, description="minutes by day and slot, like mon: {morning: 15}"
    )
    preferences: PreferencesPart | None = Field(None, description="what the person asks for")
    activities: Annotated[list[Name], Field(max_length=5)] | None = Field(
        None,
        description="own activities that are hard now, at most five, for the questionnaire psfs",
    )
    measurements: list[MeasurementPart] | None = Field(None, description="test results")
    outcomes: list[OutcomePart] | None = Field(None, description="questionnaires")
    directives: list[AnyDirective] | None = Field(None, description="a clinician's word")
    log: list[LogPart] | None = Field(None, description="sessions as they went")

    def to_domain(self) -> domain.Record:
        """Return the domain's record."""
        return domain.Record(
            person=self.person.to_domain(),
            episode=self.episode.to_domain() if self.episode else None,
            screening=tuple(one.to_domain() for one in self.screening or ()),
            reviews=tuple(one.to_domain() for one in self.reviews or ()),
            conditions=tuple(self.conditions or ()),
            life=self.life.to_domain() if self.life else domain.Life(),
            equipment=tuple(self.equipment or ()),
            availability={day: dict(slots) for day, slots in (self.availability or {}).items()},
            preferences=(
                self.preferences.to_domain() if self.preferences else domain.Preferences()
            ),
            activities=tuple(self.activities or ()),
            measurements=tuple(one.to_domain() for one in self.measurements or ()),
            outcomes=tuple(one.to_domain() for one in self.outcomes or ()),
            directives=tuple(one.to_domain() for one in self.directives or ()),
            log=tuple(one.to_domain() for one in self.log or ()),
        )
