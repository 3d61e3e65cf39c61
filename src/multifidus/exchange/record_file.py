# SPDX-License-Identifier: Apache-2.0
"""Read and write record files: YAML or JSON text, one person, every fault at once.

`read_record(write_record(record)) == record` for every record that a file can hold.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, cast

from pydantic import ValidationError

from multifidus.domain.record import Policy, Record
from multifidus.domain.words import Answer
from multifidus.exchange.as_json import to_value
from multifidus.exchange.files import read_text
from multifidus.exchange.record_checks import content_faults
from multifidus.exchange.record_faults import shape_faults
from multifidus.exchange.record_model import RecordPart
from multifidus.exchange.record_parts import FORMAT, READ
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.yamlfile import Document, Fault, FileError, parse

_ANSWERS = {Answer.YES.value: True, Answer.NO.value: False, Answer.NOT_SURE.value: "not-sure"}
_PLAIN = re.compile(r"[A-Za-z]([A-Za-z0-9 _/-]*[A-Za-z0-9])?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)
_NOT_WORDS = {"null", "true", "false"}
_KEPT_WHOLE = {"answers", "availability"}
_WIDTH = 100


def read_record(text: str, name: str, knowledge: Knowledge) -> Record:
    """Read a record from YAML or JSON text.

    Parameters
    ----------
    text : str
        The file's content.
    name : str
        The file's name, for messages.
    knowledge : Knowledge
        Where ids, ranges and units come from.

    Raises
    ------
    FileError
        With every fault in the file, sorted by line, each saying what would be right.
    """
    document = parse(_json_as_yaml(text), name)
    if not isinstance(document.value, dict):
        fault = Fault(1, "", f"a record file is a block of keys that begins with format: {FORMAT}")
        raise FileError(name, [fault])
    _refuse_other_formats(document, document.value)
    found = dict[tuple[str | int, ...], list[Fault]]()
    part: RecordPart | None = None
    try:
        part = RecordPart.model_validate(document.value)
    except ValidationError as error:
        for path, fault in shape_faults(error, document):
            found.setdefault(path, []).append(fault)
    for path, fault in content_faults(document, knowledge):
        if path not in found or fault.text.startswith("'side' is missing"):
            found.setdefault(path, []).append(fault)
    if part is None or found:
        raise FileError(name, [fault for faults in found.values() for fault in faults])
    return part.to_domain()


def _json_as_yaml(text: str) -> str:
    """Rewrite the two things that JSON may hold in its strings and YAML reads differently."""
    if not text.lstrip().startswith("{"):
        return text
    text = text.translate({ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"})
    return _PAIR.sub(_one_character, text)


def _one_character(match: re.Match[str]) -> str:
    before, high, low = match.groups()
    code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return f"{before}\\U{code:08x}"


def _refuse_other_formats(document: Document, value: Mapping[str, object]) -> None:
    """Another version of the format would only yield faults that mislead."""
    given = value.get("format")
    if isinstance(given, str) and given.startswith("multifidus-record/") and given not in READ:
        text = f"{given} is another version of the format; this release reads {', '.join(READ)}"
        raise FileError(document.name, [document.fault(("format",), text)])


def load_record(path: FilePath, knowledge: Knowledge) -> Record:
    """Read the record file at `path`.

    Raises
    ------
    FileError
        If the file cannot be read as text, or with every fault in it.
    """
    return read_record(read_text(path), str(path), knowledge)


def record_to_value(record: Record) -> dict[str, object]:
    """Return the record as the plain values of a record file, what is empty left out."""
    value = cast("dict[str, Any]", to_value(record))
    for row in value["screening"]:
        row["answers"] = {key: _ANSWERS[answer] for key, answer in row["answers"].items()}
    value["directives"] = [
        {key: row[key] for key in ("on", "by", "kind")} | row for row in value["directives"]
    ]
    if record.policy == Policy():
        del value["policy"]
    return {"format": FORMAT} | cast("dict[str, object]", _without_empty(value))


def _without_empty(value: object) -> object:
    """Leave out keys that hold nothing; a list keeps its length, and what is kept whole its form."""
    if isinstance(value, list):
        return [_without_empty(part) for part in value]
    if not isinstance(value, dict):
        return value
    slim = {
        key: part if key in _KEPT_WHOLE else _without_empty(part) for key, part in value.items()
    }
    return {
        key: part
        for key, part in slim.items()
        if key == "answers" or part not in (None, "", [], {})
    }


def write_record(record: Record) -> str:
    """Write a record as YAML that a person can read and `read_record` reads back as equal."""
    return "\n".join(_block(record_to_value(record), 0)) + "\n"


def _block(value: object, indent: int) -> Iterator[str]:
    """Write what fits on a line in one, and the rest key by key and entry by entry."""
    space = " " * indent
    if isinstance(value, dict):
        for key, part in value.items():
            line = f"{space}{key}: {_flow(part)}"
            inner = (
                part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
            )
            rows = key != "answers" and any(isinstance(row, dict) for row in inner)
            if part and isinstance(part, (dict, list)) and (rows or len(line) > _WIDTH):
                yield f"{space}{key}:"
                yield from _block(part, indent + 2)
            else:
                yield line
    elif isinstance(value, list):
        for part in value:
            line = f"{space}- {_flow(part)}"
            if part and isinstance(part, (dict, list)) and len(line) > _WIDTH:
                first, *others = _block(part, indent + 2)
                yield f"{space}- {first.lstrip()}"
                yield from others
            else:
                yield line


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    return repr(value)


def _text(text: str) -> str:
    if _DATE.match(text) or text == FORMAT:
        return text
    if _PLAIN.match(text) and text.lower() not in _NOT_WORDS:
        return text
    return '"' + "".join(_character(c) for c in text) + '"'


def _character(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c.isprintable():
        return c
    code = ord(c)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
