# SPDX-License-Identifier: Apache-2.0
"""The words of the closed vocabularies inside sentences, so that each can be translated.

A table for each vocabulary, because one English word may be several in another language.
"""

from collections.abc import Mapping
from typing import Final

from multifidus.domain.phrase import Phrase, say
from multifidus.domain.words import (
    Activity,
    Day,
    Level,
    Measurer,
    Phase,
    Side,
    Slot,
    Stage,
    Verdict,
)

SIDE: Final[Mapping[Side, Phrase]] = {
    Side.LEFT: say("left"),
    Side.RIGHT: say("right"),
    Side.EACH: say("each"),
    Side.BOTH: say("both"),
}
STAGE: Final[Mapping[Stage, Phrase]] = {
    Stage.INITIAL: say("initial"),
    Stage.INTERMEDIATE: say("intermediate"),
    Stage.ADVANCED: say("advanced"),
    Stage.MAINTENANCE: say("maintenance"),
}
SLOT: Final[Mapping[Slot, Phrase]] = {
    Slot.MORNING: say("morning"),
    Slot.EVENING: say("evening"),
}
PHASE: Final[Mapping[Phase, Phrase]] = {
    Phase.WARM_UP: say("warm-up"),
    Phase.MOTOR_CONTROL: say("motor-control"),
    Phase.STRENGTH: say("strength"),
    Phase.MOBILITY: say("mobility"),
    Phase.RELAXATION: say("relaxation"),
}
DAY: Final[Mapping[Day, Phrase]] = {
    Day.MON: say("Mon"),
    Day.TUE: say("Tue"),
    Day.WED: say("Wed"),
    Day.THU: say("Thu"),
    Day.FRI: say("Fri"),
    Day.SAT: say("Sat"),
    Day.SUN: say("Sun"),
}
LEVEL: Final[Mapping[Level, Phrase]] = {
    Level.CLEAR: say("clear"),
    Level.CAUTION: say("caution"),
    Level.REVIEW: say("review"),
    Level.URGENT: say("urgent"),
    Level.EMERGENCY: say("emergency"),
}
VERDICT: Final[Mapping[Verdict, Phrase]] = {
    Verdict.CLEARLY_SHORT: say("clearly short"),
    Verdict.BORDERLINE: say("borderline"),
    Verdict.WITHIN_RANGE: say("within range"),
    Verdict.CANNOT_TELL: say("cannot tell"),
}
ACTIVITY: Final[Mapping[Activity, Phrase]] = {
    Activity.BENDING_FORWARD: say("bending forward"),
    Activity.BENDING_BACK: say("bending back"),
    Activity.TWISTING: say("twisting"),
    Activity.SITTING: say("sitting"),
    Activity.STANDING: say("standing"),
    Activity.WALKING: say("walking"),
    Activity.LYING: say("lying"),
    Activity.LIFTING: say("lifting"),
    Activity.RISING: say("rising"),
    Activity.COUGHING: say("coughing"),
}
MEASURED_BY: Final[Mapping[Measurer, Phrase]] = {
    Measurer.SELF: say("measured by you"),
    Measurer.PARTNER: say("measured by a partner"),
    Measurer.CLINICIAN: say("measured by a clinician"),
    Measurer.CAMERA: say("measured by a camera"),
}
_UNIT: Final[Mapping[str, Phrase]] = {
    "deg": say("deg"),
    "cm": say("cm"),
    "s": say("s"),
    "reps": say("reps"),
    "min": say("min"),
}


def unit(code: str) -> str:
    """The unit of a test, as its code says it; a code that is not known stays as it is."""
    return _UNIT.get(code, code)


def with_side(name: str, side: Side | None) -> str:
    """Add the side to a name, in parentheses, where there is one."""
    return name if side is None else say("{name} ({side})", name=name, side=SIDE[side])


def percent(share: float) -> Phrase:
    """Write a share as whole percent."""
    return say("{percent}%", percent=round(share * 100))
