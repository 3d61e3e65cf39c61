# SPDX-License-Identifier: Apache-2.0
"""What the security log may say: a closed list of events, never a word about health.

Every line goes through `note`, which takes an event of the list and nothing typed by anyone.
"""

from enum import StrEnum

from multifidus.record import Writing
from multifidus.service.access import Who
from multifidus.service.house import Service


class Event(StrEnum):
    """What is written down when it happens."""

    ACCOUNT_MADE = "account.made"
    ACCOUNT_ERASED = "account.erased"
    SIGN_IN_MADE = "sign-in.made"
    SIGN_IN_REFUSED = "sign-in.refused"
    SIGN_IN_TOO_MANY = "sign-in.too-many"
    SIGN_IN_ENDED = "sign-in.ended"
    SIGN_INS_ENDED = "sign-ins.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - the name of an event
    PASSWORD_REFUSED = "password.refused"  # noqa: S105 - as above
    SECOND_FACTOR_ON = "second-factor.on"
    SECOND_FACTOR_OFF = "second-factor.off"
    SECOND_FACTOR_REFUSED = "second-factor.refused"
    RECOVERY_CODES_MADE = "recovery-codes.made"
    RECOVERY_CODE_USED = "recovery-code.used"
    ACCESS_REFUSED = "access.refused"
    RECORD_EXPORTED = "record.exported"
    RECORD_IMPORTED = "record.imported"
    BACKUP_MADE = "backup.made"
    DATABASE_RESTORED = "database.restored"
    CALENDAR_MADE = "calendar.made"
    CALENDAR_REVOKED = "calendar.revoked"
    SAMPLE_MADE = "sample.made"
    SAMPLE_ENDED = "sample.ended"


def note(service: Service, writing: Writing, event: Event, who: Who, **detail: str | int) -> None:
    """Add a line about whoever asks to the security log, inside a transaction that is open.

    Parameters
    ----------
    detail : str or int
        Fixed words and counts only: the name of a route, how many sign-ins ended.
    """
    writing.note(
        event.value,
        at=service.now(),
        account=who.account,
        address=who.address,
        detail=dict(detail),
    )


def refused(service: Service, who: Who, route: str) -> None:
    """Write down that someone asked for what is not theirs or not there, by the route's pattern."""
    with service.store.write() as writing:
        note(service, writing, Event.ACCESS_REFUSED, who, route=route)
