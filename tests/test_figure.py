# SPDX-License-Identifier: Apache-2.0
"""Properties that every figure has: well formed, small, mirrored exactly, nothing cut off."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from movements import RAW, movement, named
from multifidus.knowledge.loader import shipped
from multifidus.knowledge.movement import View
from multifidus.movement import figure, timeline
from multifidus.movement.camera import camera
from multifidus.movement.figure import Subject
from multifidus.movement.mannequin import Mannequin, spots
from multifidus.movement.motion import Motion, solved
from multifidus.movement.muscles import tints
from multifidus.movement.palette import style
from multifidus.movement.shapes import rounded, said
from multifidus.movement.skeleton import skeleton
from svgs import LARGEST, SVG, box, outlines, points, shifts

KNOWN = shipped()
FURNISHED: dict[str, dict[str, Any]] = {
    "strap": {
        "posture": "supine",
        "works": "left",
        "props": [{"id": "mat"}],
        "held": [{"item": "strap", "through": ["left-palm", "left-forefoot", "right-palm"]}],
        "arrows": [{"part": "left-heel"}],
        "marks_hold": True,
        "keys": [
            {
                "joints": {"left-hip": {"flexion": 80}, "left-knee": {"flexion": 50}},
                "bears": {"floor": ["pelvis", "chest", "head", "right-heel"]},
            },
            {"joints": {"left-knee": {"flexion": 5}}},
        ],
    },
    "ball": {
        "posture": "supine",
        "props": [{"id": "swiss-ball", "at": [0.8, 0, 0]}, {"id": "wall", "at": [-1.2, 0, 0]}],
        "keys": [
            {
                "joints": {"hips": {"flexion": 20}, "knees": {"flexion": 10}},
                "bears": {"floor": ["upper-back", "head"], "swiss-ball": ["heels"]},
            },
            {"joints": {"hips": {"flexion": 30}, "knees": {"flexion": 80}}},
        ],
    },
    "held": {
        "posture": "standing",
        "props": [
            {"id": "pool"},
            {"id": "table", "at": [0.9, 0, 0]},
            {"id": "bed", "shown": False},
        ],
        "held": [
            {"item": "barbell", "through": ["left-palm", "right-palm"]},
            {"item": "stick", "through": ["left-wrist", "right-wrist"]},
            {"item": "dumbbell", "through": ["right-palm"]},
            {"item": "cushion", "through": ["knees"]},
            {"item": "phone", "through": ["right-shin"]},
            {"item": "tape", "through": ["right-knee-front", [0.4, 0.0, 0.0]]},
        ],
        "keys": [
            {"bears": {"floor": ["feet"]}},
            {"joints": {"hips": {"flexion": 60}, "knees": {"flexion": 30}}},
        ],
    },
}
NAMES = (*RAW, *FURNISHED)
# Several pictures side by side keep their order from left to right.
ONE_VIEW = [name for name in NAMES if "second_view" not in {**RAW, **FURNISHED}[name]]
MUSCLES = {"erector-spinae": 3, "hamstrings": 2, "calves": 1, "gluteus-maximus": 3}
SUBJECT = Subject(
    id="one",
    name="Bend & <stretch>",
    description='Lie down; say "ah" & breathe.',
    muscles=MUSCLES,
    stretches=("hamstrings", "lumbar-extension"),
    hold_s=10,
    up_s=2,
    down_s=3,
)
FORMS: dict[str, Callable[..., str]] = {
    "animated": figure.animated,
    "still": figure.still,
    "strip": figure.strip,
}
each_movement = pytest.mark.parametrize("name", NAMES)
each_form = pytest.mark.parametrize("form", FORMS)


@cache
def motion(name: str) -> Motion:
    return solved(movement(FURNISHED[name]) if name in FURNISHED else named(name))


@cache
def drawn(name: str, form: str, *, flip: bool = False) -> str:
    return FORMS[form](motion(name), SUBJECT, flip=flip)


def root(name: str, form: str, *, flip: bool = False) -> ET.Element:
    return ET.fromstring(drawn(name, form, flip=flip))  # noqa: S314 (our own text)


class TestEveryFigure:
    @each_movement
    @each_form
    def test_it_is_one_svg_with_its_words_first(self, name: str, form: str) -> None:
        svg = root(name, form)
        assert svg.tag == f"{SVG}svg"
        assert svg.attrib["role"] == "img"
        assert [one.tag for one in svg][:2] == [f"{SVG}title", f"{SVG}desc"]
        assert svg[0].text == SUBJECT.name
        assert svg[1].text == SUBJECT.description
        assert svg.attrib["aria-labelledby"] == "one-title one-desc"

    @each_movement
    @each_form
    def test_the_same_bytes_again(self, name: str, form: str) -> None:
        again = solved(motion(name).movement)
        assert FORMS[form](again, SUBJECT) == drawn(name, form)

    @each_movement
    @each_form
    def test_nothing_from_outside_and_nothing_that_runs(self, name: str, form: str) -> None:
        text = drawn(name, form)
        assert "<script" not in text
        assert "<image" not in text
        assert "href" not in text
        assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert re.search(r"\son\w+=", text) is None
        assert "nan" not in text

    @each_movement
    @each_form
    def test_nothing_is_cut_off(self, name: str, form: str) -> None:
        svg = root(name, form)
        left, top, right, bottom = box(svg)
        for path in svg.findall(f"./{SVG}path"):
            for x, y in shifts(path):
                for d in outlines(path):
                    at = points(d) + np.array([x, y])
                    assert (at >= (left, top)).all()
                    assert (at <= (right, bottom)).all()
        for rect in svg.iter(f"{SVG}rect"):
            assert left <= float(rect.attrib["x"])
            assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= right
            assert top <= float(rect.attrib["y"])

    @each_movement
    @each_form
    def test_every_id_is_its_own_and_every_reference_has_one(self, name: str, form: str) -> None:
        svg = root(name, form)
        ids = [one.attrib["id"] for one in svg.iter() if "id" in one.attrib]
        assert len(ids) == len(set(ids))
        assert all(one.startswith("one-") for one in ids)
        assert set(re.findall(r"url\(#([^)]+)\)", drawn(name, form))) <= set(ids)

    @each_movement
    @each_form
    def test_colours_come_from_the_page_or_a_default(self, name: str, form: str) -> None:
        text = drawn(name, form)
        used = set(re.findall(r"(?<!-)var\(--_([a-z-]+)\)", text))
        given = set(re.findall(r"--_([a-z-]+):var\(--mf-\1,", text))
        assert used <= given

    @pytest.mark.parametrize("name", ONE_VIEW)
    @pytest.mark.parametrize("form", ["animated", "still"])
    def test_the_other_side_is_the_exact_mirror_image(self, name: str, form: str) -> None:
        here, there = root(name, form), root(name, form, flip=True)
        left, top, right, bottom = box(here)
        assert box(there) == (-right, top, -left, bottom)
        pairs = zip(here.findall(f"./{SVG}path"), there.findall(f"./{SVG}path"), strict=True)
        for one, other in pairs:
            assert one.attrib["class"] == other.attrib["class"]
            for d, mirrored in zip(outlines(one), outlines(other), strict=True):
                at = points(mirrored)
                at[:, 0] = -at[:, 0]
                assert np.array_equal(points(d), at)


class TestMoving:
    @each_movement
    def test_every_frame_has_the_same_commands(self, name: str) -> None:
        for path in root(name, "animated").iter(f"{SVG}path"):
            shapes = {re.sub(r"-?\d+\.?\d*| ", "", d) for d in outlines(path)}
            numbers = {len(re.findall(r"-?\d+", d)) for d in outlines(path)}
            assert len(shapes) == 1
            assert len(numbers) == 1

    @each_movement
    def test_it_is_a_loop_with_a_spline_for_every_piece(self, name: str) -> None:
        lasts = set()
        for one in root(name, "animated").iter():
            if not one.tag.startswith(f"{SVG}animate"):
                continue
            lasts.add(one.attrib["dur"])
            values = one.attrib["values"].split(";")
            if "keyTimes" not in one.attrib:
                continue
            times = [float(time) for time in one.attrib["keyTimes"].split(";")]
            assert len(times) == len(values)
            assert times[0] == 0
            assert times[-1] == 1
            assert times == sorted(times)
            if "keySplines" in one.attrib:
                splines = one.attrib["keySplines"].split(";")
                assert len(splines) == len(values) - 1
                assert all(0 <= float(n) <= 1 for one in splines for n in one.split())
        assert len(lasts) == 1

    @each_movement
    def test_it_ends_where_it_begins(self, name: str) -> None:
        for path in root(name, "animated").iter(f"{SVG}path"):
            if len(outlines(path)) == 1:
                continue
            _, first, *_, last = outlines(path)
            assert np.abs(points(first) - points(last)).max() <= 3

    @each_movement
    def test_people_who_want_no_motion_see_the_whole_body(self, name: str) -> None:
        svg = root(name, "animated")
        classes = [path.attrib["class"].split() for path in svg.findall(f"./{SVG}path")]
        moving = sorted(one[0] for one in classes if "mf-move" in one)
        resting = sorted(one[0] for one in classes if "mf-still" in one and one[0] != "ar")
        assert moving == resting
        assert moving
        assert "prefers-reduced-motion" in drawn(name, "animated")

    @each_movement
    def test_it_is_small(self, name: str) -> None:
        assert len(gzip.compress(drawn(name, "animated").encode())) <= LARGEST

    def test_a_marked_hold_lasts_and_is_named(self) -> None:
        svg = root("strap", "animated")
        assert [text.text for text in svg.iter(f"{SVG}text")] == ["10 s", "10 s"]
        groups = [group.attrib["class"] for group in svg.findall(f"./{SVG}g")]
        assert groups == ["mf-still", "mf-move"]
        longer = figure.still(motion("strap"), replace(SUBJECT, hold_s=600))
        assert ">10 min<" in longer

    def test_the_way_out_and_back_take_their_time(self) -> None:
        out = timeline.timeline(motion("squat"), [0, len(motion("squat").phase) - 1], 2, 3)
        assert out.total_s == pytest.approx(2 + 3 + 2 * 0.4)
        assert out.frame[0] == out.frame[-1] == 0

    def test_frames_between_stray_no_further_than_allowed(self) -> None:
        phase = np.linspace(0, 1, 9)
        done = timeline.progress(phase)
        straight = np.outer(done, [100.0, -50.0])
        bent = np.stack([300 * np.cos(done), 300 * np.sin(done)], axis=1)
        chosen = timeline.fitting(phase, [straight, bent, bent[:1]], [0, 8])
        assert chosen[0] == [0, 8]
        assert 2 < len(chosen[1]) < 9
        assert chosen[2] == [0]

    def test_pieces_of_the_pace_join_exactly(self) -> None:
        """A piece of the curve, cut anywhere, runs as the whole curve does there."""

        def at(spline: tuple[float, ...], time: float) -> float:
            _, first, _, last = spline
            return 3 * time * (1 - time) ** 2 * first + 3 * time**2 * (1 - time) * last + time**3

        whole = timeline._spline(0, 1)
        for start, stop in ((0.0, 0.3), (0.3, 0.8), (0.8, 1.0)):
            piece = timeline._spline(start, stop)
            low, high = at(whole, start), at(whole, stop)
            for part in (0.25, 0.5, 0.75):
                here = at(whole, start + part * (stop - start))
                assert low + (high - low) * at(piece, part) == pytest.approx(here, abs=1e-9)


class TestCamera:
    def test_directions_stand_square(self) -> None:
        for view in ("side", "far-side", "front", "back", "front-side", "above", "feet", "head"):
            eye = camera(view)
            frame = np.stack([eye.right, eye.up, eye.toward])
            assert frame @ frame.T == pytest.approx(np.eye(3), abs=1e-12)

    def test_from_the_side_forward_is_right_and_up_is_up(self) -> None:
        ahead, above = camera("side").paper(np.array([[1.0, 0, 0], [0, 0, 1.0]]))
        assert ahead[0] > 0
        assert above[1] < 0

    def test_a_view_turns_and_rises(self) -> None:
        turned = camera(View.model_validate({"from": "side", "turn": 72, "raised": 10}))
        assert turned.toward == pytest.approx(camera("front").toward)


class TestShapes:
    def test_rounding_errors_never_add_up(self) -> None:
        turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        control = np.stack([200.3 * np.cos(turn), 180.7 * np.sin(turn)], axis=-1)[None]
        row = rounded(control)[0]
        ends = np.cumsum([row[:2], *row[4:].reshape(-1, 2)], axis=0)
        wanted = (control[0] + np.roll(control[0], -1, axis=0)) / 2
        assert np.abs(ends[1:] - wanted).max() <= 1.0
        assert ends[0].tolist() == ends[-1].tolist()
        assert said(row.tolist()).count("q") == 1

    def test_every_part_of_the_body_has_a_place(self) -> None:
        body = skeleton()
        state = motion("squat").frames
        placed = body.place(state.position, state.turn, state.angles)
        man = Mannequin(body, placed, camera("front"))
        assert set(man.names) == set(spots(body))
        for outline in man.outline.values():
            assert np.isfinite(outline).all()

    def test_where_a_part_bears_the_outline_reaches_the_floor(self) -> None:
        """The drawn sole ends where the solved foot stands."""
        body = skeleton()
        state = motion("squat").frames
        placed = body.place(state.position, state.turn, state.angles)
        level = View.model_validate({"from": "side", "turn": -18, "raised": 0})
        man = Mannequin(body, placed, camera(level))
        lowest = man.outline["right-sole"][..., 1].max(axis=1)
        assert lowest == pytest.approx(0, abs=8)


class TestMuscles:
    def test_every_muscle_and_target_has_a_place_inside_the_body(self) -> None:
        places = KNOWN.muscle_places
        assert set(places.muscles) == set(KNOWN.muscles)
        assert set(KNOWN.stretch_targets) <= set(places.muscles) | set(places.stretches)
        assert set(places.stretches) <= set(KNOWN.stretch_targets)

    def test_places_name_bones_that_exist(self) -> None:
        body = skeleton()
        rows = [*KNOWN.muscle_places.muscles.values(), *KNOWN.muscle_places.stretches.values()]
        for bellies in rows:
            for belly in bellies:
                for spot in belly.spots:
                    assert spot.on in body.bones or f"left-{spot.on}" in body.bones

    def test_only_the_worked_limb_is_shown_and_weak_work_is_not(self) -> None:
        body, state = skeleton(), motion("squat").frames
        placed = body.place(state.position, state.turn, state.angles)
        rows = tints(body, placed, camera("side"), {"hamstrings": 3, "calves": 1}, (), "left")
        assert [tint.where for tint in rows] == ["left-leg"]
        both = tints(body, placed, camera("side"), {"hamstrings": 3}, (), None)
        assert [tint.where for tint in both] == ["left-leg", "right-leg"]

    def test_the_far_twin_on_the_trunk_is_left_out(self) -> None:
        body, state = skeleton(), motion("squat").frames
        placed = body.place(state.position, state.turn, state.angles)
        side = tints(body, placed, camera("side"), {"external-oblique": 3}, (), None)
        assert [tint.seen for tint in side] == [True]
        back = tints(body, placed, camera("back"), {}, ("lumbar-extension",), None)
        assert [tint.seen for tint in back] == [False, False]
        assert all(tint.look == "st dp" for tint in back)

    def test_stretch_is_striped_so_that_colour_is_not_the_only_sign(self) -> None:
        svg = root("strap", "still")
        assert svg.find(f".//{SVG}pattern") is not None
        assert any("url(#one-st)" in path.get("fill", "") for path in svg.iter(f"{SVG}path"))


class TestMarks:
    def test_the_still_has_a_ghost_and_an_arrow(self) -> None:
        looks = [path.attrib["class"] for path in root("strap", "still").findall(f"./{SVG}path")]
        assert "gh" in looks
        assert looks[-1] == "ar"

    def test_one_position_breathes_and_has_no_ghost(self) -> None:
        assert "<animate" in drawn("chair", "animated")
        assert 'class="gh"' not in drawn("chair", "still")

    def test_a_walk_leaves_marks_that_glide_back(self) -> None:
        assert "stroke-dashoffset" in drawn("walk", "animated")
        assert "stroke-dasharray" in drawn("walk", "still")
        front = figure.animated(motion("walk"), SUBJECT, view="front")
        assert "stroke-dashoffset" not in front

    def test_a_strip_counts_its_positions(self) -> None:
        texts = [text.text for text in root("walk", "strip").iter(f"{SVG}text")]
        assert texts == ["1", "2", "3", "4"]

    @pytest.mark.parametrize("view", ["far-side", "front", "back", "back-side", "feet", "head"])
    def test_any_view_can_be_asked_for(self, view: str) -> None:
        for name in ("clamshell", "bird-dog"):
            svg = ET.fromstring(figure.animated(motion(name), SUBJECT, view=view))  # type: ignore[arg-type] # noqa: S314
            assert svg.findall(f"./{SVG}path")


def test_the_style_names_every_class_that_is_used() -> None:
    for name in NAMES:
        for form in FORMS:
            svg = root(name, form)
            sheet = svg.findtext(f"{SVG}style") or ""
            for path in svg.findall(f"./{SVG}path"):
                for look in path.attrib["class"].split():
                    assert f".{look}" in sheet


def test_every_rule_stays_inside_the_figure() -> None:
    sheet = style(["s", "st", "bb", "mf-still", "wood", "wo", "strap", "dp"])
    bare = re.sub(r"@media[^{]*\{", "", sheet)
    for selector in re.findall(r"([^{}]+)\{", bare):
        assert ".mf-fig" in selector
