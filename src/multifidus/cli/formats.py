# SPDX-License-Identifier: Apache-2.0
"""`multifidus schema`: the record file's JSON Schema, for editors and other programs."""

from multifidus.cli.common import AsJson, print_json


def schema(*, json: AsJson = True) -> None:  # noqa: ARG001 - a schema is JSON in any case
    """Print the JSON Schema of a record file."""
    from multifidus.exchange.record_schema import record_schema  # noqa: PLC0415 - slow
    from multifidus.knowledge.loader import shipped  # noqa: PLC0415 - slow

    print_json(record_schema(shipped()))
