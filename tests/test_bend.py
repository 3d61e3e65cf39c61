# SPDX-License-Identifier: Apache-2.0
"""Hips and low back in a forward bend: the usual way, one person's own, and the picture of both."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from assess_builders import ON, measured, person, record
from multifidus.cli.bending import hip_and_spine, picture
from multifidus.domain.record import Measurement, Screening
from multifidus.domain.words import Measurer, Sex, Side
from multifidus.knowledge.bend import Rhythm as RhythmNumbers
from multifidus.knowledge.lint import _any_of
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.movement.bend import Length, OwnBend, Share, bent, own, rhythm
from multifidus.movement.bend_figure import drawing
from multifidus.movement.skeleton import SIDES, skeleton
from screen_builders import all_no

KNOWN = shipped()
BEND = KNOWN.bend
USUAL = rhythm(BEND)
SLR = "straight-leg-raise"
SVG = "{http://www.w3.org/2000/svg}"
RECORD = """\
format: multifidus-record/1
person: {name: Ole, born: 1982-05-20, sex: male}
measurements:
  - {on: 2026-11-12, test: straight-leg-raise, side: left, value: 42, by: clinician}
"""


def mine(value: float, average: float = 68.5, error: float = 8) -> OwnBend:
    return own(Length(value, average, error), BEND, KNOWN.body)


def slr(value: float, side: Side = Side.LEFT, **more: Any) -> Measurement:
    return measured(SLR, value, side, by=more.pop("by", Measurer.CLINICIAN), **more)


def told(*rows: Measurement, **more: Any) -> str:
    """What the picture of a man of 40 says of itself."""
    return desc(picture(record(*rows, **{"sex": Sex.MALE, **more}), ON, KNOWN))


def desc(svg: str) -> str:
    found = ET.fromstring(svg).find(f"{SVG}desc")  # noqa: S314 - our own drawing
    assert found is not None
    assert found.text
    return found.text


def words(svg: str) -> str:
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return " ".join(element.text or "" for element in root.iter(f"{SVG}text"))


# --- the usual bend ------------------------------------------------------------------------------


def test_the_whole_bend_is_what_the_study_measured() -> None:
    assert USUAL.end.low_back == pytest.approx(41.6)
    assert USUAL.end.hips == pytest.approx(69.4)
    assert USUAL.end.total == pytest.approx(111.0)


@pytest.mark.parametrize(("start", "stop", "ratio"), [(0, 30, 1.9), (30, 60, 0.9), (60, 87, 0.4)])
def test_each_third_has_its_ratio(start: float, stop: float, ratio: float) -> None:
    here, there = USUAL.at(start), USUAL.at(stop)
    gained = (there.low_back - here.low_back) / (there.hips - here.hips)
    assert gained == pytest.approx(ratio)


def test_the_low_back_is_done_before_the_last_third_ends_and_the_hips_finish_alone() -> None:
    assert USUAL.at(87).low_back < 41.6
    assert USUAL.at(87.1).low_back == pytest.approx(41.6)
    assert USUAL.at(90).hips == pytest.approx(48.4)
    assert USUAL.end.hips - USUAL.at(90).hips == pytest.approx(21.0)


@given(st.floats(0, 111), st.floats(0, 111))
def test_both_parts_only_grow_and_add_up(one: float, other: float) -> None:
    less, more = (USUAL.at(total) for total in sorted((one, other)))
    assert less.low_back <= more.low_back + 1e-9
    assert less.hips <= more.hips + 1e-9
    assert more.total == pytest.approx(max(one, other))
    assert more.low_back <= 41.6 + 1e-9


@given(st.floats(0, 69.4))
def test_the_bend_at_which_the_hips_have_come_so_far(hips: float) -> None:
    assert USUAL.at(USUAL.when_hips(hips)).hips == pytest.approx(hips, abs=1e-6)


def test_a_low_back_that_is_done_early_stays_done() -> None:
    numbers = BEND.rhythm.model_copy(update={"low_back": 10.0})
    short = rhythm(BEND.model_copy(update={"rhythm": numbers}))
    assert short.end.low_back == 10.0
    assert short.at(60).low_back == 10.0


@pytest.mark.parametrize("untils", [(30, 20), (30, 30), (30, 120)])
def test_phases_follow_one_another_inside_the_bend(untils: tuple[float, float]) -> None:
    raw = BEND.rhythm.model_dump()
    raw["phases"] = [{"until": until, "low_back_to_hips": 1.0} for until in untils]
    with pytest.raises(ValueError, match="phases must follow one another"):
        RhythmNumbers.model_validate(raw)


# --- one person's bend ---------------------------------------------------------------------------


def test_what_is_missing_in_the_test_is_missing_at_the_hips() -> None:
    bend = mine(52)
    assert bend.missing.mean == pytest.approx(16.5)
    assert (bend.missing.low, bend.missing.high) == pytest.approx((8.5, 24.5))
    assert bend.hips.mean == pytest.approx(69.4 - 16.5)
    assert (bend.hips.low, bend.hips.high) == pytest.approx((69.4 - 24.5, 69.4 - 8.5))


@pytest.mark.parametrize(("value", "missing"), [(68.4, 0.1), (68.5, 0.0), (68.6, 0.0)])
def test_around_the_average(value: float, missing: float) -> None:
    bend = mine(value)
    assert bend.missing.mean == pytest.approx(missing, abs=1e-9)
    assert bend.hips.mean == pytest.approx(69.4 - missing)


@pytest.mark.parametrize(("value", "usual"), [(76.4, False), (76.5, True), (76.6, True)])
def test_only_past_the_error_does_nothing_stay_open(value: float, *, usual: bool) -> None:
    bend = mine(value)
    assert bend.hips.mean == 69.4
    assert (bend.hips.low == 69.4) is usual


def test_hips_are_never_drawn_as_good_as_stiff() -> None:
    bend = mine(0)
    assert bend.hips.low == bend.hips.mean == bend.hips.high == BEND.from_test.least_hips
    walking = KNOWN.rules["MOV1"].figures["hamstrings"].value
    assert BEND.from_test.least_hips == walking


def test_an_error_below_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="below 0"):
        mine(50, error=-1)


@given(st.floats(0, 130), st.floats(0, 130), st.floats(0, 25))
def test_the_range_holds_the_mean_and_more_range_never_means_less_reach(
    one: float, other: float, error: float
) -> None:
    less, more = (mine(value, error=error) for value in sorted((one, other)))
    for bend in (less, more):
        for spread in (bend.missing, bend.hips):
            assert spread.low <= spread.mean <= spread.high
        assert bend.free(bend.hips.mean).low_back == 41.6
    assert less.hips.low <= more.hips.low
    assert less.hips.mean <= more.hips.mean
    assert less.hips.high <= more.hips.high


@given(st.floats(30, 69.4))
def test_towards_a_target_the_low_back_makes_up_at_most_what_is_missing(hips: float) -> None:
    bend = mine(40)
    free, most = bend.free(hips), bend.most(hips)
    limit = next(row.highest for row in KNOWN.body.joints if row.id == "lumbar-flexion")
    assert free.low_back <= most.low_back <= limit
    assert most.hips == hips
    assert most.total <= bend.usual.total + 1e-9
    if most.low_back < limit:
        assert most.total == pytest.approx(bend.usual.total)


# --- the body in the bend ------------------------------------------------------------------------


@pytest.mark.parametrize("stature", [1.5, 1.7, 2.0])
def test_the_body_stands_flat_balanced_and_bent_as_asked(stature: float) -> None:
    body = skeleton(stature)
    shares = [Share(0, 0), Share(41.6, 69.4), Share(41.6, 40), Share(68, 43)]
    found = bent(body, shares, BEND.stance)
    centres = body.centres(found.placed)
    low = centres[..., 2] - body.reach(found.placed, np.array([0.0, 0.0, 1.0]))
    for side in SIDES:
        for name in ("heel", "forefoot", "toes"):
            assert np.abs(low[:, body.balls.index(f"{side}-{name}")]).max() < 0.002
    feet = [body.balls.index(f"left-{name}") for name in ("heel", "forefoot")]
    weight = body.centre_of_mass(found.placed)[:, 0]
    assert weight == pytest.approx(centres[:, feet, 0].mean(axis=1), abs=1e-6)
    degrees = np.degrees(found.state.angles)
    assert degrees[:, body.motion("left-hip-flexion")] == pytest.approx([s.hips for s in shares])
    assert degrees[:, body.motion("lumbar-flexion")] == pytest.approx([s.low_back for s in shares])
    arm = found.placed.turn[:, body.bones.index("right-upper-arm"), :, 2]
    assert np.degrees(np.arctan2(arm[:, 0], arm[:, 2])) == pytest.approx(0.0, abs=1e-6)


def test_shorter_hips_mean_less_reach_and_the_low_back_can_give_it_back() -> None:
    bend = mine(42)
    shares = [bend.usual, bend.free(bend.hips.mean), bend.most(bend.hips.mean)]
    usual, free, most = bent(skeleton(), shares, BEND.stance).fingertips_m
    assert 0.1 < free - usual < 0.3
    assert usual < most < free


def test_less_and_less_hip_means_less_and_less_reach() -> None:
    shares = [Share(41.6, hips) for hips in np.linspace(69.4, 30, 9)]
    assert (np.diff(bent(skeleton(), shares, BEND.stance).fingertips_m) > 0).all()


# --- the picture ---------------------------------------------------------------------------------

ALL = {
    "none": None,
    "short": mine(52),
    "shorter": mine(42, 76.3, 18),
    "shortest": mine(5),
    "average": mine(68.5),
    "just short": mine(68.4, error=0),
    "long": mine(110),
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("stature", [1.0, 1.7, 2.5])
def test_every_picture_is_sound_and_the_same_each_time(name: str, stature: float) -> None:
    svg = drawing(ALL[name], ["A < B & C."], KNOWN, skeleton(stature))
    assert svg == drawing(ALL[name], ["A < B & C."], KNOWN, skeleton(stature))
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    assert root.find(f"{SVG}title") is not None
    assert desc(svg).endswith("A < B & C.")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
    assert "nan" not in svg
    assert len(svg) < 40_000
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].split())
    for element in root.iter(f"{SVG}text"):
        assert 0 <= float(element.attrib["x"]) <= width
        assert 0 <= float(element.attrib["y"]) <= height


def test_usual_alone_is_drawn_on_its_way() -> None:
    shown = words(drawing(None, [], KNOWN, skeleton()))
    assert all(head in shown for head in ("At 30°", "At 60°", "At 111°"))
    assert "You" not in shown


def test_a_person_with_short_hips_sees_reach_range_and_what_is_not_known() -> None:
    svg = drawing(mine(52), [], KNOWN, skeleton())
    shown = words(svg)
    assert "You, freely" in shown
    assert "You, to a target" in shown
    assert re.search(r"\d+ cm less reach \(\d+ to \d+ cm\)", shown)
    assert "0° to 16° more in the low back" in shown
    assert "your hips stop near 53°" in shown
    assert "Whether your back" in shown
    assert svg.count('class="pale"') == 2 + 5


def test_a_person_with_long_hips_sees_the_usual_bend() -> None:
    shown = words(drawing(mine(110), [], KNOWN, skeleton()))
    assert "as far as usual" in shown
    assert "to a target" not in shown
    assert "cm less" not in shown


def test_at_average_the_error_leaves_less_open() -> None:
    shown = words(drawing(mine(68.5), [], KNOWN, skeleton()))
    assert re.search(r"as far as usual \(or up to \d cm less\)", shown)
    assert "stop near" not in shown


@pytest.mark.parametrize("name", ALL)
def test_no_picture_says_what_no_text_may_say(name: str, knowledge: Knowledge) -> None:
    rows = () if ALL[name] is None else (slr(30), slr(60, Side.RIGHT))
    svg = picture(record(*rows), ON, knowledge)
    said = f"{words(svg)} {desc(svg)} {words(drawing(ALL[name], [], knowledge, skeleton()))}"
    assert _any_of(tuple(knowledge.words.never)).findall(said) == []


# --- from a record -------------------------------------------------------------------------------


def test_the_side_that_comes_less_far_counts_and_is_named() -> None:
    text = told(slr(55), slr(45, Side.RIGHT))
    assert "Straight-leg raise (right, the side that comes less far): 45 degrees" in text
    assert "the average of men of 20 to 79 is 68.5" in text
    assert "The 23.5 degrees between them" in text
    assert "give or take 8 for measuring error" in text
    assert "a rule of this project" in text


def test_one_side_alone_and_two_alike_are_told() -> None:
    assert "(left, the only side measured)" in told(slr(55))
    assert "(both sides alike)" in told(slr(55), slr(55, Side.RIGHT))


def test_the_newest_result_of_a_side_counts() -> None:
    assert "): 60 degrees" in told(slr(40, ago=14), slr(60))


def test_another_test_speaks_in_degrees_of_the_leg_raise() -> None:
    row = measured("active-knee-extension", 40, Side.LEFT, by=Measurer.CLINICIAN)
    text = told(row, age=22)
    assert "Knee straightening by yourself (left, the only side measured): 40 degrees" in text
    assert "In degrees of a straight-leg raise: 53.6 against 73.8." in text


def test_of_one_day_the_result_that_comes_farther_counts() -> None:
    worse = measured("active-knee-extension", 60, Side.LEFT, by=Measurer.CLINICIAN)
    assert "Straight-leg raise" in told(worse, slr(60), age=22)


def test_results_at_above_and_far_above_average() -> None:
    assert "average or more" in told(slr(68.5))
    assert "above average by at least the measuring error" in told(slr(76.5))
    assert "taken off your hips" in told(slr(68.4))


def test_hips_that_are_not_drawn_are_told() -> None:
    assert "Hips below 30 degrees are not drawn" in told(slr(30))
    assert "Hips below" not in told(slr(60))


def test_without_a_sex_the_lower_average_is_used_and_told() -> None:
    text = told(slr(50), sex=Sex.UNSPECIFIED)
    assert "men of 20 to 79 is 68.5" in text
    assert "Your sex is not given" in text


CLEAR = (Screening(on=ON, answers=all_no()),)


def test_without_a_result_the_test_to_do_is_named() -> None:
    assert "do the straight-leg raise on both sides." in told(screening=CLEAR)


def test_a_blocked_person_is_given_no_test_to_do() -> None:
    assert "No test now" in told()


@pytest.mark.parametrize(("ago", "counts"), [(55, True), (56, True), (57, False)])
def test_what_is_too_old_counts_no_longer(ago: int, *, counts: bool) -> None:
    text = told(slr(40, ago=ago), screening=CLEAR)
    assert ("taken off your hips" in text) is counts
    assert ("again, as the last result no longer counts" in text) is not counts


def test_leg_symptoms_take_the_result_and_the_test_away() -> None:
    text = told(slr(40), screening=CLEAR, conditions=("leg-symptoms",))
    assert "is not meant for you at present" in text
    assert "taken off" not in text


def test_an_age_without_an_average_gets_the_usual_bend() -> None:
    assert "no average" in told(slr(40), screening=CLEAR, age=80)
    assert "taken off" in told(slr(40), screening=CLEAR, age=79)


def test_a_test_without_an_average_says_nothing_here() -> None:
    row = measured("active-knee-extension", 60, Side.LEFT, by=Measurer.CLINICIAN)
    assert "do the straight-leg raise" in told(row, screening=CLEAR)


def test_a_record_file_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "ole.yaml"
    path.write_text(RECORD, encoding="utf-8")
    svg = hip_and_spine(str(path), "2026-11-16")
    assert "26.5 degrees" in desc(svg)
    assert svg == hip_and_spine(str(path), "2026-11-16")


@pytest.mark.parametrize("on", ["yesterday", "1900-01-01"])
def test_a_day_that_cannot_be_is_refused(on: str, tmp_path: Path) -> None:
    path = tmp_path / "ole.yaml"
    path.write_text(RECORD, encoding="utf-8")
    with pytest.raises((typer.BadParameter, typer.Exit)):
        hip_and_spine(str(path), on)


def test_a_taller_person_is_drawn_as_tall() -> None:
    rows = (slr(42),)
    tall = replace(record(*rows), person=replace(person(), height_cm=195.0, mass_kg=90.0))
    assert picture(tall, ON, KNOWN) != picture(record(*rows), ON, KNOWN)
