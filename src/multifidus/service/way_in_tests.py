# SPDX-License-Identifier: Apache-2.0
"""One test done at home: its results into the record, or why there are none."""

from dataclasses import dataclass
from typing import Any, Final

from multifidus.domain.phrase import say
from multifidus.domain.words import Measurer, Side
from multifidus.knowledge.circuit import Way as HowTo
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test
from multifidus.record import Entry, Writing
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.circuit import Circuit, Offer, circuit
from multifidus.service.errors import Blocked, Invalid, NotYours
from multifidus.service.house import Service
from multifidus.service.records import NOBODY, kept
from multifidus.service.way_in import draft_key, keep_draft, remember_test, way_of
from multifidus.service.way_in_steps import Way
from multifidus.service.way_in_typed import Reader, Typed

SKIPS: Final = ("no-time", "position", "not-safe", "nothing-to-measure", "no-helper")
FELT: Final = ("ordinary", "down-leg", "numb", "unwell")
"""What was felt in a test that was broken off; all but the first ask the danger signs again."""
LEG_SYMPTOMS: Final = "leg-symptoms"
_BY: Final = (Measurer.SELF.value, Measurer.PARTNER.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field for a result: its name in the form, side and number of the try."""

    name: str
    side: str
    number: int


def fields_for(test: Test, how: HowTo) -> tuple[Field, ...]:
    """Return the fields of a test, left before right, one for each try."""
    sides = (Side.LEFT.value, Side.RIGHT.value) if test.sides else ("",)
    return tuple(
        Field(name=f"value{f'-{side}' if side else ''}-{number}", side=side, number=number)
        for side in sides
        for number in range(1, how.tries + 1)
    )


def draft_name(test: str) -> str:
    """Return the name under which a half-filled test is kept."""
    return f"test-{test}"


def offers(service: Service, who: Who, way: Way | None = None) -> Circuit:
    """Return the tests for the asker.

    Raises
    ------
    Blocked
        As long as nobody has said who it is about, or a danger sign or an open question stands in
        the way.
    """
    decide(who, Action.READ_RECORD)
    way = way or way_of(service, who)
    if way.record is None or way.clearance is None or way.clearance.blocked:
        raise Blocked("The safety questions come first.")
    return circuit(way.record, way.on, way.clearance, service.knowledge)


def offer_of(service: Service, who: Who, test: str, way: Way | None = None) -> Offer:
    """Return one test for the asker.

    Raises
    ------
    NotYours
        If there is no such test.
    """
    found = offers(service, who, way).offer(test)
    if found is None:
        raise NotYours("There is no such page.")
    return found


def read_results(
    test: Test, how: HowTo, typed: Typed, knowledge: Knowledge
) -> list[dict[str, Any]]:
    """Read the results of a test; `knowledge` is in the language that a fault is said in.

    Raises
    ------
    Invalid
        If there is none, or one is not what a living person can have.
    """
    reader = Reader(typed)
    bounds = knowledge.tests[test.id].human_range
    rows: list[dict[str, Any]] = []
    by = reader.choice("by", _BY) or (_BY[1] if test.partner else _BY[0])
    fields = fields_for(test, how)
    for field in fields:
        value = reader.number(field.name, bounds)
        if value is None:
            continue
        if test.measure_unit == "reps" and isinstance(value, float):
            reader.fault(field.name, say("Count whole ones only."))
        row: dict[str, Any] = {"test": test.id, "value": value, "by": by}
        rows.append(row | ({"side": field.side} if field.side else {}))
    if not rows:
        reader.fault(fields[0].name, say("Write a result, or choose why there is none."))
    reader.done()
    return rows


def _standing_today(entries: tuple[Entry, ...], test: str, on: object) -> list[str]:
    gone = {one.supersedes for one in entries}
    return [
        one.id
        for one in entries
        if one.on == on and one.body and one.body.get("test") == test and one.id not in gone
    ]


def measure(service: Service, who: Who, test: str, typed: Typed) -> None:
    """Take in the results of a test; done again on the same day it corrects the earlier one.

    Raises
    ------
    Invalid
        With a word about each field; what was typed is kept.
    Blocked
        If something speaks against this test for the asker.
    """
    person = decide(who, Action.ADD_FACTS)
    offer = offer_of(service, who, test)
    if offer.against is not None:
        raise Blocked(offer.against)
    how = service.knowledge.circuit.ways[test]
    on = service.today()
    now = kept(service, who)
    about = now.value["person"] if now else NOBODY
    try:
        rows = read_results(offer.test, how, typed, service.knowledge)
        for row in rows:
            records.check(service, "measurement", row, on=on, person=about)
    except Invalid:
        keep_draft(service, who, draft_name(test), typed)
        raise
    with service.store.write() as writing:
        earlier = _standing_today(writing.entries(person, kinds=("measurement",)), test, on)
        for number, row in enumerate(rows):
            corrects = earlier[number] if number < len(earlier) else None
            records.write(service, writing, who, "measurement", row, on=on, supersedes=corrects)
        for left in earlier[len(rows) :]:
            records.write(service, writing, who, "measurement", None, on=on, supersedes=left)
        _tidy(writing, who, test)
    remember_test(service, who, test)


def _tidy(writing: Writing, who: Who, test: str) -> None:
    writing.drop_draft(who.account or "", draft_key(draft_name(test)))


def skip(service: Service, who: Who, test: str, typed: Typed) -> None:
    """Remember why a test was left out.

    Raises
    ------
    Invalid
        If no reason was chosen.
    """
    offer_of(service, who, test)
    reader = Reader(typed)
    why = reader.choice("why", SKIPS, needed=say("Choose a reason."))
    reader.done()
    remember_test(service, who, test, skipped=why)


def hurt(service: Service, who: Who, test: str, typed: Typed) -> bool:
    """Take in what was felt in a test that was broken off; no result is written.

    Returns
    -------
    bool
        Whether the danger signs have to be asked again.
    """
    offer_of(service, who, test)
    reader = Reader(typed)
    pain = reader.points("pain", needed=say("Choose a number from 0 to 10."))
    felt = reader.choice("felt", FELT, needed=say("Choose what fits best."))
    reader.done()
    if felt == "down-leg":
        now = kept(service, who)
        before = list(now.record.conditions) if now else []
        if LEG_SYMPTOMS not in before:
            records.add(service, who, "conditions", [*before, LEG_SYMPTOMS])
    remember_test(service, who, test, hurt={"pain": pain, "felt": felt})
    return felt != "ordinary"


def typed_test(service: Service, who: Who, test: Test, how: HowTo) -> Typed:
    """Fill a test's form again with today's results."""
    now = kept(service, who)
    rows = [
        one
        for one in (now.record.measurements if now else ())
        if one.test == test.id and one.on == service.today()
    ]
    typed: dict[str, list[str]] = {}
    for side in dict.fromkeys(field.side for field in fields_for(test, how)):
        mine = [one for one in rows if (one.side or "") == side]
        names = [field.name for field in fields_for(test, how) if field.side == side]
        typed |= {name: [f"{one.value:g}"] for name, one in zip(names, mine, strict=False)}
    if rows:
        typed["by"] = [rows[-1].by.value]
    return typed
