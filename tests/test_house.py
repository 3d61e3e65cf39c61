# SPDX-License-Identifier: Apache-2.0
"""The rules of the house: what every file keeps to, and that the papers tell the truth."""

import re
import subprocess
from pathlib import Path

import pytest

from multifidus.knowledge.loader import Knowledge
from multifidus.plan.constraints import CONSTRAINTS

ROOT = Path(__file__).parent.parent
LONGEST = 500
# Written in halves, so that this file does not hold what it looks for.
HOSTS = ["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "deb." + "debian.org"]
UNFINISHED = [
    "TO" + "DO",
    "FIX" + "ME",
    "NotImplemented" + "Error",
    "mark.sk" + "ip",
    "x" + "fail(",
]


def tracked(pattern: str = "*") -> list[Path]:
    """Files of the project: as git knows them, or all below the root where there is no git."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def texts(pattern: str = "*") -> list[tuple[Path, str]]:
    return [(path, path.read_text(encoding="utf-8", errors="replace")) for path in tracked(pattern)]


def test_the_lists_below_are_not_empty() -> None:
    assert len(tracked("*.py")) > 50
    assert len(tracked()) > 500


def test_every_python_file_begins_with_its_licence() -> None:
    header = "# SPDX-License-Identifier: Apache-2.0\n"
    assert [path for path, text in texts("*.py") if not text.startswith(header)] == []


def test_no_file_of_the_product_has_grown_into_two() -> None:
    long = [path.name for path, text in texts("src/*.py") if text.count("\n") > LONGEST]
    assert long == []


@pytest.mark.parametrize("mark", UNFINISHED)
def test_nothing_is_left_unfinished(mark: str) -> None:
    assert [path.name for path, text in texts("*.py") if mark in text] == []


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_package_host(host: str) -> None:
    assert [path.name for path, text in texts() if host in text] == []


def test_the_lock_pins_everything_with_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9-]+==", lock, re.MULTILINE)
    assert len(pins) > 20
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock


def test_the_readme_shows_what_the_example_really_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    golden = (ROOT / "tests/golden/desk-worker.txt").read_text(encoding="utf-8")
    assert shown is not None
    assert len(shown.group(1).splitlines()) > 15
    assert shown.group(1) in golden


def test_the_readme_names_every_command() -> None:
    from multifidus.cli.app import app  # noqa: PLC0415 - the other tests do not need it

    names = {command.name or str(command.callback) for command in app.registered_commands}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(names) >= 7
    assert [name for name in sorted(names) if f"multifidus {name}" not in readme] == []


def test_the_architecture_names_every_room_and_every_file_of_the_planner() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [
        path.name
        for path in (ROOT / "src/multifidus").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    ]
    assert [room for room in sorted(rooms) if f"`{room}/`" not in text] == []
    files = [path.name for path in tracked("src/multifidus/plan/*.py")]
    private = {"__init__.py", "planner.py"}
    assert [name for name in files if name not in private and f"`{name}`" not in text] == []


def test_planner_and_guardrails_hold_the_same_numbers(knowledge: Knowledge) -> None:
    """The release check reads the rules, the planner its own file: two eyes, one truth."""
    planning, rules = knowledge.planning, knowledge.rules
    assert planning.stretch.most_per_day == rules["GRD6"].figures["minutes_per_day"].value * 60
    assert planning.stretch.most_per_week == rules["GRD6"].figures["minutes_per_week"].value * 60
    assert planning.days.recovery_hours == rules["GRD8"].figures["hours"].value
    assert planning.days.heavy_tier == rules["GRD8"].figures["tier"].value
    assert planning.session.core_high == rules["GRD9"].figures["core_per_day"].value


def test_every_constraint_explains_itself_in_knowledge(knowledge: Knowledge) -> None:
    for constraint in CONSTRAINTS:
        rule = (constraint.__doc__ or "").split(":")[0]
        assert len(knowledge.rules[rule].text) > 20, constraint


def test_decisions_are_numbered_without_gaps() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n + 1:04d}" for n in range(len(pages))]
    assert pages


def test_every_setting_is_documented() -> None:
    """A name in the environment, or an option of the app, that the page of settings does not tell."""
    page = (ROOT / "docs/running/settings.md").read_text(encoding="utf-8")
    code = "".join(text for path, text in texts("src/*.py"))
    names = set(re.findall(r"\bMULTIFIDUS_[A-Z_]+\b", code))
    names |= {f"MULTIFIDUS_{name}" for name in re.findall(r"\{PREFIX\}([A-Z_]+)", code)}
    serving = (ROOT / "src/multifidus/cli/serving.py").read_text(encoding="utf-8")
    names |= set(re.findall(r'typer\.Option\(\s*"(--[a-z-]+)"', serving))
    assert len(names) > 9
    assert [name for name in sorted(names) if f"`{name}" not in page] == []
