# SPDX-License-Identifier: Apache-2.0
"""The shape of a record file. What an id may be and how large a number is `record_checks` knows.

Each model turns itself into the domain's noun with `to_domain`. Descriptions are part of the JSON
Schema, and the messages about a missing key quote them.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator as After
from pydantic import BeforeValidator, Field, StrictBool, StrictStr

from multifidus.domain import record as domain
from multifidus.domain.words import (
    Activity,
    Answer,
    Day,
    Lifting,
    Measurer,
    PainSite,
    Radiation,
    Season,
    Sex,
    Side,
    Slot,
    Stage,
)
from multifidus.exchange.record_log import (
    DailyLoadPart,
    DecisionPart,
    FlareUpPart,
    LogPart,
    PolicyPart,
)
from multifidus.exchange.record_parts import (
    FORMAT,
    IsoDate,
    Name,
    Number,
    Part,
    Whole,
    Words,
    format_,
    ids,
    within,
    word,
)


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
    season: Season | None = Field(None, description="the part of the sport's year")
    walking_minutes_per_week: Annotated[Number, within("walking_minutes_per_week")] | None = Field(
        None, description="minutes"
    )

    def to_domain(self) -> domain.Life:
        """Return the domain's life."""
        return domain.Life(
            sitting_hours_per_day=self.sitting_hours_per_day,
            lifting=self.lifting,
            sports=tuple(self.sports),
            season=self.season,
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
    note: Annotated[Words, After(word)] = Field(description="what was assessed and found")
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


SlotMinutes = dict[Slot, Annotated[Whole, within("minutes_per_slot")]]


class RecordPart(Part):
    """One person's whole record. A section with nothing after its name is an empty one."""

    format: Annotated[Literal["multifidus-record/1"], BeforeValidator(format_)] = Field(
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
    policy: PolicyPart | None = Field(None, description="how changes come into force")
    activities: Annotated[list[Name], Field(max_length=5)] | None = Field(
        None,
        description="own activities that are hard now, at most five, for the questionnaire psfs",
    )
    measurements: list[MeasurementPart] | None = Field(None, description="test results")
    outcomes: list[OutcomePart] | None = Field(None, description="questionnaires")
    directives: list[AnyDirective] | None = Field(None, description="a clinician's word")
    decisions: list[DecisionPart] | None = Field(None, description="yes or no to changes")
    flare_ups: list[FlareUpPart] | None = Field(None, description="spells of clearly more pain")
    daily_load: list[DailyLoadPart] | None = Field(None, description="what the days asked")
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
            policy=self.policy.to_domain() if self.policy else domain.Policy(),
            activities=tuple(self.activities or ()),
            measurements=tuple(one.to_domain() for one in self.measurements or ()),
            outcomes=tuple(one.to_domain() for one in self.outcomes or ()),
            directives=tuple(one.to_domain() for one in self.directives or ()),
            decisions=tuple(one.to_domain() for one in self.decisions or ()),
            flare_ups=tuple(one.to_domain() for one in self.flare_ups or ()),
            daily_load=tuple(one.to_domain() for one in self.daily_load or ()),
            log=tuple(one.to_domain() for one in self.log or ()),
        )
