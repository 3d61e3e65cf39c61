# SPDX-License-Identifier: Apache-2.0
"""How the programme changes with the person: adjustments with their reasons, stages, flare-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multifidus.domain.words import Grade


class AdjustmentKind(StrEnum):
    """What an adjustment does."""

    UP = "up"
    """One dose step more."""
    RUNG_UP = "rung-up"
    """A harder variant of the exercise opens."""
    STAGE_UP = "stage-up"
    HOLD = "hold"
    """A step that the log would have earned is held back."""
    DOWN = "down"
    """Less of an exercise."""
    RUNG_DOWN = "rung-down"
    """An easier variant takes its place."""
    STAGE_DOWN = "stage-down"
    VOLUME_DOWN = "volume-down"
    """Less of everything: after amber sessions, in a flare-up, in an easier week, after a gap."""

    @property
    def asks_more(self) -> bool:
        """Whether it asks more of the body: only such changes wait for a yes."""
        return self in (
            AdjustmentKind.UP,
            AdjustmentKind.RUNG_UP,
            AdjustmentKind.STAGE_UP,
        )


class AdjustmentStatus(StrEnum):
    """Where an adjustment stands."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamp:
    """A bound that made a change smaller than it would have been, told in words.

    `rule` names the bound: a rule's id, or `policy` or `directive` where a person set it.
    """

    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """One change of the programme, with all that led to it (rule PRG12).

    Attributes
    ----------
    id : str
        Names the change in a week, so that a decision can speak of it; the same record gives the
        same id.
    subject : str
        An exercise's id, a ladder's id, `stage` or `volume`.
    name : str
        What to call the subject.
    text : str
        The sentence for the person.
    inputs : mapping
        What the rule looked at, with its dates.
    before, wanted, after : str
        The dose, variant, stage or share in words: now, as the rule alone would have it, and as the
        bounds leave it.
    before_level, after_level : int or None
        Dose levels, for changes of dose.
    clamps : tuple of Clamp
        The bounds that bit.
    source, grade
        The papers of the rule, and how well its figures are known.
    decided_by : str
        Who said yes or no; empty where nobody has.
    """

    id: str
    kind: AdjustmentKind
    subject: str
    name: str
    rule: str
    text: str
    inputs: Mapping[str, str]
    before: str
    wanted: str
    after: str
    source: tuple[str, ...]
    grade: Grade
    status: AdjustmentStatus
    before_level: int | None = None
    after_level: int | None = None
    clamps: tuple[Clamp, ...] = ()
    decided_by: str = ""


class FlarePhase(StrEnum):
    """How far a flare-up has come (rule FLR1)."""

    SETTLE = "settle"
    """Keep moving: short walks, the movement that eases, comfort positions."""
    EASY = "easy"
    """Easy variants at half the dose."""
    RETURN = "return"
    """The last green dose, a little lower; then the usual rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flare:
    """The flare-up a person is in on a day.

    `day` counts from 1 on the day it began. `factor` is the share of the usual dose in this phase;
    0 where no training is planned. `settle_until`, `easy_until` and `return_until` are the last days
    of the phases. `review_due` is whether it has lasted so long that a clinician should look.
    """

    started: date
    day: int
    phase: FlarePhase
    factor: float
    settle_until: date
    easy_until: date
    return_until: date
    review_due: bool
    trigger: str = ""
