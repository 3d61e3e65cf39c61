# SPDX-License-Identifier: Apache-2.0
"""Accounts and all that hangs on them: sign-ins, settings, drafts, calendar addresses, attempts."""

from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal

from sqlalchemy import bindparam, delete, insert, select, update

from multifidus.record import schema
from multifidus.record.errors import ConflictError, UnknownEntry, Unstorable
from multifidus.record.facts import ROLES, Account, CalendarToken, Role, SignIn
from multifidus.record.reading import Reading, name_key


class _Unchanged(Enum):
    UNCHANGED = "unchanged"


UNCHANGED: Final = _Unchanged.UNCHANGED
"""Leaves a field of an account as it is; None empties it."""

_Same = Literal[_Unchanged.UNCHANGED]

# Built once: it is run for every row that has a number.
_NEXT = (
    update(schema.counters)
    .where(schema.counters.c.name == bindparam("family"))
    .values(value=schema.counters.c.value + 1)
    .returning(schema.counters.c.value)
)


class AccountWriting(Reading):
    """What a write transaction can do with accounts."""

    def add_account(
        self,
        *,
        id: str,  # noqa: A002 - the field's name
        name: str,
        person: str,
        at: datetime,
        password_hash: str | None = None,
        role: Role = "person",
        language: str | None = None,
    ) -> Account:
        """Make an account that owns the record of a person.

        Raises
        ------
        ConflictError
            If the name is taken, however it is written, or the id or the person has an account.
        Unstorable
            If the name is empty or the role unknown.
        """
        account = Account(
            id=id,
            name=name,
            name_key=self._free_name(name, None),
            password_hash=password_hash,
            person=person,
            role=role,
            created_at=at,
            language=language,
        )
        if role not in ROLES:
            raise Unstorable(f"{role!r} is no role.")
        if self.account(id) is not None or self.account_of(person) is not None:
            raise ConflictError("This record has an account already.")
        values = {name: getattr(account, name) for name in schema.accounts.c.keys()}  # noqa: SIM118
        values["recovery_codes"] = list(account.recovery_codes)
        self._connection.execute(insert(schema.accounts).values(values))
        return account

    def change_account(
        self,
        id: str,  # noqa: A002 - the field's name
        *,
        name: str | _Same = UNCHANGED,
        password_hash: str | _Same | None = UNCHANGED,
        language: str | _Same | None = UNCHANGED,
        second_factor: str | _Same | None = UNCHANGED,
        recovery_codes: tuple[str, ...] | _Same = UNCHANGED,
    ) -> Account:
        """Change what is given of an account; None empties a field.

        Raises
        ------
        UnknownEntry
            If there is no such account.
        ConflictError
            If the new name is taken.
        """
        known = self.account(id)
        if known is None:
            raise UnknownEntry("There is no such account.")
        given: dict[str, Any] = {
            "name": name,
            "password_hash": password_hash,
            "language": language,
            "second_factor": second_factor,
            "recovery_codes": (
                recovery_codes if recovery_codes is UNCHANGED else list(recovery_codes)
            ),
        }
        changes = {key: value for key, value in given.items() if value is not UNCHANGED}
        if name is not UNCHANGED:
            changes["name_key"] = self._free_name(name, id)
        if changes:
            table = schema.accounts
            self._connection.execute(update(table).where(table.c.id == id).values(changes))
        return self.account(id) or known

    def _free_name(self, name: str, own: str | None) -> str:
        key = name_key(name)
        if not key:
            raise Unstorable("An account needs a name.")
        taken = self.account_by_name(name)
        if taken is not None and taken.id != own:
            raise ConflictError("This name is taken.")
        return key

    def _known(self, account: str) -> None:
        if self.account(account) is None:
            raise UnknownEntry("There is no such account.")

    def add_sign_in(
        self,
        *,
        key_hash: str,
        account: str,
        at: datetime,
        expires_at: datetime,
        device: str,
        address: str,
    ) -> SignIn:
        """Remember a device that has signed in, by the hash of its key."""
        self._known(account)
        if self.sign_in(key_hash) is not None:
            raise ConflictError("This key is in use.")
        made = SignIn(
            key_hash=key_hash,
            account=account,
            created_at=at,
            last_seen_at=at,
            expires_at=expires_at,
            device=device,
            address=address,
        )
        values = {name: getattr(made, name) for name in schema.sign_ins.c.keys()}  # noqa: SIM118
        self._connection.execute(insert(schema.sign_ins).values(values))
        return made

    def touch_sign_in(
        self, key_hash: str, *, at: datetime, expires_at: datetime | None = None
    ) -> bool:
        """Note when a device was last seen, and until when it now stays; False if it is gone."""
        table = schema.sign_ins
        values = {"last_seen_at": at} | ({"expires_at": expires_at} if expires_at else {})
        changed = update(table).where(table.c.key_hash == key_hash).values(values)
        return self._connection.execute(changed).rowcount > 0

    def end_sign_in(self, key_hash: str) -> bool:
        """End one sign-in; False if it was gone already."""
        table = schema.sign_ins
        gone = self._connection.execute(delete(table).where(table.c.key_hash == key_hash))
        return gone.rowcount > 0

    def end_all_sign_ins(self, account: str, except_key: str | None = None) -> int:
        """End all sign-ins of an account but one, and say how many."""
        table = schema.sign_ins
        query = delete(table).where(table.c.account == account)
        if except_key is not None:
            query = query.where(table.c.key_hash != except_key)
        return self._connection.execute(query).rowcount

    def forget_sign_ins(self, expired_before: datetime) -> int:
        """Forget all sign-ins that expired before a moment, and say how many."""
        table = schema.sign_ins
        query = delete(table).where(table.c.expires_at < expired_before)
        return self._connection.execute(query).rowcount

    def record_attempt(self, name_hash: str, address: str, *, at: datetime) -> None:
        """Note a sign-in that failed."""
        number = self._next_number("attempts")
        values = {"number": number, "name_hash": name_hash, "address": address, "at": at}
        self._connection.execute(insert(schema.attempts).values(values))

    def forget_attempts(
        self,
        *,
        name_hash: str | None = None,
        address: str | None = None,
        before: datetime | None = None,
    ) -> int:
        """Forget failed sign-ins that fit everything given, and say how many.

        Raises
        ------
        Unstorable
            If nothing is given: that would forget all of them.
        """
        table = schema.attempts
        query = delete(table)
        if name_hash is None and address is None and before is None:
            raise Unstorable("Say which attempts to forget.")
        if name_hash is not None:
            query = query.where(table.c.name_hash == name_hash)
        if address is not None:
            query = query.where(table.c.address == address)
        if before is not None:
            query = query.where(table.c.at < before)
        return self._connection.execute(query).rowcount

    def add_calendar_token(self, token_hash: str, *, account: str, at: datetime) -> CalendarToken:
        """Make a calendar address work, by the hash of its token."""
        self._known(account)
        table = schema.calendar_tokens
        used = select(table.c.token_hash).where(table.c.token_hash == token_hash)
        if self._connection.execute(used).scalar_one_or_none() is not None:
            raise ConflictError("This calendar address was used before.")
        made = CalendarToken(token_hash=token_hash, account=account, created_at=at)
        self._connection.execute(
            insert(table).values(token_hash=token_hash, account=account, created_at=at)
        )
        return made

    def revoke_calendar_token(self, token_hash: str, *, at: datetime) -> bool:
        """Let a calendar address work no more; False if it did not."""
        table = schema.calendar_tokens
        query = update(table).where(table.c.token_hash == token_hash, table.c.revoked_at.is_(None))
        return self._connection.execute(query.values(revoked_at=at)).rowcount > 0

    def revoke_calendar_tokens(self, account: str, *, at: datetime) -> int:
        """Let no calendar address of an account work any more, and say how many did."""
        table = schema.calendar_tokens
        query = update(table).where(table.c.account == account, table.c.revoked_at.is_(None))
        return self._connection.execute(query.values(revoked_at=at)).rowcount

    def put_setting(self, account: str, key: str, value: Any) -> None:  # noqa: ANN401 - any JSON
        """Keep a small preference of an account; None forgets it."""
        self._known(account)
        table = schema.settings
        self._connection.execute(
            delete(table).where(table.c.account == account, table.c.key == key)
        )
        if value is not None:
            self._connection.execute(insert(table).values(account=account, key=key, value=value))

    def put_draft(self, account: str, key: str, body: dict[str, Any]) -> None:
        """Keep a form that is half filled in, in place of what was kept before."""
        self.drop_draft(account, key)
        self._connection.execute(insert(schema.drafts).values(account=account, key=key, body=body))

    def drop_draft(self, account: str, key: str) -> bool:
        """Forget a half-filled form; False if there was none."""
        table = schema.drafts
        gone = delete(table).where(table.c.account == account, table.c.key == key)
        return self._connection.execute(gone).rowcount > 0

    def _next_number(self, family: str) -> int:
        """Give out the next number of a family; it is given back if the transaction is not kept."""
        given = {"family": family}
        number = self._connection.execute(_NEXT, given).scalar_one_or_none()
        if number is None:
            number = 1
            values = {"name": family, "value": number}
            self._connection.execute(insert(schema.counters).values(values))
        return number
