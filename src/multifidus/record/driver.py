# SPDX-License-Identifier: Apache-2.0
"""The one place where the SQLite driver is chosen, so that no old library opens a live file.

SQLite 3.7.0 to 3.51.2 can lose committed pages when one connection checkpoints while another
resets the log ("WAL reset"); 3.51.3 and 3.53 hold the repair, 3.52.0 was withdrawn. pysqlite3
brings a repaired library. Where there is none for the machine, Python's own module serves, without
the write-ahead log.
"""

from importlib import import_module
from types import ModuleType
from typing import Final

REPAIRED: Final = (3, 51, 3)
WITHDRAWN: Final = (3, 52)
OLDEST: Final = (3, 37, 0)
"""STRICT tables begin here."""


def load() -> ModuleType:
    """Return the module of the driver: pysqlite3 where it is installed, else Python's own."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return import_module("sqlite3.dbapi2")


def may_use_wal(version: tuple[int, ...]) -> bool:
    """Say whether a SQLite of this version may write ahead without the risk of losing pages."""
    return version >= REPAIRED and version[:2] != WITHDRAWN
