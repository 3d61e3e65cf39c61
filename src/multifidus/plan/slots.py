# SPDX-License-Identifier: Apache-2.0
"""Which days are for strength, and what kind of work each slot takes.

Physiotherapists write few distinct sessions and alternate them, and a person learns them. So the
week is made of *cells*: sets of slots that hold the same session. Strength templates A and B
alternate over the strength days; other days are light (L); where a day has both slots the morning
takes strength and the evening flexibility (E), as source text C asks. The digit says whether the
cell's days have an evening of their own (2) or flexibility is appended to the only slot (1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from multifidus.domain.record import Availability
from multifidus.domain.words import Day, Slot, Stage
from multifidus.knowledge.planning import Planning

HOURS_PER_DAY = 24
DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class SlotTime:
    """A slot of the week: day 0 (Monday) to 6, the hour it stands for, and its minutes."""

    day: int
    hour: int
    slot: Slot
    minutes: int

    @property
    def at(self) -> int:
        """Hours since Monday 0:00."""
        return self.day * HOURS_PER_DAY + self.hour


@dataclass(frozen=True, slots=True)
class Cell:
    """Slots that hold the same session. `strength`, `light`, `flex`: the work it may hold."""

    id: str
    template: str
    slots: tuple[SlotTime, ...]
    strength: bool
    light: bool
    flex: bool

    @property
    def seconds(self) -> int:
        """Seconds that every slot of the cell has."""
        return min(slot.minutes for slot in self.slots) * 60

    @property
    def times(self) -> int:
        """Sessions of the week that the cell holds."""
        return len(self.slots)


def week_slots(availability: Availability, planning: Planning) -> tuple[SlotTime, ...]:
    """Every slot long enough for a session, in time order."""
    hours = planning.days.slot_hour
    return tuple(
        sorted(
            SlotTime(day.number, hours[slot], slot, minutes)
            for day, slots in availability.items()
            for slot, minutes in slots.items()
            if minutes >= planning.session.shortest_slot_minutes
        )
    )


def _main_and_evening(
    slots: tuple[SlotTime, ...], planning: Planning
) -> dict[int, tuple[SlotTime, SlotTime | None]]:
    """By day, the slot for strength or light work, and the slot for flexibility if it has its own."""
    days: dict[int, tuple[SlotTime, SlotTime | None]] = {}
    for day in sorted({slot.day for slot in slots}):
        here = [slot for slot in slots if slot.day == day]
        if len(here) == 1:
            days[day] = (here[0], None)
        else:
            morning, evening = here
            short = morning.minutes < planning.session.strength_slot_minutes
            days[day] = (evening, morning) if short else (morning, evening)
    return days


def _gaps(times: list[int]) -> list[int]:
    week = DAYS_PER_WEEK * HOURS_PER_DAY
    return [(times[(n + 1) % len(times)] - time) % week or week for n, time in enumerate(times)]


def strength_days(
    days: dict[int, tuple[SlotTime, SlotTime | None]],
    planning: Planning,
    stage: Stage = Stage.INITIAL,
    at_most: int | None = None,
) -> tuple[int, ...]:
    """Choose strength days: as many as the stage asks, rested, then long, then mornings, evenly spread.

    Two days that leave less than the recovery time between them are taken only where the person
    has no other two days.
    """
    rest = planning.days.recovery_hours

    def score(chosen: tuple[int, ...]) -> tuple[bool, int, int, int, tuple[int, ...]]:
        gaps = _gaps([days[day][0].at for day in chosen])
        return (
            min(gaps) >= rest,
            min(days[day][0].minutes for day in chosen) * len(chosen),
            sum(days[day][0].slot is Slot.MORNING for day in chosen),
            -sum(gap * gap for gap in gaps),
            tuple(-day for day in chosen),
        )

    most = planning.keeping.strength_days.get(stage, planning.days.strength_days)
    most = most if at_most is None else min(most, at_most)
    for count in range(min(most, len(days)), 0, -1):
        best = max(combinations(sorted(days), count), key=score)
        if score(best)[0] or count <= 2:
            return best
    return ()


def _alternate(chosen: tuple[SlotTime, ...]) -> tuple[str, ...]:
    """Templates over the strength days: alternating, and where three, the shortest day alone as B."""
    if len(chosen) != 3:
        return tuple("AB"[n % 2] for n in range(len(chosen)))
    patterns = (("A", "B", "A"), ("A", "A", "B"), ("B", "A", "A"))

    def worth(pattern: tuple[str, ...]) -> int:
        total = 0
        for template in "AB":
            minutes = [
                slot.minutes for slot, name in zip(chosen, pattern, strict=True) if name == template
            ]
            total += len(minutes) * min(minutes)
        return total

    return max(patterns, key=worth)


def cells(
    availability: Availability,
    planning: Planning,
    stage: Stage = Stage.INITIAL,
    at_most: int | None = None,
) -> tuple[Cell, ...]:
    """Divide the person's slots into cells.

    Parameters
    ----------
    availability : mapping
        Minutes by day and slot.
    planning : Planning
        `days`, `keeping` and `session` decide the strength days and the shortest usable slot.
    stage : Stage
        Some stages have fewer strength days than the usual.

    Returns
    -------
    tuple of Cell
        In the order A, B, L, E; empty where no slot is long enough.
    """
    slots = week_slots(availability, planning)
    if not slots:
        return ()
    days = _main_and_evening(slots, planning)
    chosen = strength_days(days, planning, stage, at_most)
    template_of = dict(zip(chosen, _alternate(tuple(days[day][0] for day in chosen)), strict=True))
    groups: dict[str, list[SlotTime]] = {}
    for day, (main, evening) in days.items():
        kind = template_of.get(day, "L") + ("1" if evening is None else "2")
        groups.setdefault(kind, []).append(main)
        if evening is not None:
            groups.setdefault("E", []).append(evening)
    order = ("A1", "A2", "B1", "B2", "L1", "L2", "E")
    return tuple(
        Cell(
            id=name,
            template=name[0],
            slots=tuple(groups[name]),
            strength=name[0] in "AB",
            light=name != "E",
            flex=name == "E" or name.endswith("1"),
        )
        for name in order
        if name in groups
    )


def close(first: Cell, second: Cell, hours: int) -> bool:
    """Whether two different sessions of these cells ever lie less than `hours` apart.

    The week repeats, so the end of the week is close to its beginning.
    """
    week = DAYS_PER_WEEK * HOURS_PER_DAY
    return any(
        min((one.at - other.at) % week, (other.at - one.at) % week) < hours
        for one, other in _pairs(first, second)
    )


def _pairs(first: Cell, second: Cell) -> Iterator[tuple[SlotTime, SlotTime]]:
    for one in first.slots:
        for other in second.slots:
            if (one.day, one.slot) != (other.day, other.slot):
                yield one, other


def day_name(day: int) -> Day:
    """Return the day of the week with this index."""
    return list(Day)[day]
