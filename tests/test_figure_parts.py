# SPDX-License-Identifier: Apache-2.0
"""What covers what, and the small things of a figure: tints, arrows, held things, layout."""

from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from movements import movement, named
from multifidus.knowledge.movement import View
from multifidus.movement import figure
from multifidus.movement.camera import camera
from multifidus.movement.figure import Subject
from multifidus.movement.holding import held
from multifidus.movement.inside import Room, kept_inside, pulled_in
from multifidus.movement.items import props
from multifidus.movement.layers import Layer
from multifidus.movement.marks import arrows
from multifidus.movement.motion import Motion, solved
from multifidus.movement.order import Order
from multifidus.movement.palette import style
from multifidus.movement.picture import Picture
from multifidus.movement.scene import Scene, scene
from multifidus.movement.shapes import Sections
from multifidus.movement.skeleton import Placement
from svgs import box

SUBJECT = Subject(id="one", name="One", description="One.")
STANDING: dict[str, Any] = {"posture": "standing", "keys": [{"bears": {"floor": ["feet"]}}]}
CROOK: dict[str, Any] = {
    "posture": "supine",
    "keys": [
        {
            "joints": {"hips": {"flexion": 55}, "knees": {"flexion": 105}},
            "bears": {"floor": ["pelvis", "chest", "head", "feet"]},
        }
    ],
}
FIGURE_FOUR: dict[str, Any] = {
    "posture": "sitting",
    "props": [{"id": "chair"}],
    "keys": [
        {
            "joints": {
                "hips": {"flexion": 85},
                "knees": {"flexion": 90},
                "right-hip": {"flexion": 85, "external-rotation": 45, "abduction": 30},
                "right-knee": {"flexion": 105},
            },
            "bears": {"chair": ["seat"], "floor": ["left-foot"]},
        }
    ],
}


def placed(motion: Motion) -> Placement:
    state = motion.frames
    return motion.body.place(state.position, state.turn, state.angles)


def seen(motion: Motion, view: str) -> Scene:
    return scene(motion, camera(View.model_validate({"from": view})), {}, (), placed(motion))


def spread(layer: Layer) -> tuple[float, float]:
    low, high = layer.points().min(axis=0), layer.points().max(axis=0)
    return float(high[0] - low[0]), float(high[1] - low[1])


def holding(item: dict[str, Any], **more: Any) -> tuple[Motion, list[Layer]]:
    motion = solved(movement({**STANDING, **more, "held": [item]}))
    return motion, held(motion, placed(motion), camera("front"), {"right-leg": 40.0})


class TestOrder:
    base = {"trunk": 30.0, "hips": 43.0, "leg": 40.0, "shin": 40.0, "arm": 50.0}  # noqa: RUF012

    def order(self, rows: dict[tuple[str, str], float]) -> Order:
        names = list(self.base)
        evidence = np.zeros((5, 5))
        for (one, two), value in rows.items():
            evidence[names.index(one), names.index(two)] = value
            evidence[names.index(two), names.index(one)] = -value
        fixed = [("trunk", "hips"), ("leg", "hips")]
        return Order(self.base, evidence, fixed, [("leg", "shin")])

    def test_without_any_proof_all_keep_their_usual_order(self) -> None:
        assert self.order({}).rank == self.base

    def test_a_shin_before_the_lap_is_drawn_by_itself(self) -> None:
        rank = self.order({("shin", "hips"): 5.0}).rank
        assert rank["leg"] < rank["hips"] < rank["shin"]

    def test_a_limb_stays_whole_when_nothing_lies_between(self) -> None:
        rank = self.order({("leg", "arm"): 5.0, ("shin", "arm"): 2.0}).rank
        assert rank["leg"] == rank["shin"] > rank["arm"]

    def test_a_limb_is_split_when_a_chain_of_others_says_so(self) -> None:
        rank = self.order({("shin", "arm"): 5.0, ("arm", "hips"): 5.0}).rank
        assert rank["leg"] < rank["hips"] < rank["arm"] < rank["shin"]

    def test_an_arm_under_the_back_goes_behind(self) -> None:
        rank = self.order({("trunk", "arm"): 5.0}).rank
        assert rank["arm"] < rank["trunk"] < rank["hips"]

    def test_of_proofs_that_cannot_all_hold_the_weakest_yields(self) -> None:
        rows = {("trunk", "arm"): 5.0, ("arm", "shin"): 4.0, ("shin", "trunk"): 1.0}
        rank = self.order(rows).rank
        assert rank["shin"] < rank["arm"] < rank["trunk"]

    def test_knees_cover_shorts_and_trunk_when_seen_from_the_feet(self) -> None:
        looks = [layer.look for layer in seen(solved(movement(CROOK)), "feet").layers]
        shorts = looks.index("p o")
        assert looks.index("c o") < shorts
        # The arms that follow lie beside the body.
        assert looks[shorts + 1 :] == ["s o", "s o", "s o", "s o", "c o", "c o"]

    def test_a_shin_across_the_lap_covers_the_shorts(self) -> None:
        looks = [layer.look for layer in seen(solved(movement(FIGURE_FOUR)), "front").layers]
        shorts = max(n for n, look in enumerate(looks) if look == "p o")
        assert "s o" in looks[shorts:]

    def test_somebody_who_stands_is_drawn_in_whole_limbs(self) -> None:
        looks = [layer.look for layer in seen(solved(movement(STANDING)), "side").layers]
        # Two legs, two arms, the neck, the face, and the ear that shows.
        assert sum(look in {"s o", "sf o"} for look in looks) == 7


class TestInside:
    square = np.array([[[0.0, 0], [50, 0], [100, 0], [100, 50], [100, 100], [50, 100], [0, 100]]])

    def test_depth_is_counted_from_the_edge(self) -> None:
        room = Room([self.square])
        depth, right, _ = room.depth(
            np.zeros(2, dtype=np.intp), *np.array([[90.0, 50], [110, 50]]).T
        )
        assert depth == pytest.approx([10, -10], abs=1)
        assert right == pytest.approx([-1, -1], abs=0.05)

    def test_a_round_at_the_edge_moves_in_and_one_inside_stays(self) -> None:
        centre = np.array([[[50.0, 50.0], [98.0, 50.0]]])
        size = np.array([[[100.0, 0, 100.0], [100.0, 0, 100.0]]])
        out = kept_inside(Sections(centre, size, np.zeros((1, 2))), Room([self.square]))
        assert out.centre[0, 0].tolist() == [50.0, 50.0]
        assert out.centre[0, 1, 0] + np.sqrt(out.spread[0, 1, 0]) <= 98

    def test_where_two_outlines_overlap_there_is_no_edge(self) -> None:
        centre, size = np.array([[[95.0, 50.0]]]), np.array([[[100.0, 0, 100.0]]])
        room = Room([self.square, self.square + np.array([60.0, 0])])
        out = kept_inside(Sections(centre, size, np.zeros((1, 1))), room)
        assert out.centre[0, 0].tolist() == [95.0, 50.0]

    def test_points_outside_are_pulled_in(self) -> None:
        room = Room([self.square])
        curve = pulled_in(np.array([[[50.0, 50.0], [120.0, 50.0]]]), room)
        assert curve[0, 0].tolist() == [50.0, 50.0]
        assert 90 < curve[0, 1, 0] < 100

    @pytest.mark.parametrize("name", ["squat", "bridge", "bird-dog"])
    def test_tints_stay_inside_the_body(self, name: str) -> None:
        motion = solved(named(name))
        muscles = {"gluteus-maximus": 3, "erector-spinae": 3, "hamstrings": 3}
        one = scene(motion, camera("side"), muscles, (), placed(motion))
        room = Room(one.silhouette())
        for layer in one.layers:
            if not layer.look.startswith("wo") or "dp" in layer.look:
                continue
            curve = layer.curves[0]
            ends = (curve + np.roll(curve, -1, axis=1)) / 2
            frame = np.repeat(np.arange(len(ends)), ends.shape[1])
            depth, _, _ = room.depth(frame, *ends.reshape(-1, 2).T)
            assert depth.min() > -4.5


class TestArrows:
    def lift(self, degrees: float) -> Layer:
        keys = [
            {"joints": {"right-hip": {"flexion": 0}}, "bears": {"floor": ["left-foot"]}},
            {"joints": {"right-hip": {"flexion": degrees}}},
        ]
        what = {**STANDING, "keys": keys, "arrows": [{"part": "right-knee"}]}
        motion = solved(movement(what))
        (layer,) = arrows(motion, placed(motion), camera("side"), len(motion.phase) - 1)
        return layer

    def test_a_small_lift_has_a_small_arrow(self) -> None:
        small, large = self.lift(4), self.lift(60)
        assert 45 < max(spread(small)) < max(spread(large))
        shaft, head = small.lines
        assert np.ptp(head[0], axis=0).max() < np.ptp(shaft[0], axis=0).max()

    def test_a_way_toward_the_viewer_has_none(self) -> None:
        what = {
            **STANDING,
            "arrows": [{"part": "right-ankle"}],
            "keys": [
                {"bears": {"floor": ["left-foot"]}},
                {"joints": {"right-hip": {"flexion": 25}}, "bears": {"floor": ["left-foot"]}},
            ],
        }
        motion = solved(movement(what))
        level = camera(View.model_validate({"from": "front", "raised": 12}))
        assert not arrows(motion, placed(motion), level, 0)


class TestHeldThings:
    def test_each_dumbbell_follows_its_own_hand(self) -> None:
        turned = {
            "joints": {"right-forearm": {"pronation": 80}, "left-forearm": {"pronation": 0}},
            "bears": {"floor": ["feet"]},
        }
        wide = {}
        for side in ("left", "right"):
            item = {"item": "dumbbell", "through": [f"{side}-palm"]}
            _, (layer,) = holding(item, keys=[turned])
            wide[side] = spread(layer)[0]
        assert abs(wide["left"] - wide["right"]) > 20

    def test_a_phone_lies_where_it_is_put(self) -> None:
        middle = {}
        for place in ("right-thigh", "right-thigh-front", "right-thigh-back", "right-thigh-outer"):
            _, (layer,) = holding({"item": "phone", "through": [place]})
            middle[place] = (layer.points().mean(axis=0), layer.order)
        assert middle["right-thigh"][0].tolist() == middle["right-thigh-front"][0].tolist()
        assert middle["right-thigh-back"][1] < 40 < middle["right-thigh-front"][1]
        # Seen from the front, a person's right is on the left of the paper.
        assert middle["right-thigh-outer"][0][0] < middle["right-thigh"][0][0] - 20

    def test_a_cushion_and_a_towel_have_seams(self) -> None:
        for item, through in (
            ("cushion", ["left-knee", "right-knee"]),
            ("cushion", [[0.3, 0.0, 0.5]]),
            ("towel", [[0.3, 0.0, 0.5]]),
        ):
            _, layers = holding({"item": item, "through": through})
            assert [layer.look for layer in layers if "seam" in layer.look]
            assert all(np.isfinite(layer.points()).all() for layer in layers)

    def test_a_roller_is_a_cylinder_with_its_end(self) -> None:
        what = {**STANDING, "props": [{"id": "knee-pillow", "at": [0.6, 0, 0]}]}
        layers = props(solved(movement(what)), camera("side"), 0.0)
        assert [layer.look for layer in layers] == ["soft o", "lo", "soft o", "hi"]
        whole, _, end, _ = layers
        assert spread(end)[0] < spread(whole)[0]


class TestLayout:
    def views(self, name: str, *views: str) -> tuple[float, float]:
        picture = Picture(solved(named(name)), SUBJECT, flip=False)
        picture.laid([picture.scene(view) for view in views])  # type: ignore[arg-type]
        width, height = picture.high - picture.low
        return float(width), float(height)

    def test_tall_views_stand_side_by_side(self) -> None:
        width, height = self.views("squat", "side", "front")
        one = self.views("squat", "side")
        assert width > one[0]
        assert height == pytest.approx(one[1], abs=60)

    def test_wide_views_lie_one_below_the_other(self) -> None:
        width, height = self.views("bridge", "side", "far-side")
        one = self.views("bridge", "side")
        assert width == pytest.approx(one[0], abs=60)
        assert height > 1.8 * one[1]

    def test_both_views_fit_into_the_frame(self) -> None:
        svg = ET.fromstring(figure.still(solved(named("clamshell")), SUBJECT))  # noqa: S314
        left, top, right, bottom = box(svg)
        assert 0.5 < (right - left) / (bottom - top) < 2


def test_what_is_seen_through_stays_pale_beside_other_figures() -> None:
    """On one page the sheet of a later figure must not undo that of an earlier one."""
    assert ".mf-fig .wo.dp{" in style(["wo", "dp"])
