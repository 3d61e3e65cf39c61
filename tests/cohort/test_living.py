# SPDX-License-Identifier: Apache-2.0
"""A few people live a few weeks with the real programme; runs repeat, resume and compare."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cohort_builders import KNOWLEDGE, day
from multifidus.cli.app import app
from multifidus.cohort import assumptions, run
from multifidus.cohort.core import Core, quick
from multifidus.cohort.figures import Row, by_policy, row_of
from multifidus.cohort.invariants import Breach, Broken
from multifidus.cohort.lived import Life, Policy
from multifidus.cohort.nature import Kind, kind_of
from multifidus.cohort.run import OtherSettingsError, Results, Settings, live, one_row, rows
from multifidus.cohort.save import broken_by, replayed, saved, shrunk
from multifidus.domain.record import Clear, FlareUp
from multifidus.domain.week import RefusalKind
from multifidus.exchange.record_file import load_record, write_record

SAVED = Path(__file__).parent / "saved"
A = assumptions.shipped()
CORE = Core.of(KNOWLEDGE)
WEEKS = 4


def seed_of(kind: Kind, nth: int = 0) -> int:
    return [seed for seed in range(100) if kind_of(seed, A) is kind][nth]


@lru_cache(maxsize=8)
def lived(kind: Kind, weeks: int = WEEKS) -> Life:
    return live(seed_of(kind), Policy.ADAPT, Settings(people=1, weeks=weeks, seed=0))


EVERYDAY = (
    Kind.STEADY,
    Kind.OVER_DOER,
    Kind.EMERGENCY,
    Kind.SURGERY,
    Kind.FLARES,
    Kind.NOT_SURE,
)


@pytest.mark.parametrize("kind", EVERYDAY)
def test_nothing_breaks_in_an_everyday_life(kind: Kind) -> None:
    assert run.broken_of(lived(kind), KNOWLEDGE) == ()


def test_a_steady_responder_trains_every_week() -> None:
    life = lived(Kind.STEADY)
    assert len(list(life.first_of_weeks())) == WEEKS
    assert sum(bool(one.entry.done) for one in life.sat) >= 2 * WEEKS
    done = [one for sat in life.sat for one in sat.entry.done]
    assert all(one.planned is not None for one in done)
    assert any(sat.entry.pain.next_morning is not None for sat in life.sat)
    assert life.compared


def test_who_is_not_sure_of_anything_never_gets_a_week() -> None:
    life = lived(Kind.NOT_SURE)
    assert life.sat == ()
    assert {one.refusal.kind for one in life.asked if one.refusal} == {RefusalKind.SCREENING}


def test_an_emergency_sign_stops_everything_until_it_is_cleared() -> None:
    settings = Settings(people=1, weeks=8, seed=0)
    life = live(seed_of(Kind.EMERGENCY), Policy.ADAPT, settings)
    trouble = life.nature.troubles[0]
    after = [sat for sat in life.sat if sat.day >= trouble.day and sat.entry.done]
    if trouble.seen_day is None:
        assert after == []
    else:
        assert all(sat.day >= trouble.seen_day for sat in after)
        assert any(isinstance(one, Clear) for one in life.record.directives) == (
            trouble.seen_day < life.weeks * 7
        )
    refusals = [one for one in life.asked if one.refusal is not None]
    assert trouble.day >= life.weeks * 7 or refusals


def test_a_flare_up_is_told_and_ends() -> None:
    found = lived(Kind.FLARES, 6).record.flare_ups
    assert all(isinstance(one, FlareUp) for one in found)
    assert all(one.ended is None or one.ended >= one.on for one in found)
    assert lived(Kind.FLARES, 6).flares


def test_the_same_seed_lives_the_same_life() -> None:
    settings = Settings(people=1, weeks=2, seed=0)
    first, second = (live(11, Policy.ADAPT, settings) for _ in range(2))
    assert first == second
    assert write_record(first.record) == write_record(second.record)


def test_the_smaller_limit_shows_in_the_version() -> None:
    assert quick(KNOWLEDGE).version != KNOWLEDGE.version
    assert quick(KNOWLEDGE, 0.5).version != quick(KNOWLEDGE, 0.6).version
    weeks = [one.week for one in lived(Kind.STEADY).asked if one.week]
    assert {one.knowledge for one in weeks} == {quick(KNOWLEDGE).version}


# --- other policies -------------------------------------------------------------------------------


def test_a_leaflet_gives_what_does_not_suit_and_asks_no_questions() -> None:
    settings = Settings(people=1, weeks=2, seed=0)
    life = live(seed_of(Kind.FLEXION), Policy.LEAFLET, settings)
    row = row_of(life, KNOWLEDGE)
    assert row["unsuited"] > 0
    assert life.record.screening == ()
    ours = live(seed_of(Kind.FLEXION), Policy.ADAPT, settings)
    assert row_of(ours, KNOWLEDGE)["unsuited"] == 0
    assert life.nature == ours.nature


def test_more_every_week_keeps_the_gate_and_raises_every_dose() -> None:
    settings = Settings(people=1, weeks=3, seed=0)
    life = live(seed_of(Kind.STEADY), Policy.ALWAYS, settings)
    tops = [
        max(i.dose.level for one in asked.week.sessions for i in one.items)
        for asked in life.first_of_weeks()
        if asked.week
    ]
    assert tops[-1] > tops[0]
    assert life.record.screening
    assert run.broken_of(life, KNOWLEDGE) == ()


# --- runs -----------------------------------------------------------------------------------------

SMALL = Settings(people=2, weeks=1, seed=20, policies=(Policy.ADAPT, Policy.LEAFLET))


def test_two_processes_give_what_one_gives() -> None:
    assert rows(SMALL, 2) == rows(SMALL, 1)


def test_a_run_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "lives.jsonl"
    results = Results(path, SMALL)
    first = one_row(20, Policy.ADAPT, SMALL)
    results.add(first)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"seed": 20, "pol')
    again = Results(path, SMALL)
    assert again.rows == [first]
    told: list[Row] = []
    found = rows(SMALL, 1, again.rows, told.append)
    assert len(told) == len(found) - 1
    assert found == rows(SMALL, 1)


@pytest.mark.parametrize("text", ["{}\n", "nonsense\n", '{"format": "other"}\n'])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lives.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OtherSettingsError, match="no file of cohort results"):
        Results(path, SMALL)
    assert path.read_text(encoding="utf-8") == text


def test_a_file_of_other_settings_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    path = tmp_path / "lives.jsonl"
    Results(path, SMALL)
    with pytest.raises(OtherSettingsError, match="weeks is 1 there and 2 here"):
        Results(path, replace(SMALL, weeks=2))


def test_figures_add_up() -> None:
    found = rows(SMALL, 1)
    figures = by_policy(found)
    assert list(figures) == ["adapt", "leaflet"]
    for name, total in figures.items():
        mine = [row for row in found if row["policy"] == name]
        assert total["people"] == 2
        assert total["minutes"] == sum(row["minutes"] for row in mine)
        assert total["green"] + total["amber"] + total["red"] == total["sessions done"]
        assert total["broken"] == {}


# --- the command ----------------------------------------------------------------------------------


def cohort(*words: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["cohort", "--processes", "1", *(str(one) for one in words)])
    return found.exit_code, found.output


def test_the_command_prints_the_same_json_but_for_the_times(tmp_path: Path) -> None:
    words = ("--people", 1, "--weeks", 1, "--seed", 3, "--json", "--save", tmp_path / "no")
    (code, first), (_, second) = cohort(*words), cohort(*words)
    assert code == 0
    one, two = json.loads(first), json.loads(second)
    assert one.pop("timing").keys() == two.pop("timing").keys()
    assert one == two
    assert one["breaches"] == []
    assert one["figures"]["adapt"]["people"] == 1
    assert not (tmp_path / "no").exists()


def test_the_command_compares_and_says_what_it_is_not(tmp_path: Path) -> None:
    file = tmp_path / "lives.jsonl"
    words = ("--people", 1, "--weeks", 1, "--policy", "all", "--resume", file)
    code, text = cohort(*words)
    assert code == 0
    assert "no evidence of benefit" in text
    assert "0 breaches" in text
    assert "assumption" in text
    assert len(file.read_text(encoding="utf-8").splitlines()) == 4
    code, text = cohort(*words)
    assert code == 0
    assert "0 lives" in text
    code, text = cohort(*words[:3], 2, *words[4:])
    assert code == 2
    assert "weeks is 1 there and 2 here" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "more"), "is none of them"),
        (("--people", 0), "greater than or equal to 1"),
        (("--weeks", 105), "less than or equal to 104"),
    ],
)
def test_bad_words_are_refused(words: tuple[object, ...], said: str) -> None:
    code, text = cohort(*words)
    assert code == 2
    assert said in text


def test_a_breach_ends_with_one_is_named_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release check refuses nothing here; so a check that always complains stands in."""

    def complains(life: Life, knowledge: object) -> tuple[Breach, ...]:
        del knowledge
        one = Broken(on=life.start, day=0, text="the bridge went up without a word")
        return (Breach(invariant="every-rise-told", seed=life.seed, broken=one),)

    monkeypatch.setattr(run, "breaches", complains)
    code, text = cohort("--people", 1, "--weeks", 1, "--save", tmp_path / "out")
    assert code == 1
    assert "every-rise-told" in text
    assert "went up without a word" in text
    path = tmp_path / "out" / "every-rise-told-0.yaml"
    assert str(path) in text.replace("\n", "")
    assert "# invariant: every-rise-told" in path.read_text(encoding="utf-8")
    assert load_record(path, KNOWLEDGE).person.name == "Person 0"


# --- people who are kept --------------------------------------------------------------------------


def test_a_record_is_made_as_small_as_the_breach_allows() -> None:
    whole = lived(Kind.SURGERY).record
    assert len(whole.log) > 2
    small = shrunk(whole, lambda record: len(record.log) >= 1, tries=200)
    assert (len(small.log), small.measurements, small.conditions) == (1, (), ())
    assert shrunk(whole, lambda _: False, tries=5) == whole


def test_a_life_is_told_again_from_its_record_alone() -> None:
    life = lived(Kind.STEADY)
    on = day(WEEKS * 7 - 7)
    mine = {one.on: one for one in life.first_of_weeks()}
    again = replayed(mine[on].record, on, CORE)
    assert {one.on: one.week for one in again.first_of_weeks()} == {
        monday: one.week for monday, one in mine.items()
    }
    assert broken_by(life.record, on, "caps-hold", CORE) == []
    assert broken_by(life.record, on, "mirrored-the-same", CORE) == []


def test_what_cannot_be_shown_by_the_record_alone_is_kept_whole() -> None:
    life = lived(Kind.STEADY)
    one = Breach(
        invariant="caps-hold",
        seed=life.seed,
        broken=Broken(on=day(7), day=7, text="something that replaying does not show"),
    )
    kept = saved(life, one, CORE)
    assert not kept.small
    assert all(entry.on <= day(7) for entry in kept.record.log)
    assert kept.record.person == life.record.person


def test_people_who_once_broke_an_invariant_do_so_no_more() -> None:
    for path in sorted(SAVED.glob("*.yaml")):
        told = dict(re.findall(r"^# (\w+): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
        record = load_record(path, KNOWLEDGE)
        on = date.fromisoformat(told["on"])
        found = broken_by(record, on, told["invariant"], CORE, int(told["seed"]))
        assert found == [], path.name
