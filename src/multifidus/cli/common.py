# SPDX-License-Identifier: Apache-2.0
"""What every command shares: arguments, exit codes, messages, JSON."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

if TYPE_CHECKING:
    from multifidus.domain.record import Record
    from multifidus.exchange.words import Names
    from multifidus.knowledge.loader import Knowledge
    from multifidus.knowledge.yamlfile import FileError

MOST_FAULTS: Final = 50
"""How many faults of a file are shown; the rest are counted."""


class Code(IntEnum):
    """Exit codes; part of the contract."""

    OK = 0
    BREACH = 1
    BAD_INPUT = 2
    BLOCKED = 3
    IMPOSSIBLE = 4


RecordFile = Annotated[
    str, typer.Argument(metavar="RECORD", help="The person's record file, or - for standard input.")
]
OnDay = Annotated[
    str, typer.Option("--on", metavar="DATE", help="The day it is about, like 2026-11-16.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def read_day(text: str) -> date:
    """Read the value of `--on`.

    Raises
    ------
    typer.BadParameter
        If it is not a day of the calendar written like 2026-11-16.
    """
    try:
        if len(text) == len("2026-11-16"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(
        f"{text!r} is not a date; write one like 2026-11-16", param_hint="--on"
    )


def refuse(*messages: str) -> NoReturn:
    """Write messages to standard error and end with the exit code of bad input."""
    for message in messages:
        typer.echo(message, err=True)
    raise typer.Exit(Code.BAD_INPUT)


@contextmanager
def reading() -> Iterator[None]:
    """Turn the faults of a file into messages and the exit code of bad input."""
    from multifidus.knowledge.yamlfile import FileError  # noqa: PLC0415 - slow

    try:
        yield
    except FileError as error:
        refuse(*fault_lines(error))


def fault_lines(error: "FileError") -> list[str]:
    """Write the first `MOST_FAULTS` faults, one a line, and how many more there are."""
    name = "".join(c if c.isprintable() else "?" for c in error.name)
    lines = [
        f"{name}: {fault if fault.line else fault.text}" for fault in error.faults[:MOST_FAULTS]
    ]
    more = len(error.faults) - MOST_FAULTS
    return [*lines, f"{name}: and {more:,} more"] if more > 0 else lines


def load(record: str) -> "tuple[Record, Knowledge]":
    """Read the record file against the shipped knowledge; end the program if it has faults."""
    from multifidus.exchange.record_file import load_record  # noqa: PLC0415 - slow
    from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow

    knowledge = shipped()
    with reading():
        return load_record(Path(record), knowledge), knowledge


def check_day(on: date, record: "Record", knowledge: "Knowledge") -> None:
    """Refuse a day on which the person was not yet born, or would be older than people get."""
    born = record.person.born
    if on < born:
        refuse(f"--on {on} is before the person was born ({born})")
    oldest = knowledge.record_bounds.age.highest
    if record.person.age_on(on) > oldest:
        refuse(f"on {on} the person would be over {oldest:g}; check --on and the date of birth")


def print_json(thing: object) -> None:
    """Print a result as JSON with sorted keys."""
    from multifidus.exchange.as_json import dumps  # noqa: PLC0415 - slow

    typer.echo(dumps(thing), nl=False)


def known(word: str, names: "Names", what: str) -> str:
    """Return the id that `word` names; end the program with what it may mean if there is none."""
    from multifidus.exchange.words import quoted  # noqa: PLC0415 - slow

    found = names.exact(word)
    if found is None:
        refuse(f"there is no {what} {quoted(word)}{names.did_you_mean(word)}")
    return found
