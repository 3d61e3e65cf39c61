# SPDX-License-Identifier: Apache-2.0
"""When the one quiet note of a day is due, from what is known on that day. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from multifidus.domain.words import Slot

LATE: Final = timedelta(hours=1)
"""How late a note may still come, when a device was asleep; after that it stays away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a day.

    `due` are the slots with a session that is still open. `recorded` is whether any session was
    recorded on the day, `shown` whether the note of the day has been shown.
    """

    now: datetime
    due: Collection[Slot]
    recorded: bool
    shown: bool


def wait_of(known: Known, times: Mapping[Slot, time]) -> timedelta | None:
    """Return how long to wait for the note of the day, zero if it is due now, None if none comes.

    Parameters
    ----------
    known : Known
        `now` has the zone in which the times hold.
    times : mapping of Slot to time
        When the sessions of each slot are meant to begin.
    """
    if known.recorded or known.shown:
        return None
    for slot in sorted(known.due, key=lambda one: times[one]):
        at = datetime.combine(known.now.date(), times[slot], known.now.tzinfo)
        # By the clock on the wall a day has 24 hours; by the moments it may have 23 or 25.
        ahead = timedelta(seconds=at.timestamp() - known.now.timestamp())
        if ahead >= -LATE:
            return max(ahead, timedelta())
    return None
