# SPDX-License-Identifier: Apache-2.0
"""When questionnaires and retests are due: by the schedule, once, and what is missed stays missing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from multifidus.coach.verdict import start_of
from multifidus.domain.record import Measurement, OutcomeEntry, Record, Screening
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import shipped
from multifidus.knowledge.schedule import DueAt
from multifidus.service.outcomes_due import due_questionnaires, due_retests

START = date(2026, 9, 7)
KNOWLEDGE = shipped()
TEXT = (Path(__file__).parents[2] / "examples" / "desk-worker.yaml").read_text(encoding="utf-8")
FIXED = [row for row in KNOWLEDGE.schedule.questionnaires if row.every_weeks is None]


def _record(*outcomes: OutcomeEntry) -> Record:
    record = read_record(TEXT, "x", KNOWLEDGE)
    return replace(
        record,
        episode=None,
        screening=(Screening(on=START, answers={}),),
        outcomes=outcomes,
        measurements=(),
        log=(),
    )


def _said(instrument: str, on: date) -> OutcomeEntry:
    return OutcomeEntry(on=on, instrument=instrument, answers={})


def _due(record: Record, on: date) -> dict[str, int | None]:
    return {one.instrument: one.week for one in due_questionnaires(record, on, KNOWLEDGE)}


def test_every_instrument_of_the_schedule_is_known() -> None:
    assert {row.instrument for row in KNOWLEDGE.schedule.questionnaires} <= set(
        KNOWLEDGE.questionnaires
    )


def test_at_the_start_the_baseline_is_asked_for_and_overall_change_is_not() -> None:
    due = _due(_record(), START)
    assert due["psfs"] == 0
    assert due["nprs"] is None
    assert "gpe" not in due


def test_before_anything_is_known_nothing_is_due() -> None:
    record = replace(_record(), screening=())
    assert start_of(record, START) is None
    assert due_questionnaires(record, START, KNOWLEDGE) == ()


def test_pain_is_asked_a_week_after_the_last_answer() -> None:
    record = _record(_said("nprs", START))
    assert "nprs" not in _due(record, START + timedelta(days=6))
    assert "nprs" in _due(record, START + timedelta(days=7))


def test_a_new_episode_begins_the_schedule_anew() -> None:
    record = _record(_said("psfs", START))
    later = START + timedelta(weeks=40)
    episode = read_record(TEXT, "x", KNOWLEDGE).episode
    assert episode is not None
    record = replace(
        record,
        episode=replace(episode, started=later),
        screening=(*record.screening, Screening(on=later, answers={})),
    )
    assert start_of(record, later) == later
    assert _due(record, later)["psfs"] == 0


def test_what_was_missed_is_not_asked_for_when_its_window_is_over() -> None:
    record = _record(_said("gpe", START + timedelta(weeks=2)))
    share = KNOWLEDGE.schedule.window.share
    closes = START + timedelta(weeks=6) + timedelta(days=6 * 7 * share)
    assert _due(record, START + timedelta(weeks=6))["gpe"] == 6
    assert "gpe" not in _due(record, closes + timedelta(days=2))
    assert _due(record, START + timedelta(weeks=12))["gpe"] == 12


@given(st.sampled_from(FIXED), st.integers(0, 400))
def test_once_answered_a_point_is_not_asked_for_again(row: DueAt, day: int) -> None:
    on = START + timedelta(days=day)
    open_now = _due(_record(), on).get(row.instrument)
    if open_now is None:
        return
    answered = _record(_said(row.instrument, on))
    assert row.instrument not in _due(answered, on)
    assert open_now in row.at_weeks
    assert START + timedelta(weeks=open_now) <= on


@given(st.integers(0, 200))
def test_a_retest_is_due_after_the_interval_and_not_before(day: int) -> None:
    measured = Measurement(on=START, test="chair-stand-30s", value=12)
    record = replace(_record(), measurements=(measured,))
    wait = KNOWLEDGE.schedule.retest.every_weeks * 7
    found = due_retests(record, START + timedelta(days=day), KNOWLEDGE)
    assert bool(found) is (day >= wait)


def test_a_schedule_that_is_two_things_at_once_is_refused() -> None:
    for weeks, every in (((0, 2), 1), ((), None), ((2, 2), None), ((6, 2), None)):
        with pytest.raises(ValidationError):
            DueAt(instrument="nprs", every_weeks=every, at_weeks=weeks)
