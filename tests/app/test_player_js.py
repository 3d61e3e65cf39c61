# SPDX-License-Identifier: Apache-2.0
"""The player's machine and outbox, tested where they run: by Node, when it is there."""

import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = sorted((Path(__file__).parents[1] / "js").glob("*.test.mjs"))
OLDEST = 18
"""Major version of Node that the tests need, for its own test runner."""


def node() -> str | None:
    found = shutil.which("node")
    if found is None:
        return None
    version = subprocess.run(
        [found, "--version"], capture_output=True, text=True, check=True
    ).stdout
    return found if int(version.lstrip("v").partition(".")[0]) >= OLDEST else None


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_the_scripts_of_the_player(file: Path) -> None:
    runner = node()
    if runner is None:
        pytest.skip("no Node 18 or newer here: the player's scripts are tested in the browser only")
    done = subprocess.run(
        [runner, "--test", str(file)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
