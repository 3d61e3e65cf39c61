# SPDX-License-Identifier: Apache-2.0
"""What every test may ask for."""

from pathlib import Path

import pytest

from multifidus.knowledge.loader import Knowledge, shipped

EXAMPLE = """\
format: multifidus-record/1
person: {name: Ana, born: 1984-03-02, sex: female, height_cm: 168, mass_kg: 74}
episode:
  started: 2026-08-10
  worse_with: [bending-forward, sitting]  # with a comment
  better_with: [walking]
  radiation: none
  sites: [low-back-left, buttock-left]
screening:
  - {on: 2026-11-16, answers: {saddle-numbness: false, bladder-change: not-sure, recent-trauma: true}}
reviews:
  - {on: 2026-11-17, by: Dr. Weber, sign: not-improving, note: carry on}
conditions: [knee-pain]
life: {sitting_hours_per_day: 9, lifting: none, sports: [table tennis], walking_minutes_per_week: 60}
equipment: [mat, chair]
availability:
  mon: {morning: 15, evening: 20}
  wed: {morning: 15, evening: 20}
preferences: {like: [swimming, stretch], dislike: [plank], core_per_day: 4, allow_tier_4: false}
activities: [lifting my daughter, "sitting through a film", gardening]
measurements:
  - {on: 2026-11-16, test: straight-leg-raise, side: left, value: 52, by: self}
  - {on: 2026-11-16, test: chair-stand-30s, value: 12, by: clinician}
outcomes:
  - {on: 2026-11-16, instrument: nprs, answers: {now: 4, average: 5, worst: 7, leg: 0}}
directives:
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: exclude, exercise: sit-up}
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: require, exercise: bridge, times_per_week: 3}
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: cap-load, tier: 2}
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: cap-stage, stage: intermediate}
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: set-stage, stage: initial}
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: allow, exercise: squat, condition: knee-pain}
  - {on: 2026-11-17, by: "J. Meyer, PT", kind: clear, sign: recent-trauma, note: "x-ray normal", until: 2027-01-31}
log:
  - on: 2026-11-23
    slot: morning
    done: [{exercise: bridge, sets: [{reps: 10}, {reps: 10, load_kg: 2.5}], effort: 6}]
    pain: {before: 3, during: 4, after: 3, next_morning: 3}
    skipped: [{exercise: side-plank-knees, why: pain}]
    stopped: the door bell
"""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return shipped()


@pytest.fixture
def example() -> str:
    """A record file that uses every part of the format."""
    return EXAMPLE


@pytest.fixture
def example_file(tmp_path: Path) -> Path:
    path = tmp_path / "ana.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path
