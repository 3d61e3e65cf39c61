# SPDX-License-Identifier: Apache-2.0
"""Read a team file: what a coach sets, and the players' records, every fault at once.

Players are named by the path of their record file, seen from the team file, or written out inside.
"""

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field, StrictBool, StrictStr, ValidationError

from multifidus.domain.record import Record
from multifidus.domain.team import Member, Team
from multifidus.domain.words import Day, Season
from multifidus.exchange.files import STDIN, read_text
from multifidus.exchange.record_checks import content_faults
from multifidus.exchange.record_faults import shape_faults
from multifidus.exchange.record_file import load_record
from multifidus.exchange.record_model import RecordPart
from multifidus.exchange.record_parts import IsoDate, Name, Part, Whole
from multifidus.exchange.words import Names, one_of, quoted
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.yamlfile import Document, Fault, FileError, Path, parse, write_path

TEAM_FORMAT: Final = "multifidus-team/1"
_MOST_PLAYERS: Final = 100
_CHOICE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?=['>])")


def _format(value: str) -> str:
    if value != TEAM_FORMAT:
        raise ValueError(f"this release reads {TEAM_FORMAT}; write format: {TEAM_FORMAT}")
    return value


_Format = Annotated[StrictStr, AfterValidator(_format)]


class MemberPart(Part):
    """One player."""

    record: Any = Field(description="the path of their record file, or the record itself")
    guardian_consent: StrictBool = Field(
        default=False, description="true when a guardian of a player under 18 has agreed"
    )


class TeamPart(Part):
    """A team file."""

    format: _Format = Field(description=f"write format: {TEAM_FORMAT}")
    name: Name = Field(description="the team's name")
    sport: Name = Field(description="the sport, like sport: football")
    days: list[Day] = Field(min_length=1, description="the days of the warm-up, like [tue, thu]")
    minutes: Whole = Field(description="minutes for one warm-up, 15 to 20")
    season: Season | None = Field(None, description="off-season, pre-season or in-season")
    season_started: IsoDate | None = Field(None, description="the first day of the season")
    level: Whole | None = Field(None, ge=1, le=3, description="1 to 3, to set it by hand")
    equipment: list[Name] = Field([], description="what is at hand, like [bench, wall]")
    members: list[MemberPart] = Field(
        max_length=_MOST_PLAYERS, description="the players, each the path of a record file"
    )


_MODELS: Final[dict[Path, type[BaseModel]]] = {(): TeamPart, ("members", "*"): MemberPart}
_TEXTS: Final = {
    "string_type": "write text here",
    "int_type": "write a whole number here",
    "bool_type": "write true or false here",
    "list_type": "write a list here, like [a, b]",
    "model_type": "write keys and values here, like {record: ana.yaml}",
    "string_too_short": "write something here",
    "too_short": "write at least one",
    "too_long": f"at most {_MOST_PLAYERS} players",
}


def load_team(path: FilePath, knowledge: Knowledge) -> Team:
    """Read the team file at `path` and the record files it names.

    Raises
    ------
    FileError
        If it cannot be read as text, or with every fault in it and in the records it names.
    """
    folder = FilePath() if str(path) == STDIN else path.parent
    return read_team(read_text(path), str(path), folder, knowledge)


def read_team(text: str, name: str, folder: FilePath, knowledge: Knowledge) -> Team:
    """Read a team from YAML or JSON text; paths of records are seen from `folder`.

    Raises
    ------
    FileError
        With every fault, sorted by line, each saying what would be right.
    """
    document = parse(text, name)
    if not isinstance(document.value, dict):
        fault = Fault(
            1, "", f"a team file is a block of keys that begins with format: {TEAM_FORMAT}"
        )
        raise FileError(name, [fault])
    faults: list[Fault] = []
    part: TeamPart | None = None
    try:
        part = TeamPart.model_validate(_with_paths(document.value))
    except ValidationError as error:
        faults += _shape(error, document)
    faults += _content(document.value, document, knowledge)
    records: list[Record] = []
    for place, given in _records(document.value):
        try:
            records.append(_record(given, place, document, folder, knowledge))
        except FileError as error:
            faults += error.faults
    if part is None or faults:
        raise FileError(name, faults)
    return Team(
        name=part.name,
        sport=part.sport,
        days=tuple(dict.fromkeys(part.days)),
        minutes=part.minutes,
        season=part.season,
        season_started=part.season_started,
        level=part.level,
        equipment=tuple(part.equipment),
        members=tuple(
            Member(record=record, guardian_consent=row.guardian_consent)
            for record, row in zip(records, part.members, strict=True)
        ),
    )


def _with_paths(value: dict[str, Any]) -> dict[str, Any]:
    """Read a member that is only a path as one with a record."""
    members = value.get("members")
    if not isinstance(members, list):
        return value
    rows = [{"record": row} if isinstance(row, str) else row for row in members]
    return {**value, "members": rows}


def _records(value: dict[str, Any]) -> Iterator[tuple[Path, object]]:
    """Every player's record as it is given, with its place in the file."""
    members = value.get("members")
    for n, row in enumerate(members if isinstance(members, list) else []):
        if isinstance(row, dict) and "record" in row:
            yield ("members", n, "record"), row["record"]
        elif isinstance(row, str):
            yield ("members", n), row


def _record(
    given: object, place: Path, document: Document, folder: FilePath, knowledge: Knowledge
) -> Record:
    if isinstance(given, dict):
        return _inline(given, place, document, knowledge)
    if not isinstance(given, str) or not given.strip() or given.strip() == STDIN:
        text = f"{quoted(given)}: write the path of a record file, or the record itself"
        raise FileError(document.name, [document.fault(place, text)])
    try:
        return load_record(folder / given, knowledge)
    except FileError as error:
        faults = [
            document.fault(place, f"{error.name}: {fault if fault.line else fault.text}")
            for fault in error.faults
        ]
        raise FileError(document.name, faults) from None


def _inline(value: dict[str, Any], place: Path, document: Document, knowledge: Knowledge) -> Record:
    """Read a record that is written out, with the lines it has in the team file."""
    deep = len(place)
    inner = Document(
        document.name,
        value,
        {path[deep:]: line for path, line in document.lines.items() if path[:deep] == place},
    )
    found: dict[Path, Fault] = {}
    part: RecordPart | None = None
    try:
        part = RecordPart.model_validate(value)
    except ValidationError as error:
        for path, fault in shape_faults(error, inner):
            found.setdefault(path, fault)
    for path, fault in content_faults(inner, knowledge):
        found.setdefault(path, fault)
    if part is None or found:
        faults = [
            Fault(fault.line, f"{write_path(place)}.{fault.path}".rstrip("."), fault.text)
            for fault in found.values()
        ]
        raise FileError(document.name, faults)
    return part.to_domain()


def _shape(error: ValidationError, document: Document) -> Iterator[Fault]:
    for entry in error.errors(include_url=False):
        path: Path = tuple(entry["loc"])
        kind, value = entry["type"], entry.get("input")
        above = _MODELS.get(tuple("*" if isinstance(step, int) else step for step in path[:-1]))
        fields = above.model_fields if above is not None else {}
        key = str(path[-1])
        if kind == "missing":
            text = f"{quoted(key)} is missing: {fields[key].description}"
            path = path[:-1]
        elif kind == "extra_forbidden":
            near = Names(dict.fromkeys(fields, ())).did_you_mean(key)
            text = f"unknown key {quoted(key)}" + (
                near or f"; the keys here are {', '.join(fields)}"
            )
        elif kind in {"enum", "literal_error"}:
            choices = _CHOICE.findall(str(entry.get("ctx", {}).get("expected", "")))
            text = f"{quoted(value)} is not known here; write {one_of(choices)}"
        elif kind == "value_error":
            text = f"{quoted(value)}: {entry.get('ctx', {}).get('error')}"
        else:
            text = f"{quoted(value)}: {_TEXTS.get(kind, entry['msg'])}"
        yield document.fault(path, text)


def _content(value: dict[str, Any], document: Document, knowledge: Knowledge) -> Iterator[Fault]:
    """What the knowledge bounds: minutes, and the equipment there is."""
    least, most = knowledge.warm_up.least_minutes, knowledge.warm_up.most_minutes
    minutes = value.get("minutes")
    if isinstance(minutes, int) and not isinstance(minutes, bool) and not least <= minutes <= most:
        yield document.fault(("minutes",), f"{minutes} is outside {least} to {most} minutes")
    things = value.get("equipment")
    names = Names({row.id: (row.plain_name,) for row in knowledge.equipment.values()})
    for n, thing in enumerate(things if isinstance(things, list) else []):
        if isinstance(thing, str) and thing not in knowledge.equipment:
            text = f"there is no piece of equipment {quoted(thing)}{names.did_you_mean(thing)}"
            yield document.fault(("equipment", n), text)
