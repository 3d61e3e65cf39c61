# SPDX-License-Identifier: Apache-2.0
"""Team files: read whole, and every fault at once with its line and what would be right."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from multifidus.cli.app import app
from multifidus.domain.words import Day, Season
from multifidus.exchange.team_file import load_team, read_team
from multifidus.knowledge.yamlfile import FileError
from plan_builders import KNOWLEDGE

WOLVES = Path(__file__).parent.parent / "examples/team/wolves.yaml"
HEAD = "format: multifidus-team/1\nname: W\nsport: golf\ndays: [mon]\nminutes: 15\n"
ANA = "{format: multifidus-record/1, person: {name: Ana, born: 1990-01-01}}"


def faults(text: str, folder: Path = Path()) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_team(text, "t.yaml", folder, KNOWLEDGE)
    return [str(fault) for fault in caught.value.faults]


def test_the_example_is_read() -> None:
    made = load_team(WOLVES, KNOWLEDGE)
    assert made.days == (Day.MON, Day.WED, Day.FRI)
    assert made.season is Season.IN_SEASON
    assert [one.record.person.name for one in made.members] == [
        "Amira",
        "Ben",
        "Chiara",
        "Dario",
        "Emil",
    ]
    assert [one.guardian_consent for one in made.members] == [False, False, True, False, False]


def test_a_record_may_be_written_inside() -> None:
    text = f"{HEAD}members:\n  - {{record: {ANA}, guardian_consent: true}}\n"
    made = read_team(text, "t.yaml", Path(), KNOWLEDGE)
    assert made.members[0].record.person.name == "Ana"
    assert made.members[0].guardian_consent


def test_json_is_read_as_well() -> None:
    text = (
        '{"format": "multifidus-team/1", "name": "W", "sport": "golf", "days": ["sun", "sun"], '
        '"minutes": 20, "level": 3, "members": []}'
    )
    made = read_team(text, "t.json", Path(), KNOWLEDGE)
    assert (made.days, made.level, made.members) == ((Day.SUN,), 3, ())


def test_every_fault_is_told_at_once() -> None:
    told = faults(
        "format: multifidus-team/2\nname: 3\nsprt: x\ndays: [tu]\nminutes: 30\nlevel: 4\n"
        "season: spring\nequipment: [wal]\nmembers:\n"
        "  - {record: {format: multifidus-record/1, person: {name: A, born: 2020-13-01}}, consent: true}\n"
        "  - nobody.yaml\n  - 4\n  - {guardian_consent: yes}\n"
    )
    wanted = [
        "line 1: 'sport' is missing: the sport, like sport: football",
        "line 1, format: 'multifidus-team/2': this release reads multifidus-team/1",
        "line 2, name: 3: write text here",
        "line 3, sprt: unknown key 'sprt'; did you mean 'sport'?",
        "line 4, days[0]: 'tu' is not known here; write one of mon, tue",
        "line 5, minutes: 30 is outside 15 to 20 minutes",
        "line 6, level: 4:",
        "line 7, season: 'spring' is not known here; write one of off-season",
        "line 8, equipment[0]: there is no piece of equipment 'wal'; did you mean 'wall'?",
        "line 10, members[0].consent: unknown key 'consent'; the keys here are record",
        "line 10, members[0].record.person.born: '2020-13-01': this day does not exist",
        "line 11, members[1]: nobody.yaml: there is no such file",
        "line 12, members[2]: 4: write keys and values here",
        "line 13, members[3]: 'record' is missing: the path of their record file",
        "line 13, members[3].guardian_consent: 'yes': write true or false here",
    ]
    assert len(told) == len(wanted)
    assert [
        line for line, text in zip(told, wanted, strict=True) if not line.startswith(text)
    ] == []


@pytest.mark.parametrize("minutes", ["14", "21", "15.5", "true", "soon"])
def test_minutes_have_bounds(minutes: str) -> None:
    text = HEAD.replace("minutes: 15", f"minutes: {minutes}") + "members: []\n"
    assert faults(text)[0].startswith("line 5, minutes: ")


@pytest.mark.parametrize("minutes", [15, 20])
def test_the_bounds_themselves_are_allowed(minutes: int) -> None:
    text = HEAD.replace("minutes: 15", f"minutes: {minutes}") + "members: []\n"
    assert read_team(text, "t.yaml", Path(), KNOWLEDGE).minutes == minutes


def test_faults_inside_a_players_file_name_the_file_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "ana.yaml").write_text(
        "format: multifidus-record/1\nperson: {name: Ana}\nequipment: [wal]\n", encoding="utf-8"
    )
    told = faults(f"{HEAD}members: [ana.yaml]\n", tmp_path)
    assert len(told) == 2
    assert all(line.startswith("line 6, members[0]: ") for line in told)
    assert any(
        "line 3, equipment[0]: there is no piece of equipment 'wal'" in line for line in told
    )


@pytest.mark.parametrize("given", ['"-"', '" "', "[a]", "3"])
def test_a_record_is_a_path_or_a_record(given: str) -> None:
    told = faults(f"{HEAD}members:\n  - {{record: {given}}}\n")
    assert "write the path of a record file, or the record itself" in told[0]


@pytest.mark.parametrize("text", ["- a\n", "3\n"])
def test_what_is_no_team_file_is_told_in_one_line(text: str) -> None:
    assert faults(text) == [
        "line 1: a team file is a block of keys that begins with format: multifidus-team/1"
    ]


def test_the_command_tells_faults_on_standard_error(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(HEAD.replace("golf", "3"), encoding="utf-8")
    done = CliRunner().invoke(app, ["team", str(file), "--on", "2026-11-16"])
    assert done.exit_code == 2
    assert "t.yaml: line 3, sport: 3: write text here" in done.stderr
    assert "'members' is missing" in done.stderr


def test_a_player_born_later_than_the_day_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(f"{HEAD}members:\n  - {{record: {ANA}}}\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["team", str(file), "--on", "1989-11-16"])
    assert done.exit_code == 2
    assert "before the person was born" in done.stderr


def test_standard_input_is_read() -> None:
    done = CliRunner().invoke(
        app, ["team", "-", "--on", "2026-11-16", "--json"], input=f"{HEAD}members: []\n"
    )
    assert done.exit_code == 0
