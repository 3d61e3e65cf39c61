# SPDX-License-Identifier: Apache-2.0
"""The catalogue: exercises to look through, one in full, and what it is to whoever asks."""

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from multifidus.domain.phrase import say
from multifidus.domain.week import LeftOut, Reason
from multifidus.domain.words import Side, Slot
from multifidus.knowledge.language import languages
from multifidus.knowledge.schema import DoseStep, Exercise, Test
from multifidus.programme import known_on
from multifidus.screen import screen
from multifidus.service.access import Action, Role, Who, decide
from multifidus.service.catalogue_search import Filters, Index, index, known, search
from multifidus.service.errors import NotYours
from multifidus.service.house import Service
from multifidus.service.records import kept
from multifidus.service.weeks import Shown, the_weeks

_indexes: Final[dict[str, Index]] = {}
_making: Final = Lock()


def _index(service: Service) -> Index:
    """Return the words of all languages, gathered once for each version of the knowledge."""
    version = service.knowledge.version
    with _making:
        if version not in _indexes:
            _indexes.clear()
            _indexes[version] = index(service.knowledge_in(one) for one in languages())
        return _indexes[version]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The exercises that were found, in the asker's language, and the filters as understood."""

    filters: Filters
    found: tuple[Exercise, ...]
    total: int


def catalogue(service: Service, who: Who, filters: Filters) -> Listed:
    """Find exercises."""
    decide(who, Action.READ_KNOWLEDGE)
    understood = known(filters, service.knowledge)
    book = service.knowledge_in(who.language)
    ids = search(understood, book, _index(service))
    return Listed(
        filters=understood,
        found=tuple(book.exercises[key] for key in ids),
        total=len(book.exercises),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One exercise in full, in the asker's language.

    `sided` is whether it is done left and right. `easier` and `harder` are its neighbours on the
    ladder. `first` and `last` give the dose of each stage: where one begins and where it leads.
    """

    exercise: Exercise
    sided: bool
    easier: tuple[Exercise, ...]
    harder: tuple[Exercise, ...]
    doses: tuple[tuple[str, DoseStep, DoseStep, tuple[int, int]], ...]


def exercise(service: Service, who: Who, key: str) -> Told:
    """Return one exercise in full.

    Raises
    ------
    NotYours
        If there is none of this name.
    """
    decide(who, Action.READ_KNOWLEDGE)
    book = service.knowledge_in(who.language)
    row = book.exercises.get(key)
    if row is None:
        raise NotYours(say("There is no such page."))
    family = [one for one in book.exercises.values() if one.ladder.id == row.ladder.id]
    below = [one for one in family if one.ladder.rung < row.ladder.rung]
    above = [one for one in family if one.ladder.rung > row.ladder.rung]
    lower = max((one.ladder.rung for one in below), default=0)
    upper = min((one.ladder.rung for one in above), default=0)
    return Told(
        exercise=row,
        sided=_sided(row),
        easier=tuple(one for one in below if one.ladder.rung == lower),
        harder=tuple(one for one in above if one.ladder.rung == upper),
        doses=tuple(
            (str(stage), table.steps[table.start], table.steps[-1], table.times_per_week)
            for stage, table in row.doses.stages.items()
        ),
    )


def about_test(service: Service, who: Who, key: str) -> tuple[Test, bool]:
    """Return one test in the asker's language, and whether its drawing has a left and a right.

    Raises
    ------
    NotYours
        If there is none of this name.
    """
    decide(who, Action.READ_KNOWLEDGE)
    row = service.knowledge_in(who.language).tests.get(key)
    if row is None:
        raise NotYours(say("There is no such page."))
    return row, _sided(row)


def _sided(row: Exercise | Test) -> bool:
    return row.movement is not None and row.movement.works is not None


def side_of(wished: str, *, sided: bool) -> Side | None:
    """Return the side to draw: as wished, left if nothing was; none where there is only one."""
    if not sided:
        return None
    return Side.RIGHT if wished == Side.RIGHT else Side.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What an exercise is to the asker this week.

    Either `times` say when it is done and `why`, or `left_out` says which own fact keeps it out, or
    neither: it may be done and is not in this week. `locked` means that no week may be shown now.
    """

    times: tuple[tuple[date, Slot], ...] = ()
    why: tuple[Reason, ...] = ()
    left_out: LeftOut | None = None
    locked: bool = False


def mine(service: Service, who: Who, key: str) -> Mine | None:
    """Say what an exercise is to the asker; None without a record or as long as there is no week."""
    if who.role is Role.ANYONE:
        return None
    decide(who, Action.READ_RECORD)
    record = kept(service, who)
    if record is None:
        return None
    today = service.today()
    if screen(known_on(record.record, today), today, service.knowledge).blocked:
        return Mine(locked=True)
    shown = the_weeks(service, who, record)
    return _mine(shown, key) if isinstance(shown, Shown) else None


def _mine(shown: Shown, key: str) -> Mine:
    week = shown.weeks[0]
    items = [
        (session, item)
        for session in week.sessions
        for item in session.items
        if item.exercise == key
    ]
    if items:
        times = dict.fromkeys((session.on, session.slot) for session, _ in items)
        return Mine(times=tuple(times), why=items[0][1].why)
    barred = next((one for one in week.left_out if one.exercise == key), None)
    return Mine(left_out=barred)
