# SPDX-License-Identifier: Apache-2.0
"""The forms of the way in: from what was typed to facts for the record, and back. Pure.

Each form has two functions: `read_X` gives the facts or raises with a word about each field, and
`typed_X` fills the form again from the record, so that going back shows what was said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from multifidus.domain.phrase import say
from multifidus.domain.record import Record
from multifidus.domain.words import (
    Activity,
    Day,
    Lifting,
    PainSite,
    Radiation,
    Season,
    Sex,
    Slot,
)
from multifidus.exchange.record_checks import EARLIEST
from multifidus.knowledge.loader import Knowledge
from multifidus.service.way_in_typed import Reader, Typed, ago, every, first

OWN_ACTIVITIES: Final = 3
SINCE: Final = (3, 7, 14, 28, 42, 91, 182, 365, 730)
"""Choices for when the pain began, in days ago."""
A_DAY: Final = "day"
"""The choice that gives a day instead."""
ANSWERS: Final[Mapping[str, object]] = {"yes": True, "no": False, "not-sure": "not-sure"}
FILLS: Final[Mapping[str, tuple[tuple[Day, ...], Slot, int]]] = {
    "weekday-mornings": (tuple(Day)[:5], Slot.MORNING, 20),
    "weekday-evenings": (tuple(Day)[:5], Slot.EVENING, 20),
    "every-second-morning": ((Day.MON, Day.WED, Day.FRI), Slot.MORNING, 20),
    "every-evening": (tuple(Day), Slot.EVENING, 15),
}
"""Quick fills of the week: days, slot, minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact to add, about today unless `on` says another day.

    `replaces` is what an earlier fact of the same day must hold for this one to correct it.
    """

    kind: str
    body: Any
    replaces: Mapping[str, str] | None = None
    on: date | None = None


# --- who you are ------------------------------------------------------------------------------


def read_you(typed: Typed, today: date, knowledge: Knowledge) -> list[Fact]:
    """Read name, date of birth, sex, height and weight."""
    reader, bounds = Reader(typed), knowledge.record_bounds
    oldest = max(EARLIEST, date(today.year - int(bounds.age.highest), 1, 1))
    born = reader.day("born", earliest=oldest, latest=today, needed=say("Give your date of birth."))
    body: dict[str, Any] = {
        "name": reader.text("name", needed=say("Write a name. It can be anything.")),
        "born": born.isoformat() if born else "",
        "sex": reader.choice("sex", Sex, needed=say("Choose one of the three.")),
    }
    for key, range_ in (("height_cm", bounds.height_cm), ("mass_kg", bounds.mass_kg)):
        if (value := reader.number(key, range_)) is not None:
            body[key] = value
    reader.done()
    return [Fact(kind="person", body=body)]


def typed_you(record: Record) -> Typed:
    """Fill the form again."""
    person = record.person
    return {
        "name": [person.name],
        "born": [person.born.isoformat()],
        "sex": [person.sex.value],
        "height_cm": [_plain(person.height_cm)],
        "mass_kg": [_plain(person.mass_kg)],
    }


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


# --- danger signs and conditions --------------------------------------------------------------


def read_safety(typed: Typed, groups: Mapping[str, tuple[str, ...]]) -> list[Fact]:
    """Read the answers to the danger signs; every question that was shown needs one.

    Parameters
    ----------
    groups : mapping
        The questions shown, by group; a group's own `none-GROUP` says no to those left open in it.
    """
    reader = Reader(typed)
    answers: dict[str, object] = {}
    for group, questions in groups.items():
        none = first(typed, f"none-{group}") == "yes"
        for question in questions:
            needed = "" if none else say("Please answer this one.")
            said = reader.choice(f"q-{question}", ANSWERS, needed=needed)
            answers[question] = ANSWERS[said or "no"]
    reader.done()
    return [Fact(kind="screening", body={"answers": answers})] if answers else []


def read_conditions(typed: Typed, record: Record, knowledge: Knowledge) -> list[Fact]:
    """Read which conditions apply; those that nobody is asked about stay as they are."""
    reader = Reader(typed)
    asked = [one.id for one in knowledge.conditions.values() if one.self_reported]
    chosen = every(typed, "condition", asked)
    none = first(typed, "none") == "yes"
    if not chosen and not none:
        reader.fault("condition", say("Choose what applies, or say that none of them does."))
    if chosen and none:
        reader.fault("none", say("You chose something above and none of them as well. Keep one."))
    reader.done()
    kept = [one for one in record.conditions if one not in asked]
    return [Fact(kind="conditions", body=[*kept, *chosen])]


def typed_conditions(record: Record, *, asked: bool) -> Typed:
    """Fill the form again; an empty list that was given before is a none."""
    return {
        "condition": list(record.conditions),
        "none": ["yes"] if asked and not record.conditions else [""],
    }


# --- pain -------------------------------------------------------------------------------------

_REACH: Final[Mapping[str, Radiation]] = {
    "buttock": Radiation.BUTTOCK,
    "thigh": Radiation.THIGH,
    "below-knee": Radiation.BELOW_KNEE,
}


def reach_of(sites: list[str]) -> Radiation:
    """Return how far down the marks reach."""
    found = {_REACH[key] for key in _REACH for site in sites if site.startswith(key)}
    return max(found, key=list(Radiation).index, default=Radiation.NONE)


def read_pain(typed: Typed, record: Record, today: date) -> list[Fact]:
    """Read where it hurts, how far down, and since when; without pain there is no episode."""
    reader = Reader(typed)
    has = reader.choice("pain", ("yes", "no"), needed=say("Choose one of the two."))
    if has == "no":
        return [Fact(kind="episode", body=None)]
    sites = every(typed, "sites", PainSite)
    if has and not sites:
        reader.fault("sites", say("Mark at least one place."))
    reach = reader.choice(
        "radiation", Radiation, needed=say("Choose how far down the pain reaches.")
    )
    marked = reach_of(sites)
    if reach and list(Radiation).index(Radiation(reach)) < list(Radiation).index(marked):
        reader.fault(
            "radiation", say("Your marks reach further down. Change this, or take a mark away.")
        )
    since = reader.choice(
        "since",
        [*(str(days) for days in SINCE), A_DAY],
        needed=say("Choose about when it began."),
    )
    started: date | None = None
    if since == A_DAY:
        earliest = max(EARLIEST, record.person.born)
        started = reader.day(
            "started", earliest=earliest, latest=today, needed=say("Give the day it began.")
        )
    elif since:
        started = max(ago(int(since), today), record.person.born)
    reader.done()
    before = record.episode
    body: dict[str, Any] = {
        "started": started.isoformat() if started else None,
        "worse_with": [one.value for one in before.worse_with] if before else [],
        "better_with": [one.value for one in before.better_with] if before else [],
        "radiation": reach,
        "sites": sites,
    }
    return [Fact(kind="episode", body=body)]


def typed_pain(record: Record, *, asked: bool) -> Typed:
    """Fill the form again; the day it began stands as a day."""
    episode = record.episode
    if episode is None:
        return {"pain": ["no"] if asked else [""]}
    return {
        "pain": ["yes"],
        "sites": [one.value for one in episode.sites],
        "radiation": [episode.radiation.value],
        "since": [A_DAY] if episode.started else [""],
        "started": [episode.started.isoformat()] if episode.started else [""],
    }


def read_hurts(typed: Typed, record: Record, knowledge: Knowledge) -> list[Fact]:
    """Read how strong the pain is, and what makes it worse or better."""
    reader = Reader(typed)
    episode = record.episode
    leg = episode is not None and episode.radiation is not Radiation.NONE
    answers = {}
    for item in knowledge.questionnaires["nprs"].items:
        asked = item.id != "leg" or leg
        needed = say("Choose a number from 0 to 10.") if asked else ""
        value = reader.points(f"nprs-{item.id}", needed=needed) if asked else 0
        if value is not None:
            answers[item.id] = value
    reader.done()
    body = {
        "started": episode.started.isoformat() if episode and episode.started else None,
        "worse_with": every(typed, "worse", Activity),
        "better_with": every(typed, "better", Activity),
        "radiation": (episode.radiation if episode else Radiation.NONE).value,
        "sites": [one.value for one in episode.sites] if episode else [],
    }
    return [
        Fact(kind="episode", body=body),
        Fact(
            kind="outcome",
            body={"instrument": "nprs", "answers": answers},
            replaces={"instrument": "nprs"},
        ),
    ]


def typed_hurts(record: Record) -> Typed:
    """Fill the form again."""
    rows = [one for one in record.outcomes if one.instrument == "nprs"]
    answers = max(rows, key=lambda one: one.on).answers if rows else {}
    episode = record.episode
    return {
        **{f"nprs-{key}": [_plain(value)] for key, value in answers.items()},
        "worse": [one.value for one in episode.worse_with] if episode else [],
        "better": [one.value for one in episode.better_with] if episode else [],
    }


def read_activities(typed: Typed, record: Record) -> list[Fact]:
    """Read up to three activities of the person's own and how well each goes; all may stay empty."""
    reader = Reader(typed)
    names: list[str] = []
    answers: dict[str, int] = {}
    for number in range(1, OWN_ACTIVITIES + 1):
        name = reader.text(f"activity-{number}")
        if not name:
            if first(typed, f"how-{number}"):
                reader.fault(f"activity-{number}", say("Write which activity this number is for."))
            continue
        names.append(name)
        value = reader.points(f"how-{number}", needed=say("Choose a number from 0 to 10."))
        if value is not None:
            answers[f"activity-{len(names)}"] = value
    reader.done()
    if not names:
        return [Fact(kind="activities", body=[])] if record.activities else []
    return [
        Fact(kind="activities", body=names),
        Fact(
            kind="outcome",
            body={"instrument": "psfs", "answers": answers},
            replaces={"instrument": "psfs"},
        ),
    ]


def typed_activities(record: Record) -> Typed:
    """Fill the form again."""
    rows = [one for one in record.outcomes if one.instrument == "psfs"]
    answers = max(rows, key=lambda one: one.on).answers if rows else {}
    typed = {f"activity-{n}": [name] for n, name in enumerate(record.activities, 1)}
    typed |= {key.replace("activity", "how"): [_plain(value)] for key, value in answers.items()}
    return typed


# --- the week ---------------------------------------------------------------------------------


def read_life(typed: Typed, record: Record, knowledge: Knowledge) -> list[Fact]:
    """Read what the days ask of the back; a season that was not asked about stays as it is."""
    reader, bounds = Reader(typed), knowledge.record_bounds
    body: dict[str, Any] = {
        "lifting": reader.choice("lifting", Lifting, needed=say("Choose one of the three.")),
        "sports": [one.strip() for one in reader.text("sports").split(",") if one.strip()],
    }
    season: str | None = reader.choice("season", Season)
    if "season" not in typed:
        season = record.life.season
    if season:
        body["season"] = season
    hours = reader.number(
        "sitting_hours_per_day",
        bounds.sitting_hours_per_day,
        needed=say("Write about how many hours. A guess is fine."),
    )
    minutes = reader.number(
        "walking_minutes_per_week",
        bounds.walking_minutes_per_week,
        needed=say("Write about how many minutes. A guess is fine."),
    )
    reader.done()
    return [
        Fact(
            kind="life",
            body=body | {"sitting_hours_per_day": hours, "walking_minutes_per_week": minutes},
        )
    ]


def typed_life(record: Record, *, asked: bool) -> Typed:
    """Fill the form again."""
    life = record.life
    return {
        "sitting_hours_per_day": [_plain(life.sitting_hours_per_day)],
        "lifting": [life.lifting.value] if asked else [""],
        "sports": [", ".join(life.sports)],
        "season": [life.season.value if life.season else ""],
        "walking_minutes_per_week": [_plain(life.walking_minutes_per_week)],
    }


def read_week(typed: Typed, knowledge: Knowledge) -> list[Fact]:
    """Read the minutes of each day; at least one slot must have some."""
    reader, bounds = Reader(typed), knowledge.record_bounds.minutes_per_slot
    body: dict[str, dict[str, int]] = {}
    for day in Day:
        for slot in Slot:
            value = reader.number(f"minutes-{day}-{slot}", bounds)
            if value is not None and isinstance(value, float):
                reader.fault(f"minutes-{day}-{slot}", say("Write whole minutes."))
            elif value:
                body.setdefault(day.value, {})[slot.value] = value
    if not body:
        reader.fault("minutes", say("Give at least one time of the week some minutes."))
    reader.done()
    return [Fact(kind="availability", body=body)]


def typed_week(record: Record) -> Typed:
    """Fill the form again."""
    return {
        f"minutes-{day}-{slot}": [str(minutes)]
        for day, slots in record.availability.items()
        for slot, minutes in slots.items()
    }


def filled(typed: Typed, fill: str) -> Typed:
    """Return the form with one of the quick fills put in; what else was typed stays."""
    if fill == "clear":
        return {key: value for key, value in typed.items() if not key.startswith("minutes-")}
    days, slot, minutes = FILLS[fill]
    return {**typed, **{f"minutes-{day}-{slot}": [str(minutes)] for day in days}}


def read_things(typed: Typed, record: Record, knowledge: Knowledge) -> list[Fact]:
    """Read what there is to exercise with, and what the person would rather not do."""
    askable = [one.id for one in knowledge.equipment.values() if not one.assumed]
    kept = [one for one in record.equipment if one not in askable]
    dislike = every(typed, "dislike", knowledge.ladders)
    before = record.preferences
    others = [one for one in before.dislike if one not in knowledge.ladders]
    preferences: dict[str, Any] = {
        "like": list(before.like),
        "dislike": [*others, *dislike],
        "core_per_day": before.core_per_day,
        "allow_tier_4": before.allow_tier_4,
    }
    return [
        Fact(kind="equipment", body=[*kept, *every(typed, "equipment", askable)]),
        Fact(kind="preferences", body=preferences),
    ]


def typed_things(record: Record) -> Typed:
    """Fill the form again."""
    return {"equipment": list(record.equipment), "dislike": list(record.preferences.dislike)}
