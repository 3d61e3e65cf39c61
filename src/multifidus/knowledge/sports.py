# SPDX-License-Identifier: Apache-2.0
"""The shape of `sports.yaml` and `warm_up.yaml`: what sports ask of the back, and the team warm-up.

Drills of the warm-up (running, balance, jumps) are for healthy players. They stand outside the
catalogue of rehabilitation exercises, so that no personal plan can ever hold one.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from multifidus.domain.words import Grade, Season, Stage
from multifidus.knowledge.base import Cited, Id, Line, Sources, Strict
from multifidus.knowledge.movement import Movement

Points = Annotated[int, Field(ge=1)]
LevelNumber = Annotated[int, Field(ge=1, le=3)]
PartKind = Literal["running", "strength", "balance", "jumps"]
Lane = Literal["straight", "sideways", "circles", "weave", "there-and-back", "stop", "turn"]


class Demand(Strict):
    """Something that a sport asks of the body."""

    id: Id
    name: Line
    says: Line


class SportGroup(Strict):
    """Sports that ask much the same.

    `muscles` are extra quarter sets a week, `ladders` points for exercises of a ladder; `contact`
    whether players hit each other. `advice` is what else to heed, each line resting on `source`.
    """

    id: Id
    name: Line
    contact: bool = False
    muscles: dict[Id, Points]
    ladders: dict[Id, Points]
    advice: Annotated[tuple[Line, ...], Field(min_length=1)]
    source: Sources
    grade: Grade


class Sport(Strict):
    """One sport; `aliases` are other words for it, in any language, in small letters."""

    id: Id
    name: Line
    aliases: tuple[str, ...] = ()
    group: Id
    demands: Annotated[tuple[Id, ...], Field(min_length=1)]


class SeasonPlan(Strict):
    """What a part of the sport's year does to the plan.

    `target_percent` is the share of the usual weekly targets, `strength_days` the most days with
    strength work in a week.
    """

    id: Season
    name: Line
    says: Line
    target_percent: Annotated[int, Field(ge=50, le=125)]
    strength_days: Annotated[int, Field(ge=1, le=3)]


class Trial(Strict):
    """What is known of a programme; `about_backs` says what it tells of back pain."""

    id: Id
    programme: Line
    result: Line
    about_backs: Line
    source: Sources
    grade: Grade


class Page(Strict):
    """A page that a team reads together once a season."""

    id: Id
    title: Line
    lead: Line
    points: Annotated[tuple[Line, ...], Field(min_length=3, max_length=8)]
    source: Sources
    grade: Grade


class Sports(Cited):
    """All of `sports.yaml`. `opens_at` is the stage from which a person with pain trains for sport."""

    opens_at: Stage
    demands: tuple[Demand, ...]
    groups: tuple[SportGroup, ...]
    sports: tuple[Sport, ...]
    seasons: tuple[SeasonPlan, ...]
    evidence: tuple[Trial, ...]
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def _coherent(self) -> "Sports":
        groups = {row.id for row in self.groups}
        demands = {row.id for row in self.demands}
        words: dict[str, str] = {}
        for sport in self.sports:
            if sport.group not in groups:
                raise ValueError(f"{sport.id} has the group {sport.group!r}, which is not there")
            if unknown := sorted(set(sport.demands) - demands):
                raise ValueError(f"{sport.id} has demands that are not there: {unknown}")
            for word in (sport.id.replace("-", " "), *sport.aliases):
                if words.setdefault(word, sport.id) != sport.id:
                    raise ValueError(f"{word!r} means both {words[word]} and {sport.id}")
        if {row.id for row in self.seasons} != set(Season):
            raise ValueError(f"seasons must be {', '.join(Season)}")
        return self


class Drill(Strict):
    """One drill of the warm-up that is not an exercise of the catalogue.

    `seconds` is its whole time, sides and ways back included. `cautions` are flags of those who may
    not do it. The picture is a `lane` seen from above, or the body in a movement, its `figure`.
    """

    id: Id
    part: Literal["running", "balance", "jumps"]
    name: Line
    levels: Annotated[tuple[LevelNumber, ...], Field(min_length=1)]
    dose: Line
    seconds: Annotated[int, Field(ge=10, le=240)]
    how: Line
    cues: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)]
    stop_when: Line
    cautions: tuple[Id, ...] = ()
    lane: Lane | None = None
    figure: Id | None = None

    @model_validator(mode="after")
    def _one_picture(self) -> "Drill":
        if (self.lane is None) == (self.figure is None):
            raise ValueError("give either a lane or a figure as its picture")
        return self


class Place(Strict):
    """A place in the strength part: the first exercise that is to be had is taken.

    `levels` lists the choices of each level, hardest first; `easier` those for modified players.
    """

    id: Id
    name: Line
    levels: dict[LevelNumber, Annotated[tuple[Id, ...], Field(min_length=1)]]
    easier: Annotated[tuple[Id, ...], Field(min_length=1)]


class WarmUpPart(Strict):
    """A part of the warm-up, its minutes, and what modified players do in it."""

    id: PartKind
    name: Line
    least_minutes: Annotated[float, Field(gt=0)]
    most_minutes: Annotated[float, Field(gt=0)]
    modified: Line


class WarmUpLevel(Strict):
    """One of the three levels and the week of the season from which it is usual."""

    id: Id
    number: LevelNumber
    name: Line
    says: Line
    from_week: Annotated[int, Field(ge=1)]


class WarmUp(Cited):
    """All of `warm_up.yaml`. `at_hand` is equipment that every pitch and hall has."""

    change_s: Annotated[int, Field(ge=0)]
    side_change_s: Annotated[int, Field(ge=0)]
    least_minutes: Annotated[int, Field(gt=0)]
    most_minutes: Annotated[int, Field(gt=0)]
    at_hand: tuple[Id, ...]
    stage: Stage
    stop_rule: Annotated[tuple[Line, ...], Field(min_length=2)]
    levels: Annotated[tuple[WarmUpLevel, ...], Field(min_length=3, max_length=3)]
    parts: Annotated[tuple[WarmUpPart, ...], Field(min_length=4, max_length=4)]
    places: tuple[Place, ...]
    drills: tuple[Drill, ...]
    movements: dict[Id, Movement]

    @model_validator(mode="after")
    def _whole(self) -> "WarmUp":
        if [row.number for row in self.levels] != [1, 2, 3]:
            raise ValueError("levels must be numbered 1, 2, 3")
        for number in (1, 2, 3):
            for place in self.places:
                if number not in place.levels:
                    raise ValueError(f"{place.id} has no exercise for level {number}")
            for part in ("running", "balance", "jumps"):
                if not self.drills_of(part, number):
                    raise ValueError(f"level {number} has no drill for {part}")
        shown = {one.figure for one in self.drills if one.figure is not None}
        if shown != set(self.movements):
            raise ValueError("the drills' figures and the movements must be the same")
        return self

    def drills_of(self, part: str, level: int) -> tuple[Drill, ...]:
        """Drills of a part at a level, in the order of the file."""
        return tuple(one for one in self.drills if one.part == part and level in one.levels)
