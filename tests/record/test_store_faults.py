# SPDX-License-Identifier: Apache-2.0
"""A full disk, a read-only one, a busy or damaged database: words to act on, and nothing half-written."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from store_builders import add, everything, fill

from multifidus import record
from multifidus.record import (
    Damaged,
    DiskFull,
    DiskTrouble,
    Locked,
    NetworkFileSystem,
    ReadOnly,
    Store,
    StoreError,
    Unreachable,
    engine,
    errors,
    open_store,
)
from multifidus.record.engine import connect, file_system, place
from multifidus.record.faults import fault, kind_of, translated

pytest_plugins = ("store_fixtures",)

NOBODY = 65534


def url_of(store: Store) -> str:
    return f"sqlite:///{store.place.path}"


def path_of(store: Store) -> Path:
    assert store.place.path is not None
    return store.place.path


def log_a_lot(store: Store, size: int = 100_000) -> None:
    with store.write() as writing:
        for _ in range(20):
            add(writing, "ana", "outcome", {"note": "x" * size})


def test_a_full_database_writes_nothing(sqlite_store: Store) -> None:
    fill(sqlite_store)
    before = everything(sqlite_store)
    with sqlite_store.write() as writing:
        pages = writing._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        writing._connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")
    with pytest.raises(DiskFull, match="Make room"):
        log_a_lot(sqlite_store)
    assert everything(sqlite_store) == before
    with sqlite_store.write() as writing:
        add(writing, "ana", "outcome", {"n": 1})


FULL = """
import resource, signal, sys
sys.path[:0] = {path!r}
from multifidus.record import DiskTrouble, open_store
from store_builders import add, everything, fill
store = open_store({url!r})
fill(store)
before = everything(store)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))
for _ in range(3):
    try:
        with store.write() as writing:
            for _ in range(20):
                add(writing, "ana", "outcome", {{"note": "x" * 100_000}})
    except DiskTrouble as error:
        print(type(error).__name__)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert everything(store) == before
with store.write() as writing:
    add(writing, "ana", "outcome", {{"n": 1}})
store.close()
"""


def run(code: str, *, user: int | None = None) -> subprocess.CompletedProcess[str]:
    if user is not None:
        # Everything is loaded first: another user may not even read where Python is installed.
        code = (
            f"import os, sys, tempfile\nsys.path[:0] = {sys.path!r}\n"
            "from multifidus.record import open_store\n"
            "with tempfile.TemporaryDirectory() as folder:\n"
            "    open_store(f'sqlite:///{folder}/warm.db').close()\n"
            f"os.setgroups([])\nos.setgid({user})\nos.setuid({user})\n{code}"
        )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd="/"
    )


def full_disk(url: str, limit: str) -> str:
    path = [str(Path(__file__).parent), *sys.path]
    return FULL.format(path=path, url=url, limit=limit)


def test_a_disk_that_takes_no_more_writes_nothing(sqlite_url: str) -> None:
    """A limit on the size of files stands for a disk that fails in the midst of writing."""
    done = run(full_disk(sqlite_url, "300_000"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "DiskTrouble\n" * 3
    store = open_store(sqlite_url)
    with store.read() as reading:
        assert [one.body for one in reading.entries("ana", kinds={"outcome"})] == [{"n": 1}]
    store.close()


def test_a_disk_that_is_really_full_writes_nothing(tmp_path: Path) -> None:
    """A disk of one megabyte, mounted for one process alone."""
    mount = f"mount -t tmpfs -o size=1m none {tmp_path}"
    alone = ["unshare", "-m", "sh", "-c"]
    if subprocess.run([*alone, mount], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a small disk")
    code = full_disk(f"sqlite:///{tmp_path}/multifidus.db", "resource.RLIM_INFINITY")
    command = [*alone, f'{mount} && exec "$0" -c "$1"', sys.executable, code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "DiskFull\n" * 3


def test_a_backup_that_does_not_fit_leaves_no_file(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    log_a_lot(sqlite_store)
    sqlite_store.close()
    code = (
        "import resource, signal, sys\n"
        f"sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}\n"
        "from pathlib import Path\n"
        "from multifidus.record import StoreError, backup, open_store\n"
        "from store_builders import NOW\n"
        f"store = open_store({url_of(sqlite_store)!r})\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "try:\n"
        f"    backup(store, Path({str(tmp_path / 'b' / 'one.mfb')!r}), at=NOW)\n"
        "except StoreError as error:\n"
        "    print(type(error).__name__)\n"
    )
    done = run(code)
    assert done.stdout == "DiskTrouble\n", done.stderr
    assert list((tmp_path / "b").iterdir()) == []


def test_a_read_only_disk_is_told_at_the_start(sqlite_store: Store) -> None:
    fill(sqlite_store)
    sqlite_store.close()
    path = path_of(sqlite_store)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    code = (
        f"import sys\nsys.path[:0] = {sys.path!r}\n"
        "from multifidus.record import StoreError, open_store\n"
        "try:\n"
        f"    open_store({url_of(sqlite_store)!r})\n"
        "except StoreError as error:\n"
        "    print(type(error).__name__)\n"
    )
    if os.getuid() == 0:
        # Nothing is read-only to root: another user has to try, who must get as far as the file.
        for folder in (path.parent, *path.parent.parents):
            below = Path(tempfile.gettempdir()) in folder.parents
            if below and folder.stat().st_uid == 0:
                folder.chmod(folder.stat().st_mode | 0o055)
    done = run(code, user=NOBODY if os.getuid() == 0 else None)
    path.parent.chmod(0o755)
    assert done.stdout in {"ReadOnly\n", "Unreachable\n"}, done.stderr


def test_writing_where_only_reading_is_allowed(sqlite_store: Store) -> None:
    fill(sqlite_store)
    with sqlite_store.write() as writing:
        writing._connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(ReadOnly, match="may only be read"), sqlite_store.write() as writing:
        add(writing, "ana", "outcome", {})
    sqlite_store._writer.dispose()
    with sqlite_store.write() as writing:
        add(writing, "ana", "outcome", {})


def test_a_server_that_only_reads(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url)
    name = store.place.url.database
    with store.write() as writing:
        writing._connection.execute(
            text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        )
    store.close()
    store = open_store(postgres_store_url)
    with pytest.raises(ReadOnly):
        fill(store)
    store.close()


def test_another_program_that_holds_on(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_store)
    sqlite_store.close()
    monkeypatch.setattr("multifidus.record.engine.BUSY_MS", 50)
    other = connect(path_of(sqlite_store))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked, match="Try again"):
        open_store(url_of(sqlite_store))
    other.execute("ROLLBACK")
    store = open_store(url_of(sqlite_store))
    before = everything(store)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked), store.write() as writing:
        add(writing, "ana", "outcome", {})
    assert everything(store) == before, "reading goes on"
    other.close()
    with store.write() as writing:
        add(writing, "ana", "outcome", {})
    store.close()


def test_another_writer_on_the_server_that_holds_on(
    postgres_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multifidus.record.engine.BUSY_MS", 50)
    first, second = open_store(postgres_store_url), open_store(postgres_store_url)
    with first.write() as writing:
        add(writing, "ana", "outcome", {})
        with pytest.raises(Locked), second.write() as other:
            add(other, "ana", "outcome", {})
    with second.write() as other:
        assert add(other, "ana", "outcome", {}).seq == 2
    first.close()
    second.close()


def header(raw: bytearray) -> None:
    raw[:100] = b"not a database".ljust(100)


def tables(raw: bytearray) -> None:
    raw[100:4096] = bytes([255]) * 3996


def cut(raw: bytearray) -> None:
    del raw[len(raw) // 2 :]


def middle(raw: bytearray) -> None:
    raw[8192:-4096] = bytes([7]) * (len(raw) - 12288)


@pytest.mark.parametrize("harm", [header, tables, cut, middle])
def test_a_damaged_file_is_never_taken_for_an_empty_one(sqlite_store: Store, harm: Any) -> None:
    fill(sqlite_store)
    log_a_lot(sqlite_store, 2000)
    sqlite_store.close()
    path = path_of(sqlite_store)
    raw = bytearray(path.read_bytes())
    harm(raw)
    path.write_bytes(raw)

    def use() -> None:
        store = open_store(url_of(sqlite_store))
        try:
            everything(store)
        finally:
            store.close()

    with pytest.raises(Damaged, match="Restore the latest backup"):
        use()
    assert path.read_bytes() == raw, "the damaged file is left as it is"


def test_an_empty_file_becomes_a_store(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.parent.mkdir()
    path.touch()
    store = open_store(sqlite_url)
    fill(store)
    store.close()


def test_no_server_answers() -> None:
    with pytest.raises(Unreachable) as found:
        open_store("postgresql+psycopg://someone:secret@127.0.0.1:1/nothing")
    assert "secret" not in str(found.value)


def test_a_server_that_goes_away_and_comes_back(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url)
    fill(store)
    killer = open_store(postgres_store_url)

    def write_while_it_goes_away() -> None:
        with store.write() as writing:
            add(writing, "ana", "outcome", {})
            mine = writing._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with killer.read() as reading:
                reading._connection.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
            add(writing, "ana", "outcome", {})

    with pytest.raises(Unreachable):
        write_while_it_goes_away()
    with store.write() as writing:
        add(writing, "ana", "outcome", {"n": 2})
    with store.read() as reading:
        assert [one.body for one in reading.entries("ana", kinds={"outcome"})] == [{"n": 2}]
    store.close()
    killer.close()


@pytest.mark.parametrize(
    "wrong",
    ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql://h:port/x"],
)
def test_an_address_of_nothing(wrong: str) -> None:
    with pytest.raises(Unreachable, match="write sqlite:///"):
        open_store(wrong)


def test_a_place_is_named_without_its_password() -> None:
    named = place("postgresql://ana:secret@host/base").name
    assert named == "postgresql+psycopg://ana:***@host/base"


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:30 / /home rw - nfs4 server:/home rw
31 30 254:1 / /home/ana/local rw - xfs /dev/vdb rw
32 22 0:31 / /mnt/my\\040share rw - cifs //server/share rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/x.db", "ext4"),
        ("/home/ana/x.db", "nfs4"),
        ("/home/ana/local/x.db", "xfs"),
        ("/homes/x.db", "ext4"),
        ("/mnt/my share/x.db", "cifs"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_the_deepest_mount(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


def test_a_network_file_system_is_refused(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("22 1 0:1 / / rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(engine, "MOUNTS", mounts)
    with pytest.raises(NetworkFileSystem, match="nfs4"):
        open_store(sqlite_url)
    monkeypatch.setattr(engine, "MOUNTS", tmp_path / "there is none")
    open_store(sqlite_url).close()


def test_facts_of_a_person_stand_in_no_message(sqlite_store: Store) -> None:
    fill(sqlite_store)
    with pytest.raises(Exception) as found, sqlite_store.write() as writing:  # noqa: PT011 - any
        writing._connection.execute(
            text("INSERT INTO entries (seq, id) VALUES (:seq, :id)"), {"seq": 1, "id": "secret"}
        )
    assert "secret" not in str(found.value)


def test_what_is_no_complaint_of_a_driver_stays_what_it_is(sqlite_store: Store) -> None:
    with pytest.raises(StatementError), sqlite_store.read() as reading:
        reading._connection.execute(text("SELECT :missing"))
    with pytest.raises(Exception, match="syntax error"), translated("x"):
        connect(path_of(sqlite_store)).execute("not sql")


class Coded(Exception):  # noqa: N818 - stands for a driver's error
    def __init__(self, **values: object) -> None:
        super().__init__()
        self.__dict__.update(values)


class OperationalError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Coded(sqlite_errorcode=5), Locked),
        (Coded(sqlite_errorcode=517), Locked),
        (Coded(sqlite_errorcode=6), Locked),
        (Coded(sqlite_errorcode=8), ReadOnly),
        (Coded(sqlite_errorcode=1032), ReadOnly),
        (Coded(sqlite_errorcode=10), DiskTrouble),
        (Coded(sqlite_errorcode=10 | 3 << 8), DiskTrouble),
        (Coded(sqlite_errorcode=11), Damaged),
        (Coded(sqlite_errorcode=13), DiskFull),
        (Coded(sqlite_errorcode=14), Unreachable),
        (Coded(sqlite_errorcode=26), Damaged),
        (Coded(sqlite_errorcode=1), None),
        (Coded(sqlite_errorcode=19), None),
        (Coded(sqlstate="53100"), DiskFull),
        (Coded(sqlstate="53300"), Locked),
        (Coded(sqlstate="25006"), ReadOnly),
        (Coded(sqlstate="40P01"), Locked),
        (Coded(sqlstate="57P01"), Unreachable),
        (Coded(sqlstate="XX001"), Damaged),
        (Coded(sqlstate="42601"), None),
        (OperationalError(), Unreachable),
        (ValueError(), None),
    ],
)
def test_every_complaint_of_a_driver_has_its_words(
    error: Exception, kind: type[StoreError] | None
) -> None:
    assert kind_of(error) is kind
    if kind is not None:
        words = str(fault(kind, "THE PLACE"))
        assert "THE PLACE" in words
        assert words.endswith(".")


def test_the_family_is_closed() -> None:
    family = [one for one in vars(errors).values() if isinstance(one, type)]
    assert all(issubclass(one, StoreError) for one in family)
    assert all(getattr(record, one.__name__) is one for one in family)
