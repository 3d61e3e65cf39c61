# SPDX-License-Identifier: Apache-2.0
"""Charts as text: everything inside the frame, nothing but classes for looks, the table equal to the data."""

import re
from datetime import date, timedelta
from gettext import NullTranslations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multifidus.domain.record import Done, LogEntry, SetDone
from multifidus.domain.words import Side, Slot
from multifidus.exchange.record_file import read_record
from multifidus.knowledge.loader import shipped
from multifidus.service.progress import Progress, progress
from multifidus.web.charts import (
    Cell,
    Line,
    Mark,
    Spot,
    Strip,
    calendar_chart,
    line_chart,
    strip_chart,
)
from multifidus.web.charts import of_progress as charts
from multifidus.web.charts.canvas import WIDTH
from multifidus.web.charts.lines import LEFT, RIGHT, nice_step

DAY = date(2026, 11, 23)
EXAMPLES = Path(__file__).parents[2] / "examples"
SVG = "{http://www.w3.org/2000/svg}"


def _number(value: float) -> str:
    return f"{value:g}"


def _drawn(svg: str) -> ET.Element:
    assert "style=" not in svg
    assert "<style" not in svg
    assert not re.search(r"\son[a-z]+=", svg)
    return ET.fromstring(svg)  # noqa: S314 - of our own making


def _height(root: ET.Element) -> float:
    return float(root.attrib["viewBox"].split()[3])


def _places(root: ET.Element) -> list[tuple[float, float]]:
    found = [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in root.iter("circle")]
    for line in root.iter("polyline"):
        found += [
            (float(x), float(y))
            for x, y in (pair.split(",") for pair in line.attrib["points"].split())
        ]
    found += [(float(one.attrib["x"]), float(one.attrib["y"])) for one in root.iter("text")]
    return found


AMOUNTS = st.floats(0, 500).map(lambda amount: round(amount, 1))
SPOTS = st.lists(
    st.builds(
        lambda days, value, error: Spot(
            on=DAY + timedelta(days=days), value=round(value, 2), error=round(error, 2)
        ),
        st.integers(0, 500),
        st.floats(-200, 500),
        st.floats(0, 50),
    ),
    min_size=1,
    max_size=12,
)


@given(spots=st.lists(SPOTS, min_size=1, max_size=3), mark=st.none() | st.floats(-100, 400))
def test_whatever_the_values_every_point_lies_inside_the_frame(
    spots: list[list[Spot]], mark: float | None
) -> None:
    lines = [Line(name=f"line {n}", spots=tuple(some), style=n) for n, some in enumerate(spots, 1)]
    svg = line_chart(
        name="c",
        title="A & B",
        text="<what>",
        lines=lines,
        day=date.isoformat,
        number=_number,
        marks=[Mark(value=mark, name="usual")] if mark is not None else [],
    )
    root = _drawn(svg)
    for x, y in _places(root):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= _height(root)
    legend = len(lines) if len(lines) > 1 else 0
    assert len(list(root.iter("circle"))) == sum(len(some) for some in spots) + legend
    assert root.attrib["role"] == "img"
    assert root.find("title") is not None
    assert root.findtext("desc") == "<what>"


@given(
    values=st.lists(st.integers(0, 10), min_size=2, max_size=10),
    first=st.integers(0, 10),
    limit=st.integers(1, 5),
)
def test_a_higher_value_is_drawn_higher_and_the_band_lies_where_it_says(
    values: list[int], first: int, limit: int
) -> None:
    spots = tuple(Spot(on=DAY + timedelta(days=n), value=v) for n, v in enumerate(values))
    band = (max(first - limit, 0), min(first + limit, 10))
    svg = line_chart(
        name="c",
        title="t",
        text="x",
        lines=[Line(name="pain", spots=spots)],
        day=date.isoformat,
        number=_number,
        low=0,
        high=10,
        band=band,
    )
    root = _drawn(svg)
    rect = next(root.iter("rect"))
    top = float(rect.attrib["y"])
    bottom = top + float(rect.attrib["height"])
    circles = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in root.iter("circle")]
    assert [x for x, _ in circles] == sorted(x for x, _ in circles)
    assert circles[0][0] == pytest.approx(LEFT)
    assert circles[-1][0] == pytest.approx(RIGHT)
    for (_, y), value in zip(circles, values, strict=True):
        inside = band[0] <= value <= band[1]
        assert inside is (top - 0.2 <= y <= bottom + 0.2)


@given(st.floats(0.001, 10_000))
def test_steps_are_round_and_few(span: float) -> None:
    step = nice_step(span)
    assert 0 < span / step <= 5.02
    assert step / 10 ** len(f"{int(step)}") < 1 or step < 1


def test_names_are_escaped() -> None:
    svg = strip_chart(
        name="s",
        title="<b>",
        text="&",
        strips=[Strip(name="<script>", amounts=(1, 2))],
        columns=["a", "b"],
        number=_number,
    )
    assert "<script>" not in svg
    assert _drawn(svg).findtext("title") == "<b>"


@given(rows=st.lists(st.lists(AMOUNTS, min_size=4, max_size=4), min_size=1, max_size=12))
def test_every_amount_has_its_column_and_none_passes_its_row(rows: list[list[float]]) -> None:
    svg = strip_chart(
        name="s",
        title="t",
        text="x",
        strips=[Strip(name=f"muscle {n}", amounts=tuple(row)) for n, row in enumerate(rows)],
        columns=["w1", "w2", "w3", "w4"],
        number=_number,
    )
    root = _drawn(svg)
    bars = list(root.iter("rect"))
    assert len(bars) == sum(amount > 0 for row in rows for amount in row)
    for bar in bars:
        assert float(bar.attrib["height"]) <= 20.01
        assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= WIDTH


@given(
    st.lists(
        st.lists(
            st.sampled_from(["done", "partly", "not", "planned", "rest", "free"]),
            min_size=7,
            max_size=7,
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_calendar_has_a_mark_for_each_day_and_explains_each_kind(
    weeks: list[list[str]],
) -> None:
    words = {key: f"word {key}" for key in ("done", "partly", "not", "planned", "free", "rest")}
    svg = calendar_chart(
        name="c",
        title="t",
        text="x",
        weeks=[Cell(name=f"w{n}", days=tuple(week)) for n, week in enumerate(weeks)],  # type: ignore[arg-type] # drawn from the kinds
        days=list("MTWTFSS"),
        legend=words,  # type: ignore[arg-type] # as above
    )
    root = _drawn(svg)
    used = {kind for week in weeks for kind in week}
    assert len(list(root.iter("circle"))) == 7 * len(weeks) + len(used)
    texts = {one.text for one in root.iter("text")}
    assert {words[kind] for kind in used} <= texts
    for x, y in _places(root):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= _height(root)


def _speech() -> charts.Speech:
    return charts.Speech(
        words=NullTranslations(),
        day=date.isoformat,
        weekday=lambda day: f"{day:%a}",
        number=_number,
        knowledge=shipped(),
    )


def _progress(name: str, on: date) -> Progress:
    record = read_record((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), name, shipped())
    return progress(record, [], on, shipped())


def test_the_table_beneath_pain_is_the_record_itself() -> None:
    chart = charts.pain_chart(_progress("second-week", DAY), _speech())
    assert chart is not None
    assert chart.head == ("Day", "on average", "at worst")
    assert chart.rows == (("2026-11-16", "5", "6"), ("2026-11-23", "3", "5"))
    assert "too early" in chart.summary


def test_a_test_measured_once_is_a_point_with_its_error() -> None:
    found = _progress("second-week", DAY)
    chart = charts.test_chart(found.tests[0], _speech())
    assert len(chart.rows) == 1
    assert _drawn(chart.svg) is not None


@pytest.mark.parametrize("name", ["footballer", "gardener", "stiff-hinge", "desk-worker", "dancer"])
def test_every_test_of_the_examples_can_be_drawn_left_and_right(name: str) -> None:
    found = _progress(name, date(2026, 12, 1))
    for test in found.tests:
        chart = charts.test_chart(test, _speech())
        root = _drawn(chart.svg)
        assert len(chart.head) == 1 + len(test.readings)
        for x, y in _places(root):
            assert 0 <= x <= WIDTH
            assert 0 <= y <= _height(root)
        if set(test.readings) == {Side.LEFT, Side.RIGHT}:
            assert chart.head[1:] == ("left", "right")


def test_the_table_of_muscles_has_all_of_them_and_the_chart_the_most_worked() -> None:
    found = _progress("second-week", DAY)
    chart = charts.muscles_chart(found, _speech())
    assert chart is not None
    assert len(chart.rows) == len(found.muscles.minutes)
    bridge = shipped().exercises["bridge"].muscles.grades
    names = {row[0] for row in chart.rows}
    assert {
        shipped().muscles[key].plain_name for key, grade in bridge.items() if grade >= 2
    } <= names


def test_the_calendar_counts_days_without_a_plan_as_done_besides() -> None:
    log = (
        LogEntry(
            on=DAY, slot=Slot.MORNING, done=(Done(exercise="walking", sets=(SetDone(minutes=5),)),)
        ),
    )
    record = read_record(
        (EXAMPLES / "desk-worker.yaml").read_text(encoding="utf-8"), "x", shipped()
    )
    object.__setattr__(record, "log", log)
    chart = charts.days_chart(progress(record, [], DAY, shipped()), _speech())
    assert chart is not None
    assert chart.rows == ((DAY.isoformat(), "0", "0", "0", "0"),)
    assert "done besides" in chart.svg
