# SPDX-License-Identifier: Apache-2.0
"""The record file's JSON Schema (2020-12), with the ids and ranges of the knowledge in it."""

from collections.abc import Callable
from typing import Any, Final

from multifidus.exchange.record_checks import names_of
from multifidus.exchange.record_model import RecordPart
from multifidus.exchange.record_parts import FORMAT
from multifidus.knowledge.loader import Knowledge

_LISTED: Final = {
    "exercises": "exercise-id",
    "likes": "preference-id",
    "tests": "test-id",
    "danger_signs": "danger-sign-id",
    "questions": "screening-question-id",
    "conditions": "condition-id",
    "equipment": "equipment-id",
    "questionnaires": "questionnaire-id",
}


def record_schema(knowledge: Knowledge) -> dict[str, Any]:
    """Return the JSON Schema of a record file.

    Parameters
    ----------
    knowledge : Knowledge
        Gives the ids that may be used and the ranges of the numbers.

    Returns
    -------
    dict
        A schema of draft 2020-12. It holds what a schema can say; the reader checks more, such as
        a measurement against its own test's range.
    """
    raw = RecordPart.model_json_schema(mode="validation")
    schema: dict[str, Any] = _each(raw, lambda node: _filled(node, knowledge))
    names = names_of(knowledge)
    for family, key in _LISTED.items():
        schema["$defs"][key] = {"type": "string", "enum": sorted(names[family].ids)}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('/', ':')}",
        "$comment": f"knowledge {knowledge.version}",
    }
    return head | schema | {"title": "Multifidus record"}


def _each(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_each(part, change) for part in value]
    if isinstance(value, dict):
        return change({key: _each(part, change) for key, part in value.items()})
    return value


def _filled(node: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """Put ids and ranges where the models left their marks; drop titles that only echo keys."""
    node = dict(node)
    if isinstance(node.get("title"), str):
        del node["title"]
    family = node.pop("x-ids", None)
    if isinstance(family, str):
        node = {key: part for key, part in node.items() if key != "type"}
        node["$ref"] = f"#/$defs/{_LISTED[family]}"
    bound = node.pop("x-range", None)
    if isinstance(bound, str):
        limits = getattr(knowledge.record_bounds, bound)
        node |= {"minimum": limits.lowest, "maximum": limits.highest}
    node.pop("discriminator", None)
    return node
