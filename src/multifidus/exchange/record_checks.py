# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the content of a record file: ids, ranges, dates, sides.

The checks walk the raw values, not the validated models, so that a slip in one place never hides
a slip in another. A value of the wrong type is passed over here: the models report it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from multifidus.domain.words import Modality
from multifidus.exchange.words import Names, quoted
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import HumanRange
from multifidus.knowledge.schema_texts import Item
from multifidus.knowledge.yamlfile import Document, Fault, Path

EARLIEST: Final = date(1900, 1, 1)
SCORE: Final = "score"
"""The one answer of a questionnaire whose items are not embedded."""

_SLIPS: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "height_cm": (("metres", 100.0), ("inches", 2.54)),
    "mass_kg": (("grams", 0.001),),
    "sitting_hours_per_day": (("minutes", 1 / 60),),
}
"""Units people write by mistake, and what turns them into ours."""


def content_faults(document: Document, knowledge: Knowledge) -> Iterator[tuple[Path, Fault]]:
    """Yield every fault of content, each with its path."""
    if isinstance(document.value, dict):
        checks = _Checks(document, document.value, knowledge)
        checks.run()
        yield from ((path, document.fault(path, text)) for path, text in checks.found)


def names_of(knowledge: Knowledge) -> dict[str, Names]:
    """Return every family of ids that a record file may use, with their other names."""
    exercises: dict[str, tuple[str, ...]] = {
        key: (row.name, *row.aliases) for key, row in knowledge.exercises.items()
    }
    likes = {key: (row.name,) for key, row in knowledge.ladders.items()}
    signs: dict[str, tuple[str, ...]] = {
        key: (row.rule,) for key, row in knowledge.danger_signs.items()
    }
    parts: dict[str, tuple[str, ...]] = {
        part.id: () for row in knowledge.danger_signs.values() for part in row.parts
    }
    return {
        "exercises": Names(exercises),
        "likes": Names({mode.value: () for mode in Modality} | likes | exercises),
        "tests": Names({key: (row.name, *row.aliases) for key, row in knowledge.tests.items()}),
        "danger_signs": Names(signs),
        "questions": Names(signs | parts),
        "conditions": Names({key: (row.plain_name,) for key, row in knowledge.conditions.items()}),
        "equipment": Names({key: (row.plain_name,) for key, row in knowledge.equipment.items()}),
        "questionnaires": Names(
            {key: (row.name,) for key, row in knowledge.questionnaires.items()}
        ),
    }


_KINDS: Final = {
    "exercises": "exercise",
    "likes": "exercise, ladder or kind of work",
    "tests": "test",
    "danger_signs": "danger sign",
    "questions": "screening question",
    "conditions": "condition",
    "equipment": "piece of equipment",
    "questionnaires": "questionnaire",
}


_DATED: Final = (
    "screening",
    "reviews",
    "measurements",
    "outcomes",
    "directives",
    "decisions",
    "flare_ups",
    "daily_load",
)


def day_of(value: object) -> date | None:
    """Read a date, or nothing where there is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def number_of(value: object) -> float | None:
    """Read a number, or nothing where there is none."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@dataclass(slots=True)
class _Checks:
    document: Document
    top: dict[str, Any]
    knowledge: Knowledge
    found: list[tuple[Path, str]] = field(default_factory=list)
    names: dict[str, Names] = field(init=False)

    def __post_init__(self) -> None:
        self.names = names_of(self.knowledge)

    # --- walking ------------------------------------------------------------------------------

    def block(self, *path: str) -> dict[str, Any]:
        value: Any = self.top
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def rows(self, owner: dict[str, Any], path: Path, key: str) -> Iterator[tuple[Path, Any]]:
        value = owner.get(key)
        for n, row in enumerate(value if isinstance(value, list) else []):
            yield (*path, key, n), row

    def blocks(self, owner: dict[str, Any], path: Path, key: str) -> Iterator[tuple[Path, Any]]:
        yield from (pair for pair in self.rows(owner, path, key) if isinstance(pair[1], dict))

    # --- single values ------------------------------------------------------------------------

    def say(self, path: Path, text: str) -> None:
        self.found.append((path, text))

    def known(self, path: Path, value: object, of: str) -> bool:
        if not isinstance(value, str):
            return False
        if value in self.names[of].ids:
            return True
        near = self.names[of].did_you_mean(value)
        self.say(path, f"there is no {_KINDS[of]} {quoted(value)}{near}")
        return False

    def within(self, path: Path, value: object, bounds: HumanRange) -> None:
        number = number_of(value)
        if number is None or bounds.lowest <= number <= bounds.highest:
            return
        key = str(path[-1])
        unit = bounds.unit.partition(" 0-")[0]
        text = f"{quoted(number)} is outside {bounds.lowest:g} to {bounds.highest:g} {unit}"
        for other, factor in _SLIPS.get(key, ()):
            if bounds.lowest <= number * factor <= bounds.highest:
                self.say(path, f"{text}; it looks like {other}: write {number * factor:.4g}")
                return
        self.say(path, f"{text}; {bounds.hint}" if bounds.hint else text)

    def bounded(self, path: Path, owner: dict[str, Any], key: str, bound: str = "") -> None:
        self.within(
            (*path, key), owner.get(key), getattr(self.knowledge.record_bounds, bound or key)
        )

    # --- sections -----------------------------------------------------------------------------

    def run(self) -> None:
        self.dates()
        self.person_and_life()
        self.lists_of_ids()
        self.screening()
        self.availability()
        self.measurements()
        self.outcomes()
        self.directives()
        self.flare_ups()
        self.log()

    def dated(self) -> Iterator[tuple[Path, date]]:
        places: list[tuple[Path, Any]] = [(("episode",), self.block("episode"))]
        for key in (*_DATED, "log"):
            places += self.blocks(self.top, (), key)
        for path, owner in places:
            for key in ("started", "on", "until", "ended"):
                day = day_of(owner.get(key))
                if day is not None:
                    yield (*path, key), day

    def dates(self) -> None:
        born = day_of(self.block("person").get("born"))
        oldest = self.knowledge.record_bounds.age.highest
        if born is not None and born < EARLIEST:
            self.say(("person", "born"), f"{born} is before {EARLIEST}; check the year")
        for path, day in self.dated():
            if day < EARLIEST:
                self.say(path, f"{day} is before {EARLIEST}; check the year")
            elif born is not None and day < born:
                self.say(path, f"{day} is before the person was born ({born})")
            elif born is not None and born >= EARLIEST and day.year - born.year > oldest + 1:
                self.say(path, f"on {day} the person would be over {oldest:g}; check the year")

    def person_and_life(self) -> None:
        for key in ("height_cm", "mass_kg"):
            self.bounded(("person",), self.block("person"), key)
        for key in ("sitting_hours_per_day", "walking_minutes_per_week"):
            self.bounded(("life",), self.block("life"), key)
        self.bounded(("preferences",), self.block("preferences"), "core_per_day")
        for key in ("exercises_per_week", "weekly_rise_percent"):
            self.bounded(("policy",), self.block("policy"), key)

    def lists_of_ids(self) -> None:
        for path, value in self.rows(self.top, (), "conditions"):
            self.known(path, value, "conditions")
        for path, value in self.rows(self.top, (), "equipment"):
            self.known(path, value, "equipment")
        for key in ("like", "dislike"):
            for path, value in self.rows(self.block("preferences"), ("preferences",), key):
                self.known(path, value, "likes")

    def screening(self) -> None:
        for path, row in self.blocks(self.top, (), "screening"):
            answers = row.get("answers")
            for question in answers if isinstance(answers, dict) else ():
                self.known((*path, "answers", question), question, "questions")
        for path, row in self.blocks(self.top, (), "reviews"):
            self.known((*path, "sign"), row.get("sign"), "questions")

    def availability(self) -> None:
        for day in self.block("availability"):
            slots = self.block("availability", day)
            for slot in slots:
                self.bounded(("availability", day), slots, slot, "minutes_per_slot")

    def measurements(self) -> None:
        for path, row in self.blocks(self.top, (), "measurements"):
            if not self.known((*path, "test"), row.get("test"), "tests"):
                continue
            test = self.knowledge.tests[row["test"]]
            self.within((*path, "value"), row.get("value"), test.human_range)
            side = row.get("side")
            if test.sides and side is None:
                self.say(
                    path,
                    f"'side' is missing: {test.id} is done left and right; write side: left or side: right",
                )
            if not test.sides and side is not None:
                self.say((*path, "side"), f"{test.id} is not done by side; leave side out")

    def outcomes(self) -> None:
        for path, row in self.blocks(self.top, (), "outcomes"):
            if not self.known((*path, "instrument"), row.get("instrument"), "questionnaires"):
                continue
            items = {
                item.id: item for item in self.knowledge.questionnaires[row["instrument"]].items
            }
            answers = row.get("answers")
            for key, value in (answers if isinstance(answers, dict) else {}).items():
                self.outcome_answer((*path, "answers", key), row["instrument"], items, value)

    def outcome_answer(
        self, path: Path, instrument: str, items: dict[str, Item], value: object
    ) -> None:
        key, number = str(path[-1]), number_of(value)
        if not items:
            if key != SCORE:
                self.say(
                    path,
                    f"the items of {instrument} are not part of this product; write score: and its total",
                )
            return
        if key not in items:
            names = Names(dict.fromkeys(items, ()))
            near = names.did_you_mean(key) or f"; its items are {', '.join(items)}"
            self.say(path, f"{instrument} has no item {quoted(key)}{near}")
            return
        low, high = items[key].low, items[key].high
        if number is not None and not low <= number <= high:
            self.say(path, f"{quoted(number)} is outside {low:g} to {high:g}")

    def directives(self) -> None:
        for path, row in self.blocks(self.top, (), "directives"):
            for key, of in (
                ("exercise", "exercises"),
                ("condition", "conditions"),
                ("sign", "questions"),
            ):
                if key in row:
                    self.known((*path, key), row[key], of)
            self.bounded(path, row, "times_per_week")
            on, until = day_of(row.get("on")), day_of(row.get("until"))
            if on is not None and until is not None and until < on:
                self.say((*path, "until"), f"{until} is before the directive itself ({on})")

    def flare_ups(self) -> None:
        for path, row in self.blocks(self.top, (), "flare_ups"):
            on, ended = day_of(row.get("on")), day_of(row.get("ended"))
            if on is not None and ended is not None and ended < on:
                self.say((*path, "ended"), f"{ended} is before the flare-up itself ({on})")

    def log(self) -> None:
        for path, row in self.blocks(self.top, (), "log"):
            for where in ("pain", "leg"):
                pain = row.get(where)
                for key in pain if isinstance(pain, dict) else ():
                    bound = "hours" if key == "settled_hours" else "pain"
                    self.bounded((*path, where), pain, key, bound)
            for place, one in self.blocks(row, path, "skipped"):
                self.known((*place, "exercise"), one.get("exercise"), "exercises")
            for place, one in self.blocks(row, path, "done"):
                self.known((*place, "exercise"), one.get("exercise"), "exercises")
                self.bounded(place, one, "effort")
                asked = one.get("planned")
                if isinstance(asked, dict):
                    for key in ("sets", "reps", "hold_s"):
                        self.bounded((*place, "planned"), asked, key)
                    self.bounded((*place, "planned"), asked, "minutes", "bout_minutes")
                for spot, each in self.blocks(one, place, "sets"):
                    self.one_set(spot, each)

    def one_set(self, path: Path, row: dict[str, Any]) -> None:
        for key in ("reps", "hold_s", "load_kg"):
            self.bounded(path, row, key)
        self.bounded(path, row, "minutes", "bout_minutes")
        if not {"reps", "hold_s", "minutes"} & row.keys():
            self.say(path, "nothing was done in this set; write reps, hold_s or minutes")
