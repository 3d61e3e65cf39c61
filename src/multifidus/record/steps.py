# SPDX-License-Identifier: Apache-2.0
"""The steps from one version of the schema to the next, run whole or not at all.

Foreign keys are off meanwhile: alembic makes changed tables anew, and with keys on, dropping the
old one would delete the rows that hang on it. They are checked before the transaction is kept.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from multifidus.record import driver, engine
from multifidus.record.engine import Place
from multifidus.record.errors import Damaged
from multifidus.record.files import make_file
from multifidus.record.schema import VERSION_TABLE, metadata

MIGRATIONS = Path(__file__).parent / "migrations"


def run_steps(connection: Connection, to: str = "head") -> None:
    """Run the steps from the version at hand to another, inside the connection's transaction."""
    # Slow to import, and most starts of the program have nothing to migrate.
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)

    def steps(version: Any, _context: Any) -> Any:  # noqa: ANN401 - alembic's own types
        return script._upgrade_revs(to, version)  # noqa: SLF001 - as alembic's manual does it

    with EnvironmentContext(config, script, fn=steps, destination_rev=to) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            render_as_batch=True,
        )
        environment.run_migrations()


def change(where: Place, to: str = "head") -> None:
    """Run the steps at a place, in one transaction; nothing is changed if anything fails."""
    made = engine.engine(where, reader=False, foreign_keys=False, pooled=False)
    try:
        with made.connect() as connection, connection.begin():
            run_steps(connection, to)
            if where.path is not None:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise Damaged(
                        f"Rows of {where.name} would lose what they hang on "
                        f"({broken[0][0]}). Nothing was changed."
                    )
    finally:
        made.dispose()


def make(where: Place, *, version: str = "head") -> None:
    """Make an empty store at a place where there is none."""
    if where.path is not None:
        make_file(where.path)
        connection = engine.connect(where.path)
        try:
            engine.journal(connection, driver.load())
        finally:
            connection.close()
    change(where, version)
