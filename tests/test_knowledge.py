# SPDX-License-Identifier: Apache-2.0
"""The knowledge that ships: whole, sound, and with the rulebook's numbers in it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from multifidus.domain.words import CORE_MODALITIES, Grade, Level, Modality, Stage
from multifidus.knowledge.lint import lint, run
from multifidus.knowledge.loader import DATA, Knowledge, load, shipped, version_of

MANDATORY = Path(__file__).parent / "data" / "mandatory.txt"


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return shipped()


def mandatory() -> list[str]:
    lines = MANDATORY.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# --- whole and sound -----------------------------------------------------------------------------


def test_the_linter_finds_nothing() -> None:
    assert [str(flaw) for flaw in lint()] == []


def test_the_command_says_how_much_it_looked_at() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "multifidus.knowledge.lint"],
        capture_output=True,
        text=True,
        check=False,
    )
    result = run()
    said = f"knowledge is sound: {result.files} files, {result.figures:,} figures\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    assert result.files > 300
    assert result.figures > 5000


def test_the_catalogue_is_whole(known: Knowledge) -> None:
    assert len(known.exercises) == 138
    assert len(known.ladders) == 39
    assert len(known.muscles) == 17
    assert len(known.stretch_targets) == 12
    assert len(known.conditions) == 20


def test_the_list_of_mandatory_exercises_has_42(known: Knowledge) -> None:
    assert len(mandatory()) == len(set(mandatory())) == 42
    marked = {name for name, exercise in known.exercises.items() if exercise.mandatory}
    assert marked == set(mandatory())


@pytest.mark.parametrize("name", mandatory())
def test_every_exercise_of_the_source_texts_is_there(known: Knowledge, name: str) -> None:
    assert name in known.exercises


@pytest.mark.parametrize(
    ("letter", "muscles"),
    [
        ("A", ("transversus-abdominis multifidus internal-oblique external-oblique gluteus-maximus "
              "gluteus-medius gluteus-minimus erector-spinae hamstrings")),
        ("B", "gluteus-maximus hamstrings quadriceps rectus-abdominis erector-spinae"),
        ("C", "calves hamstrings hip-flexors"),
        ("E", "hamstrings deep-hip-rotators hip-flexors quadriceps"),
    ],
)  # fmt: skip
def test_every_muscle_group_of_the_source_texts_is_there(
    known: Knowledge, letter: str, muscles: str
) -> None:
    assert all(letter in known.muscles[muscle].asked_for_by for muscle in muscles.split())


@pytest.mark.parametrize("name", sorted(f"CL-{letter}" for letter in "abcdefghijklmnop"))
def test_every_popular_claim_has_a_verdict_and_papers(known: Knowledge, name: str) -> None:
    claim = known.claims[name]
    assert claim.evidence
    assert claim.says != claim.claim


def test_claims_are_graded_as_the_rulebook_grades_them(known: Knowledge) -> None:
    verdicts: dict[str, str] = {}
    for name, claim in sorted(known.claims.items()):
        verdicts[claim.verdict] = verdicts.get(claim.verdict, "") + name[-1]
    assert verdicts == {
        "mixed": "abeho",
        "contradicted": "cfjln",
        "unsupported": "dkmp",
        "supported": "gi",
    }


def test_every_condition_keeps_some_exercise_away(known: Knowledge) -> None:
    used = {flag for exercise in known.exercises.values() for flag in exercise.cautions}
    assert used == set(known.conditions)


def test_directions_come_from_answers_and_everything_else_from_the_person(known: Knowledge) -> None:
    computed = {name for name, row in known.conditions.items() if not row.self_reported}
    assert computed == {"flexion-provoked", "extension-provoked", "rotation-provoked"}


def test_only_what_every_home_has_is_taken_for_granted(known: Knowledge) -> None:
    assumed = {name for name, thing in known.equipment.items() if thing.assumed}
    assert assumed == {"none", "wall", "mat", "cushion", "bed", "stick", "strap"}
    assert all(known.equipment[name].stands_in for name in assumed - {"none", "wall"})
    assert known.equipment["mat"].stands_in == "a carpet or a folded blanket"


def test_every_equipment_is_used(known: Knowledge) -> None:
    used = {thing for exercise in known.exercises.values() for thing in exercise.equipment}
    assert used == set(known.equipment)


def test_every_family_of_strength_counts_in_the_balance_of_the_week(known: Knowledge) -> None:
    patterns = {ladder.pattern for ladder in known.ladders.values()}
    assert {"push", "hinge", "squat", "front", "side", "back"} <= patterns


# --- questionnaires ------------------------------------------------------------------------------

EMBEDDED = "adherence exercise-vital-sign gpe nprs psfs rmdq-24 yellow-flags"
OUTSIDE = "eq-5d-5l fabq msk-hq odi phq-9 promis pseq quebec start-back tsk-11"


def test_what_is_embedded_and_what_is_not(known: Knowledge) -> None:
    rows = known.questionnaires
    assert sorted(name for name, row in rows.items() if row.embedded) == EMBEDDED.split()
    assert sorted(name for name, row in rows.items() if not row.embedded) == OUTSIDE.split()


@pytest.mark.parametrize("name", [*OUTSIDE.split(), "rmdq-24"])
def test_no_wording_is_copied_where_the_licence_does_not_let_us(
    known: Knowledge, name: str
) -> None:
    assert all(item.text is None for item in known.questionnaires[name].items)


def test_the_24_statements_are_counted_and_their_source_is_named(known: Knowledge) -> None:
    form = known.questionnaires["rmdq-24"]
    assert len(form.items) == 24
    assert {(item.low, item.high) for item in form.items} == {(0, 1)}
    assert "RolandFairbank2000" in form.source
    assert "official source" in form.note


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("nprs", "points", 2), ("nprs", "share", 0.3),
        ("rmdq-24", "points", 5), ("rmdq-24", "share", 0.3),
        ("psfs", "small", 1.3), ("psfs", "medium", 2.3), ("psfs", "large", 2.7),
        ("exercise-vital-sign", "weekly_minutes", 150),
        ("exercise-vital-sign", "strength_days", 2),
        ("odi", "points", 10), ("odi", "share", 0.3), ("quebec", "points", 20),
        ("msk-hq", "points", 5.5), ("pseq", "points", 11), ("tsk-11", "points", 5.6),
    ],
)  # fmt: skip
def test_changes_that_matter(known: Knowledge, name: str, key: str, value: float) -> None:
    assert known.questionnaires[name].important_change[key].value == value


# --- the rulebook's numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        ("PRG1", {"sessions_in_a_row": 2, "adherence_share": 0.6, "adherence_days": 14}),
        ("PRG2", {"variables_at_once": 1, "exercises_per_week": 2, "exercises_per_session": 1}),
        ("PRG3", {"load_rise_low": 0.02, "load_rise_high": 0.1}),
        ("PRG4", {"weekly_rise_share": 0.1, "smallest_rise_reps": 1, "walking_minutes": 60}),
        ("PRG5", {"rungs_per_week": 1, "restart_low": 0.7, "restart_high": 0.8}),
        ("PRG6", {"misses_in_a_row": 3, "miss_factor": 0.9, "short_gap_days": 7,
                  "short_gap_factor": 0.8, "long_gap_days": 14, "long_gap_factor": 0.6,
                  "entry_test_days": 28}),
        ("PRG7", {"red_rungs_down": 1, "red_factor": 0.7}),
        ("PRG8", {"easier_week_factor": 0.7, "every_weeks_low": 4, "every_weeks_high": 6}),
        ("PRG9", {"good": 20, "better": 30, "best": 40}),
        ("PRG10", {"start_share": 0.8}),
        ("WLK1", {"start_share": 0.8, "weekly_step_minutes": 5, "weekly_rise_cap_minutes": 15,
                  "small_week_minutes": 60, "aim_walks": 5, "aim_minutes": 30, "aim_month": 6}),
        ("GRD2", {"tier_cap_initial": 2, "tier_cap_intermediate": 3, "tier_cap_advanced": 4,
                  "tier_cap_maintenance": 4, "tier_cap_review": 1}),
        ("GRD4", {"tier": 4, "per_session": 1, "days_apart": 2}),
        ("GRD6", {"minutes_per_day": 4, "minutes_per_week": 10}),
        ("GRD7", {"weekly_rise_share": 0.1, "smallest_rise_reps": 1, "adherence_share": 0.6}),
        ("GRD8", {"hours": 48, "tier": 3}),
        ("GRD9", {"core_per_day": 4, "time_over_share": 0.1}),
        ("STG2", {"days": 7, "sessions": 4, "average_pain": 4, "pain_drop_share": 0.3,
                  "red_free_days": 7, "bridges": 10, "chair_stands": 5, "walk_minutes": 15,
                  "direct_entry_pain": 3}),
        ("STG3", {"weeks": 4, "sessions": 8, "pain": 3, "rmdq": 6, "red_free_days": 14,
                  "bird_dog_reps": 6, "bird_dog_hold_s": 10, "side_plank_knees_hold_s": 30,
                  "squats": 15, "walk_minutes": 30}),
        ("STG4", {"pain": 2, "rmdq": 4, "psfs": 8, "weeks": 4, "from_intermediate_week": 12}),
        ("PAIN1", {"worst_over": 5, "rise": 1, "next_morning_rise": 2, "weeks_rising": 2}),
        ("PAIN2", {"worst": 3, "rise": 2, "settle_hours_low": 1, "settle_hours_high": 24}),
        ("PAIN3", {"worst": 2, "rise": 1, "settle_hours": 1}),
        ("PAIN4", {"base": 6}),
        ("PAIN5", {"rise": 3}),
        ("PAIN6", {"ambers": 2, "amber_window": 3, "amber_factor": 0.75, "reds": 2,
                   "red_days": 7, "weekly_mean_rise": 2}),
        ("PAIN7", {"jump": 5}),
        ("FLR1", {"easy_factor": 0.5, "return_factor": 0.8, "review_day": 14}),
        ("YLW1", {"raised_at": 7, "raised_at_or_below": 3, "medium_from": 2, "high_from": 4}),
    ],
)  # fmt: skip
def test_rules_hold_the_numbers_of_the_rulebook(
    known: Knowledge, rule: str, figures: dict[str, float]
) -> None:
    held = known.rules[rule].figures
    assert {name: held[name].value for name in figures} == figures


@pytest.mark.parametrize(
    "name", [f"PRG{n}" for n in range(1, 13)] + [f"GRD{n}" for n in range(1, 13)]
)
def test_no_rule_of_progression_or_release_is_missing(known: Knowledge, name: str) -> None:
    assert known.rules[name].text


def test_nothing_that_blocks_rests_on_a_weak_figure(known: Knowledge) -> None:
    blocking = [known.rules[f"GRD{n}"] for n in range(1, 13)]
    signs = [s for s in known.danger_signs.values() if s.level is not Level.REVIEW]
    assert Grade.C not in {rule.grade for rule in blocking} | {sign.grade for sign in signs}


@pytest.mark.parametrize(
    ("rule", "key", "low", "high"),
    [
        ("motor-control-initial", "sets", 1, 3), ("motor-control-initial", "reps", 1, 15),
        ("motor-control-initial", "hold_s", None, 10), ("motor-control-initial", "effort", None, 4),
        ("motor-control-later", "hold_s", None, 10), ("motor-control-later", "effort", None, 6),
        ("isometric-hold-initial", "hold_s", None, 10),
        ("isometric-hold-initial", "total_reps", None, 12),
        ("isometric-hold-intermediate", "hold_s", None, 30),
        ("isometric-hold-advanced", "hold_s", None, 60),
        ("superman-by-choice", "hold_s", None, 120),
        ("strength-initial", "sets", 1, 3), ("strength-initial", "reps", 5, 20),
        ("strength-initial", "effort", None, 6),
        ("strength-intermediate", "sets", 1, 4), ("strength-intermediate", "reps", 5, 25),
        ("strength-intermediate", "effort", None, 8),
        ("strength-advanced", "sets", 1, 5), ("strength-advanced", "reps", 1, 40),
        ("strength-advanced", "effort", None, 9), ("strength-initial", "rest_s", 30, None),
        ("stretch", "minutes_per_target_per_day", None, 4),
        ("stretch", "minutes_per_target_per_week", None, 10), ("stretch", "effort", None, 4),
        ("mobility", "reps", None, 20), ("mobility", "times_per_day", None, 3),
        ("aerobic-initial", "bout_minutes", None, 30),
        ("aerobic-intermediate", "bout_minutes", None, 60),
        ("aerobic-advanced", "bout_minutes", None, 60),
        ("relaxation", "bout_minutes", None, 20), ("mind-body", "bout_minutes", None, 90),
        ("mind-body", "times_per_week", None, 3),
    ],
)  # fmt: skip
def test_what_the_release_check_refuses_to_pass(
    known: Knowledge, rule: str, key: str, low: float | None, high: float | None
) -> None:
    bounds = {str(name): row for name, row in known.doses[rule].bounds.items()}[key]
    assert (bounds.absolute_low, bounds.absolute_high) == (low, high)
    assert bounds.grade is Grade.P


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("modality", list(Modality))
def test_exactly_one_dose_rule_holds_for_each_kind_of_work(
    known: Knowledge, modality: Modality, stage: Stage
) -> None:
    usual = [
        rule.id
        for rule in known.doses.values()
        if rule.modality is modality and stage in rule.stages and not rule.exercises
    ]
    assert len(usual) == 1


def test_rests_are_bounded_for_all_core_work(known: Knowledge) -> None:
    for rule in known.doses.values():
        bounds = {str(name): row for name, row in rule.bounds.items()}
        if rule.modality in CORE_MODALITIES:
            assert bounds["rest_s"].absolute_low == bounds["rest_s_heavy"].absolute_low == 30
            assert bounds["rest_s_heavy"].recommended_low == 120


def test_only_superman_may_be_held_for_two_minutes(known: Knowledge) -> None:
    own = {rule.id: rule.exercises for rule in known.doses.values() if rule.exercises}
    assert own == {"superman-by-choice": ("superman",)}


# --- the version ---------------------------------------------------------------------------------


def test_the_version_changes_with_any_byte_and_not_with_line_ends(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    before = version_of(tmp_path / "data")
    assert before == version_of(DATA) == shipped().version
    file = tmp_path / "data" / "muscles.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert version_of(tmp_path / "data") == before
    file.write_bytes(file.read_bytes() + b"# one more line\r\n")
    assert version_of(tmp_path / "data") != before
    shutil.copy(DATA / "muscles.yaml", file)
    file.rename(tmp_path / "data" / "sinews.yaml")
    assert version_of(tmp_path / "data") != before


def test_two_loads_of_the_same_files_are_equal(known: Knowledge) -> None:
    again = load()
    assert again == known
    assert list(again.exercises) == list(known.exercises)
