# SPDX-License-Identifier: Apache-2.0
"""Ids that sort by time and need no server: UUIDs of version 7, made from arguments alone."""

from datetime import datetime

from multifidus.record.errors import Unstorable

RANDOM_BYTES = 10


def new_id(at: datetime, random: bytes) -> str:
    """Make a UUID of version 7 (RFC 9562) as 32 hexadecimal digits.

    Parameters
    ----------
    at : datetime
        The moment, with a time zone; ids of later milliseconds sort after it.
    random : bytes
        At least ten random bytes; more are left unused.

    Raises
    ------
    Unstorable
        If `at` has no time zone or lies before 1970, or `random` is too short.

    Examples
    --------
    >>> from datetime import UTC
    >>> new_id(datetime(2026, 11, 16, 8, 0, tzinfo=UTC), bytes(10))
    '01a1e35ec00070008000000000000000'
    """
    if at.tzinfo is None or at.timestamp() < 0:
        raise Unstorable("An id needs a moment with a time zone, not before 1970.")
    if len(random) < RANDOM_BYTES:
        raise Unstorable(f"An id needs at least {RANDOM_BYTES} random bytes.")
    milliseconds = int(at.timestamp() * 1000).to_bytes(6, "big")
    rest = bytearray(random[:RANDOM_BYTES])
    rest[0] = 0x70 | (rest[0] & 0x0F)  # the version
    rest[2] = 0x80 | (rest[2] & 0x3F)  # the variant
    return (milliseconds + bytes(rest)).hex()
