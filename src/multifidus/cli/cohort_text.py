# SPDX-License-Identifier: Apache-2.0
"""A cohort in words: what was lived, what broke, and how policies compare on the same people."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multifidus.cohort.run import Settings

MOST_NAMED: Final = 50
NAMES: Final = {
    "adapt": "this programme",
    "leaflet": "fixed leaflet",
    "always": "more every week",
}
COMPARED: Final = (
    ("sessions done", "sessions done"),
    ("minutes", "minutes done"),
    ("rise over 10 %", "weeks over the usual by more than 10 %"),
    ("rise over 30 %", "weeks over the usual by more than 30 %"),
    ("unsuited", "exercises that do not suit the person"),
    ("after a danger sign", "sessions with a danger sign"),
    ("truly painful", "sessions that hurt clearly more"),
    ("red", "red sessions, as reported"),
    ("amber", "amber sessions, as reported"),
    ("flare-ups", "flare-ups"),
)
SHOWN: Final = (
    "course_scatter",
    "flare_chance",
    "flare_chance_by_load",
    "load_tolerated",
    "session_rise_by_load",
    "session_rise_by_flag",
    "strength_gain",
    "adherence",
    "leaflet_heeds",
)
"""The assumptions that decide most of the comparison."""
CAVEAT: Final = (
    "This is a test of the logic on made-up people. It is no evidence of benefit to anybody: what\n"
    "the people feel follows from the assumptions below, and somebody chose those."
)


def cohort_text(
    settings: "Settings",
    figures: Mapping[str, Mapping[str, Any]],
    broken: Sequence[Mapping[str, Any]],
    files: Sequence[str],
    timing: Mapping[str, float],
) -> str:
    """Write the whole report."""
    people, weeks = (
        _many(settings.people, "person", "people"),
        _many(settings.weeks, "week", "weeks"),
    )
    lines = [f"Virtual cohort: {people}, {weeks} each, from seed {settings.seed}", ""]
    if "adapt" in figures:
        lines += [*_broken(broken, files), "", *_lived(figures["adapt"]), ""]
    if len(figures) > 1 or "adapt" not in figures:
        lines += [*_compared(figures), ""]
    lines.append(
        f"{timing['lives']:g} lives in {timing['seconds']:g} s on "
        f"{_many(int(timing['processes']), 'process', 'processes')}: "
        f"{timing['person-weeks a second and core']:g} person-weeks a second and core"
    )
    return "\n".join(lines) + "\n"


def _many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _broken(broken: Sequence[Mapping[str, Any]], files: Sequence[str]) -> Iterable[str]:
    from multifidus.cohort.invariants import ALL  # noqa: PLC0415 - slow

    if not broken:
        yield f"Invariants: {len(ALL)} looked at, 0 breaches"
        return
    yield f"Invariants: {_many(len(broken), 'breach', 'breaches')}"
    sentences = {one.name: one.sentence for one in ALL}
    for name in dict.fromkeys(one["invariant"] for one in broken):
        yield f"  {name}: {sentences[name]}"
        rows = [one for one in broken if one["invariant"] == name]
        for row in rows[:MOST_NAMED]:
            yield f"    person {row['seed']}, {row['on']}: {row['text']}"
        if len(rows) > MOST_NAMED:
            yield f"    and {len(rows) - MOST_NAMED:,} more"
    for name in files:
        yield f"  saved: {name}"


def _lived(row: Mapping[str, Any]) -> Iterable[str]:
    yield f"Lived: {row['person-weeks']:,} person-weeks"
    yield f"  asked for a week     {row['asked']:>8,}"
    yield f"  released             {row['released']:>8,}"
    for kind, count in row["refused"].items():
        yield f"  refused, {kind:<11} {count:>8,}"
    yield f"  sessions planned     {row['sessions planned']:>8,}"
    yield f"  sessions done        {row['sessions done']:>8,}"
    yield f"    green, amber, red  {row['green']:>8,} {row['amber']:,} {row['red']:,}"
    yield f"  minutes done         {row['minutes']:>8,}"
    yield f"  flare-ups            {row['flare-ups']:>8,}"
    if row["changes"]:
        told = ", ".join(f"{name} {count:,}" for name, count in row["changes"].items())
        yield f"  changes: {told}"
    yield from _reached(row)


def _reached(row: Mapping[str, Any]) -> Iterable[str]:
    if row["milestones"]:
        told = ", ".join(f"{name} {count:,}" for name, count in row["milestones"].items())
        yield f"  people who reached: {told}"


def _compared(figures: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    from multifidus.cohort.assumptions import shipped  # noqa: PLC0415 - slow

    yield "The same people under other policies"
    yield CAVEAT
    yield ""
    yield f"  {'':40}" + "".join(f"{NAMES[name]:>17}" for name in figures)
    for key, label in COMPARED:
        yield f"  {label:40}" + "".join(f"{row[key]:>17,}" for row in figures.values())
    reached = sorted({name for row in figures.values() for name in row["milestones"]})
    for name in reached:
        if not name.startswith("stage"):
            counts = "".join(f"{row['milestones'].get(name, 0):>17,}" for row in figures.values())
            yield f"  {f'people who reached {name}':40}" + counts
    yield ""
    yield "Assumptions behind it (all of them: src/multifidus/cohort/assumptions.yaml)"
    known = shipped()
    for name in SHOWN:
        one = known.figures[name]
        source = ", ".join(one.source)
        yield f"  {name.replace('_', ' '):22} {one.value:g} {one.unit} ({source}, {one.grade})"
    sheet = known.leaflet
    yield f"  leaflet: {', '.join(sheet.exercises)}; {sheet.sets} x {sheet.reps}, {sheet.days} days"
