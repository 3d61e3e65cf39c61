# SPDX-License-Identifier: Apache-2.0
"""What every use case is given: the store, the knowledge, the clock, randomness and the planner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TypeAlias

from multifidus.knowledge.language import in_language
from multifidus.knowledge.loader import Knowledge
from multifidus.record import Store, new_id
from multifidus.service.planning import Planner
from multifidus.service.settings import Settings

Clock: TypeAlias = Callable[[], datetime]
"""Gives the time now, with a time zone."""

Random: TypeAlias = Callable[[int], bytes]
"""Gives so many random bytes, fit for keys."""


@dataclass(slots=True, kw_only=True)
class Service:
    """The house: what a use case may reach for.

    Only `store` is ever put in place anew, when a backup is restored.
    """

    settings: Settings
    store: Store
    knowledge: Knowledge
    clock: Clock
    random: Random
    planner: Planner
    zone: tzinfo | None = None

    def now(self) -> datetime:
        """Return the time now in UTC."""
        return self.clock().astimezone(UTC)

    def today(self) -> date:
        """Return the day it is where the house stands; `zone` None is the machine's own zone."""
        return self.clock().astimezone(self.zone).date()

    def id(self) -> str:
        """Return a new id, which sorts by time."""
        return new_id(self.now(), self.random(16))

    def knowledge_in(self, language: str) -> Knowledge:
        """Return the knowledge with its texts in a language."""
        return in_language(self.knowledge, language)
