# SPDX-License-Identifier: Apache-2.0
"""The body's numbers: they add up, they fit a person, bad ones are refused, and the page agrees."""

import re
from pathlib import Path

import pytest

from multifidus.domain.words import Grade
from multifidus.knowledge.body import Body, JointMotion, SegmentTable
from multifidus.knowledge.loader import DATA, Knowledge, read_as
from multifidus.knowledge.yamlfile import FileError

PAGE = Path(__file__).parents[1] / "docs" / "movement" / "nomenclature.md"
SEXES = ("female", "male")
PARTS = ("lumbar", "thoracic", "neck")
LIMB_MOTIONS = {
    "hip-flexion": "extension",
    "hip-abduction": "adduction",
    "hip-internal-rotation": "external-rotation",
    "knee-flexion": "hyperextension",
    "ankle-dorsiflexion": "plantarflexion",
    "foot-inversion": "eversion",
    "toes-extension": "flexion",
    "shoulder-flexion": "extension",
    "shoulder-abduction": "adduction",
    "shoulder-internal-rotation": "external-rotation",
    "elbow-flexion": "hyperextension",
    "forearm-pronation": "supination",
    "wrist-extension": "flexion",
}


@pytest.fixture(scope="module")
def body(knowledge: Knowledge) -> Body:
    return knowledge.body


@pytest.fixture(params=SEXES)
def table(request: pytest.FixtureRequest, body: Body) -> SegmentTable:
    chosen: SegmentTable = getattr(body.segments, request.param)
    return chosen


# --- segments ------------------------------------------------------------------------------------


def test_the_masses_of_one_body_add_up(table: SegmentTable) -> None:
    once = sum(one.mass_share for one in table.middle)
    twice = sum(one.mass_share for one in table.paired)
    assert once + 2 * twice == pytest.approx(1, abs=0.002)


@pytest.mark.parametrize(
    ("sex", "segment", "length_m", "mass_share", "com_share"),
    [
        ("female", "head", 0.2437, 0.0668, 0.4841),
        ("female", "lower_trunk", 0.1815, 0.1247, 0.4920),
        ("female", "thigh", 0.3685, 0.1478, 0.3612),
        ("male", "upper_trunk", 0.2421, 0.1596, 0.5066),
        ("male", "shank", 0.4403, 0.0433, 0.4395),
        ("male", "foot", 0.2581, 0.0137, 0.4415),
    ],
)
def test_the_table_is_that_of_de_leva(
    body: Body, sex: str, segment: str, length_m: float, mass_share: float, com_share: float
) -> None:
    found = getattr(getattr(body.segments, sex), segment)
    assert (found.length_m, found.mass_share, found.com_share) == (length_m, mass_share, com_share)


def test_the_trunk_in_three_parts_is_as_long_as_in_one(body: Body) -> None:
    # Table 4 also prints the trunk whole, from the seventh cervical vertebra to mid-hip.
    for sex, whole in (("female", 0.6148), ("male", 0.6033)):
        found = getattr(body.segments, sex)
        parts = (found.upper_trunk, found.middle_trunk, found.lower_trunk)
        assert sum(part.length_m for part in parts) == pytest.approx(whole, abs=0.0002)


def test_segments_of_the_trunk_follow_each_other_from_the_top(table: SegmentTable) -> None:
    ends = [one.ends for one in table.middle[1:]]
    assert table.head.ends == ("vertex", "cervicale")
    assert ends[0][0] == "cervicale"
    assert [first for first, _ in ends[1:]] == [last for _, last in ends[:-1]]
    assert ends[-1][1] == "mid-hip"


def test_segments_stacked_upright_make_the_stature(table: SegmentTable, body: Body) -> None:
    stacked = sum(one.length_m for one in (*table.middle, table.thigh, table.shank))
    stacked += body.breadths.ankle_height.value * table.stature_m
    assert stacked == pytest.approx(table.stature_m, rel=0.025)


def test_the_centre_of_a_standing_body_is_a_little_above_its_middle(
    table: SegmentTable, body: Body
) -> None:
    breadths = body.breadths
    ankle = breadths.ankle_height.value * table.stature_m
    heights = {"knee": ankle + table.shank.length_m}
    heights["hip"] = heights["knee"] + table.thigh.length_m
    shoulder = heights["hip"] + breadths.shoulders_above_hips.value * table.stature_m
    moment, top = 0.0, heights["hip"]
    for one in reversed(table.middle):
        top += one.length_m
        moment += one.mass_share * (top - one.com_share * one.length_m)
    hanging = [
        (table.thigh, heights["hip"]),
        (table.shank, heights["knee"]),
        (table.upper_arm, shoulder),
        (table.forearm, shoulder - table.upper_arm.length_m),
        (table.hand, shoulder - table.upper_arm.length_m - table.forearm.length_m),
    ]
    for one, upper_end in hanging:
        moment += 2 * one.mass_share * (upper_end - one.com_share * one.length_m)
    moment += 2 * table.foot.mass_share * ankle / 2
    assert 0.53 < moment / table.stature_m < 0.60


# --- breadths ------------------------------------------------------------------------------------


def test_breadths_are_in_the_order_of_a_body(body: Body) -> None:
    b = body.breadths
    assert b.hip_half.value < b.shoulder_half.value
    assert b.head_breadth.value < b.head_depth.value
    foot = body.segments.female.foot.length_m / body.segments.female.stature_m
    assert b.heel_to_ankle.value < b.heel_to_toe_joint.value < foot
    assert b.ankle_height.value < b.foot_breadth.value < b.hip_half.value * 2


def test_the_spine_along_its_curve_is_a_little_shorter_than_the_trunk(
    body: Body, table: SegmentTable
) -> None:
    # The trunk reaches up to the tip of the seventh cervical spine, below which the parts end.
    b = body.breadths
    parts = b.lumbosacral_above_hips.value + b.lumbar_length.value + b.thoracic_length.value
    trunk = sum(one.length_m for one in table.middle[1:]) / table.stature_m
    assert 0.88 < parts / trunk < 1


def test_only_drawing_conventions_are_project_rules(body: Body) -> None:
    for _, figure in body.breadths:
        assert (figure.grade is Grade.P) == (figure.source == ("MultifidusDrawing",))


# --- joints --------------------------------------------------------------------------------------


def test_every_joint_motion_is_there_once_with_its_opposite(body: Body) -> None:
    spine = {
        f"{part}-{motion}": opposite
        for part in PARTS
        for motion, opposite in (
            ("flexion", "extension"),
            ("side-bend", "right-side-bend"),
            ("rotation", "right-rotation"),
        )
    }
    assert {one.id: one.opposite for one in body.joints} == spine | LIMB_MOTIONS
    assert len(body.motions) == len(body.joints)


def test_an_id_is_the_joint_and_the_motion(body: Body) -> None:
    for one in body.joints:
        assert one.id == f"{one.joint}-{one.motion.removeprefix('left-')}"


def test_both_sides_of_the_spine_go_equally_far(body: Body) -> None:
    sideways = [one for one in body.joints if one.motion.startswith("left-")]
    assert len(sideways) == 6
    assert all(one.lowest == -one.highest for one in sideways)
    assert all(one.rest == 0 for one in sideways)


def test_the_rest_angles_stand_on_level_soles(body: Body) -> None:
    rest = {name: one.rest for name, one in body.motions.items()}
    assert rest["hip-flexion"] - rest["knee-flexion"] + rest["ankle-dorsiflexion"] == 0


@pytest.mark.parametrize(
    ("motion", "low", "high"),
    [
        ("lumbar-flexion", -29, 60),
        ("lumbar-side-bend", -28, 28),
        ("lumbar-rotation", -7, 7),
        ("hip-flexion", -20, 134),
        ("hip-abduction", -30, 45),
        ("hip-internal-rotation", -62, 45),
        ("knee-flexion", -5, 155),
        ("ankle-dorsiflexion", -50, 44),
        ("toes-extension", -45, 85),
        ("shoulder-flexion", -60, 180),
        ("elbow-flexion", 0, 150),
        ("wrist-extension", -80, 85),
    ],
)
def test_limits_hold_what_sources_measured(
    body: Body, motion: str, low: float, high: float
) -> None:
    found = body.motions[motion]
    assert found.lowest <= low
    assert found.highest >= high


def test_no_limit_is_wider_than_any_body(body: Body) -> None:
    for one in body.joints:
        assert one.highest - one.lowest <= 240, one.id


# --- muscles over two joints ---------------------------------------------------------------------


def test_each_two_joint_muscle_passes_the_joints_that_it_names(body: Body) -> None:
    found = {one.id: (one.stretched_by, one.eased_by) for one in body.two_joint}
    assert found == {
        "hamstrings": ("hip-flexion", "knee-flexion"),
        "rectus-femoris": ("knee-flexion", "hip-flexion"),
        "gastrocnemius": ("ankle-dorsiflexion", "knee-flexion"),
    }


@pytest.mark.parametrize(
    ("muscle", "slopes"),
    [
        ("hamstrings", [(2.09, 1.60), (2.07, 1.78), (1.99, 2.22)]),
        ("rectus-femoris", [(1.99, 1.50)]),
        ("gastrocnemius", [(2.14, 0.62), (2.14, 0.50)]),
    ],
)
def test_a_ratio_is_the_mean_over_the_heads(
    body: Body, muscle: str, slopes: list[tuple[float, float]]
) -> None:
    # Length per degree of the joint that stretches and of the joint that eases, head by head.
    found = next(one for one in body.two_joint if one.id == muscle)
    ratios = [eases / stretches for stretches, eases in slopes]
    assert found.ratio == pytest.approx(sum(ratios) / len(ratios), abs=0.01)


# --- bad files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mass_share: 0.0668", "mass_share: 0.1668", "the mass shares add up to 1.0999, not to 1"),
        ("com_share: 0.4841", "com_share: 1.2", "less than 1"),
        ("length_m: 0.2437", "length_m: 0", "greater than 0"),
        ("hip_half:\n    {value: 0.047", "hip_half:\n    {value: 47", "is not a share of stature"),
        ("foot_breadth:", "feet_breadth:", "unknown key 'feet_breadth'"),
        ("id: elbow-flexion", "id: knee-flexion", "the id 'knee-flexion' is used twice"),
        ("id: gastrocnemius", "id: hamstrings", "the id 'hamstrings' is used twice"),
        ("lowest: -10, highest: 160", "lowest: 170, highest: 160", "must be below highest 160"),
        ("highest: 150, rest: 10", "highest: 150, rest: 151", "rest is outside -10 to 150"),
        ("lowest: -80, highest: 90", "lowest: 5, highest: 90", "rest is outside 5 to 90"),
        ("lowest: -10, highest: 150", "lowest: 2, highest: 150", "zero is outside 2 to 150"),
        ("opposite: eversion", "opposite: inversion", "'inversion' cannot be its own opposite"),
        ("joint: wrist", "joint: thumb", "input should be"),
        ("rest: 8, unit: deg", "rest: 8, unit: rad", "input should be 'deg'"),
        ("eased_by: hip-flexion", "eased_by: hip-flex", "there is no joint motion 'hip-flex'"),
        ("ratio: 0.26", "ratio: -0.26", "greater than 0"),
    ],
)
def test_a_bad_figure_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (DATA / "body.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "body.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError, match=re.escape(said)):
        read_as(path, Body)


# --- the page ------------------------------------------------------------------------------------


def rows(heading: str) -> dict[str, list[str]]:
    """Rows of the one table under a heading of the page, by the id that they show."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        ids = [cell.strip("`") for cell in cells[:2] if re.fullmatch(r"`[a-z]+(-[a-z]+)+`", cell)]
        if ids:
            found[ids[0]] = cells
    return found


def degrees(cell: str) -> float:
    return float(cell.replace("\N{MINUS SIGN}", "-"))


def limits(one: JointMotion) -> tuple[list[float], str, str]:
    return [one.lowest, one.highest, one.rest], ", ".join(one.source), one.grade.value


def test_the_page_defines_every_joint_motion(body: Body) -> None:
    defined = rows("Zero and positive direction")
    assert list(defined) == list(body.motions)
    for name, (joint, _, zero, positive, opposite) in defined.items():
        one = body.motions[name]
        assert joint == f"`{one.joint}`"
        assert zero
        assert positive.startswith(f"`{one.motion}`: ")
        assert opposite == f"`{one.opposite}`"


def test_the_page_shows_the_same_limits(body: Body) -> None:
    shown = rows("Limits")
    assert list(shown) == list(body.motions)
    for name, (_, lowest, highest, rest, sources, grade) in shown.items():
        angles = [degrees(cell) for cell in (lowest, highest, rest)]
        assert (angles, sources, grade) == limits(body.motions[name])


def test_the_page_shows_the_same_ratios(body: Body) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for one in body.two_joint:
        row = (
            f"| `{one.id}` ({one.plain_name}) | `{one.eased_by}` | {one.ratio:g} "
            f"| `{one.stretched_by}` | {one.grade.value} |"
        )
        assert row in page


def test_the_page_writes_only_angles_that_the_joints_allow(body: Body) -> None:
    known = {(one.joint, one.motion): (one, 1) for one in body.joints}
    known |= {(one.joint, one.opposite): (one, -1) for one in body.joints}
    names = "|".join(sorted({one.joint for one in body.joints}))
    pattern = rf"\b(?:left-|right-)?({names})s?: \{{([^}}]*)\}}"
    written = re.findall(pattern, PAGE.read_text(encoding="utf-8"))
    assert len(written) > 15
    for joint, motions in written:
        for part in motions.split(", "):
            motion, angle = part.split(": ")
            one, sign = known[joint, motion]
            assert one.lowest <= sign * float(angle) <= one.highest, (joint, part)
