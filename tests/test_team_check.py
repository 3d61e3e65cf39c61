# SPDX-License-Identifier: Apache-2.0
"""The check of a team's plan: each way of being unsound, put into a plan that was sound."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from multifidus.domain.record import Episode, FlareUp, Policy, Record
from multifidus.domain.team import Member, PartMove, Team, TeamMember, TeamPlan, Word
from multifidus.domain.week import Breach
from multifidus.domain.words import Day, Stage
from multifidus.release.team import check_team
from multifidus.team import TeamCheckError, team_clearance, team_plan
from plan_builders import KNOWLEDGE, ON, allow, cap_load, cap_stage, days_ago, exclude, record
from test_team import THREE, aged, answered, plan_of, team


def breaches(plan: TeamPlan, of: Team) -> tuple[Breach, ...]:
    clearances = tuple(team_clearance(one.record, ON, KNOWLEDGE) for one in of.members)
    return check_team(plan, of, clearances=clearances, knowledge=KNOWLEDGE)


def rules(plan: TeamPlan, of: Team) -> set[str]:
    return {one.rule for one in breaches(plan, of)}


def called(word: Word, **shown: Any) -> TeamPlan:
    """A sound plan whose only player is called by another word."""
    plan = plan_of()
    member = replace(plan.members[0], word=word, **shown)
    counts = {one.value: int(one is word) for one in Word}
    return replace(plan, members=(member,), counts=counts)


def test_a_sound_plan_has_no_breach() -> None:
    of = team(record(), record(conditions=("knee-pain",)))
    assert breaches(team_plan(of, ON, KNOWLEDGE), of) == ()


# --- players ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [Word.AVAILABLE, Word.MODIFIED])
@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (record(screening=()), "GRD1"),
        (answered("saddle-numbness"), "GRD1"),
        (record(flare_ups=(FlareUp(on=days_ago(1)),)), "SPT3"),
    ],
)
def test_who_may_not_train_is_found(who: Record, rule: str, word: Word) -> None:
    assert rule in rules(called(word), team(who))


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (record(episode=Episode(started=days_ago(3))), "SPT3"),
        (answered("heart-or-lung"), "SPT5"),
        (record(conditions=("knee-pain",)), "GRD3"),
        (record(conditions=("osteoporosis",)), "GRD3"),
        (record(directives=(exclude("squat"),)), "GRD3"),
        (record(directives=(cap_load(1),)), "GRD3"),
        (record(policy=Policy(top_tier=1)), "GRD3"),
        (record(directives=(cap_stage(Stage.INITIAL),)), "GRD2"),
        (record(policy=Policy(top_stage=Stage.INITIAL)), "GRD2"),
    ],
)
def test_who_must_not_do_it_all_is_found(who: Record, rule: str) -> None:
    assert rule in rules(called(Word.AVAILABLE), team(who))


def test_a_flag_that_a_clinician_lifted_for_one_exercise_stands_for_the_rest() -> None:
    who = record(conditions=("knee-pain",), directives=(allow("squat", "knee-pain"),))
    texts = [one.text for one in breaches(called(Word.AVAILABLE), team(who))]
    assert not any(text.startswith("squat ") for text in texts)
    assert any(text.startswith("easy-run ") for text in texts)


def test_under_age_without_consent_is_found() -> None:
    young = aged(days_ago(365 * 16))
    plan = plan_of(Member(record=young, guardian_consent=True))
    assert rules(plan, team(Member(record=young, guardian_consent=True))) == set()
    assert rules(plan, team(young)) == {"SPT6"}


def test_what_a_coach_must_not_read_is_found() -> None:
    plan = called(Word.NOT_AVAILABLE, reason="knee pain")
    assert rules(plan, team()) == {"SPT5"}
    assert rules(replace(plan_of(), counts={}), team()) == {"SPT5"}
    other = replace(plan_of(), members=(TeamMember(name="Bo", word=Word.AVAILABLE),))
    assert rules(other, team()) == {"SPT5"}


# --- what is done -------------------------------------------------------------------------------


def changed(part: str, change: Callable[[PartMove], PartMove]) -> TeamPlan:
    """A sound plan with the first move of a part changed."""
    plan = plan_of(record(), record(conditions=("hip-pain",)))
    parts = tuple(
        replace(one, moves=(change(one.moves[0]), *one.moves[1:])) if one.id == part else one
        for one in plan.parts
    )
    return replace(plan, parts=parts)


def of_two() -> Team:
    return team(record(), record(conditions=("hip-pain",)))


def moved(**fields: Any) -> Callable[[PartMove], PartMove]:
    return lambda one: replace(one, move=replace(one.move, **fields))


@pytest.mark.parametrize(
    ("part", "fields", "rule"),
    [
        ("strength", {"id": "russian-twist"}, "GRD2"),
        ("strength", {"id": "side-plank-abduction"}, "GRD2"),
        ("strength", {"id": "nothing"}, "GRD2"),
        ("strength", {"drill": True}, "GRD2"),
        ("strength", {"step": None}, "GRD5"),
        ("strength", {"step": 5}, "GRD5"),
        ("strength", {"seconds": 1}, "GRD5"),
        ("strength", {"each_side": True}, "GRD5"),
        ("running", {"id": "run-and-cut"}, "SPT7"),
        ("running", {"drill": False}, "SPT7"),
        ("running", {"seconds": 5}, "SPT4"),
        ("jumps", {"id": "jump-all-ways"}, "SPT7"),
    ],
)
def test_a_move_that_is_not_allowed_or_not_true_is_found(
    part: str, fields: dict[str, Any], rule: str
) -> None:
    assert rule in rules(changed(part, moved(**fields)), of_two())


def test_work_too_heavy_for_modified_players_is_found() -> None:
    plan = changed("strength", lambda one: replace(one, easier=one.move))
    assert "GRD2" in rules(plan, of_two())


def test_a_jump_for_modified_players_is_found() -> None:
    plan = changed("jumps", lambda one: replace(one, easier=one.move))
    assert "SPT7" in rules(plan, of_two())
    silent = plan_of()
    mute = tuple(replace(part, modified=" ") for part in silent.parts)
    assert rules(replace(silent, parts=mute), team()) == {"SPT7"}


def test_an_easier_choice_that_is_kept_from_a_modified_player_is_found() -> None:
    clamshell = plan_of(record(), record(conditions=("knee-pain",)))
    assert "GRD3" in rules(clamshell, of_two())


# --- when ---------------------------------------------------------------------------------------


def test_too_many_minutes_are_found() -> None:
    assert rules(plan_of(minutes=20), team(minutes=17)) == {"SPT4"}
    plan = plan_of()
    twice = replace(plan.days[0], places=plan.days[0].places * 2, minutes=plan.days[0].minutes * 2)
    assert rules(replace(plan, days=(twice, *plan.days[1:])), team()) == {"SPT4"}


def test_minutes_places_and_days_that_are_not_true_are_found() -> None:
    plan = plan_of()
    first, *others = plan.days
    for wrong in (
        replace(first, minutes=first.minutes - 1),
        replace(first, places=("nowhere",)),
        replace(first, on=first.on - timedelta(days=7)),
        replace(first, on=first.on + timedelta(days=1)),
    ):
        assert "SPT4" in rules(replace(plan, days=(wrong, *others)), team())


def test_strength_too_often_or_too_close_is_found() -> None:
    full = plan_of().days[0]
    close = replace(
        plan_of(),
        days=(full, replace(full, on=full.on + timedelta(days=1))),
    )
    texts = {one.text for one in breaches(close, team(days=(Day.MON, Day.TUE)))}
    assert texts == {"two days of strength too close"}
    four = replace(
        plan_of(), days=tuple(replace(full, on=full.on + timedelta(days=n)) for n in (0, 2, 4, 6))
    )
    days = (*THREE, Day.SUN)
    texts = {one.text for one in breaches(four, team(days=days))}
    assert "strength on 4 days" in texts


def test_a_plan_with_a_breach_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = (Breach(rule="SPT4", text="too long", where="days"),)
    monkeypatch.setattr("multifidus.team.check_team", lambda *_, **__: found)
    with pytest.raises(TeamCheckError, match="SPT4 days: too long"):
        plan_of()
