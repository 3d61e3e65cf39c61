# SPDX-License-Identifier: Apache-2.0
"""Open the house: folder, database (brought up to date, backed up before), knowledge, planner."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from multifidus.knowledge.loader import shipped
from multifidus.record import NeedsMigration, Store, migrate, open_store
from multifidus.service.house import Service
from multifidus.service.planning import Planner
from multifidus.service.settings import Settings


def backup_name(at: datetime) -> str:
    """Return the name of a backup made at a moment."""
    return f"multifidus-{at.astimezone(UTC):%Y%m%d-%H%M%S}.mfb"


def open_up_to_date(url: str, backups: Path) -> Store:
    """Open a database: made if there is none, brought up to date (backed up before) if it is older."""
    try:
        return open_store(url)
    except NeedsMigration:
        migrate(url, backups=backups)
        return open_store(url)


def open_house(settings: Settings) -> Service:
    """Open the house for serving.

    Raises
    ------
    multifidus.record.StoreError
        If the database cannot be used, in words that say what can be done.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    knowledge = shipped()
    return Service(
        settings=settings,
        store=open_up_to_date(settings.database, settings.backups),
        knowledge=knowledge,
        clock=lambda: datetime.now(UTC),
        random=secrets.token_bytes,
        planner=Planner(knowledge),
    )
