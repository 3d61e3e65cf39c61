# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL server for tests: thrown away afterwards, on a free port, never as root.

Any test file has it by `pytest_plugins = ("postgres",)`, if this folder is on its path. Where no
server is installed, the tests that need one are left out aloud.
"""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from multifidus.record import open_store

INSTALLED = sorted(
    Path("/usr/lib/postgresql").glob("*/bin/initdb"),
    key=lambda path: [int(part) for part in re.findall(r"\d+", str(path))],
)
_numbers = count()


def _binaries() -> Path | None:
    if INSTALLED:
        return INSTALLED[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _other_user() -> dict[str, Any]:
    """The server refuses to run as root: whom to run it as, for `subprocess`."""
    if os.getuid() != 0:
        return {}
    names = {row.pw_name for row in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server, without the name of a database."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed")
    other = _other_user()
    folder = Path(tempfile.mkdtemp(prefix="multifidus-pg-"))
    if other:
        shutil.chown(folder, other["user"])
    port = _free_port()
    options = f"-F -k {folder} -c listen_addresses=127.0.0.1 -p {port} -c max_connections=80"

    def run(*words: str) -> None:
        subprocess.run(words, check=True, capture_output=True, cwd="/", **other)

    data = str(folder / "data")
    try:
        run(str(binaries / "initdb"), "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "-N")
        log = str(folder / "log")
        run(str(binaries / "pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://tester@127.0.0.1:{port}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _database(server: str, *, like: str) -> Iterator[str]:
    import psycopg  # noqa: PLC0415 - only where there is a server

    name = f"test_{os.getpid()}_{next(_numbers)}"
    admin = f"{server.replace('+psycopg', '')}/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy".encode())
    yield f"{server}/{name}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database."""
    yield from _database(postgres_server, like="template0")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database with an empty store, to copy."""
    for address in _database(postgres_server, like="template0"):
        open_store(address).close()
        yield address.rpartition("/")[2]


@pytest.fixture
def postgres_store_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a database that holds an empty store."""
    yield from _database(postgres_server, like=postgres_template)
