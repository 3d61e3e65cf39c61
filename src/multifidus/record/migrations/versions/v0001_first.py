# SPDX-License-Identifier: Apache-2.0
"""The first schema: a person's facts, shown weeks, accounts, the security log, erasing."""

import sqlalchemy as sa
from alembic import op

from multifidus.record.types import Day, Json, Moment, Number, Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers."""
    _facts()
    _accounts()
    _keeping()
    statements = _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for statement in statements:
        op.execute(statement)


def _facts() -> None:
    op.create_table(
        "entries",
        sa.Column("seq", Number, nullable=False, autoincrement=False),
        sa.Column("id", Words, nullable=False),
        sa.Column("person", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("day", Day, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("author", Words, nullable=False),
        sa.Column("client_id", Words, nullable=True),
        sa.Column("supersedes", Words, nullable=True),
        sa.Column("body", Json, nullable=True),
        sa.CheckConstraint(
            "body IS NOT NULL OR supersedes IS NOT NULL", name=op.f("ck_entries_says_something")
        ),
        sa.ForeignKeyConstraint(["supersedes"], ["entries.id"], name="fk_entries_supersedes"),
        sa.PrimaryKeyConstraint("seq", name="pk_entries"),
        sa.UniqueConstraint("person", "client_id", name="uq_entries_person_client_id"),
        sa.UniqueConstraint("id", name="uq_entries_id"),
        sa.UniqueConstraint("supersedes", name="uq_entries_supersedes"),
        sqlite_strict=True,
    )
    op.create_index("ix_entries_person_seq", "entries", ["person", "seq"])
    op.create_table(
        "released",
        sa.Column("number", Number, nullable=False, autoincrement=False),
        sa.Column("person", Words, nullable=False),
        sa.Column("monday", Day, nullable=False),
        sa.Column("day", Day, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("seq", Number, nullable=False),
        sa.Column("fingerprint", Words, nullable=False),
        sa.Column("knowledge", Words, nullable=False),
        sa.Column("body", Words, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_released"),
        sqlite_strict=True,
    )
    op.create_index("ix_released_person_monday_number", "released", ["person", "monday", "number"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("name_key", Words, nullable=False),
        sa.Column("password_hash", Words, nullable=True),
        sa.Column("person", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("language", Words, nullable=True),
        sa.Column("second_factor", Words, nullable=True),
        sa.Column("recovery_codes", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name_key", name="uq_accounts_name_key"),
        sa.UniqueConstraint("person", name="uq_accounts_person"),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_ins",
        sa.Column("key_hash", Words, nullable=False),
        sa.Column("account", Words, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("last_seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("device", Words, nullable=False),
        sa.Column("address", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_sign_ins_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name="pk_sign_ins"),
        sqlite_strict=True,
    )
    op.create_index("ix_sign_ins_account", "sign_ins", ["account"])
    op.create_table(
        "attempts",
        sa.Column("number", Number, nullable=False, autoincrement=False),
        sa.Column("name_hash", Words, nullable=False),
        sa.Column("address", Words, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_attempts"),
        sqlite_strict=True,
    )
    op.create_index("ix_attempts_address_at", "attempts", ["address", "at"])
    op.create_index("ix_attempts_name_hash_at", "attempts", ["name_hash", "at"])
    op.create_table(
        "calendar_tokens",
        sa.Column("token_hash", Words, nullable=False),
        sa.Column("account", Words, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_calendar_tokens_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_calendar_tokens"),
        sqlite_strict=True,
    )
    op.create_index("ix_calendar_tokens_account", "calendar_tokens", ["account"])
    op.create_table(
        "settings",
        sa.Column("account", Words, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_settings_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "key", name="pk_settings"),
        sqlite_strict=True,
    )
    op.create_table(
        "drafts",
        sa.Column("account", Words, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name="pk_drafts"),
        sqlite_strict=True,
    )


def _keeping() -> None:
    op.create_table(
        "security_events",
        sa.Column("number", Number, nullable=False, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("event", Words, nullable=False),
        sa.Column("account", Words, nullable=True),
        sa.Column("address", Words, nullable=True),
        sa.Column("detail", Json, nullable=True),
        sa.Column("salt", Words, nullable=True),
        sa.Column("about_hash", Words, nullable=False),
        sa.Column("row_hash", Words, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_security_events"),
        sqlite_strict=True,
    )
    op.create_index("ix_security_events_account", "security_events", ["account"])
    op.create_table(
        "tombstones",
        sa.Column("hash", Words, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_tombstones"),
        sqlite_strict=True,
    )
    op.create_table(
        "erasing",
        sa.Column("id", Words, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasing"),
        sqlite_strict=True,
    )
    op.create_table(
        "counters",
        sa.Column("name", Words, nullable=False),
        sa.Column("value", Number, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
        sqlite_strict=True,
    )
    op.create_table(
        "duties",
        sa.Column("name", Words, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_duties"),
        sqlite_strict=True,
    )


_SQLITE = [
    (
        "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT "
        "RAISE(ABORT, 'entries can only be added to'); END"
    ),
    (
        "CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries WHEN OLD.person NOT IN"
        " (SELECT id FROM erasing) BEGIN SELECT RAISE(ABORT, 'entries can only be added "
        "to'); END"
    ),
    (
        "CREATE TRIGGER released_no_update BEFORE UPDATE ON released BEGIN SELECT "
        "RAISE(ABORT, 'released can only be added to'); END"
    ),
    (
        "CREATE TRIGGER released_no_delete BEFORE DELETE ON released WHEN OLD.person NOT "
        "IN (SELECT id FROM erasing) BEGIN SELECT RAISE(ABORT, 'released can only be "
        "added to'); END"
    ),
    (
        "CREATE TRIGGER tombstones_no_update BEFORE UPDATE ON tombstones BEGIN SELECT "
        "RAISE(ABORT, 'tombstones can only be added to'); END"
    ),
    (
        "CREATE TRIGGER tombstones_no_delete BEFORE DELETE ON tombstones BEGIN SELECT "
        "RAISE(ABORT, 'tombstones can only be added to'); END"
    ),
    (
        "CREATE TRIGGER security_events_no_update BEFORE UPDATE ON security_events WHEN "
        "(OLD.account IN (SELECT id FROM erasing) AND NEW.number IS OLD.number AND NEW.at"
        " IS OLD.at AND NEW.event IS OLD.event AND NEW.about_hash IS OLD.about_hash AND "
        "NEW.row_hash IS OLD.row_hash AND NEW.account IS NULL AND NEW.address IS NULL AND"
        " NEW.detail IS NULL AND NEW.salt IS NULL) IS NOT TRUE BEGIN SELECT RAISE(ABORT, "
        "'security_events can only be added to'); END"
    ),
    (
        "CREATE TRIGGER security_events_no_delete BEFORE DELETE ON security_events BEGIN "
        "SELECT RAISE(ABORT, 'security_events can only be added to'); END"
    ),
]

_POSTGRESQL = [
    (
        "CREATE FUNCTION multifidus_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' AND TG_NARGS = 1 THEN IF to_jsonb(OLD) ->> TG_ARGV[0] IN "
        "(SELECT id FROM erasing) THEN RETURN OLD; END IF; END IF; RAISE EXCEPTION '% can"
        " only be added to', TG_TABLE_NAME; END $$"
    ),
    (
        "CREATE FUNCTION multifidus_guard_log() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF TG_OP = 'UPDATE' THEN IF OLD.account IN (SELECT id FROM erasing) AND "
        "NEW.number IS NOT DISTINCT FROM OLD.number AND NEW.at IS NOT DISTINCT FROM "
        "OLD.at AND NEW.event IS NOT DISTINCT FROM OLD.event AND NEW.about_hash IS NOT "
        "DISTINCT FROM OLD.about_hash AND NEW.row_hash IS NOT DISTINCT FROM OLD.row_hash "
        "AND NEW.account IS NULL AND NEW.address IS NULL AND NEW.detail IS NULL AND "
        "NEW.salt IS NULL THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION '% can only be"
        " added to', TG_TABLE_NAME; END $$"
    ),
    (
        "CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE ON entries FOR EACH ROW"
        " EXECUTE FUNCTION multifidus_guard(person)"
    ),
    (
        "CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries FOR EACH STATEMENT"
        " EXECUTE FUNCTION multifidus_guard()"
    ),
    (
        "CREATE TRIGGER released_no_change BEFORE UPDATE OR DELETE ON released FOR EACH "
        "ROW EXECUTE FUNCTION multifidus_guard(person)"
    ),
    (
        "CREATE TRIGGER released_no_truncate BEFORE TRUNCATE ON released FOR EACH "
        "STATEMENT EXECUTE FUNCTION multifidus_guard()"
    ),
    (
        "CREATE TRIGGER tombstones_no_change BEFORE UPDATE OR DELETE ON tombstones FOR "
        "EACH ROW EXECUTE FUNCTION multifidus_guard()"
    ),
    (
        "CREATE TRIGGER tombstones_no_truncate BEFORE TRUNCATE ON tombstones FOR EACH "
        "STATEMENT EXECUTE FUNCTION multifidus_guard()"
    ),
    (
        "CREATE TRIGGER security_events_no_change BEFORE UPDATE OR DELETE ON "
        "security_events FOR EACH ROW EXECUTE FUNCTION multifidus_guard_log()"
    ),
    (
        "CREATE TRIGGER security_events_no_truncate BEFORE TRUNCATE ON security_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION multifidus_guard_log()"
    ),
]
