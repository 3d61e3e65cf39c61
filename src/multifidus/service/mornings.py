# SPDX-License-Identifier: Apache-2.0
"""The morning after a session: what is asked once, and where the answer is kept.

How the back was on getting up decides how much comes next. With it, if the person likes, how long
it took to settle, and where legs have symptoms, how far down they went.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from multifidus.domain.record import Record
from multifidus.domain.words import Radiation, Slot
from multifidus.knowledge.loader import Knowledge
from multifidus.record import Entry, Writing
from multifidus.record.facts import LOG_PART
from multifidus.screen.due import ALARMS
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.alarms import Doubt
from multifidus.service.errors import NotYours
from multifidus.service.house import Service
from multifidus.service.session_log import sessions_since

MORNINGS: Final = timedelta(days=2)
"""How long the next morning is asked about."""

MOVED_DOWN: Final = next(name for name in ALARMS if name.startswith("leg-symptoms"))
"""The question of the danger signs that leg symptoms further down say yes to."""


class Settled(StrEnum):
    """How long pain took to settle, as far as the traffic light tells it apart."""

    HOUR = "hour"
    DAY = "day"
    LONGER = "longer"

    def hours(self, knowledge: Knowledge) -> float:
        """Return the hours it stands for, by the limits of the traffic light."""
        figures = knowledge.rules["PAIN2"].figures
        low, high = figures["settle_hours_low"].value, figures["settle_hours_high"].value
        return {Settled.HOUR: low, Settled.DAY: (low + high) / 2, Settled.LONGER: high}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """A session whose next morning has not been told; `reference` names it for `next_morning`."""

    reference: str
    on: date
    slot: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What someone tells of a morning: pain 0-10, and what else they like to say."""

    pain: float
    settled: Settled | None = None
    leg: float | None = None
    reach: Radiation | None = None


def asks_leg(record: Record) -> bool:
    """Whether the leg is asked about: it has symptoms in this episode, or had some in a session."""
    episode = record.episode
    below = episode is not None and episode.radiation in {Radiation.THIGH, Radiation.BELOW_KNEE}
    return below or any(row.leg.next_morning or row.leg.after for row in record.log)


def usual_reach(record: Record, before: date) -> Radiation:
    """Return how far down the symptoms went by what the person had said of the days before."""
    earlier = [row.leg.reach_after for row in record.log if row.on < before]
    said = [reach for reach in earlier if reach is not None]
    if record.episode is not None:
        said.append(record.episode.radiation)
    return max(said, key=list(Radiation).index, default=Radiation.NONE)


def open_mornings(service: Service, who: Who) -> tuple[Morning, ...]:
    """Return sessions of the last days whose next morning has come and was not told, oldest first."""
    person = decide(who, Action.READ_RECORD)
    today = service.today()
    since = today - MORNINGS
    found = []
    for name, entries in sessions_since(service, person, since=since).items():
        bodies = [entry.body for entry in entries]
        start = next((one for one in entries if one.body["part"] == "start"), entries[0])
        told = any(body["part"] == "pain" and "next_morning" in body for body in bodies)
        done = any(body["part"] == "set" for body in bodies)
        if done and not told and start.on < today:
            slot = Slot(start.body.get("slot", Slot.MORNING))
            found.append(Morning(reference=name, on=start.on, slot=slot))
    for entry in _rows(service, person):
        body = entry.body
        told = (body.get("pain") or {}).get("next_morning") is not None
        if since <= entry.on < today and body.get("done") and not told:
            found.append(Morning(reference=entry.id, on=entry.on, slot=Slot(body["slot"])))
    return tuple(sorted(found, key=lambda one: (one.on, one.slot is Slot.EVENING, one.reference)))


def _rows(service: Service, person: str) -> list[Entry]:
    """Return whole log rows that hold: taken in from a file, corrections in place of what they correct."""
    with service.store.read() as reading:
        entries = reading.entries(person, kinds=("log",))
    corrected = {entry.supersedes for entry in entries}
    return [entry for entry in entries if entry.id not in corrected and entry.body is not None]


def _plain(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _facts(told: Told, usual: Radiation, knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    """Return what the log keeps of a morning: of the back, and of the leg where it was told.

    How far down the leg is compared with what the person had said before.
    """
    pain: dict[str, Any] = {"next_morning": _plain(told.pain)}
    if told.settled is not None:
        pain["settled_hours"] = _plain(told.settled.hours(knowledge))
    leg: dict[str, Any] = {}
    if told.leg is not None:
        leg["next_morning"] = _plain(told.leg)
    if told.reach is not None:
        leg |= {"reach_before": usual.value, "reach_after": told.reach.value}
    return {"pain": pain} | ({"leg": leg} if leg else {})


def next_morning(service: Service, who: Who, reference: str, told: Told) -> None:
    """Write down the morning after a session, and after all others of that day.

    Leg symptoms further down than the person has said so far are a danger sign's yes: it is written
    down as such, and asked about at once.

    Parameters
    ----------
    reference : str
        Of `open_mornings`: the device's session, or the id of a log row.
    told : Told
        What the person said.

    Raises
    ------
    Invalid
        If a number cannot be right.
    NotYours
        If the asker has no such session.
    """
    person = decide(who, Action.ADD_FACTS)
    sessions = sessions_since(service, person, since=date.min)
    rows = {one.id: one for one in _rows(service, person)}
    if reference not in sessions and reference not in rows:
        raise NotYours("There is no such page.")
    first = sessions[reference][0] if reference in sessions else rows[reference]
    now = records.kept(service, who)
    usual = usual_reach(now.record, first.on) if now is not None else Radiation.NONE
    facts = _facts(told, usual, service.knowledge)
    row = {"slot": Slot.MORNING, **facts}
    records.check(service, "log", row, on=service.today(), person=records.NOBODY)
    still_open = open_mornings(service, who)
    day = next((one.on for one in still_open if one.reference == reference), None)
    same = [one.reference for one in still_open if one.on == day and one.reference != reference]
    reaches = list(Radiation)
    further = told.reach is not None and reaches.index(told.reach) > reaches.index(usual)
    with service.store.write() as writing:
        doubt = Doubt(service, writing, who, person)
        doubt.look(again=True)
        # A morning has one answer, however many sessions the day before it held.
        for name in (reference, *same):
            if name in sessions:
                _of_events(service, writing, who, sessions[name], facts)
            else:
                entry = rows[name]
                told_before = {key: entry.body.get(key) or {} for key in facts}
                whole = entry.body | {key: told_before[key] | facts[key] for key in facts}
                records.write(service, writing, who, "log", whole, on=entry.on, supersedes=entry.id)
        if further:
            answers = {"answers": {MOVED_DOWN: True}}
            doubt.add(
                records.write(service, writing, who, "screening", answers, on=service.today())
            )
        doubt.settle()


def _of_events(
    service: Service,
    writing: Writing,
    who: Who,
    entries: list[Entry],
    facts: Mapping[str, Mapping[str, Any]],
) -> None:
    """Add the morning to a session that is kept event by event, unless it says the same already."""
    number = max(int(entry.body["n"]) for entry in entries)
    for part, said in facts.items():
        known: dict[str, Any] = {}
        for entry in entries:
            known |= entry.body if entry.body["part"] == part else {}
        if all(known.get(key) == value for key, value in said.items()):
            continue
        number += 1
        body = {"session": entries[0].body["session"], "n": number, "part": part, **said}
        records.write(service, writing, who, LOG_PART, body, on=entries[0].on)
