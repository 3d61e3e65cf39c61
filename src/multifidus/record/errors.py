# SPDX-License-Identifier: Apache-2.0
"""Every way in which the store can fail: a closed family, each in words a person can act on."""
# ruff: noqa: N818 - they are named for what is the matter


class StoreError(Exception):
    """The store could not do what was asked. Nothing was written; the text says what to do."""


class NoStore(StoreError):
    """There is no database at the address, and none was to be made."""


class NotOurs(StoreError):
    """There is a database at the address, but another program's."""


class FutureSchema(StoreError):
    """The database was written by a later release than this one."""


class NeedsMigration(StoreError):
    """The database was written by an earlier release and has to be brought up to date first."""


class Damaged(StoreError):
    """The database or a backup is not as it was written."""


class ReadOnly(StoreError):
    """The file, its folder or the database may only be read."""


class DiskTrouble(StoreError):
    """The disk did not take or give what was asked of it: it may be full or failing."""


class DiskFull(DiskTrouble):
    """There is no room left."""


class Locked(StoreError):
    """Another program or another writer held on to the database for too long."""


class Unreachable(StoreError):
    """The file cannot be opened, or the database server does not answer."""


class NetworkFileSystem(StoreError):
    """The file lies on a network file system, where locks cannot be trusted."""


class ConflictError(StoreError):
    """It is there already with other content, or has been corrected already."""


class UnknownEntry(StoreError):
    """What was named does not exist, or belongs to someone else."""


class Unstorable(StoreError, ValueError):
    """The value is none that the store keeps: the caller's mistake, never the person's."""
