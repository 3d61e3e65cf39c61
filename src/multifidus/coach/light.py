# SPDX-License-Identifier: Apache-2.0
"""The traffic light of one session: what it did to the pain by the next morning."""

from datetime import date
from enum import StrEnum

from multifidus.domain.record import LogEntry
from multifidus.knowledge.loader import Knowledge

PAIN = "pain"
"""The reason of a skipped exercise that makes a session red."""


class Light(StrEnum):
    """How a session was borne."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def light(entry: LogEntry, on: date, knowledge: Knowledge) -> Light:
    """Judge one session by the pain around it.

    Parameters
    ----------
    entry : LogEntry
        The session.
    on : date
        The day of judging: a next-morning answer can only be missing once that morning has come.

    Notes
    -----
    The first line that fits decides, red before amber before green (rules PAIN1 to PAIN3). Without
    a value before the session nothing can be compared, which counts as a missing answer: amber.
    """
    red = knowledge.rules["PAIN1"].figures
    amber = knowledge.rules["PAIN2"].figures
    pain = entry.pain
    if any(PAIN in skipped.why.lower() for skipped in entry.skipped):
        return Light.RED
    later = [value for value in (pain.during, pain.after, pain.next_morning) if value is not None]
    if pain.before is None or not later:
        return Light.AMBER
    worst = max(later)
    morning = pain.next_morning
    worse_tomorrow = morning is not None and morning >= pain.before + red["next_morning_rise"].value
    # Added, not subtracted: 8.2 - 7.2 is a little less than 1 in binary decimals.
    rose = worst >= pain.before + red["rise"].value
    if worse_tomorrow or (worst > red["worst_over"].value and rose):
        return Light.RED
    unsettled = worst >= amber["worst"].value and worst >= pain.before + amber["rise"].value
    if unsettled or (morning is None and on > entry.on):
        return Light.AMBER
    return Light.GREEN
