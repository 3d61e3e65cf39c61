# SPDX-License-Identifier: Apache-2.0
"""The security log's chain: each row holds on to the one before it, even after an erasing.

A row is hashed with the row before it, so that no row can be changed, moved or taken out unseen, and
a counter tells how many there must be. Who it was about stands outside of that hash, in a hash of
its own with a salt: when someone is erased, these words and the salt go and the hashes stay, so that
the chain holds and nothing can be guessed from it. Rows blanked in that way are listed in the log by
the erasing itself; any other blank row is a sign of tampering.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from multifidus.record.types import moment_text, to_text

ERASED: Final = "record-erased"
"""The event that the store itself notes; its detail lists the rows that were blanked."""

BLANKED: Final = "blanked"
START: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row of the log with everything that its hashes are made of."""

    number: int
    at: datetime
    event: str
    account: str | None
    address: str | None
    detail: Any
    salt: str | None
    about_hash: str
    row_hash: str


def about_hash(salt: str, account: str | None, address: str, detail: object) -> str:
    """Hash who an event was about, with a salt."""
    return hashlib.sha256(to_text([salt, account, address, detail]).encode()).hexdigest()


def row_hash(before: str, number: int, at: datetime, event: str, about: str) -> str:
    """Hash a row with the hash of the row before it; `START` before the first."""
    return hashlib.sha256(
        to_text([before, number, moment_text(at), event, about]).encode()
    ).hexdigest()


def first_bad(links: Iterable[Link], count: int) -> int | None:
    """Return the number of the first row that is not as it was written, None if all are.

    Parameters
    ----------
    links : iterable of Link
        The whole log, by number.
    count : int
        How many rows there must be.
    """
    before = START
    blank: list[int] = []
    allowed: set[int] = set()
    expected = 0
    for link in links:
        expected += 1
        if link.number != expected:
            return expected
        if link.salt is None:
            blank.append(link.number)
            whole = link.account is None and link.address is None and link.detail is None
        else:
            about = about_hash(link.salt, link.account, link.address or "", link.detail)
            whole = about == link.about_hash
        chained = row_hash(before, link.number, link.at, link.event, link.about_hash)
        if not whole or chained != link.row_hash:
            return link.number
        if link.event == ERASED and isinstance(link.detail, dict):
            allowed |= set(link.detail.get(BLANKED, ()))
        before = link.row_hash
    if expected != count:
        return expected + 1
    return next((number for number in blank if number not in allowed), None)
