# SPDX-License-Identifier: Apache-2.0
"""What must hold for every record, and what the person reads. Single cases are in vignettes/."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multifidus.domain.record import (
    Clear,
    Done,
    Episode,
    LogEntry,
    OutcomeEntry,
    Pain,
    Person,
    Record,
    Review,
    Screening,
    Skipped,
)
from multifidus.domain.results import Clearance
from multifidus.domain.words import Answer, Grade, Level, Radiation, Sex, SignStatus, Slot
from multifidus.screen import screen as screen_with
from multifidus.screen.facts import plus
from screen_builders import (
    CLINICIAN,
    TODAY,
    all_no,
    answers,
    build,
    gate,
    locking,
    sign_ids,
    weekly_no,
    years_before,
)

QUESTIONS = [
    *gate().danger_signs,
    *(part.id for sign in gate().danger_signs.values() for part in sign.parts),
]
FREE_OF_RISK = [sign for sign in locking() if sign != "minor-fall-at-risk"]


def screen(record: Record, on: date = TODAY) -> Clearance:
    return screen_with(record, on, gate())


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


# --- records of every kind --------------------------------------------------------------------


def record_of(seed: int) -> Record:
    """A record of any kind. A seed says all of it, so a failure can be told and repeated."""
    pick = random.Random(seed)  # noqa: S311  (stories, not secrets)

    def day() -> date:
        return ago(pick.randint(-3, 100))

    def some(make: Callable[[], Any], most: int) -> tuple[Any, ...]:
        return tuple(make() for _ in range(pick.randint(0, most)))

    calm = pick.random() < 0.7  # else hardly any record would be free of emergencies
    likely = [1, 25, 1] if calm else [1, 1, 1]

    def screening() -> Screening:
        full = all_no() if pick.random() < 0.6 else {}
        asked = pick.sample(QUESTIONS, pick.randint(0, 8))
        given_answers = {q: pick.choices(list(Answer), likely)[0] for q in asked}
        return Screening(on=day(), answers=full | given_answers)

    def clear() -> Clear:
        until = pick.choice([None, day()])
        sign = pick.choice(QUESTIONS)
        return Clear(on=day(), by=CLINICIAN, sign=sign, note="looked at", until=until)

    def score() -> float | None:
        return pick.choice([None, *map(float, range(11))])

    def session() -> LogEntry:
        skipped = (Skipped(exercise="plank", why="pain"),)
        return LogEntry(
            on=day(),
            slot=pick.choice(list(Slot)),
            done=pick.choice([(), (Done(exercise="bridge"),)]),
            pain=Pain(before=score(), during=score(), after=score(), next_morning=score()),
            skipped=pick.choice([(), (), skipped]),
        )

    def outcome() -> OutcomeEntry:
        average = float(pick.randint(0, 10))
        return OutcomeEntry(on=day(), instrument="nprs", answers={"average": average})

    def recent() -> Screening:
        follow_ups = ("no-position-eases", "cancer-within-five-years", "clinician-has-assessed")
        given_answers = {q: pick.choices(list(Answer), [1, 3, 1])[0] for q in follow_ups}
        return Screening(on=ago(pick.randint(0, 8)), answers=all_no() | given_answers)

    started = pick.choice([None, day(), day()])
    radiation = pick.choice(list(Radiation))
    age = pick.choice([10, 30, 30, 50, 50, 72, 72])
    return Record(
        person=Person(
            name="Test",
            born=years_before(TODAY, age) - timedelta(days=180),
            sex=pick.choice(list(Sex)),
        ),
        episode=pick.choice([None, *[Episode(started=started, radiation=radiation)] * 4]),
        screening=(*some(screening, 6), *([recent(), recent()] if calm else [])),
        reviews=some(lambda: Review(on=day(), by="doctor", sign=pick.choice(QUESTIONS)), 3),
        conditions=pick.choice([(), ("knee-pain",), ("osteoporosis",), ("pregnancy", "balance")]),
        directives=some(clear, 4),
        log=some(session, 3) if pick.random() < 0.5 else (),
        outcomes=some(outcome, 2),
    )


RECORDS = st.integers(0, 2**32).map(record_of)


def test_the_stories_are_of_every_kind() -> None:
    results = [screen(record_of(seed)) for seed in range(400)]
    kinds = {(result.level, result.blocked) for result in results}
    assert {level for level, _ in kinds} == set(Level)
    assert sum(not result.blocked for result in results) >= 60


def concern(result: Clearance) -> tuple[bool, int]:
    return result.blocked, result.level.rank


# --- hazard H02: no way around the lock -------------------------------------------------------


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(
    record=RECORDS,
    sign=st.sampled_from(FREE_OF_RISK),
    answer=st.sampled_from([Answer.YES, Answer.NOT_SURE]),
    days=st.integers(0, 100),
    place=st.integers(0, 6),
)
def test_an_uncleared_yes_blocks_whatever_else_the_record_holds(
    record: Record, sign: str, answer: Answer, days: int, place: int
) -> None:
    yes = Screening(on=ago(days), answers={sign: answer})
    cleared = any(
        isinstance(d, Clear)
        and d.sign == sign
        and ago(days) <= d.on <= TODAY
        and (d.until is None or d.until >= TODAY)
        for d in record.directives
    )
    screenings = (*record.screening[:place], yes, *record.screening[place:])
    result = screen(replace(record, screening=screenings))
    if not cleared:
        assert result.blocked
        assert result.level.rank >= gate().danger_signs[sign].level.rank
        state = next(state for state in result.signs if state.sign == sign)
        assert state.status in {SignStatus.PRESENT, SignStatus.NOT_SURE}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(record=RECORDS, seed=st.integers(0, 1000))
def test_the_order_in_which_facts_are_written_does_not_matter(record: Record, seed: int) -> None:
    shuffle = random.Random(seed)  # noqa: S311  (an order, not a secret)

    def mixed(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(shuffle.sample(rows, len(rows)))

    changed = replace(
        record,
        screening=mixed(record.screening),
        reviews=mixed(record.reviews),
        directives=mixed(record.directives),
        outcomes=mixed(record.outcomes),
        conditions=mixed(record.conditions),
        log=mixed(record.log),
    )
    assert replace(screen(changed), actions=()) == replace(screen(record), actions=())


def said_again_after(record: Record, question: str, day: date) -> bool:
    """Whether a no of `day` parts two runs of a lasting state, so that a review holds for one."""
    return any(
        row.on >= day and row.answers.get(question, Answer.NO) is not Answer.NO
        for row in record.screening
    )


@settings(max_examples=400, deadline=None, derandomize=True)
@given(record=RECORDS, data=st.data())
def test_taking_back_a_no_never_lowers_the_concern(record: Record, data: st.DataObject) -> None:
    places = [
        (number, question)
        for number, screening in enumerate(record.screening)
        for question, answer in sorted(screening.answers.items())
        if answer is Answer.NO
        and question != "clinician-has-assessed"
        and not (question not in locking() and said_again_after(record, question, screening.on))
    ]
    if not places:
        return
    number, question = data.draw(st.sampled_from(places))
    left = {k: v for k, v in record.screening[number].answers.items() if k != question}
    rows = list(record.screening)
    rows[number] = replace(rows[number], answers=left)
    before, after = screen(record), screen(replace(record, screening=tuple(rows)))
    assert concern(after) >= concern(before)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(record=RECORDS, sign=st.sampled_from(locking()))
def test_forgetting_an_emergency_or_urgent_question_never_gives_a_plan(
    record: Record, sign: str
) -> None:
    rows = tuple(
        replace(row, answers={k: v for k, v in row.answers.items() if k != sign})
        for row in record.screening
    )
    assert screen(replace(record, screening=rows)).blocked


@settings(max_examples=300, deadline=None, derandomize=True)
@given(record=RECORDS, days=st.integers(-100, 100))
def test_the_calendar_itself_does_not_matter(record: Record, days: int) -> None:
    by = timedelta(days=days)

    def moved(row: Any) -> Any:
        changes = {"on": row.on + by}
        if getattr(row, "until", None) is not None:
            changes["until"] = row.until + by
        return replace(row, **changes)

    episode = record.episode
    if episode is not None and episode.started is not None:
        episode = replace(episode, started=episode.started + by)
    shifted = replace(
        record,
        person=replace(record.person, born=record.person.born + by),
        episode=episode,
        screening=tuple(map(moved, record.screening)),
        reviews=tuple(map(moved, record.reviews)),
        directives=tuple(map(moved, record.directives)),
        outcomes=tuple(map(moved, record.outcomes)),
        log=tuple(map(moved, record.log)),
    )
    one, two = screen(record), screen(shifted, TODAY + by)
    assert concern(two) == concern(one)
    assert (two.gentle, two.to_ask, two.rules) == (one.gentle, one.to_ask, one.rules)
    assert [(s.sign, s.status) for s in two.signs] == [(s.sign, s.status) for s in one.signs]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(record=RECORDS)
def test_what_is_dated_after_the_day_is_not_known_yet(record: Record) -> None:
    def past(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row for row in rows if row.on <= TODAY)

    known = replace(
        record,
        screening=past(record.screening),
        reviews=past(record.reviews),
        directives=past(record.directives),
        outcomes=past(record.outcomes),
        log=past(record.log),
    )
    assert screen(known) == screen(record)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(record=RECORDS)
def test_a_clearance_agrees_with_itself(record: Record) -> None:
    result = screen(record)
    ids = [state.sign for state in result.signs]
    assert len(set(ids)) == len(ids)
    assert set(result.to_ask) <= set(ids)
    assert set(gate().danger_signs) <= set(ids)
    present = [s for s in result.signs if s.status in {SignStatus.PRESENT, SignStatus.NOT_SURE}]
    assert result.level.rank >= max((s.level.rank for s in present), default=0)
    if result.level in {Level.URGENT, Level.EMERGENCY} or not result.complete:
        assert result.blocked
        assert result.valid_until is None
    if not result.blocked:
        assert result.complete
        assert result.to_ask == ()
        assert result.valid_until is not None
        assert result.valid_until >= TODAY
    if result.level is Level.CLEAR:
        assert not result.blocked
        assert not present
    assert result.actions
    assert all(state.question and state.because and state.cite for state in result.signs)
    assert {key for s in result.signs for key in s.cite} <= set(gate().sources)
    known = {s.rule for s in gate().danger_signs.values()}
    assert set(result.rules) <= known | set(gate().combinations) | set(gate().rules)
    assert screen(record) == result


def test_valid_until_is_true_to_its_word() -> None:
    record = build({})
    until = screen(record).valid_until
    assert until is not None
    for number in range((until - TODAY).days + 1):
        assert not screen(record, TODAY + timedelta(days=number)).blocked
    assert screen(record, until + timedelta(days=1)).blocked


# --- lasting states: one review serves for all the weeks of the same answer --------------------


@pytest.mark.parametrize("sign", ["pregnancy", "recent-surgery", "heart-or-lung", "falls"])
def test_a_reviewed_state_stays_reviewed_from_week_to_week(sign: str) -> None:
    holds = int(gate().rules["GATE7"].figures["review_holds"].value)
    start = ago(holds + 7)
    base = build({"spell": "none", "screened_days_ago": "never"})
    rows = tuple(
        Screening(on=start + timedelta(days=day), answers=all_no() | {sign: Answer.YES})
        for day in range(0, holds + 8, 7)
    )
    review = Review(on=start + timedelta(days=1), by="my doctor", sign=sign)
    record = replace(base, screening=rows, reviews=(review,))
    for day in range(holds + 8):
        result = screen(record, start + timedelta(days=day))
        assert not result.blocked
        assert result.gentle == (day < 1 or day > holds + 1), day
    assert any("please have it looked at again" in note for note in result.notes)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(record=RECORDS, sign=st.sampled_from(FREE_OF_RISK), days=st.integers(0, 60))
def test_no_review_outlasts_a_later_yes_to_an_urgent_sign(
    record: Record, sign: str, days: int
) -> None:
    rows = tuple(Screening(on=ago(n), answers={sign: Answer.YES}) for n in (days + 1, days))
    lift = Clear(on=ago(days + 1), by=CLINICIAN, sign=sign, note="looked at")
    directives = tuple(d for d in record.directives if not isinstance(d, Clear))
    review = Review(on=ago(0), by="my doctor", sign=sign)
    changed = replace(
        record,
        screening=(*record.screening, *rows),
        directives=(*directives, lift),
        reviews=(*record.reviews, review),
    )
    assert screen(changed).blocked


# --- hazard H01: cauda equina syndrome on any day ---------------------------------------------


@pytest.mark.parametrize("sign", sign_ids(Level.EMERGENCY)[:6])
def test_after_the_onset_of_an_emergency_sign_no_day_has_a_plan(sign: str) -> None:
    start = ago(60)
    for onset in range(1, 60, 7):
        rows = [Screening(on=start, answers=all_no())]
        for day in range(1, 61):
            given_answers = weekly_no() if day % 7 == 0 else {"saddle-numbness": Answer.NO}
            if day == onset:
                given_answers = {**given_answers, sign: Answer.YES}
            rows.append(Screening(on=start + timedelta(days=day), answers=given_answers))
        base = build({"spell_days": 60, "screened_days_ago": "never"})
        record = replace(base, screening=tuple(rows))
        for day in range(61):
            result = screen(record, start + timedelta(days=day))
            assert (result.level is Level.EMERGENCY) == (day >= onset)
            assert result.blocked == (day >= onset)


# --- what the person reads --------------------------------------------------------------------


def test_an_emergency_shows_one_thing_only() -> None:
    told = {"answers": {"saddle-numbness": "yes", "weight-loss": "yes", "falls": "unanswered"}}
    result = screen(build(told))
    (action,) = result.actions
    assert action.startswith("Go to emergency care now")
    assert "local emergency number" in action
    assert "saddle area" in action
    assert result.to_ask == ()
    assert result.notes == ()
    assert not result.complete


def test_not_sure_says_that_we_cannot_tell_from_here() -> None:
    result = screen(build({"answers": {"one-leg-worse": "not-sure"}}))
    state = next(s for s in result.signs if s.sign == "one-leg-worse")
    assert "cannot tell from here" in state.because


def test_a_later_no_is_told_that_the_lock_stays() -> None:
    told = {"earlier": [{"days_ago": 1, "answers": {"weight-loss": "yes"}}]}
    result = screen(build(told))
    assert any("does not lift the earlier answer" in note for note in result.notes)


def test_a_clearance_names_who_gave_it_and_when() -> None:
    told = {
        "answers": {"weight-loss": "yes"},
        "cleared": [{"sign": "weight-loss", "days_ago": 0}],
    }
    state = next(s for s in screen(build(told)).signs if s.sign == "weight-loss")
    assert state.because == f"Cleared by {CLINICIAN} on {TODAY} (looked at)."


def test_signs_come_in_the_order_of_concern() -> None:
    rules = [s.rule for s in screen(build({})).signs]
    expected = [f"E{n:02}" for n in range(1, 11)] + [f"U{n:02}" for n in range(1, 9)]
    assert rules == expected + [f"R{n:02}" for n in range(1, 11)]


def test_an_ordinary_person_is_asked_about_25_questions() -> None:
    for told in ({"sex": "male"}, {"spell_days": 100, "age": 50}, {"spell_days": 100, "age": 30}):
        record = build({**told, "screened_days_ago": "never"})
        assert 20 <= len(screen(record).to_ask) <= 27


def test_answering_whatever_is_asked_ends_in_a_plan() -> None:
    for told in ({}, {"age": 70}, {"spell_days": 100}, {"spell": "unknown"}, {"spell": "none"}):
        record = build({**told, "screened_days_ago": "never"})
        for _ in range(3):
            asked = dict.fromkeys(screen(record).to_ask, Answer.NO)
            row = Screening(on=TODAY, answers=asked)
            record = replace(record, screening=(*record.screening, row))
        assert not screen(record).blocked, told


def test_an_answer_to_an_unknown_question_changes_nothing() -> None:
    record = build({})
    row = Screening(on=TODAY, answers={"no-such-sign": Answer.YES})
    assert screen(replace(record, screening=(*record.screening, row))) == screen(record)


def test_without_any_strong_pain_event_the_log_asks_for_nothing() -> None:
    calm = [{"days_ago": n, "before": 3, "during": 3, "next_morning": 3} for n in range(1, 14)]
    assert screen(build({"log": calm})).level is Level.CLEAR


def test_a_caution_says_that_exercises_are_left_out() -> None:
    result = screen(build({"conditions": ["wrist-pain", "knee-pain"]}))
    assert result.level is Level.CAUTION
    assert "left out" in result.actions[0]
    assert "Conditions that limit exercises: knee-pain, wrist-pain." in result.notes


def test_each_open_question_comes_with_its_words() -> None:
    result = screen(build({"answers": {"minor-fall-at-risk": "yes"}}))
    states = {state.sign: state for state in result.signs}
    assert "prednisolone" in states["steroid-tablets"].question
    assert states["minor-fall-at-risk"].status is SignStatus.UNANSWERED


# --- the knowledge behind it ------------------------------------------------------------------


def test_no_rule_of_the_gate_rests_on_a_weak_figure() -> None:
    for sign in gate().danger_signs.values():
        grades = [sign.grade, *(figure.grade for figure in sign.thresholds.values())]
        assert Grade.C not in grades, sign.id
    for combination in gate().combinations.values():
        figures = combination.thresholds.values()
        assert Grade.C not in [combination.grade, *(figure.grade for figure in figures)]
    for rule in gate().rules.values():
        assert Grade.C not in [rule.grade, *(figure.grade for figure in rule.figures.values())]


def test_every_sign_of_the_rulebook_is_there_with_words_for_the_clinician() -> None:
    signs = gate().danger_signs
    assert len(signs) == 28
    assert len(set(QUESTIONS)) == len(QUESTIONS)
    assert sorted(gate().combinations) == [f"CMB{n}" for n in range(1, 9)]
    for sign in signs.values():
        assert sign.tell, sign.id
        assert (sign.lifted_by == "clinician") == (
            sign.level is not Level.REVIEW or sign.id == "under-age"
        )
        assert sign.restricts == (sign.id != "yellow-flags")


def test_questions_ask_for_what_is_new_where_it_matters() -> None:
    signs = gate().danger_signs
    for sign in sign_ids(Level.EMERGENCY):
        if sign not in {"chest-or-belly", "leg-weakness", "fever-at-risk"}:
            assert "new" in signs[sign].question, sign
    assert "soreness" in signs["both-legs"].help
    assert "already looked at" in signs["bladder-change"].help
    assert "Constipation" in signs["bowel-change"].help


def test_the_gates_are_those_of_the_rulebook() -> None:
    def rules(kind: str) -> list[str]:
        return sorted(s.rule for s in gate().danger_signs.values() if kind in s.gates)

    assert rules("short") == [f"E0{n}" for n in range(1, 7)]
    assert rules("weekly") == [*rules("short"), "R03", "R08", "U03", "U04", "U05", "U06"]
    assert len(rules("full")) == 28


def test_a_day_at_the_end_of_the_calendar_is_no_trouble() -> None:
    assert plus(date.max, 7) == date.max
    last = partial(build, {}, date.max - timedelta(days=1))
    assert screen(last(), date.max - timedelta(days=1)).level is Level.CLEAR


def test_answers_can_be_written_for_a_record() -> None:
    assert answers({"falls": "unanswered"}, {"falls": Answer.NO}) == {}
