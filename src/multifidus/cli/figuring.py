# SPDX-License-Identifier: Apache-2.0
"""`multifidus figure`: the drawing of an exercise or a test, and what is wrong with a movement."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from multifidus.cli.catalogue import Kind, find
from multifidus.cli.common import AsJson, print_json, reading, refuse

if TYPE_CHECKING:
    from multifidus.knowledge.schema import Exercise, Test
    from multifidus.movement.draw import Form, Picture


BEND: Final = "hip-and-spine"


class OneSide(StrEnum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"


class Drawn(StrEnum):
    """What can be drawn."""

    EXERCISE = "exercise"
    TEST = "test"


def figure(
    word: Annotated[
        str,
        typer.Argument(metavar="ID", help="An exercise, a test, or a YAML file that holds one."),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE.svg", help="Write the drawing here."),
    ] = None,
    still: Annotated[bool, typer.Option("--still", help="Without motion.")] = False,
    strip: Annotated[
        bool, typer.Option("--strip", help="The key positions side by side, for print.")
    ] = False,
    side: Annotated[
        OneSide | None, typer.Option("--side", help="Which side works, where one does.")
    ] = None,
    kind: Annotated[
        Drawn | None,
        typer.Option("--kind", help="Which of them, where one name stands for two things."),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="RECORD", help="Whose bend, for hip-and-spine."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="On which day, for hip-and-spine.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Draw how an exercise or a test moves; say in words what is wrong with a movement.

    The ID hip-and-spine draws how one person's hips and low back share a forward bend; it takes
    --record and --on.
    """
    if word == BEND:
        if json or still or strip or side or kind:
            refuse(f"{BEND} takes --record, --on and -o, nothing else")
        if record is None or on is None:
            refuse(f"{BEND} needs --record RECORD and --on DATE")
        _bend(record, on, output)
        return
    if record is not None or on is not None:
        refuse(f"--record and --on go with {BEND} only")
    if still and strip:
        refuse("choose one of --still and --strip")
    picture = _picture(word, side, kind)
    form: Form = "still" if still else "strip" if strip else "animated"
    drawing = picture.svg(form)
    if output is not None:
        _write(output, drawing)
    if json:
        print_json(_facts(picture, output))
    elif output is None:
        typer.echo(drawing, nl=False)
    else:
        typer.echo(f"{picture.subject.name}: {output}\n{picture.subject.description}")


def _bend(record: str, on: str, output: Path | None) -> None:
    from multifidus.cli.bending import hip_and_spine  # noqa: PLC0415 - slow

    drawing = hip_and_spine(record, on)
    if output is None:
        typer.echo(drawing, nl=False)
        return
    _write(output, drawing)
    typer.echo(f"Hips and low back sharing a forward bend: {output}")


def _picture(word: str, side: OneSide | None, kind: Drawn | None) -> "Picture":
    from multifidus.domain.words import Side  # noqa: PLC0415 - slow
    from multifidus.movement import draw  # noqa: PLC0415 - slow
    from multifidus.movement.check import check  # noqa: PLC0415 - slow
    from multifidus.movement.pose import MovementError  # noqa: PLC0415 - slow

    thing = _thing(word, kind)
    if thing.movement is None:
        refuse(f"{thing.id} has no movement yet; write one as docs/movement/authoring.md says")
    if side is not None and thing.movement.works is None:
        refuse(f"{thing.name} works both sides alike; leave --side out")
    try:
        picture = draw.of(thing, Side(side.value) if side else None)
    except MovementError as error:
        refuse(*(f"{thing.id}: {fault}" for fault in error.faults))
    faults, _ = check(picture.motion)
    for fault in faults:
        typer.echo(f"{thing.id}: {fault}", err=True)
    return picture


def _thing(word: str, kind: Drawn | None) -> "Exercise | Test":
    from multifidus.knowledge.loader import read_as, shipped  # noqa: PLC0415 - slow
    from multifidus.knowledge.schema import Exercise, Test  # noqa: PLC0415 - slow

    if word.endswith((".yaml", ".yml")):
        path = Path(word)
        with reading():
            if kind is Drawn.TEST or "tests" in path.parts:
                return read_as(path, Test)
            return read_as(path, Exercise)
    knowledge = shipped()
    wanted = Kind(kind.value) if kind else None
    key, found, _ = find(word, wanted, knowledge, (Kind.EXERCISE, Kind.TEST))
    return knowledge.exercises[key] if found is Kind.EXERCISE else knowledge.tests[key]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror or error}")


def _facts(picture: "Picture", output: Path | None) -> dict[str, object]:
    return {
        "id": picture.subject.id,
        "title": picture.subject.name,
        "description": picture.subject.description,
        "side": picture.side,
        "file": None if output is None else str(output),
        "keys": len(picture.motion.movement.keys),
        "frames": len(picture.motion.phase),
    }
