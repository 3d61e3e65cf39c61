# SPDX-License-Identifier: Apache-2.0
"""Load every knowledge file strictly: all faults of all files at once, with line and path."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from multifidus.knowledge import schema, schema_texts
from multifidus.knowledge.bend import ForwardBend
from multifidus.knowledge.body import Body
from multifidus.knowledge.circuit import Circuit
from multifidus.knowledge.courses import Courses
from multifidus.knowledge.lessons import Lesson
from multifidus.knowledge.movement import Flesh, Props
from multifidus.knowledge.muscle_places import MusclePlaces
from multifidus.knowledge.planning import Planning
from multifidus.knowledge.required_range import RequiredRange
from multifidus.knowledge.schedule import Schedule
from multifidus.knowledge.sports import Sports, WarmUp
from multifidus.knowledge.yamlfile import Document, Fault, FileError, parse

DATA: Final = FilePath(__file__).parent / "data"

_FOLDERS: Final[dict[str, type[BaseModel]]] = {
    "exercises": schema.Exercise,
    "tests": schema.Test,
    "danger_signs": schema.DangerSign,
    "combinations": schema.Combination,
    "conditions": schema.Condition,
    "doses": schema.DoseRule,
    "rules": schema.Rule,
    "claims": schema_texts.Claim,
    "lessons": Lesson,
    "questionnaires": schema_texts.Questionnaire,
}
_LISTS: Final[dict[str, type[BaseModel]]] = {
    "muscles": schema.Muscle,
    "stretch_targets": schema.StretchTarget,
    "equipment": schema.Equipment,
    "ladders": schema.Ladder,
}
_SINGLES: Final[dict[str, type[BaseModel]]] = {
    "bend": ForwardBend,
    "body": Body,
    "circuit": Circuit,
    "courses": Courses,
    "flesh": Flesh,
    "muscle_places": MusclePlaces,
    "props": Props,
    "planning": Planning,
    "record_bounds": schema_texts.RecordBounds,
    "required_range": RequiredRange,
    "schedule": Schedule,
    "sports": Sports,
    "warm_up": WarmUp,
    "words": schema_texts.Words,
}

Model = TypeVar("Model", bound=BaseModel)


class KnowledgeError(Exception):
    """Knowledge that cannot be used; `errors` holds one `FileError` per bad file."""

    def __init__(self, errors: list[FileError]) -> None:
        """Keep the errors in file order."""
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything the product knows, by id. `version` changes when any byte of any file does."""

    exercises: dict[str, schema.Exercise]
    tests: dict[str, schema.Test]
    danger_signs: dict[str, schema.DangerSign]
    combinations: dict[str, schema.Combination]
    conditions: dict[str, schema.Condition]
    doses: dict[str, schema.DoseRule]
    rules: dict[str, schema.Rule]
    claims: dict[str, schema_texts.Claim]
    lessons: dict[str, Lesson]
    questionnaires: dict[str, schema_texts.Questionnaire]
    muscles: dict[str, schema.Muscle]
    stretch_targets: dict[str, schema.StretchTarget]
    equipment: dict[str, schema.Equipment]
    ladders: dict[str, schema.Ladder]
    sources: dict[str, schema.Source]
    bend: ForwardBend
    body: Body
    circuit: Circuit
    courses: Courses
    flesh: Flesh
    muscle_places: MusclePlaces
    props: Props
    planning: Planning
    record_bounds: schema_texts.RecordBounds
    required_range: RequiredRange
    schedule: Schedule
    sports: Sports
    warm_up: WarmUp
    words: schema_texts.Words
    version: str


def explain(error: ValidationError, document: Document) -> list[Fault]:
    """Turn a validation error into faults with lines, one per thing wrong."""
    faults = []
    for entry in error.errors(include_url=False, include_input=False):
        path = tuple(entry["loc"])
        text = str(entry["msg"]).removeprefix("Value error, ")
        if entry["type"] == "extra_forbidden":
            text = f"unknown key {path[-1]!r}"
        elif entry["type"] == "missing":
            text, path = f"{path[-1]!r} is missing", path[:-1]
        faults.append(document.fault(path, text[0].lower() + text[1:]))
    return faults


def read(path: FilePath) -> Document:
    """Read one file as UTF-8 YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise FileError(path.name, [Fault(1, "", f"this file {what}")]) from None
    except UnicodeDecodeError as error:
        raise FileError(path.name, [Fault(1, "", f"not UTF-8 text: {error.reason}")]) from None
    return parse(text, path.name)


def read_as(path: FilePath, model: type[Model]) -> Model:
    """Read one file as `model`; raise `FileError` with every fault in it."""
    document = read(path)
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise FileError(path.name, explain(error, document)) from None


def _read_map(path: FilePath, model: type[Model]) -> dict[str, Model]:
    document = read(path)
    try:
        return dict(TypeAdapter[dict[str, Model]](dict[str, model]).validate_python(document.value))  # type: ignore[valid-type] # a model given at run time
    except ValidationError as error:
        raise FileError(path.name, explain(error, document)) from None


def _read_list(path: FilePath, model: type[Any]) -> dict[str, Any]:
    document = read(path)
    try:
        rows = TypeAdapter[list[Any]](list[model]).validate_python(document.value)  # type: ignore[valid-type] # as above
    except ValidationError as error:
        raise FileError(path.name, explain(error, document)) from None
    faults = [
        document.fault((n,), f"the id {row.id!r} is already used above")
        for n, row in enumerate(rows)
        if row.id in {other.id for other in rows[:n]}
    ]
    if faults:
        raise FileError(path.name, faults)
    return {row.id: row for row in rows}


def files(root: FilePath) -> list[FilePath]:
    """Every knowledge file under `root`, in a fixed order."""
    return sorted(root.rglob("*.yaml"), key=lambda path: path.relative_to(root).as_posix())


def version_of(root: FilePath) -> str:
    """Hash of every file's name and content: the same bytes, the same version."""
    digest = hashlib.sha256()
    for path in files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]


def _key(model: BaseModel) -> str:
    return str(getattr(model, "id", None) or getattr(model, "rule", ""))


def _read_folder(root: FilePath, name: str, errors: list[FileError]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for path in sorted((root / name).glob("*.yaml")):
        try:
            row = read_as(path, _FOLDERS[name])
        except FileError as error:
            errors.append(FileError(f"{name}/{path.name}", error.faults))
            continue
        if _key(row) != path.stem:
            fault = Fault(1, "id", f"the id {_key(row)!r} and the file name must be the same")
            errors.append(FileError(f"{name}/{path.name}", [fault]))
        out[_key(row)] = row
    return out


def load(root: FilePath = DATA) -> Knowledge:
    """Load all knowledge under `root`.

    Raises
    ------
    KnowledgeError
        With every fault of every file.
    """
    errors: list[FileError] = []
    parts: dict[str, Any] = {name: _read_folder(root, name, errors) for name in _FOLDERS}
    for names, reader in ((_LISTS, _read_list), (_SINGLES, read_as)):
        for name, model in names.items():
            try:
                parts[name] = reader(root / f"{name}.yaml", model)
            except FileError as error:
                errors.append(error)
    try:
        parts["sources"] = _read_map(root / "sources.yaml", schema.Source)
    except FileError as error:
        errors.append(error)
    known = {*_FOLDERS, *_LISTS, *_SINGLES, "sources"}
    for path in files(root):
        place = path.relative_to(root).parts[0].removesuffix(".yaml")
        if place not in known:
            errors.append(FileError(path.name, [Fault(1, "", "no knowledge is kept here")]))
    if errors:
        raise KnowledgeError(errors)
    return Knowledge(**parts, version=version_of(root))


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """Return the knowledge that ships with the package, loaded once per process."""
    return load()
