# SPDX-License-Identifier: Apache-2.0
"""Stores for tests, on both databases. A test file has them by `pytest_plugins = ("store_fixtures",)`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from multifidus.record import Store, open_store

pytest_plugins = ("postgres",)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/multifidus.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a store that does not exist yet, on each of the two databases."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    address: str = request.getfixturevalue(name)
    return address


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds an empty store, to copy."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, sqlite_url: str, empty_file: Path) -> str:
    """The address of an empty store, on each of the two databases."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("postgres_store_url")
        return address
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.parent.mkdir(mode=0o700)
    shutil.copyfile(empty_file, path)
    return sqlite_url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    made = open_store(store_url)
    yield made
    made.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    made = open_store(sqlite_url)
    yield made
    made.close()
