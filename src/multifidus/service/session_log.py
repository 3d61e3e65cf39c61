# SPDX-License-Identifier: Apache-2.0
"""What a device says of a session, event by event: nothing lost, nothing twice.

Every event has an id that the device made (`client_id`). Sent again, it is answered as written and
not written again, so a device may repeat itself until it hears an answer. A bad event is refused by
itself, in words, and takes no good one with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from multifidus.domain.words import Answer, Side, Slot
from multifidus.record import ConflictError, Entry, Writing
from multifidus.record.facts import LOG_PART
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.alarms import Doubt
from multifidus.service.errors import Invalid, NotYours
from multifidus.service.house import Service

MOST_PARTS: Final = 500
"""Events in one batch; a device with more sends several."""

OLDEST: Final = timedelta(days=400)
"""Older events come from a clock that is wrong."""

MORNINGS: Final = timedelta(days=2)
"""How long the next morning is asked about."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Text = Annotated[StrictStr, Field(min_length=1, max_length=200)]


class _Event(BaseModel):
    """What every event says: which session on the device, its number there, and the day."""

    model_config = ConfigDict(extra="forbid")

    client_id: Annotated[StrictStr, Field(pattern=r"^[0-9A-Za-z_-]{8,80}$")]
    session: Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{16,64}$")]
    n: Annotated[StrictInt, Field(ge=0, le=100_000)]
    on: date


class _Planned(BaseModel):
    """Where in the plan a session stood, which may be another day than the one it was done on."""

    model_config = ConfigDict(extra="forbid")

    on: date
    slot: Slot


class _Start(_Event):
    part: Literal["start"]
    slot: Slot
    planned: Annotated[list[Text], Field(max_length=50)] = []
    of: _Planned | None = None


class _Set(_Event):
    part: Literal["set"]
    exercise: Text
    set: Annotated[StrictInt, Field(ge=1, le=100)]
    side: Literal[Side.LEFT, Side.RIGHT] | None = None
    reps: StrictInt | None = None
    hold_s: Number | None = None
    minutes: Number | None = None
    load_kg: Number | None = None


class _Effort(_Event):
    part: Literal["effort"]
    exercise: Text
    effort: Number


class _Pain(_Event):
    part: Literal["pain"]
    before: Number | None = None
    during: Number | None = None
    after: Number | None = None
    next_morning: Number | None = None


class _Skip(_Event):
    part: Literal["skip"]
    exercise: Text
    why: Text


class _Stop(_Event):
    part: Literal["stop"]
    why: Text


class _End(_Event):
    part: Literal["end"]


class _Gate(_Event):
    """The quick look at danger signs before a session or on stopping one: answers by question."""

    part: Literal["gate"]
    answers: Annotated[dict[str, Answer], Field(min_length=1, max_length=100)]


_Any = Annotated[
    _Start | _Set | _Effort | _Pain | _Skip | _Stop | _End | _Gate, Field(discriminator="part")
]
_READ: Final[TypeAdapter[_Any]] = TypeAdapter(_Any)
_SAY: Final = {Answer.YES: True, Answer.NO: False, Answer.NOT_SURE: Answer.NOT_SURE.value}
"""How the record file writes an answer."""

_SAID: Final = frozenset({"client_id", "on"})
"""What the entry itself says, so that its body does not."""

_NUMBERS: Final = ("reps", "hold_s", "minutes", "load_kg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An event that was not written, and why. `client_id` is empty where none could be read."""

    client_id: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a batch: ids that are in the record now, and what was refused."""

    written: tuple[str, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """A session whose next morning has not been told; `reference` names it for `next_morning`."""

    reference: str
    on: date
    slot: Slot


def _row(event: _Any) -> tuple[str, Mapping[str, Any]]:
    """Return what the record file would have of one event: its kind and body."""
    match event:
        case _Gate():
            return "screening", {"answers": {key: _SAY[one] for key, one in event.answers.items()}}
        case _Start():
            done = [{"exercise": name} for name in event.planned]
            return "log", {"slot": event.slot, "done": done}
        case _Set():
            numbers = event.model_dump(include=set(_NUMBERS), exclude_none=True)
            body: dict[str, Any] = {"done": [{"exercise": event.exercise, "sets": [numbers]}]}
        case _Effort():
            body = {"done": [{"exercise": event.exercise, "effort": event.effort}]}
        case _Skip():
            body = {"skipped": [{"exercise": event.exercise, "why": event.why}]}
        case _Pain():
            kept = {"before", "during", "after", "next_morning"}
            return "log", {
                "slot": Slot.MORNING,
                "pain": event.model_dump(include=kept, exclude_none=True),
            }
        case _Stop():
            return "log", {"slot": Slot.MORNING, "stopped": event.why}
        case _:
            return "log", {"slot": Slot.MORNING}
    return "log", {"slot": Slot.MORNING, **body}


def _checked(service: Service, raw: object) -> _Any:
    """Read one event and check it as the record file would check the row it belongs to."""
    try:
        event = _READ.validate_python(raw if isinstance(raw, dict) else {})
    except ValidationError as error:
        faults = [
            ".".join(str(place) for place in one["loc"][1:]) + ": " + str(one["msg"])
            for one in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise Invalid("This event cannot be read. " + "; ".join(faults)) from None
    today = service.today()
    if not today - OLDEST <= event.on <= today + timedelta(days=1):
        raise Invalid("The day of this event cannot be right. Check the clock of the device.")
    kind, body = _row(event)
    try:
        records.check(service, kind, body, on=event.on, person=records.NOBODY)
    except Invalid as error:
        raise Invalid("; ".join(error.fields.values()) or error.text) from None
    return event


def _name(raw: object) -> str:
    given = raw.get("client_id") if isinstance(raw, dict) else None
    return given[:80] if isinstance(given, str) else ""


def _write(service: Service, writing: Writing, who: Who, event: _Any) -> Entry:
    kind: str = LOG_PART
    said: Mapping[str, Any]
    if isinstance(event, _Gate):
        kind, said = _row(event)
    else:
        said = event.model_dump(mode="json", exclude=set(_SAID), exclude_none=True)
    return records.write(service, writing, who, kind, said, on=event.on, client_id=event.client_id)


def take_parts(service: Service, who: Who, parts: Iterable[object]) -> Taken:
    """Write down events of sessions of the asker's own, each once however often it is sent.

    Parameters
    ----------
    parts : iterable
        Events as the device sends them: `client_id`, `session`, `n`, `on`, `part` and the facts
        of that part.

    Returns
    -------
    Taken
        Every event that could be read back an id is in one of the two lists.

    Raises
    ------
    Invalid
        If there are too many at once; nothing is written then.
    """
    person = decide(who, Action.ADD_FACTS)
    given = list(parts)
    if len(given) > MOST_PARTS:
        raise Invalid(f"Send at most {MOST_PARTS} events at once.")
    good: list[_Any] = []
    refused: list[Refused] = []
    for raw in given:
        try:
            good.append(_checked(service, raw))
        except Invalid as error:
            refused.append(Refused(client_id=_name(raw), error=error.text))
    written: list[str] = []
    if good:
        with service.store.write() as writing:
            doubt = Doubt(service, writing, who, person)
            doubt.look(again=any(isinstance(event, (_Pain, _Skip)) for event in good))
            for event in good:
                try:
                    doubt.add(_write(service, writing, who, event))
                except ConflictError as error:
                    # Raised before anything is written, so the others of the batch still stand.
                    refused.append(Refused(client_id=event.client_id, error=str(error)))
                else:
                    written.append(event.client_id)
            doubt.settle()
    return Taken(written=tuple(dict.fromkeys(written)), refused=tuple(refused))


# --- how far a session went -----------------------------------------------------------------------


def so_far(service: Service, who: Who, on: date, slot: Slot) -> tuple[Mapping[str, Any], ...]:
    """Return the events of a planned session that was begun today or yesterday and not ended.

    So a session goes on where it stopped, also on another device. Empty if there is none.
    """
    person = decide(who, Action.READ_RECORD)
    sessions = _sessions(service, person, since=service.today() - timedelta(days=1))
    planned = {"on": on.isoformat(), "slot": slot.value}
    for name, entries in reversed(sessions.items()):
        bodies = [{**entry.body, "session": name, "on": entry.on.isoformat()} for entry in entries]
        begun = any(body["part"] == "start" and body.get("of") == planned for body in bodies)
        if begun and not any(body["part"] in {"stop", "end"} for body in bodies):
            return tuple(sorted(bodies, key=_number))
    return ()


def _number(body: Mapping[str, Any]) -> int:
    return int(body["n"])


def _sessions(service: Service, person: str, *, since: date) -> dict[str, list[Entry]]:
    with service.store.read() as reading:
        entries = reading.entries(person, kinds=(LOG_PART,))
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.body is not None and entry.on >= since:
            found.setdefault(str(entry.body["session"]), []).append(entry)
    return found


# --- the morning after ----------------------------------------------------------------------------


def open_mornings(service: Service, who: Who) -> tuple[Morning, ...]:
    """Return sessions of the last days whose next morning has come and was not told, oldest first."""
    person = decide(who, Action.READ_RECORD)
    today = service.today()
    since = today - MORNINGS
    found = []
    for name, entries in _sessions(service, person, since=since).items():
        bodies = [entry.body for entry in entries]
        start = next((one for one in entries if one.body["part"] == "start"), entries[0])
        told = any("next_morning" in body for body in bodies)
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


def next_morning(service: Service, who: Who, reference: str, pain: float) -> None:
    """Write down the pain on the morning after a session, and after all others of that day.

    Parameters
    ----------
    reference : str
        Of `open_mornings`: the device's session, or the id of a log row.
    pain : float
        0 to 10.

    Raises
    ------
    Invalid
        If the number cannot be right.
    NotYours
        If the asker has no such session.
    """
    person = decide(who, Action.ADD_FACTS)
    fact = {"next_morning": int(pain) if float(pain).is_integer() else pain}
    row = {"slot": Slot.MORNING, "pain": fact}
    records.check(service, "log", row, on=service.today(), person=records.NOBODY)
    sessions = _sessions(service, person, since=date.min)
    rows = {one.id: one for one in _rows(service, person)}
    if reference not in sessions and reference not in rows:
        raise NotYours("There is no such page.")
    still_open = open_mornings(service, who)
    day = next((one.on for one in still_open if one.reference == reference), None)
    same = [one.reference for one in still_open if one.on == day and one.reference != reference]
    with service.store.write() as writing:
        # A morning has one answer, however many sessions the day before it held.
        for name in (reference, *same):
            if name in sessions:
                _morning_of_events(service, writing, who, sessions[name], fact)
            else:
                entry = rows[name]
                whole = {**entry.body, "pain": {**(entry.body.get("pain") or {}), **fact}}
                records.write(service, writing, who, "log", whole, on=entry.on, supersedes=entry.id)


def _morning_of_events(
    service: Service,
    writing: Writing,
    who: Who,
    entries: list[Entry],
    fact: Mapping[str, float],
) -> None:
    """Add the morning to a session that is kept event by event, unless it says the same already."""
    told = [entry.body for entry in entries if "next_morning" in entry.body]
    if told and told[-1]["next_morning"] == fact["next_morning"]:
        return
    body = {
        "session": entries[0].body["session"],
        "n": max(int(entry.body["n"]) for entry in entries) + 1,
        "part": "pain",
        **fact,
    }
    records.write(service, writing, who, LOG_PART, body, on=entries[0].on)
