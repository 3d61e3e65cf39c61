# SPDX-License-Identifier: Apache-2.0
"""The virtual people: the same seed gives the same person, every kind is there, chance stays in its room."""

from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohort_builders import BORN, CALM, KNOWLEDGE, START, day, session, week
from cohort_builders import prescribed as item
from multifidus.cohort import assumptions
from multifidus.cohort.assumptions import Assumptions, unknown_sources
from multifidus.cohort.body import Body, work_of
from multifidus.cohort.born import born
from multifidus.cohort.gate import answer_all, answers, short_gate
from multifidus.cohort.lived import Policy
from multifidus.cohort.nature import (
    EMERGENCY_SIGNS,
    FALL_SIGN,
    PREGNANCY,
    SLOW_SIGNS,
    SURGERY,
    Kind,
    Nature,
    Trouble,
    kind_of,
    nature,
)
from multifidus.cohort.people import make
from multifidus.cohort.policies import leaflet_week, one_step_more
from multifidus.cohort.streams import stream
from multifidus.cohort.twins import CALENDAR_CYCLE, mirrored, shifted, weeks_to_move
from multifidus.domain.record import Decision, Episode, Measurement, Record, SetDone
from multifidus.domain.words import Answer, Autonomy, PainSite, Sex, Side, Stage
from multifidus.knowledge.loader import read_as
from multifidus.knowledge.yamlfile import FileError
from plan_builders import times

A = assumptions.shipped()
WEEKS = 12
SEEDS = range(50)


def inside(seed: int, weeks: int = WEEKS) -> Nature:
    record, kind = born(seed, START, KNOWLEDGE, A)
    spell = record.episode.started if record.episode else None
    return nature(seed, kind, spell=spell, on=START, days=7 * weeks + 1, a=A)


# --- assumptions --------------------------------------------------------------------------------


def test_every_number_has_a_source_that_is_known_or_plainly_assumed() -> None:
    assert unknown_sources(A, KNOWLEDGE) == ()
    odd = A.model_copy(update={"leaflet": A.leaflet.model_copy(update={"source": ("Nobody",)})})
    assert unknown_sources(odd, KNOWLEDGE) == ("Nobody",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of_fifty: 6", "of_fifty: 7", "add up to 51"),
        ("weeks: [0, 6, 26, 52]", "weeks: [0, 6, 6, 52]", "one pain value for each week"),
        ("  adherence: {value: 0.85", "  adherence: {valu: 0.85", "unknown key 'valu'"),
    ],
)
def test_a_fault_in_the_assumptions_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = assumptions.FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "assumptions.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError, match=said):
        read_as(path, Assumptions)


def test_the_kinds_are_those_of_the_code() -> None:
    assert set(A.kinds) == set(Kind)


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 7, 1000])
def test_any_fifty_people_hold_every_kind_in_its_share(first: int) -> None:
    found = [kind_of(seed, A) for seed in range(first, first + 50)]
    assert {kind: found.count(kind) for kind in Kind} == {
        Kind(name): one.of_fifty for name, one in A.kinds.items()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_is_the_same_person(seed: int) -> None:
    assert born(seed, START, KNOWLEDGE, A) == born(seed, START, KNOWLEDGE, A)
    assert inside(seed) == inside(seed)


def test_the_record_of_the_benchmarks_is_the_base_of_the_person() -> None:
    for seed in SEEDS:
        record, kind = born(seed, START, KNOWLEDGE, A)
        base = make(seed, START, KNOWLEDGE)
        assert record.person.name == base.person.name
        assert record.screening == ()
        assert kind in (Kind.CONFLICT, *Kind)


@given(st.integers(0, 10_000), st.integers(2, 30))
@settings(max_examples=30, deadline=None)
def test_a_longer_life_begins_like_a_shorter_one(seed: int, weeks: int) -> None:
    short, long = inside(seed, weeks), inside(seed, weeks + 10)
    assert long.pains[: len(short.pains)] == short.pains
    assert long.flare_luck[: len(short.flare_luck)] == short.flare_luck
    assert (long.used_to, long.strength, long.adherence) == (
        short.used_to,
        short.strength,
        short.adherence,
    )


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_pain_stays_between_nothing_and_the_worst(seed: int) -> None:
    found = inside(seed)
    assert all(0 <= pain <= 10 for pain in found.pains)
    assert 0 <= found.adherence <= 1


def test_streams_do_not_touch_each_other() -> None:
    first = stream(1, "course")
    first.random()
    assert stream(1, "noise").random() == stream(1, "noise").random()
    assert stream(1, "noise").random() != stream(1, "course").random()
    assert stream(1, "noise", 3).random() != stream(1, "noise", 4).random()
    assert stream(1, "noise").random() != stream(2, "noise").random()


def of_kind(kind: Kind) -> tuple[Record, Nature]:
    seed = next(seed for seed in range(50) if kind_of(seed, A) is kind)
    return born(seed, START, KNOWLEDGE, A)[0], inside(seed)


def test_each_kind_is_what_it_says() -> None:
    steady, calm = of_kind(Kind.STEADY)
    assert (steady.conditions, steady.directives) == ((), ())
    assert steady.policy.mode is Autonomy.ASSIST
    assert calm.adherence == A.value("adherence_steady")
    assert of_kind(Kind.NON_ADHERER)[1].adherence == A.value("adherence_low")
    assert of_kind(Kind.EMERGENCY)[1].troubles[0].sign in EMERGENCY_SIGNS
    assert of_kind(Kind.SLOW_SIGN)[1].troubles[0].sign in SLOW_SIGNS
    fallen, fall = of_kind(Kind.FALL)
    assert "osteoporosis" in fallen.conditions
    assert fallen.person.age_on(START) >= 70
    assert fall.troubles[0].sign == FALL_SIGN
    expecting, pregnancy = of_kind(Kind.PREGNANT)
    assert expecting.person.sex is Sex.FEMALE
    assert pregnancy.troubles[0].sign == PREGNANCY
    assert 21 <= pregnancy.troubles[0].day < 28
    operated, surgery = of_kind(Kind.SURGERY)
    assert len(operated.directives) == 3
    assert surgery.troubles[0].sign == SURGERY
    away = of_kind(Kind.RETURNS)[1].away
    assert away is not None
    assert away[1] - away[0] == A.value("away_days")
    assert len(of_kind(Kind.CONFLICT)[0].directives) == 2
    assert of_kind(Kind.NOTHING)[0].equipment == ()
    assert {sum(one.values()) for one in of_kind(Kind.FIFTEEN)[0].availability.values()} == {15}
    assert set(of_kind(Kind.CLOCK)[1].clock.values()) <= {-1, 1}
    assert of_kind(Kind.FLARES)[1].set_flares
    still = of_kind(Kind.NON_RESPONDER)[1]
    start = sum(still.pains[:14]) / 14
    assert sum(still.pains[-14:]) / 14 > start - 2


def test_some_danger_signs_begin_in_week_five() -> None:
    days = [one.day for seed in range(200) for one in inside(seed).troubles if not one.lasting]
    assert sum(28 <= number < 35 for number in days) >= len(days) / 3
    assert any(number < 28 for number in days)


# --- the gate -------------------------------------------------------------------------------------


def test_what_is_there_is_said_and_what_is_past_is_not() -> None:
    ill = replace(CALM, troubles=(Trouble(sign="weight-loss", day=3, seen_day=9),))
    asked = ("weight-loss", "anything-new", "saddle-numbness")
    for number, word in ((2, Answer.NO), (3, Answer.YES), (8, Answer.YES), (9, Answer.NO)):
        said = answers(asked, ill, day=number, states=frozenset())
        assert said["weight-loss"] is word
        assert said["anything-new"] is word
        assert said["saddle-numbness"] is Answer.NO
    unsure = replace(ill, kind=Kind.NOT_SURE)
    assert set(answers(asked, unsure, day=0, states=frozenset()).values()) == {Answer.NOT_SURE}
    stuck = answers(("not-improving",), CALM, day=0, states=frozenset({"not-improving"}))
    assert stuck == {"not-improving": Answer.YES}


def test_everything_is_answered_until_nothing_is_open() -> None:
    record, found = answer_all(BORN, START, CALM, KNOWLEDGE, day=0, states=frozenset())
    assert found.complete
    assert not found.blocked
    assert record.screening
    assert set(EMERGENCY_SIGNS) <= set(short_gate(KNOWLEDGE))


# --- the body -------------------------------------------------------------------------------------


def body(**changes: object) -> Body:
    return Body(replace(CALM, **changes), KNOWLEDGE, A)  # type: ignore[arg-type] # any field


def test_a_flare_up_rises_fades_and_ends() -> None:
    one = body(set_flares=frozenset({2}))
    assert not one.wake(1)
    before = one.pain(2)
    assert one.wake(2)
    flare = one.flares[0]
    found = [one.pain(2 + n) for n in range(flare.days + 1)]
    assert found[0] > before
    assert found == sorted(found, reverse=True)
    assert found[-1] == before
    assert not one.wake(3)


@pytest.mark.parametrize(("share", "over"), [(1.29, False), (1.3, False), (1.31, True)])
def test_work_past_what_is_tolerated_is_an_excess(share: float, over: bool) -> None:  # noqa: FBT001
    assert A.value("load_tolerated") == 0.3
    one = body(used_to=1000.0)
    one.work[10] = share * 1000
    assert (one.excess(10) > 1e-9) is over
    assert one.excess(17) == 0


def test_more_load_never_makes_flare_ups_rarer() -> None:
    for luck in (0.001, 0.01, 0.03, 0.2):
        calm, loaded = body(flare_luck=(luck,) * 20), body(flare_luck=(luck,) * 20)
        loaded.work[4] = 5000
        assert calm.wake(5) <= loaded.wake(5)


def test_an_over_doer_does_more_and_says_less() -> None:
    usual, over = body(), body(kind=Kind.OVER_DOER)
    plan = week(0, session(0, item("bridge", 2)))
    one, _ = usual.perform(plan.sessions[0], plan, BORN, day=0, on=day(0))
    two, _ = over.perform(plan.sessions[0], plan, BORN, day=0, on=day(0))
    assert sum(s.reps or 0 for s in two.done[0].sets) > sum(s.reps or 0 for s in one.done[0].sets)
    assert (two.pain.before or 0) < (one.pain.before or 0)
    assert one.done[0].planned is not None
    assert len(one.done[0].sets) == one.done[0].planned.sets


def test_nobody_trains_on_a_very_sore_day() -> None:
    sore = body(pains=(7.0,) * 10)
    plan = week(0, session(0, item("bridge", 1), item("walking", 0)))
    entry, _ = sore.perform(plan.sessions[0], plan, BORN, day=0, on=day(0))
    assert [one.exercise for one in entry.done] == ["walking"]
    assert [one.exercise for one in entry.skipped] == ["bridge"]


def test_strength_grows_with_practice_and_work_counts_the_load() -> None:
    one = body()
    bridge = KNOWLEDGE.exercises["bridge"]
    weak = one.strength(bridge, Stage.INITIAL, 0)
    one.practice["bridge"] = 40
    assert one.strength(bridge, Stage.INITIAL, 0) > weak
    assert work_of(bridge, (SetDone(reps=10),)) == 10 * 4 * bridge.load.tier
    assert work_of(KNOWLEDGE.exercises["walking"], (SetDone(minutes=10),)) == 0


# --- twins ----------------------------------------------------------------------------------------


def test_a_mirrored_person_has_left_and_right_swapped_twice_over() -> None:
    record = replace(
        BORN,
        episode=Episode(sites=(PainSite.HIP_LEFT, PainSite.LOW_BACK_MIDDLE)),
        measurements=(
            Measurement(on=START, test="straight-leg-raise", value=50, side=Side.LEFT),
            Measurement(on=START, test="bridge-count", value=10),
        ),
    )
    other = mirrored(record)
    assert other.episode == Episode(sites=(PainSite.HIP_RIGHT, PainSite.LOW_BACK_MIDDLE))
    assert [one.side for one in other.measurements] == [Side.RIGHT, None]
    assert mirrored(other) == record


@given(st.integers(0, 400), st.integers(-500, 500))
@settings(max_examples=40, deadline=None)
def test_every_date_moves_and_moves_back(seed: int, weeks: int) -> None:
    record = replace(
        born(seed, START, KNOWLEDGE, A)[0],
        decisions=(Decision(on=START, by="Ana", change=f"{START}/bridge/up/1", accept=True),),
    )
    moved = shifted(record, 7 * weeks)
    assert moved.person.born == record.person.born + timedelta(days=7 * weeks)
    assert str(START + timedelta(days=7 * weeks)) in moved.decisions[0].change
    assert shifted(moved, -7 * weeks) == record
    assert {field.name for field in fields(moved)} == {field.name for field in fields(record)}


def test_where_a_birthday_would_come_between_the_whole_calendar_moves() -> None:
    on = date(2026, 11, 16)
    plain = replace(BORN, person=replace(BORN.person, born=date(1986, 3, 2)))
    assert weeks_to_move(plain, on, 1) % 7 == 0
    found = {
        weeks_to_move(replace(BORN, person=replace(BORN.person, born=born_on)), on, seed)
        for seed in range(60)
        for born_on in (date(1985, 11, 16), date(1985, 11, 17))
    }
    assert -CALENDAR_CYCLE in found
    assert (date(2054, 11, 16) - on).days == CALENDAR_CYCLE


# --- other policies -------------------------------------------------------------------------------


def test_the_leaflet_is_the_same_for_everybody() -> None:
    record = replace(BORN, availability=times("mon tue wed thu fri sat", 15), conditions=("hip",))
    made = leaflet_week(record, START, KNOWLEDGE, A)
    assert len(made.sessions) == A.leaflet.days
    assert {i.exercise for one in made.sessions for i in one.items} == set(A.leaflet.exercises)
    assert all(one in KNOWLEDGE.exercises for one in A.leaflet.exercises)


def test_one_step_more_is_one_step_more_each_week_up_to_the_last() -> None:
    steps = KNOWLEDGE.exercises["bridge"].doses.stages[Stage.INITIAL]
    plan = week(0, session(0, item("bridge", steps.start)))
    for number in range(len(steps.steps) + 3):
        one = one_step_more(KNOWLEDGE, plan, number).sessions[0].items[0].dose
        level = min(steps.start + number, len(steps.steps) - 1)
        assert one.level == level
        assert (one.sets, one.reps) == (steps.steps[level].sets, steps.steps[level].reps)


def test_the_policies_are_three() -> None:
    assert [str(one) for one in Policy] == ["adapt", "leaflet", "always"]
