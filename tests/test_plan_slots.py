# SPDX-License-Identifier: Apache-2.0
"""Which days are for strength, and how the week's slots are divided."""

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.words import Day, Slot
from multifidus.plan.slots import Cell, SlotTime, cells, close, day_name, week_slots
from plan_builders import PLANNING, times

WEEK = "mon tue wed thu fri sat sun"
REST = PLANNING.days.recovery_hours


def divided(free: Mapping[Day, Mapping[Slot, int]]) -> dict[str, str]:
    """By cell, its days and slots in short: `{"A1": "mon-m fri-m"}`."""
    return {
        cell.id: " ".join(f"{day_name(slot.day)}-{slot.slot[0]}" for slot in cell.slots)
        for cell in cells(free, PLANNING)
    }


def strength(free: Mapping[Day, Mapping[Slot, int]]) -> list[str]:
    """The strength days, in order."""
    found = {slot.day for cell in cells(free, PLANNING) if cell.strength for slot in cell.slots}
    return [day_name(day).value for day in sorted(found)]


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        (WEEK, "mon wed fri"),
        ("mon tue wed thu fri", "mon wed fri"),
        ("tue thu sat", "tue thu sat"),
        ("mon wed fri", "mon wed fri"),
        ("mon thu", "mon thu"),
        ("mon tue", "mon tue"),
        ("sat sun", "sat sun"),
        ("mon tue wed", "mon wed"),
        ("fri sat sun mon", "mon fri"),
        ("wed", "wed"),
    ],
)
def test_strength_days_are_rested_and_spread(days: str, chosen: str) -> None:
    assert strength(times(days, 15)) == chosen.split()


def test_longer_days_are_taken_before_an_even_spread() -> None:
    free = times("mon wed fri", 10) | times("tue thu sat", 30)
    assert strength(free) == ["tue", "thu", "sat"]


def test_no_time_no_cells() -> None:
    assert cells({}, PLANNING) == ()


@pytest.mark.parametrize(("minutes", "used"), [(4, False), (5, True), (6, True)])
def test_a_slot_too_short_for_a_session_is_not_used(minutes: int, *, used: bool) -> None:
    assert PLANNING.session.shortest_slot_minutes == 5
    assert bool(week_slots(times("mon", minutes), PLANNING)) is used


def test_one_day_is_one_strength_session() -> None:
    assert divided(times("mon", 15)) == {"A1": "mon-m"}


def test_two_days_have_two_templates() -> None:
    assert divided(times("mon thu", 15)) == {"A1": "mon-m", "B1": "thu-m"}


def test_three_days_alternate() -> None:
    assert divided(times("mon wed fri", 15)) == {"A1": "mon-m fri-m", "B1": "wed-m"}


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("mon", {"A1": "wed-m fri-m", "B1": "mon-m"}),
        ("wed", {"A1": "mon-m fri-m", "B1": "wed-m"}),
        ("fri", {"A1": "mon-m wed-m", "B1": "fri-m"}),
    ],
)
def test_of_three_days_the_short_one_stands_alone(short: str, expected: dict[str, str]) -> None:
    assert divided(times("mon wed fri", 20) | times(short, 10)) == expected


def test_days_that_are_not_for_strength_are_light() -> None:
    assert divided(times(WEEK, 15)) == {
        "A1": "mon-m fri-m",
        "B1": "wed-m",
        "L1": "tue-m thu-m sat-m sun-m",
    }


def test_mornings_are_for_strength_and_evenings_for_flexibility() -> None:
    assert divided(times("mon wed fri", 15, 20)) == {
        "A2": "mon-m fri-m",
        "B2": "wed-m",
        "E": "mon-e wed-e fri-e",
    }
    for cell in cells(times("mon wed fri", 15, 20), PLANNING):
        assert (cell.strength, cell.flex) == ((False, True) if cell.id == "E" else (True, False))


def test_an_evening_alone_takes_both() -> None:
    (cell,) = cells(times("mon", 0, 20), PLANNING)
    assert cell.strength
    assert cell.light
    assert cell.flex


@pytest.mark.parametrize(("minutes", "main"), [(7, "e"), (8, "m"), (9, "m")])
def test_a_morning_too_short_for_strength_takes_the_flexibility(minutes: int, main: str) -> None:
    assert PLANNING.session.strength_slot_minutes == 8
    made = divided(times("mon", minutes, 20))
    assert made == {"A2": f"mon-{main}", "E": f"mon-{'me'.replace(main, '')}"}


def test_a_day_with_an_evening_and_one_without_are_cells_of_one_template() -> None:
    free = times("mon", 15) | times("wed fri", 15, 15)
    assert divided(free) == {"A1": "mon-m", "A2": "fri-m", "B2": "wed-m", "E": "wed-e fri-e"}


def test_a_cell_has_the_minutes_of_its_shortest_slot() -> None:
    free = times("mon fri", 25) | times("fri wed", 20)
    cell = next(one for one in cells(free, PLANNING) if one.times == 2)
    assert cell.seconds == 20 * 60


def cell(name: str, *hours: int) -> Cell:
    slots = tuple(SlotTime(hour // 24, hour % 24, Slot.MORNING, 15) for hour in hours)
    return Cell(name, name[0], slots, strength=True, light=True, flex=True)


@pytest.mark.parametrize(("hours", "near"), [(47, True), (48, False), (49, False)])
def test_two_sessions_are_close_under_forty_eight_hours(hours: int, *, near: bool) -> None:
    assert REST == 48
    assert close(cell("A1", 0), cell("B1", hours), REST) is near
    assert close(cell("B1", hours), cell("A1", 0), REST) is near


@pytest.mark.parametrize(("hours", "near"), [(119, False), (120, False), (121, True)])
def test_the_end_of_the_week_is_close_to_its_beginning(hours: int, *, near: bool) -> None:
    assert close(cell("A1", 0), cell("B1", hours), REST) is near


def test_a_session_is_not_close_to_itself() -> None:
    assert not close(cell("A1", 7), cell("A1", 7), REST)
    assert close(cell("L1", 7, 31), cell("L1", 7, 31), REST)


def test_any_two_slots_of_two_cells_decide() -> None:
    assert close(cell("A1", 7, 103), cell("B1", 79), REST)
    assert not close(cell("A1", 7, 103), cell("B1", 55), REST)


FREE = st.dictionaries(
    st.sampled_from(Day),
    st.dictionaries(st.sampled_from(Slot), st.integers(0, 60), max_size=2),
    max_size=7,
)


@given(FREE)
def test_every_usable_slot_is_in_one_cell_and_none_is_invented(
    free: dict[Day, dict[Slot, int]],
) -> None:
    made = cells(free, PLANNING)
    slots = [slot for one in made for slot in one.slots]
    assert sorted(slots) == list(week_slots(free, PLANNING))
    assert sum(one.times for one in made) == len(slots)


@given(FREE)
def test_strength_days_rest_wherever_three_are_chosen(free: dict[Day, dict[Slot, int]]) -> None:
    made = [one for one in cells(free, PLANNING) if one.strength]
    slots = sorted(slot.at for one in made for slot in one.slots)
    assert len(slots) <= PLANNING.days.strength_days
    if len(slots) == 3:
        week = 7 * 24
        assert all(min(two - one, week - two + one) >= REST for one, two in combinations(slots, 2))


@given(FREE)
def test_the_order_in_which_days_are_written_changes_nothing(
    free: dict[Day, dict[Slot, int]],
) -> None:
    backwards = {day: dict(reversed(slots.items())) for day, slots in reversed(free.items())}
    assert cells(free, PLANNING) == cells(backwards, PLANNING)
