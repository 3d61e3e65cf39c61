# SPDX-License-Identifier: Apache-2.0
"""The plan for the next days of a flare-up: what to do, when to seek help, the way back in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multifidus.domain.adaptation import Flare, FlarePhase
from multifidus.domain.words import Grade, Level


class FlareStepKind(StrEnum):
    """What a step of the plan is about."""

    MOVE = "move"
    WALK = "walk"
    EASE = "ease"
    COMFORT = "comfort"
    WARMTH = "warmth"
    TRAIN = "train"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareStep:
    """One thing to do on a day, with its rule and papers.

    `exercise` and `name` are those of the catalogue where it is one; `times` a day.
    """

    kind: FlareStepKind
    text: str
    rule: str
    source: tuple[str, ...]
    grade: Grade
    exercise: str = ""
    name: str = ""
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareDays:
    """Days in a row with the same plan; `first_day` and `last_day` count from 1 on the first day."""

    phase: FlarePhase
    first: date
    last: date
    first_day: int
    last_day: int
    title: str
    steps: tuple[FlareStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpSign:
    """A danger sign to watch for, in the words in which it is asked, and what it asks to do."""

    sign: str
    level: Level
    question: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlarePlan:
    """A flare-up's plan from a day on.

    `days` begin with the phase of that day. `way_back` says how the usual programme opens again,
    `seek_help` what to heed all the while; `review_on` is the day of a review if it is no better.
    """

    on: date
    flare: Flare
    opening: tuple[str, ...]
    days: tuple[FlareDays, ...]
    way_back: tuple[str, ...]
    seek_help: tuple[HelpSign, ...]
    review: str
    review_on: date
    notes: tuple[str, ...]
    rule: str
    source: tuple[str, ...]
    grade: Grade
