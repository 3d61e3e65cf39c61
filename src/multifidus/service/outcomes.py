# SPDX-License-Identifier: Apache-2.0
"""Questionnaires: which there are, what was answered, and taking in an answer.

Items are asked as the knowledge has them. Where a licence keeps the wording out of the product, the
statements are ticked by number from the official sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.record import OutcomeEntry
from multifidus.knowledge.schema_texts import Item, Questionnaire
from multifidus.programme import known_on
from multifidus.record import Entry, Reading
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Invalid, NotYours
from multifidus.service.house import Service
from multifidus.service.outcomes_due import due_questionnaires
from multifidus.service.records import kept

OFFERED: Final = ("nprs", "psfs", "gpe", "rmdq-24", "yellow-flags", "exercise-vital-sign")
"""The questionnaires that can be answered here, in the order of the page."""

OWN: Final = "psfs"
MOST_OWN: Final = 3
LONGEST: Final = 200
NONE: Final = "none"
"""The field that says that no statement is true today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One questionnaire as it stands with the asker.

    `items` are those to ask; `ticked` when they have no wording here and are ticked by number.
    `activities` are the person's own, for the questionnaire that asks about them.
    """

    instrument: str
    items: tuple[Item, ...]
    ticked: bool
    due: bool
    last: OutcomeEntry | None
    activities: tuple[str, ...]


def _items(instrument: Questionnaire, activities: tuple[str, ...]) -> tuple[Item, ...]:
    if instrument.id == OWN:
        return instrument.items[: len(activities)]
    return instrument.items


def sheets(service: Service, who: Who) -> tuple[Sheet, ...]:
    """Return every questionnaire that is offered."""
    decide(who, Action.READ_RECORD)
    found = kept(service, who)
    if found is None:
        return ()
    on = service.today()
    record = known_on(found.record, on)
    due = {one.instrument for one in due_questionnaires(record, on, service.knowledge)}
    out = []
    for name in OFFERED:
        known = service.knowledge.questionnaires[name]
        answers = sorted(
            (one for one in record.outcomes if one.instrument == name), key=lambda one: one.on
        )
        out.append(
            Sheet(
                instrument=name,
                items=_items(known, record.activities),
                ticked=all(item.text is None for item in known.items),
                due=name in due,
                last=answers[-1] if answers else None,
                activities=record.activities if name == OWN else (),
            )
        )
    return tuple(out)


def sheet(service: Service, who: Who, instrument: str) -> Sheet:
    """Return one questionnaire.

    Raises
    ------
    NotYours
        If it is not offered, or the asker has no record yet.
    """
    for one in sheets(service, who):
        if one.instrument == instrument:
            return one
    raise NotYours(say("There is no such page."))


def read_answers(asked: Sheet, typed: Mapping[str, str]) -> dict[str, float]:
    """Read what was typed into numbers; every item that is asked wants one.

    Raises
    ------
    Invalid
        With a word about each item that has no number, or one beyond its ends.
    """
    if asked.ticked:
        ticks: dict[str, float] = {item.id: 1 if typed.get(item.id) else 0 for item in asked.items}
        # An empty sheet sent by mistake would be the best score there is.
        if any(ticks.values()) == bool(typed.get(NONE)):
            raise Invalid(
                say("Something is missing or cannot be right yet."),
                {NONE: say("Tick the statements that are true, or that none of them is.")},
            )
        return ticks
    answers: dict[str, float] = {}
    faults: dict[str, str] = {}
    for item in asked.items:
        text = typed.get(item.id, "").strip().replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not item.low <= value <= item.high:
            faults[item.id] = say(
                "Choose a number from {low} to {high}.", low=item.low, high=item.high
            )
        answers[item.id] = int(value) if value.is_integer() else value
    if faults:
        raise Invalid(say("Something is missing or cannot be right yet."), faults)
    return answers


def _same_day(reading: Reading, person: str, instrument: str, on: date) -> Entry | None:
    """Return the entry of today that a new answer takes the place of."""
    entries = reading.entries(person, kinds=("outcome",))
    corrected = {entry.supersedes for entry in entries}
    for entry in reversed(entries):
        body = entry.body or {}
        if entry.on == on and entry.id not in corrected and body.get("instrument") == instrument:
            return entry
    return None


def answer(service: Service, who: Who, instrument: str, typed: Mapping[str, str]) -> None:
    """Take in the answers to a questionnaire, for today; a second time today corrects the first.

    Raises
    ------
    Invalid
        With a word about each item at fault; nothing is written then.
    """
    person = decide(who, Action.ADD_FACTS)
    asked = sheet(service, who, instrument)
    if not asked.items:
        raise Invalid(say("Choose your own activities first."))
    body = {"instrument": instrument, "answers": read_answers(asked, typed)}
    on = service.today()
    found = kept(service, who)
    about = found.value["person"] if found is not None else records.NOBODY
    records.check(service, "outcome", body, on=on, person=about)
    with service.store.write() as writing:
        earlier = _same_day(writing, person, instrument, on)
        records.write(
            service,
            writing,
            who,
            "outcome",
            body,
            on=on,
            supersedes=earlier.id if earlier is not None else None,
        )


def choose_activities(service: Service, who: Who, typed: tuple[str, ...]) -> None:
    """Keep the person's own activities, in their words.

    Raises
    ------
    Invalid
        If there is none, or one is too long.
    """
    decide(who, Action.ADD_FACTS)
    wanted = [" ".join(text.split()) for text in typed[:MOST_OWN]]
    faults = {
        f"activity-{n}": say("Use at most {longest} characters.", longest=LONGEST)
        for n, text in enumerate(wanted, 1)
        if len(text) > LONGEST
    }
    if not any(wanted):
        faults["activity-1"] = say("Write at least one activity.")
    if faults:
        raise Invalid(say("Something is missing or cannot be right yet."), faults)
    records.add(service, who, "activities", [text for text in wanted if text])
