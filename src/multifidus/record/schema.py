# SPDX-License-Identifier: Apache-2.0
"""The tables and triggers as they should be now. A database comes to be so by migrations alone.

A test compares what the migrations make with what stands here, on both databases. Facts of a person
(`entries`, `released`) and the security log can be added to and not changed; see `triggers`.
"""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from multifidus.record.types import POSTGRESQL, Day, Json, Moment, Number, Words

VERSIONS: Final = ("0001",)
"""Every version of the schema, oldest first; the last is the one that this release works with."""

VERSION_TABLE: Final = "schema_version"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


entries = _table(
    "entries",
    Column("seq", Number, nullable=False, autoincrement=False),
    Column("id", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("day", Day, nullable=False),
    Column("at", Moment, nullable=False),
    Column("author", Words, nullable=False),
    Column("client_id", Words),
    Column("supersedes", Words),
    Column("body", Json),
    PrimaryKeyConstraint("seq"),
    UniqueConstraint("id"),
    UniqueConstraint("person", "client_id"),
    UniqueConstraint("supersedes"),
    ForeignKeyConstraint(["supersedes"], ["entries.id"]),
    CheckConstraint("body IS NOT NULL OR supersedes IS NOT NULL", name="says_something"),
    Index(None, "person", "seq"),
)
"""A person's facts. `supersedes` is unique: a fact is corrected once, then its correction is."""

released = _table(
    "released",
    Column("number", Number, nullable=False, autoincrement=False),
    Column("person", Words, nullable=False),
    Column("monday", Day, nullable=False),
    Column("day", Day, nullable=False),
    Column("at", Moment, nullable=False),
    Column("seq", Number, nullable=False),
    Column("fingerprint", Words, nullable=False),
    Column("knowledge", Words, nullable=False),
    Column("body", Words, nullable=False),
    PrimaryKeyConstraint("number"),
    Index(None, "person", "monday", "number"),
)
"""Weeks that a person was shown."""

accounts = _table(
    "accounts",
    Column("id", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("name_key", Words, nullable=False),
    Column("password_hash", Words),
    Column("person", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("language", Words),
    Column("second_factor", Words),
    Column("recovery_codes", Json, nullable=False),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("name_key"),
    UniqueConstraint("person"),
)

sign_ins = _table(
    "sign_ins",
    Column("key_hash", Words, nullable=False),
    Column("account", Words, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("device", Words, nullable=False),
    Column("address", Words, nullable=False),
    PrimaryKeyConstraint("key_hash"),
    Index(None, "account"),
)

attempts = _table(
    "attempts",
    Column("number", Number, nullable=False, autoincrement=False),
    Column("name_hash", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("number"),
    Index(None, "name_hash", "at"),
    Index(None, "address", "at"),
)
"""Failed sign-ins, for as long as they count."""

calendar_tokens = _table(
    "calendar_tokens",
    Column("token_hash", Words, nullable=False),
    Column("account", Words, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    PrimaryKeyConstraint("token_hash"),
    Index(None, "account"),
)

settings = _table(
    "settings",
    Column("account", Words, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("key", Words, nullable=False),
    Column("value", Json, nullable=False),
    PrimaryKeyConstraint("account", "key"),
)

drafts = _table(
    "drafts",
    Column("account", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("body", Json, nullable=False),
    PrimaryKeyConstraint("account", "key"),
)
"""Forms that are half filled in. No key to `accounts`: a draft may come before the account."""

security_events = _table(
    "security_events",
    Column("number", Number, nullable=False, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("event", Words, nullable=False),
    Column("account", Words),
    Column("address", Words),
    Column("detail", Json),
    Column("salt", Words),
    Column("about_hash", Words, nullable=False),
    Column("row_hash", Words, nullable=False),
    PrimaryKeyConstraint("number"),
    Index(None, "account"),
)
"""The security log; `audit` says how its rows hold on to each other."""

tombstones = _table(
    "tombstones",
    Column("hash", Words, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("hash"),
)
"""Hashes of the ids of whom was erased, so that a restore erases them again."""

erasing = _table("erasing", Column("id", Words, nullable=False), PrimaryKeyConstraint("id"))
"""Ids of whose rows may be deleted, filled and emptied inside one transaction of erasing."""

counters = _table(
    "counters",
    Column("name", Words, nullable=False),
    Column("value", Number, nullable=False),
    PrimaryKeyConstraint("name"),
)
"""The last number given out in each family; numbers never come again, even after erasing."""

duties = _table(
    "duties",
    Column("name", Words, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("name"),
)
"""What must still be done outside of a transaction, like cleaning the file after an erasing."""

_ADDED_ALONE: Final = {"entries": "person", "released": "person", "tombstones": None}
_MAY_BE_BLANKED: Final = ("account", "address", "detail", "salt")
_STAYS: Final = ("number", "at", "event", "about_hash", "row_hash")

_ERASING: Final = "SELECT id FROM erasing"


def triggers(dialect: str) -> list[str]:
    """Return the statements that make entries, weeks and the security log append-only.

    Erasing is let through by a row in `erasing` that names the person: written, used and removed
    within one transaction, it is never seen by another. This was chosen over dropping the triggers
    for a while, because everyone else's rows stay guarded even during the erasing, and because
    dropping would lock whole tables on PostgreSQL.
    """
    return _postgresql() if dialect == POSTGRESQL else _sqlite()


def _sqlite() -> list[str]:
    kept = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _STAYS)
    blank = " AND ".join(f"NEW.{name} IS NULL" for name in _MAY_BE_BLANKED)
    out = []
    for table, (update, delete) in {
        **{
            table: ("", f"WHEN OLD.{owner} NOT IN ({_ERASING}) " if owner else "")
            for table, owner in _ADDED_ALONE.items()
        },
        "security_events": (
            f"WHEN (OLD.account IN ({_ERASING}) AND {kept} AND {blank}) IS NOT TRUE ",
            "",
        ),
    }.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END"
        out.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {update}{refuse}")
        out.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {delete}{refuse}")
    return out


FUNCTIONS: Final = ("multifidus_guard", "multifidus_guard_log")
"""Functions that the triggers on PostgreSQL call."""

_FUNCTION: Final = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"


def _postgresql() -> list[str]:
    kept = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _STAYS)
    blank = " AND ".join(f"NEW.{name} IS NULL" for name in _MAY_BE_BLANKED)
    refuse = "RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME;"
    of_erased = f"to_jsonb(OLD) ->> TG_ARGV[0] IN ({_ERASING})"
    guard = f"IF TG_OP = 'DELETE' AND TG_NARGS = 1 THEN IF {of_erased} THEN RETURN OLD; END IF;"
    in_log = f"OLD.account IN ({_ERASING}) AND {kept} AND {blank}"
    guard_log = f"IF TG_OP = 'UPDATE' THEN IF {in_log} THEN RETURN NEW; END IF;"
    out = [
        _FUNCTION.format(name, f"{rule} END IF; {refuse}")
        for name, rule in zip(FUNCTIONS, (guard, guard_log), strict=True)
    ]
    for table, owner in {**_ADDED_ALONE, "security_events": None}.items():
        name = FUNCTIONS[table == "security_events"]
        row = f"FOR EACH ROW EXECUTE FUNCTION {name}({owner or ''})"
        all_of_it = f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        change = f"{table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        out.append(f"CREATE TRIGGER {change} {row}")
        out.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {all_of_it}")
    return out
