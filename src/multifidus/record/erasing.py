# SPDX-License-Identifier: Apache-2.0
"""Erasing: everything of a person goes, and stays gone when an older backup is restored."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import delete, insert, select, union, update

from multifidus.record import audit, schema
from multifidus.record.errors import UnknownEntry, Unstorable
from multifidus.record.writing import FactWriting

CLEANING: Final = "cleaning"
"""The duty that an erasing leaves: what was deleted must also leave the file."""

ERASED_FROM: Final = (
    "entries",
    "released",
    "drafts",
    "accounts",
    "sign_ins",
    "calendar_tokens",
    "settings",
    "security_events",
    "erasing",
)
"""The tables in which an erasing leaves dead rows."""


def tombstone(id: str) -> str:  # noqa: A002 - what it is
    """Return the hash that stays of an id that was erased."""
    return hashlib.sha256(f"erased {id}".encode()).hexdigest()


class Writing(FactWriting):
    """One write transaction: commits when its `with` block ends, rolls back if that raises.

    Attributes
    ----------
    erased_someone : bool
        Whether the file has to be cleaned once the transaction is kept.
    """

    erased_someone = False

    def erase_person(self, id: str, *, at: datetime, sample: bool = False) -> None:  # noqa: A002 - what it is
        """Delete everything of a person, for good.

        Entries, weeks, drafts, the account with its sign-ins, settings and calendar addresses; in
        the security log, who and where. A hash of the ids stays, so that a restored backup forgets
        them too. When the transaction is kept, the file is cleaned of what was deleted.

        Parameters
        ----------
        id : str
            Of the account or of the person; both are erased.
        sample : bool
            The sample person is put back at will: no hash stays and the file is not cleaned. Only
            for accounts of that role.

        Raises
        ------
        UnknownEntry
            If there is nothing of such a person.
        """
        account = self.account(id) or self.account_of(id)
        if sample and (account is None or account.role != "sample"):
            raise Unstorable("Only the sample person may be erased without a trace.")
        ids = [id] if account is None else sorted({account.id, account.person})
        gone = self._erase(ids)
        blanked = self._blank(ids)
        if not gone and not blanked:
            raise UnknownEntry("There is nothing of such a person.")
        if blanked or not sample:
            self.note(
                audit.ERASED, at=at, account=None, address="", detail={audit.BLANKED: blanked}
            )
        if sample:
            return
        known = self.erased()
        for hashed in sorted({tombstone(one) for one in ids} - known):
            self._connection.execute(insert(schema.tombstones).values(hash=hashed, at=at))
        duty = schema.duties
        self._connection.execute(delete(duty).where(duty.c.name == CLEANING))
        self._connection.execute(insert(duty).values(name=CLEANING, at=at))
        self.erased_someone = True

    def _erase(self, ids: list[str]) -> int:
        erasing = schema.erasing
        self._connection.execute(insert(erasing), [{"id": one} for one in ids])
        gone = 0
        for table, column in (
            (schema.entries, schema.entries.c.person),
            (schema.released, schema.released.c.person),
            (schema.drafts, schema.drafts.c.account),
            (schema.accounts, schema.accounts.c.id),
        ):
            gone += self._connection.execute(delete(table).where(column.in_(ids))).rowcount
        return gone

    def _blank(self, ids: list[str]) -> list[int]:
        """Take who and where out of the security log, and let nothing more be erased."""
        table = schema.security_events
        about = table.c.account.in_(ids)
        numbers = self._connection.execute(
            select(table.c.number).where(about).order_by(table.c.number)
        ).scalars()
        blanked = list(numbers)
        self._connection.execute(
            update(table).where(about).values(account=None, address=None, detail=None, salt=None)
        )
        self._connection.execute(delete(schema.erasing))
        return blanked

    def erase_again(self, hashes: Collection[str], *, at: datetime) -> int:
        """Erase everyone whose id has one of these hashes, remember all of them, and say how many.

        Parameters
        ----------
        hashes : collection of str
            Of `tombstone`; those of people who are not here are remembered too.
        """
        columns = (
            schema.entries.c.person,
            schema.released.c.person,
            schema.accounts.c.id,
            schema.accounts.c.person,
            schema.drafts.c.account,
            schema.security_events.c.account,
        )
        everyone = self._connection.execute(union(*(select(column) for column in columns)))
        erased = 0
        for one in sorted(one for one in everyone.scalars() if one and tombstone(one) in hashes):
            # An account takes its person along, who is then no longer here.
            if self._is_here(one):
                self.erase_person(one, at=at)
                erased += 1
        for one in sorted(set(hashes) - self.erased()):
            self._connection.execute(insert(schema.tombstones).values(hash=one, at=at))
        return erased

    def _is_here(self, id: str) -> bool:  # noqa: A002 - what it is
        if self.account(id) is not None or self.last_seq(id):
            return True
        return any(
            self._connection.execute(select(table.c.number).where(column == id).limit(1)).first()
            for table, column in (
                (schema.released, schema.released.c.person),
                (schema.security_events, schema.security_events.c.account),
            )
        )
