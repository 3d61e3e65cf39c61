# SPDX-License-Identifier: Apache-2.0
"""The command line, driven as a person drives it."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import multifidus
from cli_builders import BIRD, EXPLANATION, HOLDS, IMPOSSIBLE, MONDAY, TENS, WALK, WEEK
from multifidus import __version__
from multifidus.cli.app import app
from multifidus.cli.week_text import dose_words
from multifidus.domain.results import Clearance, SignState
from multifidus.domain.week import Breach, Refusal, RefusalKind, Week
from multifidus.domain.words import Level, Side, SignStatus, Stage
from multifidus.exchange.as_json import dumps
from multifidus.exchange.week_file import read_weeks, week_from_json, week_to_json
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.yamlfile import FileError

COMMANDS = ("screen", "assess", "plan", "check", "exercises", "show", "schema")


def run(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


def shell(*args: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "multifidus.cli", *(str(arg) for arg in args)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def answered_file(tmp_path: Path, example: str, knowledge: Knowledge) -> Path:
    """The example with every screening question answered no, and nothing to clear or review."""
    signs = knowledge.danger_signs.values()
    ids = [*(sign.id for sign in signs), *(part.id for sign in signs for part in sign.parts)]
    answers = ", ".join(f"{key}: false" for key in ids)
    lines = [
        f"  - {{on: 2026-11-16, answers: {{{answers}}}}}" if "saddle-numbness" in line else line
        for line in example.splitlines()
        if "kind: clear" not in line and "not-improving" not in line
    ]
    path = tmp_path / "answered.yaml"
    text = "\n".join(lines).replace("reviews:\n", "")
    path.write_text(text.partition("log:")[0], encoding="utf-8")
    return path


# --- help, version, start ----------------------------------------------------------------------


def test_alone_it_shows_its_help() -> None:
    done = shell()
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)
    assert done.stdout == shell("--help").stdout
    assert "no emergency service" in " ".join(done.stdout.split())


def test_it_says_its_version() -> None:
    assert run("--version").stdout == f"multifidus {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_prints_json_when_asked(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "--json" in done.stdout


def test_help_loads_nothing_slow() -> None:
    probe = (
        "import sys\n"
        "from multifidus.cli.app import app\n"
        "try:\n"
        "    app(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "slow = {'ortools', 'pydantic', 'rich', 'yaml', 'numpy'} & set(sys.modules)\n"
        "sys.stderr.write(' '.join(sorted(slow)))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "Usage" in done.stdout
    assert done.stderr == ""


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run("plam")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "No such command" in done.stderr


# --- input that is not right -------------------------------------------------------------------


@pytest.mark.parametrize("command", ["screen", "assess", "plan"])
@pytest.mark.parametrize(
    "day", ["2026-13-25", "2026-02-30", "25.11.2026", "20261125", "tomorrow", ""]
)
def test_a_day_that_is_none_is_refused(example_file: Path, command: str, day: str) -> None:
    done = run(command, example_file, "--on", day)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "is not a date; write one like 2026-11-16" in done.stderr


@pytest.mark.parametrize("command", ["screen", "assess", "plan"])
def test_the_day_must_be_given(example_file: Path, command: str) -> None:
    done = run(command, example_file)
    assert done.exit_code == 2
    assert "--on" in done.stderr


@pytest.mark.parametrize(
    ("day", "words"),
    [("1984-03-01", "before the person was born"), ("2106-03-02", "over 120")],
)
def test_a_day_outside_a_life_is_refused(example_file: Path, day: str, words: str) -> None:
    done = run("screen", example_file, "--on", day)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize("command", ["screen", "assess", "plan"])
def test_a_bad_record_ends_with_2_and_only_messages(tmp_path: Path, command: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02, height_cm: 1.68}\nx: 1\n"
    )
    done = shell(command, path, "--on", "2026-11-16", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert [
        line.removeprefix(f"{path}: ").partition(":")[0] for line in done.stderr.splitlines()
    ] == [
        "line 2, person.height_cm",
        "line 3, x",
    ]


@pytest.mark.parametrize("name", ["", ".", "none.yaml"])
def test_a_file_that_is_none_ends_with_2_without_a_traceback(tmp_path: Path, name: str) -> None:
    done = shell("plan", tmp_path / name, "--on", "2026-11-16")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "line 0" not in done.stderr


def test_a_defect_of_the_program_is_named_as_one_without_a_traceback(
    example_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from multifidus.cli.app import main  # noqa: PLC0415

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("multifidus.screen.screen", broken)
    monkeypatch.setattr(
        sys, "argv", ["multifidus", "screen", str(example_file), "--on", "2026-11-16"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 70
    assert "ZeroDivisionError: oh" in capsys.readouterr().err
    monkeypatch.setenv("MULTIFIDUS_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main()


# --- screen -------------------------------------------------------------------------------------


def clearance(level: Level, **changes: Any) -> Clearance:
    sign = SignState(
        sign="saddle-numbness",
        rule="E01",
        level=Level.EMERGENCY,
        status=SignStatus.PRESENT,
        question="Any numbness?",
        because="You report new numbness in the saddle area.",
    )
    base = Clearance(
        on=MONDAY,
        level=level,
        blocked=level.rank >= Level.URGENT.rank,
        complete=True,
        gentle=False,
        signs=(sign, replace(sign, sign="bladder-change", status=SignStatus.ABSENT)),
        to_ask=(),
        actions=("Go to the nearest emergency department.",),
        rules=("E01",),
        notes=("The full gate is due in two weeks.",),
        valid_until=MONDAY + timedelta(days=7),
    )
    return replace(base, **changes)


def screened(example_file: Path, monkeypatch: pytest.MonkeyPatch, result: Clearance) -> Result:
    monkeypatch.setattr("multifidus.screen.screen", lambda *_: result)
    return run("screen", example_file, "--on", "2026-11-16")


def test_an_emergency_says_what_to_do_first_and_nothing_else(
    example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = screened(example_file, monkeypatch, clearance(Level.EMERGENCY))
    lines = done.stdout.splitlines()
    assert done.exit_code == 3
    assert lines[0] == "Go to emergency care now. Do not exercise."
    assert "Go to the nearest emergency department." in lines[2]
    assert "new numbness" in done.stdout
    assert "full gate" not in done.stdout


@pytest.mark.parametrize(
    ("level", "blocked", "code"),
    [
        (Level.CLEAR, False, 0),
        (Level.CAUTION, False, 0),
        (Level.REVIEW, False, 0),
        (Level.REVIEW, True, 3),
        (Level.URGENT, True, 3),
        (Level.EMERGENCY, True, 3),
    ],
)
def test_the_exit_code_is_3_exactly_when_no_plan_may_be_made(
    example_file: Path, monkeypatch: pytest.MonkeyPatch, level: Level, *, blocked: bool, code: int
) -> None:
    done = screened(example_file, monkeypatch, clearance(level, blocked=blocked))
    assert done.exit_code == code
    if level is not Level.EMERGENCY:
        assert f"level {level}; {'no plan' if blocked else 'a plan'} can be made" in done.stdout


def test_open_questions_are_listed_with_id_and_words(
    example_file: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    sign = knowledge.danger_signs["saddle-numbness"]
    result = clearance(Level.REVIEW, signs=(), blocked=True, complete=False, to_ask=(sign.id,))
    done = screened(example_file, monkeypatch, result)
    assert done.stdout.startswith("First answer this question; then a plan can be made.")
    assert f"{sign.id}: {sign.question}" in " ".join(done.stdout.split())


def test_a_real_screening_as_json(example_file: Path, knowledge: Knowledge) -> None:
    done = shell("screen", example_file, "--on", "2026-11-16", "--json")
    value = json.loads(done.stdout)
    assert done.returncode == 3
    assert value["blocked"] is True
    assert value["level"] == "emergency"
    assert {one["sign"] for one in value["signs"]} >= set(knowledge.danger_signs)
    assert done.stdout == json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_a_complete_screening_without_signs_lets_the_plan_go_on(answered_file: Path) -> None:
    done = run("screen", answered_file, "--on", "2026-11-16")
    assert done.exit_code == 0, done.stdout
    assert done.stdout.startswith("You can exercise.")


# --- assess -------------------------------------------------------------------------------------


def test_an_assessment_says_test_value_norm_error_and_verdict(answered_file: Path) -> None:
    done = run("assess", answered_file, "--on", "2026-11-16")
    assert done.exit_code == 0
    for word in ("Test", "Side", "Value", "Usual", "Error", "Verdict", "left", "52 deg"):
        assert word in done.stdout
    value = json.loads(run("assess", answered_file, "--on", "2026-11-16", "--json").stdout)
    assert {row["test"] for row in value["findings"]} >= {"straight-leg-raise", "chair-stand-30s"}


# --- plan and check, against a week by hand ----------------------------------------------------


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stand-ins for the planner, so that only the printing is tested."""
    stand_in: SimpleNamespace = SimpleNamespace(
        outcome=(WEEK,),
        breaches=(),
        seen=[],
        plan=lambda *_, weeks, **_more: stand_in.outcome * weeks,
        explain=lambda *_, weeks, **_more: (EXPLANATION,) * weeks,
    )

    def check_week(week: Week, *_: object, previous: Week | None) -> tuple[Breach, ...]:
        stand_in.seen.append((week, previous))
        return tuple(stand_in.breaches)

    stand_in.check_week = check_week
    monkeypatch.setitem(sys.modules, "multifidus.programme", stand_in)
    monkeypatch.setattr(multifidus, "programme", stand_in, raising=False)
    return stand_in


@pytest.mark.usefixtures("by_hand")
def test_a_week_is_printed_day_by_day_with_doses_in_words(example_file: Path) -> None:
    done = run("plan", example_file, "--on", "2026-11-18")
    text = done.stdout
    assert done.exit_code == 0
    order = [
        "Week of Monday 16 November 2026 for Ana",
        "Monday 16 November",
        "Morning, 15.5 minutes",
        "Easy walking",
        "Bird dog",
        "2 x 5, 8 s hold, 60 s rest, each side",
        "Two-leg bridge",
        "2 x 10, 60 s rest",
        "Evening, 4 minutes",
        "3 x 30 s hold, 10 s rest, each side",
        "What this week covers",
        "Your minutes hold no more.",
        "Worth knowing",
        "Monday has no room for more.",
        "Left out for you, and why",
        "J. Meyer, PT excludes it",
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Why this week" not in text


@pytest.mark.usefixtures("by_hand")
def test_piped_output_has_no_control_codes_no_long_lines_no_spaces_at_ends(
    example_file: Path,
) -> None:
    text = run("plan", example_file, "--on", "2026-11-18", "--explain").stdout
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.usefixtures("by_hand")
def test_explain_adds_reasons_with_rule_and_paper(example_file: Path) -> None:
    text = run("plan", example_file, "--on", "2026-11-18", "--explain").stdout
    for words in (
        "[FND7; Garber2011]",
        "Without it: a third of the work for the large buttock muscle",
        "In its place: hip-thrust",
        "Stretching on 1 day.",
        "Time: 20 minutes on Monday.",
        "A side plank on Monday.",
    ):
        assert words in text


@pytest.mark.usefixtures("by_hand")
def test_the_week_as_json_keeps_the_contract(example_file: Path) -> None:
    one = run("plan", example_file, "--on", "2026-11-18", "--json")
    value = json.loads(one.stdout)
    assert one.exit_code == 0
    assert value["week"] == "2026-11-16"
    assert value["stage"] == "initial"
    assert value["proof"]["status"] == "optimal"
    assert value["proof"]["gap"] == 0
    assert value["knowledge"] == "0123456789abcdef"
    assert "coverage" in value
    first = value["sessions"][0]
    assert {"on", "slot", "minutes", "items"} <= first.keys()
    assert {"exercise", "side", "dose", "why"} <= first["items"][0].keys()
    assert {"sets", "reps", "hold_s", "rest_s", "minutes"} <= first["items"][0]["dose"].keys()
    assert one.stdout == json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    several = run("plan", example_file, "--on", "2026-11-18", "--json", "--weeks", 3)
    assert json.loads(several.stdout) == {"weeks": [value] * 3}


@pytest.mark.parametrize("weeks", ["0", "13", "-1", "x", "1.5"])
def test_a_number_of_weeks_that_makes_no_sense_is_refused(example_file: Path, weeks: str) -> None:
    done = run("plan", example_file, "--on", "2026-11-18", "--weeks", weeks)
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("refusal", "code", "words"),
    [
        (IMPOSSIBLE, 4, "wants the bridge 7 times a week"),
        (
            Refusal(kind=RefusalKind.SCREENING, text="No.", clearance=clearance(Level.EMERGENCY)),
            3,
            "Go to emergency care now.",
        ),
        (
            Refusal(
                kind=RefusalKind.RELEASE,
                text="The last check refused it.",
                breaches=(Breach(rule="GRD9", text="too long", where="2026-11-16 morning"),),
            ),
            4,
            "2026-11-16 morning: too long [GRD9]",
        ),
    ],
)
def test_a_refusal_has_its_own_exit_code_and_says_why(
    example_file: Path, by_hand: SimpleNamespace, refusal: Refusal, code: int, words: str
) -> None:
    by_hand.plan = lambda *_, **__: refusal
    done = run("plan", example_file, "--on", "2026-11-18")
    assert done.exit_code == code
    assert words in done.stdout
    as_json = run("plan", example_file, "--on", "2026-11-18", "--json")
    assert as_json.exit_code == code
    assert json.loads(as_json.stdout)["refusal"]["kind"] == refusal.kind


@pytest.mark.parametrize(
    "extra", [(), ("--explain",), ("--weeks", "2"), ("--weeks", "2", "--explain")]
)
def test_check_reads_what_plan_prints_in_every_shape(
    tmp_path: Path, example_file: Path, by_hand: SimpleNamespace, extra: tuple[str, ...]
) -> None:
    file = tmp_path / "week.json"
    file.write_text(
        run("plan", example_file, "--on", "2026-11-18", "--json", *extra).stdout, encoding="utf-8"
    )
    done = run("check", file, example_file)
    assert done.exit_code == 0
    assert "sound" in done.stdout
    weeks = 2 if "--weeks" in extra else 1
    assert by_hand.seen == [(WEEK, None), (WEEK, WEEK)][:weeks]
    value = json.loads(run("check", file, example_file, "--json").stdout)
    assert value == {"sound": True, "weeks": [{"week": "2026-11-16", "breaches": []}] * weeks}


def test_check_names_every_breach_and_ends_with_1(
    example_file: Path, by_hand: SimpleNamespace
) -> None:
    by_hand.breaches = [
        Breach(rule="GRD5", text="a hold of 90 s, at most 60 s", where="2026-11-16 morning, plank"),
        Breach(rule="GRD9", text="five core exercises, at most four", where="2026-11-16"),
    ]
    done = run("check", "-", example_file, stdin=dumps(WEEK))
    assert done.exit_code == 1
    assert "2 breaches" in done.stdout
    assert "2026-11-16 morning, plank: a hold of 90 s, at most 60 s [GRD5]" in done.stdout
    assert "five core exercises, at most four [GRD9]" in done.stdout
    value = json.loads(run("check", "-", example_file, "--json", stdin=dumps(WEEK)).stdout)
    assert value["sound"] is False
    assert [one["rule"] for one in value["weeks"][0]["breaches"]] == ["GRD5", "GRD9"]


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: not JSON: "),
        ("{", "line 1: not JSON: "),
        ("[]", "line 1: must be an object with keys"),
        ("{}", "line 1, format: nothing is not a week file's format"),
        ("[" * 100_000, "line 1: nested too deeply"),
        ("1" * 5_000, "line 1: not JSON: "),
        ('{"weeks": []}', "line 1, weeks: must be a list of one week or more"),
        ('{"refusal": {}}', "line 1, refusal: this file holds a refusal"),
        ('{"format": "multifidus-week/9"}', "line 1, format: 'multifidus-week/9' is not"),
    ],
)
def test_check_refuses_what_is_no_week(example_file: Path, text: str, words: str) -> None:
    done = run("check", "-", example_file, stdin=text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"-: {words}")
    assert len(done.stderr.splitlines()) == 1


def test_every_fault_of_a_week_file_is_named_with_its_line() -> None:
    value = week_to_json(WEEK)
    value["stage"] = "expert"
    value["extra"] = 1
    value["sessions"][0]["minutes"] = "15"
    value["sessions"][0]["items"][1]["dose"]["sets"] = 2.5
    value["sessions"][1]["on"] = "16.11.2026"
    value["coverage"]["muscles"] = []
    del value["proof"]["gap"]
    text = dumps({"weeks": [week_to_json(WEEK), value]})
    with pytest.raises(FileError) as caught:
        read_weeks(text, "w")
    lines = text.splitlines()
    found = {fault.path: (fault.text, lines[fault.line - 1]) for fault in caught.value.faults}
    assert {path: text for path, (text, _) in found.items()} == {
        "weeks[1].stage": "'expert' must be one of initial, intermediate, advanced, maintenance",
        "weeks[1].extra": "unknown key 'extra'",
        "weeks[1].sessions[0].minutes": "'15' must be a number",
        "weeks[1].sessions[0].items[1].dose.sets": "2.5 must be a whole number",
        "weeks[1].sessions[1].on": "'16.11.2026' must be a date like 2026-11-16",
        "weeks[1].coverage.muscles": "must be an object with keys",
        "weeks[1].proof": "'gap' is missing",
    }
    assert found["weeks[1].stage"][1].strip() == '"stage": "expert",'
    assert found["weeks[1].sessions[0].items[1].dose.sets"][1].strip() == '"sets": 2.5'


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.text(max_size=30),
    st.floats(0, 1e6),
    st.sampled_from(Stage),
    st.sampled_from(Side),
    st.none() | st.integers(0, 999),
)
def test_a_week_comes_back_equal(
    name: str, minutes: float, stage: Stage, side: Side, hold: int | None
) -> None:
    session = WEEK.sessions[0]
    one = session.items[0]
    one = replace(one, side=side, name=name, dose=replace(one.dose, hold_s=hold, minutes=minutes))
    week = replace(
        WEEK,
        person=name,
        stage=stage,
        sessions=(replace(session, minutes=minutes, items=(one,)), *WEEK.sessions[1:]),
    )
    text = dumps(week_to_json(week))
    assert week_from_json(json.loads(text), "w") == week
    assert read_weeks(text, "w") == (week,)


def test_results_that_are_not_numbers_are_never_printed() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        dumps({"gap": float("nan")})
    with pytest.raises(TypeError, match="no JSON form"):
        dumps({"what": {1, 2}})
    assert dumps({"b": 2.0, "a": "\u00e9"}) == '{\n  "a": "\u00e9",\n  "b": 2\n}\n'


def test_doses_in_words() -> None:
    assert dose_words(WALK, Side.BOTH) == "5 min"
    assert dose_words(TENS, Side.BOTH) == "2 x 10, 60 s rest"
    assert dose_words(HOLDS, Side.EACH) == "3 x 30 s hold, 10 s rest, each side"
    assert dose_words(BIRD, Side.LEFT) == "2 x 5, 8 s hold, 60 s rest, left"
    assert dose_words(replace(HOLDS, sets=1), Side.BOTH) == "hold 30 s"
    assert (
        dose_words(replace(WALK, sets=2, rest_s=30), Side.EACH) == "2 x 5 min, 30 s rest, each side"
    )


# --- the catalogue ------------------------------------------------------------------------------


def test_all_exercises_are_listed(knowledge: Knowledge) -> None:
    done = run("exercises")
    assert done.exit_code == 0
    assert all(f"- {key}: " in done.stdout for key in knowledge.exercises)
    assert f"{len(knowledge.exercises)} exercises." in done.stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--muscle", "multifidus"),
        ("--stage", "initial"),
        ("--equipment", "chair"),
        ("--muscle", "gluteus-medius", "--muscle", "multifidus", "--stage", "intermediate"),
        ("--muscle", "multifidus", "--stage", "initial", "--equipment", "wall"),
    ],
)
def test_filters_keep_exactly_what_fits(knowledge: Knowledge, options: tuple[str, ...]) -> None:
    pairs = list(zip(options[::2], options[1::2], strict=True))

    def wanted(option: str) -> set[str]:
        return {value for name, value in pairs if name == option}

    fits = [
        key
        for key, row in sorted(knowledge.exercises.items())
        if (not wanted("--muscle") or wanted("--muscle") & row.muscles.grades.keys())
        and (not wanted("--equipment") or wanted("--equipment") & {*row.equipment})
        and all(row.stage.rank <= Stage(one).rank for one in wanted("--stage"))
    ]
    value = json.loads(run("exercises", *options, "--json").stdout)
    assert [row["id"] for row in value] == fits


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("--muscle", "glutes", "gluteus-medius"),
        ("--stage", "intial", "initial"),
        ("--equipment", "chairs", "chair"),
    ],
)
def test_an_unknown_filter_is_refused_with_what_it_may_mean(
    option: str, value: str, near: str
) -> None:
    done = run("exercises", option, value)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"'{value}'; did you mean '" in done.stderr
    assert f"'{near}'" in done.stderr


def test_every_exercise_test_and_claim_can_be_shown(knowledge: Knowledge) -> None:
    from multifidus.cli import catalogue_text as text  # noqa: PLC0415

    for exercise in knowledge.exercises.values():
        page = " ".join(text.exercise_text(exercise, knowledge).split())
        for line in (*exercise.steps, *exercise.cues, *exercise.mistakes, *exercise.stop_when):
            assert " ".join(line.split()) in page
        assert all(f"- {key}:" in page for key in exercise.sources)
    for test in knowledge.tests.values():
        page = " ".join(text.test_text(test, knowledge).split())
        assert all(" ".join(line.split()) in page for line in (*test.steps, *test.stop_when))
    for claim in knowledge.claims.values():
        assert " ".join(claim.says.split()) in " ".join(text.claim_text(claim, knowledge).split())


@pytest.mark.parametrize(
    ("word", "kind", "key"),
    [
        ("bridge", "exercise", "bridge"),
        ("Glute bridge", "exercise", "bridge"),
        ("chair-stand-30s", "test", "chair-stand-30s"),
        ("CL-a", "claim", "CL-a"),
    ],
)
def test_show_finds_by_id_and_by_name(word: str, kind: str, key: str) -> None:
    done = run("show", word, "--json")
    value = json.loads(done.stdout)
    assert (value["type"], value["id"]) == (kind, key)
    assert f"({key})" in run("show", word).stdout.splitlines()[0]


def test_an_id_of_two_things_shows_one_and_points_to_the_other(knowledge: Knowledge) -> None:
    assert "curl-up" in knowledge.exercises
    assert "curl-up" in knowledge.tests
    assert "multifidus show curl-up --kind test" in run("show", "curl-up").stdout
    assert json.loads(run("show", "curl-up", "--kind", "test", "--json").stdout)["type"] == "test"


def test_show_of_an_unknown_word_says_what_it_may_mean() -> None:
    done = run("show", "brige")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "there is no exercise, test or claim 'brige'; did you mean 'bridge'"
    )
    assert run("show", "qqqqqqq").stderr == "there is no exercise, test or claim 'qqqqqqq'\n"


def test_the_schema_is_printed_as_json(knowledge: Knowledge) -> None:
    value = json.loads(run("schema").stdout)
    assert value["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert value["$defs"]["exercise-id"]["enum"] == sorted(knowledge.exercises)


# --- the whole way -------------------------------------------------------------------------------


def test_from_record_to_a_sound_week_in_the_shell(tmp_path: Path, answered_file: Path) -> None:
    first = shell("plan", answered_file, "--on", "2026-11-18", "--json")
    assert first.returncode == 0, first.stderr + first.stdout[:2_000]
    assert first.stderr == ""
    week = json.loads(first.stdout)
    assert week["week"] == "2026-11-16"
    assert week["sessions"]
    file = tmp_path / "week.json"
    file.write_text(first.stdout, encoding="utf-8")
    assert shell("check", file, answered_file).returncode == 0
    assert shell("check", "-", answered_file, stdin=first.stdout).returncode == 0
    week["sessions"][0]["items"][0]["dose"]["sets"] += 90
    file.write_text(json.dumps(week), encoding="utf-8")
    assert shell("check", file, answered_file).returncode == 1


def test_the_same_record_gives_the_same_bytes(answered_file: Path) -> None:
    command = ("plan", answered_file, "--on", "2026-11-18", "--json")
    one, other = shell(*command), shell(*command)
    assert one.returncode == other.returncode == 0
    assert json.loads(one.stdout)["sessions"]
    assert one.stdout == other.stdout


def test_an_emergency_is_never_planned_over(example_file: Path) -> None:
    done = shell("plan", example_file, "--on", "2026-11-16", "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["refusal"]["kind"] == "screening"


def test_no_gentle_plan_is_offered_while_a_question_is_open(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "examples/desk-worker.yaml").read_text(encoding="utf-8")
    falls = tmp_path / "falls.yaml"
    falls.write_text(text.replace("falls: false", "falls: true"), encoding="utf-8")
    gaps = tmp_path / "gaps.yaml"
    gaps.write_text(
        falls.read_text(encoding="utf-8").replace("bladder-change: false, ", ""), encoding="utf-8"
    )
    offered = "a gentle plan is possible"
    assert offered in run("screen", falls, "--on", "2026-11-16").stdout
    blocked = run("screen", gaps, "--on", "2026-11-16")
    assert blocked.exit_code == 3
    assert "bladder-change" in blocked.stdout
    assert offered not in blocked.stdout
