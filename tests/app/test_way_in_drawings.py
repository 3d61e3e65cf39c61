# SPDX-License-Identifier: Apache-2.0
"""The body and the scales: every place is drawn, nothing a strict page would refuse is in them."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.assess import assess
from multifidus.domain.words import PainSite, Side, Verdict
from multifidus.exchange.record_file import load_record
from multifidus.knowledge.loader import Knowledge, shipped
from multifidus.service.found import Scale, cards, places, same_axis, scale_of
from multifidus.service.way_in_found import numbered
from multifidus.web import body
from multifidus.web.body_scale import WIDE, scale

CAPTIONS: dict[body.View, str] = {"back": "From <behind>", "front": "From the front"}
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
CSS = Path(body.__file__).parent / "static" / "css" / "way_in.css"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


def parsed(markup: str) -> ET.Element:
    """Read the drawing as XML and hold it to what the page's policy allows."""
    root = ET.fromstring(markup)  # noqa: S314 - our own drawing
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    for one in root.iter():
        assert not {key for key in one.attrib if key == "style" or key.startswith("on")}
    for used in re.findall(r"url\(#([a-z-]+)\)|href=\"#([a-z-]+)\"", markup):
        assert "".join(used) in ids
    return root


def test_every_place_that_can_hurt_can_be_marked() -> None:
    root = parsed(str(body.marks(letters=("L", "R"), captions=CAPTIONS)))
    drawn = {one.attrib["data-site"] for one in root.iter() if "data-site" in one.attrib}
    assert drawn == {one.value for one in PainSite}
    style = CSS.read_text()
    for site in PainSite:
        assert f'[value="{site}"]:checked) .site-{site}' in style


def test_left_is_left_from_behind_and_right_from_the_front() -> None:
    root = parsed(str(body.marks(letters=("L", "R"), captions=CAPTIONS)))

    def middle(path: str) -> float:
        xs = [float(x) for x in re.findall(r"(?<=[MC ])(-?[0-9.]+) -?[0-9.]+", path)]
        return sum(xs) / len(xs)

    views = [one for one in root.iter() if one.tag == "svg"]
    for view, sign in ((views[0], -1), (views[1], 1)):
        left = [one for one in view.iter() if one.attrib.get("data-site") == "thigh-left"]
        assert (middle(left[0].attrib["d"]) - body.MIDDLE) * sign > 0


def test_every_muscle_and_stretch_has_its_place(knowledge: Knowledge) -> None:
    assert set(body.PARTS) == set(knowledge.muscles) | set(knowledge.stretch_targets)


@given(
    st.lists(
        st.builds(
            body.Mark,
            kind=st.sampled_from(["short", "weak"]),
            of=st.sampled_from([*body.PARTS, "nowhere"]),
            side=st.sampled_from([None, Side.LEFT, Side.RIGHT]),
            number=st.integers(1, 12),
            sure=st.booleans(),
        ),
        max_size=12,
    )
)
def test_any_findings_are_drawn_each_with_its_number(marked: list[body.Mark]) -> None:
    root = parsed(str(body.found(marked, letters=("L", "R"), captions=CAPTIONS)))
    numbers = {
        label
        for one in root.iter()
        if one.attrib.get("class") == "part-number"
        for label in (one.text or "").split(",")
    }
    assert numbers == {str(one.number) for one in marked if one.of in body.PARTS}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_what_was_found_in_every_example(knowledge: Knowledge, file: Path) -> None:
    seen = assess(load_record(file, knowledge), date(2026, 11, 23), knowledge)
    scales = [
        scale_of(
            one,
            lowest=knowledge.tests[one.test].human_range.lowest,
            highest=knowledge.tests[one.test].human_range.highest,
            more=knowledge.tests[one.test].better == "more",
        )
        for one in seen.findings
    ]
    for finding, one in zip(seen.findings, scales, strict=True):
        assert one.low < one.high
        assert one.low <= finding.value <= one.high
    arranged = cards(seen, scales)
    assert sum(len(card.findings) for card in arranged) == len(seen.findings)
    for card in arranged:
        assert [one.side or "" for one, _ in card.findings] == sorted(
            one.side or "" for one, _ in card.findings
        )
        low, high = same_axis([one for _, one in card.findings])
        assert all(low <= one.low < one.high <= high for _, one in card.findings)
    shown = numbered(places(seen))
    lacking = {Verdict.CLEARLY_SHORT, Verdict.BORDERLINE}
    wanted = {
        of
        for one in seen.findings
        if one.verdict in lacking and not one.expired
        for of in (*one.stretch_targets, *one.muscles)
    }
    assert {one.of for _, one in shown} == wanted


@given(
    st.floats(-50, 200),
    st.none() | st.floats(0, 60),
    st.none() | st.floats(-50, 200),
    st.floats(1, 300),
)
def test_a_scale_stays_within_its_width(
    value: float, error: float | None, mean: float | None, span: float
) -> None:
    one = Scale(
        low=value - span / 2,
        high=value + span / 2,
        value=value,
        error=error,
        usual_from=None if mean is None else mean - 5,
        usual_to=None if mean is None else mean + 5,
        mean=mean,
    )
    root = parsed(str(scale(one, low_text="<1", high_text="9")))
    for part in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            assert 0 <= float(part.attrib.get(key, 0)) <= WIDE
