# SPDX-License-Identifier: Apache-2.0
"""The order of the way in: which screen comes when, and which is the first that is not done. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from multifidus.domain.record import Record
from multifidus.domain.results import Clearance
from multifidus.domain.words import Level
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DangerSign


class Screen(StrEnum):
    """A screen of the way in, in order; the value is the last part of its address."""

    YOU = "you"
    SAFETY = "safety"
    CONDITIONS = "conditions"
    PAIN = "pain"
    HURTS = "hurts"
    ACTIVITIES = "activities"
    LIFE = "life"
    WEEK = "week"
    THINGS = "things"
    TESTS = "tests"
    FOUND = "found"


STEP: Final[Mapping[Screen, int]] = MappingProxyType(
    {
        Screen.YOU: 1,
        Screen.SAFETY: 2,
        Screen.CONDITIONS: 2,
        Screen.PAIN: 3,
        Screen.HURTS: 3,
        Screen.ACTIVITIES: 3,
        Screen.LIFE: 4,
        Screen.WEEK: 4,
        Screen.THINGS: 4,
        Screen.TESTS: 5,
        Screen.FOUND: 6,
    }
)
STEPS: Final = 6
_WITH_PAIN: Final = frozenset({Screen.HURTS, Screen.ACTIVITIES})
NEEDED: Final = frozenset({Screen.YOU, Screen.SAFETY, Screen.CONDITIONS, Screen.PAIN, Screen.WEEK})
"""What has to be known before there can be a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a person has come. `done` are the screens they have been through.

    `skipped` is why a test was left out, `hurt` what was felt in one that was broken off.
    """

    on: date
    record: Record | None = None
    clearance: Clearance | None = None
    done: frozenset[Screen] = frozenset()
    skipped: Mapping[str, str] = field(default_factory=dict)
    hurt: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """Whether the danger signs stop everything, whatever else is still to be asked."""
        return self.clearance is not None and stops(self.clearance)

    def screens(self) -> tuple[Screen, ...]:
        """Return the screens that are meant for this person, in order."""
        painless = (
            Screen.PAIN in self.done and self.record is not None and self.record.episode is None
        )
        return tuple(one for one in Screen if not (painless and one in _WITH_PAIN))

    def is_done(self, screen: Screen) -> bool:
        """Whether a screen has been answered, for today."""
        if screen is Screen.YOU:
            return self.record is not None
        if screen is Screen.SAFETY:
            return self.clearance is not None and not self.clearance.to_ask
        return screen in self.done

    @property
    def open(self) -> Screen:
        """The first screen that is not done; the last one when all are."""
        return next((one for one in self.screens() if not self.is_done(one)), Screen.FOUND)

    @property
    def unfinished(self) -> bool:
        """Whether something is missing without which there can be no week."""
        return any(one in NEEDED and not self.is_done(one) for one in self.screens())

    def may_see(self, screen: Screen) -> bool:
        """Whether every screen before this one is done."""
        order = self.screens()
        return screen in order and order.index(screen) <= order.index(self.open)

    def before(self, screen: Screen) -> Screen | None:
        """Return the screen before this one, None for the first."""
        order = self.screens()
        at = order.index(screen) if screen in order else 0
        return order[at - 1] if at else None


def stops(clearance: Clearance) -> bool:
    """Whether a danger sign that is present, not a question that is open, stands in the way."""
    urgent = clearance.level in {Level.URGENT, Level.EMERGENCY}
    return urgent or (clearance.blocked and not clearance.to_ask)


# --- the questions of the gate ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it is shown, in the language of the knowledge it was taken from."""

    id: str
    text: str
    help: str
    level: Level


def questions(knowledge: Knowledge) -> Iterator[tuple[Asked, DangerSign]]:
    """Yield every question there is with its sign, emergency first."""
    signs = sorted(knowledge.danger_signs.values(), key=lambda one: (-one.level.rank, one.rule))
    for sign in signs:
        yield Asked(id=sign.id, text=sign.question, help=sign.help, level=sign.level), sign
        for part in sign.parts:
            yield Asked(id=part.id, text=part.text, help=part.help, level=sign.level), sign


def groups(wanted: tuple[str, ...], knowledge: Knowledge) -> dict[str, tuple[Asked, ...]]:
    """Return the questions to show by how urgent they are, in the order of the rule table."""
    found: dict[str, list[Asked]] = {}
    for asked, _ in questions(knowledge):
        if asked.id in wanted:
            found.setdefault(asked.level.value, []).append(asked)
    return {level: tuple(rows) for level, rows in found.items()}


def ask_again(clearance: Clearance, knowledge: Knowledge) -> tuple[str, ...]:
    """Return what the safety screen asks on any later day.

    What is due, and with it the short set, for someone may come because of something new. With
    nothing due the emergency and urgent questions, which is what something new calls for.
    """
    asked = [sign for sign in knowledge.danger_signs.values() if sign.asked]
    if clearance.to_ask:
        short = [sign.id for sign in asked if "short" in sign.gates]
        return tuple(dict.fromkeys([*clearance.to_ask, *short]))
    return tuple(sign.id for sign in asked if sign.level is not Level.REVIEW)
