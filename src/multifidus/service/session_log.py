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

from multifidus.domain.words import Answer, Radiation, Side, Slot
from multifidus.record import ConflictError, Entry, Writing
from multifidus.record.facts import LOG_PART
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.alarms import Doubt
from multifidus.service.errors import Invalid
from multifidus.service.house import Service

MOST_PARTS: Final = 500
"""Events in one batch; a device with more sends several."""

OLDEST: Final = timedelta(days=400)
"""Older events come from a clock that is wrong."""

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


class _Asked(BaseModel):
    """What was asked of one exercise of the session."""

    model_config = ConfigDict(extra="forbid")

    exercise: Text
    sets: StrictInt
    reps: StrictInt | None = None
    hold_s: Number | None = None
    minutes: Number | None = None

    def row(self) -> dict[str, Any]:
        """Return it as the record file has it."""
        said = self.model_dump(exclude_none=True)
        return {"exercise": said.pop("exercise"), "planned": said}


class _Start(_Event):
    """A session begins. A device that has not been online for long names its exercises alone."""

    part: Literal["start"]
    slot: Slot
    planned: Annotated[list[_Asked | Text], Field(max_length=50)] = []
    instead: Annotated[list[_Asked], Field(max_length=50)] | None = None
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
    settled_hours: Number | None = None


class _Leg(_Event):
    """Leg symptoms around the session, and how far down they went."""

    part: Literal["leg"]
    before: Number | None = None
    during: Number | None = None
    after: Number | None = None
    next_morning: Number | None = None
    reach_before: Radiation | None = None
    reach_after: Radiation | None = None


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
    _Start | _Set | _Effort | _Pain | _Leg | _Skip | _Stop | _End | _Gate,
    Field(discriminator="part"),
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


def _row(event: _Any) -> tuple[str, Mapping[str, Any]]:
    """Return what the record file would have of one event: its kind and body."""
    match event:
        case _Gate():
            return "screening", {"answers": {key: _SAY[one] for key, one in event.answers.items()}}
        case _Start():
            done = [
                one.row() if isinstance(one, _Asked) else {"exercise": one}
                for one in (*event.planned, *(event.instead or ()))
            ]
            return "log", {"slot": event.slot, "done": done}
        case _Set():
            numbers = event.model_dump(include=set(_NUMBERS), exclude_none=True)
            body: dict[str, Any] = {"done": [{"exercise": event.exercise, "sets": [numbers]}]}
        case _Effort():
            body = {"done": [{"exercise": event.exercise, "effort": event.effort}]}
        case _Skip():
            body = {"skipped": [{"exercise": event.exercise, "why": event.why}]}
        case _Pain() | _Leg():
            kept = set(type(event).model_fields) - set(_Event.model_fields) - {"part"}
            said = event.model_dump(mode="json", include=kept, exclude_none=True)
            return "log", {"slot": Slot.MORNING, event.part: said}
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
    sessions = sessions_since(service, person, since=service.today() - timedelta(days=1))
    planned = {"on": on.isoformat(), "slot": slot.value}
    for name, entries in reversed(sessions.items()):
        bodies = [{**entry.body, "session": name, "on": entry.on.isoformat()} for entry in entries]
        begun = any(body["part"] == "start" and body.get("of") == planned for body in bodies)
        if begun and not any(body["part"] in {"stop", "end"} for body in bodies):
            return tuple(sorted(bodies, key=_number))
    return ()


def _number(body: Mapping[str, Any]) -> int:
    return int(body["n"])


def sessions_since(service: Service, person: str, *, since: date) -> dict[str, list[Entry]]:
    """Return the entries of each session that was logged event by event since a day, by its name."""
    with service.store.read() as reading:
        entries = reading.entries(person, kinds=(LOG_PART,))
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.body is not None and entry.on >= since:
            found.setdefault(str(entry.body["session"]), []).append(entry)
    return found
