# SPDX-License-Identifier: Apache-2.0
"""Records for screening tests, written as a clinician would tell them: "so many days ago"."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from multifidus.domain.record import (
    Clear,
    Directive,
    Done,
    Episode,
    Exclude,
    LogEntry,
    OutcomeEntry,
    Pain,
    Person,
    Record,
    Review,
    Screening,
    SetDone,
    Skipped,
)
from multifidus.domain.words import Answer, Level, Radiation, Sex, Slot
from multifidus.knowledge import loader, schema
from multifidus.knowledge.loader import DATA, Knowledge, read_as

TODAY = date(2026, 11, 16)
CLINICIAN = "J. Meyer, PT"
ASKED_OF_MANY = ("night-pain-wakes", "past-cancer", "sudden-sharp-pain", "getting-worse")


@lru_cache(maxsize=1)
def gate() -> Knowledge:
    """What screening reads, and nothing else, so that a fault elsewhere does not show here."""
    folders: dict[str, Any] = {
        "danger_signs": schema.DangerSign,
        "combinations": schema.Combination,
        "rules": schema.Rule,
    }
    parts: dict[str, Any] = {field.name: {} for field in fields(Knowledge)}
    for name, model in folders.items():
        patterns = ("GATE*.yaml", "PAIN[16].yaml") if name == "rules" else ("*.yaml",)
        parts[name] = {
            path.stem: read_as(path, model)
            for pattern in patterns
            for path in sorted((DATA / name).glob(pattern))
        }
    parts["sources"] = loader._read_map(DATA / "sources.yaml", schema.Source)
    parts["version"] = "test"
    return Knowledge(**parts)


def sign_ids(*levels: Level) -> list[str]:
    return [sign.id for sign in gate().danger_signs.values() if sign.level in levels]


def locking() -> list[str]:
    return sign_ids(Level.EMERGENCY, Level.URGENT)


def all_no() -> dict[str, Answer]:
    """A full set of answers without any concern."""
    ids = [sign.id for sign in gate().danger_signs.values() if sign.asked]
    return dict.fromkeys([*ids, *ASKED_OF_MANY], Answer.NO)


def weekly_no() -> dict[str, Answer]:
    """The weekly questions, without any concern."""
    found = {"anything-new": Answer.NO}
    for sign in gate().danger_signs.values():
        if "weekly" in sign.gates:
            found[sign.id] = Answer.NO
    return found


def answers(given: Mapping[str, str], base: Mapping[str, Answer]) -> dict[str, Answer]:
    found = dict(base)
    for question, word in given.items():
        found.pop(question, None)
        if word != "unanswered":
            found[question] = Answer(word)
    return found


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)


def person(told: Mapping[str, Any], on: date, started: date | None) -> Person:
    born = years_before(on, told.get("age", 40))
    if "born" in told:
        born = date.fromisoformat(told["born"])
    elif "age_at_onset" in told and started is not None:
        born = years_before(started, told["age_at_onset"])
    return Person(name="Test", born=born, sex=Sex(told.get("sex", "female")))


def entry(told: Mapping[str, Any], on: date) -> LogEntry:
    pain = {key: told.get(key) for key in ("before", "during", "after", "next_morning")}
    why = told.get("skipped_because")
    return LogEntry(
        on=on - timedelta(days=told["days_ago"]),
        slot=Slot(told.get("slot", "morning")),
        done=(Done(exercise="bridge", sets=(SetDone(reps=10),)),) if told.get("done", True) else (),
        pain=Pain(**pain),
        skipped=() if why is None else (Skipped(exercise="plank", why=why),),
    )


def directives(told: Mapping[str, Any], on: date) -> tuple[Directive, ...]:
    found: list[Directive] = []
    for row in told.get("cleared", ()):
        until = row.get("until_days_ago")
        found.append(
            Clear(
                on=on - timedelta(days=row["days_ago"]),
                by=CLINICIAN,
                sign=row["sign"],
                note="looked at",
                until=None if until is None else on - timedelta(days=until),
            )
        )
    for row in told.get("excluded", ()):
        day = on - timedelta(days=row["days_ago"])
        note = row.get("note", "")
        found.append(Exclude(on=day, by=CLINICIAN, exercise="sit-up", note=note))
    return tuple(found)


def build(told: Mapping[str, Any], on: date = TODAY) -> Record:
    """Return the record of a well person of 40 who answered everything today, changed as told."""
    unknown = set(told) - {
        "age", "born", "age_at_onset", "sex", "spell_days", "spell", "radiation", "conditions",
        "screened_days_ago", "answers", "earlier", "weekly_days_ago", "cleared", "reviewed",
        "excluded", "log", "average_pain",
    }  # fmt: skip
    assert not unknown, unknown
    spell = told.get("spell", "known")
    started = on - timedelta(days=told.get("spell_days", 10)) if spell == "known" else None
    radiation = Radiation(told.get("radiation", "none"))
    screenings = []
    days_ago = told.get("screened_days_ago", 0)
    if days_ago != "never":
        given = answers(told.get("answers", {}), all_no())
        screenings.append(Screening(on=on - timedelta(days=days_ago), answers=given))
    for row in told.get("earlier", ()):
        day = on - timedelta(days=row["days_ago"])
        screenings.append(Screening(on=day, answers=answers(row["answers"], {})))
    screenings += [
        Screening(on=on - timedelta(days=weekly), answers=weekly_no())
        for weekly in _as_list(told.get("weekly_days_ago"))
    ]
    return Record(
        person=person(told, on, started),
        episode=None if spell == "none" else Episode(started=started, radiation=radiation),
        screening=tuple(screenings),
        reviews=tuple(
            Review(on=on - timedelta(days=row["days_ago"]), by="my doctor", sign=row["sign"])
            for row in told.get("reviewed", ())
        ),
        conditions=tuple(told.get("conditions", ())),
        outcomes=tuple(
            OutcomeEntry(
                on=on - timedelta(days=row["days_ago"]),
                instrument="nprs",
                answers={"average": float(row["value"])},
            )
            for row in told.get("average_pain", ())
        ),
        directives=directives(told, on),
        log=tuple(entry(row, on) for row in told.get("log", ())),
    )


def _as_list(value: int | Sequence[int] | None) -> Sequence[int]:
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else value


def read_vignettes(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Every vignette of every file, tables written out row by row, each with a name of its own."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        document: Any = loader.read(path).value
        rows = list(document.get("vignettes", ()))
        for table in document.get("tables", ()):
            rows += [_row(table, row) for row in table["rows"]]
        found += [(path.stem, _sourced(row, document)) for row in rows]
    return found


def _sourced(row: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": document["source"], **row}


def _row(table: Mapping[str, Any], row: Sequence[Any]) -> dict[str, Any]:
    assert len(row) == len(table["columns"]), (table["name"], row)
    vignette: dict[str, Any] = {"record": _copy(table.get("record", {})), "expect": {}}
    shown = []
    for column, value in zip(table["columns"], row, strict=True):
        place: Any = vignette if column == "name" else vignette["expect"]
        if column.startswith("record."):
            shown.append(f"{column.rsplit('.', 1)[-1]} {value}")
            place = vignette["record"]
        *path, last = column.split(".")[1:] or [column]
        for step in path:
            key = int(step) if step.isdigit() else step
            place = place[key] if isinstance(place, list) else place.setdefault(key, {})
        if value is not None:
            place[last] = value
    vignette["name"] = vignette.get("name") or f"{table['name']}: {', '.join(shown)}"
    if "name" in table and "name" in table["columns"]:
        vignette["name"] = f"{table['name']}: {vignette['name']}"
    return vignette


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value
