# SPDX-License-Identifier: Apache-2.0
"""The usual course: which curves, the band, where a person is, how sure, and when nothing is said."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from multifidus.coach.course import course, outlook
from multifidus.domain.course import Course, Duration, NoForecast, Place, WhyNone
from multifidus.domain.record import Episode, LogEntry, OutcomeEntry, Record
from multifidus.domain.results import Clearance, SignState
from multifidus.domain.words import Grade, Level, SignStatus, Slot, Sureness
from multifidus.exchange.as_json import to_value
from multifidus.knowledge.courses import Courses
from plan_builders import KNOWLEDGE, figure, record

START = date(2026, 3, 2)
OPEN = Clearance(
    on=START,
    level=Level.CLEAR,
    blocked=False,
    complete=True,
    gentle=False,
    signs=(),
    to_ask=(),
    actions=(),
    rules=(),
)


def pain(days: int, average: float) -> OutcomeEntry:
    on = START + timedelta(days=days)
    return OutcomeEntry(on=on, instrument="nprs", answers={"average": average})


def who(*answers: tuple[int, float], lasted: int = 10, **changes: Any) -> Record:
    """A person whose pain had lasted so many days, with answers on average pain by day."""
    usual: dict[str, Any] = {
        "screening": (),
        "episode": Episode(started=START - timedelta(days=lasted)),
        "outcomes": tuple(pain(day, value) for day, value in answers),
    }
    return record(**(usual | changes))


def found(person: Record, days: int, clearance: Clearance = OPEN) -> Course:
    made = course(person, START + timedelta(days=days), clearance, KNOWLEDGE)
    assert isinstance(made, Course), made
    return made


def none(person: Record, days: int = 0, clearance: Clearance = OPEN) -> NoForecast:
    made = course(person, START + timedelta(days=days), clearance, KNOWLEDGE)
    assert isinstance(made, NoForecast)
    return made


def sign(rule: str, level: Level, status: SignStatus) -> Clearance:
    state = SignState(
        sign="a-sign",
        rule=rule,
        level=level,
        status=status,
        question="Is there something?",
        because="so",
    )
    return replace(OPEN, signs=(state,))


# --- the published figures ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "grades"),
    [
        ("costa-acute", (52, 23, 12, 6), "AAAA"),
        ("costa-persistent", (51, 33, 26, 23), "AAAA"),
        ("wallwork-acute", (56, 26, 22, 21), "ABBB"),
        ("wallwork-subacute", (63, 29, 29, 31), "BBBB"),
        ("wallwork-persistent", (56, 48, 43, 40), "BBBB"),
    ],
)
def test_the_courses_are_those_of_the_papers_each_figure_with_its_grade(
    name: str, values: tuple[float, ...], grades: str
) -> None:
    published = KNOWLEDGE.courses.of(name)
    assert tuple(one.week for one in published.points) == (0, 6, 26, 52)
    assert tuple(one.value for one in published.points) == values
    assert "".join(one.grade for one in published.points) == grades
    assert published.source == ({"c": "Costa2012", "w": "Wallwork2024"}[name[0]],)


@pytest.mark.parametrize(
    ("lasted", "duration", "curves"),
    [
        (0, Duration.ACUTE, ("costa-acute", "wallwork-acute")),
        (41, Duration.ACUTE, ("costa-acute", "wallwork-acute")),
        (42, Duration.SUBACUTE, ("wallwork-subacute", "costa-persistent")),
        (43, Duration.SUBACUTE, ("wallwork-subacute", "costa-persistent")),
        (83, Duration.SUBACUTE, ("wallwork-subacute", "costa-persistent")),
        (84, Duration.PERSISTENT, ("costa-persistent", "wallwork-persistent")),
        (85, Duration.PERSISTENT, ("costa-persistent", "wallwork-persistent")),
        (3000, Duration.PERSISTENT, ("costa-persistent", "wallwork-persistent")),
    ],
)
def test_how_long_it_had_lasted_picks_the_pair(
    lasted: int, duration: Duration, curves: tuple[str, str]
) -> None:
    made = found(who((0, 5), lasted=lasted), 0)
    assert made.duration is duration
    assert made.days_before == lasted
    assert tuple(curve.id for curve in made.curves) == curves


def test_the_first_fact_since_the_pain_began_is_the_entry_and_stays_it() -> None:
    log = (LogEntry(on=START - timedelta(days=5), slot=Slot.MORNING),)
    made = found(who((0, 5), (60, 4), lasted=40, log=log), 60)
    assert made.start == START - timedelta(days=5)
    assert made.days_before == 35
    assert made.duration is Duration.ACUTE


def test_facts_from_before_this_spell_of_pain_do_not_count() -> None:
    made = found(who((-200, 9), (0, 5), lasted=10), 0)
    assert (made.start, made.own_start) == (START, 5)


# --- the band -----------------------------------------------------------------------------------


def test_both_curves_are_scaled_to_the_own_start_and_the_band_is_a_little_wider() -> None:
    assert figure("FC2", "widen") == 10
    made = found(who((0, 5.2)), 0)
    costa, wallwork = made.curves
    assert [one.scaled for one in costa.points] == [5.2, 2.3, 1.2, 0.6]
    assert [one.published for one in wallwork.points] == [56, 26, 22, 21]
    assert wallwork.points[1].scaled == pytest.approx(26 * 5.2 / 56, abs=0.01)
    six = made.band[6]
    assert (six.low, six.high) == (1.3, 3.4)
    assert (made.band[0].low, made.band[0].high) == (4.2, 6.2)


def test_only_four_weeks_are_named_and_the_twelfth_lies_between_published_points() -> None:
    made = found(who((0, 5.2)), 0)
    assert [one.week for one in made.horizons] == [6, 12, 26, 52]
    assert [one.published for one in made.horizons] == [True, False, True, True]
    assert [one.grade for one in made.horizons] == [Grade.B, Grade.P, Grade.B, Grade.B]
    # A straight line from 23 of 100 in week 6 to 12 in week 26 passes 19.7 in week 12.
    assert made.horizons[1].low == round(1.97 - 1, 1)
    assert "between published points" in made.horizon_texts[1]
    assert all("between" not in made.horizon_texts[n] for n in (0, 2, 3))


@pytest.mark.parametrize(("day", "start"), [(5, 5), (6, 5), (7, 6), (8, 6)])
def test_the_start_value_is_the_mean_of_the_first_week(day: int, start: float) -> None:
    assert figure("FC2", "start_days") == 7
    assert found(who((0, 6), (day, 4)), 20).own_start == start


@given(start=st.floats(0.1, 10), lasted=st.integers(0, 400))
def test_the_band_holds_both_curves_and_stays_on_the_scale(start: float, lasted: int) -> None:
    made = found(who((0, start), lasted=lasted), 0)
    assert len(made.band) == 53
    for one in made.band:
        assert 0 <= one.low <= one.high <= 10
    for curve in made.curves:
        for point in curve.points:
            there = made.band[point.week]
            assert there.low - 0.05 <= point.scaled <= there.high + 0.05


# --- the person ---------------------------------------------------------------------------------


def test_own_weeks_are_means_and_a_week_without_an_answer_stays_missing() -> None:
    made = found(who((0, 6), (3, 5), (8, 4), (22, 3)), 30)
    assert [(one.week, one.value, one.answers) for one in made.own] == [
        (0, 5.5, 2),
        (1, 4, 1),
        (3, 3, 1),
    ]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (3.5, Place.ABOVE),
        (3.4, Place.WITHIN),
        (3.3, Place.WITHIN),
        (1.4, Place.WITHIN),
        (1.3, Place.WITHIN),
        (1.2, Place.BELOW),
    ],
)
def test_the_edge_of_the_band_belongs_to_the_band(value: float, place: Place) -> None:
    made = found(who((0, 5.2), (42, value)), 42)
    assert (made.band[6].low, made.band[6].high) == (1.3, 3.4)
    assert made.place is place
    assert made.place_text


@pytest.mark.parametrize(("day", "early"), [(13, True), (14, False), (15, False)])
def test_before_two_weeks_it_is_too_early(day: int, *, early: bool) -> None:
    assert KNOWLEDGE.schedule.judged.from_weeks == 2
    made = found(who((0, 5), (day, 5)), day)
    assert (made.place is Place.EARLY) is early
    assert (made.sure is None) is early


def test_one_week_with_answers_is_too_early_however_late_one_looks() -> None:
    made = found(who((0, 5), (1, 5)), 100)
    assert made.place is Place.EARLY
    assert "too early" in made.place_text


@pytest.mark.parametrize(
    ("value", "sure"),
    [
        (4.6, Sureness.UNCERTAIN),
        (4.7, Sureness.LIKELY),
        (4.8, Sureness.LIKELY),
        (5.3, Sureness.LIKELY),
        (5.4, Sureness.CLEAR),
        (5.5, Sureness.CLEAR),
        (3.4, Sureness.UNCERTAIN),
    ],
)
def test_how_sure_one_can_be_hangs_on_the_error_of_an_answer(value: float, sure: Sureness) -> None:
    figures = KNOWLEDGE.questionnaires["nprs"].important_change
    assert (figures["detectable_from"].value, figures["detectable"].value) == (1.3, 2)
    made = found(who((0, 5.2), (42, value)), 42)
    assert made.sure is sure
    assert "1.3 to 2 points" in made.sure_text
    assert "averages of groups" in made.sure_text


def test_no_pain_at_all_is_clearly_inside_where_the_band_reaches_the_end_of_the_scale() -> None:
    made = found(who((0, 3), (350, 0)), 350)
    assert made.band[50].low == 0
    assert (made.place, made.sure) == (Place.WITHIN, Sureness.CLEAR)


# --- not the usual course (FC3) -----------------------------------------------------------------


@pytest.mark.parametrize(("week", "see"), [(5, False), (6, True), (7, True)])
def test_from_week_six_a_flat_line_above_the_band_asks_for_a_clinician(
    week: int, *, see: bool
) -> None:
    assert figure("FC3", "from_week") == 6
    made = found(who(*((7 * n, 6) for n in range(week + 1))), 7 * week)
    assert made.place is Place.ABOVE
    assert made.see_clinician is see
    assert ("see a clinician" in made.see_clinician_text) is see


@pytest.mark.parametrize(("before", "see"), [(7.9, True), (8, False), (8.1, False)])
def test_a_fall_that_counts_in_the_last_weeks_is_no_flat_line(before: float, *, see: bool) -> None:
    person = who((0, 9), (14, before), (42, 6))
    assert found(person, 42).place is Place.ABOVE
    assert found(person, 42).see_clinician is see


@pytest.mark.parametrize(("week", "see"), [(3, False), (4, True), (5, True)])
def test_how_far_back_a_fall_is_looked_for(week: int, *, see: bool) -> None:
    """A fall before the last four weeks is past: since then the line is flat."""
    assert figure("FC3", "flat_weeks") == 4
    person = who((0, 9), (7 * (10 - week), 6), (70, 6))
    assert found(person, 70).place is Place.ABOVE
    assert found(person, 70).see_clinician is see


def test_rising_pain_above_the_band_is_not_the_usual_course_either() -> None:
    assert found(who((0, 5), (14, 5), (42, 8)), 42).see_clinician


def test_a_flat_line_inside_or_below_the_band_asks_for_nobody() -> None:
    for value in (3, 0):
        made = found(who((0, 5.2), *((7 * n, value) for n in range(1, 8))), 49)
        assert made.place is not Place.ABOVE
        assert not made.see_clinician


# --- what may be said ---------------------------------------------------------------------------


def all_texts(thing: object) -> list[str]:
    if isinstance(thing, str):
        return [str(thing)]
    if is_dataclass(thing) and not isinstance(thing, type):
        return [text for one in fields(thing) for text in all_texts(getattr(thing, one.name))]
    return [text for one in thing for text in all_texts(one)] if isinstance(thing, tuple) else []


@given(
    values=st.lists(st.integers(0, 10), min_size=1, max_size=12),
    lasted=st.integers(0, 200),
)
def test_never_a_chance_and_never_a_date_to_come(values: list[int], lasted: int) -> None:
    person = who((0, 5), *((7 * n, value) for n, value in enumerate(values, 1)), lasted=lasted)
    on = START + timedelta(weeks=len(values))
    made = course(person, on, OPEN, KNOWLEDGE)
    texts = " ".join(all_texts(made))
    assert "%" not in texts
    assert "per cent" not in texts
    assert "cure" not in texts.lower()
    assert isinstance(made, Course)
    assert all(one.on <= on for one in made.own)


def test_what_may_be_said_carries_rule_paper_and_grade() -> None:
    made = found(who((0, 5)), 0)
    assert [one.rule for one in made.sayings] == ["FC5", "FC5", "FC5", "FC5", "FC4", "FC6", "FC7"]
    for one in made.sayings:
        assert set(one.source) <= set(KNOWLEDGE.sources)
        assert one.grade in set(Grade)
    assert any("no promise" in one.text for one in made.sayings)


@pytest.mark.parametrize(
    ("lasted", "words"),
    [(0, "no added benefit"), (60, "no added benefit"), (84, "about 15 of 100")],
)
def test_what_exercise_adds_hangs_on_how_long_it_has_lasted(lasted: int, words: str) -> None:
    (adds,) = (one for one in found(who((0, 5), lasted=lasted), 0).sayings if one.rule == "FC6")
    assert words in adds.text


def test_the_band_says_that_some_figures_are_still_to_be_checked() -> None:
    assert "still to be checked" in found(who((0, 5)), 0).label


# --- no forecast (FC8) --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "days", "why"),
    [
        (who((0, 5), episode=None), 0, WhyNone.NO_EPISODE),
        (who((0, 5), episode=Episode(started=START + timedelta(days=1))), 0, WhyNone.NO_EPISODE),
        (who((0, 5), episode=Episode()), 0, WhyNone.NO_DURATION),
        (who(), 0, WhyNone.NO_START),
        (who((7, 5), log=(LogEntry(on=START, slot=Slot.MORNING),)), 9, WhyNone.NO_START),
        (who((0, 0)), 0, WhyNone.NO_PAIN),
        (who((0, 5)), 365, WhyNone.OVER),
    ],
)
def test_without_what_it_needs_nothing_is_said_but_why(
    person: Record, days: int, why: WhyNone
) -> None:
    made = none(person, days)
    assert (made.why, made.rule) == (why, "FC8")
    assert len(made.text) > 20


def test_the_last_day_of_the_last_week_still_has_a_course() -> None:
    assert found(who((0, 5)), 52 * 7 - 1)
    assert found(who((0, 5)), 52 * 7).band[-1].week == 52
    assert none(who((0, 5)), 52 * 7 + 1).why is WhyNone.OVER


@pytest.mark.parametrize("status", [SignStatus.PRESENT, SignStatus.NOT_SURE])
@pytest.mark.parametrize(
    ("rule", "level", "stops"),
    [
        ("E01", Level.EMERGENCY, True),
        ("U01", Level.URGENT, True),
        ("R03", Level.REVIEW, True),
        ("R01", Level.REVIEW, False),
    ],
)
def test_an_open_sign_allows_no_forecast(
    rule: str, level: Level, status: SignStatus, *, stops: bool
) -> None:
    made = course(who((0, 5)), START, sign(rule, level, status), KNOWLEDGE)
    assert isinstance(made, NoForecast) is stops
    if isinstance(made, NoForecast):
        assert made.why is WhyNone.OPEN_SIGN
        assert "Is there something?" in made.text


@pytest.mark.parametrize("status", [SignStatus.ABSENT, SignStatus.CLEARED, SignStatus.EXPIRED])
def test_a_sign_that_is_not_open_does_not_stand_in_the_way(status: SignStatus) -> None:
    assert found(who((0, 5)), 0, sign("E01", Level.EMERGENCY, status))


def test_before_the_safety_questions_nothing_is_said() -> None:
    unasked = sign("E01", Level.EMERGENCY, SignStatus.UNANSWERED)
    assert none(who((0, 5)), clearance=unasked).why is WhyNone.NOT_SCREENED
    review = sign("R05", Level.REVIEW, SignStatus.UNANSWERED)
    assert found(who((0, 5)), 0, review)


# --- pure ---------------------------------------------------------------------------------------


@given(later=st.integers(1, 300), value=st.integers(0, 10))
def test_what_comes_later_is_not_known_yet(later: int, value: int) -> None:
    on = START + timedelta(days=30)
    known = who((0, 5), (30, 4))
    more = replace(known, outcomes=(*known.outcomes, pain(30 + later, value)))
    assert outlook(more, on, OPEN, KNOWLEDGE) == outlook(known, on, OPEN, KNOWLEDGE)


@given(shift=st.integers(-3000, 3000), values=st.lists(st.integers(1, 10), min_size=1, max_size=9))
def test_moving_all_dates_changes_nothing_but_dates(shift: int, values: list[int]) -> None:
    person = who(*((7 * n, value) for n, value in enumerate(values)))
    by = timedelta(days=shift)
    assert person.episode is not None
    assert person.episode.started is not None
    moved = replace(
        person,
        episode=Episode(started=person.episode.started + by),
        outcomes=tuple(replace(one, on=one.on + by) for one in person.outcomes),
    )
    on = START + timedelta(weeks=len(values))
    one = course(person, on, OPEN, KNOWLEDGE)
    other = course(moved, on + by, OPEN, KNOWLEDGE)
    assert isinstance(one, Course)
    assert isinstance(other, Course)
    assert (one.band, one.place, one.sure, one.see_clinician) == (
        other.band,
        other.place,
        other.sure,
        other.see_clinician,
    )
    assert [(p.week, p.value) for p in one.own] == [(p.week, p.value) for p in other.own]


# --- the file -----------------------------------------------------------------------------------


def _courses() -> dict[str, Any]:
    value = KNOWLEDGE.courses.model_dump(mode="json")
    assert to_value(value["pairs"][0]["duration"]) == "acute"
    return value


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: v["pairs"][0].update(from_weeks=1), "begin at 0"),
        (lambda v: v["pairs"][1].update(from_weeks=12), "rise"),
        (lambda v: v["pairs"][0].update(courses=["costa-acute", "nobody"]), "no course 'nobody'"),
        (lambda v: v["published"].append(v["published"][0]), "the same id"),
        (lambda v: v["published"][0]["points"].reverse(), "their weeks rise"),
        (lambda v: v["published"][0]["points"][0].update(value=0, low=None), "without pain"),
        (lambda v: v["published"][0]["points"][1].update(low=24), "between low and high"),
        (lambda v: v["published"][0]["points"][1].update(high=22), "between low and high"),
        (lambda v: v["published"][0]["points"].pop(), "end in one week"),
        (lambda v: v["horizons"].update(weeks=[6, 53]), "last horizon"),
        (lambda v: v["horizons"].update(weeks=[12, 6]), "horizons rise"),
    ],
)
def test_a_file_of_courses_that_cannot_be_is_refused(change: Any, words: str) -> None:
    value = _courses()
    Courses.model_validate(value)
    change(value)
    with pytest.raises(ValidationError, match=words):
        Courses.model_validate(value)
