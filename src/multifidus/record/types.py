# SPDX-License-Identifier: Apache-2.0
"""Column types that STRICT tables of SQLite take and that are native on PostgreSQL.

Text instead of dates, moments and JSON on SQLite: a moment is always UTC and always equally long,
so that text sorts as time does.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from multifidus.record.errors import Unstorable

POSTGRESQL = "postgresql"

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of up to 63 bits on both."""


def to_text(value: object) -> str:
    """Write a JSON value as text: keys in their order, ASCII alone, so that any string survives.

    Raises
    ------
    Unstorable
        If the value has no JSON form.
    """
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise Unstorable(f"This cannot be kept as JSON: {error}.") from error


def moment_text(at: datetime) -> str:
    """Write a moment as text of one length in UTC.

    Raises
    ------
    Unstorable
        If the moment has no time zone.
    """
    if at.tzinfo is None:
        raise Unstorable("A moment needs a time zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Words(TypeDecorator[str]):
    """Text without what one of the two databases refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the interface
        """Refuse a zero character and halves of characters before a database does."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise Unstorable(f"Text was expected, not {type(value).__name__}.")
        if "\0" in value or (
            not value.isprintable() and any("\ud800" <= c <= "\udfff" for c in value)
        ):
            raise Unstorable("The text holds a character that cannot be kept.")
        return value


class Moment(TypeDecorator[datetime]):
    """A moment in UTC."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the database's own type where there is one."""
        own = DateTime(timezone=True) if dialect.name == POSTGRESQL else Text()
        return dialect.type_descriptor(own)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Turn any time zone into UTC."""
        if value is None:
            return None
        text = moment_text(value)
        return value.astimezone(UTC) if dialect.name == POSTGRESQL else text

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Return the moment in UTC."""
        if value is None:
            return None
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(
            UTC
        )


class Day(TypeDecorator[date]):
    """A day."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the database's own type where there is one."""
        return dialect.type_descriptor(Date() if dialect.name == POSTGRESQL else Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> object:
        """Refuse what is more than a day."""
        if isinstance(value, datetime) or not isinstance(value, date):
            raise Unstorable(f"A day was expected, not {value!r}.")
        return value if dialect.name == POSTGRESQL else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:  # noqa: ANN401, ARG002
        """Return the day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class _JsonText(UserDefinedType[str]):
    """PostgreSQL's `json`, given and taken as text: it keeps keys in order and numbers as written."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type."""
        return "JSON"


class Json(TypeDecorator[Any]):
    """A JSON value, kept as the text that was written. None is the absence of a value."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the database's own type where there is one."""
        return dialect.type_descriptor(_JsonText() if dialect.name == POSTGRESQL else Text())

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the text."""
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> object:  # noqa: ANN401, ARG002
        """Read the text."""
        return json.loads(value) if isinstance(value, str) else value
