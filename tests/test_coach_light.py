# SPDX-License-Identifier: Apache-2.0
"""The traffic light beyond one number: the leg, hours to settle, flare-ups, weeks of mornings."""

from datetime import timedelta

import pytest

from multifidus.coach.light import Light, in_flare, judge, lights
from multifidus.domain.record import FlareUp, LegPain, LogEntry, Pain
from multifidus.domain.words import Radiation, Slot
from plan_builders import CALM, KNOWLEDGE, MONDAY, ON, days_ago, entry, figure, record


def of(pain: Pain = CALM, leg: LegPain | None = None, *, flare: bool = False) -> Light:
    one = LogEntry(on=days_ago(1), slot=Slot.MORNING, pain=pain, leg=leg or LegPain())
    return judge(one, ON, KNOWLEDGE, flare=flare).light


REACH = list(Radiation)


@pytest.mark.parametrize("before", REACH)
@pytest.mark.parametrize("after", REACH)
def test_symptoms_further_down_the_leg_are_red(before: Radiation, after: Radiation) -> None:
    further = REACH.index(after) > REACH.index(before)
    leg = LegPain(reach_before=before, reach_after=after)
    assert of(leg=leg) is (Light.RED if further else Light.GREEN)


def test_symptoms_new_below_the_knee_are_red_and_an_answer_that_is_missing_is_no_change() -> None:
    assert of(leg=LegPain(reach_after=Radiation.BELOW_KNEE)) is Light.RED
    assert of(leg=LegPain(reach_before=Radiation.BELOW_KNEE)) is Light.GREEN
    judged = judge(
        LogEntry(
            on=ON, slot=Slot.MORNING, pain=CALM, leg=LegPain(reach_after=Radiation.BELOW_KNEE)
        ),
        ON,
        KNOWLEDGE,
    )
    assert judged.rule == "PAIN8"


@pytest.mark.parametrize(
    ("morning", "colour"), [(1, Light.GREEN), (2.9, Light.GREEN), (3, Light.RED), (4, Light.RED)]
)
def test_back_and_leg_are_judged_apart_and_the_worse_counts(morning: float, colour: Light) -> None:
    assert of(leg=LegPain(before=1, during=1, after=1, next_morning=morning)) is colour


def test_a_leg_without_a_word_changes_nothing() -> None:
    assert of(leg=LegPain()) is Light.GREEN
    assert of(Pain(before=2, during=4, after=2, next_morning=2), LegPain(before=0, during=0)) is (
        Light.AMBER
    )


@pytest.mark.parametrize(
    ("hours", "colour"),
    [
        (0, Light.GREEN),
        (1, Light.GREEN),
        (1.1, Light.AMBER),
        (23.9, Light.AMBER),
        (24, Light.RED),
        (48, Light.RED),
    ],
)
def test_how_long_it_took_to_settle_counts(hours: float, colour: Light) -> None:
    assert figure("PAIN2", "settle_hours_low") == 1
    assert figure("PAIN2", "settle_hours_high") == 24
    pain = Pain(before=2, during=3, after=2, next_morning=2, settled_hours=hours)
    assert of(pain) is colour


@pytest.mark.parametrize(
    ("worst", "flaring", "usual"),
    [
        (6.9, Light.AMBER, Light.RED),
        (7, Light.RED, Light.RED),
        (5, Light.GREEN, Light.GREEN),
        (6, Light.AMBER, Light.RED),
    ],
)
def test_in_a_flare_up_a_rise_of_three_is_the_line(
    worst: float, flaring: Light, usual: Light
) -> None:
    assert figure("PAIN5", "rise") == 3
    pain = Pain(before=4, during=worst, after=4, next_morning=4)
    assert of(pain, flare=True) is flaring
    assert of(pain) is usual


@pytest.mark.parametrize(("day", "inside"), [(-1, False), (0, True), (13, True), (14, False)])
def test_a_flare_up_lasts_until_its_end_or_its_review(day: int, *, inside: bool) -> None:
    assert figure("FLR1", "review_day") == 14
    began = days_ago(20)
    assert in_flare((FlareUp(on=began),), began + timedelta(days=day), KNOWLEDGE) is inside
    over = FlareUp(on=began, ended=began + timedelta(days=3))
    assert in_flare((over,), began + timedelta(days=3), KNOWLEDGE)
    assert not in_flare((over,), began + timedelta(days=4), KNOWLEDGE)


def mornings(*means: float, each: int = 2) -> list[Light]:
    """Weeks of sessions whose mornings have these means; the light of each week's last session."""
    log = []
    for week, mean in enumerate(means):
        monday = MONDAY - timedelta(weeks=len(means) - week)
        for n in range(each):
            pain = Pain(before=5, during=5, after=5, next_morning=mean)
            log.append(entry(monday + timedelta(days=2 * n), pain=pain))
    lit = lights(record(log=tuple(log)), ON, KNOWLEDGE)
    return [one.light for one in lit][each - 1 :: each]


@pytest.mark.parametrize(
    ("means", "last"),
    [
        ((2, 2.5, 3), Light.RED),
        ((2, 2.5, 2.9), Light.GREEN),
        ((2, 2.4, 3), Light.GREEN),
        ((2.5, 3), Light.GREEN),
        ((3, 2, 2.5), Light.GREEN),
        ((1, 2, 3, 3), Light.GREEN),
    ],
)
def test_mornings_that_get_worse_two_weeks_in_a_row_are_red(
    means: tuple[float, ...], last: Light
) -> None:
    assert (figure("PAIN1", "weeks_rising"), figure("PAIN1", "mean_rise")) == (2, 0.5)
    assert mornings(*means)[-1] is last


@pytest.mark.parametrize(("each", "last"), [(1, Light.GREEN), (2, Light.RED), (3, Light.RED)])
def test_one_morning_is_no_mean(each: int, last: Light) -> None:
    assert figure("PAIN1", "mornings_a_week") == 2
    assert mornings(2, 3, 4, each=each)[-1] is last


def test_weeks_apart_are_not_in_a_row() -> None:
    log = [
        entry(
            MONDAY - timedelta(weeks=week, days=-n),
            pain=Pain(before=5, during=5, after=5, next_morning=mean),
        )
        for week, mean in ((5, 1), (3, 2), (1, 3))
        for n in (0, 2)
    ]
    lit = lights(record(log=tuple(log)), ON, KNOWLEDGE)
    assert {one.light for one in lit} == {Light.GREEN}
