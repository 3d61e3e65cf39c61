# SPDX-License-Identifier: Apache-2.0
"""What the drivers complain about, turned into the store's own errors, in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from multifidus.record.errors import (
    Damaged,
    DiskFull,
    DiskTrouble,
    Locked,
    ReadOnly,
    StoreError,
    Unreachable,
)

_WORDS: Final[dict[type[StoreError], str]] = {
    Damaged: (
        "The database {name} is damaged. Nothing was written. Restore the latest backup with "
        "'multifidus restore'; the damaged file is kept."
    ),
    DiskFull: (
        "There is no room left on the disk of {name}. Nothing was written. Make room, then try "
        "again."
    ),
    DiskTrouble: (
        "The disk of {name} did not do what was asked: it may be full or failing. Nothing was "
        "written. Make room; if that does not help, back up to another disk."
    ),
    Locked: (
        "The database {name} is busy: another program or writer holds on to it. Nothing was "
        "written. Try again in a moment."
    ),
    ReadOnly: (
        "The database {name} may only be read. Nothing was written. Make the file and its folder "
        "writable for this program."
    ),
    Unreachable: (
        "The database {name} cannot be opened. Look whether the file, its folder or the server is "
        "there and may be used by this program."
    ),
}

_SQLITE: Final[dict[int, type[StoreError]]] = {
    5: Locked,  # BUSY
    6: Locked,  # LOCKED
    8: ReadOnly,
    10: DiskTrouble,  # IOERR
    11: Damaged,  # CORRUPT
    13: DiskFull,
    14: Unreachable,  # CANTOPEN
    23: Unreachable,  # AUTH
    26: Damaged,  # NOTADB
}
_POSTGRESQL: Final[dict[str, type[StoreError]]] = {
    "08": Unreachable,
    "25006": ReadOnly,
    "28": Unreachable,
    "3D": Unreachable,
    "40001": Locked,
    "40P01": Locked,
    "42501": ReadOnly,
    "53100": DiskFull,
    "53": Locked,
    "55P03": Locked,
    "57014": Locked,
    "57P": Unreachable,
    "58": DiskTrouble,
    "XX001": Damaged,
    "XX002": Damaged,
}


def kind_of(error: BaseException) -> type[StoreError] | None:
    """Return which of the store's errors a driver's error is, None if it is a defect of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        for length in (5, 3, 2):
            if found := _POSTGRESQL.get(state[:length]):
                return found
        return None
    # Before it has a code, a server that does not answer is all that an OperationalError can be.
    return Unreachable if type(error).__name__ == "OperationalError" else None


def fault(kind: type[StoreError], name: str) -> StoreError:
    """Make an error of a kind, in words."""
    return kind(_WORDS[kind].format(name=name))


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Raise the store's own errors for what the drivers complain about."""
    try:
        yield
    except PermissionError as error:
        raise fault(Unreachable, name) from error
    except PoolTimeout as error:
        raise fault(Locked, name) from error
    except DBAPIError as error:
        kind = kind_of(error.orig) if error.orig is not None else None
        if kind is None:
            raise
        raise fault(kind, name) from error
    except StatementError as error:
        # What our own types refuse arrives wrapped.
        if isinstance(error.orig, StoreError):
            raise error.orig from None
        raise
    except Exception as error:
        # The drivers' own errors, where the driver is used without SQLAlchemy.
        kind = kind_of(error) if _of_a_driver(error) else None
        if kind is None:
            raise
        raise fault(kind, name) from error


def _of_a_driver(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in {"sqlite3", "pysqlite3", "psycopg"}
