# SPDX-License-Identifier: Apache-2.0
"""Two hundred people live twelve weeks, every kind among them, and nothing breaks that must not."""

import os

import pytest

from multifidus.cohort.figures import by_policy
from multifidus.cohort.nature import Kind
from multifidus.cohort.run import Settings, rows

PEOPLE, WEEKS = 200, 12


@pytest.mark.cohort
def test_two_hundred_people_live_twelve_weeks_without_a_breach() -> None:
    found = rows(Settings(people=PEOPLE, weeks=WEEKS, seed=0), os.cpu_count() or 1)
    broken = [(row["seed"], one) for row in found for one in row["breaches"]]
    assert broken == []
    figures = by_policy(found)["adapt"]
    assert set(figures["kinds"]) == set(Kind)
    assert figures["after a danger sign"] == 0
    assert figures["unsuited"] == 0
    # The lives are real ones: people train, hurt, flare up, are refused, and get on.
    assert figures["sessions done"] > PEOPLE * WEEKS
    assert min(figures["red"], figures["amber"], figures["flare-ups"]) > 0
    assert figures["refused"]["screening"] > 0
    assert figures["milestones"]["stage intermediate"] > 0
