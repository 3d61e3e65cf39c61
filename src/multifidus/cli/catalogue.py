# SPDX-License-Identifier: Apache-2.0
"""`multifidus exercises` and `multifidus show`: the catalogue, and one thing of it in full."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from multifidus.cli.common import AsJson, known, print_json, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from multifidus.knowledge.loader import Knowledge
    from multifidus.knowledge.schema import Exercise

Filter = list[str]


def exercises(
    *,
    muscle: Annotated[
        Filter | None,
        typer.Option(
            "--muscle", metavar="M", help="Works this muscle group. Repeat for any of several."
        ),
    ] = None,
    stage: Annotated[
        Filter | None,
        typer.Option(
            "--stage", metavar="S", help="Can be done in this stage. Repeat for any of several."
        ),
    ] = None,
    equipment: Annotated[
        Filter | None,
        typer.Option("--equipment", metavar="E", help="Uses this. Repeat for any of several."),
    ] = None,
    json: AsJson = False,
) -> None:
    """List the exercises, all or those that fit every option given."""
    from multifidus.exchange.words import Names  # noqa: PLC0415 - slow
    from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow

    know = shipped()
    muscles = Names({k: (m.plain_name, m.standard_name) for k, m in know.muscles.items()})
    things = Names({k: (e.plain_name,) for k, e in know.equipment.items()})
    wanted_muscles = {known(word, muscles, "muscle group") for word in muscle or ()}
    wanted_things = {known(word, things, "piece of equipment") for word in equipment or ()}
    highest = _highest_stage(stage or [])
    found = [
        row
        for _, row in sorted(know.exercises.items())
        if (not wanted_muscles or wanted_muscles & set(row.muscles.grades))
        and (not wanted_things or wanted_things & set(row.equipment))
        and (highest is None or row.stage.rank <= highest)
    ]
    if json:
        print_json([_summary(row) for row in found])
    else:
        from multifidus.cli.catalogue_text import list_text  # noqa: PLC0415 - slow

        typer.echo(list_text(found, know), nl=False)


def _highest_stage(stages: list[str]) -> int | None:
    """Return the rank of the latest stage asked for: what an earlier one allows it allows too."""
    from multifidus.domain.words import Stage  # noqa: PLC0415 - slow
    from multifidus.exchange.words import Names  # noqa: PLC0415 - slow

    names = Names({one.value: () for one in Stage})
    return max((Stage(known(word, names, "stage")).rank for word in stages), default=None)


def _summary(row: "Exercise") -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "stage": row.stage,
        "modality": row.modality,
        "equipment": row.equipment,
        "ladder": row.ladder.id,
        "rung": row.ladder.rung,
        "tier": row.load.tier,
        "muscles": row.muscles.grades,
        "stretches": row.stretches,
    }


class Kind(StrEnum):
    """What `show` can show."""

    EXERCISE = "exercise"
    TEST = "test"
    CLAIM = "claim"


def show(
    word: Annotated[
        str, typer.Argument(metavar="ID", help="An exercise, an assessment test or a claim.")
    ],
    *,
    kind: Annotated[
        Kind | None,
        typer.Option("--kind", help="Which of them, where one name stands for two things."),
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="Print an HTML page with the figures.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show one exercise, test or claim in full."""
    from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow

    if html and json:
        refuse("choose one of --html and --json")
    knowledge = shipped()
    key, found, others = find(word, kind, knowledge)
    if json:
        rows: dict[Kind, Mapping[str, BaseModel]] = {
            Kind.EXERCISE: knowledge.exercises,
            Kind.TEST: knowledge.tests,
            Kind.CLAIM: knowledge.claims,
        }
        print_json({"type": found, **rows[found][key].model_dump(mode="json")})
        return
    if html:
        typer.echo(_html(key, found, knowledge), nl=False)
        return
    from multifidus.cli import catalogue_text as text  # noqa: PLC0415 - slow

    if found is Kind.EXERCISE:
        page = text.exercise_text(knowledge.exercises[key], knowledge)
    elif found is Kind.TEST:
        page = text.test_text(knowledge.tests[key], knowledge)
    else:
        page = text.claim_text(knowledge.claims[key], knowledge)
    for other in others:
        page += text.other_text(key, other)
    typer.echo(page, nl=False)


def _html(key: str, found: Kind, knowledge: "Knowledge") -> str:
    from multifidus.cli import catalogue_text as text  # noqa: PLC0415 - slow
    from multifidus.movement import draw  # noqa: PLC0415 - slow

    if found is Kind.CLAIM:
        return text.claim_html(knowledge.claims[key], knowledge)
    thing = (knowledge.exercises if found is Kind.EXERCISE else knowledge.tests)[key]
    drawn = []
    if thing.movement is not None:
        picture = draw.of(thing)
        drawn.append(text.Drawn(picture.svg("animated"), picture.subject.description))
    if found is Kind.EXERCISE:
        return text.exercise_html(knowledge.exercises[key], knowledge, drawn)
    return text.test_html(knowledge.tests[key], knowledge, drawn)


def find(
    word: str, kind: Kind | None, knowledge: "Knowledge", among: tuple[Kind, ...] = tuple(Kind)
) -> tuple[str, Kind, list[Kind]]:
    """Return the id that a word names, what it is, and what else goes by it; end if there is none."""
    from multifidus.exchange.words import Names, either, quoted  # noqa: PLC0415 - slow

    names = {
        Kind.EXERCISE: Names({k: (e.name, *e.aliases) for k, e in knowledge.exercises.items()}),
        Kind.TEST: Names({k: (t.name, *t.aliases) for k, t in knowledge.tests.items()}),
        Kind.CLAIM: Names(dict.fromkeys(knowledge.claims, ())),
    }
    kinds = [kind] if kind else list(among)
    # An id before a name: `plank` is the exercise, even where a test goes by that name too.
    hits = [one for one in kinds if word in names[one].ids]
    hits = hits or [one for one in kinds if names[one].exact(word) is not None]
    if not hits:
        near = dict.fromkeys(key for one in kinds for key in names[one].suggest(word))
        mean = f"; did you mean {either([quoted(key) for key in near])}?" if near else ""
        what = str(kind) if kind else either([str(one) for one in among])
        refuse(f"there is no {what} {quoted(word)}{mean}")
    key = names[hits[0]].exact(word) or word
    return key, hits[0], [one for one in Kind if one is not hits[0] and key in names[one].ids]
