# SPDX-License-Identifier: Apache-2.0
"""The record's store: dated facts that are only ever added to, on SQLite or PostgreSQL.

It knows nothing of clinical meaning: bodies are plain JSON in the shape of the record file's parts.
"""

from multifidus.record.backups import backup, verify_backup
from multifidus.record.erasing import Writing
from multifidus.record.errors import (
    ConflictError,
    Damaged,
    DiskFull,
    DiskTrouble,
    FutureSchema,
    Locked,
    NeedsMigration,
    NetworkFileSystem,
    NoStore,
    NotOurs,
    ReadOnly,
    StoreError,
    UnknownEntry,
    Unreachable,
    Unstorable,
)
from multifidus.record.facts import (
    KINDS,
    Account,
    CalendarToken,
    Entry,
    NewEntry,
    Released,
    SecurityEvent,
    SignIn,
)
from multifidus.record.folding import Row, fold, value_to_rows
from multifidus.record.ids import new_id
from multifidus.record.manifest import Manifest
from multifidus.record.migrating import MigrationResult, migrate
from multifidus.record.reading import Reading
from multifidus.record.restoring import Restored, restore
from multifidus.record.store import Store, open_store

__all__ = [
    "KINDS",
    "Account",
    "CalendarToken",
    "ConflictError",
    "Damaged",
    "DiskFull",
    "DiskTrouble",
    "Entry",
    "FutureSchema",
    "Locked",
    "Manifest",
    "MigrationResult",
    "NeedsMigration",
    "NetworkFileSystem",
    "NewEntry",
    "NoStore",
    "NotOurs",
    "ReadOnly",
    "Reading",
    "Released",
    "Restored",
    "Row",
    "SecurityEvent",
    "SignIn",
    "Store",
    "StoreError",
    "UnknownEntry",
    "Unreachable",
    "Unstorable",
    "Writing",
    "backup",
    "fold",
    "migrate",
    "new_id",
    "open_store",
    "restore",
    "value_to_rows",
    "verify_backup",
]
