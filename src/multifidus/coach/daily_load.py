# SPDX-License-Identifier: Apache-2.0
"""What the days ask of the back, counted over two weeks, and what to do about it.

The load book holds what the person notes: a kind of load was low, usual or high that day. A day
that was not noted stays unknown (rule LOAD1). After a high day hard exercise waits a day (rule
ADV11), within bounds, so that a busy week does not end all training.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from multifidus.domain.phrase import say, say_n
from multifidus.domain.record import DailyLoad, Record
from multifidus.domain.words import Activity, DayLoad, Grade, Lifting
from multifidus.knowledge.loader import Knowledge

KINDS: Final = ("sitting", "bending", "twisting", "lifting")
"""The kinds of load a day may hold, as the record names them."""

_WORSE: Final[Mapping[str, Activity]] = {
    "sitting": Activity.SITTING,
    "bending": Activity.BENDING_FORWARD,
    "twisting": Activity.TWISTING,
    "lifting": Activity.LIFTING,
}
_ADVICE: Final[Mapping[str, tuple[str, ...]]] = {
    "sitting": ("ADV1", "ADV7"),
    "bending": ("ADV2", "ADV4"),
    "twisting": ("ADV3",),
    "lifting": ("ADV2", "ADV6", "ADV8"),
}
"""The rules whose advice belongs to a kind, the plainest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCount:
    """One kind of load over the window: days noted as low, usual and high.

    `often` is whether high days were many, `known` what the record says of it besides the notes.
    """

    kind: str
    low: int
    usual: int
    high: int
    often: bool
    known: tuple[str, ...] = ()

    @property
    def noted(self) -> int:
        """Days on which it was noted at all."""
        return self.low + self.usual + self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadAdvice:
    """One piece of advice, why this person gets it, and how well it is known."""

    rule: str
    text: str
    because: tuple[str, ...]
    source: tuple[str, ...]
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPicture:
    """The load book on one day. `days` are the noted days of the window, the newest first."""

    on: date
    since: date
    days: tuple[DailyLoad, ...]
    counts: tuple[LoadCount, ...]
    advice: tuple[LoadAdvice, ...]
    moves: tuple[date, ...]
    move_today: bool
    move_tomorrow: bool
    hard_tier: int


def _figure(knowledge: Knowledge, rule: str, name: str) -> int:
    return round(knowledge.rules[rule].figures[name].value)


def _notes(record: Record, on: date) -> dict[date, DailyLoad]:
    """Return what was noted up to `on`, day by day; of one day and kind the last note counts."""
    out: dict[date, DailyLoad] = {}
    for row in record.daily_load:
        if row.on <= on:
            before = out.get(row.on, DailyLoad(on=row.on))
            values = {kind: getattr(row, kind) or getattr(before, kind) for kind in KINDS}
            out[row.on] = DailyLoad(on=row.on, **values)
    return dict(sorted(out.items()))


def hard_day_moves(record: Record, on: date, knowledge: Knowledge) -> frozenset[date]:
    """Return the days on which no hard exercise should lie, as the notes up to `on` have it.

    Each is the day after a day with a high load of any kind (rule ADV11). Moved days keep their
    distance and are few in any seven days (rule LOAD1): rest must not take the place of training.
    All notes are gone through, not only the window's, so that what was said of tomorrow still holds
    tomorrow.
    """
    after = timedelta(days=_figure(knowledge, "ADV11", "days"))
    apart = _figure(knowledge, "LOAD1", "days_apart")
    most = _figure(knowledge, "LOAD1", "most_moves")
    span = _figure(knowledge, "LOAD1", "moves_window_days")
    moved: list[date] = []
    for day, row in _notes(record, on).items():
        wanted = day + after
        if not any(getattr(row, kind) is DayLoad.HIGH for kind in KINDS):
            continue
        recent = [one for one in moved if (wanted - one).days < span]
        near = any((wanted - one).days < apart for one in moved)
        if not near and len(recent) < most:
            moved.append(wanted)
    return frozenset(moved)


def _known(kind: str, record: Record) -> Iterable[str]:
    """Say what the record tells of a kind of load besides the notes."""
    hours = record.life.sitting_hours_per_day
    if kind == "sitting" and hours is not None:
        yield say("You sit about {hours} hours a day.", hours=round(hours, 1))
    if kind == "lifting" and record.life.lifting is Lifting.HEAVY:
        yield say("Your days ask for heavy lifting.")
    if kind == "lifting" and record.life.lifting is Lifting.LIGHT:
        yield say("Your days ask for light lifting.")
    if record.episode is not None and _WORSE[kind] in record.episode.worse_with:
        yield {
            "sitting": say("Sitting makes your pain worse."),
            "bending": say("Bending forward makes your pain worse."),
            "twisting": say("Twisting makes your pain worse."),
            "lifting": say("Lifting makes your pain worse."),
        }[kind]


def _high(kind: str, days: int, window: int) -> str:
    """Say how many days were high in one kind."""
    if kind == "sitting":
        return say_n(
            "Sitting was high on {n} day of the last {window}.",
            "Sitting was high on {n} days of the last {window}.",
            days,
            window=window,
        )
    if kind == "bending":
        return say_n(
            "Bending was high on {n} day of the last {window}.",
            "Bending was high on {n} days of the last {window}.",
            days,
            window=window,
        )
    if kind == "twisting":
        return say_n(
            "Twisting was high on {n} day of the last {window}.",
            "Twisting was high on {n} days of the last {window}.",
            days,
            window=window,
        )
    return say_n(
        "Lifting was high on {n} day of the last {window}.",
        "Lifting was high on {n} days of the last {window}.",
        days,
        window=window,
    )


def _counts(
    record: Record, notes: Iterable[DailyLoad], knowledge: Knowledge
) -> tuple[LoadCount, ...]:
    rows = tuple(notes)
    often = _figure(knowledge, "LOAD1", "often_high_days")
    out = []
    for kind in KINDS:
        said = [getattr(row, kind) for row in rows]
        high = said.count(DayLoad.HIGH)
        out.append(
            LoadCount(
                kind=kind,
                low=said.count(DayLoad.LOW),
                usual=said.count(DayLoad.USUAL),
                high=high,
                often=high >= often,
                known=tuple(_known(kind, record)),
            )
        )
    return tuple(out)


def _matters(count: LoadCount, record: Record, knowledge: Knowledge) -> bool:
    """Whether a kind of load deserves advice: often high, makes pain worse, or long or heavy."""
    worse = record.episode is not None and _WORSE[count.kind] in record.episode.worse_with
    hours = record.life.sitting_hours_per_day or 0
    long = (
        count.kind == "sitting" and hours >= knowledge.rules["FND10"].figures["sitting_hours"].value
    )
    heavy = count.kind == "lifting" and record.life.lifting is Lifting.HEAVY
    return count.often or worse or long or heavy


def _advice(
    record: Record, counts: tuple[LoadCount, ...], knowledge: Knowledge
) -> tuple[LoadAdvice, ...]:
    window = _figure(knowledge, "LOAD1", "window_days")
    reasons: dict[str, list[str]] = {}
    for count in counts:
        if not _matters(count, record, knowledge):
            continue
        because = [*count.known]
        if count.often:
            because.append(_high(count.kind, count.high, window))
        for rule in _ADVICE[count.kind]:
            reasons.setdefault(rule, []).extend(because)
    return tuple(
        LoadAdvice(
            rule=name,
            text=knowledge.rules[name].text,
            because=tuple(dict.fromkeys(because)),
            source=knowledge.rules[name].source,
            grade=knowledge.rules[name].grade,
        )
        for name, because in reasons.items()
    )


def daily_load(record: Record, on: date, knowledge: Knowledge) -> LoadPicture:
    """Count what the last two weeks asked of the back, and say what may help.

    Parameters
    ----------
    record : Record
        Its notes after `on` are ignored.
    on : date
        The last day of the window.
    """
    window = _figure(knowledge, "LOAD1", "window_days")
    since = on - timedelta(days=window - 1)
    notes = [row for day, row in _notes(record, on).items() if day >= since]
    counts = _counts(record, notes, knowledge)
    moves = hard_day_moves(record, on, knowledge)
    return LoadPicture(
        on=on,
        since=since,
        days=tuple(reversed(notes)),
        counts=counts,
        advice=_advice(record, counts, knowledge),
        moves=tuple(sorted(day for day in moves if day >= since)),
        move_today=on in moves,
        move_tomorrow=on + timedelta(days=1) in moves,
        hard_tier=_figure(knowledge, "LOAD1", "hard_tier"),
    )
