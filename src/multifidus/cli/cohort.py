# SPDX-License-Identifier: Apache-2.0
"""`multifidus cohort`: virtual people live virtual weeks; what must never be is looked for."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from multifidus.cli.common import AsJson, Code, print_json, refuse

if TYPE_CHECKING:
    from multifidus.cohort.run import Settings

MOST_SAVED = 5
"""Of one invariant at most so many people are saved; the rest are counted."""


def cohort(
    *,
    people: Annotated[
        int, typer.Option("--people", min=1, metavar="N", help="How many people.")
    ] = 20,
    weeks: Annotated[
        int, typer.Option("--weeks", min=1, max=104, metavar="W", help="How many weeks they live.")
    ] = 6,
    seed: Annotated[
        int, typer.Option("--seed", min=0, metavar="S", help="The seed of the first person.")
    ] = 0,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", min=1, metavar="P", help="How many at once; all cores if left out."
        ),
    ] = None,
    policy: Annotated[
        str,
        typer.Option(
            "--policy", metavar="NAME", help="adapt (this programme), leaflet, always, or all."
        ),
    ] = "adapt",
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume", metavar="FILE", help="Keep finished lives here, and go on from it."
        ),
    ] = None,
    save: Annotated[
        Path,
        typer.Option(
            "--save", metavar="DIR", help="Where people who break an invariant are saved."
        ),
    ] = Path("cohort-breaches"),
    json: AsJson = False,
) -> None:
    """Let made-up people live with the programme. Ends with 1 when anything breaks that must not."""
    from multifidus.cohort.lived import Policy  # noqa: PLC0415 - slow
    from multifidus.cohort.run import OtherSettingsError, Results, Settings, rows  # noqa: PLC0415

    if policy != "all" and policy not in list(Policy):
        refuse(f"--policy is one of {', '.join(Policy)} and all; {policy!r} is none of them")
    policies = tuple(Policy) if policy == "all" else (Policy(policy),)
    settings = Settings(people=people, weeks=weeks, seed=seed, policies=policies)
    many = processes or os.cpu_count() or 1
    try:
        kept = Results(resume, settings) if resume is not None else None
    except OtherSettingsError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{resume}: {error.strerror}")
    known = kept.rows if kept is not None else []
    started = perf_counter()
    with _progress(settings, len(known)) as advance:

        def each(row: dict[str, Any]) -> None:
            if kept is not None:
                kept.add(row)
            advance()

        found = rows(settings, many, known, each)
    seconds = perf_counter() - started
    lived = len(found) - len(known)
    timing = {
        "seconds": round(seconds, 1),
        "processes": many,
        "lives": lived,
        "person-weeks a second and core": round(lived * weeks / seconds / many, 2),
    }
    _tell(settings, found, timing, save, json=json)


def _tell(
    settings: "Settings",
    found: list[dict[str, Any]],
    timing: dict[str, float],
    save: Path,
    *,
    json: bool,
) -> None:
    from multifidus.cohort.figures import by_policy  # noqa: PLC0415 - slow

    figures = by_policy(found)
    broken = [{"seed": row["seed"], **one} for row in found for one in row["breaches"]]
    files = _save(settings, broken, save) if broken else []
    if json:
        print_json(
            {
                "settings": settings.head(),
                "figures": figures,
                "breaches": broken,
                "saved": files,
                "timing": timing,
            }
        )
    else:
        from multifidus.cli.cohort_text import cohort_text  # noqa: PLC0415 - slow

        typer.echo(cohort_text(settings, figures, broken, files, timing), nl=False)
    if broken:
        raise typer.Exit(Code.BREACH)


def _save(settings: "Settings", broken: list[dict[str, Any]], folder: Path) -> list[str]:
    """Write the smallest record that shows each breach, a few of each invariant."""
    from multifidus.cohort.core import Core  # noqa: PLC0415 - slow
    from multifidus.cohort.lived import Policy  # noqa: PLC0415 - slow
    from multifidus.cohort.run import broken_of, live  # noqa: PLC0415 - slow
    from multifidus.cohort.save import saved  # noqa: PLC0415 - slow
    from multifidus.exchange.record_file import write_record  # noqa: PLC0415 - slow
    from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow

    core = Core.of(shipped(), settings.limit)
    seeds: dict[str, list[int]] = {}
    for one in broken:
        known = seeds.setdefault(one["invariant"], [])
        if one["seed"] not in known and len(known) < MOST_SAVED:
            known.append(one["seed"])
    files = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, wanted in sorted(seeds.items()):
        for seed in wanted:
            life = live(seed, Policy.ADAPT, settings)
            breach = next(one for one in broken_of(life, core.full) if one.invariant == name)
            kept = saved(life, breach, core)
            path = folder / f"{name}-{seed}.yaml"
            head = [
                f"# invariant: {name}",
                f"# on: {kept.on}",
                f"# seed: {seed}",
                f"# shown by this record alone: {'yes' if kept.small else 'no'}",
                f"# {kept.text}",
            ]
            path.write_text("\n".join(head) + "\n" + write_record(kept.record), encoding="utf-8")
            files.append(str(path))
    return files


@contextmanager
def _progress(settings: "Settings", known: int) -> Iterator[Callable[[], None]]:
    """Show how far it has come, where somebody is watching."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow
    from rich.progress import (  # noqa: PLC0415 - slow
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    total = settings.people * len(settings.policies)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Lives", total=total, completed=known)
        yield lambda: bar.advance(task)
