# SPDX-License-Identifier: Apache-2.0
"""A team and its warm-up: who takes part, and what is done on which day.

A coach sees one word for each player and never an answer, a sign or a condition (rule SPT5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multifidus.domain.record import Record
from multifidus.domain.week import Reason
from multifidus.domain.words import Day, Season

CONSENT_MISSING = "consent missing"
"""The only reason that a coach is ever told."""


class Word(StrEnum):
    """What a coach sees of a player."""

    AVAILABLE = "available"
    MODIFIED = "modified"
    NOT_AVAILABLE = "not available"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One player: their own record, and whether a guardian has agreed where one must."""

    record: Record
    guardian_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """What a coach sets. `level` is 1 to 3, None to follow the week of the season."""

    name: str
    sport: str
    days: tuple[Day, ...]
    minutes: int
    season: Season | None = None
    season_started: date | None = None
    level: int | None = None
    equipment: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A player as the coach sees them; `reason` is empty, or `CONSENT_MISSING`."""

    name: str
    word: Word
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An exercise of the catalogue or a drill, as a team does it.

    `step` is the step of the exercise's dose table and None for a drill. `reps` are per side where
    `each_side`. `seconds` is the whole time it takes, sides included.
    """

    id: str
    name: str
    drill: bool
    dose: str
    seconds: int
    each_side: bool
    cues: tuple[str, ...]
    stop_when: str
    how: str
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMove:
    """A move at its place in a part, and what modified players do there: None is to leave it out."""

    place: str
    move: Move
    easier: Move | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPart:
    """A part of the warm-up: running, strength, balance or jumps. `modified` is for modified players."""

    id: str
    name: str
    moves: tuple[PartMove, ...]
    modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """One warm-up: the places that are done, in order, and the minutes they take."""

    on: date
    places: tuple[str, ...]
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a study of a programme showed, and what that says of backs."""

    programme: str
    result: str
    about_backs: str
    source: tuple[str, ...]
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """A page to read together once a season."""

    title: str
    lead: str
    points: tuple[str, ...]
    source: tuple[str, ...]
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlan:
    """The warm-up of a team for one week. `sport` is empty where the knowledge holds no such sport."""

    team: str
    on: date
    week: date
    sport: str
    season: Season | None
    season_week: int | None
    level: int
    level_name: str
    level_says: str
    days: tuple[TeamDay, ...]
    parts: tuple[TeamPart, ...]
    stop_rule: tuple[str, ...]
    members: tuple[TeamMember, ...]
    counts: Mapping[str, int]
    notes: tuple[Reason, ...]
    evidence: tuple[Known, ...]
    education: TeamPage
    knowledge: str
    format: str = "multifidus-team-plan/1"
