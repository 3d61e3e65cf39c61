# SPDX-License-Identifier: Apache-2.0
"""A person's data in their own hands: take it along, bring it in, erase it."""

import json
from dataclasses import dataclass
from typing import Final, Literal

from multifidus.domain.phrase import say
from multifidus.exchange.record_file import read_record, record_to_value, write_record
from multifidus.knowledge.yamlfile import FileError
from multifidus.record import value_to_rows
from multifidus.service.access import Action, Who, decide
from multifidus.service.accounts_care import confirm
from multifidus.service.accounts_events import Event, note
from multifidus.service.errors import Invalid, NotYours, ServiceError
from multifidus.service.house import Service
from multifidus.service.records import kept, write

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a record file; years of sessions are one or two million."""
MOST_FAULTS: Final = 100
"""So many faults of a file are shown; a file with more is another kind of file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFault:
    """One thing in a file that cannot be right: where it stands, and what would be right."""

    line: int
    place: str
    text: str


class BadFile(ServiceError):  # noqa: N818 - it is named for what is the matter
    """The file was not taken in and nothing has changed; `faults` are in the order of their lines."""

    def __init__(self, text: str, faults: tuple[FileFault, ...] = ()) -> None:
        """Keep the words and the faults."""
        super().__init__(text)
        self.faults = faults


def can_take_in(service: Service, who: Who) -> bool:
    """Whether the asker's record is empty, so that a file can be taken in."""
    person = decide(who, Action.READ_RECORD)
    with service.store.read() as reading:
        return reading.last_seq(person) == 0


def has_record(service: Service, who: Who) -> bool:
    """Whether there is a record to export."""
    return kept(service, who) is not None


def export(service: Service, who: Who, form: Literal["yaml", "json"]) -> str:
    """Return the asker's whole record as a record file.

    Raises
    ------
    NotYours
        If there is nothing to export yet.
    """
    decide(who, Action.EXPORT)
    now = kept(service, who)
    if now is None:
        raise NotYours(say("There is nothing to export yet."))
    with service.store.write() as writing:
        note(service, writing, Event.RECORD_EXPORTED, who)
    if form == "json":
        return json.dumps(record_to_value(now.record), indent=2, ensure_ascii=False) + "\n"
    return write_record(now.record)


def read_upload(content: bytes) -> str:
    """Return the text of a file that was sent.

    Raises
    ------
    BadFile
        If it is too large or no text.
    """
    if len(content) > LARGEST:
        raise BadFile(say("This file is too large to be a record."))
    if not content.strip():
        raise BadFile(say("Choose a file first. This one is empty."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(
            say("This file is not a text that can be read. Choose the record file you exported.")
        ) from None


def import_record(service: Service, who: Who, text: str, name: str) -> None:
    """Take a record file into the asker's record, whole or not at all.

    Raises
    ------
    BadFile
        With every fault in the file and its line.
    Invalid
        If the record already holds something.
    """
    person = decide(who, Action.IMPORT)
    try:
        record = read_record(text, name, service.knowledge)
    except FileError as error:
        faults = tuple(
            FileFault(line=one.line, place=one.path, text=one.text)
            for one in error.faults[:MOST_FAULTS]
        )
        raise BadFile(say("The file was not taken in. Nothing has changed."), faults) from error
    rows = value_to_rows(record_to_value(record))
    with service.store.write() as writing:
        if writing.last_seq(person):
            raise Invalid(
                say(
                    "Your record already holds something. A file can only be taken into an empty one."
                )
            )
        for row in rows:
            write(service, writing, who, row.kind, row.body, on=row.on)
        note(service, writing, Event.RECORD_IMPORTED, who, entries=len(rows))


def erase(service: Service, who: Who, *, typed: str, word: str, password: str) -> None:
    """Erase the asker's account and record for good.

    Parameters
    ----------
    typed, word : str
        What was typed, and the word that had to be typed, in the asker's language.
    password : str
        The asker's, once more.

    Raises
    ------
    Invalid
        With a message for the field at fault; then nothing was erased.
    """
    decide(who, Action.ERASE)
    if typed.strip().casefold() != word.casefold():
        raise Invalid(
            say("Something here cannot be right yet."),
            {
                "typed": say(
                    "Write the word {word} here, so that nothing is erased by mistake.", word=word
                )
            },
        )
    account = confirm(service, who, password)
    with service.store.write() as writing:
        writing.erase_person(account.id, at=service.now())
        nobody = Who(address="")
        note(service, writing, Event.ACCOUNT_ERASED, nobody)
