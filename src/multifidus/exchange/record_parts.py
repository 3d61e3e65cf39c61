# SPDX-License-Identifier: Apache-2.0
"""What every part of a record file is made of: dates, numbers, names, and the base of its models."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator as After
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StrictStr
from pydantic.fields import FieldInfo

FORMAT: Final = "multifidus-record/1"
READ: Final = (FORMAT,)
"""The versions of the format that this release reads."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("this day does not exist; write a date like 2026-11-16") from None
    raise ValueError("write a date as year-month-day, like 2026-11-16")


def _plain(text: str) -> str:
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        raise ValueError("the text holds an invisible control character; take it out")
    return text


def word(text: str) -> str:
    """Refuse text that is only spaces."""
    if not text.strip():
        raise ValueError("write something here")
    return text


def format_(value: object) -> object:
    """Refuse a format that this release does not read."""
    if value not in READ:
        raise ValueError(f"this release reads {' and '.join(READ)}; write format: {FORMAT}")
    return value


def ids(of: str) -> FieldInfo:
    """Mark a field as an id of `of`; the JSON Schema lists the ids there are."""
    marked: FieldInfo = Field(json_schema_extra={"x-ids": of})
    return marked


def within(bound: str) -> FieldInfo:
    """Mark a number as bounded by a human range of the knowledge."""
    marked: FieldInfo = Field(json_schema_extra={"x-range": bound})
    return marked


IsoDate = Annotated[
    date,
    BeforeValidator(_date, json_schema_input_type=str),
    Field(json_schema_extra={"format": "date"}),
]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Words = Annotated[StrictStr, Field(max_length=2_000), After(_plain)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=200), After(_plain), After(word)]


class Part(BaseModel):
    """A part of the file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
