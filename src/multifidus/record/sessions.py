# SPDX-License-Identifier: Apache-2.0
"""A session that was logged event by event, folded into one row of the record file's log.

The parts come from a device that may be offline for days, so their order of arrival means nothing:
they are read by their number `n` on the device, then by arrival. Parts are
`{"session", "n", "part", ...}` with the part's own keys:

start
    `slot`; gives the row its slot and, by its entry, its day. `planned` is what was asked of each
    exercise of the session, `instead` of each easier one that could be taken in its place:
    `exercise` with `sets`, `reps`, `hold_s` and `minutes`. The name alone says nothing of the dose.
set
    `exercise` and what was done: `reps`, `hold_s`, `minutes`, `load_kg`; `side` where the exercise
    has sides; `set` (1, 2, ...) where the device counts them. The same exercise, side and `set` once
    more takes the place of the earlier one.
effort
    `exercise`, `effort`; a later one for the exercise holds.
pain
    any of `before`, `during`, `after`, `next_morning`, `settled_hours`; a later value of each holds.
leg
    the same of the leg, without `settled_hours`, and `reach_before`, `reach_after`.
skip
    `exercise`, `why`; a later one for the exercise holds.
stop
    `why` the session was broken off; a later one holds.
end
    nothing more to come; adds nothing to the row.

One set of the record file is done on both sides, and its numbers are per side. So a left and a
right of the same set (the same `set`, else the n-th left and the n-th right) make one set, with the
smaller number of both: repetitions, minutes and load only where both sides have them, a hold
also where one has it. A side without its other is no full set: it stays in the entries and adds
no set to the row, though the exercise is in the row as done, with the sets that are full.

A session whose start never came is not lost: slot and day are those of the first part that says so,
else "morning" and the day of its first part.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

NUMBERS: Final = ("reps", "hold_s", "minutes", "load_kg")
NEEDS_BOTH: Final = frozenset({"reps", "minutes", "load_kg"})
ASKED: Final = ("sets", "reps", "hold_s", "minutes")
"""What is asked of an exercise."""
TIMES: Final = ("before", "during", "after", "next_morning")
PAIN: Final = (*TIMES, "settled_hours")
LEG: Final = (*TIMES, "reach_before", "reach_after")
SIDES: Final = ("left", "right")
USUAL_SLOT: Final = "morning"
STOPPED: Final = "stopped"
"""Stands where a session was broken off without a reason."""


@dataclass(frozen=True, slots=True)
class Part:
    """One event of a session: its body, the day and number of its entry."""

    body: dict[str, Any]
    on: date
    seq: int

    @property
    def order(self) -> tuple[float, int]:
        """By number on the device, then by arrival."""
        n = self.body.get("n")
        return (n if isinstance(n, int | float) else float("inf"), self.seq)


@dataclass(slots=True)
class _Exercise:
    """What was logged of one exercise: sets by their place, then side."""

    sets: dict[Hashable, dict[str, dict[str, Any]]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    effort: float | None = None

    def add(self, body: dict[str, Any]) -> None:
        side = body.get("side")
        side = side if side in SIDES else ""
        numbers = {key: body[key] for key in NUMBERS if body.get(key) is not None}
        place: Hashable = body.get("set")
        if place is None:
            self.counted[side] = self.counted.get(side, 0) + 1
            place = ("by order", "sides" if side else "none", self.counted[side])
        self.sets.setdefault(place, {})[side] = numbers

    def full(self) -> list[dict[str, Any]]:
        return [one for sides in self.sets.values() if (one := _one_set(sides))]

    def row(self, exercise: str, asked: dict[str, Any] | None) -> dict[str, Any]:
        out: dict[str, Any] = {"exercise": exercise}
        if sets := self.full():
            out["sets"] = sets
        if self.effort is not None:
            out["effort"] = self.effort
        if asked is not None:
            out["planned"] = asked
        return out


def _one_set(sides: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    if "" in sides:
        return sides[""]
    if set(sides) != set(SIDES):
        return None
    left, right = (sides[side] for side in SIDES)
    out: dict[str, Any] = {}
    for key in NUMBERS:
        given = [numbers[key] for numbers in (left, right) if key in numbers]
        if len(given) == len(SIDES) or (given and key not in NEEDS_BOTH):
            out[key] = min(given)
    return out


def _asked(listed: object) -> dict[str, dict[str, Any]]:
    """Return the doses of a start by exercise; a device of before they were sent names none."""
    return {
        one["exercise"]: {key: one[key] for key in ASKED if one.get(key) is not None}
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and one.get("sets") is not None
    }


@dataclass(slots=True)
class _Session:
    """What was logged of one session."""

    done: dict[str, _Exercise] = field(default_factory=dict)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    pain: dict[str, float] = field(default_factory=dict)
    leg: dict[str, Any] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    stopped: str = ""

    def add(self, body: dict[str, Any]) -> None:
        match body.get("part"):
            case "start":
                self.asked |= _asked(body.get("instead"))
                self.asked |= _asked(body.get("planned"))
            case "set":
                self._exercise(body).add(body)
            case "effort":
                self._exercise(body).effort = body["effort"]
            case "pain":
                self.pain |= {key: body[key] for key in PAIN if body.get(key) is not None}
            case "leg":
                self.leg |= {key: body[key] for key in LEG if body.get(key) is not None}
            case "skip":
                self.skipped[body["exercise"]] = body["why"]
            case "stop":
                self.stopped = body.get("why") or STOPPED

    def _exercise(self, body: dict[str, Any]) -> _Exercise:
        return self.done.setdefault(body["exercise"], _Exercise())

    def sections(self) -> dict[str, Any]:
        out = {
            "done": [one.row(name, self.asked.get(name)) for name, one in self.done.items()],
            "pain": {key: self.pain[key] for key in PAIN if key in self.pain},
            "leg": {key: self.leg[key] for key in LEG if key in self.leg},
            "skipped": [{"exercise": name, "why": why} for name, why in self.skipped.items()],
            "stopped": self.stopped,
        }
        return {key: value for key, value in out.items() if value}


def log_row(parts: Iterable[Part]) -> dict[str, Any] | None:
    """Fold the parts of one session into a row of the record file's log.

    Parameters
    ----------
    parts : iterable of Part
        At least one, in any order.

    Returns
    -------
    dict or None
        With `on` and `slot`, and `done`, `pain`, `leg`, `skipped` and `stopped` where there is any. None
        if there is none of these: a session that was only opened has not been done.
    """
    ordered = sorted(parts, key=lambda part: part.order)
    session = _Session()
    for part in ordered:
        session.add(part.body)
    sections = session.sections()
    if not sections:
        return None
    starts = [part for part in ordered if part.body.get("part") == "start"]
    slots = [part.body["slot"] for part in (*starts, *ordered) if part.body.get("slot")]
    first = starts[0] if starts else min(ordered, key=lambda part: part.seq)
    return {"on": first.on.isoformat(), "slot": slots[0] if slots else USUAL_SLOT, **sections}
