# SPDX-License-Identifier: Apache-2.0
"""`serve`, `backup` and `restore` as someone at a terminal meets them: real processes, real files."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from app_house import make_house
from multifidus.cli.app import app

RECORD = "format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\n"


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@contextmanager
def served(*args: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the app in a process of its own; give it and the address it prints."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "multifidus.cli",
            "serve",
            "--port",
            "0",
            "--data",
            str(folder),
            *args,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        found = re.search(r"https?://\S+", line)
        assert found is not None, (line, process.stderr)
        yield process, found.group()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def test_one_friendly_line_an_answer_and_a_clean_end(tmp_path: Path) -> None:
    with served(folder=tmp_path / "data") as (process, address):
        answer = httpx2.get(f"{address}/")
        assert answer.status_code == 200
        assert "Multifidus" in answer.text
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == "Multifidus has stopped. Everything is kept.\n"
    assert err == ""
    assert (tmp_path / "data" / "multifidus.db").exists()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", port, "--data", tmp_path)
    assert done.exit_code == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::"])  # noqa: S104 - refused, never bound
def test_beyond_this_machine_it_wants_tls_or_an_explicit_word(host: str, tmp_path: Path) -> None:
    done = run("serve", "--host", host, "--data", tmp_path)
    assert done.exit_code == 2
    assert "--tls-certificate" in done.stderr
    assert "--insecure-http" in done.stderr


def test_half_of_a_certificate_is_told(tmp_path: Path) -> None:
    done = run("serve", "--tls-key", tmp_path / "key.pem", "--data", tmp_path)
    assert done.exit_code == 2
    assert "--tls-certificate" in done.stderr
    (tmp_path / "key.pem").touch()
    done = run(
        "serve", "--tls-key", tmp_path / "key.pem", "--tls-certificate", tmp_path / "none.pem",
        "--data", tmp_path,
    )  # fmt: skip
    assert done.exit_code == 2
    assert "none.pem" in done.stderr


def test_with_a_certificate_it_speaks_https(tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    options = ("--tls-certificate", str(certificate), "--tls-key", str(key))
    with served(*options, folder=tmp_path / "data") as (_, address):
        assert address.startswith("https://")
        answer = httpx2.get(f"{address}/", verify=False)
        assert answer.status_code == 200
        assert "max-age" in answer.headers["strict-transport-security"]


def _house(folder: Path, people: Sequence[str]) -> None:
    house = make_house(folder)
    for name in people:
        house.person(name, RECORD)
    house.service.planner.close()
    house.service.store.close()


def test_a_backup_comes_back_and_what_stood_there_is_kept_aside(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "safe.mfb"
    data.mkdir()
    _house(data, ["Ana"])
    done = run("backup", file, "--data", data)
    assert done.exit_code == 0
    assert "1 account" in done.stdout
    assert "read back" in done.stdout
    assert run("backup", file, "--data", data).exit_code == 2  # never written over
    _house(data, ["Ben"])
    told = json.loads(run("restore", file, "--data", data, "--json").stdout)
    assert told["rows"]["accounts"] == 1
    assert Path(told["aside"]).exists()
    again = json.loads(run("backup", tmp_path / "after.mfb", "--data", data, "--json").stdout)
    before = json.loads(file.with_name("safe.mfb.json").read_text())["rows"]
    # That it was restored is an event of the security log, and nothing else is new.
    assert again["rows"] == {**before, "security_events": before["security_events"] + 1}


def test_migrate_tells_that_nothing_is_to_do_or_that_there_is_nothing(tmp_path: Path) -> None:
    assert run("migrate", "--data", tmp_path).exit_code == 2
    _house(tmp_path, ["Ana"])
    assert run("migrate", "--data", tmp_path).stdout == "The database is up to date.\n"
    told = json.loads(run("migrate", "--data", tmp_path, "--json").stdout)
    assert told["before"] == told["after"]
    assert told["backup"] is None


def test_restore_asks_first(tmp_path: Path) -> None:
    _house(tmp_path, ["Ana"])
    run("backup", tmp_path / "safe.mfb", "--data", tmp_path)
    before = (tmp_path / "multifidus.db").read_bytes()
    done = CliRunner().invoke(
        app, ["restore", str(tmp_path / "safe.mfb"), "--data", str(tmp_path)], input="n\n"
    )
    assert done.exit_code == 1
    assert (tmp_path / "multifidus.db").read_bytes() == before


def test_what_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    _house(tmp_path, ["Ana"])
    before = (tmp_path / "multifidus.db").read_bytes()
    (tmp_path / "letter.mfb").write_text("Dear reader")
    for file in ("letter.mfb", "nothing.mfb"):
        done = run("restore", tmp_path / file, "--data", tmp_path, "--yes")
        assert done.exit_code == 2
        assert file in done.stderr
    assert (tmp_path / "multifidus.db").read_bytes() == before


def test_a_database_that_is_not_ours_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "multifidus.db").write_bytes(b"not a database at all" * 100)
    done = run("serve", "--data", tmp_path, "--port", 0)
    assert done.exit_code == 2
    assert "multifidus.db" in done.stderr
    assert (tmp_path / "multifidus.db").read_bytes() == b"not a database at all" * 100


def test_a_folder_that_cannot_be_made_is_told() -> None:
    done = run("serve", "--data", "/proc/multifidus", "--port", 0)
    assert done.exit_code == 2
    assert "/proc/multifidus" in done.stderr
