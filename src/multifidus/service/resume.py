# SPDX-License-Identifier: Apache-2.0
"""A form that could not be taken in when it was sent, kept on the page until it can. Pure.

When a sign-in has run out, or the disk is full, what was typed goes back to the browser as hidden
fields and is sent again by one button. It is never written down here. Passwords and codes are left
out, and a form that came from someone else's sign-in is not given to whoever signs in next.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from multifidus.service.accounts_keys import hash_of

LARGEST: Final = 256 * 1024
"""Characters of a form that is kept; what people type is far smaller."""
MOST_FIELDS: Final = 1000
_SECRET: Final = ("password", "code", "token", "ticket", "secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A form on its way: where it goes, its fields in order, and the mark of who sent it.

    `by` is empty if that is not known.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    by: str = ""

    def may_go_on_for(self, account: str | None) -> bool:
        """Whether this may be offered to an account: its own form, or one of nobody known."""
        return account is not None and self.by in {"", mark_of(account)}


def mark_of(account: str | None) -> str:
    """Return the mark of an account, by which a form finds back to it; empty for nobody."""
    return hash_of(f"form of {account}")[:32] if account else ""


def carry(
    path: str, fields: Iterable[tuple[str, object]], *, account: str | None
) -> Carried | None:
    """Keep a form: texts only, no passwords; None if it is too large to be kept on a page."""
    kept = tuple(
        (name, value)
        for name, value in fields
        if isinstance(value, str) and not any(word in name.casefold() for word in _SECRET)
    )
    size = sum(len(name) + len(value) for name, value in kept)
    if size > LARGEST or len(kept) > MOST_FIELDS:
        return None
    return Carried(path=path, fields=kept, by=mark_of(account))


def to_text(carried: Carried | None) -> str:
    """Write a kept form as the value of one hidden field."""
    if carried is None:
        return ""
    return json.dumps({"to": carried.path, "by": carried.by, "with": carried.fields})


def from_text(text: str) -> Carried | None:
    """Read a kept form back; None for anything that is not one."""
    if not text or len(text) > 4 * LARGEST:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or set(value) != {"to", "by", "with"}:
        return None
    path, by, fields = value["to"], value["by"], value["with"]
    if not isinstance(path, str) or not isinstance(by, str) or not isinstance(fields, list):
        return None
    pairs = [tuple(one) for one in fields if _is_pair(one)]
    if len(pairs) != len(fields) or len(pairs) > MOST_FIELDS:
        return None
    return Carried(path=path, fields=tuple((name, one) for name, one in pairs), by=by)


def _is_pair(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
